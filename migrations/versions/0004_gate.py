"""What a gate writes down of each look at a ticket, and its numbers as rules.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = (  # name, type, default
    ("code_number", sa.BigInteger(), None),
    ("issue_number", sa.Integer(), None),
    ("schedule_id", sa.Uuid(), None),
    ("gate", sa.Text(), None),
    ("judgement", sa.Text(), None),
    ("boards", sa.Boolean(), "false"),
    ("is_offline", sa.Boolean(), "false"),
    ("conflict", sa.Text(), None),
    ("refers_to", sa.Uuid(), None),
    ("settled_at", sa.DateTime(timezone=True), None),
    ("settled_by", sa.Uuid(), None),
    ("settled_note", sa.Text(), None),
)
KEYS = (("schedule_id", "schedules"), ("refers_to", "gate_scans"), ("settled_by", "users"))
RULES = {"gate_annul_minutes": 15, "gate_patience_ms": 250, "gate_clock_seconds": 60, "gate_list_hours": 4}


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column("gate_scans", sa.Column(name, kind, server_default=sa.text(default) if default else None,
                                              nullable=default is None))
    for column, table in KEYS:
        op.create_foreign_key(f"fk_gate_scans_{column}_{table}", "gate_scans", table, [column], ["id"])
    op.create_check_constraint(op.f("ck_gate_scans_settled_has_who"), "gate_scans",
                               "(settled_at IS NULL) = (settled_by IS NULL)")
    op.create_index("ix_gate_scans_conflict", "gate_scans", ["recorded_at"],
                    postgresql_where=sa.text("conflict IS NOT NULL AND settled_at IS NULL"))
    op.create_index("uq_gate_scans_refers_to", "gate_scans", ["refers_to"], unique=True,
                    postgresql_where=sa.text("result IN ('annulled', 'overridden')"))
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
    op.drop_index("uq_gate_scans_refers_to", table_name="gate_scans")
    op.drop_index("ix_gate_scans_conflict", table_name="gate_scans")
    op.drop_constraint("ck_gate_scans_settled_has_who", "gate_scans")
    for column, table in KEYS:
        op.drop_constraint(f"fk_gate_scans_{column}_{table}", "gate_scans", type_="foreignkey")
    for name, _, _ in reversed(COLUMNS):
        op.drop_column("gate_scans", name)
