"""A push button with an optional icon and the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from kai_counter.ui import icons, theme
from kai_counter.ui.widgets.keycap import key_text

_INK = {"primary": "on_accent", "danger": "danger", "ghost": "accent_text"}


class Button(QPushButton):
    """`kind` is primary, secondary, ghost or danger; `key` is shown in a cap at the right, it binds nothing."""

    def __init__(
        self,
        object_name: str,
        text: str = "",
        *,
        kind: str = "secondary",
        icon: str = "",
        key: str = "",
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(object_name)
        self.setProperty("kind", kind)
        self._icon_name = icon
        self._key = key
        self._large = large
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if text:
            self.setAccessibleName(text.replace("&", ""))

    def set_text(self, text: str) -> None:
        """Text and accessible name together."""
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))
        self.updateGeometry()

    def set_key(self, key: str) -> None:
        self._key = key
        self.updateGeometry()
        self.update()

    @property
    def key(self) -> str:
        return self._key

    def set_icon(self, name: str) -> None:
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_kind(self, kind: str) -> None:
        theme.mark(self, kind=kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it like Space; held down it presses once."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        height = theme.current().control_height + (8 if self._large else 0)
        width = 32 + self.fontMetrics().horizontalAdvance(self.text().replace("&", ""))
        if self._icon_name:
            width += 18 + (8 if self.text() else 0)
        if self._key:
            width += self._key_width() + 10
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _key_width(self) -> int:
        return theme.width(key_text(self._key), "small", "semibold") + 14

    def _ink(self) -> QColor:
        look = theme.current()
        if not self.isEnabled():
            return look.color("text_disabled")
        return look.color(_INK.get(str(self.property("kind")), "text"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self._ink()
        text = self.text()
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(text.replace("&", ""))
        content = words + ((18 + (8 if text else 0)) if self._icon_name else 0)
        content += (self._key_width() + 10) if self._key else 0
        x = max(10, (self.width() - content) // 2)
        if self._icon_name:
            icons.paint_icon(painter, self._icon_name, QRectF(x, (self.height() - 18) / 2, 18, 18), ink)
            x += 26 if text else 18
        painter.setPen(ink)
        painter.setFont(self.font())
        painter.drawText(
            QRect(x, 0, words + 4, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic,
            text,
        )
        if self._key:
            self._paint_key(painter, x + words + 10, ink)

    def _paint_key(self, painter: QPainter, x: int, ink: QColor) -> None:
        rect = QRectF(x + 0.5, self.height() / 2 - 10.5, self._key_width() - 1, 21)
        line = QColor(ink)
        line.setAlphaF(0.45)
        painter.setPen(QPen(line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 5, 5)
        painter.setPen(ink)
        painter.setFont(theme.current().font("small", "semibold"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key_text(self._key))
