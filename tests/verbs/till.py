# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A till in tests: a signed-in clerk with an open shift, and the few words a sale is made of."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id


@contextmanager
def as_owner(url: str) -> Iterator[psycopg.Connection[Any]]:
    """The owner of the tables, in autocommit."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT role_prefix FROM installation").fetchone()
        assert row is not None
        connection.execute(f'SET ROLE "{row[0]}owner"'.encode())
        yield connection


@contextmanager
def refused(code: str, **facts: Any) -> Iterator[None]:
    """The block is refused with this code and at least these facts."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, caught.value
    for name, value in facts.items():
        assert caught.value.facts.get(name) == value, caught.value


@dataclass
class Train:
    """One dated train of the tiny network with its first seats in hold order and its last stop's order."""

    schedule_id: UUID
    last: int
    seats: list[UUID]


def trains(owner: psycopg.Connection[Any]) -> list[Train]:
    """The trains of tomorrow and later, soonest first, no seat of them taken."""
    rows = owner.execute(
        "SELECT s.id, s.leg_count + 1, array_agg(e.id ORDER BY e.car_number, e.hold_order)"
        " FROM schedules s JOIN seats e ON e.train_id = s.train_id"
        " WHERE s.departs_at > now() + interval '20 hours'"
        " AND NOT EXISTS (SELECT FROM seat_inventory i WHERE i.schedule_id = s.id AND i.occupied_legs <> 0)"
        " AND NOT e.is_blocked AND s.leg_count >= 3"
        " AND e.class_id IN (SELECT f.class_id FROM fares f JOIN routes r ON r.id = s.route_id"
        "   WHERE f.origin_station_id = r.origin_station_id AND f.destination_station_id = r.destination_station_id)"
        " GROUP BY s.id ORDER BY s.departs_at LIMIT 20"
    ).fetchall()
    return [Train(*row) for row in rows]


def person(seq: int, seat: UUID | None, **changes: Any) -> dict[str, Any]:
    """A complete passenger; `changes` make it what a test needs."""
    made: dict[str, Any] = {
        "seq": seq, "passenger_id": str(new_id()), "ticket_id": str(new_id()), "print_job_id": str(new_id()),
        "name": "Ratna Wulandari", "type": "adult", "reduction": None, "seat_id": str(seat) if seat else None,
        "identity_type": "nik", "identity_number": f"327301520390{random.randrange(10000):04}",
        "birth_date": "1990-03-12", "gender": "female", "assistance": [], "accompanied_by": None, "nationality": None,
    }  # fmt: skip
    return made | changes


def infant(seq: int, travel: date, **changes: Any) -> dict[str, Any]:
    return person(
        seq, None, type="infant", birth_date=travel.replace(day=1, year=travel.year - 1).isoformat(), **changes
    )


@dataclass
class Till:
    """What a clerk does, with ids made here so that a step can be sent again."""

    database: Database
    sale_id: UUID = field(default_factory=new_id)

    def open_shift(self) -> Till:
        try:
            self.database.call("open_shift", shift_id=new_id(), float=500000)
        except Refused as refusal:
            assert refusal.code == "shift_already_open"
        return self

    def hold(
        self, train: Train, seats: list[UUID], start: int = 1, end: int | None = None, *,
        booking_id: UUID | None = None, revision: int = 1,
    ) -> dict[str, Any]:  # fmt: skip
        return self.database.call(
            "hold", sale_id=self.sale_id, booking_id=booking_id or new_id(), revision=revision,
            schedule_id=train.schedule_id, from_order=start, to_order=end or train.last, seats=seats,
        )  # fmt: skip

    def asked(self, hold: dict[str, Any], people: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """One booking of a `sell` request at the price that `quote` tells."""
        people = people or [person(n, seat["seat_id"]) for n, seat in enumerate(hold["seats"], 1)]
        quote = self.database.call("quote", booking_id=hold["booking_id"], passengers=people)
        return {
            "booking_id": hold["booking_id"], "passengers": people, "contact": None, "expected_total": quote["final"],
        }  # fmt: skip

    def sell(self, *bookings: dict[str, Any], **payment: Any) -> dict[str, Any]:
        total = sum(booking["expected_total"] for booking in bookings)
        paid = {
            "method": "cash",
            "attempt_id": str(new_id()),
            "amount": total,
            "tendered": total,
            "approval_id": None,
        }
        return self.database.call("sell", sale_id=self.sale_id, bookings=list(bookings), payment=paid | payment)

    def sold(self, train: Train, seats: list[UUID], start: int = 1, end: int | None = None) -> dict[str, Any]:
        """Hold and sell in one go, as a sale of its own."""
        self.sale_id = new_id()
        return self.sell(self.asked(self.hold(train, seats, start, end)))


def close_shift(database: Database, **asked: Any) -> dict[str, Any]:
    """Count and close: the first call writes the count down and tells nothing."""
    told = database.call("close_shift", **asked)
    return database.call("close_shift", **asked) if told["needed"] == ["again"] else told


def mask(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << (start - 1)


def occupied(owner: psycopg.Connection[Any], train: Train, seat: UUID) -> int:
    row = owner.execute(
        "SELECT occupied_legs FROM seat_inventory WHERE schedule_id = %s AND seat_id = %s",
        [train.schedule_id, seat],
    ).fetchone()
    assert row is not None
    return int(row[0])


def expire(owner: psycopg.Connection[Any], booking_id: Any) -> None:
    """Let a hold run out now."""
    owner.execute(
        "UPDATE bookings SET held_at = held_at - interval '1 h', expires_at = now() - interval '1 s' WHERE id = %s",
        [booking_id],
    )
    owner.execute(
        "UPDATE seat_claims SET expires_at = now() - interval '1 s' WHERE booking_id = %s AND active AND state = 'held'",
        [booking_id],
    )


PROMISES = {
    "masks are the union of the active claims": "SELECT count(*) FROM internal.mask_disagreements()",
    "no seat is claimed twice": """
        SELECT count(*) FROM seat_claims a JOIN seat_claims b
            ON a.schedule_id = b.schedule_id AND a.seat_id = b.seat_id AND a.legs && b.legs AND a.id < b.id
        WHERE a.active AND b.active""",
    "an active claim belongs to a living booking in the same state": """
        SELECT count(*) FROM seat_claims c JOIN bookings b ON b.id = c.booking_id
        WHERE c.active AND (b.status, c.state) NOT IN (('pending', 'held'), ('confirmed', 'sold'), ('completed', 'sold'))""",
    "payments are the price": """
        SELECT count(*) FROM bookings b WHERE status IN ('confirmed', 'completed') AND final_amount <> coalesce(
            (SELECT sum(amount) FROM payments p WHERE p.booking_id = b.id AND payment_status IN ('completed', 'refunded')), 0)""",
    "paid less given back less fees is the worth of the living tickets": """
        SELECT count(*) FROM bookings b WHERE b.confirmed_at IS NOT NULL
           AND coalesce((SELECT sum(amount) FROM payments p WHERE p.booking_id = b.id AND payment_status IN ('completed', 'refunded')), 0)
             - coalesce((SELECT sum(refund_amount + processing_fee) FROM refunds r WHERE r.booking_id = b.id), 0) - b.fee_amount
           <> coalesce((SELECT sum(ticket_price) FROM passengers p WHERE p.booking_id = b.id AND (b.status <> 'cancelled')
                AND NOT EXISTS (SELECT FROM refund_lines l WHERE l.passenger_id = p.id)), 0)""",
    "nobody paid for what is not sold": """
        SELECT count(*) FROM payments p JOIN bookings b ON b.id = p.booking_id WHERE p.amount > 0 AND (b.status = 'pending'
           OR b.status = 'cancelled' AND NOT EXISTS (SELECT FROM refunds r WHERE r.booking_id = b.id))""",
    "nothing is given back beyond a payment": """
        SELECT count(*) FROM payments p WHERE amount < (SELECT sum(refund_amount + processing_fee) FROM refunds r WHERE r.payment_id = p.id)""",
    "an offer's money is what was written": """
        SELECT count(*) FROM refund_offers o WHERE state = 'confirmed' AND (o.amount, o.fee) IS DISTINCT FROM
            (SELECT (coalesce(sum(refund_amount), 0), coalesce(sum(processing_fee), 0)) FROM refunds r WHERE r.offer_id = o.id)""",
    "refunds have no gap": """
        SELECT count(*) FROM counters c
        WHERE refund_sequence <> (SELECT count(*) FROM refund_offers o WHERE o.counter_id = c.id AND o.state = 'confirmed')""",
    "who gave a ticket back has no seat": """
        SELECT count(*) FROM seat_claims c JOIN refund_lines l ON l.passenger_id = c.passenger_id WHERE c.active""",
    "the sale is the sum of its payments": """
        SELECT count(*) FROM sales s WHERE state = 'sold'
           AND total <> coalesce((SELECT sum(amount) FROM payments p WHERE p.sale_id = s.id), 0)""",
    "passengers pay the price": """
        SELECT count(*) FROM bookings b WHERE status = 'confirmed'
           AND final_amount - fee_amount <> (SELECT sum(ticket_price) FROM passengers p WHERE p.booking_id = b.id)""",
    "receipts have no gap": """
        SELECT count(*) FROM counters c
        WHERE receipt_sequence <> (SELECT count(*) FROM sales s WHERE s.counter_id = c.id AND s.state = 'sold')""",
    "one ticket a passenger, not yet used, used or run out": """
        SELECT count(*) FROM passengers p JOIN bookings b ON b.id = p.booking_id WHERE b.status = 'confirmed'
           AND CASE WHEN EXISTS (SELECT FROM refund_lines l WHERE l.passenger_id = p.id) THEN 0 ELSE 1 END <> (SELECT count(*) FROM tickets t WHERE t.passenger_id = p.id AND t.ticket_status <> 'cancelled')""",
}


def check_promises(owner: psycopg.Connection[Any]) -> None:
    """What must be true whatever happened. Raises with the promise that is broken."""
    for promise, question in PROMISES.items():
        row = owner.execute(question.encode()).fetchone()
        assert row is not None and row[0] == 0, f"broken {row}: {promise}"
