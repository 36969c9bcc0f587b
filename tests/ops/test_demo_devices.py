"""The payment devices of a demonstration: processes of their own, found again, ended, never written down."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

from kai_counter.config import Gateway, Home, Settings, home_at, load_settings, save_settings
from kai_counter.devices.payments import chosen
from kai_counter.ops import demo_devices
from kai_counter.ops.demo_devices import DemoDevices


def embedded() -> Settings:
    return Settings(embedded=True, counter_secret="x")


def until(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_only_for_a_database_of_its_own_and_where_nothing_was_set_up(tmp_path: Path) -> None:
    devices = DemoDevices(home_at(tmp_path))
    central = Settings(database_url="postgresql://localhost/kai")
    assert devices.settings(central) == central
    chose = dataclasses.replace(embedded(), gateway=Gateway("https://api.midtrans.com"))
    assert devices.settings(chose) == chose
    devices.start()
    assert not (tmp_path / "data" / "demo-devices.json").exists()


def test_they_are_never_written_down(tmp_path: Path) -> None:
    home: Home = home_at(tmp_path)
    settings = DemoDevices(home).settings(embedded())
    assert settings.gateway.url.startswith("http://127.0.0.1:")
    save_settings(home, settings)
    again = load_settings(home)
    assert (again.gateway.url, again.terminal.kind, again.gateway_key) == ("", "manual", "")


def test_a_killed_window_finds_them_again(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    first = DemoDevices(home)
    settings = first.settings(embedded())
    first.start()
    try:
        until(lambda: all(demo_devices._answers(port) for port in first._ports.values()))
        gateway = chosen.gateway(settings.gateway.url, settings.gateway_key)
        assert gateway is not None and gateway.status("KAI-nobody").reason == "not_found"
        second = DemoDevices(home)  # the first was killed: nobody closed them
        assert second.settings(embedded()).gateway.url == settings.gateway.url
        second.start()
        assert second._pids == first._pids
        assert demo_devices.gateway_of(home) == settings.gateway.url, "`gateway pay` is for this home's window"
        assert demo_devices.gateway_of(home_at(tmp_path / "another")) == ""
        second.close()
        until(lambda: not any(demo_devices._answers(port) for port in first._ports.values()))
    finally:
        for process in first._started:
            process.kill()
            process.wait(5)
