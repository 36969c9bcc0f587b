from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from till import Till, Train, as_owner, check_promises, trains

from kai_counter.db.database import Database


@pytest.fixture
def owner(fresh_database: Any) -> Iterator[psycopg.Connection[Any]]:
    """The owner's eyes; when the test is over, what must always be true is looked at through them."""
    with as_owner(fresh_database.owner_url) as connection:
        yield connection
        check_promises(connection)


@pytest.fixture
def till(clerk: Database, owner: Any) -> Till:
    return Till(clerk).open_shift()


@pytest.fixture
def till2(clerk2: Database, owner: Any) -> Till:
    """The counter next door."""
    return Till(clerk2).open_shift()


@pytest.fixture
def train(owner: psycopg.Connection[Any]) -> Train:
    return trains(owner)[0]


@pytest.fixture
def later_train(owner: psycopg.Connection[Any]) -> Train:
    return trains(owner)[-1]
