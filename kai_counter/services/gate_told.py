"""What a gate carries, as its services see it, and the same with one answer of the database laid over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from kai_counter.values.gate_facts import (
    Boarding,
    GateEntry,
    GateKey,
    GatePlace,
    GateTicket,
    GateTrain,
    key_from,
    ticket_from,
    train_from,
)
from kai_counter.values.judgement import ADMITTING, MAY_BE_STALE, Carried, Judgement


class Journal(Protocol):
    def pending(self) -> tuple[GateEntry, ...]: ...
    def is_pending(self, entry_id: UUID | None) -> bool: ...
    def uploaded(self, entry_id: UUID) -> None: ...
    def set_aside(self, entry_id: UUID, code: str) -> None: ...
    def aside(self) -> tuple[tuple[GateEntry, str], ...]: ...
    @property
    def pending_count(self) -> int: ...


class Box(Carried, Protocol):
    """What of `devices.gate_box.GateBox` a gate's line uses."""

    clock_offset: timedelta
    place: GatePlace | None

    @property
    def journal(self) -> Journal: ...
    @property
    def known_trains(self) -> list[UUID]: ...
    def take(self, answer: Mapping[str, Any], received: datetime) -> None: ...
    def learn(
        self,
        ticket: Mapping[str, Any] | None = None,
        train: Mapping[str, Any] | None = None,
        key: Mapping[str, Any] | None = None,
    ) -> None: ...
    def record(self, entry: GateEntry, *, uploaded: bool = False) -> None: ...
    def tidy(self) -> None: ...


class Told:
    """The box with what an answer of `scan` told laid over it: how the database sees this one ticket."""

    def __init__(self, box: Box, answer: Mapping[str, Any]) -> None:
        self._box = box
        self._key = key_from(answer["key"]) if answer.get("key") else None
        self._train = train_from(answer["train"]) if answer.get("train") else None
        ticket = ticket_from(answer["ticket"]) if answer.get("ticket") else None
        if ticket is not None and answer["boards"]:  # as it was before this very scan used it
            ticket = replace(ticket, status="active", boarding=None)
        self._ticket = ticket
        self.as_of, self.last_number = box.as_of, box.last_number

    def key(self, key_no: int) -> GateKey | None:
        return self._key if self._key and self._key.key_no == key_no else self._box.key(key_no)

    def train(self, schedule_number: int) -> GateTrain | None:
        mine = self._train
        return mine if mine and mine.number == schedule_number else self._box.train(schedule_number)

    def trains(self) -> tuple[GateTrain, ...]:
        return (*self._box.trains(), *((self._train,) if self._train else ()))

    def ticket(self, number: int) -> GateTicket | None:
        mine = self._ticket
        return mine if mine and mine.number == number else self._box.ticket(number)

    def boarding(self, number: int) -> Boarding | None:
        mine = self._ticket
        return mine.boarding if mine and mine.number == number else self._box.boarding(number)


def weighed(
    box: Box,
    verdict: Judgement,
    answer: Mapping[str, Any],
    judged: Callable[[Carried, datetime], Judgement],
    now: datetime,
) -> Judgement:
    """The verdict with the database's facts. What it refuses is refused; what it used is welcome; where the gate
    refused by an old list, the new facts decide."""
    result = str(answer["result"])
    fresh = judged(Told(box, answer), now)
    if result in ADMITTING:
        return fresh if fresh.admits else verdict
    if verdict.admits:
        return fresh if fresh.code == result else replace(fresh, code=result)
    return verdict if fresh.admits and verdict.code not in MAY_BE_STALE else fresh
