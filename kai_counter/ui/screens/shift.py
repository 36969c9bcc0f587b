"""The shift at this counter: opened with a float, cash in and out, relief, X, and a blind count before the Z."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.devices.journal import PrintJob
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import shifts
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.flows.till import TillFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.count_dialog import CountDialog
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.report_view import ReportView
from kai_counter.ui.widgets.shift_pages import ACTS, DonePage, HomePage
from kai_counter.ui.widgets.shift_panels import BlockersPanel, CountPanel, OpenPanel, VariancePanel
from kai_counter.ui.widgets.station_shifts import StationShifts
from kai_counter.ui.widgets.till_dialogs import CashMoveDialog
from kai_counter.values.cards import ShiftCard
from kai_counter.values.cards_till import ReportCard, ShiftRow, SlipCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import BatchTotals

LEFT, WIDEST = 420, 16_777_215
Movement = tuple[UUID, str, int, str, str]


class ShiftScreen(QWidget):
    """`changed` after opening, pausing or closing; `card` is the shift that is not closed, or None."""

    changed = Signal()
    wanted = Signal(str)  # a section of the window, where a blocker is settled

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift")
        theme.mark(self, page="true")
        self.counter = counter
        self.till = TillFlow(counter, self)
        self.is_supervisor = "supervisor" in counter.signed_in.staff.roles
        self._movement: Movement | None = None
        self._row: ShiftRow | None = None
        self._drawer: tuple[UUID, str] | None = None
        self._shown: tuple[str, UUID | None] = ("", None)
        self.banner = Banner("shift.banner", self)
        self.banner.acted.connect(self._again)
        self.opening, self.blocked, self.counting = OpenPanel(self), BlockersPanel(self), CountPanel(self)
        self.variance = VariancePanel(self)
        self.home, self.done = HomePage(counter.clock, self), DonePage(self)
        self.buttons = self.home.buttons
        self.stack = QStackedWidget(self)
        self.right = self._lay_out_right()
        for page in (self.opening, self.home, self.blocked, self.counting, self.variance, self.done):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addWidget(self.stack, 1)
        row.addWidget(self.right)
        column.addLayout(row, 1)
        self.box, self.asking = Dialog("shift.box", self), CashMoveDialog(self)
        self.signing = Signing(counter, self)
        self.approval = self.signing.dialog
        self.float_count = CountDialog(self)
        self._connect()
        self.retranslate()

    @property
    def card(self) -> ShiftCard | None:
        return self.till.card

    @property
    def field(self) -> AmountField:
        """Where the float is typed."""
        return self.opening.field

    def _lay_out_right(self) -> QWidget:
        """The X that was asked for; for a supervisor the station's shifts, with or without one of their own."""
        right = QWidget(self)
        self.report = ReportView("shift.report", right)
        self.report.hide()
        self.station = StationShifts(self.counter.clock.local, right)
        self.station.setVisible(self.is_supervisor)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.report)
        column.addWidget(self.station, 1)
        if not self.is_supervisor:
            column.addStretch(1)
        return right

    def _connect(self) -> None:
        till = self.till
        till.changed.connect(self._show_stage)
        till.refused.connect(self._refused)
        till.failed.connect(self._failed)
        till.reported.connect(self._reported)
        till.slip_made.connect(self._slip_made)
        till.batch_told.connect(self._batch_told)
        till.batch_silent.connect(self._batch_silent)
        self.opening.submitted.connect(self.submit)
        self.opening.counting.connect(self.float_count.start)
        self.float_count.counted.connect(self._float_counted)
        self.blocked.submitted.connect(till.begin_close)
        self.counting.submitted.connect(self._ask_count)
        self.variance.submitted.connect(self._explain)
        self.home.acted.connect(self.act)
        self.done.next_button.clicked.connect(till.finish)
        self.done.print_button.clicked.connect(self._print_again)
        self.box.chosen.connect(self._count_sure)
        self.asking.decided.connect(self._decided)
        self.station.wanted.connect(self._station_wanted)
        if self.counter.printing is not None:
            self.counter.printing.job_changed.connect(self._job_changed)

    # -- what the window asks of a page

    def activate(self) -> None:
        if (
            self.card is not None
            and self.card.state == "closing"
            and self.till.closing is None
            and not self.till.is_busy
        ):
            self.till.begin_close()  # after a restart in the middle
        self._load_station()
        self._show_stage()
        self._focus()

    def title(self) -> str:
        return self.tr("Shift")

    def keys(self) -> list[KeyHint]:
        stage, till = self.till.stage, self.till
        if stage == "none":
            return [
                KeyHint("Enter", self.tr("Open the shift")),
                KeyHint("F6", self.tr("Count notes and coins"), self.float_count.start),
            ]
        if stage == "open":
            free = not till.is_busy
            return [
                KeyHint(ACTS[act][0], button.text(), partial(self.act, act), free)
                for act, button in self.buttons.items()
            ]
        if stage == "paused":
            return [KeyHint("Enter", self.tr("Go on with your shift"))]
        back = KeyHint("Esc", self.tr("Back to selling"), till.resume)
        if stage == "blocked":
            return [
                KeyHint("Ctrl+P", self.tr("Printer"), lambda: self.wanted.emit("printers")),
                KeyHint("F4", self.tr("Bookings"), lambda: self.wanted.emit("bookings")),
                KeyHint("Ctrl+U", self.tr("Open payments"), lambda: self.wanted.emit("unsettled")),
                KeyHint("Enter", self.tr("Look again")), back,
            ]  # fmt: skip
        if stage == "count":
            return [KeyHint("F8", self.tr("Write down the count"), self._ask_count), back]
        if stage == "done":
            return [
                KeyHint("Enter", self.tr("Next shift")),
                KeyHint("Ctrl+P", self.tr("Print again"), self._print_again),
            ]
        return [KeyHint("Enter", self.tr("Close the shift"))]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- acting

    def act(self, name: str) -> None:
        if self.till.stage == "paused":
            self.till.resume()
        elif self.till.stage != "open" or self.till.is_busy:
            return
        elif name == "x":
            self.till.report()
        elif name == "pause":
            self.till.pause()
        elif name == "close":
            self.till.begin_close()
        else:
            self.asking.start(name)

    def submit(self) -> None:
        """Open with the typed float."""
        amount = self.field.amount()
        if amount is None or self.till.is_busy:
            self.field.setFocus()
        elif self.counter.signed_in.rules.get("count_float_at_open"):
            self.float_count.start()
        else:
            self.till.open(amount)

    def _float_counted(self, pieces: dict[int, int]) -> None:
        amount = self.float_count.count.total
        self.field.set_text(f"{amount:,}".replace(",", "."))
        self.till.open(amount, pieces)

    def _counted(self) -> tuple[int, dict[int, int]]:
        return self.counting.count.total, self.counting.count.pieces

    def _ask_count(self) -> None:
        if self.till.stage != "count" or self.till.is_busy:
            return
        title = self.tr("Write down {amount}?").format(amount=rupiah(self.counting.count.total))
        self.box.ask(
            title, self.tr("The count stands: it cannot be changed afterwards."),
            [("count", self.tr("It is right"), "primary"), ("back", self.tr("Count again"), "secondary")],
        )  # fmt: skip

    def _count_sure(self, name: str) -> None:
        if name == "count":
            self.till.count(*self._counted())

    def _explain(self) -> None:
        close = self.till.close
        if close is None or self.till.is_busy:
            return
        if not self.variance.reason.text():
            self.variance.reason.complain(self.tr("Say why."))
        elif self._wants_signature:
            about = self.tr("For the difference of {amount}.").format(amount=rupiah(close.variance or 0))
            self.signing.ask(
                "cash_variance", close.shift_id, abs(close.variance or 0), self.variance.reason.text(), about,
                then=self._signed, left=self._show_stage,
            )  # fmt: skip
        else:
            self.till.explain(self.variance.reason.text())

    @property
    def _wants_signature(self) -> bool:
        tolerance = int(self.counter.signed_in.rules.get("variance_tolerance", 0))
        close = self.till.close
        return close is not None and ("approval" in close.needed or abs(close.variance or 0) > tolerance)

    def _sign_movement(self, movement: Movement) -> None:
        key, kind, amount, reason, _ = movement
        about = self.tr("For paying out {amount}.").format(amount=rupiah(amount))
        self.signing.ask(f"cash_{kind}", key, amount, reason, about, then=self._signed, left=self._show_stage)

    def _signed(self, approval: UUID) -> None:
        if self._movement is not None:
            self.till.move_cash(*self._movement, approval)
        else:
            self.till.explain(self.variance.reason.text(), approval)

    def _decided(self, kind: str, amount: int, reason: str, reference: str) -> None:
        printing, row = self.counter.printing, self._row
        if kind == "drawer":
            job = printing.open_drawer(reason) if printing is not None else None
            self._drawer = (job, reason) if job is not None else None
            if job is None:
                self._say_trouble(Unavailable("drawer"))
        elif kind == "force" and row is not None:
            self._ask_station(shifts.force_close, row.shift_id, reason)
        elif kind == "verify" and row is not None:
            self._ask_station(shifts.verify_shift, row.shift_id, amount, reason)
        else:
            self._movement = (new_id(), kind, amount, reason, reference)
            self.till.move_cash(*self._movement)

    def _job_changed(self, job: PrintJob) -> None:
        """The pulse went out or did not. What was opened with the key instead is written down as that."""
        if self._drawer is None or job.job_id != self._drawer[0] or job.state not in ("confirmed", "voided"):
            return
        reason, self._drawer = self._drawer[1], None
        if job.state == "voided":
            self._say_trouble(Unavailable("drawer"))
            opened = self.tr("with the key: {reason}").format(reason=reason)
            self.counter.desk.do(self, shifts.drawer_opened, self.counter.database, new_id(), opened)
        else:
            self.banner.say("success", self.tr("The drawer is open."))

    def _again(self) -> None:
        self.banner.hide()
        if self._movement is not None:
            self.till.move_cash(*self._movement)  # the same movement: never written twice
        self._focus()

    # -- the station, for a supervisor

    def _load_station(self) -> None:
        if self.is_supervisor:
            self.counter.desk.ask(
                self, shifts.of_my_stations, self.counter.database, then=self.station.show_rows,
                refused=self._refused, failed=self._failed, key="stationShifts",
            )  # fmt: skip

    def _station_wanted(self, what: str, row: ShiftRow) -> None:
        self._row = row
        if what == "report":
            self._ask_station(shifts.report, row.shift_id)
        else:
            self.asking.start(what, f"{row.counter_code} · {row.clerk_name}")

    def _ask_station(self, service: Callable[..., Any], *arguments: object) -> None:
        def answered(card: object) -> None:
            if isinstance(card, ReportCard):
                self._reported(card)
            self._load_station()

        self.counter.desk.do(
            self,
            service,
            self.counter.database,
            *arguments,
            then=answered,
            refused=self._refused,
            failed=self._failed,
        )

    # -- showing

    def _show_stage(self) -> None:
        till, stage = self.till, self.till.stage
        pages = {"none": self.opening, "open": self.home, "paused": self.home, "blocked": self.blocked,
                 "count": self.counting, "variance": self.variance, "done": self.done}  # fmt: skip
        now = (stage, till.card.id if till.card else None)
        is_new = now != self._shown
        self._shown = now
        if stage == "blocked" and till.closing is not None:
            self.blocked.show_blockers(till.closing.blockers)
        elif stage == "variance" and till.close is not None:
            self.variance.show_variance(till.close.variance or 0, till.close.counted or 0, self._wants_signature)
        elif stage == "done" and till.z is not None:
            self.done.show_report(till.z)
        if till.card is not None:
            self.home.show_shift(till.card)
        self.stack.setCurrentWidget(pages[stage])
        self.right.setVisible(stage in ("none", "open", "paused") and (self.is_supervisor or stage == "open"))
        # The stack would ask for the width of its widest page, the count, even where the right half is shown.
        self.stack.setMinimumWidth(LEFT)
        self.stack.setMaximumWidth(
            {"none": 560, "open": LEFT, "paused": LEFT}[stage] if self.right.isVisibleTo(self) else WIDEST
        )
        for button in (self.opening.submit_button, self.variance.submit_button, self.blocked.submit_button,
                       self.counting.submit_button):  # fmt: skip
            button.setEnabled(not till.is_busy)
        if is_new:
            if stage == "count":
                self.counting.count.clear()
            elif stage == "variance":
                self.variance.reason.set_text("")
            elif stage in ("none", "open"):
                self.report.hide()
            self.banner.hide()
            if self.isVisible():
                self._focus()
            self.changed.emit()
            self._load_station()

    def _focus(self) -> None:
        stage = self.till.stage
        if self.approval.isVisible() or self.asking.isVisible() or self.box.isVisible():
            return
        if stage == "none":
            self.field.edit.selectAll()
            self.field.setFocus()
        elif stage == "count":
            self.counting.count.focus_first()
        else:
            {
                "open": self.buttons["in"], "paused": self.buttons["pause"], "blocked": self.blocked.submit_button,
                "variance": self.variance.reason.edit, "done": self.done.next_button,
            }[stage].setFocus()  # fmt: skip

    def _reported(self, card: ReportCard) -> None:
        self.report.show_report(card)
        self.report.show()
        printing = self.counter.printing
        if printing is not None:
            printing.print_report(card)

    def _print_again(self) -> None:
        if self.till.z is not None and self.counter.printing is not None:
            self.counter.printing.print_report(self.till.z)

    def _slip_made(self, slip: SlipCard) -> None:
        self._movement = None
        self.banner.say(
            "success",
            self.tr("{number} written down: {amount}").format(number=slip.slip_number, amount=rupiah(slip.amount)),
        )
        if self.counter.printing is not None:
            self.counter.printing.open_drawer(slip.slip_number)

    def _batch_told(self, told: BatchTotals) -> None:
        text = self.tr("Batch {batch}: {count} sales, {amount}").format(
            batch=told.batch, count=told.sales, amount=rupiah(told.sales_amount)
        )
        self.banner.say("success", self.tr("The card terminal closed its batch"), text)

    def _batch_silent(self) -> None:
        title = self.tr("Close the batch on the card terminal")
        self.banner.say("warning", title, self.tr("Give its slip to the supervisor, who writes it down."))

    def _refused(self, refused: Refused) -> None:
        sentence = words.sentence(refused)
        if refused.code == "approval_needed" and self._movement is not None:
            self._sign_movement(self._movement)
        elif refused.code == "count_needed":
            self.float_count.start()
        elif self.till.stage == "none" and refused.code != "shift_closed":
            self.field.set_error(sentence)
            if self.isVisible():
                self.field.setFocus()
        else:
            self._movement = None
            self.banner.say("warning", sentence)
            if refused.code == "shift_blocked":
                self.till.begin_close()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self._say_trouble(fault, again=self._movement is not None)

    def _say_trouble(self, fault: Unavailable, *, again: bool = False) -> None:
        self.banner.say("warning", *words.trouble(fault), action=self.tr("Retry") if again else "")

    def retranslate(self) -> None:
        self.opening.retranslate()
        self.counting.retranslate()
        self.done.retranslate()
        self._show_stage()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
