# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""The sale: money, tickets and claims together or not at all; a repeat is the same answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from till import Till, Train, expire, infant, person, refused

from kai_counter.db.faults import DatabaseFault
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id


def test_two_adults_and_an_infant(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    people = [
        person(1, train.seats[0]),
        person(2, train.seats[1], identity_type="passport", identity_number="X1234567", assistance=["wheelchair"]),
        infant(3, date.today(), accompanied_by=1),
    ]
    asked = till.asked(hold, people)
    sale = till.sell(asked, tendered=asked["expected_total"] + 50000)
    assert sale["change"] == 50000
    assert sale["receipt_number"].endswith("/000001")
    tickets = sale["bookings"][0]["tickets"]
    assert [ticket["passenger"]["seq"] for ticket in tickets] == [1, 2, 3]
    assert tickets[2]["seat"] is None and tickets[2]["price"] == 0
    assert tickets[0]["passenger"]["identity_masked"] == "327301**********"
    assert tickets[1]["passenger"]["assistance"] == ["wheelchair"]
    assert {ticket["issue_number"] for ticket in tickets} == {1}
    assert sum(line["amount"] for line in sale["bookings"][0]["lines"]) == sale["total"]
    claims = owner.execute("SELECT state, active, expires_at, passenger_id IS NOT NULL FROM seat_claims").fetchall()
    assert claims == [("sold", True, None, True)] * 2
    jobs = owner.execute("SELECT state, kind, issue_number FROM print_jobs").fetchall()
    assert jobs == [("queued", "ticket", 1)] * 3


def test_sent_again_it_is_the_same_sale(till: Till, train: Train, owner: Any) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    attempt = str(new_id())
    first = till.sell(asked, attempt_id=attempt)
    assert till.sell(asked, attempt_id=attempt) == first
    assert till.database.call("sale_status", sale_id=till.sale_id)["sale"] == first
    assert owner.execute("SELECT count(*) FROM payments").fetchone()[0] == 1
    with refused("id_reused"):
        till.sell(asked, attempt_id=attempt, tendered=asked["expected_total"] + 1)


def test_out_and_return_in_one_sale(till: Till, train: Train, later_train: Train, owner: Any) -> None:
    out, back = till.hold(train, train.seats[:1]), till.hold(later_train, later_train.seats[:1])
    who = {"identity_number": "3273015203901111"}
    asked = [till.asked(hold, [person(1, hold["seats"][0]["seat_id"], **who)]) for hold in (out, back)]
    sale = till.sell(*asked, tendered=sum(one["expected_total"] for one in asked) + 5000)
    assert len(sale["bookings"]) == 2
    rows = owner.execute("SELECT amount, tendered, change_given FROM payments").fetchall()
    assert all(tendered - change == amount for amount, tendered, change in rows)
    assert sum(change for _, _, change in rows) == 5000


def test_one_hold_run_out_sells_nothing_at_all(till: Till, train: Train, later_train: Train, owner: Any) -> None:
    out, back = till.hold(train, train.seats[:1]), till.hold(later_train, later_train.seats[:1])
    asked = [till.asked(out), till.asked(back)]
    expire(owner, back["booking_id"])
    with refused("hold_expired", booking_id=back["booking_id"]):
        till.sell(*asked)
    assert owner.execute("SELECT count(*) FROM payments").fetchone()[0] == 0
    status = till.database.call("sale_status", sale_id=till.sale_id)
    assert status["state"] in ("held", "expired") and status["sale"] is None


def test_money_must_be_right(till: Till, train: Train) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    total = asked["expected_total"]
    with refused("total_changed", actual=total):
        till.sell(asked, amount=total - 100, tendered=total)
    with refused("total_changed", actual=total):
        till.sell(asked | {"expected_total": total + 1})
    with refused("tender_too_small"):
        till.sell(asked, tendered=total - 1)
    for bad in ("NaN", -1, 1.5, 10**13, None, [], True):
        with refused("amount_out_of_range"):
            till.sell(asked, tendered=bad)
    with refused("bad_request", field="method"):
        till.sell(asked, method="qris")


@pytest.mark.parametrize(("changes", "field"), [
    ({"name": "  "}, "name"), ({"name": "x" * 61}, "name"), ({"name": "a\x07b"}, "name"),
    ({"identity_number": "327301520390111"}, "identity_number"), ({"identity_number": None}, "identity_number"),
    ({"identity_number": "32730152O3901111"}, "identity_number"), ({"identity_type": "sim"}, "identity_type"),
    ({"identity_type": "passport", "identity_number": "a!"}, "identity_number"),
    ({"identity_type": "passport", "identity_number": "X1234567", "birth_date": None}, "birth_date"),
    ({"birth_date": "1850-01-01"}, "birth_date"), ({"birth_date": "2090-01-01"}, "birth_date"),
    ({"type": "child"}, "type"), ({"type": "senior"}, "type"), ({"type": "king"}, "type"), ({"type": None}, "type"),
    ({"type": "senior", "birth_date": None}, "birth_date"), ({"reduction": "friend"}, "reduction"),
    ({"reduction": "senior"}, "reduction"), ({"gender": "x"}, "gender"), ({"passenger_id": None}, "passenger_id"),
    ({"ticket_id": None}, "ticket_id"), ({"seq": 0}, "seq"), ({"accompanied_by": 1}, "accompanied_by"),
    ({"assistance": {"a": 1}}, "assistance"), ({"seat_id": None}, "seat_id"),
])  # fmt: skip
def test_incomplete_passengers(till: Till, train: Train, changes: dict[str, Any], field: str) -> None:
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(hold)
    asked["passengers"] = [asked["passengers"][0] | changes]
    with refused("passenger_incomplete", field=field):
        till.sell(asked)


def test_who_sits_where(till: Till, train: Train) -> None:
    hold = till.hold(train, train.seats[:2])
    asked = till.asked(hold)
    one, two = asked["passengers"]
    with refused("seat_not_in_hold", seq=2):
        till.sell(asked | {"passengers": [one, two | {"seat_id": str(train.seats[5])}]})
    with refused("seat_not_in_hold", seq=2):
        till.sell(asked | {"passengers": [one, two | {"seat_id": one["seat_id"]}]})
    with refused("passenger_incomplete", field="passenger"):
        till.sell(asked | {"passengers": [one]})
    with refused("identity_repeated", seq=2):
        till.sell(asked | {"passengers": [one, two | {"identity_number": one["identity_number"]}]})
    with refused("infants_exceed_adults"):
        babies = [infant(n, date.today()) for n in (3, 4, 5)]
        till.sell(asked | {"passengers": [one, two, *babies]})
    with refused("too_many_passengers"):
        till.sell(asked | {"passengers": [person(n, train.seats[0]) for n in range(1, 30)]})


def test_a_senior_pays_less_and_sees_why(till: Till, train: Train) -> None:
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(
        hold, [person(1, train.seats[0], type="senior", reduction="senior", birth_date="1950-01-01")]
    )
    fare = hold["seats"][0]["fare"]
    sale = till.sell(asked)
    (line,) = [line for line in sale["bookings"][0]["lines"] if line["kind"] == "reduction"]
    assert line["percent"] == 20 and -line["amount"] == fare * 20 // 100 // 100 * 100
    assert sale["total"] == fare + line["amount"]


def test_a_reduction_its_class_does_not_have(till: Till, train: Train, owner: Any) -> None:
    owner.execute(
        b"""UPDATE rules SET value = '{"senior": {"percent": 20, "classes": ["XXX"]}}' WHERE name = 'reductions'"""
    )
    hold = till.hold(train, train.seats[:1])
    with refused("reduction_not_allowed", seq=1, reduction="senior"):
        till.asked(hold, [person(1, train.seats[0], type="senior", reduction="senior", birth_date="1950-01-01")])


def test_the_price_is_the_one_of_the_hold(till: Till, train: Train, owner: Any) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    owner.execute(b"UPDATE fares SET amount = amount * 2")
    assert till.sell(asked)["total"] == asked["expected_total"]


def test_the_ages_are_those_of_the_day_of_travel(till: Till, train: Train, owner: Any) -> None:
    (departs,) = owner.execute("SELECT departure_date FROM schedules WHERE id = %s", [train.schedule_id]).fetchone()
    third_birthday = departs.replace(year=departs.year - 3)
    hold = till.hold(train, train.seats[:1])
    for birth, allowed in [(third_birthday, False), (third_birthday + timedelta(days=1), True)]:
        people = [person(1, train.seats[0]), person(2, None, type="infant", birth_date=birth.isoformat())]
        asked = till.asked(hold, people)
        if allowed:
            till.sell(asked)
        else:
            with refused("passenger_incomplete", seq=2, field="type"):
                till.sell(asked)


def test_a_journey_that_overlaps_needs_a_second_person(
    till: Till, train: Train, supervisor: Any, owner: Any
) -> None:
    who = {"identity_number": "3273015203902222"}
    hold = till.hold(train, train.seats[:1])
    till.sell(till.asked(hold, [person(1, train.seats[0], **who)]))
    till.sale_id = new_id()
    again = till.hold(train, train.seats[1:2])
    asked = till.asked(again, [person(1, train.seats[1], **who)])
    with refused("journey_overlaps", seq=1):
        till.sell(asked)
    approval = new_id()
    reason = {"requested_by": "10001", "text": "carries a wheelchair on a second seat"}
    supervisor.call(
        "approve", approval_id=approval, kind="journey_overlap", subject_id=till.sale_id, amount=None, reason=reason
    )
    till.sell(asked, approval_id=str(approval))
    till.sale_id = new_id()
    third = till.asked(till.hold(train, train.seats[2:3]), [person(1, train.seats[2], **who)])
    with refused("journey_overlaps"):  # spent
        till.sell(third, approval_id=str(approval))


def test_not_your_booking(till: Till, till2: Till, train: Train, owner: Any) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    till2.sale_id = till.sale_id
    with refused("not_your_booking"):
        till2.sell(asked)
    mine = Till(till2.database)
    mine.hold(train, train.seats[1:2])
    with refused("not_your_booking"):  # a stranger's booking slipped into one's own sale
        mine.sell(asked)
    with refused("not_your_booking"):
        Till(till.database).sell(asked)


def test_released_cancelled_and_departed(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(hold)
    owner.execute(b"UPDATE schedules SET status = 'cancelled' WHERE id = %s", [train.schedule_id])
    with refused("schedule_cancelled"):
        till.sell(asked)
    owner.execute(b"UPDATE schedules SET status = 'scheduled' WHERE id = %s", [train.schedule_id])
    till.database.call("release", booking_id=hold["booking_id"], reason="left")
    with refused("booking_cancelled"):
        till.sell(asked)


def test_receipts_count_without_gaps_also_past_a_refusal(till: Till, train: Train) -> None:
    first = till.sold(train, train.seats[:1])
    Till(till.database).hold(train, train.seats[1:2])
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, train.seats[2:3]))
    with refused("tender_too_small"):
        till.sell(asked, tendered=0)
    second = till.sell(asked)
    assert int(second["receipt_number"][-6:]) == int(first["receipt_number"][-6:]) + 1


def test_no_shift_no_sale(till: Till, train: Train, owner: Any) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    (shift,) = owner.execute("SELECT id FROM shifts WHERE state = 'open'").fetchone()
    till.database.call("close_shift", shift_id=shift, counted=500000)
    with refused("shift_not_open"):
        till.sell(asked)


def test_an_id_of_another_ticket_is_not_taken_twice(till: Till, train: Train, owner: Any) -> None:
    first = till.sold(train, train.seats[:1])
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, train.seats[1:2]))
    asked["passengers"][0]["ticket_id"] = first["bookings"][0]["tickets"][0]["ticket_id"]
    with pytest.raises((DatabaseFault, Refused)) as caught:
        till.sell(asked)
    assert getattr(caught.value, "sqlstate", "23505") == "23505"


def test_payments_that_differ_from_the_price_do_not_commit(till: Till, train: Train, owner: Any) -> None:
    """Even the owner's own hand is refused: the promise is a constraint."""
    import psycopg

    till.sold(train, train.seats[:1])
    for change in (
        "UPDATE payments SET amount = amount - 1",
        "DELETE FROM payments",
        "UPDATE bookings SET final_amount = final_amount + 5, total_amount = total_amount + 5",
    ):
        with pytest.raises(psycopg.Error) as caught:
            owner.execute(change.encode())
        assert caught.value.sqlstate in ("KA001", "23503", "23514")


def test_the_owners_own_second_claim_is_refused(till: Till, train: Train, owner: Any) -> None:
    import psycopg

    till.sold(train, train.seats[:1])
    with pytest.raises(psycopg.errors.ExclusionViolation):
        owner.execute(
            "INSERT INTO seat_claims (id, booking_id, schedule_id, seat_id, class_id, legs, state, active, counter_id)"
            " SELECT internal.uuid7(), booking_id, schedule_id, seat_id, class_id, legs, 'sold', true, counter_id FROM seat_claims"
        )


def test_sale_status_tells_every_state(till: Till, train: Train, owner: Any) -> None:
    ask = lambda: till.database.call("sale_status", sale_id=till.sale_id)["state"]  # noqa: E731
    assert ask() == "none"
    hold = till.hold(train, train.seats[:1])
    assert ask() == "held"
    expire(owner, hold["booking_id"])
    assert ask() == "expired"
    till.database.call("release", booking_id=hold["booking_id"], reason="left")
    assert ask() == "released"
    hold = till.hold(train, train.seats[:1])
    till.sell(till.asked(hold))
    assert ask() == "sold"
    assert datetime.now(UTC) - datetime.fromisoformat(till.database.call("touch_session")["now"]) < timedelta(
        minutes=1
    )
