"""What the window knows of money from outside: attempts, what must go back, and the desk where both wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

METHODS = ("cash", "qris", "debit_card", "credit_card", "wallet")
"""In the order of their keys at the counter."""


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One payment asked of the outside.

    `state` created, pending, confirmed, declined, cancelled, unknown, late_paid.
    `outcome` is what became of money that came: None (paid, not sold), sold, reversing, reversed.
    """

    attempt_id: UUID
    sale_id: UUID
    method: str
    provider: str
    amount: int
    state: str
    outcome: str | None = None
    gateway_reference: str | None = None
    qr_text: str | None = None
    expires_at: datetime | None = None
    retrieval_number: str | None = None
    approval_code: str | None = None
    masked_pan: str | None = None
    is_bypassed: bool = False
    is_handed_over: bool = False
    created_at: datetime | None = None
    settled_at: datetime | None = None
    now: datetime | None = None
    """The database's time when this was told."""
    counter_code: str = ""
    clerk_name: str = ""
    user_id: UUID | None = None
    sale_state: str = "open"
    booking_number: str = ""
    can_sell: bool = False
    """The seats of its sale are held, or free to be held again."""
    reversal_id: UUID | None = None
    exchange_of: str = ""
    """The booking that its sale exchanges: this is where it goes on."""

    @property
    def is_open(self) -> bool:
        return self.state in ("created", "pending")

    @property
    def is_unanswered(self) -> bool:
        """Open or unknown, and nobody was let off: no other way to pay until this is settled."""
        return self.is_open or (self.state == "unknown" and not self.is_bypassed)

    @property
    def is_paid(self) -> bool:
        """The money came and buys this sale."""
        return self.state in ("confirmed", "late_paid") and self.outcome in (None, "sold")

    @property
    def is_unsold(self) -> bool:
        return self.state in ("confirmed", "late_paid") and self.outcome is None

    @property
    def age(self) -> timedelta:
        if self.now is None or self.created_at is None:
            return timedelta()
        return self.now - self.created_at

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> AttemptCard:
        def moment(name: str) -> datetime | None:
            return datetime.fromisoformat(answer[name]) if answer.get(name) else None

        def key(name: str) -> UUID | None:
            return UUID(answer[name]) if answer.get(name) else None

        return cls(
            attempt_id=UUID(answer["attempt_id"]),
            sale_id=UUID(answer["sale_id"]),
            method=answer["method"],
            provider=answer["provider"] or "manual",
            amount=int(answer["amount"]),
            state=answer["state"],
            outcome=answer["outcome"],
            gateway_reference=answer["gateway_reference"],
            qr_text=answer["qr_text"],
            expires_at=moment("expires_at"),
            retrieval_number=answer["retrieval_number"],
            approval_code=answer["approval_code"],
            masked_pan=answer["masked_pan"],
            is_bypassed=bool(answer["is_bypassed"]),
            is_handed_over=bool(answer["is_handed_over"]),
            created_at=moment("created_at"),
            settled_at=moment("settled_at"),
            now=moment("now"),
            counter_code=answer["counter_code"],
            clerk_name=answer["clerk_name"],
            user_id=key("user_id"),
            sale_state=answer["sale_state"],
            booking_number=answer["booking_number"] or "",
            can_sell=bool(answer["can_sell"]),
            reversal_id=key("reversal_id"),
            exchange_of=answer.get("exchange_of") or "",
        )


@dataclass(frozen=True, slots=True)
class ReversalCard:
    """Money that bought nothing and goes back the way it came. `state` due, asking (it was asked for), done."""

    reversal_id: UUID
    amount: int
    method: str
    reason: str
    state: str
    attempt: AttemptCard
    reference: str | None = None
    said: str | None = None
    created_at: datetime | None = None
    now: datetime | None = None

    @property
    def age(self) -> timedelta:
        if self.now is None or self.created_at is None:
            return timedelta()
        return self.now - self.created_at

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> ReversalCard:
        return cls(
            reversal_id=UUID(answer["reversal_id"]),
            amount=int(answer["amount"]),
            method=answer["method"],
            reason=answer["reason"],
            state=answer["state"],
            attempt=AttemptCard.of(answer["attempt"]),
            reference=answer["reference"],
            said=answer["said"],
            created_at=datetime.fromisoformat(answer["created_at"]),
            now=datetime.fromisoformat(answer["now"]),
        )


@dataclass(frozen=True, slots=True)
class UnsettledCard:
    """What waits for an answer or a decision; `watch` are codes given up lately, whose money may still come."""

    attempts: tuple[AttemptCard, ...] = ()
    reversals: tuple[ReversalCard, ...] = ()
    watch: tuple[AttemptCard, ...] = field(default=())

    @property
    def count(self) -> int:
        return len(self.attempts) + len(self.reversals)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One part of how a sale was paid, for its receipt."""

    method: str
    amount: int
    approval_code: str | None = None
    masked_pan: str | None = None
    retrieval_number: str | None = None
    gateway_reference: str | None = None


def paid_lines(sale: Mapping[str, Any]) -> tuple[PaidLine, ...]:
    """How a sold sale (its raw answer) was paid; one line of cash where it was cash alone."""
    if sale.get("paid_by", "cash") == "cash":
        return (PaidLine("cash", int(sale["total"])),)
    return tuple(
        PaidLine(line["method"], int(line["amount"]), line["approval_code"], line["masked_pan"],
                 line["retrieval_number"], line["gateway_reference"])
        for line in sale["payments"]
    )  # fmt: skip
