"""The rail at the left: the sections of the work, and who sits here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import icons, theme

WIDTH = 104
TALL, LOW = 62, 46  # px of one section


class NavButton(QAbstractButton):
    """Icon over word; the section one is in is lit."""

    def __init__(self, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"nav.{name}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(TALL)
        self._icon = icon

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, TALL)

    def minimumSizeHint(self) -> QSize:
        """A supervisor has many sections: on a low screen they move together."""
        return QSize(WIDTH - 16, LOW)

    @property
    def is_cut(self) -> bool:
        metrics = QFontMetrics(theme.current().font("small", "semibold"))
        return metrics.horizontalAdvance(self.text()) > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("rail_active" if self.isChecked() else "rail_hover"))
            painter.drawRoundedRect(body, 10, 10)
        if self.hasFocus():
            painter.setPen(QPen(look.color("rail_text_active"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, 10, 10)
        ink = look.color("rail_text_active" if self.isChecked() else "rail_text")
        middle, top = self.width() / 2, (self.height() - 44) / 2
        icons.paint_icon(painter, self._icon, QRectF(middle - 11, top, 22, 22), ink, 2.0)
        painter.setPen(ink)
        painter.setFont(look.font("small", "semibold" if self.isChecked() else "medium"))
        painter.drawText(QRectF(0, top + 24, self.width(), 20), Qt.AlignmentFlag.AlignCenter, self.text())


class Rail(QWidget):
    """`picked(name)` on a click; `show_section` lights one."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self._buttons: dict[str, NavButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 66, 4, 14)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        self._who = QLabel(self)
        self._who.setObjectName("rail.who")
        self._who.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._who.setWordWrap(True)
        self._column.addWidget(self._who)

    def add(self, name: str, icon: str) -> None:
        button = NavButton(name, icon, self)
        button.clicked.connect(lambda _=False, n=name: self.picked.emit(n))
        self._buttons[name] = button
        self._column.insertWidget(len(self._buttons) - 1, button)

    def set_words(self, words: dict[str, str]) -> None:
        for name, button in self._buttons.items():
            button.set_text(words.get(name, name))

    def set_word(self, name: str, word: str) -> None:
        """One of them alone: a number has come to it."""
        if name in self._buttons:
            self._buttons[name].set_text(word)

    def show_section(self, name: str) -> None:
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def show_who(self, member: str, counter: str) -> None:
        look = theme.current()
        first, *rest = member.split()
        short = f"{first} {rest[-1][0]}." if rest else first
        self._who.setText(f"{short}\n{counter}")
        self._who.setAccessibleName(f"{member}, {counter}")
        self._who.setToolTip(f"{member} · {counter}")
        self._who.setStyleSheet(f"color: {look.hex('rail_text')}; font-size: {look.size('small')}px;")

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.color("rail"))
        icons.paint_icon(
            painter, "train-front", QRectF(WIDTH / 2 - 15, 16, 30, 30), look.color("rail_text_active"), 1.8
        )
