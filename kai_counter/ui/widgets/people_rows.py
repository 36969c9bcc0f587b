"""The travellers of a booking, to be chosen by their number: who leaves, who takes another train."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_bookings import FoundPassenger


class PeopleRows(QWidget):
    """`toggled` brings the passenger's id."""

    toggled = Signal(object)

    def __init__(self, name: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._height = name, height
        self.rows: list[ChoiceRow] = []
        self._people: tuple[FoundPassenger, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.XS)

    def show_people(
        self, people: Sequence[FoundPassenger], chosen: Set[UUID], can: Callable[[FoundPassenger], bool],
        words: Callable[[FoundPassenger], tuple[str, str]],
    ) -> None:  # fmt: skip
        """`words` are what stands under the name and at the right."""
        if len(self.rows) != len(people):
            for row in self.rows:
                self._column.removeWidget(row)
                send_off(row)
            self.rows = [self._row(index) for index in range(len(people))]
        self._people = tuple(people)
        for index, (row, person) in enumerate(zip(self.rows, people, strict=True)):
            row.set_words(f"{index + 1}  {person.name}", *words(person))
            row.setChecked(person.passenger_id in chosen)
            row.setEnabled(can(person))

    def _row(self, index: int) -> ChoiceRow:
        row = ChoiceRow(f"{self._name}.{index}", "user-round", self, height=self._height)
        row.setCheckable(True)
        row.clicked.connect(lambda: self.toggled.emit(self._people[index].passenger_id))
        self._column.addWidget(row)
        return row
