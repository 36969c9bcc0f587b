"""Things begun and not finished: what shows up, at whose counter, and that settling it takes it away."""

from __future__ import annotations

from typing import Any

from test_disruptions import cancel, papers, settle
from till import Till, Train

from kai_counter.values.ids import new_id


def kinds(database: Any) -> list[str]:
    return sorted(item["kind"] for item in database.call("incomplete")["items"])


def test_paid_and_not_printed(till: Till, till2: Till, train: Train, owner: Any, fresh_database: Any) -> None:
    till.sold(train, train.seats[:2])
    assert kinds(till.database) == []  # it prints just now
    owner.execute("UPDATE print_jobs SET created_at = created_at - interval '3 minutes'")
    (item,) = till.database.call("incomplete")["items"]
    assert (item["kind"], item["count"]) == ("unprinted", 2)
    assert kinds(till2.database) == [] and kinds(fresh_database.signed_in("20001")) == ["unprinted"]
    owner.execute("UPDATE print_jobs SET state = 'suspect' WHERE id IN (SELECT id FROM print_jobs LIMIT 1)")
    assert kinds(till.database) == ["suspect"]
    owner.execute("UPDATE print_jobs SET state = 'confirmed'")
    assert kinds(till.database) == []


def test_seats_about_to_run_out(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    assert kinds(till.database) == []
    owner.execute("UPDATE bookings SET expires_at = now() + interval '90 s'")
    (item,) = till.database.call("incomplete")["items"]
    assert (item["kind"], item["id"], item["count"]) == ("hold", hold["booking_id"], 2)
    till.database.call("release", booking_id=hold["booking_id"], reason="incomplete")
    assert kinds(till.database) == []


def test_a_transfer_that_came_back(till: Till, train: Train, owner: Any, fresh_database: Any) -> None:
    supervisor = fresh_database.signed_in("20001")
    sale = till.sold(train, train.seats[:1])
    scanned = papers(owner, sale)
    cancel(supervisor, train)
    settle(till, scanned, "transfer", offer_id=new_id())
    assert kinds(till.database) == []
    owner.execute("UPDATE refunds SET refund_status = 'failed', failure = 'no such account'")
    (item,) = till.database.call("incomplete")["items"]
    assert (item["kind"], item["said"], item["amount"]) == ("transfer", "no such account", sale["total"])
    assert owner.execute("SELECT count(*) FROM notifications WHERE title = 'refund_failed'").fetchone()[0] > 0


def test_an_offer_that_stands_open(till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    booking = sale["bookings"][0]
    people = [one["passenger"]["passenger_id"] for one in booking["tickets"]]
    offer = new_id()
    till.database.call("refund_quote", offer_id=offer, booking_id=booking["booking_id"], passengers=people,
                       wish={"why": "own_mistake", "reason": "wrong day"})  # fmt: skip
    (item,) = till.database.call("incomplete")["items"]
    assert (item["kind"], item["id"]) == ("offer", str(offer))
    till.database.call("withdraw_offer", offer_id=offer)
    assert kinds(till.database) == []
