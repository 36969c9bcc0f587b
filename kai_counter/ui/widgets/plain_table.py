"""A table that is only read: filled in place, so that a live one does not jump."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from kai_counter.ui import theme


def plain_table(name: str, columns: int, wide: Sequence[int]) -> QTableWidget:
    """The columns `wide` share what room the others leave."""
    table = QTableWidget(0, columns)
    table.setObjectName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(28)
    table.setShowGrid(False)
    head = table.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setResizeContentsPrecision(60)  # rows that are looked at: a train has 600
    for column in wide:
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setTabKeyNavigation(False)
    head.setObjectName(f"{name}.head")
    return table


def fill(
    table: QTableWidget, rows: Sequence[tuple[str, ...]], tints: Sequence[str] | None = None, tinted: int = -1
) -> None:
    """`tints` colour the column `tinted`, a row each."""
    table.setRowCount(len(rows))
    look = theme.current()
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            item = table.item(at, column)
            if item is None:
                item = QTableWidgetItem()
                table.setItem(at, column, item)
            if item.text() != text:
                item.setText(text)
            if tints is not None and column == tinted:
                item.setForeground(look.color(tints[at]))
