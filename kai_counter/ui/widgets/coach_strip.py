"""The train as a row of coaches: number, seats left, how full. Coaches of one class stand together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards import CoachCard

_HEIGHT, _WIDEST = 54, 64


class CoachButton(QAbstractButton):
    """One coach (kereta)."""

    def __init__(self, coach: CoachCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.coach = coach
        self.has_mine = False
        self.setObjectName(f"sell.coach.{coach.car_number}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_coach(coach)

    def show_coach(self, coach: CoachCard) -> None:
        self.coach = coach
        self.has_mine = any(seat.state == "mine" for seat in coach.seats)
        words = self.tr("Coach {label}, {left} of {all} seats free").format(
            label=coach.label, left=coach.seats_left, all=coach.capacity
        )
        self.setAccessibleName(words)
        self.setToolTip(f"{coach.class_name}\n{words}")
        self.update()

    @property
    def number(self) -> str:
        """'3' of 'EKS 3'; the class stands above the group."""
        return self.coach.label.rpartition(" ")[2] or str(self.coach.car_number)

    def sizeHint(self) -> QSize:
        return QSize(_WIDEST, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(34, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are the strip's; Space and Enter press."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        here = self.isChecked()
        border = "focus" if self.hasFocus() else "accent" if here else "border"
        painter.setPen(QPen(look.color(border), 2 if here or self.hasFocus() else 1))
        painter.setBrush(look.color("accent_soft" if here else "surface_sunken"))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        left, full = self.coach.seats_left, self.coach.seats_left == 0
        painter.setFont(look.font("strong", "bold"))
        painter.setPen(look.color("accent_text" if here else "text_muted" if full else "text"))
        painter.drawText(QRectF(0, 5, self.width(), 20), Qt.AlignmentFlag.AlignCenter, self.number)
        painter.setFont(look.font("small", "medium"))
        painter.setPen(look.color("text_muted"))
        #: Indonesian: penuh
        words = self.tr("full") if full else str(left)
        if painter.fontMetrics().horizontalAdvance(words) > self.width() - 6:
            words = "0"
        painter.drawText(QRectF(0, 24, self.width(), 17), Qt.AlignmentFlag.AlignCenter, words)
        self._bar(painter, box)
        if self.has_mine:
            painter.setPen(QPen(look.color("surface"), 1.5))
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(QRectF(self.width() - 14, 5, 9, 9))

    def _bar(self, painter: QPainter, box: QRectF) -> None:
        """How full: the filled part is what is taken."""
        look = theme.current()
        rail = QRectF(box.left() + 7, box.bottom() - 8, box.width() - 14, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("border"))
        painter.drawRoundedRect(rail, 2, 2)
        share = 1 - self.coach.seats_left / max(1, self.coach.capacity)
        token = "danger" if share >= 1 else "warning" if share >= 0.8 else "success"
        painter.setBrush(look.color(token))
        rail.setWidth(max(4.0, rail.width() * share) if share else 0)
        painter.drawRoundedRect(rail, 2, 2)


class Caption(QLabel):
    """The class above its coaches; where that is too narrow, its code."""

    def __init__(self, name: str, code: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._name, self._code = name, code
        self.setToolTip(name)
        self.setMinimumWidth(24)
        theme.mark(self, role="label")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self._name) <= self.width()
        self.setText(self._name if fits else self._code)

    def sizeHint(self) -> QSize:
        return QSize(24, super().sizeHint().height())


class CoachStrip(QWidget):
    """`picked` brings a car number. One coach takes Tab; the arrows move inside."""

    picked = Signal(int)

    def __init__(self, object_name: str = "sell.coaches", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.buttons: list[CoachButton] = []
        self._groups: list[QLabel] = []
        self._current = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Coaches"))
        for button in self.buttons:
            button.show_coach(button.coach)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    @property
    def current(self) -> int:
        return self._current

    def set_coaches(self, coaches: Sequence[CoachCard]) -> None:
        """Fresh numbers into the buttons that are there; another train makes new ones."""
        if [b.coach.car_number for b in self.buttons] == [c.car_number for c in coaches] and [
            b.coach.label for b in self.buttons
        ] == [c.label for c in coaches]:
            for button, coach in zip(self.buttons, coaches, strict=True):
                if button.coach != coach:
                    button.show_coach(coach)
            return
        self._build(coaches)

    def _build(self, coaches: Sequence[CoachCard]) -> None:
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                send_off(widget)
        self.buttons = []
        for (_, name), group in groupby(coaches, key=lambda coach: (coach.class_id, coach.class_name)):
            members = list(group)
            self._row.addWidget(self._group(name, members), len(members))
        self._row.addStretch(1)
        self.mark(self._current)

    def _group(self, name: str, coaches: Sequence[CoachCard]) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Caption(name, coaches[0].class_code, box))
        row = QHBoxLayout()
        row.setSpacing(5)
        for coach in coaches:
            button = CoachButton(coach, box)
            button.clicked.connect(lambda _=False, one=button: self.picked.emit(one.coach.car_number))
            self.buttons.append(button)
            row.addWidget(button)
        column.addLayout(row)
        return box

    def mark(self, car_number: int) -> None:
        self._current = car_number
        for button in self.buttons:
            here = button.coach.car_number == car_number
            button.setChecked(here)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def neighbour(self, step: int) -> int:
        """The car number so many coaches further, round the end."""
        numbers = [button.coach.car_number for button in self.buttons]
        if self._current not in numbers:
            return numbers[0] if numbers else 0
        return numbers[(numbers.index(self._current) + step) % len(numbers)]

    def first_of(self, class_id: UUID) -> int:
        """The coach of this class with most seats left; 0 when there is none."""
        fitting = [button.coach for button in self.buttons if button.coach.class_id == class_id]
        best = max(fitting, key=lambda coach: (coach.seats_left > 0, -coach.car_number), default=None)
        return best.car_number if best else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            number = self.neighbour(step)
            self.picked.emit(number)
            for button in self.buttons:
                if button.coach.car_number == number:
                    button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
