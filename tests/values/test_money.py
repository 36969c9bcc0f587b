"""Amounts as clerks type them; what is not an amount is refused with a code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values.money import (
    LARGEST,
    Rupiah,
    change_in_notes,
    format_rupiah,
    group,
    parse_rupiah,
    parse_tendered,
    quick_amounts,
)

amounts = st.integers(min_value=0, max_value=LARGEST)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("150", 150),
        ("150000", 150_000),
        ("150.000", 150_000),
        ("150,000", 150_000),
        ("150 000", 150_000),
        ("Rp 1.350.000", 1_350_000),
        ("Rp1.350.000,-", 1_350_000),
        ("rp. 1.350.000,00", 1_350_000),
        ("150rb", 150_000),
        ("150 ribu", 150_000),
        ("150k", 150_000),
        ("1jt", 1_000_000),
        ("1,5 jt", 1_500_000),
        ("1.25juta", 1_250_000),
        ("0", 0),
    ],
)
def test_reads_what_clerks_type(typed: str, amount: int) -> None:
    assert parse_rupiah(typed) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_missing"),
        ("   ", "amount_missing"),
        ("-5000", "amount_negative"),
        ("−5000", "amount_negative"),
        ("Rp -5.000", "amount_negative"),
        ("abc", "amount_unreadable"),
        ("1.5", "amount_unreadable"),
        ("15.00.000", "amount_unreadable"),
        ("1.000,000", "amount_unreadable"),
        ("1e6", "amount_unreadable"),
        ("١٥٠", "amount_unreadable"),
        ("💵150", "amount_unreadable"),
        ("1,0000001jt", "amount_unreadable"),
        ("9" * 13, "amount_too_large"),
        ("9" * 1_000_000, "amount_unreadable"),
    ],
)
def test_says_why_it_cannot_read(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_rupiah(typed)
    assert refused.value.code == code


@given(amounts)
def test_reads_back_what_it_writes(amount: int) -> None:
    assert parse_rupiah(format_rupiah(amount)) == amount
    assert parse_rupiah(group(amount)) == amount
    assert parse_rupiah(str(Rupiah(amount))) == amount


@given(st.text(max_size=200))
def test_never_fails_otherwise_than_by_a_refusal(text: str) -> None:
    try:
        amount = parse_rupiah(text)
    except Refused as refused:
        assert refused.code.startswith("amount_")
    else:
        assert 0 <= amount <= LARGEST


@given(st.floats(allow_nan=True))
def test_no_float_becomes_money(amount: float) -> None:
    with pytest.raises(TypeError):
        Rupiah(amount)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        format_rupiah(amount)  # type: ignore[arg-type]


def test_tendered_below_a_thousand_means_thousands() -> None:
    assert parse_tendered("150") == 150_000
    assert parse_tendered("1.350") == 1_350
    assert parse_tendered("0") == 0


def test_writes_signs() -> None:
    assert format_rupiah(-50_000) == "−Rp\u00a050.000"
    assert format_rupiah(50_000, sign=True) == "+Rp\u00a050.000"
    assert f"{Rupiah(5000):>10}" == "  Rp\u00a05.000"
    assert f"{Rupiah(5000):d}" == "5000"


@given(st.integers(min_value=1, max_value=50_000_000))
def test_quick_amounts_are_round_and_above_the_total(total: int) -> None:
    offered = quick_amounts(total)
    assert len(offered) == 4
    assert all(amount > total and amount % 10_000 == 0 for amount in offered)
    assert list(offered) == sorted(set(offered))


def test_quick_amounts_are_the_sums_people_hand_over() -> None:
    assert quick_amounts(285_000) == (290_000, 300_000, 400_000, 500_000)
    assert quick_amounts(300_000) == (350_000, 400_000, 500_000, 600_000)
    assert quick_amounts(0) == ()


@pytest.mark.parametrize("amount", [100, 1_000, 5_000, 32_000, 115_000, 215_500, 999_900, 99_999_900])
def test_change_is_counted_out_in_the_fewest_notes(amount: int) -> None:
    notes = change_in_notes(amount)
    assert sum(value * count for value, count in notes) == amount
    assert [value for value, _ in notes] == sorted({value for value, _ in notes}, reverse=True)
    for value, count in notes:
        assert value == 100_000 or count * value < 100_000, "a larger note would do"


def test_what_no_coin_makes_is_left_out() -> None:
    assert change_in_notes(150) == ((100, 1),)
    assert change_in_notes(0) == change_in_notes(-5_000) == ()
