"""Reads beside the verbs: a few connections of their own, each statement one round trip and the newest state.

They are psycopg's own: a counter that loads SQLAlchemy for six statements of text keeps 14 MB more for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, Any, TypeVar

from kai_counter.db import address
from kai_counter.db.faults import is_connection_lost, sorted_fault

if TYPE_CHECKING:
    from psycopg import Connection

T = TypeVar("T")
KEPT, AT_MOST = 2, 5  # connections: kept open between reads, open at once


class Reading:
    """What a read may ask: statements of text whose values are named `%(so)s`. Rows have their columns' names."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        from psycopg.rows import namedtuple_row

        with self._connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(statement.encode(), values).fetchall()

    def one(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        """The only row."""
        (row,) = self.rows(statement, values)
        return row

    def value(self, statement: str, values: Mapping[str, Any] | None = None) -> Any:
        """The only column of the only row."""
        (found,) = self.one(statement, values)
        return found


class Readers:
    """The connections of a member's reads; threads share them. Nothing is opened before the first read."""

    def __init__(self, url: str, application: str) -> None:
        self._url, self._application = url, f"{application} read"
        self._room = BoundedSemaphore(AT_MOST)
        self._lock = Lock()
        self._idle: list[Connection[Any]] = []
        self._time = 0  # counts the closings: a connection lent before one is not kept after it

    def read(self, function: Callable[[Reading], T]) -> T:
        """Once more on a new connection when an old one turns out to be dead (a restarted server ends them all)."""
        from psycopg import Error

        with self._room:
            while True:
                connection, fresh, lent = self._taken()
                try:
                    return function(Reading(connection))
                except Error as error:
                    lost = is_connection_lost(error)
                    if lost:
                        connection.close()
                        self.close()  # the others' server is the same
                    if lost and not fresh:
                        continue
                    fault = sorted_fault(error)
                finally:
                    self._give_back(connection, lent)
                raise fault

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
            self._time += 1
        for connection in idle:
            connection.close()

    def _taken(self) -> tuple[Connection[Any], bool, int]:
        """A connection, whether it is new, and since when it is lent."""
        from psycopg import Error

        with self._lock:
            lent = self._time
            if self._idle:
                return self._idle.pop(), False, lent
        try:
            return address.connect(self._url, self._application), True, lent
        except Error as error:
            fault = sorted_fault(error)
        raise fault

    def _give_back(self, connection: Connection[Any], lent: int) -> None:
        """Kept when it is whole and idle, and nobody signed out meanwhile."""
        from psycopg.pq import TransactionStatus

        with self._lock:
            whole = connection.info.transaction_status == TransactionStatus.IDLE
            if whole and lent == self._time and len(self._idle) < KEPT:
                self._idle.append(connection)
                return
        connection.close()
