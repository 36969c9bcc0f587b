"""Which seats on the new train: the best were taken by the program, others are picked on the live map.

Each pick holds the whole new choice at once, in place of the one before; a seat that somebody else was quicker to
take leaves what was held.
"""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.errors import Refused
from kai_counter.services import seats
from kai_counter.ui.flows.exchanging import ExchangeFlow
from kai_counter.values.cards import ClassOffer, HoldCard, JourneyCard, SeatMapCard

LIVE = 1000  # ms between two looks at the seats in view


class ExchangeSeats(QObject):
    """What the map draws (`SeatChoice`). `changed` after each look; `lost` brings the seats that were taken."""

    changed = Signal()
    lost = Signal(list)

    def __init__(self, flow: ExchangeFlow) -> None:
        super().__init__(flow)
        self.flow = flow
        self.seat_map: SeatMapCard | None = None
        self.selected: tuple[UUID, ...] = ()
        self._live = QTimer(self, interval=LIVE)
        self._live.timeout.connect(self.read)
        flow.seats_lost.connect(self._lost)
        flow.changed.connect(self._follow)

    @property
    def journey(self) -> JourneyCard | None:
        return self.flow.journey

    @property
    def offer(self) -> ClassOffer | None:
        return self.flow.train_class

    @property
    def hold(self) -> HoldCard | None:
        return self.flow.hold

    @property
    def held(self) -> tuple[UUID, ...]:
        return tuple(seat.seat_id for seat in self.flow.hold.seats) if self.flow.hold else ()

    @property
    def is_held(self) -> bool:
        return bool(self.held) and set(self.held) == set(self.selected)

    def start(self) -> None:
        self.selected = self.held
        self.read()
        self._live.start()

    def stop(self) -> None:
        self._live.stop()

    def read(self) -> None:
        journey, hold, desk = self.journey, self.hold, self.flow.counter.desk
        if journey is None or hold is None:
            return
        desk.ask(
            self, seats.seat_map, self.flow.counter.database, journey.schedule_id, journey.from_order,
            journey.to_order, hold.booking_id, then=self._show, refused=lambda _refused: None,
            failed=lambda _fault: None, key="exchange map",
        )  # fmt: skip

    def toggle(self, seat_id: UUID) -> None:
        """One more; the one chosen first makes room, so that there is always a seat for each."""
        if self.flow.can_change and seat_id not in self.selected:
            self.selected = (*self.selected, seat_id)[-len(self.flow.seated) :]
            self.flow.move_to(self.selected)
            self.changed.emit()

    def _show(self, card: SeatMapCard) -> None:
        if self.journey is not None and card.schedule_id == self.journey.schedule_id:
            self.seat_map = card
            self.changed.emit()

    def _lost(self, refused: Refused) -> None:
        lost = [UUID(str(seat)) for seat in refused.facts.get("seats", ())]
        self.selected = self.held
        self.lost.emit(lost)
        self.read()

    def _follow(self) -> None:
        if not self.flow.is_busy:
            self.selected = self.held
        self.changed.emit()
