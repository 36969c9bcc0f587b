"""What this counter's printer did, told to the database; and the counter's public key.

The local journal is the truth of what this printer did, the database of what is valid (DECISIONS.md).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kai_counter.db.database import Database


def report(database: Database, job_id: UUID, state: str, facts: dict[str, Any] | None = None) -> None:
    """Record a job's state; `facts` may carry qr_code, key_no, printer, reason. Safe to send twice."""
    database.call("report_print", job_id=job_id, state=state, facts=facts or {})


def receipt(database: Database, job_id: UUID, booking_id: UUID) -> dict[str, Any]:
    """The sale of this booking for its receipt, with `copy`: 0 the original, then 1, 2, … Safe to send twice.

    `Refused`: booking_not_found, identify_first.
    """
    return database.call("print_receipt", job_id=job_id, booking_id=booking_id)


def papers(database: Database, job_id: UUID, booking_id: UUID) -> dict[str, Any]:
    """The sale of this booking for a file of its papers: `copy` of the receipt, `ticket_copy` of the tickets.

    `Refused`: booking_not_found, identify_first.
    """
    return database.call("save_papers", job_id=job_id, booking_id=booking_id)


def count_report(database: Database, job_id: UUID, shift_id: UUID, form: str) -> int:
    """Which copy of this Z the paper is (`form` roll or pdf); 0 is the original. Safe to send twice."""
    return int(database.call("count_report", job_id=job_id, shift_id=shift_id, form=form)["copy"])


def register_key(database: Database, key_id: UUID, public_key: bytes) -> dict[str, Any]:
    """Make the counter's public key known: {key_no, valid_from, valid_until}. The same key answers the same."""
    return database.call("register_key", key_id=key_id, public_key=public_key)
