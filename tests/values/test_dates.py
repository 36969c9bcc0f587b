"""Dates as clerks type them: whatever is typed is a day on sale or a refusal with a code, never anything else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values.dates import is_date, parse_date

TODAY = date(2026, 11, 23)  # a Monday
CODES = {"date_missing", "date_unreadable", "date_unknown", "date_past", "date_too_far"}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0", TODAY),
        ("1", date(2026, 11, 24)),
        ("+2", date(2026, 11, 25)),
        ("H+3", date(2026, 11, 26)),
        ("25", date(2026, 11, 25)),
        ("01", date(2026, 12, 1)),
        ("31", date(2026, 12, 31)),
        ("25/11", date(2026, 11, 25)),
        ("25.11", date(2026, 11, 25)),
        ("2511", date(2026, 11, 25)),
        ("251126", date(2026, 11, 25)),
        ("25-11-2026", date(2026, 11, 25)),
        ("2026-12-01", date(2026, 12, 1)),
        ("3/1", date(2027, 1, 3)),
        ("25 des", date(2026, 12, 25)),
        ("5jan", date(2027, 1, 5)),
        ("sab", date(2026, 11, 28)),
        ("Jum'at", date(2026, 11, 27)),
        ("senin", TODAY),
        ("sun", date(2026, 11, 29)),
        ("besok", date(2026, 11, 24)),
        (" LUSA ", date(2026, 11, 25)),
        ("hari ini", TODAY),
        ("２５/１１", date(2026, 11, 25)),  # full-width digits of a phone's keyboard
    ],
)
def test_what_clerks_type(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_missing"),
        ("31/2", "date_unknown"),
        ("30 feb", "date_unknown"),
        ("32", "date_unknown"),
        ("00", "date_unknown"),
        ("20/11", "date_past"),
        ("2025-01-01", "date_past"),
        ("+46", "date_too_far"),
        ("1/3", "date_too_far"),
        ("kapan", "date_unreadable"),
        ("💥", "date_unreadable"),
        ("٢٥", "date_unreadable"),
        ("25/11/", "date_unreadable"),
    ],
)
def test_what_is_no_day_on_sale(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_date(typed, TODAY)
    assert refused.value.code == code


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.dates(TODAY, TODAY + timedelta(days=45)))
def test_every_day_on_sale_can_be_typed(day: date) -> None:
    for typed in (f"{day:%d/%m}", f"{day:%d%m%y}", f"{day:%d%m%Y}", day.isoformat(), f"+{(day - TODAY).days}"):
        assert parse_date(typed, TODAY) == day, typed


@settings(deadline=None)  # a shared machine is no stopwatch
@given(st.text(max_size=60), st.dates(date(2024, 2, 27), date(2030, 12, 31)))
def test_anything_is_a_day_or_a_refusal(typed: str, today: date) -> None:
    try:
        day = parse_date(typed, today)
    except Refused as refused:
        assert refused.code in CODES
        assert is_date(typed, today) == (refused.code not in ("date_missing", "date_unreadable"))
    else:
        assert today <= day <= today + timedelta(days=45)


def test_a_megabyte_is_read_at_once() -> None:
    with pytest.raises(Refused):
        parse_date("9" * 1_000_000, TODAY)
