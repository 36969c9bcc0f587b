"""What stands on the desk of open things, whatever its kind: one line each with its age, and what may be done.

A kind of its own adds a `Source`: a function that lists its items. The page draws them all alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from kai_counter.ui.pay_words import age_words
from kai_counter.ui.widgets.method_row import method_words
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_payments import AttemptCard, ReversalCard, UnsettledCard

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Act:
    """One thing to do: its key, its words, and `form` when something is typed first (slip, code, reference)."""

    name: str
    key: str
    text: str
    form: str = ""
    kind: str = "secondary"


@dataclass(frozen=True)
class OpenItem:
    """One open thing. `card` is what its acts are done to."""

    kind: str
    id: UUID
    icon: str
    title: str
    said: str
    age: timedelta
    facts: tuple[tuple[str, str], ...] = ()
    acts: tuple[Act, ...] = ()
    card: Any = None

    @property
    def right(self) -> str:
        return age_words(self.age)


Source = Callable[[], list[OpenItem]]


def of_money(card: UnsettledCard) -> list[OpenItem]:
    """Open payments, oldest first: without an answer, paid and not sold, and what goes back."""
    return [
        *(of_attempt(one) for one in card.attempts),
        *(of_reversal(one) for one in card.reversals),
    ]


def of_attempt(card: AttemptCard) -> OpenItem:
    name = method_words()[card.method]
    what = f"{name[:1].upper()}{name[1:]} {rupiah(card.amount)}"
    if card.is_unsold:
        said = translate("OpenItems", "Paid, not sold: the seats are still to be had")
        if not card.can_sell:
            said = translate("OpenItems", "Paid, not sold: the seats are gone")
        acts = _unsold(card)
        return OpenItem("unsold", card.attempt_id, "circle-alert", what, said, card.age, _facts(card), acts, card)
    said = translate("OpenItems", "No answer: whether it was paid is not known")
    if card.is_open:
        said = translate("OpenItems", "Waiting for the customer or the terminal")
    elif card.is_bypassed:
        said = translate("OpenItems", "No answer; the customer paid another way")
    acts = _unanswered(card)
    return OpenItem("attempt", card.attempt_id, "hourglass", what, said, card.age, _facts(card), acts, card)


def _unanswered(card: AttemptCard) -> tuple[Act, ...]:
    acts = []
    if card.provider != "manual":
        acts.append(Act("check", "F12", translate("OpenItems", "Check now"), kind="primary"))
    form = "code" if card.method == "qris" else "slip"
    acts.append(Act("paid", "Ctrl+Y", translate("OpenItems", "It was paid"), form))
    acts.append(Act("not_paid", "Ctrl+N", translate("OpenItems", "It was not paid"), "note"))
    if card.state == "unknown" and not card.is_handed_over:
        acts.append(Act("hand_over", "Ctrl+H", translate("OpenItems", "Leave it to the supervisor")))
    return tuple(acts)


def _unsold(card: AttemptCard) -> tuple[Act, ...]:
    back = Act("send_back", "Ctrl+R", translate("OpenItems", "Send it back"), kind="danger")
    if not card.can_sell:
        return (back,)
    if card.exchange_of:  # found again, its exchange (F8) goes on with what was paid
        return (Act("open", "F8", translate("OpenItems", "Open the booking"), kind="primary"), back)
    return (Act("sell", "F8", translate("OpenItems", "Open the sale"), kind="primary"), back)


def of_reversal(card: ReversalCard) -> OpenItem:
    reasons = {
        "paid_twice": translate("OpenItems", "paid twice"),
        "not_sold": translate("OpenItems", "paid, and the seats were gone or nobody came"),
        "given_up": translate("OpenItems", "the sale was given up"),
    }
    what = translate("OpenItems", "Give back {amount} by {method}")
    what = what.format(amount=rupiah(card.amount), method=method_words()[card.method])
    said = translate("OpenItems", "To be given back: {reason}").format(reason=reasons[card.reason])
    if card.state == "asking":
        said = translate("OpenItems", "Asked, no answer yet; asking again gives back once")
    acts = []
    if card.attempt.provider != "manual":
        acts.append(Act("give_back", "F12", translate("OpenItems", "Give it back now"), kind="primary"))
    acts.append(Act("given_back", "Ctrl+Y", translate("OpenItems", "It was given back"), "reference"))
    facts = _facts(card.attempt)
    return OpenItem("reversal", card.reversal_id, "undo-2", what, said, card.age, facts, tuple(acts), card)


def _facts(card: AttemptCard) -> tuple[tuple[str, str], ...]:
    facts = [
        (translate("OpenItems", "Booking"), card.booking_number),
        (translate("OpenItems", "Exchange of"), card.exchange_of),
        (translate("OpenItems", "Counter"), card.counter_code),
        (translate("OpenItems", "Clerk"), card.clerk_name),
        (translate("OpenItems", "Order"), f"KAI-{card.attempt_id}" if card.provider == "gateway" else ""),
        (translate("OpenItems", "Gateway's number"), card.gateway_reference or ""),
        (translate("OpenItems", "RRN"), card.retrieval_number or ""),
        (translate("OpenItems", "Approval code"), card.approval_code or ""),
        (translate("OpenItems", "Card"), card.masked_pan or ""),
    ]
    return tuple((name, value) for name, value in facts if value)
