"""`kai-counter bench`: what is measured, what was promised, and the table a person reads."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench import attempts, baseline, gate, reads, throughput, till, window
from tests.bench.world import World, world

EXIT_WRONG = 1  # something was sold twice; a missed speed is no error, it is a line in the table


@dataclass(frozen=True)
class Limit:
    """`name` is the key in the JSON object. At least `least`, or at most `most`."""

    name: str
    what: str
    most: float | None = None
    least: float | None = None
    below: bool = False  # `most` itself is too much

    def holds(self, value: float) -> bool:
        if self.least is not None:
            return value >= self.least
        return self.most is None or value < self.most or (value == self.most and not self.below)

    @property
    def promise(self) -> str:
        sign, figure = ("≥", self.least) if self.least is not None else ("<" if self.below else "≤", self.most)
        return f"{sign} {figure:g}"


LIMITS = (
    Limit("sale_ratio_hot", "sales against the same rows unguarded, 32 clients on one train", least=0.80),
    Limit("sale_ratio_50", "the same on 50 trains", least=0.90),
    Limit("double_sells", "claims of one seat and leg that overlap", most=0),
    Limit("mask_errors", "masks, money or tickets that disagree", most=0),
    Limit("hold_round_trips", "round trips of a hold", most=1),
    Limit("sell_round_trips", "round trips of a sale", most=1),
    Limit("sale_ms_at_40ms", "hold and sell over a line 40 ms long, ms", most=120),
    Limit("map_ratio", "the visible coach against SELECT 1", most=4),
    Limit("search_ratio", "40 trains against their bare look-up", most=10),
    Limit("map_growth", "map at 10 million seats against 1 million", most=1.1),
    Limit("search_growth", "search at 10 million seats against 1 million", most=1.1),
    Limit("loop_p99_ms", "event loop late, database 100 ms away, p99 ms", most=50),
    Limit("start_ms", "process start to sign-in, warm, ms", most=1000),
    Limit("rss_mb", "resident after ten sales, MB", most=150),
    Limit("close_2000_s", "close a shift of 2,000 sales, count to Z, s", most=2),
    Limit("attempts_wrong", "of 1,000 at a misbehaving gateway, ended otherwise than it has them", most=0),
    Limit("attempts_twice", "of them, confirmed twice", most=0),
    Limit("paid_to_paper_ms", "the key that pays to the printer's first byte, ms", most=1000),
    Limit("gate_double_boards", "boarded twice, 20 gates × 5 scans a second, a minute", most=0),
    Limit("gate_scans_second", "the scans answered in that minute, a second", least=98),
    Limit("gate_online_ms", "scan to answer, line 40 ms long, p95 ms", most=100),
    Limit("gate_offline_ms", "the same with no line, list of 10,000, p95 ms", most=30),
    Limit("gate_cut_ms", "the same, cable cut in mid-answer, p99 ms", most=300),
    Limit("gate_forged", "accepted of 100,000 mutated codes", most=0),
    Limit("gate_growth_mb", "grown in 8 hours of scans after the first, MB", most=10),
    Limit("ticket_bytes", "the longest ticket, bytes", most=2048, below=True),
)
BESIDE = ("bare_ratio_hot", "bare_ratio_50")  # no promise; written beside the ratios that are (baseline.py)
WRONG = ("double_sells", "mask_errors", "attempts_wrong", "attempts_twice", "gate_double_boards", "gate_forged")


def run(into: Path | None, what: str = "") -> int:
    """Measure, say it, write it; 1 if something was sold twice or disagrees, else 0."""
    figures: dict[str, float] = {}
    for name, part in PARTS[what]:
        began = time.monotonic()
        print(f"measuring {name} (load {os.getloadavg()[0]:.1f}) …", file=sys.stderr, flush=True)
        for key, value in part().items():
            figures[key] = figures.get(key, 0) + value if key in WRONG else value
        print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(table(figures))
    if into is not None:
        promised = {*BESIDE, *(limit.name for limit in LIMITS)}
        kept = {name: round(value, 4) for name, value in figures.items() if name in promised}
        into.write_text(json.dumps(kept, indent=2) + "\n")
    return EXIT_WRONG if any(figures.get(name) for name in WRONG) else 0


def table(figures: dict[str, float]) -> str:
    """One line a promise, then what else was seen."""
    lines = []
    for limit in LIMITS:
        if limit.name in figures:
            value = figures[limit.name]
            kept = "kept" if limit.holds(value) else "MISSED"
            lines.append(f"{limit.name:18}{value:10.2f}  {limit.promise:8}  {kept:7} {limit.what}")
    promised = {limit.name for limit in LIMITS}
    others = [f"{name} {value:.2f}" for name, value in figures.items() if name not in promised]
    return "\n".join([*lines, *(["", "also: " + ", ".join(others)] if others else [])])


def _wrong(here: World) -> dict[str, float]:
    found = here.errors()
    return {"double_sells": found["double_sells"], "mask_errors": found["mask_errors"] + found["money_errors"]}


def _sales() -> dict[str, float]:
    with world() as here:
        baseline.make_twins(here)
        hot = throughput.measure(here, 1)
        found = _wrong(here)
        wide = throughput.measure(here, 50, first=throughput.DATES_OF_HOT * 50)
        rows = baseline.rows_written(here)
        wrong = _wrong(here)  # counts what the first run left, too
        if found != dict.fromkeys(found, 0):
            wrong = found
    figures = {**wrong, **rows}
    for name, rounds in (("hot", hot), ("50", wide)):
        figures[f"sale_ratio_{name}"] = throughput.ratio(rounds, "unguarded")
        figures[f"bare_ratio_{name}"] = throughput.ratio(rounds, "bare")
        figures[f"sales_a_second_{name}"] = max(one["ours"] for one in rounds)
    return figures


def _reads() -> dict[str, float]:
    with world(clerks=4, seats_of_first=400) as here:
        reads.prepare(here)
        figures = {**reads.measure(here), **reads.wire(here)}
        return {**figures, **_wrong(here)}


def _close() -> dict[str, float]:
    """Three clerks close 2,000 sales each; then their supervisor's day and month over them."""
    with world(clerks=4) as here:
        median, _all = till.measure(here)
        return {"close_2000_s": median, **till.station(here)}


def _scale() -> dict[str, float]:
    with world(clerks=4, seats_of_first=400) as here:
        figures = reads.growth(here)
        return {**figures, **_wrong(here)}


PARTS: dict[str, tuple[tuple[str, Callable[[], dict[str, float]]], ...]] = {
    "": (
        ("sales", _sales),
        ("reads", _reads),
        ("the close", _close),
        ("the gateway", attempts.measure),
        ("window", window.measure),
    ),
    "scale": (("ten million seats", _scale),),
    "gate": (("the gate", gate.measure),),
}
