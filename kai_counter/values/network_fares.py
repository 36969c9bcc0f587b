"""Fares: the latest known prices stand; the rest follow from a rate per kilometre fitted on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from statistics import median

from .layouts import tier_sub_class
from .network import GO_SHOW, REGULAR, Fare
from .network_folder import FareRow, Folder

STEP = 5_000
LEAST = {"EKS": 50_000, "BIS": 45_000, "EKO": 35_000}
LEAST_PREMIUM = 150_000
LEAST_SUBSIDISED = 20_000
TIERS = ("A", "C")
FLAT = "C"  # subsidised trains have one price and one sub-class, C
SINCE = date(2025, 6, 1)  # the day of the first collected price; from then on each row is carried to today
GO_SHOW_KM = 130.0

Relation = tuple[str, str]
Prices = dict[tuple[str, str, str, str], FareRow]  # train, origin, destination, sub-class (of one class)


def latest(found: Folder) -> dict[tuple[str, str], dict[tuple[str, str, str], FareRow]]:
    """By (train, class): the price last seen on each (origin, destination, sub-class).

    Where two shops differ on the same day the lower one stands (neither sells above the railway's price).
    """
    best: dict[tuple[str, str], dict[tuple[str, str, str], FareRow]] = {}
    for row in found.fares:
        prices = best.setdefault((row.train, row.class_code), {})
        key = (row.origin, row.destination, row.sub_class)
        old = prices.get(key)
        if old is None or (row.last_date, row.first_date, -row.amount) > (
            old.last_date,
            old.first_date,
            -old.amount,
        ):
            prices[key] = row
    return best


def round_up(amount: float) -> int:
    return int(-(-round(amount) // STEP) * STEP)


class Rates:
    """Rupiah per kilometre (great circle) by make-up of train, class and tier; ratio of tier C to tier A."""

    def __init__(self, distance: Callable[[str, str], float]) -> None:
        self._distance = distance
        self._pairs: dict[tuple[str, str, str], list[tuple[float, int]]] = {}
        self._ratios: dict[str, list[float]] = {}

    def learn(self, makeup: str, class_code: str, prices: Iterable[FareRow]) -> None:
        by_relation: dict[Relation, dict[str, int]] = {}
        for row in prices:
            tier = tier_of(class_code, row.sub_class)
            if tier:
                by_relation.setdefault((row.origin, row.destination), {})[tier] = row.amount
        for (origin, destination), amounts in by_relation.items():
            for tier, amount in amounts.items():
                pair = (self._distance(origin, destination), amount)
                self._pairs.setdefault((makeup, class_code, tier), []).append(pair)
            if "A" in amounts and "C" in amounts:
                self._ratios.setdefault(class_code, []).append(amounts["C"] / amounts["A"])

    def rate(self, makeup: str, class_code: str, tier: str) -> float:
        """Least squares through the origin, of trains of this make-up, else of all trains with the class."""
        pairs = self._pairs.get((makeup, class_code, tier)) or [
            pair for (_, code, t), found in self._pairs.items() if (code, t) == (class_code, tier) for pair in found
        ]
        if not pairs:
            return {"EKS": 900.0, "BIS": 700.0, "EKO": 500.0}.get(class_code, 1_800.0)
        return sum(km * amount for km, amount in pairs) / sum(km * km for km, _ in pairs)

    def ratio(self, class_code: str) -> float:
        return median(self._ratios.get(class_code) or self._ratios.get("EKS") or [1.1])


def tier_of(class_code: str, sub_class: str) -> str | None:
    """The tier of a sub-class that the sample sells: A, C, or C of a train with one flat price."""
    for tier in TIERS:
        if sub_class == tier_sub_class(class_code, tier):
            return tier
    return "flat" if (class_code, sub_class) == ("EKO", FLAT) else None


def fares_of_class(
    stops: Sequence[str], class_code: str, known: Mapping[tuple[str, str, str], FareRow], rates: Rates,
    makeup: str, distance: Callable[[str, str], float],
) -> list[Fare]:  # fmt: skip
    """Every relation of a train in one class: all known sub-classes, and both tiers (or the flat price)."""
    fares = [_as_known(class_code, row) for row in known.values() if _on_the_way(stops, row)]
    flat = any(row.sub_class == FLAT and class_code == "EKO" for row in known.values())
    own = Rates(distance)
    own.learn("own", class_code, known.values())
    for tier in ("flat",) if flat else TIERS:
        sub_class = FLAT if flat else tier_sub_class(class_code, tier)
        real = _amounts(fares, sub_class)
        rate = own.rate("own", class_code, tier) if real else rates.rate(makeup, class_code, tier)
        if not real and tier == "C" and known:
            ratio = rates.ratio(class_code)
            real = {r: round_up(a * ratio) for r, a in _amounts(fares, tier_sub_class(class_code, "A")).items()
                    if r in {(row.origin, row.destination) for row in known.values()}}  # fmt: skip
            rate = own.rate("own", class_code, "A") * ratio
            why = f"derived: tier A x {ratio:.3f}"
            fares += [_derived(class_code, relation, sub_class, amount, why) for relation, amount in real.items()]
        least = LEAST_SUBSIDISED if flat else LEAST.get(class_code, LEAST_PREMIUM)
        why = f"derived: Rp {rate:.0f} a kilometre"
        amounts = fill(stops, real, partial(_by_rate, rate, distance), least)
        fares += [_derived(class_code, relation, sub_class, amount, why)
                  for relation, amount in amounts.items() if relation not in real]  # fmt: skip
    return fares + _go_show(fares, class_code, distance)


def _amounts(fares: Iterable[Fare], sub_class: str) -> dict[Relation, int]:
    return {(f.origin, f.destination): f.amount for f in fares if f.sub_class == sub_class}


def _by_rate(rate: float, distance: Callable[[str, str], float], origin: str, destination: str) -> float:
    return rate * distance(origin, destination)


def fill(
    stops: Sequence[str], real: Mapping[Relation, int], price: Callable[[str, str], float], least: int
) -> dict[Relation, int]:
    """Both known and derived amounts: derived ones rise with the journey and never pass a longer known fare."""
    amounts: dict[Relation, int] = {}
    for span in range(1, len(stops)):
        for start in range(len(stops) - span):
            end = start + span
            relation = (stops[start], stops[end])
            if relation in real:
                amounts[relation] = real[relation]
                continue
            inner = [amounts[(stops[a], stops[b])] for a, b in ((start + 1, end), (start, end - 1)) if a < b]
            amount = max([round_up(price(*relation)), least, *inner])
            outer = [
                known for (a, b), known in real.items()
                if stops.index(a) <= start and stops.index(b) >= end
            ]  # fmt: skip
            amounts[relation] = min([amount, *outer])
    return amounts


def _on_the_way(stops: Sequence[str], row: FareRow) -> bool:
    return (
        row.origin in stops and row.destination in stops and stops.index(row.origin) < stops.index(row.destination)
    )


def _as_known(class_code: str, row: FareRow) -> Fare:
    seen = f"{row.source}, seen {row.first_date} to {row.last_date}"
    return Fare(class_code, row.origin, row.destination, row.sub_class, REGULAR, row.amount, SINCE, False, seen)


def _derived(class_code: str, relation: Relation, sub_class: str, amount: int, source: str) -> Fare:
    return Fare(class_code, *relation, sub_class, REGULAR, amount, SINCE, True, source)


def _go_show(fares: Sequence[Fare], class_code: str, distance: Callable[[str, str], float]) -> list[Fare]:
    """Reduced fares shortly before departure on short relations: half, rounded up (RULES.md, "tarif khusus")."""
    if class_code not in LEAST:
        return []
    sold_at = (tier_sub_class(class_code, "A"), FLAT)  # one price a relation, whatever tier the day has
    short = [f for f in fares if f.is_derived and f.sub_class in sold_at
             and distance(f.origin, f.destination) <= GO_SHOW_KM]  # fmt: skip
    return [
        Fare(class_code, f.origin, f.destination, f.sub_class, GO_SHOW, reduced, SINCE, True,
             "derived: half the regular fare")
        for f in short if (reduced := max(round_up(f.amount / 2), LEAST_SUBSIDISED)) < f.amount
    ]  # fmt: skip


def mirrored(fares: Iterable[Fare], twin: str) -> list[Fare]:
    """The fares of the westbound twin for the way back."""
    return [
        Fare(f.class_code, f.destination, f.origin, f.sub_class, f.kind, f.amount, f.valid_from, True,
             f"derived: mirror of {twin}" + ("" if not f.is_derived else f" ({f.source})"))
        for f in fares
    ]  # fmt: skip
