"""A booking found again: masked first, unmasked when identity was checked, reprinted with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services.answers import moment
from kai_counter.values.booking_search import BookingSearch
from kai_counter.values.cards_bookings import (
    BookingCard,
    EventCard,
    FoundPassenger,
    FoundRow,
    FoundTicket,
    ProofRequest,
    TimelineCard,
)
from kai_counter.values.cards_refund import from_limits


def find(database: Database, code: str) -> BookingCard:
    """By booking code, ticket number or a scanned ticket's number. `Refused`: booking_not_found."""
    wanted = "".join(code.split()).upper().replace("-", "")
    if not 4 <= len(wanted) <= 32 or not wanted.isascii():
        raise Refused("booking_not_found")
    return booking_card(database.call("find_booking", code=wanted))


def search(database: Database, wanted: BookingSearch) -> tuple[FoundRow, ...]:
    """By identity number, telephone, or name and day of travel; masked, nearest first; maybe none."""
    by = {wanted.by: wanted.text}
    if wanted.day is not None:
        by["day"] = wanted.day.isoformat()
    answer = database.call("search_bookings", by=by)
    if answer.get("again"):  # written down and committed; only now who was found (see the verb)
        answer = database.call("search_bookings", by=by)
    return tuple(_found_row(row) for row in answer["bookings"])


def timeline(database: Database, booking_id: UUID) -> TimelineCard:
    """Everything that happened to a booking. `Refused`: identify_first."""
    answer = database.call("booking_timeline", booking_id=booking_id)
    money = answer["money"]
    events = tuple(
        EventCard(moment(one["at"]), one["kind"], one["who"] or "", one["counter"] or "", dict(one["facts"]))
        for one in answer["events"]
    )
    return TimelineCard(events, *(int(money[name]) for name in ("paid", "given_back", "kept", "alive")))


def seen(database: Database, booking_id: UUID) -> BookingCard:
    """The booking again, unmasked, after a document was seen in this session. `Refused`: identify_first."""
    return booking_card(database.call("seen_booking", booking_id=booking_id))


def overrule_identity(
    database: Database, booking_id: UUID, reason: str, approval_id: UUID | None = None
) -> BookingCard:
    """A supervisor answers for a document that is lost. `Refused`: approval_needed."""
    asked = {"booking_id": booking_id, "reason": reason, "approval_id": approval_id}
    answer = database.call("identify_overruled", **asked)
    if answer.get("again"):
        answer = database.call("identify_overruled", **asked)
    return booking_card(answer)


def identify(database: Database, booking_id: UUID, proof: ProofRequest) -> BookingCard:
    """Unmask after a document was seen; audited. `Refused`: identity_mismatch(left), booking_locked(until)."""
    asked = {
        "booking_id": booking_id,
        "document": proof.document,
        "number": proof.number,
        "name": proof.name,
        "proof": _proof(proof),
    }
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


def _proof(proof: ProofRequest) -> dict[str, Any]:
    told: dict[str, Any] = {"original": proof.is_original}
    if proof.ticket:
        told["ticket"] = proof.ticket
    if proof.letter:
        told["proxy"] = {"name": proof.proxy_name, "number": proof.proxy_number, "letter": proof.letter}
    return told


def _found_row(row: Mapping[str, Any]) -> FoundRow:
    train = row["schedule"]
    return FoundRow(
        row["booking_number"], row["status"], f"{train['train_name']} ({train['train_number']})",
        f"{train['origin_code']}–{train['destination_code']}", moment(train["departs_at"]),
        tuple(row.get("names") or ()),
    )  # fmt: skip


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
        schedule_id=UUID(schedule["schedule_id"]) if schedule.get("schedule_id") else None,
        from_order=int(answer.get("from_order") or 1),
        to_order=int(answer.get("to_order") or 2),
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
