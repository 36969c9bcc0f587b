"""The roles of a database and what it lets the public do.

Roles belong to the whole cluster, so every database has a prefix of its own: live, training and test
databases side by side do not share a clerk. Nothing here runs unless something is missing, because the
migrating login may use the owners but not make them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kai_counter.db.grants import GROUPS, OWNERS
from kai_counter.errors import Refused

if TYPE_CHECKING:
    from psycopg import Connection

PREFIX_FORM = re.compile(r"[a-z][a-z0-9_]{0,30}_")


@dataclass(frozen=True)
class Names:
    """Role names of one database: `Names("kai_", "staff_").owner` is kai_owner."""

    prefix: str = "kai_"
    staff: str = "staff_"

    def __post_init__(self) -> None:
        for text in (self.prefix, self.staff):
            if not PREFIX_FORM.fullmatch(text):
                raise ValueError(f"a role prefix is lower-case letters, digits and _, ending in _: {text!r}")

    def role(self, word: str) -> str:
        return self.prefix + word

    def roles(self, *words: str) -> str:
        """A list for GRANT."""
        return ", ".join(self.prefix + word for word in words)

    @property
    def owner(self) -> str:
        return self.role("owner")

    @property
    def groups(self) -> str:
        return self.roles(*GROUPS)

    def fill(self, text: str) -> str:
        """Put the prefixes into the text of a function file."""
        return text.replace("{{kai}}", self.prefix).replace("{{staff}}", self.staff)


TRAINING = Names("training_", "trainee_")
"""The prefixes of a training room that was not given its own: nobody of it is somebody in the live database."""


def run(connection: Connection[Any], text: str) -> None:
    """Statements without parameters, as they are (a % in them means nothing)."""
    connection.execute(text.encode())


def as_role(connection: Connection[Any], role: str | None) -> None:
    """Act as an owner for the rest of the transaction, or as the login again."""
    run(connection, f"SET LOCAL ROLE {role}" if role else "RESET ROLE")


def ensure_roles(connection: Connection[Any], names: Names, migrate_password: str | None) -> None:
    """Make what is missing of owners, groups and the migrating login. Refuses if that takes a superuser."""
    wanted = [names.role(word) for word in (*OWNERS, *GROUPS, "migrate")]
    query = "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)"
    found = {row[0] for row in connection.execute(query, [wanted])}
    missing = [role for role in wanted if role not in found]
    if missing and not _is_superuser(connection):
        raise Refused("roles_missing", roles=missing)
    for role in missing:
        attributes = {
            names.role("people"): "NOLOGIN CREATEROLE",
            names.role("migrate"): "LOGIN",  # without a password nobody gets in by scram
        }.get(role, "NOLOGIN")
        run(connection, f"CREATE ROLE {role} {attributes}")
    if missing:
        _grant_memberships(connection, names)
    _let_see_certificates(connection, names)
    if migrate_password is not None:
        from psycopg import sql

        from kai_counter.db.scram import verifier

        change = sql.SQL("ALTER ROLE {} PASSWORD {}")
        login = sql.Identifier(names.role("migrate"))
        connection.execute(change.format(login, sql.Literal(verifier(migrate_password))))


def _grant_memberships(connection: Connection[Any], names: Names) -> None:
    """The migrating login may become the owners; the people role hands out groups without being in them.

    On PostgreSQL 15 CREATEROLE may hand out any group as it is, so a membership would only widen it.
    """
    run(connection, f"GRANT {names.roles(*OWNERS)} TO {names.role('migrate')}")
    people = names.role("people")
    if connection.info.server_version >= 160000:
        run(connection, f"GRANT {names.groups} TO {people} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
        run(connection, f"GRANT pg_signal_backend TO {people} WITH INHERIT TRUE, SET FALSE")
    else:
        run(connection, f"GRANT pg_signal_backend TO {people}")


def _let_see_certificates(connection: Connection[Any], names: Names) -> None:
    """`sign_in` asks who the machine at the other end is, and only this membership shows that to a definer's
    function: to `kai_people`, a NOLOGIN role whose one function answers for the caller's own connection."""
    query = "SELECT pg_has_role(%s, 'pg_read_all_stats', 'USAGE')"
    people = names.role("people")
    if connection.execute(query, [people]).fetchone() == (True,):
        return
    if not _is_superuser(connection):
        raise Refused("roles_missing", roles=[f"pg_read_all_stats for {people}"])
    only = " WITH INHERIT TRUE, SET FALSE" if connection.info.server_version >= 160000 else ""
    run(connection, f"GRANT pg_read_all_stats TO {people}{only}")


def database_rights(database: str, names: Names) -> tuple[str, ...]:
    """Who may enter: a clone made with TEMPLATE inherits every right but those on the database itself."""
    return (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {names.groups}, {names.role('migrate')}",
        # schemas and trusted extensions; temporary tables, through which a timetable is imported
        f"GRANT CREATE, TEMPORARY ON DATABASE {database} TO {names.owner}",
    )


def ensure_database_rights(connection: Connection[Any], names: Names) -> None:
    """Shut the public out of the database and its public schema, let the groups in."""
    row = connection.execute("SELECT quote_ident(current_database())").fetchone()
    assert row is not None
    for statement in database_rights(row[0], names):
        run(connection, statement)
    run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    run(connection, f"GRANT USAGE ON SCHEMA public TO {names.groups}, {names.roles('audit', 'people')}")
    run(connection, f"GRANT USAGE, CREATE ON SCHEMA public TO {names.owner}")


def owns_database(connection: Connection[Any]) -> bool:
    """Whether the login may change rights on the database."""
    query = (
        "SELECT pg_has_role(session_user, datdba, 'USAGE') OR (SELECT rolsuper FROM pg_roles"
        " WHERE rolname = session_user) FROM pg_database WHERE datname = current_database()"
    )
    return bool((connection.execute(query).fetchone() or [False])[0])


def _is_superuser(connection: Connection[Any]) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = session_user").fetchone()
    return bool(row and row[0])
