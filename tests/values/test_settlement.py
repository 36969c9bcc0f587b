"""A bank's file: read whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.devices.payments.gateway_simulator import GatewaySimulator, Order
from kai_counter.errors import Refused
from kai_counter.values.settlement import read_settlement

HEAD = "order_id,transaction_id,type,amount,settled_at\n"
GOOD = "KAI-1,tx-1,payment,150000,2026-11-28 10:00:00\n"


def test_columns_by_name_in_any_order() -> None:
    head = "\ufeffamount;note;Settled_At;transaction_id;order_id\r\n"
    text = head + "150000.00;x;2026-11-28T10:00:00+07:00;tx;KAI-1\r\n\r\n"
    (row,) = read_settlement(text.encode())
    assert (row.reference, row.kind, row.amount) == ("KAI-1", "payment", 150_000)
    assert row.settled_at == datetime(2026, 11, 28, 3, tzinfo=UTC)


def test_a_refund_is_a_sum_of_its_own() -> None:
    rows = read_settlement((HEAD + GOOD + GOOD.replace("payment,", "refund,-")).encode())
    assert [(row.kind, row.amount) for row in rows] == [("payment", 150_000), ("refund", 150_000)]


def test_the_simulators_own_file_is_read() -> None:
    shop = GatewaySimulator()
    shop.orders["KAI-1"] = Order("KAI-1", 150_000, "", 0.0, 1.0, state="settlement", settled_at=1_764_000_000.0)
    (row,) = read_settlement(shop.settlement().encode())
    assert (row.reference, row.amount, row.settled_at.timestamp()) == ("KAI-1", 150_000, 1_764_000_000.0)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "columns"), ("a,b\n1,2\n", 1, "columns"), (HEAD, 0, "rows"),
        (HEAD + GOOD + "KAI 2,tx,payment,1,2026-11-28 10:00:00\n", 3, "order_id"),
        (HEAD + "KAI-2,,payment,1,2026-11-28 10:00:00\n", 2, "transaction_id"),
        (HEAD + "KAI-2,tx,gift,1,2026-11-28 10:00:00\n", 2, "type"),
        (HEAD + "KAI-2,tx,payment,1.5,2026-11-28 10:00:00\n", 2, "amount"),
        (HEAD + "KAI-2,tx,payment,-1,2026-11-28 10:00:00\n", 2, "amount"),
        (HEAD + "KAI-2,tx,payment,1,yesterday\n", 2, "settled_at"),
        (HEAD + "KAI-2,tx\n", 2, "amount"),
        (HEAD + GOOD * 5_001, 0, "rows"),
    ],
)  # fmt: skip
def test_one_bad_line_and_nothing_is_taken_in(text: str, line: int, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settlement(text.encode())
    assert (refused.value.code, refused.value.facts) == (
        "settlement_unreadable",
        {"line": line, "problem": problem},
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_settlement(HEAD.encode() + data)
    except Refused as refused:
        assert refused.code == "settlement_unreadable"
