"""The trail: who, where, what was and what is, for every change; nothing secret in it, nothing taken out of it."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from real_database import FreshDatabase
from tiny_network import Network, raw_booking

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

Row = dict[str, Any]


def _trail(fresh: FreshDatabase, table: str, action: str = "%") -> list[Row]:
    with fresh.owner() as owner:
        cursor = owner.cursor(row_factory=psycopg.rows.dict_row)
        return cursor.execute(
            "SELECT * FROM audit_logs WHERE entity_type = %s AND action LIKE %s ORDER BY seq", [table, action]
        ).fetchall()


def test_what_a_verb_writes_names_member_counter_shift_and_login(
    selling_clerk: Database, fresh_database: FreshDatabase, network: Network
) -> None:
    opened = _trail(fresh_database, "shifts", "create")[-1]
    user = fresh_database.value("SELECT id FROM users WHERE nipp = '10001'")
    assert opened["user_id"] == user
    assert opened["counter_id"] == network.counters["GMR-01"]
    assert opened["session_user"] == "staff_10001"
    assert opened["user_agent"] == "kai-counter test"
    assert opened["ip_address"] == "127.0.0.1"
    assert opened["old_values"] is None
    assert opened["new_values"]["float_amount"] == 500_000
    assert opened["txid"] > 0
    shift = fresh_database.value("SELECT id FROM shifts")
    assert opened["entity_id"] == str(shift)

    for _ in range(2):  # written down, then closed
        selling_clerk.call("close_shift", shift_id=shift, counted=500_000)
    stopped, closed = _trail(fresh_database, "shifts", "update")[-2:]
    assert closed["shift_id"] == shift or closed["entity_id"] == str(shift)
    assert stopped["old_values"]["state"] == "open"
    assert closed["old_values"]["state"] == "closing"
    assert closed["new_values"]["state"] == "closed"
    assert "float_amount" not in closed["new_values"]
    assert "updated_at" not in closed["new_values"]


def test_a_hold_writes_one_row_for_each_claim_and_none_for_the_inventory(
    selling_clerk: Database, fresh_database: FreshDatabase, network: Network
) -> None:
    seats = [seat.id for seat in network.train.seats[:3]]
    selling_clerk.call("hold", sale_id=new_id(), booking_id=new_id(), revision=1, from_order=1, to_order=3,
                       schedule_id=network.train.schedule, seats=seats)  # fmt: skip
    claims = _trail(fresh_database, "seat_claims", "create")
    assert {claim["new_values"]["seat_id"] for claim in claims} == {str(seat) for seat in seats}
    assert len({claim["txid"] for claim in claims}) == 1
    assert _trail(fresh_database, "seat_inventory") == []
    booking = _trail(fresh_database, "bookings", "create")[0]
    assert booking["counter_id"] == network.counters["GMR-01"]
    assert booking["shift_id"] is not None
    assert "request_hash" not in booking["new_values"]


def test_secrets_are_left_out_and_identities_cut(fresh_database: FreshDatabase, network: Network) -> None:
    with fresh_database.owner() as owner:
        user, booking, passenger = new_id(), raw_booking(owner, network), new_id()
        owner.execute(
            "INSERT INTO users (id, nipp, password_hash, full_name, roles)"
            " VALUES (%s, '55555', 'SECRET', 'X', '{clerk}')",
            [user],
        )
        owner.execute("UPDATE users SET password_hash = 'SECRET2', full_name = 'Y' WHERE id = %s", [user])
        owner.execute(
            "INSERT INTO passengers (id, booking_id, passenger_name, passenger_type, identity_number, seq)"
            " VALUES (%s, %s, 'X', 'adult', '3578012345678901', 1)",
            [passenger, booking],
        )
        owner.execute("UPDATE passengers SET identity_number = '3171019999999999' WHERE id = %s", [passenger])
        owner.execute("DELETE FROM passengers WHERE id = %s", [passenger])
        whole = owner.execute("SELECT string_agg(a::text, ' ') FROM audit_logs a").fetchone()
    assert whole is not None
    for secret in ("SECRET", "3578012345678901", "3171019999999999", "password_hash", "token_hash", "secret_hash"):
        assert secret not in whole[0]
    created, updated, deleted = _trail(fresh_database, "passengers")
    assert created["new_values"]["identity_number"] == "357801…"
    assert updated["old_values"] == {"identity_number": "357801…"}
    assert updated["new_values"] == {"identity_number": "317101…"}
    assert deleted["old_values"]["identity_number"] == "317101…"
    assert [row["action"] for row in (created, updated, deleted)] == ["create", "update", "delete"]


def test_a_change_of_identity_is_seen_even_where_the_first_digits_agree(
    fresh_database: FreshDatabase, network: Network
) -> None:
    with fresh_database.owner() as owner:
        booking, passenger = raw_booking(owner, network), new_id()
        owner.execute(
            "INSERT INTO passengers (id, booking_id, passenger_name, passenger_type, identity_number, seq)"
            " VALUES (%s, %s, 'X', 'adult', '3578012345678901', 1)",
            [passenger, booking],
        )
        owner.execute("UPDATE passengers SET identity_number = '3578012345678902' WHERE id = %s", [passenger])
    assert len(_trail(fresh_database, "passengers", "update")) == 1


def test_an_update_that_changes_nothing_worth_telling_is_not_told(
    clerk: Database, fresh_database: FreshDatabase
) -> None:
    clerk.call("touch_session")
    with fresh_database.owner() as owner:
        owner.execute("UPDATE counters SET receipt_sequence = receipt_sequence + 1")
        owner.execute("UPDATE stations SET city = city")
    assert _trail(fresh_database, "user_sessions", "update") == []
    assert _trail(fresh_database, "counters", "update") == []
    assert _trail(fresh_database, "stations", "update") == []


def test_the_owner_has_no_user_but_a_login(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("UPDATE stations SET city = 'X' WHERE station_code = 'GMR'")
    (row,) = _trail(fresh_database, "stations", "update")
    assert row["user_id"] is None
    assert row["session_user"] == "postgres"


def test_an_administrator_cannot_put_another_name_on_a_change(
    admin: Database, clerk: Database, fresh_database: FreshDatabase
) -> None:
    session_of_another = fresh_database.value(
        "SELECT s.id FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE u.nipp = '10001'"
    )
    with fresh_database.connect("90001") as connection:
        connection.execute("SELECT set_config('kai.session', %s, false)", [str(session_of_another)])
        connection.execute("UPDATE stations SET city = 'X' WHERE station_code = 'GMR'")
    (row,) = _trail(fresh_database, "stations", "update")
    assert row["user_id"] == fresh_database.value("SELECT id FROM users WHERE nipp = '90001'")
    assert row["session_user"] == "staff_90001"
    assert row["counter_id"] is None


def test_a_clerk_cannot_put_another_name_on_a_sale(
    selling_clerk: Database, admin: Database, fresh_database: FreshDatabase, network: Network
) -> None:
    """The trail of a sale believes who `kai.actor` names; anybody may set it, and the verb sets it again."""
    forged = json.dumps({"login": "staff_10001", "user_id": str(new_id()), "counter_id": str(new_id())})
    forge = "SELECT set_config('kai.actor', %s, false)"
    with fresh_database.connect("10001") as connection, connection.transaction():
        connection.execute(forge, [forged])
        booking = new_id()
        connection.execute(
            "SELECT kai.hold(%s, %s, %s, 1, %s, 1, 3, %s)",
            [selling_clerk.token, new_id(), booking, network.train.schedule, [network.train.seats[0].id]],
        )
        connection.execute(forge, [forged])
        connection.execute("SELECT kai.release(%s, %s, 'x')", [selling_clerk.token, booking])
    told = [row for table in ("sales", "bookings", "seat_claims") for row in _trail(fresh_database, table)]
    assert len(told) == 5
    assert {row["user_id"] for row in told} == {fresh_database.value("SELECT id FROM users WHERE nipp = '10001'")}
    assert {row["counter_id"] for row in told} == {network.counters["GMR-01"]}
    assert {row["session_user"] for row in told} == {"staff_10001"}
    assert {row["user_agent"] for row in told} == {"kai-counter test"}


def test_members_are_never_deleted(fresh_database: FreshDatabase, clerk: Database) -> None:
    """The trail names them without a foreign key."""
    with fresh_database.owner() as owner:
        for statement in ("DELETE FROM users", "TRUNCATE users CASCADE"):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege, match="retired, not deleted"),
                owner.transaction(),
            ):
                owner.execute(statement.encode())


def test_a_row_with_two_keys_is_named_by_both(fresh_database: FreshDatabase, network: Network) -> None:
    with fresh_database.owner() as owner:
        owner.execute("UPDATE schedule_classes SET sub_class = 'AX' WHERE schedule_id = %s AND class_id = %s",
                      [network.train.schedule, network.train.classes["EKS"]])  # fmt: skip
    (row,) = _trail(fresh_database, "schedule_classes", "update")
    assert row["entity_id"] == f"{network.train.schedule}/{network.train.classes['EKS']}"


@pytest.mark.parametrize("role", ["postgres", "kai_audit"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_logs SET action = 'view'", "DELETE FROM audit_logs", "TRUNCATE audit_logs"],
)
def test_the_trail_is_append_only_even_for_its_owner(
    fresh_database: FreshDatabase, role: str, statement: str
) -> None:
    with fresh_database.owner() as owner:
        owner.execute("UPDATE stations SET city = 'X'")
        owner.execute(f"SET ROLE {role}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement.encode())


def test_the_tables_owner_cannot_write_the_trail(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("SET ROLE kai_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            owner.execute("DELETE FROM audit_logs")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"):
            owner.execute("DROP TABLE audit_logs")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"):
            owner.execute("ALTER TABLE audit_logs DISABLE TRIGGER ALL")


def test_a_view_is_recorded_by_the_one_function_for_it(clerk: Database, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("SET ROLE kai_owner")
        owner.execute("SELECT internal.record_view('bookings', 'x', %s)", [Jsonb({"why": "test"})])
    (row,) = _trail(fresh_database, "bookings", "view")
    assert row["new_values"] == {"why": "test"}
    with (
        fresh_database.connect("10001") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema internal"),
    ):
        connection.execute("SELECT internal.record_view('bookings', 'x')")
