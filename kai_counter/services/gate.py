"""Verbs of the gate, each one call. What happens when the network is silent is `gate_line`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.services.answers import moment
from kai_counter.services.seats import NEWS_CHANNEL
from kai_counter.values.cards_gate import ConflictCard, HandOverCard, ManifestCard, manifest_of
from kai_counter.values.gate_facts import ticket_from, train_from


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """One look at one code, as the gate judged it. `offline`: it was acted upon without an answer."""

    scan_id: UUID
    number: int | None
    issue: int | None
    gate: str
    judgement: str
    scanned_at: datetime
    facts: Mapping[str, Any]
    offline: bool = False


def scan(database: Database, request: ScanRequest) -> dict[str, Any]:
    """Write it down and, if it admits, use the ticket: once, whoever else asks. The same id twice is one scan.

    The answer is the verb's own: {result, boards, is_conflict, ticket, train, key, now, …}.
    """
    facts = {**request.facts, **({"offline": True} if request.offline else {})}
    return database.call(
        "scan", scan_id=request.scan_id, code_number=request.number, issue_number=request.issue, gate=request.gate,
        judgement=request.judgement, scanned_at=request.scanned_at, facts=facts,
    )  # fmt: skip


def annul(database: Database, annul_id: UUID, scan_id: UUID, reason: str) -> dict[str, Any]:
    """Take back one's own scan. Raises `Refused`: scan_unknown, not_your_scan, annul_too_late, nothing_to_annul."""
    return database.call("annul_scan", annul_id=annul_id, scan_id=scan_id, reason=reason)


def override(database: Database, override_id: UUID, scan_id: UUID, reason: str) -> dict[str, Any]:
    """A supervisor (`database` is theirs) lets in whom the gate refused. Raises `Refused`: override_not_allowed,
    own_request, scan_unknown, not_allowed."""
    return database.call("override_scan", override_id=override_id, scan_id=scan_id, reason=reason)


def carried(
    database: Database, schedules: Sequence[UUID] | None, known: Sequence[UUID] | None, since: datetime | None
) -> dict[str, Any]:
    """What a gate carries, for `GateBox.take`: whole without `since`, else what changed. `schedules` None: all
    trains that call here in the next hours."""
    return database.call(
        "gate_list",
        schedules=None if schedules is None else list(schedules),
        known=None if known is None else list(known),
        since=since,
    )


def manifest(database: Database, schedule_id: UUID) -> ManifestCard:
    """Who is on this train, who should be, who did not come. Raises `Refused("schedule_unknown")` for a train that
    does not call at this station."""
    answer = database.call("manifest", schedule_id=schedule_id)
    card = manifest_of(
        train_from(answer["train"]),
        [ticket_from(ticket) for ticket in answer["tickets"]],
        answer["station_code"],
        moment(answer["now"]),
        int(answer["gate_closes_minutes"]),
    )
    return replace(card, handed=_handed(answer["handed_over"]) if answer["handed_over"] else None)


def hand_over(database: Database, handover_id: UUID, schedule_id: UUID, gate: str, given_to: str) -> HandOverCard:
    """The train's crew takes over whom this gate counted. Raises `Refused`: gate_not_closed, schedule_unknown,
    schedule_cancelled."""
    return _handed(
        database.call(
            "hand_over_train", handover_id=handover_id, schedule_id=schedule_id, gate=gate, given_to=given_to
        )
    )


def _handed(answer: Mapping[str, Any]) -> HandOverCard:
    return HandOverCard(
        answer["given_to"], answer["member"], answer["gate"], moment(answer["at"]), int(answer["boarded"]),
        int(answer["expected"]), int(answer["aboard"]),
    )  # fmt: skip


def release_no_shows(database: Database, schedule_id: UUID, reason: str) -> int:
    """Give back the seats of who did not come, from the next stop on; how many. A supervisor's, after the gate of
    this station has closed. Raises `Refused`: gate_not_closed, schedule_unknown, schedule_cancelled."""
    answer = database.call("release_no_shows", schedule_id=schedule_id, reason=reason)
    if answer["seats"]:
        database.notify(NEWS_CHANNEL, str(schedule_id))
    return int(answer["seats"])


def conflicts(database: Database, limit: int = 100) -> tuple[ConflictCard, ...]:
    """Who was let in without the database and should not have been, newest first; for a supervisor."""
    return tuple(_conflict(row) for row in database.call("gate_conflicts", limit=limit)["conflicts"])


def settle_conflict(database: Database, scan_id: UUID, note: str) -> None:
    """It was looked into."""
    database.call("settle_conflict", scan_id=scan_id, note=note)


def _conflict(row: Mapping[str, Any]) -> ConflictCard:
    other = row.get("other") or {}
    return ConflictCard(
        scan_id=UUID(row["scan_id"]),
        conflict=row["conflict"],
        judgement=row["judgement"],
        gate=row["gate"],
        counter_code=row["counter_code"],
        member=row["member"],
        scanned_at=moment(row["scanned_at"]),
        code_number=row["code_number"],
        ticket=ticket_from(row["ticket"]) if row.get("ticket") else None,
        train=train_from(row["train"]) if row.get("train") else None,
        other_gate=other.get("gate") or "",
        other_at=moment(other["scanned_at"]) if other else None,
    )
