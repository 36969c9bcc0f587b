"""Signing in, each refusal in its own words, the first password, the counter's choice, lock and sign-out."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.config import home_at, load_settings
from kai_counter.errors import Refused
from kai_counter.ops.prepare import DemoMember
from kai_counter.ui import words
from kai_counter.ui.screens.counter_choice import CounterChoiceScreen, CounterPlace
from kai_counter.ui.screens.password import PasswordScreen

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at_door(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        yield desk


def test_unknown_member_and_wrong_password_are_told_the_same(at_door: WindowDesk) -> None:
    page = at_door.window.sign_in_page
    said = []
    for nipp, password in (("10001", "wrong"), ("99999", PASSWORD)):
        at_door.sign_in(nipp, password)
        at_door.wait(lambda: page.password.error)
        said.append(page.password.error)
        assert page.password.text() == ""
        assert at_door.focus is page.password.edit, "the focus is where the person types next"
    assert said[0] == said[1] == words.sentence(Refused("sign_in_wrong"))


def test_a_retired_member_is_told_so_at_the_nipp(at_door: WindowDesk, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE users SET is_active = false, retired_at = now() WHERE nipp = '10002'")
    page = at_door.window.sign_in_page
    at_door.sign_in("10002")
    at_door.wait(lambda: page.nipp.error)
    assert page.nipp.error == words.sentence(Refused("member_retired"))
    assert at_door.focus is page.nipp.edit


def test_an_unregistered_machine_and_a_closed_counter_have_their_own_words(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    said = []
    with fresh_database.owner() as connection:
        connection.execute("UPDATE counters SET is_active = false, revoked_at = now() WHERE code = 'GMR-02'")
    for code, secret in (("GMR-01", "not the secret"), ("GMR-02", "counter-secret-2")):
        settings = settings_for(fresh_database, counter_code=code, counter_secret=secret)
        with window_desk(qtbot, tmp_path, settings) as desk:
            desk.sign_in()
            desk.wait(desk.window.sign_in_page.trouble.isVisible)
            said.append(desk.window.sign_in_page.trouble.text())
    assert said == [words.sentence(Refused(code)) for code in ("counter_unknown", "counter_revoked")]


def test_a_program_left_behind_is_told_at_the_door(
    at_door: WindowDesk, fresh_database: FreshDatabase
) -> None:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    page = at_door.window.sign_in_page
    at_door.sign_in()
    at_door.wait(page.trouble.isVisible)
    assert words.sentence(Refused("program_outdated")) in page.trouble.text()
    assert at_door.window.counter is None


def test_the_database_away_keeps_what_was_typed_and_retry_signs_in(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    right = settings_for(fresh_database)
    settings = settings_for(fresh_database, database_url="postgresql://127.0.0.1:9/kai")
    with window_desk(qtbot, tmp_path, settings) as desk:
        page = desk.window.sign_in_page
        desk.sign_in()
        desk.wait(page.trouble.isVisible)
        assert "database" in page.trouble.text()
        assert (page.nipp.text(), page.password.text()) == ("10001", PASSWORD)
        desk.window.settings = right
        desk.qtbot.mouseClick(page.trouble.action, Qt.MouseButton.LeftButton)
        desk.wait(lambda: desk.window.start_page is not None)


def test_a_role_without_work_here_is_told_so(at_door: WindowDesk) -> None:
    page = at_door.window.sign_in_page
    at_door.window.settings = at_door.window.settings
    at_door.window.gate_only = True  # a gate's machine
    at_door.sign_in("90001")
    at_door.wait(page.trouble.isVisible)
    assert page.trouble.text() == words.sentence(Refused("no_work_here"))
    assert at_door.window.counter is None


def test_empty_fields_are_asked_for_and_not_sent(at_door: WindowDesk) -> None:
    page = at_door.window.sign_in_page
    page.submit()
    assert page.nipp.error and at_door.focus is page.nipp.edit
    at_door.type("10001")
    assert not page.nipp.error, "typing clears the sentence"
    page.submit()
    assert page.password.error and at_door.focus is page.password.edit


def test_bad_pastes_end_in_a_sentence_or_are_made_harmless(at_door: WindowDesk) -> None:
    edit = at_door.window.sign_in_page.nipp.edit
    edit.take("9" * 1_000_000)
    assert len(edit.text()) == 20 and at_door.window.sign_in_page.nipp.error
    edit.clear()
    edit.take("10\u202e001\u0000\r\n")
    assert edit.text() == "10001"


def test_caps_lock_is_hinted_at(at_door: WindowDesk) -> None:
    page = at_door.window.sign_in_page
    page.password.setFocus()
    at_door.press(Key.Key_A)  # a small letter without Shift
    assert page.password.note.text() == ""
    at_door.type("A")  # QTest sends no Shift with it: only Caps Lock does that
    assert page.password.note.text() != ""


def test_the_first_password_is_changed_before_anything_else(
    at_door: WindowDesk, fresh_database: FreshDatabase
) -> None:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE users SET must_change_password = true WHERE nipp = '10001'")
    at_door.sign_in()
    at_door.wait(lambda: isinstance(at_door.window.stack.currentWidget(), PasswordScreen))
    page = at_door.window.stack.currentWidget()
    assert isinstance(page, PasswordScreen)
    at_door.type("short")
    at_door.press(Key.Key_Return)
    at_door.type("short")
    at_door.press(Key.Key_Return)
    assert page.first.error and at_door.focus is page.first.edit
    page.first.set_text("")
    at_door.type("kereta-malam")
    at_door.press(Key.Key_Return)
    at_door.type("kereta-siang")
    at_door.press(Key.Key_Return)
    assert page.second.error and at_door.focus is page.second.edit
    at_door.type("kereta-malam")
    at_door.press(Key.Key_Return)
    at_door.wait(lambda: at_door.window.start_page is not None)
    # Put it back: the login role belongs to the whole cluster, not to this clone.
    from kai_counter.services import staff

    assert at_door.window.counter is not None
    staff.change_password(at_door.window.counter.database, "10001", PASSWORD)


def test_a_demo_member_signs_in_with_one_click(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    members = [
        DemoMember("10001", "Rina Wijaya", ("clerk",), PASSWORD),
        DemoMember("70001", "Wahyu Operator", ("operator",), PASSWORD),
    ]
    with window_desk(qtbot, tmp_path, settings_for(fresh_database), demo_staff=members) as desk:
        assert desk.window.findChild(QWidget, "signIn.demo.70001") is None, "has no work at this window"
        row = desk.window.findChild(QWidget, "signIn.demo.10001")
        assert isinstance(row, QWidget)
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
        desk.wait(lambda: desk.window.start_page is not None)


def test_which_counter_is_asked_once_and_kept(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    settings = settings_for(fresh_database, counter_code="", counter_secret="")
    places = [CounterPlace("GMR-01", "Loket 1", "Gambir", "counter-secret-1")]
    with window_desk(qtbot, tmp_path, settings, places=places) as desk:
        assert isinstance(desk.window.stack.currentWidget(), CounterChoiceScreen)
        assert desk.focus.objectName() == "counterChoice.GMR-01"
        desk.press(Key.Key_Return)
        assert desk.window.stack.currentWidget() is desk.window.sign_in_page
        desk.wait(lambda: home_at(tmp_path / "home").settings_file.exists())
        desk.to_start()
        desk.press(Key.Key_L, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)  # before the work, too
        assert desk.window.language.code == "id"
    kept = load_settings(home_at(tmp_path / "home"))
    assert (kept.counter_code, kept.counter_secret) == ("GMR-01", "counter-secret-1")


def test_the_lock_opens_for_the_same_member_where_the_work_was(at_door: WindowDesk) -> None:
    at_door.to_board()
    window = at_door.window
    at_door.press(Key.Key_F10)
    before = at_door.focus
    assert before.objectName() == "shift.in"
    at_door.press(Key.Key_L, modifier=CTRL)
    assert window.lock_page is not None and window.stack.currentWidget() is window.lock_page
    at_door.press(Key.Key_F2)
    assert window.stack.currentWidget() is window.lock_page, "no key works behind the lock"
    at_door.type("wrong")
    at_door.press(Key.Key_Return)
    at_door.wait(lambda: window.lock_page is not None and window.lock_page.password.error)
    at_door.type(PASSWORD)
    at_door.press(Key.Key_Return)
    at_door.wait(lambda: window.lock_page is None)
    assert window.stack.currentWidget() is window.workplace
    assert at_door.focus is before


def test_idleness_locks(at_door: WindowDesk) -> None:
    at_door.to_board()
    at_door.window.watch.idle.emit()
    assert at_door.window.lock_page is not None


def test_signing_out_ends_the_session_in_the_database(
    at_door: WindowDesk, fresh_database: FreshDatabase
) -> None:
    at_door.to_board()
    window = at_door.window
    at_door.press(Key.Key_Q, modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.stack.currentWidget() is window.sign_in_page and window.counter is None
    assert at_door.focus is window.sign_in_page.nipp.edit
    at_door.wait(lambda: fresh_database.value("SELECT count(*) FROM user_sessions WHERE is_active") == 0)


def test_closed_while_signing_in_no_connection_is_left(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    """The answer comes when the window is gone: nobody takes it, and the server is not left with its connection."""
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.sign_in()
    for thread in threading.enumerate():
        if thread.name.startswith("desk-read"):
            thread.join(20)
    gc.collect()
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename LIKE 'staff%%'"

    def is_quiet() -> bool:
        with fresh_database.server.superuser() as connection:
            row = connection.execute(asked, [fresh_database.name]).fetchone()
            return bool(row and row[0] == 0)

    qtbot.waitUntil(is_quiet, timeout=30_000)
