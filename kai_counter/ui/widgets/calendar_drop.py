"""A month on one sheet below the date field: arrows move by day and week, Enter takes, Esc closes."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kai_counter.ui import theme

_CELL, _HEAD, _PAD = 40, 74, 12
_ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class CalendarDrop(QWidget):
    """Weeks begin on Monday, as on the railway's own calendars; days that are not on sale are pale."""

    picked = Signal(object)

    def __init__(self, object_name: str, field: QWidget) -> None:
        super().__init__(field.window())
        self.setObjectName(object_name)
        self._field = field
        self.day = self._first = self._last = date.today()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(7 * _CELL + 2 * _PAD, 6 * _CELL + _HEAD + _PAD)
        self.hide()

    def open_at(self, day: date, first: date, last: date) -> None:
        self.day, self._first, self._last = day, first, last
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        self.move(min(below.x(), window.width() - self.width() - theme.S), below.y())
        self.setAccessibleName(self.tr("Calendar"))
        self._tell()
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._go(self.day + timedelta(days=_ARROWS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._go(self.day + timedelta(days=-28 if key == Qt.Key.Key_PageUp else 28))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None and self._first <= day <= self._last:
            self.day = day
            self._take()

    def _take(self) -> None:
        self._close()
        self.picked.emit(self.day)

    def _close(self) -> None:
        self.hide()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _go(self, day: date) -> None:
        self.day = min(max(day, self._first), self._last)
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleDescription(QLocale().toString(_qdate(self.day), "dddd, d MMMM yyyy"))

    def _monday(self) -> date:
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def _day_at(self, point: QPoint) -> date | None:
        column, row = (point.x() - _PAD) // _CELL, (point.y() - _HEAD) // _CELL
        inside = 0 <= column < 7 and 0 <= row < 6 and point.y() >= _HEAD and point.x() >= _PAD
        return self._monday() + timedelta(days=7 * row + column) if inside else None

    def paintEvent(self, event: QPaintEvent) -> None:
        look, locale = theme.current(), QLocale()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border_strong"), 1))
        painter.setBrush(look.color("surface_raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        painter.setPen(look.color("text"))
        painter.setFont(look.font("heading", "semibold"))
        title = QRectF(_PAD + 6, 8, self.width(), 34)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, locale.toString(_qdate(self.day), "MMMM yyyy"))
        painter.setFont(look.font("small", "medium"))
        painter.setPen(look.color("text_muted"))
        for column in range(7):
            name = locale.standaloneDayName(column + 1, QLocale.FormatType.ShortFormat)
            cell = QRectF(_PAD + column * _CELL, 42, _CELL, _HEAD - 42)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, name)
        day = self._monday()
        for number in range(42):
            self._paint_day(painter, day + timedelta(days=number), number)

    def _paint_day(self, painter: QPainter, day: date, number: int) -> None:
        look = theme.current()
        cell = QRectF(_PAD + number % 7 * _CELL, _HEAD + number // 7 * _CELL, _CELL, _CELL).adjusted(2, 2, -2, -2)
        on_sale = self._first <= day <= self._last
        if day == self.day:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawRoundedRect(cell, 8, 8)
        elif day == self._first:
            painter.setPen(QPen(look.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, 8, 8)
        if day.month != self.day.month and not on_sale:
            return
        ink = "on_accent" if day == self.day else "text" if on_sale else "text_disabled"
        painter.setPen(look.color(ink))
        painter.setFont(look.font("body", "semibold" if on_sale else "regular"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if not on_sale and day.month == self.day.month:
            middle = cell.center()
            painter.drawLine(int(middle.x() - 9), int(middle.y()), int(middle.x() + 9), int(middle.y()))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
