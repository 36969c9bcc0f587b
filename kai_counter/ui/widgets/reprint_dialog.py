"""Why a ticket is printed again: one key for the usual reasons, words for the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.field import Field


class ReprintDialog(Dialog):
    """`decided` brings the reason as it is written down."""

    decided = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("reprint", parent, width=560)
        self.reason = ChipRow("reprint.reason", required=True, parent=self.card)
        self.other = Field("reprint.other", max_length=120)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.other)
        self.reason.picked.connect(self._picked)
        self.reason.entered.connect(lambda: self._choose("print"))
        self.other.entered.connect(lambda: self._choose("print"))
        self.chosen.connect(self._decided)

    def start(self, name: str, ticket_number: str, issue_number: int) -> None:
        self.reason.set_label(self.tr("Reason"))
        self.reason.set_options(
            [
                ("lost", self.tr("Lost")),
                ("damaged", self.tr("Damaged")),
                ("not printed", self.tr("Did not come out")),
                ("other", self.tr("Other")),
            ]
        )
        self.reason.set_values(["lost"])
        self.other.set_label(self.tr("What happened"))
        self.other.set_text("")
        self.other.hide()
        title = self.tr("Print the ticket of {name} again?").format(name=name)
        text = self.tr("Issue {next} of {ticket} is printed; issue {now} and older paper become void.")
        self.ask(
            title,
            text.format(next=issue_number + 1, now=issue_number, ticket=ticket_number),
            [("print", self.tr("Print"), "primary"), ("back", self.tr("Back"), "secondary")],
        )
        self.reason.focus_row()

    def _picked(self) -> None:
        is_other = self.reason.value() == "other"
        self.other.setVisible(is_other)
        if is_other:
            self.other.edit.setFocus()

    def _choose(self, name: str) -> None:
        if name == "print" and self.reason.value() == "other" and not self.other.text():
            self.other.complain(self.tr("Say why."))
            return
        super()._choose(name)

    def _decided(self, name: str) -> None:
        if name == "print":
            reason = self.reason.value()
            self.decided.emit(self.other.text() if reason == "other" else reason)
