"""A card terminal without a cable: the clerk charges on it and types its slip (`values.payment.typed_card`)."""

from __future__ import annotations

from kai_counter.errors import Unavailable
from kai_counter.values.payment import BatchTotals, CardAnswer


class ManualTerminal:
    """Nothing can be asked of it, and it says so before anybody is charged."""

    is_manual = True

    def sale(self, reference: str, amount: int) -> CardAnswer:
        raise Unavailable("terminal", "the terminal has no cable")

    def query(self, reference: str) -> CardAnswer:
        raise Unavailable("terminal", "the terminal has no cable")

    def void(self, reference: str, amount: int, trace: str = "") -> CardAnswer:
        raise Unavailable("terminal", "the terminal has no cable")

    def totals(self) -> BatchTotals:
        raise Unavailable("terminal", "the terminal has no cable")

    def settle(self) -> BatchTotals:
        raise Unavailable("terminal", "the terminal has no cable")

    def close(self) -> None:
        """Nothing is open."""
