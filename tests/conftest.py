"""The real thing, made once: a PostgreSQL 18 per test process, one migrated template with a tiny railway and
its staff, cloned for each test that asks (some 40 ms). Noise fails: a stray warning or error in the log too.

    def test_x(clerk, network):          # a signed-in Database, and the ids of the tiny railway
        clerk.call("hold", …)
    def test_y(selling_clerk):           # the same with an open shift
    def test_z(fresh_database):          # .owner() .connect("10001") .database("10001") .owner_url .url_for(…)

Members (password `loket-123`): clerks 10001 and 10002, supervisor 20001, gate 30001, auditor 80001,
operator 70001, admin 90001. Counters: GMR-01 (10001, 20001, 90001 …), GMR-02 (10002), SGU-01 (30001).
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from real_database import FAST, PASSWORD, STAFF, TEMPLATE, FreshDatabase, TestServer
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from tiny_network import COUNTERS, DAYS, STATIONS, Network, make_network, read_network

from kai_counter.config import home_at
from kai_counter.db.database import Database
from kai_counter.db.migrate import migrate
from kai_counter.db.roles import Names, ensure_database_rights
from kai_counter.db.server import EmbeddedServer
from kai_counter.ops.office import add_member, as_owner, secret_hash
from kai_counter.values.ids import new_id


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """In memory where there is some (a clone takes a quarter of the time), and never in pytest's own folder,
    which the server's account could not enter."""
    folder = Path(tempfile.mkdtemp(prefix="kai-tests-", dir=_memory()))
    folder.chmod(0o755)
    embedded = EmbeddedServer(home_at(folder / "home"))
    try:
        embedded.start()
        found = TestServer(embedded)
        with found.superuser() as connection:
            for setting in FAST:
                connection.execute(f"ALTER SYSTEM SET {setting}".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield found
    finally:
        embedded.erase()
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > 4 << 30 else None


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """The name of the migrated database that others are cloned from; nobody is connected to it."""
    url = server.url(TEMPLATE)
    migrate(url)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with Session(engine) as session:
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
    with server.superuser(TEMPLATE) as connection:
        connection.execute("VACUUM ANALYZE")
    return TEMPLATE


def _in_days(connection: psycopg.Connection[Any], days: int) -> Any:
    row = connection.execute("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date + %s::int", [days]).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="session")
def network(server: TestServer, template: str) -> Network:
    """Ids of the tiny railway, the same in every clone."""
    url = server.url(template)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with Session(engine) as session:
        found = read_network(session)
    assert set(found.stations) == set(STATIONS)
    return found


@pytest.fixture
def fresh_database(server: TestServer, template: str) -> Iterator[FreshDatabase]:
    """An own copy of the template, gone after the test."""
    name = f"test_{secrets.token_hex(6)}"
    with server.superuser() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}'.encode())
    with server.superuser(name) as connection:
        ensure_database_rights(connection, Names())
    found = FreshDatabase(server, name, [])
    yield found
    for database in found.opened:
        database.close()
    server.drop(name)


@pytest.fixture
def clerk(fresh_database: FreshDatabase) -> Database:
    """10001 at GMR-01, without a shift."""
    return fresh_database.signed_in("10001")


@pytest.fixture
def clerk2(fresh_database: FreshDatabase) -> Database:
    """10002 at GMR-02, without a shift."""
    return fresh_database.signed_in("10002")


@pytest.fixture
def selling_clerk(clerk: Database) -> Database:
    """10001 with an open shift."""
    clerk.call("open_shift", shift_id=new_id(), float=500_000)
    return clerk


@pytest.fixture
def selling_clerk2(clerk2: Database) -> Database:
    """10002 with an open shift."""
    clerk2.call("open_shift", shift_id=new_id(), float=500_000)
    return clerk2


@pytest.fixture
def supervisor(fresh_database: FreshDatabase) -> Database:
    return fresh_database.signed_in("20001")


@pytest.fixture
def gate(fresh_database: FreshDatabase) -> Database:
    return fresh_database.signed_in("30001")


@pytest.fixture
def admin(fresh_database: FreshDatabase) -> Database:
    return fresh_database.signed_in("90001")


@pytest.fixture(autouse=True)
def no_stray_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning nobody expected is a failure; a test that means one clears `caplog` after looking at it."""
    yield
    stray = [r for when in ("setup", "call") for r in caplog.get_records(when) if r.levelno >= logging.WARNING]
    assert not stray, "stray log: " + "; ".join(record.getMessage() for record in stray)


@pytest.fixture(autouse=True)
def no_leftovers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What libpq or this program would take from the developer's own environment."""
    for name in [name for name in os.environ if name.startswith(("PG", "KAI_COUNTER_"))]:
        monkeypatch.delenv(name)
