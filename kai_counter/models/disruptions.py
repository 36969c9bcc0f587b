"""What a supervisor said of a dated train, and what each of its tickets is owed for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Key, Money, Recorded, Stamped, known, not_negative


class Disruption(Recorded, Base):
    """Late, cancelled, running only to a stop (`last_order`), or a coach re-seated (its number in `minutes`).

    `until`: how long what is owed may be claimed. `holds_ended`: holds let go, or travellers moved.
    """

    __tablename__ = "disruptions"
    __table_args__ = (
        known("kind", "delay", "cancel", "cut", "reseat"),
        *not_negative("minutes", "holds_ended"),
        Index("ix_disruptions_schedule_id", "schedule_id"),
    )

    id: Mapped[Key]
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("schedules.id"))
    kind: Mapped[str]
    minutes: Mapped[int] = mapped_column(server_default=text("0"))
    last_order: Mapped[int | None]
    reason: Mapped[str]
    overrule_code: Mapped[str | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    until: Mapped[datetime | None]
    holds_ended: Mapped[int] = mapped_column(server_default=text("0"))


class SalesChange(Recorded, Base):
    """What was said of a dated train's sale: open, closed, or for go-show only; the last one stands."""

    __tablename__ = "sales_changes"
    __table_args__ = (
        known("state", "open", "closed", "go_show"),
        Index("ix_sales_changes_schedule_id", "schedule_id"),
    )

    id: Mapped[Key]
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("schedules.id"))
    state: Mapped[str]
    reason: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))


class DisruptionOffer(Stamped, Base):
    """One ticket of a disrupted train; `offer_id` is the refund it became."""

    __tablename__ = "disruption_offers"
    __table_args__ = (
        known("state", "prepared", "settled", "withdrawn"),
        known("how", "cash", "transfer", "wallet", "reversal", "next_train"),
        *not_negative("amount"),
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_time"),
        UniqueConstraint("ticket_id"),
        Index("ix_disruption_offers_disruption_id", "disruption_id"),
        Index("ix_disruption_offers_booking_id", "booking_id"),
    )

    id: Mapped[Key]
    disruption_id: Mapped[UUID] = mapped_column(ForeignKey("disruptions.id"))
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    passenger_id: Mapped[UUID] = mapped_column(ForeignKey("passengers.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    amount: Mapped[Money]
    state: Mapped[str] = mapped_column(server_default=text("'prepared'"))
    how: Mapped[str | None]
    offer_id: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))
