"""Best seats together: what a clerk means by F6, by example and by property."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from kai_counter.values.cards import CoachCard, SeatCard, SeatMapCard
from kai_counter.values.seating import best_seats, leg_mask

CLASS = uuid4()
COLUMNS = {"A": 1, "B": 2, "C": 4, "D": 5}


def coach(number: int, rows: int, taken: set[str], accessible: frozenset[str] = frozenset()) -> CoachCard:
    seats = tuple(
        SeatCard(
            UUID(int=number * 1000 + row * 10 + column),
            number,
            f"EKS {number}",
            CLASS,
            f"{row}{letter}",
            row,
            letter,
            column,
            "window" if letter in "AD" else "aisle",
            f"{row}{letter}" in accessible,
            "sold" if f"{row}{letter}" in taken else "free",
        )
        for row in range(1, rows + 1)
        for letter, column in COLUMNS.items()
    )
    left = sum(seat.state == "free" for seat in seats)
    return CoachCard(number, f"EKS {number}", CLASS, "EKS", "Eksekutif", "EKS_50", len(seats), left, seats)


def train(*coaches: CoachCard, microsecond: int = 0) -> SeatMapCard:
    now = datetime(2026, 11, 23, 8, 0, 0, microsecond, tzinfo=UTC)
    return SeatMapCard(uuid4(), 1, 3, coaches, now)


def numbers(card: SeatMapCard, found: tuple[UUID, ...]) -> list[str]:
    names = {seat.seat_id: f"{seat.car_number}/{seat.seat_number}" for c in card.coaches for seat in c.seats}
    return [names[seat] for seat in found]


def test_two_people_sit_beside_each_other() -> None:
    pair = train(coach(1, 3, {"1A", "2B", "2C", "3A", "1C"}))
    assert numbers(pair, best_seats(pair, CLASS, 2)) == ["1/3C", "1/3D"]


def test_an_accessible_seat_and_its_neighbour() -> None:
    card = train(coach(1, 4, set(), frozenset({"1D"})))
    found = numbers(card, best_seats(card, CLASS, 2, accessible=True))
    assert found == ["1/1C", "1/1D"]


def test_no_accessible_seat_left_is_said_not_guessed() -> None:
    card = train(coach(1, 4, {"1D"}, frozenset({"1D"})))
    assert best_seats(card, CLASS, 2, accessible=True) == ()


def test_an_accessible_seat_is_kept_for_who_needs_it() -> None:
    card = train(coach(1, 2, set(), frozenset({"1A"})))
    assert "1/1A" not in numbers(card, best_seats(card, CLASS, 2))


def test_ten_counters_do_not_all_want_the_same_seat() -> None:
    wanted = {
        best_seats(train(coach(1, 13, set()), coach(2, 13, set()), microsecond=us), CLASS, 2)
        for us in range(0, 999_999, 33_331)
    }
    assert len(wanted) >= 8


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.sampled_from([f"{row}{letter}" for row in range(1, 8) for letter in "ABCD"])),
    st.integers(1, 4),
    st.integers(0, 999_999),
)
def test_always_free_seats_and_found_when_there_are_enough(taken: set[str], count: int, us: int) -> None:
    card = train(coach(1, 7, taken), coach(2, 7, taken), microsecond=us)
    found = best_seats(card, CLASS, count)
    free = {seat.seat_id for c in card.coaches for seat in c.seats if seat.state == "free"}
    assert set(found) <= free
    assert len(found) == len(set(found)) == (count if len(free) >= count else 0)


def test_leg_mask_counts_legs_between_stops() -> None:
    assert leg_mask(1, 2) == 0b1
    assert leg_mask(2, 4) == 0b110
    assert leg_mask(1, 64) == 2**63 - 1
