# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A train on sale, for go-show only, or not sold: hold and search obey it, and what is held is still sold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from test_notifications import told
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.services import disruptions, journeys
from kai_counter.values.ids import new_id


@pytest.fixture
def supervisor(fresh_database: Any, owner: Any) -> Database:
    return fresh_database.signed_in("20001")


def say(database: Database, train: Train, word: str, **changes: Any) -> dict[str, Any]:
    asked = {"change_id": new_id(), "schedule_id": train.schedule_id, "state": word, "reason": "Rombongan"}
    return database.call("set_sales_state", **(asked | changes))


def leaves_in(owner: Any, train: Train, hours: int) -> None:
    owner.execute("UPDATE schedules SET departs_at = clock_timestamp() + make_interval(hours => %s), arrives_at = clock_timestamp() + interval '20 h' WHERE id = %s", [hours, train.schedule_id])


def shown(database: Database, train: Train) -> journeys.JourneyCard:
    found = journeys.board(database, "GMR", 24)
    return next(one for one in found if one.schedule_id == train.schedule_id)


def test_closed_nothing_more_is_held_but_what_is_held_is_sold(supervisor: Database, till: Till, till2: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    assert say(supervisor, train, "closed")["holds"] == 1
    with refused("sale_closed"):
        till2.hold(train, train.seats[1:2])
    assert till.sell(till.asked(hold))["total"] > 0
    assert {"10001", "20001"} <= told(owner, "train_sale_closed")
    say(supervisor, train, "open")
    till2.hold(train, train.seats[1:2])
    row = owner.execute("SELECT old_values ->> 'sales_state', new_values ->> 'sales_state', user_id IS NOT NULL FROM audit_logs WHERE entity_type = 'schedules' AND new_values ? 'sales_state' ORDER BY id DESC LIMIT 1").fetchone()
    assert row == ("closed", "open", True)
    assert owner.execute("SELECT count(*) FROM audit_logs WHERE entity_type = 'sales_changes' AND action = 'create' AND new_values ->> 'reason' = 'Rombongan'").fetchone() == (2,)


def test_go_show_is_sold_in_the_last_hours_and_the_board_says_from_when(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    leaves_in(owner, train, 5)
    assert shown(till.database, train).opens_at is None
    say(supervisor, train, "go_show")
    with refused("not_on_sale_yet"):
        till.hold(train, train.seats[:1])
    card, now = shown(till.database, train), datetime.now(UTC)
    assert card.opens_at is not None and abs(card.opens_at - (now + timedelta(hours=2))) < timedelta(minutes=1)
    assert card.is_not_yet_sold(now) and not card.is_open(now)
    leaves_in(owner, train, 2)
    assert shown(till.database, train).is_open(now)
    till.hold(train, train.seats[:1])
    say(supervisor, train, "closed")
    assert not shown(till.database, train).is_open(now)
    console = disruptions.trains(supervisor)
    row = next(one for one in console.trains if one.schedule_id == train.schedule_id)
    assert (row.sales_state, row.sales_reason, console.go_show_minutes) == ("closed", "Rombongan", 180)


def test_a_late_train_is_sold_until_it_leaves(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    owner.execute("UPDATE schedules SET departs_at = clock_timestamp() + interval '8 min', arrives_at = clock_timestamp() + interval '9 h' WHERE id = %s", [train.schedule_id])
    now = datetime.now(UTC)
    assert not shown(till.database, train).is_open(now), "the gate closes in three minutes"
    supervisor.call("delay_train", disruption_id=new_id(), schedule_id=train.schedule_id, minutes=45, reason="Lokomotif")
    assert shown(till.database, train).is_open(now), "hold takes it, so the board may not say that it is closed"
    till.hold(train, train.seats[:1])


def test_said_twice_it_is_said_once(supervisor: Database, train: Train, owner: Any) -> None:
    change = new_id()
    first = say(supervisor, train, "go_show", change_id=change)
    assert say(supervisor, train, "go_show", change_id=change) == first
    assert owner.execute("SELECT count(*) FROM sales_changes").fetchone() == (1,)
    for other in ({"state": "closed"}, {"reason": "lain"}):
        with refused("id_reused"):
            say(supervisor, train, "go_show", **({"change_id": change} | other))


def test_who_may_and_what_is_refused(fresh_database: Any, supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    with refused("not_allowed"):
        say(till.database, train, "closed")
    admin = fresh_database.signed_in("90001")
    assert say(admin, train, "closed")["state"] == "closed"
    for changes, code in (({"state": "half"}, "bad_request"), ({"reason": " "}, "bad_request"), ({"change_id": None}, "bad_request"), ({"schedule_id": new_id()}, "schedule_unknown")):
        with refused(code):
            say(supervisor, train, "open", **changes)
    owner.execute("UPDATE users SET station_scope = '{SMT}' WHERE nipp = '20001'")
    with refused("not_in_scope"):
        say(supervisor, train, "open")
    owner.execute("UPDATE users SET station_scope = '{}' WHERE nipp = '20001'")
    owner.execute("UPDATE schedules SET status = 'cancelled' WHERE id = %s", [train.schedule_id])
    with refused("schedule_cancelled"):
        say(supervisor, train, "open")
