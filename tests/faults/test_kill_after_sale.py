"""kill -9 in a refund and in an exchange, before a call and before its answer: money once, seats and papers right.

Terminal and gateway are programs of their own and outlive the counter, as in the world.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "verbs"))
from killing import Window, module_database, port_of
from killing import person as somebody
from real_database import TestServer
from test_kill_card import PayingMachine
from till import Till, as_owner, check_promises, person, trains

from kai_counter.config import load_settings
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id


@pytest.fixture(scope="module")
def machine(server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PayingMachine]:
    with module_database(server, template) as database:
        machine = PayingMachine(tmp_path_factory.mktemp("machine"), database, port_of(server))
        machine.plug_in()
        with as_owner(database.owner_url) as owner:
            train = trains(owner)[0]
        machine.seats = ((train, seat) for seat in train.seats)  # type: ignore[attr-defined]
        yield machine
        machine.close()


@pytest.fixture(autouse=True)
def nothing_is_broken(machine: PayingMachine) -> Iterator[None]:
    """Every promise of seats and money; what machines charged and gave back is what the database says."""
    yield
    with as_owner(machine.database.owner_url) as owner:
        check_promises(owner)
    back = machine.value("SELECT coalesce(sum(refund_amount), 0) FROM refunds WHERE refund_method = 'reversal'")
    assert sum(order.refunded for order in machine.shop.orders.values()) == back
    cards = machine.value("SELECT count(*) FROM payment_attempts WHERE method = 'debit_card' AND outcome = 'sold'")
    assert machine.bank.approved().total() == cards
    assert max(machine.papers().values(), default=1) == 1
    assert machine.window is None or machine.window.do("list(noise)") == []


def ready(machine: PayingMachine) -> Window:
    window = machine.ready()
    window.do("import after_sale_hands as after")
    return window


def again(machine: PayingMachine) -> Window:
    window = machine.again()
    window.do("import after_sale_hands as after")
    return window


def bought(machine: PayingMachine) -> tuple[str, str, str]:
    """One traveller's booking, paid by QRIS at the counter next door: its code, the traveller's number and name."""
    name, nik = somebody()
    till = Till(machine.database.signed_in("10002")).open_shift()
    train, seat = next(machine.seats)  # type: ignore[attr-defined]
    hold = till.hold(train, [seat])
    asked = till.asked(hold, [person(1, hold["seats"][0]["seat_id"], name=name, identity_number=nik)])
    attempt, total = new_id(), asked["expected_total"]
    gateway = Midtrans(SERVER_KEY, url=load_settings(machine.home).gateway.url)
    card = payments.begin(till.database, attempt, UUID(str(till.sale_id)), "qris", total, "gateway")
    gateway.charge(order_id(attempt), total, datetime.now(UTC) + timedelta(minutes=15))
    machine.shop.pay(order_id(attempt))
    outside.check_code(till.database, outside.Outside(gateway), card, datetime.now(UTC))
    gateway.close()
    sale = till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)
    till.database.close()
    return sale["bookings"][0]["booking_number"], nik, name


def tickets(machine: PayingMachine, code: str) -> list[tuple[Any, ...]]:
    query = (
        "SELECT t.ticket_status, coalesce(t.void_reason, ''), (SELECT count(*) FROM seat_claims c"
        " WHERE c.passenger_id = t.passenger_id AND c.active) FROM tickets t JOIN bookings b ON b.id = t.booking_id"
        " WHERE b.booking_number = %s"
    )
    return machine.rows(query, code)


@pytest.mark.parametrize(
    ("where", "verb"),
    [("before", "refund"), ("answer", "refund"), ("answer", "begin_payout"), ("before", "told_payout")],
)
def test_a_refund_is_made_once(machine: PayingMachine, where: str, verb: str) -> None:
    booking = bought(machine)
    window = ready(machine)
    hold = machine.wire.hold_before if where == "before" else machine.wire.hold_answer
    hold(f'kai."{verb}"(')
    window.start(f"after.refund(hands, *{booking!r})")
    assert machine.wire.reached.wait(20)
    window = again(machine)
    if (where, verb) == ("before", "refund"):
        assert tickets(machine, booking[0]) == [("active", "", 1)]  # nothing happened: the same keys do it now
        window.do(f"after.refund(hands, *{booking!r})")
        window.do("after.refunded(hands)")
        machine.until(lambda: machine.value("SELECT bool_and(refund_status = 'completed') FROM refunds"))
        window.press("Return")  # back to the booking
    else:
        assert tickets(machine, booking[0]) == [("cancelled", "refunded", 0)]
        window.do("after.ask_again(hands)")
    assert tickets(machine, booking[0]) == [("cancelled", "refunded", 0)]
    assert machine.value("SELECT bool_and(refund_status = 'completed') FROM refunds")


@pytest.mark.parametrize(
    ("where", "verb"), [("before", "settle_attempt"), ("before", "exchange"), ("answer", "exchange")]
)
def test_an_exchange_is_paid_and_made_once(machine: PayingMachine, where: str, verb: str) -> None:
    booking = bought(machine)
    window = ready(machine)
    charges = machine.bank.approved().total()
    hold = machine.wire.hold_before if where == "before" else machine.wire.hold_answer
    hold(f'kai."{verb}"(')
    window.start(f"after.exchange(hands, *{booking!r})")
    assert machine.wire.reached.wait(20)
    window = again(machine)
    if where == "answer":
        assert tickets(machine, booking[0]) == [("cancelled", "exchanged", 0)]
    else:
        assert tickets(machine, booking[0]) == [("active", "", 1)]  # the old ticket stands until all of it is there
        window.do(f"after.exchange(hands, *{booking!r})")
        window.do("after.exchanged(hands)")
        window.press("Return")
    assert machine.bank.approved().total() == charges + 1
    assert tickets(machine, booking[0]) == [("cancelled", "exchanged", 0)]
    moved = "SELECT count(*) FROM bookings n JOIN bookings o ON o.id = n.exchanged_from WHERE o.booking_number = %s"
    assert machine.value(moved, booking[0]) == 1
