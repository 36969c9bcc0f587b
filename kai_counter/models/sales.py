"""A customer's sale, its bookings, the people travelling, and promotions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, Money, Now, Recorded, Stamped, Yes, known, not_negative
from kai_counter.models.people import GENDERS


class Sale(Recorded, Base):
    """Everything one customer buys at once. It gets its number when the money is taken."""

    __tablename__ = "sales"
    __table_args__ = (
        known("state", "open", "sold", "abandoned"),
        *not_negative("total", "tendered", "change_given"),
        CheckConstraint("tendered >= total", name="tendered_covers_total"),
        CheckConstraint("change_given = tendered - total", name="change_is_the_rest"),
        CheckConstraint(
            "state <> 'sold' OR num_nulls(sale_number, receipt_number, sold_at) = 0",
            name="sold_has_number",
        ),
        UniqueConstraint("counter_id", "receipt_number"),
        Index("ix_sales_counter_id", "counter_id", "sold_at"),
    )

    id: Mapped[Key]
    sale_number: Mapped[str | None] = mapped_column(unique=True)
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    total: Mapped[Money] = mapped_column(server_default=text("0"))
    tendered: Mapped[Money | None]
    change_given: Mapped[Money | None]
    receipt_number: Mapped[str | None]
    paid_by: Mapped[str] = mapped_column(server_default=text("'cash'"))
    request_hash: Mapped[bytes | None]
    sold_at: Mapped[datetime | None]


class Booking(Stamped, Base):
    """Seats of one dated train for one party. `user_id` is the staff member who made it.

    Both stations are copied from the schedule's route, whose own keys name them: a second key here made each hold
    of the country lock the same few station rows, and nobody may delete those.

    `fee_amount` is the part of the price that buys no travel (the fee of an exchange).

    A hold is a booking with status `pending` and an `expires_at`; its `price_lines` stand while it lives.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        known("status", "pending", "confirmed", "cancelled", "completed"),
        *not_negative("total_amount", "discount_amount", "final_amount", "passenger_count", "fee_amount"),
        CheckConstraint("final_amount = total_amount - discount_amount", name="final_is_total_less_discount"),
        CheckConstraint("from_order >= 1 AND to_order > from_order", name="goes_forward"),
        CheckConstraint("status <> 'pending' OR expires_at IS NOT NULL", name="pending_expires"),
        CheckConstraint("status <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed_has_time"),
        CheckConstraint("status <> 'cancelled' OR cancelled_at IS NOT NULL", name="cancelled_has_time"),
        Index("ix_bookings_schedule_id", "schedule_id"),
        Index("ix_bookings_sale_id", "sale_id"),
        {"postgresql_with": {"fillfactor": "80"}},
    )

    id: Mapped[Key]
    booking_number: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("schedules.id"))
    status: Mapped[str] = mapped_column(server_default=text("'pending'"))
    total_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    discount_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    final_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    passenger_count: Mapped[int] = mapped_column(server_default=text("0"))
    booking_details: Mapped[Facts]
    booking_date: Mapped[Now]
    sale_id: Mapped[UUID] = mapped_column(ForeignKey("sales.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    shift_id: Mapped[UUID] = mapped_column(ForeignKey("shifts.id"))
    origin_station_id: Mapped[UUID]
    destination_station_id: Mapped[UUID]
    from_order: Mapped[int]
    to_order: Mapped[int]
    expires_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    request_hash: Mapped[bytes | None]
    price_lines: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    contact_email: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
    fee_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    exchanged_from: Mapped[UUID | None] = mapped_column(ForeignKey("bookings.id"))


class Passenger(Recorded, Base):
    """A person on a booking. Infants travel on somebody's lap: no seat, no claim, a ticket of their own.

    `fare` is the price before the reduction, `ticket_price` what is paid. Assistance needed stands in
    `special_requirements`.
    """

    __tablename__ = "passengers"
    __table_args__ = (
        known("passenger_type", "adult", "child", "infant", "senior"),
        known("identity_type", "nik", "passport"),
        known("gender", *GENDERS),
        known("reduction", "senior", "veteran", "tni_polri", "journalist", "disability"),
        *not_negative("ticket_price", "fare", "reduction_amount"),
        CheckConstraint("ticket_price = fare - reduction_amount", name="price_is_fare_less_reduction"),
        CheckConstraint("passenger_type <> 'infant' OR seat_id IS NULL", name="infant_has_no_seat"),
        UniqueConstraint("booking_id", "seq"),
        Index("ix_passengers_identity_number", "identity_number"),
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    passenger_name: Mapped[str]
    passenger_dob: Mapped[date | None]
    passenger_type: Mapped[str]
    identity_number: Mapped[str | None]
    identity_type: Mapped[str | None]
    gender: Mapped[str | None]
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seats.id"))
    ticket_price: Mapped[Money] = mapped_column(server_default=text("0"))
    special_requirements: Mapped[Facts]
    reduction: Mapped[str | None]
    seq: Mapped[int]
    nationality: Mapped[str | None]
    fare: Mapped[Money] = mapped_column(server_default=text("0"))
    reduction_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    accompanied_by: Mapped[UUID | None] = mapped_column(ForeignKey("passengers.id"))


class Promotion(Stamped, Base):
    """A code that lowers a booking's price, within its dates and its number of uses."""

    __tablename__ = "promotions"
    __table_args__ = (
        known("discount_type", "percentage", "fixed_amount"),
        *not_negative("discount_value", "minimum_amount", "maximum_discount", "used_count"),
        CheckConstraint("discount_type <> 'percentage' OR discount_value <= 100", name="percentage_range"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_after_from"),
        CheckConstraint("used_count <= usage_limit", name="used_within_limit"),
    )

    id: Mapped[Key]
    promotion_code: Mapped[str] = mapped_column(unique=True)
    promotion_name: Mapped[str]
    discount_type: Mapped[str]
    discount_value: Mapped[Money]
    minimum_amount: Mapped[Money] = mapped_column(server_default=text("0"))
    maximum_discount: Mapped[Money | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    usage_limit: Mapped[int | None]
    used_count: Mapped[int] = mapped_column(server_default=text("0"))
    is_active: Mapped[Yes]


class BookingPromotion(Base):
    """A promotion on a booking: kept while its hold lives, then used; returned where the rule says so."""

    __tablename__ = "booking_promotions"
    __table_args__ = (
        known("state", "kept", "used", "returned"),
        UniqueConstraint("booking_id", "promotion_id"),
        *not_negative("discount_applied"),
        Index("ix_booking_promotions_kept", "promotion_id", postgresql_where=text("state = 'kept'")),
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotions.id"))
    discount_applied: Mapped[Money]
    applied_at: Mapped[Now]
    state: Mapped[str] = mapped_column(server_default=text("'used'"))
