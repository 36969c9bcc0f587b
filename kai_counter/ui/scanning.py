"""Whatever scans here: a keyboard that is none, or a serial port. Pages hear of scans, not of cables."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from kai_counter.config import Scanner
from kai_counter.devices.scanner import Scan
from kai_counter.devices.serial_scanner import SerialScanner
from kai_counter.ui.scan_filter import InputWatch


class Scanning(QObject):
    """`use` a scanner of the settings; a keyboard always works beside a serial one.

    `is_open` is None for a keyboard: nobody can tell whether one is plugged in.
    """

    scanned = Signal(str, bool)  # text, is it one of our codes
    repeated = Signal(str)
    seen = Signal(object)  # Scan, whole
    state_changed = Signal()

    _came = Signal(object)
    _turned = Signal(bool, str)

    def __init__(self, watch: InputWatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.watch = watch
        self.settings = Scanner()
        self.is_open: bool | None = None
        self.hint = ""
        self._device: SerialScanner | None = None
        self._is_signed: Callable[[str], bool] | None = None
        watch.scanned.connect(self.scanned)
        watch.repeated.connect(self.repeated)
        watch.seen.connect(self.seen)
        self._came.connect(self._on_came, Qt.ConnectionType.QueuedConnection)
        self._turned.connect(self._on_turned, Qt.ConnectionType.QueuedConnection)

    def use(self, settings: Scanner) -> None:
        """From now on; the old port is given back first."""
        if settings == self.settings and (self._device is not None or settings.kind != "serial"):
            return
        self.close()
        self.settings = settings
        self.watch.bursts = settings.kind == "keyboard_plain"
        if settings.kind == "serial":
            self.is_open = False
            self._device = SerialScanner(settings.address, self._came.emit, self._turned.emit, self._signed)
        self.state_changed.emit()

    def at_gate(self, is_there: bool) -> None:
        """Where nothing is typed, a scanner fresh out of its box is told by its pace whatever the settings say."""
        self.watch.bursts = is_there or self.settings.kind == "keyboard_plain"

    def trust(self, is_signed: Callable[[str], bool] | None) -> None:
        """How to tell the right reading on a foreign keyboard layout: by its signature."""
        self._is_signed = is_signed
        self.watch.trust(is_signed)

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None
        self.is_open = None

    def _signed(self, text: str) -> bool:
        return self._is_signed is None or self._is_signed(text)

    def _on_came(self, scan: Scan) -> None:
        if self._device is None:
            return
        self.watch.touch()
        self.seen.emit(scan)
        if scan.is_repeat:
            self.repeated.emit(scan.text)
        else:
            self.scanned.emit(scan.text, scan.is_ours)

    def _on_turned(self, is_open: bool, hint: str) -> None:
        if self._device is not None:
            self.is_open, self.hint = is_open, hint
            self.state_changed.emit()
