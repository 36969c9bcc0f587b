"""One check of the start page: sign, what is checked, what was found."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kai_counter.ui import icons, theme
from kai_counter.ui.widgets.keycap import paint_key

_STATES = {
    "waiting": ("text_muted", "circle"),
    "running": ("accent", "hourglass"),
    "ok": ("success", "circle-check"),
    "warning": ("warning", "triangle-alert"),
    "failed": ("danger", "circle-x"),
    "skipped": ("text_muted", "minus"),
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CheckRow(QAbstractButton):
    """`state` is waiting, running, ok, warning, failed or skipped."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.state = "waiting"
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, 58)

    def set_title(self, title: str) -> None:
        self.setText(title)
        self._tell()

    def set_state(self, state: str, found: str) -> None:
        self.state, self._words = state, found
        self._tell()

    @property
    def words(self) -> str:
        return self._words

    def _tell(self) -> None:
        self.setAccessibleName(
            f"{self.text()}: {self._words}" if self._words else self.text() or self.objectName()
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        here = self.hasFocus()
        painter.setPen(QPen(look.color("accent" if here else "border"), 2 if here else 1))
        painter.setBrush(look.color("accent_soft" if here else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        token, sign = _STATES[self.state]
        middle = self.height() / 2
        icons.paint_icon(painter, sign, QRectF(16, middle - 11, 22, 22), look.color(token), 2.1)
        room = self.width() - 54 - (74 if here else 14)
        for text, ink, font, y in (
            (self.text(), "text", look.font("body", "semibold"), middle - 20),
            (self._words, "text_muted" if self.state != "failed" else "danger", look.font("small"), middle),
        ):
            painter.setPen(look.color(ink))
            painter.setFont(font)
            fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(52, y, room, 20), _LEFT, fitting)
        if here:
            paint_key(painter, QRectF(self.width() - 66, middle - 13, 52, 26), "Enter")
