"""The time a hold still lives: a ring that empties and minutes and seconds; amber under 2 min, red under 30 s."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Clock

AMBER, RED = 120, 30  # seconds left


class Countdown(QWidget):
    """`set_end(None)` empties it. Reckoned on the database's clock, never on this machine's own."""

    def __init__(
        self, object_name: str, clock: Clock, *, role: str = "strong", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._clock, self._role = clock, role
        self._end: datetime | None = None
        self._whole = 600
        self._prefix = ""
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self._tick)
        self._shown = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_end(self, end: datetime | None, whole_seconds: int = 600) -> None:
        self._end, self._whole = end, max(1, whole_seconds)
        self._timer.start() if end is not None else self._timer.stop()
        self.setVisible(end is not None)
        self._tick()

    def set_prefix(self, words: str) -> None:
        """Before the time, as "held"."""
        self._prefix = words
        self._shown = ""
        self._tick()
        self.updateGeometry()

    @property
    def seconds_left(self) -> int:
        if self._end is None:
            return 0
        return max(0, int((self._end - self._clock.now()).total_seconds()))

    @property
    def state(self) -> str:
        """calm, amber or red."""
        left = self.seconds_left
        return "red" if left < RED else "amber" if left < AMBER else "calm"

    def text(self) -> str:
        left = self.seconds_left
        return f"{left // 60:02d}:{left % 60:02d}"

    def _tick(self) -> None:
        if self._end is None or self.text() == self._shown:
            return
        self._shown = self.text()
        self.setAccessibleName(f"{self._prefix} {self._shown}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.current().font(self._role, "semibold"))
        words = f"{self._prefix} 00:00" if self._prefix else "00:00"
        return QSize(metrics.horizontalAdvance(words) + 46, max(28, metrics.height() + 10))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, state = theme.current(), self.state
        ink, ground = {
            "calm": ("accent_text", "accent_soft"),
            "amber": ("warning", "warning_soft"),
            "red": ("danger", "danger_soft"),
        }[state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.color(ink), 1.5) if state != "calm" else Qt.PenStyle.NoPen)
        painter.setBrush(look.color(ground))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ring = QRectF(9, box.center().y() - 7, 14, 14)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("border_strong", 90), 2.5))
        painter.drawEllipse(ring)
        painter.setPen(QPen(look.color(ink), 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * min(1.0, self.seconds_left / self._whole)))
        painter.setFont(look.font(self._role, "semibold"))
        painter.setPen(look.color(ink))
        words = f"{self._prefix} {self.text()}".strip()
        painter.drawText(box.adjusted(31, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
