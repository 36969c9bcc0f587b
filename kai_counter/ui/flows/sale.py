"""One customer's sale: search → seats (held) → passengers → payment → tickets. Screens draw it and call it.

What it costs is `pricing`, the sale itself `selling`, money from outside `paying`, seats are `holding`; the modules
`turning` and `restart` have which journey is in hand, and what a restart finds. The flow never waits: every call
goes over the desk, and what comes back is a signal. Whatever happens, the sale's ids were made first and its draft
is on disk before a call leaves, so that Retry is always right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import journeys as trains
from kai_counter.services.drafts import DraftStore
from kai_counter.ui.flows import restart, several, turning
from kai_counter.ui.flows.drafting import draft_of, lay_open
from kai_counter.ui.flows.holding import Holding
from kai_counter.ui.flows.live_map import LiveMap, relation_of
from kai_counter.ui.flows.money import extended
from kai_counter.ui.flows.paying import Paying
from kai_counter.ui.flows.people import PassengerDraft, counted, seat_them
from kai_counter.ui.flows.pricing import Pricing
from kai_counter.ui.flows.selling import Selling
from kai_counter.values.cards import (
    ClassOffer,
    HoldCard,
    JourneyCard,
    QuoteCard,
    SaleCard,
    SaleTruth,
    SeatCard,
    SeatMapCard,
)
from kai_counter.values.draft import SaleDraft
from kai_counter.values.ids import new_id
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import QrisCharge, order_id
from kai_counter.values.requests import BookingEntry, Contact, SearchRequest
from kai_counter.values.seating import best_seats

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

__all__ = ["STEPS", "PassengerDraft", "SaleFlow"]

STEPS = ("search", "seats", "passengers", "payment", "done")
_PICK_TRIES = 4  # best seats were taken while we asked: look again, so often
_SAVE_AFTER = 400  # ms without a key before typed passengers go to disk
_PRICED = {"type", "reduction", "seat_id", "birth_date"}  # fields of a traveller that change the price


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
        self.holding = self.new_holding()
        self._live = LiveMap(counter, self.holding, self)
        self._live.arrived.connect(self._show_map)
        self._live.trouble.connect(self.on_trouble)
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
        holding.changed.connect(lambda: self._on_holding() if holding is self.holding else self._on_other())
        holding.lost.connect(lambda lost: turning.in_hand(self, holding, lambda: self._on_lost(lost)))
        holding.ran_out.connect(lambda: turning.in_hand(self, holding, self.on_ran_out))
        holding.trouble.connect(self.on_trouble)
        return holding

    def use(self, holding: Holding) -> None:
        """This booking is in hand from now on; its map is read when it comes into view."""
        self.holding, self.seat_map = holding, None
        self._live.follow(holding)

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
        return self._is_own_held and all(journey.is_held for journey in self.others)

    @property
    def _is_own_held(self) -> bool:
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
        self._onward: str | None = None
        self._tries = 0
        self._pick_accessible = False
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

    # Search and seats ----------------------------------------------------------------------------------

    def run_search(self, request: SearchRequest) -> None:
        """Look for trains; passengers already typed stay. Answers in `journeys` with `results_changed`."""
        self.search = request
        self.is_searching = True
        if request.passengers != self.adults:
            self.set_counts(request.passengers, min(self.infants, request.passengers))
        self._ask_trains()
        self.tell(self.results_changed)

    def refresh_results(self) -> None:
        """Seats left may have changed; the list is asked for again without a word."""
        if self.search is not None:
            self._ask_trains()

    def _ask_trains(self) -> None:
        self.counter.desk.ask(
            self,
            trains.search,
            self.counter.database,
            self.search,
            then=self._found,
            refused=self._search_failed,
            failed=self._search_failed,
            key="search",
        )

    def _found(self, found: tuple[JourneyCard, ...]) -> None:
        self.journeys, self.is_searching = found, False
        self.tell(self.results_changed)

    def _search_failed(self, trouble: object) -> None:
        self.is_searching = False
        self.on_trouble(trouble)
        self.tell(self.results_changed)

    def choose(self, journey: JourneyCard, offer: ClassOffer) -> None:
        """Go to the seats of this train. Seats held on another train, relation or class are given back."""
        same = self.journey is not None and relation_of(self.journey) == relation_of(journey)
        if (not same or self._holds_other_class(offer)) and (self.holding.wanted or self.hold):
            self.holding.drop("other_class" if same else "other_train")
        if not same:
            self.seat_map = None
        self.holding.journey = journey
        self.offer = offer
        self.own_quote = None
        self.step_to("seats")
        self.load_map()
        self.tell(self.map_changed)

    def _holds_other_class(self, offer: ClassOffer) -> bool:
        """Another class was chosen than the seats picked so far are of; who mixes classes picks on the map."""
        if self.offer is None or self.offer.class_id == offer.class_id:
            return False
        picked = [seat for seat in map(self.seat, self.holding.wanted) if seat is not None]
        return all(seat.class_id != offer.class_id for seat in picked)

    def quick(self, journey: JourneyCard, offer: ClassOffer, onward: str = "passengers") -> None:
        """From the departures board: the best seats hold themselves, and the next page opens when held."""
        self.choose(journey, offer)
        self._onward = onward
        self.pick_best()

    def load_map(self) -> None:
        """Read the seats of the chosen train again; asked each second while the map is in view."""
        self._live.read()

    def _show_map(self, card: SeatMapCard) -> None:
        self.seat_map = card
        for coach in card.coaches:
            self.names.update((s.seat_id, f"{s.coach_label} / {s.seat_number}") for s in coach.seats)
        self.map_changed.emit()
        self.holding.retry()

    def toggle(self, seat_id: UUID) -> None:
        """Pick a seat or let it go. With a seat for everybody the first picked makes room for the new one."""
        wanted = self.selected
        if seat_id in wanted:
            self.holding.want(tuple(seat for seat in wanted if seat != seat_id))
        else:
            room = wanted[max(0, len(wanted) - self.adults + 1) :]
            self.holding.want((*room, seat_id))

    def pick_best(self, accessible: bool = False) -> None:
        """Hold the best seats together for everybody, by the freshest map; taken ones are looked for anew."""
        self._tries, self._pick_accessible = _PICK_TRIES, accessible
        self._live.read(self._pick)

    def _pick(self) -> None:
        if self.seat_map is None or self.offer is None:
            return
        self._tries -= 1
        found = best_seats(self.seat_map, self.offer.class_id, self.adults, accessible=self._pick_accessible)
        if found:
            self.holding.want(found)
            return
        self._tries, self._onward = 0, None
        code = "no_accessible_seat" if self._pick_accessible else "no_seats_left"
        self.trouble.emit(Refused(code, count=self.adults))

    def hold_again(self) -> None:
        """After `hold_ran_out`: the same seats once more, if they are free."""
        if self.holding.lapsed:
            self.holding.again()
        else:
            self.retry()

    # Passengers and price ------------------------------------------------------------------------------

    def set_counts(self, adults: int, infants: int) -> None:
        """How many travel with a seat and how many infants without; what was typed for the others stays."""
        limit = int(self.counter.signed_in.rules.get("passengers_per_booking", 4))
        if adults > limit:
            self.trouble.emit(Refused("too_many_seats", limit=limit))
            return
        if infants > adults:
            self.trouble.emit(Refused("infants_exceed_adults"))
            return
        self.adults, self.infants = max(1, adults), max(0, infants)
        self.passengers = counted(self.passengers, self.adults, self.infants)
        if any(len(j.passengers) != len(self.passengers) for j in self.others if j.party == self.party):
            self.party = new_id()  # no longer the same people
        if len(self.selected) > self.adults:
            self.holding.want(self.selected[: self.adults])
        seat_them(self.passengers, self.holding.held)
        self.priced_anew()
        self.tell(self.hold_changed)

    def update_passenger(self, index: int, **fields: Any) -> None:
        """Write what was typed. A change that alters the price makes the quote void."""
        person = self.passengers[index]
        changed = {name for name, value in fields.items() if getattr(person, name) != value}
        if not changed:
            return
        for name in changed:
            setattr(person, name, fields[name])
        if "type" in changed:
            self.adults = sum(not one.is_infant for one in self.passengers)
            self.infants = len(self.passengers) - self.adults
            seat_them(self.passengers, self.holding.held)
        several.corrected_too(self, index, {name: fields[name] for name in changed})
        if changed & _PRICED:
            self.priced_anew()
        self._saving.start()
        self.changed.emit()

    def set_contact(self, contact: Contact | None) -> None:
        if contact != self.contact:
            self.contact = contact
            self._saving.start()

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

    def turn_to(self, journey: several.Journey, step: str | None = None) -> None:
        turning.turn_to(self, journey, step)

    def next_journey(self) -> None:
        turning.to_next(self)

    def drop_journey(self) -> None:
        turning.drop(self)

    def _on_other(self) -> None:
        self.tell(self.hold_changed)
        self.sell_what_is_paid()

    # Steps ---------------------------------------------------------------------------------------------

    def go(self, step: str) -> None:
        """Forward or back to a step that can be stood on; otherwise `trouble` says what is missing."""
        position = STEPS.index(step)
        if position < STEPS.index(self.step) and self.is_kept_here:
            self.trouble.emit(Refused("payment_open"))
        elif position >= STEPS.index("seats") and self.journey is None:
            self.trouble.emit(Refused("no_train_chosen"))
        elif step in ("passengers", "payment") and self._is_own_held and turning.turn_to_lapsed(self):
            return
        elif step in ("passengers", "payment") and not self.is_held:
            self._onward = step if self.holding.wanted and len(self.holding.wanted) == self.adults else None
            if self._onward is None:
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
        self._onward = None
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
        """While money is under way the end of a hold is the database's to say."""
        for journey in several.in_order(self):
            journey.holding.is_paying = is_paying

    def read_hold(self) -> None:
        """Extend, and read when the hold ends; a refusal only means it ends when it ends."""
        self.counter.desk.do(
            self,
            extended,
            self.counter.database,
            tuple(journey.holding.booking_id for journey in several.in_order(self)),
            self.sale_id,
            then=self._on_extended,
            refused=lambda _refused: None,
            failed=lambda _trouble: None,
        )

    def _on_extended(self, truth: SaleTruth) -> None:
        if self.sale is None:
            self._adopt(truth)

    def _adopt(self, truth: SaleTruth) -> None:
        held = {card.booking_id: card for card in truth.holds}
        for journey in several.in_order(self):
            card = held.get(journey.holding.booking_id)
            if card is not None:
                journey.holding.adopt(card)

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

    def stop_saving(self) -> None:
        """What was typed a moment ago goes to disk with the next step anyway."""
        self._saving.stop()

    def save(self) -> None:
        """Bring the draft to disk behind whatever is being written; an empty sale leaves nothing behind."""
        if not self.is_empty:
            self.counter.desk.do(self, self.drafts.save, self.to_draft(), failed=self.on_trouble)

    # What the holding says -----------------------------------------------------------------------------

    def _on_holding(self) -> None:
        if self.hold is not None:
            self.names.update((s.seat_id, f"{s.coach_label} / {s.seat_number}") for s in self.hold.seats)
        before = [person.seat_id for person in self.passengers]
        seat_them(self.passengers, self.holding.held)
        if before != [person.seat_id for person in self.passengers]:
            self.priced_anew()
        self.tell(self.hold_changed)
        if self._is_own_held and self.step in ("passengers", "payment") and turning.turn_to_lapsed(self):
            return
        if self.is_held and self._onward is not None:
            self._tries = 0
            self.step_to(self._onward)
        elif self.is_held and self.step == "payment" and self.quote is None:
            self.request_quote()  # held again where it ran out
        else:
            self.sell_what_is_paid()

    def _on_lost(self, lost: list[UUID]) -> None:
        if self._tries > 0:  # the program chose them, not the clerk: choose others without a word
            self._live.read(self._pick)
            return
        self._onward = None
        self.seats_lost.emit(lost)
        self.load_map()

    def on_ran_out(self) -> None:
        self._onward = None
        self.priced_anew()
        self.load_map()
        self.hold_ran_out.emit()

    def on_trouble(self, trouble: object) -> None:
        self._onward = None
        if isinstance(trouble, (Refused, Unavailable)):  # a bug has its incident already
            self.trouble.emit(trouble)

    def tell(self, *signals: Any) -> None:
        for signal in signals:
            signal.emit()
        self.changed.emit()
