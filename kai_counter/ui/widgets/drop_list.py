"""A list that drops below a field while somebody types. It never takes the focus: the field moves in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from kai_counter.ui import icons, theme

_ROW, _PAD = 44, 6


class DropList(QWidget):
    """Rows of (mark, title, detail), the mark in a small box at the left. `picked` brings the row's number."""

    picked = Signal(int)

    def __init__(self, object_name: str, field: QWidget, *, icon: str = "map-pin") -> None:
        super().__init__(field.window())
        self.setObjectName(object_name)
        self._field, self._icon = field, icon
        self._rows: list[tuple[str, str, str]] = []
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()

    @property
    def current(self) -> int:
        return self._current

    def offer(self, rows: Sequence[tuple[str, str, str]], current: int = 0) -> None:
        """Show these rows under the field; none hides the list."""
        self._rows, self._current = list(rows), current
        if not rows:
            self.hide()
            return
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        width = max(self._field.width(), 340)
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        left = max(theme.S, min(below.x(), window.width() - width - theme.S))
        self.setGeometry(left, below.y(), width, len(rows) * _ROW + 2 * _PAD)
        self.show()
        self.raise_()
        self.update()

    def move_by(self, step: int) -> None:
        if self._rows:
            self._current = (self._current + step) % len(self._rows)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(340, len(self._rows) * _ROW + 2 * _PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border_strong"), 1))
        painter.setBrush(look.color("surface_raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, number, row)

    def _paint_row(self, painter: QPainter, number: int, row: tuple[str, str, str]) -> None:
        look = theme.current()
        mark, title, detail = row
        rect = QRectF(_PAD, _PAD + number * _ROW, self.width() - 2 * _PAD, _ROW)
        if number == self._current:
            painter.setPen(QPen(look.color("accent"), 1.5))
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        x = rect.left() + 10
        if mark:
            painter.setFont(look.font("small", "semibold"))
            painter.setPen(look.color("accent_text"))
            painter.drawText(QRectF(x, rect.top(), 48, rect.height()), Qt.AlignmentFlag.AlignVCenter, mark)
            x += 52
        else:
            place = QRectF(x, rect.center().y() - 9, 18, 18)
            icons.paint_icon(painter, self._icon, place, look.color("text_muted"))
            x += 30
        font = look.font("small")
        room = QFontMetrics(font).horizontalAdvance(detail) + 12 if detail else 0
        room = min(room, int(rect.width() * 0.45))
        painter.setFont(look.font("body", "semibold"))
        painter.setPen(look.color("text"))
        words = QRectF(x, rect.top(), rect.right() - x - room - 10, rect.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, _cut(painter, title, words.width()))
        painter.setFont(font)
        painter.setPen(look.color("text_muted"))
        place = QRectF(rect.right() - room - 4, rect.top(), room - 6, rect.height())
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(place, right, _cut(painter, detail, place.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - _PAD) // _ROW)
        if 0 <= row < len(self._rows) and row != self._current:
            self._current = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - _PAD) // _ROW)
        if 0 <= row < len(self._rows):
            self.picked.emit(row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))
