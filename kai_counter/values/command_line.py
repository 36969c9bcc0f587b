"""The clerk's command line: `SGU GMR 25/11 2A1I` goes straight to the trains.

Order-free: two stations (code, name or city; the first is where the journey begins, `ke` and `dari` turn it
round), a day, and how many people. One station alone is the destination from this counter's own station.
A lone digit counts people (a day in so many days is `+2`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kai_counter.errors import Refused
from kai_counter.values.cards import StationCard
from kai_counter.values.dates import WINDOW_DAYS, is_date, parse_date
from kai_counter.values.station_search import find_stations, plain, station_named

LONGEST = 120
SEATED_LIMIT = 4  # RULES.md, "Passengers a booking"

_FROM = {"dari", "dr", "from"}
_TO = {"ke", "to", "menuju", "-", ">", "->", "→", "–"}
_FILLER = {"orang", "org", "penumpang", "pax", "tanggal", "tgl", "untuk", "dan", "and"}
_PEOPLE = re.compile(
    r"(?:([0-9]{1,2})(?:a|d|p|x|dws|dewasa|orang|org|penumpang|pax|adults?)?)?"
    r"(?:([0-9]{1,2})(?:i|b|bayi|infants?))?",
    re.ASCII,
)
MOST_BOOKINGS = 8  # of one sale; `sell` takes no more
_LONGEST_NAME = 4  # words of a station's name


@dataclass(frozen=True, slots=True)
class Command:
    """What was understood."""

    origin: StationCard
    destination: StationCard
    on: date
    adults: int = 1
    infants: int = 0
    rest: int = 0  # more than one booking takes: for Ctrl+M


@dataclass(slots=True)
class _Reading:
    origin: StationCard | None = None
    destination: StationCard | None = None
    on: date | None = None
    adults: int | None = None
    infants: int | None = None
    aim: str = ""  # "from" or "to" was just said


def parse_command(
    text: str,
    stations: Sequence[StationCard],
    today: date,
    home: StationCard | None = None,
    *,
    window: int = WINDOW_DAYS,
    limit: int = SEATED_LIMIT,
) -> Command:
    """Read a command; `home` is this counter's station.

    Raises Refused: command_empty, command_too_long, command_no_destination, command_word_unknown{word},
    command_station_ambiguous{word, choices}, command_too_many_stations{word}, command_two_days,
    command_people_twice, command_same_station, no_passengers, infants_exceed_adults, too_many_people{limit}, and
    the codes of `parse_date`.
    """
    if len(text) > LONGEST:
        raise Refused("command_too_long", limit=LONGEST)
    words = unicodedata.normalize("NFKC", text).replace(",", " ").split()
    if not words:
        raise Refused("command_empty")
    reading = _Reading()
    while words:
        used = _take(words, reading, stations, today, window)
        words = words[used:]
    return _finish(reading, today, home, limit)


def parse_people(text: str, limit: int = SEATED_LIMIT) -> tuple[int, int]:
    """`2`, `2A1I`, `2 dewasa 1 bayi` → (2, 1). Raises Refused as `parse_command`, and people_unreadable."""
    typed = "".join(unicodedata.normalize("NFKC", text[:40]).casefold().replace(",", " ").replace("·", " ").split())
    found = _PEOPLE.fullmatch(typed)
    if found is None or not (found[1] or found[2]):
        raise Refused("people_unreadable")
    adults, infants = int(found[1] or 1), int(found[2] or 0)
    _check_people(adults, infants, limit)
    return adults, infants


def _check_people(adults: int, infants: int, limit: int) -> None:
    if adults < 1:
        raise Refused("no_passengers")
    if adults > limit * MOST_BOOKINGS:
        raise Refused("too_many_people", limit=limit * MOST_BOOKINGS)
    if adults > limit:
        raise Refused("people_split", limit=limit, rest=adults - limit)
    if infants > adults:
        raise Refused("infants_exceed_adults")


def _finish(reading: _Reading, today: date, home: StationCard | None, limit: int) -> Command:
    origin, destination = reading.origin, reading.destination
    if destination is None:
        origin, destination = home, origin
    if destination is None:
        raise Refused("command_no_destination")
    if origin is None:
        origin = home
    if origin is None:
        raise Refused("command_no_destination")
    if origin.code == destination.code:
        raise Refused("command_same_station")
    adults = 1 if reading.adults is None else reading.adults
    infants = reading.infants or 0
    here = min(adults, limit)
    if adults <= limit * MOST_BOOKINGS:
        _check_people(here, infants, limit)  # a group is taken booking by booking
    else:
        _check_people(adults, infants, limit)
    return Command(origin, destination, reading.on or today, here, infants, adults - here)


def _take(
    words: list[str], reading: _Reading, stations: Sequence[StationCard], today: date, window: int
) -> int:
    """Understand the beginning of `words`; returns how many of them were used."""
    word = words[0].casefold()
    if word in _FROM or word in _TO:
        reading.aim = "from" if word in _FROM else "to"
        return 1
    if word in _FILLER:
        return 1
    for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
        named = station_named(stations, " ".join(words[:count]))
        if named is not None and (count > 1 or _is_exact(named, word) or not is_date(word, today)):
            _place(named, reading, " ".join(words[:count]))
            return count
    return _take_people(words, reading) or _take_day(words, reading, today, window) or _unknown(words, stations)


def _is_exact(station: StationCard, word: str) -> bool:
    return plain(word) in (plain(station.code), plain(station.name))


def _place(station: StationCard, reading: _Reading, words: str) -> None:
    aim, reading.aim = reading.aim, ""
    if aim == "to" or (aim == "" and reading.origin is not None):
        if reading.destination is not None:
            raise Refused("command_too_many_stations", word=words)
        reading.destination = station
    elif reading.origin is not None:
        raise Refused("command_too_many_stations", word=words)
    else:
        reading.origin = station


def _take_people(words: list[str], reading: _Reading) -> int:
    """`2`, `2A1I`, `2A 1I`, `2 orang 1 bayi`; two digits alone are a day of the month."""
    for count in (2, 1):
        typed = "".join(words[:count]).casefold()
        found = _PEOPLE.fullmatch(typed) if len(words) >= count else None
        whole = count == 1 or (len(words) > 1 and words[0].isdigit() and words[1].isalpha())
        if found is None or not whole or (len(typed) > 1 and typed.isdigit()) or not (found[1] or found[2]):
            continue
        if (found[1] and reading.adults is not None) or (found[2] and reading.infants is not None):
            raise Refused("command_people_twice")
        reading.adults = int(found[1]) if found[1] else reading.adults
        reading.infants = int(found[2]) if found[2] else reading.infants
        return count
    return 0


def _take_day(words: list[str], reading: _Reading, today: date, window: int) -> int:
    for count in range(min(3, len(words)), 0, -1):
        typed = " ".join(words[:count])
        if (count == 1 or not typed[0].isdigit() or not words[1].isdigit()) and is_date(typed, today):
            if reading.on is not None:
                raise Refused("command_two_days")
            reading.on = parse_date(typed, today, window)
            return count
    return 0


def _unknown(words: list[str], stations: Sequence[StationCard]) -> int:
    choices = find_stations(stations, words[0], limit=4)
    if choices:
        raise Refused("command_station_ambiguous", word=words[0], choices=", ".join(s.code for s in choices))
    raise Refused("command_word_unknown", word=words[0])
