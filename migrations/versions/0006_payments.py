# ruff: noqa: E501  (a constraint stays on the line that makes it)
"""Payments that ask the outside: QRIS, card terminals, attempts that hang.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


VALID_FROM = "2020-01-01 00:00:00+07"
RULES = {
    "qris_expiry_minutes": 15,
    "paid_unsold_minutes": 60,
    "late_watch_minutes": 120,
}
METHODS = "'cash', 'credit_card', 'debit_card', 'wallet', 'bank_transfer', 'qris'"
OPEN = sa.text("state IN ('created', 'pending')")
PAID = "state IN ('confirmed', 'late_paid')"


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _who(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=True)


COLUMNS = {
    "provider": sa.Text(), "outcome": sa.Text(), "gateway_reference": sa.Text(), "qr_text": sa.Text(),
    "expires_at": sa.DateTime(timezone=True), "retrieval_number": sa.Text(), "approval_code": sa.Text(),
    "masked_pan": sa.Text(), "settled_by": sa.Uuid(), "approval_id": sa.Uuid(), "bypassed_at": sa.DateTime(timezone=True),
    "bypass_approval_id": sa.Uuid(), "handed_over_at": sa.DateTime(timezone=True),
}  # fmt: skip
KEYS = {"settled_by": "users", "approval_id": "approvals", "bypass_approval_id": "approvals"}


def upgrade() -> None:
    op.add_column("sales", sa.Column("paid_by", sa.Text(), server_default=sa.text("'cash'"), nullable=False))
    for name, kind in COLUMNS.items():
        op.add_column("payment_attempts", sa.Column(name, kind, nullable=True))
    for name, table in KEYS.items():
        op.create_foreign_key(f"fk_payment_attempts_{name}_{table}", "payment_attempts", table, [name], ["id"])
    # Cash was always sold with; nothing else was ever confirmed before.
    op.execute("UPDATE payment_attempts SET outcome = 'sold' WHERE state = 'confirmed'")
    for name, words in (("provider", "'gateway', 'terminal', 'manual'"), ("outcome", "'sold', 'reversing', 'reversed'")):
        op.create_check_constraint(op.f(f"ck_payment_attempts_{name}_known"), "payment_attempts", f"{name} IN ({words})")
    op.create_check_constraint(op.f("ck_payment_attempts_outcome_of_money"), "payment_attempts", f"outcome IS NULL OR {PAID}")
    op.drop_index("uq_payment_attempts_one_open", "payment_attempts")
    op.create_index("uq_payment_attempts_one_open", "payment_attempts", ["sale_id"], unique=True, postgresql_where=OPEN)
    op.create_index("uq_payment_attempts_gateway_reference", "payment_attempts", ["gateway_reference"], unique=True,
                    postgresql_where=sa.text("gateway_reference IS NOT NULL"))  # fmt: skip
    op.create_index("uq_payment_attempts_slip", "payment_attempts", ["retrieval_number", "approval_code"], unique=True,
                    postgresql_where=sa.text(f"retrieval_number IS NOT NULL AND {PAID}"))  # fmt: skip
    op.create_index("ix_payment_attempts_unsold", "payment_attempts", ["counter_id"],
                    postgresql_where=sa.text(f"state IN ('created', 'pending', 'unknown') OR {PAID} AND outcome IS NULL"))  # fmt: skip
    _reversals()
    op.create_table(
        "gateway_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("server_key", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["registered_by"], ["users.id"], name=op.f("fk_gateway_keys_registered_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_keys")),
    )
    op.get_bind().execute(
        sa.text(
            "INSERT INTO rules (id, name, value, valid_from, confidence, source)"
            " VALUES (:id, :name, CAST(:value AS jsonb), CAST(:valid_from AS timestamptz), 'own', 'chosen for this program')"
        ),
        [
            {"id": uuid5(NAMESPACE_URL, f"kai-counter/rules/{name}"), "name": name, "value": json.dumps(value),
             "valid_from": VALID_FROM}
            for name, value in RULES.items()
        ],
    )  # fmt: skip


def _reversals() -> None:
    op.create_table(
        "payment_reversals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=0), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'due'"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(), nullable=True),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        _time("asked_at"),
        _who("asked_by"),
        _time("done_at"),
        _who("done_by"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_payment_reversals_amount_not_negative")),
        sa.CheckConstraint(f"method IN ({METHODS})", name=op.f("ck_payment_reversals_method_known")),
        sa.CheckConstraint("reason IN ('not_sold', 'paid_twice', 'given_up')", name=op.f("ck_payment_reversals_reason_known")),
        sa.CheckConstraint("state IN ('due', 'asking', 'done')", name=op.f("ck_payment_reversals_state_known")),
        sa.CheckConstraint("state <> 'done' OR reference IS NOT NULL", name=op.f("ck_payment_reversals_done_has_reference")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_payment_reversals_{name}_{table}"))
            for name, table in (("attempt_id", "payment_attempts"), ("counter_id", "counters"), ("user_id", "users"),
                                ("asked_by", "users"), ("done_by", "users"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_reversals")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_payment_reversals_attempt_id")),
    )  # fmt: skip
    op.create_index("ix_payment_reversals_counter_id", "payment_reversals", ["counter_id"],
                    postgresql_where=sa.text("state <> 'done'"))  # fmt: skip


def downgrade() -> None:
    names = ", ".join(f"'{name}'" for name in RULES)
    op.execute(f"DELETE FROM rules WHERE name IN ({names})")
    op.drop_table("gateway_keys")
    op.drop_table("payment_reversals")
    for name in ("ix_payment_attempts_unsold", "uq_payment_attempts_slip", "uq_payment_attempts_gateway_reference",
                 "uq_payment_attempts_one_open"):  # fmt: skip
        op.drop_index(name, "payment_attempts")
    op.create_index("uq_payment_attempts_one_open", "payment_attempts", ["booking_id"], unique=True, postgresql_where=OPEN)
    op.drop_constraint(op.f("ck_payment_attempts_outcome_of_money"), "payment_attempts", type_="check")
    for name in reversed(COLUMNS):
        op.drop_column("payment_attempts", name)
    op.drop_column("sales", "paid_by")
