"""Fifty payments at a gateway that misbehaves (the hall is the bench's); `kai-counter bench` does a thousand."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from real_database import FreshDatabase
from till import Till, as_owner, check_promises, trains

from kai_counter.db.database import Database
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.values.ids import new_id
from tests.bench.attempts import CHAOS, Hall, judged

ROUND = 50  # sales held at once: the tiny railway has few seats
ROUNDS = max(1, int(os.environ.get("KAI_ATTEMPTS", "50")) // ROUND)


@pytest.fixture
def shop() -> Iterator[GatewaySimulator]:
    shop = GatewaySimulator(chaos=CHAOS, seed=7)
    shop.port = shop.serve()  # type: ignore[attr-defined]
    yield shop
    shop.close()


def held(clerk: Database, seats: Iterator[Any], count: int) -> list[tuple[Database, UUID, UUID]]:
    """That many sales, each with a seat on hold: (clerk, attempt, sale)."""
    till, made = Till(clerk).open_shift(), []
    for _ in range(count):
        train, seat = next(seats)
        till.sale_id = new_id()
        till.hold(train, [seat])
        made.append((clerk, new_id(), till.sale_id))
    return made


def test_every_attempt_ends_as_the_gateway_has_it(fresh_database: FreshDatabase, shop: GatewaySimulator) -> None:
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    clerks = [fresh_database.signed_in("10001"), fresh_database.signed_in("10002")]
    with as_owner(fresh_database.owner_url) as owner:
        hall, dice = Hall(clerks, shop, shop.port), random.Random(11)  # type: ignore[attr-defined]
        for _ in range(ROUNDS):
            seats = iter([(train, seat) for train in trains(owner) for seat in train.seats])
            work = [one for clerk in clerks for one in held(clerk, seats, ROUND // 2)]
            hall.serve(work, dice)
            verdict = judged(owner, shop)
            assert (verdict.count, verdict.wrong, verdict.twice) == (ROUND, (), 0)
            check_promises(owner)
            _clear(owner)


def _clear(owner: Any) -> None:
    owner.execute(
        "TRUNCATE seat_claims, print_jobs, tickets, payments, payment_attempts, passengers, bookings, sales CASCADE"
    )
    owner.execute("UPDATE seat_inventory SET occupied_legs = 0 WHERE occupied_legs <> 0")
