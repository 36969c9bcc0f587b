"""The scanner's set-up sheet: its bars are commands to the scanner, its symbol is read like a ticket's."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode.code128 import Code128

from kai_counter.paper import symbol
from kai_counter.paper.scanner_sheet import COMMANDS, TEST, scanner_sheet_pdf

START_B, FNC3 = 104, 96  # of Code 128; FNC3 says that this is for the scanner, not for the program


def test_the_bars_are_commands_and_the_symbol_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Code128] = []
    monkeypatch.setattr(Code128, "drawOn", lambda bars, *_: drawn.append(bars))
    pdf = scanner_sheet_pdf()
    assert pdf.startswith(b"%PDF") and len(drawn) == len(COMMANDS)
    for bars, (_label, command) in zip(drawn, COMMANDS, strict=True):
        bars.validate()
        bars.encode()
        assert list(bars.encoded[:2]) == [START_B, FNC3] and bars.value[1:] == command
    # STX before (02) and Enter after it (0D), as the program listens for.
    assert [command[-3:-1] for _, command in COMMANDS][-2:] == ["02", "0D"]
    rows = symbol.matrix(TEST)
    picture = Image.new("L", (len(rows) + 8, len(rows) + 8), 255)
    for y, row in enumerate(rows):
        for x, black in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if black else 255)
    size = picture.width * 4
    (read,) = zxingcpp.read_barcodes(picture.resize((size, size), Image.Resampling.NEAREST))
    assert read.text == TEST
