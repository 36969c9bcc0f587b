"""Staff members, their sessions, and what is brought to their notice."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, No, Now, Recorded, Stamped, Yes, known

ROLES = ("clerk", "supervisor", "gate", "admin", "auditor", "operator")
ROLE_LIST = "'{" + ",".join(ROLES) + "}'::text[]"
GENDERS = ("male", "female", "other")


class User(Stamped, Base):
    """A staff member. The customer is not a user: the booker's contact lives on the booking.

    `password_hash` holds the SCRAM verifier of the member's PostgreSQL role, made on the client.
    """

    __tablename__ = "users"
    __table_args__ = (
        known("gender", *GENDERS),
        # The NIPP becomes part of a role name, so its form is fixed here and not only in a verb.
        CheckConstraint("nipp ~ '^[0-9]{4,12}$'", name="nipp_form"),
        CheckConstraint(f"cardinality(roles) > 0 AND roles <@ {ROLE_LIST}", name="roles_known"),
        CheckConstraint("is_active OR retired_at IS NOT NULL", name="retired_has_time"),
    )

    id: Mapped[Key]
    nipp: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str]
    full_name: Mapped[str]
    phone_number: Mapped[str | None]
    date_of_birth: Mapped[date | None]
    gender: Mapped[str | None]
    is_verified: Mapped[No]
    is_active: Mapped[Yes]
    last_login: Mapped[datetime | None]
    roles: Mapped[list[str]]
    station_scope: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    must_change_password: Mapped[Yes]
    is_demo: Mapped[No]
    retired_at: Mapped[datetime | None]


class UserProfile(Stamped, Base):
    """Address and preferences of a staff member, one row each."""

    __tablename__ = "user_profiles"

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), unique=True)
    profile_picture: Mapped[str | None]
    address: Mapped[str | None]
    city: Mapped[str | None]
    province: Mapped[str | None]
    postal_code: Mapped[str | None]
    emergency_contact_name: Mapped[str | None]
    emergency_contact_phone: Mapped[str | None]
    preferences: Mapped[Facts]


class UserSession(Base):
    """One sign-in. Only the hash of the token is kept; `session_token` is that hash in hex.

    `user_agent` is the program and its version.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        CheckConstraint("expires_at > login_time", name="expires_after_login"),
        Index("ix_user_sessions_active", "user_id", "expires_at", postgresql_where=text("is_active")),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    session_token: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    ip_address: Mapped[str | None]
    user_agent: Mapped[str | None]
    login_time: Mapped[Now]
    last_activity: Mapped[Now]
    expires_at: Mapped[datetime]
    is_active: Mapped[Yes]
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey("shifts.id"))


class Notification(Recorded, Base):
    """Something a staff member should read."""

    __tablename__ = "notifications"
    __table_args__ = (
        known("notification_type", "booking", "payment", "schedule", "promotion"),
        Index("ix_notifications_unread", "user_id", postgresql_where=text("NOT is_read")),
    )

    id: Mapped[Key]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    notification_type: Mapped[str]
    title: Mapped[str]
    message: Mapped[str]
    details: Mapped[Facts] = mapped_column("metadata")  # `metadata` is taken by SQLAlchemy on the class
    is_read: Mapped[No]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
