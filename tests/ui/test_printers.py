"""The printer page: what it is doing, what it asks, another printer for the rest, its settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter.config import load_settings
from kai_counter.devices.simulator import Simulator
from kai_counter.ui.flows.printing import Printing
from kai_counter.ui.screens.printers import PrintersScreen

CONTROL, ENTER = Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return
PEOPLE = (
    ("Siti Aminah", "3174015512900001"),
    ("Budi Santoso", "3174011708850002"),
    ("Ani Lestari", "3174015001950003"),
)


@pytest.fixture
def printer() -> Simulator:
    return Simulator()


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, printer: Simulator) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path, printer) as found:
        yield found


def printing(desk: SaleDesk) -> Printing:
    assert desk.counter.printing is not None
    return desk.counter.printing


def opened(desk: SaleDesk) -> PrintersScreen:
    screen = PrintersScreen(desk.counter, desk.flow)
    desk.show(screen)
    return screen


def sell_series(desk: SaleDesk) -> None:
    desk.hold(len(PEOPLE))
    desk.fill(*PEOPLE)
    desk.flow.go("payment")
    desk.wait(lambda: desk.flow.quote is not None)
    assert desk.flow.quote is not None
    desk.flow.pay(desk.flow.quote.final)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None
    printing(desk).print_sale(desk.flow.sale)


def test_a_test_ticket_and_the_status(desk: SaleDesk, printer: Simulator, fresh_database: FreshDatabase) -> None:
    screen = opened(desk)
    desk.press(Qt.Key.Key_T, modifier=CONTROL)
    desk.wait(lambda: len(printer.papers) == 1)
    desk.wait(lambda: screen.pill.text() == "Printer ready")
    desk.wait(lambda: "every ticket" in screen.words.text())
    desk.wait(lambda: fresh_database.value("SELECT state FROM print_jobs WHERE kind = 'test'") == "confirmed")
    grab(screen, "printers", language="en")


def test_the_status_names_what_is_wrong(desk: SaleDesk, printer: Simulator) -> None:
    screen = opened(desk)
    printer.open_cover()
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: "cover" in screen.pill.text())
    printer.close_cover()
    desk.press(Qt.Key.Key_F5)
    desk.wait(lambda: "ready" in screen.pill.text())


def test_the_rest_goes_to_another_printer(
    desk: SaleDesk, printer: Simulator, fresh_database: FreshDatabase
) -> None:
    other = Simulator()
    try:
        port = other.serve()
        printer.open_cover()
        screen = opened(desk)
        sell_series(desk)
        desk.wait(lambda: any("cover" in row.state.text() for row in screen.rows.values()))
        grab(screen, "printers-waiting", language="en")
        desk.press(Qt.Key.Key_O, modifier=CONTROL)
        assert screen.elsewhere.isVisible()
        desk.press(Qt.Key.Key_Right)  # network
        desk.field("printers.elsewhere.address").setFocus()
        desk.type(f"127.0.0.1:{port}")
        desk.press(ENTER)
        desk.wait(lambda: len(other.papers) == 3)
        assert not printer.papers
        desk.wait(lambda: fresh_database.value("SELECT count(*) FROM print_jobs WHERE state = 'confirmed'") == 3)
        assert len(set(other.codes)) == 3
        told = "SELECT count(*) FROM print_jobs WHERE state = 'confirmed' AND printer LIKE %s"
        assert fresh_database.value(told, f"%:{port}%") == 3
        desk.wait(lambda: all(f":{port}" in row.detail.text() for row in screen.rows.values()))
    finally:
        other.close()


def test_a_question_is_answered_here_too(desk: SaleDesk) -> None:
    screen = opened(desk)
    device = printing(desk).printer
    assert device is not None
    device.device.acknowledgement = "none"
    sell_series(desk)
    for _ in PEOPLE:
        desk.wait(lambda: screen._asking() is not None)
        asked = screen._asking()
        desk.press(Qt.Key.Key_Y)
        desk.wait(lambda asked=asked: screen._asking() is None or screen._asking().job_id != asked.job_id)
    desk.wait(lambda: not printing(desk).unfinished())


@pytest.mark.parametrize("address", ["", "no port here", "host:99999", "😀"])
def test_a_wrong_address_is_said(desk: SaleDesk, address: str) -> None:
    screen = opened(desk)
    before = desk.counter.settings
    field = desk.field("printers.settings.address")
    field.setFocus()
    field.clear()
    desk.paste(address)
    desk.press(ENTER)
    assert desk.note("printers.settings.address")
    assert desk.counter.settings == before
    assert not screen.form.address.edit.text() or screen.form.address.error


def test_settings_are_kept_and_used(desk: SaleDesk) -> None:
    other = Simulator(width=58)
    try:
        port = other.serve()
        screen = opened(desk)
        field = desk.field("printers.settings.address")
        field.setFocus()
        field.clear()
        screen.form.paper.set_values(["58"])
        desk.type(f"127.0.0.1:{port}")
        desk.press(ENTER)
        kept = load_settings(desk.counter.home).printer
        assert (kept.kind, kept.address, kept.width) == ("tcp", f"127.0.0.1:{port}", 58)
        desk.press(Qt.Key.Key_T, modifier=CONTROL)
        desk.wait(lambda: len(other.papers) == 1)
    finally:
        other.close()


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_virtual_printer_shows_paper(desk: SaleDesk) -> None:
    screen = opened(desk)
    screen.form.kind.set_values(["virtual"])
    screen.form._kind_picked()
    screen.form.keep.click()
    assert desk.counter.settings.printer.kind == "virtual"
    desk.press(Qt.Key.Key_V, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert screen.virtual.isVisible()
    desk.press(Qt.Key.Key_T, modifier=CONTROL)
    desk.wait(lambda: len(screen.virtual.papers) == 1)
    grab(screen.virtual, "printers-virtual", language="en")
    desk.press(Qt.Key.Key_V, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not screen.virtual.isVisible(), "it takes no key itself: the same key puts it away"
    screen.activateWindow()
    desk.wait(screen.isActiveWindow)
    screen.form.focus_first()
    desk.press(Qt.Key.Key_Right, Qt.Key.Key_Tab)
    assert desk.focus is screen.form.address.edit, desk.focus.objectName()
    screen.elsewhere.show()
    screen.elsewhere.focus_first()
    desk.press(Qt.Key.Key_Escape)
    assert not screen.elsewhere.isVisible() and desk.focus is screen.test
    screen.form.focus_first()
    desk.press(ENTER)
    assert desk.focus is screen.form.address.edit


def test_touch_size_at_once_and_after_the_next_start(desk: SaleDesk) -> None:
    screen = opened(desk)
    before = screen.test.height()
    desk.press(Qt.Key.Key_B, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    try:
        desk.wait(lambda: screen.test.height() >= 44 and screen.form.keep.height() >= 44)
        assert load_settings(desk.counter.home).touch is True
        grab(screen, "printers-touch", language="en")
    finally:
        screen.touch.click()
    desk.wait(lambda: screen.test.height() == before)
    assert load_settings(desk.counter.home).touch is False
