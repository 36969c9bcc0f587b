"""A booking found again: masked first, unmasked when identity was checked, reprinted with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services.answers import moment
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger, FoundTicket
from kai_counter.values.cards_refund import from_limits


def find(database: Database, code: str) -> BookingCard:
    """By booking code, ticket number or a scanned ticket's number. `Refused`: booking_not_found."""
    wanted = "".join(code.split()).upper().replace("-", "")
    if not 4 <= len(wanted) <= 32 or not wanted.isascii():
        raise Refused("booking_not_found")
    return booking_card(database.call("find_booking", code=wanted))


def identify(database: Database, booking_id: UUID, document: str, number: str, name: str) -> BookingCard:
    """Unmask after a document was seen; audited. `Refused`: identity_mismatch(left), booking_locked(until)."""
    asked = {"booking_id": booking_id, "document": document, "number": number, "name": name}
    answer = database.call("identify", **asked)
    if answer.get("again"):  # written down and committed; only now the verdict (see the verb)
        answer = database.call("identify", **asked)
    return booking_card(answer)


def reprint(
    database: Database, job_id: UUID, ticket_id: UUID, reason: str, approval_id: UUID | None = None
) -> dict[str, Any]:
    """The next issue of a ticket, the older paper void; answers a sale-shaped card with the one ticket.

    `job_id` makes it safe to send twice. `Refused`: identify_first, reason_missing, approval_needed, ticket_void.
    """
    return database.call("reprint", job_id=job_id, ticket_id=ticket_id, reason=reason, approval_id=approval_id)


def booking_card(answer: Mapping[str, Any]) -> BookingCard:
    schedule = answer["schedule"]
    return BookingCard(
        booking_id=UUID(answer["booking_id"]),
        booking_number=answer["booking_number"],
        status=answer["status"],
        train_number=schedule["train_number"],
        train_name=schedule["train_name"],
        service_date=date.fromisoformat(schedule["service_date"]),
        origin_code=schedule["origin_code"],
        origin_name=schedule["origin_name"],
        destination_code=schedule["destination_code"],
        destination_name=schedule["destination_name"],
        departs_at=moment(schedule["departs_at"]),
        arrives_at=moment(schedule["arrives_at"]),
        final_amount=int(answer["final_amount"]),
        sold_at=moment(answer["sold_at"]) if answer.get("sold_at") else None,
        counter_code=answer.get("counter_code") or "",
        is_identified=bool(answer.get("is_identified")),
        locked_until=moment(answer["locked_until"]) if answer.get("locked_until") else None,
        passengers=tuple(_passenger(entry) for entry in answer["passengers"]),
        limits=from_limits(answer["limits"]) if answer.get("limits") else None,
    )


def _passenger(entry: Mapping[str, Any]) -> FoundPassenger:
    seat, ticket = entry.get("seat") or {}, entry.get("ticket")
    return FoundPassenger(
        passenger_id=UUID(entry["passenger_id"]),
        seq=int(entry["seq"]),
        name=entry["name"],
        type=entry["type"],
        reduction=entry.get("reduction"),
        identity_type=entry["identity_type"],
        identity=entry["identity"],
        coach_label=seat.get("coach_label") or "",
        seat_number=seat.get("seat_number") or "",
        price=int(entry["price"]),
        assistance=tuple(entry.get("assistance") or ()),
        ticket=_ticket(ticket) if ticket else None,
    )


def _ticket(entry: Mapping[str, Any]) -> FoundTicket:
    return FoundTicket(
        UUID(entry["ticket_id"]),
        entry["ticket_number"],
        int(entry["code_number"]),
        entry["status"],
        int(entry["issue_number"]),
        entry.get("print_state") or "",
    )
