"""Things begun and not finished: paper, holds, offers, transfers. Open payments are `services.payments`."""

from __future__ import annotations

from kai_counter.db.database import Database
from kai_counter.values.cards_incomplete import IncompleteCard, from_incomplete


def listed(database: Database) -> tuple[IncompleteCard, ...]:
    """Of this counter; a supervisor sees the counters they answer for. Oldest first."""
    return from_incomplete(database.call("incomplete"))
