# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A coach that is not there: parties sit together elsewhere, with new tickets, exactly as looked at, or nobody moves."""

from __future__ import annotations

from typing import Any

import pytest
from paying import paid_by_qris, set_gateway_key
from test_disruptions import papers
from test_races import together
from till import Till, Train, check_promises, occupied, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


@pytest.fixture
def supervisor(fresh_database: Any, owner: Any) -> Database:
    return fresh_database.signed_in("20001")


@pytest.fixture
def two_coaches(owner: Any) -> Train:
    """A train whose first class stands in two coaches: half of its only coach is made the second."""
    from till import trains

    train = trains(owner)[0]
    owner.execute(
        "UPDATE seats SET car_number = 9, coach_label = 'EKS 2' WHERE car_number = 1 AND row_number > 6"
        " AND train_id = (SELECT train_id FROM schedules WHERE id = %s)", [train.schedule_id])  # fmt: skip
    owner.execute("UPDATE seat_inventory i SET car_number = s.car_number FROM seats s WHERE s.id = i.seat_id")
    rows = owner.execute(
        "SELECT s.id FROM seats s JOIN seat_inventory i ON i.seat_id = s.id WHERE i.schedule_id = %s AND s.car_number = 1 AND NOT s.is_blocked ORDER BY s.hold_order", [train.schedule_id]
    ).fetchall()
    train.seats = [row[0] for row in rows]
    return train


def plan(supervisor: Database, train: Train) -> dict[str, Any]:
    return supervisor.call("plan_reseat", schedule_id=train.schedule_id, car=1)


def reseat(supervisor: Database, train: Train, seal: str, **changes: Any) -> dict[str, Any]:
    asked = {"reseat_id": new_id(), "schedule_id": train.schedule_id, "car": 1, "plan": seal, "reason": "AC mati"}
    return supervisor.call("reseat", **(asked | changes))


def test_parties_sit_together_in_the_other_coach(supervisor: Database, till: Till, two_coaches: Train, owner: Any) -> None:
    train = two_coaches
    till.sold(train, train.seats[:3])
    till.sold(train, train.seats[3:5])
    looked = plan(supervisor, train)
    assert len(looked["moves"]) == 5 and looked["without"] == 0
    assert owner.execute("SELECT count(*) FROM seat_inventory WHERE blocked AND schedule_id = %s", [train.schedule_id]).fetchone()[0] == 0
    act = new_id()
    done = reseat(supervisor, train, looked["plan"], reseat_id=act)
    assert done["moved"] == 5 and len(done["papers"]) == 5
    assert reseat(supervisor, train, looked["plan"], reseat_id=act) == done  # sent again
    cars = owner.execute("SELECT DISTINCT s.car_number FROM seat_claims c JOIN seats s ON s.id = c.seat_id WHERE c.active AND c.schedule_id = %s", [train.schedule_id]).fetchall()
    assert cars == [(9,)]
    assert owner.execute("SELECT count(*) FROM tickets WHERE issue_number = 2 AND qr_code IS NULL").fetchone()[0] == 5
    faces = owner.execute("SELECT bool_and(l ->> 'coach_label' = 'EKS 2') FROM bookings b, jsonb_array_elements(b.price_lines) l WHERE l ->> 'kind' = 'fare'").fetchone()
    assert faces == (True,)
    till.sale_id = new_id()
    with refused("seat_blocked"):
        till.hold(train, train.seats[:1])
    check_promises(owner)


def test_a_sale_that_comes_between_changes_the_plan(supervisor: Database, till: Till, till2: Till, two_coaches: Train, owner: Any) -> None:
    train = two_coaches
    till.sold(train, train.seats[:2])
    looked = plan(supervisor, train)
    till2.sold(train, train.seats[2:3])
    with refused("plan_changed"):
        reseat(supervisor, train, looked["plan"])
    assert owner.execute("SELECT count(*) FROM tickets WHERE issue_number > 1").fetchone()[0] == 0


def test_against_sales_at_the_same_instant(supervisor: Database, till: Till, till2: Till, two_coaches: Train, owner: Any) -> None:
    """Whoever comes first: no seat twice, no mask wrong, and either the plan held or nobody moved."""
    train = two_coaches
    till.sold(train, train.seats[:4])
    looked = plan(supervisor, train)
    goal = looked["moves"][0]["new_seat"]
    told = together(lambda: reseat(supervisor, train, looked["plan"])["moved"], lambda: till2.hold(train, [goal])["booking_id"])
    assert (told[0] == 4) != (told[0] == "plan_changed"), told
    assert told[1] == "seat_taken" if told[0] == 4 else told[1] != "seat_taken", told
    check_promises(owner)


def test_who_finds_no_seat_stays_in_the_plan(supervisor: Database, till: Till, two_coaches: Train, owner: Any) -> None:
    train = two_coaches
    till.sold(train, train.seats[:2])
    owner.execute("UPDATE seat_inventory SET blocked = true FROM seats s WHERE s.id = seat_id AND s.car_number <> 1 AND schedule_id = %s", [train.schedule_id])
    looked = plan(supervisor, train)
    assert looked["without"] == 2 and looked["moves"][0]["new_seat"] is None
    act = new_id()
    done = reseat(supervisor, train, looked["plan"], reseat_id=act)
    assert (done["moved"], done["without"], done["papers"]) == (0, 2, []) and done["owed"] > 0
    assert reseat(supervisor, train, looked["plan"], reseat_id=act) == done
    row = next(one for one in supervisor.call("disruptions", hours=240)["trains"] if one["schedule_id"] == str(train.schedule_id))
    assert (row["prepared"], row["owed"]) == (2, done["owed"])


def owed_to(owner: Any) -> dict[str, int]:
    rows = owner.execute("SELECT d.kind, count(*) FROM disruption_offers o JOIN disruptions d ON d.id = o.disruption_id WHERE o.state = 'prepared' GROUP BY 1")
    return dict(rows.fetchall())


def test_what_the_seatless_are_owed_is_paid_and_outlives_a_delay(supervisor: Database, till: Till, two_coaches: Train, owner: Any) -> None:
    """Under the one word, like a cancellation's: any counter pays the paper out, once."""
    train = two_coaches
    sale = till.sold(train, train.seats[:2])
    elsewhere = "UPDATE seat_inventory SET blocked = %s FROM seats s WHERE s.id = seat_id AND s.car_number <> 1 AND schedule_id = %s"
    owner.execute(elsewhere, [True, train.schedule_id])
    reseat(supervisor, train, plan(supervisor, train)["plan"])
    supervisor.call("delay_train", disruption_id=new_id(), schedule_id=train.schedule_id, minutes=90, reason="Lokomotif")
    supervisor.call("delay_train", disruption_id=new_id(), schedule_id=train.schedule_id, minutes=0, reason="Lokomotif")
    assert owed_to(owner) == {"reseat": 2}
    paper = papers(owner, sale)[0]
    looked = till.database.call("disrupted_ticket", number=paper["number"])
    assert (looked["kind"], looked["no"], looked["reason"]) == ("reseat", None, "AC mati")
    asked = {"offer_id": new_id(), "papers": [paper], "money": {"method": "cash"}}
    paid = till.database.call("settle_disrupted", **asked)
    assert paid["amount"] == looked["amount"] > 0
    with refused("already_refunded"):
        till.database.call("settle_disrupted", **(asked | {"offer_id": new_id()}))
    owner.execute(elsewhere, [False, train.schedule_id])  # a seat turned up for the one who waits
    assert reseat(supervisor, train, plan(supervisor, train)["plan"])["moved"] == 1
    assert owed_to(owner) == {}
    supervisor.call("cancel_train", disruption_id=new_id(), schedule_id=train.schedule_id, last_order=None, reason="Banjir", overrule_code="DISRUPTION")
    assert owed_to(owner) == {"cancel": 1}
    check_promises(owner)


def test_not_of_another_station_or_a_coach_it_has_not(supervisor: Database, two_coaches: Train, owner: Any) -> None:
    with refused("bad_request", field="car"):
        supervisor.call("plan_reseat", schedule_id=two_coaches.schedule_id, car=77)
    owner.execute("UPDATE users SET station_scope = '{CKR}' WHERE nipp = '20001'")
    with refused("not_in_scope"):
        plan(supervisor, two_coaches)


def test_a_hold_in_the_coach_that_is_gone_is_not_sold(till: Till, till2: Till, supervisor: Database, two_coaches: Train, owner: Any) -> None:
    train = two_coaches
    till.sold(train, train.seats[:1])
    hold = till2.hold(train, train.seats[4:6])
    asked = till2.asked(hold)
    assert reseat(supervisor, train, plan(supervisor, train)["plan"])["moved"] == 1
    with refused("booking_cancelled"):
        till2.sell(asked)
    assert occupied(owner, train, train.seats[4]) == 0


def test_money_on_its_way_for_that_coach_is_seated_by_the_next_plan(
    till: Till, supervisor: Database, admin: Database, two_coaches: Train, owner: Any
) -> None:
    set_gateway_key(admin)
    train = two_coaches
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, train.seats[:1]))
    attempt = paid_by_qris(till, asked["expected_total"])
    reseat(supervisor, train, plan(supervisor, train)["plan"])
    till.sell(asked, method="parts", attempts=[str(attempt)], tendered=0)
    looked = plan(supervisor, train)
    assert len(looked["moves"]) == 1 and reseat(supervisor, train, looked["plan"])["moved"] == 1
    assert occupied(owner, train, train.seats[0]) == 0
