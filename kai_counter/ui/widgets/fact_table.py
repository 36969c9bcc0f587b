"""A small table of facts: a heading, quiet column names, rows of words and sums. To read, not to press."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.send_off import send_off

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FactTable(QFrame):
    """`show_facts(title, columns, rows, words)`: `words` stand where there are no rows. The first `left` columns
    are words, the others numbers; a row that begins with `=` is strong, with `!` a warning."""

    def __init__(self, object_name: str, parent: QWidget | None = None, *, left: int = 1) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="plain")
        self._left = left
        self.title = QLabel(self)
        theme.mark(self.title, role="heading")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.L)
        self.grid.setVerticalSpacing(3)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.title)
        column.addLayout(self.grid)

    def show_facts(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], words: str = ""
    ) -> None:
        self.title.setText(title)
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                send_off(widget)
        if columns and rows:
            self._row(0, columns, "small")
        for number, row in enumerate(rows, start=1):
            role = {"=": "strong", "!": "error"}.get(row[0][:1], "body")
            self._row(number, [row[0].lstrip("=!"), *row[1:]], role)
        if not rows and words:
            self._row(1, [words], "muted")
        for place in range(self.grid.columnCount()):
            self.grid.setColumnStretch(place, 1 if place == self._left - 1 else 0)
        said = [title, *(" ".join(row).lstrip("=!") for row in rows)] if rows else [title, words]
        self.setAccessibleName(". ".join(part for part in said if part))

    def text(self) -> str:
        """All of it, as it stands there."""
        found = []
        for place in range(self.grid.count()):
            item = self.grid.itemAt(place)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QLabel):
                found.append(widget.text())
        return "\n".join([self.title.text(), *found])

    def _row(self, number: int, values: Sequence[str], role: str) -> None:
        for place, value in enumerate(values):
            label = QLabel(value, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            theme.mark(label, role=role)
            self.grid.addWidget(label, number, place, LEFT if place < self._left else RIGHT)
