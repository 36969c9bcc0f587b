# ruff: noqa: E501  (a constraint stays on the line that makes it)
"""After the sale: offers, refunds, exchanges, signatures asked for.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The codes of OSDM's code list; the ones a station has a use for.
OVERRULE_CODES = [
    "SALES_STAFF_ERROR", "PAYMENT_FAILURE", "TECHNICAL_FAILURE", "EQUIPMENT_FAILURE", "DISRUPTION", "CONNECTION_BROKEN",
    "STOP_NOT_SERVED", "STRIKE", "JOURNEY_OBSOLETE", "CERTIFIED_MEDICAL_CONDITION", "DEATH", "INABILITY_TO_TRAVEL",
]  # fmt: skip
RULES = {
    "overrule_codes": OVERRULE_CODES,
    "signature_open_minutes": 15,
    "signature_wider_seconds": 120,
    "signature_misses": 3,
    "signature_lock_minutes": 15,
}
NOW = sa.text("clock_timestamp()")
MONEY = sa.Numeric(precision=12, scale=0)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _signatures()
    _rules()


def _signatures() -> None:
    op.create_table(
        "approval_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("amount", MONEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("overrule_code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("open_until", MOMENT, nullable=False),
        sa.Column("wider_at", MOMENT, nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("state IN ('open', 'signed', 'declined', 'withdrawn')", name=op.f("ck_approval_requests_state_known")),
        sa.CheckConstraint("(state = 'signed') = (approval_id IS NOT NULL)", name=op.f("ck_approval_requests_signed_has_approval")),
        sa.CheckConstraint("requested_by <> answered_by", name=op.f("ck_approval_requests_never_ones_own")),
        sa.ForeignKeyConstraint(["requested_by"], ["users.id"], name=op.f("fk_approval_requests_requested_by_users")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_approval_requests_answered_by_users")),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_approval_requests_counter_id_counters")),
        sa.ForeignKeyConstraint(["approval_id"], ["approvals.id"], name=op.f("fk_approval_requests_approval_id_approvals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_requests")),
    )
    op.create_index("ix_approval_requests_open", "approval_requests", ["open_until"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_approval_requests_requested_by", "approval_requests", ["requested_by"])
    op.add_column("approvals", sa.Column("overrule_code", sa.Text(), nullable=True))
    op.add_column("approvals", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.add_column("approvals", sa.Column("counter_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_approvals_request_id_approval_requests", "approvals", "approval_requests", ["request_id"], ["id"])
    op.create_foreign_key("fk_approvals_counter_id_counters", "approvals", "counters", ["counter_id"], ["id"])


def _rules() -> None:
    op.get_bind().execute(
        sa.text(
            "INSERT INTO rules (id, name, value, valid_from, confidence, source)"
            " VALUES (:id, :name, CAST(:value AS jsonb), '2020-01-01 00:00:00+07', 'own', 'chosen for this program')"
        ),
        [{"id": uuid5(NAMESPACE_URL, f"kai-counter/rules/{name}"), "name": name, "value": json.dumps(value)}
         for name, value in RULES.items()],
    )  # fmt: skip


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM rules WHERE name = ANY (:names)").bindparams(names=list(RULES)))
    for column in ("counter_id", "request_id", "overrule_code"):
        op.drop_column("approvals", column)
    op.drop_table("approval_requests")
