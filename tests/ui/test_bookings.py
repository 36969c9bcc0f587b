"""A booking found again: masked, identified, reprinted as the next issue; the older paper void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter.devices.simulator import Simulator
from kai_counter.ui.screens.booking_finder import searched_code
from kai_counter.ui.screens.bookings import BookingsScreen
from kai_counter.values.cards import SaleCard

ENTER, F9, ESC = Qt.Key.Key_Return, Qt.Key.Key_F9, Qt.Key.Key_Escape
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")


@pytest.fixture
def printer() -> Simulator:
    return Simulator()


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, printer: Simulator) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path, printer) as found:
        yield found


def sold(desk: SaleDesk, *people: tuple[str, str]) -> SaleCard:
    desk.hold(len(people))
    desk.fill(*people)
    desk.flow.go("payment")
    desk.wait(lambda: desk.flow.quote is not None)
    assert desk.flow.quote is not None
    desk.flow.pay(desk.flow.quote.final)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None and desk.counter.printing is not None
    desk.counter.printing.print_sale(desk.flow.sale)
    jobs = len(people)
    desk.wait(lambda: desk.counter.printing and sum(j.is_finished for j in desk.counter.printing.jobs()) >= jobs)
    return desk.flow.sale


def long_ago(fresh: FreshDatabase) -> None:
    """The sale is no longer the one just made here: identity comes first."""
    with fresh.owner() as connection:
        connection.execute("UPDATE sales SET sold_at = sold_at - interval '1 hour'")


def opened(desk: SaleDesk) -> BookingsScreen:
    screen = BookingsScreen(desk.counter, desk.flow)
    desk.show(screen)
    return screen


def test_masked_until_a_document_was_seen(desk: SaleDesk) -> None:
    code = sold(desk, SITI, BUDI).booking_numbers[0]
    screen = opened(desk)
    desk.wait(lambda: screen.finder.rows)
    assert desk.focus.objectName() == "bookings.code"
    desk.type(code.lower())
    desk.press(ENTER)
    desk.wait(lambda: screen.view.card is not None)
    assert not any("Siti" in row.accessibleName() for row in screen.view.rows)
    assert screen.identify.isVisible()
    grab(screen, "bookings-masked", language="en")
    assert desk.focus.objectName() == "bookings.identity"
    desk.type("3174011708850009")
    desk.press(ENTER)
    desk.type(BUDI[0].lower())
    desk.press(ENTER)
    desk.wait(lambda: desk.note("bookings.identity"))
    assert "2 tries left" in desk.note("bookings.identity")
    desk.field("bookings.identity").clear()
    desk.type(BUDI[1])
    desk.press(ENTER)
    assert desk.focus.objectName() == "bookings.name"
    desk.press(ENTER)
    desk.wait(lambda: screen.view.card is not None and screen.view.card.is_identified)
    assert "Siti Aminah" in screen.view.rows[0].accessibleName()
    assert SITI[1] in screen.view.rows[0].accessibleName()
    assert not screen.identify.isVisible()
    assert screen.view.passenger is not None and screen.view.passenger.name == BUDI[0], "whose document was shown"
    grab(screen, "bookings-identified", language="en")


def test_reprint_is_the_next_issue_and_voids_the_older(
    desk: SaleDesk, fresh_database: FreshDatabase, printer: Simulator
) -> None:
    code = sold(desk, SITI, BUDI).booking_numbers[0]
    long_ago(fresh_database)
    screen = opened(desk)
    screen.scanned(printer.codes[1])  # Budi's paper, torn but readable
    desk.wait(lambda: screen.view.card is not None)
    assert screen.view.card is not None and screen.view.card.booking_number == code
    desk.press(F9)  # no dialog that is refused afterwards: the document first, said where it is typed
    assert not screen.dialog.isVisible()
    assert "identity" in desk.note("bookings.identity") + desk.note("bookings.name")
    assert len(printer.papers) == 2
    desk.type(BUDI[0])  # the scanned ticket is Budi's: with the name it is proof
    desk.press(ENTER)
    desk.wait(lambda: screen.view.card is not None and screen.view.card.is_identified)
    desk.press(Qt.Key.Key_Down)
    desk.press(F9)
    grab(screen, "bookings-reprint", language="en")
    desk.press(ENTER)
    desk.wait(lambda: len(printer.papers) == 3 and printer.papers[2].is_whole)
    assert "BUDI SANTOSO" in printer.papers[2].text
    desk.wait(lambda: "Issue 2" in screen.banner.text() and "printed" in screen.banner.text())
    reasons = fresh_database.value("SELECT reason FROM print_jobs WHERE issue_number = 2")
    assert reasons == "lost"
    desk.wait(
        lambda: fresh_database.value("SELECT qr_code FROM tickets WHERE issue_number = 2") == printer.codes[2]
    )
    desk.wait(lambda: "issue 2: printed" in screen.timeline.text())  # by itself, once the database was told


def test_a_receipt_again_is_a_copy_and_wants_identity_later(
    desk: SaleDesk, fresh_database: FreshDatabase, printer: Simulator
) -> None:
    code = sold(desk, SITI).booking_numbers[0]
    screen = opened(desk)
    screen.scanned(code)
    desk.wait(lambda: screen.view.card is not None)
    for copies in (1, 2):
        desk.press(Qt.Key.Key_R, modifier=Qt.KeyboardModifier.ControlModifier)
        desk.wait(lambda count=copies: len(printer.papers) == 1 + count)
        desk.wait(lambda: screen.reprinting._asked is None)
    issues = "SELECT array_agg(issue_number ORDER BY issue_number) FROM print_jobs WHERE kind = 'receipt'"
    assert fresh_database.value(issues) == [1, 2]
    long_ago(fresh_database)
    desk.press(Qt.Key.Key_R, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: screen.reprinting._asked is None)
    assert len(printer.papers) == 3 and fresh_database.value(issues) == [1, 2]
    assert screen.banner.isVisible() and "identity" in screen.banner.text()


def test_the_third_issue_wants_a_supervisor(desk: SaleDesk, printer: Simulator) -> None:
    code = sold(desk, SITI).booking_numbers[0]
    screen = opened(desk)
    screen.scanned(code)
    desk.wait(lambda: screen.view.card is not None)
    desk.press(F9, ENTER)
    desk.wait(lambda: len(printer.papers) == 2)
    desk.wait(lambda: "issue 2" in screen.view.rows[0].accessibleName())
    desk.press(F9, ENTER)
    desk.wait(lambda: "supervisor" in screen.banner.text())
    assert len(printer.papers) == 2


def test_recent_sales_are_one_key_away(desk: SaleDesk) -> None:
    code = sold(desk, SITI).booking_numbers[0]
    screen = opened(desk)
    desk.wait(lambda: screen.finder.rows)
    assert code in screen.finder.rows[0].accessibleName()
    desk.press(Qt.Key.Key_Down)
    desk.press(ENTER)
    desk.wait(lambda: screen.view.card is not None)
    desk.press(ESC)
    assert screen.view.card is None and desk.focus.objectName() == "bookings.code"


def test_found_by_what_the_customer_knows(desk: SaleDesk) -> None:
    code = sold(desk, SITI, BUDI).booking_numbers[0]
    screen = opened(desk)
    day = f"{desk.day:%d/%m}"
    for typed in (BUDI[1], f"siti aminah {day}"):
        screen.code.set_text(typed)
        screen.code.edit.setFocus()
        desk.press(ENTER)
        desk.wait(lambda: screen.view.card is not None)
        assert screen.view.card is not None and screen.view.card.booking_number == code
        desk.press(ESC)
    screen.code.set_text("siti aminah")
    desk.press(ENTER)
    assert "day of travel" in desk.note("bookings.code")
    screen.code.set_text("0812 9999 8888")
    desk.press(ENTER)
    desk.wait(lambda: "No booking" in desk.note("bookings.code"))


def test_the_page_tells_everything_that_happened(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    code = sold(desk, SITI, BUDI).booking_numbers[0]
    long_ago(fresh_database)
    screen = opened(desk)
    screen.scanned(code)
    desk.wait(lambda: desk.focus.objectName() == "bookings.identity")
    desk.type(SITI[1])
    desk.press(ENTER)
    desk.type(SITI[0])
    desk.press(ENTER)
    desk.wait(lambda: screen.timeline.isVisible())
    told = screen.timeline.text()
    assert "Sold, receipt GMR-01/" in told and "Identity checked" in told and "GMR-01" in told
    assert "valid tickets" in screen.timeline.money.text()
    grab(screen, "booking-timeline", language="en")


@pytest.mark.parametrize("typed", ["", "ZZZZZZZ", "😀😀😀😀", "x" * 500, "'; DROP TABLE"])
def test_what_cannot_be_found_is_said(desk: SaleDesk, typed: str) -> None:
    screen = opened(desk)
    desk.paste(typed)
    desk.press(ENTER)
    desk.wait(lambda: desk.note("bookings.code"))
    assert screen.view.card is None


def test_numbers_off_the_document_are_checked_first(desk: SaleDesk) -> None:
    screen = opened(desk)
    screen.scanned(sold(desk, SITI).booking_numbers[0])
    desk.wait(lambda: screen.view.card is not None)
    desk.type("12ab")
    desk.press(ENTER)
    assert "digits only" in desk.note("bookings.identity")


def test_codes_as_people_and_scanners_give_them() -> None:
    assert searched_code(" k7p2 qxm ") == "K7P2QXM"
    assert searched_code("T0000-0012/3") == "T00000012"
    assert searched_code("]Q1K7P2QXM") == "K7P2QXM"
