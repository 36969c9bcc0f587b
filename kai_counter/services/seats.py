"""Seats: the live map and holding them.

The map is a read; holding is the verb `hold`, which takes all the wanted seats or none (DESIGN.md §3).
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services.answers import hold_card, moment
from kai_counter.values.cards import CoachCard, HoldCard, SeatCard, SeatMapCard
from kai_counter.values.requests import HoldRequest
from kai_counter.values.seating import best_seats, leg_mask

__all__ = ["best_seats", "extend", "hold", "leg_mask", "release", "seat_map"]

NEWS_CHANNEL = "kai_seats"

# Where the seats of a train are: it does not change while somebody is signed in, so it is read once a train.
_PLAN = """
SELECT s.id, s.car_number, s.coach_label, s.class_id, s.seat_number, s.row_number, s.seat_letter, s.grid_column,
       s.seat_type, s.is_accessible, s.is_blocked, s.coach_layout, k.code, k.name
FROM schedules d JOIN seats s ON s.train_id = d.train_id JOIN train_classes k ON k.id = s.class_id
WHERE d.id = :schedule
ORDER BY s.car_number, s.row_number, s.grid_column
"""

# Only the seats that are not free travel. Bits of the mask that no hold explains are sold; a hold that ran out is
# free, since the next `hold` sweeps it (DESIGN.md §3, "Expiry needs no reaper").
_TAKEN = """
WITH held AS (
  SELECT c.seat_id, bit_or(m.legs) AS legs,
         bit_or(CASE WHEN c.expires_at > clock_timestamp() THEN m.legs ELSE 0 END) AS live,
         bool_or(c.booking_id = :booking AND c.expires_at > clock_timestamp()) AS mine
  FROM seat_claims c,
       LATERAL (SELECT ((1::bigint << (upper(c.legs) - lower(c.legs))) - 1) << (lower(c.legs) - 1)) m(legs)
  WHERE c.schedule_id = :schedule AND c.active AND c.state = 'held'
  GROUP BY c.seat_id
)
SELECT i.seat_id, CASE WHEN i.blocked THEN 'blocked'
                       WHEN i.occupied_legs & ~coalesce(h.legs, 0) & :mask <> 0 THEN 'sold'
                       WHEN h.mine THEN 'mine'
                       WHEN h.live & :mask <> 0 THEN 'held'
                       ELSE 'free' END
FROM seat_inventory i LEFT JOIN held h ON h.seat_id = i.seat_id
WHERE i.schedule_id = :schedule AND (i.occupied_legs & :mask <> 0 OR i.blocked)
  AND (CAST(:car AS int) IS NULL OR i.car_number = :car)
"""


def seat_map(
    database: Database,
    schedule_id: UUID,
    from_order: int,
    to_order: int,
    booking_id: UUID | None = None,
    car_number: int | None = None,
) -> SeatMapCard:
    """The seats of a dated train (or of one coach) as they stand now for the legs of one journey."""
    from sqlalchemy import text

    plan = _plan(database, schedule_id)
    values = {
        "schedule": schedule_id,
        "mask": leg_mask(from_order, to_order),
        "booking": booking_id,
        "car": car_number,
    }
    rows = database.read(lambda session: session.execute(text(_TAKEN), values).all())
    taken: dict[UUID, str] = {row[0]: row[1] for row in rows}
    coaches = tuple(_coach(seats, taken) for number, seats in plan if car_number in (None, number))
    return SeatMapCard(schedule_id, from_order, to_order, coaches, datetime.now(UTC))


def _plan(database: Database, schedule_id: UUID) -> list[tuple[int, list[Any]]]:
    """The seats of the dated train's train, by coach. `Refused("schedule_unknown")`."""
    from sqlalchemy import text

    def read() -> list[tuple[int, list[Any]]]:
        rows = database.read(lambda session: session.execute(text(_PLAN), {"schedule": schedule_id}).all())
        if not rows:
            raise Refused("schedule_unknown")
        return [(number, list(group)) for number, group in groupby(rows, key=lambda row: row.car_number)]

    return database.remembered(("seat plan", schedule_id), read)


def _coach(rows: list[Any], taken: dict[UUID, str]) -> CoachCard:
    first = rows[0]
    seats = tuple(
        SeatCard(
            row.id,
            row.car_number,
            row.coach_label,
            row.class_id,
            row.seat_number,
            row.row_number,
            row.seat_letter,
            row.grid_column,
            row.seat_type,
            row.is_accessible,
            "blocked" if row.is_blocked else taken.get(row.id, "free"),
        )
        for row in rows
    )
    return CoachCard(
        first.car_number,
        first.coach_label,
        first.class_id,
        first.code,
        first.name,
        first.coach_layout,
        len(seats),
        sum(seat.state == "free" for seat in seats),
        seats,
    )


def hold(database: Database, request: HoldRequest) -> HoldCard:
    """Take all the wanted seats or none, for ten minutes at most; a higher revision replaces the seats.

    Raises `Refused`: seat_taken (facts: seats), seat_repeated, sale_closed, hold_not_yours, id_reused, …
    """
    answer = database.call(
        "hold",
        sale_id=request.sale_id,
        booking_id=request.booking_id,
        revision=request.revision,
        schedule_id=request.schedule_id,
        from_order=request.from_order,
        to_order=request.to_order,
        seats=list(request.seat_ids),
    )
    card = hold_card(answer)
    database.notify(NEWS_CHANNEL, str(request.schedule_id))
    return card


def extend(database: Database, booking_id: UUID) -> datetime:
    """Keep the hold while money is changing hands; returns the new end. `Refused("hold_expired")`."""
    return moment(database.call("extend", booking_id=booking_id)["expires_at"])


def release(database: Database, booking_id: UUID, reason: str, schedule_id: UUID | None = None) -> bool:
    """Give the seats back; a second time changes nothing. True when this call released them."""
    released = bool(database.call("release", booking_id=booking_id, reason=reason)["released"])
    if released and schedule_id is not None:
        database.notify(NEWS_CHANNEL, str(schedule_id))
    return released
