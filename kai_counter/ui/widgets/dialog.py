"""A dialog over the window: a veil, a card, at most a few buttons; Esc closes it, the focus goes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from kai_counter.ui import theme
from kai_counter.ui.reworded import again
from kai_counter.ui.widgets.button import Button


class Veil(QWidget):
    """Covers its parent, keeps keys and clicks from what is below, and gives the focus back when it goes."""

    closed = Signal()

    def __init__(self, parent: QWidget, *, alpha: int = 150) -> None:
        super().__init__(parent)
        self._below = parent
        self._alpha = alpha
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        parent.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._below.rect())
        return False

    def open(self) -> None:
        before = self.window().focusWidget()
        if before is not None and not self.isAncestorOf(before):
            self._before = before
        self.setGeometry(self._below.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def close_veil(self) -> None:
        if self.isHidden():
            return
        self.hide()
        # What had the focus may be gone: a list below was read again meanwhile.
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing typed here reaches the page below (a key that is ignored would go on to the parent)."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().color("overlay", self._alpha))


class Dialog(Veil):
    """A card in the middle with title, words, a body and buttons. `chosen` brings the name of the button.

    Enter presses the first (primary) button, Esc the last, one between them its digit (2 …). `body` is a layout for
    own widgets.
    """

    chosen = Signal(str)

    def __init__(self, object_name: str, parent: QWidget, *, width: int = 480) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.card = QFrame(self)
        self.card.setFixedWidth(width)
        theme.mark(self.card, card="plain")
        self.title = QLabel(self.card)
        self.title.setWordWrap(True)
        theme.mark(self.title, role="title")
        self.words = QLabel(self.card)
        self.words.setWordWrap(True)
        theme.mark(self.words, role="muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.M)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        self._names: list[str] = []
        column = QVBoxLayout(self.card)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.M)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(self.body)
        column.addSpacing(theme.S)
        column.addLayout(self._buttons)
        middle = QVBoxLayout(self)
        middle.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)

    def ask(self, title: str, words: str, buttons: list[tuple[str, str, str]]) -> None:
        """`buttons`: (name, text, kind), the first answers Enter, the last Esc."""
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}")
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._names = [name for name, _, _ in buttons]
        self._buttons.addStretch(1)
        for index, (name, text, kind) in enumerate(reversed(buttons)):
            place = len(buttons) - index
            key = "Enter" if place == 1 else "Esc" if index == 0 else str(place)
            button = Button(f"{self.objectName()}.{name}", text, kind=kind, key=key, parent=self.card)
            button.clicked.connect(lambda _=False, n=name: self._choose(n))
            self._buttons.addWidget(button)
        self.open()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._names and not self.isHidden():
            title, words = again(self.title.text()), again(self.words.text())
            self.title.setText(title)
            self.words.setText(words)
            self.setAccessibleName(f"{title}. {words}")
            for name in self._names:
                for button in self.card.findChildren(Button, f"{self.objectName()}.{name}"):
                    button.set_text(again(button.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._names and not event.isAutoRepeat():
            self._choose(self._names[0])
        elif event.key() == Qt.Key.Key_Escape and self._names:
            self._choose(self._names[-1])
        elif event.text() in map(str, range(2, len(self._names))):
            self._choose(self._names[int(event.text()) - 1])
        else:
            super().keyPressEvent(event)

    def _choose(self, name: str) -> None:
        self.close_veil()
        self.chosen.emit(name)
