"""Sessions, rules, ids, and what each login may read without a verb."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from real_database import FreshDatabase
from tiny_network import Network, raw_booking

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id

READABLE_BY_ALL = (
    "stations", "trains", "train_classes", "routes", "route_stations", "schedules", "schedule_classes", "seats",
    "seat_inventory", "fares", "rules", "counter_keys", "installation",
)  # fmt: skip


def test_refuse_carries_code_and_facts(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner, pytest.raises(psycopg.Error) as error:
        owner.execute("SELECT internal.refuse('seat_taken', %s)", [Jsonb({"seats": [1]})])
    assert error.value.sqlstate == "KA001"
    assert error.value.diag.message_primary == "seat_taken"
    assert error.value.diag.message_detail == '{"seats": [1]}'


def test_uuid7_is_ordered_by_time(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        rows = owner.execute("SELECT internal.uuid7(), pg_sleep(0.002) FROM generate_series(1, 20)").fetchall()
    made: list[UUID] = [row[0] for row in rows]
    assert {each.version for each in made} == {7}
    assert {each.variant for each in made} == {"specified in RFC 4122"}
    assert made == sorted(made)
    assert abs(made[0].int - new_id().int) >> 80 < 5_000  # milliseconds between the two clocks' prefixes


def test_a_rule_holds_for_its_scope_and_time(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute(
            "INSERT INTO rules (id, name, scope, value, valid_from, valid_to) VALUES"
            " (gen_random_uuid(), 'walking_minutes', 'SGU', '9', '2020-01-01', NULL),"
            " (gen_random_uuid(), 'walking_minutes', '*', '7', '2030-01-01', '2031-01-01')"
        )

        def rule(*arguments: Any) -> Any:
            marks = ", ".join(["%s"] * len(arguments))
            row = owner.execute(f"SELECT internal.rule({marks})".encode(), arguments).fetchone()
            return row and row[0]

        assert rule("walking_minutes") == 5
        assert rule("walking_minutes", "GMR") == 5
        assert rule("walking_minutes", "SGU") == 9
        assert rule("walking_minutes", "GMR", "2030-06-01") == 7
        assert rule("walking_minutes", "GMR", "2031-06-01") == 5
        with pytest.raises(psycopg.errors.RaiseException, match="no rule"):
            rule("colour_of_the_roof")


def test_the_token_of_another_is_worth_nothing(clerk: Database, clerk2: Database) -> None:
    clerk2.token = clerk.token
    with pytest.raises(Refused) as refusal:
        clerk2.call("touch_session")
    assert refusal.value.code == "session_ended"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE user_sessions SET is_active = false", "session_ended"),
        ("UPDATE user_sessions SET login_time = now() - interval '2 h', expires_at = now() - interval '1 s'",
         "session_ended"),
        ("UPDATE users SET is_active = false, retired_at = now()", "session_ended"),
        ("UPDATE counters SET is_active = false, revoked_at = now()", "counter_revoked"),
    ],
)  # fmt: skip
def test_a_session_ends_at_once(clerk: Database, fresh_database: FreshDatabase, change: str, code: str) -> None:
    with fresh_database.owner() as owner:
        owner.execute(change.encode())
    with pytest.raises(Refused) as refusal:
        clerk.call("touch_session")
    assert refusal.value.code == code


def test_a_role_of_the_member_is_wanted(gate: Database) -> None:
    with pytest.raises(Refused) as refusal:
        gate.call("open_shift", shift_id=new_id(), float=1)
    assert refusal.value.code == "not_allowed"


@pytest.mark.parametrize("nipp", ["10001", "20001", "30001", "70001", "80001", "90001"])
def test_everybody_reads_the_network(fresh_database: FreshDatabase, nipp: str) -> None:
    with fresh_database.connect(nipp) as connection:
        for table in READABLE_BY_ALL:
            connection.execute(f"SELECT * FROM {table} LIMIT 1".encode())
        connection.execute("SELECT id, code, station_id, name, is_active FROM counters")
        connection.execute("SELECT schedule_id, seat_id, legs, state, active, expires_at FROM seat_claims")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT secret_hash FROM counters")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT passenger_id FROM seat_claims")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT identity_number FROM passengers")


def test_a_member_reads_their_own_row_only(fresh_database: FreshDatabase) -> None:
    with fresh_database.connect("10001") as connection:
        assert connection.execute("SELECT nipp FROM users").fetchall() == [("10001",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT password_hash FROM users")
    with fresh_database.connect("90001") as connection:
        assert len(connection.execute("SELECT nipp FROM users").fetchall()) == 7


@pytest.mark.parametrize(("scope", "count"), [([], 1), (["GMR"], 1), (["SGU"], 0)])
def test_a_supervisor_reads_bookings_of_their_stations(
    fresh_database: FreshDatabase, network: Network, scope: list[str], count: int
) -> None:
    with fresh_database.owner() as owner:
        raw_booking(owner, network)
        owner.execute("UPDATE users SET station_scope = %s WHERE nipp = '20001'", [scope])
    with fresh_database.connect("20001") as connection:
        assert len(connection.execute("SELECT booking_number FROM bookings").fetchall()) == count
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT contact_phone FROM bookings")


def test_a_clerk_reads_no_bookings(fresh_database: FreshDatabase) -> None:
    with fresh_database.connect("10001") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT booking_number FROM bookings")


def test_a_retired_supervisor_reads_nothing_more(fresh_database: FreshDatabase, network: Network) -> None:
    with fresh_database.owner() as owner, fresh_database.connect("20001") as connection:
        raw_booking(owner, network)
        owner.execute("UPDATE users SET is_active = false, retired_at = now() WHERE nipp = '20001'")
        assert connection.execute("SELECT booking_number FROM bookings").fetchall() == []


def test_looking_up_who_it_is_uses_the_index(fresh_database: FreshDatabase) -> None:
    """With another collation than the index's this was a sequential scan, in every statement of every sale."""
    with fresh_database.owner() as owner:
        owner.execute(
            "INSERT INTO users (id, nipp, password_hash, full_name, roles)"
            " SELECT gen_random_uuid(), n::text, 'x', 'x', '{clerk}' FROM generate_series(1000000, 1003000) n"
        )
        owner.execute("ANALYZE users")
        plan = owner.execute("EXPLAIN SELECT id FROM users WHERE nipp = internal.my_nipp()").fetchall()
    assert any("uq_users_nipp" in row[0] for row in plan), plan
