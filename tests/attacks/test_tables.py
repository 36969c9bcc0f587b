# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Every table, every way to write it, every role; and what may be read of people."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from kai_counter.db.grants import GRANTS, MASTER

ROLES = ("clerk", "gate", "supervisor", "auditor", "operator", "admin")
PERSONAL = {
    "passengers": ("*", "identity_number", "passenger_name", "passenger_dob"),
    "bookings": ("*", "contact_name", "contact_phone", "contact_email", "booking_details"),
    "tickets": ("*", "qr_code"),
    "users": ("*", "password_hash"),
    "user_sessions": ("*", "token_hash", "session_token"),
    "counters": ("*", "secret_hash"),
}


def tables(owner: Any) -> list[str]:
    """All of the catalogue: a new table is attacked the day it is made."""
    rows = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    return sorted(row[0] for row in rows)


def first_column(owner: Any, table: str) -> str:
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum LIMIT 1"
    return str(owner.execute(query, [f"public.{table}"]).fetchone()[0])


@pytest.mark.parametrize("role", ROLES)
def test_write_every_table(role: str, attacker_of: Any, owner: Any, untouched: None) -> None:
    attacker = attacker_of(role)
    promised = {(grant.table, grant.privilege) for grant in GRANTS if role in grant.to}
    done = []
    for table in tables(owner):
        column = first_column(owner, table)
        for privilege, statement in [
            ("INSERT", f"INSERT INTO public.{table} DEFAULT VALUES"),
            ("UPDATE", f"UPDATE public.{table} SET {column} = {column}"),
            ("DELETE", f"DELETE FROM public.{table}"),
            ("TRUNCATE", f"TRUNCATE public.{table} CASCADE"),
            ("LOCK", f"LOCK TABLE public.{table} IN ACCESS EXCLUSIVE MODE"),
            ("TRIGGER", f"CREATE TRIGGER t BEFORE INSERT ON public.{table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
            ("ALTER", f"ALTER TABLE public.{table} DISABLE TRIGGER ALL"),
            ("DROP", f"DROP TABLE public.{table}"),
            ("COPY", f"COPY public.{table} FROM STDIN"),
        ]:  # fmt: skip
            if role == "admin" and (table in MASTER or (table, privilege) in promised):
                continue  # an administrator keeps the network; that is not an attack
            ended = attacker.ends(statement)
            if ended not in ("42501", "25P01"):  # 25P01: LOCK only inside a transaction
                done.append((table, privilege, ended))
    assert not done


@pytest.mark.parametrize("role", ROLES)
def test_lock_a_table_in_a_transaction(role: str, attacker_of: Any, owner: Any) -> None:
    attacker = attacker_of(role)
    for table in ("seat_inventory", "bookings", "seat_claims", "counters"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), attacker.connection.transaction():
            attacker.connection.execute(f"LOCK TABLE public.{table} IN EXCLUSIVE MODE".encode())


@pytest.mark.parametrize("role", ROLES)
def test_read_people_in_bulk(role: str, attacker_of: Any, held: Any) -> None:
    attacker = attacker_of(role)
    read = [
        (table, column) for table, columns in PERSONAL.items() for column in columns
        if attacker.ends(f"SELECT {column} FROM public.{table}") != "42501"
    ]  # fmt: skip
    assert not read


@pytest.mark.parametrize("role", ["clerk", "gate"])
def test_read_other_peoples_sales(role: str, attacker_of: Any, held: Any) -> None:
    attacker = attacker_of(role)
    for table in (
        "sales",
        "bookings",
        "payments",
        "payment_attempts",
        "tickets",
        "shifts",
        "approvals",
        "audit_logs",
        "print_jobs",
    ):
        assert attacker.ends(f"SELECT * FROM public.{table}") == "42501", table
        assert attacker.ends(f"SELECT count(*) FROM public.{table}") == "42501", table


@pytest.mark.parametrize("role", ROLES)
def test_identity_numbers_by_side_doors(role: str, attacker_of: Any, held: Any, owner: Any) -> None:
    """Statistics, a TOAST table, an index check, a cast's error message."""
    owner.execute("RESET ROLE")
    owner.execute("ANALYZE passengers")
    attacker = attacker_of(role)
    rows = attacker.connection.execute(
        "SELECT most_common_vals::text FROM pg_stats WHERE tablename = 'passengers'"
    ).fetchall()
    assert rows == []
    assert attacker.ends("SELECT * FROM pg_statistic") == "42501"
    assert attacker.ends("SELECT identity_number::int FROM public.passengers") == "42501"
    assert attacker.ends("SELECT query_to_xml('SELECT * FROM public.passengers', true, true, '')") == "42501"
    assert attacker.ends("SELECT ts_stat('SELECT identity_number::tsvector FROM public.passengers')") == "42501"
    assert attacker.ends("TABLE public.passengers") == "42501"


@pytest.mark.parametrize("role", ROLES)
def test_alter_the_audit_trail(role: str, attacker_of: Any, held: Any, owner: Any) -> None:
    attacker = attacker_of(role)
    before = owner.execute("SELECT count(*) FROM audit_logs").fetchone()
    for statement in (
        "DELETE FROM audit_logs", "UPDATE audit_logs SET new_values = NULL", "TRUNCATE audit_logs",
        "INSERT INTO audit_logs (id, entity_type, entity_id, action, \"session_user\", txid) VALUES (gen_random_uuid(), 'x', 'x', 'view', 'x', 1)",
        "SELECT internal.record_view('bookings', 'x')", "ALTER TABLE audit_logs DISABLE TRIGGER ALL",
        "SET session_replication_role = replica", "DROP TRIGGER tr_audit_logs_keep ON audit_logs",
        "ALTER EVENT TRIGGER x DISABLE", "UPDATE audit_seals SET sha256 = ''",
    ):  # fmt: skip
        assert attacker.ends(statement) in ("42501", "42704"), statement
    assert owner.execute("SELECT count(*) FROM audit_logs").fetchone() == before


def test_not_even_the_owner_alters_the_trail(held: Any, owner: Any, fresh_database: Any) -> None:
    with fresh_database.owner() as superuser:
        superuser.execute("SET ROLE kai_audit")
        for statement in (
            b"DELETE FROM audit_logs",
            b"UPDATE audit_logs SET action = 'view'",
            b"TRUNCATE audit_logs",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                superuser.execute(statement)
