"""One refund at the counter: who leaves, why, what is offered, where the money goes; each step as one call.

The offer is asked anew whenever something of it changes; the database knows which one is the last. A signature that
is needed is asked for by the page (`needs_signature`) and handed back to `confirm`.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused
from kai_counter.services import refunds
from kai_counter.ui.context import Counter
from kai_counter.ui.flows import outside
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.cards_refund import AccountRequest, OfferCard
from kai_counter.values.ids import new_id

GIVEN_UP = ("cancelled",)


class RefundFlow(QObject):
    """`offer` is what holds now (None while it is asked, or where there is none: `refusal` says why)."""

    changed = Signal()
    needs_signature = Signal(object)  # OfferCard
    finished = Signal(object)  # OfferCard, confirmed
    paid_back = Signal(object)  # PayoutCard: what the machine made of it
    refused = Signal(object)  # Refused of a confirmation
    failed = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.booking: BookingCard | None = None
        self.leaving: set[UUID] = set()
        self.reason = ""
        self.overrule_code = ""
        self.is_undo = False
        self.papers: list[str] = []
        self.offer: OfferCard | None = None
        self.refusal: Refused | None = None
        self.done: OfferCard | None = None
        self.is_busy = False
        self._offer_id: UUID | None = None
        self._money: AccountRequest | None = None

    def start(
        self, booking: BookingCard, chosen: FoundPassenger | None, reason: str, *, undo: bool = False
    ) -> None:
        self.booking, self.reason, self.overrule_code, self.is_undo = booking, reason, "", undo
        self.papers, self.offer, self.refusal, self.done = [], None, None, None
        can = [person for person in booking.passengers if self.can_leave(person)]
        first = chosen if chosen in can else next(iter(can), None)
        self.leaving = {one.passenger_id for one in can} if undo else {first.passenger_id} if first else set()
        self.ask()

    @staticmethod
    def can_leave(person: FoundPassenger) -> bool:
        return person.ticket is not None and person.ticket.status not in GIVEN_UP

    def toggle(self, passenger_id: UUID) -> None:
        if self.done is None and not self.is_busy:
            self.leaving ^= {passenger_id}
            self.ask()

    def explain(self, reason: str, overrule_code: str) -> None:
        if (reason, overrule_code) != (self.reason, self.overrule_code) and self.done is None:
            self.reason, self.overrule_code = reason, overrule_code
            self.ask()

    def paper(self, code: str) -> None:
        """A paper scanned back; twice is once."""
        if self.is_undo and code not in self.papers:
            self.papers.append(code)
            self.ask()

    def ask(self) -> None:
        """Ask for an offer of what is chosen now."""
        self.offer = self.refusal = None
        booking = self.booking
        if booking is None or not self.leaving or not self.reason:
            self._offer_id = None
            self.changed.emit()
            return
        wanted = self._offer_id = new_id()
        people = tuple(p.passenger_id for p in booking.passengers if p.passenger_id in self.leaving)
        self.counter.desk.do(
            self, refunds.offer, self.counter.database, wanted, booking.booking_id, people, self.reason,
            overrule_code=self.overrule_code, why="own_mistake" if self.is_undo else "refund",
            papers=tuple(self.papers), then=self._offered, refused=lambda refused: self._no_offer(wanted, refused),
            failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def confirm(self, money: AccountRequest | None = None, approval_id: UUID | None = None) -> None:
        """Give it back; without `money` the last way again (after a signature, or after a lost answer)."""
        self._money = money or self._money
        offer = self.offer
        if offer is None or self._money is None or self.is_busy:
            return
        if offer.needs_approval and approval_id is None:
            self.needs_signature.emit(offer)
            return
        self.is_busy = True
        self.counter.desk.do(
            self, refunds.confirm, self.counter.database, offer.offer_id, self._money, approval_id,
            then=self._confirmed, refused=self._on_refused, failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def leave(self) -> None:
        """The customer thought better of it; after a confirmation there is nothing to take back."""
        offer, self.offer, self._offer_id, self.booking = self.offer, None, None, None
        if offer is not None and self.done is None:
            self.counter.desk.do(
                self, refunds.withdraw, self.counter.database, offer.offer_id,
                refused=lambda _refused: None, failed=lambda _fault: None,
            )  # fmt: skip

    def _offered(self, card: OfferCard) -> None:
        if card.offer_id == self._offer_id:
            self.offer = card
            self._name(card)
            self.changed.emit()

    def _name(self, card: OfferCard) -> None:
        """The offer calls who leaves by name: beside it a masked row of the same person reads as another."""
        names = {line.passenger_id: line.name for line in card.lines}
        if self.booking is not None:
            people = (replace(one, name=names.get(one.passenger_id, one.name)) for one in self.booking.passengers)
            self.booking = replace(self.booking, passengers=tuple(people))

    def _no_offer(self, wanted: UUID, refused: Refused) -> None:
        if wanted == self._offer_id:
            self.refusal = refused
            self.changed.emit()

    def _confirmed(self, card: OfferCard) -> None:
        self.is_busy = False
        self.done = card
        printing = self.counter.printing
        if printing is not None:
            printing.print_refund(card)
            if any(part.method == "cash" for part in card.money):
                printing.open_drawer(card.refund_number)
        self._give_back(card)
        self.changed.emit()
        self.finished.emit(card)

    def _give_back(self, card: OfferCard) -> None:
        """What goes back to card or QRIS is asked for at once; whatever comes of it stands on the board."""
        for part in card.money:
            if part.status == "processing" and outside.can_pay_back(self.counter.outside, part.machine):
                self.counter.desk.ask(
                    self, outside.pay_back, self.counter.database, self.counter.outside, part.refund_id,
                    part.machine, then=self.paid_back.emit, refused=lambda _refused: None,
                    failed=lambda _fault: None,
                )  # fmt: skip

    def _on_refused(self, refused: Refused) -> None:
        self.is_busy = False
        if refused.code in ("offer_expired", "already_refunded", "already_boarded", "booking_cancelled"):
            self.ask()  # the offer is gone: what is true now
        self.changed.emit()
        self.refused.emit(refused)

    def _on_failed(self, fault: BaseException) -> None:
        self.is_busy = False
        self.changed.emit()
        self.failed.emit(fault)
