"""One exchange at the counter: who moves, the train they move to (held at once), what it costs, the swap.

The old tickets stay valid until the swap has happened; leaving gives the new seats back and changes nothing. Money
from outside goes through `paying`, as for a sale: when all of it came the swap is made, and if that is refused for
good, what came goes back.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused
from kai_counter.services import exchanges, journeys, refunds, seats
from kai_counter.services.exchanges import ExchangeCard
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.paying import Paying
from kai_counter.values.cards import ClassOffer, HoldCard, JourneyCard, SaleCard, SaleTruth
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.ids import new_id
from kai_counter.values.requests import HoldRequest, SearchRequest

REASON = "other train or day"
ENDED = (
    "hold_expired", "offer_expired", "total_changed", "exchange_too_late", "already_boarded", "already_refunded",
    "ticket_expired", "booking_cancelled", "booking_not_pending", "schedule_cancelled", "sale_closed",
)  # fmt: skip
"""Refusals after which this exchange can never be made: what was paid for it goes back."""


class ExchangeFlow(QObject):
    """`found` are trains to move to; `quote` what holds now; `sale` the new one, once it is done."""

    changed = Signal()
    needs_signature = Signal(object)  # ExchangeCard
    overlaps = Signal(object)  # Refused: somebody has another journey then, and a supervisor may let it be
    seats_lost = Signal(object)  # Refused seat_taken: what was held before still is
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
        self.sale: SaleCard | None = None
        self.is_busy = False
        self.is_paying = False  # the swap is on its way
        self.sale_id = new_id()
        self.drafts = None
        self.journey: JourneyCard | None = None
        self.train_class: ClassOffer | None = None
        self._exchange_id = self._attempt_id = new_id()
        self._tendered = 0
        self._approval_id: UUID | None = None
        self._tried: frozenset[UUID] = frozenset()
        self._is_over = False
        self.paying = Paying(self)
        self.paying.came.connect(lambda _card: self.sell_what_is_paid())
        self.paying.changed.connect(self.changed)

    def start(self, booking: BookingCard, chosen: FoundPassenger | None) -> None:
        self.booking, self.found, self.quote, self.hold, self.sale = booking, (), None, None, None
        self.overrule_code, self.is_busy, self.has_looked, self.is_paying = "", False, False, False
        self.journey, self.train_class, self._tried, self._is_over = None, None, frozenset(), False
        self.paying.reset()
        can = [one for one in booking.passengers if self.can_move(one)]
        first = chosen if chosen in can else next(iter(can), None)
        self.moving = {first.passenger_id} if first else set()
        self.changed.emit()
        self.counter.desk.ask(
            self, exchanges.under_way, self.counter.database, booking.booking_id, then=self._resume,
            refused=self.refused.emit, failed=self.failed.emit, key="under way",
        )  # fmt: skip

    def _resume(self, found: tuple[ExchangeCard, SaleTruth] | None) -> None:
        """The program was ended after money was asked for: the exchange goes on where it stood."""
        booking = self.booking
        if found is None or booking is None or found[0].offer.booking_id != booking.booking_id or self.hold:
            return
        card, truth = found
        self.hold, self.quote, self.sale_id = truth.hold, card, card.sale_id
        self._exchange_id = card.offer.offer_id
        able = {person.passenger_id for person in booking.passengers if self.can_move(person)}
        self.moving = able & {line.passenger_id for line in card.offer.lines}
        self.paying.resume(truth.attempts)
        self.sell_what_is_paid()

    @staticmethod
    def can_move(person: FoundPassenger) -> bool:
        return person.ticket is not None and person.ticket.status == "active" and person.type != "infant"

    @property
    def seated(self) -> tuple[UUID, ...]:
        assert self.booking is not None
        return tuple(one.passenger_id for one in self.booking.passengers if one.passenger_id in self.moving)

    def toggle(self, passenger_id: UUID) -> None:
        if self.can_change:
            self.moving ^= {passenger_id}
            self.let_go()
            self.changed.emit()

    @property
    def can_change(self) -> bool:
        """Nothing is on its way, nothing came: another train may be chosen, or none."""
        return not self.is_busy and not self.is_paying and self.sale is None and not self.paying.is_engaged

    def look(self, day: date) -> None:
        """Trains of the same relation on that day."""
        booking = self.booking
        if booking is None or not self.moving or not self.can_change:
            return
        self.has_looked = False
        request = SearchRequest(booking.origin_code, booking.destination_code, day, len(self.moving))
        self.counter.desk.ask(
            self, journeys.search, self.counter.database, request, then=self._trains, refused=self.refused.emit,
            failed=self.failed.emit, key="trains",
        )  # fmt: skip

    def take(self, journey: JourneyCard, offer: ClassOffer) -> None:
        """Hold the best seats there, then ask what it costs."""
        if not self.can_change or not self.moving:
            return
        self.let_go()
        self.is_busy, self.journey, self.train_class, self.sale_id = True, journey, offer, new_id()
        self.paying.reset()
        self.counter.desk.do(
            self, exchanges.hold_best, self.counter.database, self.sale_id, new_id(), journey, offer,
            len(self.moving), then=self._held, refused=self._on_refused, failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def move_to(self, chosen: tuple[UUID, ...]) -> None:
        """Other seats of the same train, all of them in place of those held; then what it costs now."""
        hold, journey = self.hold, self.journey
        if hold is None or journey is None or not self.can_change:
            return
        self.is_busy = True
        request = HoldRequest(
            self.sale_id, hold.booking_id, hold.revision + 1, journey.schedule_id, journey.from_order,
            journey.to_order, chosen,
        )  # fmt: skip
        self.counter.desk.do(
            self, seats.hold, self.counter.database, request, then=self._held, refused=self._not_moved,
            failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def _not_moved(self, refused: Refused) -> None:
        if refused.code != "seat_taken":
            self._on_refused(refused)
            return
        self.is_busy = False
        self.seats_lost.emit(refused)
        self.changed.emit()

    def overrule(self, code: str) -> None:
        self.overrule_code = code
        if self.hold is not None and self.can_change:
            self._held(self.hold)

    def pay(self, tendered: int, approval_id: UUID | None = None, overlap_id: UUID | None = None) -> None:
        quote = self.quote
        if quote is None or self.is_busy or self.is_paying or self.sale is not None:
            return
        self._tendered, self._approval_id = tendered, approval_id
        if quote.offer.needs_approval and approval_id is None:
            self.needs_signature.emit(quote)
            return
        self.is_paying = True
        paid = tuple(one.attempt_id for one in self.paying.paid)
        self.counter.desk.do(
            self, exchanges.exchange, self.counter.database, quote.offer.offer_id, self._attempt_id, quote.to_pay,
            tendered, approval_id, paid, overlap_id, then=self._swapped, refused=self._on_refused,
            failed=self._on_failed,
        )  # fmt: skip
        self.changed.emit()

    def signed(self, approval_id: UUID) -> None:
        self.pay(self._tendered, approval_id)

    def overlap_signed(self, approval_id: UUID) -> None:
        """The same swap once more; what was signed for it before was not used up by the refusal."""
        self.pay(self._tendered, self._approval_id, approval_id)

    def overlap_stays(self) -> None:
        """Nobody signs: what was paid for it goes back, and with nothing paid another train may be taken."""
        if self.paying.is_engaged:
            self._is_over = True
            self._give_back()
            self.changed.emit()

    def let_go(self) -> None:
        """Give the new seats back; the old tickets are as they were."""
        hold, quote, journey = self.hold, self.quote, self.journey
        self.hold = self.quote = None
        if quote is not None and self.sale is None:
            self._quietly(refunds.withdraw, quote.offer.offer_id)
        if hold is not None and self.sale is None:
            schedule = journey.schedule_id if journey else None
            self._quietly(seats.release, hold.booking_id, "exchange given up", schedule)

    # -- what `paying` asks of it

    @property
    def price(self) -> int | None:
        return self.quote.to_pay if self.quote is not None else None

    @property
    def may_be_sold(self) -> bool:
        """Sent again, the same swap answers the same: nothing to be unsure of."""
        return False

    def to_draft(self) -> None:
        """None: the database knows everything of an exchange."""

    def keep_hold(self, is_paying: bool) -> None:
        """The end of the offer is the database's to say; it moves with the money."""

    def read_hold(self) -> None:
        """When the offer ends now: an attempt has moved it."""
        booking = self.booking
        if booking is not None:
            self.counter.desk.ask(
                self, exchanges.under_way, self.counter.database, booking.booking_id, then=self._moved,
                refused=lambda _refused: None, failed=lambda _fault: None, key="ends",
            )  # fmt: skip

    def _moved(self, found: tuple[ExchangeCard, SaleTruth] | None) -> None:
        if found is not None and self.quote is not None and found[0].offer.offer_id == self.quote.offer.offer_id:
            self.quote = found[0]
            self.changed.emit()

    def sell_what_is_paid(self) -> None:
        """Once for each payment that came; after a refusal it is a person's key that tries again."""
        paid = frozenset(one.attempt_id for one in self.paying.paid)
        idle = self.paying.current is None and not self.paying.busy and not self.is_paying
        if self._is_over:
            self._give_back()
        elif idle and self.paying.left == 0 and paid and paid != self._tried and self.sale is None:
            self._tried = paid
            self.pay(0)

    def _give_back(self) -> None:
        """It can never be made: every payment that came becomes a task to give back, then the seats go."""
        if self.paying.paid and not self.paying.busy:
            self.paying.send_back(self.paying.paid[0])
        elif not self.paying.is_engaged:
            self.let_go()
            self.changed.emit()

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
        self.hold, self.quote, self._is_over = hold, None, False
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
        self.is_paying = False
        self.sale = card
        printing = self.counter.printing
        if printing is not None:
            printing.print_sale(card)
            if self._tendered:
                printing.open_drawer(card.receipt_number)
        self.changed.emit()
        self.finished.emit(card)

    def _on_refused(self, refused: Refused) -> None:
        self.is_busy = self.is_paying = False
        if refused.code == "exchange_too_late" and not self.paying.is_engaged:
            pass  # with a supervisor's code the same seats are asked for again
        elif refused.code == "journey_overlaps" and self.quote is not None:
            self.overlaps.emit(refused)
        elif refused.code in ENDED:
            self._is_over = True
            self._give_back()
        elif refused.code in ("payment_differs", "payment_open", "payment_unknown"):
            self.paying.read()
        self.changed.emit()
        self.refused.emit(refused)

    def _on_failed(self, fault: BaseException) -> None:
        self.is_busy = self.is_paying = False
        self.changed.emit()
        self.failed.emit(fault)
