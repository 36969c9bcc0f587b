"""The signed-in window of gate staff: the gate, its keys, and nothing of selling."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import reports
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import GATE_KEYS, KeyHint, event_key, key_words, window_action
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.screens.key_sheet import KeySheet
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.keycap import KeyBar
from kai_counter.ui.widgets.note import Note

FOOT = 48


class GatePlace(QWidget):
    """What the main window knows of it is what it knows of the workplace: locking, leaving, switching."""

    locking = Signal()
    leaving = Signal()
    switching = Signal(str)
    session_ended = Signal(object)
    takes_repeats = True

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gatePlace")
        theme.mark(self, page="true")
        self.counter = counter
        self._noting = False
        self.gate = GateScreen(counter)
        self.keybar = KeyBar(self)
        self.who, self.clock = QLabel(self), QLabel(self)
        self.who.setObjectName("gate.who")
        self.clock.setObjectName("gate.time")
        theme.mark(self.who, role="muted")
        theme.mark(self.clock, role="strong")
        self.note = Note("note", self, left=0, foot=FOOT)
        self.sheet = KeySheet(self, (("gate",), ("window",)), GATE_KEYS)
        self.box = Dialog("box", self)
        self._compose()
        self._connect()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        self._tick.start()
        self.retranslate()

    def _compose(self) -> None:
        footer = QFrame(self)
        footer.setObjectName("footer")
        footer.setFixedHeight(FOOT)
        foot = QHBoxLayout(footer)
        foot.setContentsMargins(theme.L, 0, theme.L, 0)
        foot.setSpacing(theme.L)
        foot.addWidget(self.keybar, 1)
        foot.addWidget(self.who)
        foot.addWidget(self.clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.gate, 1)
        column.addWidget(footer)

    def _connect(self) -> None:
        self.gate.turned.connect(self.show_keys)
        self.gate.session_ended.connect(self.session_ended)
        self.counter.desk.refusal.connect(self._say_trouble)
        self.counter.desk.trouble.connect(self._say_trouble)
        self.counter.desk.incident.connect(self._incident)
        self.box.chosen.connect(self._box_answered)

    # -- what the window asks of it

    def activate(self) -> None:
        self.gate.activate()
        self.show_keys()

    def scanned(self, text: str) -> None:
        """Whatever lies over the gate gives way to the answer: somebody stands there with a ticket."""
        self.sheet.close_veil()
        self.box.close_veil()
        self.gate.scanned(text)

    def close_down(self) -> None:
        self._tick.stop()
        self.gate.close_down()

    # -- keys

    def show_keys(self) -> None:
        names = key_words()
        self.keybar.show_keys([
            KeyHint("F1", names["help"], self.sheet.open), *self.gate.keys(),
            KeyHint("Ctrl+Shift+Q", names["sign_out"], self.leaving.emit),
        ])  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event):
            super().keyPressEvent(event)

    def press(self, event: QKeyEvent) -> bool:
        """The page's keys first, then the few of the window that mean something here."""
        key = event_key(event)
        if key in ("Enter", "Space") and isinstance(self.focusWidget(), QLineEdit | QAbstractButton):
            return False
        hints = self.gate.keys()
        for hint in hints:
            if hint.key == key and hint.act is not None:
                if hint.enabled and not event.isAutoRepeat():
                    hint.act()
                return True
        acts: dict[str, Callable[[], object]] = {
            "help": self.sheet.open,
            "lock": self.locking.emit,
            "sign_out": self.leaving.emit,
            "theme": partial(self.switching.emit, "theme"),
            "language": partial(self.switching.emit, "language"),
        }
        act = acts.get(window_action(key) or "")
        if act is None:
            return False
        if not event.isAutoRepeat():
            act()
        return True

    # -- telling

    def _say_trouble(self, fault: object) -> None:
        """That the database is away is said by the bar; the gate goes on."""
        if isinstance(fault, Refused):
            self.note.tell("warning", words.sentence(fault))
        elif isinstance(fault, Unavailable) and fault.what != "database":
            self.note.tell("danger", *words.trouble(fault))

    def _incident(self, number: str, fault: BaseException) -> None:
        if not self._noting:
            self._noting = True
            database = self.counter.database
            self.counter.desk.ask(
                self, reports.error, database, number, fault,
                then=self._noted, refused=self._noted, failed=self._noted,
            )  # fmt: skip
        self.box.ask(
            self.tr("Something went wrong in the program"),
            self.tr("It is noted under {number}. The gate goes on; scan the ticket again.").format(number=number),
            [("close", self.tr("Close"), "primary")],
        )

    def _noted(self, _answer: object) -> None:
        self._noting = False

    def _box_answered(self, _name: str) -> None:
        self.activate()

    def _show_time(self) -> None:
        now = self.counter.clock.now()
        day = date_text(now.date(), year=False)
        self.clock.setText(f"{day}  {time_text(now)} {self.counter.clock.zone_name}")

    def retranslate(self) -> None:
        self.who.setText(f"{self.counter.signed_in.staff.full_name} · {self.counter.signed_in.counter.code}")
        self._show_time()
        self.show_keys()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
