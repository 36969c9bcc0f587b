"""Signatures asked for: what colleagues want signed, with act, amount and reason; and who signs for whom."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import approvals
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.sign_words import change_text, kind_text, overrule_text, written_reason
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chosen_list import ChosenList, Line, beside
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_signing import AskedCard, PairCard, SignatureCard
from kai_counter.values.ids import new_id

LOOK_AGAIN = 3_000  # ms while the page is open
DAYS = 7


class SignaturesScreen(QWidget):
    """Up and Down choose, F8 signs, Ctrl+D declines. Signing is the signed-in supervisor's own login."""

    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signatures")
        theme.mark(self, page="true")
        self.counter = counter
        self.card = AskedCard((), ())
        self._answer: tuple[UUID, UUID] | None = None  # request and the id its signature will have
        self._build()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look_if_shown)
        self._timer.start()
        self.retranslate()

    # -- building

    def _build(self) -> None:
        self.banner = Banner("signatures.banner", self)
        self.list = ChosenList("signatures", 440, self)
        self.list.picked.connect(self._show_chosen)
        self.pairs_title = QLabel(self)
        theme.mark(self.pairs_title, role="heading")
        self.empty = Empty("signature", self)
        right = beside(self, self.list)
        right.addWidget(self.banner)
        right.addWidget(self._detail())
        right.addWidget(self.empty, 1)
        right.addStretch(0)
        right.addWidget(self.pairs_title)
        self.pairs = QLabel(self)
        self.pairs.setObjectName("signatures.pairs")
        self.pairs.setWordWrap(True)
        self.pairs.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.pairs.setTextFormat(Qt.TextFormat.PlainText)
        theme.mark(self.pairs, role="muted")
        right.addWidget(self.pairs)

    def _detail(self) -> QFrame:
        self.detail = QFrame(self)
        theme.mark(self.detail, card="plain")
        self.what, self.amount, self.facts = (QLabel(self.detail) for _ in range(3))
        theme.mark(self.what, role="title")
        theme.mark(self.amount, role="title")
        theme.mark(self.facts, role="body")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.note = Field("signatures.note", max_length=120, parent=self.detail)
        self.sign_button = Button("signatures.sign", kind="primary", icon="signature", key="F8", large=True)
        self.decline_button = Button("signatures.decline", kind="danger", icon="x", key="Ctrl+D", large=True)
        self.sign_button.clicked.connect(self.sign)
        self.decline_button.clicked.connect(self.decline)
        head = QHBoxLayout()
        head.addWidget(self.what, 1)
        head.addWidget(self.amount)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.decline_button)
        buttons.addWidget(self.sign_button)
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.note)
        column.addLayout(buttons)
        return self.detail

    # -- what the window asks of a page

    def activate(self) -> None:
        self.look()
        today = self.counter.clock.now().date()
        self.counter.desk.ask(
            self, approvals.pairs, self.counter.database, today - timedelta(days=DAYS), today,
            then=self._show_pairs, failed=self._failed, key="pairs",
        )  # fmt: skip
        self._focus()

    def title(self) -> str:
        return self.tr("Signatures")

    def keys(self) -> list[KeyHint]:
        some = self._current() is not None
        return [
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("F8", self.tr("Sign"), self.sign, some),
            KeyHint("Ctrl+D", self.tr("Decline"), self.decline, some),
            KeyHint("F5", self.tr("Refresh"), self.activate),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.list.answer(event) and not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing

    def look(self) -> None:
        self.counter.desk.ask(
            self, approvals.waiting, self.counter.database, then=self.show_card, failed=self._failed, key="waiting"
        )

    def _look_if_shown(self) -> None:
        if self.isVisible():
            self.look()

    def show_card(self, card: AskedCard) -> None:
        """Another list takes the focus to its row, unless a note is being typed: Enter on a button must not sign
        what nobody has read."""
        is_typing = self.note.edit.hasFocus()
        before, self.card = self.card, card
        self._show_lines()
        self._show_chosen()
        moved = [one.request_id for one in before.waiting] != [one.request_id for one in card.waiting]
        if moved and not is_typing and self.isVisible():
            self._focus()

    def _show_lines(self) -> None:
        before = self.list.chosen
        self.list.show_lines(
            Line(
                one.request_id,
                "signature",
                kind_text(one.kind),
                f"{time_text(self.counter.clock.local(one.asked_at))}  ·  {one.counter_code}  ·  {one.asked_by}",
                rupiah(one.amount) if one.amount is not None else "",
            )
            for one in self.card.waiting
        )
        if self.list.chosen != before:
            self.note.set_text("")

    def _current(self) -> SignatureCard | None:
        return next((one for one in self.card.waiting if one.request_id == self.list.chosen), None)

    def _show_chosen(self) -> None:
        one = self._current()
        self.detail.setVisible(one is not None)
        self.empty.setVisible(one is None)
        self.keys_changed.emit()
        if one is None:
            return
        self.what.setText(kind_text(one.kind))
        self.amount.setText(rupiah(one.amount) if one.amount is not None else "")
        until = time_text(self.counter.clock.local(one.open_until))
        lines = [
            self.tr("Asked by {who} at {counter}, {station}. Open until {until}.").format(
                who=one.asked_by, counter=one.counter_code, station=one.station_name, until=until
            ),
            self.tr("Reason: {reason}").format(reason=written_reason(one.reason)),
        ]
        if one.overrule_code:
            lines.append(self.tr("Overrules the rule: {why}").format(why=overrule_text(one.overrule_code)))
        if one.booking_number:
            lines.append(f"{one.booking_number}  ·  {one.train}  ·  {one.relation}")
        if one.change is not None:
            lines.append(change_text(one.change))
        self.facts.setText("\n".join(lines))

    def _show_pairs(self, pairs: tuple[PairCard, ...]) -> None:
        lines = []
        for one in pairs[:6]:
            amount = f"  ·  {rupiah(one.amount)}" if one.amount else ""
            what, day = kind_text(one.kind), date_text(one.day, year=False)
            unused = self.tr(" ({used} used)").format(used=one.used) if one.used < one.signed else ""
            lines.append(f"{day}  ·  {one.asked_by} → {one.signed_by}  ·  {what} ×{one.signed}{unused}{amount}")
        self.pairs.setText("\n".join(lines) or self.tr("Nothing was signed in the last days."))

    def _focus(self) -> None:
        if not self.list.focus_chosen():
            self.empty.setFocus()

    # -- answering

    def sign(self) -> None:
        self._send(True)

    def decline(self) -> None:
        if not self.note.text():
            self.note.complain(self.tr("Say why, so that the clerk can tell the customer."))
            return
        self._send(False)

    def _send(self, signs: bool) -> None:
        one = self._current()
        if one is None:
            return
        if self._answer is None or self._answer[0] != one.request_id:
            self._answer = one.request_id, new_id()
        self.counter.desk.do(
            self, approvals.answer, self.counter.database, *self._answer, signs, self.note.text(),
            then=self._answered, refused=self._refused, failed=self._failed,
        )  # fmt: skip

    def _answered(self, card: SignatureCard) -> None:
        signed = card.state == "signed"
        said = self.tr("Signed for {who}.") if signed else self.tr("Declined. {who} is told.")
        self.banner.say("success" if signed else "accent", said.format(who=card.asked_by))
        self._answer = None
        self.note.set_text("")
        self.activate()

    def _refused(self, refused: Refused) -> None:
        self.banner.say("warning", words.sentence(refused))
        self.look()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- language

    def retranslate(self) -> None:
        self.list.heading.setText(self.tr("Waiting for a signature"))
        self.pairs_title.setText(self.tr("Who signed for whom"))
        self.note.set_label(self.tr("Note to the clerk"))
        self.sign_button.set_text(self.tr("Sign"))
        self.decline_button.set_text(self.tr("Decline"))
        self.empty.say(
            self.tr("Nothing waits for your signature"),
            self.tr("When a clerk asks for one it appears here, and a note says so on every page."),
        )
        self._show_lines()
        self._show_chosen()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
