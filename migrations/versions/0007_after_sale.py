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
from sqlalchemy.dialects import postgresql

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
    "refund_offer_minutes": 15,
    "refund_rounding": 100,
    "refund_approval_from": 0,
    "refund_approval_from_supervisor": 2_000_000,
    "refund_cash_cases": ["delay", "railway", "own_mistake", "overrule"],
    "own_mistake_unsigned": 2,
}
NOW = sa.text("clock_timestamp()")
MONEY = sa.Numeric(precision=12, scale=0)
MOMENT = sa.DateTime(timezone=True)


REFUND_COLUMNS = (
    ("booking_id", sa.Uuid(), False), ("offer_id", sa.Uuid(), False), ("user_id", sa.Uuid(), False), ("account_hint", sa.Text(), True),
    ("due_at", MOMENT, True), ("outside_reference", sa.Text(), True), ("failure", sa.Text(), True), ("settled_by", sa.Uuid(), True),
)  # fmt: skip
REFUND_KEYS = {"booking_id": "bookings", "offer_id": "refund_offers", "user_id": "users", "settled_by": "users"}


def upgrade() -> None:
    _signatures()
    _offers()
    _refunds()
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


def _offers() -> None:
    op.add_column("bookings", sa.Column("fee_amount", MONEY, server_default=sa.text("0"), nullable=False))
    op.add_column("bookings", sa.Column("exchanged_from", sa.Uuid(), nullable=True))
    op.create_check_constraint(op.f("ck_bookings_fee_amount_not_negative"), "bookings", "fee_amount >= 0")
    op.create_foreign_key("fk_bookings_exchanged_from_bookings", "bookings", "bookings", ["exchanged_from"], ["id"])
    op.create_table(
        "refund_offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("overrule_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("exchange", postgresql.JSONB(), nullable=True),
        *(sa.Column(name, MONEY, nullable=False) for name in ("paid", "fee", "amount")),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("cash_allowed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("confirm_hash", sa.LargeBinary(), nullable=True),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("refund_number", sa.Text(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'withdrawn')", name=op.f("ck_refund_offers_state_known")),
        sa.CheckConstraint("rule IN ('passenger', 'delay', 'railway', 'own_mistake', 'overrule', 'exchange')", name=op.f("ck_refund_offers_rule_known")),
        *(sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_refund_offers_{name}_not_negative")) for name in ("paid", "fee", "amount")),
        sa.CheckConstraint("paid = fee + amount", name=op.f("ck_refund_offers_adds_up")),
        sa.CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name=op.f("ck_refund_offers_confirmed_has_time")),
        sa.CheckConstraint("(state = 'confirmed') = (refund_number IS NOT NULL)", name=op.f("ck_refund_offers_confirmed_has_number")),
        *_keys("refund_offers", booking_id="bookings", approval_id="approvals", user_id="users", counter_id="counters", shift_id="shifts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_offers")),
        sa.UniqueConstraint("refund_number", name=op.f("uq_refund_offers_refund_number")),
    )
    op.create_index("ix_refund_offers_booking_id", "refund_offers", ["booking_id"])
    op.create_index("uq_refund_offers_one_open", "refund_offers", ["booking_id"], unique=True, postgresql_where=sa.text("state = 'proposed'"))
    op.create_table(
        "refund_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("passenger_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, MONEY, nullable=False) for name in ("paid", "fee", "amount")),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        *(sa.CheckConstraint(f"{name} >= 0", name=op.f(f"ck_refund_lines_{name}_not_negative")) for name in ("paid", "fee", "amount")),
        sa.CheckConstraint("paid = fee + amount", name=op.f("ck_refund_lines_adds_up")),
        *_keys("refund_lines", offer_id="refund_offers", ticket_id="tickets", passenger_id="passengers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_lines")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_refund_lines_ticket_id")),
    )
    op.create_index("ix_refund_lines_offer_id", "refund_lines", ["offer_id"])


def _keys(table: str, **keys: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}")) for name, to in keys.items()]


def _refunds() -> None:
    """No refund was ever written before: the new columns may be NOT NULL at once."""
    for name, kind, nullable in REFUND_COLUMNS:
        op.add_column("refunds", sa.Column(name, kind, nullable=nullable))
    for name, table in REFUND_KEYS.items():
        op.create_foreign_key(f"fk_refunds_{name}_{table}", "refunds", table, [name], ["id"])
    op.create_check_constraint(op.f("ck_refunds_refund_method_known"), "refunds", "refund_method IN ('cash', 'reversal', 'transfer', 'wallet', 'exchange')")
    op.create_index("ix_refunds_booking_id", "refunds", ["booking_id"])
    op.create_index("ix_refunds_under_way", "refunds", ["due_at"], postgresql_where=sa.text("refund_status <> 'completed'"))
    op.create_table(
        "refund_accounts",
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=False),
        sa.Column("account_holder", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
        *_keys("refund_accounts", refund_id="refunds"),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_refund_accounts")),
    )
    _methods("'cash', 'credit_card', 'debit_card', 'wallet', 'bank_transfer', 'qris', 'exchange'")


def _methods(words: str) -> None:
    op.drop_constraint(op.f("ck_payments_payment_method_known"), "payments", type_="check")
    op.create_check_constraint(op.f("ck_payments_payment_method_known"), "payments", f"payment_method IN ({words})")


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
    _methods("'cash', 'credit_card', 'debit_card', 'wallet', 'bank_transfer', 'qris'")
    op.drop_table("refund_accounts")
    op.drop_index("ix_refunds_under_way", "refunds")
    op.drop_constraint(op.f("ck_refunds_refund_method_known"), "refunds", type_="check")
    for name, _kind, _nullable in reversed(REFUND_COLUMNS):
        op.drop_column("refunds", name)
    op.drop_table("refund_lines")
    op.drop_table("refund_offers")
    op.drop_column("bookings", "exchanged_from")
    op.drop_column("bookings", "fee_amount")
    for column in ("counter_id", "request_id", "overrule_code"):
        op.drop_column("approvals", column)
    op.drop_table("approval_requests")
