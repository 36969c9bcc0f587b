"""The one way to the database: round trips, retries, faults without foreign details, trusted servers only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, Event
from typing import Any

import pytest
from real_database import FreshDatabase
from tiny_network import Network

from kai_counter.db.address import is_this_machine, require_trusted
from kai_counter.db.database import SEATS_CHANNEL, Database
from kai_counter.db.faults import DatabaseFault, sorted_fault
from kai_counter.db.news import Listener
from kai_counter.db.readers import KEPT, Reading
from kai_counter.errors import Refused, Unavailable
from kai_counter.values.ids import new_id


def test_a_signed_in_clerk_calls_a_verb_and_gets_its_json(clerk: Database) -> None:
    answer = clerk.call("touch_session")
    assert "now" in answer


def test_what_a_verb_is_given_arrives_in_its_types(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "CREATE FUNCTION kai.echo(p_ids uuid[], p_words text[], p_data jsonb, p_money numeric, p_raw bytea,"
            " p_none text) RETURNS jsonb LANGUAGE sql AS"
            " $$ SELECT jsonb_build_object('ids', p_ids, 'words', p_words, 'data', p_data,"
            " 'money', p_money, 'raw', encode(p_raw, 'hex'), 'none', p_none) $$;"
            "GRANT EXECUTE ON FUNCTION kai.echo TO kai_clerk"
        )
    one, other = new_id(), new_id()
    data = [{"id": other, "paid": Decimal(5)}]
    answer = fresh_database.database("10001").call(
        "echo", ids=[one], words=[], data=data, money=150_000, raw=b"\x01", none=None
    )
    assert answer == {
        "ids": [str(one)], "words": [], "data": [{"id": str(other), "paid": 5}], "money": 150_000, "raw": "01",
        "none": None,
    }  # fmt: skip


def test_a_wrong_name_is_our_bug(clerk: Database) -> None:
    with pytest.raises(TypeError, match="no verb 'sing_in'"):
        clerk.call("sing_in")
    with pytest.raises(TypeError, match="has no p_colour"):
        clerk.call("touch_session", colour="red")


def test_a_dropped_connection_comes_back_by_itself(clerk: Database, fresh_database: FreshDatabase) -> None:
    clerk.read(lambda reading: reading.rows("SELECT station_code FROM stations"))
    with fresh_database.owner() as owner:
        ended = owner.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'staff_10001'"
        ).fetchone()
    assert ended == (2,)
    assert "now" in clerk.call("touch_session")
    assert "GMR" in {row.station_code for row in clerk.read(lambda r: r.rows("SELECT station_code FROM stations"))}


def test_a_call_is_one_round_trip(clerk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk.call("touch_session")
    sent: list[Any] = []
    assert clerk._connection is not None
    original = type(clerk._connection).wait

    def counted(self: Any, generator: Any, *rest: Any, **named: Any) -> Any:
        sent.append(generator)
        return original(self, generator, *rest, **named)

    monkeypatch.setattr(type(clerk._connection), "wait", counted)
    clerk.call("touch_session")
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("sqlstate", "expected"),
    [("40P01", "busy"), ("40001", "busy"), ("55P03", "busy"), ("42501", "not_allowed")],
)
def test_database_words_become_refusals(fresh_database: FreshDatabase, sqlstate: str, expected: str) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "CREATE SEQUENCE kai.tries; GRANT USAGE ON SEQUENCE kai.tries TO kai_clerk;"
            "CREATE FUNCTION kai.fail(p_state text) RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM nextval('kai.tries');"
            " RAISE EXCEPTION 'x' USING ERRCODE = p_state, DETAIL = '3578012345678901'; END $$;"
            "GRANT EXECUTE ON FUNCTION kai.fail TO kai_clerk"
        )
    with pytest.raises(Refused) as refusal:
        fresh_database.database("10001").call("fail", state=sqlstate)
    assert refusal.value.code == expected
    assert refusal.value.facts == {}
    tries = fresh_database.value("SELECT last_value FROM kai.tries")
    assert tries == (2 if sqlstate.startswith("40") else 1)


def test_a_refusal_carries_code_and_facts(clerk: Database) -> None:
    clerk.token = "not this one"
    with pytest.raises(Refused) as refusal:
        clerk.call("touch_session")
    assert refusal.value.code == "session_ended"
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_a_foreign_detail_never_leaves(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "CREATE FUNCTION kai.leak() RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            " INSERT INTO public.users (id, nipp, password_hash, full_name, roles)"
            " SELECT id, nipp, 'SECRET', full_name, roles FROM public.users; RETURN '{}'; END $$;"
            "GRANT EXECUTE ON FUNCTION kai.leak TO kai_clerk"
        )
    with pytest.raises(DatabaseFault) as fault:
        fresh_database.database("10001").call("leak")
    assert fault.value.sqlstate == "23505"
    assert "DETAIL" not in str(fault.value)
    assert "Key" not in str(fault.value)
    assert fault.value.__cause__ is None
    assert fault.value.__context__ is None


def test_the_door_says_the_same_for_unknown_and_wrong(fresh_database: FreshDatabase) -> None:
    for nipp, password in (("10001", "wrong"), ("99999", "wrong")):
        database = Database(fresh_database.url_for(nipp, password))
        with pytest.raises(Refused) as refusal:
            database.ping()
        assert refusal.value.code == "sign_in_wrong"


def test_a_retired_login_is_told_so(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("ALTER ROLE staff_10002 NOLOGIN")
        try:
            with pytest.raises(Refused) as refusal:
                Database(fresh_database.url_for("10002")).ping()
        finally:
            owner.execute("ALTER ROLE staff_10002 LOGIN")
    assert refusal.value.code == "member_retired"


def test_no_server_is_unavailable() -> None:
    with pytest.raises(Unavailable) as away:
        Database("postgresql://staff_10001:x@127.0.0.1:9/kai").ping()
    assert away.value.what == "database"


def test_what_is_not_the_drivers_comes_back_as_it_is() -> None:
    error = KeyError("x")
    assert sorted_fault(error) is error


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example/kai",
        "postgresql://db.example/kai?sslmode=require",
        "postgresql://localhost,db.example/kai?sslmode=verify-ca",
        "postgresql://localhost/kai?hostaddr=192.0.2.1",
        "service=central",
    ],
)
def test_an_unverified_server_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        Database(url)
    assert refusal.value.code == "server_not_verified"
    with pytest.raises(Refused):
        Listener(url, [], print, print)


def test_the_environment_cannot_smuggle_a_server_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "db.example")
    with pytest.raises(Refused):
        require_trusted("postgresql:///kai")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example/kai?sslmode=verify-full",
        "postgresql:///kai",
        "postgresql:///kai?host=/run/postgresql",
        "postgresql://[::1]:5432/kai",
    ],
)
def test_a_verified_server_or_this_machine_is_taken(url: str) -> None:
    require_trusted(url)


def test_a_name_that_only_looks_local_is_elsewhere() -> None:
    assert not is_this_machine("127.0.0.1.example")
    assert not is_this_machine("localhost.example")


def test_reads_run_in_autocommit_and_are_sorted_too(clerk: Database) -> None:
    with pytest.raises(Refused) as refusal:
        clerk.read(lambda reading: reading.rows("SELECT identity_number FROM passengers"))
    assert refusal.value.code == "not_allowed"


def test_news_arrives_and_a_gap_is_told(clerk: Database, fresh_database: FreshDatabase, network: Network) -> None:
    heard, reset = Event(), Event()
    news: list[tuple[str, str]] = []

    def on_news(channel: str, payload: str) -> None:
        news.append((channel, payload))
        heard.set()

    listener = Listener(fresh_database.url_for("10002"), [SEATS_CHANNEL], on_news, reset.set)
    listener.start()
    try:
        assert listener.listening.wait(5)
        clerk.ping()
        clerk.notify(SEATS_CHANNEL, str(network.train.schedule))
        assert heard.wait(5)
        assert news == [(SEATS_CHANNEL, str(network.train.schedule))]
        assert not reset.is_set()
        with fresh_database.owner() as owner:
            owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'staff_10002'")
        assert reset.wait(5)
        heard.clear()
        clerk.notify(SEATS_CHANNEL, "again")
        assert heard.wait(5)
    finally:
        listener.stop()


def test_a_notify_that_fails_is_not_a_failed_sale(clerk: Database, fresh_database: FreshDatabase) -> None:
    clerk.ping()
    with fresh_database.owner() as owner:
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'staff_10001'")
    clerk.notify(SEATS_CHANNEL, "lost")
    assert clerk.ping() > 0


def test_a_slow_statement_ends_as_unavailable(clerk: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable):
        clerk.read(lambda reading: reading.rows("SET statement_timeout = 50; SELECT pg_sleep(5)"))


def test_reads_at_once_each_have_a_connection_and_two_are_kept(clerk: Database) -> None:
    together = Barrier(4, timeout=10)

    def read(_number: int) -> int:
        return clerk.read(lambda reading: (together.wait(), reading.value("SELECT pg_backend_pid()"))[1])

    with ThreadPoolExecutor(4) as pool:
        servers = set(pool.map(read, range(4)))
    assert len(servers) == 4
    assert len(clerk._readers._idle) == KEPT
    assert clerk.read(lambda reading: reading.value("SELECT pg_backend_pid()")) in servers


def test_a_read_under_way_at_signing_out_leaves_no_connection(clerk: Database) -> None:
    def read_and_leave(reading: Reading) -> object:
        clerk.close()
        return reading.value("SELECT 1")

    assert clerk.read(read_and_leave) == 1
    assert clerk._readers._idle == []


def test_a_read_that_breaks_on_our_side_gives_its_connection_back(clerk: Database) -> None:
    with pytest.raises(ValueError, match="values to unpack"):
        clerk.read(lambda reading: reading.one("SELECT 1 WHERE false"))
    assert len(clerk._readers._idle) == 1
