"""A cluster for one test process and the databases cloned in it; the fixtures are in conftest.py."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from tiny_network import COUNTERS

from kai_counter.db.database import Database
from kai_counter.db.server import EmbeddedServer
from kai_counter.ops.office import Member
from kai_counter.values.ids import new_id

PASSWORD = "loket-123"
TEMPLATE = "kai_template"
STAFF = (
    Member("10001", "Rina Wijaya", ("clerk",)),
    Member("10002", "Bagus Prasetyo", ("clerk",)),
    Member("20001", "Sri Lestari", ("supervisor",)),
    Member("30001", "Agus Santoso", ("gate",)),
    Member("70001", "Wahyu Hidayat", ("operator",)),
    Member("80001", "Hendra Gunawan", ("auditor",)),
    Member("90001", "Dewi Kartika", ("admin",)),
)
PLACES = {"10002": "GMR-02", "30001": "SGU-01"}
"""Who signs in elsewhere than at GMR-01."""
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
"""A test cluster may lose everything but the time it takes."""


class TestServer:
    """A cluster for one test process; `url(database)` is the superuser's."""

    __test__ = False

    def __init__(self, embedded: EmbeddedServer) -> None:
        self.embedded = embedded

    def url(self, database: str = "postgres", role: str | None = None, password: str | None = None) -> str:
        return self.embedded.url(role, password, database=database)

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            yield connection

    def drop(self, database: str) -> None:
        with self.superuser() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())


@dataclass
class FreshDatabase:
    """A clone for one test. `owner_url` is the superuser's, for raw SQL past every rule but the constraints."""

    server: TestServer
    name: str
    opened: list[Database]

    @property
    def owner_url(self) -> str:
        return self.server.url(self.name)

    def url_for(self, nipp: str, password: str = PASSWORD) -> str:
        return self.server.url(self.name, f"staff_{nipp}", password)

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            yield connection

    @contextmanager
    def connect(self, nipp: str) -> Iterator[psycopg.Connection[Any]]:
        """What a hostile client has: the member's login and a bare driver."""
        with psycopg.connect(self.url_for(nipp), autocommit=True) as connection:
            yield connection

    def value(self, query: str, *parameters: Any) -> Any:
        """The first column of the first row, asked as the owner."""
        with self.owner() as connection:
            row = connection.execute(query.encode(), parameters or None).fetchone()
            return row[0] if row else None

    def database(self, nipp: str) -> Database:
        """Not signed in; closed at the end of the test."""
        found = Database(self.url_for(nipp), "kai-counter test")
        self.opened.append(found)
        return found

    def signed_in(self, nipp: str) -> Database:
        found = self.database(nipp)
        code = PLACES.get(nipp, "GMR-01")
        token = secrets.token_urlsafe(32)
        found.call("sign_in", session_id=new_id(), token=token, counter_code=code, counter_secret=COUNTERS[code],
                   program="kai-counter test")  # fmt: skip
        found.token = token
        return found
