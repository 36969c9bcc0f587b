"""Promotions from the command line, as the owner of the tables; an administrator's verbs do the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kai_counter.ops.office import as_owner
from kai_counter.values.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class PromotionRow:
    code: str
    name: str
    discount: str
    minimum: int
    maximum: int | None
    valid_from: date
    valid_to: date
    used: int
    limit: int | None
    is_active: bool


def add(
    url: str, code: str, name: str, *, percent: int | None = None, amount: int | None = None, minimum: int = 0,
    maximum: int | None = None, valid_from: date, valid_to: date, limit: int | None = None,
) -> str:  # fmt: skip
    """Announce a promotion; its code as it will be typed. Refuses bad_request{field}, promotion_exists."""
    kind, value = ("percentage", percent) if amount is None else ("fixed_amount", amount)
    values = [new_id(), code, name, kind, value, minimum, maximum, valid_from, valid_to, limit]
    with as_owner(url) as connection:
        row = connection.execute(
            "SELECT internal.write_promotion(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::int)->>'code'", values
        ).fetchone()
    assert row is not None
    return str(row[0])


def end(url: str, code: str) -> int:
    """Nobody gets it from now on; how often it was used. Refuses promotion_unknown."""
    with as_owner(url) as connection:
        row = connection.execute("SELECT (internal.stop_promotion(%s)->>'used_count')::int", [code]).fetchone()
    assert row is not None
    return int(row[0])


def listed(url: str) -> Sequence[PromotionRow]:
    """All of them, the latest first."""
    with as_owner(url) as connection:
        rows = connection.execute(
            "SELECT promotion_code, promotion_name,"
            " CASE discount_type WHEN 'percentage' THEN discount_value || ' %'"
            " ELSE 'Rp ' || discount_value END, minimum_amount::bigint, maximum_discount::bigint,"
            " valid_from, valid_to, used_count, usage_limit, is_active"
            " FROM promotions ORDER BY valid_to DESC, promotion_code"
        ).fetchall()
    return [PromotionRow(*row) for row in rows]
