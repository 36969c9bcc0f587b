# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Becoming somebody else, making objects, leaving the database: by name, each refused."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hostile import NIPPS, sqlstate

from kai_counter.db import places
from kai_counter.db.functions import read_functions
from kai_counter.db.roles import Names, ensure_database_rights
from kai_counter.db.scram import verifier
from kai_counter.values.ids import new_id

ROLES = ("clerk", "gate", "supervisor")
EVERYBODY = (*ROLES, "auditor", "operator", "admin")


@pytest.mark.parametrize("role", EVERYBODY)
def test_become_another_role(role: str, attacker_of: Any, owner: Any) -> None:
    """A member may take on the group they are in, which is what they have anyway, and nobody else."""
    attacker = attacker_of(role, signed_in=False)
    names = [row[0] for row in owner.execute("SELECT rolname FROM pg_roles ORDER BY 1")]
    became = [name for name in names if attacker.ends(f'SET ROLE "{name}"') is None]
    attacker.ends("RESET ROLE")
    assert set(became) == {f"staff_{attacker.nipp}", f"kai_{role}"}
    for name in names:
        if name != f"staff_{attacker.nipp}":
            assert attacker.ends(f'SET SESSION AUTHORIZATION "{name}"') == "42501", name


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_group_worn_as_a_role_gives_nobodys_session(role: str, attacker_of: Any, held: Any) -> None:
    attacker = attacker_of(role)
    assert attacker.ends(f"SET ROLE kai_{role}") is None
    assert attacker.ends("SELECT kai.touch_session(%s)", attacker.token) is None  # session_user did not change
    assert attacker.ends("SELECT identity_number FROM passengers") == "42501"


STATEMENTS = {
    "a schema": "CREATE SCHEMA mine",
    "a table in public": "CREATE TABLE public.mine (x int)",
    "a table in kai": "CREATE TABLE kai.mine (x int)",
    "a temporary table": "CREATE TEMP TABLE mine (x int)",
    "a temporary view": "CREATE TEMP VIEW mine AS SELECT 1",
    "a function": "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function in pg_temp": "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "an operator": "CREATE OPERATOR public.@@@@ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl)",
    "a replaced verb": "CREATE OR REPLACE FUNCTION kai.hold() RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb'",
    "an extension": "CREATE EXTENSION dblink",
    "a language": "CREATE LANGUAGE plpython3u",
    "a role": "CREATE ROLE mine LOGIN",
    "a database": "CREATE DATABASE mine",
    "a grant to oneself": "GRANT kai_admin TO CURRENT_USER",
    "a right on a table": "GRANT SELECT ON passengers TO CURRENT_USER",
    "an owner's role": "ALTER ROLE CURRENT_USER SUPERUSER",
    "another's password": "ALTER ROLE staff_10002 PASSWORD 'x'",
    "a revived login": "ALTER ROLE kai_owner LOGIN",
    "a server setting": "ALTER SYSTEM SET log_statement = 'all'",
    "a superuser's setting": "SET log_min_error_statement = 'panic'",
    "triggers switched off": "SET session_replication_role = 'replica'",
    "row security switched off": "ALTER TABLE passengers DISABLE ROW LEVEL SECURITY",
    "a program": "COPY (SELECT 1) TO PROGRAM 'id'",
    "a program's output": "COPY users FROM PROGRAM 'id'",
    "a file written": "COPY (SELECT 1) TO '/tmp/kai-attack'",
    "a file read": "SELECT pg_read_file('/etc/passwd')",
    "a folder listed": "SELECT pg_ls_dir('/')",
    "a large object from a file": "SELECT lo_import('/etc/passwd')",
    "a large object to a file": "SELECT lo_export(1, '/tmp/kai-attack')",
    "the server's log": "SELECT pg_current_logfile()",
    "configuration reloaded": "SELECT pg_reload_conf()",
    "passwords": "SELECT rolpassword FROM pg_authid",
    "a publication": "CREATE PUBLICATION mine FOR ALL TABLES",
    "a foreign server": "CREATE SERVER mine FOREIGN DATA WRAPPER x",
    "an event trigger": "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "an internal function": "SELECT internal.uuid7()",
    "the login maker": "SELECT internal.login_make('99999', '{admin}', 'x')",
    "the open dates": "SELECT internal.open_dates(NULL)",
    "an approval spent": "SELECT internal.use_approval(NULL, NULL, NULL, NULL, NULL)",
    "dblink": "SELECT dblink('', '')",
    "a replication slot": "SELECT pg_create_physical_replication_slot('mine')",
}
UNKNOWN = {"42501", "42883", "42704", "22023", "0A000", "42P01"}
"""Refused, or there is no such thing to misuse."""


@pytest.fixture(scope="module")
def shared_database(server: Any, template: str) -> Iterator[str]:
    """One clone for the statements below: each is refused, so none changes it."""
    name = f"test_{secrets.token_hex(6)}"
    with server.superuser() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}'.encode())
    with server.superuser(name) as connection:
        ensure_database_rights(connection, Names())
    yield name
    server.drop(name)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", STATEMENTS)
def test_make_or_reach(role: str, what: str, server: Any, shared_database: str) -> None:
    url = server.url(shared_database, f"staff_{NIPPS[role]}", "loket-123")
    with psycopg.connect(url, autocommit=True) as connection:
        assert sqlstate(connection, STATEMENTS[what]) in UNKNOWN


@pytest.mark.parametrize("role", ROLES)
def test_end_anothers_connection(role: str, attacker_of: Any, owner: Any, victim: Any) -> None:
    attacker = attacker_of(role, signed_in=False)
    pids = [
        row[0]
        for row in owner.execute("SELECT pid FROM pg_stat_activity WHERE usename IN ('postgres', 'staff_10002')")
    ]
    assert len(pids) >= 2
    for pid in pids:
        assert attacker.ends("SELECT pg_terminate_backend(%s)", pid) == "42501"
        assert attacker.ends("SELECT pg_cancel_backend(%s)", pid) == "42501"


@pytest.mark.parametrize("role", EVERYBODY)
def test_shadowed_search_path(role: str, attacker_of: Any, untouched: None, owner: Any) -> None:
    """The verbs see their own path only: names in front of it lead nowhere, and pg_temp is shut."""
    attacker = attacker_of(role)
    for path in ("pg_temp, public, kai", "kai, internal, pg_temp", "'$user', public", "pg_temp"):
        assert attacker.ends(f"SET search_path = {path}") is None
        assert attacker.ends("CREATE TEMP TABLE users (id uuid)") == "42501"
        assert attacker.ends("SELECT kai.touch_session(%s)", attacker.token) is None
    rows = owner.execute(
        "SELECT proname, proconfig FROM pg_proc WHERE pronamespace IN ('kai'::regnamespace, 'internal'::regnamespace)"
    ).fetchall()
    open_ = [name for name, config in rows if "search_path=pg_catalog, public, pg_temp" not in (config or [])]
    # What only verbs and their triggers call, whose path is fixed; no staff member may call them.
    marked = {
        each.name.removeprefix("internal.")
        for each in read_functions(places.migrations() / "functions")
        if not each.sets_path
    }
    assert set(open_) == marked
    for name in open_:
        assert attacker.ends(f"SELECT internal.{name}()") == "42501"


def test_every_verb_says_first_who_acts() -> None:
    """The trail of a sale's tables believes `kai.actor`, which anybody may set: so nothing comes before the verb's own
    `internal.session`, which sets it again. Signing in and out write no such table."""
    late = set()
    for function in read_functions(places.migrations() / "functions"):
        if function.schema == "kai":
            lines = (line.strip() for line in function.text.partition("\nBEGIN")[2].splitlines())
            first = next(line for line in lines if line and not line.startswith("--"))
            if not re.match(r"(v_me := |SELECT \* INTO v_me FROM |PERFORM )internal\.session\(p_token", first):
                late.add(function.name)
    assert late == {"kai.sign_in", "kai.sign_out"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_settings_that_could_lie_to_a_verb(role: str, attacker_of: Any, victim: Any) -> None:
    """The audit's session, row security, the isolation level: set before the call, and the call does not care."""
    attacker = attacker_of(role)
    other = victim.database.token
    attacker.ends("SET kai.session = {}".format("'00000000-0000-0000-0000-000000000000'"))
    attacker.ends("SET default_transaction_isolation = 'serializable'")
    assert attacker.ends("SELECT kai.touch_session(%s)", attacker.token) is None
    assert attacker.ends("SELECT kai.touch_session(%s)", other) == "KA001"
    attacker.ends("SET row_security = off")  # a verb that would read past a policy stops; nothing is shown
    assert attacker.ends("SELECT kai.touch_session(%s)", attacker.token) in (None, "42501")
    assert attacker.ends("SELECT count(*) FROM users") == "42501"


@pytest.mark.parametrize("role", EVERYBODY)
def test_news_is_only_a_hint(role: str, attacker_of: Any, untouched: None) -> None:
    attacker = attacker_of(role)
    assert attacker.ends("SELECT pg_notify('kai_seats', repeat('x', 7000))") is None
    assert attacker.ends("SELECT pg_advisory_lock(1)") is None  # and no verb uses one


def test_no_verb_takes_an_advisory_lock(owner: Any) -> None:
    rows = owner.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace IN ('kai'::regnamespace, 'internal'::regnamespace) AND prosrc ~* 'advisory'"
    ).fetchall()
    assert rows == []


def test_large_objects_hold_nothing_of_ours(attacker_of: Any, owner: Any) -> None:
    attacker = attacker_of("clerk", signed_in=False)
    attacker.ends("SELECT lo_from_bytea(0, '\\x00')")
    assert owner.execute(
        "SELECT count(*) FROM pg_largeobject_metadata WHERE lomowner = 'kai_owner'::regrole"
    ).fetchone() == (0,)


# -- tokens


def test_a_stolen_token_is_worth_nothing_without_its_login(attacker_of: Any, victim: Any, held: Any) -> None:
    for role in ROLES:
        attacker = attacker_of(role)
        for query in ("SELECT kai.touch_session(%s)", "SELECT kai.recent_sales(%s, 5)"):
            assert attacker.ends(query, victim.database.token) in ("KA001", "42501")
        attacker.ends("SELECT kai.sign_out(%s)", victim.database.token)
    victim.database.call("touch_session")


def test_no_token_wrong_token_expired_token(attacker_of: Any, owner: Any) -> None:
    attacker = attacker_of("clerk")
    touch = "SELECT kai.touch_session(%s)"
    for token in (None, "", "x", "'; DROP TABLE users; --", secrets.token_hex(32), "x" * 100000):
        assert attacker.ends(touch, token) == "KA001"
    owner.execute(
        "UPDATE user_sessions SET login_time = now() - interval '1 d', expires_at = now() - interval '1 s'"
    )
    assert attacker.ends(touch, attacker.token) == "KA001"


def test_the_token_of_a_retired_member(attacker_of: Any, owner: Any, fresh_database: Any) -> None:
    """Also while the connection still stands: every verb looks at the member, not at the login alone."""
    attacker = attacker_of("clerk")
    owner.execute("UPDATE users SET is_active = false, retired_at = now() WHERE nipp = '10001'")
    assert attacker.ends("SELECT kai.touch_session(%s)", attacker.token) == "KA001"
    assert (
        attacker.ends(
            "SELECT kai.sign_in(%s, %s, 'GMR-01', 'counter-secret-1', 'x')", new_id(), secrets.token_hex(32)
        )
        == "KA001"
    )


def test_the_hash_in_the_database_is_no_token(attacker_of: Any, owner: Any) -> None:
    attacker = attacker_of("clerk")
    (stored,) = owner.execute("SELECT session_token FROM user_sessions LIMIT 1").fetchone()
    assert attacker.ends("SELECT kai.touch_session(%s)", stored) == "KA001"


def test_a_clerk_is_not_promoted_by_asking(attacker_of: Any, untouched: None) -> None:
    for role in ("clerk", "gate", "supervisor", "auditor", "operator"):
        attacker = attacker_of(role)
        assert (
            attacker.ends(
                "SELECT kai.create_staff(%s, %s, '77777', 'Me', '{admin}', '{}', %s)",
                attacker.token,
                new_id(),
                verifier("password-1"),
            )
            == "42501"
        )
        assert attacker.ends("UPDATE users SET roles = '{admin}'") == "42501"


def test_other_databases_of_the_cluster(attacker_of: Any, fresh_database: Any) -> None:
    url = fresh_database.url_for("10001").replace(fresh_database.name, "postgres")
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError:
        return  # shut altogether
    with connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.mine (x int)")
