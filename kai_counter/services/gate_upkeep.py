"""Keeping a gate's list fresh, and telling the database what was done without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services import gate
from kai_counter.services.gate_told import Box
from kai_counter.values.cards_gate import LateCard
from kai_counter.values.gate_facts import GateEntry, ticket_from

ENDED = frozenset(("session_ended", "counter_revoked", "not_allowed", "member_retired", "sign_in_wrong"))
"""Refusals that mean: nobody is signed in here any more. They go to the screen, not to the list."""


def refresh(
    database: Database,
    box: Box,
    schedules: tuple[UUID, ...] | None,
    clock: Callable[[], datetime],
    *,
    whole: bool = False,
) -> datetime:
    """Fetch what changed (all of it the first time, and when `whole`) and take it over; the database's time.
    `clock` is this machine's. Now and then a whole list is fetched: a change tells itself by the ticket or its
    booking, and what changed beside them (a name) is not to stay old for a day."""
    since, known = (None, None) if whole or box.as_of is None else (box.as_of, box.known_trains)
    answer = gate.carried(database, schedules, known, since)
    box.take(answer, clock())
    box.tidy()
    return datetime.fromisoformat(answer["now"])


def upload(database: Database, box: Box, on_late: Callable[[LateCard], None]) -> int:
    """Tell what was done, oldest first; how many the database took. Sent twice it changes nothing. Raises
    Unavailable, and Refused when nobody is signed in; what the database will never take is set aside."""
    told = 0
    for entry in box.journal.pending():
        try:
            answer = _told(database, entry)
        except Refused as refusal:
            if refusal.code in ENDED or refusal.code == "busy":
                raise
            box.journal.set_aside(entry.id, refusal.code)
            continue
        told += 1
        box.journal.uploaded(entry.id)
        box.learn(answer.get("ticket"), answer.get("train"))
        if answer["is_conflict"]:
            ticket = ticket_from(answer["ticket"]) if answer.get("ticket") else None
            on_late(LateCard(entry.id, entry.judgement, str(answer["result"]), ticket))
    return told


def _told(database: Database, entry: GateEntry) -> dict[str, Any]:
    if entry.kind == "annul":
        assert entry.refers_to is not None
        return gate.annul(database, entry.id, entry.refers_to, str(entry.facts.get("reason") or "annulled"))
    request = gate.ScanRequest(
        entry.id, entry.number, entry.issue, entry.gate, entry.judgement, entry.at, entry.facts, offline=True
    )
    return gate.scan(database, request)
