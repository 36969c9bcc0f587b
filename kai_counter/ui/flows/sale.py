"""One customer's sale: search → seats (held) → passengers → payment → tickets. Screens draw it and call it.

Trains are found by `searching`, seats picked by `picking` and held by `holding`, people typed into `travellers`;
what it costs is `pricing`, money from outside `paying`, the sale itself `selling`. The modules `turning` and
`restart` have which journey is in hand, and what a restart finds. The flow never waits: every call goes over the
desk, and what comes back is a signal. Whatever happens, the sale's ids were made first and its draft is on disk
before a call leaves, so that Retry is always right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.errors import Refused, Unavailable
from kai_counter.services.drafts import DraftStore
from kai_counter.ui.flows import restart, several, turning
from kai_counter.ui.flows.drafting import draft_of, lay_open
from kai_counter.ui.flows.holding import Holding
from kai_counter.ui.flows.paying import Paying
from kai_counter.ui.flows.people import PassengerDraft, counted
from kai_counter.ui.flows.picking import Picking
from kai_counter.ui.flows.pricing import Pricing
from kai_counter.ui.flows.searching import Searching
from kai_counter.ui.flows.selling import Selling
from kai_counter.ui.flows.travellers import Travellers
from kai_counter.values.cards import (
    ClassOffer,
    HoldCard,
    JourneyCard,
    QuoteCard,
    SaleCard,
    SeatCard,
    SeatMapCard,
)
from kai_counter.values.draft import SaleDraft
from kai_counter.values.ids import new_id
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import QrisCharge, order_id
from kai_counter.values.requests import BookingEntry, Contact, SearchRequest

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

__all__ = ["STEPS", "PassengerDraft", "SaleFlow"]

STEPS = ("search", "seats", "passengers", "payment", "done")
_SAVE_AFTER = 400  # ms without a key before typed passengers go to disk


class SaleFlow(QObject):
    """`changed` follows every change, finer signals say which part; `trouble` carries Refused or Unavailable."""

    changed = Signal()
    step_changed = Signal(str)
    results_changed = Signal()
    map_changed = Signal()
    hold_changed = Signal()
    quote_changed = Signal()
    promotion_refused = Signal(object)  # Refused: the code typed does nothing here
    seats_lost = Signal(list)  # UUIDs; `name_of` says them in words
    hold_ran_out = Signal()
    sold = Signal(object)  # SaleCard
    settled = Signal(object)  # SaleTruth, after a restart
    trouble = Signal(object)

    def __init__(self, counter: Counter, drafts: DraftStore | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.drafts = drafts or DraftStore(counter.home.drafts)
        self.seat_map: SeatMapCard | None = None
        self.others: list[several.Journey] = []  # of the same sale; the one in hand is spread over this object
        self.searching, self.picking, self.travellers = Searching(self), Picking(self), Travellers(self)
        self.holding = self.new_holding()
        self.pricing, self.selling = Pricing(self), Selling(self)
        self.paying = Paying(self)
        self.paying.came.connect(self.selling.on_money)
        self.paying.trouble.connect(self.on_trouble)
        self.paying.changed.connect(self.changed)
        self._saving = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._saving.timeout.connect(self.save)
        self._reset()

    def new_holding(self) -> Holding:
        """Seats of one more booking of this sale."""
        holding = Holding(self.counter, self.drafts, self.to_draft, self)
        self.picking.follow(holding)
        return holding

    def use(self, holding: Holding) -> None:
        """This booking is in hand from now on; its map is read when it comes into view."""
        self.holding, self.seat_map = holding, None

    # What the screens read -----------------------------------------------------------------------------

    @property
    def sale_id(self) -> UUID:
        return self.holding.sale_id

    @property
    def booking_id(self) -> UUID:
        return self.holding.booking_id

    @property
    def revision(self) -> int:
        return self.holding.revision

    @property
    def hold(self) -> HoldCard | None:
        return self.holding.card

    @property
    def selected(self) -> tuple[UUID, ...]:
        """The seats wanted, in the order picked; those of `hold` are held, the rest is on its way."""
        return self.holding.wanted

    @property
    def held(self) -> tuple[UUID, ...]:
        return self.holding.held

    @property
    def journey(self) -> JourneyCard | None:
        return self.holding.journey

    @property
    def price(self) -> int | None:
        return self.quote.final if self.quote is not None else None

    @property
    def is_held(self) -> bool:
        """Every traveller with a seat has one, held by the database, on each journey of the sale."""
        return self.is_own_held and all(journey.is_held for journey in self.others)

    @property
    def is_own_held(self) -> bool:
        """Everybody of the journey in hand has a seat."""
        return self.holding.is_settled and len(self.holding.held) == self.adults

    @property
    def quote(self) -> QuoteCard | None:
        """The price of the whole sale; `own_quote` is the one of the journey in hand."""
        return several.together(self)

    @property
    def charge(self) -> QrisCharge | None:
        """The code that is to be paid now, for the customer's display."""
        card = self.paying.current
        if card is None or not card.is_open or not card.qr_text or card.expires_at is None:
            return None
        return QrisCharge(order_id(card.attempt_id), Rupiah(card.amount), card.qr_text, card.expires_at)

    @property
    def is_empty(self) -> bool:
        """Nothing has been done for this customer yet: leaving loses nothing."""
        began = self.journey is not None or self.sale is not None or bool(self.others)
        return not began and not any(one.name for one in self.passengers)

    @property
    def is_only_looking(self) -> bool:
        """A train was looked at; no seat is wanted and nobody typed: there is nothing to keep."""
        busy = self.holding.wanted or self.hold is not None or self.others or self.sale is not None
        typed = any(one.name or one.identity_number for one in self.passengers)
        return not (busy or typed or self.paying.is_engaged)

    def seat(self, seat_id: UUID) -> SeatCard | None:
        coaches = self.seat_map.coaches if self.seat_map else ()
        return next((seat for coach in coaches for seat in coach.seats if seat.seat_id == seat_id), None)

    def name_of(self, seat_id: UUID) -> str:
        """'EKS 3 / 10D', as on the ticket; '' for a seat never seen."""
        return self.names.get(seat_id, "")

    # Beginning and ending ------------------------------------------------------------------------------

    def _reset(self) -> None:
        self.search: SearchRequest | None = None
        self.journeys: tuple[JourneyCard, ...] = ()
        self.is_searching = False
        self.offer: ClassOffer | None = None
        self.seat_map = None
        self.adults, self.infants = 1, 0
        self.passengers: list[PassengerDraft] = counted([], 1, 0)
        self.contact: Contact | None = None
        self.own_quote: QuoteCard | None = None
        self.number, self.party, self.rest = 1, new_id(), 0  # rest: of a group, still without a booking
        for journey in self.others:
            journey.holding.deleteLater()
        self.others = []
        self.sale: SaleCard | None = None
        self.recovered: str | None = None  # after a restart: held, sold, expired, released or none
        self.asks_change = False  # cash was on the counter when the power went: was the change given?
        self.step = "search"
        self.wanted_before: tuple[UUID, ...] = ()  # of a draft: offered again when nothing of it is held
        self.place = ""  # object name of the field with the focus, kept while parked
        self.names: dict[UUID, str] = {}
        self.paying.reset()
        self.asks_truth = False  # nobody knows yet what a restart left: no key may act on it
        self.selling.reset()
        self.pricing.reset()
        self.picking.reset()
        self._saving.stop()
        self.holding.start(new_id())

    def begin(self) -> None:
        """A fresh sale. Seats of the former one are not released here: see `abandon`, `next_customer`."""
        self._reset()
        self.step_changed.emit(self.step)
        self.tell(self.results_changed, self.map_changed, self.hold_changed, self.quote_changed)

    def abandon(self) -> None:
        """Leave the sale: its seats go back at once, its draft is forgotten, typed names with it.

        Not while money is under way or came already: it is sold, sent back, or parked until the answer is there.
        """
        if self.paying.is_engaged:
            self.trouble.emit(Refused("payment_open"))
            return
        for journey in several.in_order(self):
            journey.holding.drop("abandoned")
        self._forget_draft()
        self.begin()

    def next_customer(self) -> None:
        """The sale is sold and the paper handed over; whoever presses this has given the change."""
        self._forget_draft()
        self.begin()

    def _forget_draft(self) -> None:
        self.counter.desk.do(self, self.drafts.remove, self.sale_id, failed=self.on_trouble)

    # What its parts do ---------------------------------------------------------------------------------

    def load_map(self) -> None:
        """Read the seats of the chosen train again; asked each second while the map is in view."""
        self.picking.map.read()

    def toggle(self, seat_id: UUID) -> None:
        self.picking.toggle(seat_id)

    def hold_again(self) -> None:
        """After `hold_ran_out`: the same seats once more, if they are free."""
        if self.holding.lapsed:
            self.holding.again()
        else:
            self.retry()

    @property
    def promotion(self) -> str:
        """The code on this sale."""
        return self.pricing.promotion

    def request_quote(self) -> None:
        self.pricing.request()

    def apply_promotion(self, code: str) -> None:
        self.pricing.apply(code)

    def priced_anew(self) -> None:
        """Something changed that the price hangs on."""
        self.pricing.void()
        self.own_quote = None
        self.quote_changed.emit()

    # Several journeys ----------------------------------------------------------------------------------

    def another(self, *, same_people: bool) -> None:
        turning.another(self, same_people=same_people)

    def next_journey(self) -> None:
        turning.to_next(self)

    def drop_journey(self) -> None:
        turning.drop(self)

    # Steps ---------------------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        """Forward or back to a step that can be stood on; otherwise `trouble` says what is missing."""
        position = STEPS.index(step)
        if position < STEPS.index(self.step) and self.is_kept_here:
            self.trouble.emit(Refused("payment_open"))
        elif position >= STEPS.index("seats") and self.journey is None:
            self.trouble.emit(Refused("no_train_chosen"))
        elif step in ("passengers", "payment") and self.is_own_held and turning.turn_to_lapsed(self):
            return
        elif step in ("passengers", "payment") and not self.is_held:
            self.picking.onward = step if self.holding.wanted and len(self.holding.wanted) == self.adults else None
            if self.picking.onward is None:
                missing = self.adults - len(self.holding.wanted)
                self.trouble.emit(Refused("seats_missing", count=missing))
        elif step == "done" and self.sale is None:
            self.trouble.emit(Refused("not_sold"))
        else:
            self.step_to(step)

    def back(self) -> None:
        """One step back; nothing typed and nothing held is lost. A sold sale has no way back."""
        position = STEPS.index(self.step)
        if 0 < position < STEPS.index("done") and not self.is_paying and not self.is_kept_here:
            self.step_to(STEPS[position - 1])

    @property
    def is_kept_here(self) -> bool:
        """Money came or is under way, and it sells by itself on the page of the payment: nobody goes back from it.
        Unless its seats are gone: others are picked then, or it is sent back."""
        paying = self.paying
        waits = bool(paying.busy) or paying.current is not None
        return self.step == "payment" and (waits or (bool(paying.paid) and self.is_held))

    def step_to(self, step: str) -> None:
        self.picking.onward = None
        if step == self.step:
            return
        self.step = step
        if step == "payment":
            self.request_quote()
            self.read_hold()
        if self.journey is not None and step != "done":
            self.save()
        self.step_changed.emit(step)
        self.changed.emit()

    def keep_hold(self, is_paying: bool) -> None:
        several.keep_holds(self, is_paying)

    def read_hold(self) -> None:
        several.read_holds(self)

    # Money ---------------------------------------------------------------------------------------------

    @property
    def is_paying(self) -> bool:
        return self.selling.is_paying

    @property
    def may_be_sold(self) -> bool:
        """A payment left and no answer came: only the database knows."""
        return self.selling.is_unsure

    @property
    def tendered(self) -> int | None:
        """Laid down and not sold yet; in the draft."""
        return self.selling.tendered

    @tendered.setter
    def tendered(self, amount: int | None) -> None:
        self.selling.tendered = amount

    def pay(self, tendered: int, approval_id: UUID | None = None) -> None:
        self.selling.pay(tendered, approval_id)

    def entries(self) -> tuple[BookingEntry, ...]:
        return self.selling.entries()

    def sell_what_is_paid(self) -> None:
        self.selling.sell_what_is_paid()

    def retry(self, *, pays: bool = True) -> None:
        restart.retry(self, pays=pays)

    def settle_after_restart(self) -> None:
        restart.ask(self)

    # Disk ----------------------------------------------------------------------------------------------

    def to_draft(self) -> SaleDraft:
        return draft_of(self)

    @classmethod
    def from_draft(
        cls, counter: Counter, draft: SaleDraft, drafts: DraftStore | None = None, parent: QObject | None = None
    ) -> SaleFlow:
        """The sale as it lay on disk; `settle_after_restart` then asks the database what is true of it."""
        flow = cls(counter, drafts, parent)
        lay_open(flow, draft)
        return flow

    def save_soon(self) -> None:
        """Behind the last key of what is being typed."""
        self._saving.start()

    def stop_saving(self) -> None:
        """What was typed a moment ago goes to disk with the next step anyway."""
        self._saving.stop()

    def save(self) -> None:
        """Bring the draft to disk behind whatever is being written; an empty sale leaves nothing behind."""
        if not self.is_empty:
            self.counter.desk.do(self, self.drafts.save, self.to_draft(), failed=self.on_trouble)

    def on_trouble(self, trouble: object) -> None:
        self.picking.onward = None
        if isinstance(trouble, (Refused, Unavailable)):  # a bug has its incident already
            self.trouble.emit(trouble)

    def tell(self, *signals: Any) -> None:
        for signal in signals:
            signal.emit()
        self.changed.emit()
