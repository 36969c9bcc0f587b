"""Another train, another seat, a name corrected: by keys, with the new paper out and the older one void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from test_every_page import cut, grown, unnamed
from test_refund import LANGUAGE, SITI, THEME, identified, looked_at, signs, sold
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.services import approvals

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=LANGUAGE, theme=THEME)) as found:
        found.to_board()
        yield found


def test_one_of_two_travels_a_day_later(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    screen = identified(desk, sale)
    desk.press(Key.Key_F8)
    page = screen.exchange_page
    assert screen.inner is page and desk.focus.objectName() == "exchange.day"
    desk.type("2")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.trains and desk.focus is page.trains[0])
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.flow.quote is not None)
    looked_at(desk, "exchange")
    assert page.offer.to_pay.amount == page.flow.quote.to_pay > 0
    desk.wait(lambda: desk.focus is page.confirm_button)
    desk.press(Key.Key_F8)
    assert page.is_paying and desk.focus.objectName() == "payment.tendered"
    looked_at(desk, "exchange-pay")
    desk.press(Key.Key_F12)
    desk.wait(lambda: page.flow.sale is not None)
    looked_at(desk, "exchange-done")
    assert desk.focus is page.back_button
    papers = "SELECT count(*) FROM print_jobs WHERE kind = 'ticket' AND state = 'confirmed'"
    desk.wait(lambda: fresh_database.value(papers) == 1)
    assert fresh_database.value("SELECT void_reason FROM tickets WHERE ticket_status = 'cancelled'") == "exchanged"
    desk.press(Key.Key_Return)
    assert screen.inner is None


def test_leaving_gives_the_new_seats_back(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    screen = identified(desk, sale)
    desk.press(Key.Key_F8)
    page = screen.exchange_page
    desk.type("2")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.trains and desk.focus is page.trains[0])
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.flow.quote is not None)
    desk.press(Key.Key_Escape)
    held = "SELECT count(*) FROM seat_claims WHERE active AND state = 'held'"
    desk.wait(lambda: fresh_database.value(held) == 0)
    assert fresh_database.value("SELECT count(*) FROM tickets WHERE ticket_status = 'active'") == 2


def test_another_seat_on_the_same_train(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    screen = identified(desk, sale)
    desk.press(Key.Key_E, modifier=CTRL)
    dialog = screen.changing.seating
    assert dialog.isVisible()
    for typed, said in (("99Z", True), ("1B", True), ("9A", False)):
        dialog.seat.set_text(typed)
        desk.press(Key.Key_Return)
        if said:
            desk.wait(lambda: dialog.seat.error)
    desk.wait(lambda: not dialog.isVisible() and screen.view.card.passengers[0].seat_number == "9A")
    assert cut(desk.window) + unnamed(desk.window) + grown(desk.window) == []
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM print_jobs WHERE state = 'confirmed'") == 1)


def test_a_letter_by_the_clerk_a_name_with_a_signature(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    screen = identified(desk, sale)
    desk.press(Key.Key_D, modifier=CTRL)
    dialog = screen.changing.correcting
    assert dialog.name.text() == SITI[0]
    grab(desk.window, "correct", THEME, LANGUAGE)
    dialog.name.set_text("Sitti Aminah")
    desk.press(Key.Key_Return, Key.Key_Return)
    desk.wait(lambda: screen.view.card.passengers[0].name == "Sitti Aminah")
    desk.press(Key.Key_D, modifier=CTRL)
    dialog.name.set_text("Rahmawati")
    desk.press(Key.Key_Return, Key.Key_Return)
    sign = screen.changing.signing.dialog
    desk.wait(lambda: sign.isVisible() and sign.ringing.text())
    assert "Sitti Aminah → Rahmawati" in sign.words.text()  # the signer sees what they sign
    grab(desk.window, "correct-sign", THEME, LANGUAGE)
    (waits,) = approvals.waiting(fresh_database.signed_in("20001")).waiting
    assert waits.change is not None and waits.change.new_name == "Rahmawati"
    signs(desk, sign)
    desk.wait(lambda: screen.view.card.passengers[0].name == "Rahmawati")
    assert fresh_database.value("SELECT max(issue_number) FROM tickets") == 3
