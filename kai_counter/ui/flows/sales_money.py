"""The money that the sales at hand and the parked ones wait for, beside the desk of open payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.ui.flows.open_money import OpenMoney
from kai_counter.values.cards_payments import AttemptCard

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter
    from kai_counter.ui.flows.sale import SaleFlow


class SalesMoney(QObject):
    """`flows` are the sales of this window, the one at hand first; `came(AttemptCard)`: a person must be told."""

    came = Signal(object)

    def __init__(self, counter: Counter, flows: Callable[[], tuple[SaleFlow, ...]], parent: QObject) -> None:
        super().__init__(parent)
        self._flows = flows
        self.open = OpenMoney(counter, self, self._minds)
        self.open.settled.connect(self._settled)
        self.open.changed.connect(self._look_elsewhere)

    def moved(self, what: object) -> None:
        """A sale in cash alone moves nothing that is counted here."""
        if isinstance(what, AttemptCard) or self.open.card.count:
            self.open.read()

    def _minds(self, sale_id: UUID) -> bool:
        """A sale at hand looks after its own money, as long as it waits for it."""
        return any(flow.sale_id == sale_id and flow.paying.current is not None for flow in self._flows())

    def _look_elsewhere(self) -> None:
        """What a sale at hand waits for may be settled by another: a supervisor, another counter's desk."""
        open_ones = {card.attempt_id: card for card in self.open.card.attempts}
        for flow in self._flows():
            waits = flow.paying.current
            seen = open_ones.get(waits.attempt_id) if waits is not None else None
            if waits is not None and not flow.paying.busy and (seen is None or seen.state != waits.state):
                flow.paying.read()

    def _settled(self, card: object) -> None:
        """The sale it is for reads its money anew; a person is told wherever one is."""
        if isinstance(card, AttemptCard):
            for flow in self._flows():
                if flow.sale_id == card.sale_id:
                    flow.paying.read()
            self.came.emit(card)
