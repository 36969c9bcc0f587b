"""A bank's settlement file of QRIS payments, as CSV: read whole or not at all.

Columns are found by name, in any order: `order_id`, `transaction_id`, `type` (payment or refund; without the column
everything is a payment), `amount` (a refund may be negative), `settled_at` (`2026-11-28 10:15:00`, GMT+7 where no
zone stands). Comma or semicolon; a leading byte-order mark and other columns do no harm.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from kai_counter.errors import Refused

MOST_ROWS = 5_000
LARGEST = 4 * 1024 * 1024
GMT7 = timezone(timedelta(hours=7))
NEEDED = ("order_id", "transaction_id", "amount", "settled_at")
_AMOUNT = re.compile(r"(-?)(?:Rp\s*)?([0-9]{1,12})(?:[.,]00)?", re.ASCII)
_NAME = re.compile(r"[!-~]{1,60}")


@dataclass(frozen=True, slots=True)
class SettlementRow:
    reference: str
    transaction_id: str
    kind: str
    amount: int
    settled_at: datetime


def read_settlement(data: bytes) -> tuple[SettlementRow, ...]:
    """Raises Refused("settlement_unreadable", line, problem): size, encoding, columns, rows, or a column's name."""
    if len(data) > LARGEST:
        raise _unreadable(0, "size")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(0, "encoding") from None
    first = text.partition("\n")[0]
    lines = csv.reader(
        text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    try:
        names = [name.strip().lower() for name in next(lines, [])]
        if any(name not in names for name in NEEDED):
            raise _unreadable(1, "columns")
        rows = [
            _row(dict(zip(names, values, strict=False)), number)
            for number, values in enumerate(lines, start=2)
            if any(value.strip() for value in values)
        ]
    except csv.Error:
        raise _unreadable(lines.line_num, "rows") from None
    if not 1 <= len(rows) <= MOST_ROWS:
        raise _unreadable(0, "rows")
    return tuple(rows)


def _row(found: dict[str, str], line: int) -> SettlementRow:
    values = {name: value.strip() for name, value in found.items()}
    for name in ("order_id", "transaction_id"):
        if not _NAME.fullmatch(values.get(name, "")):
            raise _unreadable(line, name)
    kind = values.get("type", "payment").lower() or "payment"
    amount = _AMOUNT.fullmatch(values.get("amount", ""))
    if kind not in ("payment", "refund"):
        raise _unreadable(line, "type")
    if amount is None or (amount[1] and kind == "payment"):
        raise _unreadable(line, "amount")
    try:
        at = datetime.fromisoformat(values.get("settled_at", ""))
    except ValueError:
        raise _unreadable(line, "settled_at") from None
    at = at if at.tzinfo else at.replace(tzinfo=GMT7)
    return SettlementRow(
        values["order_id"], values["transaction_id"], kind, int(amount[2]), at.replace(microsecond=0)
    )


def _unreadable(line: int, problem: str) -> Refused:
    return Refused("settlement_unreadable", line=line, problem=problem)
