# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Notifications: who is told what, who may read it, and that the bell rings."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import pytest
from test_promotions import apply, promote
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.db.news import Listener
from kai_counter.services import notices
from kai_counter.values.ids import new_id


@pytest.fixture
def admin(fresh_database: Any, owner: Any) -> Database:
    return fresh_database.signed_in("90001")


def told(owner: Any, title: str) -> set[str]:
    """NIPPs of those who were told."""
    rows = owner.execute("SELECT u.nipp FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.title = %s", [title])
    return {row[0] for row in rows}


def me(owner: Any, nipp: str) -> UUID:
    return UUID(str(owner.execute("SELECT id FROM users WHERE nipp = %s", [nipp]).fetchone()[0]))


def tell(admin: Database, roles: list[str], station: str | None = None, **changes: Any) -> int:
    asked = {"message_id": new_id(), "kind": "schedule", "message": "Peron 3 ditutup", "roles": roles, "station_code": station}
    return int(admin.call("tell_staff", **(asked | changes))["told"])


def test_an_administrator_addresses_a_role(admin: Database, owner: Any, till: Till) -> None:
    assert tell(admin, ["clerk"]) == len(told(owner, "message")) > 0
    assert "10001" in told(owner, "message") and "20001" not in told(owner, "message")


def test_or_a_station(admin: Database, owner: Any, till: Till) -> None:
    owner.execute("UPDATE users SET station_scope = '{SGU}' WHERE nipp = '10002'")
    tell(admin, ["clerk"], "GMR")
    assert "10001" in told(owner, "message") and "10002" not in told(owner, "message")


def test_sent_again_it_is_the_same_message(admin: Database, owner: Any) -> None:
    message = new_id()
    first = tell(admin, ["clerk", "gate"], message_id=message)
    assert tell(admin, ["clerk", "gate"], message_id=message) == first
    assert owner.execute("SELECT count(*) FROM notifications").fetchone()[0] == first
    with refused("id_reused"):
        tell(admin, ["clerk"], message_id=message, message="Peron 4")
    for field, bad in (("roles", ["king"]), ("roles", []), ("station_code", "XXX"), ("kind", "rumour"), ("message", " ")):
        with refused("bad_request", field=field):
            tell(admin, **({"roles": ["clerk"]} | {"message_id": new_id(), field: bad}))


def test_read_by_oneself_alone(admin: Database, till: Till, till2: Till, owner: Any) -> None:
    tell(admin, ["clerk"])
    mine, theirs = me(owner, "10001"), me(owner, "10002")
    bell = notices.listed(till.database, mine)
    assert bell.unread == 1 and bell.notices[0].about == "Peron 3 ditutup" and not bell.notices[0].is_read
    assert notices.listed(till.database, theirs) == type(bell)()  # row security
    other = notices.listed(till2.database, theirs).notices[0]
    assert notices.mark_read(till.database, [other.notice_id]) == 1  # not mine to read
    assert notices.mark_read(till.database, [bell.notices[0].notice_id]) == 0
    assert notices.listed(till.database, mine).notices[0].is_read
    assert notices.listed(till2.database, theirs).unread == 1
    assert till.database.call("touch_session")["unread"] == 0


def test_promotions_are_told(admin: Database, till: Till, train: Train, owner: Any) -> None:
    promote(admin, usage_limit=1)
    assert {"10001", "20001"} <= told(owner, "promotion_new")
    hold = till.hold(train, train.seats[:1])
    apply(till, hold, "LEBARAN10")
    assert not told(owner, "promotion_used_up")
    till.sell(till.asked(hold))
    assert {"10001", "20001"} <= told(owner, "promotion_used_up")


def test_a_payment_nobody_knows_is_told(till: Till, train: Train, owner: Any) -> None:
    till.hold(train, train.seats[:1])
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT gen_random_uuid(), sale_id, 'qris', 300000, 'pending', shift_id, counter_id, user_id FROM bookings"
    )
    assert not told(owner, "payment_unknown")
    for _ in range(2):
        owner.execute("UPDATE payment_attempts SET state = 'unknown'")
    rows = owner.execute("SELECT count(*), count(DISTINCT user_id) FROM notifications WHERE title = 'payment_unknown'").fetchone()
    assert rows[0] == rows[1] and {"10001", "20001"} <= told(owner, "payment_unknown")
    owner.execute("DELETE FROM payment_attempts")


def test_the_bell_rings(admin: Database, till: Till) -> None:
    heard, ready = threading.Event(), threading.Event()
    listener = Listener(till.database.url, ["kai_bell"], lambda channel, payload: heard.set(), ready.set)
    listener.start()
    try:
        assert listener.listening.wait(10)
        tell(admin, ["clerk"])
        assert heard.wait(10)
    finally:
        listener.stop()
