"""Ages on the day of travel, names and passports that a ticket can carry, reductions worth offering."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.values.persons import (
    NAME_LENGTH,
    age_on,
    check_birth_date,
    check_name,
    check_passport,
    reductions_for,
    type_on,
)

RULES = {
    "infant_under_years": 3,
    "child_under_years": 12,
    "senior_from_years": 60,
    "reductions": {
        "senior": {"percent": 20, "classes": ["EKS", "BIS", "EKO"]},
        "veteran": {"percent": 30, "percent_tue_thu": 50},
        "tni_polri": {"EKS": 25, "BIS": 50, "EKO": 50},
        "journalist": {"percent": 20},
        "disability": {"percent": 20},
    },
}


def test_age_turns_on_the_birthday() -> None:
    born = date(2023, 11, 25)
    assert type_on(born, date(2026, 11, 24), RULES) == "infant"
    assert type_on(born, date(2026, 11, 25), RULES) == "child"
    assert type_on(date(1966, 11, 25), date(2026, 11, 24), RULES) == "adult"
    assert type_on(date(1966, 11, 25), date(2026, 11, 25), RULES) == "senior"


def test_leap_day_children_age_on_the_first_of_march() -> None:
    assert age_on(date(2020, 2, 29), date(2023, 2, 28)) == 2
    assert age_on(date(2020, 2, 29), date(2023, 3, 1)) == 3


@given(st.dates(date(1900, 1, 1), date(2080, 1, 1)), st.integers(0, 40_000))
def test_age_never_falls_as_days_pass(born: date, days: int) -> None:
    day = min(born + timedelta(days=days), date(2090, 1, 1))
    assert age_on(born, day) <= age_on(born, day + timedelta(days=1)) <= age_on(born, day) + 1


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Siti   Nurhaliza ", "Siti Nurhaliza"),
        ("Siti\u00a0Nurhaliza\n", "Siti Nurhaliza"),
        ("Ma’ruf", "Ma'ruf"),
        ("H. Ahmad, S.T.", "H. Ahmad, S.T."),
        ("José Muñoz–Ruiz", "José Muñoz-Ruiz"),
        ("D", "D"),
    ],
)
def test_names_are_cleaned(typed: str, clean: str) -> None:
    assert check_name(typed).text == clean
    assert check_name(typed).problem is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name_missing"),
        ("  \t", "name_missing"),
        ("Budi 2", "name_digits"),
        ("Budi😀", "name_emoji"),
        ("محمد", "name_direction"),
        ("Budi\u202eidub", "name_direction"),
        ("Budi\u200f", "name_direction"),
        ("王伟", "name_not_latin"),
        ("Budi<b>", "name_characters"),
        ("Budi\x00", "name_characters"),
        ("...", "name_characters"),
        ("A" * 61, "name_too_long"),
        ("A" * 1_000_000, "name_too_long"),
    ],
)
def test_names_a_ticket_cannot_carry(typed: str, code: str) -> None:
    assert check_name(typed).problem == code


@given(st.text(max_size=120))
def test_cleaning_a_clean_name_changes_nothing(text: str) -> None:
    checked = check_name(text)
    assert len(checked.text) <= NAME_LENGTH
    if checked.problem is None:
        assert check_name(checked.text) == checked


def test_passport_form() -> None:
    assert check_passport(" x123-4567 ").text == "X1234567"
    assert check_passport("").problem == "passport_missing"
    for wrong in ("ABC", "PASSPORT", "X12345678901234", "Х1234567", "X12é4567"):
        assert check_passport(wrong).problem == "passport_form"


def test_birth_dates_that_cannot_be() -> None:
    day = date(2026, 11, 23)
    assert check_birth_date(date(2026, 11, 24), day) == "birth_in_future"
    assert check_birth_date(date(1890, 1, 1), day) == "birth_too_old"
    assert check_birth_date(date(1950, 1, 1), day) is None


def test_reductions_by_age_class_and_weekday() -> None:
    tuesday, friday = date(2026, 11, 24), date(2026, 11, 27)
    offered = {offer.code: offer.percent for offer in reductions_for(61, "EKS", tuesday, RULES)}
    assert offered == {"senior": 20, "veteran": 50, "tni_polri": 25, "journalist": 20, "disability": 20}
    assert {offer.code: offer.percent for offer in reductions_for(30, "EKO", friday, RULES)} == {
        "veteran": 30,
        "tni_polri": 50,
        "journalist": 20,
        "disability": 20,
    }
    assert "tni_polri" not in {offer.code for offer in reductions_for(30, "SLP", friday, RULES)}
    assert reductions_for(70, "EKS", friday, {}) == ()
