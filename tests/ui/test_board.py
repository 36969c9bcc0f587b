"""The departures board and the keys of the window, by real keys on a real timetable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.errors import Refused
from kai_counter.ui import words
from kai_counter.ui.screens.board import BoardScreen
from kai_counter.ui.widgets.board_row import minutes_words, seats_words
from kai_counter.ui.workplace import Workplace

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    """Signed in, shift open, and the board full: every dated train leaves within the next hours."""
    with fresh_database.owner() as connection:
        connection.execute(
            "UPDATE schedules SET departs_at = now() + interval '40 minutes' + number * interval '1 minute',"
            " arrives_at = now() + interval '12 hours' + number * interval '1 minute'"
        )
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as found:
        found.to_board()
        yield found


def work(desk: WindowDesk) -> Workplace:
    assert desk.window.workplace is not None
    return desk.window.workplace


def board(desk: WindowDesk) -> BoardScreen:
    return work(desk).board


def test_the_board_says_minutes_train_destination_and_seats(desk: WindowDesk) -> None:
    first = board(desk).rows[0]
    assert first.isVisible() and first.journey is not None
    said = first.accessibleName()
    for part in (first.journey.train_name, "Surabaya Gubeng", "min", "Eksekutif"):
        assert part in said
    assert first.is_open


def test_one_adult_from_the_board_needs_two_keys_to_the_passenger(desk: WindowDesk) -> None:
    desk.press(Key.Key_1)
    assert desk.focus.objectName() == "board.destination"
    assert board(desk).picker.station is not None and board(desk).picker.station.code == "SGU"
    desk.press(Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.step == "passengers" and flow.is_held)
    assert work(desk).header.steps.isVisible()
    assert desk.focus.objectName() == "passengers.0.name"


def test_another_destination_class_and_count_by_keys(desk: WindowDesk) -> None:
    six = next(row.number for row in board(desk).rows if row.journey and row.journey.train_number == "6")
    desk.press(Key(Key.Key_0 + six))
    picker = board(desk).picker
    desk.wait(lambda: picker.stops.count() == 2)
    desk.type("purw2")
    assert picker.adults == 2 and picker.station is not None and picker.station.code == "PWT"
    desk.wait(lambda: picker.is_priced)
    assert picker.journey is not None
    wanted = picker.journey.classes[1].code
    desk.press(Key.Key_PageDown)
    assert picker.offer is not None and picker.offer.code == wanted
    desk.press(Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.is_held)
    assert flow.journey is not None and flow.journey.destination.code == "PWT"
    assert flow.hold is not None and {seat.class_code for seat in flow.hold.seats} == {wanted}
    assert len(flow.hold.seats) == 2


def test_enter_before_the_fares_came_goes_on_as_they_come(desk: WindowDesk) -> None:
    six = next(row.number for row in board(desk).rows if row.journey and row.journey.train_number == "6")
    desk.press(Key(Key.Key_0 + six))
    picker = board(desk).picker
    desk.wait(lambda: picker.stops.count() == 2)
    desk.type("pwt")
    desk.press(Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.is_held)
    assert flow.journey is not None and flow.journey.destination.code == "PWT"


def test_a_station_the_train_passes_is_told_under_the_field(desk: WindowDesk) -> None:
    desk.press(Key.Key_1)
    picker = board(desk).picker
    desk.type("medan")
    assert picker.destination.error and not picker.go.isEnabled()
    desk.press(Key.Key_Return)
    assert board(desk).isVisible() and work(desk).flow.journey is None


def test_escape_closes_the_picker_and_digits_pick_again(desk: WindowDesk) -> None:
    desk.press(Key.Key_1, Key.Key_Escape)
    assert not board(desk).picker.isVisible()
    desk.press(Key.Key_2)
    assert board(desk).picker.isVisible()


def test_same_train_again_for_the_next_in_the_rush(desk: WindowDesk) -> None:
    desk.press(Key.Key_1, Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.is_held)
    first = flow.selected
    desk.press(Key.Key_F7)
    assert len(work(desk).parked.flows) == 1
    desk.press(Key.Key_F2, modifier=SHIFT)
    second = work(desk).flow
    desk.wait(lambda: second.is_held)
    assert second is not flow and second.selected != first
    assert second.journey is not None and flow.journey is not None
    assert second.journey.schedule_id == flow.journey.schedule_id


def test_a_recalled_sale_comes_back_at_the_same_field(desk: WindowDesk) -> None:
    desk.press(Key.Key_1, Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: desk.focus.objectName() == "passengers.0.name")
    desk.type("Rina")
    desk.press(Key.Key_Tab)
    place = desk.focus.objectName()
    desk.press(Key.Key_F7)
    assert work(desk).flow is not flow
    desk.press(Key.Key_F7, modifier=SHIFT)
    assert work(desk).flow is flow
    assert desk.focus.objectName() == place


def test_f2_does_not_lose_an_unfinished_sale_without_a_word(desk: WindowDesk) -> None:
    desk.press(Key.Key_1, Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.is_held)
    desk.press(Key.Key_F2)
    assert work(desk).box.isVisible()
    desk.press(Key.Key_Escape)
    assert not work(desk).box.isVisible() and work(desk).flow is flow
    desk.press(Key.Key_F2, Key.Key_Return)
    assert work(desk).parked.flows == (flow,) and board(desk).isVisible()


def test_leaving_a_sale_gives_its_seats_back(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_1, Key.Key_Return)
    desk.wait(lambda: work(desk).flow.is_held)
    held = "SELECT count(*) FROM seat_claims WHERE active"
    assert fresh_database.value(held) == 1
    desk.press(Key.Key_F2)
    work(desk).box.chosen.emit("leave")
    work(desk).box.close_veil()
    desk.wait(lambda: fresh_database.value(held) == 0)


def test_a_train_whose_sale_ended_cannot_be_picked(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as connection:
        connection.execute(
            "UPDATE schedules SET departs_at = now() + interval '8 minutes' WHERE id = %s",
            [board(desk).journeys[0].schedule_id],
        )
    desk.press(Key.Key_F5)
    desk.wait(lambda: not board(desk).rows[0].is_open)
    desk.press(Key.Key_1)
    assert not board(desk).picker.isVisible()
    assert board(desk).under.text() == words.sentence(Refused("sale_closed"))


def test_an_empty_night_says_when_the_next_train_leaves(
    desk: WindowDesk, fresh_database: FreshDatabase
) -> None:
    with fresh_database.owner() as connection:
        connection.execute("UPDATE schedules SET departs_at = departs_at + interval '10 hours'")
    desk.press(Key.Key_F5)
    desk.wait(lambda: "next train" in board(desk).under.text())
    shown = board(desk).rows[0].journey
    assert shown is not None and shown.departs_at - desk.window.counter.clock.now() > timedelta(hours=9)  # type: ignore[union-attr]


def test_the_key_sheet_opens_over_everything_and_swallows_keys(desk: WindowDesk) -> None:
    desk.press(Key.Key_F1)
    assert work(desk).sheet.isVisible()
    desk.press(Key.Key_1, Key.Key_F10)
    assert not board(desk).picker.isVisible() and board(desk).isVisible()
    desk.press(Key.Key_F1)
    assert not work(desk).sheet.isVisible()


def test_the_shift_closes_and_opens_by_keys(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_F10, Key.Key_F8)
    desk.wait(lambda: desk.focus.objectName() == "shift.cash.100000")
    desk.type("5")
    desk.press(Key.Key_F8)
    desk.press(Key.Key_Return)
    desk.wait(lambda: work(desk).shift.till.stage == "done")
    assert fresh_database.value("SELECT state FROM shifts") == "closed"
    assert work(desk).header.shift.text() == "No shift"
    desk.press(Key.Key_Return)
    desk.type("-5")
    desk.press(Key.Key_Return)
    assert work(desk).shift.field.error, "negative cash is a sentence"
    work(desk).shift.field.set_text("")
    desk.type("400.000")
    desk.press(Key.Key_Return)
    desk.wait(lambda: work(desk).shift.card is not None)


def test_the_words_of_seats_and_minutes(qapp: object) -> None:
    assert [seats_words(left)[0] for left in (0, 1, 49, 50)] == ["Sold out", "1 left", "49 left", "Available"]
    assert [minutes_words(m) for m in (-3, 0, 7, 61)] == ["now", "now", "7 min", "1 h 1 m"]


def test_escape_leads_to_the_search_fields(desk: WindowDesk) -> None:
    desk.press(Key.Key_1)
    desk.press(Key.Key_Escape)
    assert work(desk).board.isVisible(), "the picker first"
    desk.press(Key.Key_Escape)
    assert desk.focus.objectName() == "sell.destination"


def test_a_digit_typed_before_the_trains_are_read_is_kept(desk: WindowDesk) -> None:
    page = board(desk)
    page.is_read = False
    desk.type("2")
    assert not page.picker.isVisible()
    page.refresh()
    desk.wait(lambda: page.picker.isVisible())
    assert page.picker.journey is not None and page.picker.journey == page.journeys[1]


def test_the_next_customer_begins_where_this_one_did(desk: WindowDesk) -> None:
    desk.press(Key.Key_1)
    desk.press(Key.Key_Return)
    flow = work(desk).flow
    desk.wait(lambda: flow.is_held and flow.step == "passengers")
    desk.type("Rina Wijaya")
    desk.press(Key.Key_Return)
    desk.type("3174015506900001")
    desk.press(Key.Key_Return)
    desk.wait(lambda: flow.quote is not None and flow.step == "payment")
    desk.press(Key.Key_Return)
    desk.wait(lambda: flow.sale is not None and desk.focus.objectName() == "done.next")
    desk.press(Key.Key_Return)
    assert board(desk).isVisible() and flow.is_empty
    desk.type("1")
    assert desk.focus.objectName() == "board.destination"


def test_the_sheet_shows_no_key_that_this_member_may_not_use(desk: WindowDesk) -> None:
    desk.press(Key.Key_F1)
    shown = {label.text() for label in work(desk).sheet.findChildren(QLabel)}
    assert {"Bookings", "Open payments", "Disruptions"} <= shown
    assert not shown & {"Station day", "Signatures asked for", "Gate", "Office (administrators)"}


def test_a_digit_for_a_train_that_has_left_takes_no_other(desk: WindowDesk) -> None:
    """It left the list while the finger was on its way: its number is another train's now."""
    page = board(desk)
    first, second = page.journeys[:2]
    page._read(page.journeys[1:])
    desk.press(Key.Key_1)
    assert page.picker.isHidden() and second.train_name in page.under.text()
    desk.press(Key.Key_1)  # now it is meant
    assert page.picker.isVisible() and page.picker.journey == second != first
    desk.press(Key.Key_Escape)
    page._read((second,))
    assert page.under.text() == "1 train in the next 6 hours"
