# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""What comes after the sale: found again, identified, printed again; approvals, rules, fares, reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from desk import given_back, people_of
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

APPROVED = {"requested_by": "10001", "text": "third paper jam"}


@pytest.fixture
def sale(till: Till, train: Train) -> dict[str, Any]:
    return till.sold(train, train.seats[:2])


def number_of(owner: Any, sale: dict[str, Any]) -> str:
    query = "SELECT identity_number FROM passengers WHERE booking_id = %s AND seq = 1"
    return str(owner.execute(query, [sale["bookings"][0]["booking_id"]]).fetchone()[0])


def identify(database: Database, sale: dict[str, Any], number: str, **changes: Any) -> dict[str, Any]:
    """As the program does: asked, committed, answered."""
    asked = {
        "booking_id": sale["bookings"][0]["booking_id"],
        "document": "nik",
        "number": number,
        "name": "Ratna Wulandari",
    } | changes
    assert database.call("identify", **asked) == {"again": True}
    return database.call("identify", **asked)


def age(owner: Any) -> None:
    """The sale is an hour old: its clerk no longer has the traveller before them."""
    owner.execute("UPDATE sales SET sold_at = sold_at - interval '1 h'")


def test_a_code_alone_shows_masked_data(till: Till, till2: Till, sale: dict[str, Any]) -> None:
    booking = sale["bookings"][0]
    ticket = booking["tickets"][1]
    for code in (booking["booking_number"], booking["booking_number"].lower(), ticket["ticket_number"],
                 ticket["ticket_number"].replace("-", ""), f"T{ticket['code_number']}"):  # fmt: skip
        card = till2.database.call("find_booking", code=code)
        assert card["booking_id"] == booking["booking_id"]
        assert [entry["name"] for entry in card["passengers"]] == ["R**** W********"] * 2
        assert all(entry["identity"].endswith("**********") for entry in card["passengers"])
        assert "contact" not in card and not card["is_identified"]
    for code in ("", "ZZZZZZZ", "T9999999", None, "%", booking["booking_number"] + "9", "x" * 5000):
        with refused("booking_not_found"):
            till.database.call("find_booking", code=code)


def test_a_hold_is_not_found(till: Till, train: Train) -> None:
    with refused("booking_not_found"):
        till.database.call("find_booking", code=till.hold(train, train.seats[:1])["booking_number"])


def test_identified_shows_all_and_is_written_down(till2: Till, sale: dict[str, Any], owner: Any) -> None:
    card = identify(till2.database, sale, number_of(owner, sale))
    assert card["passengers"][0]["name"] == "Ratna Wulandari"
    assert card["passengers"][0]["identity"] == number_of(owner, sale)
    assert till2.database.call("find_booking", code=card["booking_number"])["is_identified"]
    assert owner.execute("SELECT count(*) FROM audit_logs WHERE action = 'view'").fetchone()[0] == 1


def test_three_misses_lock_and_tell_the_supervisor(till2: Till, sale: dict[str, Any], owner: Any) -> None:
    for n, left in enumerate((2, 1)):
        with refused("identity_mismatch", left=left):
            identify(till2.database, sale, f"99999999999999{n:02}")
    asked = {"booking_id": sale["bookings"][0]["booking_id"], "document": "nik", "number": "9" * 16, "name": "Ratna Wulandari"}
    assert till2.database.call("identify", **asked) == {"again": True}
    for number in ("9" * 16, number_of(owner, sale)):
        with refused("booking_locked"):
            till2.database.call("identify", **asked | {"number": number})
    assert till2.database.call("find_booking", code=sale["bookings"][0]["booking_number"])["locked_until"]
    assert owner.execute("SELECT count(*) FROM notifications WHERE title = 'identity_locked'").fetchone()[0] == 1


def test_a_name_that_does_not_fit_is_a_miss(till2: Till, sale: dict[str, Any], owner: Any) -> None:
    with refused("identity_mismatch", left=2):
        identify(till2.database, sale, number_of(owner, sale), name="Somebody Else")
    assert identify(till2.database, sale, number_of(owner, sale), name=" ratna   WULANDARI")


def test_a_guess_that_is_rolled_back_learns_nothing(
    till2: Till, sale: dict[str, Any], owner: Any, fresh_database: Any
) -> None:
    ask = "SELECT kai.identify(%s, %s, 'nik', %s, 'Ratna Wulandari')"
    booking = sale["bookings"][0]["booking_id"]
    with fresh_database.connect("10002") as connection:
        for guess in ["9" * 16, number_of(owner, sale)]:
            with connection.transaction(force_rollback=True):
                for _ in range(3):
                    row = connection.execute(ask, [till2.database.token, booking, guess]).fetchone()
                    assert row == ({"again": True},)


def test_reprint_is_the_next_issue_and_the_older_paper_void(till: Till, sale: dict[str, Any], owner: Any) -> None:
    ticket = sale["bookings"][0]["tickets"][0]
    job = new_id()
    asked = {"job_id": job, "ticket_id": ticket["ticket_id"], "reason": "paper jam", "approval_id": None}
    card = till.database.call("reprint", **asked)
    (again,) = card["bookings"][0]["tickets"]
    assert again["issue_number"] == 2 and again["print_job_id"] == str(job)
    assert till.database.call("reprint", **asked) == card
    assert owner.execute("SELECT state FROM print_jobs WHERE id = %s", [ticket["print_job_id"]]).fetchone() == (
        "voided",
    )
    with refused("reason_missing"):
        till.database.call("reprint", **asked | {"job_id": new_id(), "reason": " "})
    with refused("id_reused"):
        till.database.call("reprint", **asked | {"ticket_id": sale["bookings"][0]["tickets"][1]["ticket_id"]})
    with refused("ticket_unknown"):
        till.database.call("reprint", **asked | {"job_id": new_id(), "ticket_id": new_id()})


def test_the_third_paper_wants_a_supervisor(till: Till, supervisor: Database, sale: dict[str, Any]) -> None:
    ticket = sale["bookings"][0]["tickets"][0]["ticket_id"]
    asked = {"ticket_id": ticket, "reason": "paper jam", "approval_id": None}
    till.database.call("reprint", job_id=new_id(), **asked)
    with refused("approval_needed"):
        till.database.call("reprint", job_id=new_id(), **asked)
    approval = new_id()
    supervisor.call(
        "approve", approval_id=approval, kind="reprint", subject_id=ticket, amount=None, reason=APPROVED
    )
    asked["approval_id"] = approval
    assert till.database.call("reprint", job_id=new_id(), **asked)["bookings"][0]["tickets"][0]["issue_number"] == 3
    with refused("approval_needed"):
        till.database.call("reprint", job_id=new_id(), **asked)


def test_an_old_sale_wants_a_document_first(till: Till, sale: dict[str, Any], owner: Any) -> None:
    age(owner)
    asked = {"ticket_id": sale["bookings"][0]["tickets"][0]["ticket_id"], "reason": "lost", "approval_id": None}
    with refused("identify_first"):
        till.database.call("reprint", job_id=new_id(), **asked)
    identify(till.database, sale, number_of(owner, sale))
    till.database.call("reprint", job_id=new_id(), **asked)
    owner.execute("UPDATE tickets SET ticket_status = 'cancelled'")
    with refused("ticket_void"):
        till.database.call("reprint", job_id=new_id(), **asked)
    owner.execute("UPDATE tickets SET ticket_status = 'active'")


def test_a_receipt_counts_its_copies(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    booking, job = sale["bookings"][0]["booking_id"], new_id()
    first = till.database.call("print_receipt", job_id=job, booking_id=booking)
    assert first["copy"] == 0 and first["receipt_number"] == sale["receipt_number"]
    assert till.database.call("print_receipt", job_id=job, booking_id=booking)["copy"] == 0  # the same paper
    assert till.database.call("print_receipt", job_id=new_id(), booking_id=booking)["copy"] == 1
    with refused("identify_first"):  # names stand on it: another counter sees a document first
        till2.database.call("print_receipt", job_id=new_id(), booking_id=booking)
    with refused("id_reused"):
        till2.database.call("print_receipt", job_id=job, booking_id=booking)
    identify(till2.database, sale, number_of(owner, sale))
    assert till2.database.call("print_receipt", job_id=new_id(), booking_id=booking)["copy"] == 2
    age(owner)
    with refused("identify_first"):
        till.database.call("print_receipt", job_id=new_id(), booking_id=booking)
    with refused("booking_not_found"):
        till.database.call("print_receipt", job_id=new_id(), booking_id=new_id())
    till.database.call("report_print", job_id=job, state="confirmed", facts={"kind": "receipt"})
    rows = owner.execute("SELECT state, issue_number FROM print_jobs WHERE kind = 'receipt' ORDER BY 2").fetchall()
    assert rows == [("confirmed", 1), ("queued", 2), ("queued", 3)]


def test_a_file_of_the_papers_is_counted_like_them(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    """The first paper of a sale is the original, whatever it is made of; the printer's ticket makes the file a copy."""
    booking, job = sale["bookings"][0]["booking_id"], new_id()
    first = till.database.call("save_papers", job_id=job, booking_id=booking)
    assert (first["copy"], first["ticket_copy"]) == (0, 0)
    ticket = sale["bookings"][0]["tickets"][0]["print_job_id"]
    till.database.call("report_print", job_id=ticket, state="confirmed", facts={})
    assert till.database.call("print_receipt", job_id=new_id(), booking_id=booking)["copy"] == 1
    second = till.database.call("save_papers", job_id=new_id(), booking_id=booking)
    assert (second["copy"], second["ticket_copy"]) == (2, 2)
    again = till.database.call("save_papers", job_id=job, booking_id=booking)
    assert (again["copy"], again["ticket_copy"]) == (0, 0)
    with refused("id_reused"):
        till.database.call("print_receipt", job_id=job, booking_id=booking)
    with refused("identify_first"):
        till2.database.call("save_papers", job_id=new_id(), booking_id=booking)
    audited = owner.execute("SELECT count(*) FROM audit_logs WHERE entity_id = %s", [str(job)]).fetchone()
    assert audited[0] == 1


def test_what_the_printer_did(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    job = sale["bookings"][0]["tickets"][0]["print_job_id"]
    key = till.database.call("register_key", key_id=new_id(), public_key=b"k" * 32)["key_no"]
    report = lambda database, state, **facts: database.call("report_print", job_id=job, state=state, facts=facts)  # noqa: E731
    assert report(till.database, "sending", qr_code="T1ABCDEF", key_no=key, printer="10.0.0.9") == {
        "state": "sending"
    }
    assert (
        owner.execute(
            "SELECT count(*) FROM tickets WHERE qr_code = 'T1ABCDEF' AND counter_key_no = %s", [key]
        ).fetchone()[0]
        == 1
    )
    assert report(till.database, "confirmed") == report(till.database, "blocked") == {"state": "confirmed"}
    with refused("not_your_booking"):
        report(till2.database, "voided")
    with refused("bad_request", field="key_no"):
        report(till.database, "confirmed", key_no=key + 1)
    with refused("bad_request", field="state"):
        report(till.database, "eaten")
    with refused("job_unknown"):
        till.database.call("report_print", job_id=new_id(), state="confirmed", facts={})
    assert till.database.call("report_print", job_id=new_id(), state="confirmed", facts={"kind": "test"}) == {
        "state": "confirmed"
    }


def test_recent_sales_are_this_counters(till: Till, till2: Till, sale: dict[str, Any]) -> None:
    (line,) = till.database.call("recent_sales", limit=10)["sales"]
    assert line["sale_id"] == sale["sale_id"] and line["total"] == sale["total"]
    assert line["passenger_count"] == 2 and line["tickets_state"] == "open" and "–" in line["relation"]
    assert till2.database.call("recent_sales", limit=10) == {"sales": []}


def test_nobody_approves_their_own_request(supervisor: Database, clerk: Database) -> None:
    asked = {"approval_id": new_id(), "kind": "reprint", "subject_id": new_id(), "amount": None}
    with refused("own_request"):
        supervisor.call("approve", **asked, reason={"requested_by": "20001", "text": "me"})
    answer = supervisor.call("approve", **asked, reason=APPROVED)
    assert {**supervisor.call("approve", **asked, reason=APPROVED), "now": 0} == {**answer, "now": 0}
    with refused("id_reused"):
        supervisor.call("approve", **asked | {"subject_id": new_id()}, reason=APPROVED)
    for field, change in [("kind", {"kind": "anything"}), ("requested_by", {"reason": {"text": "x", "requested_by": "99999"}}),
                          ("reason", {"reason": {"requested_by": "10001"}}), ("reason", {"reason": []})]:  # fmt: skip
        with refused("bad_request", field=field):
            supervisor.call("approve", **{**asked, "reason": APPROVED, **change})


def test_rules_change_from_now_on_only(admin: Database, till: Till, train: Train, owner: Any) -> None:
    asked = {
        "rule_id": new_id(),
        "name": "passengers_per_booking",
        "scope": "GMR",
        "value": 2,
        "valid_from": None,
        "source": "circular 7",
    }
    answer = admin.call("set_rule", **asked)
    assert admin.call("set_rule", **asked) == answer
    with refused("too_many_seats", limit=2):
        till.hold(train, train.seats[:3])
    for change, code in [({"name": "nonsense"}, "rule_unknown"), ({"value": "two"}, "bad_request"), ({"scope": "ZZZ"}, "bad_request"),
                         ({"valid_from": "2020-01-01"}, "bad_request"), ({"value": -1}, "bad_request")]:  # fmt: skip
        with refused(code):
            admin.call("set_rule", **{**asked, "rule_id": new_id(), **change})


def test_fares_change_from_a_day_on(admin: Database, till: Till, train: Train, owner: Any) -> None:
    before = till.hold(train, train.seats[:1])["seats"][0]
    codes = owner.execute(
        "SELECT o.station_code, d.station_code FROM bookings b JOIN stations o ON o.id = b.origin_station_id"
        " JOIN stations d ON d.id = b.destination_station_id"
    ).fetchone()
    asked = {"fare_id": new_id(), "class_id": before["class_id"], "origin_code": codes[0], "destination_code": codes[1],
             "sub_class": before["sub_class"], "kind": "regular", "amount": 777000, "valid_from": date.today() + timedelta(days=1),
             "source": "circular 8"}  # fmt: skip
    assert admin.call("set_fare", **asked) == admin.call("set_fare", **asked)
    till.sale_id = new_id()
    assert till.hold(train, train.seats[1:2])["seats"][0]["fare"] == 777000
    with refused("fare_exists"):
        admin.call("set_fare", **asked | {"fare_id": new_id()})
    with refused("bad_request", field="valid_from"):
        admin.call("set_fare", **asked | {"fare_id": new_id(), "valid_from": date(2021, 1, 1)})


def test_outages_and_errors_are_told_once(clerk: Database, owner: Any) -> None:
    outage = {"id": new_id(), "what": "database", "began_at": "2026-01-01T10:00:00+07:00", "facts": {"retries": 3}}
    clerk.call("report_outage", **outage, ended_at=None)
    clerk.call("report_outage", **outage, ended_at="2026-01-01T10:05:00+07:00")
    clerk.call("report_outage", **outage, ended_at="2026-01-01T11:05:00+07:00")
    assert owner.execute("SELECT count(*), min(ended_at - began_at) FROM outages").fetchone() == (
        1,
        timedelta(minutes=5),
    )
    error = {"incident": "KA-7F3K", "verb": "sell", "sqlstate": "23505", "message": "boom", "facts": {}}
    assert clerk.call("report_error", **error) == clerk.call("report_error", **error)
    assert owner.execute("SELECT count(*) FROM error_log").fetchone()[0] == 1


def test_the_trail_names_who_and_where(till: Till, sale: dict[str, Any], owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        "SELECT DISTINCT a.session_user, u.nipp, c.code, a.shift_id IS NOT NULL FROM audit_logs a JOIN users u ON u.id = a.user_id"
        " LEFT JOIN counters c ON c.id = a.counter_id WHERE a.entity_type IN ('bookings', 'payments', 'tickets', 'passengers', 'seat_claims')"
    ).fetchall()
    assert rows == [("staff_10001", "10001", "GMR-01", True)]
    (told,) = owner.execute("SELECT string_agg(new_values::text, '') FROM audit_logs").fetchone()  # type: ignore[misc]
    assert number_of(owner, sale) not in told


# -- found by what a customer knows


def search(database: Database, **by: Any) -> list[dict[str, Any]]:
    told = database.call("search_bookings", by=by)
    return (database.call("search_bookings", by=by) if told == {"again": True} else told)["bookings"]  # type: ignore[no-any-return]


def test_found_by_identity_phone_or_name_and_day(till: Till, till2: Till, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    asked = till.asked(hold) | {"contact": {"name": "Budi", "phone": "+62 812-3456-7890", "email": None}}
    sale = till.sell(asked)
    code, day = sale["bookings"][0]["booking_number"], hold["schedule"]["service_date"]
    for by in ({"identity": number_of(owner, sale)}, {"phone": "0812 34567890"}, {"name": " ratna  WULANDARI ", "day": day}):
        (found,) = search(till2.database, **by)
        assert found["booking_number"] == code and found["names"] == ["R**** W********"]
    for wrong in ({"identity": "9" * 16}, {"phone": "08129999999"}, {"name": "Ratna Wulandari", "day": "2026-01-01"}, {"name": "Ratna", "day": day}):
        assert search(till2.database, **wrong) == []
    for bad in ({}, {"identity": "1"}, {"name": "Ratna Wulandari", "day": "soon"}, {"phone": "12"}):
        with refused("bad_request"):
            search(till2.database, **bad)
    looks = owner.execute("SELECT count(*) FROM audit_logs WHERE entity_type = 'search' AND action = 'view'").fetchone()
    assert looks == (7,)


def test_a_code_misread_or_misheard_is_found(till: Till, sale: dict[str, Any], owner: Any) -> None:
    booking = sale["bookings"][0]["booking_id"]
    owner.execute("UPDATE bookings SET booking_number = 'K2SB6VN' WHERE id = %s", [booking])
    for typed in ("K2SB6VN", "KZ5866M"[:5] + "VN", "k z 5 8 g u m", "K25BGVM"):
        if len(typed.replace(" ", "")) == 7:
            assert till.database.call("find_booking", code=typed)["booking_id"] == booking, typed
    owner.execute("UPDATE bookings SET booking_number = 'QJ23456' WHERE id = %s", [booking])
    assert till.database.call("find_booking", code="0I23456")["booking_id"] == booking
    with refused("booking_not_found"):
        till.database.call("find_booking", code="AI23456")


def test_the_name_and_a_scanned_ticket_are_enough(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    ticket = sale["bookings"][0]["tickets"][0]
    till.database.call("report_print", job_id=ticket["print_job_id"], state="confirmed", facts={"qr_code": "T1PAPER"})
    with refused("bad_request", field="number"):
        identify(till2.database, sale, "")
    with refused("bad_request", field="name"):
        identify(till2.database, sale, number_of(owner, sale), name=" ")
    with refused("identity_mismatch"):
        identify(till2.database, sale, "", proof={"ticket": "T1OTHER"})
    assert identify(till2.database, sale, "", proof={"ticket": "T1PAPER"})["passengers"][0]["name"] == "Ratna Wulandari"


def test_a_proxy_shows_a_letter_and_a_document_of_their_own(till2: Till, sale: dict[str, Any], owner: Any) -> None:
    proxy = {"name": "Agus", "number": "3174015512900001", "letter": "SK 12/2026"}
    with refused("bad_request", field="letter"):
        identify(till2.database, sale, number_of(owner, sale), proof={"proxy": proxy | {"letter": ""}})
    assert identify(till2.database, sale, number_of(owner, sale), proof={"original": False, "proxy": proxy})["is_identified"]
    (told,) = owner.execute("SELECT new_values FROM audit_logs WHERE action = 'view' AND entity_type = 'bookings'").fetchone()
    assert told["proxy"] == proxy | {"number": "317401**********"} and told["original"] is False


def test_a_supervisor_may_overrule_a_lost_document(till2: Till, supervisor: Database, sale: dict[str, Any]) -> None:
    booking = sale["bookings"][0]["booking_id"]
    asked = {"booking_id": booking, "reason": "wallet stolen, police report 77"}
    with refused("approval_needed", kind="identity"):
        till2.database.call("identify_overruled", **asked, approval_id=None)
    approval = new_id()
    supervisor.call("approve", approval_id=approval, kind="identity", subject_id=booking, amount=None,
                    reason={"requested_by": "10002", "text": asked["reason"]})  # fmt: skip
    assert till2.database.call("identify_overruled", **asked, approval_id=approval) == {"again": True}
    assert till2.database.call("identify_overruled", **asked, approval_id=approval)["passengers"][0]["name"] == "Ratna Wulandari"
    assert supervisor.call("identify_overruled", **asked, approval_id=None) == {"again": True}


def test_everything_that_happened_who_and_where(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    booking = sale["bookings"][0]["booking_id"]
    with refused("identify_first"):
        till2.database.call("booking_timeline", booking_id=booking)
    assert till.database.call("booking_timeline", booking_id=booking)["events"]  # sold here a moment ago
    given_back(owner, till2, supervisor, sale, people_of(sale)[:1], by="10002")
    told = till2.database.call("booking_timeline", booking_id=booking)
    kinds = [event["kind"] for event in told["events"]]
    assert kinds[:2] == ["held", "sold"] and kinds.count("paper") == 2 and kinds[-1] == "refunded"
    assert {"paid", "identified", "signed"} <= set(kinds)
    last = told["events"][-1]
    assert (last["who"], last["counter"]) == ("Bagus Prasetyo", "GMR-02") and last["facts"]["number"] == "GMR-02/R000001"
    money = told["money"]
    assert money["paid"] - money["given_back"] - money["kept"] == money["alive"] == sale["total"] / 2
    assert number_of(owner, sale) not in str(told)
