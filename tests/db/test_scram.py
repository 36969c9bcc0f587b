"""The verifier is what PostgreSQL itself would have made, for any password."""

from __future__ import annotations

import secrets

import psycopg
import pytest
from real_database import TestServer

from kai_counter.db.scram import is_verifier, prepared, verifier


@pytest.mark.parametrize("password", ["loket-123", "ruang\u00a0tunggu", "ﬁ", "пароль-кассы", "رمز", "😀" * 20, " "])
def test_a_login_with_the_verifier_takes_the_password(server: TestServer, password: str) -> None:
    role = f"scram_{secrets.token_hex(4)}"
    made = verifier(password)
    assert is_verifier(made)
    with server.superuser() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{made}'".encode())
        stored = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role]).fetchone()
        assert stored == (made,)
        try:
            psycopg.connect(server.url(), user=role, password=password).close()
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(server.url(), user=role, password=password + "x").close()
        finally:
            connection.execute(f"DROP ROLE {role}".encode())


def test_the_same_password_never_looks_the_same() -> None:
    assert verifier("loket-123") != verifier("loket-123")


def test_an_empty_password_is_none() -> None:
    with pytest.raises(ValueError, match="at least one"):
        verifier("")


def test_preparation_follows_rfc_4013() -> None:
    assert prepared("I\u00adX") == b"IX"
    assert prepared("\u00aa") == b"a"
    assert prepared("\u2168") == b"IX"
    assert prepared("\u0007") == b"\x07"  # prohibited: taken as typed, as libpq does
    assert prepared("\u06271") == "\u06271".encode()


@pytest.mark.parametrize(
    "text",
    ["", "loket-123", "md5" + "0" * 32, verifier("x") + "\n", verifier("x") + "'", "SCRAM-SHA-256$4096:x$y:z"],
)
def test_what_is_not_a_verifier_is_seen(text: str) -> None:
    assert not is_verifier(text)
