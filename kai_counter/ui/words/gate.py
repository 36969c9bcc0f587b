"""What is said at the gate."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        # -- the gate
        "scan_unknown": translate("words", "The database does not know this scan."),
        "not_your_scan": translate("words", "This scan was made by another member or at another gate."),
        "annul_too_late": translate(
            "words", "A scan can be taken back for {minutes} minutes only. Ask your supervisor."
        ),
        "nothing_to_annul": translate("words", "This scan let nobody in; there is nothing to take back."),
        "override_not_allowed": translate(
            "words", "This ticket is void or was already dealt with; nobody may let it in."
        ),
        "gate_not_closed": translate("words", "The gate for this train is still open."),
    }
