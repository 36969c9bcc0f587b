"""A training room says so wherever one looks and on all that comes out of it; a live gate tells its tickets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from gate_world import KEY, Carried, Key, code, listed, place, train
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk
from test_done import BUDI, SITI, sell_to
from window_desk import settings_for, window_desk

from kai_counter.devices.simulator import Simulator
from kai_counter.errors import Refused
from kai_counter.services import shifts
from kai_counter.ui import gate_words, words
from kai_counter.ui.screens.booking_finder import BookingFinder
from kai_counter.values.ids import new_id
from kai_counter.values.judgement import judge
from kai_counter.values.ticket_code import TRAINING_KEYS_FROM

CTRL = Qt.KeyboardModifier.ControlModifier
ABROAD = Key(TRAINING_KEYS_FROM + 3)


@pytest.fixture
def room(fresh_database: FreshDatabase) -> FreshDatabase:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE installation SET is_training = true")
        keys = f"ALTER TABLE counter_keys ALTER COLUMN key_no RESTART WITH {TRAINING_KEYS_FROM}"
        connection.execute(keys.encode())
    return fresh_database


def band_of(window: QWidget, name: str = "training") -> str:
    band = window.findChild(QLabel, f"{name}.band")
    assert isinstance(band, QLabel) and band.isVisible() and band.width() > window.width() * 0.9
    return band.text()


def test_every_page_of_the_window_stands_in_the_frame(qtbot: QtBot, room: FreshDatabase, tmp_path: Path) -> None:
    with window_desk(qtbot, tmp_path, settings_for(room, training=True, display="window")) as desk:
        window = desk.window
        assert "LATIHAN" in window.windowTitle()
        assert "LATIHAN / TRAINING" in band_of(window) and "no ticket is valid" in band_of(window)
        desk.to_board()
        assert "LATIHAN / TRAINING" in band_of(window)
        assert window.showing is not None and window.showing.display is not None
        assert "LATIHAN / TRAINING" in band_of(window.showing.display, "display.training")
        grab(window.showing.display, "training-display", language="en")
        desk.press(Qt.Key.Key_L, modifier=CTRL)
        assert window.stack.currentWidget() is window.lock_page
        window.switch("language")
        desk.wait(lambda: "tiket tidak berlaku" in band_of(window))
        grab(window, "training-lock", language="id")


def test_a_live_window_at_a_training_database_says_where_it_is(
    qtbot: QtBot, room: FreshDatabase, tmp_path: Path
) -> None:
    with window_desk(qtbot, tmp_path, settings_for(room)) as desk:
        assert desk.window.findChild(QLabel, "training.band") is None
        desk.sign_in()
        page = desk.window.sign_in_page
        desk.wait(lambda: page.trouble.isVisible())
        said = page.trouble.text()
        assert words.sentence(Refused("training_database")) in said
        grab(desk.window, "training-refused", language="en")
        assert room.value("SELECT count(*) FROM user_sessions") == 0


@pytest.fixture
def printer() -> Simulator:
    return Simulator()


@pytest.fixture
def desk(qtbot: QtBot, room: FreshDatabase, tmp_path: Path, printer: Simulator) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, room, tmp_path, printer, training=True) as found:
        yield found


def test_every_paper_says_so_above_and_below(desk: SaleDesk, room: FreshDatabase, printer: Simulator) -> None:
    sell_to(desk, SITI, BUDI)
    printing, sale = desk.counter.printing, desk.flow.sale
    assert printing is not None and sale is not None
    desk.wait(lambda: len(printer.papers) == 2)
    booking = sale.raw["bookings"][0]
    printing.print_receipt(UUID(booking["booking_id"]), new_id())
    printing.reprint(UUID(booking["tickets"][0]["ticket_id"]), "torn", job_id=new_id())
    printing.print_test()
    shift = desk.counter.signed_in.shift
    assert shift is not None
    printing.print_report(shifts.report(desk.counter.database, shift.id))
    desk.wait(lambda: [paper.is_whole for paper in printer.papers] == [True] * 6)
    for paper in printer.papers:
        said = [line for line in paper.text.splitlines() if line.strip()]
        assert "LATIHAN - TIDAK BERLAKU" in said[0] and "TRAINING - NOT VALID" in said[-1], paper.text
    path = printing.paper.save_pdf(desk.counter.database, new_id(), UUID(booking["booking_id"]))
    assert all(file.name.startswith("LATIHAN-") for file in path.parent.iterdir())
    assert room.value("SELECT min(key_no) FROM counter_keys") == TRAINING_KEYS_FROM


def test_a_live_gate_says_what_it_refuses_and_a_live_counter_what_was_scanned(desk: SaleDesk) -> None:
    now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    carried = Carried.of(listed(now, [], [train(now)]))
    found = judge(code(1000, now, ABROAD), carried, place(), now)
    assert not found.admits
    said = gate_words.said(found.code, found.facts)
    assert (said.heading, "LATIHAN" in said.todo) == ("Training ticket", True)
    other = judge(code(1000, now, Key(8)), carried, place(), now)
    assert gate_words.said(other.code, other.facts).heading == "Counter not known"

    for training, key, refused in ((False, ABROAD, "training_paper"), (True, KEY, "live_paper")):
        desk.counter.settings = dataclasses.replace(desk.counter.settings, training=training)
        finder = BookingFinder(desk.counter)
        desk.qtbot.addWidget(finder)
        finder.scanned(code(1000, now, key))
        assert finder.code.error == words.sentence(Refused(refused))
