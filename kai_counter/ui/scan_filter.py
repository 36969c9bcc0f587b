"""One filter on the application: scanned codes never leak into a field, and idleness is noticed.

Only events on their way to a QWindow count: those are real keys, once each, before any widget sees them. What is a
scan and what is typing is told by `devices.scanner`; here keys go in and signals come out.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit
from shiboken6 import isValid

from kai_counter.devices.scanner import STX, KeyStroke, ScanDetector, Verdict

GRACE = 25  # ms beyond the pace of a scanner, before keys go on to the field
_ACTIVITY = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}


class InputWatch(QObject):
    """`scanned(text, is_ours)`, `repeated(text)`, `idle()` after so many seconds without a key or click; `seen`
    brings every scan whole, for the page that tests a scanner.

    Keys that may belong to a scan are held back as copies. What was no scan is delivered again to the window, in
    order and before the key that made it clear, so that a field gets what was typed and a button what was pressed.
    """

    scanned = Signal(str, bool)
    repeated = Signal(str)
    seen = Signal(object)  # Scan
    idle = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._detector = ScanDetector()
        self._bursts = False
        self._held: list[tuple[QWindow, QKeyEvent]] = []
        self._swallowed: set[int] = set()  # keys whose release belongs to a scan too
        self._is_delivering = False
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.idle)
        self._waiting = QTimer(self, singleShot=True)
        self._waiting.timeout.connect(self._look_again)
        self._fed = 0
        self._app = app
        app.installEventFilter(self)

    @property
    def bursts(self) -> bool:
        """Is a scanner told by its pace even in a field, since it cannot be programmed to send STX?"""
        return self._bursts

    @bursts.setter
    def bursts(self, wanted: bool) -> None:
        if wanted != self._bursts:
            self._give_up()
            self._bursts = wanted

    def trust(self, is_signed: Callable[[str], bool] | None) -> None:
        """How to tell the right reading on a foreign keyboard layout: by its signature."""
        self._detector.is_signed = is_signed

    def watch_idle(self, seconds: int) -> None:
        """Start (or with 0 stop) counting idle time."""
        if seconds > 0:
            self._idle.start(seconds * 1000)
        else:
            self._idle.stop()

    def touch(self) -> None:
        """Somebody is there, though no key was pressed: a scanner of its own cable read something."""
        if self._idle.isActive():
            self._idle.start()

    def close(self) -> None:
        self._app.removeEventFilter(self)
        self._idle.stop()
        self._waiting.stop()
        self._held = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QWindow):  # asked first: every event of every widget passes here
            return False
        kind = event.type()
        if kind not in _ACTIVITY and kind != QEvent.Type.KeyRelease:
            return False
        if self._is_delivering:
            return False
        if self._idle.isActive():
            self._idle.start()
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.KeyRelease:
                return self._released(watched, event)
            return self._pressed(watched, event)
        return False

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        self._fed += 1
        text = _text(event)
        if not self._detector.patience:  # nothing is held back just now
            self._detector.bursts = self._bursts or not _is_typing()
        stroke = KeyStroke(event.timestamp(), text, event.nativeScanCode(), event.isAutoRepeat())
        verdict = self._detector.feed(stroke)
        if verdict.late:
            self._deliver()
        if verdict.swallow:
            self._swallowed.add(event.key())
            if self._detector.patience and (not stroke.is_repeat or self._detector.last is stroke):
                self._hold(window, event, text)
        self._hand_on(verdict)
        return verdict.swallow

    def _hold(self, window: QWindow, event: QKeyEvent, text: str) -> None:
        """STX is held too, while it may be a person's Ctrl+B: until the first sign of a code."""
        if text == STX or (self._held and _text(self._held[0][1]) == STX):
            self._held = []
        self._held.append((window, event.clone()))

    def _hand_on(self, verdict: Verdict) -> None:
        scan = verdict.scan
        if scan is not None:
            self._held = []
            self.seen.emit(scan)
            if scan.is_repeat:
                self.repeated.emit(scan.text)
            else:
                self.scanned.emit(scan.text, scan.is_ours)
        patience = self._detector.patience
        if patience:
            self._waiting.start(patience + GRACE)
        else:
            self._waiting.stop()

    def _released(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() not in self._swallowed or event.isAutoRepeat():
            return False
        self._swallowed.discard(event.key())
        if self._held:
            self._held.append((window, event.clone()))
        return True

    # -- keys that were no scan after all

    def _look_again(self) -> None:
        """The time is up by the wall's clock. A window that stood still has the next keys waiting: they go first,
        and their own timestamps decide."""
        fed = self._fed
        QTimer.singleShot(0, lambda: self._give_up() if fed == self._fed else None)

    def _give_up(self) -> None:
        verdict = self._detector.flush()
        if verdict.late:
            self._deliver()
        self._hand_on(verdict)

    def _deliver(self) -> None:
        held, self._held = self._held, []
        self._is_delivering = True
        try:
            for window, event in held:
                if isValid(window):
                    QCoreApplication.sendEvent(window, event)
        finally:
            self._is_delivering = False


def _is_typing() -> bool:
    """Where nothing is typed a burst can only be a scanner, whatever the settings say: single keys choose people
    and answer questions there, and a code has many of them."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)


def _text(event: QKeyEvent) -> str:
    """Enter and Tab end a scan on every platform; STX arrives as Ctrl+B where control characters have no text, LF
    as Ctrl+J."""
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return "\r"
    if event.key() == Qt.Key.Key_Tab:
        return "\t"
    if event.key() == Qt.Key.Key_J and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
        return "\n"
    if event.key() == Qt.Key.Key_B and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
        return STX
    return event.text()
