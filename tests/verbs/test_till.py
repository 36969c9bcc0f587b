# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""The drawer of a running shift: its float, its relief, cash beside the sales, and who is told of the sum."""

from __future__ import annotations

import json
from typing import Any

import pytest
from drawers import FLOAT, expected, printed, shift_of, signed
from till import Till, Train, close_shift, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

# -- opening


def test_the_float_is_counted_by_denomination(clerk: Database, owner: Any) -> None:
    asked = {"shift_id": new_id(), "float": 375_500, "denominations": {"100000": 3, "50000": 1, "20000": 1, "5000": 1, "500": 1}}
    opened = clerk.call("open_shift", **asked)
    assert opened == clerk.call("open_shift", **asked)
    row = owner.execute("SELECT kind, total, denominations FROM cash_counts").fetchone()
    assert (row[0], int(row[1]), row[2]["100000"]) == ("open", 375_500, 3)
    with refused("id_reused"):
        clerk.call("open_shift", **(asked | {"denominations": {"100": 3755}}))


@pytest.mark.parametrize("count", [{"100000": 2}, {"3000": 1}, {"1000": -1}, {"1000": 1.5}, {"1000": "1"}, [1], {"1000": 10**9}])
def test_a_count_that_is_no_count_is_refused(clerk: Database, count: Any, owner: Any) -> None:
    with refused("count_differs" if count == {"100000": 2} else "bad_request"):
        clerk.call("open_shift", shift_id=new_id(), float=1000, denominations=count)
    assert owner.execute("SELECT count(*) FROM shifts").fetchone() == (0,)


def test_the_rule_may_ask_for_a_counted_float(clerk: Database, admin: Database, owner: Any) -> None:
    admin.call("set_rule", rule_id=new_id(), name="count_float_at_open", scope="GMR", value=True, valid_from=None, source="test")
    with refused("count_needed"):
        clerk.call("open_shift", shift_id=new_id(), float=1000)
    clerk.call("open_shift", shift_id=new_id(), float=1000, denominations={"1000": 1})


# -- relief


def test_a_pause_leaves_the_counter_to_the_relief(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    mine = shift_of(owner)
    with refused("shift_already_open", clerk="Rina Wijaya"):
        supervisor.call("open_shift", shift_id=new_id(), float=100)
    assert till.database.call("pause_shift", shift_id=mine)["state"] == "paused"
    assert till.database.call("pause_shift", shift_id=mine)["state"] == "paused"
    relief = Till(supervisor)
    supervisor.call("open_shift", shift_id=new_id(), float=100_000)
    sold = relief.sold(train, train.seats[:1])
    with refused("shift_not_open"):
        till.hold(train, train.seats[1:2])
    with refused("shift_already_open", clerk="Sri Lestari"):
        till.database.call("resume_shift", shift_id=mine)
    theirs = shift_of(owner, "20001")
    assert expected(owner, mine) == FLOAT and expected(owner, theirs) == 100_000 + sold["total"]
    supervisor.call("pause_shift", shift_id=theirs)
    assert till.database.call("resume_shift", shift_id=mine)["state"] == "open"
    till.sale_id = new_id()
    till.hold(train, train.seats[1:2])


def test_nobody_resumes_anothers_shift(till: Till, supervisor: Database, owner: Any) -> None:
    shift = shift_of(owner)
    till.database.call("pause_shift", shift_id=shift)
    with refused("shift_not_open"):
        supervisor.call("resume_shift", shift_id=shift)


# -- cash beside the sales


def test_slips_count_without_gaps_and_a_repeat_takes_none(till: Till, supervisor: Database, owner: Any) -> None:
    call = till.database.call
    first = {"movement_id": new_id(), "kind": "in", "amount": 200_000, "reason": "small notes", "reference": None}
    one = call("cash_move", **first)
    assert call("cash_move", **first) == one and one["slip_number"] == "GMR-01/K000001"
    with refused("id_reused"):
        call("cash_move", **(first | {"amount": 1}))
    with refused("bad_request", field="reason"):
        call("cash_move", movement_id=new_id(), kind="drop", amount=1, reason=" ")
    big = {"movement_id": new_id(), "kind": "out", "amount": 500_000, "reason": "water for the hall"}
    with refused("approval_needed", kind="cash_out"):
        call("cash_move", **big)
    approval = signed(supervisor, "cash_out", big["movement_id"], 500_000)
    two = call("cash_move", **big, approval_id=approval)
    assert two["slip_number"] == "GMR-01/K000002" and two["approved_by"] == "Sri Lestari"
    three = call("cash_move", movement_id=new_id(), kind="drop", amount=50_000, reason="safe", reference="BAG 7")
    assert three["slip_number"] == "GMR-01/K000003" and three["reference"] == "BAG 7"
    assert expected(owner, shift_of(owner)) == FLOAT + 200_000 - 500_000 - 50_000


def test_each_opening_of_the_drawer_is_in_the_trail(till: Till, owner: Any, fresh_database: Any) -> None:
    asked = {"movement_id": new_id(), "reason": "change a note"}
    till.database.call("drawer_opened", **asked)
    till.database.call("drawer_opened", **asked)
    shift = shift_of(owner)
    assert owner.execute("SELECT count(*) FROM cash_movements WHERE kind = 'drawer_open'").fetchone() == (1,)
    close_shift(till.database, shift_id=shift, counted=FLOAT)
    till.database.call("drawer_opened", movement_id=new_id(), reason="after the end")
    with fresh_database.owner() as superuser:
        rows = superuser.execute("SELECT new_values FROM audit_logs WHERE new_values::text LIKE '%change a note%' OR new_values::text LIKE '%after the end%'").fetchall()
    assert len(rows) == 2


def test_a_full_drawer_is_told_to_each_supervisor_once(till: Till, supervisor: Database, owner: Any) -> None:
    def unread() -> int:
        return int(supervisor.call("touch_session")["unread"])

    till.database.call("cash_move", movement_id=new_id(), kind="in", amount=9_000_000, reason="x")
    assert unread() == 0
    till.database.call("cash_move", movement_id=new_id(), kind="in", amount=900_000, reason="x")
    till.database.call("touch_session")
    assert owner.execute("SELECT count(*) FROM notifications").fetchone() == (0,), "a clerk's session never looks"
    assert [unread() for _ in range(3)] == [1, 1, 1]
    till.database.call("cash_move", movement_id=new_id(), kind="drop", amount=5_000_000, reason="safe")
    assert unread() == 1
    till.database.call("cash_move", movement_id=new_id(), kind="in", amount=9_000_000, reason="x")
    assert unread() == 2
    told = owner.execute("SELECT metadata -> 'cash' FROM notifications ORDER BY sent_at DESC LIMIT 1").fetchone()
    assert told == (14_400_000,) and till.database.call("touch_session")["unread"] == 0


# -- blind


def test_no_answer_tells_a_clerk_the_cash_before_the_count(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    sold = [till.sold(train, [seat]) for seat in train.seats[:2]]
    call, shift = till.database.call, shift_of(owner)
    printed(owner)
    cash = sum(sale["total"] for sale in sold)
    answers = [
        call("cash_move", movement_id=new_id(), kind="drop", amount=77_777, reason="safe"),
        # More than there is: a refusal here would let one search for the sum.
        call("cash_move", movement_id=new_id(), kind="out", amount=499_999, reason="x"),
        call("cash_move", movement_id=new_id(), kind="in", amount=400_000, reason="x"),
        call("shift_report", shift_id=shift), call("pause_shift", shift_id=shift), call("shift_report", shift_id=shift),
        call("resume_shift", shift_id=shift), call("begin_close", shift_id=shift), call("shift_report", shift_id=shift),
        call("touch_session"),
    ]  # fmt: skip
    text = json.dumps(answers)
    for secret in (cash, expected(owner, shift), FLOAT + cash, cash - 77_777):
        assert str(secret) not in text, secret
    report = call("shift_report", shift_id=shift)
    assert report["sales"] == 2 and "cash" not in report and "sales_amount" not in report
    assert report["methods"] == [{"method": "cash", "count": 2}]
    full = supervisor.call("shift_report", shift_id=shift)
    assert full["cash"]["expected"] == expected(owner, shift) and full["cash"]["sales"] == cash


def test_a_supervisor_is_blind_at_their_own_drawer(supervisor: Database, train: Train, owner: Any) -> None:
    Till(supervisor).open_shift().sold(train, train.seats[:1])
    shift = shift_of(owner, "20001")
    assert "cash" not in supervisor.call("shift_report", shift_id=shift)
    assert [(row["is_own"], row["cash"]) for row in supervisor.call("list_shifts")["shifts"]] == [(True, None)]
    for verb, more in (("force_close", {"reason": "x"}), ("verify_shift", {"verified": 1})):
        with refused("own_request"):
            supervisor.call(verb, shift_id=shift, **more)


def test_the_first_count_stands(till: Till, supervisor: Database, owner: Any) -> None:
    shift, call = shift_of(owner), till.database.call
    pieces = {"100000": 4, "50000": 1}
    told = close_shift(till.database, shift_id=shift, counted=450_000, denominations=pieces)
    assert (told["state"], told["variance"], told["needed"]) == ("closing", -50_000, ["reason", "approval"])
    for other in ({"counted": 500_000}, {"counted": 450_000}, {"counted": 450_000, "denominations": {"50000": 9}}):
        with refused("count_stands"):
            call("close_shift", shift_id=shift, **other, reason="counted again")
    with refused("count_stands"):
        call("resume_shift", shift_id=shift)
    with refused("shift_not_open"):
        call("cash_move", movement_id=new_id(), kind="in", amount=50_000, reason="my own money")
    told = call("close_shift", shift_id=shift, counted=450_000, denominations=pieces, reason="a note too many given back")
    assert told["needed"] == ["approval"]
    small = signed(supervisor, "cash_variance", shift, 10_000)
    asked = {"shift_id": shift, "counted": 450_000, "denominations": pieces, "reason": "a note too many given back"}
    assert call("close_shift", **asked, approval_id=small)["needed"] == ["approval"]
    closed = call("close_shift", **asked, approval_id=signed(supervisor, "cash_variance", shift, 50_000))
    assert (closed["state"], closed["z_number"], closed["system"], closed["variance"]) == ("closed", 1, 500_000, -50_000)
    z = call("shift_report", shift_id=shift)
    assert z["kind"] == "Z" and z["count"]["approved_by"] == "Sri Lestari" and z["count"]["denominations"] == pieces


def test_within_the_tolerance_a_reason_is_enough(till: Till, owner: Any) -> None:
    shift = shift_of(owner)
    assert close_shift(till.database, shift_id=shift, counted=490_000)["needed"] == ["reason"]
    assert close_shift(till.database, shift_id=shift, counted=490_000, reason="coins")["state"] == "closed"
