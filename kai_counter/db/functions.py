"""Function files: read, compare with what is installed, install what changed, drop what went.

The header of `migrations/functions/00_internal.sql` says how a file is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kai_counter.db.grants import GROUPS, OWNERS
from kai_counter.db.roles import Names, as_role, run

if TYPE_CHECKING:
    from psycopg import Connection

CREATE = re.compile(r"CREATE OR REPLACE FUNCTION ((?:kai|internal)\.[a-z_0-9]+)\s*\(")
# What may hold a semicolon that ends nothing: dollar quotes, strings, quoted names, comments.
OPAQUE = re.compile(r"(\$[a-z_]*\$).*?\1|'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
INLINED = re.compile(r"^-- inlined\s*$", re.MULTILINE)
WITHIN = re.compile(r"^-- within\s*$", re.MULTILINE)
SINCE = re.compile(r"^-- since: (\d+)\s*$", re.MULTILINE)
DEFINES = re.compile(r"SECURITY DEFINER|^SET ", re.MULTILINE)
MARK = re.compile(r"^-- (grant|owner):\s*(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """One statement of a file. `text` still has the prefixes' placeholders."""

    name: str
    file: str
    text: str
    owner: str
    grants: tuple[str, ...]
    sets_path: bool = True
    newer: tuple[int, str] | None = None
    """From this server on (its major version), this text instead."""

    @property
    def schema(self) -> str:
        return self.name.partition(".")[0]

    @property
    def callers(self) -> tuple[str, ...]:
        """Who gets EXECUTE beside its owner. What is internal serves all owners unless it names some."""
        if self.schema == "internal" and not set(self.grants) & set(OWNERS):
            return (*self.grants, *OWNERS)
        return self.grants

    def on(self, server: int) -> Function:
        """As it is written for a server of this version (170002)."""
        return replace(self, text=self.newer[1]) if self.newer and server >= self.newer[0] * 10000 else self

    def fingerprint(self, names: Names) -> str:
        return sha256(names.fill(self.text).encode()).hexdigest()


@cache
def read_functions(folder: Path) -> tuple[Function, ...]:
    """All functions in the order of their files. ValueError with file and reason where one is not well formed."""
    found: dict[str, Function] = {}
    for path in sorted(folder.glob("*.sql")):
        for text in _statements(path.read_text(encoding="utf-8")):
            function = _parsed(text, path.name)
            first = found.get(function.name)
            if first and (first.file, first.newer) == (function.file, None) and function.newer:
                found[function.name] = replace(first, newer=function.newer)
            elif first or function.newer:
                raise ValueError(f"{path.name}: {function.name} is also in {first.file if first else 'no server'}")
            else:
                found[function.name] = function
    return tuple(found.values())


def _statements(text: str) -> Iterator[str]:
    """Cut at the semicolons that end a statement; the comments above belong to it."""
    start = at = 0
    while at < len(text):
        opaque = OPAQUE.match(text, at)
        if opaque:
            at = opaque.end()
        elif text[at] == ";":
            yield text[start : at + 1].strip()
            start = at = at + 1
        else:
            at += 1
    if OPAQUE.sub("", text[start:]).strip():
        raise ValueError(f"a statement does not end: {text[start:].strip()[:60]!r}")


def _parsed(text: str, file: str) -> Function:
    create = CREATE.search(text)
    if create is None or OPAQUE.sub("", text[: create.start()]).strip():
        raise ValueError(f"{file}: not a CREATE OR REPLACE FUNCTION kai.x or internal.x: {text[:80]!r}")
    # Only the comment block directly above counts, so that a file's own header may show examples.
    above = re.split(r"\n\s*\n", text[: create.start()].rstrip())[-1]
    marks = dict(MARK.findall(above))
    grants = tuple(word for word in re.split(r"[,\s]+", marks.get("grant", "")) if word)
    owner = marks.get("owner", "owner")
    if unknown := ({*grants} - {*GROUPS, *OWNERS}) | ({owner} - {*OWNERS}):
        raise ValueError(f"{file}: {create[1]}: no such group or owner: {', '.join(sorted(unknown))}")
    is_inlined, is_within = INLINED.search(above) is not None, WITHIN.search(above) is not None
    is_inside = create[1].startswith("internal.") and not DEFINES.search(text) and not set(grants) & set(GROUPS)
    if (is_inlined and not (is_inside and "LANGUAGE sql" in text)) or (is_within and not is_inside):
        raise ValueError(
            f"{file}: {create[1]} cannot be inlined: only SQL of internal, without SET, with the caller's rights"
        )
    sets_path = not (is_inlined or is_within)
    if sets_path and "SET search_path = pg_catalog, public, pg_temp" not in text:
        raise ValueError(f"{file}: {create[1]} does not set its search_path")
    since = SINCE.search(above)
    return Function(create[1], file, text, owner, grants, sets_path, (int(since[1]), text) if since else None)


def install(connection: Connection[Any], names: Names, functions: tuple[Function, ...]) -> list[str]:
    """Apply every function whose text changed; returns their names. What disappeared is left to `drop_gone`."""
    from psycopg import Error

    rows = connection.execute("SELECT name, sha256 FROM public.installed_functions")
    known = {row[0]: row[1] for row in rows}
    functions = tuple(function.on(connection.info.server_version) for function in functions)
    changed = [function for function in functions if known.get(function.name) != function.fingerprint(names)]
    if not changed:
        return []
    creators = names.roles("people", "audit")
    as_role(connection, names.owner)
    run(connection, f"GRANT CREATE, USAGE ON SCHEMA kai, internal TO {creators}")
    for function in changed:
        try:
            _install_one(connection, names, function)
        except Error as error:
            error.add_note(f"in {function.file}: {function.name}")
            raise
    as_role(connection, names.owner)
    run(connection, f"REVOKE CREATE ON SCHEMA kai, internal FROM {creators}")
    as_role(connection, None)
    return [function.name for function in changed]


def _install_one(connection: Connection[Any], names: Names, function: Function) -> None:
    from psycopg.errors import InvalidFunctionDefinition

    before = _signatures(connection, function.name)
    owner = names.role(function.owner)
    if before and set(before.values()) != {owner}:
        _drop(connection, before)  # it changed hands
        before = {}
    as_role(connection, owner)
    text = names.fill(function.text)
    try:
        with connection.transaction():
            run(connection, text)
    except InvalidFunctionDefinition:  # other parameter names or another return type: not to be replaced
        _drop(connection, before)
        as_role(connection, owner)
        run(connection, text)
    now = _signatures(connection, function.name)
    if len(now) > 1:  # the parameters' types changed: the old one would stay as an overload
        _drop(connection, {signature: role for signature, role in before.items() if signature in now})
        as_role(connection, owner)
    to = function.callers
    run(connection, f"REVOKE ALL ON FUNCTION {function.name} FROM PUBLIC, {names.groups}")
    if to:
        run(connection, f"GRANT EXECUTE ON FUNCTION {function.name} TO {names.roles(*to)}")
    as_role(connection, names.owner)
    connection.execute(
        "INSERT INTO public.installed_functions (name, file, sha256, owner, grants) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET file = excluded.file, sha256 = excluded.sha256, owner = excluded.owner,"
        " grants = excluded.grants, installed_at = clock_timestamp()",
        [function.name, function.file, function.fingerprint(names), function.owner, list(function.grants)],
    )


def drop_gone(connection: Connection[Any], names: Names, functions: tuple[Function, ...]) -> list[str]:
    """Drop functions that are in no file any more; returns their names."""
    kept = {function.name for function in functions}
    rows = connection.execute(
        "SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname IN ('kai', 'internal')"
    ).fetchall()
    gone = sorted({row[0] for row in rows} - kept)
    for name in gone:
        _drop(connection, _signatures(connection, name))
    as_role(connection, names.owner)
    connection.execute("DELETE FROM public.installed_functions WHERE name = ANY (%s)", [gone])
    as_role(connection, None)
    return gone


def drop_all(connection: Connection[Any]) -> None:
    """Before the tables go down: functions with the triggers and policies that stand on them."""
    rows = connection.execute(
        "SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('kai', 'internal')"
    ).fetchall()
    for signature, role in rows:
        as_role(connection, role)
        run(connection, f"DROP FUNCTION IF EXISTS {signature} CASCADE")
    as_role(connection, None)


def _signatures(connection: Connection[Any], name: str) -> dict[str, str]:
    """`kai.hold(text, uuid)` → its owner's role, for each overload."""
    rows = connection.execute(
        "SELECT p.oid::regprocedure::text, pg_get_userbyid(p.proowner) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname || '.' || p.proname = %s",
        [name],
    )
    return {row[0]: row[1] for row in rows}


def _drop(connection: Connection[Any], signatures: dict[str, str]) -> None:
    for signature, role in signatures.items():
        as_role(connection, role)
        run(connection, f"DROP FUNCTION {signature}")
