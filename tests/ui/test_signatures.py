"""A signature asked for at one window and given at another, by keys; the dialog hears of it by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from test_every_page import cut, grown, unnamed
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.values.ids import new_id

Key = Qt.Key
MISSED = "SELECT count(*) FROM audit_logs WHERE new_values ? 'signature_missed'"
CTRL = Qt.KeyboardModifier.ControlModifier


def asked(fresh: FreshDatabase, nipp: str = "10002", **changes: Any) -> Any:
    database = fresh.signed_in(nipp)
    request = {"request_id": new_id(), "kind": "cash_out", "subject_id": new_id(), "amount": 750_000,
               "reason": "repair of the gate", "overrule_code": None}  # fmt: skip
    return database, database.call("ask_signature", **request | changes)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("id", "dark")])
def test_a_supervisor_signs_what_another_counter_asks(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, language: str, theme: str
) -> None:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=language, theme=theme)) as desk:
        desk.sign_in("20001")
        desk.wait(lambda: desk.window.start_page is not None and desk.focus.objectName() == "start.clock")
        desk.press(Key.Key_F8, Key.Key_Return)
        desk.wait(lambda: desk.window.workplace is not None and desk.window.workplace.board.journeys)
        work = desk.window.workplace
        assert work is not None
        desk.press(Key.Key_S, modifier=CTRL)
        desk.wait(lambda: work._section == "signatures")
        qtbot.wait(50)
        grab(desk.window, "signatures-empty", theme, language)
        work.show_section("board")
        clerk, first = asked(fresh_database)
        database, second = asked(fresh_database, "10001", kind="identity", amount=None, reason="wallet stolen",
                                 overrule_code="SALES_STAFF_ERROR")  # fmt: skip
        work.asked.look()
        desk.wait(lambda: work.note.isVisible())
        assert "GMR-0" in work.note.text() and work._section == "board"
        desk.press(Key.Key_S, modifier=CTRL)
        page: Any = work.page
        desk.wait(lambda: len(page.list.rows) == 2)
        qtbot.wait(50)
        grab(desk.window, "signatures", theme, language)
        page.show_card(page.card)  # looked at again while both wait: nothing moves
        assert page.list.chosen == page.card.waiting[0].request_id and page.list.has_focus
        assert cut(desk.window) + unnamed(desk.window) + grown(desk.window) == []
        desk.press(Key.Key_F8)
        desk.wait(lambda: len(page.list.rows) == 1)
        assert clerk.call("signature_state", request_id=first["request_id"])["answered_by"] == "Sri Lestari"
        desk.wait(lambda: "×1 (" in page.pairs.text())  # signed counts, though nobody has used it yet
        desk.press(Key.Key_D, modifier=CTRL)
        assert page.note.error and desk.focus is page.note.edit
        desk.type("see me")
        desk.press(Key.Key_D, modifier=CTRL)
        desk.wait(lambda: page.empty.isVisible())
        assert database.call("signature_state", request_id=second["request_id"])["answer_note"] == "see me"


def test_a_clerk_has_no_such_page(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.to_board()
        desk.press(Key.Key_S, modifier=CTRL)
        assert desk.window.workplace is not None and desk.window.workplace._section == "board"
        assert desk.window.workplace.note.isVisible()


def _cash_out(desk: WindowDesk) -> Any:
    desk.press(Key.Key_F10)
    assert desk.window.workplace is not None
    page = desk.window.workplace.shift
    desk.wait(lambda: page.till.stage == "open")
    desk.press(Key.Key_2)
    desk.type("600000")
    desk.press(Key.Key_Return)
    desk.type("repairs")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.approval.isVisible() and page.approval.ringing.text())
    return page


def answer(fresh: FreshDatabase, signs: bool, note: str | None = None) -> None:
    supervisor = fresh.signed_in("20001")
    (one,) = supervisor.call("signatures_asked", limit=10)["open"]
    supervisor.call(
        "answer_signature", request_id=one["request_id"], approval_id=new_id(), signs=signs, note=note
    )


def test_the_clerks_dialog_closes_when_it_was_signed_elsewhere(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.to_board()
        page = _cash_out(desk)
        assert isinstance(page.approval.ringing, QLabel)
        grab(desk.window, "sign-dialog", language="en")
        answer(fresh_database, True)
        desk.wait(lambda: fresh_database.value("SELECT count(*) FROM cash_movements WHERE approval_id IS NOT NULL"))
        assert not page.approval.isVisible()


def test_declined_elsewhere_is_told_and_leaving_takes_it_back(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.to_board()
        page = _cash_out(desk)
        answer(fresh_database, False, "use the other drawer")
        desk.wait(lambda: "use the other drawer" in page.approval.ringing.text())
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_2)
        desk.press(Key.Key_Escape)
        page = _cash_out(desk)
        desk.press(Key.Key_Escape)
        latest = "SELECT state FROM approval_requests ORDER BY id DESC"
        desk.wait(lambda: fresh_database.value(latest) == "withdrawn")


def test_three_wrong_passwords_lock_this_window(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.to_board()
        page = _cash_out(desk)
        desk.type("20001")
        desk.press(Key.Key_Return)
        for tries in range(1, 4):
            desk.type("not-it")
            desk.press(Key.Key_Return)
            desk.wait(lambda n=tries: fresh_database.value(MISSED) == n and page.approval.password.error)
        desk.wait(lambda: "locked" in page.approval.password.error)
        desk.type(PASSWORD)
        desk.press(Key.Key_Return)
        desk.wait(lambda: not page.signing._is_signing)
        assert page.approval.isVisible() and "locked" in page.approval.password.error
