"""Seats: the live map, the best ones together, and holding them.

The map is a read; holding is the verb `hold`, which takes all the wanted seats or none (DESIGN.md §3).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services.answers import hold_card, moment
from kai_counter.values.cards import CoachCard, HoldCard, SeatCard, SeatMapCard
from kai_counter.values.requests import HoldRequest

NEWS_CHANNEL = "kai_seats"

# Seats of a dated train with the strongest active claim on the wanted legs. A hold that ran out is free:
# the next `hold` sweeps it (DESIGN.md §3, "Expiry needs no reaper").
_MAP = """
SELECT s.id, s.car_number, s.coach_label, s.class_id, s.seat_number, s.row_number, s.seat_letter,
       s.grid_column, s.seat_type, s.is_accessible, s.coach_layout, k.code, k.name,
       CASE WHEN i.blocked THEN 'blocked'
            WHEN i.occupied_legs & :mask = 0 THEN 'free'
            ELSE coalesce(c.state, 'free') END AS state
FROM seat_inventory i
JOIN seats s ON s.id = i.seat_id
JOIN train_classes k ON k.id = s.class_id
LEFT JOIN LATERAL (
  SELECT CASE WHEN c.state = 'sold' THEN 'sold' WHEN c.booking_id = :booking THEN 'mine' ELSE 'held' END AS state
  FROM seat_claims c
  WHERE c.schedule_id = i.schedule_id AND c.seat_id = i.seat_id AND c.active
    AND c.legs && int4range(:low, :high)
    AND (c.state = 'sold' OR c.expires_at > clock_timestamp())
  ORDER BY c.state DESC, (c.booking_id = :booking) DESC LIMIT 1
) c ON i.occupied_legs & :mask <> 0
WHERE i.schedule_id = :schedule AND (CAST(:car AS int) IS NULL OR i.car_number = :car)
ORDER BY s.car_number, s.row_number, s.grid_column
"""


def leg_mask(from_order: int, to_order: int) -> int:
    """Bits of the legs from stop `from_order` to stop `to_order` (bit 0 = the leg from stop 1 to stop 2)."""
    return ((1 << (to_order - from_order)) - 1) << (from_order - 1)


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

    values = {
        "schedule": schedule_id,
        "mask": leg_mask(from_order, to_order),
        "low": from_order - 1,
        "high": to_order - 1,
        "booking": booking_id,
        "car": car_number,
    }
    rows = database.read(lambda session: session.execute(text(_MAP), values).all())
    if not rows and car_number is None:
        raise Refused("schedule_unknown")
    coaches = tuple(_coach(list(group)) for _, group in groupby(rows, key=lambda row: row.car_number))
    return SeatMapCard(schedule_id, from_order, to_order, coaches, datetime.now(UTC))


def _coach(rows: list[Any]) -> CoachCard:
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
            row.state,
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


def best_seats(
    card: SeatMapCard,
    class_id: UUID,
    count: int,
    *,
    accessible: bool = False,
    car_number: int | None = None,
) -> tuple[UUID, ...]:
    """The best `count` free (or own) seats together: one row side, then one row, then neighbouring rows.

    The search starts at a coach and row spread by hash, so that ten counters do not all want 1A (ten times
    fewer collisions, DESIGN.md §3). `accessible` wants an accessible seat and, for a second passenger, its
    neighbour. Returns () when the class has not enough seats left.
    """
    spread = card.read_at.microsecond // 7
    coaches = [
        coach
        for coach in card.coaches
        if coach.class_id == class_id and (car_number is None or coach.car_number == car_number)
    ]
    found: list[tuple[tuple[int, ...], tuple[UUID, ...]]] = []
    for position, coach in enumerate(coaches):
        candidate = _best_in_coach(coach, count, accessible, spread)
        if candidate:
            cost, seats = candidate
            found.append(((*cost, (position + spread) % len(coaches)), seats))
    if found:
        return min(found)[1]
    return _scattered(coaches, count, accessible)


def _best_in_coach(
    coach: CoachCard, count: int, accessible: bool, spread: int
) -> tuple[tuple[int, ...], tuple[UUID, ...]] | None:
    free = [seat for seat in coach.seats if seat.state in ("free", "mine")]
    if len(free) < count:
        return None
    highest = max(seat.row for seat in coach.seats)
    best: tuple[tuple[int, ...], tuple[UUID, ...]] | None = None
    by_place = sorted(free, key=lambda seat: (seat.row, seat.grid_column))
    for start, seat in enumerate(by_place):
        if accessible and not seat.is_accessible:
            continue
        pool = by_place if accessible else by_place[start : start + 12]
        chosen = sorted(pool, key=lambda other, seat=seat: _distance(seat, other))[:count]  # type: ignore[misc]
        if len(chosen) < count:
            continue
        spoiled = 0 if accessible else sum(other.is_accessible for other in chosen)
        alone = _leaves_single(chosen, free)
        cost = (
            spoiled,
            max(_distance(seat, other) for other in chosen),
            alone,
            (seat.row + spread) % (highest + 1),
        )
        seats = tuple(
            other.seat_id for other in sorted(chosen, key=lambda other: (other.row, other.grid_column))
        )
        if best is None or (cost, seats) < best:
            best = (cost, seats)
    return best


def _distance(one: SeatCard, other: SeatCard) -> int:
    """Rows apart weigh more than the aisle: a pair beside each other, then across, then behind."""
    return abs(one.row - other.row) * 4 + abs(one.grid_column - other.grid_column)


def _leaves_single(chosen: list[SeatCard], free: list[SeatCard]) -> int:
    """How many free seats would be left without a free neighbour: long gaps stay whole for parties."""
    taken = {seat.seat_id for seat in chosen}
    rows: dict[int, list[SeatCard]] = defaultdict(list)
    for seat in free:
        if seat.seat_id not in taken:
            rows[seat.row].append(seat)
    touched = {seat.row for seat in chosen}
    return sum(len(rows[row]) == 1 for row in touched)


def _scattered(coaches: list[CoachCard], count: int, accessible: bool) -> tuple[UUID, ...]:
    free = [seat for coach in coaches for seat in coach.seats if seat.state in ("free", "mine")]
    if accessible:
        free.sort(key=lambda seat: not seat.is_accessible)
        if not free or not free[0].is_accessible:
            return ()
    return tuple(seat.seat_id for seat in free[:count]) if len(free) >= count else ()


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
