"""Paying: cash by one key, QRIS and cards beside it, or several of them; never sold twice, never guessed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, pay_words, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.pay_ways import PayWays
from kai_counter.ui.widgets.promotion_form import PromotionForm
from kai_counter.ui.widgets.sale_summary import SaleSummary
from kai_counter.values.cards_payments import AttemptCard


class PaymentScreen(QWidget):
    keys_changed = Signal()  # what F12 does, and whether it does it: for the key bar

    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payment")
        self.setProperty("page", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counter, self.flow, self.paying = counter, flow, flow.paying
        self._trouble: Refused | Unavailable | None = None
        self._keys_said: tuple[str, str, bool] | None = None
        self.banner = Banner("payment.banner", self)
        self.banner.acted.connect(self._retry)
        self.ways = PayWays(
            counter, self.paying, lambda: flow.quote is not None and flow.is_held, self._left, self
        )
        self.cash, self.outside, self.methods = self.ways.cash, self.ways.outside, self.ways.methods
        self.signing = self.ways.signing
        self.ways.take.connect(flow.pay)
        self.ways.entered.connect(self.pay)
        self._lay_out()
        self.ways.changed.connect(self._show_state)
        flow.quote_changed.connect(self.ways.show_price)
        flow.changed.connect(self.ways.show_state)
        flow.trouble.connect(self._say)
        flow.hold_ran_out.connect(self._ran_out)
        self.paying.came.connect(self._money_came)
        self.ways.show_price()

    def _ran_out(self) -> None:
        self._say(Refused("hold_expired"))

    def _lay_out(self) -> None:
        self.summary = SaleSummary("payment", self.counter, self.flow, self)
        self.summary.setFixedWidth(364)
        self.summary.prices.leave_out_sum()  # the total stands large at the left
        self.pay_button = self.summary.button
        self.pay_button.setObjectName("payment.pay")
        self.pay_button.set_key("F12")
        self.pay_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.summary.forward.connect(self.pay)
        self.promotion = PromotionForm("payment.promotion", self.flow, self)
        self.promotion.left.connect(self.ways.focus)
        self.summary.add_form(self.promotion)
        left = QVBoxLayout()
        left.setSpacing(theme.S)
        left.addWidget(self.banner)
        left.addWidget(self.ways, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self.summary)

    # -- what the window asks of a page

    def activate(self) -> None:
        """The field is empty, which means the exact amount; an unanswered payment keeps what was laid down."""
        if not self._is_unsure:
            self._trouble = None
            self.banner.hide()
            self.cash.put(self.flow.tendered)  # laid down before an interruption; else the exact amount
        self.ways.start_anew()
        self.ways.focus()

    def title(self) -> str:
        return self.tr("Payment")

    def _print_code(self) -> None:
        charge, printing = self.flow.charge, self.counter.printing
        if charge is not None and printing is not None:
            printing.print_code(charge)

    def keys(self) -> list[KeyHint]:
        card, idle = self.paying.current, not self.paying.busy and not self.flow.is_paying
        hints = [KeyHint("F12", self._go_words(), self.pay, self.can_pay or self._can_ask), *self.ways.way_keys()]
        if self._overlaps:
            hints.append(KeyHint("Ctrl+O", self.tr("Ask a supervisor"), self._sign_overlap, idle))
        if card is None and not self.paying.paid:
            hints.append(KeyHint("Ctrl+E", self.tr("Promotion code"), self.promotion.open, idle))
        if self.flow.charge is not None and self.counter.printing is not None:
            hints.append(KeyHint("Ctrl+P", self.tr("Print the code"), self._print_code))
        return [*hints, self.ways.back_key(self.flow.back, self.flow.is_kept_here)]

    def choose(self, way: str) -> None:
        self.ways.choose(way)

    # -- paying

    @property
    def _is_unsure(self) -> bool:
        return isinstance(self._trouble, Unavailable)

    def _left(self) -> int:
        left = self.paying.left
        if left is not None:
            return left
        hold = self.flow.hold
        return sum(seat.fare for seat in hold.seats) - self.paying.paid_amount if hold is not None else 0

    @property
    def can_pay(self) -> bool:
        return self.ways.can_pay

    @property
    def _can_ask(self) -> bool:
        """The price or the seats are missing and nobody is asking: the key that pays asks for them first."""
        flow = self.flow
        idle = flow.step == "payment" and flow.sale is None and not flow.is_paying and not self.paying.busy
        return idle and (not flow.is_held or (flow.quote is None and not flow.pricing.is_asking))

    def pay(self) -> None:
        """F12, Enter or the button. While an answer is awaited, and once sold, nothing happens."""
        flow, paying = self.flow, self.paying
        if flow.step != "payment" or flow.is_paying or flow.sale is not None or paying.busy:
            return
        if paying.current is None and not flow.is_held:
            self._retry()
        elif paying.current is None and flow.quote is None:
            self.ways.focus()
            flow.request_quote()
        else:
            if self.can_pay:
                self.banner.hide()
            self.ways.go()

    @property
    def _overlaps(self) -> bool:
        """Somebody of this sale already travels at that time: a supervisor may let it be sold."""
        return isinstance(self._trouble, Refused) and self._trouble.code == "journey_overlaps"

    def _sign_overlap(self) -> None:
        """Ctrl+O: the same sale once more, with the signature."""
        tendered = 0 if self._left() <= 0 else self.cash.tendered
        if tendered is None or self.flow.is_paying:
            return
        about = self.tr("To sell two journeys at one time to the same person.")
        self.signing.ask_overlap(
            self.flow.sale_id, about, then=lambda approval: self.flow.pay(tendered, approval)
        )

    def _retry(self) -> None:
        if self._overlaps:
            self._sign_overlap()
            return
        if not self.flow.is_held:
            self.flow.hold_again()
            self.banner.hide()
        elif self._is_unsure and (self.flow.may_be_sold or self.flow.quote is None):
            self.flow.retry()
        elif self._is_unsure:
            self.pay()
        else:
            self.banner.hide()
        self.ways.focus()

    # -- showing

    def _money_came(self, card: AttemptCard) -> None:
        if isinstance(self._trouble, Unavailable) and not self.flow.may_be_sold:
            self._trouble = None
            self.banner.hide()

    def _show_state(self) -> None:
        self.pay_button.setEnabled(self.can_pay)
        self.pay_button.set_text(self._go_words())
        tickets = sum(len(booking.passengers) for booking in self.flow.entries())
        if self.ways.way == "cash":
            note = self.tr("Then the drawer opens and %n ticket(s) print by themselves.", "", tickets)
        else:
            note = self.tr("When the whole price is paid, %n ticket(s) print by themselves.", "", tickets)
        self.summary.set_note(note)
        if self.flow.sale is not None:
            self._trouble = None  # or the next customer would find this one's cash in the field
            self.banner.hide()
        keys = self.ways.way, self._go_words(), self.can_pay
        if keys != self._keys_said:
            self._keys_said = keys
            self.keys_changed.emit()

    def _go_words(self) -> str:
        return self.ways.go_words(self.tr("Selling …"), self.tr("Sell: it is paid"))

    def _say(self, trouble: object) -> None:
        """A refusal: nothing was sold. A silence: whether it was is unknown, and asking again is safe."""
        if self.flow.step != "payment":
            return
        if isinstance(trouble, Unavailable) and trouble.what in ("gateway", "terminal"):
            is_open = self.paying.current is not None
            self.banner.say("warning", *pay_words.silence(trouble, is_open=is_open))
        elif isinstance(trouble, Unavailable):
            self._trouble = trouble
            title, text = words.trouble(trouble)
            if self.flow.may_be_sold:
                text = self.tr(
                    "Whether the sale was made is not known yet. Keep the cash apart and press Retry: "
                    "the same sale is asked for, never sold twice."
                )
            self.banner.say("warning", title, text, action=self.tr("Retry"), key="F12", dismissible=False)
        elif isinstance(trouble, Refused):
            self._refused(trouble)
        self._show_state()
        self.ways.focus()

    def _refused(self, refused: Refused) -> None:
        self._trouble = refused
        again, key = (self.tr("Hold again"), "Enter") if refused.code == "hold_expired" else ("", "")
        if self._overlaps:
            again, key = self.tr("Ask a supervisor"), "Ctrl+O"
        if refused.code in ("approval_code_form", "rrn_form", "last_four_form", "evidence_used"):
            title = self.tr("The slip is not taken yet")
        elif self.paying.paid:
            title = self.tr("Paid, but not sold")
        elif self.ways.way == "cash":
            title = self.tr("Not sold: the cash still belongs to the customer")
        else:
            title = self.tr("Nothing was charged")
        self.banner.say("danger", title, words.sentence(refused), action=again, key=key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if step and self.ways.way == "cash":
            self.cash.step_quick(step)
        elif is_enter and self.hasFocus() and not event.isAutoRepeat():
            self.pay()
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
