"""The seat map and the search as a counter asks for them, against the least any question costs.

Through the services and one `Database`, so that sessions, cards and the wire are in the figures: `SELECT 1` is read
the same way, and so is the bare look-up of trains (which run, from where to where, when: no seats, no fares).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict

from kai_counter.db.database import Database
from kai_counter.services import journeys, sales, seats
from kai_counter.values.ids import new_id
from kai_counter.values.requests import (
    BookingEntry,
    HoldRequest,
    PassengerEntry,
    SearchRequest,
    SellRequest,
)
from tests.bench.line import Line
from tests.bench.throughput import OURS, one_run
from tests.bench.world import FARE, LEGS, SCHEDULE, SEAT, World

ROUNDS, CALLS = 7, 40
TRAINS = 40
DAY = 2  # days from tomorrow: the schedules numbered 100 to 139
SPEED_MS = 40

BARE = """
SELECT d.id, d.number, d.departure_date, d.status, t.train_number, t.train_name,
       d.departs_at + make_interval(mins => a.departure_offset) AS departs,
       d.departs_at + make_interval(mins => b.arrival_offset) AS arrives
FROM route_stations a
JOIN route_stations b ON b.route_id = a.route_id AND b.station_order > a.station_order AND b.is_stop
JOIN schedules d ON d.route_id = a.route_id
JOIN trains t ON t.id = d.train_id
JOIN stations o ON o.id = a.station_id
WHERE o.station_code = %(origin)s AND a.is_stop
  AND b.station_id = (SELECT id FROM stations WHERE station_code = %(destination)s)
  AND d.departure_date BETWEEN %(day)s::date - 1 AND %(day)s::date
  AND ((d.departs_at + make_interval(mins => a.departure_offset)) AT TIME ZONE o.timezone)::date = %(day)s
ORDER BY departs
"""


def uuid_of(kind: int, number: int) -> UUID:
    return UUID(f"{kind:08d}-0000-7000-8000-{number:012x}")


def member(world: World, port: int | None = None) -> Database:
    """The first clerk, signed in; over another port if one is named."""
    parts = conninfo_to_dict(world.url_of(0))
    database = Database(world.url_of(0).replace(f":{parts['port']}/", f":{port or parts['port']}/"))
    database.token = "token-0"
    return database


def prepare(world: World) -> None:
    """Forty trains of one day, some seats of each sold."""
    world.open_schedules(DAY * 50, TRAINS)
    one_run(world, OURS, 900, DAY * 50, TRAINS, 4)
    world.settle()


def _timed(act: Callable[[], Any], calls: int = CALLS) -> float:
    """Seconds of one call, median."""
    taken = []
    for _ in range(calls):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measure(world: World, rounds: int = ROUNDS) -> dict[str, float]:
    """map_ratio and search_ratio: medians of interleaved rounds; with the milliseconds they stand for."""
    database = member(world)
    schedule = uuid_of(SCHEDULE, DAY * 50)
    today = world.owner.execute("SELECT current_date").fetchone()
    assert today is not None
    on = today[0] + timedelta(days=1 + DAY)
    request = SearchRequest("Q1", f"Q{LEGS + 1}", on, 1)
    bare = {"origin": request.origin, "destination": request.destination, "day": on}
    acts: dict[str, Callable[[], Any]] = {
        "select_ms": lambda: database.read(lambda s: s.rows("SELECT 1")),
        "map_ms": lambda: seats.seat_map(database, schedule, 1, LEGS + 1, new_id(), car_number=1),
        "bare_ms": lambda: database.read(lambda s: s.rows(BARE, bare)),
        "search_ms": lambda: journeys.search(database, request),
    }
    found = journeys.search(database, request)
    if (
        len(found) != TRAINS
        or not seats.seat_map(database, schedule, 1, LEGS + 1, None, car_number=1).coaches[0].seats
    ):
        raise RuntimeError(f"{len(found)} trains found where {TRAINS} run")
    for act in acts.values():
        _timed(act, 10)
    seen: list[dict[str, float]] = [{name: 1000 * _timed(act) for name, act in acts.items()} for _ in range(rounds)]
    database.close()
    return {
        "map_ratio": statistics.median(one["map_ms"] / one["select_ms"] for one in seen),
        "search_ratio": statistics.median(one["search_ms"] / one["bare_ms"] for one in seen),
        **{name: statistics.median(one[name] for one in seen) for name in acts},
    }


def wire(world: World) -> dict[str, float]:
    """Round trips of the two services, and what a clerk waits for both together over a line 40 ms long.

    Between the two somebody types names, so the news that follows a hold is long out when the sale is sent.
    """
    port = int(str(conninfo_to_dict(world.owner_url)["port"]))
    turns: dict[str, list[int]] = {"hold": [], "sell": []}
    taken = []
    with Line(port, SPEED_MS / 1000) as line:
        database = member(world, line.port)
        database.call("touch_session")
        for number in range(9):
            request, sale = _requests(number)
            waited = 0.0
            for name, act in (
                ("hold", partial(seats.hold, database, request)),
                ("sell", partial(sales.sell, database, sale)),
            ):
                before, began = line.turns, time.perf_counter()
                act()
                waited += time.perf_counter() - began
                turns[name].append(line.turns - before)
                time.sleep(0.15)
            taken.append(1000 * waited)
        database.close()
    return {
        "hold_round_trips": max(turns["hold"]),
        "sell_round_trips": max(turns["sell"]),
        "sale_ms_at_40ms": statistics.median(taken[2:]),
    }


def _requests(number: int) -> tuple[HoldRequest, SellRequest]:
    """A seat of the last coach, where the sales of `prepare` do not come."""
    seat = uuid_of(SEAT, (DAY * 50 % 50) * 100000 + 399 - number)
    sale, booking = new_id(), new_id()
    person = PassengerEntry(
        seq=1, passenger_id=new_id(), ticket_id=new_id(), print_job_id=new_id(), name="Penumpang Uji", type="adult",
        identity_type="nik", identity_number=f"31740145078{number:05d}", birth_date=None, gender=None, seat_id=seat,
    )  # fmt: skip
    return (
        HoldRequest(sale, booking, 1, uuid_of(SCHEDULE, DAY * 50), 1, LEGS + 1, (seat,)),
        SellRequest(sale, (BookingEntry(booking, (person,), FARE, None),), new_id(), FARE, FARE),
    )


def growth(world: World) -> dict[str, float]:
    """The two figures again at one and at ten million seat rows, each over its `SELECT 1` of the same minute."""
    figures = []
    prepare(world)
    for days in (50, 500):
        have = world.owner.execute("SELECT count(*) FROM seat_inventory").fetchone()
        assert have is not None
        first = 3 if days == 50 else 50
        for day in range(first, days, 25):
            world.open_schedules(day * 50, min(25, days - day) * 50)
        world.settle()
        figures.append(measure(world, 11))
    small, large = figures
    rows = world.owner.execute("SELECT count(*) FROM seat_inventory").fetchone()
    assert rows is not None
    return {
        "map_growth": large["map_ratio"] / small["map_ratio"],
        "search_growth": (large["search_ms"] / large["select_ms"]) / (small["search_ms"] / small["select_ms"]),
        "seat_rows": rows[0],
    }
