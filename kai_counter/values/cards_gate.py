"""Cards of the gate: one answer to a scan, the state of the line, conflicts, the manifest of a train."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kai_counter.values.gate_facts import GateStop, GateTicket, GateTrain
from kai_counter.values.judgement import Judgement

ONLINE, SILENT, OFFLINE = "online", "silent", "offline"
"""The database answers; one answer is overdue; it is away and not asked for each scan any more."""


@dataclass(frozen=True, slots=True)
class ScanCard:
    """What the screen shows of one look at a ticket.

    `told_by`: "database" (it is final) or "gate" (the database was silent or away; the scan is in the journal and
    will be uploaded). `is_repeat`: the same code within two seconds, the same person; nothing was done.
    """

    scan_id: UUID
    judgement: Judgement
    at: datetime
    told_by: str
    is_repeat: bool = False

    @property
    def code(self) -> str:
        return self.judgement.code

    @property
    def kind(self) -> str:
        """welcome, look or refuse: colour, glyph and sound."""
        return self.judgement.kind

    @property
    def facts(self) -> dict[str, Any]:
        return self.judgement.facts

    @property
    def is_final(self) -> bool:
        return self.told_by == "database"


@dataclass(frozen=True, slots=True)
class LineCard:
    """How the gate stands with its database. `as_of` is the list's age; `skew` this machine's clock less the
    database's, as last heard, and `is_clock_wrong` when that is more than a minute."""

    state: str
    since: datetime
    as_of: datetime | None
    pending: int
    set_aside: int
    skew: timedelta
    is_clock_wrong: bool
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class LateCard:
    """The gate let somebody in by itself, and the database says otherwise: a conflict, listed for a supervisor.
    `shown` was on the screen, `result` is what the database says."""

    scan_id: UUID
    shown: str
    result: str
    ticket: GateTicket | None


@dataclass(frozen=True, slots=True)
class ConflictCard:
    """Somebody was let in whom the database would have refused; `other_*` is the scan that was there before."""

    scan_id: UUID
    conflict: str
    judgement: str
    gate: str
    counter_code: str
    member: str
    scanned_at: datetime
    code_number: int | None
    ticket: GateTicket | None
    train: GateTrain | None
    other_gate: str = ""
    other_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """One passenger. `state`: boarded, expected, missing (the gate of their station is closed) or no_show (the seat
    was given back)."""

    ticket: GateTicket
    state: str


@dataclass(frozen=True, slots=True)
class StopCount:
    """At one stop: who should board, who did, who did not come, who leaves."""

    stop: GateStop
    boards: int
    boarded: int
    missing: int
    leaves: int


@dataclass(frozen=True, slots=True)
class CoachCount:
    car_number: int
    coach_label: str
    expected: int
    boarded: int
    missing: int


@dataclass(frozen=True, slots=True)
class HandOverCard:
    """Who gave this train to its crew at this station, when, and how many: of who boards here, and aboard."""

    given_to: str
    member: str
    gate: str
    at: datetime
    boarded: int
    expected: int
    aboard: int


@dataclass(frozen=True, slots=True)
class ManifestCard:
    """A train's passengers by coach and seat, as the gate of `station_code` sees them at `read_at`."""

    train: GateTrain
    station_code: str
    read_at: datetime
    lines: tuple[ManifestLine, ...]
    handed: HandOverCard | None = None

    def at(self, order: int) -> StopCount:
        """Counts of one stop. Raises ValueError for a stop the train does not make."""
        stop = self.train.stop(order)
        if stop is None:
            raise ValueError(f"no stop {order}")
        boards = [line for line in self.lines if line.ticket.from_order == order]
        return StopCount(
            stop,
            len(boards),
            sum(line.state == "boarded" for line in boards),
            sum(line.state in ("missing", "no_show") for line in boards),
            sum(line.ticket.to_order == order and line.state == "boarded" for line in self.lines),
        )

    @property
    def stops(self) -> tuple[StopCount, ...]:
        return tuple(self.at(stop.order) for stop in self.train.stops)

    @property
    def coaches(self) -> tuple[CoachCount, ...]:
        """By coach number; infants (no seat) under coach 0."""
        labels = {line.ticket.car_number: line.ticket.coach_label for line in self.lines}
        return tuple(_coach(number, labels[number], self.lines) for number in sorted(labels))

    @property
    def boarded(self) -> int:
        return sum(line.state == "boarded" for line in self.lines)

    @property
    def expected(self) -> int:
        return len(self.lines)


def _coach(number: int, label: str, lines: Iterable[ManifestLine]) -> CoachCount:
    mine = [line.state for line in lines if line.ticket.car_number == number]
    missing = sum(state in ("missing", "no_show") for state in mine)
    return CoachCount(number, label, len(mine), mine.count("boarded"), missing)


def manifest_of(
    train: GateTrain, tickets: Iterable[GateTicket], station_code: str, now: datetime, closes_minutes: int
) -> ManifestCard:
    """The manifest, from the verb's answer or (offline) from what the gate carries."""
    lines = []
    for ticket in tickets:
        stop = train.stop(ticket.from_order)
        if ticket.schedule_number != train.number or ticket.status == "cancelled" or not ticket.is_paid:
            continue
        if ticket.status == "used":
            state = "boarded"
        elif ticket.void_reason == "no_show":
            state = "no_show"
        else:
            closed = stop is not None and now >= train.leaves(stop) - timedelta(minutes=closes_minutes)
            state = "missing" if closed else "expected"
        lines.append(ManifestLine(ticket, state))
    lines.sort(key=lambda line: (line.ticket.car_number, _place(line.ticket.seat_number), line.ticket.number))
    return ManifestCard(train, station_code, now, tuple(lines))


def _place(seat_number: str) -> tuple[int, str]:
    digits = "".join(sign for sign in seat_number if sign.isdigit())
    return int(digits or 0), seat_number


@dataclass(frozen=True, slots=True)
class TrainCount:
    """Who boards a train at this gate's station: how many should, how many did, by coach."""

    train: GateTrain
    leaves_at: datetime
    expected: int
    boarded: int
    coaches: tuple[CoachCount, ...]


def counted(
    trains: Iterable[GateTrain], tickets: Iterable[GateTicket], station_number: int, boarded: Iterable[int]
) -> tuple[TrainCount, ...]:
    """Trains in the order in which they leave. `boarded` are the tickets used here without the database, too."""
    mine: dict[int, list[GateTicket]] = {}
    for ticket in tickets:
        if ticket.is_paid and ticket.status in ("active", "used"):
            mine.setdefault(ticket.schedule_number, []).append(ticket)
    inside, found = frozenset(boarded), []
    for train in trains:
        stop = train.stop_at(station_number)
        if stop is None:
            continue
        here = [ticket for ticket in mine.get(train.number, ()) if ticket.from_order == stop.order]
        used = {ticket.number for ticket in here if ticket.status == "used" or ticket.number in inside}
        labels = {ticket.car_number: ticket.coach_label for ticket in here}
        coaches = []
        for number in sorted(labels):
            of_coach = [ticket for ticket in here if ticket.car_number == number]
            got = sum(ticket.number in used for ticket in of_coach)
            coaches.append(CoachCount(number, labels[number], len(of_coach), got, 0))
        found.append(TrainCount(train, train.leaves(stop), len(here), len(used), tuple(coaches)))
    return tuple(sorted(found, key=lambda count: (count.leaves_at, count.train.number)))
