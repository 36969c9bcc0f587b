# ruff: noqa: E501  (a constraint stays on the line that makes it)
"""The station's day: hand-over, bank slips, settlement files.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(precision=12, scale=0)
KINDS = "'qris_missing', 'qris_unknown', 'qris_amount', 'card_missing', 'card_difference', 'till_variance', 'safe_difference'"


def _id(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=null)


def _text(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=null)


def _money(name: str) -> sa.Column[object]:
    return sa.Column(name, MONEY, nullable=False)


def _created(name: str = "created_at") -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False)


def _foreign(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
        for column, target in targets.items()
    ]


def _not_negative(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(f"{column} >= 0", name=op.f(f"ck_{table}_{column}_not_negative")) for column in columns]


def upgrade() -> None:
    op.create_table(
        "bank_deposits",
        _id("id"), _id("station_id"), _id("user_id"), _money("amount"), _text("slip_number"), _text("bank"), _id("approval_id"), _created(),
        *_not_negative("bank_deposits", "amount"),
        *_foreign("bank_deposits", station_id="stations", user_id="users", approval_id="approvals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_deposits")),
        sa.UniqueConstraint("bank", "slip_number", name=op.f("uq_bank_deposits_bank_slip_number")),
    )  # fmt: skip
    op.create_index("ix_bank_deposits_station_id", "bank_deposits", ["station_id"])
    op.create_table(
        "safe_handovers",
        _id("id"), _id("station_id"), _id("user_id"), _id("to_user_id"), _money("system_amount"), _money("counted_amount"),
        _text("note", null=True), _id("approval_id"), _created(),
        *_not_negative("safe_handovers", "counted_amount"),
        *_foreign("safe_handovers", station_id="stations", user_id="users", to_user_id="users", approval_id="approvals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_handovers")),
    )  # fmt: skip
    op.create_index("ix_safe_handovers_station_id", "safe_handovers", ["station_id"])
    op.create_table(
        "settlement_rows",
        _id("id"), _id("station_id"), _id("file_id"), _text("file_name"), _id("user_id"), _text("reference"), _text("transaction_id"),
        _text("kind"), _money("amount"), sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False), _created(),
        sa.CheckConstraint("kind IN ('payment', 'refund')", name=op.f("ck_settlement_rows_kind_known")),
        *_foreign("settlement_rows", station_id="stations", user_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_rows")),
        sa.UniqueConstraint("reference", "transaction_id", "kind", "amount",
                            name=op.f("uq_settlement_rows_reference_transaction_id_kind_amount")),
    )  # fmt: skip
    op.create_index("ix_settlement_rows_day", "settlement_rows", ["station_id", "settled_at"])
    op.create_table(
        "card_batches",
        _id("id"), _id("counter_id"), _id("user_id"), sa.Column("business_day", sa.Date(), nullable=False), _text("terminal"), _text("batch"),
        sa.Column("sales", sa.Integer(), nullable=False), _money("sales_amount"), sa.Column("refunds", sa.Integer(), nullable=False),
        _money("refunds_amount"), sa.Column("is_typed", sa.Boolean(), server_default=sa.text("false"), nullable=False), _created(),
        *_not_negative("card_batches", "sales_amount", "refunds_amount"),
        *_foreign("card_batches", counter_id="counters", user_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_batches")),
        sa.UniqueConstraint("counter_id", "terminal", "batch", name=op.f("uq_card_batches_counter_id_terminal_batch")),
    )  # fmt: skip
    op.create_index("ix_card_batches_day", "card_batches", ["counter_id", "business_day"])
    op.create_table(
        "day_tasks",
        _id("id"), _id("station_id"), sa.Column("business_day", sa.Date(), nullable=False), _text("kind"), _text("subject"), _money("amount"),
        sa.Column("facts", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False), _text("note", null=True), _id("done_by", null=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True), _created(), _created("updated_at"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_day_tasks_kind_known")),
        sa.CheckConstraint("state IN ('open', 'done', 'gone')", name=op.f("ck_day_tasks_state_known")),
        *_foreign("day_tasks", station_id="stations", done_by="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_tasks")),
        sa.UniqueConstraint("station_id", "business_day", "kind", "subject",
                            name=op.f("uq_day_tasks_station_id_business_day_kind_subject")),
    )  # fmt: skip


def downgrade() -> None:
    for table in ("day_tasks", "card_batches", "settlement_rows", "safe_handovers", "bank_deposits"):
        op.drop_table(table)
