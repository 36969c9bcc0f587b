# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""The end of a shift: what stands in its way, gap-free Zs, three numbers; and nothing of it ever changes."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from drawers import FLOAT, close, expected, shift_of
from till import Till, Train, close_shift, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


def test_closing_stops_sales_and_gives_the_seats_back(till: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    asked = till.asked(hold)
    told = till.database.call("begin_close", shift_id=shift_of(owner))
    assert told["state"] == "closing" and told["blockers"] == [] and told["schedules"] == [str(train.schedule_id)]
    with refused("shift_not_open"):
        till.sell(asked)
    with refused("shift_not_open"):
        Till(till.database).hold(train, train.seats[:1])
    assert owner.execute("SELECT count(*) FROM seat_claims WHERE active").fetchone() == (0,)
    till.database.call("resume_shift", shift_id=shift_of(owner))
    with refused("booking_cancelled"):
        till.sell(asked)
    till.sold(train, train.seats[:2])


def test_what_stands_in_the_way_is_listed(till: Till, train: Train, owner: Any) -> None:
    sold = till.sold(train, train.seats[:2])
    owner.execute("UPDATE print_jobs SET state = 'confirmed' WHERE id = %s", [sold["bookings"][0]["tickets"][0]["print_job_id"]])
    shift = shift_of(owner)
    till.sale_id = new_id()
    hold = till.hold(train, train.seats[2:3])
    attempt = new_id()
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT %s, sale_id, id, 'qris', 1, 'pending', shift_id, counter_id, user_id FROM bookings WHERE id = %s", [attempt, hold["booking_id"]])  # fmt: skip
    told = till.database.call("begin_close", shift_id=shift)
    assert sorted(b["kind"] for b in told["blockers"]) == ["attempt", "job"]
    assert {b["title"] for b in told["blockers"]} == {hold["booking_number"], sold["bookings"][0]["tickets"][1]["ticket_number"]}
    assert owner.execute("SELECT status FROM bookings WHERE id = %s", [hold["booking_id"]]).fetchone() == ("pending",)
    with refused("shift_blocked", count=2):
        close_shift(till.database, shift_id=shift, counted=0)
    assert owner.execute("SELECT count(*) FROM cash_counts").fetchone() == (0,)
    owner.execute("UPDATE payment_attempts SET state = 'declined' WHERE id = %s", [attempt])
    assert close(till, owner)["state"] == "closed"


def test_z_numbers_have_no_gaps(till: Till, clerk2: Database, owner: Any) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(close(till, owner)["z_number"])
        till.open_shift()
    assert numbers == [1, 2, 3]
    Till(clerk2).open_shift()
    assert close_shift(clerk2, shift_id=shift_of(owner, "10002"), counted=FLOAT)["z_number"] == 1


def test_each_further_paper_of_a_z_is_a_copy(till: Till, clerk2: Database, supervisor: Database, owner: Any) -> None:
    shift, paper = shift_of(owner), new_id()
    with refused("shift_still_open"):
        till.database.call("count_report", job_id=paper, shift_id=shift, form="roll")
    close(till, owner)

    def copy(database: Database, form: str, job: Any = None) -> int:
        return int(database.call("count_report", job_id=job or new_id(), shift_id=shift, form=form)["copy"])

    assert [copy(till.database, "roll", paper), copy(till.database, "pdf"), copy(supervisor, "roll")] == [0, 1, 2]
    assert copy(till.database, "roll", paper) == 0  # the same paper
    with refused("id_reused"):
        copy(till.database, "pdf", paper)
    with refused("shift_unknown"):
        copy(clerk2, "roll")
    assert owner.execute("SELECT count(*) FROM audit_logs WHERE entity_type = 'print_jobs'").fetchone()[0] == 3


def test_x_and_z_come_from_the_same_rows(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:2])
    till.database.call("cash_move", movement_id=new_id(), kind="drop", amount=100_000, reason="safe", reference="B1")
    shift = shift_of(owner)
    x = supervisor.call("shift_report", shift_id=shift)
    close(till, owner)
    z = till.database.call("shift_report", shift_id=shift)
    changing = {"made_at", "kind", "state", "z_number", "closed_at", "closed_by", "count"}
    assert {k: v for k, v in x.items() if k not in changing} == {k: v for k, v in z.items() if k not in changing}
    assert (x["kind"], z["kind"], z["z_number"], z["tickets"]) == ("X", "Z", 1, 2)
    with refused("shift_unknown"):
        till.database.call("shift_report", shift_id=new_id())


def test_closed_by_a_supervisor_meanwhile(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    shift = shift_of(owner)
    asked = till.asked(till.hold(train, train.seats[:1]))
    forced = {"shift_id": shift, "reason": "went home ill"}
    closed = supervisor.call("force_close", **forced)
    assert closed == supervisor.call("force_close", **forced) and closed["counted"] is None
    with refused("shift_not_open"):
        till.sell(asked)
    with refused("shift_closed"):
        close_shift(till.database, shift_id=shift, counted=FLOAT)
    with refused("shift_closed"):
        till.database.call("resume_shift", shift_id=shift)
    with refused("shift_closed"):
        supervisor.call("force_close", shift_id=shift, reason="another")
    z = till.database.call("shift_report", shift_id=shift)
    assert z["is_forced"] and z["closed_by"] == "Sri Lestari" and z["count"]["reason"] == "went home ill"
    till.open_shift()  # the next one begins


def test_a_forced_close_leaves_payments_under_way_unknown(till: Till, supervisor: Database, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    shift = shift_of(owner)
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, booking_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT %s, sale_id, id, 'qris', 1, 'pending', shift_id, counter_id, user_id FROM bookings WHERE id = %s", [new_id(), hold["booking_id"]])  # fmt: skip
    supervisor.call("force_close", shift_id=shift, reason="abandoned", counted=FLOAT - 1)
    assert owner.execute("SELECT state FROM payment_attempts").fetchone() == ("unknown",)
    assert owner.execute("SELECT status FROM bookings").fetchone() == ("pending",), "the seats wait for the answer"
    assert owner.execute("SELECT counted_amount - system_amount FROM shifts").fetchone() == (-1,)


def test_three_numbers(till: Till, supervisor: Database, owner: Any) -> None:
    shift = shift_of(owner)
    with refused("shift_still_open"):
        supervisor.call("verify_shift", shift_id=shift, verified=1)
    close_shift(till.database, shift_id=shift, counted=495_000, reason="coins")
    asked = {"shift_id": shift, "verified": 499_000, "note": "a note under the tray"}
    report = supervisor.call("verify_shift", **asked)
    supervisor.call("verify_shift", **asked)
    assert [report["count"][name] for name in ("system", "counted", "verified")] == [500_000, 495_000, 499_000]
    with refused("already_verified"):
        supervisor.call("verify_shift", shift_id=shift, verified=500_000)
    (row,) = supervisor.call("list_shifts")["shifts"]
    assert (row["verified"], row["z_number"], row["cash"]) == (499_000, 1, None)


def test_the_supervisors_list_shows_an_abandoned_shift_and_a_full_drawer(till: Till, supervisor: Database, owner: Any) -> None:
    till.database.call("cash_move", movement_id=new_id(), kind="in", amount=20_000_000, reason="x")
    owner.execute("UPDATE shifts SET opened_at = now() - interval '15 h'")
    (row,) = supervisor.call("list_shifts")["shifts"]
    assert row["is_abandoned"] and row["cash"] == 20_500_000 > row["drawer_limit"] and row["clerk_name"] == "Rina Wijaya"


def test_a_jumping_clock_changes_no_sum(till: Till, train: Train, owner: Any) -> None:
    """Nothing is matched by date: money carries its shift."""
    till.sold(train, train.seats[:1])
    shift = shift_of(owner)
    before = expected(owner, shift)
    owner.execute("UPDATE payments SET payment_date = now() - interval '3 years', created_at = now() + interval '3 years'")
    owner.execute("UPDATE shifts SET opened_at = now() + interval '1 day'")
    assert expected(owner, shift) == before
    assert close(till, owner)["system"] == before


# -- closed is closed

MONEY = {
    "shifts": ["UPDATE shifts SET counted_amount = 1", "UPDATE shifts SET state = 'open', closed_at = NULL", "UPDATE shifts SET z_number = 9",
               "UPDATE shifts SET report = '{}'", "UPDATE shifts SET verified_amount = 1, verified_by = user_id, verified_at = now()",
               "UPDATE shifts SET verified_amount = 1, verified_by = (SELECT id FROM users WHERE nipp = '20001')", "DELETE FROM shifts"],
    "movements": ["UPDATE cash_movements SET amount = 1", "DELETE FROM cash_movements", "UPDATE cash_movements SET kind = 'in'",
                  "INSERT INTO cash_movements (id, shift_id, counter_id, user_id, kind, amount) SELECT gen_random_uuid(), id, counter_id, user_id, 'in', 5 FROM shifts"],
    "counts": ["UPDATE cash_counts SET total = 1", "DELETE FROM cash_counts", "INSERT INTO cash_counts (id, shift_id, kind, total) SELECT gen_random_uuid(), id, 'open', 5 FROM shifts"],
    "payments": ["UPDATE payments SET amount = amount + 1, tendered = tendered + 1", "UPDATE payments SET payment_status = 'failed'", "UPDATE payments SET payment_method = 'qris'",
                 "UPDATE payments SET shift_id = (SELECT id FROM shifts WHERE state = 'open')", "DELETE FROM payments",
                 "INSERT INTO payments (id, booking_id, payment_method, payment_status, amount, shift_id, counter_id, sale_id)"
                 " SELECT gen_random_uuid(), booking_id, 'qris', 'completed', 1, shift_id, counter_id, sale_id FROM payments"],
    "sales": ["UPDATE sales SET total = 1", "UPDATE sales SET receipt_number = 'X'", "DELETE FROM sales"],
    "truncate": ["TRUNCATE shifts CASCADE", "TRUNCATE cash_movements", "TRUNCATE cash_counts"],
}  # fmt: skip


@pytest.mark.parametrize("what", MONEY)
def test_not_even_the_owner_changes_a_closed_shift(what: str, till: Till, clerk2: Database, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:1])
    till.database.call("cash_move", movement_id=new_id(), kind="drop", amount=10_000, reason="safe")
    close(till, owner)
    shift = shift_of(owner)
    before = owner.execute("SELECT to_jsonb(s)::text FROM shifts s WHERE id = %s", [shift]).fetchone()
    for statement in MONEY[what]:
        with pytest.raises(psycopg.Error) as caught:
            owner.execute(statement.encode())
        assert caught.value.sqlstate in ("KA001", "42501"), statement
    assert owner.execute("SELECT to_jsonb(s)::text FROM shifts s WHERE id = %s", [shift]).fetchone() == before


def test_late_money_goes_to_the_shift_that_settles_it(till: Till, train: Train, owner: Any) -> None:
    """And a payment given back later leaves the shift that took it as it was."""
    till.sold(train, train.seats[:1])
    first = shift_of(owner)
    close(till, owner)
    z = till.database.call("shift_report", shift_id=first)
    owner.execute("UPDATE payments SET payment_status = 'completed', gateway_response = 'told again'")
    till.open_shift()
    second = shift_of(owner)
    user, counter = owner.execute("SELECT user_id, counter_id FROM shifts WHERE id = %s", [second]).fetchone()
    assert owner.execute("SELECT internal.settling_shift(%s, %s, %s)", [second, user, counter]).fetchone() == (None,)
    (settling,) = owner.execute("SELECT internal.settling_shift(%s, %s, %s)", [first, user, counter]).fetchone()
    assert settling == second
    with owner.transaction():
        owner.execute("UPDATE bookings SET final_amount = final_amount + 7, total_amount = total_amount + 7")
        owner.execute(
            "INSERT INTO payments (id, booking_id, payment_method, payment_status, amount, shift_id, counter_id, sale_id, settled_shift_id)"
            " SELECT gen_random_uuid(), booking_id, 'qris', 'completed', 7, shift_id, counter_id, sale_id, %s FROM payments LIMIT 1", [settling])  # fmt: skip
    again = till.database.call("shift_report", shift_id=first)
    assert {k: v for k, v in again.items() if k != "made_at"} == {k: v for k, v in z.items() if k != "made_at"}
    x = till.database.call("shift_report", shift_id=second)
    assert x["late_payments"] == 1 and x["methods"] == [{"method": "qris", "count": 1, "amount": 7}]
    with owner.transaction():  # the sale's own sum is another promise
        owner.execute("DELETE FROM payments WHERE payment_method = 'qris'")
        owner.execute("UPDATE bookings SET final_amount = final_amount - 7, total_amount = total_amount - 7")
    with owner.transaction(force_rollback=True):  # given back later: nothing of the shift that took it moves
        owner.execute("UPDATE payments SET payment_status = 'refunded'")
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert expected(owner, first) == z["count"]["system"]


def test_money_that_does_not_add_up_is_no_row(till: Till, train: Train, owner: Any) -> None:
    till.sold(train, train.seats[:1])
    with pytest.raises(psycopg.errors.CheckViolation, match="change_adds_up"):
        owner.execute("UPDATE payments SET tendered = tendered + 1")


def test_a_clerks_login_sees_no_row_of_it(till: Till, owner: Any, fresh_database: Any, train: Train) -> None:
    till.sold(train, train.seats[:1])
    with fresh_database.connect("10001") as psql:
        for query in (
            "SELECT float_amount FROM shifts", "SELECT count(*) FROM shifts", "SELECT sum(amount) FROM payments", "SELECT amount FROM cash_movements",
            "SELECT total FROM cash_counts", "SELECT sum(total) FROM sales", "SELECT z_sequence FROM counters", "SELECT refund_amount FROM refunds",
            "SELECT internal.shift_cash((SELECT shift_id FROM user_sessions LIMIT 1))", "SELECT * FROM approvals", "SELECT new_values FROM audit_logs",
            f"SELECT internal.shift_report('{shift_of(owner)}', true)", f"SELECT (internal.shift_cash('{shift_of(owner)}')).expected",
            f"SELECT kai.list_shifts('{till.database.token}')", f"SELECT kai.force_close('{till.database.token}', '{shift_of(owner)}', 'x')",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                psql.execute(query.encode())
        assert psql.execute("SELECT count(*) FROM notifications").fetchone() == (0,)
        # A wrong value's own error must not show the row, as a failing CHECK would.
        for verb, values in (("close_shift", "%s, %s, 10 ^ 20"), ("open_shift", "%s, %s, -1")):
            with pytest.raises(psycopg.Error) as caught:
                psql.execute(f"SELECT kai.{verb}({values})".encode(), [till.database.token, shift_of(owner)])
            assert "Failing row" not in str(caught.value.diag.message_detail)


def test_a_supervisor_is_not_told_of_the_own_drawer(supervisor: Database, owner: Any) -> None:
    Till(supervisor).open_shift()
    supervisor.call("cash_move", movement_id=new_id(), kind="in", amount=20_000_000, reason="x")
    assert supervisor.call("touch_session")["unread"] == 0
