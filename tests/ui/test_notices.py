"""The bell: rung by the database, counted in the header, read by opening the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.ui.notice_words import codes, notice_text
from kai_counter.ui.workplace import Workplace
from kai_counter.values.cards_notices import NoticeCard
from kai_counter.values.ids import new_id

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as found:
        yield found


def tell(fresh: FreshDatabase, message: str = "Peron 3 ditutup sampai pukul 16.00") -> None:
    fresh.signed_in("90001").call(
        "tell_staff", message_id=new_id(), kind="schedule", message=message, roles=["clerk"], station_code=None
    )


def work(desk: WindowDesk) -> Workplace:
    found = desk.window.workplace
    assert isinstance(found, Workplace)
    return found


def test_told_counted_and_read(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.to_board()
    bell = work(desk).header.bell
    assert bell.text() == ""
    focus = desk.focus
    tell(fresh_database)
    desk.wait(lambda: bell.text() == "1", 4_000)  # rung: the bell looks by itself only every 30 s
    assert desk.focus is focus and "1" in bell.accessibleName()
    desk.press(Qt.Key.Key_B, modifier=CTRL)
    page = work(desk).page
    desk.wait(lambda: len(page.rows) == 1 and bell.text() == "")  # type: ignore[attr-defined]
    assert page.rows[0].text().startswith("From ")  # type: ignore[attr-defined]
    assert "Peron 3" in page.rows[0].accessibleName()  # type: ignore[attr-defined]
    assert "new" in page.rows[0].accessibleName()  # type: ignore[attr-defined]  # until one has left
    tell(fresh_database, "Peron 3 dibuka")
    desk.wait(lambda: len(page.rows) == 2)  # type: ignore[attr-defined]
    grab(desk.window, "notices", language="en")
    desk.press(Qt.Key.Key_Escape)
    assert work(desk).page.objectName() == "board"
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM notifications WHERE read_at IS NOT NULL") == 2)


def test_nothing_to_read(desk: WindowDesk) -> None:
    desk.to_board()
    desk.press(Qt.Key.Key_B, modifier=CTRL)
    assert work(desk).page.objectName() == "notices"
    assert "Nothing to read" in work(desk).page.empty.text()  # type: ignore[attr-defined]


def test_every_word_of_the_database_has_its_sentence(fresh_database: FreshDatabase) -> None:
    """Titles are words in the functions' texts: `'…', 'title'` of tell and of the inserts into notifications."""
    import re

    root = Path(__file__).resolve().parents[2] / "migrations" / "functions"
    said: set[str] = set()
    for path in root.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        said |= set(re.findall(r"internal\.tell\('(?:booking|payment|schedule|promotion)', '(\w+)'", text))
        said |= set(re.findall(r"p?_?user_id, '(?:booking|payment|schedule|promotion)', '(\w+)'", text))
        said |= set(re.findall(r"(?:u\.id|, d), '(?:booking|payment|schedule|promotion)', '(\w+)'", text))
    said.discard("payment_")
    assert said and said <= codes(), said - codes()


def test_words_for_what_is_missing_or_unknown() -> None:
    for code in (*codes(), "something_new"):
        title, words = notice_text(NoticeCard(new_id(), "booking", code, "ABC"))
        assert title and words and "{" not in title + words, code
