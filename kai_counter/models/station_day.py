"""The station's day: money that leaves the safe, who holds it, and what banks and terminals say of the same day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, Money, No, Recorded, Stamped, known, not_negative


class BankDeposit(Recorded, Base):
    """Cash from the safe to the bank, with the bank's own slip; the approval is the second signature."""

    __tablename__ = "bank_deposits"
    __table_args__ = (*not_negative("amount"), UniqueConstraint("bank", "slip_number"))

    id: Mapped[Key]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    amount: Mapped[Money]
    slip_number: Mapped[str]
    bank: Mapped[str]
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approvals.id"))


class SafeHandover(Recorded, Base):
    """The safe counted by two and handed on; `system_amount` is what it should have held."""

    __tablename__ = "safe_handovers"
    __table_args__ = tuple(not_negative("counted_amount"))

    id: Mapped[Key]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    to_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    system_amount: Mapped[Money]
    counted_amount: Mapped[Money]
    note: Mapped[str | None]
    approval_id: Mapped[UUID] = mapped_column(ForeignKey("approvals.id"))


class SettlementRow(Recorded, Base):
    """One line of a bank's QRIS file. An order is paid once; two travellers' refunds of it may be of one amount,
    and are told apart by their time."""

    __tablename__ = "settlement_rows"
    __table_args__ = (
        known("kind", "payment", "refund"),
        Index("uq_settlement_rows_payment", "reference", "transaction_id", "amount", unique=True,
              postgresql_where=text("kind = 'payment'")),
        Index("uq_settlement_rows_refund", "reference", "transaction_id", "amount", "settled_at", unique=True,
              postgresql_where=text("kind = 'refund'")),
        Index("ix_settlement_rows_day", "station_id", "settled_at"),
    )  # fmt: skip

    id: Mapped[Key]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    file_id: Mapped[UUID]
    file_name: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    reference: Mapped[str]
    transaction_id: Mapped[str]
    kind: Mapped[str]
    amount: Mapped[Money]
    settled_at: Mapped[datetime]


class CardBatch(Recorded, Base):
    """What a card terminal sums up of one batch, for the day it was closed."""

    __tablename__ = "card_batches"
    __table_args__ = (
        *not_negative("sales_amount", "refunds_amount"),
        UniqueConstraint("counter_id", "terminal", "batch"),
        Index("ix_card_batches_day", "counter_id", "business_day"),
    )

    id: Mapped[Key]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    business_day: Mapped[date]
    terminal: Mapped[str]
    batch: Mapped[str]
    sales: Mapped[int]
    sales_amount: Mapped[Money]
    refunds: Mapped[int]
    refunds_amount: Mapped[Money]
    is_typed: Mapped[No]


class DayTask(Stamped, Base):
    """A difference between till, terminal and bank; `gone` when it vanished by itself."""

    __tablename__ = "day_tasks"
    __table_args__ = (
        known("kind", "qris_missing", "qris_unknown", "qris_amount", "qris_back_missing", "qris_back_unknown",
              "qris_back_amount", "card_missing", "card_difference", "till_variance", "safe_difference"),
        known("state", "open", "done", "gone"),
        UniqueConstraint("station_id", "business_day", "kind", "subject"),
    )  # fmt: skip

    id: Mapped[Key]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    business_day: Mapped[date]
    kind: Mapped[str]
    subject: Mapped[str]
    amount: Mapped[Money]
    facts: Mapped[Facts]
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    note: Mapped[str | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime | None]
