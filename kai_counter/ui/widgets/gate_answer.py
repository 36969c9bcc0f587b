"""The gate's answer: a ground of colour, a sign, a few large words, coach and seat, and what to do next.

Painted, so that the words are as large as the room lets them be: they are read from two metres. Its accessible
name says the same. An answer grows old before one's eyes: its age stands beside it, and after four seconds it fades
to a quiet ground, where the last answer is a line with its age.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import icons, theme

FADES_AFTER = 4000  # ms
TICK = 500
_QUIET_INK = {"welcome": "success", "look": "warning", "refuse": "danger"}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Answer:
    """`kind` is welcome, look, refuse or repeat; `foot` says who told it."""

    kind: str
    sign: str
    heading: str
    todo: str
    seat: str = ""
    train: str = ""
    journey: str = ""
    person: str = ""
    foot: str = ""

    def text(self) -> str:
        parts = (self.heading, self.todo, self.seat, self.train, self.journey, self.person, self.foot)
        return ". ".join(part.rstrip(".") for part in parts if part)


class GateAnswer(QWidget):
    """`show_answer` lights it, `faded` tells that it went out; `quiet` are the words of the ground between two."""

    faded = Signal()

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.answer: Answer | None = None
        self.is_lit = False
        self.age = 0  # seconds
        self._quiet = ("", "")
        self._fade = QTimer(self, singleShot=True, interval=FADES_AFTER)
        self._fade.timeout.connect(self.fade)
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._grow_old)
        self._ticks = 0

    def show_answer(self, answer: Answer) -> None:
        self.answer, self.is_lit, self.age, self._ticks = answer, True, 0, 0
        self._fade.start()
        self._clock.start()
        self.setAccessibleName(answer.text())
        self.update()

    def fade(self) -> None:
        """Back to the quiet ground; the last answer stays as a line."""
        if not self.is_lit:
            return
        self._fade.stop()
        self.is_lit = False
        self.setAccessibleName(f"{self._quiet[0]}. {self.last_text()}")
        self.update()
        self.faded.emit()

    def clear(self) -> None:
        """Forget the answer: the gate takes other trains now, or another person stands here."""
        self._fade.stop()
        self._clock.stop()
        self.answer, self.is_lit = None, False
        self.update()

    def set_quiet(self, heading: str, words: str) -> None:
        self._quiet = (heading, words)
        if not self.is_lit:
            self.setAccessibleName(f"{heading}. {words} {self.last_text()}".strip())
        self.update()

    def age_text(self) -> str:
        if self.age < 1:
            return self.tr("now")
        if self.age < 120:
            return self.tr("{seconds} s ago").format(seconds=self.age)
        return self.tr("{minutes} min ago").format(minutes=self.age // 60)

    def last_text(self) -> str:
        if self.answer is None:
            return ""
        seat = f" · {self.answer.seat}" if self.answer.seat else ""
        return f"{self.answer.heading}{seat} · {self.age_text()}"

    def _grow_old(self) -> None:
        self._ticks += 1
        self.age = self._ticks * TICK // 1000
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 300)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_lit and self.answer is not None:
            self._paint_answer(painter, self.answer)
        else:
            self._paint_quiet(painter)

    def _paint_answer(self, painter: QPainter, answer: Answer) -> None:
        look = theme.current()
        ground, ink = look.color(f"gate_{answer.kind}"), look.color(f"gate_{answer.kind}_text")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_LARGE, theme.RADIUS_LARGE)
        edge = max(24.0, self.width() * 0.03)
        room = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        high = room.height()
        sign = min(high * 0.30, 190.0)
        icons.paint_icon(painter, answer.sign, QRectF(room.left(), room.top(), sign, sign), ink, 1.8)
        head = QRectF(room.left() + sign + edge, room.top(), room.width() - sign - edge, sign)
        self._fit(painter, head, answer.heading, ink, int(sign * 0.62), 30, "bold")
        y = room.top() + sign + high * 0.05
        if answer.seat or answer.train:
            box = high * 0.26
            self._paint_seat(painter, QRectF(room.left(), y, room.width(), box), answer, ground, ink)
            y += box + high * 0.05
        foot = 30.0
        self._fit(
            painter, QRectF(room.left(), y, room.width(), room.bottom() - foot - y), answer.todo, ink,
            int(high * 0.085), 18, "semibold", _WRAP,
        )  # fmt: skip
        self._paint_foot(painter, QRectF(room.left(), room.bottom() - foot, room.width(), foot), answer, ink)

    def _paint_seat(self, painter: QPainter, rect: QRectF, answer: Answer, ground: QColor, ink: QColor) -> None:
        """Coach and seat in a box of the opposite colours; train, journey and person beside it."""
        x = rect.left()
        if answer.seat:
            font = self._font(int(rect.height() * 0.62), "bold")
            width = min(QFontMetrics(font).horizontalAdvance(answer.seat) + rect.height() * 0.5, rect.width() * 0.5)
            box = QRectF(x, rect.top(), width, rect.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(box, theme.RADIUS_LARGE, theme.RADIUS_LARGE)
            pad = rect.height() * 0.2
            inside = box.adjusted(pad, 0, -pad, 0)
            self._fit(painter, inside, answer.seat, ground, int(rect.height() * 0.62), 16, "bold")
            x += width + rect.height() * 0.25
        lines = [line for line in (answer.train, answer.journey, answer.person) if line]
        each = rect.height() / max(len(lines), 1)
        for number, line in enumerate(lines):
            place = QRectF(x, rect.top() + number * each, rect.right() - x, each)
            weight = "bold" if number == 0 else "medium"
            self._fit(painter, place, line, ink, int(rect.height() * (0.27 if number == 0 else 0.24)), 15, weight)

    def _paint_foot(self, painter: QPainter, rect: QRectF, answer: Answer, ink: QColor) -> None:
        painter.setPen(ink)
        painter.setFont(self._font(18, "medium"))
        painter.drawText(rect, _LEFT, answer.foot)
        painter.setFont(self._font(18, "bold"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, right, self.age_text())

    def _paint_quiet(self, painter: QPainter) -> None:
        look = theme.current()
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("surface"))
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(body, theme.RADIUS_LARGE, theme.RADIUS_LARGE)
        middle, size = body.center(), min(body.height() * 0.24, 150.0)
        top = middle.y() - size * 1.25
        sign = QRectF(middle.x() - size / 2, top, size, size)
        icons.paint_icon(painter, "scan-line", sign, look.color("text_disabled"), 1.4)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        words = QRectF(body.left() + 24, top + size + 8, body.width() - 48, 64)
        self._fit(painter, words, self._quiet[0], look.color("text"), 46, 20, "bold", centre)
        words = QRectF(words.left(), words.bottom(), words.width(), 64)
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        self._fit(painter, words, self._quiet[1], look.color("text_muted"), 20, 13, "regular", wrapped)
        if self.answer is not None:
            self._paint_last(painter, QRectF(words.left(), body.bottom() - 64, words.width(), 44))

    def _paint_last(self, painter: QPainter, rect: QRectF) -> None:
        look = theme.current()
        assert self.answer is not None
        ink = look.color(_QUIET_INK.get(self.answer.kind, "accent_text"))
        font, text = self._font(19, "semibold"), self.last_text()
        width = min(QFontMetrics(font).horizontalAdvance(text), int(rect.width()) - 40)
        x = rect.center().x() - (width + 36) / 2
        icons.paint_icon(painter, self.answer.sign, QRectF(x, rect.center().y() - 13, 26, 26), ink)
        self._fit(painter, QRectF(x + 36, rect.top(), width + 4, rect.height()), text, ink, 19, 13, "semibold")

    def _font(self, size: int, weight: str) -> QFont:
        font = theme.current().font("body", weight)
        font.setPixelSize(max(size, 13))
        return font

    def _fit(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        ink: QColor,
        size: int,
        least: int,
        weight: str,
        flags: Qt.AlignmentFlag | Qt.TextFlag | int = _LEFT,
    ) -> None:
        """As large as fits, from `size` down to `least`; what is too long even then is cut with dots."""
        wraps = bool(int(flags) & int(Qt.TextFlag.TextWordWrap))
        while size > least and not _fits(self._font(size, weight), text, rect, wraps):
            size -= 1
        font = self._font(size, weight)
        painter.setFont(font)
        painter.setPen(ink)
        if not wraps:
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
        painter.drawText(rect, int(flags), text)


def _fits(font: QFont, text: str, rect: QRectF, wraps: bool) -> bool:
    metrics = QFontMetrics(font)
    if not wraps:
        return metrics.horizontalAdvance(text) <= rect.width() and metrics.height() <= rect.height() + 4
    flags = int(Qt.TextFlag.TextWordWrap)
    return metrics.boundingRect(rect.toRect(), flags, text).height() <= rect.height()
