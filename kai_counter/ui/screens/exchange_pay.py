"""What an exchange costs is paid as a sale is: cash, QRIS, card, or several of them; then the swap is made."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.exchanging import ExchangeFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.exchange_offer import ExchangeOffer
from kai_counter.ui.widgets.pay_ways import PayWays


class ExchangePay(QWidget):
    """`back`: to the trains; not while money is under way or came."""

    back = Signal()

    def __init__(self, counter: Counter, flow: ExchangeFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exchange.pay")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counter, self.flow = counter, flow
        self.ways = PayWays(counter, flow.paying, lambda: flow.quote is not None, self._left, self)
        self.ways.take.connect(flow.pay)
        self.ways.entered.connect(self.go)
        self.ways.changed.connect(self._show)
        self.offer = ExchangeOffer("exchange.pay", flow, self)
        self.offer.setFixedWidth(364)
        self.pay_button = Button("exchange.pay.go", kind="primary", key="F12", large=True, parent=self.offer)
        self.pay_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pay_button.clicked.connect(self.go)
        self.offer.column.addStretch(1)
        self.offer.column.addWidget(self.pay_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        left = QVBoxLayout()
        left.addWidget(self.ways)
        row.addLayout(left, 1)
        row.addWidget(self.offer)

    def _left(self) -> int:
        return self.flow.paying.left or 0

    def open(self) -> None:
        if not self.flow.paying.is_engaged:
            self.ways.cash.put(None)
        self.ways.start_anew()
        self.ways.focus()

    def keys(self) -> list[KeyHint]:
        go = KeyHint("F12", self._go_words(), self.go, self.ways.can_pay)
        return [go, *self.ways.way_keys(), self.ways.back_key(self.back.emit, self.flow.paying.is_engaged)]

    def go(self) -> None:
        """F12, Enter or the button; while an answer is awaited, nothing happens."""
        if self.flow.sale is None and not self.flow.is_paying and not self.flow.paying.busy:
            self.ways.go()

    def _go_words(self) -> str:
        return self.ways.go_words(self.tr("Exchanging …"), self.tr("Exchange: it is paid"))

    def show_flow(self) -> None:
        self.offer.show_flow()
        self.ways.show_price()

    def _show(self) -> None:
        self.pay_button.setEnabled(self.ways.can_pay)
        self.pay_button.set_text(self._go_words())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if step and self.ways.way == "cash":
            self.ways.cash.step_quick(step)
        elif is_enter and self.hasFocus() and not event.isAutoRepeat():
            self.go()
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
