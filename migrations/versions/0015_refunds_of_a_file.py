"""Two refunds of one order and one amount are two lines of the bank's file; a payment stays one.

Stood in 0009 for an hour, which databases at work had behind them already. Hence "if exists".

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BEFORE = "uq_settlement_rows_reference_transaction_id_kind_amount"
COLUMNS = "reference, transaction_id, amount"


def upgrade() -> None:
    op.execute(f"ALTER TABLE settlement_rows DROP CONSTRAINT IF EXISTS {BEFORE}")
    for kind, columns in (("payment", COLUMNS), ("refund", f"{COLUMNS}, settled_at")):
        op.execute(
            f"CREATE UNIQUE INDEX IF NOT EXISTS uq_settlement_rows_{kind} ON settlement_rows ({columns})"
            f" WHERE kind = '{kind}'"
        )


def downgrade() -> None:
    """Fails where a file brought two equal refunds: neither may be forgotten."""
    op.drop_index("uq_settlement_rows_refund", "settlement_rows")
    op.drop_index("uq_settlement_rows_payment", "settlement_rows")
    op.create_unique_constraint(BEFORE, "settlement_rows", ["reference", "transaction_id", "kind", "amount"])
