"""Whatever a customer knows of a booking is told apart by its form."""

from __future__ import annotations

from datetime import date

import pytest

from kai_counter.errors import Refused
from kai_counter.values.booking_search import BookingSearch, read_search, spelled_code

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "by", "text", "day"),
    [
        ("k2sb6vn", "code", "k2sb6vn", None),
        (" K2S B6VN ", "code", "K2S B6VN", None),
        ("K2SB6VN-1", "code", "K2SB6VN-1", None),
        ("T0000-0012/3", "code", "T0000-0012/3", None),
        ("3174015512900001", "identity", "3174015512900001", None),
        ("3174 0155 1290 0001", "identity", "3174015512900001", None),
        ("0812-3456-7890", "phone", "081234567890", None),
        ("+62 812 3456 7890", "phone", "+6281234567890", None),
        ("siti aminah 29/11", "name", "siti aminah", date(2026, 11, 29)),
        ("Siti Aminah 27 nov", "name", "Siti Aminah", date(2026, 11, 27)),
        ("kilo dua sierra bravo enam victor november", "code", "K2SB6VN", None),
        ("k 2 s b 6 v n", "code", "K2SB6VN", None),
    ],
)
def test_by_its_form(typed: str, by: str, text: str, day: date | None) -> None:
    assert read_search(typed, TODAY) == BookingSearch(by, text, day)


@pytest.mark.parametrize(("typed", "code"), [("", "booking_search_missing"), ("siti aminah", "booking_search_day")])
def test_what_cannot_be_looked_for(typed: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read_search(typed, TODAY)
    assert caught.value.code == code


def test_lima_is_five_when_a_code_is_spelled() -> None:
    assert spelled_code("alfa lima charlie delta echo foxtrot golf") == "A5CDEFG"
    assert spelled_code("siti aminah") == ""
