"""The same CHECKs in constants: a list of words is one array, a nought is the column's own.

PostgreSQL reads the text of a table's CHECKs anew for each INSERT and UPDATE, and folds there what is no constant yet.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# ARRAY['a'::text, 'b'::text] becomes '{a,b}'::text[], (0)::numeric becomes '0'::numeric.
AGAIN = r"""
DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT c.conrelid::regclass AS name,
               string_agg(format('DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', c.conname, c.conname, n.text), ', ') AS changes
          FROM pg_constraint c, pg_get_constraintdef(c.oid) o(text), LATERAL (SELECT replace(regexp_replace(regexp_replace(
               o.text, 'ARRAY\[''([\w/]+)''::text((, ''[\w/]+''::text)*)\]', '''{\1\2}''::text[]', 'g'),
               ', ''([\w/]+)''::text', ',\1', 'g'), '(0)::numeric', '''0''::numeric') AS text) n
         WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace AND n.text <> o.text
         GROUP BY 1
    LOOP
        EXECUTE format('ALTER TABLE %s %s', v_table.name, v_table.changes);
    END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(AGAIN)


def downgrade() -> None:
    """They promise what they promised."""
