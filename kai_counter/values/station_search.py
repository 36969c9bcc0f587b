"""Finding a station by what somebody types of its code, name or city. Pure: the list is the caller's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from kai_counter.values.cards import StationCard

_LONGEST = 60
_CITY_KIND = re.compile(r"^(kota|kab|kabupaten|kotamadya)\b\.?\s*")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without accents or punctuation, single blanks: 'Sby. Pasar-Turi' → 'sby pasar turi'."""
    letters = unicodedata.normalize("NFKD", text[: _LONGEST * 2]).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def find_stations(stations: Iterable[StationCard], typed: str, limit: int = 8) -> tuple[StationCard, ...]:
    """The stations meant, likeliest first: code, then name, then city; () for nothing or nonsense."""
    wanted = plain(typed[:_LONGEST])
    if not wanted:
        return ()
    ranked = ((_rank(station, wanted), station) for station in stations)
    found = [(rank, not s.is_bookable, s.name, s.code, s) for rank, s in ranked if rank is not None]
    return tuple(entry[-1] for entry in sorted(found, key=lambda entry: entry[:4])[:limit])


def station_named(stations: Iterable[StationCard], typed: str) -> StationCard | None:
    """The one station that is meant beyond doubt: its code, its whole name, or the only one that fits."""
    everything = tuple(stations)
    wanted = plain(typed[:_LONGEST])
    exact = [s for s in everything if wanted and wanted in (plain(s.code), plain(label(s)))]
    exact = exact or [s for s in everything if wanted and wanted == plain(s.name)]
    if len(exact) == 1:
        return exact[0]
    found = find_stations(everything, typed, limit=2)
    return found[0] if len(found) == 1 else None


def label(station: StationCard) -> str:
    """'Gambir (GMR)', as fields and headings show it."""
    return f"{station.name} ({station.code})"


def city_of(station: StationCard) -> str:
    """The city without 'Kota' or 'Kab.'."""
    return _strip_kind(station.city)


def _strip_kind(city: str) -> str:
    found = _CITY_KIND.match(city.casefold())
    return city[found.end() :].strip() if found else city


def _rank(station: StationCard, wanted: str) -> int | None:
    code, name, city = plain(station.code), plain(station.name), plain(_strip_kind(station.city))
    if wanted == code or wanted == plain(label(station)):
        return 0
    if wanted == name:
        return 1
    if name.startswith(wanted):
        return 2
    if len(wanted) > 1 and code.startswith(wanted):
        return 3
    if f" {wanted}" in f" {name}":
        return 4
    if city.startswith(wanted) or f" {wanted}" in f" {city}":
        return 5
    return 6 if all(f" {word}" in f" {name} {city} {code}" for word in wanted.split()) else None
