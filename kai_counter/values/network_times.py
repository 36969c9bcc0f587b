"""Stops and times of the trains: what is known stands, what is missing is shared out along the line.

Three ways, in this order (resources/network/README.md): between two known times by kilometres; beyond the
last known time by the pace of trains of the same kind; eastbound by mirroring the westbound twin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from statistics import median

from .network import Station, Stop
from .network_folder import Folder, TimeRow

DAY = 1440
PACE_LEAST_KM = 30.0  # shorter pairs are all station throat and signal, not running
CITY_END = {"JNG", "PSE", "GMR"}
DIVIDE = "PWT"  # single track and mountains begin here: the pace differs west and east of it


def kilometres(a: Station, b: Station) -> float:
    """Great circle on a sphere of 6371 km."""
    lat1, lon1, lat2, lon2 = (radians(v) for v in (a.latitude, a.longitude, b.latitude, b.longitude))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(h))


@dataclass(frozen=True, slots=True)
class Leg:
    """From one stop to the next: its kilometres along the line and the section whose pace it follows."""

    km: float
    section: str


class Line:
    """The stations of a line in westbound order, with the kilometres between any two of them along it."""

    def __init__(self, name: str, codes: Sequence[str], stations: Mapping[str, Station]) -> None:
        self.name = name
        self.codes = list(codes)
        self._place = {code: index for index, code in enumerate(codes)}
        self._km = [0.0]
        for a, b in pairwise(codes):
            self._km.append(self._km[-1] + kilometres(stations[a], stations[b]))

    def leg(self, a: str, b: str) -> Leg:
        return Leg(abs(self._km[self._place[a]] - self._km[self._place[b]]), self._section(a, b))

    def _section(self, a: str, b: str) -> str:
        if a in CITY_END and b in CITY_END:
            return "city"
        if DIVIDE not in self._place:
            return self.name
        return "west" if min(self._place[a], self._place[b]) >= self._place[DIVIDE] else "east"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Known minutes at a stop, counted through midnight; at least one of the two."""

    arrival: int | None
    departure: int | None
    source: str


Anchors = dict[str, Anchor]


def anchors_of(points: Sequence[TimeRow], order: Sequence[str]) -> Anchors:
    """Clock times of a train unrolled in the order of its stops; a time earlier than the one before is next day."""
    known = {point.station: point for point in points}
    anchors: Anchors = {}
    last = -1
    for code in order:
        if code not in known:
            continue
        point = known[code]
        times: list[int | None] = []
        for clock in (point.arrival, point.departure):
            if clock is not None:
                clock += max(0, -(-(last + 1 - clock) // DAY)) * DAY if last >= 0 else 0
                last = clock
            times.append(clock)
        anchors[code] = Anchor(times[0], times[1], point.source)
    return anchors


class Pace:
    """Minutes per kilometre by (section, kind of train), the median of the pairs of known times."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], list[float]] = {}

    def learn(
        self, line: Line, order: Sequence[str], anchors: Anchors, kind: str, dwell: Mapping[str, int]
    ) -> None:
        known = [code for code in order if code in anchors]
        for a, b in pairwise(known):
            leg = line.leg(a, b)
            start, end = _departs(anchors[a], dwell.get(a, 3)), _arrives(anchors[b], dwell.get(b, 3))
            between = order[order.index(a) + 1 : order.index(b)]
            minutes = end - start - sum(dwell.get(code, 3) for code in between)
            if minutes > 0 and (leg.km >= PACE_LEAST_KM or leg.section == "city"):
                self._seen.setdefault((leg.section, kind), []).append(minutes / leg.km)

    def of(self, section: str, kind: str) -> float:
        """The pace of this kind there, else of any kind there, else of all."""
        exact = self._seen.get((section, kind))
        there = [p for (s, _), paces in self._seen.items() if s == section for p in paces]
        everywhere = [p for paces in self._seen.values() for p in paces]
        return median(exact or there or everywhere or [0.8])


def _arrives(anchor: Anchor, dwell: int) -> int:
    if anchor.arrival is not None:
        return anchor.arrival
    assert anchor.departure is not None
    return anchor.departure - dwell


def _departs(anchor: Anchor, dwell: int) -> int:
    if anchor.departure is not None:
        return anchor.departure
    assert anchor.arrival is not None
    return anchor.arrival + dwell


def time_stops(
    order: Sequence[str], line: Line, anchors: Anchors, kind: str, pace: Pace, dwell: Mapping[str, int]
) -> list[tuple[int, int]]:
    """Arrival and departure at every stop in the anchors' minutes; at the ends both are the same.

    Raises ValueError when two known times leave no room for the stops between them.
    """
    stand = {code: dwell.get(code, 3) for code in order}
    stand[order[0]] = stand[order[-1]] = 0
    legs = [line.leg(a, b) for a, b in pairwise(order)]
    weight = [max(leg.km * pace.of(leg.section, kind), 1.0) for leg in legs]
    times: dict[int, tuple[int, int]] = {}
    for index, code in enumerate(order):
        if code in anchors:
            times[index] = (_arrives(anchors[code], stand[code]), _departs(anchors[code], stand[code]))
    known = sorted(times)
    for a, b in pairwise(known):
        _share(order, stand, weight, times, a, b)
    for index in range(known[0] - 1, -1, -1):
        departs = times[index + 1][0] - max(2, round(weight[index]))
        times[index] = (departs - stand[order[index]], departs)
    for index in range(known[-1] + 1, len(order)):
        arrives = times[index - 1][1] + max(2, round(weight[index - 1]))
        times[index] = (arrives, arrives + stand[order[index]])
    return [times[index] for index in range(len(order))]


def _share(
    order: Sequence[str], stand: Mapping[str, int], weight: Sequence[float], times: dict[int, tuple[int, int]],
    a: int, b: int,
) -> None:  # fmt: skip
    start, end = times[a][1], times[b][0]
    running = end - start - sum(stand[order[i]] for i in range(a + 1, b))
    if running < 2 * (b - a):
        raise ValueError(f"no room for the stops between {order[a]} and {order[b]}")
    whole, done, stood = sum(weight[a:b]), 0.0, 0
    for index in range(a + 1, b):
        done += weight[index - 1]
        arrives = start + stood + max(2, round(running * done / whole))
        arrives = max(arrives, times[index - 1][1] + 2)
        stood += stand[order[index]]
        times[index] = (arrives, arrives + stand[order[index]])
    if b > a + 1 and times[b - 1][1] >= end:
        raise ValueError(f"no room for the stops between {order[a]} and {order[b]}")


def mirror(order: Sequence[str], twin: Sequence[tuple[int, int]], departs: int) -> list[tuple[int, int]]:
    """The twin's running and standing times in reverse, leaving at `departs`. `order` is the mirror's."""
    runs = [b[0] - a[1] for a, b in pairwise(twin)][::-1]
    stands = [departure - arrival for arrival, departure in twin][::-1]
    now = departs
    times = [(now, now)]
    for run, stand in zip(runs, stands[1:], strict=True):
        now += run
        times.append((now, now + stand))
        now += stand
    if len(times) != len(order):
        raise ValueError("a mirror has as many stops as its twin")
    return times


def anchor_mirror(order: Sequence[str], times: list[tuple[int, int]], anchors: Anchors) -> list[tuple[int, int]]:
    """Moves a mirrored train onto the one real time it has; the standing time there is the real one."""
    for index, code in enumerate(order):
        if code in anchors:
            stand = times[index][1] - times[index][0]
            real = (_arrives(anchors[code], stand), _departs(anchors[code], stand))
            before, after = real[0] - times[index][0], real[1] - times[index][1]
            return (
                [(a + before, d + before) for a, d in times[:index]]
                + [real]
                + [(a + after, d + after) for a, d in times[index + 1 :]]
            )
    return times


def stops_from(
    order: Sequence[str], times: Sequence[tuple[int, int]], anchors: Anchors, derived: str
) -> tuple[int, tuple[Stop, ...]]:
    """Departure as minutes after midnight, and the stops counted from it; each marked real or derived."""
    begin = times[0][1]
    stops = list(_stops(order, times, anchors, derived, begin))
    for a, b in pairwise(stops):
        arrives = b.arrival if b.arrival is not None else b.time
        if arrives <= a.time:
            raise ValueError(f"the train is in {b.station} before it leaves {a.station}")
    return begin % DAY, tuple(stops)


def _stops(
    order: Sequence[str], times: Sequence[tuple[int, int]], anchors: Anchors, derived: str, begin: int
) -> Iterator[Stop]:
    last = len(order) - 1
    for index, (code, (arrives, departs)) in enumerate(zip(order, times, strict=True)):
        anchor = anchors.get(code)
        arrival = None if index == 0 else arrives - begin
        departure = None if index == last else departs - begin
        filled = [
            word
            for word, shown, known in (
                ("arrival", arrival, anchor.arrival if anchor else None),
                ("departure", departure, anchor.departure if anchor else None),
            )
            if shown is not None and known is None
        ]
        if anchor is None:
            yield Stop(code, arrival, departure, True, derived)
        elif filled:
            yield Stop(code, arrival, departure, True, f"{anchor.source}; {filled[0]} derived")
        else:
            yield Stop(code, arrival, departure, False, anchor.source)


def lines_of(found: Folder) -> dict[str, Line]:
    return {name: Line(name, codes, found.stations) for name, codes in found.lines.items()}
