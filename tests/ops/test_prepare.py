"""From nothing to a counter that can sell, and the second start that only starts the server."""

from __future__ import annotations

import stat
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from prepared_home import Prepared, ShortTimetable
from real_database import FreshDatabase

from kai_counter.config import Misconfigured, Settings, home_at, load_settings, save_settings
from kai_counter.db.server import address
from kai_counter.errors import Refused
from kai_counter.ops.prepare import DEMO_STAFF, STEPS, demo_staff, demo_staff_there, prepare
from kai_counter.services import staff
from kai_counter.values.requests import SignInRequest


def nothing(step: str, done: int, total: int) -> None:
    """Nobody watches."""


def test_a_first_start_leaves_a_counter_that_can_sell(prepared: Prepared) -> None:
    assert prepared.ask("SELECT count(*) FROM trains") > 10
    assert prepared.ask("SELECT count(*) FROM seat_inventory") > 1000
    assert prepared.ask("SELECT count(*) FROM counters WHERE code = 'GMR-01' AND is_active") == 1
    assert prepared.settings.embedded and prepared.settings.counter_code == "GMR-01"
    assert prepared.server.password() not in prepared.settings.database_url
    steps = [step for step, _, _ in prepared.said]
    assert steps[0] == "server" and steps[-1] == "ready"
    of_the_sample = {"read", "write", "open", "sell", "done"}
    assert {"migrate", "sample", "staff", "counter"} <= set(steps) <= {*STEPS, *of_the_sample, "ready"}


def test_every_demo_member_signs_in_with_what_the_window_shows(prepared: Prepared) -> None:
    shown = demo_staff(prepared.settings)
    assert [member.nipp for member in shown] == [member.nipp for member in DEMO_STAFF]
    for member in shown:
        request = SignInRequest(
            member.nipp, member.password, prepared.settings.counter_code, prepared.settings.counter_secret, "test"
        )
        database, signed_in = staff.sign_in(prepared.settings.database_url, request)
        assert signed_in.staff.roles == member.roles
        assert signed_in.counter.code == "GMR-01"
        assert not signed_in.must_change_password
        staff.sign_out(database)


def test_the_secret_is_private_and_the_embedded_address_is_not_written_down(prepared: Prepared) -> None:
    assert stat.S_IMODE(prepared.home.secret_file.stat().st_mode) == 0o600
    saved = load_settings(prepared.home)
    assert saved.counter_secret == prepared.settings.counter_secret
    assert saved.database_url == ""


def test_a_second_start_does_nothing_again_and_is_fast(prepared: Prepared) -> None:
    timetable = ShortTimetable()
    began = time.monotonic()
    again = prepare(prepared.home, nothing, timetable)
    assert time.monotonic() - began < 0.5
    assert again == prepared.settings
    assert timetable.asked == []


def test_on_the_next_day_travel_dates_are_opened(prepared: Prepared) -> None:
    prepared.server.remember(dates="2020-01-01")
    timetable = ShortTimetable()
    prepare(prepared.home, nothing, timetable)
    assert timetable.asked == ["expire_past", "open_until"]


def test_changed_migrations_are_applied_at_the_next_start(prepared: Prepared) -> None:
    prepared.server.remember(migrated="of an older program")
    steps: list[str] = []
    prepare(prepared.home, lambda step, *_: steps.append(step), ShortTimetable())
    assert "migrate" in steps


def test_a_live_home_is_never_a_training_room(prepared: Prepared) -> None:
    kept = load_settings(prepared.home)
    save_settings(prepared.home, replace(kept, training=True))
    try:
        with pytest.raises(Misconfigured, match="never becomes a training room"):
            prepare(prepared.home, nothing, ShortTimetable())
        save_settings(prepared.home, kept)
        prepared.server.remember(training=True)
        with pytest.raises(Misconfigured, match="is a training room's"):
            prepare(prepared.home, nothing, ShortTimetable())
    finally:
        prepared.server.remember(training=False)
        save_settings(prepared.home, kept)


def test_a_lost_secret_is_made_anew(prepared: Prepared) -> None:
    prepared.home.secret_file.unlink()
    settings = prepare(prepared.home, nothing, ShortTimetable())
    assert settings.counter_secret not in ("", prepared.settings.counter_secret)
    database, _ = staff.sign_in(
        settings.database_url, SignInRequest("10001", "loket-123", "GMR-01", settings.counter_secret, "test")
    )
    staff.sign_out(database)
    prepared.settings = settings


def test_with_a_central_server_nothing_is_done(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    save_settings(home, replace(load_settings(home), database_url="postgresql://127.0.0.1:1/kai"))
    timetable = ShortTimetable()
    settings = prepare(home, nothing, timetable)
    assert not settings.embedded and settings.database_url == "postgresql://127.0.0.1:1/kai"
    assert timetable.asked == [] and not home.database.exists()
    assert demo_staff(settings) == []


def test_a_malformed_counter_code_is_refused(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAI_COUNTER_COUNTER", "gambir 1")
    with pytest.raises(Refused) as refused:
        prepare(prepared.home, nothing, ShortTimetable())
    assert refused.value.facts == {"field": "counter"}


def test_interrupted_anywhere_the_next_start_goes_on(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps after the sample, each cut off just before it is remembered."""
    before = prepared.ask("SELECT count(*) FROM users")
    prepared.server.remember(demo_staff=None, counter=None)
    settings = prepare(prepared.home, nothing, ShortTimetable())
    assert prepared.ask("SELECT count(*) FROM users") == before
    assert prepared.ask("SELECT count(*) FROM counters WHERE code = 'GMR-01'") == 1
    assert psycopg.connect(settings.login_url("10001", "loket-123")).close() is None
    prepared.settings = settings


def test_a_second_counter_finds_the_demonstration_staff_of_the_first(prepared: Prepared) -> None:
    second = replace(prepared.settings, embedded=False)
    assert demo_staff_there(second) == demo_staff(prepared.settings) != []
    elsewhere = replace(second, database_url="postgresql://db.example:5432/kai?sslmode=verify-full")
    assert demo_staff_there(elsewhere) == [], "not even asked"


def test_a_real_database_shows_nobody(fresh_database: FreshDatabase) -> None:
    """The same numbers and even the same password: they are no demonstration members there."""
    real = Settings(database_url=address(fresh_database.owner_url))
    assert demo_staff_there(real) == []
    with fresh_database.owner() as owner:
        owner.execute("UPDATE users SET is_demo = true WHERE nipp = '10001'")
    assert [member.nipp for member in demo_staff_there(real)] == ["10001"]
