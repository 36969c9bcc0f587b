"""Homes and settings: where things go, what a bad file says, who may read a secret."""

from __future__ import annotations

import stat
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.config import (
    Gateway,
    Home,
    Misconfigured,
    Printer,
    Settings,
    Terminal,
    check_database_url,
    home,
    home_at,
    load_settings,
    save_settings,
    with_login,
)
from kai_counter.devices.payments import chosen
from kai_counter.training import enter, is_entered

NETWORK = "postgresql://db.example:5432/kai?sslmode=verify-full"


@pytest.fixture(autouse=True)
def no_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAI_COUNTER_HOME", "KAI_COUNTER_DATABASE_URL", "KAI_COUNTER_COUNTER"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def here(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


def test_one_folder_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAI_COUNTER_HOME", str(tmp_path / "loket 2"))
    found = home()
    for folder in (found.data, found.config, found.logs, found.drafts, found.print_journal, found.keys,
                   found.database):  # fmt: skip
        assert folder.is_relative_to(tmp_path / "loket 2")
    assert stat.S_IMODE(found.drafts.stat().st_mode) == 0o700


def test_without_it_the_platforms_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = home()
    assert found.data.is_relative_to(tmp_path)
    assert found.data.is_dir() and found.config.is_dir() and found.logs.is_dir()


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="KAI_COUNTER_HOME"):
        home_at(tmp_path / "file" / "home")


def test_settings_come_back_as_saved_and_the_secret_lies_apart(here: Home) -> None:
    saved = Settings(database_url=NETWORK, counter_code="GMR-02", counter_secret="s3cret", language="en",
                     theme="daylight", touch=True, printer=Printer("tcp", "10.0.0.7:9100", 58),
                     gateway=Gateway("https://api.midtrans.com"), gateway_key="Mid-server-s3cret",
                     terminal=Terminal("serial", "/dev/ttyUSB0"), display="window")  # fmt: skip
    save_settings(here, saved)
    assert load_settings(here) == saved
    assert "s3cret" not in here.settings_file.read_text()
    assert "s3cret" not in repr(saved)
    for path in (here.settings_file, here.secret_file, here.gateway_key_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_survives_the_file(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    here = home_at(tmp_path_factory.mktemp("home"))
    save_settings(here, Settings(counter_code=name))
    assert tomllib.loads(here.settings_file.read_text(encoding="utf-8"))["counter_code"] == name


def test_the_environment_overrides_but_is_never_written_down(here: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(here, Settings(counter_code="GMR-01", database_url=NETWORK))
    monkeypatch.setenv("KAI_COUNTER_DATABASE_URL", "postgresql://127.0.0.1:15432/kai")
    monkeypatch.setenv("KAI_COUNTER_COUNTER", "SGU-01")
    settings = load_settings(here)
    assert (settings.database_url, settings.counter_code) == ("postgresql://127.0.0.1:15432/kai", "SGU-01")
    save_settings(here, replace(settings, theme="dark"))
    monkeypatch.delenv("KAI_COUNTER_DATABASE_URL")
    monkeypatch.delenv("KAI_COUNTER_COUNTER")
    settings = load_settings(here)
    assert (settings.database_url, settings.counter_code, settings.theme) == (NETWORK, "GMR-01", "dark")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("language = ", "TOML"),
        ("language = 'de'", "language"),
        ("languge = 'id'", "languge"),
        ("touch = 'yes'", "touch"),
        ("counter_secret = 'here?'", "counter_secret"),
        ("printer = 'virtual'", "printer"),
        ("[printer]\nwidth = 70", "printer.width"),
        ("[printer]\nwidth = true", "printer.width"),
        ("[printer]\ncolour = true", "printer.colour"),
        ("[printer]\nkind = 'tcp'", "printer.address"),
        ("[terminal]\nkind = 'serial'", "terminal.address"),
        ("[terminal]\nkind = 'bank'", "terminal.kind"),
        ("[gateway]\nkey = 'x'", "gateway.key"),
        ("display = 'on'", "display"),
        ("database_url = 'mysql://x/y'", "postgresql://"),
    ],
)
def test_a_bad_file_is_one_sentence_that_names_the_fault(here: Home, text: str, named: str) -> None:
    here.settings_file.write_text(text)
    with pytest.raises(Misconfigured, match=named) as caught:
        load_settings(here)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("postgresql://127.0.0.1:5432/kai", True),
        ("postgresql://localhost/kai", True),
        ("postgresql://[::1]:5432/kai", True),
        ("postgresql:///kai?host=/run/postgresql", True),
        (NETWORK, True),
        ("postgresql://a:5432,b:5432/kai?sslmode=verify-full&target_session_attrs=read-write", True),
        ("postgresql://db.example/kai", False),
        ("postgresql://db.example/kai?sslmode=require", False),
        ("postgresql://127.0.0.1,db.example/kai", False),
        ("postgresql://127.0.0.1/kai?host=db.example", False),
        ("postgresql://127.0.0.1/", False),
        ("http://127.0.0.1/kai", False),
    ],
)
def test_a_server_on_the_network_must_prove_itself(url: str, fine: bool) -> None:
    if fine:
        check_database_url(url)
    else:
        with pytest.raises(Misconfigured):
            check_database_url(url)


def test_a_member_logs_in_under_their_own_name() -> None:
    settings = Settings(database_url=NETWORK)
    assert settings.login_url("10001", "p@ss/w:rd") == (
        "postgresql://staff_10001:p%40ss%2Fw%3Ard@db.example:5432/kai?sslmode=verify-full"
    )
    assert with_login("postgresql://x:y@a:1,b:2/kai", "me") == "postgresql://me@a:1,b:2/kai"


def test_a_training_room_is_a_home_of_its_own_inside_the_live_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAI_COUNTER_HOME", str(tmp_path))
    live = home()
    save_settings(live, Settings(counter_code="GMR-01"))
    assert not is_entered()
    room = enter()
    assert room.root == tmp_path / "training" and home() == room and is_entered()
    assert (load_settings(room).training, load_settings(room).staff_prefix) == (True, "trainee_")
    save_settings(room, replace(load_settings(room), theme="dark"))
    assert enter() == room, "entered twice it is the same room"
    assert load_settings(room).training and not load_settings(live).training


def test_a_training_room_takes_no_live_home_and_no_database_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(home_at(tmp_path / "training"), Settings(counter_code="GMR-01"))
    monkeypatch.setenv("KAI_COUNTER_HOME", str(tmp_path))
    with pytest.raises(Misconfigured, match="live counter's"):
        enter()
    monkeypatch.setenv("KAI_COUNTER_HOME", str(tmp_path / "other"))
    enter()
    monkeypatch.setenv("KAI_COUNTER_DATABASE_URL", NETWORK)
    for act in (enter, lambda: load_settings(home())):
        with pytest.raises(Misconfigured, match="unset it"):
            act()


def test_a_training_room_charges_nobody() -> None:
    assert chosen.gateway("https://api.sandbox.midtrans.com", "key", training=True) is not None
    assert chosen.terminal("serial", "127.0.0.1:8091", training=True) is not None
    for refused in (
        lambda: chosen.gateway("https://api.midtrans.com", "key", training=True),
        lambda: chosen.gateway("https://api.sandbox.midtrans.com.evil.example", "key", training=True),
        lambda: chosen.terminal("serial", "/dev/ttyUSB0", training=True),
    ):
        with pytest.raises(ValueError, match="training room"):
            refused()
