# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""The seams between payments, promotions, refunds, exchange, disrupted trains and the gate: each is tested by itself
elsewhere; here one customer goes through all of them, and a hostile clerk through what lies between.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from desk import (
    BANK,
    CASH,
    booking_of,
    cancel,
    exchange_quote,
    held,
    pay_out,
    people_of,
    quote,
    refund,
    see_document,
    signed,
    swap,
)
from gates import at_gate, scan
from paying import paid_by_qris, set_gateway_key, settle, sign
from paying import signed as gateway_says
from seams import drawer, kept_by_the_railway, one, printed, promoted, today
from test_races import together
from till import Till, Train, check_promises, occupied, person, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


def test_one_customer_through_all_of_it(
    till: Till, supervisor: Database, admin: Database, fresh_database: Any, train: Train, later_train: Train, owner: Any
) -> None:
    """A promotion, paid by QRIS and cash; one given back, one exchanged; then the train does not run."""
    set_gateway_key(admin)
    till.sale_id = new_id()
    hold = till.hold(train, train.seats[:2])
    people = [person(n, seat["seat_id"]) for n, seat in enumerate(hold["seats"], 1)]
    asked = promoted(admin, till, hold, people, "HUT")
    total = asked["expected_total"]
    attempt = paid_by_qris(till, total // 4)
    sale = till.sell(asked, method="parts", attempts=[str(attempt)], tendered=total - total // 4)
    assert drawer(owner) == 500_000 + total - total // 4
    papers = printed(till, sale)
    booking, (first, second) = booking_of(sale), people_of(sale)

    see_document(owner, till.database, booking)
    offer = quote(till.database, booking, [first], overrule_code="SALES_STAFF_ERROR")
    back = refund(till.database, offer, signed(supervisor, offer), CASH)
    in_cash = sum(m["amount"] for m in back["money"] if m["method"] == "cash")
    assert [m["method"] for m in back["money"]] == ["reversal", "cash"] and back["amount"] <= total // 2 + 1
    assert drawer(owner) == 500_000 + total - total // 4 - in_cash

    new = held(till, later_train, later_train.seats[:1])
    offer = exchange_quote(till, sale, [second], new)
    done = swap(till, offer)
    pay = offer["exchange"]["to_pay"]
    assert drawer(owner) == 500_000 + total - total // 4 - in_cash + pay
    for again in (lambda: exchange_quote(till, sale, [second], held(till, later_train, later_train.seats[1:2])), lambda: quote(till.database, booking, [second])):
        with refused("booking_cancelled"):
            again()
    (paper,) = printed(till, done)
    cancel(supervisor, later_train)
    settled = pay_out(till, [paper])
    assert settled["amount"] == new["seats"][0]["fare"] and [m["method"] for m in settled["money"]] == ["cash"] * len(settled["money"])
    assert drawer(owner) == 500_000 + total - total // 4 - in_cash + pay - settled["amount"]
    for old in papers:
        with refused("already_refunded"):
            pay_out(till, [old])
    gate = at_gate(fresh_database, "30001")
    tickets = [*sale["bookings"][0]["tickets"], *done["bookings"][0]["tickets"]]
    assert [scan(gate, ticket)["result"] for ticket in tickets] == ["refunded", "exchanged", "refunded"]
    assert occupied(owner, train, train.seats[0]) == occupied(owner, train, train.seats[1]) == occupied(owner, later_train, later_train.seats[0]) == 0
    (numbers,) = [n for n in supervisor.call("station_day", day=today(owner))["numbers"] if n["counter_code"] == "GMR-01"]
    assert numbers["refunds"] == {"last": 3, "missing": []}
    kept = kept_by_the_railway(owner)
    assert kept == total + pay - back["amount"] - settled["amount"] >= offer["exchange"]["fee"]


def test_an_exchange_is_no_mistake_to_undo(till: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    """Else the value of an older ticket left the drawer whole: no fee, no signature, and a card's money as cash."""
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    done = swap(till, exchange_quote(till, sale, people_of(sale), held(till, later_train, later_train.seats[:1])))
    papers = [paper["paper"] for paper in printed(till, done)]
    with refused("undo_exchange"):
        quote(till.database, booking_of(done), people_of(done), why="own_mistake", papers=papers)
    see_document(owner, till.database, booking_of(done))
    offer = quote(till.database, booking_of(done), people_of(done))
    assert offer["rule"] == "passenger" and offer["fee"] > 0 and offer["needs_approval"] and not offer["cash_allowed"]


def test_a_second_paper_is_not_the_one_the_customer_has(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """Reprint, scan one's own copy back, take the cash, while the customer waits on the platform."""
    sale = till.sold(train, train.seats[:1])
    printed(till, sale)
    job, ticket = new_id(), sale["bookings"][0]["tickets"][0]
    till.database.call("reprint", job_id=job, ticket_id=ticket["ticket_id"], reason="torn", approval_id=None)
    with refused("papers_missing", count=1):
        quote(till.database, booking_of(sale), people_of(sale), why="own_mistake")
    till.database.call("report_print", job_id=job, state="confirmed", facts={"qr_code": "T1SECOND"})
    offer = quote(till.database, booking_of(sale), people_of(sale), why="own_mistake", papers=["T1SECOND"])
    assert offer["needs_approval"]
    with refused("approval_needed", kind="undo"):
        refund(till.database, offer, None, CASH)


def test_a_refund_takes_the_open_exchange_back(till: Till, till2: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    see_document(owner, till2.database, booking_of(sale))
    exchange = exchange_quote(till, sale, people_of(sale), held(till, later_train, later_train.seats[:1]))
    with refused("offer_open"):
        quote(till2.database, booking_of(sale), people_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    with refused("offer_expired"):
        swap(till, exchange)
    with refused("offer_unknown"):
        refund(till.database, exchange, None, BANK)  # nor is an exchange a refund
    refund(till.database, offer, signed(supervisor, offer), BANK)
    with refused("offer_expired"):
        swap(till, exchange)
    assert occupied(owner, later_train, later_train.seats[0]) != 0  # its hold lives, and ends by itself


def test_boarded_between_offer_and_exchange(till: Till, fresh_database: Any, train: Train, later_train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    offer = exchange_quote(till, sale, people_of(sale), held(till, later_train, later_train.seats[:1]))
    assert scan(at_gate(fresh_database, "30001"), sale["bookings"][0]["tickets"][0])["result"] == "ok"
    with refused("already_boarded"):
        swap(till, offer)
    with refused("already_boarded"):
        exchange_quote(till, sale, people_of(sale), held(till, later_train, later_train.seats[1:2]))
    assert drawer(owner) == 500_000 + sale["total"]


def test_late_money_for_a_sale_that_was_given_back(till: Till, supervisor: Database, admin: Database, train: Train, owner: Any) -> None:
    """A QRIS given up, paid in cash, undone; then the QRIS was paid after all: it goes back once, and the cash went once."""
    set_gateway_key(admin)
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, train.seats[:1]))
    attempt, total = new_id(), asked["expected_total"]
    till.database.call("begin_attempt", attempt_id=attempt, sale_id=till.sale_id, method="qris", amount=total, provider="gateway")
    settle(till.database, attempt, "cancelled", {"source": "query"})
    sale = till.sell(asked)
    offer = quote(till.database, booking_of(sale), people_of(sale), why="own_mistake")
    refund(till.database, offer, None, CASH)
    told = settle(till.database, attempt, "confirmed", gateway_says(attempt, total))
    assert (told["state"], told["outcome"]) == ("late_paid", "reversing")
    for _ in range(2):
        till.database.call("give_up_attempt", attempt_id=attempt)
    assert owner.execute("SELECT amount, reason FROM payment_reversals").fetchall() == [(total, "paid_twice")]
    assert drawer(owner) == 500_000 and kept_by_the_railway(owner) == 0
    with refused("already_sold"):
        till.database.call("begin_attempt", attempt_id=new_id(), sale_id=till.sale_id, method="qris", amount=1, provider="gateway")


def test_a_signature_is_for_the_rule_that_was_shown(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """A supervisor elsewhere saw a refund by the rule; the offer overrules fee and cut-off. And they see whose it is."""
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale), overrule_code="CONNECTION_BROKEN")
    request = new_id()
    till.database.call("ask_signature", request_id=request, kind="refund", subject_id=offer["offer_id"], amount=offer["amount"], reason=offer["reason"], overrule_code=None)
    (seen,) = supervisor.call("signatures_asked", limit=10)["open"]
    assert seen["about"]["booking_number"] == sale["bookings"][0]["booking_number"]
    approval = new_id()
    supervisor.call("answer_signature", request_id=request, approval_id=approval, signs=True, note=None)
    with refused("approval_needed"):
        refund(till.database, offer, approval, CASH)
    refund(till.database, offer, signed(supervisor, offer), CASH)


def test_another_way_is_not_paid(till: Till, supervisor: Database, admin: Database, train: Train, owner: Any) -> None:
    """A supervisor let the customer pay another way; with that signature a clerk says the first money came."""
    set_gateway_key(admin)
    till.sale_id = new_id()
    total = till.asked(till.hold(train, train.seats[:1]))["expected_total"]
    attempt = new_id()
    till.database.call("begin_attempt", attempt_id=attempt, sale_id=till.sale_id, method="qris", amount=total, provider="gateway")
    settle(till.database, attempt, "unknown")
    with refused("approval_needed", kind="payment_came"):
        settle(till.database, attempt, "confirmed", {"transaction_id": "invented-1"}, sign(supervisor, attempt, total))
    told = settle(till.database, attempt, "confirmed", {"transaction_id": "seen-at-gateway-1"}, sign(supervisor, attempt, total, kind="payment_came"))
    assert told["state"] == "confirmed"


def test_one_signature_one_act(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    sales = [till.sold(train, train.seats[n : n + 1]) for n in range(2)]
    offers = []
    for sale in sales:
        see_document(owner, till.database, booking_of(sale))
        offers.append(quote(till.database, booking_of(sale), people_of(sale)))
    approval = signed(supervisor, offers[0])
    with refused("approval_needed"):
        refund(till.database, offers[1], approval)
    refund(till.database, offers[0], approval)
    with refused("approval_needed"):
        refund(till.database, offers[1], approval)


def test_the_code_of_a_paper_that_is_out_stands(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """A clerk with psql names their own text as the paper of a ticket: it is neither a claim nor the paper scanned back."""
    sale = till.sold(train, train.seats[:1])
    (paper,) = printed(till, sale)
    job = sale["bookings"][0]["tickets"][0]["print_job_id"]
    till.database.call("report_print", job_id=job, state="confirmed", facts={"qr_code": "T1MINE"})
    with refused("papers_missing"):
        quote(till.database, booking_of(sale), people_of(sale), why="own_mistake", papers=["T1MINE"])
    cancel(supervisor, train)
    with refused("paper_not_valid"):
        pay_out(till, [paper | {"paper": "T1MINE"}])
    assert pay_out(till, [paper])["amount"] == sale["total"]


def test_a_look_that_is_rolled_back_shows_nobody(till: Till, fresh_database: Any, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    number = one(owner, "SELECT identity_number FROM passengers WHERE booking_id = %s", booking_of(sale))
    with fresh_database.connect("10001") as psql:
        for _ in range(3):
            with psql.transaction(force_rollback=True):
                for _ in range(2):
                    told = psql.execute("SELECT kai.search_bookings(%s, jsonb_build_object('identity', %s::text))", [till.database.token, number]).fetchone()[0]
                    assert told == {"again": True}
    assert one(owner, "SELECT count(*) FROM audit_logs WHERE entity_type = 'search'") == 0


def test_nobody_turns_a_transfer_to_their_own_account_alone(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    """A supervisor calls a good transfer failed and types another account: only with the document, or a second supervisor."""
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    done = refund(till.database, offer, signed(supervisor, offer), BANK)
    asked = {"refund_id": done["money"][0]["refund_id"]}
    supervisor.call("settle_payout", **asked, status="processing", note=None)
    supervisor.call("settle_payout", **asked, status="failed", note="rekening ditutup")
    (owed,) = supervisor.call("month_report", month=today(owner))["unpaid_refunds"]
    assert (owed["state"], owed["amount"]) == ("failed", done["amount"])
    mine = BANK | {"account": "99988877", "account_again": "99988877", "holder": "Someone Else"}
    with refused("payout_own"):
        supervisor.call("fix_payout", **asked, money=mine)
    see_document(owner, supervisor, booking_of(sale))
    assert supervisor.call("fix_payout", **asked, money=BANK)["status"] == "initiated"


def test_no_account_number_outlives_its_transfer(till: Till, supervisor: Database, fresh_database: Any, train: Train, owner: Any) -> None:
    """Nor can one be tried out: seals of what was asked are not read by anybody, and not in the trail."""
    sale = till.sold(train, train.seats[:1])
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    done = refund(till.database, offer, signed(supervisor, offer), BANK)
    refund_id = done["money"][0]["refund_id"]
    for status, note in (("processing", None), ("completed", "TRX 1")):
        supervisor.call("settle_payout", refund_id=refund_id, status=status, note=note)
    tables = [row[0] for row in owner.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'audit_seals'")]
    number = one(owner, "SELECT identity_number FROM passengers")
    for table in tables:
        rows = "".join(str(row[0]) for row in owner.execute(f"SELECT to_jsonb(t)::text FROM {table} t".encode()))
        assert BANK["account"] not in rows, table
        assert number not in rows or table == "passengers", table
    (trail,) = owner.execute("SELECT string_agg(coalesce(new_values, old_values)::text, '') FROM audit_logs").fetchone()
    assert "confirm_hash" not in trail and "request_hash" not in trail
    with fresh_database.connect("80001") as auditor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        auditor.execute("SELECT confirm_hash FROM refund_offers")


def test_a_ticket_that_cost_nothing(till: Till, supervisor: Database, admin: Database, train: Train, later_train: Train, owner: Any) -> None:
    """A promotion took all of the price: exchanged and given back it still brings nothing."""
    admin.call("set_promotion", promotion_id=new_id(), code="GRATIS", name="Gratis", discount_type="percentage", discount_value=100, minimum=0,
               maximum=None, valid_from="2026-01-01", valid_to="2030-01-01", usage_limit=None)  # fmt: skip
    sales = []
    for n in range(2):
        till.sale_id = new_id()
        hold = till.hold(train, train.seats[n : n + 1])
        sales.append(till.sell(promoted(admin, till, hold, [person(1, hold["seats"][0]["seat_id"])], "GRATIS")))
    assert drawer(owner) == 500_000
    for sale in sales:
        see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sales[0]), people_of(sales[0]))
    done = refund(till.database, offer, signed(supervisor, offer) if offer["needs_approval"] else None, BANK)
    assert (done["amount"], done["money"]) == (0, [])
    new = held(till, later_train, later_train.seats[:1])
    offer = exchange_quote(till, sales[1], people_of(sales[1]), new)
    swap(till, offer)
    assert offer["amount"] == 0 and drawer(owner) == 500_000 + offer["exchange"]["to_pay"]


def test_an_exchange_and_a_pay_out_of_one_instant(till: Till, till2: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    sales = [till.sold(train, train.seats[n : n + 1]) for n in range(4)]
    papers = [printed(till, sale) for sale in sales]
    cancel(supervisor, train)
    for n, sale in enumerate(sales):
        see_document(owner, till.database, booking_of(sale))
        offer = exchange_quote(till, sale, people_of(sale), held(till, later_train, later_train.seats[n : n + 1]))
        owner.execute("UPDATE refund_offers SET valid_until = now() + interval '1 second' WHERE id = %s", [offer["offer_id"]])
        ends = together(lambda: swap(till, offer), lambda: pay_out(till2, papers[n]))  # noqa: B023
        assert sum(isinstance(end, dict) for end in ends) == 1, ends
        check_promises(owner)
