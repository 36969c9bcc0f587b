"""What a gate does in its workers: opens its box and line, asks for a manifest, lets a supervisor in, counts."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from kai_counter.devices.gate_box import GateBox
from kai_counter.devices.gate_door import GateDoor
from kai_counter.errors import Refused, Unavailable, disk_kept
from kai_counter.services.gate_line import GateLine
from kai_counter.ui.context import Counter
from kai_counter.values.cards_gate import (
    OFFLINE,
    LateCard,
    LineCard,
    ManifestCard,
    TrainCount,
    counted,
    manifest_of,
)
from kai_counter.values.requests import SignInRequest


def open_gate(
    counter: Counter, name: str, schedules: tuple[UUID, ...] | None,
    on_change: Callable[[LineCard], None], on_late: Callable[[LateCard], None],
) -> tuple[GateBox, GateLine]:  # fmt: skip
    from kai_counter.db.database import Database
    from kai_counter.services import staff

    made: list[Database] = []

    def connect() -> Database:
        database = Database(counter.database.url, "kai-counter gate")
        database.token = counter.database.token
        if database.token is None:
            made.append(database)
        return database

    def greet() -> None:
        """Whoever was let in by this machine's memory is now asked for by the database."""
        if counter.database.token is None:
            settings, nipp = counter.settings, counter.signed_in.staff.nipp
            request = SignInRequest(nipp, "", settings.counter_code, settings.counter_secret, "KAI Counter gate")
            try:
                staff.open_session(counter.database, request, settings.training)
            except Refused:
                with contextlib.suppress(OSError):
                    GateDoor(counter.home.gate).forget(nipp)
                raise
            for database in made:
                database.token = counter.database.token

    with disk_kept():
        box = GateBox(counter.home.gate)
    line = GateLine(
        connect, box, name, schedules=schedules, on_change=on_change, on_late=on_late,
        greet=greet, is_offline=counter.database.token is None,
    )  # fmt: skip
    line.start()
    return box, line


def manifest(
    counter: Counter, box: GateBox | None, line: GateLine | None, schedule: UUID
) -> tuple[ManifestCard, bool]:
    """With the database away: what the gate carries, with who went in here meanwhile; the flag says so."""
    from kai_counter.services import gate

    if line is not None and line.card().state != OFFLINE:
        with contextlib.suppress(Unavailable):
            return gate.manifest(counter.database, schedule), False
    place = box.place if box is not None else None
    if line is None or box is None or place is None:
        raise Unavailable("database", "no list yet")
    train = next((train for train in box.trains() if train.schedule_id == schedule), None)
    if train is None:
        raise Refused("schedule_unknown")
    tickets = [
        replace(ticket, status="used", boarding=boarding)
        if ticket.status == "active" and (boarding := box.boarding(ticket.number)) is not None
        else ticket
        for ticket in box.tickets()
    ]
    return manifest_of(train, tickets, place.station_code, line.now(), place.rules.closes_minutes), True


def override(
    counter: Counter, login: tuple[str, str], override_id: UUID, scan_id: UUID, reason: str
) -> dict[str, Any]:
    """The supervisor's session ends with the act."""
    from kai_counter.services import gate, staff

    settings = counter.settings
    request = SignInRequest(*login, settings.counter_code, settings.counter_secret, "KAI Counter gate")
    database, _card = staff.sign_in(settings.database_url, request, settings.staff_prefix)
    try:
        return gate.override(database, override_id, scan_id, reason)
    finally:
        with contextlib.suppress(Refused, Unavailable):
            staff.sign_out(database)
        database.close()


def close_gate(box: GateBox, line: GateLine) -> None:
    line.stop()
    with disk_kept():
        box.close()


def counts(box: GateBox, chosen: tuple[UUID, ...] | None) -> tuple[TrainCount, ...]:
    place = box.place
    if place is None:
        return ()
    trains = [train for train in box.trains() if chosen is None or train.schedule_id in chosen]
    return counted(trains, box.tickets(), place.station_number, list(box.journal.boardings))
