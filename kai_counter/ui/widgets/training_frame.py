"""The look of a training room: a band with the word in both languages, and its colour around everything.

It is around the window's pages and not on one of them, so that no page (sign-in, lock, a page of tomorrow) can be
without it; and on the customer's screen, since somebody may stand before it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme

EDGE = 4
WORD = "LATIHAN / TRAINING"


class TrainingFrame(QFrame):
    """`content` inside the frame. `name` is the object name; its band is `<name>.band`."""

    def __init__(self, content: QWidget, name: str = "training", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        theme.mark(self, training="frame")
        self.band = QLabel(self)
        self.band.setObjectName(f"{name}.band")
        self.band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.band, training="band")
        theme.mark(content, page="true")  # pages are transparent, and the frame would shine through them
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, EDGE)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(content, 1)
        self.retranslate()

    def retranslate(self) -> None:
        said = self.tr("nothing here is real: no ticket is valid, no money moves")
        self.band.setText(f"{WORD}   ·   {said}")
        self.band.setAccessibleName(self.band.text())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
