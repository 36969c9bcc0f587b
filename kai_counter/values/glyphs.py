"""Letters as a thermal printer's dots: font A is a cell of 12 × 24, font B of 9 × 17, multiplied by whole numbers.

Both the picture of a ticket (paper) and the simulated printer (devices) draw with it, and neither room may
know the other. DejaVu Sans Mono because it has every character of CP858, box drawing included.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont, ImageFont

CELL_A = (12, 24)
CELL_B = (9, 17)
BLACK = 0
WHITE = 255

_FONT_FOLDERS = (
    Path(__file__).parents[2] / "resources" / "fonts",
    Path(__file__).parents[1] / "resources" / "fonts",
    Path("/usr/share/fonts/truetype/dejavu"),
)


def font_file(*names: str) -> Path | None:
    """The first of these font files that came with the program, or that the system has."""
    for name in names:
        for folder in _FONT_FOLDERS:
            if (folder / name).is_file():
                return folder / name
    return None


def run_width(text: str, small: bool, width: int) -> int:
    """Dots that a run of text takes."""
    return len(text) * (CELL_B if small else CELL_A)[0] * width


def draw_run(
    target: Image, x: int, y: int, text: str, *, small: bool, width: int, height: int, bold: bool, invert: bool
) -> None:
    """Draw black on white (or inverted) on a picture of mode "L", top left corner at x, y."""
    cell = CELL_B if small else CELL_A
    for at, char in enumerate(text):
        glyph = _cell(char, bold, cell, width, height)
        if invert:
            glyph = glyph.point(lambda value: WHITE - value)
        target.paste(glyph, (x + at * cell[0] * width, y))


@lru_cache(maxsize=2048)
def _cell(char: str, bold: bool, cell: tuple[int, int], width: int, height: int) -> Image:
    """One character as a picture of its cell, drawn large and reduced so that big letters are smooth."""
    from PIL import Image, ImageDraw

    zoom = 2 * max(width, height)
    drawn = Image.new("L", (cell[0] * zoom, cell[1] * zoom), WHITE)
    font = _font(bold, round(cell[0] / 0.602) * zoom)
    baseline = round(cell[1] * 0.78) * zoom
    ImageDraw.Draw(drawn).text((drawn.width / 2, baseline), char, fill=BLACK, font=font, anchor="ms")
    reduced = drawn.resize((cell[0] * width, cell[1] * height), Image.Resampling.BOX)
    return reduced.point(lambda value: WHITE if value > 140 else BLACK)


@lru_cache(maxsize=64)
def _font(bold: bool, size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    file = font_file("DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf", "DejaVuSansMono.ttf")
    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)
