# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""An exchange paid by QRIS and card: asked is not paid, paid is exchanged or given back, each of it once."""

from __future__ import annotations

from typing import Any

import pytest
from desk import booking_of, exchange_quote, given_back, held, late_by, people_of, see_document, swap
from paying import begin, paid_by_qris, set_gateway_key, settle, sign, signed, slip
from till import Till, Train, expire, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


@pytest.fixture(autouse=True)
def key(admin: Database) -> None:
    set_gateway_key(admin)


def one(owner: Any, query: str, *values: Any) -> Any:
    return owner.execute(query, values or None).fetchone()[0]


def rows(owner: Any, query: str) -> list[Any]:
    return owner.execute(query.encode()).fetchall()


@pytest.fixture
def sale(till: Till, train: Train, owner: Any) -> dict[str, Any]:
    sold = till.sold(train, train.seats[:2])
    see_document(owner, till.database, booking_of(sold))
    return sold


@pytest.fixture
def offer(till: Till, sale: dict[str, Any], later_train: Train) -> dict[str, Any]:
    return exchange_quote(till, sale, people_of(sale)[:1], held(till, later_train, later_train.seats[:1]))


def pay_of(offer: dict[str, Any]) -> int:
    return int(offer["exchange"]["to_pay"])


def by_card(till: Till, amount: int, number: int = 7) -> Any:
    attempt = begin(till, "debit_card", amount)
    settle(till.database, attempt, "confirmed", slip(number, amount))
    return attempt


def test_paid_by_qris_it_is_exchanged_and_goes_back_by_qris(till: Till, supervisor: Database, sale: dict[str, Any], offer: dict[str, Any], later_train: Train, owner: Any) -> None:
    pay = pay_of(offer)
    attempt = begin(till, "qris", pay)
    for listed in ([], [str(attempt)]):
        with refused("payment_open"):  # asked is not paid, whatever is said
            swap(till, offer, tendered=0, attempts=listed)
    with refused("payment_open"):
        till.database.call("withdraw_offer", offer_id=offer["offer_id"])
    settle(till.database, attempt, "confirmed", signed(attempt, pay))
    with refused("payment_differs", paid=pay):
        swap(till, offer)  # paid: no cash beside it
    with refused("bad_request", field="tendered"):
        swap(till, offer, tendered=1000, attempts=[str(attempt)])
    done, again = (swap(till, offer, tendered=0, attempts=[str(attempt)]) for _ in range(2))
    assert done["bookings"] == again["bookings"]
    assert (done["paid_by"], done["change"]) == ("exchange", 0) and [line["method"] for line in done["payments"]] == ["qris"]
    assert rows(owner, "SELECT method, state, outcome FROM payment_attempts WHERE method <> 'cash'") == [("qris", "confirmed", "sold")]
    late_by(owner, later_train, 90)  # the whole comes back: the fee stays, the carried cash as cash, QRIS by the gateway
    refund = given_back(owner, till, supervisor, done, people_of(done), {"method": "cash"})
    assert {part["paid_by"]: part["method"] for part in refund["money"]} == {"cash": "cash", "qris": "reversal"}


def test_by_card_and_cash(till: Till, sale: dict[str, Any], offer: dict[str, Any], owner: Any) -> None:
    pay = pay_of(offer)
    with refused("amount_out_of_range", most=pay):
        begin(till, "debit_card", pay + 1)  # not the price of the new seat: what is to be paid for the exchange
    card = by_card(till, pay - 40_000)
    with refused("tender_too_small", total=40_000):
        swap(till, offer, tendered=39_999, attempts=[str(card)])
    done = swap(till, offer, tendered=50_000, attempts=[str(card)])
    assert done["change"] == 10_000
    assert rows(owner, "SELECT payment_method, amount, change_given FROM payments WHERE sale_id = (SELECT max(id::text)::uuid FROM sales) AND payment_method <> 'exchange' ORDER BY 1") == [
        ("cash", 40_000, 10_000), ("debit_card", pay - 40_000, 0)]  # fmt: skip
    shift = one(owner, "SELECT id FROM shifts WHERE user_id = (SELECT id FROM users WHERE nipp = '10001')")
    assert one(owner, "SELECT expected FROM internal.shift_cash(%s)", shift) == 500_000 + sale["total"] + 40_000


def test_unknown_then_asked_again(till: Till, supervisor: Database, offer: dict[str, Any], owner: Any) -> None:
    pay = pay_of(offer)
    attempt = begin(till, "debit_card", pay)
    settle(till.database, attempt, "unknown")
    with refused("payment_unknown"):
        swap(till, offer)
    settle(till.database, attempt, "confirmed", slip(9, pay, source="query"))
    assert swap(till, offer, tendered=0, attempts=[str(attempt)])["bookings"]


def test_unknown_paid_another_way_and_the_first_comes_after_all(till: Till, supervisor: Database, offer: dict[str, Any], owner: Any) -> None:
    pay = pay_of(offer)
    first = begin(till, "qris", pay)
    settle(till.database, first, "unknown")
    till.database.call("allow_other_way", attempt_id=first, approval_id=sign(supervisor, first, pay))
    assert swap(till, offer)["bookings"]
    for _ in range(2):
        settle(till.database, first, "confirmed", signed(first, pay))
    assert rows(owner, "SELECT attempt_id, amount, reason FROM payment_reversals") == [(first, pay, "paid_twice")]


def test_paid_and_refused_goes_back_once(till: Till, till2: Till, sale: dict[str, Any], offer: dict[str, Any], train: Train, owner: Any) -> None:
    """The traveller boards with the old ticket while the customer pays: charged is exchanged or given back."""
    attempt = paid_by_qris(till, pay_of(offer))
    owner.execute("UPDATE tickets SET ticket_status = 'used' WHERE passenger_id = %s", [people_of(sale)[0]])
    with refused("already_boarded"):
        swap(till, offer, tendered=0, attempts=[str(attempt)])
    for _ in range(2):
        till.database.call("give_up_attempt", attempt_id=attempt)
    assert rows(owner, "SELECT attempt_id, amount, reason FROM payment_reversals") == [(attempt, pay_of(offer), "given_up")]
    owner.execute("UPDATE tickets SET ticket_status = 'active' WHERE passenger_id = %s", [people_of(sale)[0]])
    with refused("payment_differs"):  # what goes back pays nothing any more
        swap(till, offer, tendered=0, attempts=[str(attempt)])
    till.database.call("withdraw_offer", offer_id=offer["offer_id"])
    assert till.database.call("release", booking_id=one(owner, "SELECT (exchange ->> 'new_booking_id')::uuid FROM refund_offers"), reason="given up")["released"]


def test_a_hold_whose_money_came_waits_for_the_exchange(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], offer: dict[str, Any], later_train: Train, owner: Any) -> None:
    """Killed after the card was charged: the seats, the offer and the money are there, and the exchange goes on."""
    who, new = booking_of(sale), one(owner, "SELECT (exchange ->> 'new_booking_id')::uuid FROM refund_offers")
    assert till.database.call("exchange_under_way", booking_id=who) == {}
    attempt = by_card(till, pay_of(offer))
    expire(owner, new)
    owner.execute("UPDATE refund_offers SET valid_until = now() - interval '1 minute'")
    with refused("seat_taken"):
        till2.hold(later_train, later_train.seats[:1])
    found = till.database.call("exchange_under_way", booking_id=who)
    assert (found["offer_id"], found["exchange"]["new_sale_id"]) == (offer["offer_id"], offer["exchange"]["new_sale_id"])
    truth = till.database.call("sale_status", sale_id=found["exchange"]["new_sale_id"])
    assert [one["attempt_id"] for one in truth["attempts"]] == [str(attempt)] and truth["attempts"][0]["exchange_of"] == sale["bookings"][0]["booking_number"]
    with refused("identify_first"):
        till2.database.call("exchange_under_way", booking_id=who)
    see_document(owner, till2.database, who)
    assert till2.database.call("exchange_under_way", booking_id=who) == {}  # nobody else's
    assert swap(till, offer, tendered=0, attempts=[str(attempt)])["bookings"]


def test_after_the_old_train_left_money_opens_nothing(till: Till, offer: dict[str, Any], sale: dict[str, Any], owner: Any) -> None:
    paid_by_qris(till, pay_of(offer) - 1000)
    owner.execute("UPDATE refund_offers SET valid_until = now() - interval '1 minute', exchange = exchange || jsonb_build_object('until', now() - interval '1 minute')")
    with refused("offer_expired"):  # no second payment after the cut-off
        begin(till, "debit_card", 1000)
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() - interval '1 minute')) WHERE id = %s", [booking_of(sale)])
    with refused("exchange_too_late"):
        swap(till, offer, tendered=1000)


def test_only_whose_money_it_is(till: Till, till2: Till, offer: dict[str, Any], owner: Any) -> None:
    attempt = paid_by_qris(till, pay_of(offer))
    with refused("offer_unknown"):
        swap(till2, offer, tendered=0, attempts=[str(attempt)])
    for listed in ([str(new_id())], [str(attempt), str(new_id())], "none", [{"a": 1}]):
        with refused("bad_request" if listed == "none" else "payment_differs"):
            swap(till, offer, tendered=0, attempts=listed)
