"""Cards of a supervisor's signature: what is asked, how it stands, who signed for whom how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """A passenger's name and number as they are written and as they shall be; the signature is for just this."""

    old_name: str
    new_name: str
    old_number: str
    new_number: str


@dataclass(frozen=True, slots=True)
class SignatureCard:
    """A request for one signature. `state`: open, signed, declined, withdrawn, expired.

    `approval_id` is what the act is sent with, once it is signed; good until `valid_until`. `rung` is how many
    supervisors on duty were told.
    """

    request_id: UUID
    kind: str
    amount: int | None
    reason: str
    overrule_code: str
    booking_number: str
    train: str
    relation: str
    state: str
    asked_at: datetime
    open_until: datetime
    asked_by: str
    counter_code: str
    station_name: str
    approval_id: UUID | None
    valid_until: datetime | None
    answered_by: str
    answered_at: datetime | None
    note: str
    rung: int | None = None
    change: ChangeCard | None = None


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A supervisor's desk: what waits, the oldest first, and what this supervisor answered in the last day."""

    waiting: tuple[SignatureCard, ...]
    answered: tuple[SignatureCard, ...]


@dataclass(frozen=True, slots=True)
class PairCard:
    """How often one person signed for another on one day."""

    day: date
    asked_by: str
    signed_by: str
    kind: str
    overrule_code: str
    signed: int
    used: int
    amount: int


@dataclass(frozen=True, slots=True)
class MissCard:
    """After a wrong password: how many tries are left here, or until when signing is locked at this counter."""

    left: int
    locked_until: datetime | None
