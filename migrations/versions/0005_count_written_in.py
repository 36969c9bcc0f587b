"""A count knows the transaction that wrote it down: nothing is told of it before that one is committed.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("written_in", sa.BigInteger(), server_default=sa.text("txid_current()"), nullable=False)
    op.add_column("cash_counts", column)


def downgrade() -> None:
    op.drop_column("cash_counts", "written_in")
