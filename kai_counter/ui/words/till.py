"""What is said of shifts and their cash."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def sentences() -> dict[str, str]:
    return {
        # -- shift
        "shift_not_open": translate("words", "Open your shift first (F10)."),
        "shift_open_elsewhere": translate(
            "words", "You have an open shift at another counter ({counter}). Close it there first."
        ),
        "shift_already_open": translate(
            "words", "A shift is already open at this counter ({clerk}). It must be paused or closed first."
        ),
        "shift_closed": translate("words", "This shift is closed. Nothing of it can be changed any more."),
        "shift_still_open": translate("words", "This shift is still open. It is verified once it is closed."),
        "shift_unknown": translate("words", "There is no such shift at your stations."),
        "shift_blocked": translate("words", "Still to be settled before the shift closes: {count}."),
        "count_needed": translate("words", "Count the change money by notes and coins."),
        "count_differs": translate("words", "Notes and coins make {sum}, not {said}. Count again."),
        "count_stands": translate("words", "The count is written down and stands. Give the reason instead."),
        "already_verified": translate("words", "This shift was verified already."),
        "cash_written_once": translate("words", "Cash movements are written once. Make another one instead."),
    }
