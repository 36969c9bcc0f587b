"""Checking a traveller's document against a booking, before anything is shown or printed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.values.nik import BLOCKING, LENGTH, clean_nik
from kai_counter.values.persons import check_passport


class IdentifyForm(QFrame):
    """`asked` brings document ('nik' or 'passport'), number and name."""

    asked = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookings.identify")
        theme.mark(self, card="plain")
        self.heading, self.hint = QLabel(self), QLabel(self)
        self.hint.setWordWrap(True)
        theme.mark(self.heading, role="heading")
        theme.mark(self.hint, role="muted")
        self.document = ChipRow("bookings.document", required=True)
        self.number = Field("bookings.identity", max_length=30)
        self.name = Field("bookings.name", max_length=80)
        self.check = Button("bookings.check", kind="primary", icon="id-card", key="Enter")
        self.number.entered.connect(self._number_entered)
        self.name.entered.connect(self._ask)
        self.check.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.document)
        row.addWidget(self.number, 3)
        row.addWidget(self.name, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addLayout(foot)
        self.retranslate()
        self.document.set_values(["nik"])

    def start(self) -> None:
        for field in (self.number, self.name):
            field.set_text("")
            field.clear_error()
        self.document.set_values(["nik"])

    def focus_number(self) -> None:
        self.number.edit.setFocus()

    def say(self, refused: Refused) -> None:
        """What the database answered, under the number."""
        self.number.set_error(words.sentence(refused))
        self.number.edit.setFocus()
        self.number.edit.selectAll()

    def _number_entered(self) -> None:
        """The name may stay empty: a number that is in the booking is enough."""
        self._ask()

    def _ask(self) -> None:
        typed = self.number.text()
        if typed[:1].isalpha():
            self.document.set_values(["passport"])
        document = self.document.value()
        number = clean_nik(typed) if document == "nik" else check_passport(typed).text
        problem = _nik_problem(number) if document == "nik" else check_passport(typed).problem
        if problem:
            self.say(Refused(problem))
            return
        self.asked.emit(document, number, self.name.text())

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Check the identity"))
        self.hint.setText(self.tr("Of any traveller in this booking. Only then are names and numbers shown."))
        self.document.set_label(self.tr("Document"))
        self.document.set_options([("nik", self.tr("NIK")), ("passport", self.tr("Passport"))])
        self.number.set_label(self.tr("Number on the document"))
        self.name.set_label(self.tr("Name on the document (may stay empty)"))
        self.check.set_text(self.tr("Check"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _nik_problem(number: str) -> str | None:
    if not number:
        code = "nik_missing"
    elif not (number.isascii() and number.isdigit()):
        code = "nik_not_digits"
    elif len(number) != LENGTH:
        code = "nik_length"
    else:
        return None
    assert code in BLOCKING
    return code
