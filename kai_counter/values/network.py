"""The network a timetable folder says there is: stations, trains with their stops, coaches and fares.

Pure: files in, frozen values and a report out; the database comes later (`services/timetable.py`). What is
real and what is derived, and how, is told in resources/network/README.md. Nothing is dropped or bent
silently: each rejected, corrected, flagged or filled row is a `Finding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .layouts import Layout

REGULAR, GO_SHOW = "regular", "go_show"


class BadNetwork(ValueError):
    """The folder cannot be imported at all; the text is one sentence that names file and line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {problem}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that did not go in as it was. `action` is rejected, corrected, flagged or filled.

    `line` is the line in the file (the header is line 1), 0 where the row was derived by us.
    """

    file: str
    line: int
    key: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Station:
    code: str
    name: str
    city: str
    province: str
    latitude: float
    longitude: float
    timezone: str
    region: str
    station_class: str
    is_bookable: bool
    coordinates_suspect: bool
    source: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of a train; minutes count from its departure at the first stop.

    `is_derived` if either time is not from a source. The first stop has no arrival, the last no departure.
    """

    station: str
    arrival: int | None
    departure: int | None
    is_derived: bool
    source: str

    @property
    def time(self) -> int:
        """The moment that orders this stop: departure, at the last stop arrival."""
        moment = self.departure if self.departure is not None else self.arrival
        if moment is None:
            raise ValueError(f"stop {self.station} has no time")
        return moment


@dataclass(frozen=True, slots=True)
class ClassOfTrain:
    code: str
    is_derived: bool
    source: str


@dataclass(frozen=True, slots=True)
class Fare:
    """An adult's price in whole rupiah of one class on one relation."""

    class_code: str
    origin: str
    destination: str
    sub_class: str
    kind: str
    amount: int
    valid_from: date
    is_derived: bool
    source: str


@dataclass(frozen=True, slots=True)
class Train:
    """A sellable train: `departure` is minutes after midnight, local, at its first stop."""

    number: str
    name: str
    departure: int
    stops: tuple[Stop, ...]
    classes: tuple[ClassOfTrain, ...]
    coaches: tuple[tuple[str, str], ...]
    fares: tuple[Fare, ...]
    is_derived: bool
    source: str

    @property
    def origin(self) -> str:
        return self.stops[0].station

    @property
    def destination(self) -> str:
        return self.stops[-1].station

    @property
    def minutes(self) -> int:
        return self.stops[-1].time

    def relations(self) -> list[tuple[str, str]]:
        """Every pair of stops a passenger can travel between."""
        codes = [stop.station for stop in self.stops]
        return [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]


@dataclass(frozen=True, slots=True)
class Network:
    """Everything a folder gives, `layouts` by coach type, and what was done to its rows on the way."""

    stations: tuple[Station, ...]
    trains: tuple[Train, ...]
    layouts: dict[str, Layout]
    findings: tuple[Finding, ...]
