"""A counter for printer tests: numbers issues as the database would, and counts what is valid on all paper."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from uuid import UUID

from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer import Printer, PrinterSettings, PrinterStatus
from kai_counter.devices.session import Timing
from kai_counter.devices.simulator import Simulator
from kai_counter.values.ids import new_id
from kai_counter.values.print_data import PrintData

FAST = Timing(
    connect=1.0,
    answer=0.4,
    automatic=0.4,
    flushes=2,
    probe=0.2,
    cleared=0.4,
    progress=0.6,
    acknowledged=2.0,
    retries=(0.05,),
    idle=60.0,
    drawer_patience=5.0,
)


def small_document(text: str, code: str) -> PrintData:
    """About 60 mm of paper: some lines, a symbol, some lines, the cut."""
    qr = code.encode()
    symbol = (
        b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E2"
        + b"\x1d(k"
        + (len(qr) + 3).to_bytes(2, "little")
        + b"1P0"
        + qr
        + b"\x1d(k\x03\x001Q0"
    )
    header = b"\x1b@\x1da\x0f" + text.encode() + b"\nbaris\nbaris\nbaris\n"
    return PrintData(header, symbol, b"kaki\nkaki\n\x1dVB\x00")


class Tickets:
    """The database's part: which issue of each ticket is the valid one."""

    def __init__(self, make: Callable[[str, str], PrintData] = small_document) -> None:
        self.valid: dict[str, int] = {}
        self.given: dict[UUID, PrintJob] = {}
        self.is_away = False
        self._make = make
        self._lock = threading.Lock()

    def job(self, ticket: str) -> PrintJob:
        self.valid[ticket] = 1
        return self._numbered(new_id(), ticket, 1)

    def next_issue(self, job: PrintJob) -> PrintJob | None:
        """Idempotent by the job id that the printer fixed beforehand, as the verb `reprint` is."""
        with self._lock:
            if self.is_away:
                return None
            assert job.next_job_id is not None
            if job.next_job_id not in self.given:
                ticket = str(job.facts["ticket"])
                self.valid[ticket] += 1
                self.given[job.next_job_id] = self._numbered(job.next_job_id, ticket, self.valid[ticket])
            return self.given[job.next_job_id]

    def _numbered(self, job_id: UUID, ticket: str, issue: int) -> PrintJob:
        data = self._make(f"{ticket} cetakan {issue}", f"{ticket}/{issue}")
        return PrintJob(job_id, "ticket", data, issue, {"ticket": ticket})

    def assert_never_two(self, *printers: Simulator) -> None:
        """No paper exists twice, and at most one of each ticket's papers is the valid issue."""
        printed = Counter(code for printer in printers for code in printer.codes)
        assert all(count == 1 for count in printed.values()), printed
        for ticket, issue in self.valid.items():
            assert printed[f"{ticket}/{issue}"] <= 1

    def assert_each_once(self, *printers: Simulator) -> None:
        self.assert_never_two(*printers)
        whole = [code for printer in printers for paper in printer.papers if paper.is_whole for code in paper.codes]
        for ticket, issue in self.valid.items():
            assert f"{ticket}/{issue}" in whole


class Watcher:
    """Everything a printer told, and a way to wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.jobs: list[PrintJob] = []
        self.statuses: list[PrinterStatus] = []

    def __call__(self, news: PrintJob | PrinterStatus) -> None:
        with self._changed:
            (self.jobs if isinstance(news, PrintJob) else self.statuses).append(news)  # type: ignore[arg-type]
            self._changed.notify_all()

    def states(self, job_id: UUID) -> list[str]:
        with self._changed:
            return [job.state for job in self.jobs if job.job_id == job_id]

    def wait(self, condition: Callable[[Watcher], bool], timeout: float = 10.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), timeout), (
                [(job.state, job.reason, job.reached) for job in self.jobs],
                self.statuses[-1:],
            )

    def wait_state(self, job_id: UUID, *states: str) -> PrintJob:
        self.wait(lambda watcher: any(job.job_id == job_id and job.state in states for job in watcher.jobs))
        return next(job for job in reversed(self.jobs) if job.job_id == job_id and job.state in states)

    def wait_question(self, job_id: UUID) -> PrintJob:
        self.wait(lambda watcher: any(job.job_id == job_id and job.asks for job in watcher.jobs))
        return next(job for job in reversed(self.jobs) if job.job_id == job_id and job.asks)

    def wait_status(self, condition: Callable[[PrinterStatus], bool]) -> PrinterStatus:
        self.wait(lambda watcher: any(condition(status) for status in watcher.statuses))
        return next(status for status in reversed(self.statuses) if condition(status))


class Bench:
    """Simulators and printers of one test; closes them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tickets = Tickets()
        self.simulators: list[Simulator] = []
        self.printers: list[Printer] = []

    def simulator(self, **options: object) -> Simulator:
        simulator = Simulator(**options)  # type: ignore[arg-type]
        self.simulators.append(simulator)
        return simulator

    def printer(
        self, simulator: Simulator, *, timing: Timing = FAST, acknowledgement: str = "process_id", **options: object
    ) -> tuple[Printer, Watcher]:
        watcher = Watcher()
        name = str(options.pop("name", "loket"))
        adopts = bool(options.pop("adopts", True))
        settings = PrinterSettings(name=name, acknowledgement=acknowledgement, **options)  # type: ignore[arg-type]
        printer = Printer(
            settings,
            Journal(self.folder),
            watcher,
            next_issue=self.tickets.next_issue,
            dial=simulator.dial,
            timing=timing,
            adopts=adopts,
        )
        self.printers.append(printer)
        return printer, watcher

    def close(self) -> None:
        for thing in (*self.simulators, *self.printers):
            thing.close()


def codes_of(printers: Iterable[Simulator]) -> list[str]:
    return [code for printer in printers for code in printer.codes]
