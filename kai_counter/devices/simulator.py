"""A receipt printer without hardware: TCP 9100, a pseudo terminal, or a socket inside this process.

It speaks what HARDWARE.md asks of a real one (real-time status, ASB, GS r, process ids, buffer clear) and fails as
real ones do: the roll ends, the cover opens, the knife jams, the link is cut, a clone answers nothing. What it
received becomes a picture; the paper it put out is counted by the tests that prove "never two valid tickets".
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kai_counter.devices.escpos_reader import Reader
from kai_counter.devices.protocol import CLEAR
from kai_counter.devices.simulator_paper import Paper, Strip
from kai_counter.devices.simulator_wires import PtyWire, SocketWire, Wire
from kai_counter.devices.transport import SocketTransport, Transport
from kai_counter.errors import Unavailable

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS = {80: 576, 58: 384}
DOTS_PER_MM = 8
BUFFER_BYTES = 65536
SLICE_ROWS = 16
CLONES = ("", "no_process_id", "silent")
_REAL_TIME = re.compile(b"\x10\x04[\x01-\x04]|" + re.escape(CLEAR), re.DOTALL)


class _Stopped(Exception):
    """The simulator closes."""


class _Forgotten(Exception):
    """The buffer was cleared under the command being read."""


class Simulator:
    """One printer. Safe to control from any thread; `on_paper` and `on_rows` are called from its own.

    `roll_mm` None is an endless roll; `speed` is mm a second, None as fast as the machine draws; `cut_after` cuts
    the link after so many received bytes; `clone` is "", "no_process_id" (status, but no GS ( H and no buffer
    clear) or "silent" (prints, never answers).
    """

    def __init__(
        self,
        *,
        width: int = 80,
        roll_mm: float | None = None,
        near_end_mm: float = 30.0,
        speed: float | None = None,
        cut_after: int | None = None,
        cover_open: bool = False,
        clone: str = "",
        out: Path | None = None,
        on_paper: Callable[[Image], None] | None = None,
        on_rows: Callable[[Image], None] | None = None,
    ) -> None:
        if clone not in CLONES:
            raise ValueError(f"clone must be one of {CLONES}")
        self._dots = DOTS[width]
        self._roll = None if roll_mm is None else int(roll_mm * DOTS_PER_MM)
        self._near = int(near_end_mm * DOTS_PER_MM)
        self._speed, self._clone = speed, clone
        self._cut_after, self._cover, self._jammed = cut_after, cover_open, False
        self._on_rows = on_rows
        self._changed = threading.Condition()
        self._buffer = bytearray()
        self._epoch = self._seen_epoch = 0
        self._closed = self._asb = False
        self._wires: list[Wire] = []
        self._listener: socket.socket | None = None
        self._strip = Strip(self._dots, out, on_paper)
        self._received = bytearray()
        self.pulses = 0
        self._reader = Reader(self, self._dots)
        self._threads = [threading.Thread(target=self._work, name="printer-mechanism", daemon=True)]
        self._threads[0].start()

    # -- ways in -------------------------------------------------------------------------------------------------

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen on TCP; the port that was bound."""
        self._listener = socket.create_server((host, port))
        self._start(self._accept, "printer-listener")
        return int(self._listener.getsockname()[1])

    def serve_pty(self) -> str:
        """A serial line: the device name to open at the other end (POSIX only)."""
        import pty
        import tty

        master, slave = pty.openpty()
        tty.setraw(slave)
        self._attach(PtyWire(master, slave))
        return os.ttyname(slave)

    def dial(self, timeout: float = 3.0) -> Transport:
        """A connection from inside this process, as a printer session wants it."""
        with self._changed:
            if self._closed:
                raise Unavailable("printer", "the simulated printer is closed")
        ours, theirs = socket.socketpair()
        self._attach(SocketWire(theirs))
        return SocketTransport(ours)

    # -- what a hand does to it ----------------------------------------------------------------------------------

    def open_cover(self) -> None:
        self._alter(lambda: setattr(self, "_cover", True))

    def close_cover(self) -> None:
        self._alter(lambda: setattr(self, "_cover", False))

    def jam(self, jammed: bool = True) -> None:
        """The knife is stuck (or free again)."""
        self._alter(lambda: setattr(self, "_jammed", jammed))

    def load_roll(self, millimetres: float | None) -> None:
        """A new roll; what was half printed is torn off."""

        def change() -> None:
            self._strip.tear(bytes(self._received), is_whole=False)
            self._roll = None if millimetres is None else int(millimetres * DOTS_PER_MM)

        self._alter(change)

    def cut_link_after(self, received_bytes: int | None) -> None:
        """Cut all links once so many further bytes have arrived."""
        with self._changed:
            self._cut_after = received_bytes

    def cut_links(self) -> None:
        with self._changed:
            wires, self._wires = self._wires, []
        for wire in wires:
            wire.close()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._listener:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self.cut_links()
        with self._changed:
            threads = list(self._threads)
        for thread in threads:
            thread.join(5)

    # -- what came out -------------------------------------------------------------------------------------------

    @property
    def papers(self) -> list[Paper]:
        """Every piece, the one still in the printer last (if anything is on it)."""
        with self._changed:
            return self._strip.papers

    @property
    def codes(self) -> list[str]:
        """Every symbol ever printed to its end, on whatever piece."""
        return [code for paper in self.papers for code in paper.codes]

    @property
    def received(self) -> bytes:
        with self._changed:
            return bytes(self._received)

    @property
    def unknown(self) -> list[bytes]:
        """Commands that were not understood."""
        return list(self._reader.unknown)

    def wait_for(self, condition: Callable[[Simulator], bool], timeout: float = 5.0) -> bool:
        """Until the condition holds; it is looked at after every change."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self), timeout)

    # -- reading -------------------------------------------------------------------------------------------------

    def _start(self, work: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        with self._changed:
            self._threads = [*(other for other in self._threads if other.is_alive()), thread]

    def _accept(self) -> None:
        assert self._listener is not None
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._attach(SocketWire(link))

    def _attach(self, wire: Wire) -> None:
        with self._changed:
            if not self._closed:
                self._wires.append(wire)
        if wire not in self._wires:
            wire.close()  # it connected while the printer was being switched off
        self._start(lambda: self._listen(wire), "printer-wire")

    def _listen(self, wire: Wire) -> None:
        carry = b""
        while data := wire.read():
            with self._changed:
                cut = self._cut_after is not None and len(data) >= self._cut_after
                data = data[: self._cut_after] if cut else data
                if self._cut_after is not None:
                    self._cut_after = None if cut else self._cut_after - len(data)
                self._received += data
            carry = self._arrived(data, carry)
            if cut:
                self.cut_links()
                return
        with self._changed:
            if wire in self._wires:
                self._wires.remove(wire)
        wire.close()

    def _arrived(self, data: bytes, carry: bytes) -> bytes:
        """Real-time commands act on arrival, wherever they stand; everything also goes into the buffer."""
        window = carry + data
        kept_from = len(carry)
        for match in _REAL_TIME.finditer(window):
            if match.end() <= len(carry):
                continue
            if match[0] == CLEAR:
                kept_from = match.end() if self._clear() else kept_from
            else:
                self._say(bytes((self._real_time(match[0][2]),)))
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._buffer) < BUFFER_BYTES)
            self._buffer += window[max(kept_from, len(carry)) :]
            self._changed.notify_all()
        return window[-9:]

    def _clear(self) -> bool:
        if self._clone:
            return False
        with self._changed:
            self._buffer.clear()
            self._epoch += 1
            self._changed.notify_all()
            self._say(b"\x37\x25\x00")  # with the lock: no process id may follow it
        return True

    # -- status --------------------------------------------------------------------------------------------------

    @property
    def _is_out(self) -> bool:
        return self._roll is not None and self._roll <= 0

    @property
    def _is_near(self) -> bool:
        return self._roll is not None and self._roll <= self._near

    @property
    def _is_offline(self) -> bool:
        return self._cover or self._is_out or self._jammed

    def _real_time(self, asked: int) -> int:
        with self._changed:
            flags = {
                1: 0x08 * self._is_offline,
                2: 0x04 * self._cover | 0x20 * self._is_out | 0x40 * self._jammed,
                3: 0x08 * self._jammed,
                4: 0x0C * self._is_near | 0x60 * self._is_out,
            }
            return 0x12 | flags[asked]

    def _automatic(self) -> bytes:
        first = 0x10 | 0x08 * self._is_offline | 0x20 * self._cover
        return bytes((first, 0x08 * self._jammed, 0x03 * self._is_near | 0x0C * self._is_out, 0x0F))

    def _alter(self, change: Callable[[], None]) -> None:
        """Change the state under the lock and report what became of it."""
        with self._changed:
            before = self._automatic()
            change()
            after = self._automatic()
            report = self._asb and before != after
            self._changed.notify_all()
        if report:
            self._say(after)

    def _say(self, data: bytes) -> None:
        if self._clone == "silent":
            return
        with self._changed:
            wires = list(self._wires)
        for wire in wires:
            wire.write(data)

    # -- the mechanism: the Head that Reader drives --------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                self._reader.one()
            except _Forgotten:
                self._reader.forget()
            except _Stopped:
                return

    def _check(self) -> None:
        """With the lock held: raise when what is being read no longer exists."""
        if self._closed:
            raise _Stopped
        if self._epoch != self._seen_epoch:
            self._seen_epoch = self._epoch
            raise _Forgotten

    def take(self, count: int) -> bytes:
        with self._changed:
            while True:
                self._check()
                if len(self._buffer) >= count and not self._is_offline:
                    data = bytes(self._buffer[:count])
                    del self._buffer[:count]
                    self._changed.notify_all()
                    return data
                if count > BUFFER_BYTES // 2 and self._buffer:
                    raise _Forgotten  # an image larger than the buffer is not for this printer
                self._changed.wait()

    def print_rows(self, image: Image) -> None:
        for top in range(0, image.height, SLICE_ROWS):
            self._slice(image.crop((0, top, image.width, min(top + SLICE_ROWS, image.height))))

    def _slice(self, rows: Image) -> None:
        with self._changed:
            while self._is_offline:
                self._check()
                self._changed.wait()
            self._check()
            if self._speed:
                self._changed.wait_for(lambda: self._closed, rows.height / DOTS_PER_MM / self._speed)
                self._check()
        self._alter(lambda: self._advance(rows))
        if self._on_rows:
            self._on_rows(rows)

    def _advance(self, rows: Image) -> None:
        self._strip.add(rows)
        if self._roll is not None:
            self._roll = max(0, self._roll - rows.height)

    def printed_code(self, text: str) -> None:
        with self._changed:
            self._strip.codes.append(text)
            self._changed.notify_all()

    def printed_text(self, text: str) -> None:
        with self._changed:
            self._strip.lines.append(text)

    def cut(self) -> None:
        with self._changed:
            while self._is_offline:
                self._check()
                self._changed.wait()
            self._strip.tear(bytes(self._received), is_whole=True)
            self._changed.notify_all()

    def pulse(self) -> None:
        with self._changed:
            self.pulses += 1
            self._changed.notify_all()

    def process_id(self, mark: bytes) -> None:
        with self._changed:
            while self._is_offline:
                self._check()
                self._changed.wait()
            self._check()
            if not self._clone:
                self._say(b"\x37\x22" + mark + b"\x00")

    def report_changes(self, on: bool) -> None:
        with self._changed:
            self._asb = on
            status = self._automatic()
        if on:
            self._say(status)

    def report_paper(self) -> None:
        with self._changed:
            status = 0x03 * self._is_near | 0x0C * self._is_out
        self._say(bytes((status,)))
