"""What a member of staff was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """`kind` is booking, payment, schedule or promotion; `code` a word that the window makes a sentence of."""

    notice_id: UUID
    kind: str
    code: str
    about: str
    facts: dict[str, Any] = field(default_factory=dict)
    is_read: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BellCard:
    """The newest notices of whoever is signed in, and how many of all are unread."""

    notices: tuple[NoticeCard, ...] = ()
    unread: int = 0
