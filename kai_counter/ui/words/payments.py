"""What is said of payments that ask the outside."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        "approval_code_form": translate(
            "words", "The approval code on the slip has six letters or digits. Read it again."
        ),
        "rrn_form": translate("words", "The RRN (reference number) on the slip has twelve digits. Read it again."),
        "last_four_form": translate(
            "words", "Type the last four digits of the card number as the slip shows them."
        ),
    }
