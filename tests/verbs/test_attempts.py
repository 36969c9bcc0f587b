# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Money from outside: asked is not paid, paid is sold or given back, and each of it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from paying import begin, paid_by_qris, set_gateway_key, settle, sign, signed, slip
from till import Till, Train, close_shift, expire, refused

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id


@pytest.fixture(autouse=True)
def key(admin: Database) -> None:
    set_gateway_key(admin)


@pytest.fixture
def asked(till: Till, train: Train) -> dict[str, Any]:
    """One seat, held and priced."""
    return till.asked(till.hold(train, train.seats[:1]))


def parts(*attempts: Any, total: int, tendered: int = 0) -> dict[str, Any]:
    return {"method": "parts", "attempts": [str(one) for one in attempts], "amount": total, "tendered": tendered}


def rows(owner: Any, query: str) -> list[Any]:
    return owner.execute(query.encode()).fetchall()


def test_qris_pays_a_sale(till: Till, asked: dict[str, Any], owner: Any) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    with refused("payment_open"):
        till.sell(asked)
    card = till.database.call("mark_pending", attempt_id=attempt, facts={"transaction_id": f"tx-{attempt}", "qr_text": "000201", "expires_at": None})
    assert (card["state"], card["qr_text"]) == ("pending", "000201")
    for _ in range(2):  # the gateway tells it twice
        assert settle(till.database, attempt, "confirmed", signed(attempt, total))["state"] == "confirmed"
    paid = parts(attempt, total=total)
    sale = till.sell(asked, **paid)
    assert (sale["paid_by"], sale["change"], [line["method"] for line in sale["payments"]]) == ("qris", 0, ["qris"])
    assert till.database.call("sale_status", sale_id=till.sale_id)["sale"] == sale
    assert rows(owner, "SELECT payment_method, amount, payment_status FROM payments") == [("qris", total, "completed")]
    assert rows(owner, "SELECT outcome FROM payment_attempts") == [("sold",)]


def test_sold_again_with_the_same_parts_it_is_the_same_sale(till: Till, asked: dict[str, Any]) -> None:
    paid = parts(paid_by_qris(till, asked["expected_total"]), total=asked["expected_total"]) | {"attempt_id": str(new_id())}
    assert till.sell(asked, **paid) == till.sell(asked, **paid)
    with refused("id_reused"):
        till.sell(asked, **(paid | {"tendered": 1}))


def test_part_card_part_cash_over_two_journeys(till: Till, train: Train, later_train: Train, owner: Any) -> None:
    """Card 60,000 of the first journey and on; each booking's payments are its price, the change is with the cash."""
    one, two = till.asked(till.hold(train, train.seats[:1])), till.asked(till.hold(later_train, later_train.seats[:1]))
    total = one["expected_total"] + two["expected_total"]
    by_card = one["expected_total"] + 1000
    attempt = begin(till, "debit_card", by_card)
    settle(till.database, attempt, "confirmed", slip(1, by_card))
    with refused("tender_too_small", total=total - by_card):
        till.sell(one, two, **parts(attempt, total=total, tendered=total - by_card - 1))
    sale = till.sell(one, two, **parts(attempt, total=total, tendered=total - by_card + 50_000))
    assert (sale["paid_by"], sale["change"], sale["tendered"]) == ("mixed", 50_000, total + 50_000)
    assert [(line["method"], line["amount"]) for line in sale["payments"]] == [("debit_card", by_card), ("cash", total - by_card)]
    assert rows(owner, "SELECT payment_method, sum(amount), sum(change_given) FROM payments GROUP BY 1 ORDER BY 1") == [
        ("cash", total - by_card, 50_000), ("debit_card", by_card, 0)]
    assert rows(owner, "SELECT count(*) FROM bookings b WHERE final_amount <> (SELECT sum(amount) FROM payments p WHERE p.booking_id = b.id)") == [(0,)]


def test_the_drawer_counts_cash_only(till: Till, asked: dict[str, Any], owner: Any) -> None:
    total = asked["expected_total"]
    till.sell(asked, **parts(paid_by_qris(till, total - 10_000), total=total, tendered=20_000))
    owner.execute("UPDATE print_jobs SET state = 'confirmed'")
    (shift,) = owner.execute("SELECT id FROM shifts WHERE state = 'open'").fetchone()
    assert close_shift(till.database, shift_id=shift, counted=500_000 + 10_000)["state"] == "closed"
    (report,) = owner.execute("SELECT report FROM shifts").fetchone()
    assert {line["method"]: line["amount"] for line in report["methods"]} == {"cash": 10_000, "qris": total - 10_000}


def test_money_left_out_or_invented_is_refused(till: Till, asked: dict[str, Any]) -> None:
    total = asked["expected_total"]
    attempt = paid_by_qris(till, total - 5_000)
    with refused("payment_differs"):  # all in cash, and the QRIS forgotten
        till.sell(asked)
    with refused("payment_differs"):
        till.sell(asked, **parts(attempt, new_id(), total=total, tendered=5_000))
    with refused("payment_differs"):
        till.sell(asked, **parts(total=total, tendered=total))
    with refused("amount_out_of_range"):
        begin(till, "qris", 5_001)
    assert till.sell(asked, **parts(attempt, total=total, tendered=5_000))["change"] == 0


def test_paid_too_much_is_told(till: Till, train: Train) -> None:
    """A senior's reduction was found after the full price was charged."""
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(hold)
    attempt = paid_by_qris(till, asked["expected_total"])
    from till import person

    old = till.asked(hold, [person(1, train.seats[0], type="senior", reduction="senior", birth_date="1950-01-01")])
    assert old["expected_total"] < asked["expected_total"]
    with refused("paid_too_much"):
        till.sell(old, **parts(attempt, total=old["expected_total"]))
    card = till.database.call("give_up_attempt", attempt_id=attempt)
    assert card["outcome"] == "reversing"
    assert till.sell(old)["paid_by"] == "cash"


def test_one_open_attempt_a_sale(till: Till, asked: dict[str, Any]) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "debit_card", 1_000)
    begin(till, "debit_card", 1_000, attempt_id=attempt)  # sent again
    with refused("id_reused"):
        begin(till, "debit_card", 1_001, attempt_id=attempt)
    with refused("payment_open"):
        begin(till, "qris", total - 1_000)
    settle(till.database, attempt, "declined")
    begin(till, "qris", total)


def test_two_begins_at_once(fresh_database: Any, till: Till, asked: dict[str, Any], owner: Any) -> None:
    def try_one(_: int) -> str:
        try:
            begin(till, "qris", asked["expected_total"])
        except Refused as refusal:
            return refusal.code
        return "begun"

    with ThreadPoolExecutor(4) as pool:
        ended = sorted(pool.map(try_one, range(4)))
    assert ended == ["begun", "payment_open", "payment_open", "payment_open"]


def test_the_hold_lives_as_long_as_the_attempt(till: Till, till2: Till, train: Train, asked: dict[str, Any], owner: Any) -> None:
    attempt = begin(till, "qris", asked["expected_total"])
    assert rows(owner, "SELECT expires_at > now() + interval '16 minutes' FROM bookings") == [(True,)]
    for state in ("unknown", "confirmed"):
        settle(till.database, attempt, state, signed(attempt, asked["expected_total"]))
        expire(owner, asked["booking_id"])
        with refused("seat_taken"):
            till2.hold(train, train.seats[:1])
        till.database.call("expire_past")
        with refused("payment_open"):
            till.database.call("release", booking_id=asked["booking_id"], reason="left")
    sale = till.sell(asked, **parts(attempt, total=asked["expected_total"]))  # run out, but its seats are its own
    assert sale["paid_by"] == "qris"


def test_declined_gives_the_seats_their_time_back(till: Till, till2: Till, train: Train, asked: dict[str, Any], owner: Any) -> None:
    attempt = begin(till, "debit_card", asked["expected_total"])
    expire(owner, asked["booking_id"])
    settle(till.database, attempt, "declined")
    with refused("seat_taken"):  # two minutes to pay another way
        till2.hold(train, train.seats[:1])
    assert till.sell(asked)["paid_by"] == "cash"


@pytest.mark.parametrize("change", ["order_id", "gross_amount", "signature_key", "status_code", "transaction_status", "transaction_id"])
def test_an_invented_answer_confirms_nothing(till: Till, asked: dict[str, Any], change: str) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    wrong = {"order_id": f"KAI-{new_id()}", "gross_amount": "1.00", "signature_key": "0" * 128, "status_code": "201",
             "transaction_status": "pending", "transaction_id": ""}[change]  # fmt: skip
    with pytest.raises(Refused) as caught:
        settle(till.database, attempt, "confirmed", signed(attempt, total) | {change: wrong})
    assert caught.value.code in ("approval_needed", "bad_request")
    for forged in (signed(attempt, total, key="guessed"), signed(new_id(), total), signed(attempt, total - 1), {}):
        with pytest.raises(Refused):
            settle(till.database, attempt, "confirmed", forged)
    assert till.database.call("sale_status", sale_id=till.sale_id)["attempts"][0]["state"] == "created"


def test_a_slip_pays_once_and_has_its_form(till: Till, train: Train, asked: dict[str, Any]) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "credit_card", total)
    for wrong in ({"rrn": "123"}, {"approval_code": ""}, {"masked_pan": "4111111111111111"}, {"amount": total - 1}, {"rrn": "0" * 12}):
        with refused("bad_request"):
            settle(till.database, attempt, "confirmed", slip(7, total) | wrong)
    settle(till.database, attempt, "confirmed", slip(7, total))
    with refused("attempt_settled"):
        settle(till.database, attempt, "confirmed", slip(8, total))
    with refused("attempt_settled"):
        settle(till.database, attempt, "declined")
    till.sell(asked, **parts(attempt, total=total))
    till.sale_id = new_id()
    again = till.asked(till.hold(train, train.seats[1:2]))
    second = begin(till, "credit_card", again["expected_total"])
    with refused("evidence_used"):
        settle(till.database, second, "confirmed", slip(7, again["expected_total"]))


def test_only_its_counter_sees_an_attempt(till: Till, till2: Till, asked: dict[str, Any], fresh_database: Any) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    for verb, more in (("settle_attempt", {"state": "confirmed", "evidence": signed(attempt, total)}), ("give_up_attempt", {}),
                       ("allow_other_way", {}), ("mark_pending", {"facts": {}})):  # fmt: skip
        with refused("attempt_unknown"):
            till2.database.call(verb, attempt_id=attempt, **more)
    assert till2.database.call("list_unsettled")["attempts"] == []
    assert [one["attempt_id"] for one in till.database.call("list_unsettled")["attempts"]] == [str(attempt)]


def test_unknown_is_settled_by_a_query_or_a_signature(till: Till, asked: dict[str, Any], supervisor: Database) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "debit_card", total)
    settle(till.database, attempt, "unknown", {"reason": "link_lost"})
    for state in ("confirmed", "declined", "cancelled"):
        with refused("approval_needed", kind="payment_came" if state == "confirmed" else "payment"):
            settle(till.database, attempt, state, slip(3, total))
    with refused("approval_needed"):
        settle(till.database, attempt, "confirmed", slip(3, total), new_id())
    card = settle(till.database, attempt, "confirmed", slip(3, total), sign(supervisor, attempt, total, kind="payment_came"))
    assert card["state"] == "confirmed"
    till.sell(asked, **parts(attempt, total=total))


def test_unknown_is_settled_by_the_terminals_own_answer(till: Till, asked: dict[str, Any]) -> None:
    attempt = begin(till, "debit_card", asked["expected_total"])
    settle(till.database, attempt, "unknown", {"reason": "link_lost"})
    assert settle(till.database, attempt, "declined", {"source": "query", "reason": "not_found"})["state"] == "declined"


def test_a_supervisor_settles_at_their_own_screen(till: Till, asked: dict[str, Any], supervisor: Database) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    settle(till.database, attempt, "unknown")
    assert [one["attempt_id"] for one in supervisor.call("list_unsettled")["attempts"]] == [str(attempt)]
    card = settle(supervisor, attempt, "confirmed", {"transaction_id": "A120250101", "note": "seen in the portal"})
    assert (card["state"], card["can_sell"]) == ("confirmed", True)
    till.sell(asked, **parts(attempt, total=total))


def test_another_way_and_the_first_was_paid_after_all(till: Till, asked: dict[str, Any], supervisor: Database, owner: Any) -> None:
    """The customer paid twice: one reversal, however often it is told."""
    total = asked["expected_total"]
    first = begin(till, "qris", total)
    settle(till.database, first, "unknown")
    with refused("payment_unknown"):
        begin(till, "debit_card", total)
    with refused("approval_needed"):
        till.database.call("allow_other_way", attempt_id=first, approval_id=None)
    till.database.call("allow_other_way", attempt_id=first, approval_id=sign(supervisor, first, total))
    assert till.sell(asked)["paid_by"] == "cash"
    for _ in range(3):
        card = settle(till.database, first, "confirmed", signed(first, total))
        assert (card["state"], card["outcome"]) == ("confirmed", "reversing")
    assert rows(owner, "SELECT reason, state FROM payment_reversals") == [("paid_twice", "due")]


def test_a_reversal_is_done_once(till: Till, asked: dict[str, Any], supervisor: Database, clerk2: Database) -> None:
    attempt = paid_by_qris(till, asked["expected_total"])
    reversal = till.database.call("give_up_attempt", attempt_id=attempt)["reversal_id"]
    assert till.database.call("give_up_attempt", attempt_id=attempt)["reversal_id"] == reversal
    with refused("reversal_not_begun"):
        till.database.call("settle_reversal", reversal_id=reversal, state="done", evidence={"reference": "R1"})
    with refused("reversal_unknown"):
        clerk2.call("begin_reversal", reversal_id=reversal)
    assert till.database.call("begin_reversal", reversal_id=reversal)["state"] == "asking"
    till.database.call("settle_reversal", reversal_id=reversal, state="unknown", evidence={"reason": "timeout"})
    till.database.call("settle_reversal", reversal_id=reversal, state="declined", evidence={"reason": "too early"})
    assert till.database.call("begin_reversal", reversal_id=reversal)["state"] == "asking"
    for _ in range(2):
        assert till.database.call("settle_reversal", reversal_id=reversal, state="done", evidence={"reference": "R1"})["state"] == "done"
    with refused("reversal_done"):
        till.database.call("settle_reversal", reversal_id=reversal, state="done", evidence={"reference": "R2"})
    assert till.database.call("begin_reversal", reversal_id=reversal)["state"] == "done"
    assert till.database.call("list_unsettled")["reversals"] == []
    with refused("payment_differs"):
        till.sell(asked, **parts(attempt, total=asked["expected_total"]))


def test_paid_after_it_ran_out_and_the_seats_are_free(till: Till, train: Train, asked: dict[str, Any], owner: Any) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    settle(till.database, attempt, "cancelled", {"transaction_status": "expire"})
    till.database.call("release", booking_id=asked["booking_id"], reason="left")
    assert [one["attempt_id"] for one in till.database.call("list_unsettled")["watch"]] == [str(attempt)]
    card = settle(till.database, attempt, "confirmed", signed(attempt, total))
    assert (card["state"], card["outcome"], card["can_sell"]) == ("late_paid", None, True)
    again = till.asked(till.hold(train, train.seats[:1]))  # the same sale takes the same seats again
    assert till.sell(again, **parts(attempt, total=total))["paid_by"] == "qris"
    assert rows(owner, "SELECT count(*) FROM payment_reversals") == [(0,)]


def test_paid_after_it_ran_out_and_the_seats_are_gone(till: Till, till2: Till, train: Train, asked: dict[str, Any], owner: Any) -> None:
    attempt = begin(till, "qris", asked["expected_total"])
    settle(till.database, attempt, "cancelled")
    expire(owner, asked["booking_id"])
    till2.hold(train, train.seats[:1])
    card = settle(till.database, attempt, "confirmed", signed(attempt, asked["expected_total"]))
    assert (card["state"], card["outcome"], card["can_sell"]) == ("late_paid", "reversing", False)
    assert rows(owner, "SELECT reason, state FROM payment_reversals") == [("not_sold", "due")]


def test_what_was_never_asked_ends_by_itself(till: Till, train: Train, asked: dict[str, Any], supervisor: Database, owner: Any) -> None:
    """Or a login with psql would keep seats for ever. Should its code be paid after all, that is late money."""
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    assert supervisor.call("list_unsettled")["attempts"]  # a moment ago: it may be asked yet
    owner.execute("UPDATE payment_attempts SET created_at = created_at - interval '16 min'")
    told = supervisor.call("list_unsettled")
    assert told["attempts"] == [] and rows(owner, "SELECT state, evidence ->> 'reason' FROM payment_attempts") == [("cancelled", "never_asked")]
    assert till.database.call("mark_pending", attempt_id=attempt, facts={"qr_text": "x"})["state"] == "cancelled"
    card = settle(till.database, attempt, "confirmed", signed(attempt, total))
    assert (card["state"], card["can_sell"]) == ("late_paid", True)


def test_money_that_buys_nothing_goes_back_by_itself(till: Till, asked: dict[str, Any], owner: Any) -> None:
    attempt = paid_by_qris(till, asked["expected_total"])
    told = till.database.call("list_unsettled")
    assert (told["attempts"][0]["outcome"], told["reversals"]) == (None, [])
    owner.execute("UPDATE payment_attempts SET settled_at = settled_at - interval '2 hours'")
    told = till.database.call("list_unsettled")
    assert (told["attempts"], [one["attempt"]["attempt_id"] for one in told["reversals"]]) == ([], [str(attempt)])
    assert till.database.call("release", booking_id=asked["booking_id"], reason="left")["released"]


def test_a_shift_does_not_end_over_money_without_an_answer(till: Till, asked: dict[str, Any], supervisor: Database, owner: Any) -> None:
    (shift,) = owner.execute("SELECT id FROM shifts WHERE state = 'open'").fetchone()
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    settle(till.database, attempt, "unknown")
    told = till.database.call("begin_close", shift_id=shift)
    assert [(b["kind"], b["state"]) for b in told["blockers"]] == [("attempt", "unknown")]
    with refused("shift_blocked"):
        till.database.call("close_shift", shift_id=shift, counted=500_000)
    settle(till.database, attempt, "unknown", {}, sign(supervisor, attempt, total))  # taken over by the supervisor
    assert close_shift(till.database, shift_id=shift, counted=500_000)["state"] == "closed"
    card = settle(supervisor, attempt, "confirmed", signed(attempt, total))
    assert card["state"] == "confirmed"


def test_money_after_a_forced_close_is_sold_in_the_next_shift(till: Till, train: Train, asked: dict[str, Any], supervisor: Database, owner: Any) -> None:
    total = asked["expected_total"]
    attempt = begin(till, "qris", total)
    (shift,) = owner.execute("SELECT id FROM shifts WHERE state = 'open'").fetchone()
    supervisor.call("force_close", shift_id=shift, reason="ill")
    with refused("shift_not_open"):
        till.sell(asked, **parts(attempt, total=total))
    till.open_shift()
    settle(till.database, attempt, "confirmed", signed(attempt, total))
    sale = till.sell(asked, **parts(attempt, total=total))
    assert sale["paid_by"] == "qris"
    assert rows(owner, "SELECT p.shift_id <> a.shift_id FROM payments p JOIN payment_attempts a ON a.id = p.attempt_id") == [(True,)]


def test_no_key_no_qris(till: Till, asked: dict[str, Any], owner: Any) -> None:
    owner.execute("DELETE FROM gateway_keys")
    with refused("gateway_not_set"):
        begin(till, "qris", asked["expected_total"])


def test_the_gateways_key_is_read_by_nobody(fresh_database: Any, owner: Any) -> None:
    for nipp in ("10001", "20001", "90001", "80001", "70001"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), fresh_database.connect(nipp) as connection:
            connection.execute("SELECT server_key FROM gateway_keys")
    assert rows(owner, "SELECT count(*) FROM audit_logs WHERE new_values::text LIKE '%SB-Mid-server%'") == [(0,)]
    assert rows(owner, "SELECT count(*) FROM audit_logs WHERE entity_type = 'gateway_keys'") == [(1,)]


def test_the_older_key_counts_for_a_day(till: Till, asked: dict[str, Any], admin: Database, owner: Any) -> None:
    attempt = begin(till, "qris", asked["expected_total"])
    admin.call("set_gateway_key", key_id=new_id(), server_key="another-server-key")
    assert settle(till.database, attempt, "confirmed", signed(attempt, asked["expected_total"]))["state"] == "confirmed"


def test_a_hand_at_the_tables_is_refused(till: Till, asked: dict[str, Any], fresh_database: Any) -> None:
    attempt = begin(till, "qris", asked["expected_total"])
    with fresh_database.connect("10001") as thief:
        for statement in ("UPDATE payment_attempts SET state = 'confirmed'", "SELECT * FROM payment_attempts",
                          "INSERT INTO payment_reversals (id) VALUES (gen_random_uuid())", "DELETE FROM payment_attempts"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege), thief.transaction():
                thief.execute(statement.encode())
    assert settle(till.database, attempt, "declined", {"source": "query"})["state"] == "declined"
