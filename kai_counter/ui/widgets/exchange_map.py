"""The seat map of the new train, under what the exchange costs: opened by one key, live while it is open."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from kai_counter.ui.flows.exchange_seats import ExchangeSeats
from kai_counter.ui.flows.exchanging import ExchangeFlow
from kai_counter.ui.widgets.seat_panel import SeatPanel


class ExchangeMap(SeatPanel):
    """Hidden until `open`; the best seats stay held until others are picked."""

    def __init__(self, flow: ExchangeFlow, parent: QWidget | None = None) -> None:
        self.seats = ExchangeSeats(flow)
        self._opens = False  # its seats are on their way; then the focus goes in
        super().__init__(self.seats, parent)
        self.exchange = flow
        self.hide()
        self.seats.changed.connect(self._show_seats)
        self.seats.lost.connect(self._seats_lost)

    @property
    def can_open(self) -> bool:
        flow = self.exchange
        return flow.hold is not None and flow.journey is not None and flow.can_change

    def choose(self) -> None:
        """F6: the map; once more: the best seats again."""
        flow = self.exchange
        if self.isVisible() and flow.journey is not None and flow.train_class is not None:
            flow.take(flow.journey, flow.train_class)
        elif self.can_open:
            self.seats.seat_map, self._opens = None, True
            self.show()
            self.seats.start()

    def close_map(self) -> None:
        self.seats.stop()
        self.hide()

    def _show_seats(self) -> None:
        self.refresh()
        if self._opens and self.seats.seat_map is not None and self.isVisible():
            self._opens = False
            self.focus_map()

    def _seats_lost(self, lost: list[UUID]) -> None:
        self.mark_lost(lost)
        self.say(self.tr("Another counter was quicker there. The seats held before are still yours."))
