"""The timetable as an operator handles it: import a folder, keep the travel dates open, load the sample.

These run with the owner's connection (`kai-counter timetable …`, first start), not with a clerk's. What reads and
writes a network is loaded when one is: every start opens dates, and nothing else here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from kai_counter.errors import Refused
from kai_counter.values.ids import new_id
from kai_counter.values.network import BadNetwork, Finding

Progress = Callable[[str, float], None]
"""Called with a word (read, write, open, sell, done) and the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: rows written by table, and each row that did not go in as it stood."""

    stations: int
    trains: int
    findings: tuple[Finding, ...]
    written: dict[str, int] = field(default_factory=dict)

    def count(self, action: str) -> int:
        return sum(finding.action == action for finding in self.findings)

    def lines(self) -> Iterator[str]:
        """One plain line a finding: "rejected  trains.csv:136  251B: the same train as 251"."""
        for f in self.findings:
            yield f"{f.action:9} {f.file}:{f.line}  {f.key}: {f.reason}" if f.line else (
                f"{f.action:9} {f.file}  {f.key}: {f.reason}")  # fmt: skip

    def write_csv(self, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(["action", "file", "line", "key", "reason"])
            writer.writerows([f.action, f.file, f.line, f.key, f.reason] for f in self.findings)


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """What opening dates created: dated trains, seat rows, and the last date on sale."""

    schedules: int
    seats: int
    until: date


@dataclass(frozen=True, slots=True)
class SampleCard:
    """What loading the sample did; `bookings` is 0 when the sample sales were there already."""

    report: ImportReport
    opened: OpenedCard
    bookings: int
    passengers: int


def sample_folder() -> Path:
    """resources/network, beside the package in a checkout, inside it when installed."""
    beside = Path(__file__).resolve().parents[2] / "resources" / "network"
    return beside if beside.is_dir() else Path(str(files("kai_counter") / "resources" / "network"))


def import_folder(url: str, folder: Path, progress: Progress | None = None) -> ImportReport:
    """Reads, cleans and writes a timetable folder in one transaction.

    Refuses `timetable_unreadable` (file, line, problem) with nothing written.
    """
    with _owner(url) as connection:
        return _import(connection, folder, progress or _silent)


def open_until(url: str, days: int | None = None) -> OpenedCard:
    """Opens the travel dates from today on, without `days` to the end of the booking window. Call it daily."""
    with _owner(url) as connection:
        return _open(connection, days)


def expire_past(url: str) -> dict[str, Any]:
    """Ends what time ended (arrived trains, unused tickets, holds that ran out); counts by kind."""
    with _owner(url) as connection:
        row = connection.execute("SELECT internal.expire_past()").fetchone()
        return dict(row[0]) if row else {}


def load_sample(owner_url: str, progress: Progress | None = None, *, days: int | None = None,
                folder: Path | None = None, sales: bool = True) -> SampleCard:  # fmt: skip
    """The sample network with its dates open and some seats sold. Safe to repeat: what is there stays.

    `days` limits the dates (tests); one transaction, so that a killed first start leaves an empty database.
    """
    from kai_counter.services.timetable_sales import sell_sample

    say = progress or _silent
    with _owner(owner_url, bulk=True) as connection:
        report = _import(connection, folder or sample_folder(), say)
        say("open", 0.35)
        opened = _open(connection, days)
        say("sell", 0.7)
        bookings, passengers = sell_sample(connection) if sales else (0, 0)
        _record(connection, report, bookings)
        say("done", 1.0)
    return SampleCard(report, opened, bookings, passengers)


def _import(connection: psycopg.Connection[Any], folder: Path, say: Progress) -> ImportReport:
    from kai_counter.services.timetable_rows import write_network
    from kai_counter.values.network_derive import derive

    say("read", 0.0)
    try:
        network = derive(folder)
    except BadNetwork as error:
        raise Refused("timetable_unreadable", file=error.file, line=error.line, problem=error.problem) from error
    say("write", 0.1)
    written = write_network(connection, network)
    return ImportReport(len(network.stations), len(network.trains), network.findings, written)


def _open(connection: psycopg.Connection[Any], days: int | None) -> OpenedCard:
    until = SQL("NULL") if days is None else SQL("(now() AT TIME ZONE 'Asia/Jakarta')::date + {}").format(days)
    row = connection.execute(SQL("SELECT internal.open_dates({})").format(until)).fetchone()
    if row is None:
        raise RuntimeError("open_dates gave no answer")
    if row[0]["seats"]:
        connection.execute("ANALYZE schedules, schedule_classes, seat_inventory")
    return OpenedCard(row[0]["schedules"], row[0]["seats"], date.fromisoformat(row[0]["until"]))


def _record(connection: psycopg.Connection[Any], report: ImportReport, bookings: int) -> None:
    """One line in the trail for what a bulk load wrote past the row triggers; nothing when it wrote nothing."""
    replica = connection.execute("SELECT current_setting('session_replication_role') = 'replica'").fetchone()
    if replica and replica[0] and (bookings or any(report.written.values())):
        connection.execute(
            "INSERT INTO audit_logs (id, entity_type, entity_id, action, new_values, \"session_user\", txid) "
            "VALUES (%s, 'sample_network', current_database(), 'create', %s, session_user, txid_current())",
            [new_id(), Jsonb({"written": report.written, "bookings": bookings})],
        )


@contextmanager
def _owner(url: str, *, bulk: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """One transaction in the role that owns the tables.

    `bulk` with a superuser's address (first start of the embedded server) leaves out row triggers and foreign
    keys, as pg_restore does for data known to fit; unique, check and exclusion constraints hold all the same.
    """
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        row = connection.execute(
            "SELECT r.rolsuper, t.tableowner FROM pg_roles r, pg_tables t "
            "WHERE r.rolname = current_user AND t.schemaname = 'public' AND t.tablename = 'stations'"
        ).fetchone()
        if row is None:
            raise Refused("database_not_migrated")
        if row[0] and bulk:
            connection.execute("SET LOCAL session_replication_role = replica")
        if not row[0] and row[1]:
            connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(row[1])))
        connection.execute("SET LOCAL search_path = public, pg_temp; SET LOCAL jit = off")
        yield connection


def _silent(_word: str, _share: float) -> None:
    """Nobody watches."""


__all__ = ["ImportReport", "OpenedCard", "SampleCard", "expire_past", "import_folder", "load_sample", "open_until",
           "sample_folder"]  # fmt: skip
