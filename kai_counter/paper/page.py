"""A page of thermal paper as plain blocks, before it becomes bytes (`escpos.py`) or a picture (`picture.py`).

Both readers follow the same grid, so a layout is written once: lines of runs in cells of 12 dots (font A) or 9
(small), whole-number sizes, a roll of 576 dots (80 mm) or 384 (58 mm).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from kai_counter.values.glyphs import run_width

DOTS = {80: 576, 58: 384}
SPACING = 30
TIGHT = 24
QR_DOTS = 6  # 0.75 mm a module at 203 dpi
QR_QUIET = 4
CUT_FEED = 120  # from the head to the knife, so that the cut never meets the text


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one style. `small` is font B."""

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    invert: bool = False
    small: bool = False

    @property
    def dots(self) -> int:
        return run_width(self.text, self.small, self.width)


@dataclass(frozen=True, slots=True)
class Line:
    """`spacing` is the least distance to the next line; a tall run makes it as tall as itself."""

    runs: tuple[Run, ...]
    centre: bool = False
    spacing: int = SPACING


@dataclass(frozen=True, slots=True)
class Feed:
    dots: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code at ECC Q, centred, with its quiet zone fed above and below."""

    text: str
    dots: int = QR_DOTS


@dataclass(frozen=True, slots=True)
class Cut:
    pass


Block = Line | Feed | Symbol | Cut


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks in the three parts that are acknowledged one by one."""

    dots: int
    header: tuple[Block, ...]
    code: tuple[Block, ...] = ()
    tail: tuple[Block, ...] = field(default=(Cut(),))

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.header + self.code + self.tail


def clean(text: str) -> str:
    """Printable characters only: a name must not carry a printer's command (ESC, DLE EOT) or a line feed."""
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if char.isspace() else char for char in composed)
    return " ".join("".join(c for c in kept if unicodedata.category(c)[0] != "C").split())


def fit(text: str, columns: int) -> str:
    """Cut to a number of cells, with two dots to say so."""
    return text if len(text) <= columns else text[: max(0, columns - 2)].rstrip() + ".."


def wrap(text: str, columns: int, lines: int) -> list[str]:
    """Words over at most so many lines; the last one is cut when there are more."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1 and len(rest) > columns:
        at = rest.rfind(" ", 1, columns + 1)
        at = at if at > 0 else columns
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, fit(rest, columns)] if rest else found


def spread(dots: int, left: Run, right: Run, *, spacing: int = SPACING) -> Line:
    """One run at the left edge, one at the right; the gap is blanks of the left run's font and colour."""
    cell = run_width(" ", left.small, 1)
    gap = max(1, (dots - left.dots - right.dots) // cell)
    filler = Run(" " * gap, height=left.height, invert=left.invert and right.invert, small=left.small)
    return Line((left, filler, right), spacing=spacing)


def band(dots: int, text: str, *, width: int = 1, height: int = 2) -> Line:
    """White on black over the whole roll, the text in the middle."""
    columns = dots // run_width(" ", False, width)
    text = fit(text, columns)
    return Line((Run(text.center(columns), width, height, bold=True, invert=True),), spacing=TIGHT)


def rule(dots: int, char: str = "─") -> Line:
    return Line((Run(char * (dots // run_width(" ", False, 1))),), spacing=TIGHT)


def note(dots: int, text: str, *, lines: int = 3) -> list[Line]:
    """Small print, centred."""
    columns = dots // run_width(" ", True, 1)
    return [Line((Run(part, small=True),), centre=True, spacing=20) for part in wrap(text, columns, lines)]
