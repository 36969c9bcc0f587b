"""The signed-in window of an auditor: the station's day, to read."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kai_counter.ui.context import Counter
from kai_counter.ui.one_page import OnePage
from kai_counter.ui.screens.day import DayScreen


class AuditPlace(OnePage):
    """That nothing can be changed is not this page's doing: an auditor's login has no verb that changes."""

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        day = DayScreen(counter)
        super().__init__(counter, day, "auditPlace", parent)
        self.day = day

    def who_text(self) -> str:
        return self.tr("{member} · to read only").format(member=super().who_text())
