"""The ways to pay one price: cash, QRIS, card, or several of them. A sale and an exchange show the same.

What to do with the money is the owner's: `take` brings the cash laid down (0 when everything came from outside).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kai_counter.ui import pay_words, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.paying import Paying
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import WAY_KEYS, KeyHint
from kai_counter.ui.widgets.cash_panel import CashPanel
from kai_counter.ui.widgets.method_row import MethodRow, method_words, way_words
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.outside_panel import OutsidePanel
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.money import format_rupiah


class PayWays(QWidget):
    """`is_ready()`: there is a price and its seats are held; `left()`: what is still to be paid."""

    take = Signal(int)
    entered = Signal()  # Enter in one of the fields
    changed = Signal()

    def __init__(
        self, counter: Counter, paying: Paying, is_ready: Callable[[], bool], left: Callable[[], int],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.counter, self.paying, self._is_ready, self._left = counter, paying, is_ready, left
        self._shown: UUID | None = None  # the attempt it is set out for
        self.methods = MethodRow(self)
        self.methods.picked.connect(self.choose)
        self.cash = CashPanel(self)
        self.outside = {way: OutsidePanel(way, counter.clock, self) for way in ("qris", "card")}
        self.stack = QStackedWidget(self)
        panels: tuple[CashPanel | OutsidePanel, ...] = (self.cash, *self.outside.values())
        for panel in panels:
            panel.entered.connect(self.entered)
            panel.changed.connect(self.show_state)
            self.stack.addWidget(panel)
        self.signing = Signing(counter, parent or self)  # over the whole page
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.methods)
        column.addWidget(self.stack, 1)
        for number in range(4):
            shortcut = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda n=number: self.cash.put_quick(n))
        paying.changed.connect(self.follow)
        paying.came.connect(lambda _card: self._clear())

    # -- the way to pay

    @property
    def way(self) -> str:
        return self.methods.way

    @property
    def panel(self) -> OutsidePanel | None:
        return self.outside.get(self.way)

    @property
    def is_idle(self) -> bool:
        """Nothing is on its way: another way may be chosen."""
        return self.paying.current is None and not self.paying.busy and not self.paying.flow.is_paying

    def choose(self, way: str) -> None:
        """Another way to pay; not while one is under way. Nothing is asked by this alone."""
        if self.is_idle:
            self._show_way(way)
            self.focus()
            self.show_state()

    def start_anew(self) -> None:
        """Cash first, unless money is under way or came already."""
        if not self.paying.is_engaged:
            self._shown = None
            self._clear()
            self._show_way("cash")
        self.follow()

    def _clear(self) -> None:
        for panel in self.outside.values():
            panel.clear()

    def _show_way(self, way: str) -> None:
        self.methods.set_way(way)
        self.stack.setCurrentWidget(self.cash if way == "cash" else self.outside[way])

    def is_set(self, way: str) -> bool:
        outside = self.counter.outside
        return way == "cash" or (outside.gateway if way == "qris" else outside.terminal) is not None

    def focus(self) -> None:
        panel, card = self.panel, self.paying.current
        if panel is None:
            self.cash.field.edit.setFocus()
        elif card is not None and card.provider == "manual" and card.is_open:
            panel.approval.edit.setFocus()
        elif card is None and not self.paying.busy and not self.paying.is_covered:
            panel.amount.edit.setFocus()
        else:
            (self.parentWidget() or self).setFocus()

    # -- paying

    @property
    def can_pay(self) -> bool:
        paying = self.paying
        if paying.flow.is_paying or paying.flow.sale is not None or paying.busy:
            return False
        if paying.current is not None:
            return True
        if not self._is_ready() or self._left() < 0:
            return False
        if paying.paid and self._left() == 0:
            return True
        panel = self.panel
        if panel is None:
            return self.cash.tendered is not None
        return self.is_set(panel.way) and panel.wanted is not None

    def go(self) -> None:
        """F12: look at what is under way, ask for the money, or take it."""
        if not self.can_pay:
            self.focus()
        elif self.paying.current is not None:
            self._go_on(self.paying.current)
        elif self.paying.paid and self._left() == 0:
            self.take.emit(0)
        elif self.panel is not None:
            self.paying.start(self.panel.method, self.panel.wanted or 0)
            self.focus()
        else:
            self.take.emit(self.cash.tendered or 0)

    def _go_on(self, card: AttemptCard) -> None:
        """An attempt is open or unknown: look at it again, or read the slip."""
        panel = self.outside["card"]
        if card.provider != "manual":
            self.paying.check()
        elif card.is_open:
            self.paying.slip(panel.approval.text(), panel.rrn.text(), panel.last_four.text())

    def ask_other_way(self) -> None:
        card = self.paying.current
        if card is None or card.state != "unknown":
            return
        reason = self.tr("another way to pay")
        about = self.tr("{method} {amount} has no answer. The customer pays another way; what was paid goes back.")
        about = about.format(method=method_words()[card.method], amount=rupiah(card.amount))
        self.signing.ask("payment", card.attempt_id, card.amount, reason, about, then=self.paying.other_way)

    def send_back(self) -> None:
        """The newest payment; more than one is sent back one after the other."""
        if self.paying.paid and not self.paying.busy:
            self.paying.send_back(self.paying.paid[-1])

    # -- keys

    def way_keys(self) -> list[KeyHint]:
        """The other ways, and what can be done with money that is under way or came."""
        card, idle = self.paying.current, not self.paying.busy and not self.paying.flow.is_paying
        hints = []
        if card is None:
            hints += [
                KeyHint(WAY_KEYS[way], word, partial(self.choose, way), idle)
                for way, word in way_words().items() if way != self.way
            ]  # fmt: skip
        if card is not None and card.state == "unknown":
            hints.append(KeyHint("Ctrl+O", self.tr("Pay another way"), self.ask_other_way, idle))
        if card is None and self.paying.paid:
            hints.append(KeyHint("Ctrl+R", self.tr("Send a payment back"), self.send_back, idle))
        if card is None and self.way == "cash":
            hints.append(KeyHint("Up/Down", self.tr("Round amounts")))
        return hints

    def back_key(self, leave: Callable[[], object], is_kept: bool) -> KeyHint:
        """Esc: the code is taken back, a card was not charged, or the page is left, unless money keeps it."""
        card, idle = self.paying.current, not self.paying.busy and not self.paying.flow.is_paying
        if card is not None and card.is_open and card.provider != "terminal":
            back = self.tr("Take the code back") if card.provider == "gateway" else self.tr("Not paid")
            return KeyHint("Esc", back, self.paying.cancel, idle)
        return KeyHint("Esc", self.tr("Back"), leave, idle and not is_kept)

    def go_words(self, sending: str, paid: str) -> str:
        """What F12 does now; `sending` while the owner's act is on its way, `paid` when nothing is left."""
        card, panel = self.paying.current, self.panel
        if self.paying.flow.is_paying:
            return sending
        if card is not None:
            manual = card.provider == "manual" and card.is_open
            return self.tr("The card was charged") if manual else self.tr("Look now")
        if self.paying.paid and self._left() == 0:
            return paid
        if panel is None:
            if self.cash.tendered is None:
                return self.tr("Take the cash")
            return self.tr("Take {amount} in cash").format(amount=format_rupiah(self.cash.tendered))
        if panel.way == "qris":
            return self.tr("Show the code")
        if self.counter.outside.card_provider == "manual":
            return self.tr("Type the slip")
        return self.tr("Ask the terminal")

    # -- showing

    def show_price(self) -> None:
        self.cash.set_total(max(0, self._left()))
        for panel in self.outside.values():
            panel.set_left(self._left())
        self.show_state()

    def follow(self) -> None:
        """The panel of the attempt while it lasts, then the way that was chosen."""
        card = self.paying.current
        key = card.attempt_id if card is not None else None
        if card is not None and self.way != pay_words.way_of(card.method):
            self._show_way(pay_words.way_of(card.method))
        page = self.parentWidget() or self
        is_here = page.isVisible() and (page.hasFocus() or page.isAncestorOf(page.focusWidget() or page))
        self.show_price()
        if key != self._shown:
            self._shown = key
            if is_here and self.isVisible():
                self.focus()

    def show_state(self) -> None:
        sending, outside, card = self.paying.flow.is_paying, self.counter.outside, self.paying.current
        seconds = 60 * int(self.counter.signed_in.rules.get("qris_expiry_minutes", 15))
        self.cash.set_sending(sending)
        self.methods.show_paid(self.paying.paid, self.paying.left)
        self.methods.allow({way for way in WAY_KEYS if self.is_idle or way == self.way})
        for way, panel in self.outside.items():
            mine = card if card is not None and pay_words.way_of(card.method) == way else None
            panel.say(*pay_words.said(self.paying, way, self.is_set(way), outside.card_provider == "manual"))
            panel.show_form(self.is_idle and not self.paying.is_covered)
            panel.show_slip(mine is not None and mine.provider == "manual" and mine.is_open)
            if mine is not None:
                panel.show_amount(mine.amount)
            code = mine.qr_text if mine is not None and mine.is_open else None
            panel.code.show_text(code or "", self.tr("QRIS code for the customer's phone"))
            panel.code.setVisible(bool(code))
            panel.countdown.set_end(mine.expires_at if code and mine is not None else None, seconds)
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_state()
