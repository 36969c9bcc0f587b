# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A gate in tests: a member at the gate of Gambir, a train that leaves soon, tickets signed by a registered key."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from real_database import COUNTERS, FreshDatabase
from till import Till, Train, person

from kai_counter.db.database import Database
from kai_counter.values import ticket_code
from kai_counter.values.ids import new_id

GATE = "Gerbang Utara"
IDENTITIES = itertools.count(1)
"""Two journeys of one person at once are refused."""


@dataclass
class Key:
    """A counter's key that the database knows."""

    private: Ed25519PrivateKey
    key_no: int = 0

    @classmethod
    def registered(cls, database: Database) -> Key:
        key = cls(Ed25519PrivateKey.generate())
        key.key_no = database.call("register_key", key_id=new_id(), public_key=key.public)["key_no"]
        return key

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def at_gate(fresh: FreshDatabase, nipp: str = "30001", counter: str = "GMR-01") -> Database:
    """A member signed in at this counter, with a connection of their own."""
    found = fresh.database(nipp)
    token = secrets.token_urlsafe(32)
    found.call("sign_in", session_id=new_id(), token=token, counter_code=counter, counter_secret=COUNTERS[counter], program="test")
    found.token = token
    return found


def leaves_in(owner: Any, train: Train, minutes: int) -> datetime:
    """Let the train leave its origin in so many minutes; returns when."""
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    owner.execute("UPDATE schedules SET arrives_at = %s + (arrives_at - departs_at), departs_at = %s, delay_minutes = 0 WHERE id = %s",
                  [at, at, train.schedule_id])
    return at


def sold_tickets(till: Till, train: Train, count: int = 1, first: int = 0, start: int = 1, end: int | None = None) -> list[dict[str, Any]]:
    """`count` tickets of one sale, each with the `schedule` it is for."""
    till.sale_id = new_id()
    hold = till.hold(train, train.seats[first : first + count], start, end)
    people = [person(n, seat["seat_id"], identity_number=f"32730152039{next(IDENTITIES):05}") for n, seat in enumerate(hold["seats"], 1)]
    booking = till.sell(till.asked(hold, people))["bookings"][0]
    return [ticket | {"schedule": booking["schedule"]} for ticket in booking["tickets"]]


def code_of(ticket: dict[str, Any], key: Key, **changes: Any) -> str:
    """The symbol of this ticket's paper; `changes` are fields of the body."""
    schedule, seat = ticket["schedule"], ticket["seat"]
    row, letter = ticket_code.split_seat(seat["seat_number"] if seat else "")
    body = {
        "key_no": key.key_no, "ticket_number": ticket["code_number"],
        "service_date": datetime.fromisoformat(schedule["service_date"]).date(),
        "schedule_number": schedule["number"], "origin_number": schedule["origin_number"],
        "destination_number": schedule["destination_number"], "coach": seat["car_number"] if seat else 0,
        "seat_row": row, "seat_letter": letter, "class_type": "executive", "passenger_type": ticket["passenger"]["type"],
        "name_hash": ticket_code.name_hash(ticket["code_number"], ticket["passenger"]["name"]),
        "not_after": datetime.fromisoformat(ticket["not_after"]).astimezone(UTC).replace(second=0, microsecond=0),
        "issue_number": ticket["issue_number"],
    }  # fmt: skip
    return ticket_code.sign(ticket_code.TicketBody(**(body | changes)), key)


def scan(database: Database, ticket: dict[str, Any], judgement: str = "ok", /, **changes: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "scan_id": new_id(), "code_number": ticket["code_number"], "issue_number": ticket["issue_number"], "gate": GATE,
        "judgement": judgement, "scanned_at": datetime.now(UTC), "facts": {},
    }  # fmt: skip
    return database.call("scan", **(asked | changes))


def status_of(owner: Any, ticket: dict[str, Any]) -> tuple[str, Any, Any]:
    row = owner.execute("SELECT ticket_status, check_in_time, checked_in_by FROM tickets WHERE id = %s", [UUID(ticket["ticket_id"])]).fetchone()
    return row[0], row[1], row[2]
