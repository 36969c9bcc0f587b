"""Who opened, closed or kept for go-show the sale of a dated train, when, and why.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment, now = sa.DateTime(timezone=True), sa.text("clock_timestamp()")
    op.create_table(
        "sales_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", moment, server_default=now, nullable=False),
        sa.CheckConstraint("state = ANY ('{open,closed,go_show}')", name=op.f("ck_sales_changes_state_known")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_sales_changes_schedule_id_schedules"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sales_changes_user_id_users"),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name="fk_sales_changes_counter_id_counters"),
        sa.PrimaryKeyConstraint("id", name="pk_sales_changes"),
        if_not_exists=True,
    )
    op.create_index("ix_sales_changes_schedule_id", "sales_changes", ["schedule_id"], if_not_exists=True)


def downgrade() -> None:
    op.drop_table("sales_changes")
