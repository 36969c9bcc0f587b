"""Ubah jadwal: who moves, to which train; the new seats are held, the old tickets stay until everything is paid."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services.exchanges import ExchangeCard
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.exchanging import ExchangeFlow
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.screens.signatures import scrolled
from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.send_off import send_off
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
        self.rows: list[ChoiceRow] = []
        self.trains: list[ChoiceRow] = []
        self._shown: object = None
        self._build()
        self.signing = Signing(counter, self)
        self.flow.changed.connect(self._show)
        self.flow.needs_signature.connect(self._sign)
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
        left = QFrame(self)
        left.setFixedWidth(LEFT)
        theme.mark(left, card="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.L, theme.L, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.who_title)
        column.addWidget(self.limits)
        self._people = QVBoxLayout()
        self._people.setSpacing(theme.XS)
        column.addLayout(self._people)
        column.addWidget(self.day)
        column.addWidget(self.trains_title)
        self._trains = scrolled(column, left)
        right = QVBoxLayout()
        right.setSpacing(theme.M)
        right.addWidget(self.banner)
        right.addWidget(self._offer())
        right.addStretch(1)
        right.addLayout(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addWidget(left)
        row.addLayout(right, 1)

    def _offer(self) -> QFrame:
        self.offer = QFrame(self)
        theme.mark(self.offer, card="plain")
        self.new_train, self.facts, self.pay_word = QLabel(self.offer), QLabel(self.offer), QLabel(self.offer)
        theme.mark(self.new_train, role="title")
        theme.mark(self.pay_word, role="heading")
        self.new_train.setWordWrap(True)
        self.facts.setWordWrap(True)
        self.countdown = Countdown("exchange.left", self.counter.clock)
        self.to_pay = MoneyLabel("exchange.toPay", role="total")
        self.tendered = AmountField("exchange.tendered", self.offer)
        self.tendered.entered.connect(self.confirm)
        head, sums = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.new_train, 1)
        head.addWidget(self.countdown)
        sums.addWidget(self.pay_word, 1)
        sums.addWidget(self.to_pay)
        column = QVBoxLayout(self.offer)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addLayout(sums)
        column.addWidget(self.tendered)
        return self.offer

    def _foot(self) -> QHBoxLayout:
        self.back_button = Button("exchange.back", kind="secondary", icon="arrow-left", key="Esc", large=True)
        self.confirm_button = Button("exchange.confirm", kind="primary", icon="check", key="F12", large=True)
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
        self.tendered.set_text("")
        self.flow.start(booking, chosen)
        self.retranslate()
        self.activate()

    def activate(self) -> None:
        if self.flow.done is not None:
            self.back_button.setFocus()
        else:
            self.day.edit.setFocus()

    def keys(self) -> list[KeyHint]:
        if self.flow.done is not None:
            return [KeyHint("Enter", self.tr("Back to the booking")), KeyHint("Esc", self.tr("Back"), self.leave)]
        return [
            KeyHint("1…9", self.tr("Who moves")),
            KeyHint("Up/Down", self.tr("Train")),
            KeyHint("Enter", self.tr("Hold seats there")),
            KeyHint("F12", self.tr("Exchange"), self.confirm, self.flow.quote is not None),
            KeyHint("Esc", self.tr("Back"), self.leave),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_1
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self.trains:
            here = next((n for n, row in enumerate(self.trains) if row.hasFocus()), -1 if step > 0 else 0)
            self.trains[(here + step) % len(self.trains)].setFocus()
        elif 0 <= number < len(self.rows):
            self.rows[number].click()
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def scanned(self, text: str) -> None:
        """Nothing is scanned here."""

    def leave(self) -> None:
        if not self.flow.is_busy:
            self.flow.let_go()
            self.left.emit()

    # -- showing

    def _show(self) -> None:
        self._show_people()
        self._show_trains()
        flow, quote = self.flow, self.flow.quote
        if flow.has_looked and not flow.found:
            self.trains_title.setText(self.tr("No train with enough seats on that day. Type another one."))
        self.offer.setVisible(quote is not None or flow.is_busy)
        if quote is not None:
            self._show_quote(quote)
        elif flow.is_busy:
            self.new_train.setText(self.tr("Holding seats …"))
            self.facts.setText("")
        for widget in (self.to_pay, self.pay_word):
            widget.setVisible(quote is not None)
        self.countdown.set_end(quote.offer.valid_until if quote is not None and flow.done is None else None)
        self.tendered.setVisible(quote is not None and quote.to_pay > 0 and flow.done is None)
        if self.tendered.isVisible() and any(row.hasFocus() for row in self.trains):
            self.tendered.edit.setFocus()  # there digits are cash; on the trains they mean who moves
        self.confirm_button.setEnabled(quote is not None and not flow.is_busy)
        self.confirm_button.setVisible(flow.done is None)
        self.keys_changed.emit()

    def _show_quote(self, card: ExchangeCard) -> None:
        hold = self.flow.hold
        places = ", ".join(f"{seat.coach_label} / {seat.seat_number}" for seat in hold.seats) if hold else ""
        self.new_train.setText(card.new_train)
        lines = [
            places,
            self.tr("Old tickets {old}, new ones {new}, fee {fee}").format(
                old=rupiah(card.offer.paid), new=rupiah(card.new_value), fee=rupiah(card.fee)
            ),
        ]
        if card.offer.fee:
            lines.append(self.tr("{amount} is not given back: the new train is cheaper.").format(
                amount=rupiah(card.offer.fee)
            ))  # fmt: skip
        self.facts.setText("\n".join(line for line in lines if line))
        self.pay_word.setText(self.tr("To pay in cash") if self.flow.done is None else self.tr("Paid in cash"))
        self.to_pay.set_amount(card.to_pay)

    def _show_people(self) -> None:
        booking = self.flow.booking
        if booking is None:
            return
        if len(self.rows) != len(booking.passengers):
            for row in self.rows:
                self._people.removeWidget(row)
                send_off(row)
            self.rows = []
            for index in range(len(booking.passengers)):
                row = ChoiceRow(f"exchange.passenger.{index}", "user-round", self, height=44)
                row.setCheckable(True)
                row.clicked.connect(lambda _=False, i=index: self._toggled(i))
                self.rows.append(row)
                self._people.addWidget(row)
        for index, (row, person) in enumerate(zip(self.rows, booking.passengers, strict=True)):
            place = f"{person.coach_label} / {person.seat_number}"
            seat = place if person.seat_number else self.tr("with an adult")
            row.set_words(f"{index + 1}  {person.name}", "", seat)
            row.setChecked(person.passenger_id in self.flow.moving)
            row.setEnabled(self.flow.can_move(person) and self.flow.done is None)

    def _show_trains(self) -> None:
        if self._shown == self.flow.found:
            return
        self._shown = self.flow.found
        for row in self.trains:
            self._trains.removeWidget(row)
            send_off(row)
        self.trains = []
        for index, (journey, offer) in enumerate(self.flow.found):
            local = self.counter.clock.local
            departs, arrives = local(journey.departs_at), local(journey.arrives_at)
            row = ChoiceRow(f"exchange.train.{index}", "train-front", self, height=54)
            times = f"{time_text(departs)} → {time_text(arrives)}"
            left = self.tr("{count} seats left").format(count=offer.seats_left)
            row.set_words(f"{times}  {journey.train_name} ({journey.train_number})", f"{offer.name}  ·  {left}",
                          rupiah(offer.fare or 0))  # fmt: skip
            row.clicked.connect(lambda _=False, one=(journey, offer): self.flow.take(*one))
            self.trains.append(row)
            self._trains.insertWidget(index, row)
            row.show()
        if self.trains and not self.flow.is_busy and self.flow.quote is None:
            self.trains[0].setFocus()

    def _toggled(self, index: int) -> None:
        booking = self.flow.booking
        if booking is not None:
            self.flow.toggle(booking.passengers[index].passenger_id)

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
        quote = self.flow.quote
        if quote is None or self.flow.is_busy or self.flow.done is not None:
            return
        amount = quote.to_pay
        if quote.to_pay and self.tendered.text():
            typed = self.tendered.amount()
            if typed is None:
                return
            if typed < quote.to_pay:
                self.tendered.set_error(words.sentence(Refused("tender_too_small")))
                self.tendered.edit.setFocus()
                return
            amount = typed
        self.flow.pay(amount)

    def _sign(self, card: ExchangeCard) -> None:
        about = self.tr("For the exchange of booking {code}.").format(code=card.offer.booking_number)
        self.signing.ask(
            "exchange", card.offer.offer_id, card.offer.amount, card.offer.reason, about,
            overrule_code=card.offer.overrule_code, then=self.flow.signed,
        )  # fmt: skip

    def _finished(self, sale: SaleCard) -> None:
        title = self.tr("Exchanged: {code}, receipt {receipt}").format(
            code=", ".join(sale.booking_numbers), receipt=sale.receipt_number
        )
        change = self.tr("Change {amount}. The old tickets are void.").format(amount=rupiah(sale.change))
        self.banner.say("success", title, change, dismissible=False)
        self.back_button.set_key("Enter")
        self.back_button.setFocus()

    def _refused(self, refused: Refused) -> None:
        self.banner.say("warning", words.local_sentence(refused, self.counter.clock.local))

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- language

    def retranslate(self) -> None:
        self.who_title.setText(self.tr("Who travels on another train?"))
        self.day.set_label(self.tr("Day (0 today, 1 tomorrow, 25/11)"))
        if not self.flow.found:
            self.trains_title.setText(self.tr("Type a day to see its trains"))
        self.tendered.set_label(self.tr("Cash given (empty: exact)"))
        self.confirm_button.set_text(self.tr("Exchange"))
        self.back_button.set_text(self.tr("Back to the booking"))
        self.back_button.set_key("Enter" if self.flow.done is not None else "Esc")
        booking = self.flow.booking
        if booking is not None and booking.limits is not None:
            until = self.counter.clock.local(booking.limits.exchange_until)
            self.limits.setText(
                self.tr("Until {when}. A quarter of each fare is the fee.").format(
                    when=f"{date_text(until.date(), year=False)} {time_text(until)}"
                )
            )
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._shown = None
            self.retranslate()
