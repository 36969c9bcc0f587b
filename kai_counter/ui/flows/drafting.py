"""Between a sale in the window and its draft on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kai_counter.ui.flows.outside import Asked
from kai_counter.ui.flows.people import PassengerDraft, counted
from kai_counter.ui.flows.several import Journey
from kai_counter.values.draft import JourneyDraft, SaleDraft

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow

_STEPS = ("search", "seats", "passengers", "payment", "done")


def draft_of(flow: SaleFlow) -> SaleDraft:
    """What must survive a power cut; once sold, nobody is named."""
    signed_in = flow.counter.signed_in
    draft = SaleDraft(
        sale_id=flow.sale_id,
        booking_id=flow.booking_id,
        attempt_id=flow.selling.attempt_id,
        nipp=signed_in.staff.nipp,
        counter_code=signed_in.counter.code,
        saved_at=flow.counter.clock.now(),
        step=flow.step,
        revision=flow.revision,
        adults=flow.adults,
        infants=flow.infants,
        search=flow.search,
        journey=flow.journey,
        offer=flow.offer,
        seats=flow.selected or flow.holding.lapsed,
        seat_names=tuple(flow.name_of(seat) for seat in flow.selected or flow.holding.lapsed),
        passengers=tuple(person.entry() for person in flow.passengers),
        contact=flow.contact,
        expected_total=flow.quote.final if flow.quote else None,
        tendered=flow.tendered,
        place=flow.place,
        promotion=flow.promotion,
        number=flow.number,
        party=flow.party,
        others=tuple(_other_of(flow, journey) for journey in flow.others),
    )
    return draft.without_people() if flow.sale is not None else draft


def _other_of(flow: SaleFlow, journey: Journey) -> JourneyDraft:
    seats = journey.holding.wanted or journey.holding.lapsed
    return JourneyDraft(
        number=journey.number,
        party=journey.party,
        booking_id=journey.holding.booking_id,
        revision=journey.holding.revision,
        adults=journey.adults,
        infants=journey.infants,
        journey=journey.card,
        search=journey.search,
        offer=journey.offer,
        seats=seats,
        seat_names=tuple(map(flow.name_of, seats)),
        passengers=tuple(person.entry() for person in journey.passengers),
    )


def lay_open(flow: SaleFlow, draft: SaleDraft) -> None:
    """Everything the draft knows, into a flow that is empty; nothing is held until the database says so."""
    flow.holding.sale_id, flow.holding.booking_id = draft.sale_id, draft.booking_id
    flow.holding.revision, flow.holding.journey = draft.revision, draft.journey
    flow.search, flow.offer, flow.selling.attempt_id = draft.search, draft.offer, draft.attempt_id
    flow.adults, flow.infants = draft.adults, draft.infants
    people = [PassengerDraft.from_entry(entry) for entry in draft.passengers]
    flow.passengers = people or counted([], draft.adults, draft.infants)
    flow.contact, flow.tendered, flow.place = draft.contact, draft.tendered, draft.place
    flow.pricing.promotion = draft.promotion
    flow.names = dict(zip(draft.seats, draft.seat_names, strict=False))
    flow.step = draft.step if draft.step in _STEPS else "search"
    flow.wanted_before = draft.seats
    flow.number, flow.party = draft.number, draft.party or flow.party
    flow.others = [_laid_open(flow, other) for other in draft.others]
    if draft.outside_id is not None:
        flow.paying.asked = Asked(draft.outside_id, draft.sale_id, draft.outside_method, draft.outside_amount)


def _laid_open(flow: SaleFlow, draft: JourneyDraft) -> Journey:
    holding = flow.new_holding()
    holding.start(flow.holding.sale_id)
    holding.booking_id, holding.revision, holding.journey = draft.booking_id, draft.revision, draft.journey
    flow.names |= dict(zip(draft.seats, draft.seat_names, strict=False))
    people = [PassengerDraft.from_entry(entry) for entry in draft.passengers]
    people = people or counted([], draft.adults, draft.infants)
    return Journey(
        draft.number, draft.party, holding, draft.search, draft.offer, draft.adults, draft.infants, people,
        wanted_before=draft.seats,
    )  # fmt: skip
