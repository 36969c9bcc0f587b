"""Cards of a booking found again: masked until the traveller's identity was checked (RULES.md, "Who may")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kai_counter.values.cards_refund import LimitsCard


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """`status` active, used, cancelled or expired; `issue_number` counts the papers printed of it."""

    ticket_id: UUID
    ticket_number: str
    code_number: int
    status: str
    issue_number: int
    print_state: str


@dataclass(frozen=True, slots=True)
class FoundPassenger:
    """`name` and `identity` are masked ("R*** W*****", "327301**********") until identified."""

    passenger_id: UUID
    seq: int
    name: str
    type: str
    reduction: str | None
    identity_type: str
    identity: str
    coach_label: str
    seat_number: str
    price: int
    assistance: tuple[str, ...]
    ticket: FoundTicket | None


@dataclass(frozen=True, slots=True)
class BookingCard:
    booking_id: UUID
    booking_number: str
    status: str
    train_number: str
    train_name: str
    service_date: date
    origin_code: str
    origin_name: str
    destination_code: str
    destination_name: str
    departs_at: datetime
    arrives_at: datetime
    final_amount: int
    sold_at: datetime | None
    counter_code: str
    is_identified: bool
    locked_until: datetime | None
    passengers: tuple[FoundPassenger, ...]
    limits: LimitsCard | None = None
    schedule_id: UUID | None = None
    from_order: int = 1
    to_order: int = 2


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A booking that may be the customer's, masked."""

    booking_number: str
    status: str
    train: str
    relation: str
    departs_at: datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventCard:
    """Something that happened to a booking: `kind` and `facts` become words in the window."""

    at: datetime
    kind: str
    who: str
    counter: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TimelineCard:
    """Everything that happened, oldest first; and the money: paid = given back + kept + worth of living tickets."""

    events: tuple[EventCard, ...]
    paid: int
    given_back: int
    kept: int
    alive: int


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """What was on the desk: the name typed from the document, with its number or the traveller's scanned ticket.

    A proxy's own name and number go with the number of the power of attorney.
    """

    document: str
    number: str
    name: str
    ticket: str = ""
    is_original: bool = True
    proxy_name: str = ""
    proxy_number: str = ""
    letter: str = ""
