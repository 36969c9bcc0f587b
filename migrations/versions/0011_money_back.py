"""Money goes back the way it came: reversals of refunds are asked of the outside; carried value names its payment.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RULES = {"reversal_wait_minutes": 2}


def upgrade() -> None:
    op.add_column("refunds", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("refunds", sa.Column("asked_by", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_refunds_asked_by_users", "refunds", "users", ["asked_by"], ["id"])
    op.add_column("payments", sa.Column("origin_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_payments_origin_id_payments", "payments", "payments", ["origin_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_payments_origin_of_exchange"), "payments", "origin_id IS NULL OR payment_method = 'exchange'"
    )
    insert = sa.text(
        "INSERT INTO rules (id, name, value, valid_from, confidence, source)"
        " VALUES (:id, :name, CAST(:value AS jsonb), '2020-01-01 00:00:00+07', 'own', 'chosen for this program')"
    )
    op.get_bind().execute(insert, [
        {"id": uuid5(NAMESPACE_URL, f"kai-counter/rules/{name}"), "name": name, "value": json.dumps(value)}
        for name, value in RULES.items()
    ])


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM rules WHERE name = ANY (:names)").bindparams(names=list(RULES)))
    op.drop_constraint("ck_payments_origin_of_exchange", "payments")
    op.drop_column("payments", "origin_id")
    op.drop_column("refunds", "asked_by")
    op.drop_column("refunds", "asked_at")
