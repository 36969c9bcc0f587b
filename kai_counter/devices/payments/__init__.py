"""Payment devices: what a QRIS gateway and a card terminal can be asked, whoever made them.

The contract of every method that moves money, so that "charged but not sold" has no place to come from:
- `Unavailable("gateway" | "terminal")` is raised only while nothing can have been charged: no connection, a cable
  that is out, a refusal before the request left. Retry is safe.
- Once the request (or a part of it) left, the method answers, and `unknown` is an answer.
- The same order id or reference asks for the same money once: a repeat finds what the first one made.

All calls block their thread for as long as the outside takes (they have their own limits): call them from a worker.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from kai_counter.values.payment import BatchTotals, CardAnswer, GatewayAnswer, RefundAnswer

__all__ = ["Gateway", "Terminal"]


class Gateway(Protocol):
    """Shows a code, says whether it was paid."""

    def charge(self, order_id: str, amount: int, expiry: datetime) -> GatewayAnswer:
        """Ask for a code payable until `expiry`: `pending` with its `charge`, or whatever this order is already.

        The same order with another amount answers `declined`, reason `amount`: nothing new was asked.
        """

    def status(self, order_id: str) -> GatewayAnswer:
        """What the gateway knows now. An order it never heard of is `declined`, reason `not_found`.

        Raises Unavailable when it cannot be reached: asking changes nothing.
        """

    def cancel(self, order_id: str) -> GatewayAnswer:
        """Take the code back: `cancelled`, or what it is now if that came too late (`confirmed`, `expired`)."""

    def refund(self, order_id: str, amount: int, refund_key: str, reason: str = "") -> RefundAnswer:
        """Send money back, once for each `refund_key`."""

    def close(self) -> None: ...


class Terminal(Protocol):
    """Charges a card. `is_manual`: there is no cable; the clerk types the slip (`values.payment.typed_card`)."""

    @property
    def is_manual(self) -> bool: ...

    def sale(self, reference: str, amount: int) -> CardAnswer:
        """Charge a card: approved, declined, cancelled, or unknown.

        `reference` is `values.payment.card_reference(attempt)`. Raises Unavailable("terminal") when the terminal
        never took the request.
        """

    def query(self, reference: str) -> CardAnswer:
        """What became of a reference. Never charges. `declined` with reason `not_found`: nothing was charged.

        Raises Unavailable("terminal"): nothing learned.
        """

    def void(self, reference: str, amount: int, trace: str = "") -> CardAnswer:
        """Reverse an approved sale of this batch: `approved` means the money goes back."""

    def totals(self) -> BatchTotals:
        """The batch so far, without closing it. Raises Unavailable."""

    def settle(self) -> BatchTotals:
        """Close the batch with the bank (`is_settled`). Raises Unavailable."""

    def close(self) -> None: ...
