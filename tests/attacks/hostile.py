# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""What a hostile client has: a member's login, a bare driver, and their own session's token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

NIPPS = {
    "clerk": "10001",
    "gate": "30001",
    "supervisor": "20001",
    "admin": "90001",
    "auditor": "80001",
    "operator": "70001",
}

STATE = {
    "masks": "SELECT md5(coalesce(string_agg(i::text, ',' ORDER BY schedule_id, seat_id), '')) FROM seat_inventory i",
    "claims": "SELECT md5(coalesce(string_agg(c::text, ',' ORDER BY id), '')) FROM seat_claims c",
    "bookings": "SELECT md5(coalesce(string_agg(b::text, ',' ORDER BY id), '')) FROM bookings b",
    "sales": "SELECT md5(coalesce(string_agg(s::text, ',' ORDER BY id), '')) FROM sales s",
    "payments": "SELECT md5(coalesce(string_agg(p::text, ',' ORDER BY id), '')) FROM payments p",
    "attempts": "SELECT md5(coalesce(string_agg(p::text, ',' ORDER BY id), '')) FROM payment_attempts p",
    "tickets": "SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY id), '')) FROM tickets t",
    "passengers": "SELECT md5(coalesce(string_agg(p::text, ',' ORDER BY id), '')) FROM passengers p",
    "receipts": "SELECT md5(string_agg(receipt_sequence::text, ',' ORDER BY id)) FROM counters",
    "fares": "SELECT md5(string_agg(f::text, ',' ORDER BY id)) FROM fares f",
    "rules": "SELECT md5(string_agg(r::text, ',' ORDER BY id)) FROM rules r",
    "staff": "SELECT md5(string_agg(id::text || roles::text || is_active || password_hash, ',' ORDER BY id)) FROM users",
}
"""Seats, money and trust; an attack that ends refused leaves each as it was."""


def state(owner: psycopg.Connection[Any]) -> dict[str, str]:
    return {name: owner.execute(query.encode()).fetchone()[0] for name, query in STATE.items()}  # type: ignore[index]


def sqlstate(connection: psycopg.Connection[Any], query: str, *values: Any) -> str | None:
    """How the statement ended; None if it was done."""
    try:
        connection.execute(query.encode(), values or None)
    except psycopg.Error as error:
        assert error.sqlstate is not None, error
        return error.sqlstate
    return None


@dataclass(frozen=True)
class Attacker:
    """A signed-in role (or, without a token, somebody who only knows a password)."""

    role: str
    nipp: str
    connection: psycopg.Connection[Any]
    token: str | None

    def ends(self, query: str, *values: Any) -> str | None:
        return sqlstate(self.connection, query, *values)
