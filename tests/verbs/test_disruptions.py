# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A train that is late, cancelled or cut short: holds end, nobody buys, everybody is owed."""

from __future__ import annotations

from typing import Any

import pytest
from desk import cancel
from desk import pay_out as settle
from test_notifications import told
from test_races import together
from till import Till, Train, occupied, refused

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services import journeys
from kai_counter.values.ids import new_id


@pytest.fixture
def supervisor(fresh_database: Any, owner: Any) -> Database:
    return fresh_database.signed_in("20001")


def delay(supervisor: Database, train: Train, minutes: int, **changes: Any) -> dict[str, Any]:
    asked = {"disruption_id": new_id(), "schedule_id": train.schedule_id, "minutes": minutes, "reason": "Lokomotif diganti"}
    return supervisor.call("delay_train", **(asked | changes))


def offers(owner: Any, state: str = "prepared") -> int:
    return int(owner.execute("SELECT count(*) FROM disruption_offers WHERE state = %s", [state]).fetchone()[0])


def test_a_delay_is_said_everywhere(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:2])
    told_of = delay(supervisor, train, 25)
    assert told_of["tickets"] == 0 and told_of["until"] is None  # below the hour nothing is owed
    row = owner.execute("SELECT status, delay_minutes, delay_reason FROM schedules WHERE id = %s", [train.schedule_id]).fetchone()
    assert row == ("delayed", 25, "Lokomotif diganti")
    assert {"10001", "20001"} <= told(owner, "train_delayed")
    delay(supervisor, train, 0)
    assert owner.execute("SELECT status, delay_minutes FROM schedules WHERE id = %s", [train.schedule_id]).fetchone() == ("scheduled", 0)


def test_over_an_hour_everybody_is_owed_everything(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    made = delay(supervisor, train, 90)
    assert (made["tickets"], made["bookings"], made["amount"]) == (2, 1, sale["total"])
    delay(supervisor, train, 120)
    assert offers(owner) == 2
    delay(supervisor, train, 30)
    assert offers(owner) == 0 and offers(owner, "withdrawn") == 2
    cancel(supervisor, train)
    assert offers(owner) == 2


def test_cancelled_nothing_is_held_or_sold(supervisor: Database, till: Till, till2: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    till.sale_id = new_id()
    hold = till.hold(train, train.seats[2:4])
    asked = till.asked(hold)
    made = cancel(supervisor, train)
    assert (made["tickets"], made["amount"], made["holds"]) == (2, sale["total"], 1)
    assert occupied(owner, train, train.seats[2]) == 0
    with refused("schedule_cancelled"):
        till.sell(asked)
    with refused("schedule_cancelled"):
        till2.hold(train, train.seats[5:6])
    with refused("schedule_cancelled"):
        cancel(supervisor, train)
    with refused("schedule_cancelled"):
        delay(supervisor, train, 10)
    assert {"10001", "20001"} <= told(owner, "train_cancelled")


def test_sent_again_it_is_the_same(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:1])
    one, two = new_id(), new_id()
    first = delay(supervisor, train, 90, disruption_id=one)
    assert delay(supervisor, train, 90, disruption_id=one) | {"now": 0} == first | {"now": 0}
    with refused("id_reused"):
        delay(supervisor, train, 91, disruption_id=one)
    first = cancel(supervisor, train, disruption_id=two)
    assert cancel(supervisor, train, disruption_id=two) | {"now": 0} == first | {"now": 0}
    with refused("id_reused"):
        cancel(supervisor, train, disruption_id=two, reason="other")
    assert owner.execute("SELECT count(*) FROM disruptions").fetchone()[0] == 2


def test_running_only_to_a_stop(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:1], 1, 2)  # gets off before
    sale = till.sold(train, train.seats[1:2], 1, train.last)
    made = cancel(supervisor, train, last=2)
    assert (made["kind"], made["tickets"], made["amount"]) == ("cut", 1, sale["total"])
    till.sale_id = new_id()
    assert till.hold(train, train.seats[2:3], 1, 2)
    till.sale_id = new_id()
    with refused("schedule_cancelled"):
        till.hold(train, train.seats[3:4], 1, train.last)
    with refused("schedule_cancelled"):
        till.hold(train, train.seats[3:4], 2, train.last)
    assert {"10001", "20001"} <= told(owner, "train_cut")
    with refused("bad_request", field="last_order"):
        cancel(supervisor, train, last=2)
    assert cancel(supervisor, train)["tickets"] == 2  # now not at all


def test_search_and_board_know(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    from kai_counter.values.requests import SearchRequest

    day, stops = owner.execute(
        "SELECT s.departure_date, array_agg(o.station_code ORDER BY r.station_order) FROM schedules s JOIN route_stations r ON r.route_id = s.route_id"
        " JOIN stations o ON o.id = r.station_id WHERE s.id = %s GROUP BY 1", [train.schedule_id]).fetchone()  # fmt: skip

    def status(start: str, end: str) -> str:
        found = journeys.search(till.database, SearchRequest(start, end, day))
        return next(one.status for one in found if one.schedule_id == train.schedule_id)

    cancel(supervisor, train, last=2)
    assert status(stops[0], stops[1]) == "scheduled" and status(stops[0], stops[-1]) == "cancelled"
    on_board = [one for one in journeys.board(till.database, stops[0], 72) if one.schedule_id == train.schedule_id]
    assert [one.destination.code for one in on_board] == [stops[1]]
    cancel(supervisor, train)
    assert status(stops[0], stops[1]) == "cancelled"


def test_a_payment_on_its_way_keeps_its_hold_and_finds_no_train(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(hold)
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT gen_random_uuid(), sale_id, 'qris', 1, 'pending', shift_id, counter_id, user_id FROM bookings"
    )
    assert cancel(supervisor, train)["holds"] == 0
    with refused("schedule_cancelled"):
        till.sell(asked)
    owner.execute("DELETE FROM payment_attempts")


def test_of_another_station_no_word(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    owner.execute("UPDATE users SET station_scope = '{CKR}' WHERE nipp = '20001'")
    with refused("not_in_scope"):
        delay(supervisor, train, 10)
    with refused("not_in_scope"):
        cancel(supervisor, train)
    with refused("not_in_scope"):
        supervisor.call("affected", schedule_id=train.schedule_id, last_order=None)


def test_the_console_reads(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    cancel(supervisor, train)
    told_of = supervisor.call("disruptions", hours=72)
    mine = next(one for one in told_of["trains"] if one["schedule_id"] == str(train.schedule_id))
    assert (mine["status"], mine["passengers"], mine["prepared"], mine["owed"]) == ("cancelled", 2, 2, sale["total"])
    assert told_of["cash"] == 500000 + sale["total"] and told_of["drawers"] == 1
    (booking,) = supervisor.call("affected", schedule_id=train.schedule_id, last_order=None)["bookings"]
    assert [one["state"] for one in booking["people"]] == ["prepared", "prepared"]
    assert booking["people"][0]["name"] == "R**** W********" and "3273" not in str(booking)
    with refused("not_allowed"):
        till.database.call("affected", schedule_id=train.schedule_id, last_order=None)


def test_cancel_against_sell_at_the_same_instant(supervisor: Database, till: Till, till2: Till, train: Train, later_train: Train, owner: Any) -> None:
    """Whoever comes first: a sold ticket is owed its money, or nothing was sold. Never sold and forgotten."""
    for turn, target in enumerate((train, later_train)):
        till.sale_id, till2.sale_id = new_id(), new_id()
        holds = till.hold(target, target.seats[:2]), till2.hold(target, target.seats[2:4])
        asked = till.asked(holds[0]), till2.asked(holds[1])
        told_of = together(lambda: till.sell(asked[0]), lambda: cancel(supervisor, target), lambda: till2.sell(asked[1]))  # noqa: B023
        assert isinstance(told_of[1], dict), told_of
        for answer in (told_of[0], told_of[2]):
            assert isinstance(answer, dict) or answer == "schedule_cancelled", told_of
        sold = sum(isinstance(answer, dict) for answer in (told_of[0], told_of[2]))
        cancelled = owner.execute("SELECT count(*) FROM bookings WHERE schedule_id = %s AND cancel_reason = 'train_cancelled'", [target.schedule_id]).fetchone()[0]
        assert cancelled == 2 - sold, (turn, told_of)
        owed = owner.execute("SELECT count(*) FROM disruption_offers o JOIN bookings b ON b.id = o.booking_id WHERE b.schedule_id = %s", [target.schedule_id]).fetchone()[0]
        assert owed == 2 * sold, (turn, told_of)


def test_only_a_supervisor(till: Till, train: Train) -> None:
    for verb, asked in (("delay_train", {"minutes": 5}), ("cancel_train", {"last_order": None, "overrule_code": None})):
        with pytest.raises(Refused) as refusal:
            till.database.call(verb, disruption_id=new_id(), schedule_id=train.schedule_id, reason="x", **asked)
        assert refusal.value.code in ("not_allowed", "not_permitted"), refusal.value


# Paying it out ----------------------------------------------------------------------------------------------


def papers(owner: Any, sale: dict[str, Any]) -> list[dict[str, Any]]:
    """The tickets of a sale, printed: what a scanner would read of each."""
    found = []
    for ticket in sale["bookings"][0]["tickets"]:
        paper = f"T1{ticket['code_number']:X}-{ticket['issue_number']}"
        owner.execute("UPDATE tickets SET qr_code = %s WHERE id = %s", [paper, ticket["ticket_id"]])
        found.append({"number": ticket["code_number"], "paper": paper})
    return found


def test_a_paper_is_cash_under_the_one_word(supervisor: Database, till: Till, till2: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    scanned = papers(owner, sale)
    with refused("not_disrupted"):
        settle(till2, scanned[:1])
    cancel(supervisor, train)
    seen = till2.database.call("disrupted_ticket", number=scanned[0]["number"])
    assert seen["no"] is None and seen["amount"] == sale["total"] // 2 and seen["name"] == "R**** W********"
    offer = new_id()
    done = settle(till2, scanned[:1], offer_id=offer)
    assert (done["amount"], done["fee"], done["rule"], done["overrule_code"]) == (sale["total"] // 2, 0, "railway", "DISRUPTION")
    assert done["money"][0]["method"] == "cash" and done["money"][0]["status"] == "completed"
    assert settle(till2, scanned[:1], offer_id=offer)["amount"] == done["amount"]
    with refused("already_refunded"):
        settle(till, scanned[:1])
    with refused("id_reused"):
        settle(till2, scanned[1:], offer_id=offer)
    settle(till, scanned[1:], "transfer")
    assert owner.execute("SELECT how FROM disruption_offers ORDER BY settled_at").fetchall() == [("cash",), ("transfer",)]
    assert occupied(owner, train, train.seats[0]) == 0
    mine = next(one for one in supervisor.call("disruptions", hours=72)["trains"] if one["schedule_id"] == str(train.schedule_id))
    assert (mine["prepared"], mine["settled"], mine["paid"]) == (0, 2, sale["total"] // 2)


def test_a_number_alone_is_no_claim(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    scanned = papers(owner, sale)
    cancel(supervisor, train)
    with refused("paper_not_valid"):
        settle(till, [scanned[0] | {"paper": "T1X"}])
    owner.execute("UPDATE tickets SET qr_code = 'a newer issue'")
    with refused("paper_not_valid"):
        settle(till, scanned)
    for bad in ([], [{}], [{"number": "1", "paper": "x"}], [{"number": 1}], {}, "x"):
        with refused("bad_request", field="papers"):
            settle(till, bad)  # type: ignore[arg-type]


def test_whoever_had_boarded_is_paid_too(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    scanned = papers(owner, sale)
    owner.execute("UPDATE tickets SET ticket_status = 'used', check_in_time = now()")
    cancel(supervisor, train, last=2)
    assert settle(till, scanned)["amount"] == sale["total"]


def test_for_seven_days(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    scanned = papers(owner, sale)
    cancel(supervisor, train)
    owner.execute("UPDATE disruptions SET until = now() - interval '1 s'")
    with refused("refund_too_late"):
        settle(till, scanned)
    assert till.database.call("disrupted_ticket", number=scanned[0]["number"])["no"] == "refund_too_late"


def test_late_over_an_hour_until_it_leaves(supervisor: Database, till: Till, train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    scanned = papers(owner, sale)
    delay(supervisor, train, 90)
    assert settle(till, scanned[:1])["rule"] == "delay"
    owner.execute("UPDATE tickets SET ticket_status = 'used', check_in_time = now() WHERE ticket_status = 'active'")
    with refused("already_boarded"):
        settle(till, scanned[1:])


def test_two_counters_pay_the_same_paper(supervisor: Database, till: Till, till2: Till, train: Train, owner: Any) -> None:
    for turn in range(4):
        sale = till.sold(train, train.seats[2 * turn : 2 * turn + 2])
        scanned = papers(owner, sale)
        if turn == 0:
            cancelled = train
        else:
            owner.execute("UPDATE schedules SET status = 'scheduled' WHERE id = %s", [train.schedule_id])
        cancel(supervisor, cancelled)
        told_of = together(lambda: settle(till, scanned), lambda: settle(till2, scanned))  # noqa: B023
        assert sum(isinstance(answer, dict) for answer in told_of) == 1 and "already_refunded" in told_of, told_of
        owner.execute("UPDATE schedules SET status = 'scheduled' WHERE id = %s", [train.schedule_id])


def board(till: Till, scanned: list[dict[str, Any]], sale: dict[str, Any], train: Train, seats: list[Any], **changes: Any) -> dict[str, Any]:
    """Another train for these papers: its seats held in a sale of its own, then one call."""
    till.sale_id = new_id()
    hold = till.hold(train, seats)
    people = [one["passenger"]["passenger_id"] for one in sale["bookings"][0]["tickets"] if one["code_number"] in {paper["number"] for paper in scanned}]
    asked = {"offer_id": new_id(), "papers": scanned, "new_booking_id": hold["booking_id"],
             "seats": dict(zip(people, [str(one) for one in seats], strict=True))}  # fmt: skip
    return till.database.call("next_train", **(asked | changes))


def test_the_next_train_costs_nothing_and_loses_nothing(supervisor: Database, till: Till, train: Train, later_train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:2])
    scanned = papers(owner, sale)
    with refused("not_disrupted"):
        board(till, scanned, sale, later_train, later_train.seats[:2])
    cancel(supervisor, train)
    moved = board(till, scanned, sale, later_train, later_train.seats[2:4])
    assert moved["total"] == sale["total"] and len(moved["bookings"][0]["tickets"]) == 2
    assert sum(line["amount"] for line in moved["bookings"][0]["lines"]) == sale["total"]
    assert owner.execute("SELECT DISTINCT how FROM disruption_offers").fetchall() == [("next_train",)]
    assert owner.execute("SELECT count(*) FROM tickets WHERE ticket_status = 'active'").fetchone()[0] == 2
    assert occupied(owner, train, train.seats[0]) == 0
    with refused("already_refunded"):
        settle(till, scanned)


def test_a_dearer_or_cheaper_train_is_worth_the_same(supervisor: Database, till: Till, train: Train, later_train: Train, owner: Any) -> None:
    for seat, factor in ((0, 2), (1, 4)):
        sale = till.sold(train, train.seats[seat : seat + 1])
        scanned = papers(owner, sale)
        owner.execute("UPDATE schedules SET status = 'scheduled' WHERE id = %s", [train.schedule_id])
        cancel(supervisor, train)
        owner.execute("UPDATE fares SET amount = amount * 2" if factor == 2 else "UPDATE fares SET amount = amount / 4")
        moved = board(till, scanned, sale, later_train, later_train.seats[seat : seat + 1])
        assert moved["total"] == sale["total"]
        owner.execute("UPDATE schedules SET status = 'scheduled' WHERE id = %s", [train.schedule_id])


def test_the_next_train_once(supervisor: Database, till: Till, till2: Till, train: Train, later_train: Train, owner: Any) -> None:
    sale = till.sold(train, train.seats[:1])
    scanned = papers(owner, sale)
    cancel(supervisor, train)
    told_of = together(
        lambda: board(till, scanned, sale, later_train, later_train.seats[:1]),
        lambda: settle(till2, scanned),
    )
    assert sum(isinstance(answer, dict) for answer in told_of) == 1 and "already_refunded" in told_of, told_of
