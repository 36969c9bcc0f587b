"""What a gate knows of keys, trains and tickets, in the form in which the database tells it and the disk keeps it.

The verb `gate_list`, the answer of `scan` and the file of the gate box are the same JSON; here it becomes values.
A missing field is a value's default, so that a list from yesterday's program is still read.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GateKey:
    """A counter's public key with the time in which it may sign. A revoked one vouches for nothing, ever."""

    key_no: int
    public: bytes
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None = None

    def vouches(self, now: datetime) -> bool:
        """An hour of grace at its beginning: it was made by the database's clock, and gates' clocks differ."""
        return self.revoked_at is None and self.valid_from - timedelta(hours=1) <= now < self.valid_until


@dataclass(frozen=True, slots=True)
class GateStop:
    """A stop with the times of the timetable; a delay is the train's."""

    order: int
    number: int
    code: str
    name: str
    timezone: str
    arrives_at: datetime
    departs_at: datetime


@dataclass(frozen=True, slots=True)
class GateTrain:
    """A dated train. `platform` is empty where the railway did not tell it; `last_order` is the last stop of one
    that was cut short."""

    schedule_id: UUID
    number: int
    train_number: str
    train_name: str
    service_date: date
    status: str
    delay_minutes: int
    stops: tuple[GateStop, ...]
    platform: str = ""
    last_order: int | None = None

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"

    def stop_at(self, station_number: int) -> GateStop | None:
        return next((stop for stop in self.stops if stop.number == station_number), None)

    def stop(self, order: int) -> GateStop | None:
        return next((stop for stop in self.stops if stop.order == order), None)

    def leaves(self, stop: GateStop) -> datetime:
        """When it really leaves, as far as is known."""
        return stop.departs_at + timedelta(minutes=self.delay_minutes)

    @property
    def cut_at(self) -> GateStop | None:
        """Where a train that was cut short ends; None: it goes all its way."""
        return self.stop(self.last_order) if self.last_order is not None else None

    def leaves_from(self, stop: GateStop) -> bool:
        """Whether it goes on from this stop, as far as is known."""
        return not self.is_cancelled and (self.last_order is None or stop.order < self.last_order)

    @property
    def ends_at(self) -> datetime:
        last = self.stops[-1].arrives_at if self.stops else datetime.min.replace(tzinfo=UTC)
        return last + timedelta(minutes=self.delay_minutes)


@dataclass(frozen=True, slots=True)
class Boarding:
    """Somebody went through with this ticket. `scan_id` is known where this gate did it or was told."""

    at: datetime
    gate: str = ""
    scan_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GateTicket:
    """One ticket of the list. `name` is masked ("R**** W********"); `name_hash` is the one in the code.

    `reissued_*` tell of the newest paper when it is not the first. `compares_identity`: 17 years or older.
    """

    number: int
    ticket_number: str
    issue: int
    status: str
    schedule_number: int
    from_order: int
    to_order: int
    ticket_id: UUID | None = None
    void_reason: str = ""
    is_paid: bool = True
    car_number: int = 0
    coach_label: str = ""
    seat_number: str = ""
    name: str = ""
    name_hash: bytes = b""
    type: str = "adult"
    reduction: str = ""
    assistance: tuple[str, ...] = ()
    compares_identity: bool = True
    boarding: Boarding | None = None
    reissued_at: datetime | None = None
    reissued_by: str = ""


@dataclass(frozen=True, slots=True)
class GateRules:
    """The railway's numbers for this station (table `rules`)."""

    opens_minutes: int = 120
    closes_minutes: int = 5
    annul_minutes: int = 15
    patience_ms: int = 250
    clock_seconds: int = 60

    @classmethod
    def from_json(cls, facts: Facts) -> GateRules:
        known = cls()
        return cls(
            opens_minutes=int(facts.get("gate_opens_minutes", known.opens_minutes)),
            closes_minutes=int(facts.get("gate_closes_minutes", known.closes_minutes)),
            annul_minutes=int(facts.get("gate_annul_minutes", known.annul_minutes)),
            patience_ms=int(facts.get("gate_patience_ms", known.patience_ms)),
            clock_seconds=int(facts.get("gate_clock_seconds", known.clock_seconds)),
        )


@dataclass(frozen=True, slots=True)
class GatePlace:
    """Where this gate stands and which trains it takes; None means every train that calls at the station."""

    station_number: int
    station_code: str
    station_name: str = ""
    timezone: str = "Asia/Jakarta"
    name: str = ""
    trains: frozenset[int] | None = None
    rules: GateRules = GateRules()

    def takes(self, train: GateTrain) -> bool:
        if self.trains is not None:
            return train.number in self.trains
        return train.stop_at(self.station_number) is not None

    def day(self, moment: datetime) -> date:
        """The calendar day here."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, slots=True)
class GateEntry:
    """One line of a gate's journal: a scan, or the annulment of one (`refers_to`).

    `at` is in the database's time as far as it is known. `admits`: somebody was let in with it. `facts` go to the
    database with it.
    """

    id: UUID
    at: datetime
    kind: str  # "scan" or "annul"
    gate: str
    judgement: str = ""
    number: int | None = None
    issue: int | None = None
    admits: bool = False
    refers_to: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        told = {name: value for name, value in asdict(self).items() if value not in (None, "", {}, False)}
        told |= {"id": str(self.id), "at": self.at.isoformat()}
        return told | ({"refers_to": str(self.refers_to)} if self.refers_to else {})

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> GateEntry:
        """Raises KeyError, TypeError or ValueError for what is no entry."""
        refers = facts.get("refers_to")
        read = {**facts, "id": UUID(facts["id"]), "at": datetime.fromisoformat(facts["at"])}
        return cls(**(read | {"refers_to": UUID(refers) if refers else None}))


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def key_from(facts: Facts) -> GateKey:
    """Raises KeyError or ValueError for what is no key."""
    return GateKey(
        key_no=int(facts["key_no"]),
        public=b64decode(facts["public_key"]),
        valid_from=datetime.fromisoformat(facts["valid_from"]),
        valid_until=datetime.fromisoformat(facts["valid_until"]),
        revoked_at=moment(facts.get("revoked_at")),
    )


def train_from(facts: Facts) -> GateTrain:
    """Raises KeyError or ValueError for what is no train."""
    return GateTrain(
        schedule_id=UUID(facts["schedule_id"]),
        number=int(facts["number"]),
        train_number=facts["train_number"],
        train_name=facts["train_name"],
        service_date=date.fromisoformat(facts["service_date"]),
        status=facts["status"],
        delay_minutes=int(facts.get("delay_minutes") or 0),
        platform=facts.get("platform") or "",
        last_order=int(facts["last_order"]) if facts.get("last_order") else None,
        stops=tuple(
            GateStop(
                order=int(stop["order"]),
                number=int(stop["number"]),
                code=stop["code"],
                name=stop["name"],
                timezone=stop["timezone"],
                arrives_at=datetime.fromisoformat(stop["arrives_at"]),
                departs_at=datetime.fromisoformat(stop["departs_at"]),
            )
            for stop in facts["stops"]
        ),
    )


def ticket_from(facts: Facts) -> GateTicket:
    """Raises KeyError or ValueError for what is no ticket."""
    boarded = moment(facts.get("boarded_at"))
    scan_id = facts.get("boarded_scan")
    return GateTicket(
        number=int(facts["number"]),
        ticket_number=facts["ticket_number"],
        issue=int(facts["issue"]),
        status=facts["status"],
        schedule_number=int(facts["schedule"]),
        from_order=int(facts["from"]),
        to_order=int(facts["to"]),
        ticket_id=UUID(facts["ticket_id"]) if facts.get("ticket_id") else None,
        void_reason=facts.get("void_reason") or "",
        is_paid=bool(facts.get("is_paid", True)),
        car_number=int(facts.get("car") or 0),
        coach_label=facts.get("coach") or "",
        seat_number=facts.get("seat") or "",
        name=facts.get("name") or "",
        name_hash=bytes.fromhex(facts.get("name_hash") or ""),
        type=facts.get("type") or "adult",
        reduction=facts.get("reduction") or "",
        assistance=tuple(facts.get("assistance") or ()),
        compares_identity=bool(facts.get("identity", True)),
        boarding=Boarding(boarded, facts.get("boarded_gate") or "", UUID(scan_id) if scan_id else None)
        if boarded
        else None,
        reissued_at=moment(facts.get("reissued_at")),
        reissued_by=facts.get("reissued_by") or "",
    )
