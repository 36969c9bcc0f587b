"""One exchange at the counter: who moves, the train they move to (held at once), what it costs, the swap.

The old tickets stay valid until the swap has happened; leaving gives the new seats back and changes nothing.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused
from kai_counter.services import exchanges, journeys, refunds, seats
from kai_counter.services.exchanges import ExchangeCard
from kai_counter.ui.context import Counter
from kai_counter.values.cards import ClassOffer, HoldCard, JourneyCard, SaleCard
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SearchRequest

REASON = "other train or day"


class ExchangeFlow(QObject):
    """`found` are trains to move to; `quote` what holds now; `done` the new sale."""

    changed = Signal()
    needs_signature = Signal(object)  # ExchangeCard
    finished = Signal(object)  # SaleCard
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.booking: BookingCard | None = None
        self.moving: set[UUID] = set()
        self.found: tuple[tuple[JourneyCard, ClassOffer], ...] = ()
        self.has_looked = False  # an answer came for the day asked for, if only that there is no train
        self.overrule_code = ""
        self.hold: HoldCard | None = None
        self.quote: ExchangeCard | None = None
        self.done: SaleCard | None = None
        self.is_busy = False
        self._schedule: UUID | None = None
        self._exchange_id = self._attempt_id = new_id()
        self._tendered = 0

    def start(self, booking: BookingCard, chosen: FoundPassenger | None) -> None:
        self.booking, self.found, self.quote, self.hold, self.done = booking, (), None, None, None
        self.overrule_code, self.is_busy, self.has_looked = "", False, False
        can = [one for one in booking.passengers if self.can_move(one)]
        first = chosen if chosen in can else next(iter(can), None)
        self.moving = {first.passenger_id} if first else set()
        self.changed.emit()

    @staticmethod
    def can_move(person: FoundPassenger) -> bool:
        return person.ticket is not None and person.ticket.status == "active" and person.type != "infant"

    @property
    def seated(self) -> tuple[UUID, ...]:
        assert self.booking is not None
        return tuple(one.passenger_id for one in self.booking.passengers if one.passenger_id in self.moving)

    def toggle(self, passenger_id: UUID) -> None:
        if not self.is_busy and self.done is None:
            self.moving ^= {passenger_id}
            self.let_go()
            self.changed.emit()

    def look(self, day: date) -> None:
        """Trains of the same relation on that day."""
        booking = self.booking
        if booking is None or not self.moving:
            return
        self.has_looked = False
        request = SearchRequest(booking.origin_code, booking.destination_code, day, len(self.moving))
        self.counter.desk.ask(
            self, journeys.search, self.counter.database, request, then=self._trains, refused=self.refused.emit,
            failed=self.failed.emit, key="trains",
        )  # fmt: skip

    def take(self, journey: JourneyCard, offer: ClassOffer) -> None:
        """Hold the best seats there, then ask what it costs."""
        if self.is_busy or self.done is not None or not self.moving:
            return
        self.let_go()
        self.is_busy, self._schedule = True, journey.schedule_id
        self.counter.desk.do(
            self, exchanges.hold_best, self.counter.database, new_id(), new_id(), journey, offer,
            len(self.moving), then=self._held, refused=self._on_refused, failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def overrule(self, code: str) -> None:
        self.overrule_code = code
        if self.hold is not None and self.done is None:
            self._held(self.hold)

    def pay(self, tendered: int, approval_id: UUID | None = None) -> None:
        quote = self.quote
        if quote is None or self.is_busy or self.done is not None:
            return
        self._tendered = tendered
        if quote.offer.needs_approval and approval_id is None:
            self.needs_signature.emit(quote)
            return
        self.is_busy = True
        self.counter.desk.do(
            self, exchanges.exchange, self.counter.database, quote.offer.offer_id, self._attempt_id, quote.to_pay,
            tendered, approval_id, then=self._swapped, refused=self._on_refused, failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def signed(self, approval_id: UUID) -> None:
        self.pay(self._tendered, approval_id)

    def let_go(self) -> None:
        """Give the new seats back; the old tickets are as they were."""
        hold, quote = self.hold, self.quote
        self.hold = self.quote = None
        if quote is not None and self.done is None:
            self._quietly(refunds.withdraw, quote.offer.offer_id)
        if hold is not None and self.done is None:
            self._quietly(seats.release, hold.booking_id, "exchange given up", self._schedule)

    def _quietly(self, service: object, *arguments: object) -> None:
        self.counter.desk.do(
            self, service, self.counter.database, *arguments,  # type: ignore[arg-type]
            refused=lambda _refused: None, failed=lambda _fault: None,
        )  # fmt: skip

    # -- answers

    def _trains(self, found: tuple[JourneyCard, ...]) -> None:
        now = self.counter.clock.now()
        self.found = tuple(
            (journey, offer)
            for journey in found
            if journey.is_open(now)
            for offer in journey.classes
            if offer.fare is not None and offer.seats_left >= len(self.moving)
        )
        self.has_looked = True
        self.changed.emit()

    def _held(self, hold: HoldCard) -> None:
        self.hold, self.quote = hold, None
        booking = self.booking
        if booking is None:
            self.let_go()
            return
        self.is_busy = True
        self._exchange_id, self._attempt_id = new_id(), new_id()
        self.counter.desk.do(
            self, exchanges.quote, self.counter.database, self._exchange_id, booking.booking_id, self.seated, hold,
            self.seated, REASON, self.overrule_code, then=self._quoted, refused=self._on_refused,
            failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def _quoted(self, card: ExchangeCard) -> None:
        self.is_busy = False
        if card.offer.offer_id == self._exchange_id:
            self.quote = card
        self.changed.emit()

    def _swapped(self, card: SaleCard) -> None:
        self.is_busy = False
        self.done = card
        printing = self.counter.printing
        if printing is not None:
            printing.print_sale(card)
            if self.quote is not None and self.quote.to_pay:
                printing.open_drawer(card.receipt_number)
        self.changed.emit()
        self.finished.emit(card)

    def _on_refused(self, refused: Refused) -> None:
        self.is_busy = False
        if refused.code in ("hold_expired", "offer_expired", "total_changed"):
            self.let_go()
        self.changed.emit()
        self.refused.emit(refused)

    def _on_failed(self, fault: BaseException) -> None:
        self.is_busy = False
        self.changed.emit()
        self.failed.emit(fault)
