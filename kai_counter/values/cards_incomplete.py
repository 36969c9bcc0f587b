"""What somebody began and nobody finished, beside payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class IncompleteCard:
    """`kind` is unprinted, suspect, hold, offer, exchange, transfer or reversal; `id` of the thing itself."""

    kind: str
    id: UUID
    booking_number: str
    counter_code: str
    age: timedelta
    train: str = ""
    count: int = 0
    amount: int | None = None
    left: timedelta | None = None  # until it ends by itself
    said: str = ""
    schedule_id: UUID | None = None
    machine: str = ""  # of a reversal: gateway or terminal
    was_asked: bool = False


def from_incomplete(answer: Mapping[str, Any]) -> tuple[IncompleteCard, ...]:
    now = datetime.fromisoformat(answer["now"])
    return tuple(
        IncompleteCard(
            row["kind"],
            UUID(row["id"]),
            row["booking_number"],
            row["counter"],
            now - datetime.fromisoformat(row["since"]),
            row.get("train") or "",
            int(row.get("count") or 0),
            int(row["amount"]) if row.get("amount") is not None else None,
            datetime.fromisoformat(row["until"]) - now if row.get("until") else None,
            row.get("said") or "",
            UUID(row["schedule_id"]) if row.get("schedule_id") else None,
            row.get("machine") or "",
            bool(row.get("was_asked")),
        )
        for row in answer["items"]
    )
