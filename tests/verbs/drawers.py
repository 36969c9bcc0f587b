# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A shift as its tests count it: what its drawer should hold, its papers, its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from till import Till, close_shift

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

FLOAT = 500_000


def shift_of(owner: Any, nipp: str = "10001") -> UUID:
    found: UUID = owner.execute(
        "SELECT s.id FROM shifts s JOIN users u ON u.id = s.user_id WHERE u.nipp = %s ORDER BY s.opened_at DESC LIMIT 1", [nipp]
    ).fetchone()[0]
    return found


def printed(owner: Any) -> None:
    """Every paper came out."""
    owner.execute("UPDATE print_jobs SET state = 'confirmed'")


def expected(owner: Any, shift: UUID) -> int:
    return int(owner.execute("SELECT expected FROM internal.shift_cash(%s)", [shift]).fetchone()[0])


def close(till: Till, owner: Any, **more: Any) -> dict[str, Any]:
    """With the drawer counted right."""
    printed(owner)
    shift = shift_of(owner)
    return close_shift(till.database, shift_id=shift, counted=expected(owner, shift), **more)


def signed(supervisor: Database, kind: str, subject: UUID, amount: int, by: str = "10001") -> UUID:
    approval = new_id()
    supervisor.call("approve", approval_id=approval, kind=kind, subject_id=subject, amount=amount, reason={"requested_by": by, "text": "seen"})
    return approval
