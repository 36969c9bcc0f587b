"""What is said of the station's day."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        "safe_too_small": translate("words", "The safe does not hold that much. Count it, or correct the amount."),
        "safe_differs": translate(
            "words", "The count is not what the safe should hold. Count again, or write down why it differs."
        ),
        "slip_used": translate("words", "A deposit with this slip number is written down already: {slip}."),
        "batch_known": translate("words", "Batch {batch} of this terminal is written down already."),
        "task_unknown": translate("words", "This difference is not on the list any more."),
        "task_settled": translate("words", "Somebody settled this difference already, with another note."),
        "settlement_unreadable": translate(
            "words", "Line {line} of this file cannot be read: {problem}. Nothing was taken in."
        ),
    }
