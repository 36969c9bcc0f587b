"""ESC/POS as a printer reads it: bytes in, lines of dots out. The simulated printer's head (simulator.py).

Knows the commands that receipts use; anything else is listed in `unknown`, so that a test can say that our own
paper contains no byte that was not understood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kai_counter.values.glyphs import CELL_A, CELL_B, WHITE, draw_run

if TYPE_CHECKING:
    from PIL.Image import Image

KNIFE_DOTS = 60
_SKIPPED = {b"\x1bR": 1, b"\x1bG": 1, b"\x1b-": 1, b"\x1bb": 1, b"\x1b ": 1, b"\x1b{": 1, b"\x1dL": 2, b"\x1dW": 2}


class Head(Protocol):
    """What reading drives: `take` blocks for the next bytes, `print_rows` for paper."""

    def take(self, count: int) -> bytes: ...
    def print_rows(self, image: Image) -> None: ...
    def printed_code(self, text: str) -> None: ...
    def printed_text(self, text: str) -> None: ...
    def cut(self) -> None: ...
    def pulse(self) -> None: ...
    def process_id(self, mark: bytes) -> None: ...
    def report_changes(self, on: bool) -> None: ...
    def report_paper(self) -> None: ...


@dataclass
class _Style:
    width: int = 1
    height: int = 1
    bold: bool = False
    invert: bool = False
    small: bool = False


@dataclass
class _Mode:
    style: _Style = field(default_factory=_Style)
    align: int = 0
    spacing: int = 30
    encoding: str = "cp437"


class Reader:
    """Reads commands from a head until the head stops it by an exception."""

    def __init__(self, head: Head, dots: int) -> None:
        self._head = head
        self._dots = dots
        self.unknown: list[bytes] = []
        self.forget()

    def forget(self) -> None:
        """The line in the making and all modes, as after power-on or a buffer clear."""
        self._mode = _Mode()
        self._runs: list[tuple[int, str, _Style]] = []
        self._x = 0
        self._qr = {"size": 3, "level": 48, "text": ""}

    def one(self) -> None:
        """Read and obey one byte or one command."""
        byte = self._head.take(1)
        if byte == b"\n":
            self._line_feed()
        elif byte in (b"\x1b", b"\x1d"):
            self._command(byte + self._head.take(1))
        elif byte == b"\x10":
            self._real_time()
        elif byte[0] >= 0x20:
            self._character(byte)

    def _character(self, byte: bytes) -> None:
        style = self._mode.style
        cell = (CELL_B if style.small else CELL_A)[0] * style.width
        if self._x + cell > self._dots:
            self._line_feed()
        text = byte.decode(self._mode.encoding, "replace")
        if self._runs and self._runs[-1][2] == style and self._end() == self._x:
            x, before, same = self._runs[-1]
            self._runs[-1] = (x, before + text, same)
        else:
            self._runs.append((self._x, text, _Style(**vars(style))))
        self._x += cell

    def _end(self) -> int:
        x, text, style = self._runs[-1]
        return x + len(text) * (CELL_B if style.small else CELL_A)[0] * style.width

    def _line_feed(self) -> None:
        self._head.print_rows(self._line_image(self._mode.spacing))
        self._head.printed_text("".join(text for _, text, _ in self._runs))
        self._runs, self._x = [], 0

    def _line_image(self, spacing: int) -> Image:
        from PIL import Image

        heights = [(CELL_B if style.small else CELL_A)[1] * style.height for _, _, style in self._runs]
        tallest = max(heights, default=0)
        image = Image.new("L", (self._dots, max(tallest, spacing, 1)), WHITE)
        free = self._dots - self._x
        shift = (0, free // 2, free)[self._mode.align]
        for (x, text, style), height in zip(self._runs, heights, strict=True):
            draw_run(image, x + shift, tallest - height, text, **vars(style))
        return image

    def _command(self, command: bytes) -> None:
        simple = self._SIMPLE.get(command)
        if simple is not None:
            simple(self, self._head.take(1)[0])
        elif command in self._WITHOUT:
            self._WITHOUT[command](self)
        elif command in _SKIPPED:
            self._head.take(_SKIPPED[command])
        elif command in (b"\x1d(", b"\x1dv", b"\x1dV", b"\x1bp", b"\x1b$", b"\x1dP"):
            self._LONG[command](self)
        else:
            self.unknown.append(command)

    def _initialise(self) -> None:
        self.forget()
        self._head.report_changes(False)

    def _default_spacing(self) -> None:
        self._mode.spacing = 30

    def _set_spacing(self, dots: int) -> None:
        self._mode.spacing = dots

    def _set_align(self, value: int) -> None:
        self._mode.align = value % 48 if value % 48 < 3 else 0

    def _set_font(self, value: int) -> None:
        self._mode.style.small = bool(value & 1)

    def _set_bold(self, value: int) -> None:
        self._mode.style.bold = bool(value & 1)

    def _set_invert(self, value: int) -> None:
        self._mode.style.invert = bool(value & 1)

    def _set_size(self, value: int) -> None:
        self._mode.style.width, self._mode.style.height = (value >> 4) + 1, (value & 15) + 1

    def _print_mode(self, value: int) -> None:
        style = self._mode.style
        style.small, style.bold = bool(value & 1), bool(value & 8)
        style.height, style.width = (2 if value & 16 else 1), (2 if value & 32 else 1)

    def _code_page(self, value: int) -> None:
        self._mode.encoding = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}.get(value, "cp437")

    def _feed_dots(self, dots: int) -> None:
        from PIL import Image

        if self._runs:
            self._mode_line(dots)
        elif dots:
            self._head.print_rows(Image.new("L", (self._dots, dots), WHITE))

    def _mode_line(self, spacing: int) -> None:
        before, self._mode.spacing = self._mode.spacing, spacing
        self._line_feed()
        self._mode.spacing = before

    def _feed_lines(self, lines: int) -> None:
        for _ in range(lines):
            self._line_feed()

    def _report(self, value: int) -> None:
        self._head.report_changes(value != 0)

    def _report_in_order(self, value: int) -> None:
        self._head.report_paper()

    def _pulse(self) -> None:
        self._head.take(3)
        self._head.pulse()

    def _position(self) -> None:
        self._x = min(int.from_bytes(self._head.take(2), "little"), self._dots)

    def _units(self) -> None:
        self._head.take(2)

    def _cut(self) -> None:
        from PIL import Image

        mode = self._head.take(1)[0]
        feed = self._head.take(1)[0] if mode in (65, 66) else 0
        self._head.print_rows(Image.new("L", (self._dots, KNIFE_DOTS + feed), WHITE))
        self._head.cut()

    def _raster(self) -> None:
        """GS v 0: a band of dots; rows reach the paper as they are read."""
        from PIL import Image, ImageOps

        header = self._head.take(6)
        width = int.from_bytes(header[2:4], "little") * 8
        height = int.from_bytes(header[4:6], "little")
        bits = self._head.take(width // 8 * height)
        picture = ImageOps.invert(Image.frombytes("1", (width, height), bits).convert("L"))
        self._head.print_rows(self._placed(picture))

    def _placed(self, picture: Image) -> Image:
        from PIL import Image

        row = Image.new("L", (self._dots, picture.height), WHITE)
        free = self._dots - picture.width
        row.paste(picture, ((0, free // 2, free)[self._mode.align], 0))
        return row

    def _bracket(self) -> None:
        """GS ( x pL pH …: QR codes (k), process ids (H)."""
        kind = self._head.take(1)
        data = self._head.take(int.from_bytes(self._head.take(2), "little"))
        if kind == b"H" and data[:2] == b"00":
            self._head.process_id(data[2:6])
        elif kind == b"k" and data[:1] == b"1":
            self._qr_command(data[1], data[2:])
        else:
            self.unknown.append(b"\x1d(" + kind)

    def _qr_command(self, function: int, data: bytes) -> None:
        if function == 67:
            self._qr["size"] = data[0]
        elif function == 69:
            self._qr["level"] = data[0]
        elif function == 80:
            self._qr["text"] = data[1:].decode("latin-1")
        elif function == 81:
            self._head.print_rows(self._placed(_qr_picture(**self._qr)))  # type: ignore[arg-type]
            self._head.printed_code(str(self._qr["text"]))

    def _real_time(self) -> None:
        """Already obeyed when it arrived; here its bytes are only passed over."""
        second = self._head.take(1)[0]
        if second in (0x04, 0x05):
            self._head.take(1)
        elif second == 0x14:
            function = self._head.take(1)[0]
            self._head.take(7 if function == 8 else 2)

    _WITHOUT: dict[bytes, Callable[[Reader], None]] = {b"\x1b@": _initialise, b"\x1b2": _default_spacing}
    _SIMPLE: dict[bytes, Callable[[Reader, int], None]] = {
        b"\x1b3": _set_spacing,
        b"\x1ba": _set_align,
        b"\x1bM": _set_font,
        b"\x1bE": _set_bold,
        b"\x1bt": _code_page,
        b"\x1b!": _print_mode,
        b"\x1bJ": _feed_dots,
        b"\x1bd": _feed_lines,
        b"\x1d!": _set_size,
        b"\x1dB": _set_invert,
        b"\x1da": _report,
        b"\x1dr": _report_in_order,
    }
    _LONG: dict[bytes, Callable[[Reader], None]] = {
        b"\x1d(": _bracket,
        b"\x1dv": _raster,
        b"\x1dV": _cut,
        b"\x1bp": _pulse,
        b"\x1b$": _position,
        b"\x1dP": _units,
    }


def _qr_picture(size: int, level: int, text: str) -> Image:
    import qrcode
    from PIL import Image
    from qrcode import constants

    levels = (
        constants.ERROR_CORRECT_L,
        constants.ERROR_CORRECT_M,
        constants.ERROR_CORRECT_Q,
        constants.ERROR_CORRECT_H,
    )
    code = qrcode.QRCode(error_correction=levels[(level - 48) % 4], border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    bits = bytes(0 if black else WHITE for row in rows for black in row)
    small = Image.frombytes("L", (len(rows), len(rows)), bits)
    return small.resize((len(rows) * size, len(rows) * size), Image.Resampling.NEAREST)
