"""Training beside live in one cluster: roles belong to the cluster, so only the prefixes keep them apart."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from real_database import PASSWORD, FreshDatabase, TestServer, session_of
from tiny_network import COUNTERS, make_network

from kai_counter.cli.base import owner
from kai_counter.config import Misconfigured
from kai_counter.db.database import Database
from kai_counter.db.migrate import migrate
from kai_counter.db.promises import broken_promises
from kai_counter.errors import Refused
from kai_counter.ops.office import Member, add_member, as_owner, register_counter, retire
from kai_counter.services import staff
from kai_counter.training import enter
from kai_counter.values.requests import SignInRequest
from kai_counter.values.ticket_code import TRAINING_KEYS_FROM

TRAINEES = (Member("10001", "Rina Wijaya", ("clerk",)), Member("90001", "Dewi Kartika", ("admin",)))


@pytest.fixture
def training(server: TestServer) -> Iterator[str]:
    """A training database with the same NIPPs as the live one; its name."""
    name = f"training_{secrets.token_hex(4)}"
    migrate(server.url(name), training=True)
    with session_of(server.url(name)) as session:
        make_network(session)
        session.commit()
    with as_owner(server.url(name)) as connection:
        for member in TRAINEES:
            add_member(connection, member, PASSWORD)
    yield name
    server.drop(name)
    with server.superuser() as connection:
        for (role,) in connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'trainee\\_%'"
        ).fetchall():
            connection.execute(f"DROP ROLE {role}".encode())


def door(url: str) -> str:
    """How a login fares: the refusal's code, or `open`."""
    database = Database(url)
    try:
        database.ping()
    except Refused as refused:
        return refused.code
    finally:
        database.close()
    return "open"


def test_staff_of_one_cannot_connect_to_the_other(
    server: TestServer, fresh_database: FreshDatabase, training: str
) -> None:
    live = fresh_database.name
    for nipp in ("10001", "90001"):
        assert door(server.url(live, f"staff_{nipp}", PASSWORD)) == "open"
        assert door(server.url(training, f"trainee_{nipp}", PASSWORD)) == "open"
        assert door(server.url(training, f"staff_{nipp}", PASSWORD)) == "not_allowed"
        assert door(server.url(live, f"trainee_{nipp}", PASSWORD)) == "not_allowed"


def test_a_trainee_signs_in_to_the_training_only(
    server: TestServer, fresh_database: FreshDatabase, training: str
) -> None:
    with as_owner(server.url(training)) as connection:
        secret = register_counter(connection, "GMR-01", "GMR", "Latihan")
    request = SignInRequest("10001", PASSWORD, "GMR-01", secret, "test")
    database, card = staff.sign_in(server.url(training), request, "trainee_", training=True)
    assert card.staff.nipp == "10001" and card.counter.name == "Latihan"
    key = database.call("register_key", key_id=uuid4(), public_key=secrets.token_bytes(32))["key_no"]
    assert key >= TRAINING_KEYS_FROM, "no live counter signs under such a number"
    database.close()


def test_a_program_at_the_other_database_is_told_and_stopped(
    server: TestServer, fresh_database: FreshDatabase, training: str
) -> None:
    """With the prefix of its own kind, and with that of the other, which some file said."""
    request = SignInRequest("10001", PASSWORD, "GMR-01", COUNTERS["GMR-01"], "test")
    for url, code in ((server.url(training), "training_database"), (fresh_database.owner_url, "live_database")):
        for prefix in ("staff_", "trainee_"):
            with pytest.raises(Refused) as refused:
                staff.sign_in(url, request, prefix, training=code == "live_database")
            assert refused.value.code == code
    wrong = SignInRequest("10001", "not-their-password", "GMR-01", COUNTERS["GMR-01"], "test")
    with pytest.raises(Refused) as refused:
        staff.sign_in(server.url(training), wrong)
    assert refused.value.code == "sign_in_wrong", "whoever is nobody there is told nothing"
    for name in (training, fresh_database.name):
        with psycopg.connect(server.url(name)) as connection:
            assert connection.execute("SELECT count(*) FROM user_sessions").fetchone() == (0,)


def test_what_a_database_is_it_stays(
    server: TestServer, fresh_database: FreshDatabase, training: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Misconfigured, match="never becomes a training room"):
        migrate(fresh_database.owner_url, training=True)
    assert migrate(server.url(training), training=True) == migrate(server.url(training)) == []
    monkeypatch.setenv("KAI_COUNTER_HOME", str(tmp_path))
    enter()
    assert owner(server.url(training)) == server.url(training)
    with pytest.raises(Misconfigured, match="live database"):
        owner(fresh_database.owner_url)


def test_no_role_of_one_is_worth_anything_in_the_other(
    server: TestServer, fresh_database: FreshDatabase, training: str
) -> None:
    across = "SELECT a.rolname, b.rolname FROM pg_roles a, pg_roles b WHERE pg_has_role(a.oid, b.oid, 'MEMBER')"
    with server.superuser() as connection:
        rows = connection.execute(f"{across} AND NOT a.rolsuper".encode()).fetchall()
    mixed = [(a, b) for a, b in rows if (a.startswith("tra") and b.startswith(("kai_", "staff_")))
             or (b.startswith("tra") and a.startswith(("kai_", "staff_")))]  # fmt: skip
    assert mixed == []
    for name in (training, fresh_database.name):
        with psycopg.connect(server.url(name)) as connection:
            assert broken_promises(connection) == []


def test_a_retired_trainee_is_still_a_clerk(
    server: TestServer, fresh_database: FreshDatabase, training: str
) -> None:
    at_work: Any = fresh_database.signed_in("10001")
    retire(server.url(training), "10001")
    assert door(server.url(training, "trainee_10001", PASSWORD)) in ("member_retired", "not_allowed")
    at_work.call("touch_session")
    assert door(fresh_database.url_for("10001")) == "open"
