"""Back and forth on the sell page: what is kept, what is given back, and what is missing to go on."""

from __future__ import annotations

from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from real_database import FreshDatabase
from sell_counter import SellCounter

from kai_counter.errors import Refused

Key = Qt.Key


def test_back_loses_nothing(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    held = counter.held()
    counter.act("Esc")
    assert counter.focus_name == "sell.results"
    counter.act("Esc")
    assert counter.focus_name == "sell.destination"
    assert counter.held() == held
    counter.act("F8")
    assert counter.flow.step == "passengers"


def test_a_train_only_looked_at_does_not_outlive_its_relation(counter: SellCounter) -> None:
    """Else F6 would hold seats on the train before, to another town; one with seats on it stays until another."""
    counter.search()
    counter.choose()
    counter.screen.open_command_line()
    counter.type("yk besok")
    counter.press(Key.Key_Return)
    counter.wait(lambda: not counter.flow.is_searching and counter.flow.journeys)
    assert counter.flow.journey is None and counter.flow.step == "search"
    assert counter.screen.right.currentWidget() is counter.screen.empty_right
    hints = counter.screen.keys()
    assert not next(hint for hint in hints if hint.key == "F6").enabled
    counter.press(Key.Key_1)
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    counter.screen.open_command_line()
    counter.type("sgu besok")
    counter.press(Key.Key_Return)
    assert counter.flow.is_held and counter.flow.journey is not None
    held = counter.held()
    counter.wait(lambda: not counter.flow.is_searching and counter.flow.journeys)
    assert "GMR → YK" in counter.screen.seats.notice.text() and "GMR → YK" in counter.screen.bar.price.text()
    grab(counter.screen, "sell-elsewhere", language="en")
    counter.act("F6")  # the best seats of which train? nobody has chosen one of these
    assert counter.held() == held and "GMR → YK" in counter.screen.seats.notice.text()
    counter.press(Key.Key_1)
    assert counter.screen.seats.notice.text() == "" and "→" not in counter.screen.bar.price.text()


def test_an_interrupted_sale_finds_its_trains_again(counter: SellCounter) -> None:
    counter.search()
    counter.choose()
    counter.flow.journeys = ()  # as a draft brings it back
    counter.screen.activate()
    assert "Looking" in counter.screen.empty_left.text()
    counter.wait(lambda: counter.screen.results.rows.rows)


def test_forward_without_seats_says_what_is_missing(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.press(Key.Key_Space)
    counter.wait(lambda: len(counter.held()) == 1)
    counter.act("F8")
    assert counter.flow.step == "seats"
    assert [t.code for t in counter.troubles if isinstance(t, Refused)] == ["seats_missing"]
    assert "1 seat" in counter.find(QLabel, "sell.notice").text()


def test_forward_without_any_seat_takes_the_best(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.press(Key.Key_Return)
    counter.wait(lambda: counter.flow.is_held)
    assert counter.flow.step == "seats", "the clerk sees them before going on"
    counter.press(Key.Key_Return)
    assert counter.flow.step == "passengers"


def test_another_train_gives_the_seats_back(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    counter.act("Esc")
    counter.choose("EKS", "90")
    query = "SELECT count(*) FROM seat_claims WHERE active AND state = 'held'"
    counter.wait(lambda: fresh_database.value(query) == 0)
    assert counter.flow.hold is None


def test_fewer_people_give_seats_back(counter: SellCounter) -> None:
    counter.search("3")
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held and len(counter.held()) == 3)
    counter.screen.search.people.setFocus()
    counter.press(Key.Key_Down)
    counter.wait(lambda: counter.flow.is_held and len(counter.held()) == 2)


def test_six_are_four_and_the_way_to_the_other_two(counter: SellCounter) -> None:
    people = counter.screen.search.people
    people.setFocus()
    counter.type("6")
    counter.press(Key.Key_Return)
    assert "Ctrl+M for the other 2" in counter.find(QLabel, "sell.passengers.note").text()
    assert people.adults == 4 and counter.flow.adults == 4 and counter.flow.rest == 2
    people.edit.selectAll()
    counter.type("3")
    counter.press(Key.Key_Return)
    assert counter.flow.adults == 3 and counter.flow.rest == 0, "thought better of it"
    counter.screen.open_command_line()
    counter.type("sgu besok 9A")
    assert "Ctrl+M" in counter.screen.command.meaning.text()
    counter.press(Key.Key_Return)
    assert (counter.flow.adults, counter.flow.rest) == (4, 5)


def test_the_next_customer_finds_empty_fields(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    counter.flow.abandon()
    assert counter.find(QLineEdit, "sell.destination").text() == ""
    assert counter.find(QLineEdit, "sell.passengers").text().startswith("1 ")
    assert counter.screen.search.date.value == counter.counter.clock.now().date()
    counter.wait(lambda: counter.flow.drafts.for_member("10001") == ())


def test_another_class_of_the_train_gives_the_seats_back(counter: SellCounter) -> None:
    """Who picks Compartment Suites in the list does not want the executive seats held before."""
    counter.search()
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    rows = counter.screen.results.rows.rows
    other = next(row for row in rows if row.journey.train_number == "6" and row.offer.code != "EKS")
    counter.screen._choose(other)
    counter.wait(lambda: counter.flow.hold is None and counter.screen.seats.coach is not None)
    assert counter.flow.selected == ()
    assert counter.screen.seats.coach is not None
    assert counter.screen.seats.coach.class_id == other.offer.class_id
