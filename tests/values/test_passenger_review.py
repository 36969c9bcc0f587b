"""Errors stop, warnings do not, and an offer is made once."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values.ids import new_id
from kai_counter.values.passenger_review import Trip, parse_birth_date, review
from kai_counter.values.requests import PassengerEntry

TODAY = date(2026, 11, 23)
RULES = {"reductions": {"senior": {"percent": 20, "classes": ["EKS"]}, "journalist": {"percent": 20}}}
TRIP = Trip(date(2026, 11, 25), TODAY, "EKS", RULES)
BORN = date(1990, 1, 1)
IDS = (new_id(), new_id(), new_id())
ADULT = PassengerEntry(1, *IDS, "Siti Aminah", "adult", "nik", "3174014101900001", BORN, "female", new_id())


def changed(**fields: object) -> PassengerEntry:
    return dataclasses.replace(ADULT, **fields)  # type: ignore[arg-type]


def test_a_complete_adult_has_nothing_to_say() -> None:
    answer = review(ADULT, TRIP)
    assert answer.is_complete and not answer.warnings and answer.offer is None and answer.age == 36


def test_errors_name_their_field() -> None:
    assert review(changed(name="😀", identity_number="12"), TRIP).errors == {
        "name": "name_emoji",
        "identity": "nik_length",
    }
    passport = changed(identity_type="passport", identity_number="X1234567", birth_date=None)
    assert review(passport, TRIP).errors == {
        "birth_date": "birth_missing",
        "nationality": "nationality_missing",
    }


def test_a_date_that_disagrees_only_warns() -> None:
    answer = review(changed(birth_date=date(1991, 1, 1), gender="male"), TRIP)
    assert answer.is_complete
    assert answer.warnings == {"birth_date": "nik_birth_differs", "gender": "nik_gender_differs"}


def test_senior_is_offered_once_and_only_where_it_holds() -> None:
    old = changed(identity_number="3174014101500001", birth_date=date(1950, 1, 1))
    assert review(old, TRIP).offer == "senior"
    assert review(dataclasses.replace(old, reduction="senior"), TRIP).offer is None
    assert review(old, dataclasses.replace(TRIP, class_code="SLP")).offer is None
    assert review(changed(reduction="senior"), TRIP).errors == {"reduction": "reduction_not_eligible"}


def test_sixty_on_the_day_of_travel_counts_not_on_the_day_of_sale() -> None:
    turning = changed(birth_date=date(1966, 11, 25))
    assert review(turning, TRIP).offer == "senior"
    assert review(changed(birth_date=date(1966, 11, 26)), TRIP).offer is None


def test_infants() -> None:
    small = changed(identity_number="3174014101250001", birth_date=date(2025, 1, 1))
    assert review(small, TRIP).offer == "infant"
    assert review(dataclasses.replace(small, type="infant"), TRIP).is_complete
    assert review(changed(type="infant"), TRIP).errors == {"birth_date": "infant_too_old"}


def test_the_second_of_two_same_numbers_is_told() -> None:
    again = changed(seq=2)
    assert review(again, TRIP, [ADULT]).errors == {"identity": "identity_repeated"}
    assert review(ADULT, TRIP, [again]).is_complete


@pytest.mark.parametrize("typed", ["31/12/1990", "31121990", "31-12-90", "31.12.1990", " 31 12 1990 "])
def test_birth_dates_as_typed(typed: str) -> None:
    assert parse_birth_date(typed, TODAY) == date(1990, 12, 31)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "birth_missing"),
        ("besok", "birth_unreadable"),
        ("1990-12-31", "birth_unreadable"),
        ("31/02/1990", "birth_impossible"),
        ("24/11/2026", "birth_in_future"),
        ("01/01/1800", "birth_too_old"),
        ("1" * 1_000_000, "birth_unreadable"),
    ],
)
def test_birth_dates_that_are_none(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_birth_date(typed, TODAY)
    assert refused.value.code == code


@given(st.dates(date(1900, 1, 1), TODAY))
def test_every_date_reads_back(birth: date) -> None:
    assert parse_birth_date(f"{birth:%d/%m/}{birth.year:04}", TODAY) == birth
    assert parse_birth_date(f"{birth:%d%m}{birth.year:04}", TODAY) == birth


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_text_is_answered(name: str, number: str) -> None:
    review(changed(name=name, identity_number=number), TRIP)
