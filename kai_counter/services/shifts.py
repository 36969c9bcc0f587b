"""The shift: opened with a float, paused for relief, closed with a blind count; and the cash beside its sales.

Every payment carries its shift, never a date. What the drawer should hold is told to nobody who counts it before
the count is written down (41_till.sql, 42_shift_close.sql).
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from kai_counter.db.database import SEATS_CHANNEL, Database
from kai_counter.services.answers import moment, shift_card
from kai_counter.values.cards import ShiftCard
from kai_counter.values.cards_till import (
    BlockerCard,
    CloseCard,
    ClosingCard,
    ReportCard,
    ShiftRow,
    SlipCard,
    from_report,
    from_slip,
)


def open_shift(
    database: Database, shift_id: UUID, float_amount: int, pieces: Mapping[int, int] | None = None
) -> ShiftCard:
    """Begin this member's shift on this counter; `pieces` is the float counted by denomination.

    `Refused`: shift_already_open{clerk}, shift_open_elsewhere{counter}, count_needed, count_differs,
    amount_out_of_range.
    """
    return shift_card(
        database.call("open_shift", shift_id=shift_id, float=float_amount, denominations=_json(pieces))
    )


def pause_shift(database: Database, shift_id: UUID) -> ShiftCard:
    """Leave the counter to a relief with a cash box of their own."""
    return shift_card(database.call("pause_shift", shift_id=shift_id))


def resume_shift(database: Database, shift_id: UUID) -> ShiftCard:
    """Back from the pause, or from a closing not counted yet.

    `Refused`: shift_already_open{clerk}, count_stands, shift_closed.
    """
    return shift_card(database.call("resume_shift", shift_id=shift_id))


def move_cash(
    database: Database,
    movement_id: UUID,
    kind: str,
    amount: int,
    reason: str,
    reference: str = "",
    approval_id: UUID | None = None,
) -> SlipCard:
    """Cash `in`, `out` or `drop` (to the safe). Safe to send twice. `Refused`: approval_needed, shift_not_open."""
    return from_slip(
        database.call(
            "cash_move", movement_id=movement_id, kind=kind, amount=amount, reason=reason,
            reference=reference or None, approval_id=approval_id,
        )
    )  # fmt: skip


def drawer_opened(database: Database, movement_id: UUID, reason: str) -> None:
    """Tell that the drawer was opened; `movement_id` is the opening's own, so a second telling changes nothing."""
    database.call("drawer_opened", movement_id=movement_id, reason=reason[:200])


def begin_close(database: Database, shift_id: UUID) -> ClosingCard:
    """New sales stop and holds go back; what still stands in the way is in the card. `Refused`: shift_closed."""
    answer = database.call("begin_close", shift_id=shift_id)
    for schedule in answer["schedules"]:
        database.notify(SEATS_CHANNEL, schedule)
    blockers = tuple(
        BlockerCard(
            row["kind"],
            UUID(row["id"]),
            UUID(row["sale_id"]) if row.get("sale_id") else None,
            row["method"],
            row["state"],
            row.get("title") or "",
        )
        for row in answer["blockers"]
    )
    return ClosingCard(shift_card(answer), blockers, bool(answer["is_counted"]))


def close_shift(
    database: Database,
    shift_id: UUID,
    counted: int | None,
    pieces: Mapping[int, int] | None = None,
    reason: str = "",
    approval_id: UUID | None = None,
) -> CloseCard:
    """End the shift with what was counted blind.

    The first count stands; sent again with what the card needs, the same count closes. None is the count that
    stands (after a restart). `Refused`: shift_blocked{count}, count_stands, count_differs, shift_closed.
    """
    asked = {
        "shift_id": shift_id, "counted": counted, "denominations": _json(pieces), "reason": reason or None,
        "approval_id": approval_id,
    }  # fmt: skip
    answer = database.call("close_shift", **asked)
    if answer["needed"] == ["again"]:  # written down; only now it may be compared
        answer = database.call("close_shift", **asked)
    return _close_card(answer)


def force_close(
    database: Database,
    shift_id: UUID,
    reason: str,
    counted: int | None = None,
    pieces: Mapping[int, int] | None = None,
) -> CloseCard:
    """A supervisor ends a shift somebody left behind. `Refused`: own_request, shift_unknown, shift_closed."""
    return _close_card(
        database.call("force_close", shift_id=shift_id, reason=reason, counted=counted, denominations=_json(pieces))
    )


def verify_shift(database: Database, shift_id: UUID, verified: int, note: str = "") -> ReportCard:
    """The third number, by a supervisor. `Refused`: own_request, already_verified, shift_still_open."""
    return from_report(database.call("verify_shift", shift_id=shift_id, verified=verified, note=note or None))


def report(database: Database, shift_id: UUID) -> ReportCard:
    """X while it runs (a clerk's without any sum of cash), Z once it is closed. `Refused`: shift_unknown."""
    return from_report(database.call("shift_report", shift_id=shift_id))


def of_my_stations(database: Database, limit: int = 50) -> tuple[ShiftRow, ...]:
    """A supervisor's view: open ones first, oldest first, then those closed lately."""
    rows = database.call("list_shifts", limit=limit)["shifts"]
    return tuple(
        ShiftRow(
            shift_id=UUID(row["shift_id"]),
            state=row["state"],
            counter_code=row["counter_code"],
            clerk_name=row["clerk_name"],
            opened_at=moment(row["opened_at"]),
            closed_at=moment(row["closed_at"]) if row["closed_at"] else None,
            z_number=row["z_number"],
            is_own=row["is_own"],
            cash=_amount(row["cash"]),
            drawer_limit=int(row["drawer_limit"]),
            is_abandoned=row["is_abandoned"],
            system=_amount(row["system"]),
            counted=_amount(row["counted"]),
            verified=_amount(row["verified"]),
        )
        for row in rows
    )


def _close_card(answer: Mapping[str, object]) -> CloseCard:
    needed = answer.get("needed") or []
    assert isinstance(needed, list)
    return CloseCard(
        shift_id=UUID(str(answer["id"])),
        state=str(answer["state"]),
        counted=_amount(answer["counted"]),
        variance=_amount(answer["variance"]),
        needed=tuple(str(word) for word in needed),
        z_number=_amount(answer.get("z_number")),
        system=_amount(answer.get("system")),
    )


def _amount(value: object) -> int | None:
    return None if value is None else int(str(value))


def _json(pieces: Mapping[int, int] | None) -> dict[str, int] | None:
    return None if pieces is None else {str(piece): number for piece, number in pieces.items() if number}
