"""Many payments at a gateway that answers twice, late, never, with errors and with garbage.

Counters ask at once, as in a hall. Afterwards the gateway's own books are the judge: what it was paid is confirmed
here, once; what it was not paid is not; nothing is left without an answer. The fault tests use the same hall.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id
from tests.bench.world import SCHEDULE, SEAT, World, id_of, world

CHAOS = 0.25
ENDS = ("paid", "paid", "paid", "declined", "cancelled", "late", "nothing")
PRICE = 1000
ATTEMPTS = 1000
CLERKS, AT_ONCE = 4, 16


@dataclass(frozen=True)
class Verdict:
    """Of `count` attempts: those that ended otherwise than the gateway has it, and those confirmed twice."""

    count: int
    wrong: tuple[str, ...]
    twice: int


class Hall:
    """Counters, and the gateway between them."""

    def __init__(self, clerks: Sequence[Database], shop: GatewaySimulator, port: int, answer: float = 1.0) -> None:
        self.clerks, self.shop = list(clerks), shop
        self.devices = outside.Outside(Midtrans(SERVER_KEY, url=f"http://127.0.0.1:{port}", answer=answer))

    def serve(self, work: list[tuple[Database, UUID, UUID]], dice: random.Random, at_once: int = 4) -> None:
        """Every (clerk, attempt, sale) to its end, in any order."""
        self.shop._chaos = CHAOS
        dice.shuffle(work)
        ends = [dice.choice(ENDS) for _ in work]
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda one: self.customer(*one[0], one[1]), zip(work, ends, strict=True)))
        self.calm_down()

    def customer(self, clerk: Database, attempt: UUID, sale: UUID, end: str) -> None:
        """One payment, as the window would go about it."""
        order, gateway = order_id(attempt), self.devices.gateway
        assert gateway is not None
        card = payments.begin(clerk, attempt, sale, "qris", PRICE, "gateway")
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


def judged(owner: Any, shop: GatewaySimulator) -> Verdict:
    """By the gateway's own books: paid is confirmed here, once; the rest is known not to be paid."""
    rows = owner.execute(
        "SELECT a.id, a.state, (SELECT count(*) FROM audit_logs l WHERE l.entity_id = a.id::text"
        "   AND l.action = 'update' AND l.new_values ->> 'state' IN ('confirmed', 'late_paid'))"
        " FROM payment_attempts a"
    ).fetchall()
    wrong, twice = [], 0
    for attempt, state, times in rows:
        order = shop.orders.get(order_id(attempt))
        paid = order is not None and order.state == "settlement"
        wanted = ("confirmed", "late_paid") if paid else ("declined", "cancelled")
        if state not in wanted or times != (1 if paid else 0):
            wrong.append(f"{state}, confirmed {times} times, the gateway: {order}")
        twice += times > 1
    return Verdict(len(rows), tuple(wrong), twice)


def measure(count: int = ATTEMPTS) -> dict[str, float]:
    """`count` attempts of four counters at such a gateway, some fifty at a time."""
    shop, dice = GatewaySimulator(chaos=CHAOS, seed=7), random.Random(11)
    port = shop.serve()
    try:
        with world(clerks=CLERKS, seats_of_first=count) as here:
            here.open_schedules(0, 1)
            here.owner.execute(
                "INSERT INTO gateway_keys (id, server_key) VALUES (internal.uuid7(), %s)", [SERVER_KEY]
            )
            clerks = [_signed_in(here, clerk) for clerk in range(CLERKS)]
            hall = Hall(clerks, shop, port, answer=0.2)
            began = time.perf_counter()
            for first in range(0, count, 50):
                hall.serve(_held(here, clerks, first, min(50, count - first)), dice, AT_ONCE)
            seconds = time.perf_counter() - began
            verdict = judged(here.owner, shop)
            for clerk in clerks:
                clerk.close()
    finally:
        shop.close()
    assert verdict.count == count
    return {"attempts_wrong": len(verdict.wrong), "attempts_twice": verdict.twice, "attempts_seconds": seconds}


def _signed_in(here: World, clerk: int) -> Database:
    found = Database(urlunsplit(urlsplit(here.url_of(clerk))), "kai-counter bench")
    found.token = f"token-{clerk}"
    return found


def _held(here: World, clerks: list[Database], first: int, count: int) -> list[tuple[Database, UUID, UUID]]:
    """That many sales, each with a seat on hold."""
    seats = f"SELECT {id_of(SEAT, 'n')}, {id_of(SCHEDULE, '0')} FROM generate_series(%s::int, %s::int) n"
    made = []
    for number, (seat, schedule) in enumerate(here.owner.execute(seats, [first, first + count - 1]).fetchall()):
        clerk, sale = clerks[number % len(clerks)], new_id()
        clerk.call(
            "hold", sale_id=sale, booking_id=new_id(), revision=1, schedule_id=schedule, from_order=1, to_order=5,
            seats=[seat],
        )  # fmt: skip
        made.append((clerk, new_id(), sale))
    return made
