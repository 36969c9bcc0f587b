"""Trains to move to, each class of each a row: times, name, seats left, fare."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kai_counter.ui.context import Clock
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.scrolled import scrolled
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards import ClassOffer, JourneyCard

Found = tuple[tuple[JourneyCard, ClassOffer], ...]


class TrainRows(QWidget):
    """`picked` brings journey and class."""

    picked = Signal(object, object)

    def __init__(self, name: str, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._clock = name, clock
        self.rows: list[ChoiceRow] = []
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._list = scrolled(column, self)

    def show_trains(self, found: Found, *, anew: bool = False) -> bool:
        """True when others stand there than before."""
        if self._shown == found and not anew:
            return False
        self._shown = found
        for row in self.rows:
            self._list.removeWidget(row)
            send_off(row)
        self.rows = []
        for index, (journey, offer) in enumerate(found):
            departs, arrives = self._clock.local(journey.departs_at), self._clock.local(journey.arrives_at)
            row = ChoiceRow(f"{self._name}.{index}", "train-front", self, height=54)
            times = f"{time_text(departs)} → {time_text(arrives)}"
            left = self.tr("%n seat(s) left", "", offer.seats_left)
            row.set_words(f"{times}  {journey.train_name} ({journey.train_number})", f"{offer.name}  ·  {left}",
                          rupiah(offer.fare or 0))  # fmt: skip
            row.clicked.connect(lambda _=False, one=(journey, offer): self.picked.emit(*one))
            self.rows.append(row)
            self._list.insertWidget(index, row)
            row.show()
        return True

    @property
    def has_focus(self) -> bool:
        return any(row.hasFocus() for row in self.rows)

    def step(self, step: int) -> None:
        here = next((n for n, row in enumerate(self.rows) if row.hasFocus()), -1 if step > 0 else 0)
        self.rows[(here + step) % len(self.rows)].setFocus()
