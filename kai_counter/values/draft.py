"""What of a sale lies on disk, so that a power cut loses nothing: the sale's ids, place and typed passengers.

The draft says what this counter *intended*; the truth about seats and money is the database's, asked by the
sale's id after a restart. Once a sale is sold the passengers are taken out again: the tickets know them.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Union
from uuid import UUID

from kai_counter.values.cards import ClassOffer, JourneyCard
from kai_counter.values.requests import Contact, PassengerEntry, SearchRequest

FORMAT = 1  # raise when a field changes its meaning; an unknown format is set aside, not guessed at


class UnreadableDraft(ValueError):
    """The text is not a draft of this format (half a file, another program's, or damaged)."""


@dataclass(frozen=True, slots=True)
class JourneyDraft:
    """Another journey of the same sale; `party` is the same where the same people travel."""

    number: int
    party: UUID
    booking_id: UUID
    revision: int
    adults: int
    infants: int
    journey: JourneyCard
    search: SearchRequest | None = None
    offer: ClassOffer | None = None
    seats: tuple[UUID, ...] = ()
    seat_names: tuple[str, ...] = ()
    passengers: tuple[PassengerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleDraft:
    """One unfinished sale of one member. `seats` name what was wanted, `place` the field that had the focus."""

    sale_id: UUID
    booking_id: UUID
    attempt_id: UUID
    nipp: str
    counter_code: str
    saved_at: datetime
    step: str = "search"
    revision: int = 0
    adults: int = 1
    infants: int = 0
    search: SearchRequest | None = None
    journey: JourneyCard | None = None
    offer: ClassOffer | None = None
    seats: tuple[UUID, ...] = ()
    seat_names: tuple[str, ...] = ()
    passengers: tuple[PassengerEntry, ...] = ()
    contact: Contact | None = None
    expected_total: int | None = None
    tendered: int | None = None
    change_given: bool = False
    outside_id: UUID | None = None
    """The payment that was about to be asked of gateway or terminal: known here before anybody was asked."""
    outside_method: str = ""
    outside_amount: int = 0
    place: str = ""
    promotion: str = ""
    number: int = 1
    party: UUID | None = None
    others: tuple[JourneyDraft, ...] = ()

    def without_people(self) -> SaleDraft:
        """The same sale with nobody named; what is kept once the tickets exist."""
        others = tuple(dataclasses.replace(one, passengers=()) for one in self.others)
        return dataclasses.replace(self, passengers=(), contact=None, others=others)

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **_plain(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SaleDraft:
        """Raises UnreadableDraft; never anything else, whatever the file holds."""
        try:
            values = json.loads(text)
            if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
                raise UnreadableDraft("not a draft of this format")
            draft: SaleDraft = _read(cls, values)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UnreadableDraft(str(error)[:200]) from error
        return draft


def _plain(value: Any) -> Any:
    """JSON's own types; ids and times as text."""
    if dataclasses.is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, (UUID, date)):  # a datetime is a date
        return value.isoformat() if isinstance(value, date) else str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def _read(kind: Any, value: Any) -> Any:
    """The value as its annotated type, or ValueError/TypeError/KeyError."""
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in typing.get_args(kind):
            return None
        return _read(next(item for item in typing.get_args(kind) if item is not type(None)), value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError("a list was expected")
        return tuple(_read(typing.get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _read(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    if kind is UUID:
        return UUID(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if type(value) is not kind:
        raise TypeError(f"{kind} was expected")
    return value
