"""Whatever is pasted anywhere: a sentence under the field, never an exception, never a stray log line.

Every visible field of every page gets every bad text with real keys (Ctrl+V, then Enter); what a field keeps is
short and clean. Exceptions, incidents, Qt warnings and log lines fail by the house's fixtures.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "ui"))
import clerk
from killing import module_database, person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import settings_for, window_desk

from kai_counter.config import Printer, home_at
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.language import Language
from kai_counter.ui.rehearsal import CONTROL, Hands
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.window import MainWindow

Key = Qt.Key
BAD = {
    "one megabyte": "A" * 1_000_000,
    "a megabyte of digits": "9" * 1_000_000,
    "emoji": "👩‍👩‍👧‍👦😀🚄",
    "right to left": "\u202eمحمد عبد الله\u202c",
    "control characters": "BU\x00DI\x07\r\nSAN\x1b[31mTOSO\t\x7f",
    "31 February": "31/02/1990",
    "negative": "-50000",
    "SQL": "'); DROP TABLE bookings; --",
    "markup": "<b onclick=x>&amp;%s %(x)s {0} {name} \\n</b>",
    "blanks": " \u00a0\u2003\u200b ",
}


class Page:
    """The window with hands, and what went wrong in it."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.window = hands, hands.window
        self.incidents: list[Any] = []
        self.window.desk.incident.connect(lambda number, fault: self.incidents.append((number, fault)))

    def paste(self, edit: QLineEdit, text: str) -> None:
        edit.setFocus()
        edit.selectAll()
        QApplication.clipboard().setText(text)
        self.hands.press(Key.Key_V, CONTROL)

    def fields(self) -> list[QLineEdit]:
        return [
            edit
            for edit in self.window.findChildren(QLineEdit)
            if edit.isVisible() and edit.isEnabled() and not edit.isReadOnly() and edit.objectName()
        ]

    def note(self, name: str) -> str:
        """The sentence under a field, or beside it where there is no room under it."""
        notes = self.window.findChildren(QWidget, name + ".note")
        notes = notes or self.window.findChildren(QWidget, "command.meaning")
        return " ".join(str(one.text()) for one in notes if one.isVisible()).strip()  # type: ignore[attr-defined]

    def abuse(self) -> set[str]:
        """Every bad text into every field in sight; the names of the fields."""
        names = set()
        for name in [edit.objectName() for edit in self.fields()]:
            edit = self.window.findChild(QLineEdit, name)
            assert isinstance(edit, QLineEdit)
            if not edit.isVisible():
                continue
            names.add(name)
            before = edit.text()
            for kind, text in BAD.items():
                self.paste(edit, text)
                kept = edit.text()
                assert len(kept) <= edit.maxLength(), (name, kind)
                assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cf", "Cs")], (name, kind, kept)
                if len(text) > 1000:
                    assert self.note(name), (name, kind, "cut without a word")
                assert not self.incidents, (name, kind, self.incidents)
            edit.setText(before)
        return names


@pytest.fixture
def page(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[Page]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        page = Page(Hands(desk.window))
        yield page
        page.hands.wait(lambda: not desk.window.desk.is_busy, "quiet")
        assert not page.incidents
        assert fresh_database.value("SELECT count(*) FROM internal.mask_disagreements()") == 0
        QApplication.clipboard().clear()


def test_at_the_door(page: Page) -> None:
    """Nobody gets in with rubbish, and the true password still opens after it."""
    hands = page.hands
    hands.wait(lambda: hands.focus == "signIn.nipp", "the sign-in page")
    assert {"signIn.nipp", "signIn.password"} <= page.abuse()
    for text in BAD.values():
        page.paste(page.window.sign_in_page.nipp.edit, text)
        page.paste(page.window.sign_in_page.password.edit, text)
        hands.press(Key.Key_Return)
        hands.wait(lambda: page.window.sign_in_page.submit_button.isEnabled(), "an answer")
        assert page.window.counter is None
        assert page.note("signIn.nipp") or page.note("signIn.password")
    page.window.sign_in_page.nipp.set_text("")
    page.window.sign_in_page.nipp.setFocus()
    clerk.come_in(hands)
    page.window.choose_counter()
    hands.wait(lambda: hands.sees("counterChoice.code"), "the choice of the counter")
    assert {"counterChoice.code", "counterChoice.secret"} <= page.abuse()


def test_from_the_board_to_the_payment(page: Page) -> None:
    hands = page.hands
    clerk.come_in(hands)
    hands.wait(lambda: hands.sees("board.row.1"), "the board")
    hands.press(Key.Key_F3)
    hands.wait(lambda: hands.sees("command.edit"), "the command line")
    assert "command.edit" in page.abuse()
    hands.press(Key.Key_Escape)
    names = page.abuse()
    assert {"sell.origin", "sell.destination", "sell.date", "sell.passengers"} <= names
    clerk.hold(hands)
    clerk.to_passengers(hands)
    names = page.abuse()
    assert {"passengers.0.name", "passengers.0.identity"} <= names
    hands.press(Key.Key_P, CONTROL)
    assert "passengers.contact.name" in page.abuse()
    hands.see("passengers.0.name").setFocus()
    hands.press(Key.Key_D, CONTROL)
    assert {"passengers.0.birth_date", "passengers.0.nationality"} <= page.abuse()
    hands.press(Key.Key_D, CONTROL)
    name, nik = person()
    page.paste(hands.see("passengers.0.name"), name)  # type: ignore[arg-type]
    page.paste(hands.see("passengers.0.identity"), nik)  # type: ignore[arg-type]
    hands.press(Key.Key_F8)
    clerk.at_payment(hands)
    assert page.abuse() == {"payment.tendered"}


def test_the_other_pages(page: Page) -> None:
    hands = page.hands
    clerk.come_in(hands)
    hands.press(Key.Key_F4)
    hands.wait(lambda: hands.sees("bookings.code"), "the bookings")
    assert "bookings.code" in page.abuse()
    for text in BAD.values():
        page.paste(hands.see("bookings.code"), text)  # type: ignore[arg-type]
        hands.press(Key.Key_Return)
        hands.wait(lambda: not page.window.desk.is_busy, "an answer")
        assert not hands.sees("bookings.card")
        assert page.note("bookings.code")
    workplace = page.window.workplace
    assert workplace is not None
    workplace.show_section("shift")
    page.abuse()
    workplace.show_section("printers")
    workplace.page.form.show_settings(Printer("tcp", "127.0.0.1:9", 80))  # type: ignore[attr-defined]
    hands.wait(lambda: hands.sees("printers.settings.address"), "the address")
    assert "printers.settings.address" in page.abuse()
    page.window.lock()
    hands.wait(lambda: hands.focus == "lock.password", "the lock")
    assert page.abuse() == {"lock.password"}


# -- each kind of nonsense in its own words


def test_cash_that_is_none(page: Page) -> None:
    """Enter on each sells nothing; the sentence stands under the field."""
    hands = page.hands
    clerk.come_in(hands)
    clerk.to_payment(hands, person())
    field = hands.see("payment.tendered")
    for text, said in {
        "-50000": "below zero",
        "9" * 15: "more than a drawer",
        "1e9": "Type digits",
        "😀": "Type digits",
        "٥٠٠٠٠٠": "Type digits",
        "Rp ,,": "Type digits",
        "1": "",
        "0": "",
    }.items():
        page.paste(field, text)  # type: ignore[arg-type]
        hands.press(Key.Key_Return)
        hands.press(Key.Key_F12)
        hands.wait(lambda: not page.window.desk.is_busy, "quiet")
        assert clerk.flow(hands).sale is None, text
        assert said in page.note("payment.tendered"), (text, page.note("payment.tendered"))
    page.paste(field, "500 000")  # type: ignore[arg-type]
    hands.press(Key.Key_F12)
    clerk.sold(hands)
    assert clerk.flow(hands).sale.tendered == 500_000


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "😀 BUDI", "emoji"),
        ("name", "محمد", "Latin letters"),
        ("name", "R2D2", "no digits"),
        ("identity", "31740145O7850001", "digits only"),
        ("identity", "3174013102900001", "does not exist"),
        ("identity", "9974010101900001", "province"),
        ("identity", "317401010190", "16 digits"),
        ("birth_date", "31/02/1990", "does not exist"),
        ("birth_date", "01/01/2190", "still to come"),
        ("birth_date", "01/01/1790", "that old"),
        ("birth_date", "kemarin", "31/12/1990"),
        ("nationality", "Atlantis", "No country"),
    ],
)
def test_a_person_that_is_none(people: Page, field: str, text: str, said: str) -> None:
    """Left with Enter or F8, the field says why; the payment does not come up."""
    page, hands = people, people.hands
    document = "passport" if field in ("birth_date", "nationality") else "nik"
    if clerk.flow(hands).passengers[0].identity_type != document:
        hands.press(Key.Key_D, CONTROL)
    hands.wait(lambda: hands.sees(f"passengers.0.{field}"), field)
    page.paste(hands.see(f"passengers.0.{field}"), text)  # type: ignore[arg-type]
    hands.press(Key.Key_F8)
    hands.wait(lambda: said in page.note(f"passengers.0.{field}"), f"{said!r}", 2)
    assert clerk.flow(hands).step == "passengers"
    assert not page.incidents
    page.paste(hands.see(f"passengers.0.{field}"), "")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def people(
    qapp: QApplication, server: Any, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """One customer at the passengers' page, for all of the above."""
    with module_database(server, template) as database:
        load_fonts()
        theme, desk, garbage = Theme("light"), Desk(), MainThreadGarbage()
        theme.apply()
        home = home_at(tmp_path_factory.mktemp("people") / "home")
        window = MainWindow(home, settings_for(database), desk, theme, Language("en"))
        page = Page(Hands(window))
        clerk.come_in(page.hands)
        clerk.hold(page.hands)
        clerk.to_passengers(page.hands)
        yield page
        window.close()
        desk.close()
        window.deleteLater()
        QApplication.sendPostedEvents(window, 52)  # DeferredDelete
        garbage.stop()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("sell.date", "31/02", "no such day"),
        ("sell.date", "besok lusa", "Not a day"),
        ("sell.date", "1/1/1900", "over"),
        ("sell.date", "99999", "a day"),
        ("sell.passengers", "99", "At most"),
        ("sell.passengers", "-1", "Type 2"),
        ("sell.passengers", "1A9I", "infant"),
        ("sell.destination", "Atlantis", "No such station"),
        ("sell.destination", "😀", "No such station"),
    ],
)
def test_a_journey_that_is_none(search: Page, field: str, text: str, said: str) -> None:
    page, hands = search, search.hands
    page.paste(hands.see(field), text)  # type: ignore[arg-type]
    hands.press(Key.Key_Return)
    hands.wait(lambda: said in page.note(field), f"{said!r} under {field}; there is {page.note(field)!r}", 2)
    assert not clerk.flow(hands).journeys
    assert not page.incidents


@pytest.fixture
def search(page: Page) -> Page:
    clerk.come_in(page.hands)
    assert page.window.workplace is not None
    page.window.workplace.show_section("sell")
    page.hands.wait(lambda: page.hands.sees("sell.date"), "the fields")
    return page
