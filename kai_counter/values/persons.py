"""Who travels: ages on the day of travel, names and passports as tickets carry them, reductions to offer.

Ages and percentages come from the dated rules (RULES.md, "Passengers and identity"); the numbers here are
only what a window without an answer from the database falls back on. The price is the database's alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

INFANT_UNDER, CHILD_UNDER, SENIOR_FROM = 3, 12, 60
OLDEST = 130
NAME_LENGTH = 60  # Permendagri 73/2022: sixty characters with spaces is the longest name on an identity card
REDUCTIONS = ("senior", "veteran", "tni_polri", "journalist", "disability")
ASSISTANCE = ("wheelchair", "visually_impaired", "hearing_impaired", "elderly_help", "other")

_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})
_PUNCTUATION = frozenset(" '.,-/()")
_PASSPORT = re.compile(r"[A-Z0-9]{5,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checked:
    """A cleaned text and the code of what is wrong with it, if anything."""

    text: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReductionOffer:
    """A reduction this passenger may claim; `percent` is for the screen, the database reckons the price."""

    code: str
    percent: int


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on that day; who was born on 29 February is a year older on 1 March.

    A day before the birth gives a negative number.
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def type_on(birth_date: date, day: date, rules: Mapping[str, Any] | None = None) -> str:
    """infant, child, adult or senior on the day of travel, by the rules' ages."""
    rules = rules or {}
    age = age_on(birth_date, day)
    if age < int(rules.get("infant_under_years", INFANT_UNDER)):
        return "infant"
    if age < int(rules.get("child_under_years", CHILD_UNDER)):
        return "child"
    return "senior" if age >= int(rules.get("senior_from_years", SENIOR_FROM)) else "adult"


def check_birth_date(birth_date: date, day: date) -> str | None:
    """birth_in_future, birth_too_old, or nothing wrong."""
    if birth_date > day:
        return "birth_in_future"
    return "birth_too_old" if age_on(birth_date, day) > OLDEST else None


def check_name(text: str) -> Checked:
    """A name as the identity card writes it: Latin letters, spaces and ' . , - / ( ).

    Spaces are joined, look-alike apostrophes and dashes become the plain ones, so that the hash in the ticket
    code is the same whatever keyboard typed it. Codes: name_missing, name_too_long, name_direction
    (right-to-left letters or invisible direction marks could turn the printed line around), name_emoji,
    name_digits, name_not_latin (a passport has a Latin line), name_characters.
    """
    text = unicodedata.normalize("NFC", text[:1000].translate(_ALIKE))
    clean = " ".join(text.split())
    if not clean:
        return Checked("", "name_missing")
    for letter in clean:
        if problem := _letter_problem(letter):
            return Checked(clean[:NAME_LENGTH], problem)
    if not any(letter.isalpha() for letter in clean):
        return Checked(clean[:NAME_LENGTH], "name_characters")
    if len(clean) > NAME_LENGTH:
        return Checked(clean[:NAME_LENGTH], "name_too_long")
    return Checked(clean)


def _letter_problem(letter: str) -> str | None:
    if letter in _PUNCTUATION or (letter.isascii() and letter.isalpha()):
        return None
    kind = unicodedata.category(letter)
    if unicodedata.bidirectional(letter) in {
        "R",
        "AL",
        "AN",
        "RLE",
        "RLO",
        "RLI",
        "LRE",
        "LRO",
        "LRI",
        "PDF",
        "PDI",
    }:
        return "name_direction"
    if letter in "\u200e\u200f\u061c":
        return "name_direction"
    if kind == "So" or 0x1F000 <= ord(letter) <= 0x1FFFF or letter in "\ufe0f\u200d":
        return "name_emoji"
    if kind.startswith("N"):
        return "name_digits"
    if kind.startswith("L"):
        return None if unicodedata.name(letter, "").startswith("LATIN ") else "name_not_latin"
    return "name_characters"


def check_passport(text: str) -> Checked:
    """A passport number: 5 to 12 letters and digits, one digit at least (ICAO 9303 has nine)."""
    clean = "".join(letter for letter in text[:200].upper() if not letter.isspace() and letter not in "-.")
    if not clean:
        return Checked("", "passport_missing")
    if not _PASSPORT.fullmatch(clean) or not any(letter.isdigit() for letter in clean):
        return Checked(clean[:20], "passport_form")
    return Checked(clean)


def reductions_for(
    age: int | None, class_code: str, day: date, rules: Mapping[str, Any] | None = None
) -> tuple[ReductionOffer, ...]:
    """The reductions to offer in this class on this day; senior only from its age, or with no age known."""
    known = (rules or {}).get("reductions") or {}
    senior_from = int((rules or {}).get("senior_from_years", SENIOR_FROM))
    offers = []
    for code in REDUCTIONS:
        if code == "senior" and age is not None and age < senior_from:
            continue
        percent = _percent(known.get(code), class_code, day)
        if percent:
            offers.append(ReductionOffer(code, percent))
    return tuple(offers)


def _percent(rule: Mapping[str, Any] | None, class_code: str, day: date) -> int:
    """`{"percent", "classes", "percent_tue_thu"}` or one percentage a class; none where it does not hold."""
    if not rule or class_code not in rule.get("classes", (class_code,)):
        return 0
    if "percent_tue_thu" in rule and day.weekday() in (1, 2, 3):
        return int(rule["percent_tue_thu"])
    return int(rule.get("percent", rule.get(class_code, 0)))
