"""The steps of a sale in the header: done, here, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import icons, theme

_DISC, _GAP, _LINE, _SHORT = 26, 8, 22, 14


class Steps(QWidget):
    """`set_steps(["Cari", …])`, `set_current(index)`. Told to assistive tools as one sentence."""

    def __init__(self, object_name: str = "steps", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._steps: list[str] = []
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_steps(self, steps: Sequence[str]) -> None:
        self._steps = list(steps)
        self._tell()

    def set_current(self, index: int) -> None:
        self._current = index
        self._tell()

    def _tell(self) -> None:
        if self._steps:
            index = min(self._current, len(self._steps) - 1)
            self.setAccessibleName(f"{index + 1}/{len(self._steps)} {self._steps[index]}")
        self.updateGeometry()
        self.update()

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(theme.current().font("body", "semibold"))
        return [metrics.horizontalAdvance(step) for step in self._steps]

    def sizeHint(self) -> QSize:
        return QSize(self._width(short=False), 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(short=True), 32)

    def _width(self, *, short: bool) -> int:
        """Without room only the step one is at has its word."""
        total = 2
        for index, words in enumerate(self._widths()):
            total += _DISC
            if not short or index == self._current:
                total += _GAP + words + 2
            if index + 1 < len(self._steps):
                total += _SHORT if short else _LINE + 2 * _GAP
        return total

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        short = self.width() < self._width(short=False)
        x, middle = 1.0, self.height() / 2
        for index, (step, width) in enumerate(zip(self._steps, self._widths(), strict=True)):
            disc = QRectF(x, middle - _DISC / 2, _DISC, _DISC)
            here, done = index == self._current, index < self._current
            self._paint_disc(painter, disc, index, here, done)
            x = disc.right()
            if here or not short:
                painter.setPen(look.color("text" if here or done else "text_muted"))
                painter.setFont(look.font("body", "semibold" if here else "medium"))
                words = QRectF(x + _GAP, 0, width + 2, self.height())
                painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, step)
                x = words.right()
            if index + 1 < len(self._steps):
                gap, line = (3, _SHORT - 6) if short else (_GAP, _LINE)
                painter.setPen(QPen(look.color("success" if done else "border_strong"), 1.5))
                painter.drawLine(int(x + gap), int(middle), int(x + gap + line), int(middle))
                x += 2 * gap + line

    def _paint_disc(self, painter: QPainter, disc: QRectF, index: int, here: bool, done: bool) -> None:
        look = theme.current()
        if done or here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("success" if done else "accent"))
        else:
            painter.setPen(QPen(look.color("border_strong"), 1.5))
            painter.setBrush(look.color("surface"))
        painter.drawEllipse(disc)
        if done:
            icons.paint_icon(painter, "check", disc.adjusted(6, 6, -6, -6), look.color("surface"), 3.2)
            return
        painter.setPen(look.color("on_accent" if here else "text_muted"))
        painter.setFont(look.font("small", "semibold"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(index + 1))
