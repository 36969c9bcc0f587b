"""Trains late, cancelled or cut short, and what their tickets are owed. The verbs are a supervisor's; paying out is
any seller's, at any station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kai_counter.db.database import SEATS_CHANNEL, Database
from kai_counter.errors import Refused
from kai_counter.services import exchanges, journeys, sales
from kai_counter.services.answers import sale_card
from kai_counter.services.exchanges import PaperAnswer
from kai_counter.services.refunds import money_sent
from kai_counter.values.cards import ClassOffer, JourneyCard, SaleCard
from kai_counter.values.cards_disruption import (
    AffectedBooking,
    DisruptionsCard,
    MadeCard,
    ReseatPlan,
    ScannedTicket,
    from_affected,
    from_disruptions,
    from_made,
    from_plan,
    from_scanned,
)
from kai_counter.values.cards_refund import AccountRequest, OfferCard, from_offer
from kai_counter.values.requests import SearchRequest

HOURS = 48


@dataclass(frozen=True, slots=True)
class ReseatedCard:
    """The new papers, and what those who found no seat are owed now."""

    papers: tuple[PaperAnswer, ...]
    without: int
    owed: int


def trains(database: Database, hours: int = HOURS) -> DisruptionsCard:
    """The dated trains of this station, with what is known and owed of them; and the cash in its drawers."""
    return from_disruptions(database.call("disruptions", hours=hours))


def affected(database: Database, schedule_id: UUID, last_order: int | None = None) -> tuple[AffectedBooking, ...]:
    """Who is affected, or would be if the train ended at that stop. Names masked."""
    return from_affected(database.call("affected", schedule_id=schedule_id, last_order=last_order))


def delay(database: Database, disruption_id: UUID, schedule_id: UUID, minutes: int, reason: str) -> MadeCard:
    """So many minutes late; 0 is on time again. `Refused`: schedule_cancelled, not_in_scope, bad_request{field}."""
    answer = database.call(
        "delay_train", disruption_id=disruption_id, schedule_id=schedule_id, minutes=minutes, reason=reason
    )
    database.notify(SEATS_CHANNEL, str(schedule_id))
    return from_made(answer)


def cancel(
    database: Database, disruption_id: UUID, schedule_id: UUID, last_order: int | None, reason: str,
    overrule_code: str = "DISRUPTION",
) -> MadeCard:  # fmt: skip
    """Not at all, or only to a stop. `Refused`: schedule_cancelled, not_in_scope, bad_request{field}."""
    answer = database.call(
        "cancel_train", disruption_id=disruption_id, schedule_id=schedule_id, last_order=last_order, reason=reason,
        overrule_code=overrule_code,
    )  # fmt: skip
    database.notify(SEATS_CHANNEL, str(schedule_id))
    return from_made(answer)


def set_sales_state(database: Database, change_id: UUID, schedule_id: UUID, state: str, reason: str) -> int:
    """On sale (open), for go-show only, or closed. Returns how many are in the middle of buying: they may go on.
    `Refused`: schedule_cancelled, not_in_scope, bad_request{field}, id_reused."""
    said = {"schedule_id": schedule_id, "state": state, "reason": reason}
    answer = database.call("set_sales_state", change_id=change_id, **said)
    database.notify(SEATS_CHANNEL, str(schedule_id))
    return int(answer["holds"])


def scanned(database: Database, number: int, paper: str) -> ScannedTicket:
    """What a ticket on the desk is owed. `Refused`: ticket_unknown."""
    return from_scanned(database.call("disrupted_ticket", number=number), paper)


def settle(
    database: Database, offer_id: UUID, tickets: Sequence[ScannedTicket], money: AccountRequest
) -> OfferCard:
    """Give back the money of papers of one booking. Safe to send twice.

    `Refused`: not_disrupted, already_refunded, already_boarded, refund_too_late{until}, paper_not_valid.
    """
    papers = [{"number": ticket.number, "paper": ticket.paper} for ticket in tickets]
    card = from_offer(database.call("settle_disrupted", offer_id=offer_id, papers=papers, money=money_sent(money)))
    for schedule in card.schedules:
        database.notify(SEATS_CHANNEL, str(schedule))
    return card


def plan_reseat(database: Database, schedule_id: UUID, car: int) -> ReseatPlan:
    """Who sits in a coach that is not there, and where each could sit. `Refused`: bad_request{car}."""
    return from_plan(database.call("plan_reseat", schedule_id=schedule_id, car=car))


def reseat(
    database: Database, reseat_id: UUID, schedule_id: UUID, car: int, seal: str, reason: str
) -> ReseatedCard:
    """Do exactly the plan that was looked at, or nothing. `Refused`: plan_changed."""
    answer = database.call(
        "reseat", reseat_id=reseat_id, schedule_id=schedule_id, car=car, plan=seal, reason=reason
    )
    database.notify(SEATS_CHANNEL, str(schedule_id))
    papers = (PaperAnswer(UUID(one["print_job_id"]), dict(one["answer"])) for one in answer["papers"])
    return ReseatedCard(tuple(papers), int(answer["without"]), int(answer["owed"]))


def next_train(
    database: Database,
    offer_id: UUID,
    sale_id: UUID,
    booking_id: UUID,
    tickets: Sequence[ScannedTicket],
    now: datetime,
) -> SaleCard:
    """The next train of the same relation with room for these papers of one booking: held, then swapped for them.

    The same class before any other; the ids make a retry find what was done. `Refused`: no_next_train, and what
    `settle` refuses with.
    """
    truth = sales.sale_status(database, sale_id)
    if truth.sale is not None:
        return truth.sale
    seated = [ticket for ticket in tickets if ticket.needs_seat]
    journey, offer = _next(database, tickets[0], len(seated), now)
    hold = truth.hold or exchanges.hold_best(database, sale_id, booking_id, journey, offer, len(seated))
    places = {str(one.passenger_id): str(seat.seat_id) for one, seat in zip(seated, hold.seats, strict=True)}
    papers = [{"number": ticket.number, "paper": ticket.paper} for ticket in tickets]
    answer = database.call(
        "next_train", offer_id=offer_id, papers=papers, new_booking_id=hold.booking_id, seats=places
    )
    for schedule in answer.get("schedules") or ():
        database.notify(SEATS_CHANNEL, str(schedule))
    return sale_card(answer)


def _next(database: Database, ticket: ScannedTicket, count: int, now: datetime) -> tuple[JourneyCard, ClassOffer]:
    """Today's trains first, then tomorrow's."""
    for days in range(2):
        request = SearchRequest(ticket.origin, ticket.destination, now.date() + timedelta(days=days), count)
        for journey in journeys.search(database, request):
            if journey.status not in ("scheduled", "delayed") or not journey.is_open(now):
                continue
            fits = [offer for offer in journey.classes if offer.seats_left >= count and offer.fare is not None]
            if fits:
                return journey, min(fits, key=lambda offer: offer.code != ticket.class_code)
    raise Refused("no_next_train")
