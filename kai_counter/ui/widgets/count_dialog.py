"""The change money counted over the page: offered where a shift is opened, asked for where the rule says so."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.cash_count import CashCount
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.money import MoneyLabel


class CountDialog(Dialog):
    """`counted(dict)`: how many of each note and coin."""

    counted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("count", parent, width=520)
        self.count = CashCount("count.cash", self.card)
        self.count.setProperty("card", "")
        self.total = MoneyLabel("count.total", role="total", parent=self.card)
        self.body.addWidget(self.count)
        self.body.addWidget(self.total)
        self.count.changed.connect(lambda: self.total.set_amount(self.count.total))
        self.count.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self) -> None:
        self.total.set_amount(self.count.total)
        self.ask(
            self.tr("Count the change money"), "",
            [("go", self.tr("Take this count"), "primary"), ("back", self.tr("Back"), "secondary")],
        )  # fmt: skip
        self.count.focus_first()

    def _chosen(self, name: str) -> None:
        if name == "go":
            self.counted.emit(self.count.pieces)
