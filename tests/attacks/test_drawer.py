# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A clerk who wants to know, before counting, what the drawer should hold; or to change it afterwards."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from hostile import Attacker
from psycopg.types.json import Jsonb
from till import Till, Train

from kai_counter.values.ids import new_id


@pytest.fixture
def thief(attacker_of: Any, train: Train, fresh_database: Any, owner: Any) -> Attacker:
    """A clerk with an own shift and a sale in it, whose ticket came out."""
    attacker: Attacker = attacker_of("clerk")
    till = Till(fresh_database.signed_in(attacker.nipp)).open_shift()
    till.sold(train, train.seats[20:22])
    owner.execute("UPDATE print_jobs SET state = 'confirmed'")
    return attacker


@pytest.fixture
def shift(thief: Attacker, owner: Any) -> Any:
    return owner.execute("SELECT s.id FROM shifts s JOIN users u ON u.id = s.user_id WHERE u.nipp = %s", [thief.nipp]).fetchone()[0]


@pytest.fixture
def secrets(shift: Any, owner: Any) -> set[str]:
    """The numbers that must not come out."""
    row = owner.execute("SELECT expected, sales FROM internal.shift_cash(%s)", [shift]).fetchone()
    return {str(int(row[0])), str(int(row[1]))}


def told(thief: Attacker, query: str, *values: Any) -> str:
    """Everything the server says, answer or error with all its fields."""
    try:
        return str(thief.connection.execute(query.encode(), values).fetchone())
    except psycopg.Error as error:
        diag = error.diag
        return f"{error} {diag.message_detail} {diag.message_hint} {diag.context} {diag.internal_query}"


def test_no_answer_and_no_error_tells_the_sum(thief: Attacker, shift: Any, secrets: set[str]) -> None:
    token = thief.token
    said = [
        told(thief, "SELECT kai.shift_report(%s, %s)", token, shift),
        told(thief, "SELECT kai.pause_shift(%s, %s)", token, shift),
        told(thief, "SELECT kai.shift_report(%s, %s)", token, shift),
        told(thief, "SELECT kai.resume_shift(%s, %s)", token, shift),
        told(thief, "SELECT kai.begin_close(%s, %s)", token, shift),
        told(thief, "SELECT kai.resume_shift(%s, %s)", token, shift),
        told(thief, "SELECT kai.open_shift(%s, %s, 1)", token, new_id()),
        told(thief, "SELECT kai.touch_session(%s)", token),
        told(thief, "SELECT kai.drawer_opened(%s, %s, 'x')", token, new_id()),
        told(thief, "SELECT kai.close_shift(%s, %s, NULL)", token, shift),
        told(thief, "SELECT kai.close_shift(%s, %s, 'NaN')", token, shift),
        told(thief, "SELECT kai.close_shift(%s, %s, 5, %s)", token, shift, Jsonb({"1000": 1})),
        told(thief, "SELECT kai.close_shift(%s, %s, 1, NULL, %s)", token, shift, "\u0007"),
        told(thief, "SELECT * FROM notifications"),
        told(thief, "SELECT jsonb_agg(r) FROM rules r WHERE name LIKE 'drawer%'"),
        *(told(thief, f"SELECT jsonb_agg(x) FROM {table} x") for table in ("shifts", "payments", "sales", "cash_movements", "cash_counts", "payment_attempts", "audit_logs", "print_jobs", "counters", "user_sessions")),
    ]  # fmt: skip
    leaks = [text for text in said if any(secret in text for secret in secrets)]
    assert not leaks


def test_the_sum_cannot_be_searched_for(thief: Attacker, shift: Any) -> None:
    """Whatever is taken out is answered alike, above and below what there is."""
    answers = set()
    for amount in (1, 1000, 499_999):
        for kind in ("drop", "out", "drop", "drop"):
            text = told(thief, "SELECT kai.cash_move(%s, %s, %s, %s, 'x')", thief.token, new_id(), kind, amount)
            answers.add("slip_number" in text)
    assert answers == {True}


def test_one_guess_is_all_one_has(thief: Attacker, shift: Any, secrets: set[str], owner: Any) -> None:
    assert '"again"' in told(thief, "SELECT kai.close_shift(%s, %s, 0)::text", thief.token, shift)
    assert '"approval"' in told(thief, "SELECT kai.close_shift(%s, %s, 0)::text", thief.token, shift)
    for other in sorted(secrets):
        assert thief.ends("SELECT kai.close_shift(%s, %s, %s, NULL, 'x')", thief.token, shift, other) == "KA001"
    assert owner.execute("SELECT total FROM cash_counts WHERE kind = 'close'").fetchone() == (0,)


@pytest.mark.parametrize("savepoint", [False, True])
def test_a_count_that_is_taken_back_has_told_nothing(thief: Attacker, shift: Any, secrets: set[str], savepoint: bool, owner: Any) -> None:
    """psql can take back what a verb wrote after reading its answer: it must say the same to a right and a wrong guess."""
    right = int(owner.execute("SELECT expected FROM internal.shift_cash(%s)", [shift]).fetchone()[0])
    answers = []
    for guess in (0, right, right + 100):
        thief.connection.execute("SELECT pg_stat_force_next_flush()")  # each guess counts from nothing
        with thief.connection.transaction(force_rollback=True):
            if savepoint:
                with thief.connection.transaction():
                    told(thief, "SELECT kai.close_shift(%s, %s, %s)", thief.token, shift, guess)
            for _ in range(2):
                text = told(thief, "SELECT kai.close_shift(%s, %s, %s, NULL, 'x')", thief.token, shift, guess)
            work = told(
                thief,
                "SELECT jsonb_object_agg(relname, ARRAY[n_tup_ins, n_tup_upd, n_tup_del]) FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0",
            )
        answers.append((text.replace(f"'counted': {guess}", ""), work))
    assert answers[0] == answers[1] == answers[2]


def test_the_limit_of_the_drawer_is_no_scale(thief: Attacker, shift: Any) -> None:
    """Statistics of the own transaction are open to everybody: crossing the limit must not show in them."""
    answers = set()
    for amount in (1, 9_999_999, 900_000_000):
        thief.connection.execute("SELECT pg_stat_force_next_flush()")
        with thief.connection.transaction(force_rollback=True):
            told(thief, "SELECT kai.cash_move(%s, %s, 'in', %s, 'x')", thief.token, new_id(), amount)
            told(thief, "SELECT kai.touch_session(%s)", thief.token)
            answers.add(told(thief, "SELECT jsonb_object_agg(relname, n_tup_ins) FROM pg_stat_xact_user_tables WHERE n_tup_ins > 0"))
    assert len(answers) == 1, answers


def test_others_shifts_are_not_ones_own(thief: Attacker, victim: Till, owner: Any) -> None:
    theirs = owner.execute("SELECT s.id FROM shifts s JOIN users u ON u.id = s.user_id WHERE u.nipp = '10002'").fetchone()[0]
    for verb, more in (
        ("shift_report", ""), ("pause_shift", ""), ("resume_shift", ""), ("begin_close", ""), ("close_shift", ", 1"),
    ):  # fmt: skip
        assert thief.ends(f"SELECT kai.{verb}(%s, %s{more})", thief.token, theirs) == "KA001", verb
    for verb, more in (("force_close", ", 'x'"), ("verify_shift", ", 1")):
        assert thief.ends(f"SELECT kai.{verb}(%s, %s{more})", thief.token, theirs) == "42501", verb


def test_nobody_signs_their_own_variance(thief: Attacker, shift: Any, fresh_database: Any, owner: Any) -> None:
    owner.execute("UPDATE users SET roles = '{clerk,supervisor}' WHERE nipp = %s", [thief.nipp])
    for _ in range(2):
        thief.ends("SELECT kai.close_shift(%s, %s, 0, NULL, 'x')", thief.token, shift)
    approval = new_id()
    with pytest.raises(psycopg.Error):
        thief.connection.execute(
            "SELECT kai.approve(%s, %s, 'cash_variance', %s, 99999999, %s)",
            [thief.token, approval, shift, Jsonb({"requested_by": thief.nipp, "text": "x"})],
        )
    text = told(thief, "SELECT kai.close_shift(%s, %s, 0, NULL, 'x', %s)", thief.token, shift, approval)
    assert "approval" in text and "closing" in text
