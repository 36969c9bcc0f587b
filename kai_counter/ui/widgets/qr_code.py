"""A QR code on the screen: black on white in every theme, as large as its place, whole pixels a module."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.paper.symbol import matrix

QUIET = 4  # modules of margin; phones want it


class QrCode(QWidget):
    """Its facts stand beside it in words; the accessible name says what it is for."""

    def __init__(self, object_name: str, side: int = 260, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._rows: list[list[bool]] = []
        self._text, self._side = "", side
        self.is_faded = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str, name: str = "") -> None:
        """Nothing for an empty text."""
        if text != self._text:
            self._text = text
            self._rows = matrix(text, payment=True) if text else []
        self.setAccessibleName(name)
        self.update()

    def set_faded(self, is_faded: bool) -> None:
        """No longer to be paid: nobody should photograph it."""
        self.is_faded = is_faded
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._side, min(self._side, 220))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        count = len(self._rows) + 2 * QUIET
        module = max(1, min(self.width(), self.height()) // count)
        side = module * count
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))  # paper, not a surface of the theme
        painter.drawRoundedRect(QRectF(left, top, side, side), 8, 8)
        ink = QColor(0, 0, 0, 40 if self.is_faded else 255)
        for y, row in enumerate(self._rows):
            for x, black in enumerate(row):
                if black:
                    painter.fillRect(left + (x + QUIET) * module, top + (y + QUIET) * module, module, module, ink)
