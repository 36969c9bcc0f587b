# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""What tests across payments, refunds, exchange and the gate look at: papers, the drawer, the railway's money."""

from __future__ import annotations

from typing import Any

from till import Till

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.values.ids import new_id


def printed(till: Till, sale: dict[str, Any]) -> list[dict[str, Any]]:
    """Its tickets as papers: what the scanner reads of each."""
    found = []
    for ticket in sale["bookings"][0]["tickets"]:
        paper = f"T1{ticket['code_number']:X}-{ticket['issue_number']}"
        till.database.call("report_print", job_id=ticket["print_job_id"], state="confirmed", facts={"qr_code": paper})
        found.append({"number": ticket["code_number"], "paper": paper})
    return found


def one(owner: Any, query: str, *values: Any) -> Any:
    return owner.execute(query, values or None).fetchone()[0]


def today(owner: Any) -> Any:
    return one(owner, "SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date")


def drawer(owner: Any) -> int:
    return int(one(owner, "SELECT sum(x.expected) FROM shifts s CROSS JOIN LATERAL internal.shift_cash(s.id) x WHERE s.state <> 'closed'"))


def kept_by_the_railway(owner: Any) -> int:
    """All money that came less all that went back: never below nothing. What an exchange carries over is neither."""
    came = one(owner, "SELECT coalesce(sum(amount), 0) FROM payments WHERE payment_method <> 'exchange'")
    back = one(owner, "SELECT coalesce(sum(refund_amount), 0) FROM refunds WHERE refund_method <> 'exchange'")
    return int(came - back)


def promoted(admin: Database, till: Till, hold: dict[str, Any], people: list[dict[str, Any]], code: str) -> dict[str, Any]:
    try:
        admin.call("set_promotion", promotion_id=new_id(), code=code, name="Ulang tahun", discount_type="percentage", discount_value=10, minimum=0,
                   maximum=None, valid_from="2026-01-01", valid_to="2030-01-01", usage_limit=None)  # fmt: skip
    except Refused as refusal:
        assert refusal.code == "promotion_exists"
    total = till.database.call("apply_promotion", booking_id=hold["booking_id"], code=code, passengers=people)["final"]
    return {"booking_id": hold["booking_id"], "passengers": people, "contact": None, "expected_total": total}
