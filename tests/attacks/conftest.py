from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "verbs"))
from hostile import NIPPS, Attacker, state
from till import Till, Train, as_owner, check_promises, person, trains


@pytest.fixture
def owner(fresh_database: Any) -> Iterator[psycopg.Connection[Any]]:
    with as_owner(fresh_database.owner_url) as connection:
        yield connection
        check_promises(connection)


@pytest.fixture
def victim(fresh_database: Any, owner: Any) -> Till:
    """The honest clerk of the counter next door, with an open shift."""
    return Till(fresh_database.signed_in("10002")).open_shift()


@pytest.fixture
def train(owner: Any) -> Train:
    return trains(owner)[0]


@pytest.fixture
def sold(victim: Till, train: Train) -> dict[str, Any]:
    """A sale of the victim, on the seats 0 and 1."""
    hold = victim.hold(train, train.seats[:2])
    people = [person(n, seat, identity_number=f"327301520390777{n}") for n, seat in enumerate(train.seats[:2], 1)]
    return victim.sell(victim.asked(hold, people))


@pytest.fixture
def held(victim: Till, sold: Any, train: Train) -> dict[str, Any]:
    """A hold of the victim, on seat 2."""
    victim.sale_id = type(victim)(victim.database).sale_id
    return victim.hold(train, train.seats[2:3])


@pytest.fixture
def attacker_of(fresh_database: Any) -> Iterator[Any]:
    """`attacker_of("gate")`: signed in, with a bare connection; `attacker_of("clerk", signed_in=False)`."""
    with ExitStack() as stack:

        def make(role: str, signed_in: bool = True) -> Attacker:
            nipp = NIPPS[role]
            token = fresh_database.signed_in(nipp).token if signed_in else None
            return Attacker(role, nipp, stack.enter_context(fresh_database.connect(nipp)), token)

        yield make


@pytest.fixture
def untouched(owner: Any, held: Any) -> Iterator[None]:
    """Seats, money and trust are as they were before the attack."""
    before = state(owner)
    yield
    after = state(owner)
    assert after == before, [name for name in before if before[name] != after[name]]
