"""Seats of a train, their occupation on a dated train, and who claims them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import INT4RANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, No, Stamped, known


class Seat(Stamped, Base):
    """A seat of a train. Coaches count 1..n through the whole train (`car_number`); the label says "EKS 1".

    `hold_order` is the one order in which seats are locked and offered.
    """

    __tablename__ = "seats"
    __table_args__ = (
        known("seat_type", "window", "aisle", "middle"),
        UniqueConstraint("train_id", "car_number", "seat_number"),
        CheckConstraint("car_number >= 1 AND row_number >= 1 AND grid_column >= 0", name="place_counts_up"),
        Index("ix_seats_class_id", "class_id"),
    )

    id: Mapped[Key]
    train_id: Mapped[UUID] = mapped_column(ForeignKey("trains.id"))
    class_id: Mapped[UUID] = mapped_column(ForeignKey("train_classes.id"))
    seat_number: Mapped[str]
    seat_type: Mapped[str]
    car_number: Mapped[int]
    seat_features: Mapped[Facts]
    is_accessible: Mapped[No]
    coach_label: Mapped[str]
    row_number: Mapped[int]
    seat_letter: Mapped[str]
    grid_column: Mapped[int]
    coach_layout: Mapped[str]
    is_blocked: Mapped[No]
    hold_order: Mapped[int]


class SeatInventory(Base):
    """One seat of one dated train: bit *i* of `occupied_legs` is the leg from stop i to i + 1.

    The mask is never indexed and the page keeps 30 % free, so that a hold stays a HOT update. Rows are
    not audited (the claim is), and carry no foreign keys: one function makes them in one batch from the
    seats of a train, nobody may delete those, and the checks would make opening a day several times slower.
    """

    __tablename__ = "seat_inventory"
    __table_args__ = (
        CheckConstraint("occupied_legs >= 0", name="occupied_legs_not_negative"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    schedule_id: Mapped[UUID] = mapped_column(primary_key=True)
    seat_id: Mapped[UUID] = mapped_column(primary_key=True)
    class_id: Mapped[UUID]
    car_number: Mapped[int]
    occupied_legs: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    blocked: Mapped[No]


class SeatClaim(Stamped, Base):
    """Who holds or bought a seat, and for which legs. The EXCLUDE is the promise: no seat is sold twice.

    `legs` is `[from_order, to_order)` of the route's stations. `expires_at` is NULL once sold. The seat's
    inventory row is the foreign key: locking that row, which the hold has just updated, costs less than
    every claim of a hot train locking the one schedule row.
    """

    __tablename__ = "seat_claims"
    __table_args__ = (
        known("state", "held", "sold", "released", "expired"),
        CheckConstraint("NOT isempty(legs)", name="legs_not_empty"),
        CheckConstraint("NOT lower_inf(legs) AND NOT upper_inf(legs)", name="legs_bounded"),
        CheckConstraint("active = (state = ANY ('{held,sold}'::text[]))", name="active_follows_state"),
        CheckConstraint("(state = 'held') <= (expires_at IS NOT NULL)", name="held_expires"),
        ExcludeConstraint(
            ("schedule_id", "="), ("seat_id", "="), ("legs", "&&"),
            name="ex_seat_claims_one_holder", using="gist", where=text("active"),
        ),
        ForeignKeyConstraint(
            ["schedule_id", "seat_id"], ["seat_inventory.schedule_id", "seat_inventory.seat_id"],
        ),
        Index("ix_seat_claims_booking_id", "booking_id"),
        # Search and map subtract holds that ran out: this finds the few held rows of a train among its sold ones.
        Index("ix_seat_claims_held", "schedule_id", postgresql_where=text("active AND state = 'held'")),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    passenger_id: Mapped[UUID | None] = mapped_column(ForeignKey("passengers.id"))
    schedule_id: Mapped[UUID]
    seat_id: Mapped[UUID]
    class_id: Mapped[UUID]
    legs: Mapped[Range[int]] = mapped_column(INT4RANGE)
    state: Mapped[str] = mapped_column(server_default=text("'held'"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    expires_at: Mapped[datetime | None]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
