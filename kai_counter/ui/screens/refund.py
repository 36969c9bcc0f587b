"""Tickets given back: who leaves and why, what is offered, where the money goes, a signature, the slip."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.refunding import RefundFlow
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.refund_words import reasons, way_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.money_path import MoneyPath
from kai_counter.ui.widgets.offer_view import OfferView
from kai_counter.ui.widgets.overrule_field import OverruleField
from kai_counter.ui.widgets.people_rows import PeopleRows
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.cards_refund import AccountRequest, OfferCard, PayoutCard

LEFT = 430


class RefundPage(QWidget):
    """Over one identified booking. `left` when it is done or given up; `keys_changed` for the key bar."""

    left = Signal()
    keys_changed = Signal()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refund")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        theme.mark(self, page="true")
        self.counter = counter
        self.flow = RefundFlow(counter, self)
        self._money: AccountRequest | None = None
        self._build()
        self.signing = Signing(counter, self)
        self.box = Dialog("refund.box", self)
        self.box.chosen.connect(self._sure)
        self.flow.changed.connect(self._show)
        self.flow.needs_signature.connect(self._sign)
        self.flow.finished.connect(self._finished)
        self.flow.paid_back.connect(self._paid_back)
        self.flow.refused.connect(self._refused)
        self.flow.failed.connect(self._failed)
        self.retranslate()

    # -- building

    def _build(self) -> None:
        self.banner = Banner("refund.banner", self)
        self.who_title = QLabel(self)
        theme.mark(self.who_title, role="heading")
        self.limits = QLabel(self)
        self.limits.setObjectName("refund.limits")
        self.limits.setWordWrap(True)
        theme.mark(self.limits, role="muted")
        self.reason = ChipRow("refund.reason", required=True)
        self.reason.picked.connect(self._explained)
        self.reason.entered.connect(self._to_money)
        self.overrule = OverruleField("refund.overrule", self)
        self.overrule.picked.connect(self._explained)
        left = QFrame(self)
        left.setFixedWidth(LEFT)
        theme.mark(left, card="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(self.who_title)
        column.addWidget(self.limits)
        self.people = PeopleRows("refund.passenger", 52, self)
        self.people.toggled.connect(self.flow.toggle)
        column.addWidget(self.people)
        column.addSpacing(theme.S)
        column.addWidget(self.reason)
        column.addWidget(self.overrule)
        column.addStretch(1)
        self.offer = OfferView(self.counter.clock, self)
        self.money = MoneyPath(self)
        self.money.entered.connect(self.confirm)
        self.confirm_button = Button("refund.confirm", kind="primary", icon="undo-2", key="F12", large=True)
        self.back_button = Button("refund.back", kind="secondary", icon="arrow-left", key="Esc", large=True)
        self.confirm_button.clicked.connect(self.confirm)
        self.back_button.clicked.connect(self.leave)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        buttons.addWidget(self.confirm_button)
        right = QVBoxLayout()
        right.setSpacing(theme.M)
        for widget in (self.banner, self.offer, self.money):
            right.addWidget(widget)
        right.addStretch(1)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addWidget(left)
        row.addLayout(right, 1)

    # -- what the booking's page asks of it

    def open(self, booking: BookingCard, chosen: FoundPassenger | None, *, undo: bool = False) -> None:
        self.banner.hide()
        self.reason.set_options(reasons(undo=undo))
        self.reason.set_values([reasons(undo=undo)[0][0]])
        self.overrule.reset()
        self.overrule.setVisible(not undo)
        self.money.way.set_values([])
        self.flow.start(booking, chosen, self.reason.value(), undo=undo)
        names = (one.name for one in booking.passengers if one.passenger_id in self.flow.leaving)
        self.money.start(next(names, booking.passengers[0].name))
        self.retranslate()
        self._to_money()

    @property
    def is_over(self) -> bool:
        """The money is given back: nothing is left to do here."""
        return self.flow.done is not None

    def activate(self) -> None:
        if self.is_over:
            self.back_button.setFocus()
        else:
            self._to_money()

    def keys(self) -> list[KeyHint]:
        if self.flow.done is not None:
            return [KeyHint("Enter", self.tr("Back to the booking")), KeyHint("Esc", self.tr("Back"), self.leave)]
        can = self.flow.offer is not None and not self.flow.is_busy
        return [
            KeyHint("1…9", self.tr("Who leaves")),
            KeyHint("Ctrl+R", self.tr("Reason"), self.reason.focus_row),
            KeyHint("Ctrl+O", self.tr("Overrule"), self.overrule.open, not self.flow.is_undo),
            KeyHint("F12", self.tr("Give back"), self.confirm, can),
            KeyHint("Esc", self.tr("Back"), self.leave),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self.people.rows) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        ):  # fmt: skip
            self.people.rows[number].click()
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def scanned(self, text: str) -> None:
        """While a mistake is undone: the papers come back."""
        if self.flow.is_undo:
            self.flow.paper("".join(text.split()).upper().removeprefix("]Q1"))

    def leave(self) -> None:
        if not self.flow.is_busy:
            self.flow.leave()
            self.left.emit()

    # -- showing

    def _show(self) -> None:
        self._show_people()
        flow, offer = self.flow, self.flow.done or self.flow.offer
        if offer is not None:
            self.offer.show_offer(offer)
        elif flow.refusal is not None:
            self.offer.say(words.local_sentence(flow.refusal, self.counter.clock.local), self._advice(flow.refusal))
        elif not flow.leaving:
            self.offer.say(self.tr("Choose who gives a ticket back."))
        else:
            self.offer.say(self.tr("Looking for the rule …"))
        shows_money = flow.offer is not None and flow.done is None
        focus = self.focusWidget()
        if not shows_money and focus is not None and self.money.isAncestorOf(focus):
            self.setFocus()  # else Qt gives it to whatever is next, the rail of the window
        self.money.setVisible(shows_money)
        if flow.offer is not None and flow.done is None:
            self.money.offer(self._ways(flow.offer))
            self.money.show_plan(flow.offer.plan)
            if self.hasFocus():  # nobody has gone anywhere while the rule was looked for
                self.money.focus_first()
        amount = rupiah(flow.offer.amount) if flow.offer is not None else ""
        self.confirm_button.set_text(self.tr("Give back {amount}").format(amount=amount).strip())
        self.confirm_button.setEnabled(flow.offer is not None and not flow.is_busy)
        self.confirm_button.setVisible(flow.done is None)
        self._set_tab_order()
        self.keys_changed.emit()

    def _ways(self, offer: OfferCard) -> tuple[str, ...]:
        ways = ["cash"] if offer.cash_allowed and not offer.has_card_money else []
        if offer.has_card_money and (offer.is_all_card or offer.cash_allowed):
            ways.append("reversal")
        return (*ways, "transfer", "wallet")

    def _advice(self, refused: Refused) -> str:
        if refused.code == "refund_too_late":
            return self.tr("Ctrl+O chooses why a supervisor overrules.")
        if refused.code == "papers_missing":
            return self.tr("Scan each paper; a ticket that never came out needs none.")
        return ""

    def _show_people(self) -> None:
        booking, flow = self.flow.booking, self.flow
        if booking is not None:
            self.people.show_people(
                booking.passengers, flow.leaving, lambda person: flow.can_leave(person) and flow.done is None,
                self._about,
            )  # fmt: skip

    def _about(self, person: FoundPassenger) -> tuple[str, str]:
        seat = f"{person.coach_label} / {person.seat_number}" if person.seat_number else self.tr("no seat")
        return seat, rupiah(person.price)

    def _set_tab_order(self) -> None:
        """As the eye goes: who, why, where to, and on. Rows and chips are made anew, else they would come last."""
        money = self.money
        fields = (field.edit for field in (money.account, money.again, money.institution, money.holder))
        order = [*self.people.rows, *self.reason.chips, self.overrule.list, *money.way.chips, *fields,
                 self.confirm_button, self.back_button]  # fmt: skip
        for one, following in pairwise(order):
            self.setTabOrder(one, following)

    def _show_limits(self) -> None:
        booking = self.flow.booking
        if booking is None or booking.limits is None or self.flow.is_undo:
            self.limits.setText("")
            return
        limits = booking.limits
        until = self.counter.clock.local(limits.refund_until)
        when = f"{date_text(until.date(), year=False)} {time_text(until)}"
        if limits.rule is None:
            said = self.tr("The refund was possible until {when}.")
        elif limits.rule == "passenger":
            said = self.tr("Until {when}. {percent} % of each ticket is kept.")
        else:
            said = self.tr("Until {when}. Nothing is kept.")
        self.limits.setText(said.format(when=when, percent=limits.fee_percent))

    def _explained(self, _index: Any = None) -> None:
        self.flow.explain(self.reason.value(), self.overrule.code)

    def _to_money(self) -> None:
        if self.money.isVisibleTo(self):
            self.money.focus_first()
        else:
            self.setFocus()

    # -- giving back

    def confirm(self) -> None:
        """F12. Money going out asks once more; the answer to that is what the signature is for."""
        offer = self.flow.offer
        if offer is None or self.flow.is_busy or self.flow.done is not None or self.box.isVisible():
            return
        self._money = self.money.request()
        if self._money is None:
            return
        if offer.needs_approval:  # whoever signs looks at it once more
            self.flow.confirm(self._money)
            return
        self.box.ask(
            self.tr("Give back {amount}?").format(amount=rupiah(offer.amount)),
            self.tr("The tickets are void at once and the seats free."),
            [("give", self.tr("Give back"), "primary"), ("back", self.tr("Back"), "secondary")],
        )

    def _sure(self, name: str) -> None:
        if name == "give":
            self.flow.confirm(self._money)

    def _sign(self, offer: OfferCard) -> None:
        kind = "undo" if offer.rule == "own_mistake" else "refund"
        about = self.tr("For giving back {amount} of {booking}: {names}.").format(
            amount=rupiah(offer.amount),
            booking=offer.booking_number,
            names=", ".join(one.name for one in offer.lines),
        )
        self.signing.ask(
            kind, offer.offer_id, offer.amount, offer.reason, about, overrule_code=offer.overrule_code,
            then=lambda approval: self.flow.confirm(approval_id=approval),
        )  # fmt: skip

    def _finished(self, card: OfferCard) -> None:
        parts = "  ·  ".join(
            f"{way_text(part.method)} {rupiah(part.amount)}" + (f" ({part.account})" if part.account else "")
            for part in card.money
        )
        self._said = self.tr("{number}: {parts}").format(number=card.refund_number, parts=parts or rupiah(0))
        self.banner.say(
            "success", self._said, self.tr("The seats are free, the tickets void; two slips are printed."),
            dismissible=False,
        )  # fmt: skip
        self.back_button.set_key("Enter")
        self.back_button.setFocus()

    def _paid_back(self, card: PayoutCard) -> None:
        """Said while its refund still stands here; what did not arrive is on the board."""
        done = self.flow.done
        if done is None or card.refund_id not in {part.refund_id for part in done.money}:
            return
        if card.status == "completed":
            text = self.tr("The seats are free, the tickets void. {amount} went back the way it came.")
            self.banner.say("success", self._said, text.format(amount=rupiah(card.amount)), dismissible=False)
        else:
            text = self.tr("The machine did not give {amount} back yet: see Refunds (Shift+F9).")
            self.banner.say("warning", self._said, text.format(amount=rupiah(card.amount)), dismissible=False)

    def _refused(self, refused: Refused) -> None:
        self.banner.say("warning", words.local_sentence(refused, self.counter.clock.local))
        if refused.code == "account_differs":
            self.money.again.edit.setFocus()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- language

    def retranslate(self) -> None:
        undo = self.flow.is_undo
        self.who_title.setText(self.tr("Undo a mistake") if undo else self.tr("Who gives a ticket back?"))
        self.reason.set_label(self.tr("Reason"))
        self.reason.set_options(reasons(undo=undo))
        self.back_button.set_text(self.tr("Back to the booking"))
        self.back_button.set_key("Enter" if self.flow.done is not None else "Esc")
        self._show_limits()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
