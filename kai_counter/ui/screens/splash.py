"""The first start takes a moment: what is being made ready, and how far it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from kai_counter.ui import theme
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.front import FrontPage


class SplashScreen(FrontPage):
    """`show_progress(text, done, total)`; total 0 = no end in sight. `show_failure` keeps on screen what went wrong
    and where it is noted; `again` is the key that tries once more."""

    again = Signal()

    def __init__(self, look: Theme, language: Language, parent: QWidget | None = None) -> None:
        super().__init__("splash", look, language, parent)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("splash.progress")
        self.bar.setTextVisible(False)
        self.step = QLabel(self)
        self.step.setObjectName("splash.step")
        self.step.setWordWrap(True)
        theme.mark(self.step, role="muted")
        self.again_button = Button("splash.again", kind="primary", key="Enter", large=True, parent=self)
        self.again_button.clicked.connect(self.again)
        self.again_button.hide()
        self._failure: tuple[Callable[[], str], str, str] | None = None
        for part in (self.bar, self.step, self.again_button):
            self.form.addWidget(part)
        self.retranslate()

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        if self._failure is not None:
            self._failure = None
            self.retranslate()
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setAccessibleName(text)
        self.step.setText(text)

    def show_failure(self, reason: Callable[[], str], number: str, logs: str) -> None:
        """`reason` in the language in use; `number` of the incident in the files under `logs`, "" for none."""
        self._failure = reason, number, logs
        self.retranslate()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if is_enter and self._failure is not None:
            self.again.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        super().retranslate()
        self.bar.setVisible(self._failure is None)
        self.again_button.setVisible(self._failure is not None)
        self.again_button.set_text(self.tr("Try again"))
        if self._failure is not None:
            reason, number, logs = self._failure
            self.title.setText(self.tr("The counter cannot start"))
            self.words.setText(reason())
            said = self.tr("Nothing is lost: what was sold and kept lies where it lay.")
            noted = self.tr("It is noted under {number} in {logs}.").format(number=number, logs=logs)
            way = self.tr("If it happens again, call the engineer: “kai-counter doctor” looks at everything.")
            self.step.setText(" ".join(part for part in (said, noted if number else "", way) if part))
            return
        self.title.setText(self.tr("Getting ready"))
        self.words.setText(
            self.tr("The first start lays out the database and the timetable. This happens once.")
        )
        self.bar.setAccessibleName(self.title.text())
