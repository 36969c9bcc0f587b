"""Another train, another seat, a name corrected: by keys, with the new paper out and the older one void."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from test_every_page import cut, grown, unnamed
from test_refund import LANGUAGE, SITI, THEME, identified, looked_at, signs, sold
from till import Till, Train
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
    fee = fresh_database.value("SELECT value FROM rules WHERE name = 'reschedule_fee_percent'")
    assert f"{fee} %" in page.limits.text()
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
            assert "F5" not in dialog.seat.error, "nothing answers it in a dialog"
            dialog.seat.clear_error()
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


def a_day_later(desk: WindowDesk, sale: Any) -> Any:
    screen = identified(desk, sale)
    desk.press(Key.Key_F8)
    page = screen.exchange_page
    desk.type("2")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.trains and desk.focus is page.trains[0])
    desk.press(Key.Key_Return)
    desk.wait(lambda: not page.flow.is_busy and page.flow.hold is not None)
    return page


def test_seats_are_picked_on_the_live_map(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    page = a_day_later(desk, sold(fresh_database))
    before = page.map.seats.held
    desk.press(Key.Key_F6)
    desk.wait(lambda: page.map.seats.seat_map is not None and page.map.map.has_focus)
    looked_at(desk, "exchange-map")
    desk.press(Key.Key_Right, Key.Key_Space)
    desk.wait(lambda: page.flow.quote is not None and page.map.seats.held != before and page.map.seats.is_held)
    assert len(page.map.seats.held) == 1
    mine, other = page.map.seats.held, before[0]  # given back by the pick; somebody takes it meanwhile
    page.map.seats._live.stop()
    journey = page.flow.journey
    Till(fresh_database.signed_in("10002")).hold(Train(journey.schedule_id, journey.to_order, []), [other])
    page.map.seats.toggle(other)
    desk.wait(lambda: not page.flow.is_busy and page.map.legend.currentWidget() is page.map.notice)
    assert page.map.seats.held == mine == page.map.seats.selected and page.flow.quote is not None
    looked_at(desk, "exchange-map-lost")
    desk.press(Key.Key_Return, Key.Key_Return)  # on, to the payment
    assert page.is_paying
    desk.press(Key.Key_F12)
    desk.wait(lambda: page.flow.sale is not None)
    (ticket,) = page.flow.sale.raw["bookings"][0]["tickets"]
    assert ticket["seat"]["seat_id"] == str(mine[0])


def test_after_its_time_with_a_supervisors_code(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    sale = sold(fresh_database)
    with fresh_database.owner() as connection:
        connection.execute(
            "UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}',"
            " to_jsonb(now() + interval '50 minutes'))"
        )
    page = a_day_later(desk, sale)
    desk.wait(lambda: page.banner.isVisible())
    assert page.flow.quote is None
    looked_at(desk, "exchange-too-late")
    code = "CONNECTION_BROKEN"
    page.overrule.list.setCurrentIndex(page.overrule.list.findData(code))
    page.overrule.picked.emit()
    desk.wait(lambda: page.flow.quote is not None)
    assert page.flow.quote.fee == 0 and page.flow.quote.offer.needs_approval
    looked_at(desk, "exchange-overruled")
    desk.press(Key.Key_F8)
    if page.is_paying:
        desk.press(Key.Key_F12)
    signs(desk, page.signing.dialog)
    desk.wait(lambda: page.flow.sale is not None)
    assert fresh_database.value("SELECT overrule_code FROM approvals WHERE used_at IS NOT NULL") == code
