"""How this program connects: which servers it trusts, and what every connection carries.

No SQLAlchemy here, so that the sign-in window need not wait for it.
"""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING, Any

from kai_counter.errors import Refused

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 15
ALWAYS: dict[str, str] = {
    "connect_timeout": str(CONNECT_SECONDS),
    # A cut cable is noticed in about ten seconds, not in the two hours of TCP's own default.
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
# Only as connection options: a statement_timeout set on a function does nothing.
OPTIONS = f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"


def connect(url: str, application: str) -> Connection[Any]:
    """A connection in autocommit mode: one statement, one round trip.

    `prepare_threshold=None`: preparing would cost a round trip of its own, and poolers lose it.
    """
    import psycopg

    return psycopg.connect(conninfo(url, application), autocommit=True, prepare_threshold=None)


def conninfo(url: str, application: str) -> str:
    """The URL with what every connection carries; what the URL itself says stands, `options` are joined."""
    from psycopg import conninfo as libpq

    given = libpq.conninfo_to_dict(url)
    added = {key: value for key, value in ALWAYS.items() if key not in given}
    options = f"{OPTIONS} {given.get('options') or ''}".strip()
    return libpq.make_conninfo(url, **added, options=options, application_name=application)


def require_trusted(url: str) -> None:
    """Refused("server_not_verified") for a server elsewhere without `sslmode=verify-full`.

    Anything less lets a machine in between take the password's place; this machine itself (loopback, a Unix
    socket) needs no proof. What libpq would take from the environment counts too.
    """
    from psycopg import conninfo as libpq

    given = libpq.conninfo_to_dict(url)
    if given.get("service") or os.environ.get("PGSERVICE"):
        raise Refused("server_not_verified", host="service")
    hosts = str(given.get("hostaddr") or os.environ.get("PGHOSTADDR") or "")
    hosts = hosts or str(given.get("host") or os.environ.get("PGHOST") or "")
    mode = given.get("sslmode") or os.environ.get("PGSSLMODE")
    for host in hosts.split(","):
        if mode != "verify-full" and not is_this_machine(host.strip()):
            raise Refused("server_not_verified", host=host)


def is_this_machine(host: str) -> bool:
    """Loopback, a socket's folder, or nothing (libpq's own default is the socket)."""
    if host == "" or host.startswith(("/", "@")) or host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
