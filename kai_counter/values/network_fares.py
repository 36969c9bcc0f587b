"""Fares: the latest known prices stand; the rest follow from a rate per kilometre fitted on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
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
        if old is None or (row.last_date, row.first_date, -row.amount) > (old.last_date, old.first_date, -old.amount):
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
        real = {(f.origin, f.destination): f.amount for f in fares if f.sub_class == sub_class}
        ratio = rates.ratio(class_code)
        if not real and tier == "C":
            real_a = {(f.origin, f.destination): f.amount for f in fares
                      if f.sub_class == tier_sub_class(class_code, "A")}  # fmt: skip
            real = {relation: round_up(amount * ratio) for relation, amount in real_a.items()}
            fares += [_derived(class_code, r, sub_class, a, f"derived: tier A x {ratio:.3f}") for r, a in real.items()]
        rate = own.rate("own", class_code, tier) if real and _has(known, sub_class) else (
            own.rate("own", class_code, "A") * ratio if real else rates.rate(makeup, class_code, tier))  # fmt: skip
        least = LEAST_SUBSIDISED if flat else LEAST.get(class_code, LEAST_PREMIUM)
        amounts = fill(stops, real, lambda a, b, rate=rate: rate * distance(a, b), least)  # type: ignore[misc]
        fares += [_derived(class_code, relation, sub_class, amount, f"derived: Rp {rate:.0f} a kilometre")
                  for relation, amount in amounts.items() if relation not in real]  # fmt: skip
    return fares + _go_show(fares, class_code, distance)


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


def _has(known: Mapping[tuple[str, str, str], FareRow], sub_class: str) -> bool:
    return any(row.sub_class == sub_class for row in known.values())


def _on_the_way(stops: Sequence[str], row: FareRow) -> bool:
    return row.origin in stops and row.destination in stops and stops.index(row.origin) < stops.index(row.destination)


def _as_known(class_code: str, row: FareRow) -> Fare:
    seen = f"{row.source}, seen {row.first_date} to {row.last_date}"
    return Fare(class_code, row.origin, row.destination, row.sub_class, REGULAR, row.amount, SINCE, False, seen)


def _derived(class_code: str, relation: Relation, sub_class: str, amount: int, source: str) -> Fare:
    return Fare(class_code, *relation, sub_class, REGULAR, amount, SINCE, True, source)


def _go_show(fares: Sequence[Fare], class_code: str, distance: Callable[[str, str], float]) -> list[Fare]:
    """Reduced fares shortly before departure on short relations: half, rounded up (RULES.md, "tarif khusus")."""
    return [
        Fare(class_code, f.origin, f.destination, f.sub_class, GO_SHOW, max(round_up(f.amount / 2), 20_000), SINCE,
             True, "derived: half the regular fare")
        for f in fares
        if f.is_derived and class_code in LEAST and distance(f.origin, f.destination) <= GO_SHOW_KM
        and round_up(f.amount / 2) < f.amount
    ]  # fmt: skip


def mirrored(fares: Iterable[Fare], twin: str) -> list[Fare]:
    """The fares of the westbound twin for the way back."""
    return [
        Fare(f.class_code, f.destination, f.origin, f.sub_class, f.kind, f.amount, f.valid_from, True,
             f"derived: mirror of {twin}" + ("" if not f.is_derived else f" ({f.source})"))
        for f in fares
    ]  # fmt: skip


def falls_with_distance(stops: Sequence[str], amounts: Mapping[Relation, int]) -> list[tuple[Relation, Relation]]:
    """Pairs (shorter, longer) where the shorter journey inside the longer one costs more."""
    return [
        ((stops[a], stops[b]), outer)
        for a in range(len(stops))
        for b in range(a + 1, len(stops))
        for outer in ((stops[a - 1], stops[b]) if a else None, (stops[a], stops[b + 1]) if b + 1 < len(stops) else None)
        if outer and amounts[(stops[a], stops[b])] > amounts[outer]
    ]

