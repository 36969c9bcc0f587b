"""Tickets, the paper they come out on, and the gate that reads them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Facts, Key, No, Now, Recorded, Stamped, known

IS_ACTIVE = text("ticket_status = 'active'")


class Ticket(Stamped, Base):
    """The right to travel. `code_number` stands for it in the QR code; a reprint raises `issue_number`.

    An exchanged ticket is `cancelled` with its reason; a superseded paper is an older issue number.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        known("ticket_status", "active", "used", "cancelled", "expired"),
        CheckConstraint("issue_number >= 1", name="issue_number_counts_up"),
        Index("ix_tickets_booking_id", "booking_id"),
        Index("uq_tickets_one_active", "passenger_id", unique=True, postgresql_where=IS_ACTIVE),
    )

    id: Mapped[Key]
    booking_id: Mapped[UUID] = mapped_column(ForeignKey("bookings.id"))
    passenger_id: Mapped[UUID] = mapped_column(ForeignKey("passengers.id"))
    ticket_number: Mapped[str] = mapped_column(unique=True)
    qr_code: Mapped[str | None]
    ticket_status: Mapped[str] = mapped_column(server_default=text("'active'"))
    check_in_time: Mapped[datetime | None]
    checked_in_by: Mapped[str | None]
    code_number: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    issue_number: Mapped[int] = mapped_column(server_default=text("1"))
    void_reason: Mapped[str | None]
    counter_key_no: Mapped[int | None]

    @property
    def is_valid(self) -> bool:
        """Whether it may still be used at the gate."""
        return self.ticket_status == "active"


class PrintJob(Stamped, Base):
    """What the database knows of a piece of paper; what the printer did is the counter's own journal."""

    __tablename__ = "print_jobs"
    __table_args__ = (
        known("kind", "ticket", "receipt", "test", "report"),
        known(
            "state", "queued", "preflight", "sending", "await_ack", "confirmed", "blocked", "suspect",
            "unconfirmed", "confirmed_by_operator", "voided",
        ),
        Index("ix_print_jobs_ticket_id", "ticket_id"),
        Index("ix_print_jobs_sale_id", "sale_id"),
        Index("ix_print_jobs_report", "created_at", postgresql_where=text("kind = 'report'")),
    )

    id: Mapped[Key]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    sale_id: Mapped[UUID | None] = mapped_column(ForeignKey("sales.id"))
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey("bookings.id"))
    kind: Mapped[str]
    issue_number: Mapped[int | None]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(server_default=text("'queued'"))
    reason: Mapped[str | None]
    printer: Mapped[str | None]
    facts: Mapped[Facts]


class GateScan(Base):
    """One look at one code. The gate makes the id, so that uploading twice changes nothing.

    `judgement` is what the gate told, `result` what the database says of it, `conflict` that somebody was let in
    whom the database would have refused. `boards`: this scan used the ticket. A scan annulled or passed over by a
    supervisor stands; the row that does so refers to it.
    """

    __tablename__ = "gate_scans"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_has_who"),
        Index("ix_gate_scans_ticket_id", "ticket_id"),
        Index(
            "ix_gate_scans_conflict", "recorded_at",
            postgresql_where=text("conflict IS NOT NULL AND settled_at IS NULL"),
        ),
        Index(
            "uq_gate_scans_refers_to", "refers_to", unique=True,
            postgresql_where=text("result IN ('annulled', 'overridden')"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    result: Mapped[str]
    scanned_at: Mapped[datetime]
    recorded_at: Mapped[Now]
    facts: Mapped[Facts]
    code_number: Mapped[int | None] = mapped_column(BigInteger)
    issue_number: Mapped[int | None]
    schedule_id: Mapped[UUID | None] = mapped_column(ForeignKey("schedules.id"))
    gate: Mapped[str | None]
    judgement: Mapped[str | None]
    boards: Mapped[No]
    is_offline: Mapped[No]
    conflict: Mapped[str | None]
    refers_to: Mapped[UUID | None] = mapped_column(ForeignKey("gate_scans.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    settled_note: Mapped[str | None]


class Outage(Recorded, Base):
    """A time in which a counter was without its database, printer or scanner."""

    __tablename__ = "outages"
    __table_args__ = (CheckConstraint("ended_at >= began_at", name="ends_after_beginning"),)

    id: Mapped[Key]
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    what: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    facts: Mapped[Facts]


class ErrorLog(Recorded, Base):
    """A fault of ours, told after the rollback in its own transaction; the clerk reads out the `incident`."""

    __tablename__ = "error_log"

    id: Mapped[Key]
    incident: Mapped[str] = mapped_column(index=True)
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    verb: Mapped[str | None]
    sqlstate: Mapped[str | None]
    message: Mapped[str]
    facts: Mapped[Facts]
