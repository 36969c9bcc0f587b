# ruff: noqa: E501  (requests stay on the line that sends them)
"""What a verb or a screen reads does not grow with what was ever sold: after two thousand sales of years ago each call
of a day reads its own rows. Counted, not timed, and with the planner held to its indexes: where one is missing the whole
table is read, and the test says by whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from desk import (
    CASH,
    booking_of,
    cancel,
    exchange_quote,
    given_back,
    held,
    pay_out,
    people_of,
    quote,
    refund,
    see_document,
    signed,
    swap,
)  # fmt: skip
from gates import GATE, leaves_in
from real_database import FreshDatabase
from till import Till, close_shift, person, trains
from tiny_network import WIB

from kai_counter.db.database import Database
from kai_counter.db.readers import Reading
from kai_counter.services import notices
from kai_counter.values.ids import new_id

YEARS = Path(__file__).with_name("many_years.sql")
A_FEW = 450
"""Rows of one table that a call may read: fewer than the five hundred that the smallest of the old ones has."""
ALL_THERE_ARE = {
    # The balance of a safe is the sum of all that ever went in and out of it; the numbers of a counter are its last 2,000.
    "station_day": {"shifts", "sales", "cash_movements"}, "match_day": {"shifts", "sales", "cash_movements"},
}  # fmt: skip
READ = """
SELECT t.relname, pg_stat_get_xact_tuples_returned(t.oid)
       + coalesce((SELECT sum(pg_stat_get_xact_tuples_returned(i.indexrelid)) FROM pg_index i WHERE i.indrelid = t.oid), 0)
FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname = ANY (%s)
"""
PLAN = ("enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off")


class Counting:
    """Each call in a transaction of its own, and what it read of the tables that grew."""

    def __init__(self, grown: list[str]) -> None:
        self.grown = grown
        self.called: set[str] = set()
        self.whole: dict[str, dict[str, int]] = {}

    @contextmanager
    def watched(self, what: str, connection: psycopg.Connection[Any]) -> Iterator[None]:
        self.called.add(what)
        with connection.transaction():
            before = dict(connection.execute(READ, [self.grown]).fetchall())
            yield
            for table, rows in connection.execute(READ, [self.grown]).fetchall():
                if rows - before[table] > A_FEW and table not in ALL_THERE_ARE.get(what, ()):
                    self.whole.setdefault(what, {})[table] = int(rows - before[table])


@pytest.fixture
def counting(fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    with fresh_database.owner() as owner:
        owner.execute(YEARS.read_bytes())
        for setting in PLAN:
            owner.execute(f'ALTER DATABASE "{fresh_database.name}" SET {setting}'.encode())
        grown = owner.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                              " AND reltuples >= 500 AND relname <> 'seat_inventory'").fetchall()  # fmt: skip
    found = Counting([row[0] for row in grown])
    assert {"bookings", "tickets", "payments", "shifts", "audit_logs", "user_sessions"} <= set(found.grown)
    calls, rows = Database._call_once, Reading.rows

    def call_once(self: Database, connection: Any, verb: str, arguments: dict[str, Any]) -> dict[str, Any]:
        with found.watched(verb, connection):
            return calls(self, connection, verb, arguments)

    def read_rows(self: Reading, statement: str, values: Any = None) -> list[Any]:
        with found.watched(statement, self._connection):
            return rows(self, statement, values)

    monkeypatch.setattr(Database, "_call_once", call_once)
    monkeypatch.setattr(Reading, "rows", read_rows)
    yield found
    assert found.whole == {}, "read whole: " + "; ".join(f"{what}: {tables}" for what, tables in found.whole.items())


def papers(owner: Any, sale: dict[str, Any]) -> list[dict[str, Any]]:
    owner.execute("UPDATE tickets SET qr_code = 'T1' || code_number WHERE booking_id = %s", [booking_of(sale)])
    return [{"number": t["code_number"], "paper": f"T1{t['code_number']}"} for t in sale["bookings"][0]["tickets"]]


def two_coaches(owner: Any) -> None:
    """Half of each first coach is made a second one: a re-seating moves somebody."""
    owner.execute("UPDATE seats SET car_number = 9 WHERE car_number = 1 AND row_number > 6")
    owner.execute("UPDATE seat_inventory i SET car_number = 9 FROM seats s WHERE s.id = i.seat_id AND s.car_number = 9")


def test_a_day_after_many_years_reads_no_table_whole(counting: Counting, fresh_database: FreshDatabase) -> None:
    today = datetime.now(WIB).date()
    with fresh_database.owner() as owner:
        two_coaches(owner)
        till, chief = Till(fresh_database.signed_in("10001")).open_shift(), fresh_database.signed_in("20001")
        train, other, third = trains(owner)[:3]
        call, ask = till.database.call, chief.call
        # Sold, to somebody who has travelled before, and found again by all that a customer may know.
        till.sale_id = new_id()
        hold = till.hold(train, train.seats[:2])
        sale = till.sell(till.asked(hold, [person(1, train.seats[0], identity_number="3171000000000007"), person(2, train.seats[1])])
                         | {"contact": {"name": "Ratna", "phone": "0812 3456 789", "email": None}})  # fmt: skip
        booking, ticket = booking_of(sale), sale["bookings"][0]["tickets"][0]
        for code in (sale["bookings"][0]["booking_number"], ticket["ticket_number"], f"T{ticket['code_number']}"):
            assert call("find_booking", code=code)["booking_id"] == booking
        for by in ({"identity": "3171000000000007"}, {"phone": "+62 812-3456-789"}, {"name": "Ratna Wulandari", "day": sale["bookings"][0]["schedule"]["service_date"]}):
            call("search_bookings", by=by)
            assert call("search_bookings", by=by)["bookings"]
        see_document(owner, till.database, booking)
        call("seen_booking", booking_id=booking)
        call("booking_timeline", booking_id=booking)
        call("recent_sales", limit=20)
        call("sale_status", sale_id=till.sale_id)
        # Papers.
        call("report_print", job_id=ticket["print_job_id"], state="sending", facts={})
        call("report_print", job_id=new_id(), state="confirmed", facts={"kind": "receipt", "sale_id": str(till.sale_id)})
        call("reprint", job_id=new_id(), ticket_id=ticket["ticket_id"], reason="jammed", approval_id=None)
        call("print_receipt", job_id=new_id(), booking_id=booking)
        call("incomplete")
        # A name, a seat, another train, half of it back, all of another undone.
        who = people_of(sale)
        call("correct_passenger", passenger_id=who[1], approval_id=None,
             wish={"name": "Ratna Wulandara", "identity_number": owner.execute("SELECT identity_number FROM passengers WHERE id = %s", [who[1]]).fetchone()[0],
                   "reason": "mistyped", "print_job_id": str(new_id())})  # fmt: skip
        call("change_seats", booking_id=booking, moves=[{"passenger_id": who[1], "seat_id": str(train.seats[5]), "print_job_id": str(new_id())}])
        swap(till, exchange_quote(till, sale, who[:1], held(till, other, other.seats[:1])))
        given_back(owner, till, chief, sale, who[1:])
        wrong = till.sold(train, train.seats[8:9])
        undo = quote(till.database, booking_of(wrong), people_of(wrong), why="own_mistake", papers=[])
        refund(till.database, undo, signed(chief, undo, "undo") if undo["needs_approval"] else None, CASH)
        for verb, more in (("list_payouts", {"limit": 50}), ("list_unsettled", {})):
            call(verb, **more)
            ask(verb, **more)
        # Signatures and bells.
        ask_for = {"kind": "refund", "subject_id": booking, "amount": 1, "reason": "x", "overrule_code": None}
        request = call("ask_signature", request_id=new_id(), **ask_for)["request_id"]
        ask("signatures_asked", limit=50)
        ask("answer_signature", request_id=request, approval_id=new_id(), signs=True, note=None)
        call("signature_missed", nipp="20001")
        ask("signed_pairs", **{"from": today - timedelta(30), "to": today})
        call("cash_move", movement_id=new_id(), kind="in", amount=900_000_000, reason="more than a drawer should hold")
        ask("touch_session")
        ask("touch_session")
        fresh_database.signed_in("90001").call("tell_staff", message_id=new_id(), kind="booking", message="Rapat", roles=["clerk"], station_code=None)
        notices.listed(chief, owner.execute("SELECT id FROM users WHERE nipp = '20001'").fetchone()[0])
        # A train cancelled, another with one coach less, a third at its gate.
        lost = till.sold(other, other.seats[10:12])
        till.sold(third, third.seats[:2])
        cancel(chief, other)
        ask("affected", schedule_id=other.schedule_id, last_order=None)
        ask("disruptions", hours=48)
        scanned = papers(owner, lost)
        call("disrupted_ticket", number=scanned[0]["number"])
        pay_out(till, scanned[:1])
        place = held(till, third, third.seats[20:21])
        call("next_train", offer_id=new_id(), papers=scanned[1:], new_booking_id=place["booking_id"],
             seats={people_of(lost)[1]: place["seats"][0]["seat_id"]})  # fmt: skip
        seal = ask("plan_reseat", schedule_id=third.schedule_id, car=1)["plan"]
        ask("reseat", reseat_id=new_id(), schedule_id=third.schedule_id, car=1, plan=seal, reason="AC mati")
        boarding = till.sold(train, train.seats[12:14])["bookings"][0]["tickets"]
        leaves_in(owner, train, 20)
        ask("gate_list", schedules=None, known=None, since=None)
        ask("scan", scan_id=new_id(), code_number=boarding[0]["code_number"], issue_number=1, gate=GATE, judgement="ok", scanned_at=_now(owner), facts={})
        leaves_in(owner, train, 1)
        ask("hand_over_train", handover_id=new_id(), schedule_id=train.schedule_id, gate=GATE, given_to="Budi")
        ask("manifest", schedule_id=train.schedule_id)
        ask("release_no_shows", schedule_id=train.schedule_id, reason="gone")
        ask("gate_conflicts", limit=50)
        # The shift, the day, the month, the broom.
        shift = owner.execute("SELECT id FROM shifts WHERE state <> 'closed' AND user_id = (SELECT id FROM users WHERE nipp = '10001')").fetchone()[0]
        ask("shift_report", shift_id=shift)
        owner.execute("UPDATE print_jobs SET state = 'confirmed' WHERE created_at > now() - interval '1 day'")
        call("begin_close", shift_id=shift)
        counted = ask("shift_report", shift_id=shift)["cash"]["expected"]
        close_shift(till.database, shift_id=shift, counted=counted)
        ask("list_shifts", limit=50)
        owner.execute("SET session_replication_role = replica; UPDATE refunds SET refund_date = now() WHERE id = md5('refund0')::uuid;"
                      "SET session_replication_role = origin")  # one of today's among the old
        ask("station_day", day=today)
        ask("match_day", day=today)
        ask("month_report", month=today.replace(day=1))
        call("expire_past")
    assert len(counting.called) > 50


def _now(owner: Any) -> Any:
    return owner.execute("SELECT clock_timestamp()").fetchone()[0]


def test_a_whole_table_would_be_noticed(counting: Counting, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("DROP INDEX ix_tickets_booking_id")
    fresh_database.signed_in("10001").call("find_booking", code="AAWWWXX")
    assert counting.whole["find_booking"]["tickets"] >= 2000
    counting.whole.clear()
