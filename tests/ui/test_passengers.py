"""Travellers typed by keyboard: what the NIK fills in, what is said, where Enter goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter import ui
from kai_counter.ui.people_words import country_code
from kai_counter.ui.screens.passengers import PassengersScreen
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.chips import Chip, ChipRow

ENTER, TAB, F8, F11 = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_F8, Qt.Key.Key_F11
CONTROL = Qt.KeyboardModifier.ControlModifier
SITI, BUDI = "3174015512900001", "3174011708850002"  # 15 December 1990, a woman; 17 August 1985, a man


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path) as found:
        yield found


def open_for(desk: SaleDesk, adults: int = 1, infants: int = 0) -> PassengersScreen:
    desk.hold(adults, infants)
    screen = PassengersScreen(desk.counter, desk.flow)
    desk.show(screen)
    desk.wait(lambda: desk.flow.quote is not None)
    return screen


def test_one_adult_is_a_name_a_number_and_two_enters(desk: SaleDesk) -> None:
    open_for(desk)
    assert desk.focus.objectName() == "passengers.0.name"
    desk.type("Siti Aminah")
    desk.press(ENTER)
    assert desk.focus.objectName() == "passengers.0.identity"
    desk.type(SITI)
    person = desk.flow.passengers[0]
    assert (person.birth_date, person.gender, person.type) == (date(1990, 12, 15), "female", "adult")
    assert desk.field("passengers.0.birth_date").text() == "15/12/1990"
    desk.press(ENTER)
    assert desk.flow.step == "payment"


def test_enter_walks_from_person_to_person(desk: SaleDesk) -> None:
    screen = open_for(desk, 2)
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type(SITI)
    desk.press(ENTER)
    assert desk.focus.objectName() == "passengers.1.name"
    assert not screen.forms[0].is_open and screen.forms[1].is_open
    desk.type("Budi Santoso")
    desk.press(ENTER)
    desk.type(SITI)
    assert "already in the booking" in desk.note("passengers.1.identity")
    grab(screen, "passengers-repeated", language="en")
    desk.field("passengers.1.identity").clear()
    desk.type(BUDI)
    desk.press(ENTER)
    assert desk.flow.step == "payment"


def test_errors_stand_under_their_field_and_hold_the_focus(desk: SaleDesk) -> None:
    screen = open_for(desk)
    desk.press(ENTER)
    assert desk.note("passengers.0.name") and desk.focus.objectName() == "passengers.0.name"
    desk.paste("Siti 😀 Aminah")
    assert "emoji" in desk.note("passengers.0.name")
    desk.field("passengers.0.name").clear()
    desk.paste("محمد")
    assert "Latin" in desk.note("passengers.0.name")
    desk.field("passengers.0.name").clear()
    desk.paste("A" * 1_000_000)
    assert len(desk.field("passengers.0.name").text()) <= 80
    assert desk.note("passengers.0.name")
    desk.field("passengers.0.name").clear()
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type("31740155129X")
    assert "digits only" in desk.note("passengers.0.identity")
    desk.field("passengers.0.identity").clear()
    desk.type("317401")
    assert desk.note("passengers.0.identity") == ""  # not finished is not wrong
    desk.press(F8)
    assert "16 digits" in desk.note("passengers.0.identity")
    assert desk.flow.step == "passengers"
    grab(screen, "passengers-errors", language="en")


def test_a_date_that_does_not_exist_warns_and_lets_go_on(desk: SaleDesk) -> None:
    open_for(desk)
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type("3174013102900001")  # 31 February
    assert "does not exist" in desk.note("passengers.0.identity")
    desk.press(ENTER)
    assert desk.flow.step == "payment"


def test_senior_reduction_by_one_key(desk: SaleDesk) -> None:
    screen = open_for(desk)
    full = desk.flow.quote.final if desk.flow.quote else 0
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type("3174015512500001")
    assert screen.forms[0].review.offer == "senior"
    grab(screen, "passengers-senior", language="en")
    desk.press(F11)
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.final < full)
    assert desk.flow.passengers[0].reduction == "senior"
    kinds = [line.kind for line in desk.flow.quote.lines] if desk.flow.quote else []
    assert kinds == ["fare", "reduction"]


def test_who_was_walked_past_is_come_back_to_and_an_offer_walked_past_is_still_taken(desk: SaleDesk) -> None:
    """By keys alone there was no way back to a person before, and a senior paid the full fare without a word."""
    screen = open_for(desk, 2)
    full = desk.flow.quote.final if desk.flow.quote else 0
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type("3174015512500001")
    desk.press(ENTER)
    assert desk.focus.objectName() == "passengers.1.name"
    assert "F11" in screen.forms[0].line.detail.text()
    grab(screen, "passengers-walked-past", language="en")
    desk.press(Qt.Key.Key_PageUp)
    assert screen.forms[0].is_open and desk.focus.objectName() == "passengers.0.name"
    desk.press(Qt.Key.Key_PageDown)
    assert screen.forms[1].is_open and desk.focus.objectName() == "passengers.1.name"
    hints = screen.keys()
    assert any(hint.key == "F11" for hint in hints)
    desk.press(F11)
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.final < full)
    assert [one.reduction for one in desk.flow.passengers] == ["senior", None]
    assert "F11" not in screen.forms[0].line.detail.text() and screen.forms[1].is_open


def test_a_letter_first_is_a_passport(desk: SaleDesk) -> None:
    screen = open_for(desk)
    desk.type("John Smith")
    desk.press(ENTER)
    desk.type("x1234567")
    person = desk.flow.passengers[0]
    assert (person.identity_type, person.identity_number) == ("passport", "X1234567")
    desk.press(ENTER)
    assert desk.focus.objectName() == "passengers.0.birth_date"
    desk.type("31/02/1990")
    desk.press(ENTER)
    assert "does not exist" in desk.note("passengers.0.birth_date")
    desk.field("passengers.0.birth_date").clear()
    desk.type("28021990")
    desk.press(ENTER)
    assert desk.focus.objectName() == "passengers.0.nationality"
    desk.type("australia")
    grab(screen, "passengers-passport", language="en")
    desk.press(ENTER)
    assert person.nationality == "AU"
    assert desk.flow.step == "payment"


def test_an_infant_in_a_seat_may_travel_on_a_lap(desk: SaleDesk) -> None:
    screen = open_for(desk, 2)
    desk.type("Siti Aminah")
    desk.press(ENTER)
    desk.type(SITI)
    desk.press(ENTER)
    desk.type("Adik Aminah")
    desk.press(ENTER)
    small = desk.day.replace(year=desk.day.year - 1)
    desk.type(f"317401{small:%d%m%y}0003")
    assert desk.flow.passengers[1].type == "child"
    desk.press(F11)
    desk.wait(lambda: desk.flow.is_held and desk.flow.infants == 1)
    assert [one.type for one in desk.flow.passengers] == ["adult", "infant"]
    assert desk.flow.passengers[1].name == "Adik Aminah"
    assert desk.flow.passengers[1].accompanied_by == 1
    grab(screen, "passengers-infant", language="en")
    desk.press(F8)
    assert desk.flow.step == "payment"


def test_seats_change_hands(desk: SaleDesk) -> None:
    open_for(desk, 2)
    before = [one.seat_id for one in desk.flow.passengers]
    desk.press(Qt.Key.Key_Down, modifier=CONTROL)
    assert [one.seat_id for one in desk.flow.passengers] == before[::-1]


def test_who_needs_the_wheelchair_place_gets_it_whoever_was_typed_first(desk: SaleDesk) -> None:
    """Held seats come in the order of the train; the accessible one went to the companion."""
    desk.hold(2)
    desk.flow.picking.best(accessible=True)
    places = {seat.seat_id for coach in (desk.flow.seat_map.coaches if desk.flow.seat_map else ())
              for seat in coach.seats if seat.is_accessible}  # fmt: skip
    desk.wait(lambda: desk.flow.is_held and places & set(desk.flow.holding.held))
    screen = PassengersScreen(desk.counter, desk.flow)
    desk.show(screen)
    desk.wait(screen.isActiveWindow)
    people = desk.flow.passengers
    first = next(n for n, one in enumerate(people) if one.seat_id not in places)
    screen._turn_to(first)
    desk.press(Qt.Key.Key_H, modifier=CONTROL)
    desk.press(Qt.Key.Key_Space)
    assert people[first].seat_id in places and people[1 - first].seat_id not in places
    screen.forms[first].focus_part("name")
    desk.press(Qt.Key.Key_Down, modifier=CONTROL)
    assert people[1 - first].seat_id in places, "a person may still say otherwise"


def test_what_was_typed_is_there_after_going_back(desk: SaleDesk) -> None:
    screen = open_for(desk)
    desk.type("Siti Aminah")
    desk.press(Qt.Key.Key_Escape)
    assert desk.flow.step == "seats"
    desk.flow.go("passengers")
    screen.activate()
    assert desk.field("passengers.0.name").text() == "Siti Aminah"
    assert desk.focus.objectName() == "passengers.0.identity"


def test_assistance_and_contact_are_one_key_away(desk: SaleDesk) -> None:
    screen = open_for(desk)
    desk.press(Qt.Key.Key_H, modifier=CONTROL)
    desk.press(Qt.Key.Key_Space)
    assert desk.flow.passengers[0].assistance == ("wheelchair",)
    desk.press(Qt.Key.Key_P, modifier=CONTROL)
    desk.type("Rina")
    desk.press(ENTER)
    desk.type("0812 3456 789")
    assert desk.flow.contact is not None and desk.flow.contact.phone == "0812 3456 789"
    grab(screen, "passengers-contact", language="en")


def test_every_field_has_a_name_for_assistive_tools(desk: SaleDesk) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit

    screen = open_for(desk, 2, 1)
    for widget in [*screen.findChildren(QLineEdit), *screen.findChildren(QAbstractButton)]:
        assert widget.accessibleName(), widget.objectName()


def test_both_languages_fit(desk: SaleDesk) -> None:
    screen = open_for(desk, 2)
    for language in ("id", "en"):
        desk.counter.language.set(language)
        assert screen.minimumSizeHint().width() <= 1284, language


def test_chips_made_anew_twice_do_not_come_up_as_windows(qtbot: QtBot) -> None:
    """Their showing is queued when they are sent off; without a parent they flashed and took the keyboard."""
    Theme("light").apply()
    row = ChipRow("row")
    qtbot.addWidget(row)
    row.show()
    for options in (("a", "b"), ("a", "b", "c"), ("b",), ("a", "c")):
        row.set_options([(value, value) for value in options])
    chips = row.findChildren(Chip)
    qtbot.waitUntil(lambda: all(chip.isVisible() for chip in row.chips))
    assert chips == row.chips
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, Chip) and one.isVisible()]


def test_what_leaves_a_page_is_sent_off() -> None:
    """`setParent(None)` alone makes windows of what was about to be shown."""
    rooms = Path(ui.__file__).parent.rglob("*.py")
    loose = [path.name for path in rooms if ".setParent(None)" in path.read_text()]
    assert loose == ["send_off.py"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("au", "AU"), ("Australia", "AU"), ("austra", "AU"), ("jerman", "DE"), ("Germany", "DE"),
     ("korea sel", "KR"), ("aust", None), ("atlantis", None), ("", None)],
)  # fmt: skip
def test_a_country_by_code_by_english_or_indonesian_name_or_its_beginning(typed: str, code: str | None) -> None:
    assert country_code(typed) == code


def test_a_hold_that_runs_out_says_so_where_one_types_and_one_key_holds_again(
    desk: SaleDesk, fresh_database: FreshDatabase
) -> None:
    screen = open_for(desk, 2)
    desk.type("Siti Aminah")
    held = desk.flow.holding.held
    with fresh_database.owner() as connection:
        for table, column in (("bookings", "id"), ("seat_claims", "booking_id")):
            query = f"UPDATE {table} SET expires_at = clock_timestamp() - interval '1 second' WHERE {column} = %s"
            connection.execute(query, [desk.flow.booking_id])
    desk.flow.holding.lapse(held)
    assert screen.hold_banner.isVisible() and "time is up" in screen.hold_banner.text()
    prices = screen.summary.prices
    assert prices.total.amount is None and not prices.total_label.isVisible(), "nothing is held"
    assert desk.focus.objectName() == "passengers.0.name"
    desk.press(F8)
    desk.wait(lambda: desk.flow.is_held)
    assert not screen.hold_banner.isVisible()
    assert set(desk.flow.holding.held) == set(held) and desk.flow.step == "passengers"
    assert desk.flow.passengers[0].name == "Siti Aminah"
    desk.wait(lambda: desk.flow.quote is not None)


def test_seats_taken_meanwhile_lead_back_to_the_map(desk: SaleDesk) -> None:
    screen = open_for(desk)
    taken = list(desk.flow.holding.held)
    desk.flow.holding.drop("test")
    desk.flow.seats_lost.emit(taken)
    assert "another counter" in screen.hold_banner.text()
    desk.press(F8)
    assert desk.flow.step == "seats" and not screen.hold_banner.asks
