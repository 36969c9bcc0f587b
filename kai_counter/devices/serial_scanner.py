"""A scanner with a cable of its own (USB-CDC or RS-232): read in a thread, unplugged and plugged in again.

Preferred at a gate: nothing it says can be taken for typing. A port that is gone is looked for every two seconds,
by the device's own identity (vendor, product, serial number), since it may come back under another name.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kai_counter.devices.scanner import LineFramer, Scan

if TYPE_CHECKING:
    from serial import Serial

REOPEN_SECONDS = 2.0
BAUD = 9600  # a USB-CDC port does not care
READ_SECONDS = 0.2
USB = "usb:"


@dataclass(frozen=True, slots=True)
class Port:
    """`address` is what the settings keep: the identity where the device has one, else the port's name."""

    address: str
    device: str
    words: str


def ports() -> list[Port]:
    """Serial ports of this machine, those with a USB identity first."""
    found = [Port(_identity(port) or port.device, port.device, _words(port)) for port in _comports()]
    return sorted(found, key=lambda port: (not port.address.startswith(USB), port.device))


class SerialScanner:
    """Reads until `close`. `on_scan` brings each Scan, `on_state(is_open, hint)` each turn; both from its thread.

    `address`: a device name, with `@115200` if it is not 9600, or `usb:VID:PID:SERIAL`.
    """

    def __init__(
        self,
        address: str,
        on_scan: Callable[[Scan], None],
        on_state: Callable[[bool, str], None],
        is_signed: Callable[[str], bool] | None = None,
    ) -> None:
        self.address = address
        self._name, _, baud = address.partition("@")
        self._baud = int(baud) if baud.isdigit() else BAUD
        self._on_scan, self._on_state = on_scan, on_state
        self._framer = LineFramer(is_signed)
        self._identity = self._name if self._name.startswith(USB) else ""
        self._stop = threading.Event()
        self._is_open: bool | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="serial-scanner")
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(2)

    def _run(self) -> None:
        from serial import SerialException

        while not self._stop.is_set():
            try:
                with self._opened() as port:
                    self._tell(True, port.name or "")
                    self._read(port)
            except (SerialException, OSError, ValueError) as error:
                self._tell(False, str(error))
                self._stop.wait(REOPEN_SECONDS)

    def _opened(self) -> Serial:
        """By identity where one is known, so that it is found under another name too."""
        from serial import Serial, SerialException

        device = self._name
        if self._identity:
            device = next((p.device for p in _comports() if _identity(p) == self._identity), "")
            if not device:
                raise SerialException(f"no {self._identity}")
        port = Serial(device, self._baud, timeout=READ_SECONDS, exclusive=True)
        self._identity = self._identity or next((_identity(p) for p in _comports() if p.device == device), "")
        return port

    def _read(self, port: Serial) -> None:
        while not self._stop.is_set():
            data = port.read(1)
            if not data:
                continue
            data += port.read(port.in_waiting)
            for scan in self._framer.feed(data, int(time.monotonic() * 1000)):
                self._on_scan(scan)

    def _tell(self, is_open: bool, hint: str) -> None:
        if is_open != self._is_open:
            self._is_open = is_open
            self._on_state(is_open, hint)


def _comports() -> list[Any]:
    from serial.tools.list_ports import comports

    return list(comports())


def _identity(port: Any) -> str:
    if port.vid is None:
        return ""
    return f"{USB}{port.vid:04X}:{port.pid:04X}:{port.serial_number or ''}"


def _words(port: Any) -> str:
    return str(port.description if port.description and port.description != "n/a" else port.device)
