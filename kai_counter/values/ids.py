"""Ids are made by the caller, before the call leaves, so that a retry is the same request (DESIGN.md §3)."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A time-ordered UUID (version 7, RFC 9562)."""
    return UUID(int=uuid6.uuid7().int)
