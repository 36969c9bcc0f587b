"""The real thing, made once: a PostgreSQL 18 per test process, one migrated template with a tiny railway and
its staff, cloned for each test that asks (some 40 ms). Noise fails: a stray warning or error in the log too.

    def test_x(clerk, network):          # a signed-in Database, and the ids of the tiny railway
        clerk.call("hold", …)
    def test_y(selling_clerk):           # the same with an open shift
    def test_z(fresh_database):          # .owner() .connect("10001") .database("10001") .owner_url .url_for(…)

Members (password `loket-123`): clerks 10001 and 10002, supervisor 20001, gate 30001, auditor 80001,
operator 70001, admin 90001. Counters: GMR-01 (10001, 20001, 90001 …), GMR-02 (10002), SGU-01 (30001).

On PostgreSQL 15 instead: KAI_TEST_POSTGRES=15 pytest tests/verbs.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import other_servers
import pytest
from real_database import FreshDatabase, TestServer, make_template, session_of
from tiny_network import STATIONS, Network, read_network

from kai_counter.config import home_at
from kai_counter.db.database import Database
from kai_counter.db.server import EmbeddedServer
from kai_counter.values.ids import new_id


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """In memory where there is some (a clone takes a quarter of the time), and never in pytest's own folder,
    which the server's account could not enter."""
    with _cluster() as url:
        found = TestServer(url)
        found.hurry()
        yield found
        found.close()


@contextmanager
def _cluster() -> Iterator[str]:
    if os.environ.get(other_servers.VARIABLE) == "15":
        with other_servers.postgres_15() as cluster:
            yield cluster.url()
        return
    folder = Path(tempfile.mkdtemp(prefix="kai-tests-", dir=other_servers.memory()))
    folder.chmod(0o755)
    embedded = EmbeddedServer(home_at(folder / "home"))
    try:
        yield embedded.start()
    finally:
        embedded.erase()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: TestServer) -> str:
    """The name of the migrated database that others are cloned from; nobody is connected to it."""
    return make_template(server)


@pytest.fixture(scope="session")
def network(server: TestServer, template: str) -> Network:
    """Ids of the tiny railway, the same in every clone."""
    with session_of(server.url(template)) as session:
        found = read_network(session)
    assert set(found.stations) == set(STATIONS)
    return found


@pytest.fixture
def fresh_database(server: TestServer, template: str) -> Iterator[FreshDatabase]:
    """An own copy of the template, gone after the test."""
    found = FreshDatabase(server, server.clone(template), [])
    yield found
    for database in found.opened:
        database.close()
    server.drop(found.name)


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
