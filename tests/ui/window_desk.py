"""The whole main window at a real database, with keys sent to whatever has the focus."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from tiny_network import COUNTERS

from kai_counter.config import Settings, home_at
from kai_counter.db.server import address
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.flows import printing
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.window import MainWindow

NO = Qt.KeyboardModifier.NoModifier


class WindowDesk:
    """`press` and `type` are a person's keys; they go where the focus is."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.pressed = 0  # command keys so far

    def wait(self, condition: Callable[[], Any], timeout: int = 30_000) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NO) -> None:
        for key in keys:
            self.pressed += 1
            QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)

    def sign_in(self, nipp: str = "10001", password: str = PASSWORD) -> None:
        """From the empty sign-in page to the press of Enter."""
        self.window.sign_in_page.nipp.set_text("")
        self.window.sign_in_page.nipp.setFocus()
        self.type(nipp)
        self.press(Qt.Key.Key_Return)
        self.type(password)
        self.press(Qt.Key.Key_Return)

    def to_start(self) -> None:
        self.sign_in()
        self.wait(lambda: self.window.start_page is not None and self.focus.objectName() == "start.clock")

    def to_board(self) -> None:
        self.to_start()
        self.press(Qt.Key.Key_F8)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.window.workplace is not None and self.window.workplace.board.journeys)


def settings_for(fresh: FreshDatabase, **changes: Any) -> Settings:
    settings = Settings(
        database_url=address(fresh.owner_url),
        counter_code="GMR-01",
        counter_secret=COUNTERS["GMR-01"],
        language="en",
    )
    return dataclasses.replace(settings, **changes)


@contextmanager
def window_desk(qtbot: QtBot, folder: Path, settings: Settings, **arguments: Any) -> Iterator[WindowDesk]:
    load_fonts()
    printing.VIRTUAL_SPEED = 0  # nobody watches the paper come, and closing waits for it
    theme, language = Theme(settings.theme), Language(settings.language)
    theme.apply()
    garbage, desk = MainThreadGarbage(), Desk()
    window = MainWindow(home_at(folder / "home").make(), settings, desk, theme, language, **arguments)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    try:
        yield WindowDesk(qtbot, window)
    finally:
        window.close()
        desk.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, 52)  # DeferredDelete
        language.set("en")
        garbage.stop()
