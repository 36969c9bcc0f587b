"""A database says whether it is a training room; its counters' keys have numbers that no live counter gets.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was there before is live: a room that is not sure must not be sold tickets from."""
    op.execute("ALTER TABLE installation ADD COLUMN IF NOT EXISTS is_training boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.drop_column("installation", "is_training")
