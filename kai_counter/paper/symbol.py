"""QR symbols: a ticket's (ECC Q, alphanumeric, version 8; HARDWARE.md, "Ticket code"), and a payment's.

A QRIS code is longer (200 to 300 letters, both cases) and lives for minutes on a clean screen: ECC M there, so that
its modules stay large."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 8


def matrix(text: str, *, payment: bool = False) -> list[list[bool]]:
    """Rows of modules without a quiet zone. A longer text than a ticket's makes a larger symbol."""
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q

    correction = ERROR_CORRECT_M if payment else ERROR_CORRECT_Q
    code = qrcode.QRCode(version=VERSION, error_correction=correction, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def picture(text: str, dots: int, quiet: int, *, payment: bool = False) -> Image:
    """Black on white, mode "L", `dots` a module and `quiet` modules of margin."""
    from PIL import Image

    rows = matrix(text, payment=payment)
    small = Image.new("L", (len(rows) + 2 * quiet, len(rows) + 2 * quiet), 255)
    for y, row in enumerate(rows):
        for x, black in enumerate(row):
            if black:
                small.putpixel((x + quiet, y + quiet), 0)
    return small.resize((small.width * dots, small.height * dots), Image.Resampling.NEAREST)
