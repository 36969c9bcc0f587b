"""One filter on the application: scanned codes never leak into a field, and idleness is noticed.

A scanner is a keyboard that types fast. It is set up (by the sheet we print) to send STX first and Enter last;
from STX on every key is swallowed until the Enter. Only events on their way to a QWindow count: those are real
keys, once each, before any widget sees them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

STX = "\x02"
LONGEST = 512
GIVE_UP = 1500  # ms without the Enter: a cut frame
FIRST_GAP = 300  # ms: an STX that nothing follows was a person's Ctrl+B
REPEAT = 2000  # ms in which the same payload is a repeat

_ACTIVITY = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}


class InputWatch(QObject):
    """`scanned(text, scan_codes)`, `repeated(text)`, `idle()` after `idle_seconds` without a key or click."""

    scanned = Signal(str, list)
    repeated = Signal(str)
    idle = Signal()
    activity = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text: list[str] = []
        self._codes: list[int] = []
        self._collecting = False
        self._last = ""
        self._give_up = QTimer(self, singleShot=True)
        self._give_up.timeout.connect(self._reset)
        self._forget = QTimer(self, singleShot=True, interval=REPEAT)
        self._forget.timeout.connect(self._forget_last)
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
        if kind in _ACTIVITY and isinstance(watched, QWindow):
            if self._idle.isActive():
                self._idle.start()
            self.activity.emit()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(watched, QWindow):
            return False
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._collecting
        return self._pressed(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        if not self._collecting:
            if not _is_stx(event):
                return False
            self._collecting = True
            self._give_up.start(FIRST_GAP)
            return True
        if event.isAutoRepeat():
            return True
        self._give_up.start(GIVE_UP)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif _is_stx(event):
            self._text, self._codes = [], []
        elif event.text() or event.nativeScanCode():
            self._text.append(event.text())
            self._codes.append(event.nativeScanCode())
            if len(self._codes) > LONGEST:
                self._reset()
        return True

    def _finish(self) -> None:
        text, codes = "".join(self._text), list(self._codes)
        self._reset()
        if not text and not any(codes):
            return
        if text == self._last and self._forget.isActive():
            self._forget.start()
            self.repeated.emit(text)
            return
        self._last = text
        self._forget.start()
        self.scanned.emit(text, codes)

    def _reset(self) -> None:
        self._give_up.stop()
        self._collecting = False
        self._text, self._codes = [], []

    def _forget_last(self) -> None:
        self._last = ""


def _is_stx(event: QKeyEvent) -> bool:
    """STX arrives as its own character, or as Ctrl+B where the platform spells control characters so."""
    if event.text() == STX:
        return True
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_B and event.text() in ("", STX)
