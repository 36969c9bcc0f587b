"""Papers of disrupted trains on the desk: scanned one after the other, their money given back with one key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import disruptions
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.ui.widgets.train_dialogs import TransferDialog
from kai_counter.values.cards import SaleCard
from kai_counter.values.cards_disruption import ScannedTicket
from kai_counter.values.cards_refund import AccountRequest, OfferCard
from kai_counter.values.ids import new_id
from kai_counter.values.ticket_code import BadCode, decode, looks_like_code, of_other_room, read_human_code


class PaperDesk(QFrame):
    """`changed` after each scan and each payment; `settled` when money went out."""

    changed = Signal()
    settled = Signal()

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__(page)
        theme.mark(self, card="plain")
        self.counter = counter
        self.tickets: list[ScannedTicket] = []
        self.is_paying = False
        self._waiting: list[tuple[object, list[ScannedTicket]]] = []
        self._ids: dict[str, object] = {}
        self._moving: dict[str, tuple[UUID, UUID, UUID]] = {}
        self.title, self.total, self.hint = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.title, role="heading")
        theme.mark(self.total, role="title")
        theme.mark(self.hint, role="muted")
        self.hint.setWordWrap(True)
        self.banner = Banner("desk.banner", self)
        self.list = RowList("desk.tickets", self)
        self.cash = Button("desk.cash", kind="primary", icon="banknote", key="F12", large=True, parent=self)
        self.transfer = Button("desk.transfer", icon="send", key="F11", large=True, parent=self)
        self.next = Button("desk.next", icon="train-front", key="F9", large=True, parent=self)
        self.next.clicked.connect(self.take_next_train)
        self.clear = Button("desk.clear", kind="ghost", parent=self)
        self.dialog = TransferDialog(page)
        self.dialog.decided.connect(self._pay)
        self.cash.clicked.connect(self.pay_cash)
        self.transfer.clicked.connect(self.pay_transfer)
        self.clear.clicked.connect(self.forget)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.total)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for button in (self.clear, self.next, self.transfer, self.cash):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addStretch(0)  # without a list the words stay together at the top
        column.addLayout(buttons)
        self.retranslate()

    # -- scanning

    def scanned(self, text: str) -> None:
        """A paper. What cannot be paid out says why; the others stay on the desk."""
        paper = "".join(text.split()).upper().removeprefix("]Q1")
        number = _number(paper)
        if number is None or self.is_paying:
            return
        foreign = of_other_room(paper, self.counter.settings.training)
        if foreign is not None:
            self._refused(foreign)
            return
        if any(ticket.number == number for ticket in self.tickets):
            return
        self.banner.hide()
        self.counter.desk.ask(
            self, disruptions.scanned, self.counter.database, number, paper, then=self._seen, refused=self._refused,
            failed=self._failed,
        )  # fmt: skip

    def _seen(self, ticket: ScannedTicket) -> None:
        if ticket.no:
            self._refused(
                Refused(ticket.no, seq=ticket.ticket_number.rpartition("-")[2], until=self._until(ticket))
            )
        elif all(ticket.number != one.number for one in self.tickets):
            self.tickets.append(ticket)
        self._show()

    def _until(self, ticket: ScannedTicket) -> str:
        if ticket.until is None:
            return ""
        at = self.counter.clock.local(ticket.until)
        return f"{date_text(at.date(), year=False)} {time_text(at)}"

    def forget(self) -> None:
        if not self.is_paying:
            self.tickets = []
            self._ids = {}
            self._show()

    # -- paying

    @property
    def amount(self) -> int:
        return sum(ticket.amount for ticket in self.tickets)

    @property
    def can_pay(self) -> bool:
        return bool(self.tickets) and not self.is_paying

    def pay_cash(self) -> None:
        if self.can_pay:
            self._pay(AccountRequest("cash"))

    def pay_transfer(self) -> None:
        if self.can_pay:
            self.dialog.start(self.amount)

    def take_next_train(self) -> None:
        """Seats on the next train of the same relation, one booking after the other."""
        if not self.can_pay:
            return
        self.is_paying = True
        first = [ticket for ticket in self.tickets if ticket.booking_id == self.tickets[0].booking_id]
        key = "next " + " ".join(str(ticket.number) for ticket in first)
        ids = self._moving.setdefault(key, (new_id(), new_id(), new_id()))

        def moved(card: SaleCard) -> None:
            self.is_paying = False
            self.tickets = [ticket for ticket in self.tickets if ticket not in first]
            if self.counter.printing is not None:
                self.counter.printing.print_sale(card)
            schedule = card.raw["bookings"][0]["schedule"]
            at = self.counter.clock.local(datetime.fromisoformat(schedule["departs_at"]))
            train = f"{schedule['train_name']} ({schedule['train_number']})"
            said = self.tr("{train}, {day} {time}: the new tickets are printing").format(
                train=train, day=date_text(at.date(), year=False), time=time_text(at)
            )
            self.banner.say("success", said)
            self._show()
            self.settled.emit()

        def refused(fault: Refused) -> None:
            self._moving.pop(key, None)  # the next try holds other seats
            self._not_paid(fault)

        self.counter.desk.do(
            self,
            disruptions.next_train,
            self.counter.database,
            *ids,
            first,
            self.counter.clock.now(),
            then=moved,
            refused=refused,
            failed=self._not_paid,
        )
        self._show()

    def _pay(self, money: AccountRequest) -> None:
        """Booking by booking; each has an id of its own, kept until it is answered, so that again is the same."""
        self.is_paying = True
        bookings: dict[str, list[ScannedTicket]] = {}
        for ticket in self.tickets:
            bookings.setdefault(ticket.booking_number, []).append(ticket)
        self._next(list(bookings.values()), money)
        self._show()

    def _next(self, bookings: list[list[ScannedTicket]], money: AccountRequest) -> None:
        if not bookings:
            self.is_paying = False
            self._show()
            self.settled.emit()
            return
        first, rest = bookings[0], bookings[1:]
        key = f"{money.method} " + " ".join(str(ticket.number) for ticket in first)
        offer_id = self._ids.setdefault(key, new_id())

        def paid(card: OfferCard) -> None:
            self._paid(card, first)
            self._next(rest, money)

        self.counter.desk.do(
            self, disruptions.settle, self.counter.database, offer_id, first, money, then=paid,
            refused=self._not_paid, failed=self._not_paid,
        )  # fmt: skip

    def _paid(self, card: OfferCard, tickets: list[ScannedTicket]) -> None:
        self.tickets = [ticket for ticket in self.tickets if ticket not in tickets]
        printing = self.counter.printing
        if printing is not None:
            printing.print_refund(card)
            if any(part.method == "cash" for part in card.money):
                printing.open_drawer("refund")
        said = self.tr("{amount} given back for {booking}; two slips are printing")
        self.banner.say("success", said.format(amount=rupiah(card.amount), booking=card.booking_number))

    def _not_paid(self, fault: object) -> None:
        self.is_paying = False
        if isinstance(fault, Refused):
            self._refused(fault)
        else:
            self._failed(fault)
        self._show()

    # -- showing

    def _refused(self, refused: Refused) -> None:
        self.banner.say("warning", words.sentence(refused))

    def _failed(self, fault: object) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def _show(self) -> None:
        self.list.show_rows([
            Row(str(one.number), "ticket", f"{one.name}  ·  {one.ticket_number}", f"{one.train}  ·  {one.reason}",
                rupiah(one.amount))
            for one in self.tickets
        ])  # fmt: skip
        self.list.setVisible(bool(self.tickets))
        self.hint.setVisible(not self.tickets)
        self.total.setText(rupiah(self.amount) if self.tickets else "")
        self.cash.set_text(
            self.tr("Cash {amount}").format(amount=rupiah(self.amount)) if self.tickets else self.tr("Cash")
        )
        for button in (self.cash, self.transfer, self.next, self.clear):
            button.setEnabled(self.can_pay)
        self.changed.emit()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Tickets on the desk"))
        self.hint.setText(
            self.tr(
                "Scan a ticket of a cancelled or very late train: F12 pays cash, F11 a transfer. Boarded ones too."
            )
        )
        self.transfer.set_text(self.tr("Transfer"))
        self.next.set_text(self.tr("Next train"))
        self.clear.set_text(self.tr("Put away"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _number(paper: str) -> int | None:
    if looks_like_code(paper):
        try:
            return decode(paper)[0].ticket_number
        except BadCode:
            return None
    human = read_human_code(paper)
    return human[0] if human else None
