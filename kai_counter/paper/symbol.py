"""The QR symbol of a ticket: ECC Q, alphanumeric mode, version 8 (HARDWARE.md, "Ticket code")."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 8


def matrix(text: str) -> list[list[bool]]:
    """Rows of modules without a quiet zone. A longer text than a ticket's makes a larger symbol."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_Q

    code = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def picture(text: str, dots: int, quiet: int) -> Image:
    """Black on white, mode "L", `dots` a module and `quiet` modules of margin."""
    from PIL import Image

    rows = matrix(text)
    small = Image.new("L", (len(rows) + 2 * quiet, len(rows) + 2 * quiet), 255)
    for y, row in enumerate(rows):
        for x, black in enumerate(row):
            if black:
                small.putpixel((x + quiet, y + quiet), 0)
    return small.resize((small.width * dots, small.height * dots), Image.Resampling.NEAREST)
