"""What a customer sees of their own sale on the display that faces them: facts, no widgets."""

from __future__ import annotations

from dataclasses import dataclass

from kai_counter.values.cards import JourneyCard
from kai_counter.values.payment import QrisCharge


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """`identity` is masked already; `seat` is empty for an infant or before a seat is held."""

    name: str
    seat: str
    identity: str


@dataclass(frozen=True, slots=True)
class DisplayCard:
    """`kind` is idle, journey, payment, qris or thanks. An idle card carries nobody's data."""

    kind: str = "idle"
    journey: JourneyCard | None = None
    people: tuple[ShownPerson, ...] = ()
    total: int | None = None
    discount: int = 0
    charge: QrisCharge | None = None
    tendered: int = 0
    change: int = 0
    codes: tuple[str, ...] = ()
    others: tuple[JourneyCard, ...] = ()
    """The other journeys of the same sale."""


IDLE = DisplayCard()


def masked_identity(number: str) -> str:
    """`317401**********`: the district of a NIK, nothing of the person; of a passport the first two letters."""
    digits = number.strip()
    kept = 6 if len(digits) == 16 and digits.isdigit() else 2
    return digits[:kept] + "*" * (len(digits) - kept) if len(digits) > kept else "*" * len(digits)
