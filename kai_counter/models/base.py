"""What every mapped table shares: naming, column types, time stamps, word lists.

Constraint names come from one convention, so that a refusal by the database names its rule the same
way on every server. Word lists are text with a CHECK: adding a word is a cheap migration, while a
PostgreSQL enum can never lose one.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Text,
    Time,
    Uuid,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[UUID, mapped_column(primary_key=True)]
"""The caller makes the id before the call leaves (time-ordered UUID), so there is no default."""

Moment = datetime
Money = Annotated[Decimal, mapped_column(Numeric(12, 0))]
"""Whole rupiah. NUMERIC, never a float."""

Json = dict[str, Any]
Big = Annotated[int, mapped_column(BigInteger)]
Now = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())]
"""`clock_timestamp()`, not `now()`: rows of one long transaction keep their order."""

No = Annotated[bool, mapped_column(Boolean, server_default=false())]
Yes = Annotated[bool, mapped_column(Boolean, server_default=true())]
Facts = Annotated[dict[str, Any], mapped_column(JSONB, server_default=text("'{}'::jsonb"))]
"""A JSON object that is empty rather than absent."""


class Base(DeclarativeBase):
    """The one registry of mapped tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        str: Text,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        date: Date,
        time: Time,
        bytes: LargeBinary,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        Decimal: Numeric(12, 0),
    }


class Stamped:
    """Rows that change: `updated_at` is moved by a trigger, so that no writer can forget it."""

    created_at: Mapped[Now] = mapped_column(sort_order=90)
    updated_at: Mapped[Now] = mapped_column(sort_order=91)


class Recorded:
    """Rows that are written once."""

    created_at: Mapped[Now] = mapped_column(sort_order=90)


def known(column: str, *words: str) -> CheckConstraint:
    """The column holds one of these words (or NULL where the column allows it).

    One constant, not IN with its list: PostgreSQL reads a CHECK's text anew for each INSERT and UPDATE, and folds
    what is no constant yet. The eighty CHECKs of a sale took a tenth of it; hence also `>= '0'` below.
    """
    return CheckConstraint(f"{column} = ANY ('{{{','.join(words)}}}'::text[])", name=f"{column}_known")


def not_negative(*columns: str) -> list[CheckConstraint]:
    """Money and counts that cannot fall below zero; one CHECK a column, so that the name tells which."""
    return [CheckConstraint(f"{column} >= '0'", name=f"{column}_not_negative") for column in columns]
