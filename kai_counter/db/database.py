"""The one way to the database: a verb, a read, a word to the other counters.

Verbs go over a connection of their own that stays open, in autocommit: the function is the transaction, one
round trip, nothing before and nothing after. Reads have others (`db.readers`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, datetime
from select import select
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from kai_counter.db import address
from kai_counter.db.faults import RETRIED_ONCE, is_connection_lost, sorted_fault
from kai_counter.db.readers import Readers, Reading

if TYPE_CHECKING:
    from psycopg import Connection

T = TypeVar("T")
SEATS_CHANNEL = "kai_seats"
"""News that seats of a dated train changed; the payload is the schedule's id."""

SIGNATURES = """
SELECT p.proname, a.name, format_type(a.type, NULL)
  FROM pg_proc p
  LEFT JOIN LATERAL unnest(p.proargnames[1:p.pronargs], p.proargtypes::oid[]) AS a (name, type) ON true
 WHERE p.pronamespace = to_regnamespace('kai')
"""

SHAPE = """
SELECT v.version_num, (SELECT to_jsonb(i) ->> 'is_training' FROM public.installation i)
  FROM public.alembic_version v
"""

REMEMBERED_AT_MOST = 64  # trains a clerk looks at between two coffees; some 300 KB each


class Database:
    """A member's database. Threads may share it: verbs queue, reads run beside them.

    `url` is a libpq URL; a server on another machine must be verified (`sslmode=verify-full`). `token` is set
    after signing in and goes with every verb that wants one. Nothing is opened before the first call.
    Raises Refused, Unavailable, DatabaseFault and nothing else of the drivers'.
    """

    def __init__(self, url: str, application: str = "kai-counter") -> None:
        address.require_trusted(url)
        self.url = url
        self.application = application
        self.token: str | None = None
        self._verbs = Lock()
        self._connection: Connection[Any] | None = None
        self._is_telling = False  # a `notify` went out whose answer nobody has read
        self._signatures: dict[str, dict[str, str]] = {}
        self._readers = Readers(url, application)
        self._remembered: dict[Any, Any] = {}

    def remembered(self, key: Any, read: Callable[[], T]) -> T:
        """What `read` answered the first time: for facts that do not change while somebody is signed in (where
        the seats of a train are), so that a map that re-reads itself each second asks only for what moves."""
        if key not in self._remembered:
            if len(self._remembered) >= REMEMBERED_AT_MOST:
                self._remembered.clear()
            self._remembered[key] = read()
        found: T = self._remembered[key]
        return found

    def call(self, verb: str, /, **arguments: Any) -> dict[str, Any]:
        """Call `kai.<verb>` with its parameters' names less their `p_`; returns its JSON.

        A deadlock, or a connection found dead, is tried once more: every verb may be sent twice.
        """
        with self._verbs:
            return self._tried_twice(lambda connection: self._call_once(connection, verb, arguments))

    def read(self, function: Callable[[Reading], T]) -> T:
        """Run `function` on a connection of its own and return what it made of the rows: values. In autocommit:
        each statement is one round trip and sees the newest state."""
        return self._readers.read(function)

    def notify(self, channel: str, payload: str) -> None:
        """Tell the others, in a statement of its own after the commit (inside the sale it would cost two
        thirds of the throughput). It is sent and not waited for: over a long line that would be a second round
        trip for the clerk; whoever speaks next hears its answer out. What happened has happened: a failure to
        tell it is not raised, open maps re-read themselves anyway."""
        from psycopg import Error

        with self._verbs:
            if self._connection is None:
                return
            try:
                self._hear_out(self._connection)
                wire = self._connection.pgconn
                wire.send_query_params(b"SELECT pg_notify($1, $2)", [channel.encode(), payload.encode()])
                wire.flush()
                self._is_telling = True
            except Error:
                self._drop()

    def ping(self) -> float:
        """Seconds one round trip takes, over the verbs' connection. Unavailable if the database is away."""
        with self._verbs:
            began = time.perf_counter()
            self._tried_twice(lambda connection: connection.execute("SELECT 1").fetchone())
            return time.perf_counter() - began

    def shape(self) -> tuple[str, frozenset[str], bool]:
        """The revision of the tables ("" from a database older than this question), the verbs there are, and
        whether it is a training room (one that is older than that question is live)."""
        with self._verbs:
            return self._tried_twice(self._shape_once)

    def close(self) -> None:
        """Give the connections back; the next call opens new ones."""
        with self._verbs:
            self._drop()
        self._readers.close()

    def __del__(self) -> None:
        """An answer that nobody took (a sign-in that came when the window had closed) keeps no connection."""
        if hasattr(self, "_remembered"):  # made to its end
            self.close()

    # -- below: called with the lock of the verbs held

    def _tried_twice(self, act: Callable[[Connection[Any]], T]) -> T:
        from psycopg import Error

        for last in (False, True):
            fresh = self._connection is None
            try:
                connection = self._open()
                self._hear_out(connection)
                return act(connection)
            except Error as error:
                lost = is_connection_lost(error)
                if lost:
                    self._drop()
                if not last and (error.sqlstate in RETRIED_ONCE or (lost and not fresh)):
                    continue
                fault = sorted_fault(error)
            raise fault
        raise AssertionError("the second try returns or raises")

    def _call_once(self, connection: Connection[Any], verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        from psycopg import sql

        if verb not in self._signatures:
            self._learn(connection)
        if verb not in self._signatures:
            raise TypeError(f"no verb {verb!r} in the database; is it migrated?")
        types = self._signatures[verb]
        given = {f"p_{name}": value for name, value in arguments.items()}
        if "p_token" in types:
            given.setdefault("p_token", self.token)
        if unknown := given.keys() - types.keys():
            raise TypeError(f"{verb} has no {', '.join(sorted(unknown))}")
        values = {name: _dumped(value, types[name]) for name, value in given.items()}
        written = [
            sql.SQL("{} => {}::{}").format(sql.Identifier(name), sql.Placeholder(name), _type(types[name]))
            for name in values
        ]
        query = sql.SQL("SELECT kai.{}({})").format(sql.Identifier(verb), sql.SQL(", ").join(written))
        row = connection.execute(query, values).fetchone()
        return dict(row[0]) if row and row[0] else {}

    def _shape_once(self, connection: Connection[Any]) -> tuple[str, frozenset[str], bool]:
        from psycopg.errors import InsufficientPrivilege

        if not self._signatures:
            self._learn(connection)
        try:
            row = connection.execute(SHAPE).fetchone()
        except InsufficientPrivilege:
            row = None
        return str(row[0]) if row else "", frozenset(self._signatures), bool(row and row[1] == "true")

    def _learn(self, connection: Connection[Any]) -> None:
        """Once a program: which verbs there are and what their parameters are called and made of."""
        found: dict[str, dict[str, str]] = {}
        for verb, name, type_name in connection.execute(SIGNATURES.encode()):
            parameters = found.setdefault(verb, {})
            if name is not None:
                parameters[name] = type_name
        self._signatures = found

    def _open(self) -> Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = address.connect(self.url, self.application)
        return self._connection

    def _hear_out(self, connection: Connection[Any]) -> None:
        """The answer to the last `notify`, mostly long there. Waits outside the interpreter's lock."""
        if self._is_telling:
            wire = connection.pgconn
            while wire.is_busy():
                select([wire.socket], [], [])
                wire.consume_input()
            while wire.get_result() is not None:
                pass
            self._is_telling = False

    def _drop(self) -> None:
        self._is_telling = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _type(name: str) -> Any:
    """A type's name as the catalogue writes it (`uuid[]`, `timestamp with time zone`)."""
    from psycopg import sql

    return sql.SQL(name)  # from pg_proc, not from a person


def _dumped(value: Any, type_name: str) -> Any:
    if value is None:
        return None
    if type_name == "jsonb":
        from psycopg.types.json import Jsonb

        return Jsonb(value, dumps=_json)
    return int(value) if type_name == "numeric" else value


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """What JSON has no word for: ids and dates as text, money as a whole number."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    return int(value)  # whole rupiah, of whatever type; TypeError for anything else
