"""The PostgreSQL inside: for one machine, a demo, training and tests. One cluster per home.

The server outlives the window that started it (a second counter may be using it) and is found again by the
next start, also after either was killed. It listens on this machine only; every login needs its password.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from kai_counter.config import Home, write_private
from kai_counter.db.server_logs import ServerLogs, fatal_line, last_line
from kai_counter.db.server_place import Place, place_of
from kai_counter.db.server_process import end_orphans, pid_is_of_another, pid_lines, running_pid
from kai_counter.errors import Unavailable

DATABASE = "kai"
SUPERUSER = "postgres"
ADDRESS = "127.0.0.1"
SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un
PORTS = range(15400, 32700)  # below what outgoing connections are lent, so that a kept port stays free
START_SECONDS = 60.0  # a start may include crash recovery
STOP_SECONDS = 20.0
PREPARE_SECONDS = 900.0  # the first one loads the sample network
INIT_LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


@dataclass(frozen=True)
class ServerStatus:
    running: bool
    initialised: bool
    pid: int | None
    port: int | None
    cluster: Path
    logs: Path
    programs: Path
    account: str  # empty: ourselves
    note: str


class EmbeddedServer:
    """Start, find and stop this home's server; several processes may do so at once."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._place: Place | None = None

    @property
    def place(self) -> Place:
        self._place = self._place or place_of(self.home)
        return self._place

    @property
    def _logs(self) -> ServerLogs:
        return ServerLogs(self.home, self.place)

    def start(self) -> str:
        """Make the cluster if there is none, start it unless it runs; returns the superuser's URL."""
        with self._alone():
            if not (self.place.cluster / "PG_VERSION").exists():
                self._initialise()
            self._start()
            if not self._state().get("database_made"):
                self._make_database()
        return self.url()

    def stop(self) -> bool:
        """Stop it, ending whatever is connected; False if it was not running."""
        if not self.place.cluster.exists():
            return False
        with self._alone():
            cluster = self.place.cluster
            pid = running_pid(cluster)
            # pg_ctl's own waiting looks at postmaster.pid, which a killed server leaves for ever.
            for mode, seconds in (("fast", STOP_SECONDS), ("immediate", STOP_SECONDS)):
                if pid is None or self._asked_to_stop(pid, mode, seconds):
                    return pid is not None
            raise Unavailable("database", f"PostgreSQL (process {pid}) does not stop")

    def erase(self) -> None:
        """Stop it and delete its cluster, password and logs. For tests and demonstrations."""
        self.stop()
        if self.place.folder.exists():
            shutil.rmtree(self.place.folder)

    def status(self) -> ServerStatus:
        place = self.place
        pid = running_pid(place.cluster)
        return ServerStatus(
            running=pid is not None,
            initialised=(place.cluster / "PG_VERSION").exists(),
            pid=pid,
            port=self._state().get("port"),
            cluster=place.cluster,
            logs=self.home.logs / "postgres",
            programs=place.programs,
            account=place.account.name if place.account else "",
            note=place.note,
        )

    def url(self, role: str | None = None, password: str | None = None, database: str = DATABASE) -> str:
        """The superuser's URL, or that of another login; without a password where none is given."""
        state = self._state()
        if "port" not in state or "password" not in state:
            hint = "the embedded server was never started; run `kai-counter database start`"
            raise Unavailable("database", hint)
        if role is None:
            role, password = SUPERUSER, state["password"]
        login = quote(role, safe="") + ("" if password is None else ":" + quote(password, safe=""))
        return f"postgresql://{login}@{ADDRESS}:{state['port']}/{database}"

    def password(self) -> str:
        """The superuser's, for a program that must not show it among its arguments."""
        return str(self._state().get("password", ""))

    def remembered(self, what: str) -> Any:
        """Something kept beside the cluster by `remember`, or None."""
        return self._state().get(what)

    def remember(self, **changes: Any) -> None:
        """Keep something about the cluster that must not outlive it; JSON values."""
        with self._alone():
            self._remember(**changes)

    def preparing(self) -> contextlib.AbstractContextManager[None]:
        """One preparation of the database at a time, over all processes; the server may be started meanwhile."""
        return self._alone("prepare-lock", PREPARE_SECONDS)

    # -- below: called with the lock held

    @contextlib.contextmanager
    def _alone(self, name: str = "lock", seconds: float = 120.0) -> Iterator[None]:
        """One start or stop at a time, over all processes; the lock dies with its holder."""
        from fasteners import InterProcessLock

        self.place.make()
        lock = InterProcessLock(self.place.folder / name)
        if not lock.acquire(timeout=seconds):
            raise Unavailable("database", "another start, stop or preparation of the embedded server does not end")
        try:
            yield
        finally:
            lock.release()

    def _initialise(self) -> None:
        """initdb into a folder beside and rename it, so that an interrupted one is simply done again."""
        place = self.place
        scratch = place.folder / "cluster.new"
        shutil.rmtree(scratch, ignore_errors=True)
        password = secrets.token_urlsafe(32)
        password_file = place.folder / "initial-password"
        write_private(password_file, password + "\n")
        try:
            place.give(password_file)
            scratch.mkdir(mode=0o700)
            place.give(scratch)
            done = place.run("initdb", "-D", str(scratch), "-U", SUPERUSER, "-A", "scram-sha-256",
                             f"--pwfile={password_file}", *INIT_LOCALE)  # fmt: skip
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode != 0:
            shutil.rmtree(scratch, ignore_errors=True)
            raise Unavailable("database", f"cannot make the cluster: {last_line(done.stderr)}")
        self._remember(password=password, database_made=False)
        with (scratch / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude_if_exists = 'kai-counter.conf'  # rewritten at start; ALTER SYSTEM overrules\n")
        scratch.rename(place.cluster)

    def _start(self) -> None:
        """Start unless running; a port that was taken meanwhile is chosen again."""
        cluster = self.place.cluster
        self._logs.open()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            pid = running_pid(cluster)
            if pid is not None and self._is_ready(pid, deadline):
                return
            if pid_is_of_another(cluster):  # otherwise PostgreSQL judges stale files itself
                for stale in (cluster / "postmaster.pid", *cluster.glob(".s.PGSQL.*")):
                    stale.unlink(missing_ok=True)
            self._configure(self._free_port())
            before = self._logs.sizes()
            done = self.place.run(
                "pg_ctl", "start", "-D", str(cluster), "-l", str(self._logs.of_start),
                "-w", "-t", str(int(START_SECONDS)),
            )  # fmt: skip
            if done.returncode == 0:
                return
            said = self._logs.since(before)
            if "shared memory block" in said or "lock file" in said:
                end_orphans(cluster)
            elif "Address already in use" not in said:
                reason = fatal_line(said) or last_line(done.stderr)
                raise Unavailable("database", f"PostgreSQL does not start: {reason}")
            time.sleep(0.1)
        raise Unavailable("database", "PostgreSQL does not start: what is left of a killed one does not end")

    def _is_ready(self, pid: int, deadline: float) -> bool:
        """Wait until a server somebody else started takes connections; False if it died."""
        while time.monotonic() < deadline:
            lines = pid_lines(self.place.cluster)
            if len(lines) >= 8 and lines[7].strip() == "ready":
                port = int(lines[3])
                # The file of a server that was killed this instant says ready too: ask the server.
                if self.place.run("pg_isready", "-q", "-h", ADDRESS, "-p", str(port), "-t", "5").returncode == 0:
                    if self._state().get("port") != port:
                        self._remember(port=port)
                    return True
            if running_pid(self.place.cluster) != pid:
                return False
            time.sleep(0.02)
        raise Unavailable("database", f"PostgreSQL (process {pid}) does not become ready")

    def _asked_to_stop(self, pid: int, mode: str, seconds: float) -> bool:
        self.place.run("pg_ctl", "stop", "-D", str(self.place.cluster), "-m", mode, "-W")
        deadline = time.monotonic() + seconds
        while running_pid(self.place.cluster) == pid:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _free_port(self) -> int:
        """The port of last time, or another if somebody else has it now."""
        kept = self._state().get("port")
        for port in [kept, *random.sample(PORTS, 200)]:
            if port is None:
                continue
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
                if os.name != "nt":  # there the option would let two listeners share a port
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((ADDRESS, port))
                except OSError:
                    continue
            if port != kept:
                self._remember(port=port)
            return int(port)
        raise Unavailable("database", "no free port on this machine")

    def _configure(self, port: int) -> None:
        cluster = self.place.cluster
        socket_file = os.fsencode(cluster / f".s.PGSQL.{port}")
        sockets = str(cluster) if os.name != "nt" and len(socket_file) < SOCKET_PATH_LIMIT else ""
        logs = str(self._logs.folder)
        options = {**OPTIONS, "port": port, "unix_socket_directories": sockets, "log_directory": logs}
        text = "".join(f"{name} = {_quoted(value)}\n" for name, value in options.items())
        path = cluster / "kai-counter.conf"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_private(path, text)
            self.place.give(path)

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url(database="postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
        self._remember(database_made=True)

    def _state(self) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads(self.place.state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return state

    def _remember(self, **changes: Any) -> None:
        write_private(self.place.state, json.dumps(self._state() | changes, indent=1) + "\n")


def address(url: str) -> str:
    """The database's address without the login: what a member's own login is added to."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


# Little memory (a counter PC has other things to do), nothing personal in the log, no less durable than default.
OPTIONS: dict[str, str | int] = {
    "listen_addresses": ADDRESS,
    "unix_socket_permissions": "0700",
    "max_connections": 100,
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "io_method": "sync",  # spares three processes
    "jit": "off",
    "timezone": "UTC",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "off",  # ALTER ROLE … PASSWORD would be kept in clear
    "log_error_verbosity": "terse",  # a DETAIL may show a whole row
    "log_min_error_statement": "panic",  # a statement may carry a name
    "log_parameter_max_length": 0,
    "log_line_prefix": "%m [%p] ",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # one a weekday: seven are kept
    "log_rotation_age": "1d",
    "log_rotation_size": 0,
    "log_truncate_on_rotation": "on",
    "log_file_mode": "0600",
}


def _quoted(value: str | int) -> str:
    return "'" + str(value).replace("\\", "\\\\").replace("'", "''") + "'"
