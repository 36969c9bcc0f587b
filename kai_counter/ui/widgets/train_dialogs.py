"""What a supervisor says of a train: how late, or that it does not run; and where a transfer goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_disruption import AffectedBooking, ReseatPlan, TrainState
from kai_counter.values.cards_refund import AccountRequest


class DelayDialog(FieldsDialog):
    """`decided(minutes, reason)`; 0 is on time again."""

    decided = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("delay", parent, width=480)
        self.minutes = Field("delay.minutes", max_length=4, digits=True, parent=self.card)
        self.reason = Field("delay.reason", max_length=120, parent=self.card)
        for field in (self.minutes, self.reason):
            self.body.addWidget(field)
        self.minutes.entered.connect(self.reason.edit.setFocus)
        self.reason.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self, train: TrainState) -> None:
        self.minutes.set_label(self.tr("Minutes late"))
        self.minutes.set_hint(self.tr("0: on time again"))
        self.reason.set_label(self.tr("Reason"))
        self.minutes.set_text(str(train.delay_minutes or ""))
        self.reason.set_text(train.reason)
        self.ask(
            self.tr("{train} is late").format(train=f"{train.train_name} ({train.train_number})"),
            self.tr("Search, board and gate show it at once. Over an hour late, every ticket may be given back."),
            [("go", self.tr("Say so"), "primary"), ("back", self.tr("Back"), "secondary")],
        )  # fmt: skip
        self.minutes.edit.setFocus()
        self.minutes.edit.selectAll()

    def _choose(self, name: str) -> None:
        if name == "go":
            typed = self.minutes.text()
            if not typed.isdecimal() or int(typed) > 2880:
                self.minutes.complain(self.tr("Type the minutes, for example 45."))
                return
            if not self.reason.text():
                self.reason.complain(self.tr("Say why."))
                return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go":
            self.decided.emit(int(self.minutes.text()), self.reason.text())


class CancelDialog(FieldsDialog):
    """`decided(last_order or None, reason)`. What it will mean is shown before; its number is typed for it."""

    decided = Signal(object, str)
    looked = Signal(object)  # last_order or None: who would be affected?

    def __init__(self, parent: QWidget) -> None:
        super().__init__("cancel", parent, width=540)
        self._train: TrainState | None = None
        self.last = Field("cancel.last", max_length=5, parent=self.card)
        self.reason = Field("cancel.reason", max_length=120, parent=self.card)
        self.number = Field("cancel.number", max_length=8, parent=self.card)
        self.preview = QLabel(self.card)
        self.preview.setObjectName("cancel.preview")
        self.preview.setWordWrap(True)
        self.preview.setMinimumHeight(44)  # two lines, before it is known whether they are needed
        theme.mark(self.preview, role="strong")
        for widget in (self.last, self.preview, self.reason, self.number):
            self.body.addWidget(widget)
        self.last.changed.connect(self._typed)
        self.last.entered.connect(self.reason.edit.setFocus)
        self.reason.entered.connect(self.number.edit.setFocus)
        self.number.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self, train: TrainState) -> None:
        self._train = train
        self.last.set_label(self.tr("Runs only to (code; empty: not at all)"))
        self.last.set_hint("  ".join(stop.code for stop in train.stops[1:-1]))
        self.reason.set_label(self.tr("Reason"))
        self.number.set_label(self.tr("Type its number, {number}, to be sure").format(number=train.train_number))
        for field in (self.last, self.reason, self.number):
            field.set_text("")
            field.clear_error()
        self.ask(
            self.tr("Cancel {train}?").format(train=f"{train.train_name} ({train.train_number})"),
            self.tr("Seats on hold are let go, nothing more is sold, and everybody affected is owed their money.")
            + " "
            + self.tr("It cannot be taken back: a train that may still run is late, not cancelled."),
            [("go", self.tr("Cancel the train"), "danger"), ("back", self.tr("Back"), "secondary")],
        )
        self.preview.setText(self.tr("Looking who is affected …"))
        self.looked.emit(None)
        self.last.edit.setFocus()

    def show_affected(self, bookings: tuple[AffectedBooking, ...]) -> None:
        people = sum(len(booking.people) for booking in bookings)
        boarded = sum(one.boarded for booking in bookings for one in booking.people)
        said = self.tr("Bookings {bookings}  ·  passengers {people}, on board {boarded}  ·  to give back {amount}")
        amount = rupiah(sum(booking.amount for booking in bookings))
        self.preview.setText(said.format(bookings=len(bookings), people=people, boarded=boarded, amount=amount))

    @property
    def order(self) -> int | None:
        """Of the stop typed; None for "not at all", -1 for what is no stop of it."""
        code = self.last.text().upper()
        if not code or self._train is None:
            return None
        return next((stop.order for stop in self._train.stops[1:-1] if stop.code == code), -1)

    def _typed(self, _text: str) -> None:
        if self.order != -1 and self._train is not None:
            self.looked.emit(self.order)

    def _choose(self, name: str) -> None:
        if name == "go" and self._train is not None:
            checks: tuple[tuple[Field, Callable[[], bool], str], ...] = (
                (self.last, lambda: self.order != -1, self.tr("The train does not stop there.")),
                (self.reason, lambda: bool(self.reason.text()), self.tr("Say why.")),
                (
                    self.number,
                    lambda: self._train is not None and self.number.text() == self._train.train_number,
                    self.tr("That is not this train's number."),
                ),
            )
            for field, holds, sentence in checks:
                if not holds():
                    field.complain(sentence)
                    return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go":
            self.decided.emit(self.order, self.reason.text())


class TransferDialog(FieldsDialog):
    """`decided(AccountRequest)`: an account, typed twice."""

    decided = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("transfer", parent, width=480)
        self.bank = Field("transfer.bank", max_length=40, parent=self.card)
        self.account = Field("transfer.account", max_length=24, digits=True, parent=self.card)
        self.again = Field("transfer.again", max_length=24, digits=True, parent=self.card)
        self.holder = Field("transfer.holder", max_length=60, parent=self.card)
        self.fields = (self.bank, self.account, self.again, self.holder)
        for number, field in enumerate(self.fields):
            self.body.addWidget(field)
            field.entered.connect(lambda n=number: self._entered(n))
        self.chosen.connect(self._chosen)

    def start(self, amount: int) -> None:
        names = (self.tr("Bank"), self.tr("Account"), self.tr("Account again"), self.tr("Holder's name"))
        for field, name in zip(self.fields, names, strict=True):
            field.set_label(name)
            field.set_text("")
            field.clear_error()
        self.ask(
            self.tr("Transfer {amount}").format(amount=rupiah(amount)),
            self.tr("It arrives within 7 days; the slip says so."),
            [("go", self.tr("Give it back by transfer"), "primary"), ("back", self.tr("Back"), "secondary")],
        )
        self.bank.edit.setFocus()

    def _entered(self, number: int) -> None:
        if number + 1 < len(self.fields):
            self.fields[number + 1].edit.setFocus()
        else:
            self._choose("go")

    def _choose(self, name: str) -> None:
        if name == "go":
            for field in self.fields:
                if not field.text():
                    field.complain(self.tr("Something is missing here."))
                    return
            if self.account.text() != self.again.text():
                self.again.complain(self.tr("The two accounts differ. Type it once more."))
                return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go":
            typed = (field.text() for field in self.fields)
            self.decided.emit(AccountRequest("transfer", *typed))


class ReseatDialog(FieldsDialog):
    """`looked(car)` asks for the plan, `decided(car, reason)` does the one that is shown."""

    looked = Signal(int)
    decided = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("reseat", parent, width=560)
        self.plan: ReseatPlan | None = None
        self.car = Field("reseat.car", max_length=2, digits=True, parent=self.card)
        self.reason = Field("reseat.reason", max_length=120, parent=self.card)
        self.shown = QLabel(self.card)
        self.shown.setObjectName("reseat.plan")
        self.shown.setWordWrap(True)
        theme.mark(self.shown, role="muted")
        for widget in (self.car, self.shown, self.reason):
            self.body.addWidget(widget)
        self.car.changed.connect(self._typed)
        self.car.entered.connect(self.reason.edit.setFocus)
        self.reason.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self, train: TrainState) -> None:
        self.plan = None
        self.car.set_label(self.tr("Number of the coach that is not there"))
        self.reason.set_label(self.tr("Reason"))
        for field in (self.car, self.reason):
            field.set_text("")
            field.clear_error()
        self.shown.setText("")
        self.ask(
            self.tr("Other seats on {train}").format(train=f"{train.train_name} ({train.train_number})"),
            self.tr(
                "Parties stay together where there is room. Their tickets get a new issue, the old ones are void."
            ),
            [("go", self.tr("Move them"), "danger"), ("back", self.tr("Back"), "secondary")],
        )
        self.car.edit.setFocus()

    def show_plan(self, plan: ReseatPlan) -> None:
        self.plan = plan
        lines = [f"{one.booking_number}  ·  {one.name}  ·  {one.old} → {one.new or '–'}" for one in plan.moves[:8]]
        if len(plan.moves) > len(lines):
            lines.append("…")
        said = self.tr("Travellers {count}, without a seat {without}").format(
            count=len(plan.moves), without=plan.without
        )
        if plan.without:
            lines.append(self.tr("Who finds no seat is owed the money or the next train."))
        self.shown.setText("\n".join([said, *lines]))

    def refuse(self, sentence: str) -> None:
        self.plan = None
        self.car.set_error(sentence)

    def _typed(self, text: str) -> None:
        self.plan = None
        self.shown.setText("")
        if text.isdecimal():
            self.looked.emit(int(text))

    def _choose(self, name: str) -> None:
        if name == "go":
            if self.plan is None:
                if not self.car.error:
                    self.car.set_error(self.tr("Type the coach's number and look at the plan."))
                self.car.edit.setFocus()
                return
            if not self.reason.text():
                self.reason.complain(self.tr("Say why."))
                return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go" and self.plan is not None:
            self.decided.emit(int(self.car.text()), self.reason.text())
