"""What stands where there is nothing to show yet: a quiet sign, a sentence, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme


class Empty(QFrame):
    """`layout_below` is for a button under the words; `entered` on Enter, when it has the focus."""

    entered = Signal()

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, card="sunken")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._icon = icon
        self._sign, self._title, self._words = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self._title, role="heading")
        theme.mark(self._words, role="muted")
        self._words.setWordWrap(True)
        for label in (self._sign, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.layout_below = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(2)
        column.addWidget(self._sign)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(self.layout_below)
        column.addStretch(3)
        self._tint()

    def say(self, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def text(self) -> str:
        return f"{self._title.text()} {self._words.text()}".strip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        self._sign.setPixmap(theme.current().pixmap(self._icon, "text_disabled", 44))
