"""The gate's figures, on a manifest of 10,000 tickets: twenty gates at once, a long line, no line, a line that is
cut in mid-answer, forged codes, a day's scans. `kai-counter bench gate` runs it."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import psutil

from kai_counter.db.database import Database
from kai_counter.devices import gate_journal
from kai_counter.devices.gate_box import GateBox
from kai_counter.services import gate as verbs
from kai_counter.services.gate_line import GateLine
from kai_counter.values.ids import new_id
from kai_counter.values.judgement import judge
from kai_counter.values.ticket_code import name_hash
from tests import gate_world
from tests.bench.line import Line
from tests.bench.till import sell_without_verbs
from tests.bench.world import World, world
from tests.faults.wires import Wire

TRAINS, SEATS = 25, 400
GATES, RATE, SECONDS = 20, 5, 60
MUTATIONS = 100_000
HOURS = 8
NOW = datetime.now(UTC)


class Station:
    """Trains full of sold tickets that leave in an hour and a half, and gates signed in at their first station."""

    def __init__(self, here: World) -> None:
        self.here = here
        here.open_schedules(0, TRAINS)
        here.owner.execute(
            "UPDATE schedules SET departs_at = now() + interval '90 min', arrives_at = now() + interval '9 h'"
        )
        for train in range(TRAINS):
            sell_without_verbs(here, 0, SEATS, train * SEATS, train)
        for gate in range(1, GATES + 1):
            here.owner.execute(f"GRANT kai_gate TO staff_{500000 + gate}")
        here.owner.execute("UPDATE users SET roles = '{gate}' WHERE nipp > '500000'")
        here.settle()
        clerk = self.database(0)
        self.key = gate_world.Key(9)
        self.key.key_no = clerk.call("register_key", key_id=new_id(), public_key=self.key.public)["key_no"]
        clerk.close()
        self._rows = here.owner.execute(
            "SELECT t.code_number, s.number, s.departure_date, a.number, z.number, p.passenger_name FROM tickets t "
            "JOIN bookings b ON b.id = t.booking_id JOIN schedules s ON s.id = b.schedule_id "
            "JOIN passengers p ON p.id = t.passenger_id JOIN stations a ON a.id = b.origin_station_id "
            "JOIN stations z ON z.id = b.destination_station_id ORDER BY 1"
        ).fetchall()
        self._shown = 0

    def database(self, clerk: int, port: int | None = None) -> Database:
        parts = urlsplit(self.here.url_of(clerk))
        if port is not None:
            parts = parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{port}"))
        found = Database(urlunsplit(parts), "kai-counter bench")
        found.token = f"token-{clerk}"
        return found

    def unused(self, count: int) -> list[tuple[int, str]]:
        """Number and code of tickets nobody has shown yet."""
        rows = self._rows[self._shown : self._shown + count]
        self._shown += count
        return [(row[0], self._code(*row)) for row in rows]

    def _code(self, number: int, schedule: int, day: datetime, origin: int, goal: int, name: str) -> str:
        return gate_world.code(
            number, NOW, self.key, schedule_number=schedule, service_date=day, origin_number=origin,
            destination_number=goal, name_hash=name_hash(number, name),
        )  # fmt: skip

    @contextmanager
    def gate(self, port: int, folder: Path) -> Iterator[GateLine]:
        """A gate on that line, its list of 10,000 taken, its connection made."""
        direct, box = self.database(1), GateBox(folder)
        box.take(verbs.carried(direct, None, None, None), datetime.now(UTC))
        assert len(box.tickets()) == TRAINS * SEATS
        line = GateLine(lambda: self.database(1, port), box, "Utara")
        assert line.link.asker.ask(lambda database: {"seconds": database.ping()}).wait(30)
        try:
            yield line
        finally:
            line.stop()
            box.close()
            direct.close()


def measure() -> dict[str, float]:
    figures: dict[str, float] = {}
    with world(clerks=GATES + 1, seats=SEATS, seats_of_first=SEATS) as here, TemporaryDirectory() as folder:
        station = Station(here)
        port = urlsplit(here.owner_url).port or 0
        for part in (twenty_gates, online, cut):
            figures |= part(station, port, Path(folder) / part.__name__)
    with TemporaryDirectory() as folder:
        return figures | forged() | offline(Path(folder) / "offline") | eight_hours(Path(folder) / "day")


def twenty_gates(station: Station, _port: int, _folder: Path) -> dict[str, float]:
    """Each ticket is held to two gates at the same moment, five a second at each gate, for a minute."""
    pairs = [station.unused(RATE * SECONDS) for _ in range(GATES // 2)]
    gates = [station.database(gate) for gate in range(1, GATES + 1)]
    boarded: dict[int, int] = {}
    took: list[float] = []
    lock = threading.Lock()
    for gate in gates:
        gate.ping()
    start = time.perf_counter() + 1

    def work(gate: Database, tickets: list[tuple[int, str]]) -> None:
        for turn, (number, _code) in enumerate(tickets):
            time.sleep(max(0.0, start + turn / RATE - time.perf_counter()))
            asked = time.perf_counter()
            request = verbs.ScanRequest(new_id(), number, 1, "Utara", "ok", datetime.now(UTC), {})
            lets_in = verbs.scan(gate, request)["boards"]
            with lock:
                took.append(time.perf_counter() - asked)
                boarded[number] = boarded.get(number, 0) + bool(lets_in)

    _together([lambda n=n, gate=gate: work(gate, pairs[n // 2]) for n, gate in enumerate(gates)])  # type: ignore[misc]
    spent = time.perf_counter() - start
    kept = station.here.owner.execute(
        "SELECT count(*) - count(DISTINCT ticket_id) FROM gate_scans WHERE boards"
    ).fetchone()
    assert kept is not None and set(boarded.values()) <= {1, 2}, "somebody with a good ticket was let in nowhere"
    for gate in gates:
        gate.close()
    return {
        "gate_double_boards": max(kept[0], sum(boarded.values()) - len(boarded)),
        "gate_scans_second": len(took) / max(spent, SECONDS),
        "gate_verb_p95_ms": _part(took, 0.95),
    }


def online(station: Station, port: int, folder: Path) -> dict[str, float]:
    """Scan to answer over a line of 40 ms: one round trip, and the journal on disk."""
    with Line(port, 0.040) as wire, station.gate(wire.port, folder) as line:
        took = _answers(line, station.unused(300), by_database=True)
    return {"gate_online_ms": _part(took, 0.95)}


def cut(station: Station, port: int, folder: Path) -> dict[str, float]:
    """The question arrives, its answer never does; then the cable is whole again for the next."""
    wire = Wire(port)
    took, after, by_gate = [], [], 0
    with station.gate(wire.port, folder) as line:
        for _number, code in station.unused(100):
            line.link.worked()  # between two cuts the network is back: it is asked each time
            wire.hold_answer('kai."scan"')
            began = time.perf_counter()
            card = line.scan(code)
            took.append(time.perf_counter() - began)
            assert card.judgement.admits
            by_gate += not card.is_final
            wire.free()
            time.sleep(0.15)
        after.append(by_gate / len(took))
    wire.close()
    assert after[0] > 0.5, "the cable was not cut"
    return {"gate_cut_ms": _part(took, 0.99), "gate_cut_slowest_ms": max(took) * 1000}


def offline(folder: Path) -> dict[str, float]:
    """Nobody is asked: judged, and in the journal on disk before the light turns green."""
    with _alone(folder) as (line, _box):
        took = _answers(line, [(n, gate_world.code(n, NOW)) for n in range(1000, 3000)], by_database=False)
    return {"gate_offline_ms": _part(took, 0.95)}


def forged() -> dict[str, float]:
    """Good codes with a few characters changed or swapped: none may be let in."""
    carried = gate_world.Carried.of(gate_world.listed(NOW, [gate_world.ticket(n) for n in range(1000, 1100)]))
    codes = [gate_world.code(number, NOW) for number in range(1000, 1100)]
    place = gate_world.place()
    accepted = sum(
        judge(gate_world.mutated(codes[seed % 100], seed), carried, place, NOW).admits for seed in range(MUTATIONS)
    )
    return {"gate_forged": accepted}


def eight_hours(folder: Path) -> dict[str, float]:
    """As many scans as eight hours at five a second hold, each uploaded, the list taken whole every hour. Not as
    slowly, and the disk is not waited for."""
    listed = gate_world.listed(NOW, [gate_world.ticket(number) for number in range(1000, 11_000)])
    codes = [gate_world.code(number, NOW) for number in range(1000, 11_000)]
    seen = []
    with patch.object(gate_journal.os, "fsync", lambda handle: None), _alone(folder, listed) as (line, box):
        for turn in range(HOURS * 3600 * RATE):
            card = line.scan(codes[turn % 10_000])
            box.journal.uploaded(card.scan_id)
            if turn % 500 == 0:
                box.tidy()
            if turn % (3600 * RATE) == 0:
                box.take(listed, NOW)
                seen.append(psutil.Process().memory_info().rss / 1_000_000)
    seen.append(psutil.Process().memory_info().rss / 1_000_000)
    return {"gate_growth_mb": seen[-1] - seen[1]}


@contextmanager
def _alone(folder: Path, listed: dict[str, object] | None = None) -> Iterator[tuple[GateLine, GateBox]]:
    """A gate that was never online in this life, with 10,000 tickets in its store."""
    box = GateBox(folder)
    box.take(listed or gate_world.listed(NOW, [gate_world.ticket(n) for n in range(1000, 11_000)]), NOW)
    dead = Wire(1)
    nobody = f"postgresql://nobody@127.0.0.1:{dead.port}/none"
    line = GateLine(lambda: Database(nobody), box, "Utara", is_offline=True)
    try:
        yield line, box
    finally:
        line.stop()
        box.close()
        dead.close()


def _answers(line: GateLine, tickets: list[tuple[int, str]], *, by_database: bool) -> list[float]:
    took = []
    for _number, code in tickets:
        began = time.perf_counter()
        card = line.scan(code)
        took.append(time.perf_counter() - began)
        assert card.judgement.admits, card
        assert card.is_final == by_database or took[-1] > 0.25, card
    return took


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _part(seconds: list[float], part: float) -> float:
    """This quantile, in milliseconds."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[round(part * 100) - 1] * 1000
