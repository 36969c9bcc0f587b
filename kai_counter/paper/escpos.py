"""Page → ESC/POS bytes. python-escpos builds bytes only; our own session sends them (HARDWARE.md).

One code page (CP858) is forced; a line with any other character is drawn and sent as an image. Images go in
bands of at most 96 rows and never contain a real-time command, which a printer would obey inside image data.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import platform
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kai_counter.paper import picture
from kai_counter.paper.page import QR_QUIET, Block, Cut, Feed, Line, Page, Run, Symbol
from kai_counter.values.print_data import PrintData

if TYPE_CHECKING:
    from PIL.Image import Image

PROFILE = "TM-T20II"  # 576 dots, 48 columns, 203 dpi; a 58 mm roll uses the first 384 dots
CODE_PAGE = "CP858"
BAND_ROWS = 96
STATUS_BACK = b"\x1da\x0f"  # GS a: drawer, online, error and paper changes are reported
MOTION_UNITS = b"\x1dP\xcb\xcb"  # GS P: feeds count dots (1/203 inch) on every model
FEED_TO_CUT = b"\x1dVB\x00"  # GS V 66: feed to the knife, then cut
_PROFILES = tuple(Path(__file__).parents[up] / "resources" / "printer_profile.json" for up in (2, 1))
_REAL_TIME = (0x04, 0x05, 0x14)


def page_data(page: Page, *, native_qr: bool = True) -> PrintData:
    """The document as three parts. `native_qr` is what the device's profile says it can draw itself."""
    builder = _Builder(page.dots, native_qr)
    header = builder.start() + builder.blocks(page.header)
    return PrintData(header, builder.blocks(page.code), builder.blocks(page.tail))


def drawer_data(pin: int = 2) -> bytes:
    """ESC p: the pulse that opens the drawer on pin 2 or 5."""
    printer = _dummy()
    printer.cashdraw(pin)
    return bytes(printer.output)


def is_printable(text: str) -> bool:
    """Whether every character is a visible one of CP858."""
    with contextlib.suppress(UnicodeEncodeError):
        return all(byte >= 0x20 and byte != 0x7F for byte in text.encode("cp858"))
    return False


def has_real_time_command(data: bytes) -> bool:
    """DLE EOT, DLE ENQ or DLE DC4 anywhere: the printer would act on it at once, even inside an image."""
    return any(bytes((0x10, second)) in data for second in _REAL_TIME)


def defused(data: bytes) -> bytes:
    """Image bytes with one dot flipped wherever they would read as a real-time command."""
    safe = bytearray(data)
    for at in range(1, len(safe)):
        if safe[at - 1] == 0x10 and safe[at] in _REAL_TIME:
            safe[at] ^= 0x02
    return bytes(safe)


class _Builder:
    """One job's bytes; remembers the style in force so that only changes are sent."""

    def __init__(self, dots: int, native_qr: bool) -> None:
        self._dots = dots
        self._printer = _dummy()
        self._native_qr = native_qr and self._printer.profile.supports("qrCode")
        self._style: dict[str, Any] = {}
        self._spacing = -1

    def start(self) -> bytes:
        self._printer.hw("INIT")
        self._printer._raw(STATUS_BACK + MOTION_UNITS)
        self._printer.charcode(CODE_PAGE)
        return self._taken()

    def blocks(self, blocks: tuple[Block, ...]) -> bytes:
        for block in blocks:
            match block:
                case Line():
                    self._line(block)
                case Feed(dots=dots):
                    self._feed(dots)
                case Symbol():
                    self._symbol(block)
                case Cut():
                    self._printer._raw(FEED_TO_CUT)
        return self._taken()

    def _taken(self) -> bytes:
        data = bytes(self._printer.output)
        self._printer.clear()
        return data

    def _line(self, line: Line) -> None:
        if not all(is_printable(run.text) for run in line.runs):
            self._image(picture.line_picture(line, self._dots))
            return
        self._set(align="center" if line.centre else "left")
        if line.spacing != self._spacing:
            self._printer._raw(b"\x1b3" + bytes((line.spacing,)))
            self._spacing = line.spacing
        at = 0
        for run in line.runs:
            at += run.dots
            if run.text.isspace() and len(run.text) > 4 and not run.invert and not line.centre:
                self._printer._raw(b"\x1b$" + at.to_bytes(2, "little"))  # cheaper than the blanks
            else:
                self._run(run)
        self._printer.text("\n")

    def _run(self, run: Run) -> None:
        size = (run.width, run.height)
        if self._style.get("size") != size:
            self._printer.set(custom_size=True, width=run.width, height=run.height)
            self._style["size"] = size
        self._set(bold=run.bold, invert=run.invert, font="b" if run.small else "a")
        self._printer.text(run.text)

    def _set(self, **wanted: Any) -> None:
        changed = {name: value for name, value in wanted.items() if self._style.get(name) != value}
        if changed:
            self._printer.set(**changed)
            self._style.update(changed)

    def _feed(self, dots: int) -> None:
        while dots > 0:
            self._printer._raw(b"\x1bJ" + bytes((min(dots, 255),)))
            dots -= 255

    def _symbol(self, symbol: Symbol) -> None:
        self._set(align="center")
        self._feed(QR_QUIET * symbol.dots)
        if self._native_qr:
            from escpos.constants import QR_ECLEVEL_Q

            self._printer.qr(symbol.text, ec=QR_ECLEVEL_Q, size=symbol.dots, native=True)
        else:
            self._image(picture.symbol_picture(symbol, self._dots, quiet_rows=False))
        self._feed(QR_QUIET * symbol.dots)

    def _image(self, image: Image) -> None:
        """GS v 0 in bands over the whole width; python-escpos' centring breaks on tall images, so never used."""
        self._set(align="left")
        for top in range(0, image.height, BAND_ROWS):
            rows = image.crop((0, top, image.width, min(top + BAND_ROWS, image.height)))
            drawing = _dummy()
            drawing.image(rows, impl="bitImageRaster")
            self._printer._raw(defused(bytes(drawing.output)))


def _dummy() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _dummy_class()(profile=PROFILE)


@cache
def _dummy_class() -> Any:
    """python-escpos reads the facts of 35 printers as YAML (0.3 s, 4 MB) each time a program starts, and leaves
    them pickled in a folder of its own. It finds them pickled already: of the one printer that we are."""
    ours = next((path for path in _PROFILES if path.exists()), None)
    with TemporaryDirectory(prefix="kai-escpos-") as folder:
        if ours is not None:
            pickled = pickle.dumps(json.loads(ours.read_text(encoding="utf-8")))
            Path(folder, f"{platform.python_version()}.capabilities.pickle").write_bytes(pickled)
        os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = folder
        try:
            with _not_loaded(**_NEVER_CALLED, **({"yaml": {}} if ours is not None else {})):
                from escpos.printer import Dummy
        finally:
            del os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"]
    return Dummy


_NEVER_CALLED: dict[str, dict[str, Any]] = {
    "barcode": {"PROVIDED_BARCODES": ()},
    "barcode.writer": {"ImageWriter": None},
}


@contextlib.contextmanager
def _not_loaded(**modules: dict[str, Any]) -> Iterator[None]:
    """python-escpos imports what we never call (drawn bar codes, the reader of its YAML): 2 MB of every counter.
    While it is imported a bare module stands for each; afterwards whoever wants the real one gets it."""
    missing = [name for name in modules if name not in sys.modules]
    for name in missing:
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(modules[name])
    try:
        yield
    finally:
        for name in missing:
            del sys.modules[name]
