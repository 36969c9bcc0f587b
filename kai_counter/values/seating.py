"""Which seats: leg masks, and the best ones together. Pure, so that F6 answers without a round trip."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from kai_counter.values.cards import CoachCard, SeatCard, SeatMapCard


def leg_mask(from_order: int, to_order: int) -> int:
    """Bits of the legs from stop `from_order` to stop `to_order` (bit 0 = the leg from stop 1 to stop 2)."""
    return ((1 << (to_order - from_order)) - 1) << (from_order - 1)


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
        seats = tuple(other.seat_id for other in sorted(chosen, key=lambda other: (other.row, other.grid_column)))
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
