# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A ticket given back at the window, by keys alone: document, offer, account, signature, slip; and a mistake undone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "verbs"))
from desk import given_back, people_of, quote, see_document
from look import grab
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from test_every_page import cut, grown, unnamed
from till import Till, as_owner, person, trains
from window_desk import WindowDesk, settings_for, window_desk

Key = Qt.Key
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")
LANGUAGE, THEME = os.environ.get("KAI_LOOK_LANGUAGE", "en"), os.environ.get("KAI_LOOK_THEME", "light")


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=LANGUAGE, theme=THEME)) as found:
        yield found


def sold(fresh: FreshDatabase, nipp: str = "10002") -> dict[str, Any]:
    """Two travellers' booking, bought at the counter next door."""
    till = Till(fresh.signed_in(nipp)).open_shift()
    with as_owner(fresh.owner_url) as owner:
        train = trains(owner)[0]
    hold = till.hold(train, train.seats[:2])
    people = [person(n, seat["seat_id"], name=name, identity_number=nik)
              for n, (seat, (name, nik)) in enumerate(zip(hold["seats"], (SITI, BUDI), strict=True), 1)]  # fmt: skip
    return till.sell(till.asked(hold, people))


def page(desk: WindowDesk) -> Any:
    assert desk.window.workplace is not None
    return desk.window.workplace.page


def identified(desk: WindowDesk, sale: dict[str, Any]) -> Any:
    """F4, the code, the first traveller's document; three command keys."""
    desk.press(Key.Key_F4)
    desk.type(sale["bookings"][0]["booking_number"])
    desk.press(Key.Key_Return)
    screen = page(desk)
    desk.wait(lambda: screen.view.card is not None and desk.focus.objectName() == "bookings.identity")
    desk.type(SITI[1])
    desk.press(Key.Key_Return)
    if desk.focus.objectName() == "bookings.name":
        desk.type(SITI[0])
        desk.press(Key.Key_Return)
    desk.wait(lambda: screen.view.card is not None and screen.view.card.is_identified)
    return screen


def signs(desk: WindowDesk, dialog: Any) -> None:
    desk.wait(lambda: dialog.isVisible() and desk.focus.objectName() == "approval.nipp")
    desk.type("20001")
    desk.press(Key.Key_Return)
    desk.type(PASSWORD)
    desk.press(Key.Key_Return)


def looked_at(desk: WindowDesk, name: str) -> None:
    desk.qtbot.wait(60)
    grab(desk.window, name, THEME, LANGUAGE)
    assert cut(desk.window) + unnamed(desk.window) + grown(desk.window) == []


def test_one_passenger_by_transfer_in_few_keys(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    desk.to_board()
    desk.pressed = 0  # from the board on: every key that is no text
    screen = identified(desk, sale)
    looked_at(desk, "booking")
    desk.press(Key.Key_F6)
    refund = screen.refund_page
    desk.wait(lambda: refund.flow.offer is not None and desk.focus.objectName() == "refund.account")
    assert refund.flow.leaving == {UUID(people_of(sale)[0])}
    assert refund.offer.total.amount == sale["total"] / 2 * 3 / 4
    looked_at(desk, "refund-offer")
    for text in ("123 456 7890", "1234567890", "BCA", ""):
        desk.type(text)
        if text:
            desk.press(Key.Key_Return)
    assert refund.money.holder.text() == SITI[0]
    desk.press(Key.Key_F12)
    assert desk.pressed <= 12
    desk.wait(lambda: refund.signing.dialog.isVisible())
    looked_at(desk, "refund-sign")
    signs(desk, refund.signing.dialog)
    desk.wait(lambda: refund.flow.done is not None)
    looked_at(desk, "refund-done")
    assert "GMR-01/R000001" in refund.banner.text() and "BCA …7890" in refund.banner.text()
    desk.press(Key.Key_Return)
    assert screen.inner is None
    desk.wait(lambda: screen.view.card.passengers[0].ticket.status == "cancelled")
    jobs = "SELECT count(*) FROM print_jobs WHERE kind = 'report' AND state = 'confirmed'"
    desk.wait(lambda: fresh_database.value(jobs) == 2)
    # found again, its document was seen: names stay, and the account belongs to whoever gives the ticket back
    desk.press(Key.Key_F4)
    desk.type(sale["bookings"][0]["booking_number"])
    desk.press(Key.Key_Return)
    desk.wait(lambda: [one.name for one in screen.view.card.passengers] == [SITI[0], BUDI[0]])
    desk.press(Key.Key_F6)
    desk.wait(lambda: refund.flow.offer is not None)
    assert refund.money.holder.text() == BUDI[0]


def test_cash_for_a_late_train_and_both_passengers(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE schedules SET status = 'delayed', delay_minutes = 75")
    desk.to_board()
    screen = identified(desk, sale)
    desk.press(Key.Key_F6)
    refund = screen.refund_page
    desk.wait(lambda: refund.flow.offer is not None)
    desk.press(Key.Key_2)
    desk.wait(lambda: refund.flow.offer is not None and len(refund.flow.offer.lines) == 2)
    assert refund.flow.offer.fee == 0 and refund.money.way.value() == "cash"
    looked_at(desk, "refund-cash")
    desk.press(Key.Key_F12)
    signs(desk, refund.signing.dialog)
    desk.wait(lambda: refund.flow.done is not None)
    assert fresh_database.value("SELECT status FROM bookings WHERE status = 'cancelled'") == "cancelled"
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM cash_movements WHERE kind = 'drawer_open'") == 1)
    desk.press(Key.Key_Return)
    desk.wait(lambda: screen.view.card.status == "cancelled")
    assert not screen.refund_button.isVisible()


def test_what_stands_against_it_is_said(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '20 minutes'))")
    desk.to_board()
    screen = identified(desk, sale)
    desk.press(Key.Key_F6)
    refund = screen.refund_page
    desk.wait(lambda: refund.flow.refusal is not None)
    assert refund.flow.refusal.code == "refund_too_late" and not refund.money.isVisible()
    looked_at(desk, "refund-too-late")
    desk.press(Key.Key_F12)  # nothing to confirm
    refund.overrule.list.setCurrentIndex(refund.overrule.list.findData("DEATH"))
    refund._explained()
    desk.wait(lambda: refund.flow.offer is not None)
    assert refund.flow.offer.rule == "overrule" and refund.flow.offer.needs_approval
    desk.press(Key.Key_Escape)
    assert screen.inner is None
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM refund_offers WHERE state = 'proposed'") == 0)


def test_accounts_are_typed_twice(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    desk.to_board()
    screen = identified(desk, sale)
    desk.press(Key.Key_F6)
    refund = screen.refund_page
    desk.wait(lambda: refund.flow.offer is not None)
    for typed, again, field in (("12ab", "", "account"), ("123456789", "123456788", "again")):
        refund.money.account.set_text(typed)
        refund.money.again.set_text(again)
        desk.press(Key.Key_F12)
        assert getattr(refund.money, field).error and not refund.signing.is_open


def test_a_mistake_is_undone_after_its_papers_came_back(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.to_board()
    sale = sold(fresh_database, "10001")
    ticket = sale["bookings"][0]["tickets"][0]
    with fresh_database.owner() as connection:
        connection.execute("UPDATE tickets SET qr_code = 'T1PAPER2112' WHERE id = %s", [ticket["ticket_id"]])
    desk.press(Key.Key_F4)
    desk.type(sale["bookings"][0]["booking_number"])
    desk.press(Key.Key_Return)
    screen = page(desk)
    desk.wait(lambda: screen.view.card is not None and screen.undo_button.isVisible())
    desk.press(Key.Key_F6, modifier=Qt.KeyboardModifier.ShiftModifier)
    undo = screen.refund_page
    desk.wait(lambda: undo.flow.refusal is not None)
    assert undo.flow.refusal.code == "papers_missing"
    looked_at(desk, "undo-papers")
    assert len(undo.flow.leaving) == 2
    for number, sign in enumerate("T1PAPER2112\r"):  # by a scanner that sends no STX; a digit alone toggles who leaves
        event = QKeyEvent(QEvent.Type.KeyPress, ord(sign) if sign != "\r" else Key.Key_Return,
                          Qt.KeyboardModifier.NoModifier, 0, 0, 0, sign)  # fmt: skip
        event.setTimestamp(9_000_000 + 4 * number)
        QApplication.sendEvent(desk.window.windowHandle(), event)
    desk.wait(lambda: undo.flow.offer is not None)
    assert len(undo.flow.leaving) == 2
    shown = [row.text() for row in undo.people.rows]
    assert shown == [f"1  {SITI[0]}", f"2  {BUDI[0]}"], "as in the offer beside them"
    assert undo.flow.offer.amount == sale["total"] and undo.money.way.value() == "cash"
    desk.press(Key.Key_F12)
    assert undo.box.isVisible()
    desk.press(Key.Key_Return)
    desk.wait(lambda: undo.flow.done is not None)
    assert fresh_database.value("SELECT void_reason FROM tickets LIMIT 1") == "refunded"
    desk.press(Key.Key_F4)  # the next customer is there already
    assert screen.inner is None and desk.focus.objectName() == "bookings.code"


def test_the_board_of_money_on_its_way(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """A supervisor sends it, it comes back, the fix goes out, it arrives."""
    sale = sold(fresh_database)
    database, supervisor = fresh_database.signed_in("10002"), fresh_database.signed_in("20001")
    till = Till(database)
    with as_owner(fresh_database.owner_url) as owner:
        given_back(owner, till, supervisor, sale, people_of(sale)[:1], by="10002")
        see_document(owner, database, sale["bookings"][0]["booking_id"])
        quote(database, sale["bookings"][0]["booking_id"], people_of(sale)[1:])
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=LANGUAGE, theme=THEME)) as desk:
        desk.sign_in("20001")
        desk.wait(lambda: desk.window.start_page is not None and desk.focus.objectName() == "start.clock")
        desk.press(Key.Key_F8, Key.Key_Return)
        desk.wait(lambda: desk.window.workplace is not None and desk.window.workplace.board.journeys)
        desk.press(Key.Key_F9, modifier=Qt.KeyboardModifier.ShiftModifier)
        board = page(desk)
        desk.wait(lambda: board.list.rows)
        looked_at(desk, "payouts")
        assert "7 days left" in board.facts.text()
        assert "1234567890" in board.facts.text() and "GMR-02" in board.offers.text()
        desk.press(Key.Key_F8)
        desk.wait(lambda: board._current().status == "processing")
        desk.press(Key.Key_D, modifier=Qt.KeyboardModifier.ControlModifier)
        assert board.note.error
        desk.type("account closed")
        desk.press(Key.Key_D, modifier=Qt.KeyboardModifier.ControlModifier)
        desk.wait(lambda: board._current().status == "failed" and board.fix.isVisible())
        looked_at(desk, "payouts-failed")
        desk.wait(lambda: desk.focus is board.fix.account.edit)  # where it goes instead is what is typed next
        for text in ("99887766", "99887766", "BRI"):
            desk.type(text)
            desk.press(Key.Key_Return)
        desk.type("Siti Aminah")
        desk.press(Key.Key_Return)
        desk.wait(board.banner.isVisible)  # not alone: what was typed stays, the document is seen
        assert board._current().status == "failed" and board.fix.account.text()
        with as_owner(fresh_database.owner_url) as owner:
            see_document(owner, board.counter.database, sale["bookings"][0]["booking_id"])
        desk.press(Key.Key_F8)
        desk.wait(lambda: board._current().status == "initiated")
        desk.press(Key.Key_F8)
        desk.wait(lambda: board._current().status == "processing")
        board.note.edit.setFocus()
        desk.type("TRX 77")
        desk.press(Key.Key_F8)
        desk.wait(lambda: board.empty.isVisible())
        looked_at(desk, "payouts-empty")


def test_tab_goes_as_the_eye_does_and_a_reprint_takes_three_keys(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    desk.to_board()
    screen = identified(desk, sale)
    desk.press(Key.Key_F6)
    refund = screen.refund_page
    desk.wait(lambda: refund.flow.offer is not None)
    refund.people.rows[0].setFocus()
    seen = [desk.focus.objectName()]
    while seen[-1] != "refund.confirm" and len(seen) < 30:
        desk.press(Key.Key_Tab)
        seen.append(desk.focus.objectName())
    wanted = ["refund.passenger.0", "refund.passenger.1", "refund.overrule", "refund.account", "refund.accountAgain", "refund.institution",
              "refund.holder", "refund.confirm"]  # fmt: skip
    assert [name for name in seen if name in wanted] == wanted, seen
    desk.press(Key.Key_Escape)
    desk.wait(lambda: screen.inner is None)
    desk.pressed = 0
    desk.press(Key.Key_F9, Key.Key_Return)  # the booking is open: its reason stands, Enter prints
    assert desk.pressed <= 3
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM print_jobs WHERE issue_number = 2 AND state = 'confirmed'") == 1)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE tickets SET ticket_status = 'cancelled', void_reason = 'refunded' WHERE ticket_number LIKE '%-1'")
    desk.press(Key.Key_F5)
    screen._read_again()
    desk.wait(lambda: not screen.reprint_button.isVisible())  # a void ticket is nobody's to print
    desk.press(Key.Key_F9)
    assert not screen.dialog.isVisible()
