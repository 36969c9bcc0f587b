"""Paying: cash by one key, QRIS and cards beside it, or several of them; never sold twice, never guessed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, pay_words, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import WAY_KEYS, KeyHint
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.cash_panel import CashPanel
from kai_counter.ui.widgets.method_row import MethodRow, method_words, way_words
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.outside_panel import OutsidePanel
from kai_counter.ui.widgets.promotion_form import PromotionForm
from kai_counter.ui.widgets.sale_summary import SaleSummary
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.money import format_rupiah


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
        self._shown: UUID | None = None  # the attempt the page is set out for
        self.banner = Banner("payment.banner", self)
        self.banner.acted.connect(self._retry)
        self.methods = MethodRow(self)
        self.methods.picked.connect(self.choose)
        self.cash = CashPanel(self)
        self.cash.entered.connect(self.pay)
        self.cash.changed.connect(self._show_state)
        self.outside = {way: OutsidePanel(way, counter.clock, self) for way in ("qris", "card")}
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.cash)
        for panel in self.outside.values():
            panel.entered.connect(self.pay)
            panel.changed.connect(self._show_state)
            self.stack.addWidget(panel)
        self.signing = Signing(counter, self)
        self._lay_out()
        self._bind_keys()
        flow.quote_changed.connect(self._priced)
        flow.changed.connect(self._show_state)
        flow.trouble.connect(self._say)
        flow.hold_ran_out.connect(lambda: self._say(Refused("hold_expired")))
        self.paying.changed.connect(self._money_changed)
        self.paying.came.connect(self._money_came)
        self._priced()

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
        self.promotion.left.connect(self._focus)
        self.summary.add_form(self.promotion)
        left = QVBoxLayout()
        left.setSpacing(theme.S)
        left.addWidget(self.banner)
        left.addWidget(self.methods)
        left.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self.summary)

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
        if not self.paying.is_engaged:
            self._shown = None
            for panel in self.outside.values():
                panel.clear()
            self._show_way("cash")
        self._money_changed()
        self._focus()
        self._priced()

    def title(self) -> str:
        return self.tr("Payment")

    def _print_code(self) -> None:
        charge, printing = self.flow.charge, self.counter.printing
        if charge is not None and printing is not None:
            printing.print_code(charge)

    def keys(self) -> list[KeyHint]:
        card, idle = self.paying.current, not self.paying.busy and not self.flow.is_paying
        hints = [KeyHint("F12", self._go_words(), self.pay, self.can_pay or self._can_ask)]
        if card is None:
            hints += [
                KeyHint(WAY_KEYS[way], word, partial(self.choose, way), idle)
                for way, word in way_words().items()
                if way != self.methods.way
            ]
        if card is not None and card.state == "unknown":
            hints.append(KeyHint("Ctrl+O", self.tr("Pay another way"), self._ask_other_way, idle))
        if card is None and self.paying.paid:
            hints.append(KeyHint("Ctrl+R", self.tr("Send a payment back"), self._send_back, idle))
        if card is None and self.methods.way == "cash":
            hints.append(KeyHint("Up/Down", self.tr("Round amounts")))
        if card is None and not self.paying.paid:
            hints.append(KeyHint("Ctrl+E", self.tr("Promotion code"), self.promotion.open, idle))
        if self.flow.charge is not None and self.counter.printing is not None:
            hints.append(KeyHint("Ctrl+P", self.tr("Print the code"), self._print_code))
        if card is not None and card.is_open and card.provider != "terminal":
            back = self.tr("Take the code back") if card.provider == "gateway" else self.tr("Not paid")
            hints.append(KeyHint("Esc", back, self.paying.cancel, idle))
        else:
            hints.append(KeyHint("Esc", self.tr("Back"), self.flow.back, idle and not self.flow.is_kept_here))
        return hints

    # -- the way to pay

    def choose(self, way: str) -> None:
        """Another way to pay; not while one is under way. Nothing is asked by this alone."""
        if self.paying.current is None and not self.paying.busy and not self.flow.is_paying:
            self._show_way(way)
            self._focus()
            self._show_state()

    def _show_way(self, way: str) -> None:
        self.methods.set_way(way)
        self.stack.setCurrentWidget(self.cash if way == "cash" else self.outside[way])

    @property
    def panel(self) -> OutsidePanel | None:
        return self.outside.get(self.methods.way)

    def _is_set(self, way: str) -> bool:
        outside = self.counter.outside
        return way == "cash" or (outside.gateway if way == "qris" else outside.terminal) is not None

    def _focus(self) -> None:
        panel, card = self.panel, self.paying.current
        if panel is None:
            self.cash.field.edit.setFocus()
        elif card is not None and card.provider == "manual" and card.is_open:
            panel.approval.edit.setFocus()
        elif card is None and not self.paying.busy:
            panel.amount.edit.setFocus()
        else:
            self.setFocus()

    # -- paying

    @property
    def _is_unsure(self) -> bool:
        return isinstance(self._trouble, Unavailable)

    @property
    def _code_seconds(self) -> int:
        return 60 * int(self.counter.signed_in.rules.get("qris_expiry_minutes", 15))

    @property
    def _left(self) -> int:
        left = self.paying.left
        if left is not None:
            return left
        hold = self.flow.hold
        return sum(seat.fare for seat in hold.seats) - self.paying.paid_amount if hold is not None else 0

    @property
    def can_pay(self) -> bool:
        flow, paying = self.flow, self.paying
        if flow.is_paying or flow.sale is not None or paying.busy:
            return False
        if paying.current is not None:
            return True
        if flow.quote is None or not flow.is_held or self._left < 0:
            return False
        if paying.paid and self._left == 0:
            return True
        panel = self.panel
        if panel is None:
            return self.cash.tendered is not None
        return self._is_set(panel.way) and panel.wanted is not None

    @property
    def _can_ask(self) -> bool:
        """The price or the seats are missing and nobody is asking: the key that pays asks for them first."""
        flow = self.flow
        idle = flow.step == "payment" and flow.sale is None and not flow.is_paying and not self.paying.busy
        return idle and (not flow.is_held or (flow.quote is None and not flow.is_pricing))

    def pay(self) -> None:
        """F12, Enter or the button. While an answer is awaited, and once sold, nothing happens."""
        flow, paying = self.flow, self.paying
        if flow.step != "payment" or flow.is_paying or flow.sale is not None or paying.busy:
            return
        if paying.current is not None:
            self._go_on(paying.current)
        elif not flow.is_held:
            self._retry()
        elif flow.quote is None:
            self._focus()
            flow.request_quote()
        elif self.can_pay and paying.paid and self._left == 0:
            flow.pay(0)
        elif self.can_pay and self.panel is not None:
            self.banner.hide()
            paying.start(self.panel.method, self.panel.wanted or 0)
            self._focus()
        elif self.panel is None and self.cash.tendered is not None and self._left >= 0:
            flow.pay(self.cash.tendered)
        else:
            self._focus()

    def _go_on(self, card: AttemptCard) -> None:
        """An attempt is open or unknown: look at it again, or read the slip."""
        panel = self.outside["card"]
        if card.provider != "manual":
            self.paying.check()
        elif card.is_open:
            self.banner.hide()
            self.paying.slip(panel.approval.text(), panel.rrn.text(), panel.last_four.text())

    def _ask_other_way(self) -> None:
        card = self.paying.current
        if card is None or card.state != "unknown":
            return
        reason = self.tr("another way to pay")
        about = self.tr("{method} {amount} has no answer. The customer pays another way; what was paid goes back.")
        about = about.format(method=method_words()[card.method], amount=rupiah(card.amount))
        self.signing.ask("payment", card.attempt_id, card.amount, reason, about, then=self.paying.other_way)

    def _send_back(self) -> None:
        """The newest payment; more than one is sent back one after the other."""
        if self.paying.paid and not self.paying.busy:
            self.paying.send_back(self.paying.paid[-1])

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
        self._focus()

    # -- showing

    def _priced(self) -> None:
        self.cash.set_total(max(0, self._left))
        for panel in self.outside.values():
            panel.set_left(self._left)
        self._show_state()

    def _money_came(self, card: AttemptCard) -> None:
        for panel in self.outside.values():
            panel.clear()
        if isinstance(self._trouble, Unavailable) and not self.flow.may_be_sold:
            self._trouble = None
            self.banner.hide()

    def _money_changed(self) -> None:
        """The page follows the attempt: its own panel while it lasts, then the way that was chosen."""
        card = self.paying.current
        key = card.attempt_id if card is not None else None
        if card is not None and self.methods.way != pay_words.way_of(card.method):
            self._show_way(pay_words.way_of(card.method))
        is_here = self.isVisible() and (self.hasFocus() or self.isAncestorOf(self.focusWidget() or self))
        self._priced()
        if key != self._shown:
            self._shown = key
            if is_here and self.flow.step == "payment":
                self._focus()

    def _show_state(self) -> None:
        paying, outside = self.flow.is_paying, self.counter.outside
        card = self.paying.current
        self.cash.set_sending(paying)
        self.methods.show_paid(self.paying.paid, self.paying.left)
        idle = card is None and not self.paying.busy and not paying
        self.methods.allow({way for way in WAY_KEYS if idle or way == self.methods.way})
        for way, panel in self.outside.items():
            mine = card if card is not None and pay_words.way_of(card.method) == way else None
            panel.say(*pay_words.said(self.paying, way, self._is_set(way), outside.card_provider == "manual"))
            panel.show_form(idle)
            panel.show_slip(mine is not None and mine.provider == "manual" and mine.is_open)
            if mine is not None:
                panel.show_amount(mine.amount)
            code = mine.qr_text if mine is not None and mine.is_open else None
            panel.code.show_text(code or "", self.tr("QRIS code for the customer's phone"))
            panel.code.setVisible(bool(code))
            panel.countdown.set_end(mine.expires_at if code and mine is not None else None, self._code_seconds)
        self.pay_button.setEnabled(self.can_pay)
        self.pay_button.set_text(self._go_words())
        tickets = sum(len(booking.passengers) for booking in self.flow.entries())
        if self.methods.way == "cash":
            note = self.tr("Then the drawer opens and %n ticket(s) print by themselves.", "", tickets)
        else:
            note = self.tr("When the whole price is paid, %n ticket(s) print by themselves.", "", tickets)
        self.summary.set_note(note)
        if self.flow.sale is not None:
            self._trouble = None  # or the next customer would find this one's cash in the field
            self.banner.hide()
        keys = self.methods.way, self._go_words(), self.can_pay
        if keys != self._keys_said:
            self._keys_said = keys
            self.keys_changed.emit()

    def _go_words(self) -> str:
        """What F12 does now."""
        card, panel = self.paying.current, self.panel
        if self.flow.is_paying:
            return self.tr("Selling …")
        if card is not None:
            manual = card.provider == "manual" and card.is_open
            return self.tr("The card was charged") if manual else self.tr("Look now")
        if self.paying.paid and self._left == 0:
            return self.tr("Sell: it is paid")
        if panel is None:
            if self.cash.tendered is None:
                return self.tr("Take the cash")
            return self.tr("Take {amount} in cash").format(amount=format_rupiah(self.cash.tendered))
        if panel.way == "qris":
            return self.tr("Show the code")
        if self.counter.outside.card_provider == "manual":
            return self.tr("Type the slip")
        return self.tr("Ask the terminal")

    def _say(self, trouble: object) -> None:
        """A refusal: nothing was sold. A silence: whether it was is unknown, and asking again is safe."""
        if self.flow.step != "payment":
            return
        if isinstance(trouble, Unavailable) and trouble.what in ("gateway", "terminal"):
            self.banner.say("warning", *words.trouble(trouble))
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
        self._focus()

    def _refused(self, refused: Refused) -> None:
        self._trouble = refused
        again = self.tr("Hold again") if refused.code == "hold_expired" else ""
        if refused.code in ("approval_code_form", "rrn_form", "last_four_form", "evidence_used"):
            title = self.tr("The slip is not taken yet")
        elif self.paying.paid:
            title = self.tr("Paid, but not sold")
        elif self.methods.way == "cash":
            title = self.tr("Not sold: the cash still belongs to the customer")
        else:
            title = self.tr("Nothing was charged")
        self.banner.say("danger", title, words.sentence(refused), action=again, key="Enter" if again else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if step and self.methods.way == "cash":
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
