"""Failures are sorted once, at the driver: a refusal, the environment, or our bug.

A DETAIL that is not ours stays here: a violated constraint inside a definer's function shows the whole row,
identity numbers and all.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kai_counter.errors import Refused, Unavailable

RETRIED_ONCE = frozenset({"40P01", "40001"})  # deadlock, serialisation failure
BUSY = RETRIED_ONCE | {"55P03"}  # a lock not had in time
AWAY = frozenset({
    "57P01", "57P02", "57P03",  # shut down, crashed, starting up
    "57014", "25P03",  # a statement or an idle transaction that took too long
    "53300", "53100", "53200",  # too many connections, disk full, out of memory
    "3D000",  # no such database
})  # fmt: skip
CONSTRAINTS = {"ex_seat_claims_one_holder": "seat_taken"}
"""Constraints that are a rule's last word, should a verb ever come to them."""

# At connecting libpq tells no SQLSTATE, only a sentence (English where the server's lc_messages is C; libpq's and
# OpenSSL's own always are). The first words that fit decide.
AT_THE_DOOR = (
    ("password authentication failed", "sign_in_wrong"),
    ("no password supplied", "sign_in_wrong"),
    ("is not permitted to log in", "member_retired"),
    ("permission denied for database", "not_allowed"),
    # The server does not prove itself: a name that is not its own, another authority's certificate, none at all.
    ("certificate verify failed", "server_not_verified"),
    ("does not match host name", "server_not_verified"),
    ("root certificate file", "server_not_verified"),
    ("server does not support SSL", "server_not_verified"),
    # This machine does not: no certificate, another authority's, a withdrawn one, a key that others can read.
    ("certificate revoked", "counter_revoked"),
    ("connection requires a valid client certificate", "counter_unknown"),
    ("alert unknown ca", "counter_unknown"),
    ("alert certificate", "counter_unknown"),  # expired, unknown
    ("alert bad certificate", "counter_unknown"),
    ("alert unsupported certificate", "counter_unknown"),
    ("certificate file", "counter_unknown"),
    ("private key file", "counter_unknown"),
)
A_LOGIN = re.compile(r"failed: .*\b[a-z][a-z0-9_]*_[0-9]{5,8}\b")
"""Of a sentence in a language we do not know: what names a member's login is about the member. Who was retired is
then told the same as a wrong password."""
SERVER = re.compile(r'server at "([^"]+)"')


class DatabaseFault(Exception):
    """Our bug, told by the database: its SQLSTATE and first line, without the DETAIL."""

    def __init__(self, sqlstate: str | None, message: str) -> None:
        super().__init__(f"{sqlstate or 'no SQLSTATE'}: {message}")
        self.sqlstate = sqlstate
        self.message = message


def sorted_fault(error: BaseException) -> Exception:
    """What to raise (`from None`) for an exception of psycopg, or of SQLAlchemy around one.

    Anything that is not theirs comes back as it is.
    """
    import psycopg

    original = getattr(error, "orig", None) or error
    if isinstance(original, psycopg.Error):
        return _sorted(original)
    return error if isinstance(error, Exception) else RuntimeError(repr(error))


def is_connection_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that the same call may be tried on a new one."""
    import psycopg

    original = getattr(error, "orig", None) or error
    if not isinstance(original, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = original.sqlstate
    return state is None or state.startswith("08") or state in {"57P01", "57P02", "57P03"}


def _sorted(error: Any) -> Exception:
    state: str | None = error.sqlstate
    message = (error.diag.message_primary or str(error)).splitlines()
    first = message[0] if message else type(error).__name__
    if state == "KA001":
        return Refused(first, **_facts(error.diag.message_detail))
    if state in BUSY:
        return Refused("busy")
    if state == "42501":
        return Refused("not_allowed")
    if state == "28P01":
        return Refused("sign_in_wrong")
    if state == "28000":
        return Refused("member_retired")
    if error.diag.constraint_name in CONSTRAINTS:
        return Refused(CONSTRAINTS[error.diag.constraint_name])
    if is_connection_lost(error):
        return _at_the_door(str(error)) if state is None else Unavailable("database", first)
    if state in AWAY:
        return Unavailable("database", first)
    return DatabaseFault(state, first)


def _at_the_door(message: str) -> Exception:
    """No SQLSTATE: refused at connecting, or the connection broke."""
    for words, code in AT_THE_DOOR:
        if words in message:
            server = SERVER.search(message)
            facts = {"host": server[1] if server else ""} if code == "server_not_verified" else {}
            return Refused(code, **facts)
    if A_LOGIN.search(message) and "pg_hba.conf" not in message:
        return Refused("sign_in_wrong")
    lines = message.strip().splitlines()
    return Unavailable("database", lines[0] if lines else "")


def _facts(detail: str | None) -> dict[str, Any]:
    facts = json.loads(detail or "{}")
    return facts if isinstance(facts, dict) else {"detail": facts}
