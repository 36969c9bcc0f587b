"""One field for whatever a customer knows of a booking: its code, a ticket, an identity number, a telephone, or the
name and the day of travel ("siti aminah 25/11"). A code may be spelled out, as it is dictated aloud.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kai_counter.errors import Refused
from kai_counter.values.dates import parse_date

_DIGITS = {
    "nol": "0", "kosong": "0", "zero": "0", "satu": "1", "one": "1", "dua": "2", "two": "2", "tiga": "3",
    "three": "3", "empat": "4", "four": "4", "lima": "5", "five": "5", "enam": "6", "six": "6", "tujuh": "7",
    "seven": "7", "delapan": "8", "lapan": "8", "eight": "8", "sembilan": "9", "nine": "9",
}  # fmt: skip
_ALPHABET = (  # as in aviation, and as towns
    "alfa", "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "juliett",
    "kilo", "lima", "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor",
    "whiskey", "xray", "x-ray", "yankee", "zulu",
    "ambon", "bandung", "cirebon", "demak", "ende", "flores", "garut", "halong", "irian", "jepara", "kendal",
    "medan", "namlea", "opak", "pati", "quran", "rembang", "solo", "timor", "umar", "viktor", "wilis", "ziarah",
)  # fmt: skip
_LETTERS = {word: word[0].upper() for word in _ALPHABET}
_PHONE = re.compile(r"(?:\+?62|0)8[0-9]{7,12}")
_PAST_DAYS = 60


@dataclass(frozen=True, slots=True)
class BookingSearch:
    """`by` is code, identity, phone or name; `day` only with a name."""

    by: str
    text: str
    day: date | None = None


def read_search(typed: str, today: date) -> BookingSearch:
    """Raises Refused: booking_search_missing, booking_search_day (a name without its day)."""
    text = " ".join(typed.split())
    if not text:
        raise Refused("booking_search_missing")
    bare = re.sub(r"[ .\-]", "", text)
    if _PHONE.fullmatch(bare):
        return BookingSearch("phone", bare)
    if bare.isdigit() and len(bare) == 16:
        return BookingSearch("identity", bare)
    spelled = spelled_code(text)
    if spelled:
        return BookingSearch("code", spelled)
    words = text.split(" ")
    if len(words) > 1 and all(re.fullmatch(r"[^\W\d_][^\W\d_.'\-]*", word) for word in words[:1]) and len(bare) > 7:
        return _by_name(words, today)
    return BookingSearch("code", text)


def _by_name(words: list[str], today: date) -> BookingSearch:
    """The last one or two words are the day; a past one is meant as the past one."""
    for count in (1, 2):
        name, day = " ".join(words[:-count]), " ".join(words[-count:])
        if name and any(sign.isdigit() for sign in day):
            try:
                return BookingSearch("name", name, _day(day, today))
            except Refused:
                continue
    raise Refused("booking_search_day")


def _day(text: str, today: date) -> date:
    """`25/11` in a search may be yesterday as well as tomorrow: the nearest such day."""
    return parse_date(text, today - timedelta(days=_PAST_DAYS), 2 * 366)


def spelled_code(text: str) -> str:
    """`kilo dua sierra bravo enam victor november` is K2SB6VN; empty where it is not spelled."""
    words = text.casefold().split()
    if len(words) < 7:
        return ""
    signs = [_LETTERS.get(word) or _DIGITS.get(word) or (word.upper() if len(word) == 1 else "") for word in words]
    signs = [_DIGITS[word] if word == "lima" else sign for word, sign in zip(words, signs, strict=True)]
    return "".join(signs) if all(signs) and len(signs) <= 9 else ""
