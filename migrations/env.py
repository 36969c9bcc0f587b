"""Alembic's entry. `kai_counter.db.migrate` hands over its open connection, already in the owner's role.

From the command line (`alembic check`, `alembic revision`) the address comes from `-x url=…` or
KAI_COUNTER_DATABASE_URL.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from kai_counter.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ["KAI_COUNTER_DATABASE_URL"]
    with create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1)).connect() as connection:
        run(connection)
