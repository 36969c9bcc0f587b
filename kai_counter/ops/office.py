"""What the operator of a database does to staff and counters, as the owner of its tables.

The window's administrators use the verbs (`create_staff`, `register_counter`) under their own login. This is for
whoever holds the owner's URL: the embedded server's user, or the operator who sets up a central server, where the
first administrator and the first counter have to come from somewhere. Audit rows name the owner's login.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, LiteralString

from kai_counter.db.faults import sorted_fault
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id

if TYPE_CHECKING:
    import psycopg

ROLES = ("clerk", "supervisor", "gate", "admin", "auditor", "operator")
NIPP = re.compile(r"[0-9]{5,8}")
COUNTER_CODE = re.compile(r"[A-Z0-9]{2,5}-[0-9]{2,3}")
PASSWORD_LEAST = 8


@dataclass(frozen=True)
class Member:
    nipp: str
    full_name: str
    roles: tuple[str, ...]
    stations: tuple[str, ...] = ()  # station codes; empty means all
    is_demo: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class CounterRow:
    code: str
    name: str
    station_code: str
    is_active: bool


@dataclass(frozen=True)
class KeyRow:
    """A counter's signing key; `revoked_at` None: it still vouches for its tickets."""

    key_no: int
    counter_code: str
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
    reason: str


@contextlib.contextmanager
def as_owner(url: str) -> Iterator[psycopg.Connection]:
    """One transaction as the tables' owner. Raises Refused and Unavailable, sorted as everywhere."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    try:
        with psycopg.connect(url, connect_timeout=5, application_name="kai-counter operator") as connection:
            row = connection.execute("SELECT role_prefix FROM installation").fetchone()
            if row is None:
                raise Refused("database_not_migrated")
            connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(row[0] + "owner")))
            yield connection
    except psycopg.errors.UndefinedTable as error:
        raise Refused("database_not_migrated") from error
    except psycopg.Error as error:
        raise sorted_fault(error) from error


def add_member(connection: psycopg.Connection, member: Member, password: str) -> None:
    """Add a staff member and their login; only the SCRAM verifier travels. Refuses bad_request, nipp_taken."""
    from kai_counter.db import scram

    if not NIPP.fullmatch(member.nipp):
        raise Refused("bad_request", field="nipp")
    if not member.roles or not set(member.roles) <= set(ROLES):
        raise Refused("bad_request", field="roles")
    _check_password(password)
    if _one(connection, "SELECT 1 FROM users WHERE nipp = %s", member.nipp):
        raise Refused("nipp_taken")
    unknown = connection.execute(
        "SELECT code FROM unnest(%s::text[]) code WHERE code NOT IN (SELECT station_code FROM stations)",
        [list(member.stations)],
    ).fetchall()
    if unknown:
        raise Refused("station_unknown", stations=[row[0] for row in unknown])
    verifier, user_id, roles = scram.verifier(password), new_id(), list(member.roles)
    connection.execute(
        "INSERT INTO users"
        " (id, nipp, password_hash, full_name, roles, station_scope, is_demo, must_change_password)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [user_id, member.nipp, verifier, member.full_name, roles, list(member.stations),
         member.is_demo, not member.is_demo],
    )  # fmt: skip
    connection.execute("INSERT INTO user_profiles (id, user_id) VALUES (%s, %s)", [new_id(), user_id])
    connection.execute("SELECT internal.login_make(%s, %s::text[], %s)", [member.nipp, roles, verifier])


def members(connection: psycopg.Connection) -> Sequence[Member]:
    rows = connection.execute(
        "SELECT nipp, full_name, roles, station_scope, is_demo, is_active FROM users ORDER BY nipp"
    ).fetchall()
    return [Member(row[0], row[1], tuple(row[2]), tuple(row[3]), row[4], row[5]) for row in rows]


def retire(url: str, nipp: str) -> None:
    """End a member's login, sessions and connections at once. Refuses member_unknown."""
    with as_owner(url) as connection:
        if not _one(connection, "SELECT 1 FROM users WHERE nipp = %s", nipp):
            raise Refused("member_unknown")
        connection.execute(
            "UPDATE user_sessions SET is_active = false WHERE is_active"
            " AND user_id = (SELECT id FROM users WHERE nipp = %s)",
            [nipp],
        )
        connection.execute(
            "UPDATE users SET is_active = false, retired_at = clock_timestamp() WHERE nipp = %s AND is_active",
            [nipp],
        )
        connection.execute("SELECT internal.login_end(%s)", [nipp])
    with as_owner(url) as connection:  # once more: a client may have slipped in before the commit (DESIGN.md §4)
        connection.execute("SELECT internal.login_end(%s)", [nipp])


def set_password(connection: psycopg.Connection, nipp: str, password: str) -> None:
    """Give a member a first password again; they change it at their next sign-in. Refuses member_unknown."""
    from kai_counter.db import scram

    _check_password(password)
    verifier = scram.verifier(password)
    changed = connection.execute(
        "UPDATE users SET password_hash = %s, must_change_password = true"
        " WHERE nipp = %s AND is_active RETURNING id",
        [verifier, nipp],
    ).fetchone()
    if changed is None:
        raise Refused("member_unknown")
    connection.execute("UPDATE user_sessions SET is_active = false WHERE user_id = %s AND is_active", [changed[0]])
    connection.execute("SELECT internal.login_password(%s, %s)", [nipp, verifier])


def keys(connection: psycopg.Connection) -> Sequence[KeyRow]:
    """Every key that ever signed a ticket, by number."""
    rows = connection.execute(
        "SELECT k.key_no, c.code, k.valid_from, k.valid_until, k.revoked_at, coalesce(k.revoke_reason, '')"
        " FROM counter_keys k JOIN counters c ON c.id = k.counter_id ORDER BY k.key_no"
    ).fetchall()
    return [KeyRow(*row) for row in rows]


def revoke_key(connection: psycopg.Connection, key_no: int, reason: str) -> None:
    """Its tickets are refused at every gate that is online within a minute. The first reason stands. Refuses
    key_unknown."""
    if not reason.strip():
        raise Refused("bad_request", field="reason")
    done = connection.execute(
        "UPDATE counter_keys SET revoked_at = coalesce(revoked_at, clock_timestamp()),"
        " revoke_reason = coalesce(revoke_reason, %s) WHERE key_no = %s RETURNING 1",
        [reason.strip()[:200], key_no],
    ).fetchone()
    if done is None:
        raise Refused("key_unknown")


def register_counter(connection: psycopg.Connection, code: str, station_code: str, name: str) -> str:
    """Register a machine, or give it a new secret; returns the secret, of which the database keeps the hash."""
    if not COUNTER_CODE.fullmatch(code):
        raise Refused("bad_request", field="code")
    station = connection.execute(
        "SELECT id FROM stations WHERE station_code = %s AND is_active", [station_code]
    ).fetchone()
    if station is None:
        raise Refused("station_unknown", stations=[station_code])
    secret = secrets.token_urlsafe(32)
    connection.execute(
        "INSERT INTO counters (id, code, station_id, name, secret_hash) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (code) DO UPDATE SET secret_hash = excluded.secret_hash, is_active = true, revoked_at = NULL",
        [new_id(), code, station[0], name, secret_hash(secret)],
    )
    return secret


def set_gateway_key(connection: psycopg.Connection, key: str) -> None:
    """By which the database knows the gateway's own answers. The one before counts for a day more."""
    if _one(connection, "SELECT FROM gateway_keys WHERE server_key = %s AND valid_to IS NULL", key):
        return
    connection.execute(
        "UPDATE gateway_keys SET valid_to = clock_timestamp() + interval '1 day' WHERE valid_to IS NULL"
    )
    connection.execute("INSERT INTO gateway_keys (id, server_key) VALUES (%s, %s)", [new_id(), key])


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def counters(connection: psycopg.Connection) -> Sequence[CounterRow]:
    rows = connection.execute(
        "SELECT c.code, c.name, s.station_code, c.is_active FROM counters c JOIN stations s ON s.id = c.station_id"
        " ORDER BY c.code"
    ).fetchall()
    return [CounterRow(*row) for row in rows]


def _check_password(password: str) -> None:
    if len(password) < PASSWORD_LEAST:
        raise Refused("password_weak", least=PASSWORD_LEAST)


def _one(connection: psycopg.Connection, question: LiteralString, *values: object) -> bool:
    return connection.execute(question, values).fetchone() is not None
