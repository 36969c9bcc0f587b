"""Finding a booking: by what the customer shows or says, or among this counter's latest sales."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.services import bookings, sales
from kai_counter.services.sales import RecentSale
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.booking_search import read_search
from kai_counter.values.cards_bookings import FoundRow
from kai_counter.values.money import format_rupiah
from kai_counter.values.ticket_code import BadCode, decode, looks_like_code, of_other_room, read_human_code

RECENT = 12
_SIGNS = {"printed": "circle-check", "look": "triangle-alert", "open": "hourglass"}


class BookingFinder(QFrame):
    """`found` brings a BookingCard, masked or not; `looking` when a question leaves."""

    found = Signal(object)
    looking = Signal()
    failed = Signal(object)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, card="plain")
        self.setFixedWidth(330)
        self.counter = counter
        self.rows: list[ChoiceRow] = []
        self.ticket = ""  # the symbol that was scanned to find the booking: with the name it is proof enough
        self._wants_recent = False
        self.code = Field("bookings.code", max_length=200)
        self.code.entered.connect(self.look_up)
        self.find_button = Button("bookings.find", kind="primary", icon="search")
        self.find_button.clicked.connect(self.look_up)
        self.recent_title = QLabel(self)
        theme.mark(self.recent_title, role="heading")
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        search = QHBoxLayout()
        search.setSpacing(theme.S)
        search.addWidget(self.code, 1)
        search.addWidget(self.find_button, 0, Qt.AlignmentFlag.AlignVCenter)
        inside = QWidget(self)
        self.recent = QVBoxLayout(inside)
        self.recent.setContentsMargins(0, 0, theme.XS, 0)
        self.recent.setSpacing(theme.XS)
        self.recent.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(search)
        column.addWidget(self.recent_title)
        column.addWidget(scroll, 1)

    def scanned(self, text: str) -> None:
        """A ticket's symbol, or a booking code handed over by another page."""
        symbol = "".join(text.split()).upper().removeprefix("]Q1")
        self.ticket = symbol if looks_like_code(symbol) else ""
        self.code.set_text(text.strip())
        foreign = of_other_room(symbol, self.counter.settings.training)
        if foreign is not None:
            self.code.set_error(words.sentence(foreign))
            return
        self.open(searched_code(self.code.text()))

    def look_up(self) -> None:
        """Code, ticket, the human code of a torn one, identity number, telephone, or name and day of travel."""
        self.ticket = ""
        code = searched_code(self.code.text())
        try:
            wanted = read_search(self.code.text(), self.counter.clock.now().date())
        except Refused as refused:
            self.code.set_error(words.sentence(refused))
            return
        if wanted.by == "code":
            self.open(code if code != "".join(self.code.text().split()).upper() else wanted.text)
            return
        self.looking.emit()
        self.counter.desk.ask(
            self, bookings.search, self.counter.database, wanted, then=self._show_found,
            refused=lambda refused: self.code.set_error(words.sentence(refused)), failed=self.failed.emit,
            key="find",
        )  # fmt: skip

    def _show_found(self, rows: tuple[FoundRow, ...]) -> None:
        """One is opened at once; several are chosen from, masked."""
        if not rows:
            self.code.set_error(self.tr("No booking was found by this."))
        elif len(rows) == 1:
            self.open(rows[0].booking_number)
        else:
            self._fill_list(
                [
                    (row.booking_number, "search", self._about(row), "", row.booking_number)
                    for row in rows
                ],
                self.tr("Which one is it?"),
            )
            self.rows[0].setFocus()

    def _about(self, row: FoundRow) -> str:
        departs = self.counter.clock.local(row.departs_at)
        when = f"{date_text(departs.date(), year=False)} {time_text(departs)}"
        return f"{when}  ·  {row.relation}  ·  {', '.join(row.names)}"

    def open(self, wanted: str) -> None:
        if not wanted:
            self.code.set_error(self.tr("Type a booking code or ticket number, or scan a ticket."))
            return
        self.looking.emit()
        self.counter.desk.ask(
            self,
            bookings.find,
            self.counter.database,
            wanted,
            then=self.found.emit,
            refused=lambda refused: self.code.set_error(words.sentence(refused)),
            failed=self.failed.emit,
            key="find",
        )

    def read_recent(self) -> None:
        self.counter.desk.ask(
            self,
            sales.recent,
            self.counter.database,
            RECENT,
            then=self._show_recent,
            failed=self.failed.emit,
            key="recent",
        )

    def _show_recent(self, found: tuple[RecentSale, ...]) -> None:
        today = self.counter.clock.now().date()
        entries = []
        for sale in found:
            sold = self.counter.clock.local(sale.sold_at)
            when = time_text(sold) if sold.date() == today else date_text(sold.date(), year=False)
            under = f"{when}  ·  {sale.relation}  ·  {sale.train}"
            sign = _SIGNS.get(sale.tickets_state, "ticket")
            entries.append((sale.booking_number, sign, under, format_rupiah(sale.total), sale.booking_number))
        title = self.tr("Latest sales of this counter") if found else self.tr("Nothing was sold here yet")
        self._fill_list(entries, title)
        if self._wants_recent and self.rows:
            self.rows[0].setFocus()
        self._wants_recent = False

    def _fill_list(self, entries: list[tuple[str, str, str, str, str]], title: str) -> None:
        """Rows of (name, sign, words under it, at the right, the code it opens)."""
        kept = next((row.objectName() for row in self.rows if row.hasFocus()), "")
        for row in self.rows:
            self.recent.removeWidget(row)
            send_off(row)
        self.rows = []
        for index, (name, sign, under, right, code) in enumerate(entries):
            row = ChoiceRow(f"bookings.recent.{index}", sign, self, height=58, right_at=1)
            row.set_words(name, under, right)
            row.clicked.connect(lambda _=False, wanted=code: self.scanned(wanted))
            self.rows.append(row)
            self.recent.insertWidget(index, row)
            row.show()  # now: the next key may walk to it
            if row.objectName() == kept:
                row.setFocus()
        self.recent_title.setText(title)

    def to_recent(self) -> None:
        """The latest sales again, and the focus in them."""
        self._wants_recent = True
        self.read_recent()

    def retranslate(self) -> None:
        self.code.set_label(self.tr("Code, NIK, phone, name and day"))
        self.find_button.setAccessibleName(self.tr("Find"))
        self.find_button.setToolTip(self.tr("Find"))
        self.recent_title.setText(self.tr("Latest sales of this counter"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def searched_code(text: str) -> str:
    """What the database looks for: a scanned symbol and a typed human code become the ticket's number."""
    wanted = "".join(text.split()).upper().removeprefix("]Q1")
    if looks_like_code(wanted):
        try:
            return f"T{decode(wanted)[0].ticket_number:08d}"
        except BadCode:
            return ""
    human = read_human_code(wanted)
    return f"T{human[0]:08d}" if human else wanted
