"""After a restart, or a silence: what the database says counts, and what got no answer is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kai_counter.services import sales
from kai_counter.ui.flows import several
from kai_counter.ui.flows.people import counted, seat_them
from kai_counter.values.cards import SaleTruth

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow


def ask(flow: SaleFlow) -> None:
    """What the database says counts: held → go on there, sold → done, gone → the same seats are offered."""
    flow.counter.desk.do(
        flow,
        sales.sale_status,
        flow.counter.database,
        flow.sale_id,
        then=lambda truth: _settled(flow, truth),
        refused=flow.on_trouble,
        failed=lambda trouble: _unanswered(flow, trouble),
    )


def _unanswered(flow: SaleFlow, trouble: object) -> None:
    """Asked for again as soon as the database is back, and by any key that would act on it."""
    flow.asks_truth = True
    flow.on_trouble(trouble)


def _settled(flow: SaleFlow, truth: SaleTruth) -> None:
    flow.asks_truth = False
    flow.recovered = truth.state
    if truth.sale is not None:
        flow.sale = truth.sale
        flow.asks_change = truth.sale.change > 0
        flow.passengers, flow.contact = counted([], flow.adults, flow.infants), None
        for journey in flow.others:
            journey.passengers = counted([], journey.adults, journey.infants)
        flow.step = "done"
        flow.save()
    elif truth.hold is not None and (truth.state == "held" or (truth.state == "expired" and truth.is_kept)):
        several.settle(flow, truth)
        seat_them(flow.passengers, flow.holding.held)
        flow.step = flow.step if flow.step in ("passengers", "payment") and flow.is_held else "seats"
        if flow.step != "payment":  # else the cash still lies on the counter, and nothing is sold
            flow.tendered = None
    else:
        flow.tendered = None
        flow.step = "seats" if flow.journey is not None else "search"
        if flow.wanted_before:
            flow.holding.lapse(flow.wanted_before)
    if flow.sale is None:
        if any(one.is_unanswered or one.is_unsold for one in truth.attempts) and flow.is_held:
            flow.step = "payment"
        flow.paying.resume(truth.attempts)
    if flow.step == "payment":
        flow.request_quote()
    if flow.sale is None:
        flow.load_map()
    flow.settled.emit(truth)
    flow.step_changed.emit(flow.step)
    flow.tell(flow.hold_changed)


def retry(flow: SaleFlow, *, pays: bool) -> None:
    """Send what got no answer again: the hold, the price, the payment. Cash is a person's to send again, unless
    `pays`; what was charged outside is nobody's to wait for."""
    if flow.asks_truth:
        ask(flow)
        return
    for journey in several.in_order(flow):
        journey.holding.retry()
    if flow.step != "payment" or flow.sale is not None or flow.is_paying:
        return
    flow.paying.retry()
    if flow.selling.is_unsure and flow.tendered is not None and (pays or not flow.tendered):
        flow.pay(flow.tendered)
    elif flow.quote is None:
        flow.request_quote()
    else:
        flow.sell_what_is_paid()
