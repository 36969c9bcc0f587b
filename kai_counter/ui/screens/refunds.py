"""Money on its way to customers: each transfer with its clock, what came back and its fix; offers that are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import refunds
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows import outside
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.refund_words import status_text, way_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chosen_list import ChosenList, Line, beside
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.money_path import MoneyPath
from kai_counter.ui.widgets.pill import Pill
from kai_counter.values.cards_refund import PayoutCard, PayoutsCard

LOOK_AGAIN = 10_000  # ms while the page is open
SIGNS = {"initiated": "hourglass", "processing": "send", "failed": "triangle-alert", "completed": "circle-check"}


class RefundsScreen(QWidget):
    """Up and Down choose; F12 asks the machine that took it, F8 goes on, Ctrl+D says that it came back."""

    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refunds")
        theme.mark(self, page="true")
        self.counter = counter
        self.card = PayoutsCard((), (), ())
        self._to_fix = False  # it came back just now: where it goes instead is typed next
        self.asking: UUID | None = None  # the refund a machine is asked for just now
        self._build()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look_if_shown)
        self._timer.start()
        self.retranslate()

    # -- building

    def _build(self) -> None:
        self.banner = Banner("refunds.banner", self)
        self.list = ChosenList("refunds", 480, self)
        self.list.picked.connect(self._picked)
        self.offers = QLabel(self.list)
        theme.mark(self.offers, role="muted")
        self.offers.setObjectName("refunds.offers")
        self.offers.setWordWrap(True)
        self.list.column.addWidget(self.offers)
        self.empty = Empty("undo-2", self)
        self.fix = MoneyPath(self)
        self.fix.entered.connect(self.go_on)
        right = beside(self, self.list)
        right.addWidget(self.banner)
        right.addWidget(self._detail())
        right.addWidget(self.fix)
        right.addWidget(self.empty, 1)
        right.addStretch(0)

    def _detail(self) -> QFrame:
        self.detail = QFrame(self)
        theme.mark(self.detail, card="plain")
        self.reference, self.facts = QLabel(self.detail), QLabel(self.detail)
        theme.mark(self.reference, role="title")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.status = Pill("refunds.status", parent=self.detail)
        self.amount = MoneyLabel("refunds.amount", role="total")
        self.note = Field("refunds.note", max_length=100, parent=self.detail)
        self.note.entered.connect(self.go_on)
        self.go_button = Button("refunds.go", kind="primary", icon="check", key="F8", large=True)
        self.fail_button = Button("refunds.fail", kind="danger", icon="x", key="Ctrl+D", large=True)
        self.go_button.clicked.connect(self.go_on)
        self.fail_button.clicked.connect(self.fail)
        self.ask_button = Button("refunds.ask", kind="primary", icon="undo-2", key="F12", large=True)
        self.ask_button.clicked.connect(self.ask)
        head, buttons = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.reference)
        head.addWidget(self.status)
        head.addStretch(1)
        head.addWidget(self.amount)
        buttons.addStretch(1)
        buttons.addWidget(self.fail_button)
        buttons.addWidget(self.go_button)
        buttons.addWidget(self.ask_button)
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.note)
        column.addLayout(buttons)
        return self.detail

    # -- what the window asks of a page

    @property
    def is_supervisor(self) -> bool:
        return "supervisor" in self.counter.signed_in.staff.roles

    def activate(self) -> None:
        self.look()
        self._focus()

    def title(self) -> str:
        return self.tr("Refunds")

    def keys(self) -> list[KeyHint]:
        one = self._current()
        ask = [KeyHint("F12", self.ask_button.text(), self.ask, self.asking is None)]
        return [
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("F8", self.go_button.text(), self.go_on, one is not None and self.go_button.isEnabled()),
            *(ask if self._may_ask(one) else ()),
            KeyHint("Ctrl+D", self.tr("Came back"), self.fail, one is not None and one.status == "processing"),
            KeyHint("F5", self.tr("Refresh"), self.look),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.list.answer(event) and not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing

    def look(self) -> None:
        self.counter.desk.ask(
            self, refunds.payouts, self.counter.database, then=self.show_card, refused=self._refused,
            failed=self._failed, key="payouts",
        )  # fmt: skip

    def _look_if_shown(self) -> None:
        if self.isVisible():
            self.look()

    def show_card(self, card: PayoutsCard) -> None:
        had_focus = self.list.has_focus or self.empty.hasFocus()
        self.card = card
        self._show_lines()
        lines = [
            f"{one.booking_number}  ·  {rupiah(one.amount)}  ·  {one.counter_code}  ·  "
            + time_text(self.counter.clock.local(one.valid_until))
            for one in card.offers[:4]
        ]
        self.offers.setText(self.tr("Open offers:") + "\n" + "\n".join(lines) if lines else "")
        self._show_chosen()
        if self._to_fix and self.fix.isVisible():
            self._to_fix = False
            self.fix.focus_first()
        elif had_focus:
            self._focus()

    def _show_lines(self) -> None:
        before = self.list.chosen
        self.list.show_lines(
            Line(
                one.refund_id,
                SIGNS[one.status],
                f"{one.reference}  {one.booking_number}",
                f"{status_text(one.status)[1]}  ·  {self._clock(one)}  ·  {one.hint or way_text(one.method)}",
                rupiah(one.amount),
            )
            for one in self.card.payouts
        )
        if self.list.chosen != before:
            self._forget_typed()

    def _clock(self, one: PayoutCard) -> str:
        """How long the seven days still last."""
        if one.due_at is None:
            return ""
        due, now = self.counter.clock.local(one.due_at), self.counter.clock.now()
        if one.is_late or due < now:
            return self.tr("overdue since {day}").format(day=date_text(due.date(), year=False))
        left = (due.date() - now.date()).days  # by the calendar: seven of them in the first minute too
        return self.tr("%n day(s) left", "", left) if left else self.tr("due today")

    def _picked(self) -> None:
        self._forget_typed()
        self._show_chosen()

    def _forget_typed(self) -> None:
        """It was about another one."""
        self.note.set_text("")
        self.fix.start("")

    def _current(self) -> PayoutCard | None:
        return next((one for one in self.card.payouts if one.refund_id == self.list.chosen), None)

    def _show_chosen(self) -> None:
        one = self._current()
        self.detail.setVisible(one is not None)
        self.empty.setVisible(one is None)
        self.fix.setVisible(one is not None and one.status == "failed")
        if one is not None:
            self._show_detail(one)
        self.keys_changed.emit()

    def _show_detail(self, one: PayoutCard) -> None:
        self.reference.setText(one.reference)
        self.status.set(*status_text(one.status))
        self.amount.set_amount(one.amount)
        made = self.counter.clock.local(one.made_at)
        lines = [
            f"{one.booking_number}  ·  {way_text(one.method)}  ·  {self._clock(one)}",
            self.tr("Given back {day} {time} at {counter} by {who}").format(
                day=date_text(made.date(), year=False), time=time_text(made), counter=one.counter_code,
                who=one.clerk_name,
            ),
        ]  # fmt: skip
        if one.account is not None:
            lines.append("  ·  ".join(one.account))
        elif one.hint:
            lines.append(one.hint)
        self.facts.setText("\n".join((*lines, *self._said(one))))
        is_mine = self.is_supervisor or one.status == "failed"
        texts = {
            "initiated": self.tr("It is sent"), "processing": self.tr("It arrived"),
            "failed": self.tr("Send it again"),
        }  # fmt: skip
        self.go_button.set_text(texts[one.status])
        self.go_button.setEnabled(is_mine)
        self.fail_button.setVisible(one.status == "processing" and self.is_supervisor)
        self.note.setVisible(one.status == "processing" and self.is_supervisor)
        self.ask_button.setVisible(self._may_ask(one))
        self.ask_button.setEnabled(self.asking is None)
        self.ask_button.set_text(self.tr("Ask again") if one.asked_at else self.tr("Give it back"))
        if one.status == "failed":
            self.fix.offer(("transfer", "wallet"))

    def _said(self, one: PayoutCard) -> list[str]:
        """What the outside has said so far, and what to do about it."""
        if self.asking == one.refund_id:
            return [self.tr("The machine is asked…")]
        if one.is_unanswered:
            return [self.tr("Asked, and no answer came: money may have moved. Asked again, it goes back once.")]
        if not one.failure:
            return []
        if one.status == "failed":
            return [self.tr("Came back: {why}").format(why=one.failure)]
        return [
            self.tr("Refused: {why}").format(why=one.failure),
            self.tr("Ask again, or a supervisor notes that it came back and sends it another way."),
        ]

    def _may_ask(self, one: PayoutCard | None) -> bool:
        """A reversal that this counter's machine can carry out, for who may."""
        if one is None or one.status != "processing" or one.method != "reversal":
            return False
        is_mine = self.is_supervisor or one.counter_code == self.counter.signed_in.counter.code
        return is_mine and outside.can_pay_back(self.counter.outside, one.machine)

    def _focus(self) -> None:
        if not self.list.focus_chosen():
            self.empty.setFocus()

    # -- moving on

    def go_on(self) -> None:
        """F8: sent, arrived with its reference, or sent again to another account."""
        one = self._current()
        if one is None or not self.go_button.isEnabled():
            return
        if one.status == "failed":
            money = self.fix.request()
            if money is not None:
                self._do(refunds.fix, one.refund_id, money)
        elif one.status == "initiated":
            self._do(refunds.settle, one.refund_id, "processing")
        elif self._noted():
            self._do(refunds.settle, one.refund_id, "completed", self.note.text())

    def ask(self) -> None:
        """F12: the machine gives it back. Beside the writes: a gateway may take its time."""
        one = self._current()
        if one is None or self.asking is not None or not self._may_ask(one):
            return
        self.asking = one.refund_id
        self.counter.desk.ask(
            self, outside.pay_back, self.counter.database, self.counter.outside, one.refund_id, one.machine,
            then=self._answered, refused=lambda refused: self._not_asked(self._refused, refused),
            failed=lambda fault: self._not_asked(self._failed, fault),
        )  # fmt: skip
        self._show_chosen()

    def _answered(self, card: PayoutCard) -> None:
        self.asking = None
        if card.status == "completed":
            self.banner.say("success", f"{card.reference}: {status_text(card.status)[1]}")
        elif card.is_unanswered:
            text = self.tr("{reference}: no answer yet. Ask again.")
            self.banner.say("warning", text.format(reference=card.reference))
        else:
            self.banner.hide()
        self.look()

    def _not_asked(self, say: Callable[[Any], None], trouble: object) -> None:
        self.asking = None
        say(trouble)
        self.look()

    def fail(self) -> None:
        one = self._current()
        if one is not None and one.status == "processing" and self._noted():
            self._do(refunds.settle, one.refund_id, "failed", self.note.text())

    def _noted(self) -> bool:
        if self.note.text():
            return True
        self.note.complain(self.tr("Type the transfer's reference, or what the bank said."))
        return False

    def _do(self, service: object, *arguments: object) -> None:
        self.counter.desk.do(
            self, service, self.counter.database, *arguments,  # type: ignore[arg-type]
            then=self._moved, refused=self._refused, failed=self._failed,
        )  # fmt: skip

    def _moved(self, card: PayoutCard) -> None:
        self._to_fix = card.status == "failed"
        if self._to_fix:  # its form says so, and needs the room
            self.banner.hide()
        else:
            self.banner.say("success", f"{card.reference}: {status_text(card.status)[1]}")
        self._forget_typed()
        self.look()
        self._focus()

    def _refused(self, refused: Refused) -> None:
        self.banner.say("warning", words.local_sentence(refused, self.counter.clock.local))
        if refused.code == "payout_moved":
            self.look()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- language

    def retranslate(self) -> None:
        self.list.heading.setText(self.tr("Money on its way to customers"))
        self.note.set_label(self.tr("Reference of the transfer, or what the bank said"))
        self.fail_button.set_text(self.tr("Came back"))
        self.ask_button.set_text(self.tr("Give it back"))
        self.empty.say(
            self.tr("No money is on its way"),
            self.tr("Refunds by transfer, e-wallet or card wait here until they have arrived."),
        )
        self._show_lines()
        self._show_chosen()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
