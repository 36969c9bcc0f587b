"""Who sits at the counter: signing in and out, the password, the session's pulse.

Every member is a PostgreSQL login role, so a sign-in is a connection first and the verb `sign_in` second
(DESIGN.md §4): the server checks the password, the verb the member, the machine and the counter.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kai_counter.config import with_login
from kai_counter.db.database import Database
from kai_counter.db.faults import DatabaseFault
from kai_counter.db.fit import require_fit
from kai_counter.errors import Refused, Unavailable
from kai_counter.services.answers import moment, shift_card
from kai_counter.values.cards import CounterCard, SignedInCard, StaffCard, StationCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

_NIPP = re.compile(r"[0-9]{5,8}")


def sign_in(
    url: str, request: SignInRequest, staff_prefix: str = "staff_", training: bool = False
) -> tuple[Database, SignedInCard]:
    """Connect as the member and open a session on this machine's counter.

    `url` names host, port and database without a user; `training`: this is a training room's program. Raises
    `Refused`: sign_in_wrong (unknown member and wrong password alike), member_retired, counter_unknown,
    counter_revoked, station_not_in_scope, server_not_verified, training_database, live_database, program_outdated,
    database_outdated; `Unavailable("database")`.
    """
    if not _NIPP.fullmatch(request.nipp) or not request.password:
        raise Refused("sign_in_wrong")
    database = Database(with_login(url, staff_prefix + request.nipp, request.password))
    try:
        return database, open_session(database, request, training)
    except Refused as refused:
        if refused.code in ("sign_in_wrong", "not_allowed"):
            _other_room(url, request, training)
        raise


def _other_room(url: str, request: SignInRequest, training: bool) -> None:
    """Logins of a training room have another prefix, so that a program that was pointed at the other database would
    hear "wrong password" from it for ever. Whoever is let in under the other prefix is told where they are."""
    other = Database(with_login(url, ("staff_" if training else "trainee_") + request.nipp, request.password))
    with contextlib.suppress(Unavailable, DatabaseFault):
        try:
            require_fit(other, training)
        except Refused as refused:
            if refused.code in ("training_database", "live_database"):
                raise
        finally:
            other.close()


def open_session(database: Database, request: SignInRequest, training: bool = False) -> SignedInCard:
    """The second half of a sign-in, over a connection of the member's: for a gate that could not ask when it was
    opened. Closes the connection when it is refused."""
    token = secrets.token_hex(32)
    try:
        require_fit(database, training)
        before = datetime.now(UTC)
        answer = database.call(
            "sign_in",
            session_id=new_id(),
            token=token,
            counter_code=request.counter_code,
            counter_secret=request.counter_secret,
            program=request.program,
        )
    except BaseException:
        database.close()
        raise
    database.token = token
    middle = before + (datetime.now(UTC) - before) / 2
    return _signed_in(answer, token, moment(answer["now"]) - middle)


def _signed_in(answer: Mapping[str, Any], token: str, offset: timedelta) -> SignedInCard:
    user, counter = answer["user"], answer["counter"]
    return SignedInCard(
        session_id=UUID(answer["session_id"]),
        token=token,
        staff=StaffCard(UUID(user["id"]), user["nipp"], user["full_name"], tuple(user["roles"])),
        counter=CounterCard(
            id=UUID(counter["id"]),
            code=counter["code"],
            name=counter["name"] or counter["code"],
            station=StationCard(
                UUID(counter["station_id"]),
                counter["station_code"],
                counter["station_name"],
                counter.get("city") or "",
                counter["timezone"],
            ),
        ),
        shift=shift_card(answer["shift"]) if answer.get("shift") else None,
        must_change_password=bool(answer["must_change_password"]),
        idle_lock_seconds=int(answer["idle_lock_seconds"]),
        clock_offset=offset,
        rules=dict(answer.get("rules") or {}),
    )


def sign_out(database: Database) -> None:
    """End the session in the database, then let go of the connection."""
    database.call("sign_out")
    database.close()


def change_password(database: Database, nipp: str, password: str) -> None:
    """Give the member a new password. Only the SCRAM verifier travels; `Refused("password_weak", least=8)`."""
    from kai_counter.db.scram import verifier as scram_verifier

    if len(password) < 8 or password == nipp:
        raise Refused("password_weak", least=8)
    database.call("change_password", verifier=scram_verifier(password))


def touch(database: Database) -> datetime:
    """The session's pulse; returns the database's clock, so that the strip can show a wrong one here."""
    return moment(database.call("touch_session")["now"])
