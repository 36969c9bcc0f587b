"""Small changes of one ticket: the name or number mistyped, another seat on the same train."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog
from kai_counter.values.cards_bookings import FoundPassenger


class CorrectDialog(FieldsDialog):
    """`decided(name, number)`; open until `close_veil`, so that a refusal is said under its field."""

    decided = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("correct", parent, width=520)
        self.name = Field("correct.name", max_length=60, parent=self.card)
        self.number = Field("correct.number", max_length=20, parent=self.card)
        self.body.addWidget(self.name)
        self.body.addWidget(self.number)
        self.name.entered.connect(self.number.edit.setFocus)
        self.number.entered.connect(lambda: self._choose("correct"))

    def start(self, person: FoundPassenger) -> None:
        self.name.set_label(self.tr("Name on the document"))
        self.number.set_label(self.tr("Number on the document"))
        self.name.set_text(person.name)
        self.number.set_text(person.identity)
        for field in (self.name, self.number):
            field.clear_error()
        self.ask(
            self.tr("Correct this passenger"),
            self.tr("Two letters or one digit by yourself, more with a signature. The next issue is printed."),
            [("correct", self.tr("Correct"), "primary"), ("back", self.tr("Back"), "secondary")],
        )
        self.name.edit.setFocus()

    def _choose(self, name: str) -> None:
        if name == "correct":
            self.decided.emit(self.name.text(), self.number.text())
        else:
            super()._choose(name)


class SeatDialog(FieldsDialog):
    """`decided(seat)` as typed: `5A`, or `2/5A` in another coach of the same class."""

    decided = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("seat", parent)
        self.seat = Field("seat.number", max_length=12, parent=self.card)
        self.body.addWidget(self.seat)
        self.seat.entered.connect(lambda: self._choose("move"))

    def start(self, person: FoundPassenger) -> None:
        self.seat.set_label(self.tr("New seat, like 5A or 2/5A for coach 2"))
        self.seat.set_text("")
        self.seat.clear_error()
        self.ask(
            self.tr("Another seat for {name}").format(name=person.name),
            self.tr("Now {seat}. The same train and class, free of charge; the next issue is printed.").format(
                seat=f"{person.coach_label} / {person.seat_number}"
            ),
            [("move", self.tr("Change the seat"), "primary"), ("back", self.tr("Back"), "secondary")],
        )
        self.seat.edit.setFocus()

    def _choose(self, name: str) -> None:
        if name == "move":
            self.decided.emit(self.seat.text())
        else:
            super()._choose(name)
