"""Reading a timetable folder: its CSV files, cleaned row by row, each rejected or corrected row reported."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from .layouts import Layout, blocks_of, build_layout, derive_layout
from .network import BadNetwork, Finding, Station

COLUMNS: dict[str, tuple[str, ...]] = {
    "stations.csv": ("code", "name", "city", "province", "lat", "lon"),
    "trains.csv": ("number", "name", "classes", "origin", "destination", "kind", "sources"),
    "stop_times.csv": ("train_number", "seq", "station_code", "arrival", "departure", "day_offset", "sources"),
    "timing_points.csv": ("train_number", "station_code", "arrival", "departure", "sources"),
    "fares.csv": (
        "train_number",
        "origin",
        "destination",
        "class",
        "subclass",
        "price_idr",
        "first_date",
        "last_date",
        "source",
    ),
    "coach_types.csv": ("code", "name", "arrangement", "capacity"),
    "seat_layouts.csv": ("coach_type", "row", "grid_col", "letter", "seat"),
    "services.csv": ("name", "numbers", "classes", "line", "stops", "source"),
    "lines.csv": ("line", "seq", "station_code", "dwell_minutes"),
}
OPTIONAL = {"timing_points.csv", "fares.csv", "services.csv", "lines.csv", "seat_layouts.csv"}
MAX_FIELD = 2_000  # a paste of a megabyte in one field is a broken file, not a name

WITA = {"Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Kalimantan Selatan", "Kalimantan Timur",
        "Kalimantan Utara", "Sulawesi Utara", "Sulawesi Tengah", "Sulawesi Selatan", "Sulawesi Tenggara",
        "Sulawesi Barat", "Gorontalo"}  # fmt: skip
WIT = {"Maluku", "Maluku Utara", "Papua", "Papua Barat", "Papua Barat Daya", "Papua Selatan", "Papua Tengah",
       "Papua Pegunungan"}  # fmt: skip


def zone_of(province: str) -> str:
    """The time zone of a province (Keppres 41/1987): WIB, else WITA or WIT."""
    if province in WITA:
        return "Asia/Makassar"
    return "Asia/Jayapura" if province in WIT else "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class TrainRow:
    number: str
    name: str
    classes: tuple[str, ...]
    origin: str
    destination: str
    kind: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A known time: clock minutes after midnight; `day` counts from the train's first known point, if given."""

    station: str
    arrival: int | None
    departure: int | None
    day: int | None
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class FareRow:
    train: str
    origin: str
    destination: str
    class_code: str
    sub_class: str
    amount: int
    first_date: date
    last_date: date
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    name: str
    numbers: tuple[str, ...]
    classes: tuple[str, ...]
    line: str
    stops: tuple[str, ...]
    source: str


@dataclass(slots=True)
class Folder:
    """What the files hold after cleaning; `findings` collects what was not taken as it stood."""

    stations: dict[str, Station] = field(default_factory=dict)
    trains: dict[str, TrainRow] = field(default_factory=dict)
    stop_times: dict[str, list[TimeRow]] = field(default_factory=dict)
    timing_points: dict[str, list[TimeRow]] = field(default_factory=dict)
    fares: list[FareRow] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)
    services: list[ServiceRow] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    dwell: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def report(self, file: str, line: int, key: str, action: str, reason: str) -> None:
        self.findings.append(Finding(file, line, key, action, reason))


Row = dict[str, str]


def rows_of(folder: Path, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of one file with their line numbers; says in a sentence why a file cannot be read."""
    path = folder / name
    if not path.is_file():
        if name in OPTIONAL:
            return
        raise BadNetwork(name, 0, f"the file is not in {folder}")
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            missing = [column for column in COLUMNS[name] if column not in (reader.fieldnames or ())]
            if missing:
                raise BadNetwork(name, 1, f"the column {missing[0]} is missing")
            for row in reader:
                yield reader.line_num, _checked(name, reader.line_num, row)
    except UnicodeDecodeError as error:
        raise BadNetwork(name, 0, f"the file is not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise BadNetwork(name, 0, f"the file is not a comma-separated table ({error})") from error


def _checked(name: str, line: int, row: dict[str, str | None]) -> Row:
    if None in row or None in row.values():
        raise BadNetwork(name, line, "the line has more or fewer fields than the header")
    clean = {key: (value or "").strip() for key, value in row.items()}
    for key, value in clean.items():
        if len(value) > MAX_FIELD or "\x00" in value:
            raise BadNetwork(name, line, f"the field {key} holds something that is not text of this table")
    return clean


def clock(text: str) -> int | None:
    """Minutes after midnight of "06:05"; None for an empty field; ValueError for anything else."""
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?", text)
    if not match or int(match[1]) > 23:
        raise ValueError(f"{text!r} is not a time of day")
    return int(match[1]) * 60 + int(match[2])


def read_folder(folder: Path) -> Folder:
    """Every file of the folder, cleaned. Raises BadNetwork when a file is missing or is no such table."""
    found = Folder()
    _read_stations(folder, found)
    _read_layouts(folder, found)
    _read_trains(folder, found)
    _read_times(folder, "stop_times.csv", found.stop_times, found)
    _read_times(folder, "timing_points.csv", found.timing_points, found)
    _read_fares(folder, found)
    _read_lines(folder, found)
    _read_services(folder, found)
    return found


def _read_stations(folder: Path, found: Folder) -> None:
    name = "stations.csv"
    for line, row in rows_of(folder, name):
        code = row["code"].upper()
        try:
            station = _station(code, row)
        except ValueError as error:
            found.report(name, line, code, "rejected", str(error))
            continue
        if code in found.stations:
            found.report(name, line, code, "rejected", "the code is there already")
            continue
        if row["code"] != code:
            found.report(name, line, code, "corrected", "code in capitals")
        if station.coordinates_suspect:
            km = row.get("osm_check_km", "?")
            found.report(
                name, line, code, "flagged", f"coordinates {km} km from another map: not used for distances"
            )
        found.stations[code] = station
    if not found.stations:
        raise BadNetwork(name, 0, "there is no usable station in the file")


def _station(code: str, row: Row) -> Station:
    if not re.fullmatch(r"[A-Z0-9]{2,5}", code):
        raise ValueError("a station code has two to five letters")
    if not row["name"]:
        raise ValueError("the name is missing")
    try:
        latitude, longitude = float(row["lat"]), float(row["lon"])
    except ValueError:
        raise ValueError("the coordinates are not numbers") from None
    if not (-11.5 <= latitude <= 6.5 and 94.5 <= longitude <= 141.5):
        raise ValueError("the coordinates are outside Indonesia")
    return Station(
        code, row["name"], row["city"], row["province"], latitude, longitude, zone_of(row["province"]),
        row.get("region", ""), row.get("station_class", ""), row.get("kai_bookable", "1") == "1",
        row.get("coord_suspect", "0") == "1", row.get("source") or "DJKA StasiunKA 2024-10-17",
    )  # fmt: skip


def _read_layouts(folder: Path, found: Folder) -> None:
    seats: dict[str, list[tuple[int, int, str]]] = {}
    for line, row in rows_of(folder, "seat_layouts.csv"):
        try:
            place = (int(row["row"]), int(row["grid_col"]), row["letter"].upper())
        except ValueError:
            raise BadNetwork("seat_layouts.csv", line, "row and grid_col are not numbers") from None
        if place[:1] + place[2:] in {(r, letter) for r, _, letter in seats.get(row["coach_type"], [])}:
            found.report("seat_layouts.csv", line, row["seat"], "rejected", "the seat is there twice")
            continue
        seats.setdefault(row["coach_type"], []).append(place)
    for line, row in rows_of(folder, "coach_types.csv"):
        code = row["code"]
        try:
            capacity = int(row["capacity"])
            if code in seats:
                layout = build_layout(code, row["name"], blocks_of(row["arrangement"]), seats[code])
            else:
                layout = derive_layout(code, row["name"], row["arrangement"], capacity)
                found.report("coach_types.csv", line, code, "filled", "seats from arrangement and capacity")
        except ValueError as error:
            found.report("coach_types.csv", line, code, "rejected", str(error))
            continue
        if len(layout.seats) != capacity:
            found.report("coach_types.csv", line, code, "corrected", f"capacity is {len(layout.seats)}")
        found.layouts[code] = layout


def _read_trains(folder: Path, found: Folder) -> None:
    name = "trains.csv"
    for line, row in rows_of(folder, name):
        number = row["number"].upper()
        if not re.fullmatch(r"\d{1,4}[A-Z]{0,2}", number) or not row["name"]:
            found.report(name, line, number[:20], "rejected", "a train has a number like 103B and a name")
        elif number in found.trains:
            found.report(name, line, number, "rejected", "the number is there already")
        else:
            classes = tuple(code for code in row["classes"].split("|") if code)
            found.trains[number] = TrainRow(number, row["name"], classes, row["origin"], row["destination"],
                                            row["kind"], row["sources"], line)  # fmt: skip


def _read_times(folder: Path, name: str, into: dict[str, list[TimeRow]], found: Folder) -> None:
    for line, row in rows_of(folder, name):
        number, station = row["train_number"].upper(), row["station_code"].upper()
        key = f"{number} {station}"
        try:
            arrival, departure = clock(row["arrival"]), clock(row["departure"])
            day = int(row["day_offset"]) if row.get("day_offset") else None
            if arrival is None and departure is None:
                raise ValueError("neither arrival nor departure is given")
            if number not in found.trains:
                raise ValueError("the train is not in trains.csv")
            if station not in found.stations:
                raise ValueError("the station is not in stations.csv")
            if station in {point.station for point in into.get(number, [])}:
                raise ValueError("the train stops there already")
        except ValueError as error:
            found.report(name, line, key, "rejected", str(error))
            continue
        into.setdefault(number, []).append(TimeRow(station, arrival, departure, day, row["sources"], line))


def _read_fares(folder: Path, found: Folder) -> None:
    name = "fares.csv"
    for line, row in rows_of(folder, name):
        key = f"{row['train_number']} {row['origin']}-{row['destination']} {row['subclass']}"
        try:
            amount = int(row["price_idr"])
            if not 1_000 <= amount <= 20_000_000:
                raise ValueError("the price is not between Rp 1.000 and Rp 20.000.000")
            if row["train_number"] not in found.trains:
                raise ValueError("the train is not in trains.csv")
            if not {row["origin"], row["destination"]} <= found.stations.keys():
                raise ValueError("a station is not in stations.csv")
            fare = FareRow(row["train_number"], row["origin"], row["destination"], row["class"], row["subclass"],
                           amount, date.fromisoformat(row["first_date"]), date.fromisoformat(row["last_date"]),
                           row["source"], line)  # fmt: skip
        except ValueError as error:
            reason = str(error) if "is not" in str(error) else "price or dates cannot be read"
            found.report(name, line, key, "rejected", reason)
            continue
        found.fares.append(fare)


def _read_lines(folder: Path, found: Folder) -> None:
    for line, row in rows_of(folder, "lines.csv"):
        code = row["station_code"]
        if code not in found.stations:
            found.report("lines.csv", line, code, "rejected", "the station is not in stations.csv")
        elif found.stations[code].coordinates_suspect:
            found.report("lines.csv", line, code, "rejected", "the station's coordinates are suspect")
        else:
            found.lines.setdefault(row["line"], []).append(code)
            found.dwell[code] = int(row["dwell_minutes"]) if row["dwell_minutes"] in "2345" else 3


def _read_services(folder: Path, found: Folder) -> None:
    for line, row in rows_of(folder, "services.csv"):
        stops = tuple(row["stops"].split("|"))
        order = found.lines.get(row["line"], [])
        unknown = [code for code in stops if code not in order]
        if unknown or list(stops) != [code for code in order if code in stops]:
            reason = f"{unknown[0]} is not on the line" if unknown else "the stops are not in the order of the line"
            found.report("services.csv", line, row["name"], "rejected", reason)
            continue
        found.services.append(
            ServiceRow(
                row["name"],
                tuple(row["numbers"].split("|")),
                tuple(row["classes"].split("|")),
                row["line"],
                stops,
                row["source"],
            )
        )
