"""The doctor says every line, names a remedy for each failure, and changes nothing."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from prepared_home import Prepared, command

from kai_counter.config import Printer, Settings, home_at, load_settings, save_settings
from kai_counter.ops import doctor
from kai_counter.ops.central import door
from kai_counter.ops.doctor import Finding, examine


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def test_a_prepared_counter_is_well(prepared: Prepared) -> None:
    code, out, err = prepared.command("doctor")
    assert code == 0, out + err
    for line in ("✓ Python", "✓ Qt", "✓ PostgreSQL", "✓ migrations", "✓ counter: GMR-01", "✓ disk"):
        assert line in out


def test_a_fresh_home_is_told_what_to_do_and_stays_as_it_is(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    before = sorted(home.data.rglob("*"))
    found = by_name(list(examine(home)))
    assert found["PostgreSQL"].ok is False and "make run" in found["PostgreSQL"].remedy
    assert found["counter"].ok is False
    assert sorted(home.data.rglob("*")) == before and not home.database.exists()
    assert command(home, "doctor")[0] == 3


def test_unknown_migrations_are_found(prepared: Prepared) -> None:
    was = prepared.server.remembered("migrated")
    prepared.server.remember(migrated="of an older program")
    try:
        found = by_name(list(examine(prepared.home)))
    finally:
        prepared.server.remember(migrated=was)
    assert found["migrations"].ok is False and "kai-counter migrate" in found["migrations"].remedy


def test_a_printer_that_does_not_answer_is_found(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        save_settings(home, replace(load_settings(home), printer=Printer("tcp", address)))
        assert by_name(list(examine(home)))["printer"].ok is True
    assert by_name(list(examine(home)))["printer"].ok is False
    assert doctor._printer(Printer("serial", str(tmp_path / "no-such-tty"))).ok is False


def test_a_bad_configuration_does_not_stop_the_other_checks(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    home.settings_file.write_text("language =")
    found = by_name(list(examine(home)))
    assert found["configuration"].ok is False
    assert found["disk"].ok is True


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_LEAST", 1 << 62)
    assert doctor._disk(home_at(tmp_path / "home")).ok is False


def test_a_central_server_that_does_not_answer_is_found(tmp_path: Path) -> None:
    found = door(Settings(database_url="postgresql://127.0.0.1:1/kai"))
    assert found.ok is False and "127.0.0.1:1" in found.said and "network" in found.remedy
    assert doctor._counter(Settings(database_url="postgresql://127.0.0.1:1/kai")).remedy.startswith("`kai-counter")


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_without_a_display_it_says_so(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert doctor.display().ok is False
    monkeypatch.setenv(variable, ":7")
    assert "libxcb" in doctor.display().said or doctor.display().ok is True


def test_a_right_that_nobody_promised_is_found(prepared: Prepared) -> None:
    with psycopg.connect(prepared.server.url(), autocommit=True) as connection:
        connection.execute("GRANT INSERT ON tickets TO kai_clerk")
        try:
            found = by_name(list(examine(prepared.home)))
        finally:
            connection.execute("REVOKE INSERT ON tickets FROM kai_clerk")
    assert found["promises"].ok is False and "tickets" in found["promises"].said
