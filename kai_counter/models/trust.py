"""What others rely on: counters and their keys, approvals, the audit trail, the installation itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kai_counter.models.base import Base, Big, Json, Key, Money, Now, Recorded, Stamped, Yes, known


class Counter(Stamped, Base):
    """A machine registered to sell (*loket*). Its secret is kept as a hash."""

    __tablename__ = "counters"
    __table_args__ = (
        CheckConstraint("is_active = (revoked_at IS NULL)", name="active_until_revoked"),
        CheckConstraint("octet_length(secret_hash) = 32", name="secret_hash_is_sha256"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"))
    name: Mapped[str]
    secret_hash: Mapped[bytes]
    is_active: Mapped[Yes]
    registered_at: Mapped[Now]
    revoked_at: Mapped[datetime | None]
    receipt_sequence: Mapped[Big] = mapped_column(server_default=text("0"))
    z_sequence: Mapped[Big] = mapped_column(server_default=text("0"))
    slip_sequence: Mapped[Big] = mapped_column(server_default=text("0"))
    refund_sequence: Mapped[Big] = mapped_column(server_default=text("0"))
    walking_minutes: Mapped[int | None]


class CounterKey(Stamped, Base):
    """A public key with which a counter's tickets are checked; `key_no` (u16) is in the code."""

    __tablename__ = "counter_keys"
    __table_args__ = (
        CheckConstraint("key_no BETWEEN 1 AND 65535", name="key_no_fits_code"),
        CheckConstraint("octet_length(public_key) = 32", name="public_key_is_ed25519"),
        CheckConstraint("valid_until > valid_from", name="valid_until_after_from"),
    )

    id: Mapped[Key]
    key_no: Mapped[int] = mapped_column(Identity(), unique=True)
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"), index=True)
    public_key: Mapped[bytes]
    valid_from: Mapped[Now]
    valid_until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str | None]


class Approval(Recorded, Base):
    """One act signed by a second person: single use, short-lived, never one's own request."""

    __tablename__ = "approvals"
    __table_args__ = (
        CheckConstraint("requested_by <> approved_by", name="never_ones_own"),
        Index("ix_approvals_subject_id", "subject_id"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    amount: Mapped[Money | None]
    reason: Mapped[str]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    valid_until: Mapped[datetime]
    used_at: Mapped[datetime | None]
    overrule_code: Mapped[str | None]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("approval_requests.id"))
    counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("counters.id"))

    def can_be_used(self, now: datetime) -> bool:
        """Whether it still covers an act at `now`."""
        return self.used_at is None and now < self.valid_until


class ApprovalRequest(Stamped, Base):
    """A signature asked for from another counter: it rings the supervisors on duty at the station, after `wider_at`
    those next door, and lies open until `open_until`. What was signed stands in its approval.
    """

    __tablename__ = "approval_requests"
    __table_args__ = (
        known("state", "open", "signed", "declined", "withdrawn"),
        CheckConstraint("(state = 'signed') = (approval_id IS NOT NULL)", name="signed_has_approval"),
        CheckConstraint("requested_by <> answered_by", name="never_ones_own"),
        Index("ix_approval_requests_open", "open_until", postgresql_where=text("state = 'open'")),
        Index("ix_approval_requests_requested_by", "requested_by"),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    amount: Mapped[Money | None]
    reason: Mapped[str]
    overrule_code: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'open'"))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    counter_id: Mapped[UUID] = mapped_column(ForeignKey("counters.id"))
    open_until: Mapped[datetime]
    wider_at: Mapped[datetime]
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id", use_alter=True))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    answer_note: Mapped[str | None]


class Correction(Recorded, Base):
    """A name and number as they are and as they shall be: what a supervisor signs is this row, and nothing else."""

    __tablename__ = "corrections"

    id: Mapped[Key]
    passenger_id: Mapped[UUID] = mapped_column(ForeignKey("passengers.id"), index=True)
    old_name: Mapped[str]
    new_name: Mapped[str]
    old_number: Mapped[str]
    new_number: Mapped[str]
    reason: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))


class AuditLog(Recorded, Base):
    """A change of business data, written by trigger in the same transaction; append-only.

    `seq` orders the trail and is what the seals cover. `user_id` is NULL when the change did not come
    from a staff member; `session_user` always says which login it was. It is a member's id without a foreign
    key: the trigger that writes here read it from `users`, where a trigger lets nobody be deleted, and asking
    once more for each of a sale's eleven rows took a twentieth of the sale.
    """

    __tablename__ = "audit_logs"
    __table_args__ = (
        known("action", "create", "update", "delete", "view"),
        Index("ix_audit_logs_entity_id", "entity_id"),
    )

    id: Mapped[Key]
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    user_id: Mapped[UUID | None]
    entity_type: Mapped[str]
    entity_id: Mapped[str]
    action: Mapped[str]
    old_values: Mapped[Json | None]
    new_values: Mapped[Json | None]
    ip_address: Mapped[str | None]
    user_agent: Mapped[str | None]
    counter_id: Mapped[UUID | None]
    shift_id: Mapped[UUID | None]
    session_user: Mapped[str]
    txid: Mapped[Big]


class AuditSeal(Base):
    """A SHA-256 chain over ranges of the trail, made outside the sale."""

    __tablename__ = "audit_seals"
    __table_args__ = (
        CheckConstraint("to_seq >= from_seq", name="covers_something"),
        CheckConstraint("octet_length(sha256) = 32", name="sha256_length"),
    )

    id: Mapped[Key]
    from_seq: Mapped[Big] = mapped_column(unique=True)
    to_seq: Mapped[Big] = mapped_column(unique=True)
    sha256: Mapped[bytes]
    previous: Mapped[bytes | None]
    sealed_at: Mapped[Now]


class Installation(Recorded, Base):
    """The single row that says which role prefixes this database uses, and whether it is a training room."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("only_row", name="only_row"),)

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    role_prefix: Mapped[str]
    staff_prefix: Mapped[str]
    is_training: Mapped[bool] = mapped_column(server_default=text("false"))


class InstalledFunction(Base):
    """Which text of a function file's statement is in the database, so that `migrate` sees a change."""

    __tablename__ = "installed_functions"

    name: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
    sha256: Mapped[str]
    owner: Mapped[str]
    grants: Mapped[list[str]]
    installed_at: Mapped[Now]
