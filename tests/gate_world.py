# ruff: noqa: E501  (facts stay on the line that names them)
"""A gate's list without a database, in the verb's own JSON: trains, tickets and the key that signed them."""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kai_counter.values import ticket_code
from kai_counter.values.gate_facts import (
    Boarding,
    GateKey,
    GatePlace,
    GateTicket,
    GateTrain,
    key_from,
    ticket_from,
    train_from,
)

STATIONS = {1: "GMR", 2: "CN", 3: "PWT", 4: "SGU"}


class Key:
    def __init__(self, key_no: int = 7) -> None:
        self.key_no = key_no
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([key_no % 256] * 32))
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def facts(self, now: datetime, **changes: Any) -> dict[str, Any]:
        return {
            "key_no": self.key_no, "public_key": b64encode(self.public).decode(),
            "valid_from": (now - timedelta(days=1)).isoformat(), "valid_until": (now + timedelta(days=400)).isoformat(),
        } | changes  # fmt: skip


KEY = Key()


def train(now: datetime, number: int = 70, leaves_in: int = 60, **changes: Any) -> dict[str, Any]:
    """Leaves station 1 in so many minutes and calls at the next three an hour apart."""
    leaves = now + timedelta(minutes=leaves_in)
    stops = [
        {"order": order, "number": order, "code": code, "name": code.title(), "timezone": "Asia/Jakarta",
         "arrives_at": (leaves + timedelta(hours=order - 1)).isoformat(),
         "departs_at": (leaves + timedelta(hours=order - 1)).isoformat()}
        for order, code in STATIONS.items()
    ]  # fmt: skip
    return {
        "schedule_id": str(UUID(int=number)), "number": number, "train_number": str(number), "train_name": f"Argo {number}",
        "service_date": now.date().isoformat(), "status": "scheduled", "delay_minutes": 0, "stops": stops,
    } | changes  # fmt: skip


def ticket(number: int, schedule: int = 70, **changes: Any) -> dict[str, Any]:
    return {
        "ticket_id": str(UUID(int=number)), "number": number, "ticket_number": f"ABCD{number % 1000:03}-1", "issue": 1,
        "status": "active", "schedule": schedule, "from": 1, "to": 4, "car": 1 + number // 50 % 8,
        "coach": f"EKS {1 + number // 50 % 8}", "seat": f"{1 + number % 50 // 4}{'ABCD'[number % 4]}",
        "name": "R**** W********", "name_hash": ticket_code.name_hash(number, "Ratna Wulandari").hex(),
        "type": "adult", "identity": True,
    } | changes  # fmt: skip


def listed(
    now: datetime, tickets: list[dict[str, Any]], trains: list[dict[str, Any]] | None = None, **changes: Any
) -> dict[str, Any]:
    """An answer of `gate_list` for station 1."""
    return {
        "as_of": now.isoformat(), "now": now.isoformat(), "since": None,
        "last_number": max((one["number"] for one in tickets), default=0),
        "place": {"station_number": 1, "station_code": "GMR", "station_name": "Gambir", "timezone": "Asia/Jakarta"},
        "rules": {}, "keys": [KEY.facts(now)], "trains": [train(now)] if trains is None else trains, "tickets": tickets,
    } | changes  # fmt: skip


def code(number: int, now: datetime, key: Key = KEY, **changes: Any) -> str:
    body: dict[str, Any] = {
        "key_no": key.key_no, "ticket_number": number, "service_date": now.date(), "schedule_number": 70,
        "origin_number": 1, "destination_number": 4, "coach": 1, "seat_row": 2, "seat_letter": "A",
        "class_type": "executive", "passenger_type": "adult",
        "name_hash": ticket_code.name_hash(number, "Ratna Wulandari"),
        "not_after": (now + timedelta(hours=12)).astimezone(UTC).replace(second=0, microsecond=0), "issue_number": 1,
    }  # fmt: skip
    return ticket_code.sign(ticket_code.TicketBody(**(body | changes)), key)


@dataclass
class Carried:
    """The judgement's questions answered from plain dictionaries."""

    as_of: datetime | None
    last_number: int
    keys: dict[int, GateKey] = field(default_factory=dict)
    all_trains: dict[int, GateTrain] = field(default_factory=dict)
    tickets: dict[int, GateTicket] = field(default_factory=dict)
    boardings: dict[int, Boarding] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Carried:
        return cls(
            datetime.fromisoformat(answer["as_of"]), answer["last_number"],
            {k["key_no"]: key_from(k) for k in answer["keys"]},
            {t["number"]: train_from(t) for t in answer["trains"]},
            {t["number"]: ticket_from(t) for t in answer["tickets"]},
        )  # fmt: skip

    def key(self, key_no: int) -> GateKey | None:
        return self.keys.get(key_no)

    def train(self, schedule_number: int) -> GateTrain | None:
        return self.all_trains.get(schedule_number)

    def trains(self) -> tuple[GateTrain, ...]:
        return tuple(self.all_trains.values())

    def ticket(self, number: int) -> GateTicket | None:
        return self.tickets.get(number)

    def boarding(self, number: int) -> Boarding | None:
        return self.boardings.get(number)


def place(**changes: Any) -> GatePlace:
    return GatePlace(**({"station_number": 1, "station_code": "GMR", "name": "Gerbang Utara"} | changes))


def mutated(text: str, seed: int) -> str:
    """Another text of the same alphabet and length, one to four characters changed or two swapped."""
    chance = random.Random(seed)
    signs = list(text)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    while "".join(signs) == text:
        if chance.random() < 0.2:
            a, b = chance.sample(range(2, len(signs)), 2)
            signs[a], signs[b] = signs[b], signs[a]
        else:
            for at in chance.sample(range(2, len(signs)), chance.randint(1, 4)):
                signs[at] = chance.choice(alphabet)
    return "".join(signs)
