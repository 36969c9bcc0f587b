# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Money goes back the way it came: by the machine, once, and never out of the drawer what a card brought in."""

from __future__ import annotations

import random
from typing import Any

import pytest
from desk import BANK, CASH, given_back, people_of, quote, refund, see_document, signed
from paying import begin, paid_by_qris, set_gateway_key, settle, slip
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

REVERSAL = {"method": "reversal"}


@pytest.fixture(autouse=True)
def key(admin: Database) -> None:
    set_gateway_key(admin)


def sold(till: Till, train: Train, seats: list[Any], qris: int | None = None, card: int = 0) -> dict[str, Any]:
    """Paid by QRIS (all of it where `qris` is None), by card, and the rest in cash."""
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, seats))
    total = asked["expected_total"]
    attempts = []
    if qris or qris is None:
        attempts.append(paid_by_qris(till, total if qris is None else qris))
    if card:
        attempt = begin(till, "debit_card", card)
        settle(till.database, attempt, "confirmed", slip(random.randint(1, 999_999), card))
        attempts.append(attempt)
    cash = total - (total if qris is None else qris) - card
    if not attempts:
        return till.sell(asked)
    return till.sell(asked, method="parts", attempts=[str(one) for one in attempts], amount=total, tendered=cash)


def reversal(till: Till, supervisor: Database, train: Train, owner: Any) -> dict[str, Any]:
    sale = sold(till, train, train.seats[:2])
    (part,) = given_back(owner, till, supervisor, sale, people_of(sale)[:1], money=REVERSAL)["money"]
    return part


def ask(database: Database, refund_id: str) -> dict[str, Any]:
    return database.call("begin_payout", refund_id=refund_id)


def told(database: Database, refund_id: str, state: str, **evidence: Any) -> dict[str, Any]:
    return database.call("told_payout", refund_id=refund_id, state=state, evidence=evidence)


def test_asked_before_the_gateway_is_and_done_once(till: Till, till2: Till, supervisor: Database, train: Train, owner: Any) -> None:
    part = reversal(till, supervisor, train, owner)
    key = part["refund_id"]
    assert (part["machine"], part["method"], part["status"]) == ("gateway", "reversal", "processing")
    with refused("reversal_not_begun"):
        told(till.database, key, "done", reference=key)
    with refused("payout_unknown"):
        ask(till2.database, key)  # not this counter's
    card = ask(till.database, key)
    assert card["asked_at"] and card["attempt_id"] and card["status"] == "processing"
    assert ask(till.database, key)["status"] == "processing"  # a silence: asked again
    with refused("bad_request", field="reference"):
        told(till.database, key, "done", reference="said so")
    for _ in range(2):
        assert told(till.database, key, "done", reference=key)["status"] == "completed"
    assert ask(till.database, key)["status"] == "completed"
    for state in ("declined", "unknown"):
        with refused("payout_moved"):
            told(till.database, key, state)
    with refused("payout_moved", status="completed"):
        till.database.call("fix_payout", refund_id=key, money=BANK)


def test_unknown_stays_unknown_and_opens_no_second_way(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    key = reversal(till, supervisor, train, owner)["refund_id"]
    ask(till.database, key)
    assert told(till.database, key, "unknown", reason="timeout")["status"] == "processing"
    with refused("reversal_busy"):
        ask(supervisor, key)
    for status in ("failed", "completed"):
        with refused("payout_asked"):  # the clerk's question may be under way
            supervisor.call("settle_payout", refund_id=key, status=status, note="the bank says so")
    with refused("payout_moved"):
        till.database.call("fix_payout", refund_id=key, money=BANK)
    owner.execute("UPDATE refunds SET asked_at = now() - interval '3 minutes' WHERE id = %s", [key])
    assert ask(supervisor, key)["status"] == "processing"
    with refused("reversal_not_begun"):
        told(till.database, key, "declined", reason="late word")
    owner.execute("UPDATE refunds SET asked_at = now() - interval '3 minutes' WHERE id = %s", [key])
    with refused("payout_asked"):  # who asked is not who says that nothing moved
        supervisor.call("settle_payout", refund_id=key, status="failed", note="nothing moved")
    assert supervisor.call("settle_payout", refund_id=key, status="completed", note="BANK 77")["status"] == "completed"


def test_declined_before_a_clerk_waits_for_a_supervisor(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """A clerk who says "declined" after the money went must not get a transfer on top."""
    key = reversal(till, supervisor, train, owner)["refund_id"]
    ask(till.database, key)
    card = told(till.database, key, "declined", reason="no_funds")
    assert (card["status"], card["failure"]) == ("processing", "no_funds")
    with refused("payout_moved"):
        till.database.call("fix_payout", refund_id=key, money=BANK)
    ask(supervisor, key)
    card = told(supervisor, key, "declined", reason="no_funds")
    assert (card["status"], card["failure"]) == ("failed", "no_funds")
    with refused("payout_moved"):
        ask(till.database, key)
    assert till.database.call("fix_payout", refund_id=key, money=BANK)["method"] == "transfer"
    with refused("payout_moved"):
        ask(till.database, key)


def test_a_terminal_voids_a_whole_charge_only(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    sale = sold(till, train, train.seats[:2], qris=0, card=100_000)
    (part, *_rest) = given_back(owner, till, supervisor, sale, people_of(sale)[:1], money=CASH, overrule_code="DEATH")["money"]
    assert (part["method"], part["amount"], part["machine"]) == ("reversal", 100_000, "terminal")
    sale = sold(till, train, train.seats[2:4], qris=0, card=sale["total"])
    (part,) = given_back(owner, till, supervisor, sale, people_of(sale)[:1], money=REVERSAL)["money"]
    assert part["machine"] is None
    with refused("payout_by_hand"):
        ask(till.database, part["refund_id"])


# -- exchanged, then given back


def exchanged(till: Till, owner: Any, sale: dict[str, Any], people: list[str], train: Train, seats: list[Any]) -> dict[str, Any]:
    booking = sale["bookings"][0]["booking_id"]
    see_document(owner, till.database, booking)
    till.sale_id = new_id()
    new = till.hold(train, seats)
    wish = {"reason": "another day", "seats": dict(zip(people, [seat["seat_id"] for seat in new["seats"]], strict=True))}
    offer = till.database.call("exchange_quote", exchange_id=new_id(), booking_id=booking, passengers=people, new_booking_id=new["booking_id"], wish=wish)
    pay = offer["exchange"]["to_pay"]
    return till.database.call("exchange", exchange_id=offer["offer_id"], payment={"amount": pay, "tendered": pay}, approval_id=None)


def moved(owner: Any) -> tuple[Any, Any]:
    """Cash that came in, and cash that went out, since the beginning."""
    (came,) = owner.execute("SELECT coalesce(sum(amount), 0) FROM payments WHERE payment_method = 'cash'").fetchone()
    (went,) = owner.execute("SELECT coalesce(sum(refund_amount), 0) FROM refunds WHERE refund_method = 'cash'").fetchone()
    return came, went


def test_qris_money_stays_qris_money_through_an_exchange(till: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    sale = sold(till, train, train.seats[:1])
    swapped = exchanged(till, owner, sale, people_of(sale), later_train, later_train.seats[:1])
    booking = swapped["bookings"][0]["booking_id"]
    see_document(owner, till.database, booking)
    offer = quote(till.database, booking, people_of(swapped), overrule_code="DEATH")
    assert "qris" in offer["paid_by"] and offer["cash_allowed"]
    done = refund(till.database, offer, signed(supervisor, offer), CASH)
    by_way = {part["method"]: part for part in done["money"]}
    carried = min(sale["total"], offer["amount"])
    assert by_way["reversal"]["amount"] == carried and by_way["reversal"]["machine"] == "gateway"
    came, went = moved(owner)
    assert went <= came
    card = ask(till.database, by_way["reversal"]["refund_id"])
    (first,) = owner.execute("SELECT id FROM payment_attempts WHERE method = 'qris'").fetchone()
    assert card["attempt_id"] == str(first)  # the order that the gateway knows


def test_a_card_given_back_after_an_exchange_is_taken_off_the_batch(till: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    """The terminal's sum and ours agree: what went back by the card is the card's, whatever booking it paid last."""
    price = seat_total(till, train)
    sale = sold(till, train, train.seats[:1], qris=0, card=price)
    swapped = exchanged(till, owner, sale, people_of(sale), later_train, later_train.seats[:1])
    done = given_back(owner, till, supervisor, swapped, people_of(swapped), money=CASH, overrule_code="DEATH")
    key, amount = next((part["refund_id"], part["amount"]) for part in done["money"] if part["method"] == "reversal")
    supervisor.call("settle_payout", refund_id=key, status="completed", note="BANK 12")
    (books,) = owner.execute("SELECT sum(b.amount) FROM stations s, internal.card_books(s.id, now() - interval '1 day', now() + interval '1 day') b").fetchone()
    assert books == price - amount


def seat_total(till: Till, train: Train) -> int:
    till.sale_id = new_id()
    return int(till.asked(till.hold(train, train.seats[9:10]))["expected_total"])


@pytest.mark.parametrize("seed", range(6))
def test_cash_out_is_never_more_than_cash_in(till: Till, supervisor: Database, train: Train, later_train: Train, owner: Any, seed: int) -> None:
    """Any mix of payments, any exchanges, any refunds in cash where a rule allows it: a drawer gives what drawers took."""
    dice = random.Random(seed)
    seats = {id(train): iter(train.seats), id(later_train): iter(later_train.seats)}
    take = lambda where, n: [next(seats[id(where)]) for _ in range(n)]  # noqa: E731
    for _ in range(2):
        qris, card = dice.choice([(0, 0), (None, 0), (50_000, 0), (0, 70_000), (40_000, 30_000)])
        where = dice.choice([train, later_train])
        sale = sold(till, where, take(where, 2), qris, card)
        electronic = owner.execute("SELECT coalesce(sum(amount), 0) FROM payments WHERE sale_id = %s AND payment_method <> 'cash'", [sale["sale_id"]]).fetchone()[0]
        back = 0
        for _ in range(dice.randint(0, 2)):
            where = later_train if where is train else train
            sale = exchanged(till, owner, sale, people_of(sale), where, take(where, 2))
        people = people_of(sale)
        for some in ([people[:1], people[1:]] if dice.random() < 0.5 else [people]):
            done = given_back(owner, till, supervisor, sale, some, money=CASH, overrule_code="DEATH")
            back += sum(part["amount"] for part in done["money"] if part["method"] == "reversal")
            came, went = moved(owner)
            assert went <= came, (seed, came, went)
        assert back <= electronic
    assert owner.execute("SELECT count(*) FROM payments WHERE payment_method = 'exchange' AND origin_id IS NULL").fetchone() == (0,)


def test_which_way_each_part_goes_is_told_before(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """QRIS in any part by the gateway, a card's charge whole by its terminal, a part of one by a person; cash last. What was told is done."""

    def planned(sale: dict[str, Any], people: int) -> tuple[Any, list[tuple[str, int, str | None]]]:
        booking = sale["bookings"][0]["booking_id"]
        see_document(owner, till.database, booking)
        offer = quote(till.database, booking, people_of(sale)[:people])
        return offer, [(part["paid_by"], part["amount"], part["machine"]) for part in offer["plan"]]

    total = sold(till, train, train.seats[:2])["total"]
    half = total // 2 * 3 // 4
    for sale, people, wanted in (
        (sold(till, train, train.seats[2:4]), 1, [("qris", half, "gateway")]),
        (sold(till, train, train.seats[4:6], qris=0, card=total), 1, [("debit_card", half, None)]),
        (sold(till, train, train.seats[6:8], qris=100_000, card=total - 100_000), 2, [("qris", 100_000, "gateway"), ("debit_card", half * 2 - 100_000, None)]),
        (sold(till, train, train.seats[8:10], qris=0, card=half * 2), 2, [("debit_card", half * 2, "terminal")]),
    ):
        offer, plan = planned(sale, people)
        assert plan == wanted
        done = refund(till.database, offer, signed(supervisor, offer), REVERSAL)
        assert [(part["paid_by"], part["amount"], part["machine"]) for part in done["money"]] == wanted and done["plan"] is None


def test_back_to_card_or_qris_and_nobody_heard(till: Till, till2: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """Killed before the machine was asked, or silent since: one line, until it is known how it ended."""
    part = reversal(till, supervisor, train, owner)
    def kinds(database: Database) -> list[str]:
        return [item["kind"] for item in database.call("incomplete")["items"]]

    (item,) = till.database.call("incomplete")["items"]
    assert (item["kind"], item["id"], item["machine"], item["was_asked"]) == ("reversal", part["refund_id"], "gateway", False)
    till.database.call("begin_payout", refund_id=part["refund_id"])
    (item,) = till.database.call("incomplete")["items"]
    assert item["was_asked"] and kinds(till2.database) == []
    till.database.call("told_payout", refund_id=part["refund_id"], state="declined", evidence={"reason": "no balance"})
    assert kinds(till.database) == ["transfer"]  # a supervisor looks at it
    till.database.call("begin_payout", refund_id=part["refund_id"])
    till.database.call("told_payout", refund_id=part["refund_id"], state="done", evidence={"reference": part["refund_id"]})
    assert kinds(till.database) == []
