"""The signed-in window of an administrator who does not sell: their page, and nothing that needs a shift."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kai_counter.ui.context import Counter
from kai_counter.ui.one_page import OnePage
from kai_counter.ui.screens.admin import AdminScreen


class AdminPlace(OnePage):
    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        page = AdminScreen(counter)
        super().__init__(counter, page, "adminPlace", parent)
        self.admin = page

    def who_text(self) -> str:
        staff = self.counter.signed_in
        return f"{staff.staff.full_name} · {staff.counter.code}"
