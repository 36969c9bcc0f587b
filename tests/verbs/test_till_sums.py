# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Expected cash = float + in - out - drops + sales net of change - cash refunds, for any sequence of a shift."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from till import Till, Train, close_shift, person, trains

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

AMOUNT = st.integers(1, 499_999)
STEPS = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 300_000)),
    st.tuples(st.sampled_from(["in", "out", "drop"]), AMOUNT),
    st.tuples(st.sampled_from(["cash_refund", "other_refund", "open_refund"]), AMOUNT),
    st.tuples(st.sampled_from(["relief", "drawer", "again", "clock"]), st.just(0)),
)


def seats_of(owner: Any) -> Iterator[tuple[Train, UUID]]:
    for train in trains(owner):
        for seat in train.seats:
            yield train, seat


def test_expected_cash_for_any_sequence(clerk: Database, supervisor: Database, owner: Any) -> None:
    till, seats, numbers = Till(clerk), seats_of(owner), count(1)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(opening=st.integers(0, 2_000_000), steps=st.lists(STEPS, max_size=12))
    def sums(opening: int, steps: list[tuple[str, int]]) -> None:
        for left in supervisor.call("list_shifts")["shifts"]:  # by an example that failed
            if left["state"] != "closed":
                supervisor.call("force_close", shift_id=left["shift_id"], reason="left")
        shift = new_id()
        clerk.call("open_shift", shift_id=shift, float=opening)
        model, last = opening, None
        for what, amount in steps:
            if what == "sell":
                train, seat = next(seats)
                till.sale_id = new_id()
                traveller = person(1, seat, identity_number=f"32730152039{next(numbers):05}")
                asked = till.asked(till.hold(train, [seat]), [traveller])
                total = asked["expected_total"]
                sale = till.sell(asked, tendered=total + amount)
                assert sale["tendered"] - sale["change"] == total
                model += sale["tendered"] - sale["change"]
            elif what in ("in", "out", "drop"):
                last = {"movement_id": new_id(), "kind": what, "amount": amount, "reason": "x"}
                clerk.call("cash_move", **last)
                model += amount if what == "in" else -amount
            elif what.endswith("refund"):
                model -= _refund(owner, shift, what, amount)
            elif what == "relief":
                clerk.call("pause_shift", shift_id=shift)
                clerk.call("resume_shift", shift_id=shift)
            elif what == "drawer":
                clerk.call("drawer_opened", movement_id=new_id(), reason="change")
            elif what == "clock":
                owner.execute("UPDATE shifts SET opened_at = opened_at + interval '400 days' WHERE id = %s", [shift])
            elif last is not None:  # the answer was lost, and it is sent again
                clerk.call("cash_move", **last)
        owner.execute("UPDATE print_jobs SET state = 'confirmed'")
        told = close_shift(clerk, shift_id=shift, counted=max(model, 0))
        if model < 0:  # more was taken out than there was: told after the count, never before
            assert told["variance"] == -model
            told = supervisor.call("force_close", shift_id=shift, reason="more out than in")
        assert (told["state"], told["system"]) == ("closed", model)

    sums()


def _refund(owner: Any, shift: UUID, what: str, amount: int) -> int:
    """No verb gives money back yet; the rows are as it will write them. Returns what left the drawer."""
    paid = owner.execute("SELECT id FROM payments LIMIT 1").fetchone()
    if paid is None:
        return 0
    method, status = ("bank_transfer" if what == "other_refund" else "cash"), ("initiated" if what == "open_refund" else "completed")
    owner.execute(
        "INSERT INTO refunds (id, payment_id, refund_reference, refund_reason, refund_amount, refund_status, refund_method, shift_id, counter_id)"
        " SELECT %s, %s, %s, 'cancellation', %s, %s, %s, id, counter_id FROM shifts WHERE id = %s",
        [new_id(), paid[0], str(new_id()), amount, status, method, shift],
    )
    return amount if what == "cash_refund" else 0
