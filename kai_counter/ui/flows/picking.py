"""The train and its seats: chosen, picked on the map or by the program, and what becomes of what was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kai_counter.errors import Refused
from kai_counter.ui.flows import turning
from kai_counter.ui.flows.live_map import LiveMap, relation_of
from kai_counter.ui.flows.people import seat_them
from kai_counter.values.cards import ClassOffer, JourneyCard, SeatMapCard
from kai_counter.values.seating import best_seats

if TYPE_CHECKING:
    from kai_counter.ui.flows.holding import Holding
    from kai_counter.ui.flows.sale import SaleFlow

_TRIES = 4  # best seats were taken while we asked: look again, so often


class Picking:
    """`onward` is the step that opens by itself once everybody's seat is held."""

    def __init__(self, flow: SaleFlow) -> None:
        self.flow = flow
        self.map = LiveMap(flow)
        self.map.arrived.connect(self._show_map)
        self.map.trouble.connect(flow.on_trouble)
        self.reset()

    def reset(self) -> None:
        self.onward: str | None = None
        self._tries = 0
        self._accessible = False

    # The train -----------------------------------------------------------------------------------------

    def choose(self, journey: JourneyCard, offer: ClassOffer) -> None:
        """Go to the seats of this train. Seats held on another train, relation or class are given back."""
        flow = self.flow
        same = flow.journey is not None and relation_of(flow.journey) == relation_of(journey)
        if (not same or self._holds_other_class(offer)) and (flow.selected or flow.hold):
            flow.holding.drop("other_class" if same else "other_train")
        if not same:
            flow.seat_map = None
        flow.holding.journey = journey
        flow.offer = offer
        flow.own_quote = None
        flow.step_to("seats")
        flow.load_map()
        flow.tell(flow.map_changed)

    def _holds_other_class(self, offer: ClassOffer) -> bool:
        """Another class was chosen than the seats picked so far are of; who mixes classes picks on the map."""
        flow = self.flow
        if flow.offer is None or flow.offer.class_id == offer.class_id:
            return False
        picked = [seat for seat in map(flow.seat, flow.selected) if seat is not None]
        return all(seat.class_id != offer.class_id for seat in picked)

    def quick(self, journey: JourneyCard, offer: ClassOffer, onward: str = "passengers") -> None:
        """From the departures board: the best seats hold themselves, and the next page opens when held."""
        self.choose(journey, offer)
        self.onward = onward
        self.best()

    def _show_map(self, card: SeatMapCard) -> None:
        flow = self.flow
        flow.seat_map = card
        for coach in card.coaches:
            flow.names.update((s.seat_id, f"{s.coach_label} / {s.seat_number}") for s in coach.seats)
        flow.map_changed.emit()
        flow.holding.retry()

    # Its seats -----------------------------------------------------------------------------------------

    def toggle(self, seat_id: UUID) -> None:
        """Pick a seat or let it go. With a seat for everybody the first picked makes room for the new one."""
        flow, wanted = self.flow, self.flow.selected
        if seat_id in wanted:
            flow.holding.want(tuple(seat for seat in wanted if seat != seat_id))
        else:
            room = wanted[max(0, len(wanted) - flow.adults + 1) :]
            flow.holding.want((*room, seat_id))

    def best(self, accessible: bool = False) -> None:
        """Hold the best seats together for everybody, by the freshest map; taken ones are looked for anew."""
        self._tries, self._accessible = _TRIES, accessible
        self.map.read(self._pick)

    def _pick(self) -> None:
        flow = self.flow
        if flow.seat_map is None or flow.offer is None:
            return
        self._tries -= 1
        found = best_seats(flow.seat_map, flow.offer.class_id, flow.adults, accessible=self._accessible)
        if found:
            flow.holding.want(found)
            return
        self._tries, self.onward = 0, None
        code = "no_accessible_seat" if self._accessible else "no_seats_left"
        flow.trouble.emit(Refused(code, count=flow.adults))

    # What the holding says -----------------------------------------------------------------------------

    def follow(self, holding: Holding) -> None:
        """Hear of these seats. Others than those in hand are put there first, where a person can be told."""
        flow = self.flow
        holding.changed.connect(lambda: self._held() if holding is flow.holding else self._other_held())
        holding.lost.connect(lambda lost: turning.in_hand(flow, holding, lambda: self._lost(lost)))
        holding.ran_out.connect(lambda: turning.in_hand(flow, holding, self.ran_out))
        holding.trouble.connect(flow.on_trouble)

    def _other_held(self) -> None:
        self.flow.tell(self.flow.hold_changed)
        self.flow.sell_what_is_paid()

    def _held(self) -> None:
        flow = self.flow
        if flow.hold is not None:
            flow.names.update((s.seat_id, f"{s.coach_label} / {s.seat_number}") for s in flow.hold.seats)
        before = [person.seat_id for person in flow.passengers]
        seat_them(flow.passengers, flow.held)
        if before != [person.seat_id for person in flow.passengers]:
            flow.priced_anew()
        flow.tell(flow.hold_changed)
        if flow.is_own_held and flow.step in ("passengers", "payment") and turning.turn_to_lapsed(flow):
            return
        if flow.is_held and self.onward is not None:
            self._tries = 0
            flow.step_to(self.onward)
        elif flow.is_held and flow.step == "payment" and flow.quote is None:
            flow.request_quote()  # held again where it ran out
        else:
            flow.sell_what_is_paid()

    def _lost(self, lost: list[UUID]) -> None:
        if self._tries > 0:  # the program chose them, not the clerk: choose others without a word
            self.map.read(self._pick)
            return
        self.onward = None
        self.flow.seats_lost.emit(lost)
        self.flow.load_map()

    def ran_out(self) -> None:
        self.onward = None
        self.flow.priced_anew()
        self.flow.load_map()
        self.flow.hold_ran_out.emit()
