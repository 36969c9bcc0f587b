"""The railway as it is sold: stations, trains, routes, dated trains, fares."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Identity, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, Money, No, Recorded, Stamped, Yes, known, not_negative

TIMEZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


class Station(Stamped, Base):
    """A station; `number` (u16) stands for it in the ticket code."""

    __tablename__ = "stations"
    __table_args__ = (
        known("timezone", *TIMEZONES),
        CheckConstraint("number BETWEEN 1 AND 65535", name="number_fits_code"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_range"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_range"),
    )

    id: Mapped[Key]
    station_code: Mapped[str] = mapped_column(unique=True)
    station_name: Mapped[str]
    city: Mapped[str | None]
    province: Mapped[str | None]
    latitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    longitude: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    facilities: Mapped[Facts]
    is_active: Mapped[Yes]
    timezone: Mapped[str] = mapped_column(server_default=text("'Asia/Jakarta'"))
    region: Mapped[str | None]
    station_class: Mapped[str | None]
    is_bookable: Mapped[Yes]
    coordinates_suspect: Mapped[No]
    source: Mapped[str | None]
    number: Mapped[int] = mapped_column(Identity(), unique=True)


class Train(Stamped, Base):
    """A train number. The seed calls it a "train identifier"; a clerk calls it *nomor KA*."""

    __tablename__ = "trains"
    __table_args__ = (
        known("train_type", "express", "local", "high_speed"),
        *not_negative("total_capacity"),
    )

    id: Mapped[Key]
    train_number: Mapped[str] = mapped_column(unique=True)
    train_name: Mapped[str]
    train_type: Mapped[str] = mapped_column(server_default=text("'express'"))
    total_capacity: Mapped[int] = mapped_column(server_default=text("0"))
    facilities: Mapped[Facts]
    is_active: Mapped[Yes]
    is_derived: Mapped[No]
    source: Mapped[str | None]


class TrainClass(Stamped, Base):
    """A class of one train as sold: `code` EKS, BIS, EKO …, `name` as printed."""

    __tablename__ = "train_classes"
    __table_args__ = (
        known("class_type", "economy", "business", "executive", "sleeper"),
        *not_negative("capacity", "base_price"),
        UniqueConstraint("train_id", "name"),
    )

    id: Mapped[Key]
    train_id: Mapped[UUID] = mapped_column(ForeignKey("trains.id"))
    class_type: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    capacity: Mapped[int] = mapped_column(server_default=text("0"))
    base_price: Mapped[Money] = mapped_column(server_default=text("0"))
    amenities: Mapped[Facts]
    is_available: Mapped[Yes]
    is_derived: Mapped[No]
    source: Mapped[str | None]


class Route(Stamped, Base):
    """The stops of a train in order. `departure_time` is local at the origin; a schedule copies it."""

    __tablename__ = "routes"
    __table_args__ = (*not_negative("distance", "estimated_duration"),)

    id: Mapped[Key]
    route_name: Mapped[str]
    origin_station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    destination_station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    distance: Mapped[Decimal | None] = mapped_column(Numeric(8, 1))
    estimated_duration: Mapped[int]
    is_active: Mapped[Yes]
    train_id: Mapped[UUID | None] = mapped_column(ForeignKey("trains.id"), index=True)
    departure_time: Mapped[time | None]
    is_derived: Mapped[No]
    source: Mapped[str | None]


class RouteStation(Recorded, Base):
    """A stop. Offsets count minutes from the route's departure, past midnight too.

    Leg *i* (from 0) runs from `station_order` i + 1 to i + 2.
    """

    __tablename__ = "route_stations"
    __table_args__ = (
        UniqueConstraint("route_id", "station_order"),
        UniqueConstraint("route_id", "station_id"),
        CheckConstraint("station_order BETWEEN 1 AND 63", name="station_order_fits_mask"),
        CheckConstraint("departure_offset >= arrival_offset", name="leaves_after_arriving"),
        *not_negative("arrival_offset"),
        Index("ix_route_stations_station_id", "station_id", "route_id", "station_order"),
    )

    id: Mapped[Key]
    route_id: Mapped[UUID] = mapped_column(ForeignKey("routes.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    station_order: Mapped[int]
    arrival_offset: Mapped[int]
    departure_offset: Mapped[int]
    is_stop: Mapped[Yes]
    is_derived: Mapped[No]
    source: Mapped[str | None]


class Schedule(Stamped, Base):
    """A dated train. `departure_date` is the calendar day at the origin; `number` (u24) is in the code.

    The drawn `time` columns stay; `departs_at` and `arrives_at` are the instants everything computes with.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        known("status", "scheduled", "delayed", "cancelled", "completed"),
        known("sales_state", "open", "closed", "go_show"),
        CheckConstraint("number BETWEEN 1 AND 16777215", name="number_fits_code"),
        CheckConstraint("leg_count BETWEEN 1 AND 62", name="leg_count_fits_mask"),
        CheckConstraint("arrives_at > departs_at", name="arrives_after_departing"),
        *not_negative("delay_minutes"),
        UniqueConstraint("train_id", "departure_date"),
        Index("ix_schedules_route_id", "route_id", "departure_date"),
        Index("ix_schedules_departs_at", "departs_at"),
    )

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(Identity(), unique=True)
    train_id: Mapped[UUID] = mapped_column(ForeignKey("trains.id"))
    route_id: Mapped[UUID] = mapped_column(ForeignKey("routes.id"))
    departure_date: Mapped[date]
    departure_time: Mapped[time]
    arrival_time: Mapped[time]
    departs_at: Mapped[datetime]
    arrives_at: Mapped[datetime]
    leg_count: Mapped[int]
    status: Mapped[str] = mapped_column(server_default=text("'scheduled'"))
    delay_reason: Mapped[str | None]
    delay_minutes: Mapped[int] = mapped_column(server_default=text("0"))
    sales_state: Mapped[str] = mapped_column(server_default=text("'open'"))
    is_derived: Mapped[No]
    last_order: Mapped[int | None]  # of a train cut short: the last stop it still serves

    @property
    def runs(self) -> bool:
        """Whether passengers can still count on it."""
        return self.status in ("scheduled", "delayed")


class ScheduleClass(Base):
    """The one sub-class open for sale in a class of a dated train. `id` is what the audit trail calls the row."""

    __tablename__ = "schedule_classes"

    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("schedules.id"), primary_key=True)
    class_id: Mapped[UUID] = mapped_column(ForeignKey("train_classes.id"), primary_key=True)
    sub_class: Mapped[str]
    id: Mapped[str] = mapped_column(Computed("(schedule_id::text || '/') || class_id::text", persisted=True))


class Fare(Stamped, Base):
    """What one adult pays between two stations of one train, from a date on."""

    __tablename__ = "fares"
    __table_args__ = (
        known("kind", "regular", "go_show"),
        *not_negative("amount"),
        CheckConstraint("origin_station_id <> destination_station_id", name="goes_somewhere"),
        CheckConstraint("valid_to >= valid_from", name="valid_to_after_from"),
        UniqueConstraint(
            "train_id", "class_id", "origin_station_id", "destination_station_id", "sub_class", "kind",
            "valid_from", name="uq_fares_one_price",
        ),
    )

    id: Mapped[Key]
    train_id: Mapped[UUID] = mapped_column(ForeignKey("trains.id"))
    class_id: Mapped[UUID] = mapped_column(ForeignKey("train_classes.id"))
    origin_station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    destination_station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    sub_class: Mapped[str]
    amount: Mapped[Money]
    kind: Mapped[str] = mapped_column(server_default=text("'regular'"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    is_derived: Mapped[No]
    source: Mapped[str | None]


class Rule(Base):
    """A number of the railway's rules with the day it starts to hold; never a constant in code."""

    __tablename__ = "rules"
    __table_args__ = (
        UniqueConstraint("name", "scope", "valid_from"),
        CheckConstraint("valid_to > valid_from", name="valid_to_after_from"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    scope: Mapped[str] = mapped_column(server_default=text("'*'"))
    value: Mapped[Any] = mapped_column(JSONB)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    confidence: Mapped[str | None]
    source: Mapped[str | None]
