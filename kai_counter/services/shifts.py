"""The smallest shift that money can hang on: opened with a float, closed with a count.

Every payment carries its shift, never a date (issue "till" builds the rest on this).
"""

from __future__ import annotations

from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.services.answers import shift_card
from kai_counter.values.cards import ShiftCard


def open_shift(database: Database, shift_id: UUID, float_amount: int) -> ShiftCard:
    """Begin this member's shift on this counter. `Refused`: shift_already_open, amount_out_of_range."""
    return shift_card(database.call("open_shift", shift_id=shift_id, float=float_amount))


def close_shift(database: Database, shift_id: UUID, counted: int) -> None:
    """End the shift with what was counted; the expected amount is not told (a blind count)."""
    database.call("close_shift", shift_id=shift_id, counted=counted)
