"""One train of the disruption console: what is known of it, who is on it, and what may be said."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button


class TrainDetail(QFrame):
    """Labels and buttons; the screen fills them and hears them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        theme.mark(self, card="plain")
        self.name, self.state, self.people = (QLabel(self) for _ in range(3))
        theme.mark(self.name, role="title")
        self.name.setWordWrap(True)  # that no train calls here is said in it, too: the window must not grow by it
        self.state.setWordWrap(True)
        self.people.setTextFormat(Qt.TextFormat.PlainText)
        self.people.setObjectName("disruptions.people")
        self.people.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.mark(self.people, role="muted")
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.people)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.late = Button("disruptions.late", icon="clock", key="F6", parent=self)
        self.seats = Button("disruptions.seats", icon="armchair", key="F7", parent=self)
        self.sales = Button("disruptions.sales", icon="ticket", key="Ctrl+O", parent=self)
        self.paper = Button("disruptions.list", icon="printer", key="Ctrl+P", parent=self)
        self.stop = Button("disruptions.cancel", kind="danger", icon="ban", key="F8", parent=self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for button in (self.late, self.seats, self.paper):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        head = QHBoxLayout()  # below there is room for four
        head.addWidget(self.name, 1)
        head.addWidget(self.sales)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        self.retranslate()

    def let_say(self, runs: bool) -> None:
        """Only of a train that runs can anything be said."""
        for button in (self.late, self.seats, self.sales, self.stop):
            button.setEnabled(runs)

    def retranslate(self) -> None:
        self.late.set_text(self.tr("Late …"))
        self.stop.set_text(self.tr("Cancel …"))
        self.seats.set_text(self.tr("Seats …"))
        self.sales.set_text(self.tr("Sale …"))
        self.paper.set_text(self.tr("List"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
