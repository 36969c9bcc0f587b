"""Page → picture, dot for dot as the roll shows it. For the screen, for PNG, and for lines a code page lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kai_counter.paper import symbol as qr
from kai_counter.paper.page import CUT_FEED, QR_QUIET, Block, Cut, Feed, Line, Page, Symbol
from kai_counter.values.glyphs import CELL_A, CELL_B, WHITE, draw_run

if TYPE_CHECKING:
    from PIL.Image import Image

MARGIN = 32  # 4 mm of paper that no dot reaches, left and right of 576 dots on 80 mm


def page_picture(page: Page) -> Image:
    """The whole roll piece with its unprintable margins, mode "L"."""
    from PIL import Image

    pieces = [_block(block, page.dots) for block in page.blocks]
    height = sum(piece.height for piece in pieces) + MARGIN
    paper = Image.new("L", (page.dots + 2 * MARGIN, height), WHITE)
    y = MARGIN
    for piece in pieces:
        paper.paste(piece, (MARGIN, y))
        y += piece.height
    return paper


def line_picture(line: Line, dots: int) -> Image:
    """One line over the whole width of the roll; runs stand on one baseline."""
    from PIL import Image

    heights = [(CELL_B if run.small else CELL_A)[1] * run.height for run in line.runs]
    tallest = max(heights, default=0)
    image = Image.new("L", (dots, max(tallest, line.spacing)), WHITE)
    used = sum(run.dots for run in line.runs)
    x = (dots - used) // 2 if line.centre else 0
    for run, height in zip(line.runs, heights, strict=True):
        style = {"small": run.small, "bold": run.bold, "invert": run.invert}
        draw_run(image, x, tallest - height, run.text, width=run.width, height=run.height, **style)
        x += run.dots
    return image


def symbol_picture(symbol: Symbol, dots: int, *, quiet_rows: bool = True) -> Image:
    """The symbol in the middle of the roll, with or without its quiet rows above and below."""
    from PIL import Image

    drawn = qr.picture(symbol.text, symbol.dots, 0)
    quiet = QR_QUIET * symbol.dots if quiet_rows else 0
    image = Image.new("L", (dots, drawn.height + 2 * quiet), WHITE)
    image.paste(drawn, ((dots - drawn.width) // 2, quiet))
    return image


def _block(block: Block, dots: int) -> Image:
    from PIL import Image

    match block:
        case Line():
            return line_picture(block, dots)
        case Symbol():
            return symbol_picture(block, dots)
        case Feed(dots=rows):
            return Image.new("L", (dots, rows), WHITE)
        case Cut():
            return Image.new("L", (dots, CUT_FEED // 2), WHITE)
