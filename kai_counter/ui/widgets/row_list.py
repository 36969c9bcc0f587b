"""A list of rows to choose from: arrows walk, Enter or a click picks, a refreshed list keeps its focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.send_off import send_off


@dataclass(frozen=True, slots=True)
class Row:
    """`key` says which thing it is, so that a refreshed list finds it again."""

    key: str
    icon: str
    name: str
    words: str = ""
    right: str = ""


class ListRow(ChoiceRow):
    """Arrows are the list's: left to itself the button would go to whatever Tab goes to."""

    def keyPressEvent(self, event: object) -> None:
        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class RowList(QScrollArea):
    """`reached(index)` when the focus comes to a row, `picked(index)` on Enter or a click."""

    reached = Signal(int)
    picked = Signal(int)

    def __init__(self, object_name: str, parent: QWidget | None = None, *, height: int = 52) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._height = height
        self._rows: list[Row] = []
        self.rows: list[ListRow] = []
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.XS, 0)
        self._column.setSpacing(theme.XS)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def current(self) -> int:
        """The row with the focus; -1: none."""
        return next((index for index, row in enumerate(self.rows) if row.hasFocus()), -1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        if list(rows) == self._rows:
            return
        here = self.current
        key = self._rows[here].key if 0 <= here < len(self._rows) else None
        for old in self.rows:
            self._column.removeWidget(old)
            send_off(old)
        self._rows, self.rows = list(rows), []
        for index, row in enumerate(rows):
            made = ListRow(f"{self.objectName()}.{index}", row.icon, self, height=self._height)
            made.set_words(row.name, row.words, row.right)
            made.clicked.connect(lambda _=False, n=index: self.picked.emit(n))
            made.installEventFilter(self)
            self.rows.append(made)
            self._column.insertWidget(index, made)
            made.show()  # now: the next key may walk to it
        if key is not None and self.rows:
            again = next((index for index, row in enumerate(rows) if row.key == key), min(here, len(rows) - 1))
            self.rows[again].setFocus()

    def focus_first(self) -> bool:
        if self.rows:
            self.rows[0].setFocus()
        return bool(self.rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in self.rows:
            row = self.rows[self.rows.index(watched)]
            self.ensureWidgetVisible(row)
            self.reached.emit(self.rows.index(row))
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self.rows and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.walk(step)
        else:
            event.ignore()  # the page's keys; not "scroll" to the area

    def walk(self, step: int) -> None:
        """To the next row; from outside the list to its first or last."""
        if not self.rows:
            return
        here = self.current
        to = (here + step) % len(self.rows) if here >= 0 else (0 if step > 0 else len(self.rows) - 1)
        self.rows[to].setFocus()
