"""Is everything there that a sale needs? One line a check, and what to do about the ones that fail.

Nothing is changed and nothing started: a doctor who repairs hides what was wrong.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kai_counter.config import Home, Misconfigured, Printer, Settings, load_settings
from kai_counter.db.server import EmbeddedServer
from kai_counter.db.server_place import SYSTEM_FOLDER
from kai_counter.errors import Refused, Unavailable
from kai_counter.ops.prepare import fingerprint

if TYPE_CHECKING:
    import psycopg

FREE_LEAST = 1_000_000_000  # bytes; a year of one counter's sales is far less, a full disk stops them all
PYTHON_LEAST = (3, 11)


@dataclass(frozen=True)
class Finding:
    """`ok` None: cannot be judged here, or nothing to check."""

    name: str
    ok: bool | None
    said: str
    remedy: str = ""

    @property
    def line(self) -> str:
        mark = {True: "✓", False: "✗", None: "–"}[self.ok]
        return f"{mark} {self.name}: {self.said}" + (f"  → {self.remedy}" if self.remedy else "")


def examine(home: Home) -> Iterator[Finding]:
    """Every check in turn. A check that cannot run is a finding, never an exception of its own."""
    try:
        settings = load_settings(home)
        yield Finding("configuration", True, str(home.settings_file))
    except Misconfigured as error:
        settings = Settings()
        yield Finding("configuration", False, str(error), "correct the file, then run this again")
    yield _python()
    yield _qt()
    yield display()
    yield from _database(home, settings)
    yield _counter(settings)
    yield _printer(settings.printer)
    yield _clock()
    yield _disk(home)
    yield Finding("where things are", None, f"data {home.data}, configuration {home.config}, logs {home.logs}")


def _python() -> Finding:
    found = platform.python_version()
    return Finding(
        "Python", sys.version_info >= PYTHON_LEAST, f"{found} ({sys.executable})",
        "" if sys.version_info >= PYTHON_LEAST else "install Python 3.11 or later, then `make run` again",
    )  # fmt: skip


def _qt() -> Finding:
    # In a process of its own: a Qt with a missing library may end the whole program, not only the import.
    question = "import PySide6, PySide6.QtWidgets, PySide6.QtNetwork; print(PySide6.__version__)"
    try:
        done = subprocess.run(
            [sys.executable, "-c", question], capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding("Qt", False, "does not load within a minute", "run `make clean`, then `make run`")
    said = (done.stderr.strip().splitlines() or [""])[-1]
    if done.returncode != 0:
        return Finding("Qt", False, said or f"ends with {done.returncode}", "`make run` names what is missing")
    version = done.stdout.strip()
    if version.startswith("6.12") and sys.version_info < (3, 12):
        return Finding("Qt", False, f"PySide6 {version} aborts on this Python", "run `make clean`, then `make run`")
    return Finding("Qt", True, f"PySide6 {version}")


def display() -> Finding:
    """Can a window open here?"""
    if sys.platform != "linux":
        return Finding("display", True, "the system's own")
    if os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        return Finding("display", True, "offscreen (QT_QPA_PLATFORM)")
    if os.environ.get("WAYLAND_DISPLAY"):
        return Finding("display", True, "Wayland")
    if not os.environ.get("DISPLAY"):
        return Finding("display", False, "none (DISPLAY is not set)", "`kai-counter demo` works without one")
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError:
        return Finding("display", False, "Qt lacks libxcb-cursor", "sudo apt-get install -y libxcb-cursor0")
    return Finding("display", True, f"X11 {os.environ['DISPLAY']}")


def _database(home: Home, settings: Settings) -> Iterator[Finding]:
    if settings.database_url:
        from kai_counter.ops.central import certificate, door

        yield from certificate(settings)
        yield door(settings)
        return
    try:
        server = EmbeddedServer(home)
        status = server.status()
    except Unavailable as error:
        yield Finding("PostgreSQL", False, error.hint, "run `make run` again")
        return
    if not status.running:
        if status.initialised:
            yield Finding("PostgreSQL", False, "not started", "`kai-counter database start`")
        else:
            yield Finding("PostgreSQL", False, "no database yet", "`make run`")
        return
    where = f"port {status.port} on this machine, {status.cluster}"
    yield Finding("PostgreSQL", True, where + (f"; {status.note}" if status.note else ""))
    yield from _inside(server)
    others = [home_ for home_ in _orphans() if home_ != status.cluster.parent]
    if others:
        yield Finding("other clusters", None, f"{len(others)} of other homes in {SYSTEM_FOLDER / 'clusters'}")


def _inside(server: EmbeddedServer) -> Iterator[Finding]:
    """What only a look into the database tells."""
    import psycopg

    try:
        with psycopg.connect(server.url(), connect_timeout=5) as connection:
            row = connection.execute("SELECT to_regclass('public.installation') IS NOT NULL").fetchone()
            if row is None or not row[0]:
                yield Finding("migrations", False, "not yet applied", "`kai-counter migrate`")
                return
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            current = server.remembered("migrated") == fingerprint()
            yield Finding("migrations", current, str(version[0] if version else "none"),
                          "" if current else "`kai-counter migrate`")  # fmt: skip
            yield _promises(connection)
            yield _settings(connection)
    except psycopg.OperationalError as error:
        yield Finding("database", False, (str(error).strip().splitlines() or ["no answer"])[-1],
                      "`kai-counter database stop`, then start")  # fmt: skip


def _promises(connection: psycopg.Connection[Any]) -> Finding:
    """Constraints, triggers, policies and grants as the migrations promise them (alembic does not see these)."""
    from kai_counter.db.promises import broken_promises

    broken = broken_promises(connection)
    if broken:
        return Finding("promises", False, f"{len(broken)} broken, first: {broken[0]}",
                       "`kai-counter migrate`; if it stays, restore a backup")  # fmt: skip
    return Finding("promises", True, "constraints, triggers, policies and grants are as promised")


def _settings(connection: psycopg.Connection[Any]) -> Finding:
    """What a migration cannot set: the administrator's part of postgresql.conf."""
    from kai_counter.db.server_settings import unfit

    wrong = unfit(connection)
    if wrong:
        return Finding("settings", False, f"{len(wrong)} to change, first: {wrong[0]}", "in postgresql.conf")
    return Finding("settings", True, "the server's are as a till needs them")


def _counter(settings: Settings) -> Finding:
    if settings.is_counter:
        room = ", in a training room: nothing of it is real" if settings.training else ""
        return Finding("counter", True, settings.counter_code + room)
    remedy = "`kai-counter counter adopt CODE`" if settings.database_url else "`make run` registers it"
    return Finding("counter", False, "this machine is not registered", remedy)


def _printer(printer: Printer) -> Finding:
    if printer.kind == "virtual":
        return Finding("printer", True, "the virtual one in the window")
    if printer.kind == "serial":
        there = Path(printer.address).exists() or os.name == "nt"
        return Finding("printer", there, printer.address, "" if there else "plug it in, or correct printer.address")
    host, _, port = printer.address.rpartition(":")
    try:
        socket.create_connection((host or printer.address, int(port) if host else 9100), 3).close()
    except (OSError, ValueError):
        return Finding("printer", False, f"{printer.address} does not answer", "switch it on, check its cable")
    return Finding("printer", True, f"{printer.address} answers; `kai-counter printer test` prints")


def _clock() -> Finding:
    now = datetime.now(UTC)
    said = now.strftime("%Y-%m-%d %H:%M:%S UTC")
    if now.year < 2025:
        return Finding("clock", False, said, "set the clock: `sudo timedatectl set-ntp true`")
    if (control := shutil.which("timedatectl")) is None:
        return Finding("clock", None, f"{said}; whether it is kept by a time server is not known here")
    done = subprocess.run(
        [control, "show", "-p", "NTPSynchronized", "--value"],
        capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    kept = {"yes": True, "no": False}.get(done.stdout.strip())
    said += {True: ", kept by a time server", False: ", not kept by a time server", None: ""}[kept]
    return Finding("clock", kept, said, "`sudo timedatectl set-ntp true`" if kept is False else "")


def _disk(home: Home) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=home.data) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Finding("disk", False, f"cannot write in {home.data}: {error.strerror}", "free or repair the disk")
    free = shutil.disk_usage(home.data).free
    enough = free >= FREE_LEAST
    remedy = "" if enough else "make room: a full disk stops sales"
    return Finding("disk", enough, f"{free / 1e9:.1f} GB free", remedy)


def _orphans() -> list[Path]:
    folder = SYSTEM_FOLDER / "clusters"
    return sorted(folder.iterdir()) if folder.is_dir() and os.access(folder, os.R_OK) else []


def report(home: Home, say: Callable[[str], None]) -> bool:
    """Say every line; True when nothing failed."""
    fine = True
    try:
        for finding in examine(home):
            say(finding.line)
            # Without a display the counter still sells in the demonstration; a machine for it has one.
            fine = fine and (finding.ok is not False or finding.name == "display")
    except (Refused, Unavailable) as error:
        say(Finding("doctor", False, str(error)).line)
        return False
    return fine
