"""A status pill: a dot or sign and a word on a soft ground; state is told by shape and word, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import icons, theme

_KINDS = {
    "success": ("success", "success_soft", ""),
    "warning": ("warning", "warning_soft", "triangle-alert"),
    "danger": ("danger", "danger_soft", "circle-x"),
    "accent": ("accent_text", "accent_soft", "info"),
    "neutral": ("text_muted", "surface_sunken", "circle"),
}


class Pill(QWidget):
    """`set(kind, text)`; kinds success (dot), warning, danger, accent, neutral. Clickable when somebody listens."""

    clicked = Signal()

    def __init__(
        self,
        object_name: str,
        kind: str = "neutral",
        text: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.kind = kind
        self._text = text
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, kind: str, text: str, tip: str = "") -> None:
        self.kind = kind
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(tip)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme.current().font("small", "semibold")).horizontalAdvance(self._text)
        return QSize(words + 36, 26)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        ink, ground, sign = _KINDS[self.kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()), 13, 13)
        sign = self._icon or sign
        if sign:
            icons.paint_icon(painter, sign, QRectF(9, 6, 14, 14), look.color(ink), 2.4)
        else:
            painter.setBrush(look.color(ink))
            painter.drawEllipse(QRectF(12, 9, 8, 8))
        painter.setPen(look.color(ink))
        painter.setFont(look.font("small", "semibold"))
        words = QRectF(27, 0, self.width() - 30, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)
