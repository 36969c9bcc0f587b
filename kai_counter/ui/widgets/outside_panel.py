"""Paying by QRIS or card: how much, what to do, what is known. One panel for both, since they differ in little.

The panel only shows and asks for what is typed; paying is the screen's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Clock
from kai_counter.ui.widgets.amount_field import AmountField, typed_amount
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.qr_code import QrCode

CARDS = ("debit_card", "credit_card", "wallet")


class OutsidePanel(QFrame):
    """`way` is qris or card. `entered` by Enter in one of its fields."""

    entered = Signal()
    changed = Signal()

    def __init__(self, way: str, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"payment.{way}")
        theme.mark(self, card="plain")
        self.way = way
        self._left = 0
        self.caption = QLabel(self)
        theme.mark(self.caption, role="muted")
        self.total = MoneyLabel(f"payment.{way}.total", role="huge")
        self.total.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.kind = ChipRow(f"payment.{way}.kind", single=True, required=True, parent=self)
        self.kind.setVisible(way == "card")
        self.amount = AmountField(f"payment.{way}.amount", self)
        self.approval = Field(f"payment.{way}.approval", max_length=6, parent=self)
        self.rrn = Field(f"payment.{way}.rrn", max_length=14, digits=True, parent=self)
        self.last_four = Field(f"payment.{way}.last", max_length=4, digits=True, parent=self)
        self.state_card = QFrame(self)
        self.headline = QLabel(self.state_card)
        self.headline.setObjectName(f"payment.{way}.state")
        self.headline.setWordWrap(True)
        theme.mark(self.headline, role="title")
        self.words = QLabel(self.state_card)
        self.words.setWordWrap(True)
        self.countdown = Countdown(f"payment.{way}.countdown", clock, parent=self.state_card)
        self.countdown.hide()
        self.code = QrCode("payment.qr", 300, self)
        self.code.setVisible(way == "qris")
        self._lay_out()
        self.amount.changed.connect(lambda _text: self.changed.emit())
        self.amount.entered.connect(self.entered)
        self.kind.entered.connect(self.entered)
        self.approval.entered.connect(self.rrn.edit.setFocus)
        self.rrn.entered.connect(self.last_four.edit.setFocus)
        self.last_four.entered.connect(self.entered)
        self.retranslate()
        self.show_slip(False)

    def _lay_out(self) -> None:
        state = QVBoxLayout(self.state_card)
        state.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        state.setSpacing(theme.XS)
        head = QHBoxLayout()
        head.addWidget(self.headline, 1)
        head.addWidget(self.countdown)
        state.addLayout(head)
        state.addWidget(self.words)
        slip = QHBoxLayout()
        slip.setSpacing(theme.M)
        for field, stretch in ((self.approval, 2), (self.rrn, 3), (self.last_four, 2)):
            slip.addWidget(field, stretch)
        column = QVBoxLayout()
        column.setSpacing(theme.S)
        column.addWidget(self.caption)
        column.addWidget(self.total)
        column.addWidget(self.kind)
        column.addWidget(self.amount)
        column.addLayout(slip)
        column.addWidget(self.state_card)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        row.setSpacing(theme.XL)
        row.addWidget(self.code, 1)
        row.addLayout(column, 1)

    # -- what is typed

    @property
    def method(self) -> str:
        return "qris" if self.way == "qris" else self.kind.value() or "debit_card"

    @property
    def wanted(self) -> int | None:
        """All that is left when nothing was typed; None for no amount, nothing, or more than is left."""
        if not self.amount.text():
            return self._left or None
        value = typed_amount(self.amount.text())
        return value if value is not None and 0 < value <= self._left else None

    def say_amount(self) -> None:
        """Words under the field while it says something odd."""
        value = typed_amount(self.amount.text()) if self.amount.text() else self._left
        self.amount.set_error("")
        self.amount.set_hint("")
        if value is None:
            self.amount.set_error(self.tr("Type an amount in rupiah, for example 500.000."))
        elif value > self._left:
            most = self.tr("No more than {amount} is left to pay.")
            self.amount.set_error(most.format(amount=rupiah(self._left)))
        elif 0 < value < self._left:
            rest = rupiah(self._left - value)
            self.amount.set_hint(self.tr("The other {amount} is paid another way.").format(amount=rest))

    # -- what is shown

    def set_left(self, left: int) -> None:
        self._left = max(0, left)
        self.total.set_amount(self._left)
        self.say_amount()

    def show_amount(self, amount: int) -> None:
        """What the attempt under way asks for."""
        self.total.set_amount(amount)

    def show_form(self, is_shown: bool) -> None:
        """How much, and with which card: before anybody is asked."""
        self.amount.setVisible(is_shown)
        self.kind.setVisible(is_shown and self.way == "card")

    def show_slip(self, is_shown: bool) -> None:
        for field in (self.approval, self.rrn, self.last_four):
            field.setVisible(is_shown)

    def clear(self) -> None:
        """For the next payment."""
        for field in (self.amount, self.approval, self.rrn, self.last_four):
            field.set_text("")
            field.clear_error()

    def say(self, card: str, headline: str, words: str) -> None:
        """`card` sunken, accent, success, warning, danger."""
        theme.mark(self.state_card, card=card)
        self.headline.setText(headline)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.state_card.setAccessibleName(f"{headline}. {words}")

    def retranslate(self) -> None:
        self.caption.setText(self.tr("To pay by QRIS") if self.way == "qris" else self.tr("To pay by card"))
        self.amount.set_label(self.tr("Amount (leave empty for all of it)"))
        self.kind.set_options(
            [("debit_card", self.tr("Debit")), ("credit_card", self.tr("Credit")), ("wallet", self.tr("E-wallet"))]
        )
        if not self.kind.value():
            self.kind.set_values(["debit_card"])
        self.approval.set_label(self.tr("Approval code"))
        self.rrn.set_label(self.tr("RRN (12 digits)"))
        self.last_four.set_label(self.tr("Last four digits"))
        self.say_amount()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
