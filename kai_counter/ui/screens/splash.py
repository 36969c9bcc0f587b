"""The first start takes a moment: what is being made ready, and how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from kai_counter.ui import theme
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.front import FrontPage


class SplashScreen(FrontPage):
    """`show_progress(text, done, total)`; total 0 = no end in sight. `show_failure` keeps the words on screen."""

    def __init__(self, look: Theme, language: Language, parent: QWidget | None = None) -> None:
        super().__init__("splash", look, language, parent)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("splash.progress")
        self.bar.setTextVisible(False)
        self.step = QLabel(self)
        self.step.setObjectName("splash.step")
        self.step.setWordWrap(True)
        theme.mark(self.step, role="muted")
        self.form.addWidget(self.bar)
        self.form.addWidget(self.step)
        self.retranslate()

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setAccessibleName(text)
        theme.mark(self.step, role="muted")
        self.step.setText(text)

    def show_failure(self, text: str) -> None:
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        theme.mark(self.step, role="error")
        self.step.setText(text)

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Getting ready"))
        self.words.setText(
            self.tr("The first start lays out the database and the timetable. This happens once.")
        )
        self.bar.setAccessibleName(self.title.text())
