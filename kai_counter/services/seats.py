"""Seats: the live map and holding them.

The map is a read; holding is the verb `hold`, which takes all the wanted seats or none (DESIGN.md §3).
"""

from __future__ import annotations

from collections.abc import Sequence
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
WHERE d.id = %(schedule)s
ORDER BY s.car_number, s.row_number, s.grid_column
"""

# Only the seats that are not free travel, then the holds of the train; put together here: planning a join of
# the two took longer than both.
_TAKEN = """
SELECT i.seat_id, i.occupied_legs, CASE WHEN i.blocked THEN 'blocked' ELSE 'mask' END
FROM seat_inventory i
WHERE i.schedule_id = %(schedule)s AND (i.occupied_legs & %(mask)s <> 0 OR i.blocked)
  AND (%(car)s::int IS NULL OR i.car_number = %(car)s)
UNION ALL
SELECT c.seat_id, ((1::bigint << (upper(c.legs) - lower(c.legs))) - 1) << (lower(c.legs) - 1),
       CASE WHEN c.expires_at <= clock_timestamp() THEN 'expired'
            WHEN c.booking_id = %(booking)s THEN 'mine' ELSE 'held' END
FROM seat_claims c WHERE c.schedule_id = %(schedule)s AND c.active AND c.state = 'held'
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
    plan = _plan(database, schedule_id)
    mask = leg_mask(from_order, to_order)
    values = {"schedule": schedule_id, "mask": mask, "booking": booking_id, "car": car_number}
    rows = database.read(lambda reading: reading.rows(_TAKEN, values))
    taken = _taken(rows, mask)
    coaches = tuple(coach.card(taken) for coach in plan if car_number in (None, coach.car_number))
    return SeatMapCard(schedule_id, from_order, to_order, coaches, datetime.now(UTC))


def _taken(rows: Sequence[Any], mask: int) -> dict[UUID, str]:
    """What stands against each seat. Bits of the mask that no hold explains are sold; a hold that ran out is free,
    since the next `hold` sweeps it (DESIGN.md §3, "Expiry needs no reaper")."""
    held: dict[UUID, int] = {}
    states: dict[UUID, str] = {}
    for seat, legs, state in rows:
        if state in ("expired", "mine", "held"):
            held[seat] = held.get(seat, 0) | legs
            if state == "mine" or (state == "held" and legs & mask):
                states[seat] = "mine" if "mine" in (state, states.get(seat)) else "held"
    for seat, legs, state in rows:
        if state == "blocked":
            states[seat] = "blocked"
        elif state == "mask" and legs & ~held.get(seat, 0) & mask:
            states[seat] = "sold"
    return states


class _Coach:
    """A coach as it is built. Its cards are kept: a map that re-reads itself each second makes few new ones."""

    def __init__(self, rows: list[Any]) -> None:
        self._first = rows[0]
        self.car_number: int = self._first.car_number
        self._rows = [(row.id, bool(row.is_blocked), row) for row in rows]
        self._cards: dict[tuple[UUID, str], SeatCard] = {}

    def card(self, taken: dict[UUID, str]) -> CoachCard:
        seats = tuple(
            self._seat(seat_id, "blocked" if is_blocked else taken.get(seat_id, "free"), row)
            for seat_id, is_blocked, row in self._rows
        )
        first, left = self._first, sum(seat.state == "free" for seat in seats)
        return CoachCard(
            first.car_number,
            first.coach_label,
            first.class_id,
            first.code,
            first.name,
            first.coach_layout,
            len(seats),
            left,
            seats,
        )

    def _seat(self, seat_id: UUID, state: str, row: Any) -> SeatCard:
        found = self._cards.get((seat_id, state))
        if found is None:
            found = self._cards[seat_id, state] = SeatCard(
                seat_id,
                row.car_number,
                row.coach_label,
                row.class_id,
                row.seat_number,
                row.row_number,
                row.seat_letter,
                row.grid_column,
                row.seat_type,
                row.is_accessible,
                state,
            )
        return found


def _plan(database: Database, schedule_id: UUID) -> list[_Coach]:
    """The seats of the dated train's train, by coach. `Refused("schedule_unknown")`."""
    def read() -> list[_Coach]:
        rows = database.read(lambda reading: reading.rows(_PLAN, {"schedule": schedule_id}))
        if not rows:
            raise Refused("schedule_unknown")
        return [_Coach(list(group)) for _, group in groupby(rows, key=lambda row: row.car_number)]

    return database.remembered(("seat plan", schedule_id), read)


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
