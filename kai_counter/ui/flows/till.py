"""The shift at this counter, from the float to the Z: what is known of it, and every step as one call.

The screen shows `stage`; each answer ends in `changed`, each refusal in `refused`. A shift that somebody closed
elsewhere meanwhile is simply closed here too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.db.database import Database
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import days, shifts
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.outside import Outside
from kai_counter.values.cards import ShiftCard
from kai_counter.values.cards_till import CloseCard, ClosingCard, ReportCard, SlipCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import BatchTotals

CARDS = ("credit_card", "debit_card")
STAGES = ("none", "open", "paused", "blocked", "count", "variance", "done")


class TillFlow(QObject):
    """`card` is the shift that is not closed, or None."""

    changed = Signal()
    refused = Signal(object)  # Refused
    failed = Signal(object)
    reported = Signal(object)  # ReportCard, to be shown
    slip_made = Signal(object)  # SlipCard
    batch_told = Signal(object)  # BatchTotals of the card terminal, closed with the shift
    batch_silent = Signal()  # it did not tell: its slip is typed on the station's day

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.card: ShiftCard | None = counter.signed_in.shift
        self.closing: ClosingCard | None = None
        self.close: CloseCard | None = None
        self.z: ReportCard | None = None
        self.is_busy = False
        self._shift_id = new_id()
        self._count: tuple[int | None, Mapping[int, int] | None] | None = None
        self._reason = ""

    @property
    def stage(self) -> str:
        """none, open, paused; then blocked, count, variance on the way to the end; done with its Z."""
        if self.z is not None:
            return "done"
        if self.card is None:
            return "none"
        if self.card.state != "closing":
            return self.card.state
        if self.close is not None and self.close.needed:
            return "variance"
        return "blocked" if self.closing is not None and self.closing.blockers else "count"

    # -- steps

    def open(self, amount: int, pieces: Mapping[int, int] | None = None) -> None:
        self._do(shifts.open_shift, self._shift_id, amount, pieces, then=self._opened)

    def pause(self) -> None:
        self._on_shift(shifts.pause_shift, self._moved)

    def resume(self) -> None:
        """Back to selling, from the pause or from a closing nobody has counted."""
        self._on_shift(shifts.resume_shift, self._moved)

    def begin_close(self) -> None:
        self._on_shift(shifts.begin_close, self._closing)

    def count(self, amount: int, pieces: Mapping[int, int]) -> None:
        """The blind count: written down by this, and standing."""
        if self.card is not None:
            self._count = amount, dict(pieces)
            self._do(shifts.close_shift, self.card.id, amount, dict(pieces), then=self._counted)

    def explain(self, reason: str, approval_id: UUID | None = None) -> None:
        """The same count again, with its reason and, above the tolerance, the supervisor's signature."""
        if self.card is None or self._count is None:
            return
        self._reason = reason
        self._do(shifts.close_shift, self.card.id, *self._count, reason, approval_id, then=self._counted)

    def move_cash(self, movement_id: UUID, kind: str, amount: int, reason: str, reference: str,
                  approval_id: UUID | None = None) -> None:  # fmt: skip
        self._do(shifts.move_cash, movement_id, kind, amount, reason, reference, approval_id, then=self._slip)

    def report(self) -> None:
        self._on_shift(shifts.report, self._reported)

    def finish(self) -> None:
        """The Z was read: the counter is ready for the next shift."""
        self.z = self.close = self.closing = self._count = None
        self._shift_id = new_id()
        self.changed.emit()

    # -- answers

    def _opened(self, card: ShiftCard) -> None:
        self.card, self.close, self.closing, self.z = card, None, None, None
        self._settled()

    def _moved(self, card: ShiftCard) -> None:
        self.card, self.closing = card, None
        self._settled()

    def _closing(self, card: ClosingCard) -> None:
        self.card, self.closing = card.shift, card
        if card.is_counted and self._count is None:  # the program was restarted in the middle
            self._count = None, None
            self._do(shifts.close_shift, card.shift.id, None, None, then=self._counted)
        else:
            self._settled()

    def _counted(self, card: CloseCard) -> None:
        self.close = card
        if not card.is_closed:
            assert self.card is not None
            self.card = ShiftCard(self.card.id, card.state, self.card.float_amount, self.card.opened_at)
            self._settled()
            return
        self.card = None
        self._do(shifts.report, card.shift_id, then=self._have_z)

    def _have_z(self, z: ReportCard) -> None:
        self.z = z
        printing = self.counter.printing
        if printing is not None:
            printing.print_report(z)
            printing.save_report(z)
        self._settled()
        self._close_batch(z)

    def _close_batch(self, z: ReportCard) -> None:
        """A terminal on a cable closes its batch with the shift that took cards, for the three-way match."""
        outside = self.counter.outside
        takes_cards = any(entry.method in CARDS and entry.count for entry in z.methods)
        if not takes_cards or outside.terminal is None:
            return
        if outside.terminal.is_manual:
            self.batch_silent.emit()
            return
        day = (z.closed_at or z.made_at).date()
        self.counter.desk.ask(
            self, batch_closed, self.counter.database, outside, day, then=self.batch_told.emit,
            refused=lambda _refused: self.batch_silent.emit(), failed=lambda _fault: self.batch_silent.emit(),
        )  # fmt: skip

    def _reported(self, card: ReportCard) -> None:
        self._settled()
        self.reported.emit(card)

    def _slip(self, slip: SlipCard) -> None:
        if self.counter.printing is not None:
            self.counter.printing.print_slip(slip)
        self._settled()
        self.slip_made.emit(slip)

    # -- calls

    def _on_shift(self, service: Callable[..., Any], then: Callable[[Any], object]) -> None:
        if self.card is not None:
            self._do(service, self.card.id, then=then)

    def _do(self, service: Callable[..., Any], *arguments: Any, then: Callable[[Any], object]) -> None:
        self._start()
        self.counter.desk.do(
            self,
            service,
            self.counter.database,
            *arguments,
            then=then,
            refused=self._on_refused,
            failed=self._on_failed,
        )

    def _start(self) -> None:
        self.is_busy = True
        self.changed.emit()

    def _ready(self) -> None:
        self.is_busy = False

    def _settled(self) -> None:
        self._ready()
        self.changed.emit()

    def _on_refused(self, refused: Refused) -> None:
        self._ready()
        if refused.code == "shift_closed" and self.card is not None:  # by a supervisor, or at another counter
            self.card = None
            self.finish()
        self.changed.emit()
        self.refused.emit(refused)

    def _on_failed(self, fault: BaseException) -> None:
        self._ready()
        self.changed.emit()
        self.failed.emit(fault)


def batch_closed(database: Database, outside: Outside, day: date) -> BatchTotals:
    """In a worker: the terminal settles with its bank (up to two minutes), and what it tells is written down."""
    if outside.terminal is None or outside.terminal.is_manual:
        raise Unavailable("terminal", "no cable")
    with outside.lock:
        told = outside.terminal.settle()
    days.record_batch(database, new_id(), day, told, is_typed=False)
    return told
