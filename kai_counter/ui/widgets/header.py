"""The header: what this page is, the steps of the sale, parked sales, the status strip and the clock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.pill import Pill
from kai_counter.ui.widgets.steps import Steps


class Header(QFrame):
    """Pills: `database`, `printer`, `shift`, `bell`. `recalled(index)` when a parked chip is clicked."""

    recalled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(60)
        self.title = QLabel(self)
        self.title.setObjectName("header.title")
        theme.mark(self.title, role="title")
        self.steps = Steps("header.steps", self)
        self.database = Pill("status.database", parent=self)
        self.printer = Pill("status.printer", icon="printer", parent=self)
        self.shift = Pill("status.shift", icon="wallet", parent=self)
        self.bell = Pill("status.bell", icon="bell", parent=self)
        self.clock = QLabel(self)
        self.clock.setObjectName("status.clock")
        self.clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.mark(self.clock, role="muted")
        self._chips: list[Button] = []
        self._parked = QHBoxLayout()
        self._parked.setSpacing(6)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(6)
        row.addWidget(self.title)
        row.addSpacing(14)
        row.addWidget(self.steps)
        row.addStretch(1)
        row.addLayout(self._parked)
        for pill in (self.database, self.printer, self.shift, self.bell):
            row.addWidget(pill)
        row.addSpacing(6)
        row.addWidget(self.clock)

    def show_parked(self, texts: Sequence[str], name: str) -> None:
        """One chip a parked sale, oldest first: `1 · Rina 04:12`."""
        if len(texts) != len(self._chips):
            for chip in self._chips:
                self._parked.removeWidget(chip)
                chip.deleteLater()
            self._chips = []
            for index in range(len(texts)):
                icon = "hourglass" if len(texts) == 1 else ""  # several share the room
                chip = Button(f"parked.{index + 1}", kind="chip", icon=icon, parent=self)
                chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                chip.clicked.connect(lambda _=False, i=index: self.recalled.emit(i))
                self._chips.append(chip)
                self._parked.addWidget(chip)
        for chip, text in zip(self._chips, texts, strict=True):
            chip.set_text(text)
            chip.setAccessibleName(f"{name} {text}")
