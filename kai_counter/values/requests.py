"""What services take. Ids and times come from the caller, so that sending twice is the same request."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Trains from one station to another on one service day; `adults` need that many seats."""

    origin: str
    destination: str
    on: date
    passengers: int = 1


@dataclass(frozen=True, slots=True)
class HoldRequest:
    sale_id: UUID
    booking_id: UUID
    revision: int
    schedule_id: UUID
    from_order: int
    to_order: int
    seat_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PassengerEntry:
    """One traveller as typed. `type` adult, child, infant or senior; infants have no seat and an adult's seq."""

    seq: int
    passenger_id: UUID
    ticket_id: UUID
    print_job_id: UUID
    name: str
    type: str
    identity_type: str
    identity_number: str
    birth_date: date | None
    gender: str | None
    seat_id: UUID | None
    reduction: str | None = None
    assistance: tuple[str, ...] = ()
    accompanied_by: int | None = None
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Of the booker; never compulsory."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class BookingEntry:
    booking_id: UUID
    passengers: tuple[PassengerEntry, ...]
    expected_total: int
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class SellRequest:
    """One customer's sale: all its bookings or none. `tendered` is the cash laid on the counter.

    `paid` are the attempts whose money from outside pays a part of it, or all.
    """

    sale_id: UUID
    bookings: tuple[BookingEntry, ...]
    attempt_id: UUID
    amount: int
    tendered: int
    paid: tuple[UUID, ...] = ()
    approval_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SignInRequest:
    nipp: str
    password: str = field(repr=False)
    counter_code: str = ""
    counter_secret: str = field(default="", repr=False)
    program: str = ""
