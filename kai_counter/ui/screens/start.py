"""Before the first customer: clock, database, printer, scanner, one Enter each; then the shift with its float."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.services import shifts
from kai_counter.ui import words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import event_key
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.check_row import CheckRow
from kai_counter.ui.widgets.count_dialog import CountDialog
from kai_counter.ui.widgets.front import FrontPage
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards import ShiftCard
from kai_counter.values.ids import new_id

CHECKS = ("clock", "database", "printer", "scanner")
CLOCK_TOLERANCE = timedelta(seconds=30)
PRINT_PATIENCE = 15_000  # ms for the test ticket
_DONE = {"confirmed", "confirmed_by_operator"}
_STUCK = {"blocked", "suspect", "unconfirmed", "voided"}


class StartScreen(FrontPage):
    """`ready(ShiftCard)` when the shift is open. F8 goes straight to the shift, Enter does one check."""

    ready = Signal(object)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__("start", counter.theme, counter.language, parent)
        self.counter = counter
        self.card: ShiftCard | None = counter.signed_in.shift
        self._shift_id = new_id()
        self._busy = False
        self._test: object = None
        self.switches.hide()
        self.rows = {name: CheckRow(f"start.{name}", self) for name in CHECKS}
        for name, row in self.rows.items():
            row.clicked.connect(lambda _=False, n=name: self.run(n))
            self.form.addWidget(row)
        self.float = AmountField("start.float", self)
        self.float.set_text("500.000")
        self.float.entered.connect(self.submit)
        self.submit_button = Button(
            "start.submit", kind="primary", icon="arrow-right", key="Enter", large=True
        )
        self.submit_button.clicked.connect(self.submit)
        self.count = CountDialog(self)
        self.count.counted.connect(self._counted)
        self.count_button = Button("start.count", kind="ghost", icon="coins", key="F6")
        self.count_button.clicked.connect(self.count.start)
        self.skip_button = Button("start.skip", kind="ghost", icon="users", key="F7")
        self.skip_button.clicked.connect(self.skip)
        self._may_skip = "supervisor" in counter.signed_in.staff.roles and self.card is None
        self.form.addSpacing(8)
        self.form.addWidget(self.float)
        self.form.addWidget(self.submit_button)
        offers = QVBoxLayout()  # below each other: side by side the larger letters of daylight cut a key off
        offers.setSpacing(0)
        offers.addWidget(self.count_button, 0, Qt.AlignmentFlag.AlignLeft)
        offers.addWidget(self.skip_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addLayout(offers)
        self.float.setVisible(self.card is None)
        self.count_button.setVisible(self.card is None)
        self.skip_button.setVisible(self._may_skip)
        self._patience = QTimer(self, singleShot=True, interval=PRINT_PATIENCE)
        self._patience.timeout.connect(
            lambda: self._printed("warning", self.tr("No answer yet. Look at the printer."))
        )
        if counter.printing is not None:
            counter.printing.job_changed.connect(self._job_changed)
        self.retranslate()

    def activate(self) -> None:
        self.rows["clock"].setFocus()

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event_key(event)
        if key in ("Enter", "Space") and not event.isAutoRepeat():
            name = next((n for n, row in self.rows.items() if row is self.focusWidget()), None)
            if name is not None:
                self._enter(name)
        elif key == "F8":
            self._focus_shift()
        elif key == "F6" and self.card is None:
            self.count.start()
        elif key == "F7" and self._may_skip:
            self.skip()
        elif key == "Down":
            self.focusNextChild()
        elif key == "Up":
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _enter(self, name: str) -> None:
        """The first Enter checks; where the answer has come already, or a person is needed, Enter goes on."""
        row = self.rows[name]
        if row.state == "waiting":
            self.run(name)
        elif row.state == "running" and name == "scanner":
            row.set_state("skipped", self.tr("Not tried. Codes can be typed."))
            self._next(name)
        elif row.state == "failed":
            self.run(name)
        elif row.state != "running":
            self._next(name)

    def _next(self, name: str) -> None:
        if self.rows[name].hasFocus():
            index = CHECKS.index(name) + 1
            if index < len(CHECKS):
                self.rows[CHECKS[index]].setFocus()
            else:
                self._focus_shift()

    def _focus_shift(self) -> None:
        if self.card is None:
            self.float.edit.selectAll()
            self.float.setFocus()
        else:
            self.submit_button.setFocus()

    # -- checks

    def run(self, name: str) -> None:
        {
            "clock": self._check_clock,
            "database": self._check_database,
            "printer": self._check_printer,
            "scanner": self._check_scanner,
        }[name]()

    def _settle(self, name: str, state: str, found: str) -> None:
        self.rows[name].set_state(state, found)
        if state != "failed":
            self._next(name)

    def _check_clock(self) -> None:
        now = self.counter.clock.now()
        shown = f"{date_text(now.date())}, {time_text(now)} {self.counter.clock.zone_name}"
        offset = abs(self.counter.clock.offset)
        if offset <= CLOCK_TOLERANCE:
            self._settle("clock", "ok", shown)
        else:
            minutes = max(1, round(offset.total_seconds() / 60))
            wrong = self.tr("This machine is {minutes} min off; the database's time is used.").format(
                minutes=minutes
            )
            self._settle("clock", "warning", wrong)

    def _check_database(self) -> None:
        self.rows["database"].set_state("running", self.tr("Asking …"))
        self.counter.desk.ask(
            self,
            self.counter.database.ping,
            then=self._pinged,
            refused=self._not_pinged,
            failed=self._not_pinged,
            key="ping",
        )

    def _pinged(self, seconds: float) -> None:
        milliseconds = max(1, round(seconds * 1000))
        state = "ok" if milliseconds < 500 else "warning"
        self._settle("database", state, self.tr("Answers in {ms} ms").format(ms=milliseconds))

    def _not_pinged(self, _fault: BaseException) -> None:
        self._settle("database", "failed", self.tr("No answer. Check the network, then press Enter."))

    def _check_printer(self) -> None:
        printing: Any = self.counter.printing
        if printing is None:
            self._settle("printer", "skipped", self.tr("No printer is set up."))
            return
        self.rows["printer"].set_state("running", self.tr("Printing a test ticket …"))
        self._patience.start()
        self._test = printing.print_test()

    def _job_changed(self, job: Any) -> None:
        if job.job_id != self._test:
            return
        if job.state in _DONE:
            self._printed("ok", self.tr("Test ticket printed."))
        elif job.state in _STUCK:
            self._printed(
                "warning",
                self.tr("Not ready ({reason}). See Printer.").format(reason=job.reason or job.state),
            )

    def _printed(self, state: str, found: str) -> None:
        self._patience.stop()
        if self.rows["printer"].state == "running":
            self._settle("printer", state, found)

    def _check_scanner(self) -> None:
        self.rows["scanner"].set_state("running", self.tr("Scan any ticket, or press Enter to go on."))

    def scanned(self, text: str) -> None:
        """Any code at any moment of this page says that the scanner works."""
        shown = text if len(text) <= 16 else text[:14] + "…"
        self._settle("scanner", "ok", self.tr("Read {code}").format(code=shown))

    # -- shift

    def submit(self) -> None:
        if self._busy:
            return
        if self.card is not None:
            if self.card.state == "paused":
                self._send(shifts.resume_shift, self.card.id)
            else:
                self.ready.emit(self.card)
            return
        amount = self.float.amount()
        if amount is None:
            self.float.setFocus()
        elif self.counter.signed_in.rules.get("count_float_at_open"):
            self.count.start()
        else:
            self._send(shifts.open_shift, self._shift_id, amount)

    def skip(self) -> None:
        """A supervisor looks after the station's shifts without a drawer of their own."""
        if not self._busy:
            self.ready.emit(None)

    def _counted(self, pieces: dict[int, int]) -> None:
        amount = self.count.count.total
        self.float.set_text(f"{amount:,}".replace(",", "."))
        if not self._busy:
            self._send(shifts.open_shift, self._shift_id, amount, pieces)

    def _send(self, service: Callable[..., ShiftCard], *arguments: object) -> None:
        self._busy = True
        self.submit_button.setEnabled(False)
        self.counter.desk.do(
            self,
            service,
            self.counter.database,
            *arguments,
            then=self._opened,
            refused=self._refused,
            failed=self._failed,
        )

    def _opened(self, card: ShiftCard) -> None:
        self.card = card
        self.ready.emit(card)

    def _refused(self, refused: Refused) -> None:
        self._ready_again()
        if refused.code == "count_needed":
            self.count.start()
            return
        self.float.show()
        self.float.set_error(words.sentence(refused))

    def _failed(self, fault: BaseException) -> None:
        self._ready_again()
        self.float.set_error(self.tr("No answer from the database. Press Enter to try again."))

    def _ready_again(self) -> None:
        self._busy = False
        self.submit_button.setEnabled(True)
        self._focus_shift()

    def retranslate(self) -> None:
        super().retranslate()
        first = self.counter.signed_in.staff.full_name.split()[0]
        counter = self.counter.signed_in.counter
        self.picture.place = f"{counter.code} · {counter.station.name}"
        self.title.setText(self.tr("Welcome, {name}").format(name=first))
        self.words.setText(
            self.tr("Enter goes through the checks one by one. F8 goes straight to the shift.")
        )
        titles = {
            "clock": self.tr("Clock"),
            "database": self.tr("Database"),
            "printer": self.tr("Printer"),
            "scanner": self.tr("Scanner"),
        }
        for name, row in self.rows.items():
            row.set_title(titles[name])
            if row.state == "waiting":
                row.set_state("waiting", self.tr("Not checked yet"))
        self.float.set_label(self.tr("Change money in the drawer (float)"))
        self.count_button.set_text(self.tr("Count notes and coins"))
        self.skip_button.set_text(self.tr("Without a shift"))
        if self.card is None:
            self.submit_button.set_text(self.tr("Open the shift"))
        else:
            amount = rupiah(self.card.float_amount)
            self.submit_button.set_text(self.tr("Go on with your shift ({float})").format(float=amount))
