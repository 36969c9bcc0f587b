"""Seats of one booking: what the clerk wants, what the database holds, and how the two are brought together.

Every pick is one `hold` of the whole selection under the next revision (all or none). Answers come back in
the order of the picks, since the desk has one writer; a refusal names the lost seats, and the rest is asked
for again by itself when a pick behind it was refused with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.db.database import Database
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import seats
from kai_counter.services.drafts import DraftStore
from kai_counter.values.cards import HoldCard, JourneyCard
from kai_counter.values.draft import SaleDraft
from kai_counter.values.ids import new_id
from kai_counter.values.requests import HoldRequest

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

# The booking is over for the database: the same seats need a new booking.
_OVER = ("hold_expired", "booking_not_pending", "booking_cancelled")


class Holding(QObject):
    """`wanted` is the selection, `card` what is held; they differ only while an answer is on its way."""

    changed = Signal()
    lost = Signal(list)  # seat ids (UUID) that another counter was quicker to take
    ran_out = Signal()
    trouble = Signal(object)  # Refused or Unavailable

    def __init__(
        self, counter: Counter, drafts: DraftStore, draft: Callable[[], SaleDraft], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._counter, self._drafts, self._draft = counter, drafts, draft
        self.sale_id: UUID = new_id()
        self.booking_id: UUID = new_id()
        self.revision = 0
        self.journey: JourneyCard | None = None
        self.wanted: tuple[UUID, ...] = ()
        self.lapsed: tuple[UUID, ...] = ()  # seats of a hold that ran out, to be offered again
        self.card: HoldCard | None = None
        self.is_paying = False  # money is on the counter: the end of the hold is the database's to say
        self.is_unsure = False  # the last call got no answer; `retry` sends the same request again
        self._waiting = 0
        self._renewed = False
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._expire)

    def start(self, sale_id: UUID) -> None:
        """A new sale: nothing wanted, nothing held. What was held before is the caller's to release."""
        self.sale_id = sale_id
        self.journey, self.card = None, None
        self.wanted, self.lapsed = (), ()
        self.is_paying = False
        self._fresh_booking()

    @property
    def is_settled(self) -> bool:
        """What is wanted is held, and nothing is on its way."""
        return not self._waiting and not self.is_unsure and set(self.held) == set(self.wanted)

    @property
    def held(self) -> tuple[UUID, ...]:
        return tuple(seat.seat_id for seat in self.card.seats) if self.card else ()

    def want(self, wanted: tuple[UUID, ...]) -> None:
        """Hold exactly these seats; none at all gives the booking back."""
        if wanted == self.wanted and self.is_settled:
            return
        self.lapsed = ()
        if not wanted:
            self.drop("deselected")
            return
        self.wanted = wanted
        self.revision += 1
        self._send()

    def forget_train(self) -> None:
        """Another relation or day is looked for: a train that was only looked at must not take the next F6. A train
        with seats on it stays until another is chosen."""
        if not self.wanted and self.card is None:
            self.journey, self.lapsed = None, ()
            self.changed.emit()

    def again(self) -> None:
        """Hold the seats of the hold that ran out once more; those taken meanwhile are named as lost."""
        self.want(self.lapsed)

    def retry(self) -> None:
        """Send what got no answer once more; the same revision is the same request."""
        if self.is_unsure and not self._waiting and self.wanted:
            self._send()

    def drop(self, reason: str) -> None:
        """Give the seats back. The next pick is a new booking of the same sale."""
        booking, journey, had = self.booking_id, self.journey, self.revision > 0
        self.wanted, self.lapsed, self.card = (), (), None
        self._fresh_booking()
        if had:
            schedule = journey.schedule_id if journey else None
            database = self._counter.database
            self._counter.desk.do(
                self,
                seats.release,
                database,
                booking,
                reason,
                schedule,
                then=lambda _released: self.changed.emit(),
                refused=lambda _refused: None,  # over already: there is nothing to give back
                failed=self.trouble.emit,  # the hold ends by itself
            )
        self.changed.emit()

    def adopt(self, card: HoldCard) -> None:
        """Take over what the database says is held (after a restart, or an extension)."""
        self.card, self.booking_id = card, card.booking_id
        self.revision = max(self.revision, card.revision)
        self.wanted = self.held
        self.is_unsure = False
        self._count_down()
        self.changed.emit()

    def lapse(self, wanted: tuple[UUID, ...]) -> None:
        """The hold is over; remember its seats so that they can be offered again."""
        self.card, self.wanted, self.lapsed = None, (), wanted
        self._fresh_booking()
        self.changed.emit()
        self.ran_out.emit()

    def _fresh_booking(self) -> None:
        self.booking_id, self.revision = new_id(), 0
        self.is_unsure = False
        self._end.stop()

    def _send(self) -> None:
        if self.journey is None:
            raise ValueError("seats are picked on a journey")
        journey = self.journey
        request = HoldRequest(
            self.sale_id,
            self.booking_id,
            self.revision,
            journey.schedule_id,
            journey.from_order,
            journey.to_order,
            self.wanted,
        )
        self._waiting += 1
        self.is_unsure = False
        self._counter.desk.do(
            self,
            _save_and_hold,
            self._counter.database,
            self._drafts,
            self._draft(),
            request,
            then=lambda card: self._held(request, card),
            refused=lambda refused: self._refused(request, refused),
            failed=lambda trouble: self._failed(request, trouble),
        )
        self.changed.emit()

    def _is_ours(self, request: HoldRequest) -> bool:
        """Answers to a booking that was dropped meanwhile change nothing: its release is behind them."""
        self._waiting -= 1
        return request.booking_id == self.booking_id

    def _held(self, request: HoldRequest, card: HoldCard) -> None:
        if not self._is_ours(request):
            return
        self.card = card
        self._renewed = False
        self._count_down()
        self.changed.emit()

    def _refused(self, request: HoldRequest, refused: Refused) -> None:
        if not self._is_ours(request):
            return
        if refused.code in _OVER and not self._renewed:
            self._renewed = True
            self.card = None
            self._fresh_booking()
            self.revision = 1
            self._send()
            return
        lost = [UUID(str(seat)) for seat in refused.facts.get("seats", ())] if refused.code == "seat_taken" else []
        self.wanted = tuple(seat for seat in self.wanted if seat not in lost) if lost else self.held
        if lost:
            self.lost.emit([seat for seat in lost if seat in request.seat_ids])
        else:
            self.trouble.emit(refused)
        if not self._waiting and self.wanted and set(self.wanted) != set(self.held):
            self.revision += 1
            self._send()
        self.changed.emit()

    def _failed(self, request: HoldRequest, trouble: Unavailable) -> None:
        if self._is_ours(request):
            self.is_unsure = True
            self.trouble.emit(trouble)
            self.changed.emit()

    def _count_down(self) -> None:
        if self.card is None:
            return
        left = (self.card.expires_at - self._counter.clock.now()).total_seconds()
        self._end.start(max(0, round(left * 1000)) + 200)  # after the database's own end, never before it

    def _expire(self) -> None:
        if self.card is None:
            return
        if self.is_paying or self._waiting:
            self._end.start(1000)
            return
        self.lapse(self.held)


def _save_and_hold(database: Database, drafts: DraftStore, draft: SaleDraft, request: HoldRequest) -> HoldCard:
    """In the writer thread: the draft is on disk before the call leaves."""
    drafts.save(draft)
    return seats.hold(database, request)
