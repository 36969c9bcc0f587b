"""What the sale costs: asked of the database on the lines that its holds froze, with a promotion's code or without.

Each question has a number: an answer that was overtaken by another change is no price any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from kai_counter.errors import Refused
from kai_counter.ui.flows import several
from kai_counter.values.cards import QuoteCard

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow


class Pricing:
    """The prices themselves are the journeys' (`own_quote`, `Journey.quote`); here is who asks for them."""

    def __init__(self, flow: SaleFlow) -> None:
        self.flow = flow
        self._number = 0
        self.reset()

    def reset(self) -> None:
        self.promotion = ""  # the code on this sale; kept by the database with the hold
        self._promoted: set[UUID] = set()  # the bookings it was tried on
        self.void()

    def void(self) -> None:
        """What was asked is no price any more."""
        self._number += 1
        self.is_asking = False

    def request(self) -> None:
        """Ask for the price of these travellers on the lines the holds froze; `quote_changed` brings it."""
        flow = self.flow
        if flow.hold is None:
            return
        bookings = several.asked(flow)
        if self.promotion and {booking for booking, _ in bookings} - self._promoted:
            self.apply(self.promotion)  # held anew, or one more journey: the code is kept anew
            return
        self._ask(several.priced, flow.counter.database, bookings)

    def apply(self, code: str) -> None:
        """Put a code on the sale, or take it off with none; `quote_changed` or `promotion_refused` follows."""
        flow = self.flow
        if flow.hold is None or flow.is_paying or flow.sale is not None:
            return
        self._ask(several.promoted, flow.counter.database, code, several.asked(flow), code=code)

    def _ask(self, ask: Any, *arguments: Any, code: str | None = None) -> None:
        flow = self.flow
        self._number += 1
        self.is_asking = True
        number, bookings = self._number, arguments[-1]

        def priced(cards: tuple[QuoteCard, ...]) -> None:
            self._answered(number)
            if code is not None:
                self.promotion, self._promoted = code, {booking for booking, _ in bookings}
                flow.save()
            if number == self._number:
                found = {booking: card for (booking, _), card in zip(bookings, cards, strict=True)}
                flow.own_quote = found.get(flow.booking_id)
                for journey in flow.others:
                    journey.quote = found.get(journey.holding.booking_id)
                flow.tell(flow.quote_changed)
                flow.sell_what_is_paid()  # money that came before its price was known

        def failed(fault: object) -> None:
            self._answered(number)
            if flow.sale is not None:
                return  # sold while this was asked
            if code is not None and isinstance(fault, Refused):
                self._refused(code, fault)
            else:
                flow.on_trouble(fault)

        flow.counter.desk.do(flow, ask, *arguments, then=priced, refused=failed, failed=failed)

    def _answered(self, number: int) -> None:
        if number == self._number:
            self.is_asking = False

    def _refused(self, code: str, refused: Refused) -> None:
        """The price without it is asked for; what was kept before is still on the booking, and `quote` says so."""
        flow = self.flow
        if not refused.code.startswith("promotion_"):
            if flow.quote is None:  # a code is not put on while money is under way: what stands is the price
                self._ask(several.priced, flow.counter.database, several.asked(flow))
            if refused.code != "payment_open" or code != self.promotion:
                flow.on_trouble(refused)
            return
        if code == self.promotion:  # it was asked for again by itself, and is not to be had any more
            self.promotion = ""
        self.request()
        flow.promotion_refused.emit(refused)
