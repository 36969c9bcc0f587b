"""What is still wrong with a traveller as typed, what looks odd, and what could be offered. Pure.

Errors stop the way to the payment and stand under their field; warnings stand there too and stop nothing; one
offer at a time waits for one key. The database checks again what it must (`passenger_incomplete`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kai_counter.errors import Refused
from kai_counter.values.nik import disagreements, read_nik
from kai_counter.values.persons import age_on, check_birth_date, check_name, check_passport, reductions_for, type_on
from kai_counter.values.requests import PassengerEntry

_DATE = re.compile(r"([0-9]{1,2})[./\- ]?([0-9]{2})[./\- ]?([0-9]{4}|[0-9]{2})", re.ASCII)
_DATE_APART = re.compile(r"([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4}|[0-9]{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trip:
    """What of the sale matters for its travellers: the day of travel, today, the class of the seat."""

    travel: date
    today: date
    class_code: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """Codes by field (`name`, `identity`, `birth_date`, `gender`, `nationality`, `reduction`)."""

    errors: Mapping[str, str]
    warnings: Mapping[str, str]
    offer: str | None = None  # 'senior' (a reduction) or 'infant' (travel without a seat)
    age: int | None = None

    @property
    def is_complete(self) -> bool:
        return not self.errors


def parse_birth_date(text: str, today: date) -> date:
    """`31/12/1990`, `31121990`, `31-12-90`; two digits of a year mean the latest that is not in the future.

    Raises Refused: birth_missing, birth_unreadable, birth_impossible (31 February), birth_in_future.
    """
    typed = " ".join(text[:40].split())
    if not typed:
        raise Refused("birth_missing")
    found = _DATE_APART.fullmatch(typed) or _DATE.fullmatch(typed)
    if not found:
        raise Refused("birth_unreadable")
    day, month, year = (int(part) for part in found.groups())
    if len(found[3]) == 2:
        century = today.year - today.year % 100
        year += century if century + year <= today.year else century - 100
    try:
        birth = date(year, month, day)
    except ValueError:
        raise Refused("birth_impossible") from None
    if problem := check_birth_date(birth, today):
        raise Refused(problem)
    return birth


def review(person: PassengerEntry, trip: Trip, others: Iterable[PassengerEntry] = ()) -> Review:
    """All that can be said of one traveller without asking anybody. `others` are the rest of the booking."""
    errors: dict[str, str] = {}
    warnings: dict[str, str] = {}
    _note(errors, "name", check_name(person.name).problem)
    if person.identity_type == "nik":
        _review_nik(person, trip, errors, warnings)
    else:
        _review_passport(person, errors)
    if person.birth_date:
        _note(errors, "birth_date", check_birth_date(person.birth_date, trip.travel))
    if "identity" not in errors and _is_repeated(person, others):
        errors["identity"] = "identity_repeated"
    age = age_on(person.birth_date, trip.travel) if person.birth_date else None
    _review_age(person, trip, age, errors)
    return Review(errors, warnings, _offer(person, trip, age), age)


def _note(codes: dict[str, str], name: str, code: str | None) -> None:
    if code:
        codes.setdefault(name, code)


def _review_nik(person: PassengerEntry, trip: Trip, errors: dict[str, str], warnings: dict[str, str]) -> None:
    reading = read_nik(person.identity_number, trip.today)
    _note(errors, "identity", reading.blocking)
    if reading.blocking:
        return
    for code in reading.warnings:
        _note(warnings, "identity", code)
    for code in disagreements(reading, person.birth_date, person.gender):
        _note(warnings, "birth_date" if code == "nik_birth_differs" else "gender", code)


def _review_passport(person: PassengerEntry, errors: dict[str, str]) -> None:
    _note(errors, "identity", check_passport(person.identity_number).problem)
    _note(errors, "birth_date", None if person.birth_date else "birth_missing")
    _note(errors, "nationality", None if person.nationality else "nationality_missing")


def _is_repeated(person: PassengerEntry, others: Iterable[PassengerEntry]) -> bool:
    """One name a booking; the one with the higher number is told, so that only one field is marked."""
    return any(
        other.seq < person.seq
        and other.identity_type == person.identity_type
        and other.identity_number.casefold() == person.identity_number.casefold()
        for other in others
    )


def _review_age(person: PassengerEntry, trip: Trip, age: int | None, errors: dict[str, str]) -> None:
    if person.type == "infant":
        if person.birth_date is None:
            _note(errors, "birth_date", "birth_missing")
        elif type_on(person.birth_date, trip.travel, trip.rules) != "infant":
            _note(errors, "birth_date", "infant_too_old")
    elif person.reduction:
        open_to = {offer.code for offer in reductions_for(age, trip.class_code, trip.travel, trip.rules)}
        if person.reduction not in open_to:
            _note(errors, "reduction", "reduction_not_eligible")


def _offer(person: PassengerEntry, trip: Trip, age: int | None) -> str | None:
    if age is None or age < 0 or person.type == "infant" or person.birth_date is None:
        return None
    kind = type_on(person.birth_date, trip.travel, trip.rules)
    if kind == "infant":
        return "infant"
    if kind == "senior" and person.reduction is None:
        offers = reductions_for(age, trip.class_code, trip.travel, trip.rules)
        return "senior" if any(offer.code == "senior" for offer in offers) else None
    return None
