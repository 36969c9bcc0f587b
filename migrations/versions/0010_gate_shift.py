"""How long a gate may let in, offline, whom it let in online.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RULES = {"gate_offline_hours": 72}


def upgrade() -> None:
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
