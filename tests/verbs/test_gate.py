# ruff: noqa: B023, E501  (the acts have ended before the loop goes on; requests stay on the line that sends them)
"""What the database itself enforces at the gate: void, superseded, once. And what it writes down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from gates import GATE, Key, at_gate, leaves_in, scan, sold_tickets, status_of
from test_races import together
from till import Till, Train, occupied, refused

from kai_counter.db.database import Database
from kai_counter.values.gate_facts import key_from, ticket_from, train_from
from kai_counter.values.ids import new_id
from kai_counter.values.ticket_code import name_hash


@pytest.fixture
def gate(fresh_database: Any) -> Database:
    """30001 at Gambir, where the trains begin."""
    return at_gate(fresh_database)


@pytest.fixture
def soon(owner: Any, train: Train) -> Train:
    leaves_in(owner, train, 60)
    return train


@pytest.fixture
def ticket(till: Till, soon: Train) -> dict[str, Any]:
    return sold_tickets(till, soon)[0]


def test_a_ticket_is_used_once(gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    answer = scan(gate, ticket)
    assert (answer["result"], answer["boards"], answer["is_conflict"]) == ("ok", True, False)
    state, at, by = status_of(owner, ticket)
    assert (state, by) == ("used", "30001") and datetime.now(UTC) - at < timedelta(minutes=1)
    again = scan(gate, ticket)
    assert (again["result"], again["boards"]) == ("already_boarded", False)
    told = ticket_from(again["ticket"])
    assert told.boarding is not None and told.boarding.gate == GATE and str(told.boarding.scan_id) == answer["scan_id"]


def test_the_same_scan_twice_is_one(gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    scan_id = new_id()
    first = scan(gate, ticket, scan_id=scan_id)
    second = scan(gate, ticket, scan_id=scan_id, facts={"offline": True})
    assert (second["result"], second["boards"], second["recorded_at"]) == ("ok", True, first["recorded_at"])
    assert owner.execute("SELECT count(*) FROM gate_scans").fetchone()[0] == 1
    with refused("id_reused"):
        scan(gate, ticket | {"code_number": 999_999}, scan_id=scan_id)


def test_two_gates_one_ticket(fresh_database: Any, till: Till, soon: Train, owner: Any) -> None:
    gates = [at_gate(fresh_database, counter=counter) for counter in ("GMR-01", "GMR-02", "GMR-01", "GMR-02")]
    for ticket in sold_tickets(till, soon, 4) + sold_tickets(till, soon, 4, 4):
        told = together(*[lambda one=one: scan(one, ticket)["result"] for one in gates])
        assert sorted(told) == ["already_boarded"] * 3 + ["ok"]
    assert owner.execute("SELECT count(*) FROM gate_scans WHERE boards").fetchone()[0] == 8


def test_the_same_scan_from_two_connections(fresh_database: Any, gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    copy = fresh_database.database("30001")
    copy.token = gate.token
    scan_id = new_id()
    told = together(*[lambda one=one: scan(one, ticket, scan_id=scan_id)["result"] for one in (gate, copy)])
    assert told == ["ok", "ok"]
    assert owner.execute("SELECT count(*) FROM gate_scans").fetchone()[0] == 1


def test_refused_scans_are_written_down_too(gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    scan(gate, ticket, "too_early", facts={"early": 20})
    scan(gate, {"code_number": None, "issue_number": None}, "unreadable", facts={"text": "XYZ"})
    forged = scan(gate, ticket, "invalid_signature")
    assert forged["ticket"] is None  # a forgery names nobody
    rows = owner.execute("SELECT result, ticket_id IS NULL, scanned_at IS NOT NULL, boards FROM gate_scans ORDER BY recorded_at").fetchall()
    assert rows == [("too_early", False, True, False), ("unreadable", True, True, False), ("invalid_signature", True, True, False)]
    assert status_of(owner, ticket)[0] == "active"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE tickets SET ticket_status = 'cancelled', void_reason = 'refund'", "refunded"),
        ("UPDATE tickets SET ticket_status = 'cancelled', void_reason = 'exchange'", "exchanged"),
        ("UPDATE tickets SET ticket_status = 'cancelled'", "cancelled"),
        ("UPDATE tickets SET ticket_status = 'expired', void_reason = 'no_show'", "no_show"),
        ("UPDATE tickets SET void_reason = 'stolen'", "blocked"),
        ("UPDATE tickets SET issue_number = 2", "superseded"),
        ("UPDATE schedules SET status = 'cancelled'", "train_cancelled"),
        ("UPDATE schedules SET last_order = 1", "train_cut"),  # it does not leave here
    ],
)
@pytest.mark.parametrize("offline", [False, True])
def test_what_the_database_refuses_whatever_the_gate_thinks(
    gate: Database, ticket: dict[str, Any], owner: Any, change: str, code: str, offline: bool
) -> None:
    owner.execute(change)
    answer = scan(gate, ticket, facts={"offline": offline})
    assert (answer["result"], answer["is_conflict"]) == (code, offline)
    used = status_of(owner, ticket)[0] == "used"
    assert used == answer["boards"] == (offline and code == "superseded")  # the ticket itself is good
    owner.execute("UPDATE tickets SET ticket_status = 'active', void_reason = NULL")


def test_a_ticket_nobody_sold(gate: Database, ticket: dict[str, Any]) -> None:
    answer = scan(gate, ticket | {"code_number": 10**9}, "ok_unlisted")
    assert (answer["result"], answer["boards"]) == ("unlisted", False)


def test_only_on_the_way(fresh_database: Any, ticket: dict[str, Any], owner: Any) -> None:
    """Surabaya is where this journey ends."""
    assert scan(at_gate(fresh_database, counter="SGU-01"), ticket)["result"] == "wrong_station"
    assert status_of(owner, ticket)[0] == "active"


def test_a_train_cut_short_is_told_to_the_gate(gate: Database, supervisor: Database, ticket: dict[str, Any], soon: Train, owner: Any) -> None:
    """Who goes beyond its new end may go that far; the list says where it is."""
    supervisor.call("cancel_train", disruption_id=new_id(), schedule_id=soon.schedule_id, last_order=2, reason="Banjir", overrule_code="DISRUPTION")
    listed = gate.call("gate_list", schedules=None, known=None, since=None)
    told = next(train_from(one) for one in listed["trains"] if one["schedule_id"] == str(soon.schedule_id))
    assert told.cut_at is not None and told.cut_at.order == 2
    answer = scan(gate, ticket, "ends_early")
    assert (answer["result"], answer["boards"], train_from(answer["train"]).last_order) == ("ends_early", True, 2)
    assert status_of(owner, ticket)[0] == "used"


def test_what_was_done_offline(gate: Database, fresh_database: Any, till: Till, soon: Train, owner: Any, supervisor: Database) -> None:
    first, second = sold_tickets(till, soon, 2)
    at = datetime.now(UTC) - timedelta(minutes=10)
    assert scan(gate, first, "ok_unlisted", scanned_at=at, facts={"offline": True})["result"] == "ok_unlisted"
    assert abs(status_of(owner, first)[1] - at) < timedelta(seconds=1)
    scan(gate, second)
    other = at_gate(fresh_database, counter="GMR-02")
    doubled = scan(other, second, gate="Gerbang Selatan", facts={"offline": True})
    assert (doubled["result"], doubled["is_conflict"], doubled["boards"]) == ("already_boarded", True, False)
    (told,) = supervisor.call("gate_conflicts", limit=10)["conflicts"]
    assert (told["conflict"], told["gate"], told["other"]["gate"]) == ("already_boarded", "Gerbang Selatan", GATE)
    assert told["ticket"]["name"].startswith("R*") and "identity_number" not in str(told)
    supervisor.call("settle_conflict", scan_id=told["scan_id"], note="one got off")
    assert supervisor.call("gate_conflicts", limit=10)["conflicts"] == []
    with refused("not_allowed"):
        gate.call("gate_conflicts", limit=10)


def test_an_answer_that_came_too_late(gate: Database, fresh_database: Any, ticket: dict[str, Any], supervisor: Database) -> None:
    """The gate admitted by itself while our "already boarded" was under way: that is a conflict, once."""
    scan(at_gate(fresh_database, counter="GMR-02"), ticket)
    scan_id = new_id()
    assert not scan(gate, ticket, scan_id=scan_id)["is_conflict"]
    for _ in range(2):
        answer = scan(gate, ticket, scan_id=scan_id, facts={"offline": True})
        assert (answer["result"], answer["is_conflict"]) == ("already_boarded", True)
    assert len(supervisor.call("gate_conflicts", limit=10)["conflicts"]) == 1


def test_uploaded_after_time_ended_the_ticket(gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    at = datetime.now(UTC) - timedelta(hours=20)
    owner.execute("UPDATE tickets SET ticket_status = 'expired'")
    assert scan(gate, ticket, scanned_at=at, facts={"offline": True})["boards"]
    assert status_of(owner, ticket)[0] == "used"


def test_a_clock_that_is_wrong_stops_no_upload(gate: Database, ticket: dict[str, Any], owner: Any) -> None:
    for at in ("infinity", "-infinity", "2999-01-01", "1999-01-01"):
        scan(gate, ticket, "too_early", scanned_at=at)
    scan(gate, ticket, scanned_at="2999-01-01", facts={"offline": True})
    assert abs(status_of(owner, ticket)[1] - datetime.now(UTC)) < timedelta(minutes=1)


def test_annul(gate: Database, fresh_database: Any, ticket: dict[str, Any], owner: Any) -> None:
    done = scan(gate, ticket)["scan_id"]
    annul = {"annul_id": new_id(), "scan_id": done, "reason": "wrong person"}
    with refused("not_your_scan"):
        at_gate(fresh_database, "20001", "GMR-02").call("annul_scan", **annul)
    for _ in range(2):
        assert gate.call("annul_scan", **annul)["result"] == "annulled"
    assert status_of(owner, ticket) == ("active", None, None)
    with refused("nothing_to_annul"):
        gate.call("annul_scan", **(annul | {"annul_id": new_id()}))
    again = scan(gate, ticket)
    assert again["result"] == "ok"
    owner.execute("UPDATE gate_scans SET recorded_at = recorded_at - interval '16 min'")
    with refused("annul_too_late", minutes=15):
        gate.call("annul_scan", annul_id=new_id(), scan_id=again["scan_id"], reason="late")
    with refused("scan_unknown"):
        gate.call("annul_scan", annul_id=new_id(), scan_id=new_id(), reason="late")


def test_override(gate: Database, supervisor: Database, till: Till, soon: Train, owner: Any) -> None:
    early, void, mine = sold_tickets(till, soon, 3)
    refusal = scan(gate, early, "too_early")
    request = {"override_id": new_id(), "scan_id": refusal["scan_id"], "reason": "wheelchair first"}
    with refused("not_allowed"):
        gate.call("override_scan", **request)
    for _ in range(2):
        answer = supervisor.call("override_scan", **request)
        assert (answer["result"], answer["boards"], answer["judgement"]) == ("overridden", True, "too_early")
    assert status_of(owner, early)[0] == "used" and status_of(owner, early)[2] == "20001"
    with refused("override_not_allowed"):
        supervisor.call("override_scan", **(request | {"override_id": new_id()}))
    owner.execute("UPDATE tickets SET ticket_status = 'cancelled', void_reason = 'refund' WHERE id = %s", [void["ticket_id"]])
    for judgement in ("refunded", "too_early"):
        refusal = scan(gate, void, judgement)
        with refused("override_not_allowed"):
            supervisor.call("override_scan", override_id=new_id(), scan_id=refusal["scan_id"], reason="please")
    own = scan(supervisor, mine, "closed")
    with refused("own_request"):
        supervisor.call("override_scan", override_id=new_id(), scan_id=own["scan_id"], reason="me")
    owner.execute("UPDATE tickets SET ticket_status = 'active', void_reason = NULL WHERE id = %s", [void["ticket_id"]])


def test_what_a_gate_carries(gate: Database, till: Till, soon: Train, owner: Any) -> None:
    key = Key.registered(till.database)
    tickets = sold_tickets(till, soon, 2)
    told = gate.call("gate_list", schedules=None, known=None, since=None)
    assert [train["schedule_id"] for train in told["trains"]] == [str(soon.schedule_id)]
    train = train_from(told["trains"][0])
    assert [stop.order for stop in train.stops] == list(range(1, soon.last + 1))
    listed = {one.number: one for one in map(ticket_from, told["tickets"])}
    assert set(listed) == {ticket["code_number"] for ticket in tickets} and told["last_number"] == max(listed)
    one = listed[tickets[0]["code_number"]]
    assert (one.issue, one.status, one.from_order, one.to_order, one.name) == (1, "active", 1, soon.last, "R**** W********")
    assert one.name_hash == name_hash(one.number, "Ratna Wulandari") and one.compares_identity and one.is_paid
    assert [(k.key_no, k.public) for k in map(key_from, told["keys"])] == [(key.key_no, key.public)]
    assert told["place"]["station_code"] == "GMR" and told["rules"]["gate_opens_minutes"] == 120
    assert "3273015" not in str(told) and "1990" not in str(told["tickets"])
    owner.execute("UPDATE tickets SET updated_at = updated_at - interval '1 h'")  # the trigger puts it back
    later = {"schedules": None, "known": [soon.schedule_id], "since": datetime.now(UTC) + timedelta(minutes=1)}
    assert gate.call("gate_list", **later)["tickets"] == []
    assert len(gate.call("gate_list", **(later | {"known": []}))["tickets"]) == 2  # a train that is new to the gate
    changed = later | {"since": datetime.fromisoformat(told["as_of"])}
    assert len(gate.call("gate_list", **changed)["tickets"]) == 2


def test_a_revoked_key_and_a_reissued_paper_are_on_the_list(gate: Database, till: Till, admin: Database, soon: Train) -> None:
    key = Key.registered(till.database)
    (ticket,) = sold_tickets(till, soon)
    till.database.call("reprint", job_id=new_id(), ticket_id=ticket["ticket_id"], reason="smudged", approval_id=None)
    admin.call("revoke_key", key_no=key.key_no, reason="stolen")
    told = gate.call("gate_list", schedules=[soon.schedule_id], known=None, since=None)
    assert key_from(told["keys"][0]).revoked_at is not None
    listed = ticket_from(told["tickets"][0])
    assert (listed.issue, listed.reissued_by) == (2, "GMR-01") and listed.reissued_at is not None


def test_trains_of_other_stations_are_not_for_this_gate(fresh_database: Any, soon: Train, ticket: dict[str, Any], owner: Any) -> None:
    elsewhere = owner.execute("SELECT station_code FROM stations s WHERE NOT EXISTS (SELECT FROM route_stations r JOIN schedules c USING (route_id)"
                              " WHERE r.station_id = s.id AND c.id = %s) LIMIT 1", [soon.schedule_id]).fetchone()[0]
    owner.execute("UPDATE counters SET station_id = (SELECT id FROM stations WHERE station_code = %s) WHERE code = 'GMR-02'", [elsewhere])
    away = at_gate(fresh_database, counter="GMR-02")
    assert away.call("gate_list", schedules=[soon.schedule_id], known=None, since=None)["tickets"] == []
    with refused("schedule_unknown"):
        away.call("manifest", schedule_id=soon.schedule_id)


def test_manifest_and_no_shows(gate: Database, supervisor: Database, till: Till, soon: Train, owner: Any) -> None:
    came, late, short = [*sold_tickets(till, soon, 2), *sold_tickets(till, soon, 1, 2, 1, 2)]
    scan(gate, came)
    told = gate.call("manifest", schedule_id=soon.schedule_id)
    assert sorted(one["status"] for one in told["tickets"]) == ["active", "active", "used"]
    handing = {"handover_id": new_id(), "schedule_id": soon.schedule_id, "gate": GATE, "given_to": "Bambang, kondektur"}
    with refused("gate_not_closed"):
        supervisor.call("release_no_shows", schedule_id=soon.schedule_id, reason="left")
    with refused("gate_not_closed"):
        gate.call("hand_over_train", **handing)
    assert told["handed_over"] is None
    leaves_in(owner, soon, 3)
    handed = gate.call("hand_over_train", **handing)
    assert (handed["boarded"], handed["expected"], handed["aboard"], handed["given_to"]) == (1, 3, 1, "Bambang, kondektur")
    assert gate.call("hand_over_train", **handing) == handed
    for other in ({"given_to": "Joko"}, {"schedule_id": new_id()}):
        with refused("id_reused"):
            gate.call("hand_over_train", **(handing | other))
    with refused("id_reused"):
        supervisor.call("hand_over_train", **handing)
    with refused("id_reused"):
        scan(gate, came, scan_id=handing["handover_id"])
    assert gate.call("manifest", schedule_id=soon.schedule_id)["handed_over"] == handed
    answer = supervisor.call("release_no_shows", schedule_id=soon.schedule_id, reason="left")
    assert (answer["tickets"], answer["seats"]) == (2, 1)  # the short journey ends where the freed legs begin
    assert supervisor.call("release_no_shows", schedule_id=soon.schedule_id, reason="left")["tickets"] == 0
    assert [occupied(owner, soon, seat) for seat in soon.seats[:3]] == [(1 << (soon.last - 1)) - 1, 1, 1]
    assert [status_of(owner, one)[0] for one in (came, late, short)] == ["used", "expired", "expired"]
    assert scan(gate, late)["result"] == "no_show"
    assert owner.execute("SELECT count(*) FROM gate_scans WHERE result = 'no_show' AND ticket_id IS NOT NULL").fetchone()[0] == 3
