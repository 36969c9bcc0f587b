"""Bookings: by code, by scanning a ticket, or from this counter's latest sales; then identity, then reprint."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import bookings
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.reprinting import Reprinting
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.flows.ticket_change import TicketChange
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import time_text
from kai_counter.ui.sale_pages import PageStack
from kai_counter.ui.screens.booking_finder import BookingFinder
from kai_counter.ui.screens.exchange import ExchangePage
from kai_counter.ui.screens.refund import RefundPage
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.booking_card import BookingView
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.identify_form import IdentifyForm
from kai_counter.ui.widgets.reprint_dialog import ReprintDialog
from kai_counter.ui.widgets.timeline import Timeline
from kai_counter.values.cards_bookings import BookingCard, ProofRequest, TimelineCard


class BookingsScreen(QWidget):
    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookings")
        self.setProperty("page", True)
        self.counter = counter
        self._build()
        self.retranslate()

    # -- building

    def _build(self) -> None:
        self.banner = Banner("bookings.banner", self)
        self.finder = BookingFinder(self.counter, self)
        self.finder.looking.connect(self.banner.hide)
        self.finder.found.connect(self._found)
        self.finder.failed.connect(self._failed)
        self.code = self.finder.code
        self.view = BookingView(self.counter.signed_in.counter.station.timezone, self)
        self.view.picked.connect(lambda _index: self._show_reprint())
        self.identify = IdentifyForm(self)
        self.identify.asked.connect(self._identify)
        self.act_bar = self._make_actions()
        self.timeline = Timeline(self.counter.clock.local, self)
        self.signing = Signing(self.counter, self)
        self.empty = Empty("scan-barcode", self)
        self.reprinting = Reprinting(self.counter, self.banner, self.signing)
        self.reprinting.printed.connect(self._read_again)
        self.reprinting.identity_wanted.connect(self.identify.focus_number)
        if self.counter.printing is not None:  # the timeline is the database's: only what it was told stands there
            self.counter.printing.report.told.connect(self._paper_told)
        self.dialog = ReprintDialog(self)
        self.dialog.decided.connect(self._print_again)
        self.finding = QWidget(self)
        row = QHBoxLayout(self.finding)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addWidget(self.finder)
        row.addLayout(self._right(), 1)
        self.refund_page = RefundPage(self.counter, self)
        self.refund_page.left.connect(self._back)
        self.refund_page.keys_changed.connect(self.keys_changed)
        self.exchange_page = ExchangePage(self.counter, self)
        self.exchange_page.left.connect(self._back)
        self.exchange_page.keys_changed.connect(self.keys_changed)
        self.changing = TicketChange(self.counter, self)
        self.changing.done.connect(self._changed)
        self.changing.refused.connect(lambda said: self.banner.say("warning", said))
        self.changing.failed.connect(self._failed)
        self.stack = PageStack(self)
        self.stack.addWidget(self.finding)
        self.stack.addWidget(self.refund_page)
        self.stack.addWidget(self.exchange_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        for widget in (self.view, self.identify, self.act_bar, self.timeline):
            widget.hide()

    def _make_actions(self) -> QWidget:
        """What can be done with the booking, each with its key."""
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addStretch(1)
        self.undo_button = Button("bookings.undo", key="Shift+F6")
        self.refund_button = Button("bookings.refund", key="F6")
        self.exchange_button = Button("bookings.exchange", key="F8")
        self.reprint_button = Button("bookings.reprint", kind="primary", icon="printer", key="F9")
        for button, act in (
            (self.undo_button, self.undo), (self.exchange_button, self.exchange),
            (self.refund_button, self.refund), (self.reprint_button, self.reprint),
        ):  # fmt: skip
            button.clicked.connect(act)
            row.addWidget(button)
        return box

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.M)
        column.addWidget(self.banner)
        column.addWidget(self.view)
        column.addWidget(self.identify)
        column.addWidget(self.act_bar)
        column.addWidget(self.timeline, 1)
        column.addWidget(self.empty, 1)
        column.addStretch(0)
        self._column = column
        return column

    # -- what the window asks of a page

    @property
    def inner(self) -> RefundPage | ExchangePage | None:
        """The page over the booking that is worked on, if any."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, RefundPage | ExchangePage) else None

    def activate(self) -> None:
        if self.inner is not None and not self.inner.is_over:
            self.inner.activate()
            return
        if self.inner is not None:
            self.inner.leave()  # what was done there is done: F4 is for the next customer
        self.finder.read_recent()
        self.code.edit.setFocus()
        self.code.edit.selectAll()

    def title(self) -> str:
        return self.tr("Bookings")

    def keys(self) -> list[KeyHint]:
        if self.inner is not None:
            return self.inner.keys()
        card = self.view.card
        known = card is not None and card.is_identified
        return [
            KeyHint("Enter", self.tr("Find")),
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("Ctrl+I", self.tr("Check identity"), self._to_identity, card is not None and not known),
            KeyHint("Ctrl+O", self.tr("No document"), self.overrule, card is not None and not known),
            KeyHint("F9", self.tr("Reprint"), self.reprint, self._can_reprint),
            KeyHint("F6", self.tr("Refund"), self.refund, known),
            KeyHint("F8", self.tr("Exchange"), self.exchange, known),
            KeyHint("Ctrl+D", self.tr("Correct"), self.correct, known),
            KeyHint("Ctrl+E", self.tr("Seat"), self.other_seat, known),
            KeyHint("Shift+F6", self.tr("Undo"), self.undo, self._can_undo),
            KeyHint("Ctrl+R", self.tr("Receipt"), self.print_receipt, self.view.card is not None),
            KeyHint("F5", self.tr("Refresh"), self.finder.read_recent),
            KeyHint("Esc", self.tr("Other booking"), self._clear),
        ]

    def scanned(self, text: str) -> None:
        """A ticket's symbol, or a booking code handed over by another page."""
        if self.inner is not None:
            self.inner.scanned(text)
            return
        self.finder.scanned(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.inner is not None:  # its own keys were asked already
            super().keyPressEvent(event)
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if (step and not self._walk(step)) or (not step and not page_keys.answer(self.keys(), event)):
            super().keyPressEvent(event)

    def _walk(self, step: int) -> bool:
        rows = self.view.rows if self.view.card is not None else self.finder.rows
        if not rows:
            return False
        here = next((n for n, row in enumerate(rows) if row.hasFocus()), -1 if step > 0 else 0)
        rows[(here + step) % len(rows)].setFocus()
        self._show_reprint()
        return True

    # -- finding

    def _found(self, card: BookingCard) -> None:
        self.identify.start(self.finder.ticket)
        self.reprinting.forget()
        self.code.set_text(card.booking_number)
        self._show(card)
        if card.is_identified:
            self.view.choose(0)
            self._read_unmasked()  # `find` masks always; the document was seen in this session
        else:
            self.identify.focus_number()

    def _read_again(self) -> None:
        """The same booking as it is now; whoever is typing meanwhile keeps the focus."""
        if self.view.card is not None:
            number, database = self.view.card.booking_number, self.counter.database
            self.counter.desk.ask(self, bookings.find, database, number, then=self._renewed, key="again")

    def _renewed(self, card: BookingCard) -> None:
        """`find` masks always; what was unmasked for this customer stays so, with the tickets' new state."""
        before = self.view.card
        if before is None or before.booking_id != card.booking_id:
            return
        tickets = {person.passenger_id: person.ticket for person in card.passengers}
        people = tuple(replace(one, ticket=tickets.get(one.passenger_id, one.ticket)) for one in before.passengers)
        self.view.show_card(replace(before, status=card.status, passengers=people, limits=card.limits))
        self._read_timeline()
        self._show_reprint()
        self.undo_button.setVisible(self._can_undo)
        self.refund_button.setVisible(before.is_identified and card.status in ("confirmed", "completed"))
        self.exchange_button.setVisible(before.is_identified and card.status == "confirmed")

    def _show(self, card: BookingCard) -> None:
        self.view.show_card(card)
        self.empty.hide()
        self.view.show()
        self.identify.setVisible(not card.is_identified)
        self.act_bar.setVisible(True)
        self.reprint_button.set_kind("primary" if card.is_identified else "secondary")
        self._show_reprint()
        self.refund_button.setVisible(card.is_identified and card.status in ("confirmed", "completed"))
        self.exchange_button.setVisible(card.is_identified and card.status == "confirmed")
        self.undo_button.setVisible(self._can_undo)
        self.timeline.hide()
        self._read_timeline()
        self.keys_changed.emit()
        if card.locked_until is not None:
            until = time_text(self.counter.clock.local(card.locked_until))
            self.identify.say(Refused("booking_locked", until=until))

    def _clear(self) -> None:
        self.view.card = None
        self.finder.ticket = ""
        for widget in (self.view, self.identify, self.act_bar, self.banner, self.timeline):
            widget.hide()
        self.keys_changed.emit()
        self.empty.show()
        self.activate()

    def to_recent(self) -> None:
        """Shift+F4: the sale of a moment ago is one key away."""
        if self.inner is None:
            if self.view.card is not None:
                self._clear()
            self.finder.to_recent()

    def _read_timeline(self) -> None:
        card = self.view.card
        if card is not None and card.is_identified:
            self.counter.desk.ask(
                self, bookings.timeline, self.counter.database, card.booking_id, then=self._show_timeline,
                refused=lambda _refused: None, failed=self._failed, key="timeline",
            )  # fmt: skip

    def _paper_told(self) -> None:
        if self.isVisible() and self.inner is None:
            self._read_timeline()

    def _show_timeline(self, card: TimelineCard) -> None:
        if self.view.card is not None:
            self.timeline.show_card(card)
            self.timeline.show()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- identity

    def _to_identity(self) -> None:
        if self.view.card is not None and not self.view.card.is_identified:
            self.identify.focus_number()

    def overrule(self) -> None:
        """Ctrl+O: the document is lost; a supervisor answers for showing the booking without it."""
        card = self.view.card
        if card is None or card.is_identified or self.signing.is_open:
            return
        reason = "document lost"
        about = self.tr("To show booking {code} without a document.").format(code=card.booking_number)
        self.signing.ask(
            "identity", card.booking_id, None, reason, about,
            then=lambda approval: self._overruled(card, reason, approval),
        )  # fmt: skip

    def _overruled(self, card: BookingCard, reason: str, approval: UUID) -> None:
        self.counter.desk.do(
            self, bookings.overrule_identity, self.counter.database, card.booking_id, reason, approval,
            then=self._identified, refused=self._not_identified, failed=self._failed,
        )  # fmt: skip

    def _identify(self, proof: ProofRequest) -> None:
        card = self.view.card
        if card is None:
            return
        self.counter.desk.do(
            self,
            bookings.identify,
            self.counter.database,
            card.booking_id,
            proof,
            then=self._identified,
            refused=self._not_identified,
            failed=self._failed,
        )

    def _identified(self, card: BookingCard) -> None:
        """Whose document was shown stands at the counter: theirs is the ticket meant."""
        self.banner.hide()
        shown = "".join(self.identify.number.text().split())
        self._show(card)
        theirs = (n for n, one in enumerate(card.passengers) if one.identity == shown)
        self.view.choose(next(theirs, self.view.chosen))

    def _not_identified(self, refused: Refused) -> None:
        facts: dict[str, Any] = dict(refused.facts)
        if refused.code == "booking_locked" and "until" in facts:
            from datetime import datetime

            facts["until"] = time_text(self.counter.clock.local(datetime.fromisoformat(str(facts["until"]))))
        self.identify.say(Refused(refused.code, **facts))

    # -- giving back

    @property
    def _can_undo(self) -> bool:
        card = self.view.card
        limits = card.limits if card is not None else None
        return limits is not None and limits.undo_until is not None and limits.undo_until > self.counter.clock.now()

    def refund(self) -> None:
        """F6: an offer first; the document was seen before."""
        card = self.view.card
        if card is None or card.status not in ("confirmed", "completed"):
            return
        if not card.is_identified:
            self._to_identity()
            return
        self._over(undo=False)

    def undo(self) -> None:
        """Shift+F6: the sale made here a moment ago, with its papers back on the desk."""
        if self._can_undo:
            self._over(undo=True)

    def _over(self, *, undo: bool) -> None:
        card = self.view.card
        if card is not None:
            self.refund_page.open(card, self.view.passenger, undo=undo)
            self._bring_up(self.refund_page)

    def exchange(self) -> None:
        """F8: another train or day; the new seats are held first."""
        card = self.view.card
        if card is not None and card.is_identified and card.status == "confirmed":
            self.exchange_page.open(card, self.view.passenger)
            self._bring_up(self.exchange_page)

    def correct(self) -> None:
        """Ctrl+D: a name or number mistyped."""
        card, person = self.view.card, self.view.passenger
        if card is not None and person is not None and card.is_identified:
            self.changing.correct(card, person)

    def other_seat(self) -> None:
        """Ctrl+E: another seat on the same train."""
        card, person = self.view.card, self.view.passenger
        if card is not None and person is not None and card.is_identified and person.seat_number:
            self.changing.move(card, person)

    def _changed(self) -> None:
        """Names and seats as they are now: the document was seen, so the same proof shows them again."""
        self.banner.say("success", self.tr("Changed. The next issue is printed, the older paper is void."))
        self._read_unmasked()

    def _read_unmasked(self) -> None:
        card = self.view.card
        if card is not None:
            self.counter.desk.ask(
                self, bookings.seen, self.counter.database, card.booking_id, then=self._show,
                refused=lambda _refused: self._read_again(), failed=self._failed, key="again",
            )  # fmt: skip

    def _bring_up(self, page: RefundPage | ExchangePage) -> None:
        self.stack.setCurrentWidget(page)
        page.activate()
        self.keys_changed.emit()

    def _back(self) -> None:
        self.banner.hide()  # what it said was of the tickets as they were
        self.stack.setCurrentWidget(self.finding)
        self._read_again()
        self.view.choose(self.view.chosen)
        self.keys_changed.emit()

    # -- reprint

    def _show_reprint(self) -> None:
        self.reprint_button.setVisible(self._can_reprint)
        self.keys_changed.emit()

    @property
    def _can_reprint(self) -> bool:
        """The chosen traveller's ticket is not void: nobody prints what a gate refuses."""
        person = self.view.passenger
        return person is not None and person.ticket is not None and person.ticket.status != "cancelled"

    def reprint(self) -> None:
        """F9: a reason first. The database refuses before identity, except for what was sold here just now."""
        person = self.view.passenger
        if person is None or person.ticket is None or not self._can_reprint:
            return
        card = self.view.card
        if card is not None and not card.is_identified and not self._can_undo:
            self.identify.say(Refused("identify_first"))
            return
        self.dialog.start(person.name, person.ticket.ticket_number, person.ticket.issue_number)

    def _print_again(self, reason: str) -> None:
        person = self.view.passenger
        self.reprinting.ticket(person.ticket if person is not None else None, reason)

    def print_receipt(self) -> None:
        """Ctrl+R: the receipt once more, marked as a copy; identity first, as for a ticket."""
        if self.view.card is not None:
            self.reprinting.receipt(self.view.card.booking_id)

    # -- language

    def retranslate(self) -> None:
        self.reprint_button.set_text(self.tr("Reprint"))
        self.refund_button.set_text(self.tr("Refund"))
        self.exchange_button.set_text(self.tr("Exchange"))
        self.undo_button.set_text(self.tr("Undo"))
        self.empty.say(
            self.tr("No booking chosen"),
            self.tr("Type its code, scan a ticket, or choose one of the latest sales."),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
