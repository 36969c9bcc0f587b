"""Money from outside, as the database knows it. Asking gateway and terminal is the window's (ui/flows/outside.py).

An attempt is begun here before anybody is asked, and settled here with what the outside said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.services import sales
from kai_counter.values.cards_payments import AttemptCard, ReversalCard, UnsettledCard

Evidence = Mapping[str, Any]


def begin(
    database: Database, attempt_id: UUID, sale_id: UUID, method: str, amount: int, provider: str
) -> AttemptCard:
    """Write the attempt down; its sale's seats are kept from now on.

    `Refused`: payment_open, payment_unknown (another is under way), hold_expired, amount_out_of_range,
    gateway_not_set.
    """
    return AttemptCard.of(
        database.call("begin_attempt", attempt_id=attempt_id, sale_id=sale_id, method=method, amount=amount,
                      provider=provider)
    )  # fmt: skip


def mark_pending(
    database: Database, attempt_id: UUID, *, qr_text: str = "", transaction_id: str = "",
    expires_at: datetime | None = None,
) -> AttemptCard:  # fmt: skip
    """The outside has accepted the question."""
    facts = {"qr_text": qr_text, "transaction_id": transaction_id,
             "expires_at": expires_at.isoformat() if expires_at else None}  # fmt: skip
    return AttemptCard.of(database.call("mark_pending", attempt_id=attempt_id, facts=facts))


def settle(
    database: Database, attempt_id: UUID, state: str, evidence: Evidence, approval_id: UUID | None = None
) -> AttemptCard:
    """confirmed, declined, cancelled or unknown, by what the outside said or a supervisor signed.

    `Refused`: approval_needed, evidence_used, attempt_settled, bad_request (evidence of a wrong form).
    """
    return AttemptCard.of(
        database.call("settle_attempt", attempt_id=attempt_id, state=state, evidence=dict(evidence),
                      approval_id=approval_id)
    )  # fmt: skip


def allow_other_way(database: Database, attempt_id: UUID, approval_id: UUID | None) -> AttemptCard:
    """The customer may pay another way while this attempt is unknown; with a supervisor's signature."""
    return AttemptCard.of(database.call("allow_other_way", attempt_id=attempt_id, approval_id=approval_id))


def give_up(database: Database, attempt_id: UUID) -> AttemptCard:
    """Paid and not sold, and it will not be: its money becomes a task to give back."""
    return AttemptCard.of(database.call("give_up_attempt", attempt_id=attempt_id))


def begin_reversal(database: Database, reversal_id: UUID) -> ReversalCard:
    return ReversalCard.of(database.call("begin_reversal", reversal_id=reversal_id))


def settle_reversal(database: Database, reversal_id: UUID, state: str, evidence: Evidence) -> ReversalCard:
    """done (evidence has a `reference`), declined (nothing moved), unknown (ask again)."""
    return ReversalCard.of(
        database.call("settle_reversal", reversal_id=reversal_id, state=state, evidence=dict(evidence))
    )


def unsettled(database: Database) -> UnsettledCard:
    """What waits at this counter; for a supervisor, in all of the stations."""
    answer = database.call("list_unsettled")
    return UnsettledCard(
        tuple(map(AttemptCard.of, answer["attempts"])),
        tuple(map(ReversalCard.of, answer["reversals"])),
        tuple(map(AttemptCard.of, answer["watch"])),
    )


def of_sale(database: Database, sale_id: UUID) -> tuple[AttemptCard, ...]:
    """Every attempt of a sale that is not sold yet, oldest first."""
    return sales.sale_status(database, sale_id).attempts
