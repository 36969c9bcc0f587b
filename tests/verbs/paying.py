# ruff: noqa: E501  (requests stay on the line that sends them)
"""What the outside would say, signed as the gateway signs it, for tests of attempts."""

from __future__ import annotations

from hashlib import sha512
from typing import Any
from uuid import UUID

from till import Till

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

SERVER_KEY = "SB-Mid-server-tests-only"


def signed(attempt_id: Any, amount: int, status: str = "settlement", key: str = SERVER_KEY, code: str = "200") -> dict[str, Any]:
    order, gross = f"KAI-{attempt_id}", f"{amount}.00"
    return {
        "source": "gateway", "order_id": order, "status_code": code, "gross_amount": gross, "transaction_status": status,
        "transaction_id": f"tx-{attempt_id}",
        "signature_key": sha512(f"{order}{code}{gross}{key}".encode()).hexdigest(),
    }  # fmt: skip


def slip(number: int, amount: int, **more: Any) -> dict[str, Any]:
    """What a card terminal prints."""
    return {"approval_code": f"{number:06}", "rrn": f"{number:012}", "masked_pan": "************1234", "amount": amount} | more


def set_gateway_key(admin: Database) -> None:
    admin.call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)


def begin(till: Till, method: str, amount: int, attempt_id: UUID | None = None, provider: str | None = None) -> UUID:
    attempt_id = attempt_id or new_id()
    provider = provider or ("gateway" if method == "qris" else "terminal")
    till.database.call("begin_attempt", attempt_id=attempt_id, sale_id=till.sale_id, method=method, amount=amount, provider=provider)
    return attempt_id


def settle(database: Database, attempt_id: UUID, state: str, evidence: dict[str, Any] | None = None, approval_id: UUID | None = None) -> dict[str, Any]:
    return database.call("settle_attempt", attempt_id=attempt_id, state=state, evidence=evidence or {}, approval_id=approval_id)


def paid_by_qris(till: Till, amount: int) -> UUID:
    attempt = begin(till, "qris", amount)
    assert settle(till.database, attempt, "confirmed", signed(attempt, amount))["state"] == "confirmed"
    return attempt


def sign(supervisor: Database, attempt_id: UUID, amount: int, who: str = "10001", kind: str = "payment") -> UUID:
    approval = new_id()
    supervisor.call("approve", approval_id=approval, kind=kind, subject_id=attempt_id, amount=amount,
                    reason={"requested_by": who, "text": "slip seen"})  # fmt: skip
    return approval
