"""An icon that tints itself when it is painted, so that a change of theme needs nobody's help."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kai_counter.ui import icons, theme


class Icon(QWidget):
    """Decorative: what it says stands beside it in words."""

    def __init__(self, name: str, token: str = "text_muted", size: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.token, self._size = name, token, size
        self.setFixedSize(size, size)

    def set(self, name: str, token: str) -> None:
        self.name, self.token = name, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme.current().color(self.token)
        icons.paint_icon(painter, self.name, QRectF(0, 0, self._size, self._size), colour)
