"""What an administrator keeps in order: the keys of counters, promotions, staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A counter's signing key; `revoked_at` None: it still vouches for its tickets."""

    key_no: int
    counter_code: str
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """`discount` is percent or rupiah, as `is_percent` says; `limit` None: as often as it is asked for."""

    code: str
    name: str
    is_percent: bool
    discount: int
    valid_from: date
    valid_to: date
    used: int
    limit: int | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class MemberCard:
    """`stations` empty: everywhere."""

    user_id: UUID
    nipp: str
    full_name: str
    roles: tuple[str, ...]
    stations: tuple[str, ...]
    is_active: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class OfficeCard:
    keys: tuple[KeyCard, ...] = ()
    promotions: tuple[PromotionRow, ...] = ()
    members: tuple[MemberCard, ...] = ()
