"""Disruptions, notifications and promotions.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Why a use of a promotion comes back when its whole booking is given back; for any other reason it stays spent.
RULES = {"promotion_use_returns": ["own_mistake", "railway"]}


def upgrade() -> None:
    state = sa.Column("state", sa.Text(), server_default=sa.text("'used'"), nullable=False)
    op.add_column("booking_promotions", state)
    op.create_check_constraint(
        op.f("ck_booking_promotions_state_known"), "booking_promotions", "state IN ('kept', 'used', 'returned')"
    )
    op.create_index("ix_booking_promotions_kept", "booking_promotions", ["promotion_id"],
                    postgresql_where=sa.text("state = 'kept'"))  # fmt: skip
    insert = sa.text(
        "INSERT INTO rules (id, name, value, valid_from, confidence, source)"
        " VALUES (:id, :name, CAST(:value AS jsonb), '2020-01-01 00:00:00+07', 'own', 'chosen for this program')"
    )
    op.get_bind().execute(insert, [
        {"id": uuid5(NAMESPACE_URL, f"kai-counter/rules/{name}"), "name": name, "value": json.dumps(value)}
        for name, value in RULES.items()
    ])  # fmt: skip


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM rules WHERE name = ANY (:names)").bindparams(names=list(RULES)))
    op.drop_index("ix_booking_promotions_kept", "booking_promotions")
    op.drop_column("booking_promotions", "state")
