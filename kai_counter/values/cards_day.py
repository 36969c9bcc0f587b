"""Cards of the station's day and month: Zs, safe, numbers, differences. Sums are whole rupiah, times local."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kai_counter.values.cards_till import ReturnSum, returned

SERIES = ("receipts", "refunds", "z", "slips")


@dataclass(frozen=True, slots=True)
class ZLine:
    shift_id: UUID
    counter_code: str
    z_number: int
    clerk_name: str
    closed_at: datetime
    sales: int
    sales_amount: int
    cash: int
    card: int
    qris: int
    refund_amount: int
    dropped: int
    system: int
    counted: int | None
    verified: int | None
    is_forced: bool

    @property
    def variance(self) -> int | None:
        """What was found less what should be there; None where nobody counted."""
        found = self.verified if self.verified is not None else self.counted
        return None if found is None else found - self.system


@dataclass(frozen=True, slots=True)
class SafeCard:
    """`balance` = `opening` + `dropped` + `handed_in` - `banked`."""

    opening: int
    dropped: int
    handed_in: int
    banked: int
    balance: int


@dataclass(frozen=True, slots=True)
class DepositLine:
    amount: int
    slip_number: str
    bank: str
    at: datetime
    by: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class HandoverLine:
    system: int
    counted: int
    at: datetime
    by: str
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One counter's series: `kind` is receipts, refunds, z or slips; `missing` must be empty."""

    counter_code: str
    kind: str
    last: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatchCard:
    """Our books beside the other side's, both less what went back; None where the other side has not told yet."""

    qris_booked: int
    qris_file: int | None
    card_booked: int
    card_batches: int | None
    cash_system: int
    cash_counted: int | None


@dataclass(frozen=True, slots=True)
class ReturnsCard:
    """What went back by gateway and terminal: `total` = `zs` - `other_days` + `not_in_zs`, or they are wrong."""

    lines: tuple[ReturnSum, ...]
    total: int
    zs: int
    other_days: int
    not_in_zs: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A difference: `kind` is qris_missing, qris_unknown, qris_amount, the same three of qris_back, card_missing,
    card_difference, till_variance or safe_difference."""

    task_id: UUID
    day: date
    kind: str
    subject: str
    amount: int
    state: str
    note: str
    done_by: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class CountedSum:
    """A method or a reduction with how often and how much."""

    name: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class DayCard:
    day: date
    station_code: str
    station_name: str
    made_at: datetime
    zs: tuple[ZLine, ...]
    open_shifts: int
    safe: SafeCard
    deposits: tuple[DepositLine, ...]
    handovers: tuple[HandoverLine, ...]
    series: tuple[SeriesLine, ...]
    match: MatchCard
    tasks: tuple[TaskLine, ...]
    returns: ReturnsCard
    card_words: tuple[CountedSum, ...] = ()
    """Cards on a person's word: `typed` and `query`."""

    @property
    def gaps(self) -> tuple[SeriesLine, ...]:
        return tuple(line for line in self.series if line.missing)

    @property
    def open_tasks(self) -> tuple[TaskLine, ...]:
        return tuple(task for task in self.tasks if task.is_open)


@dataclass(frozen=True, slots=True)
class SaleDay:
    day: date
    bookings: int
    tickets: int
    cash: int
    card: int
    qris: int
    other: int
    total: int
    refunds: int


@dataclass(frozen=True, slots=True)
class TravelDay:
    day: date
    bookings: int
    tickets: int
    total: int


@dataclass(frozen=True, slots=True)
class UnpaidRefund:
    reference: str
    amount: int
    method: str
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class MonthZ:
    counter_code: str
    z_number: int
    closed_at: datetime
    sales_amount: int
    payments: int

    @property
    def agrees(self) -> bool:
        return self.sales_amount == self.payments


@dataclass(frozen=True, slots=True)
class ControlCard:
    """`payments` = `zs` - `other_months` + `not_in_zs`, or something is wrong with the books."""

    payments: int
    zs: int
    other_months: int
    not_in_zs: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class MonthCard:
    month: date
    station_code: str
    station_name: str
    made_at: datetime
    sale_days: tuple[SaleDay, ...]
    travel_days: tuple[TravelDay, ...]
    methods: tuple[CountedSum, ...]
    reductions: tuple[CountedSum, ...]
    unpaid: tuple[UnpaidRefund, ...]
    zs: tuple[MonthZ, ...]
    total: int
    control: ControlCard


def from_day(answer: Mapping[str, Any]) -> DayCard:
    """From the JSON of `station_day`, `match_day`, `settle_difference`."""
    zone = ZoneInfo(str(answer["timezone"]))
    safe, match = answer["safe"], answer["match"]
    return DayCard(
        day=date.fromisoformat(answer["day"]),
        station_code=answer["station_code"],
        station_name=answer["station_name"],
        made_at=_local(answer["made_at"], zone),
        zs=tuple(_z(row, zone) for row in answer["zs"]),
        open_shifts=int(answer["open_shifts"]),
        safe=SafeCard(*(int(safe[name]) for name in SafeCard.__slots__)),
        deposits=tuple(
            DepositLine(
                int(row["amount"]),
                row["slip_number"],
                row["bank"],
                _local(row["at"], zone),
                row["by"],
                row["signed_by"],
            )
            for row in answer["deposits"]
        ),
        handovers=tuple(
            HandoverLine(
                int(row["system"]),
                int(row["counted"]),
                _local(row["at"], zone),
                row["by"],
                row["to"],
                row["note"] or "",
            )
            for row in answer["handovers"]
        ),
        series=tuple(
            SeriesLine(row["counter_code"], kind, int(row[kind]["last"]), tuple(map(int, row[kind]["missing"])))
            for row in answer["numbers"]
            for kind in SERIES
        ),
        match=MatchCard(*(_amount(match[name]) for name in MatchCard.__slots__)),  # type: ignore[arg-type]
        tasks=tuple(_task(row) for row in answer["tasks"]),
        returns=_returns(answer["returns"]),
        card_words=tuple(
            CountedSum(row["how"], int(row["count"]), int(row["amount"])) for row in match["card_words"]
        ),
    )


def _z(row: Mapping[str, Any], zone: ZoneInfo) -> ZLine:
    paid = {entry["method"]: int(entry.get("amount") or 0) for entry in row["methods"] or ()}
    return ZLine(
        UUID(row["shift_id"]),
        row["counter_code"],
        int(row["z_number"]),
        row["clerk_name"],
        _local(row["closed_at"], zone),
        int(row["sales"]),
        int(row["sales_amount"] or 0),
        paid.get("cash", 0),
        paid.get("credit_card", 0) + paid.get("debit_card", 0),
        paid.get("qris", 0),
        int(row["refund_amount"] or 0),
        int(row["dropped"] or 0),
        int(row["system"] or 0),
        _amount(row["counted"]),
        _amount(row["verified"]),
        bool(row["is_forced"]),
    )


def _returns(row: Mapping[str, Any]) -> ReturnsCard:
    return ReturnsCard(
        returned(row["lines"]), int(row["total"]), int(row["zs"]), int(row["other_days"]), int(row["not_in_zs"]),
        bool(row["agrees"]),
    )  # fmt: skip


def _task(row: Mapping[str, Any]) -> TaskLine:
    return TaskLine(
        UUID(row["id"]),
        date.fromisoformat(row["day"]),
        row["kind"],
        row["subject"],
        int(row["amount"]),
        row["state"],
        row["note"] or "",
        row["done_by"] or "",
    )


def from_month(answer: Mapping[str, Any]) -> MonthCard:
    """From the JSON of `month_report`."""
    zone = ZoneInfo(str(answer["timezone"]))

    def days(name: str, kind: type[Any]) -> tuple[Any, ...]:
        names = kind.__slots__[1:]
        return tuple(
            kind(date.fromisoformat(row["day"]), *(int(row[one]) for one in names)) for row in answer[name]
        )

    def sums(name: str, key: str) -> tuple[CountedSum, ...]:
        return tuple(CountedSum(row[key], int(row["count"]), int(row["amount"])) for row in answer[name])

    control = answer["control"]
    return MonthCard(
        month=date.fromisoformat(answer["month"]),
        station_code=answer["station_code"],
        station_name=answer["station_name"],
        made_at=_local(answer["made_at"], zone),
        sale_days=days("sale_days", SaleDay),
        travel_days=days("travel_days", TravelDay),
        methods=sums("methods", "method"),
        reductions=sums("reductions", "reduction"),
        unpaid=tuple(
            UnpaidRefund(
                row["reference"], int(row["amount"]), row["method"] or "", row["state"], _local(row["since"], zone)
            )
            for row in answer["unpaid_refunds"]
        ),
        zs=tuple(
            MonthZ(
                row["counter_code"],
                int(row["z_number"]),
                _local(row["closed_at"], zone),
                int(row["sales_amount"] or 0),
                int(row["payments"]),
            )
            for row in answer["zs"]
        ),
        total=int(answer["total"]),
        control=ControlCard(
            int(control["payments"]),
            int(control["zs"]),
            int(control["other_months"]),
            int(control["not_in_zs"]),
            bool(control["agrees"]),
        ),
    )


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _amount(value: Any) -> int | None:
    return None if value is None else int(value)
