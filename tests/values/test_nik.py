"""The sixteen digits, read for every date and never failing on bad input."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.values.nik import PROVINCES, clean_nik, disagreements, read_nik

TODAY = date(2026, 11, 23)


def nik_of(birth: date, female: bool, serial: int = 1, district: str = "317401") -> str:
    return f"{district}{birth.day + 40 * female:02}{birth.month:02}{birth.year % 100:02}{serial:04}"


@given(
    st.dates(TODAY - timedelta(days=36_500), TODAY),
    st.booleans(),
    st.integers(1, 9999),
    st.sampled_from(sorted(PROVINCES)),
)
def test_reads_birth_and_gender_back(birth: date, female: bool, serial: int, province: str) -> None:
    reading = read_nik(nik_of(birth, female, serial, province + "7401"), TODAY)
    assert reading.birth_date == birth
    assert reading.gender == ("female" if female else "male")
    assert reading.province == PROVINCES[province]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ("", ("nik_missing",)),
        ("317401410190000A", ("nik_not_digits",)),
        ("3174014101900", ("nik_length",)),
        ("3174014101900001" * 2, ("nik_length",)),
        ("٣١٧٤٠١٤١٠١٩٠٠٠٠١", ("nik_not_digits",)),
        ("3174013102900001", ("nik_date",)),  # 31 February
        ("3174017102900001", ("nik_date",)),  # the same for a woman
        ("3174010001900001", ("nik_date",)),  # day 00
        ("2074010101900001", ("nik_province",)),
        ("3174010101900000", ("nik_serial",)),
    ],
)
def test_names_each_problem(typed: str, problems: tuple[str, ...]) -> None:
    assert read_nik(typed, TODAY).problems == problems


def test_only_the_form_blocks() -> None:
    odd = read_nik("0074013102900000", TODAY)
    assert odd.blocking is None
    assert odd.warnings == ("nik_date", "nik_province", "nik_serial")
    assert read_nik("12", TODAY).blocking == "nik_length"


def test_century_is_the_latest_not_in_the_future() -> None:
    assert read_nik(nik_of(date(2026, 11, 23), False), TODAY).birth_date == date(2026, 11, 23)
    assert read_nik(nik_of(date(2026, 11, 24), False), TODAY).birth_date == date(1926, 11, 24)
    # 29 February 2000 existed, 1900 did not; in 1999 no such date had happened for '00'.
    assert read_nik(nik_of(date(2000, 2, 29), True), TODAY).birth_date == date(2000, 2, 29)
    assert read_nik(nik_of(date(2000, 2, 29), True), date(1999, 1, 1)).birth_date is None


def test_groups_may_be_typed_apart() -> None:
    assert clean_nik(" 3174.0141-0190 0001 ") == "3174014101900001"


def test_disagreement_is_said() -> None:
    reading = read_nik(nik_of(date(1990, 1, 1), True), TODAY)
    assert disagreements(reading, date(1990, 1, 1), "female") == ()
    assert disagreements(reading, date(1990, 1, 2), "male") == ("nik_birth_differs", "nik_gender_differs")
    assert disagreements(reading, None, None) == ()


@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    reading = read_nik(text, TODAY)
    assert len(reading.number) <= 200
    if reading.blocking is None:
        assert len(reading.number) == 16
