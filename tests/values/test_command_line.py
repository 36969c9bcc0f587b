"""The command line: order-free, forgiving, and helpful when it is not understood."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values.cards import StationCard
from kai_counter.values.command_line import parse_command, parse_people
from kai_counter.values.station_search import city_of, find_stations, station_named

TODAY = date(2026, 11, 23)
STATIONS = tuple(
    StationCard(uuid4(), code, name, city)
    for code, name, city in (
        ("GMR", "Gambir", "Kota Jakarta Pusat"),
        ("PSE", "Pasar Senen", "Kota Jakarta Pusat"),
        ("BD", "Bandung", "Kota Bandung"),
        ("KAC", "Kiaracondong", "Kota Bandung"),
        ("YK", "Yogyakarta", "Kota Yogyakarta"),
        ("LPN", "Lempuyangan", "Kota Yogyakarta"),
        ("SGU", "Surabaya Gubeng", "Kota Surabaya"),
        ("SBI", "Surabaya Pasar Turi", "Kota Surabaya"),
        ("SLO", "Solo Balapan", "Kota Surakarta"),
        ("SDA", "Sidoarjo", "Kab. Sidoarjo"),
    )
)
HOME = STATIONS[0]


def read(text: str) -> tuple[str, str, date, int, int]:
    found = parse_command(text, STATIONS, TODAY, HOME)
    return found.origin.code, found.destination.code, found.on, found.adults, found.infants


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as refused:
        parse_command(text, STATIONS, TODAY, HOME)
    return refused.value


def test_the_line_of_the_issue() -> None:
    assert read("SGU GMR 25/11 2A1I") == ("SGU", "GMR", date(2026, 11, 25), 2, 1)


def test_in_any_order() -> None:
    for words in permutations(["SGU", "25/11", "2A1I"]):
        assert read(" ".join(words)) == ("GMR", "SGU", date(2026, 11, 25), 2, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sgu", ("GMR", "SGU", TODAY, 1, 0)),
        ("yogyakarta besok", ("GMR", "YK", date(2026, 11, 24), 1, 0)),
        ("dari sgu", ("GMR", "SGU", TODAY, 1, 0)),
        ("ke gmr dari sgu lusa", ("SGU", "GMR", date(2026, 11, 25), 1, 0)),
        ("gmr → bd 2511", ("GMR", "BD", date(2026, 11, 25), 1, 0)),
        ("pasar senen surabaya gubeng 25 2", ("PSE", "SGU", date(2026, 11, 25), 2, 0)),
        ("gubeng sab 3 orang 1 bayi", ("GMR", "SGU", date(2026, 11, 28), 3, 1)),
        ("slo 26 nov 4a", ("GMR", "SLO", date(2026, 11, 26), 4, 0)),
        ("bd +3 1i", ("GMR", "BD", date(2026, 11, 26), 1, 1)),
        ("SGU, 25/11, 2A, 1I", ("GMR", "SGU", date(2026, 11, 25), 2, 1)),
    ],
)
def test_what_clerks_type(text: str, meant: tuple[str, str, date, int, int]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "command_empty"),
        ("25/11 2A", "command_no_destination"),
        ("gmr gmr", "command_same_station"),
        ("gmr sgu bd", "command_too_many_stations"),
        ("sgu 25/11 26/11", "command_two_days"),
        ("sgu 2A 3A", "command_people_twice"),
        ("sgu 1A 2I", "infants_exceed_adults"),
        ("sgu 99A", "too_many_people"),
        ("sgu 9A 5I", "infants_exceed_adults"),
        ("sgu 0A", "no_passengers"),
        ("sgu 31/2", "date_unknown"),
        ("sgu 20/11", "date_past"),
        ("sgu wat", "command_word_unknown"),
        ("surabaya", "command_station_ambiguous"),
        ("x" * 121, "command_too_long"),
    ],
)
def test_what_is_not_understood_has_a_code(text: str, code: str) -> None:
    assert refusal(text).code == code


def test_an_ambiguous_city_names_its_stations() -> None:
    assert refusal("surabaya besok").facts == {"word": "surabaya", "choices": "SGU, SBI"}


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.text(max_size=140))
def test_anything_is_a_command_or_a_refusal(text: str) -> None:
    try:
        found = parse_command(text, STATIONS, TODAY, HOME)
    except Refused:
        return
    assert found.origin.code != found.destination.code
    assert TODAY <= found.on <= TODAY + timedelta(days=45)
    assert 1 <= found.adults <= 4
    assert 0 <= found.infants <= found.adults


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.permutations(["bd", "sab", "2a", "1i"]))
def test_order_never_matters(words: list[str]) -> None:
    assert read(" ".join(words)) == ("GMR", "BD", date(2026, 11, 28), 2, 1)


@pytest.mark.parametrize(("typed", "meant"), [("2", (2, 0)), ("2A1I", (2, 1)), ("1i", (1, 1)), ("3 orang", (3, 0))])
def test_people(typed: str, meant: tuple[int, int]) -> None:
    assert parse_people(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "people_unreadable"), ("dua", "people_unreadable"), ("5", "people_split"), ("99", "too_many_people")],
)
def test_no_people(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_people(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("g", ["GMR", "SGU"]),
        ("sgu", ["SGU"]),
        ("bandung", ["BD", "KAC"]),
        ("pasar", ["PSE", "SBI"]),
        ("jakarta", ["GMR", "PSE"]),
        ("Surabaya  PASAR-turi", ["SBI"]),
        ("zz", []),
        ("", []),
        ("💥", []),
    ],
)
def test_finding_stations(typed: str, codes: list[str]) -> None:
    assert [station.code for station in find_stations(STATIONS, typed)] == codes


def test_a_station_is_named_by_code_name_or_label() -> None:
    assert station_named(STATIONS, "Gambir (GMR)") == HOME
    assert station_named(STATIONS, "lempu").code == "LPN"  # type: ignore[union-attr]
    assert station_named(STATIONS, "surabaya") is None
    assert city_of(STATIONS[9]) == "Sidoarjo"


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.text(max_size=200))
def test_searching_never_fails(typed: str) -> None:
    assert len(find_stations(STATIONS, typed)) <= 8
