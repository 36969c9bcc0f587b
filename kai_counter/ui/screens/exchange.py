"""Ubah jadwal: who moves, to which train; the new seats are held, the old tickets stay until everything is paid."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services.exchanges import ExchangeCard
from kai_counter.ui import page_keys, pay_words, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.exchanging import ENDED, ExchangeFlow
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.sale_pages import PageStack
from kai_counter.ui.screens.exchange_pay import ExchangePay
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.exchange_map import ExchangeMap
from kai_counter.ui.widgets.exchange_offer import ExchangeOffer
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.overrule_field import OverruleField
from kai_counter.ui.widgets.people_rows import PeopleRows
from kai_counter.ui.widgets.train_rows import TrainRows
from kai_counter.values.cards import SaleCard
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.dates import parse_date

LEFT = 480


class ExchangePage(QWidget):
    """Over one identified booking. `left` when it is done or given up."""

    left = Signal()
    keys_changed = Signal()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exchange")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        theme.mark(self, page="true")
        self.counter = counter
        self.flow = ExchangeFlow(counter, self)
        self._said_for: object = None  # the offer that the banner's words came before
        self.pay_page = ExchangePay(counter, self.flow, self)
        self.pay_page.back.connect(self._to_trains)
        self._build()
        self.signing = Signing(counter, self)
        self.flow.paying.trouble.connect(self._trouble)
        self.flow.changed.connect(self._show)
        self.flow.needs_signature.connect(self._sign)
        self.flow.overlaps.connect(self._sign_overlap)
        self.flow.finished.connect(self._finished)
        self.flow.refused.connect(self._refused)
        self.flow.failed.connect(self._failed)
        self.retranslate()

    def _build(self) -> None:
        self.banner = Banner("exchange.banner", self)
        self.who_title, self.limits, self.trains_title = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.who_title, self.trains_title):
            theme.mark(label, role="heading")
        theme.mark(self.limits, role="muted")
        self.limits.setWordWrap(True)
        self.trains_title.setWordWrap(True)
        self.day = Field("exchange.day", max_length=20, reserve=False)
        self.day.entered.connect(self.look)
        self.overrule = OverruleField("exchange.overrule", self)
        self.overrule.picked.connect(lambda: self.flow.overrule(self.overrule.code))
        left = QFrame(self)
        left.setFixedWidth(LEFT)
        theme.mark(left, card="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.L, theme.L, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.who_title)
        column.addWidget(self.limits)
        self.people = PeopleRows("exchange.passenger", 44, self)
        self.people.toggled.connect(self.flow.toggle)
        column.addWidget(self.people)
        column.addWidget(self.day)
        column.addWidget(self.trains_title)
        self.train_rows = TrainRows("exchange.train", self.counter.clock, self)
        self.train_rows.picked.connect(self.flow.take)
        column.addWidget(self.train_rows, 1)
        self.offer = ExchangeOffer("exchange", self.flow, self)
        self.map = ExchangeMap(self.flow, self)
        self.map.entered.connect(lambda: self.confirm_button.setFocus())
        right = QVBoxLayout()
        right.setSpacing(theme.M)
        right.addWidget(self.offer)
        right.addWidget(self.map, 1)
        right.addStretch(0)
        right.addWidget(self.overrule)
        right.addLayout(self._foot())
        self.choosing = QWidget(self)
        row = QHBoxLayout(self.choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addWidget(left)
        row.addLayout(right, 1)
        self.stack = PageStack(self)
        self.stack.addWidget(self.choosing)
        self.stack.addWidget(self.pay_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        whole.setSpacing(theme.S)
        whole.addWidget(self.banner)
        whole.addWidget(self.stack, 1)

    def _foot(self) -> QHBoxLayout:
        self.back_button = Button("exchange.back", kind="secondary", icon="arrow-left", key="Esc", large=True)
        self.confirm_button = Button("exchange.confirm", kind="primary", icon="check", key="F8", large=True)
        self.back_button.clicked.connect(self.leave)
        self.confirm_button.clicked.connect(self.confirm)
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.confirm_button)
        return row

    # -- what the booking's page asks of it

    def open(self, booking: BookingCard, chosen: FoundPassenger | None) -> None:
        self.banner.hide()
        self.day.set_text("")
        self.stack.setCurrentWidget(self.choosing)
        self.overrule.reset()
        self.flow.start(booking, chosen)
        self.retranslate()
        self.activate()

    @property
    def is_paying(self) -> bool:
        """The second of its two pages is shown."""
        return self.stack.currentWidget() is self.pay_page

    @property
    def is_over(self) -> bool:
        """The tickets are exchanged: nothing is left to do here."""
        return self.flow.sale is not None

    @property
    def trains(self) -> list[ChoiceRow]:
        return self.train_rows.rows

    def activate(self) -> None:
        if self.flow.sale is not None:
            self.back_button.setFocus()
        elif self.is_paying:
            self.pay_page.ways.focus()
        else:
            self.day.edit.setFocus()

    def keys(self) -> list[KeyHint]:
        if self.is_paying:
            return self.pay_page.keys()
        if self.flow.sale is not None:
            return [KeyHint("Enter", self.tr("Back to the booking")), KeyHint("Esc", self.tr("Back"), self.leave)]
        return [
            KeyHint("1…9", self.tr("Who moves")),
            KeyHint("Up/Down", self.tr("Train")),
            KeyHint("Enter", self.tr("Hold seats there")),
            KeyHint("F6", self._seat_words(), self.choose_seats, self.map.can_open),
            KeyHint("Ctrl+O", self.tr("Overrule"), self.overrule.open, self.flow.can_change),
            KeyHint("F8", self._go_words(), self.confirm, self.flow.quote is not None),
            KeyHint("Esc", self.tr("Back"), self.leave),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_paying:  # its own keys were asked already
            super().keyPressEvent(event)
            return
        number = event.key() - Qt.Key.Key_1
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self.trains:
            self.train_rows.step(step)
        elif 0 <= number < len(self.people.rows):
            self.people.rows[number].click()
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def scanned(self, text: str) -> None:
        """Nothing is scanned here."""

    def leave(self) -> None:
        if self.flow.can_change or self.flow.sale is not None:
            self._close_map()
            self.flow.let_go()
            self.left.emit()

    # -- the seats

    def _seat_words(self) -> str:
        return self.tr("Best seats") if self.map.isVisible() else self.tr("Choose seats")

    def choose_seats(self) -> None:
        self.map.choose()
        self.overrule.setVisible(not self.map.isVisible())
        self.keys_changed.emit()

    def _close_map(self) -> None:
        self.map.close_map()
        self.overrule.show()

    def _to_trains(self) -> None:
        self.stack.setCurrentWidget(self.choosing)
        self.activate()
        self.keys_changed.emit()

    # -- showing

    def _show(self) -> None:
        self._show_people()
        self._show_trains()
        flow, quote = self.flow, self.flow.quote
        if flow.has_looked and not flow.found:
            self.trains_title.setText(self.tr("No train with enough seats on that day. Type another one."))
        if flow.hold is None and not flow.is_busy:
            self._close_map()
        if quote is not None and quote.offer.offer_id != self._said_for:
            self._said_for = quote.offer.offer_id
            self.banner.hide()  # what it said was of another offer
        self.overrule.setEnabled(flow.can_change)
        self.offer.show_flow()
        self.pay_page.show_flow()
        self.confirm_button.setEnabled(quote is not None and not flow.is_busy)
        if self.confirm_button.isEnabled() and self.train_rows.has_focus:
            self.confirm_button.setFocus()  # Enter goes forward
        self.confirm_button.set_text(self._go_words())
        self.confirm_button.setVisible(flow.sale is None)
        if quote is None and self.is_paying and not flow.paying.is_engaged:
            self._to_trains()  # it was refused for good; what came is on its way back
        elif quote is not None and flow.paying.is_engaged and not self.is_paying and flow.sale is None:
            self._to_payment()  # money came before the program was ended
        self.keys_changed.emit()

    def _go_words(self) -> str:
        quote = self.flow.quote
        return self.tr("To the payment") if quote is not None and quote.to_pay else self.tr("Exchange")

    def _to_payment(self) -> None:
        self._close_map()
        self.stack.setCurrentWidget(self.pay_page)
        self.pay_page.open()
        self.keys_changed.emit()

    def _show_people(self) -> None:
        booking, flow = self.flow.booking, self.flow
        if booking is not None:
            self.people.show_people(
                booking.passengers, flow.moving, lambda person: flow.can_move(person) and flow.can_change,
                lambda person: ("", self._place(person)),
            )  # fmt: skip

    def _place(self, person: FoundPassenger) -> str:
        return f"{person.coach_label} / {person.seat_number}" if person.seat_number else self.tr("with an adult")

    def _show_trains(self, *, anew: bool = False) -> None:
        is_new = self.train_rows.show_trains(self.flow.found, anew=anew)
        if is_new and self.trains and not self.flow.is_busy and self.flow.quote is None:
            self.trains[0].setFocus()

    # -- acting

    def look(self) -> None:
        """The trains of the day typed (0 today, 1 tomorrow, 25/11)."""
        try:
            day = parse_date(self.day.text() or "0", self.counter.clock.now().date())
        except Refused as refused:
            self.day.set_error(words.sentence(refused))
            return
        self.trains_title.setText(date_text(day))
        self.day.clear_error()
        self.flow.look(day)

    def confirm(self) -> None:
        """F8: to the payment; where nothing is to be paid the swap is made."""
        quote = self.flow.quote
        if quote is None or self.flow.is_busy or self.flow.sale is not None:
            return
        self.banner.hide()
        if quote.to_pay:
            self._to_payment()
        else:
            self.flow.pay(0)

    def _sign(self, card: ExchangeCard) -> None:
        about = self.tr("For the exchange of booking {code}.").format(code=card.offer.booking_number)
        self.signing.ask(
            "exchange", card.offer.offer_id, card.offer.amount, card.offer.reason, about,
            overrule_code=card.offer.overrule_code, then=self.flow.signed,
        )  # fmt: skip

    def _sign_overlap(self, clash: Refused) -> None:
        quote = self.flow.quote
        if quote is None:
            return
        about = self.tr("To exchange for a train at the time of another journey of the same person.")
        self.signing.ask_overlap(
            quote.sale_id, about, then=self.flow.overlap_signed, left=lambda: self._nobody_signed(clash)
        )

    def _nobody_signed(self, clash: Refused) -> None:
        if self.flow.paying.is_engaged:
            self._say_back(words.sentence(clash))
        self.flow.overlap_stays()
        self.activate()

    def _finished(self, sale: SaleCard) -> None:
        title = self.tr("Exchanged: {code}, receipt {receipt}").format(
            code=", ".join(sale.booking_numbers), receipt=sale.receipt_number
        )
        change = self.tr("The old tickets are void.")
        if sale.change:
            change = self.tr("Change {amount}. The old tickets are void.").format(amount=rupiah(sale.change))
        self.stack.setCurrentWidget(self.choosing)
        self.banner.say("success", title, change, dismissible=False)
        self.back_button.set_key("Enter")
        self.back_button.setFocus()
        self.keys_changed.emit()  # the payment's keys are no longer this page's

    def _refused(self, refused: Refused) -> None:
        sentence = words.local_sentence(refused, self.counter.clock.local)
        if refused.code in ENDED and self.flow.paying.is_engaged:
            self._say_back(sentence)
        else:
            self.banner.say("warning", sentence)

    def _say_back(self, sentence: str) -> None:
        back = self.tr("What was paid goes back; it stands on the desk of open payments (Ctrl+U).")
        self.banner.say("danger", sentence, back)

    def _trouble(self, trouble: object) -> None:
        """Of a payment: nothing was charged, or the slip is not right yet."""
        if isinstance(trouble, Refused):
            self._refused(trouble)
        elif isinstance(trouble, Unavailable):
            self._failed(trouble)

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            is_open = self.flow.paying.current is not None
            self.banner.say("warning", *pay_words.silence(fault, is_open=is_open))

    # -- language

    def retranslate(self) -> None:
        self.who_title.setText(self.tr("Who travels on another train?"))
        self.day.set_label(self.tr("Day (0 today, 1 tomorrow, 25/11)"))
        if not self.flow.found:
            self.trains_title.setText(self.tr("Type a day to see its trains"))
        self.back_button.set_text(self.tr("Back to the booking"))
        self.back_button.set_key("Enter" if self.flow.sale is not None else "Esc")
        booking = self.flow.booking
        if booking is not None and booking.limits is not None:
            until = self.counter.clock.local(booking.limits.exchange_until)
            when = f"{date_text(until.date(), year=False)} {time_text(until)}"
            said = self.tr("Until {when}. The fee is {percent} % of each fare.")
            if until <= self.counter.clock.now():
                said = self.tr("Its time ended {when}: now only with a supervisor (Ctrl+O), without a fee.")
            self.limits.setText(said.format(when=when, percent=booking.limits.exchange_fee_percent))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_trains(anew=True)
            self.retranslate()
