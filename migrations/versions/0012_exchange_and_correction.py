# ruff: noqa: E501  (a constraint stays on the line that makes it)
"""An exchange is paid by QRIS and card, too; a supervisor signs exactly the name and number that are written.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index(
        "ix_refund_offers_exchange_to", "refund_offers", [sa.text("(exchange ->> 'new_booking_id')")],
        postgresql_where=sa.text("state = 'proposed' AND exchange IS NOT NULL"),
    )  # fmt: skip
    op.create_table(
        "corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("passenger_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("old_name", "new_name", "old_number", "new_number", "reason")),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name=op.f("fk_corrections_passenger_id_passengers")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_corrections_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_passenger_id", "corrections", ["passenger_id"])


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_index("ix_refund_offers_exchange_to", "refund_offers")
