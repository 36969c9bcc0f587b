"""A counter with the sell page on it: real database, real keys. Two of them stand side by side on one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from shiboken6 import delete, isValid
from tiny_network import COUNTERS

from kai_counter.config import Settings, home_at
from kai_counter.services import shifts, staff
from kai_counter.ui.context import Clock, Counter
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.language import Language
from kai_counter.ui.screens.sell import SellScreen
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.widgets.seat_button import SeatButton
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

SIZE = (1268, 660)  # what a page has of 1366×768
Some = TypeVar("Some", bound=QWidget)
NONE = Qt.KeyboardModifier.NoModifier


class SellCounter:
    """`press` sends keys to whatever has the focus, as a person's keyboard does."""

    def __init__(self, qtbot: QtBot, counter: Counter, folder: Path) -> None:
        self.qtbot, self.counter, self.folder = qtbot, counter, folder
        self.flow = SaleFlow(counter)
        self.screen = SellScreen(counter, self.flow)
        qtbot.addWidget(self.screen)
        self.troubles: list[Any] = []
        self.flow.trouble.connect(self.troubles.append)
        self.screen.resize(*SIZE)
        self.screen.show()
        self.screen.activate()
        self.wait(lambda: self.screen.search.destination.is_ready)

    @property
    def tomorrow(self) -> date:
        return self.counter.clock.now().date() + timedelta(days=1)

    def sit_down(self) -> None:
        """In front of this window, when two stand side by side."""
        if not self.screen.isActiveWindow():
            self.screen.activateWindow()
            self.qtbot.waitUntil(self.screen.isActiveWindow)

    @property
    def focus(self) -> QWidget:
        return self.screen.window().focusWidget() or self.screen

    @property
    def focus_name(self) -> str:
        return self.focus.objectName()

    def wait(self, condition: Callable[[], Any], timeout: int = 30_000) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.sit_down()
        for key in keys:
            QTest.keyClick(self.focus, key, modifier)

    def act(self, key: str) -> None:
        """A key of the bottom bar; the window looks it up as here."""
        hints = self.screen.keys()
        hint = next(hint for hint in hints if hint.key == key)
        assert hint.enabled and hint.act is not None
        hint.act()

    def type(self, text: str) -> None:
        self.sit_down()
        QTest.keyClicks(self.focus, text)

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        QTest.keyClick(self.focus, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def find(self, kind: type[Some], name: str) -> Some:
        found = self.screen.window().findChild(kind, name)
        assert isinstance(found, kind), name
        return found

    def seat(self, name: str) -> SeatButton:
        """'1.4A' is seat 4A of car 1, which must be in view."""
        return self.find(SeatButton, f"sell.seat.{name}")

    def seat_id(self, name: str) -> UUID:
        return self.seat(name).seat.seat_id

    def held(self) -> list[str]:
        return [seat.seat_number for seat in self.flow.hold.seats] if self.flow.hold else []

    def search(self, people: str = "1") -> None:
        """Tomorrow's trains to Surabaya Gubeng, by keys."""
        self.sit_down()
        self.screen.search.destination.setFocus()
        self.type("sgu")
        self.press(Qt.Key.Key_Tab)
        self.type("1")
        self.press(Qt.Key.Key_Tab)
        self.type(people)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: len(self.screen.results.rows.rows) >= 3)

    def choose(self, class_code: str = "EKS", number: str = "6") -> None:
        """A train by its digit."""
        rows = self.screen.results.rows.rows
        found = [(row.offer.code, row.journey.train_number) for row in rows].index((class_code, number))
        self.press(Qt.Key(Qt.Key.Key_1 + found))
        self.wait(lambda: self.flow.seat_map is not None and self.screen.seats.coach is not None)


@contextmanager
def sell_counter(qtbot: QtBot, fresh: FreshDatabase, folder: Path, nipp: str = "10001") -> Iterator[SellCounter]:
    load_fonts()
    theme = Theme("light")
    theme.apply()
    code = "GMR-02" if nipp == "10002" else "GMR-01"
    database, card = staff.sign_in(
        fresh.server.url(fresh.name, f"staff_{nipp}", PASSWORD),
        SignInRequest(nipp, PASSWORD, code, COUNTERS[code], "test"),
    )
    if card.shift is None:
        shifts.open_shift(database, new_id(), 500_000)
    garbage = MainThreadGarbage()
    desk = Desk()
    faults: list[Any] = []
    desk.incident.connect(lambda number, fault: faults.append(fault))
    clock = Clock.of_station(card.counter.station.timezone, card.clock_offset)
    home = home_at(folder / f"home-{nipp}").make()
    counter = Counter(desk, database, card, Settings(language="en"), home, theme, Language("en"), clock)
    found = SellCounter(qtbot, counter, home.drafts)
    try:
        yield found
        assert not faults, faults
    finally:
        if isValid(found.screen):  # pytest-qt may have closed it already
            found.screen.hide()  # nothing is asked any more; what is on its way comes in
        qtbot.waitUntil(lambda: not desk.is_busy)
        desk.close()
        delete(found.flow)  # with its clocks
        database.close()
        garbage.stop()
