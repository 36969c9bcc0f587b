"""A cluster for one test process and the databases cloned in it; the fixtures are in conftest.py."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from tiny_network import COUNTERS, DAYS, make_network

from kai_counter.config import with_login
from kai_counter.db import scram
from kai_counter.db.database import Database
from kai_counter.db.migrate import migrate
from kai_counter.db.roles import Names, database_rights
from kai_counter.ops.office import Member, add_member, as_owner, secret_hash
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


FEW_ITERATIONS = 1000
"""The fewest the database takes: every connection of every test pays for its password."""


class TestServer:
    """A cluster for one test process, of whatever version; `url(database)` is the superuser's."""

    __test__ = False

    def __init__(self, superuser_url: str) -> None:
        self._url = urlsplit(superuser_url)
        self._kept: psycopg.Connection[Any] | None = None

    def url(self, database: str = "postgres", role: str | None = None, password: str | None = None) -> str:
        url = urlunsplit(self._url._replace(path=f"/{database}"))
        return url if role is None else with_login(url, role, password)

    def hurry(self) -> None:
        """A test cluster may lose everything but the time it takes."""
        with self.superuser() as connection:
            for setting in FAST:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
            with patch.object(scram, "ITERATIONS", FEW_ITERATIONS):
                easy = scram.verifier(self._url.password or "")
            connection.execute(f"ALTER ROLE {self._url.username} PASSWORD '{easy}'".encode())

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            yield connection

    def clone(self, template: str) -> str:
        """A copy of a migrated database; the name of it."""
        name = f"test_{secrets.token_hex(6)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE {template} STRATEGY FILE_COPY')
        self._run("; ".join(database_rights(name, Names())))
        return name

    def drop(self, database: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()

    def _run(self, statement: str) -> None:
        """Over a connection that is kept: three new ones for each test cost more than the copy itself."""
        if self._kept is None or self._kept.closed:
            self._kept = psycopg.connect(self.url(), autocommit=True)
        self._kept.execute(statement.encode())


def make_template(server: TestServer) -> str:
    """The migrated database that others are cloned from, with the tiny railway, its staff and counters."""
    url = server.url(TEMPLATE)
    migrate(url)
    with patch.object(scram, "ITERATIONS", FEW_ITERATIONS):
        _fill(url)
    with server.superuser(TEMPLATE) as connection:
        connection.execute("VACUUM ANALYZE")
    with server.superuser(TEMPLATE):
        pass  # writes PostgreSQL's own start file of this database, which every clone is copied with
    return TEMPLATE


def _fill(url: str) -> None:
    with session_of(url) as session:
        make_network(session)
        session.commit()
    with as_owner(url) as connection:
        connection.execute("SELECT internal.open_dates(%s::date)", [_in_days(connection, DAYS)])
        for code, secret in COUNTERS.items():
            connection.execute(
                "INSERT INTO counters (id, code, station_id, name, secret_hash)"
                " SELECT %s, %s, s.id, %s, %s FROM stations s WHERE s.station_code = %s",
                [new_id(), code, f"Loket {code[-1]}", secret_hash(secret), code[:3]],
            )
        for member in STAFF:
            add_member(connection, member, PASSWORD)
        connection.execute("UPDATE users SET must_change_password = false")


@contextmanager
def session_of(url: str) -> Iterator[Session]:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with Session(engine) as session:
        yield session


def _in_days(connection: psycopg.Connection[Any], days: int) -> Any:
    row = connection.execute("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date + %s::int", [days]).fetchone()
    assert row is not None
    return row[0]


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
