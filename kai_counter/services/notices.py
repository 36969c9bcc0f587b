"""Notifications: what the signed-in member was told. Row security shows nobody another's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.db.readers import Reading
from kai_counter.values.cards_notices import BellCard, NoticeCard

SHOWN = 100
# Row security says whose they are, too; named here they are found by the index.
_NEWEST = """
SELECT id, notification_type, title, message, metadata AS details, is_read, sent_at FROM notifications
WHERE user_id = %(user)s ORDER BY sent_at DESC LIMIT %(most)s
"""
_UNREAD = "SELECT count(*) FROM notifications WHERE user_id = %(user)s AND NOT is_read"


def listed(database: Database, user_id: UUID, limit: int = SHOWN) -> BellCard:
    """The newest first; the unread count is over all of them."""
    def read(reading: Reading) -> BellCard:
        cards = tuple(
            NoticeCard(
                row.id, row.notification_type, row.title, row.message, dict(row.details), row.is_read, row.sent_at
            )
            for row in reading.rows(_NEWEST, {"user": user_id, "most": limit})
        )
        return BellCard(cards, reading.value(_UNREAD, {"user": user_id}))

    return database.read(read)


def mark_read(database: Database, notices: Sequence[UUID] | None = None) -> int:
    """These, or all of them; how many are left to read."""
    answer = database.call("mark_read", notifications=None if notices is None else list(notices))
    return int(answer["unread"])


def tell_staff(
    database: Database, message_id: UUID, kind: str, message: str, roles: Sequence[str], station: str | None = None
) -> int:
    """An administrator's words to a role, at one station or everywhere; to how many. `Refused`: bad_request."""
    answer = database.call(
        "tell_staff", message_id=message_id, kind=kind, message=message, roles=list(roles), station_code=station
    )
    return int(answer["told"])
