# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Expected cash = float + in - out - drops + sales net of change - cash refunds, for any sequence of a shift."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

from desk import CASH, given_back, people_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paying import begin, paid_by_qris, set_gateway_key, settle, slip
from till import Till, Train, close_shift, person, trains

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

AMOUNT = st.integers(1, 499_999)
STEPS = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 300_000)),
    st.tuples(st.sampled_from(["by_card", "by_qris", "card_and_cash", "card_given_back"]), st.integers(1, 100_000)),
    st.tuples(st.sampled_from(["in", "out", "drop"]), AMOUNT),
    st.tuples(st.sampled_from(["cash_refund", "other_refund"]), AMOUNT),
    st.tuples(st.sampled_from(["relief", "drawer", "again", "clock"]), st.just(0)),
)


def seats_of(owner: Any) -> Iterator[tuple[Train, UUID]]:
    for train in trains(owner):
        for seat in train.seats:
            yield train, seat


def test_expected_cash_for_any_sequence(
    clerk: Database, supervisor: Database, admin: Database, owner: Any
) -> None:
    till, seats, numbers = Till(clerk), seats_of(owner), count(1)
    set_gateway_key(admin)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(opening=st.integers(0, 2_000_000), steps=st.lists(STEPS, max_size=12))
    def sums(opening: int, steps: list[tuple[str, int]]) -> None:
        for left in supervisor.call("list_shifts")["shifts"]:  # by an example that failed
            if left["state"] != "closed":
                supervisor.call("force_close", shift_id=left["shift_id"], reason="left")
        shift = new_id()
        clerk.call("open_shift", shift_id=shift, float=opening)
        model, last, cash_sale = opening, None, None
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
                cash_sale = sale
            elif what in ("by_card", "by_qris", "card_and_cash", "card_given_back"):
                train, seat = next(seats)
                model += _outside(till, train, seat, next(numbers), what, amount)
            elif what in ("in", "out", "drop"):
                last = {"movement_id": new_id(), "kind": what, "amount": amount, "reason": "x"}
                clerk.call("cash_move", **last)
                model += amount if what == "in" else -amount
            elif what.endswith("refund"):
                model -= _refund(owner, till, supervisor, cash_sale, what)
                cash_sale = None
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


def _outside(till: Till, train: Train, seat: UUID, number: int, what: str, change: int) -> int:
    """A sale by card or QRIS, whole or in part; returns what came into the drawer."""
    till.sale_id = new_id()
    traveller = person(1, seat, identity_number=f"32730152039{number:05}")
    asked = till.asked(till.hold(train, [seat]), [traveller])
    total = asked["expected_total"]
    part = total // 3 if what == "card_and_cash" else total
    if what == "by_qris":
        attempt = paid_by_qris(till, part)
    else:
        attempt = begin(till, "debit_card", part)
        settle(till.database, attempt, "confirmed", slip(number, part))
    if what == "card_given_back":
        till.database.call("give_up_attempt", attempt_id=attempt)
        till.sell(asked)
        return total
    rest = total - part
    sale = till.sell(asked, method="parts", attempts=[str(attempt)], tendered=rest + change if rest else 0)
    assert sale["change"] == (change if rest else 0)
    return rest


def _refund(owner: Any, till: Till, supervisor: Database, sale: dict[str, Any] | None, what: str) -> int:
    """The last cash sale given back: a mistake out of the drawer, or by a transfer. Returns what left the drawer."""
    if sale is None:
        return 0
    ticket = sale["bookings"][0]["tickets"][0]
    paper = f"T1{ticket['ticket_id']}"
    till.database.call("report_print", job_id=ticket["print_job_id"], state="confirmed", facts={"qr_code": paper})
    if what == "cash_refund":
        done = given_back(owner, till, supervisor, sale, people_of(sale), CASH, why="own_mistake", papers=[paper])
        return int(done["amount"])
    given_back(owner, till, supervisor, sale, people_of(sale))
    return 0
