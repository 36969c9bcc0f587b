"""The price and the sale. `quote` explains, `sell` commits: one call, one transaction, one round trip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.services.answers import moment, quote_card, sale_card, sale_truth
from kai_counter.services.seats import NEWS_CHANNEL
from kai_counter.values.cards import QuoteCard, SaleCard, SaleTruth
from kai_counter.values.requests import BookingEntry, PassengerEntry, SellRequest


@dataclass(frozen=True, slots=True)
class RecentSale:
    """One booking of "recent sales of this counter": a customer's return trip is two of them."""

    sale_id: UUID
    sold_at: datetime
    booking_number: str
    train: str
    relation: str
    passenger_count: int
    total: int
    tickets_state: str


def quote(database: Database, booking_id: UUID, passengers: tuple[PassengerEntry, ...]) -> QuoteCard:
    """What these travellers pay on the lines the hold froze, each line with its reason."""
    return quote_card(
        database.call("quote", booking_id=booking_id, passengers=[_passenger(entry) for entry in passengers])
    )


def apply_promotion(
    database: Database, booking_id: UUID, code: str, passengers: tuple[PassengerEntry, ...]
) -> QuoteCard:
    """Put a promotion on a held booking, or take it off (no code); its use is kept with the hold.

    `Refused`: promotion_unknown, promotion_not_yet, promotion_expired, promotion_used_up, promotion_below_minimum.
    """
    people = [_passenger(entry) for entry in passengers]
    return quote_card(database.call("apply_promotion", booking_id=booking_id, code=code, passengers=people))


def sell(database: Database, request: SellRequest) -> SaleCard:
    """Confirm the sale and its money. Sent again with the same id it returns the sale already made.

    Raises `Refused`: hold_expired, total_changed, tender_too_small, passenger_incomplete, journey_overlaps …
    """
    payment: dict[str, Any] = {
        "method": "parts" if request.paid else "cash",
        "attempt_id": str(request.attempt_id),
        "amount": request.amount,
        "tendered": request.tendered,
        "approval_id": str(request.approval_id) if request.approval_id else None,
    }
    if request.paid:
        payment["attempts"] = [str(attempt) for attempt in request.paid]
    answer = database.call(
        "sell",
        sale_id=request.sale_id,
        bookings=[_booking(entry) for entry in request.bookings],
        payment=payment,
    )
    card = sale_card(answer)
    for booking in answer["bookings"]:
        schedule = booking["schedule"].get("schedule_id")
        if schedule:
            database.notify(NEWS_CHANNEL, str(schedule))
    return card


def sale_status(database: Database, sale_id: UUID) -> SaleTruth:
    """What is true of a sale id, whatever this machine remembers of it."""
    return sale_truth(database.call("sale_status", sale_id=sale_id))


def recent(database: Database, limit: int = 20) -> tuple[RecentSale, ...]:
    """This counter's latest sales, newest first."""
    answer = database.call("recent_sales", limit=limit)
    return tuple(
        RecentSale(
            UUID(sale["sale_id"]),
            moment(sale["sold_at"]),
            sale["booking_number"],
            sale["train"],
            sale["relation"],
            int(sale["passenger_count"]),
            int(sale["total"]),
            sale["tickets_state"],
        )
        for sale in answer["sales"]
    )


def _booking(entry: BookingEntry) -> dict[str, Any]:
    contact = entry.contact
    return {
        "booking_id": str(entry.booking_id),
        "passengers": [_passenger(passenger) for passenger in entry.passengers],
        "contact": {"name": contact.name, "phone": contact.phone, "email": contact.email} if contact else None,
        "expected_total": entry.expected_total,
    }


def _passenger(entry: PassengerEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "passenger_id": str(entry.passenger_id),
        "ticket_id": str(entry.ticket_id),
        "print_job_id": str(entry.print_job_id),
        "name": entry.name,
        "type": entry.type,
        "identity_type": entry.identity_type,
        "identity_number": entry.identity_number,
        "birth_date": entry.birth_date.isoformat() if entry.birth_date else None,
        "gender": entry.gender,
        "seat_id": str(entry.seat_id) if entry.seat_id else None,
        "reduction": entry.reduction,
        "assistance": list(entry.assistance),
        "accompanied_by": entry.accompanied_by,
        "nationality": entry.nationality,
    }
