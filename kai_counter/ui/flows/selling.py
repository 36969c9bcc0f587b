"""The sale itself: sent once; charged outside it sells by itself; after a silence it is asked what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui.flows import several
from kai_counter.ui.flows.money import save_and_sell
from kai_counter.values.cards import QuoteCard, SaleCard
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import BookingEntry, SellRequest

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow


class Selling:
    """`is_paying` while the sale is on its way; `is_unsure` when it left and no answer came."""

    def __init__(self, flow: SaleFlow) -> None:
        self.flow = flow
        self.reset()

    def reset(self) -> None:
        self.is_paying = self.is_unsure = False
        self.tendered: int | None = None
        self.attempt_id = new_id()
        self._tried: object = None  # the payments, bookings and price whose sale was tried by itself

    def pay(self, tendered: int, approval_id: UUID | None = None) -> None:
        """Sell for cash. Pressed twice it is one sale; after a silence it first asks what became of it."""
        flow = self.flow
        if self.is_paying or flow.sale is not None:
            return
        if flow.quote is None:
            flow.request_quote()
            return
        self.tendered = tendered
        self.is_paying = True
        flow.paying.keep_holds()
        flow.stop_saving()
        flow.counter.desk.do(
            flow,
            save_and_sell,
            flow.counter.database,
            flow.drafts,
            flow.to_draft(),
            self.request(flow.quote, tendered, approval_id),
            self.is_unsure,
            then=self._on_sold,
            refused=self._on_not_sold,
            failed=self._on_no_answer,
        )
        flow.changed.emit()

    def entries(self) -> tuple[BookingEntry, ...]:
        """What is sold: every journey with its people at its own price."""
        flow = self.flow
        return tuple(
            BookingEntry(
                journey.holding.booking_id,
                tuple(person.entry() for person in journey.passengers),
                journey.quote.final if journey.quote else 0,
                flow.contact,
            )
            for journey in several.in_order(flow)
        )

    def request(self, quote: QuoteCard, tendered: int, approval_id: UUID | None) -> SellRequest:
        flow = self.flow
        paid = tuple(one.attempt_id for one in flow.paying.paid)
        return SellRequest(
            flow.sale_id, self.entries(), self.attempt_id, quote.final, tendered, paid, approval_id=approval_id
        )

    def on_money(self, card: AttemptCard) -> None:
        """Money came from outside. When it is the whole price the sale is made at once: charged is sold."""
        flow = self.flow
        flow.read_hold()
        flow.save()
        if flow.step == "payment" and flow.quote is None and not flow.pricing.is_asking:
            flow.request_quote()
        self.sell_what_is_paid()

    def sell_what_is_paid(self) -> None:
        """Once for each payment that came; after a refusal it is a person's key that tries again."""
        flow = self.flow
        paid = frozenset(one.attempt_id for one in flow.paying.paid)
        ready = flow.step == "payment" and flow.paying.left == 0 and flow.is_held and not self.is_paying
        if not ready or not paid or flow.paying.current is not None or flow.paying.busy or flow.sale is not None:
            return
        tried = paid, tuple((entry.booking_id, entry.expected_total) for entry in self.entries())
        if tried != self._tried:
            self._tried = tried
            self.pay(0)

    def _on_sold(self, card: SaleCard) -> None:
        flow = self.flow
        self.is_paying = self.is_unsure = False
        flow.sale = card
        flow.step_to("done")
        flow.sold.emit(card)

    def _on_not_sold(self, refused: Refused) -> None:
        """A rule said no: nothing was sold, the cash is still the customer's."""
        flow = self.flow
        self.is_paying = self.is_unsure = False
        flow.paying.keep_holds()
        if refused.code in ("id_reused", "booking_not_pending"):  # an earlier try came through after all
            flow.settle_after_restart()
            return
        self.tendered = None
        self.attempt_id = new_id()
        flow.save()
        if refused.code in ("payment_differs", "payment_open", "payment_unknown"):
            flow.paying.read()
        if refused.code in ("hold_expired", "booking_cancelled"):
            several.lapse(flow, refused.facts.get("booking_id"))
        elif refused.code == "total_changed":
            flow.priced_anew()
            flow.request_quote()
        flow.trouble.emit(refused)
        flow.changed.emit()

    def _on_no_answer(self, trouble: BaseException) -> None:
        """It may be sold or not: the next try asks first. The draft keeps what was tendered."""
        flow = self.flow
        self.is_paying = False
        if not (isinstance(trouble, Unavailable) and trouble.what == "disk"):  # then nothing left this machine
            self.is_unsure = True
        flow.paying.keep_holds()
        flow.on_trouble(trouble)
        flow.changed.emit()
