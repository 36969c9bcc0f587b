# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A signature asked for at one counter and given at another: whom it rings, how long it lies, what it is good for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from real_database import PASSWORD, PLACES
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.ops.office import Member, add_member
from kai_counter.values.ids import new_id

WHY = "third paper jam"


@pytest.fixture
def ticket(till: Till, train: Train) -> str:
    """One whose next paper wants a supervisor."""
    sale = till.sold(train, train.seats[:1])
    ticket = str(sale["bookings"][0]["tickets"][0]["ticket_id"])
    till.database.call("reprint", job_id=new_id(), ticket_id=ticket, reason="jam", approval_id=None)
    return ticket


def asked(database: Database, ticket: str, **changes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"request_id": new_id(), "kind": "reprint", "subject_id": ticket, "amount": None,
                               "reason": WHY, "overrule_code": None}  # fmt: skip
    return database.call("ask_signature", **request | changes)


def reprint(till: Till, ticket: str, approval: Any) -> dict[str, Any]:
    return till.database.call("reprint", job_id=new_id(), ticket_id=ticket, reason="jam", approval_id=approval)


def another(fresh: Any, owner: Any, nipp: str, name: str, stations: tuple[str, ...], at: str = "GMR-02") -> Database:
    with fresh.owner() as connection:
        add_member(connection, Member(nipp, name, ("supervisor",), stations), PASSWORD)
        connection.execute("UPDATE users SET must_change_password = false")
    PLACES[nipp] = at
    try:
        return fresh.signed_in(nipp)  # type: ignore[no-any-return]
    finally:
        del PLACES[nipp]


def answer(supervisor: Database, request: dict[str, Any], signs: bool = True, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"request_id": request["request_id"], "approval_id": new_id(), "signs": signs, "note": None}
    return supervisor.call("answer_signature", **told | changes)


def test_asked_here_signed_there_used_once(till: Till, supervisor: Database, ticket: str, owner: Any) -> None:
    with refused("approval_needed", kind="reprint"):
        reprint(till, ticket, None)
    request = asked(till.database, ticket)
    assert request["state"] == "open" and request["rung"] == 1 and request["about"]["booking_number"]
    assert owner.execute("SELECT count(*) FROM notifications WHERE title = 'signature_asked'").fetchone() == (1,)
    (waiting,) = supervisor.call("signatures_asked", limit=50)["open"]
    assert waiting["asked_by"] == "Rina Wijaya" and waiting["counter_code"] == "GMR-01" and waiting["reason"] == WHY
    assert answer(supervisor, request)["state"] == "signed"
    state = till.database.call("signature_state", request_id=request["request_id"])
    assert state["answered_by"] == "Sri Lestari" and state["valid_until"]
    assert reprint(till, ticket, state["approval_id"])["bookings"][0]["tickets"][0]["issue_number"] == 3
    with refused("approval_needed"):
        reprint(till, ticket, state["approval_id"])
    (pair,) = supervisor.call("signed_pairs", **{"from": date.today() - timedelta(1), "to": date.today() + timedelta(1)})["pairs"]
    assert (pair["asked_by"], pair["signed_by"], pair["signed"], pair["used"]) == ("Rina Wijaya", "Sri Lestari", 1, 1)


def test_sent_twice_is_asked_once(till: Till, supervisor: Database, ticket: str) -> None:
    request = new_id()
    first = asked(till.database, ticket, request_id=request)
    assert asked(till.database, ticket, request_id=request)["asked_at"] == first["asked_at"]
    with refused("id_reused"):
        asked(till.database, ticket, request_id=request, reason="another")
    approval = new_id()
    assert answer(supervisor, first, approval_id=approval)["approval_id"] == str(approval)
    assert answer(supervisor, first, approval_id=approval)["approval_id"] == str(approval)
    with refused("request_answered", state="signed"):
        answer(supervisor, first, signs=False)


def test_a_new_request_takes_the_older_one_back(till: Till, supervisor: Database, ticket: str) -> None:
    first = asked(till.database, ticket)
    second = asked(till.database, ticket, reason="wet paper")
    (waiting,) = supervisor.call("signatures_asked", limit=50)["open"]
    assert waiting["request_id"] == second["request_id"]
    with refused("request_answered", state="withdrawn"):
        answer(supervisor, first)


def test_declined_with_a_note(till: Till, supervisor: Database, ticket: str) -> None:
    request = asked(till.database, ticket)
    answer(supervisor, request, signs=False, note="come to me first")
    state = till.database.call("signature_state", request_id=request["request_id"])
    assert (state["state"], state["answer_note"], state["approval_id"]) == ("declined", "come to me first", None)


def test_it_lies_open_for_a_quarter_of_an_hour(till: Till, supervisor: Database, ticket: str, owner: Any) -> None:
    request = asked(till.database, ticket)
    owner.execute("UPDATE approval_requests SET open_until = now() - interval '1 s'")
    assert till.database.call("signature_state", request_id=request["request_id"])["state"] == "expired"
    assert supervisor.call("signatures_asked", limit=50)["open"] == []
    with refused("request_expired"):
        answer(supervisor, request)


def test_a_signature_is_good_for_two_minutes(till: Till, supervisor: Database, ticket: str, owner: Any) -> None:
    approval = answer(supervisor, asked(till.database, ticket))["approval_id"]
    owner.execute("UPDATE approvals SET valid_until = now() - interval '1 s'")
    with refused("approval_needed"):
        reprint(till, ticket, approval)


def test_nobody_signs_their_own_request(supervisor: Database, ticket: str) -> None:
    request = asked(supervisor, ticket)
    assert supervisor.call("signatures_asked", limit=50)["open"] == []
    with refused("own_request"):
        answer(supervisor, request)


def test_another_station_rings_after_a_while_only(
    till: Till, supervisor: Database, ticket: str, owner: Any, fresh_database: Any
) -> None:
    """Purwokerto is next to Gambir on train 6; Surabaya is not."""
    with fresh_database.owner() as connection:
        for code in ("PWT", "SGU"):
            connection.execute(
                "INSERT INTO counters (id, code, station_id, name, secret_hash) SELECT gen_random_uuid(), %s, s.id, 'x', c.secret_hash"
                " FROM stations s, counters c WHERE s.station_code = %s AND c.code = 'GMR-01'", [f"{code}-09", code])  # fmt: skip
    from tiny_network import COUNTERS

    COUNTERS.update({"PWT-09": COUNTERS["GMR-01"], "SGU-09": COUNTERS["GMR-01"]})
    try:
        near = another(fresh_database, owner, "20002", "Next Door", ("PWT",), "PWT-09")
        far = another(fresh_database, owner, "20003", "Far Away", ("SGU",), "SGU-09")
    finally:
        del COUNTERS["PWT-09"], COUNTERS["SGU-09"]
    request = asked(till.database, ticket)
    for other in (near, far):
        assert other.call("signatures_asked", limit=50)["open"] == []
        with refused("request_unknown"):
            answer(other, request)
        with refused("not_in_scope"):
            other.call("approve", approval_id=new_id(), kind="reprint", subject_id=ticket, amount=None,
                       reason={"requested_by": "10001", "text": WHY})  # fmt: skip
    owner.execute("UPDATE approval_requests SET wider_at = now() - interval '1 s'")
    near.call("touch_session")
    near.call("touch_session")
    rung = "SELECT count(*) FROM notifications n JOIN users u ON u.id = n.user_id WHERE n.title = 'signature_asked' AND u.nipp = '20002'"
    assert owner.execute(rung).fetchone() == (1,)
    with refused("request_unknown"):
        answer(far, request)
    assert reprint(till, ticket, answer(near, request)["approval_id"])


def test_a_supervisor_retired_between_request_and_signature(
    till: Till, ticket: str, admin: Database, owner: Any, fresh_database: Any
) -> None:
    leaving = another(fresh_database, owner, "20004", "Leaving", ())
    signed = asked(till.database, ticket)
    approval = answer(leaving, signed)["approval_id"]
    waiting = asked(till.database, ticket, kind="identity")
    member = owner.execute("SELECT id FROM users WHERE nipp = '20004'").fetchone()[0]
    admin.call("retire_staff", user_id=member, reason="left the railway")
    with refused("member_retired"):
        answer(leaving, waiting)
    assert till.database.call("signature_state", request_id=waiting["request_id"])["state"] == "open"
    with refused("approval_needed"):  # what was signed before and not yet used is worth nothing any more
        reprint(till, ticket, approval)


def test_wrong_passwords_lock_signing_at_this_counter(till: Till, supervisor: Database, ticket: str) -> None:
    for left in (2, 1, 0):
        told = till.database.call("signature_missed", nipp="20001")
        assert told["left"] == left
    assert told["locked_until"]
    sign = {"approval_id": new_id(), "kind": "reprint", "subject_id": ticket, "amount": None,
            "reason": {"requested_by": "10001", "text": WHY}}  # fmt: skip
    with refused("signing_locked"):
        supervisor.call("approve", **sign)  # 20001 sits at GMR-01 in these tests
    approval = answer(supervisor, asked(till.database, ticket))["approval_id"]  # from the other counter it goes on
    assert reprint(till, ticket, approval)


def test_signed_at_the_window_settles_what_was_asked(till: Till, supervisor: Database, ticket: str) -> None:
    request = asked(till.database, ticket)
    why = {"requested_by": "10001", "text": WHY, "request_id": request["request_id"]}
    sign = {"approval_id": new_id(), "kind": "reprint", "subject_id": ticket, "amount": None}
    with refused("bad_request", field="request_id"):
        supervisor.call("approve", **sign, reason=why | {"text": "another reason"})
    supervisor.call("approve", **sign, reason=why)
    assert supervisor.call("signatures_asked", limit=50)["open"] == []
    assert till.database.call("signature_state", request_id=request["request_id"])["state"] == "signed"


def test_what_is_asked_is_looked_at(till: Till, till2: Till, ticket: str) -> None:
    for field, changes in [("kind", {"kind": "anything"}), ("reason", {"reason": " "}), ("overrule_code", {"overrule_code": "BORED"}),
                           ("subject_id", {"subject_id": None}), ("request_id", {"request_id": None})]:  # fmt: skip
        with refused("bad_request", field=field):
            asked(till.database, ticket, **changes)
    request = asked(till.database, ticket, overrule_code="SALES_STAFF_ERROR")
    for verb in ("signature_state", "withdraw_signature"):
        with refused("request_unknown"):
            till2.database.call(verb, request_id=request["request_id"])
    assert till.database.call("withdraw_signature", request_id=request["request_id"])["state"] == "withdrawn"
