"""Bring a database to this program's shape: roles, tables, functions, rights. One transaction: all or nothing.

Run by a superuser the first time (roles belong to the cluster) and by the migrating login afterwards. A
database that is up to date is left alone, without loading alembic (0.3 s).
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kai_counter.config import Misconfigured
from kai_counter.db import access, functions, grants, places
from kai_counter.db.roles import TRAINING, Names, as_role, ensure_database_rights, ensure_roles, owns_database, run
from kai_counter.db.server_settings import unfit

if TYPE_CHECKING:
    import psycopg
    import sqlalchemy

ACCESS = "(access)"
"""The row of `installed_functions` that says which rights are applied."""

LOCK = 0x4B41495F  # "KAI_": two programs that start at once migrate one after the other


def migrate(
    url: str,
    *,
    prefix: str | None = None,
    staff_prefix: str | None = None,
    migrate_password: str | None = None,
    training: bool = False,
) -> list[str]:
    """Bring the database of `url` up to date and tell what was done, in words; nothing if it was.

    The database is made if it does not exist. `migrate_password` sets the migrating login's password; without
    one it cannot sign in. The prefixes are a new database's to choose, and whether it is a training room; an old
    one keeps its own. Refused("roles_missing") if roles must be made and the login is no superuser, Misconfigured
    if the database has other prefixes than those asked for, or is a live one and a training room was meant.
    """
    ensure_database(url)
    done: list[str] = []
    with _open(url) as connection:
        if training:
            _require_room(connection)
            prefix, staff_prefix = prefix or TRAINING.prefix, staff_prefix or TRAINING.staff
        names = _names(connection, prefix, staff_prefix)
        with connection.transaction():
            ensure_roles(connection, names, migrate_password)
            if owns_database(connection):
                ensure_database_rights(connection, names)
        before, head = revision(connection), head_revision()
        if before != head:
            done.append(f"tables {before or 'none'} → {head}")
        with _engine(connection, before != head) as alembic_connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if alembic_connection is not None:
                access.hand_over(connection, names, "owner")  # of an older database; its rights give them back
                _run_alembic(alembic_connection, connection, names, "upgrade", "head")
                _note_installation(connection, names, training)
            done += _functions_and_access(connection, names, moved=before != head)
    return done


def downgrade(url: str, to: str = "base") -> None:
    """Take tables back to a revision. Functions, triggers and policies go first; `migrate` brings them again."""
    with _open(url) as connection, _engine(connection, True) as alembic_connection, connection.transaction():
        assert alembic_connection is not None
        names = _names(connection, None, None)
        functions.drop_all(connection)
        access.hand_over(connection, names, "owner")
        as_role(connection, names.owner)
        connection.execute("DELETE FROM public.installed_functions")
        _run_alembic(alembic_connection, connection, names, "downgrade", to)


def _names(connection: psycopg.Connection[Any], prefix: str | None, staff_prefix: str | None) -> Names:
    """The database's own role prefixes; for a new one those asked for, or the usual ones."""
    there = connection.execute("SELECT to_regclass('public.installation') IS NOT NULL").fetchone()
    row = None
    if there and there[0]:
        row = connection.execute("SELECT role_prefix, staff_prefix FROM public.installation").fetchone()
    if row is None:
        return Names(prefix or "kai_", staff_prefix or "staff_")
    if (prefix or row[0], staff_prefix or row[1]) != row:
        raise Misconfigured(f"This database has the role prefixes {row[0]} and {row[1]}; they stay as they are.")
    return Names(*row)


def advice(url: str) -> list[str]:
    """What the server's administrator should change; see `server_settings`."""
    with _open(url) as connection:
        return unfit(connection)


def ensure_database(url: str) -> None:
    """Make the database the URL names if it is not there."""
    import psycopg
    from psycopg import conninfo, sql

    parts = conninfo.conninfo_to_dict(url)
    name = str(parts.get("dbname") or parts.get("user") or "")
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        beside = conninfo.make_conninfo(url, dbname="postgres")
        with psycopg.connect(beside, autocommit=True, connect_timeout=10) as server:
            if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone():
                raise
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def revision(connection: psycopg.Connection[Any]) -> str | None:
    """The revision of the tables, None for an empty database."""
    there = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
    if not there or not there[0]:
        return None
    row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(row[0]) if row else None


def head_revision() -> str:
    """The newest migration. They are numbered in a line, so that alembic need not be asked."""
    return max(path.name.partition("_")[0] for path in (places.migrations() / "versions").glob("[0-9]*_*.py"))


def check(url: str) -> list[str]:
    """What alembic sees between the mapped tables and the database's; empty if they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from kai_counter.models import Base

    options = {"compare_type": True, "compare_server_default": True}
    with _open(url) as connection, _engine(connection, True) as alembic_connection:
        assert alembic_connection is not None
        context = MigrationContext.configure(alembic_connection, opts=options)
        return [str(difference) for difference in compare_metadata(context, Base.metadata)]


@contextmanager
def _open(url: str) -> Iterator[psycopg.Connection[Any]]:
    import psycopg

    name = "kai-counter migrate"
    with psycopg.connect(url, autocommit=True, connect_timeout=10, application_name=name) as connection:
        # A migration that waits behind a sale would make every other sale wait behind it.
        connection.execute("SET lock_timeout = '10s'")
        yield connection


@contextmanager
def _engine(connection: psycopg.Connection[Any], wanted: bool) -> Iterator[sqlalchemy.Connection | None]:
    """The same connection as SQLAlchemy sees it, for alembic; opened before our transaction, which it would end."""
    if not wanted:
        yield None
        return
    from sqlalchemy import create_engine, pool

    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=pool.StaticPool)
    with engine.connect() as seen, seen.begin() as claimed:  # claimed: alembic must leave the transaction to us
        yield seen
        claimed.rollback()  # outside our transaction by now, so it undoes nothing


def _run_alembic(
    seen: sqlalchemy.Connection, connection: psycopg.Connection[Any], names: Names, direction: str, to: str
) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(places.migrations()).replace("%", "%%"))
    config.attributes["connection"] = seen
    as_role(connection, names.owner)
    {"upgrade": command.upgrade, "downgrade": command.downgrade}[direction](config, to)
    as_role(connection, None)


def _note_installation(connection: psycopg.Connection[Any], names: Names, training: bool) -> None:
    """Said once, when the database is new. A training room's keys begin where no live counter's end, so that a
    live gate can say what it refuses (values/ticket_code.py)."""
    from kai_counter.values.ticket_code import TRAINING_KEYS_FROM

    as_role(connection, names.owner)
    new = connection.execute(
        "INSERT INTO public.installation (role_prefix, staff_prefix, is_training) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING RETURNING true",
        [names.prefix, names.staff, training],
    ).fetchone()
    if new and training:
        run(connection, f"ALTER TABLE public.counter_keys ALTER COLUMN key_no RESTART WITH {TRAINING_KEYS_FROM}")
    as_role(connection, None)


def is_training_room(connection: psycopg.Connection[Any]) -> bool | None:
    """What the database says of itself; None: nothing yet. One from before the question is live."""
    there = connection.execute("SELECT to_regclass('public.installation') IS NOT NULL").fetchone()
    row = None
    if there and there[0]:
        query = "SELECT coalesce((to_jsonb(i) ->> 'is_training')::boolean, false) FROM public.installation i"
        row = connection.execute(query).fetchone()
    return bool(row[0]) if row else None


def _require_room(connection: psycopg.Connection[Any]) -> None:
    if is_training_room(connection) is False:
        raise Misconfigured(
            "This is a live database, which never becomes a training room; name another database, or another home."
        )


def _functions_and_access(connection: psycopg.Connection[Any], names: Names, *, moved: bool) -> list[str]:
    found = functions.read_functions(places.migrations() / "functions")
    changed = functions.install(connection, names, found)
    done = [f"functions {', '.join(changed)}"] if changed else []
    promise = _promise(names)
    row = connection.execute("SELECT sha256 FROM public.installed_functions WHERE name = %s", [ACCESS]).fetchone()
    if moved or row is None or row[0] != promise:
        access.apply(connection, names)
        as_role(connection, names.owner)
        connection.execute(
            "INSERT INTO public.installed_functions (name, file, sha256, owner, grants)"
            " VALUES (%s, 'grants.py', %s, 'owner', '{}')"
            " ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256",
            [ACCESS, promise],
        )
        as_role(connection, None)
        done.append("rights")
    gone = functions.drop_gone(connection, names, found)
    return done + ([f"dropped {', '.join(gone)}"] if gone else [])


def _promise(names: Names) -> str:
    """Changes when the rights, what applies them, the tables or the prefixes do."""
    parts = (repr(names), head_revision(), repr(grants.GRANTS), repr(grants.POLICIES), inspect.getsource(access))
    return sha256("\n".join(parts).encode()).hexdigest()
