"""From a cleaned folder to the network: which trains are sold, with which classes, stops, coaches and fares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .layouts import BRANDS, composition
from .network import BadNetwork, ClassOfTrain, Fare, Network, Train
from .network_fares import Rates, fares_of_class, latest, mirrored
from .network_folder import FareRow, Folder, ServiceRow, TimeRow, read_folder
from .network_times import (
    Anchors,
    Line,
    Pace,
    anchor_mirror,
    anchors_of,
    kilometres,
    lines_of,
    mirror,
    stops_from,
    time_stops,
)  # fmt: skip

DROPPED = {"251B", "252B", "255B", "256B"}  # the same trains as 251, 252, 255, 256 (DECISIONS.md)
PREMIUM = {"CS": "CST", "L": "LUX", "LS": "SLP", "P": "PRI"}  # product suffix → class of the parent train


@dataclass(frozen=True, slots=True)
class Plan:
    """A train to be sold before its times are known."""

    number: str
    name: str
    order: tuple[str, ...]
    line: Line
    anchors: Anchors
    classes: tuple[ClassOfTrain, ...]
    is_real: bool
    source: str

    @property
    def kind(self) -> str:
        """The make-up its pace and its fares go by: EKS, EKO+EKS, BIS+EKS or EKO."""
        return "+".join(sorted({c.code for c in self.classes} & {"EKS", "EKO", "BIS"}))


def derive(folder: Path) -> Network:
    """The whole network of a folder. Raises BadNetwork with one sentence when it cannot be used."""
    found = read_folder(folder)
    plans = _plans(found)
    if not plans:
        raise BadNetwork("stop_times.csv", 0, "there is no train with two known times")
    timed = _timed(plans, found)
    trains = _with_fares(timed, found)
    _report_left_out(found, {train.number for train in trains})
    order = sorted(trains, key=lambda t: (int(re.sub(r"\D", "", t.number)), t.number))
    findings = tuple(sorted(found.findings, key=lambda f: (f.file, f.line, f.key)))
    return Network(tuple(found.stations.values()), tuple(order), found.layouts, findings)


def product_of(number: str) -> tuple[str, str] | None:
    """("41", "SLP") for 41LS: the parent train and the class that the suffix stands for."""
    match = re.fullmatch(r"(\d+)(CS|LS|L|P)", number)
    return (match[1], PREMIUM[match[2]]) if match else None


def twin_of(number: str) -> str:
    """The westbound number of an eastbound train, suffix kept: 30F → 29F."""
    match = re.fullmatch(r"(\d+)(\w*)", number)
    if not match:
        raise ValueError(f"{number} is no train number")
    return f"{int(match[1]) - 1}{match[2]}"


def is_eastbound(number: str) -> bool:
    return int(re.sub(r"\D", "", number)) % 2 == 0


def _plans(found: Folder) -> dict[str, Plan]:
    lines = lines_of(found)
    plans: dict[str, Plan] = {}
    for service in found.services:
        for number in service.numbers:
            plan = _plan_of_service(number, service, lines[service.line], found)
            if plan:
                plans[number] = plan
    for number, points in found.stop_times.items():
        if number not in plans and not product_of(number) and number not in DROPPED and len(points) >= 2:
            plans[number] = _plan_of_times(number, points, found)
    return plans


def _plan_of_service(number: str, service: ServiceRow, line: Line, found: Folder) -> Plan | None:
    """None when the train is not in the folder and has no twin in it."""
    east = is_eastbound(number)
    row = found.trains.get(number) or (found.trains.get(twin_of(number)) if east else None)
    if row is None:
        found.report("services.csv", 0, number, "rejected", "neither the train nor its twin is in trains.csv")
        return None
    points = found.stop_times.get(number) or found.timing_points.get(number, [])
    source_points = found.stop_times.get(row.number) or points
    wanted = set(service.stops) | {point.station for point in source_points if point.station in line.codes}
    order = [code for code in line.codes if code in wanted]
    if row.origin and row.destination:
        ends = sorted((line.codes.index(row.origin), line.codes.index(row.destination)))
        order = [code for code in order if ends[0] <= line.codes.index(code) <= ends[1]]
    if east:
        order.reverse()
    listed = found.trains.get(number)
    return Plan(
        number, service.name, tuple(order), line, anchors_of(points, order),
        _classes(row.number, row.classes, service, found), listed is not None and bool(points),
        listed.source if listed else f"derived: mirror of {row.number}",
    )  # fmt: skip


def _plan_of_times(number: str, points: Sequence[TimeRow], found: Folder) -> Plan:
    """A train of a folder that has no services.csv: its stops are the ones it has times for."""
    row = found.trains[number]
    order = tuple(point.station for point in points)
    line = Line(number, order, found.stations)
    classes = _classes(number, row.classes, None, found)
    return Plan(number, row.name, order, line, anchors_of(points, order), classes, True, row.source)


def _classes(
    number: str, own: Sequence[str], service: ServiceRow | None, found: Folder
) -> tuple[ClassOfTrain, ...]:
    """The train's own classes, then its premium products; without any, those of services.csv, marked derived."""
    row = found.trains[number]
    classes = [ClassOfTrain(code, False, row.source) for code in own if code in BRANDS]
    for product, other in found.trains.items():
        parent = product_of(product)
        if parent and parent[0] == number:
            classes.append(ClassOfTrain(parent[1], False, f"{other.source}; product {product}"))
    if not classes and service:
        classes = [ClassOfTrain(code, True, service.source) for code in service.classes if code in BRANDS]
    for code in set(own) - BRANDS.keys():
        found.report("trains.csv", row.line, number, "rejected", f"class {code} is not known")
    return tuple(classes or [ClassOfTrain("EKO", True, "derived: no class is known")])


def _timed(plans: dict[str, Plan], found: Folder) -> dict[str, Train]:
    pace = Pace()
    for plan in plans.values():
        if len(plan.anchors) > 1:
            pace.learn(plan.line, plan.order, plan.anchors, plan.kind, found.dwell)
    trains: dict[str, Train] = {}
    for number in sorted(plans, key=is_eastbound):
        plan = plans[number]
        try:
            trains[number] = _train(plan, plans, trains, pace, found)
        except ValueError as error:
            found.report("stop_times.csv", 0, number, "rejected", str(error))
    return trains


def _train(plan: Plan, plans: dict[str, Plan], trains: dict[str, Train], pace: Pace, found: Folder) -> Train:
    twin = plans.get(twin_of(plan.number)) if is_eastbound(plan.number) else None
    if twin and twin.number in trains and len(plan.anchors) < 2 and twin.order[::-1] == plan.order:
        westbound = [((stop.arrival if stop.arrival is not None else stop.time), stop.time)
                     for stop in trains[twin.number].stops]  # fmt: skip
        times = mirror(plan.order, westbound, trains[twin.number].departure)
        times = anchor_mirror(plan.order, times, plan.anchors)
        how = f"derived: mirror of {twin.number}"
    elif plan.anchors:
        times = time_stops(plan.order, plan.line, plan.anchors, plan.kind, pace, found.dwell)
        how = "derived: between known times" if len(plan.anchors) > 1 else "derived: pace of like trains"
    else:
        raise ValueError("no time is known and there is no twin to mirror")
    departure, stops = stops_from(plan.order, times, plan.anchors, how)
    derived = [stop for stop in stops if stop.is_derived]
    if derived:
        found.report("stop_times.csv", 0, plan.number, "filled", f"{len(derived)} of {len(stops)} stops {how}")
    codes = [c.code for c in plan.classes]
    return Train(plan.number, plan.name, departure, stops, plan.classes, composition(codes), (),
                 not plan.is_real, plan.source)  # fmt: skip


def _with_fares(trains: dict[str, Train], found: Folder) -> list[Train]:
    distance = partial(_distance, found)
    known = _by_class(found)
    rates = Rates(distance)
    for number, train in trains.items():
        for class_code, prices in known.get(number, {}).items():
            rates.learn(_makeup(train), class_code, prices.values())
    priced: dict[str, Train] = {}
    for number in sorted(trains, key=is_eastbound):
        train = trains[number]
        twin = priced.get(twin_of(number)) if is_eastbound(number) else None
        own = known.get(number, {})
        if twin and not own and _codes(twin) == _codes(train)[::-1]:
            fares = mirrored(twin.fares, twin.number)
        else:
            fares = [
                fare
                for c in train.classes
                for fare in fares_of_class(
                    _codes(train), c.code, own.get(c.code, {}), rates, _makeup(train), distance
                )
            ]
        priced[number] = _replace_fares(train, fares)
        derived = sum(fare.is_derived for fare in fares)
        found.report("fares.csv", 0, number, "filled", f"{derived} of {len(fares)} fares are derived")
    return list(priced.values())


def _by_class(found: Folder) -> dict[str, dict[str, dict[tuple[str, str, str], FareRow]]]:
    """Latest prices by train and class; those of a premium product go to its class of the parent train."""
    known: dict[str, dict[str, dict[tuple[str, str, str], FareRow]]] = {}
    for (number, class_code), prices in latest(found).items():
        parent = product_of(number)
        train, code = parent or (number, class_code)
        known.setdefault(train, {})[code] = prices
    return known


def _distance(found: Folder, origin: str, destination: str) -> float:
    return kilometres(found.stations[origin], found.stations[destination])


def _makeup(train: Train) -> str:
    return "+".join(sorted({c.code for c in train.classes} & {"EKS", "EKO", "BIS"}))


def _codes(train: Train) -> list[str]:
    return [stop.station for stop in train.stops]


def _replace_fares(train: Train, fares: Sequence[Fare]) -> Train:
    return Train(train.number, train.name, train.departure, train.stops, train.classes, train.coaches, tuple(fares),
                 train.is_derived, train.source)  # fmt: skip


def _report_left_out(found: Folder, sold: set[str]) -> None:
    for number, row in found.trains.items():
        parent = product_of(number)
        base = re.sub(r"\D", "", number)
        if number in sold:
            continue
        if parent and parent[0] in sold:
            found.report("trains.csv", row.line, number, "corrected",
                         f"a class ({BRANDS[parent[1]][0]}) of train {parent[0]}")  # fmt: skip
        elif number in DROPPED:
            found.report("trains.csv", row.line, number, "rejected", f"the same train as {base}")
        elif base != number and base in sold:
            found.report("trains.csv", row.line, number, "rejected", f"another path of train {base}")
        elif any(other != number and re.sub(r"\D", "", other) == base for other in sold):
            found.report("trains.csv", row.line, number, "rejected", f"sold under another number with {base}")
        elif {p.station for p in found.timing_points.get(number, [])} == {"KTG"}:
            found.report("trains.csv", row.line, number, "rejected", "only its time at Ketapang is known")
        else:
            found.report("trains.csv", row.line, number, "rejected", "not chosen for the network: see services.csv")
