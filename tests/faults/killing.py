"""A counter that can be killed: a home, a program in a process of its own, wires to database and printer."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter as Count
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
from real_database import FreshDatabase, TestServer
from tiny_network import COUNTERS
from wires import Wire

from kai_counter.config import Printer, Settings, home_at, save_settings
from kai_counter.db.server import address
from kai_counter.devices.simulator import Simulator
from kai_counter.values.ticket_code import decode, looks_like_code

PROGRAM = Path(__file__).with_name("window_program.py")
_SERIAL = itertools.count(1)


def person(name: str = "SITI RAHAYU") -> tuple[str, str]:
    """Somebody new: nobody rides two trains at once."""
    return name, f"317401450785{next(_SERIAL):04d}"


def through(url: str, port: int) -> str:
    """The same database by another door, without a login."""
    parts = urlsplit(address(url))
    return urlunsplit(parts._replace(netloc=f"127.0.0.1:{port}"))


class Mother:
    """The process that has the program's modules loaded and forks one program after the other."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("KAI_COUNTER", "PYTEST"))}
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            env={**inherited, "QT_QPA_PLATFORM": "offscreen"},
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        atexit.register(self.close)

    def bear(self, environment: dict[str, str], streams: tuple[int, int, int]) -> int:
        socket.send_fds(self._line, [json.dumps(environment).encode()], list(streams))
        return int(self._line.recv(100))

    def close(self) -> None:
        self._line.close()
        self._process.wait(10)


@functools.cache
def _mother() -> Mother:
    return Mother()


class Window:
    """One run of the program. `do` waits for the hands to be done, `start` does not, `kill` is -9."""

    def __init__(self, errors: Path, environment: dict[str, str]) -> None:
        self._numbers = itertools.count(1)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._errors = errors
        self.ended = threading.Event()
        down, self._keys = os.pipe()
        self._said, up = os.pipe()
        with errors.open("ab") as noise:
            self.pid = _mother().bear(environment, (down, up, noise.fileno()))
        os.close(down)
        os.close(up)
        threading.Thread(target=self._listen, daemon=True).start()
        self._await(0)

    def _listen(self) -> None:
        with os.fdopen(self._said, encoding="utf-8") as said:
            for line in said:
                self._answers.put(json.loads(line))
        self._answers.put({"n": -1, "error": "the program ended"})
        self.ended.set()

    def _await(self, number: int, seconds: float = 40.0) -> Any:
        while True:
            try:
                answer = self._answers.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"no answer in {seconds} s; {self.errors}") from None
            if answer["n"] in (number, -1):
                assert "error" not in answer, f"{answer['error']}\n{self._seen()}\n{self.errors}"
                return answer["value"]

    def _seen(self) -> str:
        """Every word on the screen, for whoever reads why a test failed."""
        with contextlib.suppress(AssertionError, OSError):
            return str(self._await(self.start("clerk.words(hands, 'window')"), 5))
        return ""

    @property
    def errors(self) -> str:
        return self._errors.read_text(errors="replace")[-4000:]

    def start(self, code: str) -> int:
        number = next(self._numbers)
        os.write(self._keys, (json.dumps({"n": number, "run": code}) + "\n").encode())
        return number

    def do(self, code: str) -> Any:
        return self._await(self.start(code))

    def flow(self, what: str) -> Any:
        return self.do(f"window.workplace.flow.{what}")

    def wait(self, condition: str) -> None:
        self.do(f"hands.wait(lambda: {condition}, {condition!r})")

    def press(self, key: str) -> None:
        self.do(f"hands.press(clerk.Key.Key_{key})")

    def sees(self, name: str) -> bool:
        return bool(self.do(f"hands.sees({name!r})"))

    def says(self, name: str) -> str:
        """The words of a visible label, banner or note, and of everything in it."""
        return str(self.do(f"clerk.words(hands, {name!r})"))

    def kill(self) -> None:
        if not self.ended.is_set():
            os.kill(self.pid, signal.SIGKILL)
        assert self.ended.wait(10)  # its end of the pipe is closed: it is dead
        with contextlib.suppress(OSError):
            os.close(self._keys)


class Machine:
    """A counter's machine: what stays when its program is killed. Tests share one and sell one after the other."""

    def __init__(self, folder: Path, database: Any, port: int, **printer: Any) -> None:
        self.folder, self.database = folder, database
        self.home = home_at(folder / "home")
        self.wire = Wire(port)
        self.printer = Simulator(**printer)
        self.printer_wire = Wire(self.printer.serve())
        self.window: Window | None = None
        settings = Settings(
            counter_code="GMR-01",
            counter_secret=COUNTERS["GMR-01"],
            language="en",
            printer=Printer("tcp", f"127.0.0.1:{self.printer_wire.port}", 80),
        )
        save_settings(self.home, settings)

    def open(self) -> Window:
        """Start the program; whatever the wires held is over."""
        self.wire.free()
        self.printer_wire.free()
        assert self.home.root is not None
        self.window = Window(
            self.folder / "stderr.txt",
            {
                "KAI_COUNTER_HOME": str(self.home.root),
                "KAI_COUNTER_DATABASE_URL": through(self.database.owner_url, self.wire.port),
            },
        )
        return self.window

    def come_in(self, nipp: str = "10001") -> Window:
        window = self.open()
        window.do(f"clerk.come_in(hands, {nipp!r})")
        return window

    def ready(self) -> Window:
        """The program at the board with nothing begun; started anew if the last test left it elsewhere."""
        window = self.window
        if window is not None and not window.ended.is_set():
            with contextlib.suppress(AssertionError, OSError):
                if window.flow("is_empty") and not window.do("list(noise)"):
                    return window
            self.kill()
        self.forget_drafts()
        return self.come_in()

    def forget_drafts(self) -> None:
        for path in self.home.drafts.iterdir():
            path.unlink()

    def kill(self) -> None:
        if self.window is not None:
            self.window.kill()
            self.window = None

    def again(self, nipp: str = "10001") -> Window:
        """kill -9, and the program started again in the same home by the same member."""
        self.kill()
        return self.come_in(nipp)

    def close(self) -> None:
        self.kill()
        self.wire.close()
        self.printer_wire.close()
        self.printer.close()

    def drafts(self) -> list[Path]:
        return sorted(self.home.drafts.glob("*.json"))

    def until(self, condition: Callable[[], Any], seconds: float = 30.0) -> None:
        """For what only the disk or the database can tell."""
        end = threading.Event()
        for _ in range(int(seconds * 50)):
            if condition():
                return
            end.wait(0.02)
        raise AssertionError("did not come")

    # -- what must be true whatever was killed

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database.owner_url, autocommit=True) as connection:
            return list(connection.execute(query.encode(), values or None).fetchall())

    def value(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def papers(self) -> Count[tuple[int, int]]:
        """How often each (ticket, issue) came out whole."""
        bodies = [decode(c)[0] for p in self.printer.papers if p.is_whole for c in p.codes if looks_like_code(c)]
        return Count((body.ticket_number, body.issue_number) for body in bodies)

    def assert_true(self) -> None:
        """Seats, money and paper of the whole database agree; no paper twice."""
        assert self.value("SELECT count(*) FROM internal.mask_disagreements()") == 0
        differing = self.rows(
            "SELECT s.id, s.total, s.tendered, s.change_given, p.paid, a.attempts FROM sales s"
            " LEFT JOIN LATERAL (SELECT sum(amount) AS paid FROM payments WHERE sale_id = s.id"
            "   AND payment_status = 'completed') p ON true"
            " LEFT JOIN LATERAL (SELECT count(*) AS attempts FROM payment_attempts WHERE sale_id = s.id"
            "   AND state = 'confirmed') a ON true"
            " WHERE CASE s.state WHEN 'sold' THEN p.paid IS DISTINCT FROM s.total OR a.attempts <> 1"
            "   OR s.tendered - s.change_given <> s.total ELSE p.paid IS NOT NULL END"
        )
        assert not differing
        unseated = self.value(
            "SELECT count(*) FROM tickets t JOIN passengers p ON p.id = t.passenger_id WHERE p.seat_id IS NOT NULL"
            " AND 1 <> (SELECT count(*) FROM seat_claims c WHERE c.passenger_id = p.id AND c.seat_id = p.seat_id"
            "           AND c.active AND c.state = 'sold')"
        )
        assert unseated == 0
        assert max(self.papers().values(), default=1) == 1

    def assert_sold_once(self, sale_id: str, *, tickets: int = 1, tendered: int | None = None) -> None:
        """One sale with its money, each ticket's valid issue on paper exactly once, and known to be."""
        self.assert_true()
        sale = self.rows("SELECT state, total, tendered FROM sales WHERE id = %s", UUID(sale_id))
        assert [row[0] for row in sale] == ["sold"]
        if tendered is not None:
            assert sale[0][2] == tendered
        issued = self.rows(
            "SELECT t.code_number, t.issue_number, j.state FROM tickets t JOIN bookings b ON b.id = t.booking_id"
            " JOIN print_jobs j ON j.ticket_id = t.id AND j.issue_number = t.issue_number WHERE b.sale_id = %s",
            UUID(sale_id),
        )
        assert len(issued) == tickets
        papers = self.papers()
        for number, issue, state in issued:
            assert papers[number, issue] == 1, (issued, papers)
            assert state in ("confirmed", "confirmed_by_operator"), issued


@contextlib.contextmanager
def module_database(server: TestServer, template: str) -> Iterator[FreshDatabase]:
    """A clone of the template for all tests of a file."""
    name = server.clone(template)
    try:
        yield FreshDatabase(server, name, [])
    finally:
        server.drop(name)


def port_of(server: TestServer) -> int:
    return int(urlsplit(server.url()).port or 0)


def finish(machine: Machine, window: Window, sale: str, *, tickets: int = 1, tendered: int | None = None) -> None:
    """The tickets come out, everything agrees, and Enter is the next customer."""
    window.do("clerk.printed(hands)")
    machine.assert_sold_once(sale, tickets=tickets, tendered=tendered)
    window.do("clerk.next_customer(hands)")
    machine.until(lambda: not machine.drafts())
