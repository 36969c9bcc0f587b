# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Tickets given back: what is offered by which rule, who signs, where the money goes, and that it never goes twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from desk import BANK, CASH, given_back, late_by, people_of, quote, refund, see_document, signed, sold_with
from gates import at_gate, leaves_in, scan
from test_races import together
from till import Till, Train, infant, occupied, person, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


@pytest.fixture
def sale(till: Till, train: Train) -> dict[str, Any]:
    """Two travellers."""
    return till.sold(train, train.seats[:2])


def booking_of(sale: dict[str, Any]) -> str:
    return str(sale["bookings"][0]["booking_id"])


def one(owner: Any, query: str, *values: Any) -> Any:
    return owner.execute(query, values or None).fetchone()[0]


# -- the offer


def test_a_quarter_is_kept_and_the_offer_says_so(till: Till, sale: dict[str, Any], owner: Any) -> None:
    with refused("identify_first"):
        quote(till.database, booking_of(sale), people_of(sale)[:1])
    card = see_document(owner, till.database, booking_of(sale))
    assert card["limits"]["refund"]["rule"] == "passenger" and card["limits"]["refund"]["fee_percent"] == 25
    offer = quote(till.database, booking_of(sale), people_of(sale)[:1])
    price = sale["total"] / 2
    assert (offer["rule"], offer["paid"], offer["fee"], offer["amount"]) == ("passenger", price, price / 4, price * 3 / 4)
    (line,) = offer["lines"]
    assert line["name"] == "Ratna Wulandari" and line["seat"] and line["ticket_number"].endswith("-1")
    assert offer["needs_approval"] and not offer["cash_allowed"] and offer["paid_by"] == ["cash"]
    until = datetime.fromisoformat(offer["valid_until"])
    assert timedelta(minutes=14) < until - datetime.fromisoformat(offer["now"]) <= timedelta(minutes=15)


def test_one_open_offer_a_booking(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    booking, people = booking_of(sale), people_of(sale)
    for database in (till.database, till2.database):
        see_document(owner, database, booking)
    key = new_id()
    first = quote(till.database, booking, people[:1], offer_id=key)
    assert quote(till.database, booking, people[:1], offer_id=key)["valid_until"] == first["valid_until"]
    with refused("id_reused"):
        quote(till.database, booking, people, offer_id=key)
    with refused("offer_open", counter="GMR-01"):
        quote(till2.database, booking, people)
    second = quote(till.database, booking, people)  # one's own makes room
    with refused("offer_expired"):
        refund(till.database, first)
    with refused("offer_unknown"):
        till2.database.call("withdraw_offer", offer_id=second["offer_id"])
    assert till.database.call("withdraw_offer", offer_id=second["offer_id"]) == {"withdrawn": True}
    third = quote(till2.database, booking, people)
    owner.execute("UPDATE refund_offers SET valid_until = now() - interval '1 s' WHERE id = %s", [third["offer_id"]])
    assert quote(till.database, booking, people)["state"] == "proposed"  # a stale one stands in nobody's way


def test_cut_off_times(till: Till, train: Train, sale: dict[str, Any], owner: Any) -> None:
    booking, people = booking_of(sale), people_of(sale)
    see_document(owner, till.database, booking)
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '29 minutes')) WHERE id = %s", [booking])
    with refused("refund_too_late"):
        quote(till.database, booking, people)
    offer = quote(till.database, booking, people, overrule_code="DEATH")
    assert (offer["rule"], offer["fee"], offer["needs_approval"], offer["cash_allowed"]) == ("overrule", 0, True, True)
    late_by(owner, train, 20)  # the train leaves later, so there is time
    assert quote(till.database, booking, people)["rule"] == "passenger"
    late_by(owner, train, 61)
    offer = quote(till.database, booking, people)
    assert (offer["rule"], offer["fee"]) == ("delay", 0)
    owner.execute("UPDATE schedules SET status = 'cancelled', delay_minutes = 0 WHERE id = %s", [train.schedule_id])
    offer = quote(till.database, booking, people)
    assert (offer["rule"], offer["fee"], offer["cash_allowed"]) == ("railway", 0, True)
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() - interval '169 hours')) WHERE id = %s", [booking])
    with refused("refund_too_late"):
        quote(till.database, booking, people)


def test_fees_are_rounded_for_the_drawer(till: Till, admin: Database, sale: dict[str, Any], owner: Any) -> None:
    admin.call("set_rule", rule_id=new_id(), name="refund_fee_percent", scope="*", value=33, valid_from=None, source="circular 9")
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale)[:1])
    assert offer["fee"] % 100 == 0 and 0 <= offer["fee"] - offer["paid"] * 33 / 100 < 100


def test_what_is_asked_is_looked_at(till: Till, sale: dict[str, Any], owner: Any) -> None:
    booking, people = booking_of(sale), people_of(sale)
    see_document(owner, till.database, booking)
    for field, asked in [("passengers", {"people": [str(new_id())]}), ("passengers", {"people": [people[0], people[0]]}),
                         ("reason", {"reason": " "}), ("overrule_code", {"overrule_code": "BORED"}), ("why", {"why": "bribe"})]:  # fmt: skip
        with refused("bad_request", field=field):
            quote(till.database, booking, asked.pop("people", people), **asked)
    offer = quote(till.database, booking, people)
    for changes, code in [({"method": "gold"}, "bad_request"), ({"account": "12"}, "bad_request"), ({"holder": ""}, "bad_request"),
                          ({"institution": "x" * 99}, "bad_request"), ({"account_again": "1234567899"}, "account_differs")]:  # fmt: skip
        with refused(code):
            refund(till.database, offer, None, BANK | changes)


# -- confirming


def test_seats_free_and_tickets_void_at_once(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], train: Train, owner: Any) -> None:
    done = given_back(owner, till, supervisor, sale, people_of(sale)[:1])
    assert done["state"] == "confirmed" and done["refund_number"] == "GMR-01/R000001" and done["approved_by"] == "Sri Lestari"
    assert done["schedules"] == [str(train.schedule_id)]
    assert occupied(owner, train, train.seats[0]) == 0 and occupied(owner, train, train.seats[1]) != 0
    assert owner.execute("SELECT status, passenger_count FROM bookings WHERE id = %s", [booking_of(sale)]).fetchone() == ("confirmed", 1)
    assert owner.execute("SELECT ticket_status, void_reason FROM tickets ORDER BY ticket_number").fetchall() == [("cancelled", "refunded"), ("active", None)]
    (money,) = done["money"]
    assert (money["method"], money["status"], money["account"]) == ("transfer", "initiated", "BCA …7890")
    again = till2.sold(train, train.seats[:1])  # somebody else travels on it
    assert again["total"] == sale["total"] / 2
    rest = given_back(owner, till, supervisor, sale, people_of(sale)[1:])
    assert rest["booking_status"] == "cancelled" and rest["refund_number"] == "GMR-01/R000002"
    assert one(owner, "SELECT payment_status FROM payments WHERE booking_id = %s", booking_of(sale)) == "refunded"
    with refused("booking_cancelled"):
        quote(till.database, booking_of(sale), people_of(sale))


def test_sent_again_it_answers_the_same(till: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    approval = signed(supervisor, offer)
    first = refund(till.database, offer, approval)
    second = refund(till.database, offer, approval)
    assert first | {"now": 0, "schedules": 0} == second | {"now": 0, "schedules": 0}
    with refused("id_reused"):
        refund(till.database, offer, approval, BANK | {"account": "999999999", "account_again": "999999999"})


def test_the_signature_is_for_this_act_amount_and_reason(till: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    told = {"kind": "refund", "subject_id": offer["offer_id"], "amount": offer["amount"], "reason": "plans changed"}
    with refused("approval_needed", **told):
        refund(till.database, offer)
    for changes in ({"amount": offer["amount"] - 1}, {"reason": "something else"}):
        with refused("approval_needed"):
            refund(till.database, offer, signed(supervisor, offer, **changes))
    with refused("approval_needed"):
        refund(till.database, offer, signed(supervisor, offer, kind="undo"))
    other = quote(till.database, booking_of(sale), people_of(sale))
    with refused("approval_needed"):
        refund(till.database, other, signed(supervisor, offer))
    assert refund(till.database, other, signed(supervisor, other))["state"] == "confirmed"


def test_a_supervisor_at_the_counter_refunds_alone_up_to_a_sum(
    fresh_database: Any, supervisor: Database, till2: Till, train: Train, admin: Database, owner: Any
) -> None:
    sale = till2.sold(train, train.seats[:2])
    supervisor.call("open_shift", shift_id=new_id(), float=500_000)
    see_document(owner, supervisor, booking_of(sale))
    offer = quote(supervisor, booking_of(sale), people_of(sale)[:1])
    assert not offer["needs_approval"]
    assert refund(supervisor, offer)["state"] == "confirmed"
    admin.call("set_rule", rule_id=new_id(), name="refund_approval_from_supervisor", scope="*", value=1000, valid_from=None, source="circular 9")
    assert quote(supervisor, booking_of(sale), people_of(sale)[1:])["needs_approval"]


# -- money


def test_cash_only_where_the_rule_lists_it(till: Till, supervisor: Database, sale: dict[str, Any], train: Train, owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale)[:1])
    with refused("cash_not_allowed", rule="passenger"):
        refund(till.database, offer, signed(supervisor, offer), CASH)
    with refused("no_reversal"):
        refund(till.database, offer, signed(supervisor, offer), {"method": "reversal"})
    late_by(owner, train, 90)
    shift = one(owner, "SELECT id FROM shifts WHERE counter_id = (SELECT id FROM counters WHERE code = 'GMR-01')")
    before = one(owner, "SELECT expected FROM internal.shift_cash(%s)", shift)
    done = given_back(owner, till, supervisor, sale, people_of(sale), CASH)
    assert done["fee"] == 0 and done["money"][0]["status"] == "completed"
    assert one(owner, "SELECT expected FROM internal.shift_cash(%s)", shift) == before - sale["total"]


def test_a_transfer_has_its_board_and_clock(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    done = given_back(owner, till, supervisor, sale, people_of(sale))
    (mine,) = till2.database.call("list_payouts", limit=50)["payouts"]  # the same station
    assert mine["account"] is None and mine["hint"] == "BCA …7890" and not mine["is_late"]
    (whole,) = supervisor.call("list_payouts", limit=50)["payouts"]
    assert whole["account"] == {"institution": "BCA", "number": "1234567890", "holder": "Ratna Wulandari"}
    due = datetime.fromisoformat(whole["due_at"]) - datetime.fromisoformat(done["confirmed_at"])
    assert due == timedelta(days=7)
    key = whole["refund_id"]
    move = lambda status, note=None: supervisor.call("settle_payout", refund_id=key, status=status, note=note)  # noqa: E731
    with refused("payout_moved", status="initiated"):
        move("completed", "TRX 1")
    assert move("processing")["status"] == "processing"
    with refused("bad_request", field="note"):
        move("failed")
    assert move("failed", "account closed")["failure"] == "account closed"
    fixed = till.database.call("fix_payout", refund_id=key, money=BANK | {"institution": "OVO", "method": "wallet"})
    assert (fixed["status"], fixed["method"], fixed["hint"]) == ("initiated", "wallet", "OVO …7890")
    with refused("identify_first"):
        till2.database.call("fix_payout", refund_id=key, money=BANK)
    move("processing")
    assert move("completed", "TRX 2")["outside_reference"] == "TRX 2"
    assert move("completed", "TRX 2")["status"] == "completed"
    with refused("payout_moved", status="completed"):
        move("failed", "no")
    assert one(owner, "SELECT count(*) FROM refund_accounts") == 0
    assert "1234567890" not in one(owner, "SELECT string_agg(coalesce(new_values::text, '') || coalesce(old_values::text, ''), '') FROM audit_logs")
    assert supervisor.call("list_payouts", limit=50)["done"][0]["reference"] == mine["reference"]


@pytest.mark.parametrize("chosen", [1, 2])
def test_several_payments_are_split_in_order(till: Till, supervisor: Database, sale: dict[str, Any], train: Train, owner: Any, chosen: int) -> None:
    """Card first, cash last; what is kept fills from behind."""
    total = sale["total"]
    sold_with(owner, sale, ("cash", total - 100_000), ("debit_card", 100_000))
    done = given_back(owner, till, supervisor, sale, people_of(sale)[:chosen], BANK)
    assert sum(part["amount"] for part in done["money"]) == done["amount"]
    late_by(owner, train, 70)
    if chosen == 1:
        rest = given_back(owner, till, supervisor, sale, people_of(sale)[1:], CASH)
        assert sum(part["amount"] for part in rest["money"]) == rest["amount"] == total / 2


def test_card_money_goes_back_to_the_card(till: Till, supervisor: Database, sale: dict[str, Any], train: Train, owner: Any) -> None:
    sold_with(owner, sale, ("cash", sale["total"] - 100_000), ("qris", 100_000))
    late_by(owner, train, 70)
    done = given_back(owner, till, supervisor, sale, people_of(sale), CASH)
    assert [(part["method"], part["amount"], part["status"]) for part in done["money"]] == [
        ("reversal", 100_000, "processing"), ("cash", sale["total"] - 100_000, "completed"),
    ]  # fmt: skip


def test_the_database_refuses_more_than_was_paid(till: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    """Even the owner's own rows."""
    given_back(owner, till, supervisor, sale, people_of(sale)[:1])
    copy = ("INSERT INTO refunds (id, payment_id, refund_reference, refund_reason, refund_amount, refund_status, refund_method, booking_id, offer_id, user_id)"
            " SELECT gen_random_uuid(), payment_id, 'again', refund_reason, %s, 'completed', 'transfer', booking_id, offer_id, user_id FROM refunds LIMIT 1")  # fmt: skip
    for amount, message in ((sale["total"], "refund_too_much"), (1, "payments_differ")):
        with pytest.raises(psycopg.Error, match=message):
            owner.execute(copy, [amount])
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("INSERT INTO refund_lines (id, offer_id, ticket_id, passenger_id, paid, fee, amount) SELECT gen_random_uuid(), offer_id, ticket_id, passenger_id, paid, fee, amount FROM refund_lines")


# -- who leaves with whom, and who has boarded


def test_an_infant_leaves_with_its_adult(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    people = [person(n, seat["seat_id"]) for n, seat in enumerate(hold["seats"], 1)]
    day = datetime.fromisoformat(hold["schedule"]["service_date"]).date()
    sale = till.sell(till.asked(hold, [*people, infant(3, day, accompanied_by=1)]))
    see_document(owner, till.database, booking_of(sale))
    assert [line["seq"] for line in quote(till.database, booking_of(sale), people_of(sale)[:1])["lines"]] == [1, 3]
    assert [line["seq"] for line in quote(till.database, booking_of(sale), people_of(sale)[1:2])["lines"]] == [2]


def test_who_has_boarded_gets_money_only_from_the_railway(
    till: Till, supervisor: Database, sale: dict[str, Any], train: Train, owner: Any, fresh_database: Any
) -> None:
    leaves_in(owner, train, 40)
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '40 minutes'))")
    ticket = sale["bookings"][0]["tickets"][0]
    assert scan(at_gate(fresh_database), ticket)["result"] == "ok"
    see_document(owner, till.database, booking_of(sale))
    with refused("already_boarded", seq=1):
        quote(till.database, booking_of(sale), people_of(sale))
    with refused("already_boarded", seq=1):
        quote(till.database, booking_of(sale), people_of(sale), overrule_code="DEATH")
    owner.execute("UPDATE schedules SET status = 'cancelled' WHERE id = %s", [train.schedule_id])
    done = given_back(owner, till, supervisor, sale, people_of(sale), CASH)
    assert done["rule"] == "railway" and done["amount"] == sale["total"]


# -- at once


def test_two_counters_give_the_same_passenger_back_at_once(
    till: Till, till2: Till, supervisor: Database, train: Train, owner: Any
) -> None:
    for _ in range(6):
        sale = till.sold(train, train.seats[:2])
        booking, people = booking_of(sale), people_of(sale)
        for database in (till.database, till2.database):
            see_document(owner, database, booking)

        def attempt(database: Database, by: str, booking: str = booking, people: list[str] = people) -> Any:
            offer = quote(database, booking, people[:1])
            return refund(database, offer, signed(supervisor, offer, by=by))

        told = together(lambda a=attempt: a(till.database, "10001"), lambda a=attempt: a(till2.database, "10002"))  # type: ignore[misc]
        done = [answer for answer in told if isinstance(answer, dict)]
        assert len(done) == 1, told
        assert {answer for answer in told if not isinstance(answer, dict)} <= {"offer_open", "already_refunded", "offer_expired", "busy"}
        assert one(owner, "SELECT count(*) FROM refund_lines l JOIN refund_offers o ON o.id = l.offer_id WHERE o.booking_id = %s", booking) == 1
        given_back(owner, till, supervisor, sale, people[1:])


def test_a_refund_against_a_scan_of_the_same_instant(
    till: Till, supervisor: Database, train: Train, owner: Any, fresh_database: Any
) -> None:
    """Either the ticket was used and the refund refused, or it was given back and the gate refuses it."""
    leaves_in(owner, train, 60)
    gate = at_gate(fresh_database)
    seen = set()
    for n in range(8):
        sale = till.sold(train, train.seats[2 * n : 2 * n + 1])
        ticket = sale["bookings"][0]["tickets"][0]
        see_document(owner, till.database, booking_of(sale))
        offer = quote(till.database, booking_of(sale), people_of(sale))
        approval = signed(supervisor, offer)
        told, scanned = together(
            lambda o=offer, a=approval: refund(till.database, o, a), lambda t=ticket: scan(gate, t)  # type: ignore[misc]
        )
        boarded = scanned["result"] == "ok"
        assert boarded != isinstance(told, dict), (told, scanned)
        assert told == "already_boarded" if boarded else scanned["result"] == "refunded"
        seen.add(boarded)
    assert seen


# -- one's own mistake


def test_ones_own_mistake_gives_everything_back(till: Till, sale: dict[str, Any], owner: Any) -> None:
    ticket = sale["bookings"][0]["tickets"][0]
    till.database.call("report_print", job_id=ticket["print_job_id"], state="confirmed", facts={"qr_code": "T1PAPER"})
    booking, people = booking_of(sale), people_of(sale)
    with refused("papers_missing", count=1):
        quote(till.database, booking, people, why="own_mistake", papers=["T1OTHER"])
    offer = quote(till.database, booking, people, why="own_mistake", papers=["T1PAPER"])
    assert (offer["rule"], offer["fee"], offer["needs_approval"], offer["cash_allowed"]) == ("own_mistake", 0, False, True)
    done = refund(till.database, offer, None, CASH)
    assert done["booking_status"] == "cancelled" and done["amount"] == sale["total"]


def test_not_after_ten_minutes_nor_by_another_nor_in_another_shift(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    wish: dict[str, Any] = {"why": "own_mistake"}
    with refused("undo_too_late"):
        quote(till2.database, booking_of(sale), people_of(sale), **wish)
    offer = quote(till.database, booking_of(sale), people_of(sale), **wish)
    owner.execute("UPDATE sales SET sold_at = sold_at - interval '10 minutes'")
    for act in (lambda: quote(till.database, booking_of(sale), people_of(sale), **wish), lambda: refund(till.database, offer, None, CASH)):
        with refused("undo_too_late"):
            act()


def test_from_the_third_a_shift_a_supervisor_signs(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    for n in range(3):
        sale = till.sold(train, train.seats[n : n + 1])
        offer = quote(till.database, booking_of(sale), people_of(sale), why="own_mistake")
        assert offer["needs_approval"] == (n == 2)
        if n == 2:
            with refused("approval_needed", kind="undo"):
                refund(till.database, offer, None, CASH)
        refund(till.database, offer, signed(supervisor, offer, kind="undo") if n == 2 else None, CASH)


def test_a_mistake_is_undone_inside_the_cut_off(till: Till, sale: dict[str, Any], owner: Any) -> None:
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '12 minutes'))")
    offer = quote(till.database, booking_of(sale), people_of(sale), why="own_mistake")
    assert refund(till.database, offer, None, CASH)["fee"] == 0


# -- attacks


def test_another_counters_offer_is_nobodys(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    approval = signed(supervisor, offer)
    for call in (lambda: refund(till2.database, offer, approval), lambda: till2.database.call("withdraw_offer", offer_id=offer["offer_id"])):
        with refused("offer_unknown"):
            call()
    assert refund(till.database, offer, approval)["state"] == "confirmed"


def test_no_shift_no_refund(till: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    offer = quote(till.database, booking_of(sale), people_of(sale))
    approval = signed(supervisor, offer)
    shift = one(owner, "SELECT id FROM shifts WHERE state = 'open' AND user_id = (SELECT id FROM users WHERE nipp = '10001')")
    till.database.call("pause_shift", shift_id=shift)
    with refused("shift_not_open"):
        refund(till.database, offer, approval)
    till.database.call("resume_shift", shift_id=shift)
    assert refund(till.database, offer, approval)["refund_number"] == "GMR-01/R000001"
