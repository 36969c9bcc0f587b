"""The steps of a shift as cards on the page: opening, what stands in the way, the count, the variance."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.cash_count import CashCount
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_till import BlockerCard


class CardPanel(QWidget):
    """A card in the middle: heading, words, a body, one primary button. `submitted` by it."""

    submitted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, width: int = 520) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.frame = QFrame(self)
        self.frame.setFixedWidth(width)
        theme.mark(self.frame, card="plain")
        self.heading, self.words = QLabel(self.frame), QLabel(self.frame)
        self.words.setWordWrap(True)
        theme.mark(self.heading, role="title")
        theme.mark(self.words, role="muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.M)
        self.submit_button = Button(f"{name}.submit", kind="primary", icon="check", key="Enter", large=True)
        self.submit_button.clicked.connect(self.submitted)
        inner = QVBoxLayout(self.frame)
        inner.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        inner.setSpacing(theme.M)
        inner.addWidget(self.heading)
        inner.addWidget(self.words)
        inner.addLayout(self.body)
        inner.addWidget(self.submit_button)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.frame, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def say(self, heading: str, words: str, button: str) -> None:
        self.heading.setText(heading)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        # Said anew while it is shown, a wrapped label keeps the height of the old words until the next layout.
        self.words.setMinimumHeight(self.words.heightForWidth(self.frame.width() - 2 * theme.XL) if words else 0)
        self.submit_button.set_text(button)


class OpenPanel(CardPanel):
    """The float as a sum, or counted by notes and coins (`counting`)."""

    counting = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shift", parent)
        self.field = AmountField("shift.amount", self.frame)
        self.field.set_text("500.000")
        self.field.entered.connect(self.submitted)
        self.count_button = Button("shift.count", kind="ghost", icon="coins", key="F6", parent=self.frame)
        self.count_button.clicked.connect(self.counting)
        self.body.addWidget(self.field)
        self.body.addWidget(self.count_button, 0, Qt.AlignmentFlag.AlignLeft)

    def retranslate(self) -> None:
        words = self.tr("Count the change money in the drawer. Every payment belongs to this shift.")
        self.say(self.tr("Open your shift"), words, self.tr("Open the shift"))
        self.field.set_label(self.tr("Change money (float)"))
        self.count_button.set_text(self.tr("Count notes and coins"))


class BlockersPanel(CardPanel):
    """What must be settled first, each with the key that leads there; Enter looks again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shift.blocked", parent, width=640)
        self.submit_button.set_icon("refresh-cw")
        self.lines: list[QLabel] = []

    def show_blockers(self, blockers: tuple[BlockerCard, ...]) -> None:
        for line in self.lines:
            self.body.removeWidget(line)
            send_off(line)
        words = {
            "attempt": self.tr("Ctrl+U  Payment without an answer: {title}"),
            "job": self.tr("Ctrl+P  Not printed yet: {title}"),
        }
        self.lines = [QLabel(words[b.kind].format(title=b.title), self.frame) for b in blockers[:8]]
        if len(blockers) > 8:
            self.lines.append(QLabel(self.tr("and {count} more").format(count=len(blockers) - 8), self.frame))
        for line in self.lines:
            theme.mark(line, role="strong")
            self.body.addWidget(line)
        said = self.tr("New sales have stopped. Settle these, then look again; Esc goes back to selling.")
        self.say(self.tr("Not yet: {count}").format(count=len(blockers)), said, self.tr("Look again"))


class CountPanel(QWidget):
    """The drawer counted blind: nothing here knows what should be in it."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = CashCount("shift.cash", self)
        self.count.setFixedWidth(500)
        side = QFrame(self)
        side.setFixedWidth(360)
        theme.mark(side, card="plain")
        self.heading, self.words, self.caption = QLabel(side), QLabel(side), QLabel(side)
        self.words.setWordWrap(True)
        theme.mark(self.heading, role="title")
        theme.mark(self.words, role="muted")
        theme.mark(self.caption, role="label")
        self.total = MoneyLabel("shift.cash.total", role="total", parent=side)
        self.total.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.submit_button = Button("shift.cash.submit", kind="primary", icon="check", key="F8", large=True)
        self.submit_button.clicked.connect(self.submitted)
        self.count.entered.connect(self.submitted)
        self.count.changed.connect(lambda: self.total.set_amount(self.count.total))
        inner = QVBoxLayout(side)
        inner.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        inner.setSpacing(theme.M)
        for widget in (self.heading, self.words, self.caption, self.total, self.submit_button):
            inner.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Count the drawer"))
        self.words.setText(
            self.tr(
                "All of it, the change money too. Digits and Enter down the list. "
                "Your count is written down and stands."
            )
        )
        self.caption.setText(self.tr("Cash counted"))
        self.submit_button.set_text(self.tr("Write down the count"))
        self.total.set_amount(self.count.total)


class VariancePanel(CardPanel):
    """The count stands and differs: why, and above the tolerance a supervisor's signature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("shift.variance", parent)
        self.amount = MoneyLabel("shift.variance.amount", role="huge", parent=self.frame)
        self.amount.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.reason = Field("shift.reason", max_length=120, parent=self.frame)
        self.reason.entered.connect(self.submitted)
        self.body.addWidget(self.amount)
        self.body.addWidget(self.reason)

    def show_variance(self, variance: int, counted: int, wants_signature: bool) -> None:
        self.amount.set_amount(variance)
        heading = self.tr("Cash is missing") if variance < 0 else self.tr("There is cash too much")
        words = self.tr("You counted {amount}. The count stands; say how the difference came about.")
        self.reason.set_label(self.tr("Reason"))
        button = self.tr("Have it signed and close") if wants_signature else self.tr("Close the shift")
        self.say(heading, words.format(amount=rupiah(counted)), button)
