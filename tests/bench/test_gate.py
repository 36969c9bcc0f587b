# ruff: noqa: E501  (requests stay on the line that sends them)
"""The gate's numbers: 100,000 forged codes, a decision on 10,000 tickets, 20 gates × 5 scans a second.

    pytest tests/bench/test_gate.py -s --override-ini addopts="--import-mode=importlib"
"""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from gate_world import Carried, code, listed, mutated, place, ticket
from gates import Key, at_gate, code_of, leaves_in, scan, sold_tickets
from till import Till, as_owner, trains
from wires import Wire

from kai_counter.db.database import Database
from kai_counter.devices import gate_journal
from kai_counter.devices.gate_box import GateBox
from kai_counter.services import gate as gate_verbs
from kai_counter.services import gate_upkeep
from kai_counter.services.gate_line import GateLine
from kai_counter.values.gate_facts import GateEntry
from kai_counter.values.ids import new_id
from kai_counter.values.judgement import judge

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
NOW = datetime.now(UTC)
MUTATIONS = int(os.environ.get("KAI_BENCH_MUTATIONS", "100000"))
SECONDS = int(os.environ.get("KAI_BENCH_GATE_SECONDS", "60"))
GATES, RATE = 20, 5


def test_a_hundred_thousand_mutations_none_accepted() -> None:
    carried = Carried.of(listed(NOW, [ticket(number) for number in range(1000, 1100)]))
    codes = [code(number, NOW) for number in range(1000, 1100)]
    told: dict[str, int] = {}
    for seed in range(MUTATIONS):
        found = judge(mutated(codes[seed % 100], seed), carried, place(), NOW)
        told[found.code] = told.get(found.code, 0) + 1
    print(told)
    assert set(told) <= {"unreadable", "unknown_key", "invalid_signature"}


def test_offline_on_ten_thousand_tickets(tmp_path: Path) -> None:
    """Judged and in the journal on disk: p95 ≤ 30 ms."""
    box = GateBox(tmp_path / "gate")
    box.take(listed(NOW, [ticket(number) for number in range(1000, 11_000)]), NOW)
    took = []
    for number in range(1000, 3000):
        text = code(number, NOW)
        began = time.perf_counter()
        found = judge(text, box, place(), NOW)
        box.record(GateEntry(new_id(), NOW, "scan", "Utara", found.code, number, 1, True))
        took.append(time.perf_counter() - began)
        assert found.code == "ok"
    box.close()
    took.sort()
    print(f"p50 {took[1000] * 1000:.1f} ms, p95 {took[1900] * 1000:.1f} ms, p99 {took[1980] * 1000:.1f} ms")
    assert took[1900] <= 0.030


class SlowWire(Wire):
    """20 ms each way."""

    def _forward(self, data: bytes, silent: threading.Event) -> bytes:
        time.sleep(0.020)
        return super()._forward(data, silent)

    def _back(self, data: bytes, silent: threading.Event) -> bytes:
        time.sleep(0.020)
        return super()._back(data, silent)


def test_online_with_forty_milliseconds(fresh_database: Any, tmp_path: Path) -> None:
    """Scan to answer: p95 ≤ 100 ms, one round trip and the journal on disk."""
    with as_owner(fresh_database.owner_url) as owner:
        train = trains(owner)[0]
        leaves_in(owner, train, 100)
        till = Till(fresh_database.signed_in("10001")).open_shift()
        tickets = [one for first in range(0, 48, 4) for one in sold_tickets(till, train, 4, first)]
    key, direct = Key.registered(till.database), at_gate(fresh_database)
    parts = urlsplit(fresh_database.url_for("30001"))
    wire, box, opened = SlowWire(parts.port or 0), GateBox(tmp_path / "gate"), []

    def connect() -> Database:
        opened.append(Database(urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}")))))
        opened[-1].token = direct.token
        return opened[-1]

    gate_upkeep.refresh(direct, box, None, lambda: datetime.now(UTC))
    line = GateLine(connect, box, "Utara")
    line.start()
    assert line._asker.ask(lambda database: {"seconds": database.ping()}).wait(10)  # connected
    took, by_database = [], 0
    for one in tickets:
        text = code_of(one, key)
        began = time.perf_counter()
        card = line.scan(text)
        took.append(time.perf_counter() - began)
        by_database += card.is_final
        assert card.judgement.admits
    assert by_database >= len(tickets) - 1, by_database
    line.stop()
    wire.close()
    box.close()
    took = sorted(took[1:])
    print(f"p50 {took[23] * 1000:.0f} ms, p95 {took[44] * 1000:.0f} ms")
    assert took[44] <= 0.100


def test_the_cable_cut_in_mid_answer(fresh_database: Any, tmp_path: Path) -> None:
    """The call arrives, its answer never does: p99 ≤ 300 ms on a list of 10,000 tickets, whoever answers."""
    with as_owner(fresh_database.owner_url) as owner:
        train = trains(owner)[0]
        leaves_in(owner, train, 100)
        till = Till(fresh_database.signed_in("10001")).open_shift()
        tickets = [one for first in range(0, 48, 4) for one in sold_tickets(till, train, 4, first)]
    key, direct = Key.registered(till.database), at_gate(fresh_database)
    parts = urlsplit(fresh_database.url_for("30001"))
    wire, box = Wire(parts.port or 0), GateBox(tmp_path / "gate")

    def connect() -> Database:
        made = Database(urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{wire.port}"))))
        made.token = direct.token
        return made

    answer = gate_verbs.carried(direct, None, None, None)
    schedule = answer["trains"][0]["number"]
    answer["tickets"] += [ticket(5_000_000 + number, schedule=schedule) for number in range(10_000)]
    box.take(answer, datetime.now(UTC))
    line = GateLine(connect, box, "Utara")
    assert line._asker.ask(lambda database: {"seconds": database.ping()}).wait(10)  # connected
    took, by_gate = [], 0
    for one in tickets:
        line._failures = 0  # the network is back between two cuts: it is asked each time
        wire.hold_answer('kai."scan"')
        text = code_of(one, key)
        began = time.perf_counter()
        card = line.scan(text)
        took.append(time.perf_counter() - began)
        by_gate += not card.is_final
        assert card.judgement.admits
        wire.free()
        time.sleep(0.15)
    line.stop()
    wire.close()
    box.close()
    took.sort()
    print(f"{by_gate} of {len(took)} by the gate; p50 {took[24] * 1000:.0f} ms, p99 {took[-1] * 1000:.0f} ms")
    assert by_gate >= len(took) // 2 and took[-1] <= 0.300


def test_eight_hours_of_scans_keep_the_memory_flat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five a second for eight hours, each uploaded, the list taken again every few hundred; the disk is not waited for."""
    monkeypatch.setattr(gate_journal.os, "fsync", lambda handle: None)
    box = GateBox(tmp_path / "gate")
    tickets = [ticket(number) for number in range(1000, 11_000)]
    box.take(listed(NOW, tickets), NOW)
    seen = []
    for turn in range(8 * 3600 * 5):
        number = 1000 + turn % 10_000
        entry = GateEntry(new_id(), NOW, "scan", "Utara", "ok", number, 1, True)
        box.record(entry)
        box.journal.uploaded(entry.id)
        box.learn(ticket(number, status="used", boarded_at=NOW.isoformat()))
        if turn % 500 == 0:
            box.tidy()
        if turn % 14_400 == 0:
            box.take(listed(NOW, tickets), NOW)
            seen.append(psutil.Process().memory_info().rss // 1024)
    box.close()
    print(f"KB resident: {seen}")
    assert seen[-1] - seen[2] < 10_000


def test_twenty_gates_five_scans_a_second(fresh_database: Any) -> None:
    """Every ticket is shown at two gates; each boards once."""
    with as_owner(fresh_database.owner_url) as owner:
        found = trains(owner)
        till = Till(fresh_database.signed_in("10001")).open_shift()
        tickets: list[dict[str, Any]] = []
        for train in found[:4]:
            leaves_in(owner, train, 100)
            for first in range(0, 48, 4):
                tickets += sold_tickets(till, train, 4, first)
        gates = [at_gate(fresh_database, counter=f"GMR-0{1 + n % 2}") for n in range(GATES)]
        took: list[float] = []

        def work(gate: Any, mine: int) -> None:
            began = time.perf_counter()
            for turn in range(SECONDS * RATE):
                asked = time.perf_counter()
                scan(gate, tickets[(mine // 2 * SECONDS * RATE + turn) % len(tickets)])
                took.append(time.perf_counter() - asked)
                time.sleep(max(0.0, began + (turn + 1) / RATE - time.perf_counter()))

        threads = [threading.Thread(target=work, args=pair) for pair in zip(gates, range(GATES), strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took.sort()
        row = owner.execute("SELECT count(*), count(DISTINCT ticket_id) FROM gate_scans WHERE boards").fetchone()
        total = owner.execute("SELECT count(*) FROM gate_scans").fetchone()
        print(f"{total} scans, boarded {row}, p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms")
        assert row is not None and row[0] == row[1] and total == (GATES * RATE * SECONDS,)
