"""Staff and counters from the command line: what is done, what is refused, and with which exit code."""

from __future__ import annotations

import secrets
from pathlib import Path

import psycopg
import pytest
from prepared_home import Prepared, command

from kai_counter.config import home_at, load_settings
from kai_counter.services import staff
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest


def login(prepared: Prepared, nipp: str, password: str) -> None:
    psycopg.connect(prepared.settings.login_url(nipp, password)).close()


def test_a_member_is_added_given_a_new_password_and_retired(prepared: Prepared) -> None:
    code, out, _ = prepared.command(
        "staff", "add", "10777", "Nova Tes", "--role", "clerk", "--station", "GMR", "--password", "pertama-1"
    )
    assert (code, out) == (0, "10777 Nova Tes may sign in\n")
    login(prepared, "10777", "pertama-1")
    assert prepared.ask("SELECT must_change_password FROM users WHERE nipp = '10777'") is True
    assert "10777" in prepared.command("staff", "list")[1]

    assert prepared.command("staff", "password", "10777", "--password", "kedua-222")[0] == 0
    with pytest.raises(psycopg.OperationalError):
        login(prepared, "10777", "pertama-1")

    with psycopg.connect(prepared.settings.login_url("10777", "kedua-222"), autocommit=True) as at_work:
        assert prepared.command("staff", "retire", "10777")[0] == 0
        with pytest.raises(psycopg.OperationalError):
            at_work.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        login(prepared, "10777", "kedua-222")
    assert "retired" in next(line for line in prepared.command("staff", "list")[1].splitlines() if "10777" in line)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "10001", "X", "--role", "clerk", "--password", "loket-1234"), "taken"),
        (("add", "1", "X", "--role", "clerk", "--password", "loket-1234"), "nipp"),
        (("add", "1'; --", "X", "--role", "clerk", "--password", "loket-1234"), "nipp"),
        (("add", "10778", "X", "--role", "king", "--password", "loket-1234"), "roles"),
        (("add", "10778", "X", "--role", "clerk", "--station", "XXX", "--password", "loket-1234"), "XXX"),
        (("add", "10778", "X", "--role", "clerk", "--password", "short"), "8 characters"),
        (("retire", "99999"), "staff list"),
        (("password", "99999", "--password", "loket-1234"), "staff list"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_4(prepared: Prepared, arguments: tuple[str, ...], says: str) -> None:
    before = prepared.ask("SELECT count(*) FROM users")
    code, out, err = prepared.command("staff", *arguments)
    assert code == 4
    assert out == "" and says in err and len(err.splitlines()) == 1
    assert prepared.ask("SELECT count(*) FROM users") == before


def test_a_second_counter_on_this_machine_is_one_command(prepared: Prepared, tmp_path: Path) -> None:
    code, out, _ = prepared.command("counter", "register", "GMR-02", "--home", str(tmp_path / "loket-2"))
    assert code == 0 and "kai-counter run" in out
    settings = load_settings(home_at(tmp_path / "loket-2"))
    request = SignInRequest("10002", "loket-123", settings.counter_code, settings.counter_secret, "test")
    database, signed_in = staff.sign_in(settings.database_url, request)
    assert signed_in.counter.code == "GMR-02" and signed_in.counter.name == "Loket 2"
    staff.sign_out(database)
    assert "GMR-02" in prepared.command("counter", "list")[1]


def test_a_counter_elsewhere_adopts_the_secret_it_was_told(prepared: Prepared, tmp_path: Path) -> None:
    _, out, _ = prepared.command("counter", "register", "GMR-03")
    secret = out.strip().rpartition(" ")[2]
    elsewhere = home_at(tmp_path / "home")
    code, _, _ = command(
        elsewhere, "counter", "adopt", "GMR-03", "--database-url", prepared.settings.database_url,
        KAI_COUNTER_SECRET=secret,
    )  # fmt: skip
    assert code == 0
    settings = load_settings(elsewhere)
    assert (settings.counter_code, settings.counter_secret) == ("GMR-03", secret)
    assert settings.database_url == prepared.settings.database_url


@pytest.mark.parametrize(("code", "says"), [("gambir", "code"), ("ZZZ-01", "ZZZ")])
def test_a_counter_that_cannot_be_is_refused(prepared: Prepared, code: str, says: str) -> None:
    found, _, err = prepared.command("counter", "register", code)
    assert found == 4 and says in err


def test_a_counter_of_a_central_server_does_not_act_as_its_owner(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    code, _, err = command(home, "staff", "list", KAI_COUNTER_DATABASE_URL="postgresql://127.0.0.1:1/kai")
    assert code == 2 and "--owner-url" in err
    code, _, err = command(home, "staff", "list", "--owner-url", "postgresql://x:y@127.0.0.1:1/kai")
    assert code == 3 and "doctor" in err and "y@" not in err


def test_keys_are_listed_and_one_is_withdrawn(prepared: Prepared) -> None:
    settings = prepared.settings
    request = SignInRequest("10001", "loket-123", settings.counter_code, settings.counter_secret, "test")
    database, _ = staff.sign_in(settings.database_url, request)
    key = database.call("register_key", key_id=new_id(), public_key=secrets.token_bytes(32))["key_no"]
    staff.sign_out(database)
    assert f"{key:5}  {settings.counter_code}" in prepared.command("counter", "keys")[1]
    code, out, _ = prepared.command("counter", "revoke-key", str(key), "--reason", "stolen")
    assert code == 0 and f"key {key} is revoked" in out
    listed = prepared.command("counter", "keys")[1]
    assert "revoked" in listed and "stolen" in listed
    code, _, err = prepared.command("counter", "revoke-key", "60000", "--reason", "x")
    assert code == 4 and "counter keys" in err
