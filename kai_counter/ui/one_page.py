"""The signed-in window of whoever has one page and neither shift nor sale: auditor, administrator, gate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import PLACE_KEYS, KeyHint, event_key, key_words, window_action
from kai_counter.ui.screens.key_sheet import KeySheet
from kai_counter.ui.telling import Saying
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.keycap import KeyBar
from kai_counter.ui.widgets.note import Note

FOOT = 48


class OnePage(QWidget):
    """What the main window knows of it is what it knows of the workplace: locking, leaving, switching."""

    locking = Signal()
    leaving = Signal()
    switching = Signal(str)
    session_ended = Signal(object)
    takes_repeats = False

    def __init__(self, counter: Counter, page: Any, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, page="true")
        self.counter = counter
        self.page = page
        self.keybar = KeyBar(self)
        self.who = QLabel(self)
        self.who.setObjectName("place.who")
        theme.mark(self.who, role="muted")
        self.note = Note("note", self, left=0, foot=FOOT)
        self.sheet = self.make_sheet()
        self.box = Dialog("box", self)
        self.saying = self.make_saying()
        footer = QFrame(self)
        footer.setObjectName("footer")
        footer.setFixedHeight(FOOT)
        foot = QHBoxLayout(footer)
        foot.setContentsMargins(theme.L, 0, theme.L, 0)
        foot.setSpacing(theme.L)
        foot.addWidget(self.keybar, 1)
        foot.addWidget(self.who)
        self.foot = foot
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.page, 1)
        column.addWidget(footer)
        (getattr(page, "turned", None) or page.keys_changed).connect(self.show_keys)
        counter.desk.refusal.connect(self._refused)
        counter.desk.trouble.connect(self.saying.trouble)
        self.retranslate()

    def make_sheet(self) -> KeySheet:
        return KeySheet(self, (("window",),), PLACE_KEYS)

    def make_saying(self) -> Saying:
        return Saying(self.counter, self.note, self.box, self, database_too=True)

    def _refused(self, refused: Refused) -> None:
        if refused.code == "session_ended":
            self.session_ended.emit(refused)

    # -- what the window asks of it

    def activate(self) -> None:
        self.page.activate()
        self.show_keys()

    def scanned(self, text: str) -> None:
        """A ticket means nothing here."""

    def close_down(self) -> None:
        """Nothing runs on."""

    # -- keys

    def show_keys(self) -> None:
        names = key_words()
        self.keybar.show_keys(
            [
                KeyHint("F1", names["help"], self.sheet.open),
                *self.page.keys(),
                KeyHint("Ctrl+Shift+Q", names["sign_out"], self.leaving.emit),
            ]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event):
            super().keyPressEvent(event)

    def press(self, event: QKeyEvent) -> bool:
        key = event_key(event)
        if key in ("Enter", "Space") and isinstance(self.focusWidget(), QLineEdit | QAbstractButton):
            return False
        if page_keys.answer(self.page.keys(), event):
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

    def who_text(self) -> str:
        return self.counter.signed_in.staff.full_name

    def retranslate(self) -> None:
        self.who.setText(self.who_text())
        self.show_keys()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
