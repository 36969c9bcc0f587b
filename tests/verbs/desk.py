# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""What a clerk does after the sale, in few words: see a document, ask for an offer, confirm it."""

from __future__ import annotations

from typing import Any

from till import Till, Train

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

WHY = "plans changed"
BANK = {"method": "transfer", "institution": "BCA", "account": "1234567890", "account_again": "123-456-7890", "holder": "Ratna Wulandari"}
CASH = {"method": "cash"}


def see_document(owner: Any, database: Database, booking_id: Any) -> dict[str, Any]:
    """The first traveller's own document, typed from it as the program does: asked, committed, answered."""
    number, name = owner.execute(
        "SELECT identity_number, passenger_name FROM passengers WHERE booking_id = %s ORDER BY seq LIMIT 1", [booking_id]
    ).fetchone()
    asked = {"booking_id": booking_id, "document": "nik", "number": number, "name": name}
    told = database.call("identify", **asked)
    return database.call("identify", **asked) if told == {"again": True} else told  # seen before: told at once


def people_of(sale: dict[str, Any]) -> list[str]:
    return [ticket["passenger"]["passenger_id"] for ticket in sale["bookings"][0]["tickets"]]


def quote(database: Database, booking_id: Any, people: list[str], **wish: Any) -> dict[str, Any]:
    return database.call("refund_quote", offer_id=wish.pop("offer_id", None) or new_id(), booking_id=booking_id,
                         passengers=people, wish={"reason": WHY} | wish)  # fmt: skip


def signed(supervisor: Database, offer: dict[str, Any], kind: str = "refund", by: str = "10001", **changes: Any) -> str:
    approval = new_id()
    supervisor.call("approve", approval_id=approval, kind=kind, subject_id=offer["offer_id"], amount=changes.get("amount", offer["amount"]),
                    reason={"requested_by": by, "text": changes.get("reason", offer["reason"]), "overrule_code": offer["overrule_code"]})  # fmt: skip
    return str(approval)


def refund(database: Database, offer: dict[str, Any], approval: Any = None, money: dict[str, Any] = BANK) -> dict[str, Any]:
    return database.call("refund", offer_id=offer["offer_id"], money=money, approval_id=approval)


def given_back(owner: Any, till: Till, supervisor: Database, sale: dict[str, Any], people: list[str], money: dict[str, Any] = BANK,
               by: str = "10001", **wish: Any) -> dict[str, Any]:
    """A document seen, an offer, a signature, and done."""
    booking = sale["bookings"][0]["booking_id"]
    see_document(owner, till.database, booking)
    offer = quote(till.database, booking, people, **wish)
    return refund(till.database, offer, signed(supervisor, offer, by=by) if offer["needs_approval"] else None, money)


def late_by(owner: Any, train: Any, minutes: int) -> None:
    owner.execute("UPDATE schedules SET status = 'delayed', delay_minutes = %s WHERE id = %s", [minutes, train.schedule_id])


def sold_with(owner: Any, sale: dict[str, Any], *parts: tuple[str, int]) -> None:
    """Say the sale was paid in these parts instead of cash alone (written past every verb)."""
    booking = sale["bookings"][0]["booking_id"]
    with owner.transaction():
        (first,) = owner.execute("SELECT id FROM payments WHERE booking_id = %s", [booking]).fetchone()
        owner.execute("SET CONSTRAINTS ALL DEFERRED")
        for n, (method, amount) in enumerate(parts):
            if n == 0:
                owner.execute("UPDATE payments SET payment_method = %s, amount = %s, tendered = %s, change_given = 0 WHERE id = %s", [method, amount, amount, first])
            else:
                owner.execute(
                    "INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount, payment_date, shift_id, counter_id, sale_id, tendered, change_given)"
                    " SELECT gen_random_uuid(), booking_id, payment_reference, %s, 'completed', %s, payment_date + interval '1 s', shift_id, counter_id, sale_id, %s, 0 FROM payments WHERE id = %s",
                    [method, amount, amount, first])  # fmt: skip


def booking_of(sale: dict[str, Any]) -> str:
    return str(sale["bookings"][0]["booking_id"])


def held(till: Till, train: Train, seats: list[Any], **legs: Any) -> dict[str, Any]:
    """The new seats, in a sale of their own."""
    till.sale_id = new_id()
    return till.hold(train, seats, **legs)


def exchange_quote(till: Till, sale: dict[str, Any], people: list[str], new: dict[str, Any], **wish: Any) -> dict[str, Any]:
    seats = dict(zip(people, [seat["seat_id"] for seat in new["seats"]], strict=False))
    return till.database.call("exchange_quote", exchange_id=wish.pop("exchange_id", None) or new_id(), booking_id=booking_of(sale),
                              passengers=people, new_booking_id=new["booking_id"], wish={"reason": WHY, "seats": seats} | wish)  # fmt: skip


def swap(till: Till, offer: dict[str, Any], approval: Any = None, **payment: Any) -> dict[str, Any]:
    pay = offer["exchange"]["to_pay"]
    return till.database.call("exchange", exchange_id=offer["offer_id"], payment={"amount": pay, "tendered": pay} | payment, approval_id=approval)


def cancel(supervisor: Database, train: Train, last: int | None = None, **changes: Any) -> dict[str, Any]:
    asked = {"disruption_id": new_id(), "schedule_id": train.schedule_id, "last_order": last, "reason": "Banjir di Cikarang", "overrule_code": "DISRUPTION"}
    return supervisor.call("cancel_train", **(asked | changes))


def pay_out(till: Till, scanned: list[dict[str, Any]], method: str = "cash", **changes: Any) -> dict[str, Any]:
    money: dict[str, Any] = {"method": method}
    if method == "transfer":
        money |= {"institution": "BRI", "account": "0123456789", "account_again": "0123456789", "holder": "Ratna Wulandari"}
    return till.database.call("settle_disrupted", **({"offer_id": new_id(), "papers": scanned, "money": money} | changes))
