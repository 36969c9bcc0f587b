"""Is the database still what the migrations promised? Alembic sees neither CHECKs, EXCLUDEs, triggers, policies,
rights nor functions; somebody with the owner's login may have changed any of them. For `doctor` and a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kai_counter.db import places
from kai_counter.db.access import promised_triggers
from kai_counter.db.functions import Function, read_functions
from kai_counter.db.grants import AUDIT_TABLES, GRANTS, GROUPS, OWNERS, POLICIES, SECURED
from kai_counter.db.roles import Names

if TYPE_CHECKING:
    from psycopg import Connection

CONSTRAINTS = """
SELECT c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
 WHERE c.relnamespace = 'public'::regnamespace AND k.contype <> 'n' AND k.contype <> 't' AND k.convalidated
   AND c.relname <> 'alembic_version'
"""
INDEXES = """
SELECT tablename || '.' || indexname FROM pg_indexes
 WHERE schemaname = 'public' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
"""
TRIGGERS = """
SELECT c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""
POLICY_ROWS = """
SELECT tablename, policyname, cmd, array_to_string(ARRAY(SELECT unnest(roles)::text ORDER BY 1), ' ')
  FROM pg_policies WHERE schemaname = 'public'
"""
RIGHTS = """
SELECT c.relname || coalesce('.' || a.attname, ''), coalesce(r.rolname, 'PUBLIC'), e.privilege_type
  FROM (SELECT oid, relname, relowner, NULL::name AS attname,
               coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
          FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'S', 'p')
        UNION ALL
        SELECT c.oid, c.relname, c.relowner, t.attname, t.attacl
          FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
         WHERE c.relnamespace = 'public'::regnamespace AND t.attacl IS NOT NULL AND NOT t.attisdropped) a
  JOIN pg_class c ON c.oid = a.oid, aclexplode(a.acl) e LEFT JOIN pg_roles r ON r.oid = e.grantee
 WHERE e.grantee <> c.relowner
"""
FUNCTIONS = """
SELECT n.nspname || '.' || p.proname, pg_get_userbyid(p.proowner), p.prosecdef, p.proconfig, p.prosrc,
       ARRAY(SELECT coalesce(r.rolname::text, 'PUBLIC')
               FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) e
               LEFT JOIN pg_roles r ON r.oid = e.grantee
              WHERE e.grantee <> p.proowner)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('kai', 'internal')
"""
OPEN_DOORS = """
SELECT 'database ' || datname || ': PUBLIC has ' || e.privilege_type
  FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) e
 WHERE datname = current_database() AND e.grantee = 0
UNION ALL
SELECT 'schema ' || nspname || ': ' || coalesce(r.rolname, 'PUBLIC') || ' has ' || e.privilege_type
  FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) e
  LEFT JOIN pg_roles r ON r.oid = e.grantee
 WHERE nspname IN ('public', 'kai', 'internal') AND e.grantee <> nspowner
   AND (e.grantee = 0 OR (e.privilege_type = 'CREATE' AND r.rolname <> %(owner)s))
UNION ALL
SELECT 'schema internal: ' || rolname || ' may look in' FROM pg_roles
 WHERE rolname = ANY (%(groups)s) AND has_schema_privilege(oid, 'internal', 'USAGE')
UNION ALL
SELECT 'role ' || rolname || ' may sign in' FROM pg_roles WHERE rolname = ANY (%(nologin)s) AND rolcanlogin
UNION ALL
SELECT 'role ' || rolname || ' is too mighty' FROM pg_roles
 WHERE (rolname = ANY (%(all)s) OR starts_with(rolname, %(staff)s))
   AND (rolsuper OR rolbypassrls OR rolreplication OR rolcreatedb OR (rolcreaterole AND rolname <> %(people)s))
UNION ALL
SELECT 'new functions of ' || rolname || ' would be open to PUBLIC' FROM pg_roles
 WHERE rolname = ANY (%(owners)s) AND NOT EXISTS (
       SELECT FROM pg_default_acl d
        WHERE d.defaclrole = pg_roles.oid AND d.defaclobjtype = 'f' AND d.defaclnamespace = 0
          AND NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) e WHERE e.grantee = 0))
"""


def broken_promises(connection: Connection[Any]) -> list[str]:
    """What differs, one line each; empty if nothing does. Reads the catalogue only."""
    row = connection.execute("SELECT role_prefix, staff_prefix FROM public.installation").fetchone()
    if row is None:
        return ["installation: empty; the database was never migrated"]
    names = Names(row[0], row[1])
    return [*_tables(connection, names), *_triggers(connection), *_policies(connection, names),
            *_rights(connection, names), *_functions(connection, names), *_doors(connection, names)]  # fmt: skip


def _tables(connection: Connection[Any], names: Names) -> Iterator[str]:
    from kai_counter.models import Base

    tables = Base.metadata.sorted_tables
    constraints = {f"{table.name}.{constraint.name}" for table in tables for constraint in table.constraints}
    indexes = {f"{table.name}.{index.name}" for table in tables for index in table.indexes}
    yield from _compared("constraint", constraints, _column(connection, CONSTRAINTS))
    yield from _compared("index", indexes, _column(connection, INDEXES) - {"alembic_version.alembic_version_pkc"})
    query = "SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public'"
    owners = {row[0]: row[1] for row in connection.execute(query)}
    for table in tables:
        wanted = names.role("audit" if table.name in AUDIT_TABLES else "owner")
        if owners.get(table.name) != wanted:
            yield f"table {table.name}: belongs to {owners.get(table.name)}, not {wanted}"


def _triggers(connection: Connection[Any]) -> Iterator[str]:
    found = {(row[0], row[1]): row[2:] for row in connection.execute(TRIGGERS.encode())}
    promised = {(trigger.table, trigger.name): trigger for trigger in promised_triggers(connection)}
    yield from _compared("trigger", _dotted(promised), _dotted(found))
    for key in promised.keys() & found.keys():
        enabled, definition = found[key]
        if enabled != "O":
            yield f"trigger {key[0]}.{key[1]}: disabled"
        function = promised[key].statement().rpartition("EXECUTE FUNCTION ")[2]
        if function not in definition or promised[key].when.split()[0] not in definition:
            yield f"trigger {key[0]}.{key[1]}: changed"


def _policies(connection: Connection[Any], names: Names) -> Iterator[str]:
    promised = {
        f"{p.table}.{p.name} {p.command} to {' '.join(sorted(names.role(word) for word in p.to))}" for p in POLICIES
    }
    found = {f"{row[0]}.{row[1]} {row[2]} to {row[3]}" for row in connection.execute(POLICY_ROWS.encode())}
    yield from _compared("policy", promised, found)
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
    yield from _compared("row security", set(SECURED), _column(connection, query))


def _rights(connection: Connection[Any], names: Names) -> Iterator[str]:
    promised = {
        f"{grant.table}{'.' * bool(column)}{column}: {names.role(word)} {grant.privilege}"
        for grant in GRANTS for word in grant.to for column in grant.columns or ("",)
    }  # fmt: skip
    found = {f"{row[0]}: {row[1]} {row[2]}" for row in connection.execute(RIGHTS.encode())}
    yield from _compared("right", promised, found)


def _functions(connection: Connection[Any], names: Names) -> Iterator[str]:
    promised = {
        function.name: function.on(connection.info.server_version)
        for function in read_functions(places.migrations() / "functions")
    }
    rows = connection.execute(FUNCTIONS.encode()).fetchall()
    yield from _compared("function", set(promised), {row[0] for row in rows})
    seen: set[str] = set()
    for name, owner, is_definer, settings, source, callers in rows:
        if name in seen:
            yield f"function {name}: twice, with other parameters"
        seen.add(name)
        if name in promised:
            yield from _function(promised[name], names, owner, is_definer, settings or [], source, callers)


def _function(
    promised: Function,
    names: Names,
    owner: str,
    is_definer: bool,
    settings: list[str],
    source: str,
    callers: list[str],
) -> Iterator[str]:
    wanted = names.role(promised.owner)
    if owner != wanted:
        yield f"function {promised.name}: belongs to {owner}, not {wanted}"
    if is_definer != ("SECURITY DEFINER" in promised.text):
        yield f"function {promised.name}: runs as {'its owner' if is_definer else 'the caller'}"
    if not promised.sets_path:
        if settings:
            yield f"function {promised.name}: has settings, and takes longer for it"
    elif "search_path=pg_catalog, public, pg_temp" not in settings:
        yield f"function {promised.name}: search_path is not fixed"
    if source not in names.fill(promised.text):
        yield f"function {promised.name}: its text was changed"
    may = {names.role(word) for word in promised.callers} - {wanted}
    yield from _compared(f"function {promised.name}: caller", may, set(callers))


def _doors(connection: Connection[Any], names: Names) -> set[str]:
    roles = [names.role(word) for word in (*OWNERS, *GROUPS)]
    parameters = {
        "owner": names.owner, "people": names.role("people"), "staff": names.staff, "nologin": roles,
        "all": [*roles, names.role("migrate")], "owners": [names.role(word) for word in OWNERS],
        "groups": [names.role(word) for word in GROUPS],
    }  # fmt: skip
    return {row[0] for row in connection.execute(OPEN_DOORS.encode(), parameters)}


def _column(connection: Connection[Any], query: str) -> set[str]:
    return {row[0] for row in connection.execute(query.encode())}


def _dotted(keys: Iterable[tuple[str, str]]) -> set[str]:
    return {f"{table}.{name}" for table, name in keys}


def _compared(what: str, promised: set[str], found: set[str]) -> Iterator[str]:
    yield from (f"{what} {name}: missing" for name in sorted(promised - found))
    yield from (f"{what} {name}: not promised" for name in sorted(found - promised))
