"""The till's cards: reports, slips, what stands in the way of closing, the shifts of a station.

Cash is counted by denomination: how many of each note and coin. Sums a clerk may not see before the count are None,
never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kai_counter.values.cards import ShiftCard

DENOMINATIONS = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
"""What lies in a drawer, large to small; Rp 1.000 as note or coin. (The verb takes Rp 75.000 and Rp 50 too.)"""

MOST_PIECES = 99_999


def counted(pieces: Mapping[int, int]) -> int:
    """The sum of a count: `{100_000: 3, 500: 2}` is 301,000."""
    return sum(denomination * number for denomination, number in pieces.items())


@dataclass(frozen=True, slots=True)
class BlockerCard:
    """What must be settled before a shift closes: an attempt (a payment without an answer) or a job (a paper)."""

    kind: str
    id: UUID
    sale_id: UUID | None
    what: str
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class ClosingCard:
    """A shift that sells no more. `is_counted`: its count is written down and stands."""

    shift: ShiftCard
    blockers: tuple[BlockerCard, ...]
    is_counted: bool


@dataclass(frozen=True, slots=True)
class CloseCard:
    """The answer to a count: closed, or what is `needed` still (reason, approval) to close with this variance."""

    shift_id: UUID
    state: str
    counted: int | None
    variance: int | None
    needed: tuple[str, ...] = ()
    z_number: int | None = None
    system: int | None = None

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"


@dataclass(frozen=True, slots=True)
class SlipCard:
    """The slip of one cash movement: in, out, or drop (into the safe). `reference` is written on the bag."""

    movement_id: UUID
    slip_number: str
    kind: str
    amount: int
    reason: str
    reference: str
    created_at: datetime
    counter_code: str
    station_name: str
    clerk_name: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class MethodSum:
    """`amount` is None where it may not be told."""

    method: str
    count: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class ReturnSum:
    """Money that went back. `what` is refund (of what was bought) or reversal (it bought nothing); `way` cash or
    reversal; `method` how it had come. `amount` is None where it may not be told."""

    what: str
    way: str
    method: str
    count: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class MovementLine:
    slip_number: str
    kind: str
    amount: int
    reason: str
    reference: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CashSums:
    """The drawer: expected = opening + sales + moved_in - moved_out - dropped - refunded."""

    opening: int
    sales: int
    tendered: int
    change: int
    moved_in: int
    moved_out: int
    dropped: int
    refunded: int
    expected: int


@dataclass(frozen=True, slots=True)
class CountCard:
    """The three numbers of a closed shift. `counted` is None where a supervisor closed it without a count."""

    system: int
    counted: int | None
    verified: int | None
    reason: str
    approved_by: str
    verified_by: str
    verified_note: str
    pieces: tuple[tuple[int, int], ...]

    @property
    def variance(self) -> int | None:
        return None if self.counted is None else self.counted - self.system


@dataclass(frozen=True, slots=True)
class ReportCard:
    """An X (`kind` "X", the shift runs) or a Z. Times are the station's own. `cash` is None in a clerk's X."""

    shift_id: UUID
    kind: str
    z_number: int | None
    counter_code: str
    station_name: str
    clerk_name: str
    clerk_nipp: str
    opened_at: datetime
    closed_at: datetime | None
    made_at: datetime
    float_amount: int
    sales: int
    tickets: int
    bookings: int
    refunds: int
    sales_amount: int | None
    refund_amount: int | None
    first_receipt: str
    last_receipt: str
    methods: tuple[MethodSum, ...]
    reductions: tuple[MethodSum, ...]
    movements: tuple[MovementLine, ...]
    drawer_openings: int
    late_payments: int
    unanswered: int
    cash: CashSums | None
    count: CountCard | None
    is_forced: bool
    closed_by: str
    copy: int = 0  # of a Z: how many papers of it are out already
    returns: tuple[ReturnSum, ...] = ()
    back_amount: int = 0
    """What went back by gateway and terminal, refunds and reversals."""
    card_words: tuple[MethodSum, ...] = ()
    """Cards on a person's word: `typed` slips, and those found by asking the terminal again (`query`)."""

    @property
    def exchanged(self) -> MethodSum | None:
        """The value of old tickets carried into new ones: part of the sales, and no money that came."""
        return next((one for one in self.methods if one.method == "exchange"), None)

    @property
    def money_amount(self) -> int | None:
        """What came in money: the sales less the value carried over."""
        if self.sales_amount is None:
            return None
        return self.sales_amount - ((self.exchanged.amount or 0) if self.exchanged else 0)

    @property
    def title(self) -> str:
        """`Z 12` or `X`."""
        return f"Z {self.z_number}" if self.z_number is not None else self.kind


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift in a supervisor's list; `cash` is what its drawer holds now, None for one's own or a closed one."""

    shift_id: UUID
    state: str
    counter_code: str
    clerk_name: str
    opened_at: datetime
    closed_at: datetime | None
    z_number: int | None
    is_own: bool
    cash: int | None
    drawer_limit: int
    is_abandoned: bool
    system: int | None
    counted: int | None
    verified: int | None

    @property
    def is_over_limit(self) -> bool:
        return self.cash is not None and self.cash > self.drawer_limit

    @property
    def can_be_verified(self) -> bool:
        return self.state == "closed" and self.verified is None and not self.is_own


def from_report(answer: Mapping[str, Any]) -> ReportCard:
    """From the JSON of `shift_report` or `verify_shift`."""
    zone = ZoneInfo(str(answer.get("timezone") or "Asia/Jakarta"))

    def sums(name: str, key: str) -> tuple[MethodSum, ...]:
        return tuple(
            MethodSum(str(row[key]), int(row["count"]), _amount(row.get("amount"))) for row in answer[name]
        )

    return ReportCard(
        shift_id=UUID(str(answer["shift_id"])),
        kind=str(answer["kind"]),
        z_number=_amount(answer.get("z_number")),
        counter_code=str(answer["counter_code"]),
        station_name=str(answer["station_name"]),
        clerk_name=str(answer["clerk_name"]),
        clerk_nipp=str(answer["clerk_nipp"]),
        opened_at=_local(answer["opened_at"], zone),
        closed_at=_local(answer["closed_at"], zone) if answer.get("closed_at") else None,
        made_at=_local(answer["made_at"], zone),
        float_amount=int(answer["float"]),
        sales=int(answer["sales"]),
        tickets=int(answer["tickets"]),
        bookings=int(answer["bookings"]),
        refunds=int(answer["refunds"]),
        sales_amount=_amount(answer.get("sales_amount")),
        refund_amount=_amount(answer.get("refund_amount")),
        first_receipt=str(answer.get("first_receipt") or ""),
        last_receipt=str(answer.get("last_receipt") or ""),
        methods=sums("methods", "method"),
        reductions=sums("reductions", "reduction"),
        returns=returned(answer.get("returns") or ()),
        back_amount=int(answer.get("back_amount") or 0),
        card_words=tuple(
            MethodSum(row["how"], int(row["count"]), int(row["amount"])) for row in answer.get("card_words") or ()
        ),
        movements=tuple(_movement(row, zone) for row in answer["movements"]),
        drawer_openings=int(answer["drawer_openings"]),
        late_payments=int(answer["late_payments"]),
        unanswered=int(answer["unanswered"]),
        cash=_cash(answer["cash"]) if answer.get("cash") else None,
        count=_count(answer["count"]) if answer.get("count") else None,
        is_forced=bool(answer.get("is_forced")),
        closed_by=str(answer.get("closed_by") or ""),
    )


def returned(rows: Iterable[Mapping[str, Any]]) -> tuple[ReturnSum, ...]:
    return tuple(
        ReturnSum(
            row["what"], row.get("way", "reversal"), row["method"], int(row["count"]), _amount(row.get("amount"))
        )
        for row in rows
    )


def from_slip(answer: Mapping[str, Any]) -> SlipCard:
    """From the JSON of `cash_move`."""
    return SlipCard(
        movement_id=UUID(str(answer["movement_id"])),
        slip_number=str(answer["slip_number"]),
        kind=str(answer["kind"]),
        amount=int(answer["amount"]),
        reason=str(answer["reason"] or ""),
        reference=str(answer.get("reference") or ""),
        created_at=_local(answer["created_at"], ZoneInfo(str(answer.get("timezone") or "Asia/Jakarta"))),
        counter_code=str(answer["counter_code"]),
        station_name=str(answer["station_name"]),
        clerk_name=str(answer["clerk_name"]),
        approved_by=str(answer.get("approved_by") or ""),
    )


def _movement(row: Mapping[str, Any], zone: ZoneInfo) -> MovementLine:
    return MovementLine(
        str(row["slip_number"] or ""), str(row["kind"]), int(row["amount"]), str(row["reason"] or ""),
        str(row["reference"] or ""), _local(row["created_at"], zone),
    )  # fmt: skip


def _cash(row: Mapping[str, Any]) -> CashSums:
    names = ("float", "sales", "tendered", "change", "in", "out", "drop", "refunds", "expected")
    return CashSums(*(int(row[name]) for name in names))


def _count(row: Mapping[str, Any]) -> CountCard:
    pieces = {int(key): int(number) for key, number in (row.get("denominations") or {}).items() if int(number)}
    return CountCard(
        system=int(row["system"]),
        counted=_amount(row["counted"]),
        verified=_amount(row["verified"]),
        reason=str(row.get("reason") or ""),
        approved_by=str(row.get("approved_by") or ""),
        verified_by=str(row.get("verified_by") or ""),
        verified_note=str(row.get("verified_note") or ""),
        pieces=tuple(sorted(pieces.items(), reverse=True)),
    )


def _amount(value: Any) -> int | None:
    return None if value is None else int(value)


def _local(text: Any, zone: ZoneInfo) -> datetime:
    """An aware time of the JSON in the station's zone."""
    return datetime.fromisoformat(str(text)).astimezone(zone)
