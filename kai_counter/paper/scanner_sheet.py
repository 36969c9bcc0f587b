"""The set-up sheet of a scanner: what it must send, codes that program the most common family, and codes to try it.

The programming codes are those of the maker's manual for Honeywell's family and were not tried on a device here;
for another make the sheet says what to look for in its manual. The page "Scanner" shows what a scanner does.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from kai_counter.paper import symbol
from kai_counter.paper.pdf import HEIGHT, INK, LEFT, RIGHT, SOFT, WIDTH, banner, canvas_on, write

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FNC3 = "\xf3"  # says "this is a command" to the scanner
COMMANDS = (
    ("1. Papan ketik USB / USB keyboard", "TERMID124."),
    ("   atau: port serial USB / or: USB serial (COM)", "TERMID130."),
    ("2. STX di depan / STX before the code", "PREBK29902."),
    ("3. Enter di belakang / Enter after it", "SUFBK2990D."),
)
SETTINGS = (
    ("Awalan / Prefix", "STX (02 heksa), tampil sebagai Ctrl+B"),
    ("Akhiran / Suffix", "CR (0D heksa), Enter"),
    ("Tata letak / Layout", "US; yang lain juga terbaca"),
    ("Kode / Symbologies", "QR saja agar cepat / QR only is fastest"),
    ("Jeda antar karakter / Inter-character delay", "0 ms"),
)
OTHERS = (
    "Cari \"prefix/suffix\" di buku petunjuknya: prefix 02, suffix 0D.",
    "Tanpa itu: pilih \"papan ketik, tanpa STX\" di halaman Pemindai.",
    "Look for prefix 02 and suffix 0D in its manual, or choose \"keyboard, no STX\" on the page \"Scanner\".",
)
TEST = "KAI-TEST-0123456789"


def scanner_sheet_pdf() -> bytes:
    """One A4 page."""
    file = BytesIO()
    canvas = canvas_on(file, "Pengaturan pemindai")
    y = banner(canvas, "PENGATURAN PEMINDAI / SCANNER SET-UP")
    for label, value in SETTINGS:
        write(canvas, LEFT, y, label, 11, colour=SOFT, room=250)
        write(canvas, LEFT + 260, y, value, 11, bold=True, room=RIGHT - LEFT - 260)
        y -= 18
    y -= 8
    write(canvas, LEFT, y, "Honeywell: pindai berurutan / scan in this order", 12, bold=True)
    untried = "Menurut buku petunjuknya, belum diuji. From its manual, not tried here."
    write(canvas, LEFT, y - 15, untried, 9, colour=SOFT)
    y -= 36
    for label, command in COMMANDS:
        write(canvas, LEFT, y, label, 11, room=220)
        _barcode(canvas, LEFT + 240, y - 26, FNC3 + command)
        write(canvas, RIGHT, y, command, 9, right=True, colour=SOFT)
        y -= 72
    write(canvas, LEFT, y, "Merek lain / other makes:", 11, bold=True)
    for line in OTHERS:
        y -= 15
        write(canvas, LEFT, y, line, 10)
    _test_codes(canvas, y - 32)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _barcode(canvas: Canvas, x: float, y: float, text: str) -> None:
    from reportlab.graphics.barcode.code128 import Code128

    canvas.setFillColorRGB(0, 0, 0)
    Code128(text, barHeight=34, barWidth=0.95, quiet=False).drawOn(canvas, x, y)


def _test_codes(canvas: Canvas, y: float) -> None:
    """A QR symbol as large as a ticket's."""
    said = "Coba di halaman Pemindai / try it on the page \"Scanner\""
    write(canvas, WIDTH / 2, y, said, 12, bold=True, centre=True)
    rows, module = symbol.matrix(TEST), 2.2
    size = len(rows) * module
    left, top = WIDTH / 2 - size / 2, y - 14
    assert top - size > 20 and top < HEIGHT
    canvas.setFillColorRGB(0, 0, 0)
    for at, row in enumerate(rows):
        for column, black in enumerate(row):
            if black:
                canvas.rect(left + column * module, top - (at + 1) * module, module, module, stroke=0, fill=1)
    canvas.setFillColorRGB(*INK)
    write(canvas, WIDTH / 2, top - size - 14, TEST, 10, centre=True)
