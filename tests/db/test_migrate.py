"""Tables, functions and rights, up and down, on every PostgreSQL this program claims."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from other_servers import DEBIAN_15, postgres_15
from psycopg.conninfo import make_conninfo
from real_database import TestServer
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from kai_counter.config import Misconfigured
from kai_counter.db import functions, grants, places
from kai_counter.db.access import AUDITED_CHANGES
from kai_counter.db.migrate import check, downgrade, head_revision, migrate, revision
from kai_counter.db.promises import broken_promises
from kai_counter.db.roles import Names
from kai_counter.db.scram import is_verifier
from kai_counter.errors import Refused
from kai_counter.models import Base

Connection = psycopg.Connection[Any]

DRAWN = {
    "users", "user_profiles", "trains", "train_classes", "stations", "routes", "route_stations", "schedules",
    "seats", "bookings", "passengers", "payments", "refunds", "tickets", "promotions", "booking_promotions",
    "user_sessions", "audit_logs", "notifications",
}  # fmt: skip


@pytest.fixture(scope="module", params=["18", "15"])
def cluster(request: pytest.FixtureRequest, server: TestServer) -> Iterator[str]:
    """The superuser's URL on each version."""
    if request.param == "18":
        yield server.url()
    elif not DEBIAN_15.is_dir():
        pytest.skip("no PostgreSQL 15 on this machine")
    else:
        with postgres_15() as cluster_15:
            yield cluster_15.url()


@contextmanager
def _empty(cluster: str) -> Iterator[str]:
    name = f"migrate_{secrets.token_hex(4)}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield make_conninfo(cluster, dbname=name)
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def migrated(cluster: str) -> Iterator[str]:
    """A database brought up once; tests change it only inside a transaction they roll back."""
    with _empty(cluster) as url:
        migrate(url)
        yield url


@pytest.fixture
def superuser(migrated: str) -> Iterator[Connection]:
    with psycopg.connect(migrated) as connection:
        yield connection
        connection.rollback()


def _value(connection: Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_up_down_and_up_again(cluster: str) -> None:
    with _empty(cluster) as url:
        done = migrate(url)
        assert done[0] == f"tables none → {head_revision()}"
        assert migrate(url) == []
        assert check(url) == []
        downgrade(url)
        with psycopg.connect(url) as connection:
            left = connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')"
                " UNION ALL SELECT nspname FROM pg_namespace WHERE nspname IN ('kai', 'internal')"
                " UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
            ).fetchall()
            assert left == [("alembic_version",)]
            assert revision(connection) is None
        migrate(url)
        with psycopg.connect(url) as connection:
            assert broken_promises(connection) == []


def test_a_database_at_work_comes_up_where_the_trail_changes(cluster: str) -> None:
    """0013 could not: the trail belongs to a role of its own by then. A fresh database never met that."""
    old = "CHECK (action = ANY (ARRAY['create', 'update', 'delete', 'view']))"
    with _empty(cluster) as url:
        migrate(url)
        with psycopg.connect(url, autocommit=True) as connection:
            names = "DROP CONSTRAINT ck_audit_logs_action_known, ADD CONSTRAINT ck_audit_logs_action_known"
            connection.execute(f"ALTER TABLE audit_logs {names} {old}".encode())
            connection.execute("UPDATE alembic_version SET version_num = '0012'")
            migrate(url)
            assert revision(connection) == head_revision()
            text = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{}'"
            assert "ARRAY[" not in _value(connection, text.format("ck_audit_logs_action_known"))
            owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'audit_logs'"
            assert _value(connection, owner).endswith("audit")
            assert broken_promises(connection) == []


def test_the_migrations_make_what_is_mapped(cluster: str, migrated: str) -> None:
    """Every column, default, CHECK, EXCLUDE, index and storage setting, by comparing with `create_all`."""
    with _empty(cluster) as url, psycopg.connect(url) as mapped, psycopg.connect(migrated) as made:
        mapped.execute("CREATE EXTENSION btree_gist")
        mapped.commit()
        engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
        Base.metadata.create_all(engine)
        for query in (
            "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,"
            " identity_generation, is_generated, generation_expression, numeric_precision,"
            " numeric_scale FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2",
            "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 't'"
            " AND conrelid::regclass::text <> 'alembic_version' ORDER BY 1, 2",
            "SELECT indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1",
            "SELECT relname, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname <> 'alembic_version' ORDER BY 1",
        ):
            assert made.execute(query.encode()).fetchall() == mapped.execute(query.encode()).fetchall()


def test_every_drawn_table_is_there(superuser: Connection) -> None:
    found = {row[0] for row in superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert found >= DRAWN


def test_every_promise_is_kept(superuser: Connection) -> None:
    assert broken_promises(superuser) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("ALTER TABLE seat_claims DROP CONSTRAINT ex_seat_claims_one_holder", "ex_seat_claims_one_holder: missing"),
        ("ALTER TABLE payments DROP CONSTRAINT ck_payments_amount_not_negative", "amount_not_negative: missing"),
        ("DROP INDEX uq_shifts_one_a_member", "uq_shifts_one_a_member: missing"),
        ("DROP TRIGGER tr_bookings_audit_update ON bookings", "tr_bookings_audit_update: missing"),
        ("ALTER TABLE audit_logs DISABLE TRIGGER tr_audit_logs_append_only", "append_only: disabled"),
        ("DROP POLICY users_self ON users", "users_self SELECT"),
        ("ALTER TABLE bookings DISABLE ROW LEVEL SECURITY", "row security bookings: missing"),
        ("GRANT INSERT ON bookings TO kai_clerk", "bookings: kai_clerk INSERT: not promised"),
        ("GRANT SELECT (identity_number) ON passengers TO kai_supervisor", "passengers.identity_number"),
        ("GRANT UPDATE ON sales TO PUBLIC", "sales: PUBLIC UPDATE: not promised"),
        ("REVOKE SELECT ON stations FROM kai_gate", "stations: kai_gate SELECT: missing"),
        ("ALTER TABLE audit_logs OWNER TO kai_owner", "belongs to kai_owner"),
        ("ALTER FUNCTION kai.sign_in OWNER TO postgres", "function kai.sign_in: belongs to postgres"),
        ("ALTER FUNCTION kai.sign_in SECURITY INVOKER", "function kai.sign_in: runs as the caller"),
        ("ALTER FUNCTION internal.session RESET search_path", "session: search_path is not fixed"),
        ("GRANT EXECUTE ON FUNCTION internal.refuse TO PUBLIC", "internal.refuse: caller PUBLIC: not promised"),
        ("CREATE FUNCTION kai.back_door() RETURNS int LANGUAGE sql RETURN 1", "kai.back_door: not promised"),
        ("CREATE OR REPLACE FUNCTION internal.my_nipp() RETURNS text LANGUAGE sql STABLE"
         " SET search_path = pg_catalog, public, pg_temp AS 'SELECT ''90001'''", "its text was changed"),
        ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", "PUBLIC has TEMPORARY"),
        ("GRANT CREATE ON SCHEMA public TO kai_clerk", "schema public: kai_clerk has CREATE"),
        ("GRANT USAGE ON SCHEMA internal TO kai_clerk", "schema internal: kai_clerk may look in"),
        ("ALTER ROLE kai_owner LOGIN", "role kai_owner may sign in"),
        ("ALTER ROLE kai_clerk BYPASSRLS", "role kai_clerk is too mighty"),
        ("ALTER DEFAULT PRIVILEGES FOR ROLE kai_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
         "new functions of kai_owner would be open"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_told(superuser: Connection, damage: str, told: str) -> None:
    superuser.execute(damage.replace("{database}", superuser.info.dbname).encode())
    assert any(told in line for line in broken_promises(superuser)), broken_promises(superuser)


def test_all_business_tables_are_audited(superuser: Connection) -> None:
    query = (
        "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE t.tgfoid IN ('internal.audit'::regproc, 'internal.audit_row'::regproc) GROUP BY 1"
    )
    audited = {row[0]: row[1] for row in superuser.execute(query.encode())}
    assert audited == {t: len(AUDITED_CHANGES) for t in Base.metadata.tables if t not in grants.UNAUDITED}


def test_nobody_but_the_owners_may_write_money_seats_or_people(superuser: Connection) -> None:
    query = (
        "SELECT DISTINCT g.rolname, c.relname FROM pg_class c CROSS JOIN pg_roles g"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND g.rolname LIKE 'kai\\_%'"
        " AND g.rolname NOT IN ('kai_owner', 'kai_audit', 'kai_people', 'kai_migrate')"
        " AND (has_table_privilege(g.oid, c.oid, 'INSERT, DELETE, TRUNCATE')"
        "      OR has_any_column_privilege(g.oid, c.oid, 'UPDATE'))"
    )
    writers = set(superuser.execute(query.encode()).fetchall())
    assert writers == {("kai_admin", table) for table in grants.MASTER}


def test_people_hand_out_groups_without_being_in_them(superuser: Connection) -> None:
    assert _value(superuser, "SELECT pg_has_role('kai_people', 'kai_clerk', 'USAGE')") is False
    superuser.execute("SET LOCAL ROLE kai_people")
    superuser.execute("CREATE ROLE staff_55555 LOGIN IN ROLE kai_clerk")
    assert _value(superuser, "SELECT pg_has_role('staff_55555', 'kai_clerk', 'MEMBER')") is True
    assert _value(superuser, "SELECT pg_has_role('kai_people', 'pg_signal_backend', 'USAGE')") is True
    superuser.execute("ALTER ROLE staff_55555 NOLOGIN")


def test_two_databases_with_different_prefixes_share_a_cluster(cluster: str, migrated: str) -> None:
    with _empty(cluster) as url:
        migrate(url, prefix="training_", staff_prefix="trainee_")
        with psycopg.connect(url) as connection:
            assert broken_promises(connection) == []
            assert _value(connection, "SELECT internal.staff_role('10001')") == "trainee_10001"
            may_connect = "SELECT has_database_privilege('kai_clerk', current_database(), 'CONNECT')"
            assert _value(connection, may_connect) is False
        with psycopg.connect(migrated) as connection:
            assert _value(connection, "SELECT internal.staff_role('10001')") == "staff_10001"


def test_a_database_keeps_its_prefixes(cluster: str) -> None:
    with _empty(cluster) as url:
        migrate(url, prefix="training_", staff_prefix="trainee_")
        assert migrate(url) == []
        for other in ({"prefix": "kai_"}, {"staff_prefix": "staff_"}):
            with pytest.raises(Misconfigured, match="training_ and trainee_"):
                migrate(url, **other)


@pytest.mark.parametrize("prefix", ["kai", "KAI_", "kai-", "x'; DROP ROLE postgres; --_", "_"])
def test_a_prefix_that_is_no_role_name_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="role prefix"):
        Names(prefix)


def test_the_migrating_login_can_migrate_without_being_superuser(cluster: str) -> None:
    with _empty(cluster) as url:
        migrate(url, migrate_password="wharf-lantern-9")
        with psycopg.connect(url, autocommit=True) as connection:
            stored = _value(connection, "SELECT rolpassword FROM pg_authid WHERE rolname = 'kai_migrate'")
            assert is_verifier(stored)
            connection.execute("UPDATE installed_functions SET sha256 = 'old'")
        own = make_conninfo(url, user="kai_migrate", password="wharf-lantern-9")
        done = migrate(own)
        assert done[0].startswith("functions internal.refuse")
        assert "rights" in done
        with psycopg.connect(url) as connection:
            assert broken_promises(connection) == []


def test_roles_that_are_missing_want_a_superuser(cluster: str) -> None:
    with _empty(cluster) as url, _empty(cluster) as another:
        migrate(url, migrate_password="wharf-lantern-9")
        own = make_conninfo(another, user="kai_migrate", password="wharf-lantern-9")
        with pytest.raises(Refused) as refusal:
            migrate(own, prefix="other_")
        assert refusal.value.code == "roles_missing"
        assert "other_owner" in refusal.value.facts["roles"]


def test_a_migration_that_fails_leaves_nothing(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = functions.Function(
        "kai.broken", "99.sql", "CREATE OR REPLACE FUNCTION kai.broken() RETURNS int LANGUAGE sql AS 'SELECT x'",
        "owner", (),
    )  # fmt: skip
    real = functions.read_functions(places.migrations() / "functions")
    monkeypatch.setattr(functions, "read_functions", lambda folder: (*real, broken))
    with _empty(cluster) as url:
        with pytest.raises(psycopg.errors.UndefinedColumn) as error:
            migrate(url)
        assert error.value.__notes__ == ["in 99.sql: kai.broken"]
        with psycopg.connect(url) as connection:
            assert _value(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


HEAD = "SET search_path = pg_catalog, public, pg_temp"


def _folder(path: Path, text: str) -> Path:
    """A folder with one file, never the same twice: what is read is remembered by folder."""
    folder = path / secrets.token_hex(4)
    folder.mkdir()
    (folder / "10_x.sql").write_text(text)
    return folder


def test_functions_follow_their_files(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, parameters, parameter names, return type, owner and callers may change; a function may go."""
    real = functions.read_functions(places.migrations() / "functions")
    read = functions.read_functions

    def bring(text: str) -> None:
        added = read(_folder(tmp_path, text))
        monkeypatch.setattr(functions, "read_functions", lambda folder: (*real, *added))
        migrate(url)

    def signature() -> Any:
        return connection.execute(
            "SELECT oid::regprocedure::text, pg_get_function_result(oid), proowner::regrole::text,"
            " ARRAY(SELECT grantee::regrole::text FROM aclexplode(proacl) WHERE grantee <> proowner ORDER BY 1)"
            " FROM pg_proc WHERE proname = 'probe'"
        ).fetchall()

    create = "CREATE OR REPLACE FUNCTION kai.probe"
    with _empty(cluster) as url, psycopg.connect(url, autocommit=True) as connection:
        bring(f"-- grant: clerk, gate\n{create}(a int) RETURNS int LANGUAGE sql {HEAD} AS $$ SELECT 1; $$;")
        assert signature() == [("kai.probe(integer)", "integer", "kai_owner", ["kai_clerk", "kai_gate"])]
        bring(f"-- grant: gate\n{create}(b int) RETURNS int LANGUAGE sql {HEAD} AS $$ SELECT 1; $$;")
        assert signature() == [("kai.probe(integer)", "integer", "kai_owner", ["kai_gate"])]
        bring(f"-- grant: gate\n{create}(b text) RETURNS text LANGUAGE sql {HEAD} AS $$ SELECT 'x' $$;")
        assert signature() == [("kai.probe(text)", "text", "kai_owner", ["kai_gate"])]
        bring(f"-- owner: people\n{create}(b text) RETURNS text LANGUAGE sql {HEAD} AS $$ SELECT 'x' $$;")
        assert signature() == [("kai.probe(text)", "text", "kai_people", [])]
        bring("")
        assert signature() == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("DROP TABLE users;", "not a CREATE OR REPLACE FUNCTION"),
        ("CREATE OR REPLACE FUNCTION public.x() RETURNS int;", "not a CREATE OR REPLACE FUNCTION"),
        ("CREATE OR REPLACE FUNCTION kai.x() RETURNS int LANGUAGE sql AS 'SELECT 1';", "search_path"),
        (f"-- grant: clark\nCREATE OR REPLACE FUNCTION kai.x() RETURNS int {HEAD};", "clark"),
        (f"CREATE OR REPLACE FUNCTION kai.x() RETURNS int {HEAD}", "does not end"),
        (f"CREATE OR REPLACE FUNCTION kai.x() {HEAD};" * 2, "is also in"),
    ],
)
def test_a_file_that_is_not_well_formed_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        functions.read_functions(_folder(tmp_path, text))


def test_semicolons_in_bodies_strings_and_comments_end_nothing(tmp_path: Path) -> None:
    text = (
        "-- a; b\n/* c; */ CREATE OR REPLACE FUNCTION kai.x(a text DEFAULT 'it''s; \"')"
        f" {HEAD} AS $f$ 1; $$ ; $$ $f$;\n"
        f"CREATE OR REPLACE FUNCTION kai.y() {HEAD} AS $$ 2; $$;"
    )
    assert [f.name for f in functions.read_functions(_folder(tmp_path, text))] == ["kai.x", "kai.y"]
