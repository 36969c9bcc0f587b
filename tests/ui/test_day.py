"""The station's day at the window of a supervisor: compared, banked with two signatures, the month saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from test_every_page import LOOKS, cut, grown, unnamed
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.ops.office import Member, add_member
from kai_counter.ui import stylesheet
from kai_counter.ui import theme as looks
from kai_counter.ui.screens.day import DayScreen
from kai_counter.values.cards_day import CountedSum, ReturnsCard
from kai_counter.values.cards_till import ReturnSum
from kai_counter.values.ids import new_id

Key = Qt.Key


NIPPS = iter(range(20_401, 20_499))  # logins belong to the whole cluster


def a_day(fresh: FreshDatabase) -> str:
    """A clerk's shift over a variance of Rp 2.000, and a second supervisor, beside the first."""
    clerk = fresh.signed_in("10001")
    shift = new_id()
    clerk.call("open_shift", shift_id=shift, float=500_000)
    clerk.call("cash_move", movement_id=new_id(), kind="in", amount=3_000_000, reason="uang", reference=None)
    clerk.call("cash_move", movement_id=new_id(), kind="drop", amount=2_000_000, reason="setor", reference="KTG 1")
    asked = {"shift_id": shift, "counted": 1_498_000, "reason": "kembalian"}
    clerk.call("begin_close", shift_id=shift)
    clerk.call("close_shift", **asked)
    assert clerk.call("close_shift", **asked)["state"] == "closed"
    clerk.close()
    with fresh.owner() as connection:
        nipp = str(next(NIPPS))
        add_member(connection, Member(nipp, "Dewi Second", ("supervisor",), ("GMR",)), PASSWORD)
        connection.execute("UPDATE users SET must_change_password = false")
    return nipp


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    nipp = a_day(fresh_database)
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as found:
        to_day(found, nipp)
        yield found


def to_day(desk: WindowDesk, second: str) -> None:
    desk.second = second  # type: ignore[attr-defined]
    desk.sign_in("20001")
    desk.wait(lambda: desk.window.start_page is not None and desk.focus.objectName() == "start.clock")
    desk.press(Key.Key_F8)
    desk.press(Key.Key_Return)
    desk.wait(lambda: desk.window.workplace is not None and desk.window.workplace.board.journeys)
    desk.press(Key.Key_F10, modifier=Qt.KeyboardModifier.ShiftModifier)
    desk.wait(lambda: page_of(desk).card is not None)


def page_of(desk: WindowDesk) -> DayScreen:
    assert desk.window.workplace is not None
    page: Any = desk.window.workplace._pages["day"]
    assert isinstance(page, DayScreen)
    return page


def test_compared_and_looked_into(desk: WindowDesk) -> None:
    page = page_of(desk)
    assert "GMR-01 Z1" in page.tables.zs.text() and "2.998.000" in page.tables.safe.text().replace("\u00a0", " ")
    desk.press(Key.Key_F8)
    desk.wait(lambda: page.tasks.rows)
    assert "1" in page.tasks_title.text()
    page.tasks.focus_first()
    desk.press(Key.Key_Return)
    assert page.asking.isVisible()
    desk.press(Key.Key_Return)  # an empty note is not one
    assert page.asking.isVisible() and page.asking.note.note.text()
    desk.type("two coins under the drawer")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.card is not None and not page.card.open_tasks)


def test_cash_to_the_bank_is_signed_by_a_second(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = page_of(desk)
    desk.press(Key.Key_1)
    for text in ("BNI 77", "BNI", "9000000"):
        desk.type(text)
        desk.press(Key.Key_Return)
    desk.wait(lambda: page.asking.isVisible() and page.asking.amount.note.text())  # more than the safe holds
    page.asking.amount.set_text("1500000")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.signing.is_open and desk.focus.objectName() == "approval.nipp")
    desk.type(desk.second)  # type: ignore[attr-defined]
    desk.press(Key.Key_Return)
    desk.type(PASSWORD)
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.card is not None and page.card.deposits)
    assert page.card is not None
    (one,) = page.card.deposits
    assert (one.amount, one.slip_number, one.signed_by) == (1_500_000, "BNI 77", "Dewi Second")
    assert page.card.safe.balance == 1_498_000
    assert fresh_database.value("SELECT count(*) FROM bank_deposits") == 1


def test_the_banks_file(desk: WindowDesk, tmp_path: Path) -> None:
    page = page_of(desk)
    file = tmp_path / "qris.csv"
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    file.write_text("order_id,transaction_id,amount,settled_at\nKAI-x,tx-1,70000,yesterday\n")
    desk.press(Key.Key_3)
    desk.type(str(file))
    desk.press(Key.Key_Return)
    desk.wait(lambda: "settled_at" in page.banner.text())
    file.write_text(f"order_id,transaction_id,amount,settled_at\nKAI-x,tx-1,70000,{at}\n")
    desk.press(Key.Key_3)
    desk.type(str(file))
    desk.press(Key.Key_Return)
    desk.wait(lambda: any("70.000" in row.accessibleName() for row in page.tasks.rows))


def test_the_month_is_saved_for_its_owner_only(desk: WindowDesk) -> None:
    page = page_of(desk)
    desk.press(Key.Key_5)
    desk.wait(lambda: page.month_card is not None)
    assert "agree" in page.month.tables["control"].text()
    for key, kind in ((Key.Key_6, "pdf"), (Key.Key_7, "csv")):
        desk.press(key)
        desk.wait(lambda kind=kind: page.banner.text().endswith(f".{kind}"))
    files = sorted((desk.window.home.data / "pdf").iterdir())
    assert [file.suffix for file in files] == [".csv", ".pdf"]
    assert files[1].read_bytes().startswith(b"%PDF") and "CONTROL" in files[0].read_text("utf-8-sig")
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_PageUp)
    desk.wait(lambda: page.card is not None and not page.card.zs)
    yesterday = page.day
    desk.press(Key.Key_D)
    assert page.calendar.isVisible()
    desk.press(Key.Key_Left, Key.Key_Return)  # one more day back, from the calendar
    desk.wait(lambda: page.card is not None and page.card.day == yesterday - timedelta(days=1))
    page.turns["after"].click()
    desk.wait(lambda: page.card is not None and page.card.day == yesterday)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look).rstrip("-").replace(" ", ""))
def test_it_fits(
    qtbot: QtBot,
    fresh_database: FreshDatabase,
    tmp_path: Path,
    look: tuple[str, str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    language, theme, font = look
    if font:
        if font not in QFontDatabase.families():
            pytest.skip(f"{font} is not installed")
        monkeypatch.setattr(looks, "FAMILY", font)
        monkeypatch.setattr(stylesheet, "_TEMPLATE", stylesheet._TEMPLATE.replace('"Inter"', f'"{font}"'))
    nipp = a_day(fresh_database)
    complaints: dict[str, list[str]] = {}

    def look_at(name: str) -> None:
        desk.qtbot.wait(30)
        grab(desk.window, name, f"{theme}{'-other-font' if font else ''}", language)
        found = unnamed(desk.window) + cut(desk.window) + grown(desk.window)
        if found:
            complaints[name] = found

    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=language, theme=theme)) as desk:
        to_day(desk, nipp)
        page = page_of(desk)
        desk.press(Key.Key_F8)
        desk.wait(lambda: page.tasks.rows)
        assert page.card is not None
        back = (
            ReturnSum("reversal", "reversal", "qris", 2, 640_000),
            ReturnSum("refund", "reversal", "debit_card", 1, 480_000),
        )
        words = (CountedSum("query", 1, 350_000), CountedSum("typed", 2, 700_000))
        returns = ReturnsCard(back, 1_120_000, 640_000, 0, 480_000, agrees=True)
        page.tables.show_day(dataclasses.replace(page.card, returns=returns, card_words=words))
        look_at("day")
        desk.press(Key.Key_D)
        look_at("day-calendar")
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_1)
        look_at("day-deposit")
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_4)
        look_at("day-batch")
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_5)
        desk.wait(lambda: page.month_card is not None)
        look_at("day-month")
    assert complaints == {}


def test_an_auditor_reads_and_changes_nothing(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    a_day(fresh_database)
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        desk.sign_in("80001")
        desk.wait(lambda: desk.window.audit_place is not None and desk.window.audit_place.day.card is not None)
        place = desk.window.audit_place
        assert place is not None
        page = place.day
        assert page.is_read_only and list(page.buttons) == ["month"]
        assert "GMR-01 Z1" in page.tables.zs.text() and desk.window.workplace is None
        assert unnamed(desk.window) + cut(desk.window) + grown(desk.window) == []
        grab(desk.window, "audit", "light", "en")
        for key in (Key.Key_F8, Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_F2):
            desk.press(key)
        assert not page.asking.isVisible() and fresh_database.value("SELECT count(*) FROM day_tasks") == 0
        desk.press(Key.Key_5)
        desk.wait(lambda: page.month_card is not None)
        desk.press(Key.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
        assert desk.window.lock_page is not None
        desk.window.lock_page.unlocking.emit(PASSWORD)
        desk.wait(lambda: desk.window.lock_page is None)
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        desk.press(Key.Key_Q, modifier=both)
        desk.wait(lambda: desk.window.audit_place is None)
