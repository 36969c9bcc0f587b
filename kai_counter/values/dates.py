"""A travel date as clerks type it: a digit for "in so many days", a day, a day and month, a weekday, a word.

One digit counts days from today (0 today, 1 tomorrow); two digits are a day of the month (01 is the first).
A year is never needed: the coming such day is meant.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from kai_counter.errors import Refused

WINDOW_DAYS = 45  # what a window without an answer from the rules falls back on (RULES.md, "Booking window")

_WORDS = {
    **dict.fromkeys(("hari ini", "hariini", "hini", "today", "tdy"), 0),
    **dict.fromkeys(("besok", "bsk", "esok", "tomorrow", "tmr"), 1),
    **dict.fromkeys(("lusa", "overmorrow"), 2),
}
_WEEKDAYS = (
    ("senin", "sen", "monday", "mon"),
    ("selasa", "sel", "tuesday", "tue"),
    ("rabu", "rab", "wednesday", "wed"),
    ("kamis", "kam", "thursday", "thu"),
    ("jumat", "jum'at", "jum", "friday", "fri"),
    ("sabtu", "sab", "saturday", "sat"),
    ("minggu", "min", "ahad", "sunday", "sun"),
)
_MONTHS = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_DAYS_BY_WORD = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTH_BY_WORD = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}

_OFFSET = re.compile(r"(?:h\s?)?\+\s?([0-9]{1,3})|([0-9])", re.ASCII)
_DAY = re.compile(r"[0-9]{2}", re.ASCII)
_PACKED = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2}|[0-9]{4})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_PARTS = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})(?:\s*[/.\- ]\s*([0-9]{2}|[0-9]{4}))?", re.ASCII)
_NAMED = re.compile(r"([0-9]{1,2})\s*[/.\- ]?\s*([a-z]{3,9})\.?(?:\s*[/.\- ]?\s*([0-9]{2}|[0-9]{4}))?", re.ASCII)


def parse_date(text: str, today: date, window: int = WINDOW_DAYS) -> date:
    """The day meant. Raises Refused: date_missing, date_unreadable, date_unknown, date_past, date_too_far{last}."""
    typed = unicodedata.normalize("NFKC", text[:40]).casefold().replace(",", " ")
    typed = " ".join(typed.split())
    if not typed:
        raise Refused("date_missing")
    return _within(_read(typed, today), today, window)


def is_date(text: str, today: date) -> bool:
    """Whether this could be meant as a day at all, were it on sale or not."""
    try:
        parse_date(text, today)
    except Refused as refused:
        return refused.code in ("date_past", "date_too_far", "date_unknown")
    return True


def _within(day: date, today: date, window: int) -> date:
    if day < today:
        raise Refused("date_past")
    last = today + timedelta(days=window)
    if day > last:
        raise Refused("date_too_far", last=last.isoformat(), days=window)
    return day


def _read(typed: str, today: date) -> date:
    if typed in _WORDS:
        return today + timedelta(days=_WORDS[typed])
    if typed in _DAYS_BY_WORD:
        return today + timedelta(days=(_DAYS_BY_WORD[typed] - today.weekday()) % 7)
    if found := _OFFSET.fullmatch(typed):
        return today + timedelta(days=int(found[1] or found[2]))
    if _DAY.fullmatch(typed):
        return _coming_day(int(typed), today)
    if found := _ISO.fullmatch(typed):
        return _exact(int(found[3]), int(found[2]), int(found[1]))
    if found := _PARTS.fullmatch(typed) or _PACKED.fullmatch(typed):
        return _day_and_month(int(found[1]), int(found[2]), found[3], today)
    if (found := _NAMED.fullmatch(typed)) and found[2] in _MONTH_BY_WORD:
        return _day_and_month(int(found[1]), _MONTH_BY_WORD[found[2]], found[3], today)
    raise Refused("date_unreadable")


def _coming_day(day: int, today: date) -> date:
    """The next day with this number: in this month, or in the next month that has it."""
    year, month = today.year, today.month
    for _ in range(3):
        if 1 <= day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    raise Refused("date_unknown")


def _day_and_month(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return _exact(day, month, int(year) if len(year) == 4 else 2000 + int(year))
    here = _exact(day, month, today.year)
    if here >= today or (today - here).days < 180:  # "20/11" on the 25th is a slip, not next year's
        return here
    return _exact(day, month, today.year + 1)


def _exact(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Refused("date_unknown") from error
