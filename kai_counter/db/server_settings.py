"""Is the server set up as a till needs it? What its administrator decides and no migration can.

The embedded server is (`server.OPTIONS`); for a central one installer/central/kai-counter.conf has the lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

VERSION_LEAST = 150000
ENGLISH = re.compile(r"(C|POSIX|en|English)([._-].*)?", re.DOTALL)

WANTED: tuple[tuple[str, str, str], ...] = (
    ("password_encryption", "scram-sha-256", "passwords would be stored weakly"),
    ("log_error_verbosity", "terse", "a DETAIL in the log may show a whole row"),
    ("log_min_error_statement", "panic", "a statement in the log may carry a name"),
    ("log_parameter_max_length", "0", "names and identity numbers would come into the log"),
    ("log_parameter_max_length_on_error", "0", "names and identity numbers would come into the log"),
    ("log_statement", "none", "statements in the log may carry names"),
    ("fsync", "on", "a power cut could lose sales"),
    ("synchronous_commit", "on", "a power cut could lose the last sales"),
    ("full_page_writes", "on", "a power cut could ruin the database"),
)
"""Setting, the value it needs, and what another would do."""


def unfit(connection: Connection[Any]) -> list[str]:
    """What to change in postgresql.conf, one sentence each; empty if nothing. Needs no special right."""
    names = [name for name, _, _ in WANTED]
    rows = connection.execute(
        "SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [[*names, "lc_messages", "ssl"]]
    )
    found = {row[0]: row[1] for row in rows}
    said = []
    if connection.info.server_version < VERSION_LEAST:
        said.append("PostgreSQL 15 or later is needed")
    if not ENGLISH.fullmatch(found["lc_messages"]):
        # At the door libpq tells no SQLSTATE, only the sentence: faults.py knows the English one.
        said.append("lc_messages = 'C' (a wrong password would look like a fault of the network)")
    said += [f"{name} = '{value}' ({why})" for name, value, why in WANTED if found.get(name, value) != value]
    if found["ssl"] == "off" and not _is_local(connection):
        said.append("ssl = on (passwords and tickets travel over the network)")
    return said


def _is_local(connection: Connection[Any]) -> bool:
    """Does the server listen to this machine only?"""
    row = connection.execute("SHOW listen_addresses").fetchone()
    heard = {part.strip() for part in str(row[0] if row else "").split(",")}
    return heard <= {"", "localhost", "127.0.0.1", "::1"}
