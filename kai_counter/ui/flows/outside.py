"""Asking the outside for money, in a worker: attempt written down, gateway or terminal asked, answer written down.

Each function may be killed between any two of its lines. What stands in the database then says what to ask next,
and asking is always safe: order id and reference come from the attempt's own id.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.devices.payments import Gateway, Terminal
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import payments, refunds
from kai_counter.services.drafts import DraftStore
from kai_counter.values.cards_payments import AttemptCard, ReversalCard
from kai_counter.values.cards_refund import PayoutCard
from kai_counter.values.draft import SaleDraft
from kai_counter.values.payment import (
    CardAnswer,
    Evidence,
    GatewayAnswer,
    card_reference,
    order_id,
    typed_card,
)

PATIENCE = timedelta(seconds=60)  # after a code ran out, until a silent gateway makes it unknown


@dataclass
class Outside:
    """The payment devices of this counter. A terminal takes one question at a time."""

    gateway: Gateway | None = None
    terminal: Terminal | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def card_provider(self) -> str | None:
        """terminal, manual, or None at a counter that takes no cards."""
        if self.terminal is None:
            return None
        return "manual" if self.terminal.is_manual else "terminal"

    def close(self) -> None:
        for device in (self.gateway, self.terminal):
            if device is not None:
                device.close()


@dataclass(frozen=True)
class Asked:
    """One attempt as the clerk means it."""

    attempt_id: UUID
    sale_id: UUID
    method: str
    amount: int


def _keep(drafts: DraftStore | None, draft: SaleDraft | None) -> None:
    """On disk before anybody is asked."""
    if drafts is not None and draft is not None:
        drafts.save(draft)


# -- QRIS


def show_code(
    database: Database, drafts: DraftStore | None, draft: SaleDraft | None, outside: Outside, asked: Asked,
    minutes: int,
) -> AttemptCard:  # fmt: skip
    """A code the customer may pay: `pending` with its text; or what became of it already."""
    gateway = _gateway(outside)
    _keep(drafts, draft)
    card = payments.begin(database, asked.attempt_id, asked.sale_id, asked.method, asked.amount, "gateway")
    return card if not card.is_open or card.qr_text else charge(database, gateway, card, minutes)


def charge(database: Database, gateway: Gateway, card: AttemptCard, minutes: int) -> AttemptCard:
    """Ask for the code. A silence is asked again, since nobody has seen a code yet; then it is taken back."""
    order, life = order_id(card.attempt_id), timedelta(minutes=minutes)
    answer = GatewayAnswer("unknown", order)
    try:
        for _ in range(2):
            answer = gateway.charge(order, card.amount, datetime.now(UTC) + life)
            if answer.state != "unknown":
                break
        else:
            answer = gateway.cancel(order)
    except Unavailable:
        if answer.state == "unknown" and answer.reason:  # an earlier question left: it may have been heard
            said = dict(answer.evidence) | {"reason": answer.reason}
            return payments.settle(database, card.attempt_id, "unknown", said)
        payments.settle(database, card.attempt_id, "cancelled", {"reason": "unreachable"})
        raise
    if answer.state == "pending" and answer.charge is not None:
        until = (card.now or datetime.now(UTC)) + life  # by the database's clock, as everything on screen
        return payments.mark_pending(
            database, card.attempt_id, qr_text=answer.charge.qr_text, expires_at=until,
            transaction_id=answer.charge.transaction_id,
        )  # fmt: skip
    if answer.state == "pending":  # a code that cannot be shown is nobody's to pay
        answer = gateway.cancel(order)
    return told_by_gateway(database, card, answer, is_last=True)


def check_code(database: Database, outside: Outside, card: AttemptCard, now: datetime) -> AttemptCard:
    """What the gateway knows. Silence leaves the attempt as it is; well after its time it is unknown."""
    overdue = card.is_open and card.expires_at is not None and now > card.expires_at + PATIENCE
    order = order_id(card.attempt_id)
    try:
        answer = _gateway(outside).status(order)
        if answer.state == "pending" and card.state == "unknown" and not card.qr_text:
            answer = _gateway(outside).cancel(order)  # a code that nobody was ever shown
    except Unavailable:
        if overdue:
            return payments.settle(database, card.attempt_id, "unknown", {"reason": "unreachable"})
        raise
    return told_by_gateway(database, card, answer, is_last=overdue)


def take_back(database: Database, outside: Outside, card: AttemptCard) -> AttemptCard:
    """Cancel the code. The payment may have won; and where nobody answers, whether it did is unknown."""
    try:
        answer = _gateway(outside).cancel(order_id(card.attempt_id))
    except Unavailable:
        return payments.settle(database, card.attempt_id, "unknown", {"reason": "unreachable"})
    return told_by_gateway(database, card, answer, is_last=True)


def told_by_gateway(
    database: Database, card: AttemptCard, answer: GatewayAnswer, *, is_last: bool = False
) -> AttemptCard:
    """Write down what it said. `is_last`: no further answer is waited for."""
    said: Evidence = dict(answer.evidence) | {"source": "query"}
    if answer.reason:
        said["reason"] = answer.reason
    if answer.is_paid and (not answer.amount or int(answer.amount) == card.amount):
        return payments.settle(database, card.attempt_id, "confirmed", said)
    if answer.state in ("declined", "cancelled", "expired"):
        if not card.is_open and card.state != "unknown":
            return card  # a code given up, looked at once more: still not paid
        state = "declined" if answer.state == "declined" else "cancelled"
        return payments.settle(database, card.attempt_id, state, said)
    if is_last and card.is_open:
        return payments.settle(database, card.attempt_id, "unknown", said)
    return card


def _gateway(outside: Outside) -> Gateway:
    if outside.gateway is None:
        raise Refused("gateway_not_set")
    return outside.gateway


# -- cards


def ask_card(
    database: Database, drafts: DraftStore | None, draft: SaleDraft | None, outside: Outside, asked: Asked
) -> AttemptCard:
    """Let the terminal charge; with a manual one the attempt stands open until the slip is typed."""
    terminal = _terminal(outside)
    _keep(drafts, draft)
    provider = outside.card_provider or "manual"
    card = payments.begin(database, asked.attempt_id, asked.sale_id, asked.method, asked.amount, provider)
    if not card.is_open:
        return card
    fresh = card.state == "created"
    card = payments.mark_pending(database, card.attempt_id)
    if provider == "manual":
        return card
    reference = card_reference(card.attempt_id)
    with outside.lock:
        try:
            answer = terminal.sale(reference, card.amount) if fresh else terminal.query(reference)
        except Unavailable:
            if not fresh:
                raise
            payments.settle(database, card.attempt_id, "cancelled", {"reason": "unreachable"})
            raise
    return told_by_terminal(database, card, answer, "terminal" if fresh else "query")


def query_card(database: Database, outside: Outside, card: AttemptCard) -> AttemptCard:
    """What became of an attempt, by the terminal's own memory. Never charges."""
    with outside.lock:
        answer = _terminal(outside).query(card_reference(card.attempt_id))
    return told_by_terminal(database, card, answer, "query")


def told_by_terminal(database: Database, card: AttemptCard, answer: CardAnswer, source: str) -> AttemptCard:
    said: Evidence = dict(answer.evidence) | {"source": source}
    if answer.is_paid:
        try:
            return payments.settle(database, card.attempt_id, "confirmed", said)
        except Refused as refused:
            if refused.code not in ("bad_request", "evidence_used"):
                raise
            # An approval that cannot be right: a person looks at the slip.
            return payments.settle(database, card.attempt_id, "unknown", said | {"reason": refused.code})
    if answer.state == "unknown":
        return card if card.state == "unknown" else payments.settle(database, card.attempt_id, "unknown", said)
    return payments.settle(database, card.attempt_id, answer.state, said)


def typed_slip(
    database: Database, card: AttemptCard, approval_code: str, rrn: str, last_four: str,
    approval_id: UUID | None = None,
) -> AttemptCard:  # fmt: skip
    """What a person read off the slip. Refused: approval_code_form, rrn_form, last_four_form, evidence_used."""
    answer = typed_card(card_reference(card.attempt_id), card.amount, approval_code, rrn, last_four)
    return payments.settle(
        database, card.attempt_id, "confirmed", dict(answer.evidence) | {"source": "typed"}, approval_id
    )


def _terminal(outside: Outside) -> Terminal:
    if outside.terminal is None:
        raise Refused("terminal_not_set")
    return outside.terminal


# -- either


def ask_again(
    database: Database, outside: Outside, card: AttemptCard, now: datetime, minutes: int | None = None
) -> AttemptCard:
    """The question that never charges, for whatever this attempt is.

    A code that nobody has seen yet (the counter died before it came) is asked for anew with `minutes` to pay it,
    where a customer waits for it; taken back else.
    """
    if card.provider == "gateway" and card.state == "created":
        if minutes is not None:
            return charge(database, _gateway(outside), card, minutes)
        return take_back(database, outside, card)
    if card.provider == "gateway":
        return check_code(database, outside, card, now)
    if card.provider == "terminal" and outside.card_provider == "terminal":
        return query_card(database, outside, card)
    return card


def give_back(database: Database, outside: Outside, reversal_id: UUID) -> ReversalCard:
    """Send the money of a reversal back the way it came: once, however often this is asked.

    Only what a machine can do; a slip of a manual terminal is typed by a person (`given_back`).
    """
    reversal = payments.begin_reversal(database, reversal_id)
    card = reversal.attempt
    if reversal.state == "done":
        return reversal
    if card.provider == "gateway":
        answer = _gateway(outside).refund(order_id(card.attempt_id), reversal.amount, str(reversal_id), "not sold")
        said: Evidence = dict(answer.evidence) | ({"reason": answer.reason} if answer.reason else {})
        if answer.state == "done":
            said["reference"] = str(reversal_id)
        return payments.settle_reversal(database, reversal_id, answer.state, said)
    if card.provider == "terminal" and outside.card_provider == "terminal":
        state, said = _void(outside, card.attempt_id, reversal.amount)
        return payments.settle_reversal(database, reversal_id, state, said)
    return reversal


def _void(outside: Outside, attempt_id: UUID, amount: int) -> tuple[str, Evidence]:
    with outside.lock:
        void = _terminal(outside).void(card_reference(attempt_id), amount)
    said: Evidence = dict(void.evidence) | ({"reason": void.reason} if void.reason else {})
    state = {"approved": "done", "unknown": "unknown"}.get(void.state, "declined")
    if state == "done":
        said["reference"] = void.rrn or void.approval_code or card_reference(attempt_id)
    return state, said


def can_pay_back(outside: Outside, machine: str) -> bool:
    """Whether this counter has the machine that a refund's reversal wants."""
    return (machine == "gateway" and outside.gateway is not None) or (
        machine == "terminal" and outside.card_provider == "terminal"
    )


def pay_back(database: Database, outside: Outside, refund_id: UUID, machine: str) -> PayoutCard:
    """A refund by reversal goes back by the machine that took the money: once, by the refund's own id.

    Asked and not answered it stands as asked, and is asked again with the same key. `Refused`: reversal_busy,
    payout_moved, payout_by_hand, gateway_not_set, terminal_not_set.
    """
    if not can_pay_back(outside, machine):
        raise Refused("gateway_not_set" if machine == "gateway" else "terminal_not_set")
    card = refunds.begin_back(database, refund_id)
    if card.status == "completed" or card.attempt_id is None:
        return card
    if machine == "gateway":
        answer = _gateway(outside).refund(order_id(card.attempt_id), card.amount, str(refund_id), "refund")
        said: Evidence = dict(answer.evidence) | ({"reason": answer.reason} if answer.reason else {})
        state = answer.state
        if state == "done":
            said["reference"] = str(refund_id)
    else:
        state, said = _void(outside, card.attempt_id, card.amount)
    return refunds.told_back(database, refund_id, state, said)


def given_back(database: Database, reversal_id: UUID, reference: str) -> ReversalCard:
    """A person gave it back (at the terminal, at the bank) and says under which reference."""
    payments.begin_reversal(database, reversal_id)
    return payments.settle_reversal(database, reversal_id, "done", {"reference": reference, "source": "typed"})
