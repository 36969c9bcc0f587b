"""One amount people lay on the counter: its key, the amount large, the change it means under it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.keycap import key_text

_HEIGHT, _SIDE = 96, 12


class CashTile(QAbstractButton):
    """Checked is what counts as laid down now. Its key is the page's; the tile only shows it."""

    def __init__(self, object_name: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.amount: int | None = None  # None: the exact total
        self._key, self._words = key, ""

    def show_amount(self, amount: int | None, text: str, words: str) -> None:
        self.amount, self._words = amount, words
        self.setText(text)
        self.setAccessibleName(f"{text}, {words}")
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Which one is checked follows from the amount in the field."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # arrows and Enter are the page's

    def sizeHint(self) -> QSize:
        look = theme.current()
        words = QFontMetrics(look.font("small", "medium")).horizontalAdvance(self._words)
        wide = QFontMetrics(look.font("number", "bold")).horizontalAdvance(self.text())
        return QSize(max(wide, words) + 2 * _SIDE, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        amount = QFontMetrics(theme.current().font("number", "bold")).horizontalAdvance(self.text())
        return QSize(amount + 2 * _SIDE, _HEIGHT)

    def _key_width(self) -> int:
        font = theme.current().font("small", "semibold")
        return QFontMetrics(font).horizontalAdvance(key_text(self._key)) + 12

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        here, able = self.isChecked(), self.isEnabled()
        painter.setPen(QPen(look.color("accent" if here else "border_strong"), 2 if here else 1))
        lit = here or (self.underMouse() and able)
        painter.setBrush(look.color("accent_soft" if lit else "surface"))
        painter.drawRoundedRect(body, theme.RADIUS + 2, theme.RADIUS + 2)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._paint_key(painter, QRectF(body.left() + _SIDE, body.top() + 10, self._key_width(), 20))
        x, width = body.left() + _SIDE, body.width() - 2 * _SIDE
        painter.setFont(look.font("number", "bold"))
        painter.setPen(look.color("text_disabled" if not able else "accent_text" if here else "text"))
        painter.drawText(QRectF(x, body.top() + 34, width, 30), left, self.text())
        painter.setFont(look.font("small", "medium"))
        painter.setPen(look.color("text_muted" if able else "text_disabled"))
        words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(x, body.top() + 64, width, 22), left, words)

    def _paint_key(self, painter: QPainter, cap: QRectF) -> None:
        look = theme.current()
        painter.setPen(QPen(look.color("border_strong"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(cap, 5, 5)
        painter.setPen(look.color("text_muted"))
        painter.setFont(look.font("small", "semibold"))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key_text(self._key))
