# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Holding, extending, releasing: every refusal by its code, and a retry that is the same answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from till import Till, Train, expire, mask, occupied, refused

from kai_counter.values.ids import new_id


def test_hold_takes_the_legs_of_the_journey_only(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2], 2, 3)
    assert [seat["seat_id"] for seat in hold["seats"]] == [str(seat) for seat in train.seats[:2]]
    assert occupied(owner, train, train.seats[0]) == mask(2, 3)
    assert occupied(owner, train, train.seats[2]) == 0
    assert hold["hold_seconds"] == 600
    assert (
        set(hold["booking_number"]) <= set("ABCDEFGHJKMNPQRSTUVWXYZ23456789") and len(hold["booking_number"]) == 7
    )
    assert sum(line["amount"] for line in hold["price_lines"]) == sum(seat["fare"] for seat in hold["seats"]) > 0


def test_sent_again_it_answers_the_same(till: Till, train: Train, owner: Any) -> None:
    booking = new_id()
    first = till.hold(train, train.seats[:2], booking_id=booking)
    again = till.hold(train, list(reversed(train.seats[:2])), booking_id=booking)
    assert {**again, "now": None} == {**first, "now": None}
    assert owner.execute("SELECT count(*) FROM seat_claims").fetchone()[0] == 2


def test_the_same_id_for_something_else_is_refused(till: Till, till2: Till, train: Train) -> None:
    booking = new_id()
    till.hold(train, train.seats[:1], booking_id=booking)
    with refused("id_reused"):
        till.hold(train, train.seats[1:2], booking_id=booking)
    with refused("id_reused"):  # another counter, same content
        till2.sale_id = till.sale_id
        till2.hold(train, train.seats[:1], booking_id=booking)
    with refused("hold_not_yours"):
        till2.hold(train, train.seats[1:2], booking_id=booking, revision=2)
    with refused("id_reused"):  # another customer's sale id
        till2.hold(train, train.seats[3:4])


def test_a_higher_revision_replaces_seats_and_journey(
    till: Till, train: Train, later_train: Train, owner: Any
) -> None:
    booking = new_id()
    till.hold(train, train.seats[:2], booking_id=booking)
    changed = till.hold(train, train.seats[1:3], 1, 3, booking_id=booking, revision=2)
    assert changed["revision"] == 2
    assert [occupied(owner, train, seat) for seat in train.seats[:3]] == [0, mask(1, 3), mask(1, 3)]
    till.hold(later_train, later_train.seats[:1], booking_id=booking, revision=5)
    assert [occupied(owner, train, seat) for seat in train.seats[:3]] == [0, 0, 0]
    with refused("id_reused"):  # an earlier request that arrives late
        till.hold(train, train.seats[1:3], 1, 3, booking_id=booking, revision=2)


def test_a_refused_revision_leaves_the_old_seats(till: Till, till2: Till, train: Train, owner: Any) -> None:
    booking = new_id()
    till.hold(train, train.seats[:2], booking_id=booking)
    till2.hold(train, train.seats[2:3])
    with refused("seat_taken", seats=[str(train.seats[2])]):
        till.hold(train, train.seats[1:3], booking_id=booking, revision=2)
    assert occupied(owner, train, train.seats[0]) == mask(1, train.last)
    assert till.hold(train, train.seats[:2], booking_id=booking)["revision"] == 1


def test_all_or_none_and_the_lost_ones_named(till: Till, till2: Till, train: Train, owner: Any) -> None:
    till2.hold(train, train.seats[1:3])
    with refused("seat_taken", seats=sorted(str(seat) for seat in train.seats[1:3])):
        till.hold(train, train.seats[:4])
    assert occupied(owner, train, train.seats[0]) == 0
    assert owner.execute("SELECT count(*) FROM bookings").fetchone()[0] == 1


def test_twice_the_same_seat(till: Till, train: Train, owner: Any) -> None:
    """A prototype leaked mask bits on {5,5}."""
    with refused("seat_repeated"):
        till.hold(train, [train.seats[4], train.seats[4]])
    assert occupied(owner, train, train.seats[4]) == 0


@pytest.mark.parametrize(("start", "end"), [(0, 2), (-1, 2), (2, 2), (3, 2), (1, 99), (99, 100), (1, 2**31 - 1)])
def test_legs_out_of_range(till: Till, train: Train, start: int, end: int) -> None:
    with refused("legs_out_of_range"):
        till.hold(train, train.seats[:1], start, end)


def test_wrong_requests(till: Till, train: Train, owner: Any) -> None:
    with refused("schedule_unknown"):
        till.hold(Train(new_id(), 3, []), train.seats[:1])
    with refused("seat_unknown"):
        till.hold(train, [train.seats[0], new_id()])
    with refused("no_seats"):
        till.hold(train, [])
    with refused("too_many_seats", limit=4):
        till.hold(train, train.seats[:5])
    with refused("too_many_seats"):
        till.hold(train, [new_id() for _ in range(5000)])
    owner.execute("UPDATE seat_inventory SET blocked = true WHERE seat_id = %s", [train.seats[0]])
    with refused("seat_blocked", seats=[str(train.seats[0])]):
        till.hold(train, train.seats[:2])


def test_trains_that_are_not_on_sale(till: Till, train: Train, owner: Any) -> None:
    change = "UPDATE schedules SET {} WHERE id = %s"
    for column, code in [
        ("status = 'cancelled'", "schedule_cancelled"),
        ("status = 'scheduled', sales_state = 'closed'", "sale_closed"),
        ("sales_state = 'go_show'", "not_on_sale_yet"),
        (
            "sales_state = 'open', departs_at = now() + interval '9 min', arrives_at = now() + interval '9 h'",
            "sale_closed",
        ),
    ]:
        owner.execute(change.format(column).encode(), [train.schedule_id])
        with refused(code):
            till.hold(train, train.seats[:1])
    owner.execute(
        b"UPDATE schedules SET departure_date = current_date + 60, departs_at = now() + interval '60 d',"
        b" arrives_at = now() + interval '61 d' WHERE id = %s", [train.schedule_id],
    )  # fmt: skip
    with refused("not_on_sale_yet"):
        till.hold(train, train.seats[:1])


def test_near_departure_the_hold_is_short(till: Till, train: Train, owner: Any) -> None:
    move = "UPDATE schedules SET departs_at = now() + interval '{} min', arrives_at = now() + interval '9 h' WHERE id = %s"
    owner.execute(move.format(25).encode(), [train.schedule_id])  # closes in 15 minutes: a third is 5
    assert 290 <= till.hold(train, train.seats[:1])["hold_seconds"] <= 300
    owner.execute(move.format(12).encode(), [train.schedule_id])
    assert till.hold(train, train.seats[1:2])["hold_seconds"] == 120


def test_the_gate_of_the_station_of_boarding_decides(till: Till, train: Train, owner: Any) -> None:
    owner.execute(b"UPDATE schedules SET departs_at = now() - interval '5 min' WHERE id = %s", [train.schedule_id])
    with refused("sale_closed"):
        till.hold(train, train.seats[:1], 1, 3)
    till.hold(train, train.seats[:1], 2, 3)


def test_no_fare_no_hold(till: Till, train: Train, owner: Any) -> None:
    owner.execute(b"DELETE FROM fares")
    with refused("no_fare"):
        till.hold(train, train.seats[:1])


def test_without_a_shift_nothing_is_held(clerk: Any, train: Train) -> None:
    with refused("shift_not_open"):
        Till(clerk).hold(train, train.seats[:1])


def test_a_seat_freed_on_the_way_is_sold_again_from_there(
    till: Till, till2: Till, train: Train, owner: Any
) -> None:
    till.sold(train, train.seats[:1], 1, 3)
    till2.sold(train, train.seats[:1], 3, train.last)
    assert occupied(owner, train, train.seats[0]) == mask(1, train.last)
    with refused("seat_taken"):
        Till(till.database).hold(train, train.seats[:1], 2, 4)


def test_a_hold_that_ran_out_is_taken_over(till: Till, till2: Till, train: Train, owner: Any) -> None:
    old = till.hold(train, train.seats[:2])
    expire(owner, old["booking_id"])
    till2.hold(train, train.seats[1:3])
    assert [occupied(owner, train, seat) != 0 for seat in train.seats[:4]] == [False, True, True, False]
    row = owner.execute("SELECT status, cancel_reason FROM bookings WHERE id = %s", [old["booking_id"]]).fetchone()
    assert row == ("cancelled", "expired")
    with refused("hold_expired"):
        till.database.call("extend", booking_id=old["booking_id"])
    with refused("booking_not_pending"):
        till.hold(train, train.seats[3:4], booking_id=old["booking_id"], revision=2)


def test_a_hold_that_ran_out_and_nobody_wanted_can_be_taken_anew(till: Till, train: Train, owner: Any) -> None:
    old = till.hold(train, train.seats[:2])
    expire(owner, old["booking_id"])
    new = till.hold(train, train.seats[:2], booking_id=old["booking_id"], revision=2)
    assert new["expires_at"] > new["now"]


def test_an_unknown_payment_protects_the_seats(till: Till, till2: Till, train: Train, owner: Any) -> None:
    old = till.hold(train, train.seats[:1])
    expire(owner, old["booking_id"])
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT %s, sale_id, id, 'qris', 1, 'unknown', shift_id, counter_id, user_id FROM bookings WHERE id = %s",
        [new_id(), old["booking_id"]],
    )
    with refused("seat_taken"):
        till2.hold(train, train.seats[:1])
    with refused("payment_open"):
        till.database.call("release", booking_id=old["booking_id"], reason="left")


def test_extend_and_release(till: Till, till2: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    longer = till.database.call("extend", booking_id=hold["booking_id"])
    assert datetime.fromisoformat(longer["expires_at"]) > datetime.fromisoformat(hold["expires_at"])
    with refused("hold_not_yours"):
        till2.database.call("extend", booking_id=hold["booking_id"])
    with refused("hold_not_yours"):
        till2.database.call("release", booking_id=hold["booking_id"], reason="mine now")
    release = {"booking_id": hold["booking_id"], "reason": "customer left"}
    assert till.database.call("release", **release) == {"released": True}
    assert till.database.call("release", **release) == {"released": False}
    assert till.database.call("release", booking_id=new_id(), reason=None) == {"released": False}
    assert occupied(owner, train, train.seats[0]) == 0
    with refused("booking_not_pending"):
        till.database.call("extend", booking_id=hold["booking_id"])
    with refused("booking_not_found"):
        till.database.call("extend", booking_id=new_id())


def test_go_show_has_its_own_price(till: Till, train: Train, owner: Any) -> None:
    before = till.hold(train, train.seats[:1])["seats"][0]["fare"]
    owner.execute(
        "INSERT INTO fares (id, train_id, class_id, origin_station_id, destination_station_id, sub_class, amount, kind, valid_from)"
        " SELECT DISTINCT ON (class_id, origin_station_id, destination_station_id) internal.uuid7(), train_id, class_id,"
        " origin_station_id, destination_station_id, 'GS', 45000, 'go_show', '2020-01-01' FROM fares"
    )
    assert till.hold(train, train.seats[1:2])["seats"][0]["fare"] == before
    owner.execute(
        b"UPDATE schedules SET departs_at = now() + interval '90 min', arrives_at = now() + interval '9 h' WHERE id = %s",
        [train.schedule_id],
    )
    assert till.hold(train, train.seats[2:3])["seats"][0]["fare"] == 45000
