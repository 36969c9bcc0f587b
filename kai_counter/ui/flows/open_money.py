"""Open payments of this counter (a supervisor's: of the station): read again and again, and looked after by itself.

Codes that ran out or were taken back are asked about once more for a while: money that comes late is found here,
not by the customer. Nothing is ever forced: every act is a question to the outside, or a signature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.values.cards_payments import AttemptCard, ReversalCard, UnsettledCard

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

AGAIN = 20_000  # ms between two readings while nothing else asks


class OpenMoney(QObject):
    """`changed` after every reading; `settled` when an act came through; `trouble` Refused or Unavailable.

    `is_minded(sale)` says which sales have a page of their own that looks after their money.
    """

    changed = Signal()
    settled = Signal(object)  # AttemptCard or ReversalCard
    trouble = Signal(object)

    def __init__(self, counter: Counter, parent: QObject, is_minded: Callable[[UUID], bool]) -> None:
        super().__init__(parent)
        self.counter, self.is_minded = counter, is_minded
        self.card = UnsettledCard()
        self.is_read = False
        self.busy: UUID | None = None  # the attempt or reversal an act is under way for
        self._turn = 0
        self._is_looking = False
        self._timer = QTimer(self, interval=AGAIN)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def read(self) -> None:
        self.counter.desk.ask(
            self, payments.unsettled, self.counter.database, then=self._have,
            refused=lambda _refused: None, failed=lambda _fault: None, key="open money",
        )  # fmt: skip

    def _have(self, card: UnsettledCard) -> None:
        self.card, self.is_read = card, True
        self.changed.emit()

    # -- by itself

    def _tick(self) -> None:
        self._look_at_one()
        self.read()

    def _look_at_one(self) -> None:
        """One attempt a turn is asked about again: what waits for an answer first, then what was given up."""
        mine = [*self.card.attempts, *self.card.watch]
        mine = [one for one in mine if self._may_ask(one)]
        if not mine or self._is_looking or self.counter.outside.gateway is None:
            return
        self._turn += 1
        card = mine[self._turn % len(mine)]
        self._is_looking = True

        def looked(_answer: object = None) -> None:
            self._is_looking = False

        def found(answer: AttemptCard) -> None:
            looked()
            if (answer.state, answer.outcome) != (card.state, card.outcome):
                self.settled.emit(answer)
                self.read()

        self.counter.desk.ask(
            self, outside.ask_again, self.counter.database, self.counter.outside, card, self.counter.clock.now(),
            then=found, refused=looked, failed=looked,
        )  # fmt: skip

    def _may_ask(self, card: AttemptCard) -> bool:
        own = card.counter_code == self.counter.signed_in.counter.code
        return own and card.provider == "gateway" and not card.is_unsold and not self.is_minded(card.sale_id)

    # -- by key

    def check(self, card: AttemptCard) -> None:
        self._act(card.attempt_id, outside.ask_again, self.counter.outside, card, self.counter.clock.now())

    def settle(self, card: AttemptCard, state: str, evidence: dict[str, Any], approval_id: UUID | None) -> None:
        """By a person, with a signature: confirmed, cancelled, or unknown (the supervisor takes it over)."""
        self._act(card.attempt_id, payments.settle, card.attempt_id, state, evidence, approval_id)

    def send_back(self, card: AttemptCard) -> None:
        self._act(card.attempt_id, payments.give_up, card.attempt_id)

    def give_back(self, reversal: ReversalCard) -> None:
        """By the machine that took it; the same key again after a silence gives back once."""
        self._act(reversal.reversal_id, outside.give_back, self.counter.outside, reversal.reversal_id)

    def given_back(self, reversal: ReversalCard, reference: str) -> None:
        """By a person, at the terminal or the bank."""
        self._act(reversal.reversal_id, outside.given_back, reversal.reversal_id, reference)

    def _act(self, about: UUID, function: Any, *arguments: Any) -> None:
        if self.busy is not None:
            return
        self.busy = about

        def done(answer: object) -> None:
            self.busy = None
            self.settled.emit(answer)
            self.read()

        def failed(fault: object) -> None:
            self.busy = None
            self.trouble.emit(fault)
            self.read()

        self.counter.desk.ask(
            self, function, self.counter.database, *arguments, then=done, refused=failed, failed=failed
        )
        self.changed.emit()
