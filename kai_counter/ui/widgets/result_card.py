"""How one train is drawn in the list: times large, the train and its class, the fare, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kai_counter.ui import theme
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.money import rupiah

if TYPE_CHECKING:
    from kai_counter.ui.widgets.result_list import ResultList, ResultRow

_HEIGHT, _GAP = 74, 6
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ResultCard(QStyledItemDelegate):
    """Two lines: departure–arrival, train, fare; and below duration, number and class, seats left."""

    def __init__(self, view: ResultList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(360, _HEIGHT + _GAP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = self._view.rows.rows[index.row()]
        state = option.state
        marked = index.row() == self._view.currentIndex().row()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(1, 1, -1, 1 - _GAP)
        self._ground(painter, card, marked, hovered)
        can_sell = self._view.rows.can_sell(row)
        self._digit(painter, card, index.row(), marked)
        inside = card.adjusted(38, 9, -16, -9)
        top = QRectF(inside.left(), inside.top(), inside.width(), 28)
        below = QRectF(inside.left(), inside.bottom() - 24, inside.width(), 24)
        self._times(painter, top, below, row, can_sell)
        self._train(painter, top, below, row, can_sell)
        painter.restore()

    def _ground(self, painter: QPainter, card: QRectF, marked: bool, hovered: bool) -> None:
        look = theme.current()
        focused = marked and self._view.hasFocus()
        border = "focus" if focused else "accent" if marked else "border_strong" if hovered else "border"
        painter.setPen(QPen(look.color(border), 2 if marked else 1))
        painter.setBrush(look.color("accent_soft" if marked else "surface"))
        painter.drawRoundedRect(card, theme.RADIUS + 2, theme.RADIUS + 2)

    def _digit(self, painter: QPainter, card: QRectF, number: int, marked: bool) -> None:
        """The key that chooses this card."""
        if number > 8:
            return
        look = theme.current()
        box = QRectF(card.left() + 10, card.center().y() - 10, 18, 20)
        painter.setPen(QPen(look.color("border_strong"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(look.font("small", "semibold"))
        painter.setPen(look.color("accent_text" if marked else "text_muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number + 1))

    def _times(self, painter: QPainter, top: QRectF, below: QRectF, row: ResultRow, can_sell: bool) -> None:
        from kai_counter.ui.widgets.result_list import arrives, leaves

        look = theme.current()
        begins, ends = leaves(row.journey), arrives(row.journey)
        ink = look.color("text" if can_sell else "text_disabled")
        painter.setFont(look.font("number", "semibold"))
        painter.setPen(ink)
        wide = painter.fontMetrics().horizontalAdvance("00.00")
        painter.drawText(top, _LEFT, time_text(begins))
        middle = top.center().y() + 1
        start = top.left() + wide + 8
        _line(painter, start, start + 26, middle, look.color("border_strong"))
        painter.setPen(ink)
        painter.drawText(top.adjusted(wide + 42, 0, 0, 0), _LEFT, time_text(ends))
        days = (ends.date() - begins.date()).days
        if days:
            painter.setFont(look.font("small", "semibold"))
            painter.setPen(look.color("warning"))
            painter.drawText(top.adjusted(2 * wide + 46, -6, 0, -6), _LEFT, f"+{days}")
        warning = self._view.rows.warning(row)
        painter.setFont(look.font("small", "semibold" if warning else "regular"))
        painter.setPen(look.color("warning" if warning else "text_muted"))
        painter.drawText(below, _LEFT, warning or self._view.rows.duration(row))

    def _train(self, painter: QPainter, top: QRectF, below: QRectF, row: ResultRow, can_sell: bool) -> None:
        from kai_counter.ui.widgets.result_list import class_text

        look = theme.current()
        ink = look.color("text" if can_sell else "text_disabled")
        fare = rupiah(row.offer.fare) if row.offer.fare is not None else "–"
        painter.setFont(look.font("heading", "bold"))
        painter.setPen(ink)
        painter.drawText(top, _RIGHT, fare)
        room_right = painter.fontMetrics().horizontalAdvance(fare) + 12
        seats, token = self._view.rows.seats(row)
        painter.setFont(look.font("small", "semibold"))
        painter.setPen(look.color(token))
        painter.drawText(below, _RIGHT, seats)
        room_below = painter.fontMetrics().horizontalAdvance(seats) + 12
        left = _train_left(look)
        painter.setFont(look.font("strong", "semibold"))
        painter.setPen(ink)
        _elided(painter, top.adjusted(left, 0, -room_right, 0), row.journey.train_name)
        painter.setFont(look.font("small"))
        painter.setPen(look.color("text_muted"))
        words = self.tr("KA {number}").format(number=row.journey.train_number)
        place = below.adjusted(left, 0, -room_below, 0)
        text = f"{words}  ·  {class_text(row.offer)}"
        if painter.fontMetrics().horizontalAdvance(text) > place.width():  # Compartment Suites → CST
            text = f"{words}  ·  {row.offer.code} ({row.offer.sub_class})"
        _elided(painter, place, text)


def _train_left(look: theme.Theme) -> int:
    """Where the train's name begins: behind both times and the mark of a later day, in whatever font."""
    wide = QFontMetrics(look.font("number", "semibold")).horizontalAdvance("00.00")
    return 2 * wide + 46 + QFontMetrics(look.font("small", "semibold")).horizontalAdvance("+1") + 10


def _line(painter: QPainter, start: float, end: float, y: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.drawLine(QPointF(start, y), QPointF(end, y))
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(start, y), 3, 3)
    painter.drawEllipse(QPointF(end, y), 3, 3)


def _elided(painter: QPainter, rect: QRectF, text: str) -> None:
    metrics: QFontMetrics = painter.fontMetrics()
    painter.drawText(rect, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width())))
