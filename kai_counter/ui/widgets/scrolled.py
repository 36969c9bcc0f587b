"""A list that scrolls inside a card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme


def scrolled(column: QVBoxLayout, parent: QWidget) -> QVBoxLayout:
    """A list that scrolls, at the end of `column`."""
    inside = QWidget(parent)
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(0, 0, theme.XS, 0)
    rows.setSpacing(theme.XS)
    rows.addStretch(1)
    scroll = QScrollArea(parent)
    scroll.setWidgetResizable(True)
    scroll.setWidget(inside)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    column.addWidget(scroll, 1)
    return rows
