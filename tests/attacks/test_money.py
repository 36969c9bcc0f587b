# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Forged prices, sales without money, other people's seats: each attack by name, and nothing moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from hostile import Attacker
from psycopg.types.json import Jsonb
from till import Till, Train, expire, infant, person

from kai_counter.values.ids import new_id


@pytest.fixture
def thief(attacker_of: Any) -> Attacker:
    return attacker_of("clerk")


@pytest.fixture
def own(thief: Attacker, fresh_database: Any, train: Train, held: Any) -> tuple[Till, dict[str, Any]]:
    """The thief's own open shift and hold, on seats 5 and 6; `asked` is what an honest sale would send."""
    database = fresh_database.database("10001")
    database.token = thief.token
    till = Till(database).open_shift()
    return till, till.asked(till.hold(train, train.seats[5:7]))


def sell(thief: Attacker, sale_id: Any, bookings: Any, payment: Any) -> str | None:
    return thief.ends("SELECT kai.sell(%s, %s, %s, %s)", thief.token, sale_id, Jsonb(bookings), Jsonb(payment))


def cash(amount: Any, tendered: Any = None, **more: Any) -> dict[str, Any]:
    return {
        "method": "cash",
        "attempt_id": str(new_id()),
        "amount": amount,
        "tendered": amount if tendered is None else tendered,
    } | more


FORGED: dict[str, Any] = {
    "less than the price": lambda asked, total: (asked | {"expected_total": total - 1000}, cash(total - 1000)),
    "nothing at all": lambda asked, total: (asked | {"expected_total": 0}, cash(0)),
    "a negative price": lambda asked, total: (asked | {"expected_total": -total}, cash(-total)),
    "NaN": lambda asked, total: (asked | {"expected_total": "NaN"}, cash("NaN")),
    "infinity": lambda asked, total: (asked | {"expected_total": "Infinity"}, cash("Infinity")),
    "a number too big": lambda asked, total: (asked, cash(10**40)),
    "half a rupiah": lambda asked, total: (asked | {"expected_total": total + 0.5}, cash(total + 0.5)),
    "money as text": lambda asked, total: (asked | {"expected_total": str(total)}, cash(str(total))),
    "no amount": lambda asked, total: (asked, {"method": "cash"}),
    "less cash than the price": lambda asked, total: (asked, cash(total, total - 1)),
    "negative cash": lambda asked, total: (asked, cash(total, -total)),
    "a method nobody can check": lambda asked, total: (asked, cash(total, method="wallet")),
    "a payment already confirmed": lambda asked, total: (asked, cash(total, method="qris", state="confirmed")),
    "own price lines": lambda asked, total: (
        asked | {"expected_total": 1, "price_lines": [], "lines": [{"kind": "fare", "amount": 1}], "final": 1}, cash(1)),
    "a reduction without the age": lambda asked, total: (
        asked | {"passengers": [p | {"reduction": "senior"} for p in asked["passengers"]], "expected_total": total * 8 // 10}, cash(total * 8 // 10)),
    "an invented reduction": lambda asked, total: (
        asked | {"passengers": [p | {"reduction": "percent"} for p in asked["passengers"]], "expected_total": 0}, cash(0)),
    "a passenger's own fare": lambda asked, total: (
        asked | {"passengers": [p | {"fare": 1, "taken_off": total, "ticket_price": 1} for p in asked["passengers"]], "expected_total": 2}, cash(2)),
    "grown-up infants": lambda asked, total: (
        asked | {"passengers": [asked["passengers"][0], asked["passengers"][1] | {"type": "infant", "seat_id": None}], "expected_total": total // 2}, cash(total // 2)),
    "an infant on a seat": lambda asked, total: (
        asked | {"passengers": [asked["passengers"][0], asked["passengers"][1] | {"type": "infant", "birth_date": date.today().isoformat()}], "expected_total": total // 2}, cash(total // 2)),
    "one person on two seats": lambda asked, total: (
        asked | {"passengers": [asked["passengers"][0], asked["passengers"][0] | {"seq": 2}]}, cash(total)),
    "half of the seats": lambda asked, total: (asked | {"passengers": asked["passengers"][:1], "expected_total": total // 2}, cash(total // 2)),
    "the same booking twice": lambda asked, total: ([asked, asked], cash(total * 2)),
    "more infants than laps": lambda asked, total: (
        asked | {"passengers": [*asked["passengers"], *(infant(n, date.today()) for n in (3, 4, 5))]}, cash(total)),
    "no passengers": lambda asked, total: (asked | {"passengers": []}, cash(total)),
    "passengers that are no list": lambda asked, total: (asked | {"passengers": {"a": 1}}, cash(total)),
    "no bookings": lambda asked, total: ([], cash(0)),
    "bookings by the thousand": lambda asked, total: ([asked] * 300, cash(total)),
    "SQL in a name": lambda asked, total: (
        asked | {"passengers": [p | {"name": "x'); DELETE FROM payments; --", "seat_id": "'; --"} for p in asked["passengers"]]}, cash(total)),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_forge_a_price(what: str, thief: Attacker, own: Any, untouched: None, owner: Any) -> None:
    till, asked = own
    bookings, payment = FORGED[what](asked, asked["expected_total"])
    ended = sell(thief, till.sale_id, bookings if isinstance(bookings, list) else [bookings], payment)
    assert ended in ("KA001", "22P02"), ended
    owner.execute("SELECT 1")


@pytest.fixture
def untouched(own: Any, owner: Any) -> Any:
    """After the thief's own honest hold."""
    from hostile import state

    before = state(owner)
    yield
    after = state(owner)
    assert after == before, [name for name in before if before[name] != after[name]]


def test_confirm_without_paying(thief: Attacker, own: Any, untouched: None) -> None:
    for statement in (
        "UPDATE bookings SET status = 'confirmed', confirmed_at = now()",
        "UPDATE seat_claims SET state = 'sold', expires_at = NULL",
        "INSERT INTO tickets (id, booking_id, passenger_id, ticket_number) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'X')",
        "SELECT internal.write_sale(NULL, '[]', '{}', NULL, NULL, now())",
        "SET CONSTRAINTS ALL DEFERRED; UPDATE bookings SET status = 'confirmed'",
    ):
        assert thief.ends(statement) == "42501", statement


def test_sell_anothers_hold(thief: Attacker, own: Any, victim: Till, held: dict[str, Any], untouched: None) -> None:
    asked = {"booking_id": held["booking_id"], "passengers": [person(1, held["seats"][0]["seat_id"])], "contact": None,
             "expected_total": held["seats"][0]["fare"]}  # fmt: skip
    for sale_id in (victim.sale_id, own[0].sale_id, new_id(), None):
        assert sell(thief, sale_id, [asked], cash(asked["expected_total"])) == "KA001"


def test_mark_anothers_booking(
    thief: Attacker, own: Any, held: dict[str, Any], sold: dict[str, Any], train: Train, untouched: None
) -> None:
    booking, paid = held["booking_id"], sold["bookings"][0]
    for verb in (
        "SELECT kai.extend(%(token)s, %(held)s)", "SELECT kai.release(%(token)s, %(held)s, 'mine')",
        "SELECT kai.release(%(token)s, %(sold)s, 'mine')", "SELECT kai.extend(%(token)s, %(sold)s)",
        "SELECT kai.quote(%(token)s, %(held)s, '[{\"seq\": 1, \"type\": \"infant\"}]')",
        "SELECT kai.hold(%(token)s, %(sale)s, %(held)s, 9, %(train)s, 1, 2, ARRAY[%(seat)s]::uuid[])",
        "SELECT kai.sale_status(%(token)s, %(sale)s)",
        "SELECT kai.report_print(%(token)s, %(job)s, 'confirmed', '{}')",
        "SELECT kai.report_print(%(token)s, %(job)s, 'voided', '{\"qr_code\": \"T1FORGED\"}')",
        "SELECT kai.reprint(%(token)s, gen_random_uuid(), %(ticket)s, 'x', NULL)",
    ):  # fmt: skip
        values = {"token": thief.token, "held": booking, "sold": paid["booking_id"], "sale": held["sale_id"], "train": train.schedule_id,
                  "seat": train.seats[9], "job": paid["tickets"][0]["print_job_id"], "ticket": paid["tickets"][0]["ticket_id"]}  # fmt: skip
        with pytest.raises(psycopg.Error) as caught:
            thief.connection.execute(verb.encode(), values)
        assert caught.value.sqlstate == "KA001", verb


def test_use_an_approval_that_is_not_ones_own(
    thief: Attacker, own: Any, fresh_database: Any, sold: Any, owner: Any
) -> None:
    supervisor = fresh_database.signed_in("20001")
    ticket = sold["bookings"][0]["tickets"][0]["ticket_id"]
    approval = new_id()
    supervisor.call("approve", approval_id=approval, kind="reprint", subject_id=ticket, amount=None,
                    reason={"requested_by": "10002", "text": "for the other clerk"})  # fmt: skip
    owner.execute("UPDATE tickets SET issue_number = 2")
    assert thief.ends("SELECT kai.reprint(%s, %s, %s, 'x', %s)", thief.token, new_id(), ticket, approval) == "KA001"
    assert (
        thief.ends("SELECT kai.approve(%s, %s, 'reprint', %s, NULL, %s)", thief.token, new_id(), ticket, Jsonb({}))
        == "42501"
    )
    assert owner.execute("SELECT used_at FROM approvals").fetchone() == (None,)


def test_keep_a_hold_by_keeping_a_transaction_open(
    thief: Attacker, own: Any, victim: Till, train: Train, owner: Any
) -> None:
    """A lock held on purpose makes others wait two seconds at most, then they are told "busy"."""
    from kai_counter.errors import Refused

    with thief.connection.transaction(force_rollback=True):
        thief.connection.execute(
            "SELECT kai.hold(%s, %s, %s, 1, %s, 1, 2, %s::uuid[])",
            [thief.token, new_id(), new_id(), train.schedule_id, [train.seats[10]]],
        )
        victim.sale_id = new_id()
        with pytest.raises(Refused) as caught:
            victim.hold(train, train.seats[10:11], 1, 2)
        assert caught.value.code == "busy"


def test_take_over_a_seat_that_is_being_paid(
    thief: Attacker, own: Any, held: Any, train: Train, owner: Any
) -> None:
    expire(owner, held["booking_id"])
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT gen_random_uuid(), sale_id, id, 'qris', 1, 'pending', shift_id, counter_id, user_id FROM bookings WHERE id = %s",
        [held["booking_id"]],
    )
    ended = thief.ends(
        "SELECT kai.hold(%s, %s, %s, 1, %s, 1, 4, %s::uuid[])",
        thief.token, new_id(), new_id(), train.schedule_id, [train.seats[2]],
    )  # fmt: skip
    assert ended == "KA001"
