"""Two of the shift's pages: the keys while it runs, and its Z when it is over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Clock
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.report_view import ReportView
from kai_counter.values.cards import ShiftCard
from kai_counter.values.cards_till import ReportCard

ACTS = {
    "in": ("1", "plus"), "out": ("2", "minus"), "drop": ("3", "lock"), "drawer": ("4", "package-open"),
    "x": ("5", "receipt"), "pause": ("6", "pause"), "close": ("F8", "check"),
}  # fmt: skip


class HomePage(QWidget):
    """`acted` brings one of ACTS. Paused there is one key: go on."""

    acted = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.clock = clock
        side = QFrame(self)
        side.setFixedWidth(400)
        theme.mark(side, card="plain")
        self.heading, self.words = QLabel(side), QLabel(side)
        self.words.setWordWrap(True)
        theme.mark(self.heading, role="title")
        theme.mark(self.words, role="muted")
        inner = QVBoxLayout(side)
        inner.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        inner.setSpacing(theme.S)
        inner.addWidget(self.heading)
        inner.addWidget(self.words)
        inner.addSpacing(theme.S)
        self.buttons: dict[str, Button] = {}
        for act, (key, icon) in ACTS.items():
            button = Button(f"shift.{act}", kind="secondary", icon=icon, key=key, large=True, parent=side)
            button.clicked.connect(lambda _=False, a=act: self.acted.emit(a))
            inner.addWidget(button)
            self.buttons[act] = button
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)

    def show_shift(self, card: ShiftCard) -> None:
        texts = {
            "in": self.tr("Cash in"), "out": self.tr("Cash out"), "drop": self.tr("Drop to the safe"),
            "drawer": self.tr("Open the drawer"), "x": self.tr("X report"), "pause": self.tr("Pause for relief"),
            "close": self.tr("Close the shift"),
        }  # fmt: skip
        is_paused = card.state == "paused"
        heading = self.tr("Shift paused") if is_paused else self.tr("Shift open since {time}")
        self.heading.setText(heading.format(time=time_text(self.clock.local(card.opened_at))))
        opened = self.tr("Opened with {float}.").format(float=rupiah(card.float_amount))
        locked = self.tr("Lock your cash box away. Another member may work at this counter.")
        self.words.setText(locked if is_paused else opened)
        for act, button in self.buttons.items():
            button.set_text(texts[act])
            button.setVisible(not is_paused or act == "pause")
        if is_paused:
            self.buttons["pause"].set_text(self.tr("Go on with your shift"))
        self.buttons["pause"].set_key("Enter" if is_paused else ACTS["pause"][0])


class DonePage(QWidget):
    """The Z: read, printed again if need be, then the next shift."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.z = ReportView("shift.z", self)
        self.z.setFixedWidth(560)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFixedWidth(584)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.z)
        self.next_button = Button("shift.next", kind="primary", icon="arrow-right", key="Enter", large=True)
        self.print_button = Button("shift.print", kind="secondary", icon="printer", key="Ctrl+P", large=True)
        side = QVBoxLayout()
        side.addWidget(self.next_button)
        side.addWidget(self.print_button)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(scroll)
        row.addLayout(side)
        row.addStretch(1)

    def show_report(self, z: ReportCard) -> None:
        self.z.show_report(z)

    def retranslate(self) -> None:
        self.next_button.set_text(self.tr("Next shift"))
        self.print_button.set_text(self.tr("Print again"))
        if self.z.card is not None:
            self.z.show_report(self.z.card)
