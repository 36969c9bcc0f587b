"""What is offered back: the rule, each ticket with what is kept of it, the sum, and until when it holds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Clock
from kai_counter.ui.refund_words import rule_text
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_refund import OfferCard


class OfferView(QFrame):
    """`show_offer`, or `say` where there is none."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refund.offer")
        theme.mark(self, card="plain")
        self.rule, self.hint = QLabel(self), QLabel(self)
        self.rule.setObjectName("refund.rule")
        self.rule.setWordWrap(True)
        self.hint.setWordWrap(True)
        theme.mark(self.rule, role="heading")
        theme.mark(self.hint, role="muted")
        self.left = Countdown("refund.left", clock)
        self.total = MoneyLabel("refund.amount", role="total")
        self.total_word = QLabel(self)
        theme.mark(self.total_word, role="heading")
        self._lines = QWidget(self)
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setColumnStretch(0, 1)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.rule, 1)
        head.addWidget(self.left)
        foot.addWidget(self.total_word, 1)
        foot.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addWidget(self._lines)
        column.addLayout(foot)

    def say(self, title: str, words: str = "") -> None:
        self.rule.setText(title)
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        self.left.set_end(None)
        for widget in (self._lines, self.total, self.total_word):
            widget.hide()

    def show_offer(self, card: OfferCard) -> None:
        is_open = card.state == "proposed"
        self.rule.setText(rule_text(card.rule))
        self.hint.setText(f"{card.train}  ·  {card.relation}  ·  {card.booking_number}")
        self.hint.show()
        self.left.set_end(card.valid_until if is_open else None, 900)
        self._fill(card)
        self.total_word.setText(self.tr("To be given back") if is_open else self.tr("Given back"))
        self.total.set_amount(card.amount)
        for widget in (self._lines, self.total, self.total_word):
            widget.show()

    def _fill(self, card: OfferCard) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                send_off(widget)
        for column, text in enumerate(("", self.tr("paid"), self.tr("kept"), self.tr("back"))):
            self._cell(text, 0, column, "small")
        for row, line in enumerate(card.lines, start=1):
            about = "  ·  ".join(part for part in (line.name, line.seat, line.ticket_number) if part)
            self._cell(about, row, 0, "body")
            self._cell(rupiah(line.paid), row, 1, "body")
            self._cell(rupiah(-line.fee) if line.fee else "–", row, 2, "muted")
            self._cell(rupiah(line.amount), row, 3, "strong")

    def _cell(self, text: str, row: int, column: int, role: str) -> None:
        label = QLabel(text, self._lines)
        theme.mark(label, role=role)
        if column:
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column)
