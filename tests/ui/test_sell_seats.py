"""Seats by keyboard: picked on a live map, lost to another counter, run out and got back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from time import process_time

from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from real_database import FreshDatabase
from sell_counter import SellCounter

from kai_counter.services import journeys
from kai_counter.ui.screens import sell as sell_page
from kai_counter.ui.widgets.seat_button import SeatButton
from kai_counter.ui.widgets.seat_map import SeatMap
from kai_counter.values.cards import CoachCard, SeatCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SearchRequest

Key = Qt.Key


def test_keys_alone_hold_seats_and_go_on(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    assert counter.focus_name.startswith("sell.seat.1."), "Enter on a train leads into its seats"
    counter.seat("1.4A").setFocus()
    counter.screen.seats.map.focus_seat(counter.seat_id("1.4A"))
    counter.press(Key.Key_Space)
    counter.press(Key.Key_Down, Key.Key_Space)
    counter.wait(lambda: counter.flow.is_held)
    assert counter.held() == ["4A", "4B"]
    assert counter.focus_name == "sell.seat.1.4B", "the answers did not move the focus"
    assert counter.seat("1.4A").state == "mine"
    assert counter.find(QLabel, "sell.total").text() == "Rp\u00a0600.000"
    counter.press(Key.Key_Return)
    assert counter.flow.step == "passengers"
    grab(counter.screen, "sell-held", "light", "en")


def test_a_draft_is_on_disk_before_the_seat_is_held(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    (draft,) = counter.flow.drafts.for_member("10001")
    assert (draft.sale_id, draft.booking_id) == (counter.flow.sale_id, counter.flow.booking_id)
    assert set(draft.seats) == set(counter.flow.holding.held)


def test_one_more_seat_than_people_moves_the_first(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    for name in ("1.5A", "1.6A", "1.7A"):
        counter.screen.seats.map.focus_seat(counter.seat_id(name))
        counter.press(Key.Key_Space)
    counter.wait(lambda: counter.flow.is_held)
    assert counter.held() == ["7A"]
    counter.wait(lambda: counter.seat("1.5A").state == "free")


def test_letting_the_last_seat_go_gives_it_back(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    booking = counter.flow.booking_id
    counter.screen.seats.map.focus_seat(counter.flow.holding.held[0])
    counter.press(Key.Key_Space)
    counter.wait(lambda: counter.flow.hold is None and counter.flow.selected == ())
    query = "SELECT count(*) FROM seat_claims WHERE booking_id = %s AND active"
    counter.wait(lambda: fresh_database.value(query, booking) == 0)
    assert counter.flow.booking_id != booking, "the next pick is a new booking"


def test_arrows_walk_the_grid_and_into_the_next_coach(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    counter.screen.seats.map.focus_seat(counter.seat_id("1.2B"))
    counter.press(Key.Key_Down)
    assert counter.focus_name == "sell.seat.1.2C", "over the aisle"
    counter.press(Key.Key_Left)
    assert counter.focus_name == "sell.seat.1.1C"
    counter.press(Key.Key_End)
    assert counter.focus_name == "sell.seat.1.13C"
    counter.press(Key.Key_Right)
    assert counter.screen.seats.strip.current == 2
    assert counter.focus_name == "sell.seat.2.1C"
    counter.press(Key.Key_Left, modifier=Qt.KeyboardModifier.ControlModifier)
    assert counter.screen.seats.strip.current == 1
    assert counter.focus_name.startswith("sell.seat.1.")


def test_another_coach_uses_the_same_buttons(counter: SellCounter) -> None:
    """A hundred new buttons took longer than a blink; the map deals its seats to those it has."""
    counter.search()
    counter.choose()
    before = {button for button in counter.screen.findChildren(SeatButton) if button.isVisible()}
    counter.screen.seats.map.focus_seat(counter.seat_id("1.2B"))
    counter.press(Key.Key_Right, modifier=Qt.KeyboardModifier.ControlModifier)
    after = {button for button in counter.screen.findChildren(SeatButton) if button.isVisible()}
    assert counter.screen.seats.strip.current == 2 and counter.focus_name.startswith("sell.seat.2.")
    assert after <= before or before <= after, "a larger coach adds to them"


def test_f6_takes_the_focus_along_to_the_seats(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.screen.seats.focus_map()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    first = counter.flow.seat(counter.flow.holding.held[0])
    assert first is not None
    assert counter.focus_name == f"sell.seat.{first.car_number}.{first.seat_number}"


def test_a_seat_says_where_it_is_and_how_it_stands(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    assert counter.seat("1.4A").accessibleName() == "Seat 4A, window, free"
    assert counter.seat("1.4B").accessibleName() == "Seat 4B, aisle, free"
    assert counter.seat("1.1B").accessibleName() == "Seat 1B, aisle, wheelchair place, free"
    assert counter.seat("1.4A").toolTip()
    unnamed = [b.objectName() for b in counter.screen.findChildren(QAbstractButton) if not b.accessibleName()]
    assert unnamed == []


def test_accessible_place_and_a_neighbour(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.act("Shift+F6")
    counter.wait(lambda: counter.flow.is_held)
    seats = [counter.flow.seat(seat) for seat in counter.flow.holding.held]
    assert any(seat is not None and seat.is_accessible for seat in seats)
    assert len({seat.row for seat in seats if seat is not None}) == 1


def test_from_the_board_the_seats_hold_themselves(counter: SellCounter) -> None:
    database = counter.counter.database
    found = journeys.search(database, SearchRequest("GMR", "SGU", counter.tomorrow, 2))
    journey = next(one for one in found if one.train_number == "6")
    counter.flow.travellers.set_counts(2, 0)
    counter.flow.picking.quick(journey, next(offer for offer in journey.classes if offer.code == "EKO"))
    counter.wait(lambda: counter.flow.step == "passengers" and counter.flow.is_held)
    counter.flow.back()
    counter.screen.activate()
    assert counter.focus_name.startswith("sell.seat.2.")
    assert counter.find(QLineEdit, "sell.destination").text() == "Surabaya Gubeng (SGU)"
    counter.wait(lambda: counter.screen.results.rows.rows)
    row = counter.screen.results.current_row()
    assert row is not None and (row.journey.train_number, row.offer.code) == ("6", "EKO")


def test_sixty_trains_and_a_hundred_seats_are_no_wait(counter: SellCounter) -> None:
    counter.search()
    rows = counter.screen.results.rows.rows
    many = [
        dataclasses.replace(row, journey=dataclasses.replace(row.journey, from_order=n))
        for n in range(20)
        for row in rows
    ]
    begun = process_time()
    counter.screen.results.set_rows(many)
    counter.screen.results.grab()
    assert process_time() - begun < 0.5
    assert len(counter.screen.results.rows.rows) == 60
    seats = [(n % 22 + 1, (1, 2, 3, 5, 6)[n // 22]) for n in range(106)]
    coach = make_coach(seats)
    board = SeatMap()
    counter.qtbot.addWidget(board)
    board.resize(680, 260)
    board.set_coach(coach)
    assert all(min(b.width(), b.height()) >= 24 for b in board.findChildren(SeatButton))
    assert board.height() >= board.sizeHint().height()


def make_coach(places: list[tuple[int, int]]) -> CoachCard:
    class_id = new_id()
    letters = {1: "A", 2: "B", 3: "C", 5: "D", 6: "E"}
    seats = tuple(
        SeatCard(new_id(), 1, "EKO 1", class_id, f"{row}{letter}", row, letter, column, "aisle", False, "free")
        for row, column in places
        for letter in letters[column]
    )
    return CoachCard(1, "EKO 1", class_id, "EKO", "Ekonomi", "EKO_106", len(seats), len(seats), seats)


# Two counters ------------------------------------------------------------------------------------------


def test_a_seat_held_here_turns_there_within_a_second(counter: SellCounter, neighbour: SellCounter) -> None:
    for one in (counter, neighbour):
        one.search()
        one.choose()
    neighbour.screen.seats.map.focus_seat(neighbour.seat_id("1.8C"))
    counter.screen.seats.map.focus_seat(counter.seat_id("1.3D"))
    counter.press(Key.Key_Space)
    assert sell_page._LIVE <= 1000  # of itself; how long it takes under load is the bench's to say
    neighbour.wait(lambda: neighbour.seat("1.3D").state == "held")
    assert neighbour.focus_name == "sell.seat.1.8C", "the map was redrawn under a focus that stayed"
    counter.wait(lambda: counter.flow.is_held)
    counter.flow.abandon()
    neighbour.wait(lambda: neighbour.seat("1.3D").state == "free")


def test_a_seat_lost_to_another_counter_is_named(counter: SellCounter, neighbour: SellCounter) -> None:
    for one in (counter, neighbour):
        one.search("2")
        one.choose()
        one.screen._live.stop()  # neither hears of the other before its pick
    neighbour.screen.seats.map.focus_seat(neighbour.seat_id("1.3D"))
    neighbour.press(Key.Key_Space)
    neighbour.wait(lambda: neighbour.held() == ["3D"])
    counter.screen.seats.map.focus_seat(counter.seat_id("1.3C"))
    counter.press(Key.Key_Space, Key.Key_Down, Key.Key_Space)
    counter.wait(lambda: counter.seat("1.3D").state == "lost")
    assert "EKS 1 / 3D was just taken" in counter.find(QLabel, "sell.notice").text()
    counter.wait(lambda: counter.held() == ["3C"])
    assert counter.flow.selected == counter.flow.holding.held, "what was not lost stays held"
    assert counter.focus_name == "sell.seat.1.3D"
    grab(counter.screen, "sell-lost", "light", "en")


def test_a_sold_seat_cannot_be_picked(counter: SellCounter, neighbour: SellCounter) -> None:
    neighbour.search()
    neighbour.choose()
    neighbour.screen.seats.map.focus_seat(neighbour.seat_id("1.9A"))
    neighbour.press(Key.Key_Space)
    neighbour.wait(lambda: neighbour.flow.is_held)
    counter.search()
    counter.choose()
    counter.wait(lambda: counter.seat("1.9A").state == "held")
    counter.screen.seats.map.focus_seat(counter.seat_id("1.9A"))
    counter.press(Key.Key_Space)
    assert counter.flow.selected == ()
    assert "held by another counter" in counter.find(QLabel, "sell.notice").text()


# Time --------------------------------------------------------------------------------------------------


def run_out(counter: SellCounter, fresh: FreshDatabase) -> None:
    """Let the hold end now, in the database and on the screen alike."""
    booking = counter.flow.booking_id
    with fresh.owner() as connection:
        for table, column in (("bookings", "id"), ("seat_claims", "booking_id")):
            query = f"UPDATE {table} SET expires_at = clock_timestamp() - interval '1 second' WHERE {column} = %s"
            connection.execute(query.encode(), [booking])
    card = counter.flow.hold
    assert card is not None
    over = counter.counter.clock.now() - timedelta(seconds=1)
    with counter.qtbot.waitSignal(counter.flow.hold_ran_out, timeout=30_000):
        counter.flow.holding.adopt(dataclasses.replace(card, expires_at=over))


def test_a_hold_that_ran_out_offers_the_same_seats(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    counter.search("2")
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    seats, place = sorted(counter.held()), counter.focus_name
    run_out(counter, fresh_database)
    assert counter.find(QLabel, "sell.ranOut").isVisible()
    assert counter.focus_name == place
    grab(counter.screen, "sell-ran-out", "light", "en")
    counter.press(Key.Key_Return)
    counter.wait(lambda: counter.flow.is_held)
    assert sorted(counter.held()) == seats
    assert counter.flow.step == "seats", "Enter held again and did not also go on"


def test_what_another_took_meanwhile_is_named(
    counter: SellCounter, neighbour: SellCounter, fresh_database: FreshDatabase
) -> None:
    counter.search("2")
    counter.choose()
    for name in ("1.5A", "1.5B"):
        counter.screen.seats.map.focus_seat(counter.seat_id(name))
        counter.press(Key.Key_Space)
    counter.wait(lambda: counter.flow.is_held)
    run_out(counter, fresh_database)
    neighbour.search()
    neighbour.choose()
    neighbour.screen.seats.map.focus_seat(neighbour.seat_id("1.5B"))
    neighbour.press(Key.Key_Space)
    neighbour.wait(lambda: neighbour.flow.is_held)
    counter.act("Enter")
    counter.wait(lambda: counter.held() == ["5A"])
    assert "EKS 1 / 5B" in counter.find(QLabel, "sell.notice").text()


def test_the_countdown_turns_amber_then_red(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    countdown, clock = counter.screen.bar.countdown, counter.counter.clock
    assert countdown.state == "calm"
    countdown.set_end(clock.now() + timedelta(seconds=119))
    assert countdown.state == "amber"
    countdown.set_end(clock.now() + timedelta(seconds=29))
    assert countdown.state == "red"
    assert countdown.text() in ("00:28", "00:29")


def test_the_end_of_sale_is_warned_of(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    journey = counter.flow.journey
    assert journey is not None
    counter.flow.holding.journey = dataclasses.replace(
        journey, closes_at=counter.counter.clock.now() + timedelta(minutes=12)
    )
    counter.wait(lambda: counter.screen.seats.warning.text().startswith("Sale ends in 11:"))
