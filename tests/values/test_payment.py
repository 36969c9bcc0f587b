"""What the outside says about money, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values.ids import new_id
from kai_counter.values.payment import (
    BatchTotals,
    CardAnswer,
    GatewayAnswer,
    QrisCharge,
    card_reference,
    mask_pan,
    order_id,
    typed_card,
)

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)


def test_money_is_never_a_float() -> None:
    for made in (
        lambda: QrisCharge("o", 1000.0, "x", NOW),  # type: ignore[arg-type]
        lambda: GatewayAnswer("confirmed", "o", 1000.0),  # type: ignore[arg-type]
        lambda: CardAnswer("approved", "r", 1000.0),  # type: ignore[arg-type]
        lambda: BatchTotals("1", 1, 1000.0),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            made()


def test_a_state_nobody_knows_is_no_answer() -> None:
    with pytest.raises(ValueError):
        GatewayAnswer("paid", "o")
    with pytest.raises(ValueError):
        CardAnswer("ok", "r", 1)  # type: ignore[arg-type]


def test_a_whole_card_number_is_never_held() -> None:
    with pytest.raises(ValueError):
        CardAnswer("approved", "r", 1, masked_pan="4111111111111111")  # type: ignore[arg-type]


@given(st.text(alphabet="0123456789", min_size=0, max_size=25))
def test_masking_leaves_at_most_ten_digits(pan: str) -> None:
    masked = mask_pan(pan)
    assert sum(letter.isdigit() for letter in masked) <= 10
    assert not pan or "*" in masked
    CardAnswer("approved", "r", 1, masked_pan=masked)  # type: ignore[arg-type]


def test_masked_stays_masked() -> None:
    assert mask_pan("411111******1111 ") == "411111******1111"
    assert mask_pan("4111111111111111") == "411111******1111"


def test_references_fit_and_differ() -> None:
    made = {card_reference(new_id()) for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(len(reference) == 12 and reference.isalnum() for reference in made)
    same = UUID(int=5)
    assert card_reference(same) == card_reference(same)
    assert len(order_id(uuid4())) <= 50


def test_a_slip_that_was_typed() -> None:
    answer = typed_card("REF", 150_000, "a1b 2c3", "123 456 789 012", "1234", "debit_card")
    assert answer.is_paid and answer.is_typed and answer.approval_code == "A1B2C3"
    assert answer.evidence == {
        "reference": "REF", "approval_code": "A1B2C3", "rrn": "123456789012", "masked_pan": "************1234",
        "card": "debit_card", "amount": 150_000, "typed": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (("12345", "123456789012", "1234"), "approval_code_form"),
        (("000000", "123456789012", "1234"), "approval_code_form"),
        (("123456", "12345678901", "1234"), "rrn_form"),
        (("123456", "١٢٣456789012", "1234"), "rrn_form"),
        (("123456", "123456789012", "12345"), "last_four_form"),
        (("123456", "123456789012", ""), "last_four_form"),
    ],
)
def test_a_slip_with_a_mistake(fields: tuple[str, str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_card("REF", 1, *fields)
    assert refused.value.code == code
