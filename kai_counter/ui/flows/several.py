"""Several journeys in one customer's sale: there and back, or a group in several bookings.

One of them is in hand, as if it were the only one; the others wait in `flow.others` with their holds ticking. They
share the sale's id, the money and the moment they are sold, all of them or none. Whoever travels on several is
typed once: what is corrected on one is corrected on the others (`party`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kai_counter.errors import Refused
from kai_counter.services import sales
from kai_counter.ui.flows import money
from kai_counter.ui.flows.holding import Holding
from kai_counter.ui.flows.people import PassengerDraft, counted, seat_them
from kai_counter.values.cards import ClassOffer, HoldCard, JourneyCard, PriceLine, QuoteCard, SaleTruth
from kai_counter.values.command_line import SEATED_LIMIT
from kai_counter.values.ids import new_id
from kai_counter.values.requests import PassengerEntry, SearchRequest

if TYPE_CHECKING:
    from kai_counter.db.database import Database
    from kai_counter.ui.flows.sale import SaleFlow

OF_THE_SEAT = {"seat_id"}  # what a traveller does not take along to another journey


@dataclass
class Journey:
    """A journey of the sale that is not in hand. Its hold goes on; `wanted_before` is of a draft."""

    number: int
    party: UUID
    holding: Holding
    search: SearchRequest | None
    offer: ClassOffer | None
    adults: int
    infants: int
    passengers: list[PassengerDraft]
    quote: QuoteCard | None = None
    wanted_before: tuple[UUID, ...] = ()

    @property
    def is_held(self) -> bool:
        return self.holding.is_settled and len(self.holding.held) == self.adults

    @property
    def card(self) -> JourneyCard:
        """Only a journey with a train is ever put aside."""
        assert self.holding.journey is not None
        return self.holding.journey


Asked = tuple[UUID, tuple[PassengerEntry, ...]]


def put_aside(flow: SaleFlow) -> Journey:
    """The journey in hand, as it stands."""
    return Journey(
        flow.number, flow.party, flow.holding, flow.search, flow.offer, flow.adults, flow.infants,
        flow.passengers, flow.own_quote, flow.wanted_before,
    )  # fmt: skip


def take_up(flow: SaleFlow, journey: Journey) -> None:
    """Put this one in hand; what was in hand is the caller's to keep or drop."""
    flow.number, flow.party = journey.number, journey.party
    flow.search, flow.offer, flow.wanted_before = journey.search, journey.offer, journey.wanted_before
    flow.adults, flow.infants, flow.passengers = journey.adults, journey.infants, journey.passengers
    flow.own_quote = journey.quote
    flow.use(journey.holding)


def begin_another(flow: SaleFlow, *, same_people: bool) -> None:
    """Put the journey in hand aside and begin one more: back again for the same people, or more people."""
    before = put_aside(flow)
    flow.others.append(before)
    flow.number = max(journey.number for journey in flow.others) + 1
    flow.offer, flow.own_quote, flow.wanted_before = None, None, ()
    if same_people:
        flow.passengers = [_again(person) for person in flow.passengers]
        flow.search = _way_back(before)
    else:
        flow.party = new_id()
        limit = int(flow.counter.signed_in.rules.get("passengers_per_booking", SEATED_LIMIT))
        flow.adults, flow.infants = max(1, min(flow.rest, limit)), 0
        flow.rest = max(0, flow.rest - flow.adults)
        flow.passengers = counted([], flow.adults, 0)
        flow.search = _same_way(before, flow.adults)
    holding = flow.new_holding()
    holding.start(before.holding.sale_id)
    flow.use(holding)


def _again(person: PassengerDraft) -> PassengerDraft:
    """The same person on another booking: ids of their own, no seat yet."""
    return dataclasses.replace(
        person, passenger_id=new_id(), ticket_id=new_id(), print_job_id=new_id(), seat_id=None
    )


def elsewhere(flow: SaleFlow) -> JourneyCard | None:
    """The train in hand, while the list is of another relation or day: its seats are held until one is chosen."""
    journey, wanted = flow.journey, flow.search
    if journey is None or wanted is None:
        return None
    day = journey.departs_at.astimezone(ZoneInfo(journey.origin.timezone)).date()
    same = (wanted.origin, wanted.destination, wanted.on) == (journey.origin.code, journey.destination.code, day)
    return None if same else journey


def _way_back(journey: Journey) -> SearchRequest:
    card = journey.card
    return SearchRequest(card.destination.code, card.origin.code, card.arrives_at.date(), journey.adults)


def reached(flow: SaleFlow) -> datetime | None:
    """When the same people arrive where the journey in hand begins: no earlier train can take them on."""
    origin = flow.search.origin if flow.search is not None else None
    arrivals = [
        journey.card.arrives_at
        for journey in flow.others
        if journey.party == flow.party and journey.number < flow.number and journey.card.destination.code == origin
    ]
    return min(arrivals, default=None)


def _same_way(journey: Journey, people: int) -> SearchRequest:
    card = journey.card
    return SearchRequest(card.origin.code, card.destination.code, card.service_date, people)


def corrected_too(flow: SaleFlow, index: int, fields: dict[str, Any]) -> None:
    """What was typed for a traveller, on the other journeys of the same people."""
    shared = {name: value for name, value in fields.items() if name not in OF_THE_SEAT}
    for journey in flow.others:
        if journey.party == flow.party and index < len(journey.passengers):
            person = journey.passengers[index]
            if person.type != fields.get("type", person.type):
                continue  # its seats are counted already: that one is told on its own page
            for name, value in shared.items():
                setattr(person, name, value)
            journey.quote = None


def asked(flow: SaleFlow) -> tuple[Asked, ...]:
    """Every booking of the sale with its people, in the order of the journeys."""
    return tuple(
        (journey.holding.booking_id, tuple(person.entry() for person in journey.passengers))
        for journey in in_order(flow)
    )


def in_order(flow: SaleFlow) -> list[Journey]:
    return sorted([*flow.others, put_aside(flow)], key=lambda journey: journey.number)


def earliest_hold(flow: SaleFlow) -> HoldCard | None:
    """The hold that runs out first: the one the countdown is about."""
    cards = [journey.holding.card for journey in in_order(flow)]
    return min((card for card in cards if card is not None), key=lambda card: card.expires_at, default=None)


def together(flow: SaleFlow) -> QuoteCard | None:
    """One price for the whole sale, each journey under its own heading; None while one is still worked out."""
    if not flow.others:
        return flow.own_quote
    lines: list[PriceLine] = []
    quotes: list[QuoteCard] = []
    for journey in in_order(flow):
        if journey.quote is None:
            return None
        card = journey.card
        heading = {
            "train": f"{card.train_name} ({card.train_number})", "from": card.origin.code,
            "to": card.destination.code, "departs_at": card.departs_at, "zone": card.origin.timezone,
        }  # fmt: skip
        names = {person.seq: " ".join(person.name.split()) for person in journey.passengers}
        lines.append(PriceLine("journey", 0, 0, heading))
        for line in journey.quote.lines:
            lines.append(dataclasses.replace(line, facts={**line.facts, "who": names.get(line.passenger, "")}))
        quotes.append(journey.quote)
    total, discount = sum(quote.total for quote in quotes), sum(quote.discount for quote in quotes)
    return QuoteCard(tuple(lines), total, discount, total - discount)


def lapse(flow: SaleFlow, booking: object) -> None:
    """The database says that a hold is over: the one it names, else the one in hand."""
    for journey in flow.others:
        if str(journey.holding.booking_id) == str(booking):
            journey.holding.lapse(journey.holding.held)
            return
    flow.holding.lapse(flow.holding.held)


def settle(flow: SaleFlow, truth: SaleTruth) -> None:
    """After a restart: each journey is what the database holds of it. A sale of one takes the newest hold, whatever
    its id: it may have let seats go and taken others after its draft was written."""
    if not flow.others and truth.hold is not None:
        flow.holding.adopt(truth.hold)
        return
    now = flow.counter.clock.now()
    held = {card.booking_id: card for card in truth.holds if truth.is_kept or card.expires_at > now}
    for journey in in_order(flow):
        card = held.get(journey.holding.booking_id)
        if card is not None:
            journey.holding.adopt(card)
            seat_them(journey.passengers, journey.holding.held)
        else:
            journey.holding.lapse(journey.wanted_before)


def keep_holds(flow: SaleFlow, is_paying: bool) -> None:
    """While money is under way the end of a hold is the database's to say."""
    for journey in in_order(flow):
        journey.holding.is_paying = is_paying


def read_holds(flow: SaleFlow) -> None:
    """Extend, and read when the holds end; a refusal only means they end when they end."""

    def extended(truth: SaleTruth) -> None:
        held = {card.booking_id: card for card in truth.holds} if flow.sale is None else {}
        for journey in in_order(flow):
            card = held.get(journey.holding.booking_id)
            if card is not None:
                journey.holding.adopt(card)

    flow.counter.desk.do(
        flow,
        money.extended,
        flow.counter.database,
        tuple(journey.holding.booking_id for journey in in_order(flow)),
        flow.sale_id,
        then=extended,
        refused=lambda _refused: None,
        failed=lambda _trouble: None,
    )


# In the writer thread ----------------------------------------------------------------------------------


def priced(database: Database, bookings: tuple[Asked, ...]) -> tuple[QuoteCard, ...]:
    return tuple(sales.quote(database, booking, people) for booking, people in bookings)


def promoted(database: Database, code: str, bookings: tuple[Asked, ...]) -> tuple[QuoteCard, ...]:
    """The code on every journey it fits (each is a use of its own). Refused only if it fits none."""
    cards: list[QuoteCard] = []
    refusals: list[Refused] = []
    for booking, people in bookings:
        try:
            cards.append(sales.apply_promotion(database, booking, code, people))
        except Refused as refused:
            if not refused.code.startswith("promotion_"):
                raise
            refusals.append(refused)
            cards.append(sales.quote(database, booking, people))
    if len(refusals) == len(bookings):
        raise refusals[0]
    return tuple(cards)
