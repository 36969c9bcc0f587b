"""Do program and database belong together? Asked over the member's connection before a session is opened: with a
central database the operator brings one of them up to date first, and a counter that was left behind would fail in
the middle of a sale, in words meant for nobody. And a program of a training room works on a training database and
on no other, whoever wrote which address into which file.

The tables must be of the same migration. Functions that only changed inside fit (the operator mends one while the
counters sell); a verb the program knows and the database does not is an older database.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kai_counter.db import places
from kai_counter.db.functions import CREATE
from kai_counter.db.migrate import head_revision
from kai_counter.errors import Refused

if TYPE_CHECKING:
    from kai_counter.db.database import Database


def require_fit(database: Database, training: bool = False) -> None:
    """Refuses training_database and live_database, where the program is not of the same kind; program_outdated or
    database_outdated, with both revisions as facts."""
    wanted = head_revision()
    there, verbs, is_training = database.shape()
    if is_training != training:
        raise Refused("training_database") if is_training else Refused("live_database")
    facts = {"program": wanted, "database": there}
    if there > wanted:
        raise Refused("program_outdated", **facts)
    if there < wanted or not known_verbs() <= verbs:
        raise Refused("database_outdated", **facts)


@cache
def known_verbs() -> frozenset[str]:
    """The verbs that came with this program."""
    texts = (path.read_text(encoding="utf-8") for path in (places.migrations() / "functions").glob("*.sql"))
    names = (match[1] for text in texts for match in CREATE.finditer(text))
    return frozenset(name.partition(".")[2] for name in names if name.startswith("kai."))
