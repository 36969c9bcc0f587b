"""A row one can pick: a name, quiet words under it, something at the right. For short lists of people, places."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kai_counter.ui import icons, theme


class ChoiceRow(QAbstractButton):
    """Enter, Space or a click picks it. All it shows is also its accessible name."""

    def __init__(
        self, object_name: str, icon: str = "", parent: QWidget | None = None, *, height: int = 52,
        right_at: int = 0,
    ) -> None:  # fmt: skip
        """`right_at`: in the middle, or beside the name (1) or the words (2): the other then has the whole row."""
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._icon, self._height, self._right_at = icon, height, right_at
        self._words = self._right = ""

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def set_words(self, name: str, words: str = "", right: str = "") -> None:
        self.setText(name)
        self._words, self._right = words, right
        self.setAccessibleName(", ".join(part for part in (name, words, right) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height)

    minimumSizeHint = sizeHint

    def keyPressEvent(self, event: object) -> None:
        from PySide6.QtGui import QKeyEvent

        assert isinstance(event, QKeyEvent)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        lit = self.underMouse() or self.hasFocus() or self.isChecked()
        token = "focus" if self.hasFocus() else "accent" if self.isChecked() else "border"
        painter.setPen(QPen(look.color(token), 1 if token == "border" else 2))
        painter.setBrush(look.color("accent_soft" if lit else "surface"))
        painter.drawRoundedRect(body, 9, 9)
        x = 14.0
        if self._icon:
            sign = "circle-check" if self.isChecked() else self._icon
            ink = look.color("accent_text" if self.isChecked() else "text_muted")
            icons.paint_icon(painter, sign, QRectF(x, body.center().y() - 10, 20, 20), ink)
            x += 32
        right = 0
        if self._right:
            painter.setFont(look.font("small", "semibold"))
            right = painter.fontMetrics().horizontalAdvance(self._right) + 16
            painter.setPen(look.color("accent_text"))
            top, tall = {1: (-20, 20), 2: (0, 19)}.get(self._right_at, (-self.height() / 2, self.height()))
            where = QRectF(self.width() - right, self.height() / 2 + top, right - 14, tall)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._right)
        whole = self.width() - x - 12.0
        room = whole if self._right_at == 2 else whole - right
        half = self.height() / 2
        painter.setPen(look.color("text"))
        painter.setFont(look.font("body", "semibold"))
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(x, half - 20 if self._words else half - 10, room, 20), align, name)
        if self._words:
            painter.setPen(look.color("text_muted"))
            painter.setFont(look.font("small", "regular"))
            room = whole if self._right_at == 1 else whole - right
            words = painter.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(x, half, room, 19), align, words)
