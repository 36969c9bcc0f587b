"""The disruption console by keys: late, cancelled, the list, and a scanned paper that is cash with one key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter.services import sales
from kai_counter.ui.screens.board import BoardScreen
from kai_counter.ui.screens.disruptions import DisruptionsScreen
from kai_counter.values.requests import BookingEntry, SellRequest

ENTER, F12 = Qt.Key.Key_Return, Qt.Key.Key_F12
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path, nipp="20001") as found:
        yield found


def sold(desk: SaleDesk, fresh: FreshDatabase) -> list[tuple[int, str]]:
    """Two tickets of tomorrow's train 6, printed: number and what the scanner reads of each."""
    desk.hold(2)
    desk.fill(SITI, BUDI)
    people = tuple(person.entry() for person in desk.flow.passengers)
    quote = sales.quote(desk.counter.database, desk.flow.booking_id, people)
    entry = BookingEntry(desk.flow.booking_id, people, quote.final)
    request = SellRequest(desk.flow.sale_id, (entry,), desk.flow.selling.attempt_id, quote.final, quote.final)
    card = sales.sell(desk.counter.database, request)
    found = []
    with fresh.owner() as owner:
        for ticket in card.raw["bookings"][0]["tickets"]:
            number = int(ticket["code_number"])
            paper = f"T{number:08d}/1"  # torn: read by hand
            owner.execute("UPDATE tickets SET qr_code = %s WHERE code_number = %s", [paper, number])
            found.append((number, paper))
    desk.flow.begin()
    return found


def console(desk: SaleDesk) -> DisruptionsScreen:
    screen = DisruptionsScreen(desk.counter)
    desk.show(screen)
    desk.wait(lambda: screen.trains.rows)
    return screen


def pick(desk: SaleDesk, screen: DisruptionsScreen, passengers: int = 2) -> None:
    """The train with so many passengers, by the arrow keys."""
    for _ in range(20):
        if screen.train is not None and screen.train.passengers == passengers:
            break
        desk.press(Qt.Key.Key_Down)
    assert screen.train is not None and screen.train.passengers == passengers
    desk.wait(lambda: screen.affected)


def press(screen: Any, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(screen.focusWidget() or screen, key)


def type_(screen: Any, text: str) -> None:
    QTest.keyClicks(screen.focusWidget() or screen, text)


def test_late_by_keys(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    sold(desk, fresh_database)
    screen = console(desk)
    pick(desk, screen)
    press(screen, Qt.Key.Key_F6)
    type_(screen, "x")
    press(screen, ENTER, ENTER)
    assert desk.note("delay.minutes") and desk.note("delay.minutes") != "0: on time again"
    screen.delay_dialog.minutes.set_text("")
    type_(screen, "45")
    press(screen, ENTER)
    type_(screen, "Lokomotif diganti")
    grab(screen, "disruptions-delay", language="en")
    press(screen, ENTER)
    desk.wait(lambda: screen.train is not None and screen.train.delay_minutes == 45)
    assert "+45 min" in screen.state.text() and screen.train is not None and screen.train.prepared == 0


def test_go_show_only_by_keys(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    sold(desk, fresh_database)
    with fresh_database.owner() as owner:
        times = "departs_at = now() + interval '5 hours', arrives_at = now() + interval '9 hours'"
        owner.execute(f"UPDATE schedules SET {times} WHERE id IN (SELECT schedule_id FROM bookings)".encode())
    screen = console(desk)
    pick(desk, screen)
    QTest.keyClick(screen.focusWidget() or screen, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    press(screen, Qt.Key.Key_Right)
    grab(screen, "disruptions-sales", language="en")
    assert "from this station from" in screen.sales_dialog.means.text()
    press(screen, ENTER, ENTER)
    assert screen.sales_dialog.reason.error, "not without a reason"
    type_(screen, "Rombongan sekolah")
    press(screen, ENTER)
    desk.wait(lambda: screen.train is not None and screen.train.sales_state == "go_show")
    assert "Go-show only: Rombongan sekolah" in screen.state.text()
    assert fresh_database.value("SELECT count(*) FROM sales_changes") == 1
    grab(screen, "disruptions-go-show", language="en")

    board = BoardScreen(desk.counter)
    desk.show(board)
    desk.wait(lambda: board.journeys)
    at = next(n for n, one in enumerate(board.journeys, 1) if one.sales_state == "go_show")
    desk.type(str(at))
    assert "go-show only" in board.under.text()
    grab(board, "board-go-show", language="en")


def test_cancelled_then_cash_with_one_key(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    papers = sold(desk, fresh_database)
    screen = console(desk)
    pick(desk, screen)
    press(screen, Qt.Key.Key_F8)
    desk.wait(lambda: "2" in screen.cancel_dialog.preview.text())
    type_(screen, "zzz")
    press(screen, ENTER)
    type_(screen, "Banjir di Cikarang")
    press(screen, ENTER)
    type_(screen, "6")
    press(screen, ENTER)
    assert screen.cancel_dialog.last.error  # it does not stop at ZZZ
    screen.cancel_dialog.last.set_text("")
    grab(screen, "disruptions-cancel", language="en")
    press(screen, ENTER, ENTER, ENTER)
    desk.wait(lambda: screen.train is not None and screen.train.prepared == 2)
    assert screen.train is not None and screen.train.owed == 600_000
    for _number, paper in papers:
        screen.scanned(paper)
    desk.wait(lambda: len(screen.desk.tickets) == 2)
    screen.scanned(papers[0][1])  # once is enough
    grab(screen, "disruptions-desk", language="en")
    press(screen, F12, F12)
    desk.wait(lambda: not screen.desk.tickets and screen.train is not None and screen.train.prepared == 0)
    assert fresh_database.value("SELECT sum(refund_amount) FROM refunds WHERE refund_method = 'cash'") == 600_000
    assert fresh_database.value("SELECT count(*) FROM refunds") == 1
    grab(screen, "disruptions-paid", language="en")
    screen.scanned(papers[0][1])
    desk.wait(lambda: not screen.desk.banner.isHidden() and not screen.desk.tickets)
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_by_transfer(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    papers = sold(desk, fresh_database)
    screen = console(desk)
    pick(desk, screen)
    assert screen.train is not None
    screen._cancel(None, "Banjir")
    desk.wait(lambda: screen.train is not None and screen.train.prepared == 2)
    screen.scanned(papers[0][1])
    desk.wait(lambda: screen.desk.tickets)
    press(screen, Qt.Key.Key_F11)
    for text in ("BRI", "0123456789", "0123456780", "Siti Aminah"):
        type_(screen, text)
        press(screen, ENTER)
    assert screen.desk.dialog.again.error
    screen.desk.dialog.again.set_text("0123456789")
    press(screen, ENTER, ENTER)
    desk.wait(lambda: not screen.desk.tickets)
    assert fresh_database.value("SELECT refund_status FROM refunds") == "initiated"
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_who_sells_has_the_desk_only(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with sale_desk(qtbot, fresh_database, tmp_path) as desk:
        papers = sold(desk, fresh_database)
        screen = DisruptionsScreen(desk.counter)
        desk.show(screen)
        assert screen.detail.isHidden() and not screen.trains.isVisible()
        screen.scanned(papers[0][1])
        desk.wait(lambda: not screen.desk.banner.isHidden())  # the train runs
        assert not screen.desk.tickets
        grab(screen, "disruptions-clerk", language="en")
        desk.wait(lambda: not desk.counter.desk.is_busy)


def test_other_seats_by_keys(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    """Coach 1 is not there: the two sit in coach 2, with the next issue of their tickets."""
    sold(desk, fresh_database)
    screen = console(desk)
    pick(desk, screen)
    press(screen, Qt.Key.Key_F7)
    press(screen, ENTER)
    press(screen, ENTER)
    type_(screen, "1")
    desk.wait(lambda: screen.reseat_dialog.plan is not None)
    assert "2" in screen.reseat_dialog.shown.text()
    press(screen, ENTER)
    type_(screen, "AC mati")
    grab(screen, "disruptions-seats", language="en")
    press(screen, ENTER, ENTER)
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM tickets WHERE issue_number = 2") == 2)
    desk.wait(lambda: not screen.banner.isHidden())
    seats = "SELECT count(*) FROM passengers p JOIN seats s ON s.id = p.seat_id WHERE s.car_number = 2"
    assert fresh_database.value(seats) == 2
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_the_next_train_with_one_key(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    papers = sold(desk, fresh_database)
    screen = console(desk)
    pick(desk, screen)
    screen._cancel(None, "Banjir")
    desk.wait(lambda: screen.train is not None and screen.train.prepared == 2)
    for _number, paper in papers:
        screen.scanned(paper)
    desk.wait(lambda: len(screen.desk.tickets) == 2)
    press(screen, Qt.Key.Key_F9, Qt.Key.Key_F9)
    desk.wait(lambda: not screen.desk.tickets)
    grab(screen, "disruptions-next", language="en")
    assert fresh_database.value("SELECT count(*) FROM tickets WHERE ticket_status = 'active'") == 2
    assert fresh_database.value("SELECT count(DISTINCT booking_id) FROM tickets") == 2
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_who_finds_no_seat_is_owed_and_told(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    sold(desk, fresh_database)
    with fresh_database.owner() as owner:
        owner.execute(
            "UPDATE seat_inventory i SET blocked = true FROM seats s WHERE s.id = i.seat_id AND s.car_number <> 1"
        )
    screen = console(desk)
    pick(desk, screen)
    press(screen, Qt.Key.Key_F7)
    type_(screen, "1")
    desk.wait(lambda: screen.reseat_dialog.plan is not None)
    assert "owed" in screen.reseat_dialog.shown.text()
    press(screen, ENTER)
    type_(screen, "AC mati")
    press(screen, ENTER, ENTER)
    desk.wait(lambda: not screen.banner.isHidden())
    desk.wait(lambda: screen.train is not None and screen.train.prepared == 2)
    assert "Without a seat: 2" in screen.banner.text()
    desk.wait(lambda: screen.affected and screen.affected[0].people[0].state == "prepared")
    grab(screen, "disruptions-seatless", language="en")
    desk.wait(lambda: not desk.counter.desk.is_busy)
