# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Signing in, staff, counters, keys and shifts. Roles belong to the whole cluster, so members made here get a NIPP
of their own and none of the template's passwords is changed."""

from __future__ import annotations

import random
import secrets
from typing import Any

import psycopg
import pytest
from till import Till, Train, close_shift, refused

from kai_counter.db.database import Database
from kai_counter.db.scram import verifier
from kai_counter.values.ids import new_id

STAFF = {"full_name": "Yudi Hartono", "roles": ["clerk"], "stations": ["GMR"]}


def sign_in(
    database: Database, secret: str = "counter-secret-1", code: str = "GMR-01", **changes: Any
) -> dict[str, Any]:
    asked = {"session_id": new_id(), "token": secrets.token_hex(32), "counter_code": code, "counter_secret": secret,
             "program": "test"} | changes  # fmt: skip
    answer = database.call("sign_in", **asked)
    database.token = asked["token"]
    return answer


@pytest.fixture
def nipp() -> str:
    return str(random.randrange(4_000_000, 5_000_000))


def test_sign_in_tells_who_where_and_the_rules(fresh_database: Any) -> None:
    answer = sign_in(fresh_database.database("10001"))
    assert answer["user"]["nipp"] == "10001" and answer["user"]["roles"] == ["clerk"]
    assert answer["counter"]["code"] == "GMR-01" and answer["counter"]["station_code"] == "GMR"
    assert answer["shift"] is None and answer["idle_lock_seconds"] == 300 and not answer["must_change_password"]
    assert answer["rules"]["passengers_per_booking"] == 4


def test_sign_in_again_with_the_same_id(fresh_database: Any) -> None:
    database, same = fresh_database.database("10001"), {"session_id": new_id(), "token": secrets.token_hex(32)}
    first, again = sign_in(database, **same), sign_in(database, **same)
    assert first["session_id"] == again["session_id"]
    with refused("id_reused"):
        sign_in(database, session_id=same["session_id"])
    with refused("bad_request", field="token"):
        sign_in(database, token="short")


def test_the_machine_is_the_second_factor(fresh_database: Any, admin: Database) -> None:
    database = fresh_database.database("10001")
    for secret, code in [
        ("wrong", "GMR-01"),
        ("counter-secret-2", "GMR-01"),
        ("counter-secret-1", "XXX-01"),
        (None, None),
    ]:
        with refused("counter_unknown"):
            sign_in(database, secret, code)
    sign_in(database)
    counter = fresh_database.value("SELECT id FROM counters WHERE code = 'GMR-01'")
    other = fresh_database.signed_in("10002")
    admin.call("revoke_counter", counter_id=counter, reason="stolen")
    with refused("session_ended"):
        database.call("touch_session")
    with refused("counter_revoked"):
        sign_in(database)
    other.call("touch_session")


def test_sign_out_ends_the_session_and_twice_is_no_mistake(clerk: Database) -> None:
    assert clerk.call("sign_out") == {"signed_out": True} == clerk.call("sign_out")
    with refused("session_ended"):
        clerk.call("touch_session")


def test_a_member_from_first_day_to_last(fresh_database: Any, admin: Database, nipp: str) -> None:
    user, first = new_id(), verifier("first-password")
    made = admin.call("create_staff", user_id=user, nipp=nipp, verifier=first, **STAFF)
    assert admin.call("create_staff", user_id=user, nipp=nipp, verifier=first, **STAFF) == made
    with refused("id_reused"):
        admin.call("create_staff", user_id=user, nipp=nipp, verifier=first, **STAFF | {"full_name": "Other"})
    with refused("nipp_taken"):
        admin.call("create_staff", user_id=new_id(), nipp=nipp, verifier=first, **STAFF)
    member = Database(fresh_database.url_for(nipp, "first-password"))
    fresh_database.opened.append(member)
    assert sign_in(member)["must_change_password"]
    member.call("change_password", verifier=verifier("second-password"))
    member.call("touch_session")  # the session that changed it stays
    with psycopg.connect(fresh_database.url_for(nipp, "second-password")) as connection:
        connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(fresh_database.url_for(nipp, "first-password"))
    admin.call("reset_password", user_id=user, verifier=verifier("third-password"))
    with refused("session_ended"):
        member.call("touch_session")

    backend = psycopg.connect(fresh_database.url_for(nipp, "third-password"), autocommit=True)
    assert admin.call("retire_staff", user_id=user, reason="left")["ended"] >= 1
    with pytest.raises(psycopg.OperationalError):
        backend.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(fresh_database.url_for(nipp, "third-password"))
    assert admin.call("retire_staff", user_id=user, reason="left")["retired"]  # once more, for who slipped in
    groups = fresh_database.value(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = %s",
        f"staff_{nipp}",
    )
    assert groups == 0


def test_staff_that_cannot_be(admin: Database, fresh_database: Any, nipp: str) -> None:
    good = {"user_id": new_id(), "nipp": nipp, "verifier": verifier("some-password")} | STAFF
    for field, value in [("nipp", "1"), ("nipp", 'x"; DROP ROLE kai_owner; --'), ("nipp", None), ("roles", []), ("roles", ["owner"]),
                         ("roles", ["clerk", None]), ("stations", ["NOPE"]), ("full_name", " "), ("verifier", "plain-password"),
                         ("verifier", "SCRAM-SHA-256$4096:x' PASSWORD 'y"), ("user_id", None)]:  # fmt: skip
        with refused("bad_request", field=field):
            admin.call("create_staff", **good | {field: value})
    with refused("member_unknown"):
        admin.call("retire_staff", user_id=new_id(), reason="x")
    me = fresh_database.value("SELECT id FROM users WHERE nipp = '90001'")
    with refused("not_allowed"):
        admin.call("retire_staff", user_id=me, reason="x")


def test_counters_and_keys(admin: Database, clerk: Database, clerk2: Database) -> None:
    asked = {
        "counter_id": new_id(),
        "code": "GMR-77",
        "station_code": "GMR",
        "name": "Loket 77",
        "secret_hash": b"x" * 32,
    }
    assert admin.call("register_counter", **asked) == admin.call("register_counter", **asked)
    with refused("counter_code_taken"):
        admin.call("register_counter", **asked | {"counter_id": new_id()})
    with refused("id_reused"):
        admin.call("register_counter", **asked | {"code": "GMR-78"})
    with refused("station_unknown"):
        admin.call("register_counter", **asked | {"counter_id": new_id(), "station_code": "ZZZ"})
    with refused("bad_request", field="secret_hash"):
        admin.call("register_counter", **asked | {"secret_hash": b"short"})
    with refused("counter_unknown"):
        admin.call("revoke_counter", counter_id=new_id(), reason="x")

    key = {"key_id": new_id(), "public_key": secrets.token_bytes(32)}
    answer = clerk.call("register_key", **key)
    assert clerk.call("register_key", **key) == answer and 1 <= answer["key_no"] <= 65535
    assert clerk.call("register_key", key_id=new_id(), public_key=key["public_key"]) == answer
    with refused("id_reused"):
        clerk2.call("register_key", **key)
    with refused("bad_request", field="public_key"):
        clerk.call("register_key", key_id=new_id(), public_key=b"x")
    admin.call("revoke_key", key_no=answer["key_no"], reason="lost")
    with refused("key_revoked"):
        clerk.call("register_key", **key)
    with refused("key_unknown"):
        admin.call("revoke_key", key_no=60000, reason="lost")


def test_a_shift_from_float_to_count(
    clerk: Database, clerk2: Database, supervisor: Database, owner: Any, train: Train
) -> None:
    shift = {"shift_id": new_id(), "float": 500000}
    opened = clerk.call("open_shift", **shift)
    assert clerk.call("open_shift", **shift) == opened and opened["state"] == "open"
    with refused("shift_already_open"):
        clerk.call("open_shift", shift_id=new_id(), float=1)
    with refused("shift_already_open"):  # the same counter
        supervisor.call("open_shift", shift_id=new_id(), float=1)
    with refused("id_reused"):
        clerk2.call("open_shift", **shift)
    Till(clerk).hold(train, train.seats[:1])
    with refused("shift_not_open"):
        clerk2.call("close_shift", shift_id=shift["shift_id"], counted=1)
    closed = close_shift(clerk, shift_id=shift["shift_id"], counted=499000, reason="one note short")
    assert closed == clerk.call("close_shift", shift_id=shift["shift_id"], counted=499000)
    assert closed["state"] == "closed"
    with refused("shift_closed"):
        clerk.call("close_shift", shift_id=shift["shift_id"], counted=1)
    with refused("id_reused"):
        clerk.call("open_shift", **shift)
    for bad in (-1, 10**13):
        with refused("amount_out_of_range"):
            clerk.call("open_shift", shift_id=new_id(), float=bad)
