"""Cash: one key for the exact amount, the change readable across the counter, never sold twice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.cash_panel import CashPanel
from kai_counter.ui.widgets.promotion_form import PromotionForm
from kai_counter.ui.widgets.sale_summary import SaleSummary
from kai_counter.values.money import format_rupiah


class PaymentScreen(QWidget):
    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payment")
        self.setProperty("page", True)
        self.counter, self.flow = counter, flow
        self._trouble: Refused | Unavailable | None = None
        self.banner = Banner("payment.banner", self)
        self.banner.acted.connect(self._retry)
        self.cash = CashPanel(self)
        self.cash.entered.connect(self.pay)
        self.cash.changed.connect(self._show_state)
        self.summary = SaleSummary("payment", counter, flow, self)
        self.summary.setFixedWidth(364)
        self.summary.prices.leave_out_sum()  # the total stands large at the left
        self.pay_button = self.summary.button
        self.pay_button.setObjectName("payment.pay")
        self.pay_button.set_key("F12")
        self.pay_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.summary.forward.connect(self.pay)
        self.promotion = PromotionForm("payment.promotion", flow, self)
        self.promotion.left.connect(self.cash.field.edit.setFocus)
        self.summary.add_form(self.promotion)
        left = QVBoxLayout()
        left.setSpacing(theme.M)
        left.addWidget(self.banner)
        left.addWidget(self.cash, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self.summary)
        self._bind_keys()
        flow.quote_changed.connect(self._priced)
        flow.changed.connect(self._show_state)
        flow.trouble.connect(self._say)
        flow.hold_ran_out.connect(lambda: self._say(Refused("hold_expired")))
        self._priced()

    def _bind_keys(self) -> None:
        for number in range(4):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda n=number: self.cash.put_quick(n))

    # -- what the window asks of a page

    def activate(self) -> None:
        """The field is empty, which means the exact amount; an unanswered payment keeps what was laid down."""
        if not self._is_unsure:
            self._trouble = None
            self.banner.hide()
            self.cash.put(self.flow.tendered)  # laid down before an interruption; else the exact amount
        self.cash.field.edit.setFocus()
        self._priced()

    def title(self) -> str:
        return self.tr("Payment")

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("F12", self.tr("Take the cash"), self.pay, self.can_pay),
            KeyHint("Up/Down", self.tr("Round amounts")),
            KeyHint("Ctrl+E", self.tr("Promotion code"), self.promotion.open, not self.flow.is_paying),
            KeyHint("Esc", self.tr("Back"), self.flow.back, not self.flow.is_paying),
        ]

    # -- paying

    @property
    def _is_unsure(self) -> bool:
        return isinstance(self._trouble, Unavailable)

    @property
    def can_pay(self) -> bool:
        flow = self.flow
        waits = flow.is_paying or flow.sale is not None or flow.quote is None or not flow.is_held
        return not waits and self.cash.tendered is not None

    def pay(self) -> None:
        """F12, Enter or the button. While an answer is awaited, and once sold, nothing happens."""
        if self.flow.step != "payment" or self.flow.is_paying or self.flow.sale is not None:
            return
        if not self.flow.is_held:
            self._retry()
            return
        tendered = self.cash.tendered
        if tendered is None or self.flow.quote is None:
            self.cash.field.edit.setFocus()
            if self.flow.quote is None:
                self.flow.request_quote()
            return
        self.flow.pay(tendered)

    def _retry(self) -> None:
        if not self.flow.is_held:
            self.flow.hold_again()
            self.banner.hide()
        elif self._is_unsure and (self.flow.may_be_sold or self.flow.quote is None):
            self.flow.retry()
        elif self._is_unsure:
            self.pay()
        else:
            self.banner.hide()
        self.cash.field.edit.setFocus()

    # -- showing

    def _priced(self) -> None:
        hold = self.flow.hold
        if self.flow.quote is not None:
            self.cash.set_total(self.flow.quote.final)
        elif hold is not None:
            self.cash.set_total(sum(seat.fare for seat in hold.seats))
        self._show_state()

    def _show_state(self) -> None:
        paying = self.flow.is_paying
        self.cash.set_sending(paying)
        self.pay_button.setEnabled(self.can_pay)
        if paying:
            self.pay_button.set_text(self.tr("Selling …"))
        elif self.cash.tendered is not None:
            amount = format_rupiah(self.cash.tendered)
            self.pay_button.set_text(self.tr("Take {amount} in cash").format(amount=amount))
        else:
            self.pay_button.set_text(self.tr("Take the cash"))
        tickets = sum(len(booking.passengers) for booking in self.flow.entries())
        self.summary.set_note(self.tr("Then the drawer opens and %n ticket(s) print by themselves.", "", tickets))
        if self.flow.sale is not None:
            self._trouble = None  # or the next customer would find this one's cash in the field
            self.banner.hide()

    def _say(self, trouble: object) -> None:
        """A refusal: nothing was sold. A silence: whether it was is unknown, and asking again is safe."""
        if self.flow.step != "payment":
            return
        if isinstance(trouble, Unavailable):
            self._trouble = trouble
            title, text = words.trouble(trouble)
            if self.flow.may_be_sold:
                text = self.tr(
                    "Whether the sale was made is not known yet. Keep the cash apart and press Retry: "
                    "the same sale is asked for, never sold twice."
                )
            self.banner.say("warning", title, text, action=self.tr("Retry"), key="F12", dismissible=False)
        elif isinstance(trouble, Refused):
            self._trouble = trouble
            again = self.tr("Hold again") if trouble.code == "hold_expired" else ""
            title = self.tr("Not sold: the cash still belongs to the customer")
            self.banner.say("danger", title, words.sentence(trouble), action=again, key="Enter" if again else "")
        self._show_state()
        self.cash.field.edit.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self.cash.step_quick(step)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self._show_state()
        if self._trouble is not None and not self.banner.isHidden():
            self._say(self._trouble)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
