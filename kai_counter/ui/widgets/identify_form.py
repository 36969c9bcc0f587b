"""Checking a traveller's document against a booking, before anything is shown or printed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.values.cards_bookings import ProofRequest
from kai_counter.values.nik import BLOCKING, LENGTH, clean_nik
from kai_counter.values.persons import check_passport


class IdentifyForm(QFrame):
    """`asked` brings a ProofRequest. The name is typed from the document, with its number or a scanned ticket."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookings.identify")
        theme.mark(self, card="plain")
        self._ticket = ""
        self.heading, self.hint = QLabel(self), QLabel(self)
        self.hint.setWordWrap(True)
        theme.mark(self.heading, role="heading")
        theme.mark(self.hint, role="muted")
        self.document = ChipRow("bookings.document", required=True)
        self.number = Field("bookings.identity", max_length=30)
        self.name = Field("bookings.name", max_length=80)
        self.check = Button("bookings.check", kind="primary", icon="id-card", key="Enter")
        self.original = ChipRow("bookings.original", required=True, inline=True)
        self.shown_by = ChipRow("bookings.shownBy", required=True, inline=True)
        self.proxy_name = Field("bookings.proxyName", max_length=80, reserve=False)
        self.proxy_number = Field("bookings.proxyNumber", max_length=20, reserve=False)
        self.letter = Field("bookings.letter", max_length=60, reserve=False)
        self.number.entered.connect(self._number_entered)
        self.name.entered.connect(self._name_entered)
        self.proxy_name.entered.connect(self.proxy_number.edit.setFocus)
        self.proxy_number.entered.connect(self.letter.edit.setFocus)
        self.letter.entered.connect(self._ask)
        self.check.clicked.connect(self._ask)
        self.shown_by.picked.connect(self._show_proxy)
        self._lay_out()
        self.retranslate()
        self.start()

    def _lay_out(self) -> None:
        row, how, self.proxy, foot = QHBoxLayout(), QHBoxLayout(), QWidget(self), QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.document)
        row.addWidget(self.number, 3)
        row.addWidget(self.name, 3)
        how.setSpacing(theme.L)
        how.addWidget(self.original)
        how.addWidget(self.shown_by)
        how.addStretch(1)
        power = QHBoxLayout(self.proxy)
        power.setContentsMargins(0, 0, 0, 0)
        power.setSpacing(theme.M)
        for field in (self.proxy_name, self.proxy_number, self.letter):
            power.addWidget(field, 1)
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addLayout(how)
        column.addWidget(self.proxy)
        column.addLayout(foot)

    def start(self, ticket: str = "") -> None:
        """`ticket` is the traveller's own, scanned a moment ago: then the name is enough."""
        self._ticket = ticket
        for field in (self.number, self.name, self.proxy_name, self.proxy_number, self.letter):
            field.set_text("")
            field.clear_error()
        self.document.set_values(["nik"])
        self.original.set_values(["original"])
        self.shown_by.set_values(["traveller"])
        self._show_proxy()
        self.retranslate()

    def focus_number(self) -> None:
        (self.name if self._ticket else self.number).edit.setFocus()

    def say(self, refused: Refused) -> None:
        """What the database answered, under the field that was typed."""
        field = self.name if self._ticket and not self.number.text() else self.number
        field.complain(words.sentence(refused))
        field.edit.selectAll()

    def _number_entered(self) -> None:
        if self._problem():
            self.say(Refused(self._problem() or ""))
        else:
            self.name.edit.setFocus()

    def _name_entered(self) -> None:
        if self.proxy.isVisibleTo(self) and not self.letter.text():
            self.proxy_name.edit.setFocus()
        else:
            self._ask()

    def _problem(self) -> str | None:
        typed = self.number.text()
        if typed[:1].isalpha():
            self.document.set_values(["passport"])
        if not typed and self._ticket:
            return None
        if self.document.value() == "passport":
            return check_passport(typed).problem
        return _nik_problem(clean_nik(typed))

    def _ask(self) -> None:
        problem = self._problem()
        if problem:
            self.say(Refused(problem))
            return
        if not self.name.text():
            self.name.complain(self.tr("Type the name as it stands on the document."))
            return
        is_proxy = self.shown_by.value() == "proxy"
        for field in (self.proxy_name, self.proxy_number, self.letter) if is_proxy else ():
            if not field.text():
                field.complain(self.tr("Needed of a proxy."))
                return
        document, typed = self.document.value(), self.number.text()
        number = clean_nik(typed) if document == "nik" else check_passport(typed).text
        proxy = (self.proxy_name.text(), self.proxy_number.text(), self.letter.text()) if is_proxy else ("", "", "")
        is_original = self.original.value() == "original"
        self.asked.emit(
            ProofRequest(document, number if typed else "", self.name.text(), self._ticket, is_original, *proxy)
        )

    def _show_proxy(self) -> None:
        self.proxy.setVisible(self.shown_by.value() == "proxy")

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Check the identity"))
        hint = self.tr("Of any traveller in this booking. Only then are names and numbers shown.")
        if self._ticket:
            hint = self.tr("A ticket was scanned: the name on the traveller's document is enough.")
        self.hint.setText(hint)
        self.document.set_label(self.tr("Document"))
        self.document.set_options([("nik", self.tr("NIK")), ("passport", self.tr("Passport"))])
        self.original.set_label(self.tr("Seen"))
        self.original.set_options([("original", self.tr("Original")), ("copy", self.tr("Copy"))])
        self.shown_by.set_label(self.tr("Shown by"))
        self.shown_by.set_options(
            [("traveller", self.tr("Traveller")), ("proxy", self.tr("Proxy with power of attorney"))]
        )
        self.number.set_label(self.tr("Number on the document"))
        self.name.set_label(self.tr("Name on the document"))
        self.proxy_name.set_label(self.tr("Proxy's name"))
        self.proxy_number.set_label(self.tr("Number of the proxy's document"))
        self.letter.set_label(self.tr("Power of attorney: number or date"))
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
