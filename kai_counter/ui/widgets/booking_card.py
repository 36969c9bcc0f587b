"""A booking found again: its journey, its travellers with their tickets; masked until a document was seen."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.money import MoneyLabel
from kai_counter.ui.widgets.pill import Pill
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger

ROW = 52  # px of one traveller


class BookingView(QFrame):
    """`picked` brings the index of the traveller whose ticket is wanted."""

    picked = Signal(int)

    def __init__(self, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookings.card")
        theme.mark(self, card="plain")
        self._zone = ZoneInfo(zone)
        self.card: BookingCard | None = None
        self.chosen = 0
        self.code = QLabel(self)
        self.code.setStyleSheet("font-size: 26px; font-weight: 700; letter-spacing: 2px;")
        self.status = Pill("bookings.status", parent=self)
        self.masked = Pill("bookings.masked", parent=self)
        self.total = MoneyLabel("bookings.total", role="number")
        self.train, self.journey, self.sold = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.train, role="heading")
        theme.mark(self.journey, role="muted")
        theme.mark(self.sold, role="small")
        self.rows: list[ChoiceRow] = []
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self.code)
        head.addWidget(self.status)
        head.addWidget(self.masked)
        head.addStretch(1)
        head.addWidget(self.total)
        inside = QWidget(self)
        self.people = QVBoxLayout(inside)
        self.people.setContentsMargins(0, 0, theme.XS, 0)
        self.people.setSpacing(theme.S - 2)
        self.list = QScrollArea(self)
        self.list.setWidgetResizable(True)
        self.list.setWidget(inside)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        column.addWidget(self.train)
        column.addWidget(self.journey)
        column.addWidget(self.sold)
        column.addSpacing(theme.S)
        column.addWidget(self.list)

    def show_card(self, card: BookingCard) -> None:
        same = self.card is not None and self.card.booking_id == card.booking_id
        self.card = card
        self.chosen = min(self.chosen, len(card.passengers) - 1) if same else 0
        departs = card.departs_at.astimezone(self._zone)
        self.code.setText(card.booking_number)
        self.total.set_amount(card.final_amount)
        self.train.setText(f"{card.train_name} ({card.train_number})")
        self.journey.setText(
            f"{card.origin_name} → {card.destination_name}"
            f"   ·   {date_text(departs.date())}   ·   {time_text(departs)}"
        )
        sold = card.sold_at.astimezone(self._zone) if card.sold_at else None
        words = self.tr("Sold {when} at {counter}")
        when = f"{date_text(sold.date())} {time_text(sold)}" if sold else "–"
        self.sold.setText(words.format(when=when, counter=card.counter_code or "–"))
        self._show_pills(card)
        self._show_people(card)

    def _show_pills(self, card: BookingCard) -> None:
        kinds = {
            "confirmed": ("success", self.tr("Paid")),
            "completed": ("neutral", self.tr("Travelled")),
            "cancelled": ("danger", self.tr("Cancelled")),
            "pending": ("warning", self.tr("Not paid")),
        }
        self.status.set(*kinds.get(card.status, ("neutral", card.status)))
        if card.is_identified:
            self.masked.set("success", self.tr("Identity checked"))
        else:
            self.masked.set("neutral", self.tr("Masked until identity is checked"))

    def _show_people(self, card: BookingCard) -> None:
        focused = next((n for n, row in enumerate(self.rows) if row.hasFocus()), None)
        for row in self.rows:
            self.people.removeWidget(row)
            send_off(row)
        self.rows = []
        for index, person in enumerate(card.passengers):
            row = ChoiceRow(f"bookings.passenger.{index}", "user-round", self.list.widget(), height=ROW)
            row.set_words(*self._words(person))
            row.clicked.connect(lambda _=False, i=index: self.choose(i))
            self.rows.append(row)
            self.people.addWidget(row)
            row.show()  # now: it may be given the focus at once
        shown = min(len(self.rows), 8 if card.is_identified else 4)  # the identity form stands below until then
        self.list.setFixedHeight(shown * (ROW + theme.S - 2))
        if focused is not None and focused < len(self.rows):
            self.rows[focused].setFocus()

    def _words(self, person: FoundPassenger) -> tuple[str, str, str]:
        seat = f"{person.coach_label} / {person.seat_number}" if person.seat_number else self.tr("no seat")
        ticket = person.ticket
        under = [seat, person.identity]
        right = ""
        if ticket is not None:
            under.append(ticket.ticket_number)
            states = {
                "active": self.tr("valid"),
                "used": self.tr("boarded"),
                "cancelled": self.tr("void"),
                "expired": self.tr("expired"),
            }
            state = states.get(ticket.status, ticket.status)
            right = self.tr("{state}, issue {number}").format(state=state, number=ticket.issue_number)
        return person.name, "   ·   ".join(under), right

    def choose(self, index: int) -> None:
        if self.card is not None and 0 <= index < len(self.rows):
            self.chosen = index
            self.rows[index].setFocus()
            self.picked.emit(index)

    @property
    def passenger(self) -> FoundPassenger | None:
        """Whose row has the focus, else the one last chosen."""
        if self.card is None or not self.card.passengers:
            return None
        focused = next((n for n, row in enumerate(self.rows) if row.hasFocus()), self.chosen)
        return self.card.passengers[focused]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.card is not None:
            self.show_card(self.card)
