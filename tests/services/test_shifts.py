# ruff: noqa: E501  (rows and statements stay on the line that says them)
"""The shift's services: cards from a real database, None where a sum may not be told."""

from __future__ import annotations

import pytest
from real_database import PASSWORD, FreshDatabase
from tiny_network import COUNTERS

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services import approvals, shifts
from kai_counter.values.cards_till import DENOMINATIONS, CloseCard, counted
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

PIECES = {100_000: 4, 50_000: 1, 20_000: 2, 10_000: 1, 500: 0}


def test_a_shift_from_count_to_count(clerk: Database, supervisor: Database) -> None:
    assert counted(PIECES) == 500_000
    shift = shifts.open_shift(clerk, new_id(), 500_000, PIECES)
    assert shifts.pause_shift(clerk, shift.id).state == "paused"
    assert shifts.resume_shift(clerk, shift.id).state == "open"
    slip = shifts.move_cash(clerk, new_id(), "drop", 150_000, "safe", "BAG 7")
    assert (slip.slip_number, slip.amount, slip.reference, slip.clerk_name) == (
        "GMR-01/K000001", 150_000, "BAG 7", "Rina Wijaya",
    )  # fmt: skip
    shifts.drawer_opened(clerk, new_id(), "change")
    x = shifts.report(clerk, shift.id)
    assert x.title == "X" and x.cash is None and x.sales_amount is None and x.count is None
    assert [line.amount for line in x.movements] == [150_000] and x.drawer_openings == 1
    full = shifts.report(supervisor, shift.id)
    assert full.cash is not None and full.cash.expected == 350_000
    closing = shifts.begin_close(clerk, shift.id)
    assert closing.shift.state == "closing" and closing.blockers == () and not closing.is_counted
    told = shifts.close_shift(clerk, shift.id, 340_000, {100_000: 3, 20_000: 2})
    assert told == CloseCard(shift.id, "closing", 340_000, -10_000, ("reason",))
    assert shifts.begin_close(clerk, shift.id).is_counted
    done = shifts.close_shift(clerk, shift.id, 340_000, {100_000: 3, 20_000: 2}, "a note short")
    assert done.is_closed and (done.z_number, done.system) == (1, 350_000)
    z = shifts.report(clerk, shift.id)
    assert z.title == "Z 1" and z.count is not None and z.count.variance == -10_000
    assert z.count.pieces == ((100_000, 3), (20_000, 2)) and z.count.reason == "a note short"
    assert z.opened_at.tzinfo is not None and str(z.opened_at.tzinfo) == "Asia/Jakarta"
    verified = shifts.verify_shift(supervisor, shift.id, 350_000, "found under the tray")
    assert verified.count is not None and verified.count.verified == 350_000
    (row,) = shifts.of_my_stations(supervisor)
    assert (row.state, row.z_number, row.verified, row.can_be_verified) == ("closed", 1, 350_000, False)


def test_a_supervisor_ends_an_abandoned_shift(clerk: Database, supervisor: Database) -> None:
    shift = shifts.open_shift(clerk, new_id(), 12_000_000)
    (row,) = shifts.of_my_stations(supervisor)
    assert row.is_over_limit and not row.is_abandoned and not row.is_own
    done = shifts.force_close(supervisor, shift.id, "did not come back")
    assert done.is_closed and done.counted is None and done.variance is None
    z = shifts.report(supervisor, shift.id)
    assert z.is_forced and z.closed_by == "Sri Lestari" and z.count is not None and z.count.counted is None
    with pytest.raises(Refused, match="shift_closed"):
        shifts.begin_close(clerk, shift.id)


def test_a_supervisor_signs_at_the_clerks_machine(clerk: Database, fresh_database: FreshDatabase) -> None:
    shift = shifts.open_shift(clerk, new_id(), 500_000)
    shifts.close_shift(clerk, shift.id, 300_000, reason="robbed")
    me = fresh_database.value("SELECT id FROM users WHERE nipp = '10001'")

    def signed(nipp: str, password: str = PASSWORD) -> object:
        request = SignInRequest(nipp, password, "GMR-01", COUNTERS["GMR-01"], "test")
        url = fresh_database.url_for("x").replace("staff_x:loket-123@", "")
        return approvals.sign(url, request, new_id(), "cash_variance", shift.id, 200_000, me, "police told")

    for nipp, password, code in (("20001", "wrong", "sign_in_wrong"), ("10001", PASSWORD, "not_allowed")):
        with pytest.raises(Refused, match=code):
            signed(nipp, password)
    approval = signed("20001")
    done = shifts.close_shift(clerk, shift.id, 300_000, reason="robbed", approval_id=approval)  # type: ignore[arg-type]
    assert done.is_closed
    z = shifts.report(clerk, shift.id)
    assert z.count is not None and z.count.approved_by == "Sri Lestari"
    open_sessions = "SELECT count(*) FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE u.nipp = '20001' AND s.is_active"
    assert fresh_database.value(open_sessions) == 0


def test_the_drawers_notes_and_coins() -> None:
    assert list(DENOMINATIONS) == sorted(DENOMINATIONS, reverse=True)
    assert counted(dict.fromkeys(DENOMINATIONS, 1)) == 188_800
