"""The desk of open things (Ctrl+U): payments without an answer, paid and not sold, money that goes back.

Nothing is forced here. Each line has its age and its keys; what a machine cannot say is typed from the slip and
signed by a supervisor.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import open_items, page_keys, pay_words, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.incomplete import Incomplete
from kai_counter.ui.flows.open_money import OpenMoney
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.open_items import Act, OpenItem, Source
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chosen_list import ChosenList, Line, beside
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_payments import AttemptCard, ReversalCard
from kai_counter.values.payment import card_reference, typed_card


class UnsettledScreen(QWidget):
    """`wanted(sale_id)`: the sale of a paid attempt is to be opened. `sources` may be added to."""

    wanted = Signal(object)
    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unsettled")
        theme.mark(self, page="true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.counter = counter
        self.money = OpenMoney(counter, self, lambda _sale: False)
        self.incomplete = Incomplete(counter, self)
        self.incomplete.changed.connect(self.refresh)
        self.incomplete.refused.connect(self._trouble)
        self.sources: list[Source] = [lambda: open_items.of_money(self.money.card), self.incomplete.items]
        self.items: list[OpenItem] = []
        self.act_buttons: list[Button] = []
        self._form = ""  # what is typed before an act: slip, code, note, reference
        self._act: Act | None = None
        self.signing = Signing(counter, self)
        self._build()
        self._follow()
        self.retranslate()

    def use(self, money: OpenMoney) -> None:
        """The window's own reading, which goes on behind other pages, in the place of this page's."""
        self.money.stop()
        self.money.deleteLater()
        self.money = money
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        self.money.changed.connect(self.refresh)
        self.money.settled.connect(self._settled)
        self.money.trouble.connect(self._trouble)

    # -- building

    def _build(self) -> None:
        self.list = ChosenList("unsettled", 470, self, takes_focus=False)
        self.list.picked.connect(self._picked)
        self.banner = Banner("unsettled.banner", self)
        self.empty = Empty("circle-check", self)
        right = beside(self, self.list)
        right.addWidget(self.banner)
        right.addWidget(self._detail())
        right.addWidget(self.empty, 1)
        right.addStretch(0)

    def _detail(self) -> QFrame:
        self.detail = QFrame(self)
        theme.mark(self.detail, card="plain")
        self.headline, self.said, self.facts, self.form_words = (QLabel(self.detail) for _ in range(4))
        theme.mark(self.headline, role="title")
        theme.mark(self.said, role="strong")
        for label in (self.headline, self.said, self.facts, self.form_words):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        theme.mark(self.form_words, role="muted")
        self.approval = Field("unsettled.approval", max_length=6, parent=self.detail)
        self.rrn = Field("unsettled.rrn", max_length=14, digits=True, parent=self.detail)
        self.last_four = Field("unsettled.last", max_length=4, digits=True, parent=self.detail)
        self.reference = Field("unsettled.reference", max_length=64, parent=self.detail)
        self.note = Field("unsettled.note", max_length=120, parent=self.detail)
        slip = QHBoxLayout()
        for field, stretch in ((self.approval, 2), (self.rrn, 3), (self.last_four, 2)):
            slip.addWidget(field, stretch)
        self.buttons = QGridLayout()
        self.buttons.setSpacing(theme.S)
        self.buttons.setColumnStretch(2, 1)
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.S)
        for widget in (self.headline, self.said, self.facts, self.form_words):
            column.addWidget(widget)
        column.addLayout(slip)
        column.addWidget(self.reference)
        column.addWidget(self.note)
        column.addLayout(self.buttons)
        order = [self.approval, self.rrn, self.last_four, self.reference, self.note]
        for field in order:
            field.entered.connect(lambda f=field: self._entered(f))
        return self.detail

    # -- what the window asks of a page

    def activate(self) -> None:
        self.banner.hide()
        self._close_form()
        self.money.read()
        self.incomplete.start()
        self.refresh()
        self.setFocus()

    def title(self) -> str:
        return self.tr("Open payments")

    def keys(self) -> list[KeyHint]:
        if self._act is not None:
            return [
                KeyHint("F12", self._act.text, self._submit, self.money.busy is None),
                KeyHint("Esc", self.tr("Back"), self._close_form),
            ]
        item = self.item
        idle = self.money.busy is None
        acts = [KeyHint(act.key, act.text, partial(self.do, act), idle) for act in item.acts] if item else []
        return [*acts, KeyHint("Up/Down", self.tr("Choose")), KeyHint("F5", self.tr("Look again"), self.money.read)]

    # -- what is there

    @property
    def item(self) -> OpenItem | None:
        return next((one for one in self.items if one.id == self.list.chosen), None)

    def refresh(self) -> None:
        """Drawn anew; the choice stays on its item, and what is being typed stays."""
        self.items = [item for source in self.sources for item in source()]
        before = self.list.chosen
        self.list.show_lines(Line(one.id, "hourglass", one.title, one.said, one.right) for one in self.items)
        if self.list.chosen != before:
            self._close_form()
        self._draw()

    def _draw(self) -> None:
        self.list.heading.setText(self.tr("%n open", "", len(self.items)))
        item = self.item
        self.detail.setVisible(item is not None)
        self.empty.setVisible(item is None)
        if self.money.is_read:
            self.empty.say(self.tr("Nothing is open"), self.tr("Every payment of this counter has its answer."))
        else:
            self.empty.say(self.tr("Looking …"), "")
        if item is not None:
            self._show(item)
        self.keys_changed.emit()

    def _show(self, item: OpenItem) -> None:
        self.headline.setText(item.title)
        busy = self.money.busy == item.id
        self.said.setText(self.tr("Asking …") if busy else item.said)
        self.facts.setText("\n".join(f"{name}: {value}" for name, value in item.facts))
        forms = {
            "slip": self.tr("From the slip of the terminal. Then a supervisor signs."),
            "code": self.tr("The number the gateway's own pages show for it. Then a supervisor signs."),
            "note": self.tr("How do you know? Then a supervisor signs."),
            "reference": self.tr("The reference of the void, the refund or the transfer."),
        }
        self.form_words.setText(forms.get(self._form, ""))
        self.form_words.setVisible(bool(self._form))
        for field in (self.approval, self.rrn, self.last_four):
            field.setVisible(self._form == "slip")
        self.reference.setVisible(self._form in ("code", "reference"))
        self.note.setVisible(self._form == "note")
        self._show_buttons(item)

    def _show_buttons(self, item: OpenItem) -> None:
        if self._act is not None:
            wanted = [Act("submit", "F12", self._act.text, kind="primary"), Act("close", "Esc", self.tr("Back"))]
        else:
            wanted = list(item.acts)
        if [button.objectName() for button in self.act_buttons] != [f"unsettled.{act.name}" for act in wanted]:
            for button in self.act_buttons:
                self.buttons.removeWidget(button)
                send_off(button)
            self.act_buttons = [
                Button(f"unsettled.{act.name}", act.text, kind=act.kind, key=act.key, parent=self.detail)
                for act in wanted
            ]
            for place, (button, act) in enumerate(zip(self.act_buttons, wanted, strict=True)):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.clicked.connect(partial(self._pressed, act))
                self.buttons.addWidget(button, place // 2, place % 2)
        for button, act in zip(self.act_buttons, wanted, strict=True):
            button.set_text(act.text)
            button.setEnabled(self.money.busy is None)

    def _pressed(self, act: Act, _checked: bool = False) -> None:
        self.do(act)

    def _picked(self) -> None:
        self._draw()
        self.setFocus()

    # -- what is done

    def do(self, act: Act) -> None:
        """One key, one act; where something is typed first, its form opens."""
        item = self.item
        if act.name == "submit":
            self._submit()
        elif act.name == "close":
            self._close_form()
        elif item is None or self.money.busy is not None:
            return
        elif act.form:
            self._open_form(act)
        elif act.name == "check":
            self.money.check(item.card)
        elif act.name == "give_back":
            self.money.give_back(item.card)
        elif act.name == "send_back":
            self.money.send_back(item.card)
        elif act.name == "sell":
            self.wanted.emit(item.card.sale_id)
        elif act.name == "open":
            self.incomplete.wanted.emit("bookings", item.card.exchange_of)
        elif act.name == "hand_over":
            self._signed(item.card, "unknown", {"source": "supervisor"}, self.tr("left to the supervisor"))
        elif callable(getattr(item.card, "do", None)):  # a kind of its own knows its acts
            item.card.do(act.name)

    def _open_form(self, act: Act) -> None:
        self._act, self._form = act, act.form
        self.list.is_kept = True
        self.banner.hide()
        for field in (self.approval, self.rrn, self.last_four, self.reference, self.note):
            field.set_text("")
            field.clear_error()
        self._draw()
        first = {"slip": self.approval, "note": self.note}.get(act.form, self.reference)
        first.edit.setFocus()

    def _close_form(self) -> None:
        if self._act is not None:
            self._act, self._form = None, ""
            self.list.is_kept = False
            self._draw()
            self.setFocus()

    def _entered(self, field: Field) -> None:
        after = {self.approval: self.rrn, self.rrn: self.last_four}.get(field)
        if after is not None:
            after.edit.setFocus()
        else:
            self._submit()

    def _submit(self) -> None:
        item, act = self.item, self._act
        if item is None or act is None or self.money.busy is not None or self.signing.is_open:
            return
        if act.name == "given_back":
            if self._filled(self.reference):
                self.money.given_back(cast(ReversalCard, item.card), self.reference.text())
            return
        card = cast(AttemptCard, item.card)
        if act.name == "not_paid":
            if self._filled(self.note):
                said = {"source": "supervisor", "note": self.note.text()}
                self._signed(card, "cancelled", said, self.tr("not paid: {note}").format(note=self.note.text()))
            return
        evidence = self._evidence(card)
        if evidence is not None:
            self._signed(card, "confirmed", evidence, self.tr("paid, by its slip or number"))

    def _evidence(self, card: AttemptCard) -> dict[str, Any] | None:
        """What was typed as the database wants it, or None with a sentence under the field."""
        if self._form == "code":
            text = self.reference.text()
            if not re.fullmatch(r"[A-Za-z0-9._-]{6,64}", text):
                self.reference.complain(self.tr("Six signs at least: letters, digits, - . _"))
                return None
            return {"source": "supervisor", "transaction_id": text}
        fields = {"approval_code_form": self.approval, "rrn_form": self.rrn, "last_four_form": self.last_four}
        try:
            answer = typed_card(card_reference(card.attempt_id), card.amount, self.approval.text(), self.rrn.text(),
                                self.last_four.text())  # fmt: skip
        except Refused as refused:
            fields[refused.code].complain(words.sentence(refused))
            return None
        return dict(answer.evidence) | {"source": "supervisor"}

    def _filled(self, field: Field) -> bool:
        if field.text():
            return True
        field.complain(self.tr("Type it here first."))
        return False

    def _signed(self, card: AttemptCard, state: str, evidence: dict[str, Any], reason: str) -> None:
        """A supervisor who did not make the attempt settles it as themself; anybody else asks for a signature."""
        staff = self.counter.signed_in.staff
        if "supervisor" in staff.roles and card.user_id != staff.id:
            self.money.settle(card, state, evidence, None)
            return
        about = self.tr("{what}: {reason}").format(what=open_items.of_attempt(card).title, reason=reason)
        self.signing.ask(
            "payment_came" if state == "confirmed" else "payment", card.attempt_id, card.amount, reason, about,
            then=lambda approval: self.money.settle(card, state, evidence, approval),
        )  # fmt: skip

    # -- what came of it

    def _settled(self, _card: object) -> None:
        self.banner.hide()
        self._close_form()

    def _trouble(self, fault: object) -> None:
        if isinstance(fault, Refused):
            self.banner.say("danger", words.sentence(fault))
        elif isinstance(fault, Unavailable):
            self.banner.say("warning", *pay_words.silence(fault, is_open=True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.list.answer(event) and not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.approval.set_label(self.tr("Approval code"))
        self.rrn.set_label(self.tr("RRN (12 digits)"))
        self.last_four.set_label(self.tr("Last four digits"))
        self.reference.set_label(self.tr("Number"))
        self.note.set_label(self.tr("What was seen"))
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.incomplete.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
