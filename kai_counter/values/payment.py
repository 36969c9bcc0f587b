"""What the outside says about money: a QRIS gateway, a card terminal. Facts and states, no cables.

Asked is not paid: every answer is one of a few words, and `unknown` is one of them. The evidence (what the gateway
or the terminal printed) travels with the answer into the attempt, so that a person can settle what a machine could
not. Money is whole rupiah; a card number is never held whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from kai_counter.errors import Refused
from kai_counter.values.money import Rupiah

GATEWAY_STATES = ("pending", "confirmed", "declined", "cancelled", "expired", "unknown")
CARD_STATES = ("approved", "declined", "cancelled", "unknown")
SIMULATED_KEY = "SB-Mid-server-simulator"
"""What the gateway of software signs with: no secret, and believed only where nothing else was set up."""
REFUND_STATES = ("done", "declined", "unknown")
NOTHING = Rupiah(0)
Evidence = dict[str, str | int]
"""What is kept of an answer: flat, JSON, without secrets."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that is misread on a slip
_MASKED = re.compile(r"[0-9]{0,6}[*xX]+[0-9]{0,4}")


def _states(state: str, known: tuple[str, ...]) -> None:
    if state not in known:
        raise ValueError(f"{state!r} is not one of {', '.join(known)}")


def order_id(attempt_id: UUID) -> str:
    """How the gateway knows an attempt: `KAI-` and its id, 40 of the 50 characters a gateway allows."""
    return f"KAI-{attempt_id}"


def card_reference(attempt_id: UUID) -> str:
    """How a card terminal knows an attempt: twelve characters, the width of its reference field.

    60 bits of a digest, so that two attempts of one batch never share it; the first bits of a time-ordered id
    would.
    """
    number = int.from_bytes(sha256(attempt_id.bytes).digest()[:8], "big") >> 4
    return "".join(_LETTERS[number >> (5 * place) & 31] for place in reversed(range(12)))


@dataclass(frozen=True, slots=True)
class QrisCharge:
    """A code the customer may pay until `expires_at`. `qr_text` is the EMVCo text to draw."""

    order_id: str
    amount: Rupiah
    qr_text: str
    expires_at: datetime
    transaction_id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", Rupiah(self.amount))
        if self.expires_at.tzinfo is None:
            raise ValueError("a time without a zone")


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What the gateway says of one order now.

    `charge` is there when the answer carried a code to show. `declined`, `cancelled` and `expired` are the
    gateway's word of today: money may still come (a late payment), then the same order answers `confirmed`.
    `unknown` means the request left and nothing that can be trusted came back; `reason` says why (timeout,
    malformed, server_error, signature, amount, unsure). `amount` is what the gateway says was asked, 0 if it did
    not say. `refunded` is what went back already.
    """

    state: str
    order_id: str
    amount: Rupiah = NOTHING
    refunded: Rupiah = NOTHING
    reason: str = ""
    charge: QrisCharge | None = None
    evidence: Evidence = field(default_factory=dict)

    def __post_init__(self) -> None:
        _states(self.state, GATEWAY_STATES)
        object.__setattr__(self, "amount", Rupiah(self.amount))
        object.__setattr__(self, "refunded", Rupiah(self.refunded))

    @property
    def is_paid(self) -> bool:
        return self.state == "confirmed"

    @property
    def is_final(self) -> bool:
        """Nothing more is to be asked today."""
        return self.state in ("confirmed", "declined", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """Money sent back by the gateway: `done`, `declined` (nothing moved) or `unknown` (ask again, same key)."""

    state: str
    order_id: str
    refund_key: str
    amount: Rupiah
    reason: str = ""
    evidence: Evidence = field(default_factory=dict)

    def __post_init__(self) -> None:
        _states(self.state, REFUND_STATES)
        object.__setattr__(self, "amount", Rupiah(self.amount))


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What a card terminal says of one reference.

    `cancelled`: the customer or the terminal's own clock ended it. `unknown`: the card may have been charged;
    `query` the same reference, or a supervisor settles it with the slip. `reason` is a word for the window:
    not_found (the terminal never saw this reference: nothing was charged), link_lost, slow, garbled, amount; else
    the bank's `response_code` says it. `masked_pan` holds at most the first six and last four digits.
    """

    state: str
    reference: str
    amount: Rupiah
    response_code: str = ""
    approval_code: str = ""
    rrn: str = ""
    trace: str = ""
    masked_pan: str = ""
    batch: str = ""
    terminal_id: str = ""
    merchant_id: str = ""
    card: str = ""
    """What kind of card: credit_card, debit_card, or nothing where the terminal does not say."""
    is_typed: bool = False
    """A person read it off a slip; nobody asked a terminal."""
    reason: str = ""

    def __post_init__(self) -> None:
        _states(self.state, CARD_STATES)
        object.__setattr__(self, "amount", Rupiah(self.amount))
        if self.masked_pan and not _MASKED.fullmatch(self.masked_pan):
            raise ValueError("a card number that is not masked")

    @property
    def is_paid(self) -> bool:
        return self.state == "approved"

    @property
    def evidence(self) -> Evidence:
        """What is kept with the attempt; empty fields are left out."""
        names = ("reference", "response_code", "approval_code", "rrn", "trace", "masked_pan", "batch",
                 "terminal_id", "merchant_id", "card", "reason")  # fmt: skip
        kept: Evidence = {name: value for name in names if (value := getattr(self, name))}
        return kept | {"amount": int(self.amount)} | ({"typed": 1} if self.is_typed else {})


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """A terminal's own sums since its last settlement, for the three-way match."""

    batch: str
    sales: int
    sales_amount: Rupiah
    refunds: int = 0
    refunds_amount: Rupiah = NOTHING
    terminal_id: str = ""
    is_settled: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "sales_amount", Rupiah(self.sales_amount))
        object.__setattr__(self, "refunds_amount", Rupiah(self.refunds_amount))


def mask_pan(pan: str) -> str:
    """First six and last four; what a terminal masked already stays as it is."""
    digits = pan.strip()
    if not digits:
        return ""
    if _MASKED.fullmatch(digits):
        return digits.replace("x", "*").replace("X", "*")
    if len(digits) <= 10:
        return "*" * max(1, len(digits) - 4) + (digits[-4:] if digits[-4:].isdigit() and len(digits) > 4 else "")
    head, tail = digits[:6], digits[-4:]
    return (head if head.isdigit() else "") + "*" * (len(digits) - 10) + (tail if tail.isdigit() else "")


def typed_card(
    reference: str, amount: int, approval_code: str, rrn: str, last_four: str, card: str = ""
) -> CardAnswer:
    """An approval read off the slip of a terminal without a cable.

    Raises Refused: approval_code_form (six letters or digits), rrn_form (twelve digits), last_four_form.
    """
    approval_code, rrn, last_four = (
        "".join(text.split()).upper() for text in (approval_code, rrn, last_four)
    )  # a slip groups its digits
    if not re.fullmatch(r"[0-9A-Z]{6}", approval_code) or approval_code == "000000":
        raise Refused("approval_code_form")
    if not re.fullmatch(r"[0-9]{12}", rrn) or rrn == "0" * 12:
        raise Refused("rrn_form")
    if not re.fullmatch(r"[0-9]{4}", last_four):
        raise Refused("last_four_form")
    return CardAnswer(
        "approved", reference, Rupiah(amount), approval_code=approval_code, rrn=rrn,
        masked_pan="*" * 12 + last_four, card=card, is_typed=True,
    )  # fmt: skip
