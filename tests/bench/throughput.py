# ruff: noqa: E501  (statements stay as pgbench and psql would show them)
"""Sales a second, against the same rows written with nothing to guard them.

pgbench scripts, 32 clients each, every client its own login, counter and shift, as in life (one pgbench a login); prepared
protocol, connections warm before counting begins; rounds of all in turn on fresh dates, median of ratios.

Ours: two calls, `kai.hold` and `kai.sell`, for one passenger who pays cash. The others: see baseline.py.

Where a sale's time goes (sixteen connections in turn, so that none finds its plans in the processor's cache; each guard
taken away in a copy of the database): the trail a fifth, of which its rows alone are most; foreign keys a twentieth;
CHECKs as much; EXCLUDE a thirtieth and the payments' promise a hundredth; what PL/pgSQL asks, weighs and answers a fourth.
With four connections a sale takes four fifths of what it takes with thirty-two: the rest is the processor's cache.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import psycopg

from tests.bench.baseline import BARE, PICK, UNGUARDED, open_twins
from tests.bench.world import ATTEMPT, BOOKING, FARE, JOB, PASSENGER, SALE, SCHEDULE, SEAT, TICKET, World, id_of

ROUNDS = 5
DATES_OF_HOT = ROUNDS + 1  # each round sells on a date of its own
SECONDS, WARMING = 7, 3  # a run; its first seconds are not counted: each new connection compiles the functions once

OURS = (
    PICK
    + f"""
SELECT kai.hold('token-' || :client, {id_of(SALE, ":id")}, {id_of(BOOKING, ":id")}, 1, {id_of(SCHEDULE, ":schedule")},
  :leg, :leg + 1, ARRAY[{id_of(SEAT, ":seat_id")}]);
SELECT kai.sell('token-' || :client, {id_of(SALE, ":id")}, jsonb_build_array(jsonb_build_object(
  'booking_id', {id_of(BOOKING, ":id")}, 'expected_total', {FARE}, 'contact', null,
  'passengers', jsonb_build_array(jsonb_build_object('seq', 1, 'passenger_id', {id_of(PASSENGER, ":id")},
    'ticket_id', {id_of(TICKET, ":id")}, 'print_job_id', {id_of(JOB, ":id")}, 'name', 'Penumpang Uji', 'type', 'adult',
    'identity_type', 'nik', 'identity_number', lpad(:id::text, 16, '0'), 'gender', 'female',
    'birth_date', '1990-01-01', 'seat_id', {id_of(SEAT, ":seat_id")}, 'assistance', jsonb_build_array())))),
  jsonb_build_object('method', 'cash', 'attempt_id', {id_of(ATTEMPT, ":id")}, 'amount', {FARE}, 'tendered', {FARE}));
"""
)


def one_run(world: World, script: str, round_: int, first: int, trains: int, seconds: float = SECONDS) -> float:
    """Sales a second of all clients together; a client that was refused or failed counts as a failure of the run."""
    parts = psycopg.conninfo.conninfo_to_dict(world.url_of(0))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.sql"
        path.write_text(script)
        running = [
            subprocess.Popen(
                [
                    str(world.programs / "pgbench"), "-n", "-c", "1", "-M", "prepared", "-T", str(seconds), "-f", str(path),
                    "-D", f"client={client}", "-D", f"clients={world.clerks}", "-D", "n=0", "-D", f"round={round_}",
                    "-D", f"first={first}", "-D", f"trains={trains}",
                    "-l", "--aggregate-interval=1", f"--log-prefix={folder}/log-{client}",
                    "-h", str(parts["host"]), "-p", str(parts["port"]), "-U", f"staff_{500000 + client}",
                    str(parts["dbname"]),
                ],
                env={**os.environ, "PGPASSWORD": str(parts["password"])},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for client in range(world.clerks)
        ]  # fmt: skip
        said = [process.communicate()[0] for process in running]
        for process, text in zip(running, said, strict=True):
            if process.returncode or "number of failed transactions: 0 " not in text:
                raise RuntimeError(f"pgbench failed:\n{text[-1500:]}")
        return _figure(Path(folder), seconds)


def _figure(folder: Path, seconds: float) -> float:
    """Transactions a second in the whole seconds after the warming ones (pgbench's aggregated log: second, count)."""
    counted: Counter[int] = Counter()
    for log in folder.glob("log-*"):
        for line in log.read_text().splitlines():
            second, transactions = line.split()[:2]
            counted[int(second)] += int(transactions)
    whole = sorted(counted)[min(WARMING, len(counted) - 2) : -1] if len(counted) > 2 else sorted(counted)
    return sum(counted[second] for second in whole) / max(len(whole), 1)


def measure(world: World, trains: int, rounds: int = ROUNDS, first: int = 0) -> list[dict[str, float]]:
    """Sales a second of each script, a round after the other. One hot train or fifty; each round on fresh dates."""
    scripts = {"ours": OURS, "unguarded": UNGUARDED, "bare": BARE}
    found: list[dict[str, float]] = []
    for round_ in range(rounds + 1):
        # schedule numbers: 0, 50, 100 … are dates of the first (large) train; a block of 50 is one date of all
        start = first + round_ * 50
        world.open_schedules(start, trains)
        open_twins(world)
        world.settle()
        number = 3 * (1 + first // 50 + round_)  # no two runs write the same ids
        order = list(scripts) if round_ % 2 else list(reversed(scripts))
        seconds = 1 if round_ == 0 else SECONDS  # the first warms up and is not counted
        figures = {
            name: one_run(world, scripts[name], number + nth, start, trains, seconds)
            for nth, name in enumerate(order)
        }
        if round_:
            found.append(figures)
    return found


def ratio(rounds: list[dict[str, float]], to: str) -> float:
    """The median over the rounds of our sales a second for each of the other's."""
    return statistics.median(one["ours"] / one[to] for one in rounds)
