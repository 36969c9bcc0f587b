"""The command line as a person meets it: help everywhere, one line a failure, exit codes that mean something."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from kai_counter import cli, config
from kai_counter.config import Home, home_at
from kai_counter.db.server import EmbeddedServer

PROMISED = {
    "run", "gate", "demo", "migrate", "bench", "doctor",
    "database start", "database stop", "database status", "database url", "database psql",
    "staff add", "staff list", "staff retire", "staff password",
    "counter list", "counter keys", "counter revoke-key", "counter register", "counter adopt",
    "timetable import", "timetable open", "printer simulate", "printer test", "scanner sheet", "scanner ports",
    "promotion add", "promotion end", "promotion list",
    "gateway use", "gateway simulate", "gateway orders", "gateway pay", "gateway decline", "gateway settlement",
    "terminal use", "terminal test", "terminal simulate",
}  # fmt: skip


def run(home: Home, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KAI_COUNTER_", "DISPLAY", "WAYLAND"))}
    return subprocess.run(
        [sys.executable, "-m", "kai_counter.cli", *arguments],
        env={**clean, "KAI_COUNTER_HOME": str(home.root), **environment},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found = home_at(tmp_path / "home")
    yield found
    EmbeddedServer(found).erase()


def commands() -> dict[str, object]:
    """Every command there is, groups too, by what a person types."""
    found: dict[str, object] = {}

    def walk(command: object, path: str) -> None:
        found[path] = command
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, f"{path} {name}".strip())

    walk(typer.main.get_command(cli.app), "")
    return found


def test_every_promised_command_is_there() -> None:
    assert set(commands()) >= PROMISED


@pytest.mark.parametrize("path", sorted(commands()))
def test_every_command_explains_itself(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        typer.main.get_command(cli.app)([*path.split(), "--help"], prog_name="kai-counter")
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"Usage: kai-counter {path}".strip() in said
    assert getattr(commands()[path], "help", ""), "a command without a sentence"


def test_the_exit_codes_are_documented(home: Home) -> None:
    said = " ".join(run(home, "--help").stdout.split())
    for word in ("0 done", "1 our bug", "2 wrong usage", "3 database", "4 refused"):
        assert word in said


def test_help_is_there_at_once_and_touches_nothing(tmp_path: Path) -> None:
    home = config.Home(tmp_path / "x", tmp_path / "x/data", tmp_path / "x/config", tmp_path / "x/logs")
    done = run(home, "--help", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    for heavy in ("sqlalchemy", "psycopg", "PySide6", "alembic", "escpos", "PIL"):
        assert f" {heavy}\n" not in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("arguments", ["nonsense", "database nonsense", "bench nonsense", "staff add"])
def test_wrong_usage_is_2(home: Home, arguments: str) -> None:
    done = run(home, *arguments.split())
    assert done.returncode == 2 and done.stderr


def test_a_bad_configuration_is_2_and_one_line(home: Home) -> None:
    home.settings_file.write_text("theme = 'pink'")
    done = run(home, "staff", "list")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and "theme" in done.stderr


def test_a_training_room_that_is_none_is_2_and_one_line(home: Home) -> None:
    """Said before the command, where faults are not yet taken by the commands."""
    abroad = {"KAI_COUNTER_DATABASE_URL": "postgresql://127.0.0.1:1/kai"}
    for done in (run(home, "--training", "doctor", **abroad), run(home, "gate", "--training", **abroad)):
        assert done.returncode == 2
        assert "unset it" in done.stderr and len(done.stderr.splitlines()) == 1
    done = run(home, "--training", "gateway", "use", "https://api.midtrans.com", "--key", "x")
    assert done.returncode == 2 and "no real money" in done.stderr


def test_an_unwritable_home_is_2_and_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    blocked = config.Home(tmp_path / "file", tmp_path, tmp_path, tmp_path)
    done = run(blocked, "database", "status")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1


def test_our_own_mistake_is_1_with_an_incident_and_the_log_has_it(home: Home) -> None:
    home.logs.joinpath("kai-counter.log").unlink(missing_ok=True)
    code = (
        "import logging; from kai_counter import cli; from kai_counter.cli import app\n"
        "@app.command()\n"
        "def broken() -> None:\n"
        "    cli.home(); logging.basicConfig()\n"  # as escpos does when it is imported
        "    raise ZeroDivisionError('3174012345678901')\n"
        "cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "broken"], env={**os.environ, "KAI_COUNTER_HOME": str(home.root)},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "our bug" in done.stderr and "Traceback" not in done.stderr
    logged = home.logs.joinpath("kai-counter.log").read_text()
    assert "ZeroDivisionError" in logged and "317401" not in logged


def test_the_server_inside_from_start_to_stop(home: Home) -> None:
    assert run(home, "database", "status").returncode == 3
    assert run(home, "database", "url").returncode == 3
    started = run(home, "database", "start")
    assert started.returncode == 0, started.stderr
    address = started.stdout.strip()
    assert address.startswith("postgresql://127.0.0.1:") and "@" not in address
    assert run(home, "database", "url").stdout.strip() == address
    assert "@127.0.0.1" in run(home, "database", "url", "--owner").stdout
    assert "running" in run(home, "database", "status").stdout
    asked = run(home, "database", "psql", "--", "-Atc", "SELECT 6 * 7, current_database()")
    assert (asked.returncode, asked.stdout) == (0, "42|kai\n"), asked.stderr
    assert run(home, "staff", "list").returncode == 4  # nothing migrated yet
    assert run(home, "database", "stop").stdout == "stopped\n"
    assert run(home, "database", "stop").stdout == "was not running\n"


def test_a_printer_port_that_is_taken_is_3(home: Home, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run(home, "printer", "simulate", "--port", port, "--out", str(tmp_path / "papers"))
    assert done.returncode == 3 and "--port" in done.stderr


def test_the_simulated_printer_is_reached_by_address_and_obeys_what_is_typed(home: Home, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kai_counter.cli", "printer", "simulate"]
    with subprocess.Popen(
        [*command, "--port", "0", "--out", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as simulator:  # fmt: skip
        assert simulator.stdin and simulator.stdout
        address = simulator.stdout.readline().split()[-1]
        assert run(home, "printer", "test", "--address", address, "--width", "58").returncode == 0
        simulator.stdin.write("open\n")
        simulator.stdin.flush()
        while simulator.stdout.readline().strip() != "open":
            pass
        refused = run(home, "printer", "test", "--address", address, "--patience", "2")
        assert refused.returncode == 3 and "cover" in refused.stderr
        simulator.stdin.write("quit\n")
        simulator.stdin.flush()
        assert simulator.wait(30) == 0
    assert list((tmp_path / "out").glob("*.png"))


def test_a_test_ticket_comes_out_of_a_real_printer(home: Home, tmp_path: Path) -> None:
    from kai_counter.devices.simulator import Simulator

    simulator = Simulator(out=tmp_path)
    try:
        port = simulator.serve()
        home.settings_file.write_text(f"[printer]\nkind = 'tcp'\naddress = '127.0.0.1:{port}'\n")
        done = run(home, "printer", "test")
        assert done.returncode == 0, done.stderr
        assert any(paper.is_whole for paper in simulator.papers)
        simulator.open_cover()
    finally:
        simulator.close()


def test_the_virtual_printer_needs_no_test(home: Home) -> None:
    done = run(home, "printer", "test")
    assert done.returncode == 0 and "window" in done.stdout


def test_a_gateway_of_its_own_is_paid_from_another_process(home: Home) -> None:
    from datetime import UTC, datetime, timedelta

    from kai_counter.config import load_settings
    from kai_counter.devices.payments import chosen

    command = [sys.executable, "-m", "kai_counter.cli", "gateway", "simulate", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdin and simulator.stdout
        url = simulator.stdout.readline().split()[-1]
        assert run(home, "gateway", "use", url).returncode == 0
        settings = load_settings(home)
        gateway = chosen.gateway(settings.gateway.url, settings.gateway_key)
        assert gateway is not None
        soon = datetime.now(UTC) + timedelta(minutes=5)
        assert gateway.charge("KAI-77", 150_000, soon).state == "pending"
        assert run(home, "gateway", "pay", "--url", url).stdout == "pay KAI-77\n"
        assert gateway.status("KAI-77").is_paid
        assert "settlement" in run(home, "gateway", "orders").stdout, "the one this home uses"
        assert "150000" in run(home, "gateway", "settlement", "--url", url).stdout
        assert run(home, "gateway", "pay", "--url", url).returncode == 4
        simulator.stdin.write("quit\n")
        simulator.stdin.flush()
        assert simulator.wait(30) == 0
    assert run(home, "gateway", "orders", "--url", url).returncode == 3


def test_the_version_needs_no_command(home: Home) -> None:
    done = run(home, "--version")
    assert done.returncode == 0 and done.stdout.startswith("KAI Counter ")


def test_a_promotion_that_ends_before_it_begins_is_2(home: Home) -> None:
    done = run(home, "promotion", "add", "HEMAT", "Hemat", "--percent", "5", "--until", "2020-01-31")
    assert done.returncode == 2 and "--until is before" in done.stderr


def test_a_terminal_of_its_own_on_a_serial_line(home: Home, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kai_counter.cli", "terminal", "simulate", "--device", str(tmp_path / "edc")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdin and simulator.stdout
        device = simulator.stdout.readline().split()[-1]
        assert run(home, "terminal", "use", device).returncode == 0
        assert "0 sales" in run(home, "terminal", "test").stdout
        simulator.stdin.write("quit\n")
        simulator.stdin.flush()
        assert simulator.wait(30) == 0
    assert run(home, "terminal", "test").returncode == 3


@pytest.mark.parametrize("url", ["http://gateway.example", "nonsense"])
def test_a_gateway_that_would_be_reached_in_the_clear_is_2(home: Home, url: str) -> None:
    assert run(home, "gateway", "use", url, "--key", "k").returncode == 2
