"""Finding a train by keyboard: fields, days, the command line, and the list of trains."""

from __future__ import annotations

from datetime import timedelta

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from real_database import FreshDatabase
from sell_counter import SellCounter

from kai_counter.ui.widgets.seat_button import SeatButton
from kai_counter.values.command_line import Command

Key = Qt.Key


def test_begins_at_the_destination(counter: SellCounter) -> None:
    assert counter.focus_name == "sell.destination"
    assert counter.find(QLineEdit, "sell.origin").text() == "Gambir (GMR)"


def test_a_code_and_enter_search_today(counter: SellCounter) -> None:
    counter.type("sgu")
    counter.press(Key.Key_Return)
    assert counter.flow.search is not None
    assert (counter.flow.search.origin, counter.flow.search.destination) == ("GMR", "SGU")
    assert counter.focus_name in ("sell.results", "sell.noTrains"), "at once, not when the answer comes"
    counter.wait(lambda: not counter.flow.is_searching)
    assert counter.focus_name in ("sell.results", "sell.noTrains")


def test_one_card_for_each_train_and_class(counter: SellCounter) -> None:
    counter.search()
    rows = counter.screen.results.rows
    assert sorted((row.journey.train_number, row.offer.code) for row in rows.rows) == [
        ("6", "EKO"),
        ("6", "EKS"),
        ("90", "EKS"),
    ]
    words = rows.words(next(row for row in rows.rows if row.offer.code == "EKS"))
    assert words.startswith("18:40 – 05:20, Argo Semeru (6), Eksekutif (")
    assert "Rp\u00a0300.000" in words and "Available" in words
    assert counter.flow.search is not None and counter.flow.search.on == counter.tomorrow
    grab(counter.screen, "sell-results", "light", "en")


def test_a_train_for_go_show_only_says_from_when_and_one_not_sold_says_so(
    counter: SellCounter, fresh_database: FreshDatabase
) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "UPDATE schedules s SET sales_state = CASE t.train_number WHEN '6' THEN 'go_show' ELSE 'closed' END"
            " FROM trains t WHERE t.id = s.train_id"
        )
    counter.search()
    rows = counter.screen.results.rows
    said = {row.journey.train_number: rows.seats(row)[0] for row in rows.rows}
    assert said == {"6": "Go-show from 15:40", "90": "Sale closed"}
    assert not any(rows.can_sell(row) for row in rows.rows)
    grab(counter.screen, "sell-go-show", "light", "en")


@pytest.mark.parametrize("pasted", ["x" * 1_000_000, "💥" * 500, "\u202eمرحبا", "a\x00b\nc"])
def test_a_bad_paste_is_a_sentence(counter: SellCounter, pasted: str) -> None:
    counter.paste(pasted)
    counter.press(Key.Key_Return)
    field = counter.screen.search.destination
    assert field.error
    assert len(field.edit.text()) <= 60
    assert counter.focus_name == "sell.destination"


@pytest.mark.parametrize(
    ("typed", "sentence"), [("31/2", "There is no such day."), ("kapan", "Not a day."), ("H+90", "On sale are")]
)
def test_a_bad_day_is_a_sentence_under_its_field(counter: SellCounter, typed: str, sentence: str) -> None:
    counter.type("sgu")
    counter.press(Key.Key_Tab)
    counter.type(typed)
    counter.press(Key.Key_Return)
    assert sentence in counter.screen.search.date.error
    assert counter.flow.search is None
    assert counter.focus_name == "sell.date"


def test_quick_keys_of_the_day(counter: SellCounter) -> None:
    field = counter.screen.search.date
    field.setFocus()
    counter.type("++-")
    assert field.value == counter.tomorrow
    counter.press(Key.Key_PageUp)
    assert field.value == counter.tomorrow + timedelta(days=7)
    counter.press(Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert counter.focus_name == "sell.date.calendar"
    counter.press(Key.Key_Down, Key.Key_Return)
    assert field.value == counter.tomorrow + timedelta(days=14)
    assert counter.focus_name == "sell.date"


def test_a_city_offers_its_stations(counter: SellCounter) -> None:
    counter.type("surabaya")
    counter.press(Key.Key_Down)
    counter.press(Key.Key_Tab)
    assert counter.screen.search.destination.station is not None
    assert counter.screen.search.destination.station.code == "SBI"


def test_a_relation_without_any_train_is_told_from_a_day_without(counter: SellCounter) -> None:
    """"The next day" would be pressed 45 times; another station of the city that was meant is one Enter away."""
    empty = counter.screen.empty_left
    counter.type("sbi")
    counter.press(Key.Key_Return)
    counter.wait(lambda: "No direct train" in empty.text() and "Surabaya Gubeng (SGU)" in empty.text())
    counter.press(Key.Key_Return)
    assert counter.flow.search is not None and counter.flow.search.destination == "SGU"
    counter.screen.search.destination.setFocus()
    counter.type("cirebon")
    counter.press(Key.Key_Return)
    counter.wait(lambda: "on any day" in empty.text())
    assert not empty.onward.isVisible()
    counter.press(Key.Key_Return)
    assert counter.flow.search.destination == "CN"


def test_from_and_to_must_differ(counter: SellCounter) -> None:
    counter.type("gmr")
    counter.press(Key.Key_Return)
    assert counter.screen.search.destination.error
    assert counter.flow.search is None


def test_the_command_line_goes_straight_to_the_trains(counter: SellCounter) -> None:
    counter.screen.open_command_line()
    assert counter.focus_name == "command.edit"
    counter.type("sgu besok 2a1i")
    assert "Gambir → Surabaya Gubeng" in counter.find(QLabel, "command.meaning").text()
    counter.press(Key.Key_Return)
    counter.wait(lambda: counter.screen.results.rows.rows)
    assert counter.focus_name == "sell.results"
    assert (counter.flow.adults, counter.flow.infants) == (2, 1)
    assert counter.flow.search is not None and counter.flow.search.on == counter.tomorrow


def test_the_command_line_completes_and_explains(counter: SellCounter) -> None:
    counter.screen.open_command_line()
    counter.type("pas")
    counter.press(Key.Key_Tab)
    assert counter.find(QLineEdit, "command.edit").text() == "SBI "
    counter.type("31/2")
    counter.press(Key.Key_Return)
    assert counter.find(QLabel, "command.meaning").text() == "There is no such day."
    counter.press(Key.Key_Escape)
    assert counter.focus_name == "sell.destination", "the focus is where it was"


def test_the_command_line_remembers(counter: SellCounter) -> None:
    counter.screen.open_command_line()
    counter.type("yk besok")
    counter.press(Key.Key_Return)
    counter.screen.open_command_line()
    counter.wait(lambda: counter.screen.command.list.isVisible())
    with counter.qtbot.waitSignal(counter.screen.command.run) as run:
        counter.press(Key.Key_Down, Key.Key_Return, Key.Key_Return)
    assert isinstance(run.args[0], Command) and run.args[0].destination.code == "YK"


def test_fits_the_smallest_window_in_every_theme(counter: SellCounter) -> None:
    counter.search("2")
    counter.choose()
    counter.act("F6")
    counter.wait(lambda: counter.flow.is_held)
    for name in ("light", "dark", "daylight"):
        counter.counter.theme.set(name)
        assert counter.screen.minimumSizeHint().width() <= 1280 - 98, name
        assert counter.screen.minimumSizeHint().height() <= 768 - 60 - 48, name
        small = [b for b in counter.screen.findChildren(SeatButton) if min(b.width(), b.height()) < 24]
        assert small == []
        grab(counter.screen, "sell", name, "en")
    counter.counter.theme.set("light")


def test_a_command_typed_before_the_stations_are_read_runs_when_they_come(counter: SellCounter) -> None:
    counter.wait(lambda: counter.screen._stations)
    stations, counter.screen._stations = counter.screen._stations, ()
    counter.screen.open_command_line()
    counter.type("gmr sgu besok 2a")
    counter.press(Key.Key_Return)
    assert counter.screen.command.isVisible() and counter.flow.search is None
    counter.screen._know_stations(stations)
    counter.wait(lambda: counter.flow.journeys)
    assert counter.flow.adults == 2 and not counter.screen.command.isVisible()
