"""Coach layouts: which seats a coach has, where they stand in the grid, which are by a window or a door.

A layout is known seat by seat (EKS_50, EKO_80) or follows from its arrangement ("3-2") and capacity. Where
the capacity leaves seats over, half are missing in the first row (its right end) and half in the last row
(its left end): that is how the one coach drawn by the railway itself does it (EKS_50: row 1 = A B C,
row 13 = B C D; tiket.com seat map, see resources/network/SOURCE.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

WINDOW, AISLE, MIDDLE = "window", "aisle", "middle"

BRANDS: dict[str, tuple[str, str, str, str]] = {
    # class code → name on the ticket, class_type of the diagram, layout, first letter of its sub-classes
    "EKS": ("Eksekutif", "executive", "EKS_50", "A"),
    "EKO": ("Ekonomi", "economy", "EKO_80", "C"),
    "BIS": ("Bisnis", "business", "BIS_64", "B"),
    "CST": ("Compartment Suites", "executive", "SUITE_16", "A"),
    "LUX": ("Luxury", "executive", "LUX_26", "A"),
    "SLP": ("Luxury Sleeper", "sleeper", "LUX_SLEEPER_18", "A"),
    "PRI": ("Priority", "executive", "PRIORITY_28", "A"),
}


@dataclass(frozen=True, slots=True)
class LayoutSeat:
    """One seat of a coach: row from 1 at the door, grid column from 1 at the left window, the aisle counted."""

    row: int
    letter: str
    column: int
    seat_type: str
    is_accessible: bool = False

    @property
    def number(self) -> str:
        return f"{self.row}{self.letter}"


@dataclass(frozen=True, slots=True)
class Layout:
    """A coach type; `columns` is the width of its grid, the aisle included."""

    code: str
    name: str
    columns: int
    seats: tuple[LayoutSeat, ...]


def blocks_of(arrangement: str) -> tuple[int, int]:
    """Seats left and right of the aisle: "3-2" → (3, 2); compartments stand like 1-1."""
    if arrangement == "compartments":
        return (1, 1)
    left, _, right = arrangement.partition("-")
    if not (left.isdigit() and right.isdigit() and 1 <= int(left) <= 3 and 1 <= int(right) <= 3):
        raise ValueError(f"arrangement {arrangement!r} is not like 2-2")
    return (int(left), int(right))


def seat_type(column: int, blocks: tuple[int, int]) -> str:
    """Window wins over aisle where a block is one seat wide."""
    left, right = blocks
    if column in (1, left + right + 1):
        return WINDOW
    return AISLE if column in (left, left + 2) else MIDDLE


def derive_layout(code: str, name: str, arrangement: str, capacity: int) -> Layout:
    """The seats that arrangement and capacity imply."""
    blocks = blocks_of(arrangement)
    width = sum(blocks)
    rows = -(-capacity // width)
    missing = rows * width - capacity
    first_row = range(width - missing // 2)
    last_row = range(missing - missing // 2, width)
    places: list[tuple[int, int]] = []
    for row in range(1, rows + 1):
        letters = first_row if row == 1 else last_row if row == rows else range(width)
        places += [(row, index) for index in letters]
    return build_layout(code, name, blocks, [(row, _column(i, blocks), ascii_uppercase[i]) for row, i in places])


def build_layout(code: str, name: str, blocks: tuple[int, int], places: Sequence[tuple[int, int, str]]) -> Layout:
    """A layout from (row, grid column, letter); refuses a seat that is there twice or stands in the aisle."""
    seats: list[LayoutSeat] = []
    seen: set[tuple[int, str]] = set()
    for row, column, letter in sorted(places):
        if (row, letter) in seen:
            raise ValueError(f"{code}: seat {row}{letter} is there twice")
        if column == blocks[0] + 1 or not 1 <= column <= sum(blocks) + 1:
            raise ValueError(f"{code}: seat {row}{letter} stands in the aisle or outside the coach")
        seen.add((row, letter))
        seats.append(LayoutSeat(row, letter, column, seat_type(column, blocks)))
    return Layout(code, name, sum(blocks) + 1, _with_accessible(seats, blocks))


def _column(index: int, blocks: tuple[int, int]) -> int:
    return index + 1 if index < blocks[0] else index + 2


def _with_accessible(seats: list[LayoutSeat], blocks: tuple[int, int]) -> tuple[LayoutSeat, ...]:
    """Two accessible seats a coach: by the aisle, one beside each door.

    In EKS_50 these are 1B and 13C: both have a neighbour for a companion (1A, 13D), which 1C and 13B have not.
    """
    last = max(seat.row for seat in seats)
    chosen = {_nearest(seats, 1, blocks[0]), _nearest(seats, last, blocks[0] + 2)}
    return tuple(replace(seat, is_accessible=(seat.row, seat.letter) in chosen) for seat in seats)


def _nearest(seats: list[LayoutSeat], row: int, column: int) -> tuple[int, str]:
    seat = min((s for s in seats if s.row == row), key=lambda s: abs(s.column - column))
    return (seat.row, seat.letter)


def tier_sub_class(class_code: str, tier: str) -> str:
    """The sub-class of a tier: tier A of Eksekutif is AA, of Ekonomi CA, of Bisnis BA (RULES.md, "Sale")."""
    return BRANDS[class_code][3] + tier


def composition(classes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The coaches of a train as (class code, layout code), in order from car 1 (RULES.md, "The sample network").

    Executive only 8; economy only 8; economy or business with executive 4 and 4; a premium brand one coach.
    """
    main = [code for code in ("BIS", "EKO", "EKS") if code in classes]
    premium = [code for code in ("CST", "LUX", "SLP", "PRI") if code in classes]
    each = 8 // max(1, len(main))
    order = sorted(main, key=["EKS", "BIS", "EKO"].index)
    coaches = [(code, BRANDS[code][2]) for code in order for _ in range(each)]
    return tuple(coaches + [(code, BRANDS[code][2]) for code in premium])
