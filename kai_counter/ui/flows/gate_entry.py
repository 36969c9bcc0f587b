"""Coming to a gate: by the database, and with it away by the gate's own memory of who worked here. In workers."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kai_counter.config import Settings, with_login
from kai_counter.devices.gate_door import GateDoor
from kai_counter.errors import Unavailable
from kai_counter.values.cards import CounterCard, SignedInCard, StaffCard, StationCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

if TYPE_CHECKING:
    from kai_counter.db.database import Database

AT_THE_GATE = {"gate", "supervisor"}
OFFLINE_HOURS = 72  # where the railway has set nothing (rule `gate_offline_hours`)


def come_in(
    settings: Settings, request: SignInRequest, folder: Path, gate_only: bool
) -> tuple[Database, SignedInCard]:
    """Sign in. At a gate's own machine the member is remembered, and let in offline when nobody answers: the card
    has no token then, and the gate signs in for real when the database is back. Raises Refused, Unavailable."""
    from kai_counter.services import staff

    door = GateDoor(folder)
    try:
        database, card = staff.sign_in(
            settings.database_url, request, settings.staff_prefix, settings.training
        )
    except Unavailable:
        now = datetime.now(UTC)
        facts = door.opens(request.nipp, request.password, now) if gate_only else None
        if facts is None or facts["counter"]["code"] != settings.counter_code:
            raise
        from kai_counter.db.database import Database

        login = with_login(settings.database_url, settings.staff_prefix + request.nipp, request.password)
        return Database(login, "kai-counter gate"), _card(facts)
    if gate_only and AT_THE_GATE & set(card.staff.roles) and not card.must_change_password:
        hours = int(card.rules.get("gate_offline_hours", OFFLINE_HOURS))
        with contextlib.suppress(OSError):  # a full disk: the gate works, but not offline after its next start
            door.remember(request.nipp, request.password, _facts(card), datetime.now(UTC), hours)
    return database, card


def knows(folder: Path, nipp: str, password: str) -> bool:
    """Does this machine know the password, with nobody there to ask?"""
    return GateDoor(folder).opens(nipp, password, datetime.now(UTC)) is not None


def _facts(card: SignedInCard) -> dict[str, Any]:
    station = card.counter.station
    return {
        "staff": {"id": str(card.staff.id), "full_name": card.staff.full_name, "nipp": card.staff.nipp,
                  "roles": list(card.staff.roles)},
        "counter": {"id": str(card.counter.id), "code": card.counter.code, "name": card.counter.name},
        "station": {"id": str(station.id), "code": station.code, "name": station.name, "city": station.city,
                    "timezone": station.timezone},
        "clock_offset": card.clock_offset.total_seconds(), "rules": card.rules,
    }  # fmt: skip


def _card(facts: dict[str, Any]) -> SignedInCard:
    staff, counter, station = facts["staff"], facts["counter"], facts["station"]
    return SignedInCard(
        session_id=new_id(),
        token="",
        staff=StaffCard(UUID(staff["id"]), staff["nipp"], staff["full_name"], tuple(staff["roles"])),
        counter=CounterCard(
            UUID(counter["id"]), counter["code"], counter["name"],
            StationCard(**(station | {"id": UUID(station["id"])})),
        ),
        shift=None,
        must_change_password=False,
        idle_lock_seconds=0,
        clock_offset=timedelta(seconds=float(facts["clock_offset"])),
        rules=dict(facts["rules"]),
    )  # fmt: skip
