"""Who travels: one form open at a time, Enter walks from field to field and from person to person, PgUp and PgDn to
any of them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.people import accessible_seats, better_seated, price_of
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.contact_form import ContactForm
from kai_counter.ui.widgets.hold_banner import HoldBanner
from kai_counter.ui.widgets.passenger_form import PassengerForm, Place
from kai_counter.ui.widgets.sale_summary import SaleSummary, journey_times
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards import HeldSeat
from kai_counter.values.passenger_review import Trip

_QUOTE_AFTER = 250  # ms without a change before the price is asked for again


class PassengersScreen(QWidget):
    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passengers")
        self.setProperty("page", True)
        self.counter, self.flow = counter, flow
        self.forms: list[PassengerForm] = []
        self._open = 0
        self._pricing = QTimer(self, singleShot=True, interval=_QUOTE_AFTER)
        self._pricing.timeout.connect(self._ask_price)
        self._build()
        self._bind_keys()
        flow.changed.connect(self.refresh)
        flow.quote_changed.connect(self._price_changed)
        self.retranslate()
        self.refresh()

    def _build(self) -> None:
        self.heading = QLabel(self)
        theme.mark(self.heading, role="heading")
        self.note = QLabel(self)
        self.note.setObjectName("passengers.note")
        theme.mark(self.note, role="error")
        self.add_infant = Button("passengers.addInfant", kind="secondary", icon="baby", key="Ctrl+I")
        self.add_infant.clicked.connect(self._add_infant)
        self.remove_infant = Button("passengers.removeInfant", kind="ghost", icon="x")
        self.remove_infant.clicked.connect(self._remove_infant)
        self.people = QVBoxLayout()
        self.people.setSpacing(theme.S)
        self.contact = ContactForm()
        self.contact.edited.connect(self.flow.travellers.set_contact)
        self.contact.forward.connect(self.go_on)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.S, 0)
        column.setSpacing(theme.S)
        column.addLayout(self.people)
        column.addWidget(self.contact)
        column.addStretch(1)
        self.page = QScrollArea(self)
        self.page.setWidgetResizable(True)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setWidget(inside)
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.note, 1, Qt.AlignmentFlag.AlignRight)
        head.addWidget(self.remove_infant)
        head.addWidget(self.add_infant)
        self.hold_banner = HoldBanner("passengers.banner", self.flow, "F8", self)
        left = QVBoxLayout()
        left.setSpacing(theme.M)
        left.addWidget(self.hold_banner)
        left.addLayout(head)
        left.addWidget(self.page, 1)
        self.summary = SaleSummary("passengers", self.counter, self.flow)
        self.summary.setFixedWidth(364)
        self.summary.forward.connect(self.go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self.summary)

    def _bind_keys(self) -> None:
        for key, act in {
            "F11": self._take_offer,
            "Ctrl+I": self._add_infant,
            "Ctrl+D": lambda: self._form().toggle_document(),
            "Ctrl+R": lambda: self._form().focus_part("reduction"),
            "Ctrl+H": lambda: self._form().focus_part("assistance"),
            "Ctrl+P": self.contact.open_and_focus,
            "Ctrl+Down": lambda: self._swap(self._open),
            "Ctrl+Up": lambda: self._swap(self._open - 1),
            "PgUp": lambda: self._step(-1),
            "PgDown": lambda: self._step(1),
        }.items():
            page_keys.bind(self, key, act)

    # -- what the window asks of a page

    def activate(self) -> None:
        """The first person with something missing; a page come back to keeps its place."""
        self.refresh()
        self.hold_banner.refresh()
        self._ask_price()
        self.note.setText("")
        first = next((n for n, form in enumerate(self.forms) if form.problems()), self._open)
        self._turn_to(min(first, len(self.forms) - 1))

    def title(self) -> str:
        return self.tr("Passengers")

    def keys(self) -> list[KeyHint]:
        hints = [KeyHint("Enter", self.tr("Next field"))]
        if self._offered() is not None:
            hints.append(KeyHint("F11", self.tr("Accept the offer"), self._take_offer))
        if len(self.forms) > 1:
            hints.append(KeyHint("PgUp/PgDn", self.tr("Other person")))
        hints += [
            KeyHint("Ctrl+D", self.tr("NIK / passport"), lambda: self._form().toggle_document()),
            KeyHint("Ctrl+R", self.tr("Reduction"), lambda: self._form().focus_part("reduction")),
            KeyHint("Ctrl+H", self.tr("Assistance"), lambda: self._form().focus_part("assistance")),
            KeyHint("Ctrl+I", self.tr("Infant"), self._add_infant),
        ]
        if self.flow.adults > 1:
            hints.append(KeyHint("Ctrl+Down", self.tr("Change seats"), lambda: self._swap(self._open)))
        onward = self.hold_banner.action_words if self.hold_banner.asks else self.tr("Payment")
        return [
            *hints,
            KeyHint("F8", onward, self.go_on),
            KeyHint("Esc", self.tr("Back"), self.flow.back),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing the sale

    def refresh(self) -> None:
        """Bring the forms in line with the sale; what has the focus keeps it and its text."""
        people = self.flow.passengers
        while len(self.forms) < len(people):
            self._add_form(len(self.forms))
        while len(self.forms) > len(people):
            form = self.forms.pop()
            self.people.removeWidget(form)
            send_off(form)
        self._open = min(self._open, len(self.forms) - 1)
        seats = {seat.seat_id: seat for seat in self.flow.hold.seats} if self.flow.hold else {}
        adults = tuple(
            (one.seq, " ".join(one.name.split()) or self.tr("Passenger {number}").format(number=one.seq))
            for one in people
            if not one.is_infant
        )
        for form, person in zip(self.forms, people, strict=True):
            seat = seats.get(person.seat_id) if person.seat_id else None
            form.set_others([other for other in people if other is not person])
            price = price_of(self.flow.own_quote, person.seq, seat)
            form.show_person(person, Place(seat, price, adults), self._trip(seat))
            form.line.set_swappable(self.flow.adults > 1 and not person.is_infant)
            form.set_open(form.index == self._open)
        self.add_infant.setVisible(self.flow.infants < self.flow.adults)
        self.remove_infant.setVisible(self.flow.infants > 0)
        self.contact.show_contact(self.flow.contact)

    def _add_form(self, index: int) -> None:
        form = PassengerForm(index, self)
        form.edited.connect(lambda fields, i=index: self._edited(i, fields))
        form.wanted.connect(lambda i=index: self._turn_to(i))
        form.forward.connect(lambda i=index: self._forward(i))
        form.offer_taken.connect(lambda offer, i=index: self._offer_taken(i, offer))
        form.swap_wanted.connect(lambda i=index: self._swap(i))
        self.forms.append(form)
        self.people.addWidget(form)

    def _trip(self, seat: HeldSeat | None) -> Trip:
        today = self.counter.clock.now().date()
        journey = self.flow.journey
        travel = journey_times(journey)[0].date() if journey else today
        return Trip(travel, today, seat.class_code if seat else "", self.counter.signed_in.rules)

    def _form(self) -> PassengerForm:
        return self.forms[self._open]

    # -- acting

    def _edited(self, index: int, fields: dict[str, Any]) -> None:
        self.note.setText("")
        self.flow.travellers.update(index, **fields)
        if "assistance" in fields:
            other = better_seated(self.flow.passengers, index, accessible_seats(self.flow.seat_map))
            if other is not None:
                self._change_seats(index, other)

    def _turn_to(self, index: int) -> None:
        self._open = index
        for form in self.forms:
            form.set_open(form.index == index)
        form = self.forms[index]
        form.focus_first()
        QTimer.singleShot(0, self, lambda: self.page.ensureWidgetVisible(form, 0, theme.S))
        self.keys_changed.emit()

    def _step(self, step: int) -> None:
        self._turn_to((self._open + step) % len(self.forms))

    def _forward(self, index: int) -> None:
        """To the next person who lacks something; behind the last one on to the payment."""
        order = [*range(index + 1, len(self.forms)), *range(index + 1)]
        following = next((n for n in order if self.forms[n].problems()), None)
        if following is None:
            self.go_on()
        else:
            self._turn_to(following)

    def go_on(self) -> None:
        """To the payment, or to the first thing that is missing; seats that ran out first."""
        if self.hold_banner.asks:
            self.hold_banner.go_on()
            return
        for form in self.forms:
            if not form.show_errors():
                self._turn_to(form.index)
                part = next(iter(form.problems()), "name")
                form.focus_part(part)
                self.note.setText(self.tr("Something is missing for passenger {n}").format(n=form.index + 1))
                return
        self.note.setText("")
        self.flow.go("payment")

    def _offered(self) -> PassengerForm | None:
        """Who takes F11: the person of the open form, else the first whose offer Enter walked past."""
        return next((form for form in (self._form(), *self.forms) if form.review.offer), None)

    def _take_offer(self) -> None:
        form = self._offered()
        if form is not None:
            form.take_offer()

    def _offer_taken(self, index: int, offer: str) -> None:
        if offer == "infant":
            if self.flow.adults < 2:
                self.note.setText(self.tr("An infant travels with an adult; this one keeps its seat."))
                return
            self.flow.travellers.update(index, type="infant", reduction=None)
            self.flow.travellers.set_counts(self.flow.adults, self.flow.infants)
            self._turn_to(min(index, len(self.forms) - 1))

    def _add_infant(self) -> None:
        self.flow.travellers.set_counts(self.flow.adults, self.flow.infants + 1)
        infants = [n for n, person in enumerate(self.flow.passengers) if person.is_infant]
        if infants:
            self._turn_to(infants[-1])

    def _remove_infant(self) -> None:
        self.flow.travellers.set_counts(self.flow.adults, max(0, self.flow.infants - 1))
        self._turn_to(min(self._open, len(self.forms) - 1))

    def _swap(self, index: int) -> None:
        """Change seats with the next person; only who sits where changes, nothing is asked of the database."""
        seated = [n for n, person in enumerate(self.flow.passengers) if not person.is_infant]
        if index not in seated or len(seated) < 2:
            return
        self._change_seats(index, seated[(seated.index(index) + 1) % len(seated)])

    def _change_seats(self, index: int, other: int) -> None:
        one, two = self.flow.passengers[index].seat_id, self.flow.passengers[other].seat_id
        self.flow.travellers.update(index, seat_id=two)
        self.flow.travellers.update(other, seat_id=one)

    def _price_changed(self) -> None:
        if self.flow.quote is None and self.flow.step == "passengers":
            self._pricing.start()
        else:
            self.refresh()

    def _ask_price(self) -> None:
        if self.flow.step == "passengers" and self.flow.quote is None and self.flow.is_held:
            self.flow.request_quote()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Who travels?"))
        self.add_infant.set_text(self.tr("Infant without a seat"))
        self.remove_infant.set_text(self.tr("Remove infant"))
        #: Indonesian: Lanjut ke pembayaran
        self.summary.button.set_text(self.tr("To payment"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
