"""The window as a whole: the database goes and comes back, a scanner types, the language turns, a bug shows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.config import home_at, load_settings
from kai_counter.ui import health
from kai_counter.ui.health import Health
from kai_counter.ui.workplace import Workplace

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as found:
        found.to_board()
        yield found


def work(desk: WindowDesk) -> Workplace:
    assert desk.window.workplace is not None
    return desk.window.workplace


def cut_off(fresh: FreshDatabase, away: bool) -> None:
    """The clone refuses everybody, as a stopped server does, without stopping the others' tests."""
    with fresh.server.superuser() as connection:
        connection.execute(f'ALTER DATABASE "{fresh.name}" ALLOW_CONNECTIONS {not away}'.encode())
        if away:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [fresh.name]
            )


def test_the_database_goes_and_is_back_within_five_seconds_of_its_return(
    desk: WindowDesk, fresh_database: FreshDatabase
) -> None:
    desk.press(Key.Key_F10, Key.Key_3)
    desk.type("250000")
    cut_off(fresh_database, away=True)
    work(desk).board.refresh()
    desk.wait(work(desk).banner.isVisible)
    assert work(desk).header.database.kind == "danger"
    cut_off(fresh_database, away=False)
    assert health.RECHECK <= 2_000
    desk.wait(lambda: not work(desk).banner.isVisible())
    assert work(desk).header.database.kind == "success"
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM outages WHERE what = 'database'") == 1)
    field = work(desk).shift.asking.amount
    assert field.text() == "250000" and desk.focus is field.edit, "typed text and focus are where they were"


def test_an_ended_session_leads_back_to_the_door(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE user_sessions SET is_active = false")
    health: Health = work(desk).health
    health.ask()
    desk.wait(lambda: desk.window.workplace is None)
    assert desk.window.sign_in_page.trouble.isVisible()


def test_a_scanned_code_is_a_scan_and_never_leaks_into_the_field(desk: WindowDesk) -> None:
    desk.press(Key.Key_F10, Key.Key_3)
    field = desk.focus
    assert isinstance(field, QLineEdit)
    before = field.text()
    handle = desk.window.windowHandle()
    heard: list[str] = []
    again: list[str] = []
    desk.window.watch.scanned.connect(lambda text, _ours: heard.append(text))
    desk.window.watch.repeated.connect(again.append)
    for _ in range(2):
        QTest.keyClick(handle, Key.Key_B, CTRL)  # STX
        for letter in "ABC23XYZ":
            QTest.keyClick(handle, letter)
        QTest.keyClick(handle, Key.Key_Return)
    assert heard == ["ABC23XYZ"] and again == ["ABC23XYZ"]
    assert field.text() == before
    desk.wait(lambda: work(desk).page.objectName().startswith("bookings"))


def test_ctrl_b_by_hand_is_the_bell(desk: WindowDesk) -> None:
    """It is what scanners send before a code, too: alone it goes on to the window."""
    desk.press(Key.Key_F10)
    QTest.keyClick(desk.window.windowHandle(), Key.Key_B, CTRL)
    desk.wait(lambda: work(desk).page.objectName().startswith("notices"))


def test_typing_without_the_sentinel_is_typing(desk: WindowDesk) -> None:
    desk.press(Key.Key_F10, Key.Key_3)
    field = desk.focus
    assert isinstance(field, QLineEdit)
    field.clear()
    for letter in "120000":
        QTest.keyClick(desk.window.windowHandle(), letter)
    assert field.text() == "120000"


def test_language_and_theme_turn_while_the_work_goes_on_and_are_kept(
    desk: WindowDesk, tmp_path: Path
) -> None:
    assert work(desk).header.title.text() == "Departures"
    work(desk).act("language")
    desk.wait(lambda: work(desk).header.title.text() == "Berangkat")
    assert "Tersedia" in work(desk).board.rows[0].accessibleName()
    work(desk).act("theme")
    assert desk.window.theme.name == "dark"
    desk.wait(lambda: not desk.window.desk.is_busy)
    kept = load_settings(home_at(tmp_path / "home"))
    assert (kept.language, kept.theme) == ("id", "dark")


def test_who_only_looked_at_a_train_is_not_asked_about_an_unfinished_sale(desk: WindowDesk) -> None:
    place = work(desk)
    journey = place.board.journeys[0]
    place.show_section("sell")
    place.flow.picking.choose(journey, journey.classes[0])
    desk.wait(lambda: place.flow.seat_map is not None)
    desk.press(Key.Key_F2)
    assert place.box.isHidden() and place.flow.is_empty
    desk.wait(lambda: place.page.objectName().startswith("board"))
    place.show_section("sell")
    place.flow.picking.choose(journey, journey.classes[0])
    place.flow.travellers.update(0, name="Rina")
    desk.press(Key.Key_F2)
    assert place.box.isVisible() and not place.flow.is_empty


def test_a_bug_is_told_with_its_number_and_the_work_goes_on(
    desk: WindowDesk, caplog: pytest.LogCaptureFixture, fresh_database: FreshDatabase
) -> None:
    def bug() -> None:
        raise ZeroDivisionError("ours")

    box = work(desk).box
    with caplog.at_level(logging.CRITICAL, "kai_counter.ui.desk"):
        desk.window.desk.do(desk.window, bug)
        desk.wait(box.isVisible)
    shown = [word for word in box.words.text().replace(".", " ").split() if len(word) == 6 and word.isupper()]
    noted = "SELECT message FROM error_log WHERE incident = %s"
    desk.wait(lambda: fresh_database.value(noted, *shown) == "ZeroDivisionError")
    desk.press(Key.Key_Escape)
    assert not box.isVisible() and work(desk).board.isVisible()
