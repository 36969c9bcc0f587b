"""The station's day and month: what supervisors close, auditors read, and banks are compared with."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused, disk_kept
from kai_counter.values.cards_day import DayCard, MonthCard, from_day, from_month
from kai_counter.values.payment import BatchTotals
from kai_counter.values.settlement import LARGEST, read_settlement


def day(database: Database, wanted: date) -> DayCard:
    """`Refused`: not_in_scope."""
    return from_day(database.call("station_day", day=wanted))


def match(database: Database, wanted: date) -> DayCard:
    """Compare till, terminals and settlement file; differences become tasks. Safe to send again."""
    return from_day(database.call("match_day", day=wanted))


def settle(database: Database, task_id: UUID, note: str) -> DayCard:
    """`Refused`: task_unknown, task_settled."""
    return from_day(database.call("settle_difference", task_id=task_id, note=note))


def deposit(
    database: Database, deposit_id: UUID, amount: int, slip_number: str, bank: str, approval_id: UUID | None
) -> None:
    """`Refused`: safe_too_small, slip_used, approval_needed."""
    database.call(
        "bank_deposit",
        deposit_id=deposit_id,
        amount=amount,
        slip_number=slip_number,
        bank=bank,
        approval_id=approval_id,
    )


def hand_over(database: Database, handover_id: UUID, counted: int, note: str, approval_id: UUID | None) -> None:
    """`Refused`: safe_differs (a note is needed), approval_needed (by whoever takes the safe)."""
    database.call("hand_over_safe", handover_id=handover_id, counted=counted, note=note, approval_id=approval_id)


def import_file(database: Database, path: Path) -> tuple[int, int]:
    """Take in a bank's file; how many rows are new, how many were known. The same file twice changes nothing.

    `Refused`: settlement_unreadable. Raises Unavailable("disk").
    """
    with disk_kept():
        if path.stat().st_size > LARGEST:
            raise Refused("settlement_unreadable", line=0, problem="size")
        data = path.read_bytes()
    rows = [
        {
            "reference": row.reference,
            "transaction_id": row.transaction_id,
            "kind": row.kind,
            "amount": row.amount,
            "settled_at": row.settled_at.isoformat(),
        }
        for row in read_settlement(data)
    ]
    file_id = UUID(bytes=sha256(data).digest()[:16], version=4)
    answer = database.call("import_settlement", file_id=file_id, name=path.name[:120] or "-", rows=rows)
    return int(answer["new"]), int(answer["known"])


def record_batch(database: Database, batch_id: UUID, wanted: date, told: BatchTotals, *, is_typed: bool) -> None:
    """What this counter's card terminal says of its batch. `Refused`: batch_known."""
    database.call(
        "record_batch",
        batch_id=batch_id,
        day=wanted,
        terminal=told.terminal_id or "-",
        batch=told.batch or "-",
        sales=told.sales,
        sales_amount=int(told.sales_amount),
        refunds=told.refunds,
        refunds_amount=int(told.refunds_amount),
        is_typed=is_typed,
    )


def month(database: Database, wanted: date) -> MonthCard:
    """`Refused`: not_in_scope."""
    return from_month(database.call("month_report", month=wanted.replace(day=1)))
