"""Tickets with what became of their paper, live; a question is answered in the row that asks."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.devices.journal import PrintJob
from kai_counter.ui import print_words, theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.icon import Icon


class PrintRow(QFrame):
    """`title` and `detail` say which paper, the glyph and the words what became of it."""

    answered = Signal(bool)

    def __init__(self, object_name: str, title: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="sunken")
        self.job: PrintJob | None = None
        self.icon = Icon("hourglass", "text_muted", 24, self)
        self.title = QLabel(title, self)
        theme.mark(self.title, role="strong")
        self.detail = QLabel(detail, self)
        theme.mark(self.detail, role="small")
        self.state = QLabel(self)
        self.state.setObjectName(object_name + ".state")
        self.state.setWordWrap(True)
        for label in (self.title, self.detail):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.question = QLabel(self)
        theme.mark(self.question, role="strong")
        self.yes = Button(object_name + ".yes", kind="primary", key="Y", parent=self)
        self.no = Button(object_name + ".no", kind="danger", key="N", parent=self)
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.detail)
        top = QHBoxLayout()
        top.setSpacing(theme.M)
        top.addWidget(self.icon)
        top.addLayout(names, 1)
        top.addWidget(self.state)
        self.ask = QWidget(self)
        asking = QHBoxLayout(self.ask)
        asking.setContentsMargins(0, theme.XS, 0, 0)
        asking.addWidget(self.question, 1)
        asking.addWidget(self.yes)
        asking.addWidget(self.no)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        column.addLayout(top)
        column.addWidget(self.ask)
        self.ask.hide()
        self.show_job(None)

    def show_job(self, job: PrintJob | None) -> None:
        self.job = job
        if job is None:
            self.icon.set("hourglass", "text_muted")
            self.state.setText(self.tr("is being made ready"))
            theme.mark(self, card="sunken")
        else:
            self.icon.set(*print_words.glyph(job))
            text = print_words.state_text(job)
            if job.issue_number > 1:
                text = self.tr("{state} (issue {number})").format(state=text, number=job.issue_number)
            self.state.setText(text)
            theme.mark(self, card="danger" if job.asks else "sunken")
        asks = job is not None and job.asks
        if asks and job is not None:
            reason = print_words.reason_text(job.reason)
            ask = print_words.question()
            self.question.setText(f"{ask}  ({reason})" if reason else ask)
            self.yes.set_text(self.tr("Yes, complete"))
            self.no.set_text(self.tr("No"))
        self.ask.setVisible(asks)
        self.setAccessibleName(f"{self.title.text()}, {self.detail.text()}: {self.state.text()}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_job(self.job)


def scrolled_rows(parent: QWidget) -> tuple[QScrollArea, QVBoxLayout]:
    """Where papers are listed, one below the other; the last item is what keeps them at the top."""
    inside = QWidget(parent)
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(0, 0, theme.S, 0)
    rows.setSpacing(theme.S)
    rows.addStretch(1)
    scroll = QScrollArea(parent)
    scroll.setWidgetResizable(True)
    scroll.setWidget(inside)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll, rows


def asking(rows: Iterable[PrintRow]) -> PrintJob | None:
    """The first paper of which the printer cannot say whether it came out whole."""
    return next((row.job for row in rows if row.job is not None and row.job.asks), None)
