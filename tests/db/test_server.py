"""The PostgreSQL inside: made, started, found, killed, started again; by root, by anybody, by two at once."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

import kai_counter
from kai_counter.config import Home, home_at
from kai_counter.db import server_place
from kai_counter.db.server import ADDRESS, EmbeddedServer, address
from kai_counter.errors import Unavailable

IS_ROOT = os.geteuid() == 0
START = "import sys; from pathlib import Path; from kai_counter.config import home_at; " \
        "from kai_counter.db.server import EmbeddedServer; " \
        "print(EmbeddedServer(home_at(Path(sys.argv[1]))).start())"  # fmt: skip


@pytest.fixture
def home() -> Iterator[Home]:
    """A home that the server's own account can reach, as KAI_COUNTER_HOME makes it; pytest's are 0700."""
    folder = Path(tempfile.mkdtemp(prefix="kai-server-"))
    folder.chmod(0o755)
    yield home_at(folder / "home")
    EmbeddedServer(home_at(folder / "home")).erase()
    shutil.rmtree(folder)


def dies(pid: int) -> None:
    """Kill as a power cut does, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/cwd").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_a_first_start_makes_a_private_utf8_cluster_and_a_second_finds_it(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    assert ask(url, "SELECT current_database()") == "kai"
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT lower('ÄÉ')") == "äé"
    assert ask(url, "SHOW listen_addresses") == ADDRESS
    assert ask(url, "SHOW log_error_verbosity") == "terse"
    assert ask(url, "SHOW pg_stat_statements.track_utility") == "off"
    assert ask(url, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
    assert server.place.state.stat().st_mode & 0o777 == 0o600
    assert server.place.cluster.stat().st_mode & 0o777 == 0o700

    began = time.monotonic()
    assert EmbeddedServer(home).start() == url
    assert time.monotonic() - began < 0.5
    status = server.status()
    assert status.running and status.port is not None and f":{status.port}/" in url
    assert server.password() not in address(url) and address(url).startswith(f"postgresql://{ADDRESS}:")


def test_a_wrong_password_is_refused_also_through_the_local_socket(home: Home) -> None:
    server = EmbeddedServer(home)
    server.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("postgres", "guess"))
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(server.place.cluster), port=server.status().port, user="postgres", dbname="kai")


def test_stopped_and_started_it_keeps_its_data_and_its_port(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    ask(url, "CREATE TABLE kept AS SELECT 1 AS x")
    assert server.stop() is True
    assert server.stop() is False
    assert not server.status().running
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)
    began = time.monotonic()
    assert server.start() == url
    assert time.monotonic() - began < 1.0
    assert ask(url, "SELECT count(*) FROM kept") == 1


def test_a_taken_port_is_chosen_again_and_kept(home: Home) -> None:
    server = EmbeddedServer(home)
    before = server.start()
    port = server.status().port
    server.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind((ADDRESS, port))
        squatter.listen()
        after = server.start()
        assert after != before
        assert ask(after, "SELECT 1") == 1
    assert server.start() == after


def test_after_kill_9_nothing_committed_is_lost(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    ask(url, "CREATE TABLE sold AS SELECT generate_series(1, 100) AS x")
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)  # and at once, while it is still dying
    assert server.start() == url
    assert server.status().pid != pid
    assert ask(url, "SELECT count(*) FROM sold") == 100


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_backend_that_did_not_notice_the_kill_does_not_stop_the_next_start(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    pid = server.status().pid
    assert pid is not None
    with ThreadPoolExecutor(1) as pool, psycopg.connect(url, autocommit=True) as busy:
        backend = busy.info.backend_pid
        # A stopped process cannot notice anything: the worst case of one that is deep in a computation.
        os.kill(backend, signal.SIGSTOP)
        dies(pid)
        started = pool.submit(server.start)
        assert started.result(timeout=30) == url
        assert not Path(f"/proc/{backend}/cwd").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_stale_file_may_name_a_living_program_of_somebody_else(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    pid = server.status().pid
    assert pid is not None
    dies(pid)
    cluster, account = server.place.cluster, server.place.account
    stranger = subprocess.Popen(["sleep", "60"], user=account.uid if account else None)
    try:
        for stale in (cluster / "postmaster.pid", *cluster.glob(".s.PGSQL.*.lock")):
            lines = stale.read_text().splitlines(keepends=True)
            stale.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        assert not server.status().running
        assert server.start() == url
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_two_first_starts_at_once_make_one_server(home: Home) -> None:
    assert home.root is not None
    environment = {**os.environ, "PYTHONPATH": str(Path(kai_counter.__file__).parents[1])}
    command = [sys.executable, "-c", START, str(home.root)]
    starts = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) for _ in range(3)
    ]
    urls = {start.communicate(timeout=60)[0].strip() for start in starts}
    assert len(urls) == 1
    assert ask(urls.pop(), "SELECT 1") == 1  # and the server outlived its starters


def test_an_interrupted_initdb_is_done_again(home: Home) -> None:
    server = EmbeddedServer(home)
    half = server.place.folder / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert ask(server.start(), "SELECT 1") == 1
    assert not half.exists()


def test_what_postgresql_says_reaches_the_person(home: Home) -> None:
    server = EmbeddedServer(home)
    server.start()
    server.stop()
    conf = server.place.cluster / "postgresql.auto.conf"
    before = conf.read_text()
    conf.write_text("shared_buffers = 'a lot'\n")
    with pytest.raises(Unavailable, match=r"configuration file .* contains errors"):
        server.start()
    conf.write_text(before)
    server.start()


def test_the_log_is_in_the_home_and_names_nobody(home: Home) -> None:
    server = EmbeddedServer(home)
    url = server.start()
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(url, "CREATE TEMP TABLE p (nik text UNIQUE);"
                 "INSERT INTO p VALUES ('3174000000000001'), ('3174000000000001')")  # fmt: skip
    logs = home.logs / "postgres"
    deadline, text = time.monotonic() + 10, ""
    while "duplicate key" not in text and time.monotonic() < deadline:  # the collector writes when it gets to it
        text = "".join(path.read_text() for path in logs.glob("*.log"))
    assert "duplicate key" in text
    assert "3174" not in text
    assert server.password() not in text


def test_never_started_has_no_url(home: Home) -> None:
    server = EmbeddedServer(home)
    assert not server.status().initialised
    with pytest.raises(Unavailable, match="database start"):
        server.url()


@pytest.mark.skipif(not IS_ROOT, reason="about root")
def test_started_by_root_it_runs_as_an_account_of_its_own(home: Home) -> None:
    server = EmbeddedServer(home)
    server.start()
    status = server.status()
    assert status.pid is not None
    owner = Path(f"/proc/{status.pid}").stat().st_uid
    assert owner == pwd.getpwnam(status.account).pw_uid != 0
    assert status.cluster.stat().st_uid == owner
    assert home.root is not None and status.cluster.is_relative_to(home.root)


@pytest.mark.skipif(not IS_ROOT, reason="about root")
def test_where_the_account_cannot_go_programs_and_data_are_kept_elsewhere(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.root is not None
    system = home.root.parent / "var"
    monkeypatch.setattr(server_place, "SYSTEM_FOLDER", system)
    programs = server_place._programs_of_wheel()
    reachable = server_place._reachable
    monkeypatch.setattr(
        server_place, "_reachable", lambda path, account: path != programs and reachable(path, account)
    )
    home.root.chmod(0o700)
    server = EmbeddedServer(home)
    try:
        assert ask(server.start(), "SELECT 1") == 1
        status = server.status()
        assert status.programs.is_relative_to(system)
        assert status.cluster.is_relative_to(system / "clusters")
        assert str(system) in status.note
        assert any((home.logs / "postgres").glob("*.log"))
    finally:
        server.erase()
        home.root.chmod(0o711)


@pytest.mark.skipif(not IS_ROOT, reason="needs root to become somebody else")
def test_an_ordinary_user_runs_it_as_themselves_at_home() -> None:
    nobody = pwd.getpwnam("nobody")
    python = Path(sys.executable).resolve()
    account = server_place.Account("nobody", nobody.pw_uid, nobody.pw_gid)
    if not server_place._reachable(python, account):  # it lies in root's home; the system's reads our packages
        python = Path(f"/usr/bin/python3.{sys.version_info.minor}")
        if not python.exists():
            pytest.skip("no Python that an ordinary user may run")
    root = Path(kai_counter.__file__).parents[1]
    if not server_place._reachable(root, account):
        pytest.skip("this checkout lies where an ordinary user may not go")
    folder = Path(tempfile.mkdtemp(prefix="kai-user-"))
    shutil.chown(folder, "nobody")
    packages = Path(psycopg.__file__).parents[1]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": f"{root}:{packages}",
                   "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip

    def run(code: str) -> str:
        done = subprocess.run(
            [python, "-c", code, str(folder / "home")], env=environment, cwd=folder, user=nobody.pw_uid,
            group=nobody.pw_gid, extra_groups=[], capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    try:
        url = run(START)
        assert ask(url, "SELECT 1") == 1
        cluster = folder / "home" / "postgres" / "cluster"
        assert cluster.stat().st_uid == nobody.pw_uid
        pid = int((cluster / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
    finally:
        run(START.replace("print(", "").replace(".start())", ".erase()"))
        shutil.rmtree(folder)
