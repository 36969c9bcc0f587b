"""A banner under the header: something is out of reach, or something just happened; with one thing to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.reworded import again
from kai_counter.ui.widgets.button import Button

ICONS = {"danger": "circle-alert", "warning": "triangle-alert", "success": "circle-check", "accent": "info"}


class Banner(QFrame):
    """`kind` is danger, warning, success or accent. Signals: `acted` by its button, `dismissed` by its cross."""

    acted = Signal()
    dismissed = Signal()

    def __init__(self, object_name: str = "banner", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.kind = "warning"
        self._icon = QLabel(self)
        self._title = QLabel(self)
        self._words = QLabel(self)
        for label in (self._title, self._words):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.mark(self._title, role="strong")
        self.action = Button(object_name + ".action", kind="secondary", parent=self)
        self.cross = Button(object_name + ".dismiss", kind="ghost", icon="x", parent=self)
        self.cross.clicked.connect(self._dismiss)
        self.action.clicked.connect(self.acted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        row.setSpacing(theme.M)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.action)
        row.addWidget(self.cross)
        self.hide()

    def say(
        self,
        kind: str,
        title: str,
        words: str = "",
        *,
        action: str = "",
        key: str = "",
        dismissible: bool = True,
    ) -> None:
        """Show it; never takes the focus."""
        self.kind = kind
        theme.mark(self, card=kind)
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.action.set_text(action)
        self.action.set_key(key)
        self.action.setVisible(bool(action))
        self.cross.setVisible(dismissible)
        self.cross.setAccessibleName(self.tr("Close this message"))
        self.setAccessibleName(f"{title}. {words}")
        self._icon.setPixmap(
            theme.current().pixmap(ICONS[kind], "accent_text" if kind == "accent" else kind, 22)
        )
        self.show()

    def text(self) -> str:
        return f"{self._title.text()} {self._words.text()}".strip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and not self.isHidden():
            self._say_again()

    def _say_again(self) -> None:
        """In the other language, in place: its time, its button and the focus stay as they are."""
        title, words = again(self._title.text()), again(self._words.text())
        self._title.setText(title)
        self._words.setText(words)
        self.action.set_text(again(self.action.text()))
        self.cross.setAccessibleName(self.tr("Close this message"))
        self.setAccessibleName(f"{title}. {words}")

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
