# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""The station's day: Zs, safe, two signatures, and three sides that must agree."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from drawers import close, expected, printed, shift_of
from paying import begin, paid_by_qris, set_gateway_key, settle, slip
from real_database import PASSWORD, PLACES
from till import Till, Train, close_shift, refused

from kai_counter.db.database import Database
from kai_counter.ops.office import Member, add_member
from kai_counter.values.ids import new_id

DROPPED = 400_000


@pytest.fixture
def today(owner: Any) -> date:
    found: date = owner.execute("SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date").fetchone()[0]
    return found


NIPPS = iter(range(20_300, 20_400))  # logins belong to the whole cluster


def another(fresh: Any, name: str, stations: tuple[str, ...]) -> Database:
    """One more supervisor, at the second counter of Gambir."""
    nipp = str(next(NIPPS))
    with fresh.owner() as connection:
        add_member(connection, Member(nipp, name, ("supervisor",), stations), PASSWORD)
        connection.execute("UPDATE users SET must_change_password = false")
    PLACES[nipp] = "GMR-02"
    try:
        found: Database = fresh.signed_in(nipp)
        return found
    finally:
        del PLACES[nipp]


@pytest.fixture
def second(fresh_database: Any, owner: Any) -> Database:
    """Another supervisor, who signs beside the first."""
    return another(fresh_database, "Dewi Second", ("GMR",))


@pytest.fixture
def day(till: Till, train: Train, owner: Any) -> Till:
    """A sale, a drop, a closed shift."""
    till.sold(train, train.seats[:2])
    till.database.call("cash_move", movement_id=new_id(), kind="drop", amount=DROPPED, reason="setor", reference="KTG 1")
    close(till, owner)
    return till


def sign(signer: Database, subject: UUID, amount: int, by: str = "20001") -> UUID:
    approval = new_id()
    signer.call("approve", approval_id=approval, kind="safe", subject_id=subject, amount=amount, reason={"requested_by": by, "text": "counted together"})  # fmt: skip
    return approval


def told(supervisor: Database, today: date) -> dict[str, Any]:
    return supervisor.call("station_day", day=today)


def tasks(answer: dict[str, Any], state: str = "open") -> list[tuple[str, int]]:
    return [(task["kind"], task["amount"]) for task in answer["tasks"] if task["state"] == state]


def test_the_day_holds_its_zs_and_its_safe(day: Till, supervisor: Database, today: date, owner: Any) -> None:
    answer = told(supervisor, today)
    (z,) = answer["zs"]
    total = int(owner.execute("SELECT sum(amount) FROM payments").fetchone()[0])
    assert (z["counter_code"], z["z_number"], z["sales_amount"], z["dropped"]) == ("GMR-01", 1, total, DROPPED)
    assert answer["safe"] == {"opening": 0, "dropped": DROPPED, "handed_in": total - DROPPED, "banked": 0, "balance": total}
    assert answer["open_shifts"] == 0 and tasks(answer) == []
    assert told(supervisor, date(2026, 1, 1))["zs"] == []


def test_a_shift_without_a_z_is_no_z(day: Till, supervisor: Database, today: date, owner: Any) -> None:
    """The sample's sales hang on such a shift, and it is closed on the very day a new user looks at first."""
    owner.execute("INSERT INTO shifts (id, counter_id, user_id, state, float_amount, closed_at, note) SELECT gen_random_uuid(), c.id, u.id, 'closed', 0, now(), 'sample sales' FROM counters c, users u WHERE c.code = 'GMR-02' AND u.nipp = '20001'")
    assert [z["z_number"] for z in told(supervisor, today)["zs"]] == [1]
    month = supervisor.call("month_report", month=today)
    assert [z["z_number"] for z in month["zs"]] == [1] and month["control"]["agrees"]


def test_cash_to_the_bank_wants_two_and_never_more_than_there_is(day: Till, supervisor: Database, second: Database, today: date, owner: Any) -> None:
    total = int(told(supervisor, today)["safe"]["balance"])
    deposit = new_id()
    asked = {"deposit_id": deposit, "amount": total, "slip_number": "bni 0099", "bank": "BNI", "approval_id": None}
    with refused("safe_too_small", balance=total):
        supervisor.call("bank_deposit", **(asked | {"amount": total + 1}))
    with refused("approval_needed", kind="safe"):
        supervisor.call("bank_deposit", **asked)
    with refused("own_request"):
        sign(supervisor, deposit, total)
    asked["approval_id"] = sign(second, deposit, total)
    for _ in range(2):  # sent again it is the same deposit
        supervisor.call("bank_deposit", **asked)
    with refused("id_reused"):
        supervisor.call("bank_deposit", **(asked | {"amount": 1}))
    with refused("slip_used", slip="BNI 0099"):
        supervisor.call("bank_deposit", **(asked | {"deposit_id": new_id()}))
    answer = told(supervisor, today)
    assert answer["safe"]["balance"] == 0 and answer["safe"]["banked"] == total
    assert [(one["slip_number"], one["by"], one["signed_by"]) for one in answer["deposits"]] == [("BNI 0099", "Sri Lestari", "Dewi Second")]
    with refused("safe_too_small"):
        supervisor.call("bank_deposit", deposit_id=new_id(), amount=1, slip_number="X", bank="BNI", approval_id=None)


def test_what_left_the_safe_is_never_rewritten(day: Till, supervisor: Database, second: Database, owner: Any) -> None:
    deposit = new_id()
    supervisor.call("bank_deposit", deposit_id=deposit, amount=1000, slip_number="1", bank="BNI", approval_id=sign(second, deposit, 1000))
    for statement in ("UPDATE bank_deposits SET amount = 1", "DELETE FROM bank_deposits", "TRUNCATE bank_deposits"):
        with pytest.raises(psycopg.Error):
            owner.execute(statement)


def test_the_safe_is_handed_over_by_two(day: Till, supervisor: Database, second: Database, today: date) -> None:
    balance = int(told(supervisor, today)["safe"]["balance"])
    handover = new_id()
    asked = {"handover_id": handover, "counted": balance - 50_000, "note": "", "approval_id": None}
    with refused("safe_differs", balance=balance):
        supervisor.call("hand_over_safe", **asked)
    asked["note"] = "one note missing, looked for"
    with refused("approval_needed"):
        supervisor.call("hand_over_safe", **asked)
    asked["approval_id"] = sign(second, handover, balance - 50_000)
    for _ in range(2):
        supervisor.call("hand_over_safe", **asked)
    answer = supervisor.call("match_day", day=today)
    assert [(one["by"], one["to"]) for one in answer["handovers"]] == [("Sri Lestari", "Dewi Second")]
    assert tasks(answer) == [("safe_difference", -50_000)]


def test_numbers_have_no_gaps_and_a_gap_is_shown(day: Till, supervisor: Database, today: date, owner: Any) -> None:
    numbers = {one["counter_code"]: one for one in told(supervisor, today)["numbers"]}
    mine = numbers["GMR-01"]
    assert (mine["receipts"], mine["z"], mine["slips"]) == ({"last": 1, "missing": []},) * 3
    owner.execute("UPDATE counters SET receipt_sequence = 3 WHERE code = 'GMR-01'")
    numbers = {one["counter_code"]: one for one in told(supervisor, today)["numbers"]}
    assert numbers["GMR-01"]["receipts"]["missing"] == [2, 3]
    owner.execute("UPDATE counters SET receipt_sequence = 1 WHERE code = 'GMR-01'")


def test_a_drawer_that_differs_is_a_task_until_somebody_looked(till: Till, train: Train, supervisor: Database, today: date, owner: Any) -> None:
    till.sold(train, train.seats[:1])
    printed(owner)
    shift = shift_of(owner)
    close_shift(till.database, shift_id=shift, counted=expected(owner, shift) - 2_000, reason="kembalian")
    answer = supervisor.call("match_day", day=today)
    assert tasks(answer) == [("till_variance", -2_000)]
    task = answer["tasks"][0]
    answer = supervisor.call("settle_difference", task_id=task["id"], note="two coins found under the drawer")
    assert tasks(answer) == [] and tasks(answer, "done") == [("till_variance", -2_000)]
    assert tasks(supervisor.call("match_day", day=today)) == []  # looked into: it stays so
    with refused("task_settled"):
        supervisor.call("settle_difference", task_id=task["id"], note="another story")
    with refused("task_unknown"):
        supervisor.call("settle_difference", task_id=new_id(), note="x")


def sold_by_qris(till: Till, train: Train, seats: list[UUID]) -> tuple[UUID, int]:
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, seats))
    total = asked["expected_total"]
    attempt = paid_by_qris(till, total)
    till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)
    return attempt, total


def row(attempt: Any, amount: int, **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return {"reference": f"KAI-{attempt}", "transaction_id": f"tx-{attempt}", "kind": "payment", "amount": amount, "settled_at": at} | more


def test_the_banks_file_and_our_books(till: Till, train: Train, supervisor: Database, admin: Database, today: date) -> None:
    set_gateway_key(admin)
    one, first = sold_by_qris(till, train, train.seats[:1])
    two, second = sold_by_qris(till, train, train.seats[1:2])
    three, third = sold_by_qris(till, train, train.seats[2:3])
    assert tasks(supervisor.call("match_day", day=today)) == []  # no file yet: nothing to compare with
    file = {"file_id": new_id(), "name": "qris.csv"}
    rows = [row(one, first), row(two, second - 1_000), row(new_id(), 70_000)]
    assert supervisor.call("import_settlement", **file, rows=rows) == {"file_id": str(file["file_id"]), "new": 3, "known": 0}
    assert supervisor.call("import_settlement", **file, rows=rows)["known"] == 3
    answer = supervisor.call("match_day", day=today)
    assert sorted(tasks(answer)) == sorted([("qris_amount", -1_000), ("qris_missing", third), ("qris_unknown", 70_000)])
    assert answer["match"]["qris_booked"] == first + second + third and answer["match"]["qris_file"] == first + second - 1_000 + 70_000
    supervisor.call("import_settlement", file_id=new_id(), name="late.csv", rows=[row(three, third)])
    answer = supervisor.call("match_day", day=today)
    assert sorted(tasks(answer)) == sorted([("qris_amount", -1_000), ("qris_unknown", 70_000)])
    assert tasks(answer, "gone") == [("qris_missing", third)]


def test_what_went_back_by_qris(
    till: Till, train: Train, supervisor: Database, admin: Database, second: Database, today: date, owner: Any
) -> None:
    """In the shift it went back in, by method, in X, Z and the day; and order by order against the bank's file."""
    set_gateway_key(admin)
    lost = []
    for number in range(3):  # paid, and nothing was sold for it
        till.sale_id = new_id()
        till.hold(train, train.seats[number : number + 1])
        attempt = paid_by_qris(till, 100_000 + number)
        till.database.call("give_up_attempt", attempt_id=attempt)
        lost.append(attempt)
    keys = [owner.execute("SELECT id FROM payment_reversals WHERE attempt_id = %s", [one]).fetchone()[0] for one in lost]

    def back(database: Database, key: UUID) -> None:
        database.call("begin_reversal", reversal_id=key)
        database.call("settle_reversal", reversal_id=key, state="done", evidence={"reference": str(key)})

    back(till.database, keys[0])
    back(till.database, keys[1])
    x = till.database.call("shift_report", shift_id=shift_of(owner))
    assert x["returns"] == [{"what": "reversal", "way": "reversal", "method": "qris", "count": 2, "amount": 200_001}]
    close(till, owner)
    back(supervisor, keys[2])  # beside any shift
    z = supervisor.call("shift_report", shift_id=shift_of(owner))
    assert (z["returns"], z["back_amount"]) == (x["returns"], 200_001)
    answer = told(supervisor, today)
    assert answer["returns"] == {
        "lines": [{"what": "reversal", "method": "qris", "count": 3, "amount": 300_003}],
        "total": 300_003, "zs": 200_001, "other_days": 0, "not_in_zs": 100_002, "agrees": True,
    }  # fmt: skip
    assert answer["match"]["qris_booked"] == 0
    with pytest.raises(psycopg.Error):
        owner.execute("UPDATE payment_reversals SET amount = 1")
    stranger = new_id()
    rows = [row(one, 100_000 + number) for number, one in enumerate(lost)]
    rows += [row(lost[0], 100_000, kind="refund"), row(lost[1], 1, kind="refund"), row(stranger, 7, kind="refund")]
    supervisor.call("import_settlement", file_id=new_id(), name="qris.csv", rows=rows)
    answer = supervisor.call("match_day", day=today)
    assert sorted(tasks(answer)) == [("qris_back_amount", -100_000), ("qris_back_missing", 100_002), ("qris_back_unknown", 7)]
    late = [row(lost[1], 100_000, kind="refund"), row(lost[2], 100_002, kind="refund")]
    supervisor.call("import_settlement", file_id=new_id(), name="late.csv", rows=late)
    answer = supervisor.call("match_day", day=today)
    assert tasks(answer) == [("qris_back_unknown", 7)] and len(tasks(answer, "gone")) == 2
    # Two travellers of one order get as much as each other back, at two times; the same line again is known.
    twin = row(stranger, 7, kind="refund") | {"settled_at": "2026-01-01T08:00:00+00:00"}
    asked = {"file_id": new_id(), "name": "twin.csv", "rows": [twin, twin]}
    assert supervisor.call("import_settlement", **asked) == {"file_id": str(asked["file_id"]), "new": 1, "known": 1}


def test_cards_on_a_persons_word_are_told(till: Till, train: Train, supervisor: Database, today: date, owner: Any) -> None:
    """The database sees no terminal: what was typed, or found by asking again, stands in X, Z and beside the batch."""
    said: list[tuple[str, dict[str, Any]]] = [("terminal", {}), ("terminal", {"source": "query"}), ("manual", {"source": "typed"})]
    for number, (provider, evidence) in enumerate(said):
        till.sale_id = new_id()
        asked = till.asked(till.hold(train, train.seats[number : number + 1]))
        total = asked["expected_total"]
        attempt = begin(till, "debit_card", total, provider=provider)
        if provider == "terminal" and evidence:
            settle(till.database, attempt, "unknown", {"reason": "lost"})
        settle(till.database, attempt, "confirmed", slip(20 + number, total) | evidence)
        till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)
    told_there = [{"how": how, "count": 1, "amount": total} for how in ("query", "typed")]
    assert supervisor.call("shift_report", shift_id=shift_of(owner))["card_words"] == told_there
    answer = supervisor.call("match_day", day=today)
    assert answer["match"]["card_words"] == told_there
    assert owner.execute("SELECT facts -> 'on_word' FROM day_tasks WHERE kind = 'card_missing'").fetchone()[0] == told_there


@pytest.mark.parametrize("bad", [
    {"amount": 1.5}, {"amount": -1}, {"amount": "1"}, {"kind": "gift"}, {"reference": ""}, {"reference": "a b"}, {"reference": "x" * 61},
    {"settled_at": "yesterday"}, {"settled_at": "2026-11-28 10:00:00"}, {"transaction_id": None},
])  # fmt: skip
def test_a_line_that_is_none_is_refused(supervisor: Database, bad: dict[str, Any]) -> None:
    with refused("amount_out_of_range" if "amount" in bad else "bad_request"):
        supervisor.call("import_settlement", file_id=new_id(), name="x.csv", rows=[row(new_id(), 1) | bad])


def test_the_terminals_sum_and_ours(till: Till, train: Train, supervisor: Database, admin: Database, today: date) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    total = asked["expected_total"]
    attempt = begin(till, "debit_card", total)
    settle(till.database, attempt, "confirmed", slip(7, total))
    till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)
    answer = supervisor.call("match_day", day=today)
    assert tasks(answer) == [("card_missing", -total)]
    batch = {"batch_id": new_id(), "day": today, "terminal": "T1", "batch": "000001", "sales": 1, "sales_amount": total + 5_000,
             "refunds": 0, "refunds_amount": 0, "is_typed": False}  # fmt: skip
    for _ in range(2):
        till.database.call("record_batch", **batch)
    with refused("batch_known"):
        till.database.call("record_batch", **(batch | {"batch_id": new_id()}))
    with refused("id_reused"):
        till.database.call("record_batch", **(batch | {"sales_amount": 1}))
    answer = supervisor.call("match_day", day=today)
    assert tasks(answer) == [("card_difference", 5_000)]
    # A void that went back by the terminal lowers both sides.
    till.database.call("record_batch", **(batch | {"batch_id": new_id(), "batch": "000002", "sales": 0, "sales_amount": 0, "refunds": 1, "refunds_amount": 5_000}))
    answer = supervisor.call("match_day", day=today)
    assert tasks(answer) == [] and answer["match"]["card_booked"] == answer["match"]["card_batches"] == total


def test_the_month_is_tied_to_its_zs(fresh_database: Any, till: Till, train: Train, later_train: Train, supervisor: Database, today: date, owner: Any) -> None:
    till.sold(train, train.seats[:2])
    close(till, owner)
    till.open_shift()
    till.sold(later_train, later_train.seats[:1])
    report = supervisor.call("month_report", month=today)
    total = int(owner.execute("SELECT sum(amount) FROM payments").fetchone()[0])
    assert report["total"] == total == sum(day["total"] for day in report["sale_days"]) == sum(day["total"] for day in report["travel_days"])
    assert sum(day["tickets"] for day in report["sale_days"]) == 3 and [m["method"] for m in report["methods"]] == ["cash"]
    control = report["control"]
    assert control["agrees"] and control["zs"] + control["not_in_zs"] == total and control["not_in_zs"] > 0
    assert all(z["sales_amount"] == z["payments"] for z in report["zs"]) and report["unpaid_refunds"] == []
    # Money of this month in a Z of the next one is told, and still adds up.
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as root:
        root.execute("SET session_replication_role = replica")
        root.execute("UPDATE shifts SET closed_at = closed_at + interval '40 days' WHERE state = 'closed'")
    control = supervisor.call("month_report", month=today)["control"]
    assert control["agrees"] and control["zs"] == 0 and control["not_in_zs"] == total


def test_only_for_ones_own_station(fresh_database: Any, day: Till, today: date, owner: Any) -> None:
    far = another(fresh_database, "Far Away", ("GMR",))
    owner.execute("UPDATE users SET station_scope = '{SGU}' WHERE full_name = 'Far Away'")
    for verb, asked in (("station_day", {"day": today}), ("month_report", {"month": today}), ("match_day", {"day": today})):
        with refused("not_in_scope"):
            far.call(verb, **asked)


@pytest.mark.parametrize("day_asked", ["infinity", "-infinity", "0001-01-01", None])
def test_days_that_are_none(supervisor: Database, day_asked: Any) -> None:
    for verb, name in (("station_day", "day"), ("match_day", "day"), ("month_report", "month")):
        with refused("bad_request"):
            supervisor.call(verb, **{name: day_asked})


def test_what_went_back_by_the_terminal_is_taken_off_our_side(till: Till, train: Train, supervisor: Database, today: date, owner: Any) -> None:
    asked = till.asked(till.hold(train, train.seats[:1]))
    total = asked["expected_total"]
    attempt = begin(till, "debit_card", total)
    settle(till.database, attempt, "confirmed", slip(8, total))
    till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)
    owner.execute(
        "INSERT INTO payment_reversals (id, attempt_id, amount, method, reason, state, reference, counter_id, user_id, done_at)"
        " SELECT gen_random_uuid(), id, 10000, method, 'paid_twice', 'done', 'void 1', counter_id, user_id, now() FROM payment_attempts"
    )
    assert supervisor.call("match_day", day=today)["match"]["card_booked"] == total - 10_000
    assert tasks(supervisor.call("match_day", day=today)) == [("card_missing", 10_000 - total)]


def test_the_millionth_paper_has_a_number_of_its_own(till: Till, train: Train, supervisor: Database, today: date, owner: Any) -> None:
    owner.execute("UPDATE counters SET receipt_sequence = 999999, slip_sequence = 999999 WHERE code = 'GMR-01'")
    assert till.sold(train, train.seats[:1])["receipt_number"] == "GMR-01/1000000"
    moved = till.database.call("cash_move", movement_id=new_id(), kind="in", amount=1_000, reason="x")
    assert moved["slip_number"] == "GMR-01/K1000000"
    numbers = {one["counter_code"]: one for one in told(supervisor, today)["numbers"]}["GMR-01"]
    assert 1_000_000 not in numbers["receipts"]["missing"] + numbers["slips"]["missing"]
    owner.execute("UPDATE counters SET receipt_sequence = 1, slip_sequence = 1 WHERE code = 'GMR-01'")
