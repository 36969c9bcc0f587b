"""Which trains there are: asked for, asked again without a word, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kai_counter.services import journeys
from kai_counter.values.cards import JourneyCard
from kai_counter.values.requests import SearchRequest

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow


class Searching:
    """What is found are the flow's `journeys`; `results_changed` tells of them."""

    def __init__(self, flow: SaleFlow) -> None:
        self.flow = flow

    def run(self, request: SearchRequest) -> None:
        """Look for trains; passengers already typed stay."""
        flow = self.flow
        flow.search = request
        flow.is_searching = True
        if request.passengers != flow.adults:
            flow.travellers.set_counts(request.passengers, min(flow.infants, request.passengers))
        self.refresh()
        flow.tell(flow.results_changed)

    def refresh(self) -> None:
        """Seats left may have changed; the list is asked for again without a word."""
        flow = self.flow
        if flow.search is None:
            return
        flow.counter.desk.ask(
            flow,
            journeys.search,
            flow.counter.database,
            flow.search,
            then=self._found,
            refused=self._failed,
            failed=self._failed,
            key="search",
        )

    def _found(self, found: tuple[JourneyCard, ...]) -> None:
        self.flow.journeys, self.flow.is_searching = found, False
        self.flow.tell(self.flow.results_changed)

    def _failed(self, trouble: object) -> None:
        self.flow.is_searching = False
        self.flow.on_trouble(trouble)
        self.flow.tell(self.flow.results_changed)
