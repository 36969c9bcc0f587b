"""What is done when the gate for a train has closed: its crew takes over, seats of no-shows are given back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field


class TrainEnd(QWidget):
    """`handing(name)` and `releasing(reason)`; an empty field says what is asked for, and emits nothing."""

    handing = Signal(str)
    releasing = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.taker = Field(f"{name}.taker", max_length=80, reserve=False)
        self.hand_button = Button(f"{name}.hand", icon="signature", key="F9")
        self.reason = Field(f"{name}.reason", max_length=200, reserve=False)
        self.release_button = Button(f"{name}.release", kind="danger", icon="armchair", key="F10")
        self.taker.entered.connect(self.hand)
        self.hand_button.clicked.connect(self.hand)
        self.reason.entered.connect(self.release)
        self.release_button.clicked.connect(self.release)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        for field, button in ((self.taker, self.hand_button), (self.reason, self.release_button)):
            beside = QVBoxLayout()  # stays beside its field when that shows an error below
            beside.addSpacing(field.label.sizeHint().height() + 4)
            beside.addWidget(button)
            beside.addStretch(1)
            row = QHBoxLayout()
            row.addWidget(field, 1)
            row.addLayout(beside)
            column.addLayout(row)
        self.retranslate()

    def show_ways(self, hands: bool, releases: bool) -> None:
        for part in (self.taker, self.hand_button):
            part.setVisible(hands)
        for part in (self.reason, self.release_button):
            part.setVisible(releases)
        self.setVisible(hands or releases)

    def hand(self) -> None:
        if self.taker.isHidden():
            return
        if not self.taker.text():
            self.taker.complain(self.tr("Who takes the train over? Name and number of the conductor."))
            return
        self.handing.emit(self.taker.text())

    def release(self) -> None:
        if self.reason.isHidden():
            return
        if not self.reason.text():
            self.reason.complain(self.tr("Why are the seats given back? One sentence is kept."))
            return
        self.releasing.emit(self.reason.text())
        self.reason.set_text("")

    def retranslate(self) -> None:
        self.taker.set_label(self.tr("Taken over by"))
        self.hand_button.set_text(self.tr("Hand over"))
        self.reason.set_label(self.tr("Reason for giving the seats back"))
        self.release_button.set_text(self.tr("Release no-shows"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
