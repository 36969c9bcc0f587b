"""The administrator's own window by keys: a key revoked, a promotion, a member, a message; in every look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from test_every_page import LOOKS, cut, grown, unnamed
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.ui.screens.admin import AdminScreen
from kai_counter.values.ids import new_id

Key = Qt.Key
ENTER = Key.Key_Return


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    fresh_database.signed_in("10001").call("register_key", key_id=new_id(), public_key=bytes(range(32)))
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as found:
        found.sign_in("90001")
        found.wait(lambda: found.window.admin_place is not None and page_of(found).list.rows)
        yield found


def page_of(desk: WindowDesk) -> AdminScreen:
    assert desk.window.admin_place is not None
    return desk.window.admin_place.admin


def test_a_key_is_revoked_with_a_reason(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = page_of(desk)
    assert desk.window.workplace is None and desk.focus is page.list.rows[0]
    desk.press(Key.Key_F8)
    desk.press(ENTER)  # no reason, nothing done
    assert page.end_dialog.isVisible() and page.end_dialog.reason.error  # type: ignore[union-attr]
    desk.type("laptop stolen")
    desk.press(ENTER, ENTER)
    desk.wait(lambda: page.card is not None and page.card.keys[0].revoked_at)
    assert fresh_database.value("SELECT revoke_reason FROM counter_keys") == "laptop stolen"
    desk.press(Key.Key_F8)
    assert not page.end_dialog.isVisible(), "once is enough"


def test_a_promotion_is_announced_and_ended(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = page_of(desk)
    desk.press(Key.Key_F3, Key.Key_F6)
    for typed in ("lebaran", "Lebaran bersama", "15%", "50000"):
        desk.type(typed)
        desk.press(ENTER)
    desk.press(ENTER)  # from today
    desk.type("+30")
    desk.press(ENTER)
    desk.type("100")
    desk.press(ENTER)
    desk.wait(lambda: page.card is not None and page.card.promotions)
    row = "SELECT promotion_code || discount_value || maximum_discount || usage_limit FROM promotions"
    assert fresh_database.value(row) == "LEBARAN1550000100" and page.banner.isVisible()
    desk.press(Key.Key_Down, Key.Key_F8)
    desk.type("over")
    desk.press(ENTER)
    desk.wait(lambda: fresh_database.value("SELECT NOT is_active FROM promotions"))
    desk.wait(lambda: page.card is not None and not page.card.promotions[0].is_active)


def test_a_member_comes_and_goes(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = page_of(desk)
    desk.press(Key.Key_F4, Key.Key_F6)
    desk.type("10001")  # taken
    desk.press(ENTER)
    desk.type("Joko Susilo")
    desk.press(ENTER, Key.Key_Space, ENTER)  # a clerk
    desk.type("gmr")
    desk.press(ENTER)
    desk.type("rahasia-1")
    desk.press(ENTER)
    desk.wait(lambda: page.member_dialog.isVisible() and page.member_dialog.nipp.error)
    page.member_dialog.nipp.edit.selectAll()
    desk.type("10077")
    desk.press(ENTER, ENTER, ENTER, ENTER, ENTER)
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM users WHERE nipp = '10077'"))
    desk.wait(lambda: page.card is not None and "10077" in [one.nipp for one in page.card.members])
    assert page.card is not None
    page.list.rows[[one.nipp for one in page.card.members].index("10077")].setFocus()
    desk.press(Key.Key_F7)
    for _ in range(2):
        desk.type("rahasia-2")
        desk.press(ENTER)
    desk.wait(lambda: page.banner.isVisible() and "password" in page.banner.text())
    desk.press(Key.Key_F8)
    desk.type("moved")
    desk.press(ENTER)
    desk.wait(lambda: fresh_database.value("SELECT NOT is_active FROM users WHERE nipp = '10077'"))
    desk.wait(lambda: "retired" in page.banner.text())
    page.list.rows[[one.nipp for one in page.card.members].index("90001")].setFocus()
    desk.press(Key.Key_F8)
    assert not page.end_dialog.isVisible(), "nobody retires themselves"


def test_a_message_rings_the_bell_of_a_role(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = page_of(desk)
    desk.press(Key.Key_F9)
    desk.type("Rapat jam 14")
    desk.press(ENTER, ENTER)
    assert page.message_dialog.isVisible() and not page.message_dialog.roles.values(), "nobody to tell"
    page.message_dialog.roles.focus_row()
    desk.press(Key.Key_Space, ENTER)
    desk.type("xyz")
    desk.press(ENTER)
    desk.wait(lambda: page.message_dialog.isVisible() and page.message_dialog.message.error)  # no such station
    desk.press(ENTER, ENTER)
    page.message_dialog.station.edit.selectAll()
    desk.type("gmr")
    desk.press(ENTER)
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM notifications WHERE message = 'Rapat jam 14'"))
    desk.wait(lambda: page.banner.isVisible())


@pytest.mark.parametrize(("language", "look", "font"), LOOKS)
def test_in_every_look(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, language: str, look: str, font: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from kai_counter.ui import theme as looks

    if font:
        monkeypatch.setattr(looks, "FAMILY", font)
    fresh_database.signed_in("10001").call("register_key", key_id=new_id(), public_key=bytes(range(32)))
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=language, theme=look)) as desk:
        desk.sign_in("90001", PASSWORD)
        desk.wait(lambda: desk.window.admin_place is not None and page_of(desk).list.rows)
        desk.window.resize(1280, 720) if not font else desk.window.resize(1366, 768)
        page, complaints = page_of(desk), {}

        def look_at(name: str) -> None:
            desk.qtbot.wait(30)
            grab(desk.window, name, look + ("-other-font" if font else ""), language)
            found = unnamed(desk.window) + cut(desk.window) + grown(desk.window)
            if found:
                complaints[name] = found

        look_at("admin-keys")
        desk.press(Key.Key_F8)
        look_at("admin-revoke")
        desk.press(Key.Key_Escape, Key.Key_F3)
        look_at("admin-promotions")
        desk.press(Key.Key_F6)
        look_at("admin-promotion")
        desk.press(Key.Key_Escape, Key.Key_F4)
        look_at("admin-staff")
        desk.press(Key.Key_F6)
        look_at("admin-member")
        desk.press(Key.Key_Escape)
        page.list.rows[0].setFocus()
        desk.press(Key.Key_F7)
        look_at("admin-password")
        desk.press(Key.Key_Escape, Key.Key_F9)
        look_at("admin-message")
        desk.press(Key.Key_Escape)
        assert complaints == {}
