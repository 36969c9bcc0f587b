"""The lines of a page that shows one of them beside: picked by Up, Down or a click, and read again meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.scrolled import scrolled
from kai_counter.ui.widgets.send_off import send_off

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Line:
    """What one row says; `key` is whose it is."""

    key: UUID
    icon: str
    title: str
    under: str = ""
    right: str = ""


class ChosenList(QFrame):
    """`picked`: a person chose a line. `is_kept`: not now, something about the chosen one is being typed."""

    picked = Signal()

    def __init__(self, name: str, width: int, parent: QWidget, *, takes_focus: bool = True) -> None:
        """`takes_focus`: the row walked to has it; else the page keeps it."""
        super().__init__(parent)
        self.setFixedWidth(width)
        theme.mark(self, card="plain")
        self._name, self._takes_focus = name, takes_focus
        self.lines: tuple[Line, ...] = ()
        self.rows: list[ChoiceRow] = []
        self.chosen: UUID | None = None
        self.is_kept = False
        self.heading = QLabel(self)
        theme.mark(self.heading, role="heading")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.L, theme.L, theme.M, theme.M)
        self.column.setSpacing(theme.S)
        self.column.addWidget(self.heading)
        self._list = scrolled(self.column, self)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """The choice stays on its line; when that is gone, on the one in its place."""
        place = next((n for n, line in enumerate(self.lines) if line.key == self.chosen), 0)
        self.lines = tuple(lines)
        if self.chosen not in {line.key for line in self.lines}:
            self.chosen = self.lines[min(place, len(self.lines) - 1)].key if self.lines else None
        while len(self.rows) > len(self.lines):
            row = self.rows.pop()
            self._list.removeWidget(row)
            send_off(row)
        while len(self.rows) < len(self.lines):
            row = ChoiceRow(f"{self._name}.row.{len(self.rows)}", "", self, height=58)
            row.setCheckable(True)
            row.clicked.connect(partial(self._clicked, len(self.rows)))
            self._list.insertWidget(len(self.rows), row)
            self.rows.append(row)
            row.show()
        for row, line in zip(self.rows, self.lines, strict=True):
            row.set_icon(line.icon)
            row.set_words(line.title, line.under, line.right)
        self._check()

    def _check(self) -> None:
        for row, line in zip(self.rows, self.lines, strict=True):
            row.setChecked(line.key == self.chosen)

    def _clicked(self, number: int, _checked: bool = False) -> None:
        self.pick(number)

    def pick(self, number: int) -> None:
        if not self.is_kept:
            self.chosen = self.lines[number].key
        self._check()  # a click has checked its row already
        if not self.is_kept:
            self.picked.emit()

    def answer(self, event: QKeyEvent) -> bool:
        """Up and Down, round and round."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.rows:
            return False
        here = next((n for n, line in enumerate(self.lines) if line.key == self.chosen), 0)
        self.pick((here + step) % len(self.rows))
        if self._takes_focus:
            self.focus_chosen()
        return True

    @property
    def has_focus(self) -> bool:
        return any(row.hasFocus() for row in self.rows)

    def focus_chosen(self) -> bool:
        row = next((row for row in self.rows if row.isChecked()), None)
        if row is None or not self.isVisible():
            return False
        row.setFocus()
        return True


def beside(page: QWidget, left: QWidget) -> QVBoxLayout:
    """The list at the left of its page; the column answered is for what is chosen."""
    column = QVBoxLayout()
    column.setSpacing(theme.M)
    row = QHBoxLayout(page)
    row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
    row.setSpacing(theme.L)
    row.addWidget(left)
    row.addLayout(column, 1)
    return column
