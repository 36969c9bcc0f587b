"""Which journey of the sale is in hand: one more, the next, one less, and one whose hold ran out meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kai_counter.errors import Refused
from kai_counter.ui.flows import several
from kai_counter.values.command_line import MOST_BOOKINGS

if TYPE_CHECKING:
    from kai_counter.ui.flows.holding import Holding
    from kai_counter.ui.flows.sale import SaleFlow


def another(flow: SaleFlow, *, same_people: bool) -> None:
    """One more journey in this sale: for the same people, or for more people than one booking takes."""
    if flow.is_paying or flow.sale is not None:
        return
    if flow.paying.is_engaged:
        flow.trouble.emit(Refused("payment_open"))
        return
    if not flow.is_held:
        flow.trouble.emit(Refused("journey_unfinished"))
        return
    if len(flow.others) + 1 >= MOST_BOOKINGS:
        flow.trouble.emit(Refused("too_many_journeys", limit=MOST_BOOKINGS))
        return
    several.begin_another(flow, same_people=same_people)
    flow.journeys = ()
    flow.step_to("search")
    flow.save()
    flow.tell(flow.map_changed, flow.hold_changed, flow.quote_changed)
    assert flow.search is not None
    flow.searching.run(flow.search)  # or the empty list would say that no train is left


def turn_to(flow: SaleFlow, journey: several.Journey, step: str | None = None) -> None:
    """Put another journey of the sale in hand. One without a train yet is not kept."""
    flow.others.remove(journey)
    if flow.journey is not None:
        flow.others.append(several.put_aside(flow))
    else:
        flow.holding.deleteLater()
    several.take_up(flow, journey)
    if step is not None:
        flow.step_to(step)
    flow.load_map()
    flow.tell(flow.map_changed, flow.hold_changed, flow.quote_changed)


def to_next(flow: SaleFlow) -> None:
    """The following journey of the sale, round and round; not away from money that sells on its own page."""
    if flow.is_kept_here:
        flow.trouble.emit(Refused("payment_open"))
        return
    if flow.others and not flow.is_paying:
        order = [journey for journey in several.in_order(flow) if journey in flow.others]
        after = [journey for journey in order if journey.number > flow.number]
        turn_to(flow, (after or order)[0], "passengers")


def drop(flow: SaleFlow) -> None:
    """Let the journey in hand go, and its seats; the one before it is in hand again."""
    if not flow.others or flow.is_paying or flow.paying.is_engaged or flow.sale is not None:
        return
    flow.holding.drop("journey_dropped")
    flow.holding.journey = None
    before = [journey for journey in flow.others if journey.number < flow.number]
    turn_to(flow, max(before or flow.others, key=lambda journey: journey.number), "passengers")
    flow.request_quote()


def in_hand(flow: SaleFlow, holding: Holding, act: Callable[[], None]) -> None:
    """Something happened to a hold: told at once if its journey is in hand or can be put there."""
    if holding is not flow.holding:
        journey = next((one for one in flow.others if one.holding is holding), None)
        if journey is None or flow.step not in ("passengers", "payment"):
            return  # told when the clerk goes on (`go`)
        turn_to(flow, journey)
    act()


def turn_to_lapsed(flow: SaleFlow) -> bool:
    """A hold of another journey ran out meanwhile: it is put in hand, and offered again."""
    journey = next((one for one in flow.others if not one.is_held), None)
    if journey is None:
        return False
    turn_to(flow, journey, flow.step if flow.step in ("passengers", "payment") else "passengers")
    if flow.holding.lapsed:
        flow.picking.ran_out()
    return True
