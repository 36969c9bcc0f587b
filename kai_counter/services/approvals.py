"""A second person signs one act with their own login: at the window where it is wanted, or from another counter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused
from kai_counter.services import staff
from kai_counter.services.answers import moment
from kai_counter.values.cards_signing import AskedCard, ChangeCard, MissCard, PairCard, SignatureCard
from kai_counter.values.requests import SignInRequest

CHANNEL = "kai_signatures"
"""News that a signature was asked for or given; the payload is the request's id."""


def sign(
    url: str, request: SignInRequest, approval_id: UUID, kind: str, subject_id: UUID, amount: int | None,
    requested_by: UUID, reason: str, overrule_code: str = "", request_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Sign in as the supervisor of `request`, approve, sign out; the id of the approval, good for two minutes.

    `request_id` settles what was asked from other counters meanwhile. `Refused`: sign_in_wrong, not_allowed,
    own_request, not_in_scope, signing_locked{until}, request_answered, and what signing in refuses with.
    """
    database, card = staff.sign_in(url, request)
    told: dict[str, Any] = {"requested_by": str(requested_by), "text": reason}
    if overrule_code:
        told["overrule_code"] = overrule_code
    if request_id is not None:
        told["request_id"] = str(request_id)
    try:
        if "supervisor" not in card.staff.roles:
            raise Refused("not_allowed", roles=["supervisor"])
        database.call(
            "approve", approval_id=approval_id, kind=kind, subject_id=subject_id, amount=amount, reason=told
        )
    finally:
        staff.sign_out(database)
    return approval_id


def ask(
    database: Database, request_id: UUID, kind: str, subject_id: UUID, amount: int | None, reason: str,
    overrule_code: str = "",
) -> SignatureCard:  # fmt: skip
    """Ring every supervisor on duty in this station's scope. Safe to send twice."""
    answer = database.call(
        "ask_signature", request_id=request_id, kind=kind, subject_id=subject_id, amount=amount, reason=reason,
        overrule_code=overrule_code or None,
    )  # fmt: skip
    database.notify(CHANNEL, str(request_id))
    return signature_card(answer)


def state(database: Database, request_id: UUID) -> SignatureCard:
    """How one's own request stands."""
    return signature_card(database.call("signature_state", request_id=request_id))


def withdraw(database: Database, request_id: UUID) -> SignatureCard:
    """Take one's own request back; one that was answered stays as it is."""
    answer = database.call("withdraw_signature", request_id=request_id)
    database.notify(CHANNEL, str(request_id))
    return signature_card(answer)


def missed(database: Database, nipp: str) -> MissCard:
    """A supervisor's password was typed wrongly here."""
    answer = database.call("signature_missed", nipp=nipp)
    locked = answer.get("locked_until")
    return MissCard(int(answer["left"]), moment(locked) if locked else None)


def waiting(database: Database, limit: int = 50) -> AskedCard:
    """What waits for this supervisor."""
    answer = database.call("signatures_asked", limit=limit)
    return AskedCard(*(tuple(signature_card(one) for one in answer[part]) for part in ("open", "answered")))


def answer(database: Database, request_id: UUID, approval_id: UUID, signs: bool, note: str = "") -> SignatureCard:
    """Sign or decline. `Refused`: request_unknown, request_answered, request_expired, own_request."""
    told = database.call(
        "answer_signature", request_id=request_id, approval_id=approval_id, signs=signs, note=note or None
    )
    database.notify(CHANNEL, str(request_id))
    return signature_card(told)


def pairs(database: Database, first: date, last: date) -> tuple[PairCard, ...]:
    """Who signed for whom, a day."""
    answer = database.call("signed_pairs", **{"from": first, "to": last})
    return tuple(
        PairCard(date.fromisoformat(one["day"]), one["asked_by"], one["signed_by"], one["kind"],
                 one.get("overrule_code") or "", int(one["signed"]), int(one["used"]), int(one["amount"]))
        for one in answer["pairs"]
    )  # fmt: skip


def signature_card(answer: Mapping[str, Any]) -> SignatureCard:
    about = answer.get("about") or {}
    train = about.get("schedule") or {}

    def when(name: str) -> Any:
        return moment(answer[name]) if answer.get(name) else None

    return SignatureCard(
        request_id=UUID(answer["request_id"]),
        kind=answer["kind"],
        amount=int(answer["amount"]) if answer.get("amount") is not None else None,
        reason=answer["reason"],
        overrule_code=answer.get("overrule_code") or "",
        booking_number=about.get("booking_number") or "",
        train=f"{train['train_name']} ({train['train_number']})" if train else "",
        relation=f"{train['origin_code']}–{train['destination_code']}" if train else "",
        state=answer["state"],
        asked_at=moment(answer["asked_at"]),
        open_until=moment(answer["open_until"]),
        asked_by=answer["asked_by"],
        counter_code=answer["counter_code"],
        station_name=answer["station_name"],
        approval_id=UUID(answer["approval_id"]) if answer.get("approval_id") else None,
        valid_until=when("valid_until"),
        answered_by=answer.get("answered_by") or "",
        answered_at=when("answered_at"),
        note=answer.get("answer_note") or "",
        rung=answer.get("rung"),
        change=ChangeCard(**about["change"]) if about.get("change") else None,
    )
