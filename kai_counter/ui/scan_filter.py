"""One filter on the application: scanned codes never leak into a field, and idleness is noticed.

Only events on their way to a QWindow count: those are real keys, once each, before any widget sees them. What is a
scan and what is typing is told by `devices.scanner`; here keys go in and signals come out.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from kai_counter.devices.scanner import KeyStroke, ScanDetector

_ACTIVITY = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}


class InputWatch(QObject):
    """`scanned(text, is_ours)`, `repeated(text)`, `idle()` after so many seconds without a key or click."""

    scanned = Signal(str, bool)
    repeated = Signal(str)
    idle = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._detector = ScanDetector()
        self._swallowed: set[int] = set()  # keys whose release belongs to a scan too
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.idle)
        self._app = app
        app.installEventFilter(self)

    def watch_idle(self, seconds: int) -> None:
        """Start (or with 0 stop) counting idle time."""
        if seconds > 0:
            self._idle.start(seconds * 1000)
        else:
            self._idle.stop()

    def close(self) -> None:
        self._app.removeEventFilter(self)
        self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if (kind not in _ACTIVITY and kind != QEvent.Type.KeyRelease) or not isinstance(watched, QWindow):
            return False
        if self._idle.isActive():
            self._idle.start()
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.KeyRelease:
                return self._released(event)
            return self._pressed(event)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        stroke = KeyStroke(event.timestamp(), _text(event), event.nativeScanCode(), event.isAutoRepeat())
        verdict = self._detector.feed(stroke)
        self._give_back(verdict.late)
        if verdict.swallow:
            self._swallowed.add(event.key())
        if verdict.scan is not None:
            if verdict.scan.is_repeat:
                self.repeated.emit(verdict.scan.text)
            else:
                self.scanned.emit(verdict.scan.text, verdict.scan.is_ours)
        return verdict.swallow

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed and not event.isAutoRepeat():
            self._swallowed.discard(event.key())
            return True
        return False

    def _give_back(self, late: Iterable[KeyStroke]) -> None:
        """Keys that were no scan after all go to the field that has the focus."""
        focus = self._app.focusWidget()
        if focus is None:
            return
        for stroke in late:
            if stroke.text.isprintable() and stroke.text:
                press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, stroke.text)
                QCoreApplication.postEvent(focus, press)


def _text(event: QKeyEvent) -> str:
    """Enter ends a scan on every platform; STX arrives as Ctrl+B where control characters have no text."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "\r"
    if event.key() == Qt.Key.Key_B and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
        return "\x02"
    return event.text()
