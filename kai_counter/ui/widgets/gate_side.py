"""Beside the answer: who has boarded each train and coach, and the last scans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import gate_words, icons, theme
from kai_counter.ui.context import Clock
from kai_counter.ui.moments import time_text
from kai_counter.values.cards_gate import ScanCard, TrainCount

WIDTH = 356
TRAINS, SCANS = 3, 6
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_INK = {"welcome": "success", "look": "warning", "refuse": "danger"}


class CountCard(QWidget):
    """One train: number, time, boarded of expected as figures and a bar, and the same for each coach."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"gate.count.{index}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head = self._figures = ""
        self._share = 0.0
        self._coaches: list[tuple[str, str, float]] = []

    def show_count(self, count: TrainCount, when: str) -> None:
        self._head = f"KA {count.train.train_number} {count.train.train_name} · {when}"
        self._figures = f"{count.boarded} / {count.expected}"
        self._share = count.boarded / count.expected if count.expected else 0.0
        self._coaches = [
            (coach.coach_label or self.tr("Infants"), f"{coach.boarded}/{coach.expected}",
             coach.boarded / coach.expected if coach.expected else 0.0)
            for coach in count.coaches
        ]  # fmt: skip
        words = self.tr("{train}: {boarded} of {expected} boarded").format(
            train=self._head, boarded=count.boarded, expected=count.expected
        )
        coaches = ", ".join(f"{label} {figures}" for label, figures, _ in self._coaches)
        self.setAccessibleName(f"{words}. {coaches}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 2 * theme.M, 44 + 22 * ((len(self._coaches) + 1) // 2))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("strong", "bold"))
        painter.setPen(look.color("text"))
        figures = painter.fontMetrics().horizontalAdvance(self._figures)
        painter.drawText(QRectF(0, 0, self.width(), 22), _MIDDLE | Qt.AlignmentFlag.AlignRight, self._figures)
        painter.setFont(look.font("body", "semibold"))
        room = self.width() - figures - 10
        head = painter.fontMetrics().elidedText(self._head, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, 0, room, 22), _MIDDLE, head)
        self._bar(painter, QRectF(0, 26, self.width(), 8), self._share)
        half = (self.width() - 12) / 2
        for number, (label, count, share) in enumerate(self._coaches):
            x, y = (number % 2) * (half + 12), 40 + number // 2 * 22
            painter.setFont(look.font("small", "medium"))
            painter.setPen(look.color("text_muted"))
            painter.drawText(QRectF(x, y, half * 0.4, 20), _MIDDLE, label)
            painter.drawText(QRectF(x, y, half, 20), _MIDDLE | Qt.AlignmentFlag.AlignRight, count)
            self._bar(painter, QRectF(x + half * 0.42, y + 8, half * 0.3, 5), share)

    def _bar(self, painter: QPainter, rect: QRectF, share: float) -> None:
        look = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("border"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        if share > 0:
            painter.setBrush(look.color("success"))
            width = max(rect.height(), rect.width() * min(share, 1.0))
            filled = QRectF(rect.left(), rect.top(), width, rect.height())
            painter.drawRoundedRect(filled, rect.height() / 2, rect.height() / 2)


class ScanLine(QWidget):
    """One of the last scans: sign, what it was, seat, when."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"gate.last.{index}")
        self.setFixedHeight(34)
        self._card: ScanCard | None = None
        self._when = self._name = self._seat = ""

    def show_scan(self, card: ScanCard, when: str) -> None:
        self._card, self._when = card, when
        self._name = gate_words.said(card.code, card.facts).heading
        self._seat = gate_words.seat_text(card.facts)
        self.setAccessibleName(f"{when} {self._name} {self._seat}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._card is None:
            return
        look, painter = theme.current(), QPainter(self)
        ink = look.color(_INK[self._card.kind])
        icons.paint_icon(painter, gate_words.sign_of(self._card.code), QRectF(0, 8, 18, 18), ink)
        painter.setFont(look.font("small", "medium"))
        painter.setPen(look.color("text_muted"))
        right = Qt.AlignmentFlag.AlignRight | _MIDDLE
        when = painter.fontMetrics().horizontalAdvance(self._when) + 8
        painter.drawText(QRectF(0, 0, self.width(), 34), right, self._when)
        painter.setFont(look.font("small", "semibold"))
        painter.setPen(look.color("text"))
        seat = painter.fontMetrics().horizontalAdvance(self._seat) + 8 if self._seat else 0
        painter.drawText(QRectF(0, 0, self.width() - when, 34), right, self._seat)
        room = self.width() - 26 - when - seat
        painter.setPen(ink)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(26, 0, room, 34), _MIDDLE, name)


class GateSide(QFrame):
    """Counts of the next trains above, the last scans below."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.side")
        self.setFixedWidth(WIDTH)
        theme.mark(self, card="plain")
        self.clock = clock
        self.counts_title, self.scans_title, self.more = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.counts_title, self.scans_title):
            theme.mark(label, role="label")
        theme.mark(self.more, role="small")
        self.counts = [CountCard(index, self) for index in range(TRAINS)]
        self.scans = [ScanLine(index, self) for index in range(SCANS)]
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.counts_title)
        for card in self.counts:
            column.addWidget(card)
        column.addWidget(self.more)
        column.addStretch(1)
        column.addWidget(self.scans_title)
        for line in self.scans:
            column.addWidget(line)
        self._counts: tuple[TrainCount, ...] = ()
        self._recent: tuple[ScanCard, ...] = ()
        self.retranslate()

    def show_counts(self, counts: Sequence[TrainCount]) -> None:
        """The next ones to leave; of several trains the coaches of the first two only, so that all fit."""
        self._counts = tuple(counts)
        now = self.clock.now()
        ahead = [count for count in counts if count.leaves_at > now] or list(counts[-1:])
        for index, card in enumerate(self.counts):
            card.setVisible(index < len(ahead))
            if index < len(ahead):
                card.show_count(ahead[index], self._time(ahead[index].leaves_at))
        rest = len(ahead) - len(self.counts)
        self.more.setVisible(rest > 0 or not ahead)
        self.more.setText(
            self.tr("and {count} more trains: F7").format(count=rest) if ahead else self.tr("No train leaves soon.")
        )

    def show_recent(self, cards: Sequence[ScanCard]) -> None:
        self._recent = tuple(cards)
        for index, line in enumerate(self.scans):
            line.setVisible(index < len(cards))
            if index < len(cards):
                line.show_scan(cards[index], self._time(cards[index].at))
        self.scans_title.setText(self.tr("Last scans") if cards else self.tr("Nothing was scanned yet"))

    def _time(self, moment: datetime) -> str:
        return time_text(self.clock.local(moment))

    def retranslate(self) -> None:
        self.counts_title.setText(self.tr("Boarded at this station"))
        self.show_counts(self._counts)
        self.show_recent(self._recent)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
