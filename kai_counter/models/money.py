"""Money: what was asked, what was paid and given back, and the drawer it lies in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import (
    Base,
    Big,
    Facts,
    Json,
    Key,
    Money,
    No,
    Now,
    Recorded,
    Stamped,
    Yes,
    known,
    not_negative,
)

METHODS = ("cash", "credit_card", "debit_card", "wallet", "bank_transfer", "qris")
OPEN_ATTEMPT = text("state IN ('created', 'pending')")
NOT_CLOSED = text("state <> 'closed'")
AT_THE_COUNTER = text("state IN ('open', 'closing')")
WAITING = text("state IN ('created', 'pending', 'unknown')")
UNSOLD = text(
    "state IN ('created', 'pending', 'unknown') OR state IN ('confirmed', 'late_paid') AND outcome IS NULL"
)


class Shift(Stamped, Base):
    """One person at one drawer, from the float to the count.

    Paused for relief it leaves the counter to another member with a cash box of their own; `closing` sells no
    more and waits for its count, its reason or its signature. Three numbers are kept: what the system expects,
    what was counted blind, what a supervisor verified.
    """

    __tablename__ = "shifts"
    __table_args__ = (
        known("state", "open", "paused", "closing", "closed"),
        *not_negative("float_amount", "counted_amount", "verified_amount"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("(verified_amount IS NULL) = (verified_by IS NULL)", name="verified_by_somebody"),
        UniqueConstraint("counter_id", "z_number"),
        Index("uq_shifts_one_a_counter", "counter_id", unique=True, postgresql_where=AT_THE_COUNTER),
        Index("uq_shifts_one_a_member", "user_id", unique=True, postgresql_where=NOT_CLOSED),
    )

    id: Mapped[Key]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    float_amount: Mapped[Money]
    opened_at: Mapped[Now]
    closed_at: Mapped[datetime | None]
    counted_amount: Mapped[Money | None]
    note: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    z_number: Mapped[Big | None]
    system_amount: Mapped[Money | None]
    variance_reason: Mapped[str | None]
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id"))
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    is_forced: Mapped[No]
    report: Mapped[Json | None]
    verified_amount: Mapped[Money | None]
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    verified_at: Mapped[datetime | None]
    verified_note: Mapped[str | None]

    @property
    def is_open(self) -> bool:
        """Whether it may take money now."""
        return self.state == "open"


class CashMovement(Recorded, Base):
    """Cash that entered or left the drawer beside a sale, with its slip, and each opening of it."""

    __tablename__ = "cash_movements"
    __table_args__ = (known("kind", "in", "out", "drop", "drawer_open"), *not_negative("amount"))

    id: Mapped[Key]
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"), index=True)
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    amount: Mapped[Money] = mapped_column(server_default=text("0"))
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    slip_number: Mapped[str | None] = mapped_column(unique=True)
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id"))


class CashCount(Recorded, Base):
    """The drawer counted by denomination: `{"100000": 3, …}`. `written_in` is the transaction that did."""

    __tablename__ = "cash_counts"
    __table_args__ = (
        known("kind", "open", "close"),
        *not_negative("total"),
        Index("uq_cash_counts_one_a_kind", "shift_id", "kind", unique=True),
    )

    id: Mapped[Key]
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"), index=True)
    kind: Mapped[str]
    denominations: Mapped[Facts]
    total: Mapped[Money]
    written_in: Mapped[Big] = mapped_column(server_default=text("txid_current()"))


class PaymentAttempt(Recorded, Base):
    """The record made before the outside is asked for money.

    Open while created or pending (one a sale, so one a booking); `unknown` protects the seats until somebody
    settles it. `outcome` is what became of money that came: nothing yet (paid, not sold), sold, reversing,
    reversed.
    """

    __tablename__ = "payment_attempts"
    __table_args__ = (
        known("method", *METHODS),
        known("state", "created", "pending", "confirmed", "declined", "cancelled", "unknown", "late_paid"),
        known("provider", "gateway", "terminal", "manual"),
        known("outcome", "sold", "reversing", "reversed"),
        CheckConstraint(
            "outcome IS NULL OR state = ANY ('{confirmed,late_paid}'::text[])", name="outcome_of_money"
        ),
        *not_negative("amount"),
        Index("uq_payment_attempts_one_open", "sale_id", unique=True, postgresql_where=OPEN_ATTEMPT),
        Index("uq_payment_attempts_gateway_reference", "gateway_reference", unique=True,
              postgresql_where=text("gateway_reference IS NOT NULL")),
        Index("uq_payment_attempts_slip", "retrieval_number", "approval_code", unique=True,
              postgresql_where=text("retrieval_number IS NOT NULL AND state IN ('confirmed', 'late_paid')")),
        Index("ix_payment_attempts_unsold", "counter_id", postgresql_where=UNSOLD),
        Index("ix_payment_attempts_sale_id", "sale_id"),
        Index("ix_payment_attempts_waiting", "shift_id", postgresql_where=WAITING),
    )

    id: Mapped[Key]
    sale_id: Mapped[UUID] = mapped_column(ForeignKey("sales.id"))
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("bookings.id"))
    method: Mapped[str]
    amount: Mapped[Money]
    state: Mapped[str] = mapped_column(server_default=text("'created'"))
    reference: Mapped[str | None]
    evidence: Mapped[Json | None]
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime | None]
    provider: Mapped[str | None]
    outcome: Mapped[str | None]
    gateway_reference: Mapped[str | None]
    qr_text: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    retrieval_number: Mapped[str | None]
    approval_code: Mapped[str | None]
    masked_pan: Mapped[str | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id"))
    bypassed_at: Mapped[datetime | None]
    bypass_approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id"))
    handed_over_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether the outside still owes an answer."""
        return self.state in ("created", "pending")


class PaymentReversal(Recorded, Base):
    """Money of an attempt that bought nothing, to be given back the way it came. One an attempt, for ever.

    `shift_id` is the shift it went back in; none where a supervisor did it beside any shift.
    """

    __tablename__ = "payment_reversals"
    __table_args__ = (
        known("method", *METHODS),
        known("reason", "not_sold", "paid_twice", "given_up"),
        known("state", "due", "asking", "done"),
        *not_negative("amount"),
        CheckConstraint("state <> 'done' OR reference IS NOT NULL", name="done_has_reference"),
        Index("ix_payment_reversals_counter_id", "counter_id", postgresql_where=text("state <> 'done'")),
        Index("ix_payment_reversals_shift_id", "shift_id", postgresql_where=text("shift_id IS NOT NULL")),
    )

    id: Mapped[Key]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("payment_attempts.id"), unique=True)
    amount: Mapped[Money]
    method: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=text("'due'"))
    reference: Mapped[str | None]
    evidence: Mapped[Json | None]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shifts.id"))


class GatewayKey(Base):
    """What the gateway signs its answers with; only the owner of the tables reads it."""

    __tablename__ = "gateway_keys"

    id: Mapped[Key]
    server_key: Mapped[str]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    registered_at: Mapped[Now]
    valid_to: Mapped[datetime | None]


class Payment(Stamped, Base):
    """Money for one booking. Payments of one sale share their `payment_reference`.

    `exchange` is no money: the value of given-up tickets, carried over from another booking. `origin_id` is the
    payment that brought it in, so that it goes back the way it came.
    `settled_shift_id` names the shift that booked money which came after its own shift had closed.
    """

    __tablename__ = "payments"
    __table_args__ = (
        known("payment_method", *METHODS, "exchange"),
        known("payment_status", "pending", "processing", "completed", "failed", "refunded"),
        *not_negative("amount", "processing_fee", "tendered", "change_given"),
        Index("ix_payments_booking_id", "booking_id"),
        CheckConstraint("tendered - change_given = amount", name="change_adds_up"),
        Index("ix_payments_shift_id", "shift_id"),
        Index("ix_payments_settled_shift_id", "settled_shift_id",
              postgresql_where=text("settled_shift_id IS NOT NULL")),
        CheckConstraint("origin_id IS NULL OR payment_method = 'exchange'", name="origin_of_exchange"),
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    payment_reference: Mapped[str | None]
    payment_method: Mapped[str]
    payment_status: Mapped[str] = mapped_column(server_default=text("'pending'"))
    amount: Mapped[Money]
    processing_fee: Mapped[Money] = mapped_column(server_default=text("0"))
    gateway_response: Mapped[str | None]
    payment_date: Mapped[datetime | None]
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment_attempts.id"))
    sale_id: Mapped[UUID] = mapped_column(ForeignKey("sales.id"))
    tendered: Mapped[Money | None]
    change_given: Mapped[Money | None]
    settled_shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shifts.id"))
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("payments.id"))


class RefundOffer(Stamped, Base):
    """What would be given back for which passengers, by which rule and until when; one open offer a booking.

    Confirmed it is a refund (or the giving-up side of an exchange) with a number of the counter's own series.
    """

    __tablename__ = "refund_offers"
    __table_args__ = (
        known("state", "proposed", "confirmed", "withdrawn"),
        known("rule", "passenger", "delay", "railway", "own_mistake", "overrule", "exchange"),
        *not_negative("paid", "fee", "amount"),
        CheckConstraint("paid = fee + amount", name="adds_up"),
        CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_has_time"),
        CheckConstraint("(state = 'confirmed') = (refund_number IS NOT NULL)", name="confirmed_has_number"),
        Index("uq_refund_offers_one_open", "booking_id", unique=True, postgresql_where=text("state = 'proposed'")),
        Index("ix_refund_offers_booking_id", "booking_id"),
        Index(
            "ix_refund_offers_exchange_to", text("(exchange ->> 'new_booking_id')"),
            postgresql_where=text("state = 'proposed' AND exchange IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    state: Mapped[str] = mapped_column(server_default=text("'proposed'"))
    rule: Mapped[str]
    overrule_code: Mapped[str | None]
    reason: Mapped[str]
    lines: Mapped[list[Any]] = mapped_column(JSONB)
    exchange: Mapped[Json | None]
    paid: Mapped[Money]
    fee: Mapped[Money]
    amount: Mapped[Money]
    valid_until: Mapped[datetime]
    needs_approval: Mapped[Yes]
    cash_allowed: Mapped[No]
    request_hash: Mapped[bytes]
    confirm_hash: Mapped[bytes | None]
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shifts.id"))
    refund_number: Mapped[str | None] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]


class RefundLine(Recorded, Base):
    """One ticket given up, once and for ever: the unique ticket is what makes a second refund impossible."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        *not_negative("paid", "fee", "amount"),
        CheckConstraint("paid = fee + amount", name="adds_up"),
        Index("ix_refund_lines_offer_id", "offer_id"),
    )

    id: Mapped[Key]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("refund_offers.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"), unique=True)
    passenger_id: Mapped[UUID] = mapped_column(ForeignKey("passengers.id"))
    paid: Mapped[Money]
    fee: Mapped[Money]
    amount: Mapped[Money]


class Refund(Stamped, Base):
    """Money given back on a payment. `shift_id` is the shift whose drawer it left (never the sale's).

    Cash is completed at once; a reversal or a transfer is on its way until somebody says how it ended, `due_at` by
    the rule. A failed transfer goes out again as the same row. `processing_fee` is what the railway keeps.
    A reversal is asked of gateway or terminal by the refund's own id; `asked_at` without `failure`: no answer yet.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        known("refund_reason", "cancellation", "schedule_change", "system_error"),
        known("refund_status", "initiated", "processing", "completed", "failed"),
        known("refund_method", "cash", "reversal", "transfer", "wallet", "exchange"),
        *not_negative("refund_amount", "processing_fee"),
        Index("ix_refunds_payment_id", "payment_id"),
        Index("ix_refunds_shift_id", "shift_id"),
        Index("ix_refunds_booking_id", "booking_id"),
        Index("ix_refunds_under_way", "due_at", postgresql_where=text("refund_status <> 'completed'")),
    )

    id: Mapped[Key]
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"))
    refund_reference: Mapped[str] = mapped_column(unique=True)
    refund_reason: Mapped[str]
    refund_amount: Mapped[Money]
    processing_fee: Mapped[Money] = mapped_column(server_default=text("0"))
    refund_status: Mapped[str] = mapped_column(server_default=text("'initiated'"))
    refund_method: Mapped[str | None]
    refund_date: Mapped[datetime | None]
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shifts.id"))
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("refund_offers.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    account_hint: Mapped[str | None]
    due_at: Mapped[datetime | None]
    outside_reference: Mapped[str | None]
    failure: Mapped[str | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))


class RefundAccount(Base):
    """Where a transfer goes. Not in the trail (the refund says a hint), and gone once the money arrived."""

    __tablename__ = "refund_accounts"

    refund_id: Mapped[UUID] = mapped_column(ForeignKey("refunds.id"), primary_key=True)
    institution: Mapped[str]
    account_number: Mapped[str]
    account_holder: Mapped[str]
    updated_at: Mapped[Now]
