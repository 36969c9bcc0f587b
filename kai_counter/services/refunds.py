"""Tickets given back: an offer first, then its confirmation; and the money that is on its way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kai_counter.db.database import SEATS_CHANNEL, Database
from kai_counter.values.cards_refund import (
    AccountRequest,
    OfferCard,
    PayoutCard,
    PayoutsCard,
    from_offer,
    from_payout,
    from_payouts,
)


def offer(
    database: Database, offer_id: UUID, booking_id: UUID, passengers: tuple[UUID, ...], reason: str,
    *, overrule_code: str = "", why: str = "refund", papers: tuple[str, ...] = (),
) -> OfferCard:  # fmt: skip
    """What would be given back for these travellers, by which rule, until when. Safe to send twice.

    `why` is refund or own_mistake (then `papers` are the codes of the papers scanned back). `Refused`:
    identify_first, refund_too_late{until}, already_boarded{seq}, already_refunded{seq}, offer_open{counter, until},
    undo_too_late{minutes}, undo_exchange, papers_missing{count, tickets}, infant_left_alone.
    """
    wish: dict[str, Any] = {"why": why, "reason": reason, "overrule_code": overrule_code or None}
    if papers:
        wish["papers"] = list(papers)
    answer = database.call(
        "refund_quote", offer_id=offer_id, booking_id=booking_id, passengers=list(passengers), wish=wish
    )
    return from_offer(answer)


def withdraw(database: Database, offer_id: UUID) -> None:
    """The customer thought better of it."""
    database.call("withdraw_offer", offer_id=offer_id)


def confirm(
    database: Database, offer_id: UUID, money: AccountRequest, approval_id: UUID | None = None
) -> OfferCard:
    """Seats free, tickets void, money on its way or to be taken from the drawer. Safe to send twice.

    `Refused`: approval_needed{kind, subject_id, amount, reason}, offer_expired, cash_not_allowed, account_differs,
    no_reversal, already_boarded, already_refunded, shift_not_open.
    """
    answer = database.call("refund", offer_id=offer_id, money=money_sent(money), approval_id=approval_id)
    card = from_offer(answer)
    for schedule in card.schedules:
        database.notify(SEATS_CHANNEL, str(schedule))
    return card


def payouts(database: Database, limit: int = 100) -> PayoutsCard:
    """Money on its way from this station, late and failed first; what arrived lately; open offers."""
    return from_payouts(database.call("list_payouts", limit=limit))


def settle(database: Database, refund_id: UUID, status: str, note: str = "") -> PayoutCard:
    """Move a payout on. `Refused`: payout_moved{status}, payout_unknown."""
    return from_payout(database.call("settle_payout", refund_id=refund_id, status=status, note=note or None))


def begin_back(database: Database, refund_id: UUID) -> PayoutCard:
    """Written down before the machine is asked. `Refused`: reversal_busy{since}, payout_moved, payout_by_hand."""
    return from_payout(database.call("begin_payout", refund_id=refund_id))


def told_back(database: Database, refund_id: UUID, state: str, evidence: Mapping[str, Any]) -> PayoutCard:
    """done (evidence has a `reference`), declined (nothing moved), unknown (ask again)."""
    return from_payout(
        database.call("told_payout", refund_id=refund_id, state=state, evidence=dict(evidence))
    )


def fix(database: Database, refund_id: UUID, money: AccountRequest) -> PayoutCard:
    """Send a failed payout out again. `Refused`: identify_first, payout_own, account_differs, payout_moved."""
    return from_payout(database.call("fix_payout", refund_id=refund_id, money=money_sent(money)))


def money_sent(money: AccountRequest) -> dict[str, str]:
    if money.method not in ("transfer", "wallet"):
        return {"method": money.method}
    return {
        "method": money.method, "institution": money.institution, "account": money.account,
        "account_again": money.account_again, "holder": money.holder,
    }  # fmt: skip
