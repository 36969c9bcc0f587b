"""The sample network as derived: what must be true of every train, seat and fare, and what stays as collected."""

from __future__ import annotations

import csv
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from kai_counter.values.layouts import composition, derive_layout, seat_type, tier_sub_class
from kai_counter.values.network import GO_SHOW, REGULAR, BadNetwork, Network, Train
from kai_counter.values.network_derive import derive, twin_of
from kai_counter.values.network_fares import fill
from kai_counter.values.network_folder import clock, zone_of

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "network"


@pytest.fixture(scope="module")
def network() -> Network:
    return derive(FOLDER)


def train(network: Network, number: str) -> Train:
    return next(t for t in network.trains if t.number == number)


def at(departure: int, minutes: int | None) -> str:
    assert minutes is not None
    clock_time = (departure + minutes) % 1440
    return f"{clock_time // 60:02}:{clock_time % 60:02}"


def test_all_stations_are_there_and_the_suspect_ones_are_reported(network: Network) -> None:
    assert len(network.stations) == 575
    suspect = {s.code for s in network.stations if s.coordinates_suspect}
    assert suspect == {"LTD", "KDG", "RPH", "TAS", "BWI", "BTK", "ASM", "KBG", "GRT", "BLW", "BTG", "CS"}
    assert {f.key for f in network.findings if f.action == "flagged"} == suspect
    assert {s.timezone for s in network.stations} == {"Asia/Jakarta"}
    assert zone_of("Bali") == "Asia/Makassar" and zone_of("Papua Selatan") == "Asia/Jayapura"


def test_gambir_has_a_day_of_departures(network: Network) -> None:
    numbers = {t.number for t in network.trains}
    assert 60 <= len(numbers) <= 90 and len(numbers) == len(network.trains)
    assert sum(t.origin == "GMR" for t in network.trains) >= 16
    assert sum(t.origin == "PSE" for t in network.trains) >= 18
    assert not numbers & {"251B", "252B", "255B", "256B"}


def test_times_go_forward_with_a_sensible_stand(network: Network) -> None:
    for t in network.trains:
        assert t.stops[0].arrival is None and t.stops[0].departure == 0, t.number
        assert t.stops[-1].departure is None, t.number
        assert 0 <= t.departure < 1440
        assert len({stop.station for stop in t.stops}) == len(t.stops) <= 62
        for a, b in pairwise(t.stops):
            assert b.arrival is not None and b.arrival > a.time, (t.number, b.station)
        for stop in t.stops[1:-1]:
            assert stop.arrival is not None and stop.departure is not None
            assert 2 <= stop.departure - stop.arrival <= 8, (t.number, stop)


def test_collected_times_stand_as_collected(network: Network) -> None:
    """Every time of stop_times.csv is in the network, to the minute."""
    compared = 0
    with (FOLDER / "stop_times.csv").open() as handle:
        for row in csv.DictReader(handle):
            found = [t for t in network.trains if t.number == row["train_number"]]
            for t in found:
                stop = next(s for s in t.stops if s.station == row["station_code"])
                for wanted, minutes in ((row["arrival"], stop.arrival), (row["departure"], stop.departure)):
                    if wanted and minutes is not None:
                        assert at(t.departure, minutes) == wanted, (t.number, row["station_code"])
                        compared += 1
    assert compared >= 55


def test_an_eastbound_train_keeps_its_one_real_time_and_mirrors_its_twin(network: Network) -> None:
    west, east = train(network, "5"), train(network, "6")
    purwokerto = next(s for s in east.stops if s.station == "PWT")
    assert (at(east.departure, purwokerto.arrival), at(east.departure, purwokerto.departure)) == ("10:36", "10:41")
    assert not purwokerto.is_derived
    assert all(s.is_derived for s in east.stops if s.station != "PWT")
    west_legs = [b.arrival - a.time for a, b in pairwise(west.stops) if b.arrival is not None]
    east_legs = [b.arrival - a.time for a, b in pairwise(east.stops) if b.arrival is not None]
    assert east_legs == west_legs[::-1]
    assert [s.station for s in east.stops] == [s.station for s in west.stops][::-1]


def test_a_twin_without_any_time_leaves_when_its_twin_leaves(network: Network) -> None:
    assert train(network, "2").departure == train(network, "1").departure
    assert train(network, "2").minutes == train(network, "1").minutes
    assert train(network, "2").is_derived and not train(network, "1").is_derived
    assert twin_of("30F") == "29F" and twin_of("104B") == "103B"


def test_what_is_not_from_a_source_is_marked(network: Network) -> None:
    for t in network.trains:
        for stop in t.stops:
            assert stop.source and stop.is_derived == ("derived" in stop.source), (t.number, stop)
        for fare in t.fares:
            assert fare.source and fare.is_derived == fare.source.startswith("derived"), (t.number, fare)


def test_premium_products_are_classes_of_their_parent(network: Network) -> None:
    codes = {n: {c.code for c in train(network, n).classes} for n in ("1", "31", "39", "41", "42")}
    assert codes == {"1": {"EKS", "CST"}, "31": {"EKS", "PRI"}, "39": {"EKS", "LUX"}, "41": {"EKS", "SLP"},
                     "42": {"EKS", "SLP"}}  # fmt: skip
    assert {"1CS", "31P", "39L", "41LS"} <= {f.key for f in network.findings if f.action == "corrected"}


def test_compositions_follow_the_rules() -> None:
    assert [layout for _, layout in composition(["EKS"])] == ["EKS_50"] * 8
    assert [layout for _, layout in composition(["EKO", "EKS"])] == ["EKS_50"] * 4 + ["EKO_80"] * 4
    assert [layout for _, layout in composition(["EKO"])] == ["EKO_80"] * 8
    assert sorted(layout for _, layout in composition(["BIS", "EKS"])) == ["BIS_64"] * 4 + ["EKS_50"] * 4
    assert composition(["EKS", "SLP"])[-1] == ("SLP", "LUX_SLEEPER_18")


def test_executive_coach_is_the_drawn_one(network: Network) -> None:
    seats = network.layouts["EKS_50"].seats
    assert len(seats) == 50
    assert [s.letter for s in seats if s.row == 1] == ["A", "B", "C"]
    assert [s.letter for s in seats if s.row == 13] == ["B", "C", "D"]
    assert {s.number for s in seats if s.is_accessible} == {"1B", "13C"}


@pytest.mark.parametrize(
    ("code", "capacity"),
    [("EKS_50", 50), ("EKO_80", 80), ("EKO_106", 106), ("BIS_64", 64), ("LUX_SLEEPER_18", 18), ("LUX_26", 26),
     ("SUITE_16", 16), ("PRIORITY_28", 28), ("EKO_72", 72)],
)  # fmt: skip
def test_every_layout_has_its_seats_once(network: Network, code: str, capacity: int) -> None:
    seats = network.layouts[code].seats
    assert len({s.number for s in seats}) == len({(s.row, s.column) for s in seats}) == len(seats) == capacity
    assert sum(s.is_accessible for s in seats) == 2
    widest = max(s.column for s in seats)
    assert all((s.seat_type == "window") == (s.column in (1, widest)) for s in seats)


def test_seat_types_follow_the_grid() -> None:
    assert [seat_type(c, (3, 2)) for c in (1, 2, 3, 5, 6)] == ["window", "middle", "aisle", "aisle", "window"]
    assert [seat_type(c, (1, 1)) for c in (1, 3)] == ["window", "window"]
    derived = derive_layout("EKS_50", "Eksekutif", "2-2", 50)
    assert [s.letter for s in derived.seats if s.row == 1] == ["A", "B", "C"]
    with pytest.raises(ValueError, match="not like"):
        derive_layout("X", "X", "2+2", 10)


def test_every_relation_of_every_class_has_a_fare_for_both_tiers(network: Network) -> None:
    for t in network.trains:
        for c in t.classes:
            priced: dict[str, set[tuple[str, str]]] = {}
            for f in t.fares:
                if f.class_code == c.code and f.kind == REGULAR:
                    priced.setdefault(f.sub_class, set()).add((f.origin, f.destination))
            flat = c.code == "EKO" and "C" in priced
            for sub_class in ("C",) if flat else (tier_sub_class(c.code, "A"), tier_sub_class(c.code, "C")):
                assert priced[sub_class] >= set(t.relations()), (t.number, c.code, sub_class)


def test_fares_by_the_kilometre_never_pass_a_longer_known_one(network: Network) -> None:
    """Two known prices may contradict each other (they are of different months); a derived one stays below."""
    compared = 0
    for t in network.trains:
        place = {stop.station: i for i, stop in enumerate(t.stops)}
        for f in t.fares:
            if f.kind != REGULAR or "a kilometre" not in f.source or "mirror" in f.source:
                continue
            longer = [
                g.amount for g in t.fares
                if g.kind == REGULAR and (g.class_code, g.sub_class) == (f.class_code, f.sub_class)
                and "a kilometre" not in g.source
                and place[g.origin] <= place[f.origin] and place[g.destination] >= place[f.destination]
            ]  # fmt: skip
            assert f.amount <= min(longer, default=f.amount), (t.number, f)
            assert f.amount % 5_000 == 0 or f.amount in longer, (t.number, f)
            assert f.amount >= 20_000
            compared += bool(longer)
    assert compared > 1_000


def test_tier_c_is_never_cheaper_than_tier_a(network: Network) -> None:
    for t in network.trains:
        regular = [f for f in t.fares if f.kind == REGULAR]
        amount = {(f.class_code, f.origin, f.destination, f.sub_class): f.amount for f in regular}
        for (code, a, b, sub_class), price in amount.items():
            if sub_class == tier_sub_class(code, "A"):
                assert price <= amount[(code, a, b, tier_sub_class(code, "C"))], (t.number, a, b)


def test_the_latest_collected_price_stands(network: Network) -> None:
    """AA of train 7: 730.000 until 14 June, then 584.000 to the end of the collected data."""
    fares = {(f.origin, f.destination, f.sub_class): f for f in train(network, "7").fares if f.class_code == "EKS"}
    assert fares[("SGU", "GMR", "AA")].amount == 584_000 and not fares[("SGU", "GMR", "AA")].is_derived
    assert fares[("SGU", "PWT", "AA")].is_derived


def test_go_show_fares_are_single_and_below_the_regular_one(network: Network) -> None:
    reduced = 0
    for t in network.trains:
        regular = {(f.class_code, f.origin, f.destination): f.amount for f in t.fares
                   if f.kind == REGULAR and f.sub_class in ("C", tier_sub_class(f.class_code, "A"))}  # fmt: skip
        offers = [f for f in t.fares if f.kind == GO_SHOW]
        assert len({(f.class_code, f.origin, f.destination) for f in offers}) == len(offers)
        for f in offers:
            assert f.amount < regular[(f.class_code, f.origin, f.destination)]
        reduced += len(offers)
    assert reduced > 500


def test_fill_rises_with_the_journey_and_stops_at_the_known_fare() -> None:
    stops = ["A", "B", "C", "D"]
    km = {"A": 0, "B": 100, "C": 90, "D": 300}  # C lies nearer to A than B: the line bends
    amounts = fill(stops, {("A", "D"): 120_000}, lambda a, b: 1_000.0 * abs(km[a] - km[b]), 20_000)
    assert amounts[("A", "B")] == 100_000 and amounts[("A", "C")] == 100_000
    assert amounts[("A", "D")] == 120_000 and amounts[("C", "D")] == 120_000


def test_derivation_is_the_same_each_time(network: Network) -> None:
    assert derive(FOLDER) == network


@pytest.mark.parametrize(("text", "minutes"), [("06:05", 365), ("6:05", 365), ("23:59:00", 1439), ("", None)])
def test_clock_reads_times(text: str, minutes: int | None) -> None:
    assert clock(text) == minutes


@pytest.mark.parametrize("text", ["24:00", "12.30", "12:60", "half past", "-1:00"])
def test_clock_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        clock(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "network"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "reason"),
    [
        ("stations.csv", "-6.17670", "46.17670", "GMR", "outside Indonesia"),
        ("stations.csv", "GMR,Gambir", "GMR,", "GMR", "name is missing"),
        ("stations.csv", "AC,Ancol", "ABR,Ancol", "ABR", "there already"),
        ("stop_times.csv", "1,1,SBI,,09:10", "1,1,SBI,,29:10", "1 SBI", "not a time of day"),
        ("stop_times.csv", "1,1,SBI,", "1,1,XXX,", "1 XXX", "not in stations.csv"),
        ("fares.csv", "656000", "-5", "1 SBI-GMR AA", "price"),
        ("fares.csv", "656000", "much", "1 SBI-GMR AA", "cannot be read"),
        ("fares.csv", "2025-06-16,2025-07-01", "2025-06-16,31/07/2025", "1 SBI-GMR AA", "cannot be read"),
        ("trains.csv", "\n1,Argo", "\n1 x,Argo", "1 X", "number like"),
    ],
)
def test_a_spoilt_row_is_rejected_and_named(
    folder: Path, name: str, old: str, new: str, key: str, reason: str
) -> None:
    change(folder, name, old, new)
    findings = [f for f in derive(folder).findings if f.file == name and f.key == key and f.action == "rejected"]
    assert findings and any(reason in f.reason and f.line > 1 for f in findings), findings


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda f: (f / "stations.csv").unlink(), "stations.csv: the file is not in"),
        (lambda f: (f / "stations.csv").write_bytes(b"code,name\xff"), "not UTF-8"),
        (lambda f: (f / "stations.csv").write_text("a,b\n1,2\n"), "the column code is missing"),
        (lambda f: (f / "trains.csv").write_text((f / "trains.csv").read_text() + "9,x\n"), "more or fewer fields"),
        (lambda f: (f / "trains.csv").write_text((f / "trains.csv").read_text() + f"9,{'x' * 3000},,,,1,r,s\n"),
         "not text of this table"),
    ],
)  # fmt: skip
def test_a_folder_that_cannot_be_used_says_why(folder: Path, spoil: object, sentence: str) -> None:
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(BadNetwork, match=sentence):
        derive(folder)


def test_a_railways_own_folder_needs_only_stations_trains_and_times(folder: Path) -> None:
    """Without services.csv nothing is mirrored or invented: the trains with two known times, no more."""
    for name in ("services.csv", "lines.csv", "timing_points.csv"):
        (folder / name).unlink()
    network = derive(folder)
    assert {t.number for t in network.trains} >= {"1", "5", "89", "281"}
    assert not any(t.is_derived for t in network.trains)
    assert [s.station for s in train(network, "5").stops] == ["SGU", "PWT", "JNG", "GMR"]
