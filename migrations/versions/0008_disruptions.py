# ruff: noqa: E501  (a constraint stays on the line that makes it)
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
RULES = {
    "promotion_use_returns": ["own_mistake", "railway"],
    "incomplete_print_minutes": 2,
    "incomplete_hold_seconds": 120,
}


MONEY = sa.Numeric(precision=12, scale=0)
MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    _disruptions()
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


def _disruptions() -> None:
    op.add_column("schedules", sa.Column("last_order", sa.Integer(), nullable=True))
    op.create_table(
        "disruptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_order", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("overrule_code", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("holds_ended", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("kind IN ('delay', 'cancel', 'cut', 'reseat')", name=op.f("ck_disruptions_kind_known")),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_disruptions_minutes_not_negative")),
        sa.CheckConstraint("holds_ended >= 0", name=op.f("ck_disruptions_holds_ended_not_negative")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name="fk_disruptions_schedule_id_schedules"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_disruptions_user_id_users"),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name="fk_disruptions_counter_id_counters"),
        sa.PrimaryKeyConstraint("id", name="pk_disruptions"),
    )
    op.create_index("ix_disruptions_schedule_id", "disruptions", ["schedule_id"])
    op.create_table(
        "disruption_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("disruption_id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("passenger_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'prepared'"), nullable=False),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("counter_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("state IN ('prepared', 'settled', 'withdrawn')", name=op.f("ck_disruption_offers_state_known")),
        sa.CheckConstraint("how IN ('cash', 'transfer', 'wallet', 'reversal', 'next_train')", name=op.f("ck_disruption_offers_how_known")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_disruption_offers_amount_not_negative")),
        sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_disruption_offers_settled_has_time")),
        sa.ForeignKeyConstraint(["disruption_id"], ["disruptions.id"], name="fk_disruption_offers_disruption_id_disruptions"),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name="fk_disruption_offers_booking_id_bookings"),
        sa.ForeignKeyConstraint(["passenger_id"], ["passengers.id"], name="fk_disruption_offers_passenger_id_passengers"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_disruption_offers_ticket_id_tickets"),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name="fk_disruption_offers_settled_by_users"),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name="fk_disruption_offers_counter_id_counters"),
        sa.PrimaryKeyConstraint("id", name="pk_disruption_offers"),
        sa.UniqueConstraint("ticket_id", name="uq_disruption_offers_ticket_id"),
    )  # fmt: skip
    op.create_index("ix_disruption_offers_disruption_id", "disruption_offers", ["disruption_id"])
    op.create_index("ix_disruption_offers_booking_id", "disruption_offers", ["booking_id"])


def downgrade() -> None:
    op.drop_table("disruption_offers")
    op.drop_table("disruptions")
    op.drop_column("schedules", "last_order")
    op.execute(sa.text("DELETE FROM rules WHERE name = ANY (:names)").bindparams(names=list(RULES)))
    op.drop_index("ix_booking_promotions_kept", "booking_promotions")
    op.drop_column("booking_promotions", "state")
