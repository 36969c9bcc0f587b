"""Many payments at a gateway that answers twice, late, never, with errors and with garbage.

Counters ask at once, as in a hall. Afterwards the gateway's own books are the judge: what it was paid is confirmed
here, once; what it was not paid is not; nothing is left without an answer. KAI_ATTEMPTS=1000 is the bench.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from real_database import FreshDatabase
from till import Till, as_owner, check_promises, trains

from kai_counter.db.database import Database
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id

ROUND = 50  # sales held at once: the tiny railway has few seats
ROUNDS = max(1, int(os.environ.get("KAI_ATTEMPTS", "50")) // ROUND)
CHAOS = 0.25
ENDS = ("paid", "paid", "paid", "declined", "cancelled", "late", "nothing")


@pytest.fixture
def shop() -> Iterator[GatewaySimulator]:
    shop = GatewaySimulator(chaos=CHAOS, seed=7)
    shop.port = shop.serve()  # type: ignore[attr-defined]
    yield shop
    shop.close()


class Hall:
    """Two counters, the gateway between them."""

    def __init__(self, fresh: FreshDatabase, owner: Any, shop: GatewaySimulator) -> None:
        self.shop, self.clerks = shop, [fresh.signed_in("10001"), fresh.signed_in("10002")]
        url = f"http://127.0.0.1:{shop.port}"  # type: ignore[attr-defined]
        self.devices = outside.Outside(Midtrans(SERVER_KEY, url=url, answer=1.0))
        self.seats = iter([(train, seat) for train in trains(owner) for seat in train.seats])

    def held(self, clerk: Database, count: int) -> list[tuple[UUID, UUID]]:
        """That many sales, each with a seat on hold: (attempt, sale)."""
        till, made = Till(clerk).open_shift(), []
        for _ in range(count):
            train, seat = next(self.seats)
            till.sale_id = new_id()
            till.hold(train, [seat])
            made.append((new_id(), till.sale_id))
        return made

    def customer(self, clerk: Database, attempt: UUID, sale: UUID, end: str) -> None:
        """One payment, as the window would go about it."""
        order, gateway = order_id(attempt), self.devices.gateway
        assert gateway is not None
        card = payments.begin(clerk, attempt, sale, "qris", 1000, "gateway")
        try:
            card = outside.charge(clerk, gateway, card, 15)
        except Unavailable:
            return
        if end == "late":
            self.shop.expire(order)
            card = self.look(clerk, card)
        if end in ("paid", "late"):
            self.shop.pay(order)
        elif end == "declined":
            self.shop.decline(order)
        elif end == "cancelled" and card.is_open:
            card = outside.take_back(clerk, self.devices, card)
        for _ in range(3):
            card = self.look(clerk, card)

    def look(self, clerk: Database, card: AttemptCard) -> AttemptCard:
        try:
            return outside.ask_again(clerk, self.devices, card, datetime.now(UTC))
        except (Unavailable, Refused):
            return card

    def calm_down(self) -> None:
        """The gateway is well again; the desk of open payments asks what was left, and what was given up."""
        self.shop._chaos = 0.0
        for clerk in self.clerks:
            for _ in range(5):
                told = payments.unsettled(clerk)
                for card in (*told.attempts, *told.watch):
                    if not card.is_unsold:
                        found = self.look(clerk, card)
                        if found.is_open or found.state == "unknown":  # its customer has gone
                            outside.take_back(clerk, self.devices, found)


def test_every_attempt_ends_as_the_gateway_has_it(fresh_database: FreshDatabase, shop: GatewaySimulator) -> None:
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    with as_owner(fresh_database.owner_url) as owner:
        hall, dice = Hall(fresh_database, owner, shop), random.Random(11)
        for _ in range(ROUNDS):
            shop._chaos = CHAOS
            work = [(clerk, *pair) for clerk in hall.clerks for pair in hall.held(clerk, ROUND // 2)]
            dice.shuffle(work)
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda one: hall.customer(*one, dice.choice(ENDS)), work))
            hall.calm_down()
            judge(owner, shop, len(work))
            check_promises(owner)
            _clear(owner)
            hall.seats = iter([(train, seat) for train in trains(owner) for seat in train.seats])


def judge(owner: Any, shop: GatewaySimulator, count: int) -> None:
    """By the gateway's own books: paid is confirmed here, once; the rest is known not to be paid."""
    rows = owner.execute(
        "SELECT a.id, a.state, (SELECT count(*) FROM audit_logs l WHERE l.entity_id = a.id::text"
        "   AND l.action = 'update' AND l.new_values ->> 'state' IN ('confirmed', 'late_paid'))"
        " FROM payment_attempts a"
    ).fetchall()
    assert len(rows) == count
    for attempt, state, times in rows:
        order = shop.orders.get(order_id(attempt))
        paid = order is not None and order.state == "settlement"
        wanted = ("confirmed", "late_paid") if paid else ("declined", "cancelled")
        assert state in wanted, (state, order)
        assert times == (1 if paid else 0), (times, order)


def _clear(owner: Any) -> None:
    owner.execute(
        "TRUNCATE seat_claims, print_jobs, tickets, payments, payment_attempts, passengers, bookings, sales CASCADE"
    )
    owner.execute("UPDATE seat_inventory SET occupied_legs = 0 WHERE occupied_legs <> 0")
