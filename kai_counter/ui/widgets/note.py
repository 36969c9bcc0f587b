"""A banner that floats over the foot of the page for a while: telling something moves nothing below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.banner import Banner

STAYS = 8000  # ms
WIDTH = 560


class Note(Banner):
    """Bottom left, beside `left` and above `foot` pixels: totals and what goes on stand at the right."""

    def __init__(self, object_name: str, parent: QWidget, *, left: int, foot: int) -> None:
        super().__init__(object_name, parent)
        self._below, self._left, self._foot = parent, left, foot
        self._end = QTimer(self, singleShot=True, interval=STAYS)
        self._end.timeout.connect(self.hide)
        parent.installEventFilter(self)

    def tell(self, kind: str, title: str, said: str = "") -> None:
        self.say(kind, title, said)
        self._place()
        self._end.start()

    def _say_again(self) -> None:
        super()._say_again()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        width = min(WIDTH, self._below.width() - self._left - 2 * theme.L)
        self.setFixedWidth(width)
        height = max(self.sizeHint().height(), self.heightForWidth(width))
        top = self._below.height() - self._foot - height - theme.M
        self.setGeometry(self._left + theme.L, top, width, height)
        self.raise_()
