"""Who travels: how many, and what is typed of each. What alters the price makes the quote void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kai_counter.errors import Refused
from kai_counter.ui.flows import several
from kai_counter.ui.flows.people import counted, seat_them
from kai_counter.values.ids import new_id
from kai_counter.values.requests import Contact

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow

_PRICED = {"type", "reduction", "seat_id", "birth_date"}  # fields of a traveller that change the price


class Travellers:
    """Writes the flow's `passengers`, `adults`, `infants` and `contact`, which screens read and drafts keep."""

    def __init__(self, flow: SaleFlow) -> None:
        self.flow = flow

    def set_counts(self, adults: int, infants: int) -> None:
        """How many travel with a seat and how many infants without; what was typed for the others stays."""
        flow = self.flow
        limit = int(flow.counter.signed_in.rules.get("passengers_per_booking", 4))
        if adults > limit:
            flow.trouble.emit(Refused("too_many_seats", limit=limit))
            return
        if infants > adults:
            flow.trouble.emit(Refused("infants_exceed_adults"))
            return
        flow.adults, flow.infants = max(1, adults), max(0, infants)
        flow.passengers = counted(flow.passengers, flow.adults, flow.infants)
        if any(len(j.passengers) != len(flow.passengers) for j in flow.others if j.party == flow.party):
            flow.party = new_id()  # no longer the same people
        if len(flow.selected) > flow.adults:
            flow.holding.want(flow.selected[: flow.adults])
        seat_them(flow.passengers, flow.held)
        flow.priced_anew()
        flow.tell(flow.hold_changed)

    def update(self, index: int, **fields: Any) -> None:
        """Write what was typed, here and wherever the same person travels."""
        flow = self.flow
        person = flow.passengers[index]
        changed = {name for name, value in fields.items() if getattr(person, name) != value}
        if not changed:
            return
        for name in changed:
            setattr(person, name, fields[name])
        if "type" in changed:
            flow.adults = sum(not one.is_infant for one in flow.passengers)
            flow.infants = len(flow.passengers) - flow.adults
            seat_them(flow.passengers, flow.held)
        several.corrected_too(flow, index, {name: fields[name] for name in changed})
        if changed & _PRICED:
            flow.priced_anew()
        flow.save_soon()
        flow.changed.emit()

    def set_contact(self, contact: Contact | None) -> None:
        if contact != self.flow.contact:
            self.flow.contact = contact
            self.flow.save_soon()
