"""What waits for this supervisor's signature, known to the whole window; for everybody else it stays quiet."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.services import approvals
from kai_counter.ui.context import Counter
from kai_counter.values.cards_signing import AskedCard

LOOK_AGAIN = 5_000  # ms: news may be lost


class AskedSignatures(QObject):
    """`changed(AskedCard)` after each look, `rang(SignatureCard)` once for each that is new."""

    changed = Signal(object)
    rang = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.card = AskedCard((), ())
        self._known: set[UUID] = set()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        if self.is_for_me:
            self._timer.start()

    @property
    def is_for_me(self) -> bool:
        return "supervisor" in self.counter.signed_in.staff.roles

    def look(self) -> None:
        if self.is_for_me:
            self.counter.desk.ask(
                self, approvals.waiting, self.counter.database, then=self._looked,
                refused=lambda _refused: None, failed=lambda _fault: None, key="asked",
            )  # fmt: skip

    def stop(self) -> None:
        self._timer.stop()

    def _looked(self, card: AskedCard) -> None:
        self.card = card
        fresh = [one for one in card.waiting if one.request_id not in self._known]
        self._known = {one.request_id for one in card.waiting}
        self.changed.emit(card)
        if fresh:
            self.rang.emit(fresh[-1])
