"""A signed-in counter with an open shift, a sale on it, and the screens of the sale: real database, real keys."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase

from kai_counter.config import Printer, Settings, home_at
from kai_counter.devices.simulator import Simulator
from kai_counter.services import journeys, shifts, staff
from kai_counter.ui.context import Clock, Counter
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.flows.printing import Printing
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SearchRequest, SignInRequest

SIZE = (1284, 676)  # what a page has of 1366×768


class SaleDesk:
    """`press` sends keys to whatever has the focus, as a person's keyboard does."""

    def __init__(self, qtbot: QtBot, counter: Counter, flow: SaleFlow, day: Any) -> None:
        self.qtbot, self.counter, self.flow, self.day = qtbot, counter, flow, day
        self.screen: QWidget | None = None

    def hold(self, adults: int = 1, infants: int = 0, class_code: str = "EKS", number: str = "6") -> None:
        """Tomorrow's train from Gambir, the best seats held by the database."""
        flow, day = self.flow, self.day
        found = journeys.search(self.counter.database, SearchRequest("GMR", "SGU", day, adults))
        journey = next(one for one in found if one.train_number == number)
        flow.travellers.set_counts(adults, infants)
        flow.picking.quick(journey, next(c for c in journey.classes if c.code == class_code))
        self.wait(lambda: flow.step == "passengers" and flow.is_held)

    def show(self, screen: QWidget) -> None:
        self.screen = screen
        self.qtbot.addWidget(screen)
        screen.resize(*SIZE)
        screen.show()
        screen.activate()  # type: ignore[attr-defined]

    def wait(self, condition: Callable[[], Any], timeout: int = 30_000) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    @property
    def focus(self) -> QWidget:
        assert self.screen is not None
        return self.screen.focusWidget() or self.screen

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus, text)

    def paste(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        QTest.keyClick(self.focus, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def field(self, name: str) -> QLineEdit:
        assert self.screen is not None
        found = self.screen.findChild(QLineEdit, name)
        assert isinstance(found, QLineEdit), name
        return found

    def note(self, name: str) -> str:
        """The sentence under a field."""
        assert self.screen is not None
        found: Any = self.screen.findChild(QWidget, name + ".note")
        return str(found.text())

    def fill(self, *people: tuple[str, str]) -> None:
        """Names and NIKs without a screen."""
        for index, (name, nik) in enumerate(people):
            self.flow.travellers.update(index, name=name, identity_number=nik)


@contextmanager
def sale_desk(
    qtbot: QtBot, fresh: FreshDatabase, folder: Path, simulator: Simulator | None = None, *, nipp: str = "10001",
    training: bool = False,
) -> Iterator[SaleDesk]:  # fmt: skip
    load_fonts()
    theme = Theme(os.environ.get("KAI_LOOK_THEME", "light"))
    theme.apply()
    language = Language("en")
    database, card = staff.sign_in(
        fresh.server.url(fresh.name, f"staff_{nipp}", PASSWORD),
        SignInRequest(nipp, PASSWORD, "GMR-01", "counter-secret-1", "test"),
        training=training,
    )
    shift = shifts.open_shift(database, new_id(), 500_000)
    card = dataclasses.replace(card, shift=shift)
    settings = Settings(language="en", training=training)
    if simulator is not None:
        address = f"127.0.0.1:{simulator.serve()}"
        settings = dataclasses.replace(settings, printer=Printer("tcp", address, 80))
    garbage = MainThreadGarbage()
    desk = Desk()
    station = card.counter.station
    clock = Clock.of_station(station.timezone, card.clock_offset)
    counter = Counter(desk, database, card, settings, home_at(folder / "home").make(), theme, language, clock)
    if simulator is not None:
        counter.printing = Printing(counter)
        counter.printing.start()
    flow = SaleFlow(counter)
    try:
        yield SaleDesk(qtbot, counter, flow, clock.now().date() + timedelta(days=1))
    finally:
        if counter.printing is not None:
            counter.printing.close()
        if simulator is not None:
            simulator.close()
        desk.close()
        shiboken6.delete(flow)  # with its clocks: a hold that runs out ten minutes later is another test's noise
        database.close()
        garbage.stop()
