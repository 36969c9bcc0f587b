"""Frozen cards: what services return and screens show. No behaviour beyond reading themselves.

Money is whole rupiah (int), times are aware datetimes, ids are UUIDs; a leg range is given by stop orders:
boarding at `from_order`, leaving at `to_order` (1-based, `from_order < to_order`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from kai_counter.values.cards_payments import AttemptCard


@dataclass(frozen=True, slots=True)
class StationCard:
    """A place a journey begins or ends; `timezone` is an IANA name (WIB, WITA, WIT)."""

    id: UUID
    code: str
    name: str
    city: str
    timezone: str = "Asia/Jakarta"
    is_bookable: bool = True


@dataclass(frozen=True, slots=True)
class ClassOffer:
    """One class of one dated train on one relation: its open sub-class, adult fare and free seats."""

    class_id: UUID
    code: str
    name: str
    class_type: str
    sub_class: str
    fare: int | None
    seats_left: int
    capacity: int


@dataclass(frozen=True, slots=True)
class JourneyCard:
    """One dated train from one stop to another, as a search result and as a row of the departures board."""

    schedule_id: UUID
    schedule_number: int
    train_number: str
    train_name: str
    service_date: date
    origin: StationCard
    destination: StationCard
    from_order: int
    to_order: int
    departs_at: datetime
    arrives_at: datetime
    closes_at: datetime
    status: str
    delay_minutes: int
    final_station_name: str
    classes: tuple[ClassOffer, ...]
    sales_state: str = "open"  # or closed, or go_show: sold from `opens_at` only
    opens_at: datetime | None = None

    @property
    def duration(self) -> timedelta:
        return self.arrives_at - self.departs_at

    def is_open(self, now: datetime) -> bool:
        """Sale ends at gate close less the walking time (RULES.md, "Sale closes")."""
        is_sold = self.status != "cancelled" and self.sales_state != "closed"
        return is_sold and not self.is_not_yet_sold(now) and now < self.closes_at

    def is_not_yet_sold(self, now: datetime) -> bool:
        return self.opens_at is not None and now < self.opens_at


@dataclass(frozen=True, slots=True)
class SeatCard:
    """A seat of the map. `state` is free, mine, held, sold or blocked; `is_accessible` adds a glyph."""

    seat_id: UUID
    car_number: int
    coach_label: str
    class_id: UUID
    seat_number: str
    row: int
    letter: str
    grid_column: int
    seat_type: str
    is_accessible: bool
    state: str


@dataclass(frozen=True, slots=True)
class CoachCard:
    """A coach of the strip: how many seats are free on the wanted legs, and all its seats."""

    car_number: int
    label: str
    class_id: UUID
    class_code: str
    class_name: str
    layout: str
    capacity: int
    seats_left: int
    seats: tuple[SeatCard, ...]


@dataclass(frozen=True, slots=True)
class SeatMapCard:
    schedule_id: UUID
    from_order: int
    to_order: int
    coaches: tuple[CoachCard, ...]
    read_at: datetime


@dataclass(frozen=True, slots=True)
class HeldSeat:
    seat_id: UUID
    car_number: int
    coach_label: str
    seat_number: str
    class_id: UUID
    class_code: str
    class_name: str
    sub_class: str
    fare: int


@dataclass(frozen=True, slots=True)
class HoldCard:
    """Seats taken for one booking until `expires_at`; `clock_offset` = database time minus this machine's."""

    sale_id: UUID
    booking_id: UUID
    booking_number: str
    revision: int
    expires_at: datetime
    hold_seconds: int
    closes_at: datetime
    clock_offset: timedelta
    seats: tuple[HeldSeat, ...]


@dataclass(frozen=True, slots=True)
class PriceLine:
    """`kind` is fare, reduction, infant or promotion; `facts` say why (percent, code, sub-class, …)."""

    kind: str
    passenger: int
    amount: int
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuoteCard:
    lines: tuple[PriceLine, ...]
    total: int
    discount: int
    final: int


@dataclass(frozen=True, slots=True)
class StaffCard:
    id: UUID
    nipp: str
    full_name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterCard:
    id: UUID
    code: str
    name: str
    station: StationCard


@dataclass(frozen=True, slots=True)
class ShiftCard:
    id: UUID
    state: str
    float_amount: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class SignedInCard:
    session_id: UUID
    token: str
    staff: StaffCard
    counter: CounterCard
    shift: ShiftCard | None
    must_change_password: bool
    idle_lock_seconds: int
    clock_offset: timedelta
    rules: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SaleCard:
    """A sale that is sold. `raw` is the verb's own answer, which the paper room turns into tickets."""

    sale_id: UUID
    sale_number: str
    receipt_number: str
    sold_at: datetime
    total: int
    tendered: int
    change: int
    booking_numbers: tuple[str, ...]
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SaleTruth:
    """What the database says of a sale id: none, held, expired, released or sold (after a crash)."""

    state: str
    hold: HoldCard | None
    sale: SaleCard | None
    holds: tuple[HoldCard, ...] = ()
    attempts: tuple[AttemptCard, ...] = ()
    """Money from outside asked for this sale, while it is not sold."""

    @property
    def is_kept(self) -> bool:
        """Nobody can take its seats, run out or not: money is under way, or came and bought nothing."""
        return any(one.is_open or one.state == "unknown" or one.is_unsold for one in self.attempts)
