"""What the roles of the staff are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def role_words() -> dict[str, str]:
    """Each role in the language in use."""
    translate = QCoreApplication.translate
    return {
        "clerk": translate("roles", "Clerk"),
        "supervisor": translate("roles", "Supervisor"),
        "gate": translate("roles", "Gate"),
        "admin": translate("roles", "Administrator"),
        "auditor": translate("roles", "Auditor"),
        "operator": translate("roles", "Operator"),
    }
