"""The seats of the chosen train, read again and again, one reading at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused
from kai_counter.services import seats
from kai_counter.values.cards import JourneyCard, SeatMapCard

if TYPE_CHECKING:
    from kai_counter.ui.flows.sale import SaleFlow


class LiveMap(QObject):
    """`arrived` brings the seats of the journey that is still the chosen one.

    A database that hangs must not use up the readers, so a look while another is under way is kept for after
    it. Failing to look is not said here (the window's own look at the database does), failing to pick is.
    """

    arrived = Signal(object)
    trouble = Signal(object)

    def __init__(self, flow: SaleFlow) -> None:
        super().__init__(flow)
        self._flow = flow
        self._is_reading = self._again = False

    def read(self, then: Callable[[], None] | None = None) -> None:
        """Look now; `then` is called once the map has arrived, and such a look waits for no other."""
        journey = self._flow.journey
        if journey is None:
            return
        if self._is_reading and then is None:
            self._again = True
            return
        self._is_reading = self._is_reading or then is None
        self._flow.counter.desk.ask(
            self,
            seats.seat_map,
            self._flow.counter.database,
            journey.schedule_id,
            journey.from_order,
            journey.to_order,
            self._flow.booking_id,
            then=lambda card: self._show(journey, card, then),
            refused=lambda refused: self._fail(refused, then),
            failed=lambda trouble: self._fail(trouble, then),
        )

    def _show(self, journey: JourneyCard, card: SeatMapCard, then: Callable[[], None] | None) -> None:
        now = self._flow.journey
        if now is not None and relation_of(now) == relation_of(journey):
            self.arrived.emit(card)
            if then is not None:
                then()
        self._over(then)

    def _fail(self, trouble: object, then: Callable[[], None] | None) -> None:
        if then is not None or isinstance(trouble, Refused):
            self.trouble.emit(trouble)
        self._again = False
        self._over(then)

    def _over(self, then: Callable[[], None] | None) -> None:
        if then is not None:
            return
        self._is_reading = False
        if self._again:
            self._again = False
            self.read()


def relation_of(journey: JourneyCard) -> tuple[UUID, int, int]:
    """What makes two journeys the same for seats: the dated train and the legs."""
    return journey.schedule_id, journey.from_order, journey.to_order
