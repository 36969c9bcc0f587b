"""A line under the fields that proposes one thing, taken by F11 or a click."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.icon import Icon


class Offer(QFrame):
    """Hidden until `say`."""

    taken = Signal()

    def __init__(self, object_name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="success")
        self._icon = Icon("info", "success", 20, self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self.button = Button(object_name + ".take", kind="ghost", key="F11", parent=self)
        self.button.setAccessibleName("F11")
        self.button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.button.clicked.connect(self.taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.XS, theme.XS, theme.XS)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, text: str, action: str) -> None:
        self._words.setText(text)
        self.button.set_text(action)
        self.setAccessibleName(text)
        self.show()
