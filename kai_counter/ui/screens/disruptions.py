"""The disruption console: trains of this station, what is said of them, who is owed what, papers on the desk.

A supervisor sees and says everything; who sells only has the desk for scanned papers.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import disruptions
from kai_counter.services.disruptions import ReseatedCard
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.paper_desk import PaperDesk
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.ui.widgets.sales_dialog import SalesDialog
from kai_counter.ui.widgets.train_detail import TrainDetail
from kai_counter.ui.widgets.train_dialogs import CancelDialog, DelayDialog, ReseatDialog
from kai_counter.values.cards_disruption import (
    AffectedBooking,
    DisruptionsCard,
    MadeCard,
    TrainState,
)
from kai_counter.values.ids import new_id

LOOK_AGAIN = 10_000  # ms while the page is open


class DisruptionsScreen(QWidget):
    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("disruptions")
        theme.mark(self, page="true")
        self.counter = counter
        self.is_supervisor = "supervisor" in counter.signed_in.staff.roles
        self.card = DisruptionsCard()
        self.affected: tuple[AffectedBooking, ...] = ()
        self._shown: object = None
        self._said: tuple[object, ...] = ()  # what was sent, with its id: again is the same
        self._build()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look_if_shown)
        self._timer.start()
        self.retranslate()

    def _build(self) -> None:
        self.banner = Banner("disruptions.banner", self)
        self.trains = RowList("disruptions.train", self, height=58)
        self.trains.reached.connect(lambda _n: self._show_train())
        self.trains.picked.connect(lambda _n: self._show_train())
        self.money = QLabel(self)
        self.money.setObjectName("disruptions.money")
        self.money.setWordWrap(True)
        theme.mark(self.money, role="strong")
        self.desk = PaperDesk(self.counter, self)
        self.desk.changed.connect(self.keys_changed)
        self.desk.settled.connect(self.look)
        self.delay_dialog, self.cancel_dialog = DelayDialog(self), CancelDialog(self)
        self.delay_dialog.decided.connect(self._delay)
        self.cancel_dialog.decided.connect(self._cancel)
        self.cancel_dialog.looked.connect(self._preview)
        self.reseat_dialog = ReseatDialog(self)
        self.reseat_dialog.looked.connect(self._plan)
        self.reseat_dialog.decided.connect(self._reseat)
        self.sales_dialog = SalesDialog(self)
        self.sales_dialog.decided.connect(self._set_sales)
        self.detail = TrainDetail(self)
        self.name, self.state, self.people = self.detail.name, self.detail.state, self.detail.people
        self.detail.late.clicked.connect(self.say_delay)
        self.detail.seats.clicked.connect(self.say_reseat)
        self.detail.sales.clicked.connect(self.say_sales)
        self.detail.paper.clicked.connect(self.print_list)
        self.detail.stop.clicked.connect(self.say_cancelled)
        left = QFrame(self)
        left.setFixedWidth(356)
        theme.mark(left, card="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.L, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.money)
        column.addWidget(self.trains, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.M)
        right.addWidget(self.banner)
        right.addWidget(self.detail, 3)
        right.addWidget(self.desk, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addWidget(left)
        row.addLayout(right, 1)
        left.setVisible(self.is_supervisor)
        self.detail.setVisible(self.is_supervisor)

    # -- what the window asks of a page

    def activate(self) -> None:
        self.look()
        if not (self.is_supervisor and self.trains.focus_first()):
            self.desk.setFocus()
            self.setFocus()

    def title(self) -> str:
        return self.tr("Disruptions")

    def scanned(self, text: str) -> None:
        self.desk.scanned(text)

    def keys(self) -> list[KeyHint]:
        train, pays = self.train, self.desk.can_pay
        runs = train is not None and train.status in ("scheduled", "delayed")
        hints: list[KeyHint] = []
        if self.is_supervisor:
            hints = [
                KeyHint("Up/Down", self.tr("Choose")),
                KeyHint("F6", self.tr("Late"), self.say_delay, runs),
                KeyHint("F7", self.tr("Other seats"), self.say_reseat, runs),
                KeyHint("F8", self.tr("Cancel"), self.say_cancelled, runs),
                KeyHint("Ctrl+O", self.tr("Sale"), self.say_sales, runs),
                KeyHint("Ctrl+P", self.tr("List"), self.print_list, bool(self.affected)),
            ]
        return [
            *hints,
            KeyHint("F12", self.tr("Cash"), self.desk.pay_cash, pays),
            KeyHint("F11", self.tr("Transfer"), self.desk.pay_transfer, pays),
            KeyHint("F9", self.tr("Next train"), self.desk.take_next_train, pays),
            KeyHint("Ctrl+Del", self.tr("Put away"), self.desk.forget, pays),
            KeyHint("F5", self.tr("Refresh"), self.look),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self.is_supervisor:
            self.trains.walk(step)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- looking

    @property
    def train(self) -> TrainState | None:
        return next((one for one in self.card.trains if one.schedule_id == self._shown), None)

    def look(self) -> None:
        if self.is_supervisor:
            self.counter.desk.ask(
                self,
                disruptions.trains,
                self.counter.database,
                then=self.show_card,
                failed=self._failed,
                key="trains",
            )

    def _look_if_shown(self) -> None:
        if self.isVisible():
            self.look()

    def show_card(self, card: DisruptionsCard) -> None:
        first = not self.card.trains
        self.card = card
        self.trains.show_rows([Row(str(one.schedule_id), "train-front", *self._row(one)) for one in card.trains])
        if self.train is None and card.trains:
            worst = next((one for one in card.trains if one.is_disrupted), card.trains[0])
            self._shown = worst.schedule_id
        owed, cash = rupiah(card.owed), rupiah(card.cash)
        said = self.tr("Owed {owed}  ·  in the other drawers here ({count}) {cash}")
        self.money.setText(said.format(owed=owed, cash=cash, count=card.drawers))
        theme.mark(self.money, role="error" if card.owed > card.cash and card.drawers else "strong")
        if first and self.isVisible() and not self.desk.tickets:
            self.trains.focus_first()
        self._show_train(keep=True)

    def _row(self, one: TrainState) -> tuple[str, str, str]:
        leaves = self.counter.clock.local(one.leaves_at)
        when = f"{date_text(leaves.date(), year=False)} {time_text(leaves)}"
        if one.status == "cancelled":
            state = self.tr("cancelled")
        elif one.last_order is not None:
            state = self.tr("only to {station}").format(station=one.last_stop)
        elif one.delay_minutes:
            state = self.tr("+{minutes} min").format(minutes=one.delay_minutes)
        elif one.prepared:
            state = self.tr("{count} without a seat").format(count=one.prepared)
        else:
            state = {"go_show": self.tr("go-show only"), "closed": self.tr("not sold")}.get(one.sales_state, "")
        return f"{one.train_name} ({one.train_number})", f"{when}  ·  {one.origin} → {one.destination}", state

    def _show_train(self, *, keep: bool = False) -> None:
        here = self.trains.current
        if not keep and 0 <= here < len(self.card.trains):
            self._shown = self.card.trains[here].schedule_id
        one = self.train
        self.keys_changed.emit()
        self.detail.let_say(one is not None and one.status in ("scheduled", "delayed"))
        if one is None:
            self.name.setText(self.tr("No train calls here in the next hours"))
            self.state.setText("")
            self.people.setText("")
            self.detail.paper.setEnabled(False)
            return
        self.name.setText(f"{one.train_name} ({one.train_number})")
        said = self._row(one)[2] if one.is_disrupted else ""
        lines = [" · ".join(part for part in (said, one.reason) if part)]
        if one.sales_state != "open" and one.status in ("scheduled", "delayed"):
            sold = {"closed": self.tr("Not sold: {reason}"), "go_show": self.tr("Go-show only: {reason}")}
            lines.append(sold[one.sales_state].format(reason=one.sales_reason or "–"))
        lines.append(
            self.tr("Bookings {bookings}  ·  passengers {people}  ·  on board {boarded}").format(
                bookings=one.bookings, people=one.passengers, boarded=one.boarded
            )
        )
        if one.prepared or one.settled:
            lines.append(
                self.tr("Tickets still to settle {left} ({owed})  ·  settled {done}").format(
                    left=one.prepared, owed=rupiah(one.owed), done=one.settled
                )
            )
        self.state.setText("\n".join(line for line in lines if line))
        self.counter.desk.ask(
            self, disruptions.affected, self.counter.database, one.schedule_id, one.last_order,
            then=partial(self._show_affected, one.schedule_id), failed=self._failed, key="affected",
        )  # fmt: skip

    def _show_affected(self, schedule: object, bookings: tuple[AffectedBooking, ...]) -> None:
        if schedule != self._shown:
            return
        self.affected = bookings
        states, boarded = self.states(), self.tr("on board")
        lines = [
            "  ·  ".join(part for part in (
                booking.booking_number, booking.relation, one.seat, one.name, boarded if one.boarded else "",
                states.get(one.state, ""), rupiah(one.amount),
            ) if part)
            for booking in bookings for one in booking.people
        ]  # fmt: skip
        self.people.setText("\n".join(lines) or self.tr("Nobody has a ticket for this train."))
        self.detail.paper.setEnabled(bool(bookings))
        self.keys_changed.emit()

    def states(self) -> dict[str, str]:
        return {
            "prepared": self.tr("owed"), "cash": self.tr("paid in cash"), "transfer": self.tr("by transfer"),
            "wallet": self.tr("by transfer"), "reversal": self.tr("back to the card"),
            "next_train": self.tr("next train"), "elsewhere": self.tr("given back"),
        }  # fmt: skip

    # -- saying

    def say_delay(self) -> None:
        if self.train is not None and self.train.status in ("scheduled", "delayed"):
            self.delay_dialog.start(self.train)

    def say_cancelled(self) -> None:
        if self.train is not None and self.train.status in ("scheduled", "delayed"):
            self.cancel_dialog.start(self.train)

    def _preview(self, last_order: int | None) -> None:
        if self.train is not None:
            self.counter.desk.ask(
                self, disruptions.affected, self.counter.database, self.train.schedule_id, last_order,
                then=self.cancel_dialog.show_affected, failed=self._failed, key="preview",
            )  # fmt: skip

    def say_reseat(self) -> None:
        if self.train is not None and self.train.status in ("scheduled", "delayed"):
            self.reseat_dialog.start(self.train)

    def _plan(self, car: int) -> None:
        if self.train is not None:
            self.counter.desk.ask(
                self,
                disruptions.plan_reseat,
                self.counter.database,
                self.train.schedule_id,
                car,
                then=self.reseat_dialog.show_plan,
                refused=lambda _refused: self.reseat_dialog.refuse(self.tr("This train has no such coach.")),
                failed=self._failed,
                key="plan",
            )

    def _reseat(self, car: int, reason: str) -> None:
        plan = self.reseat_dialog.plan
        if self.train is not None and plan is not None:
            what = (self.train.schedule_id, car, plan.seal, reason)
            if self._said[1:] != (disruptions.reseat, *what):
                self._said = (new_id(), disruptions.reseat, *what)
            self.counter.desk.do(
                self,
                disruptions.reseat,
                self.counter.database,
                cast(UUID, self._said[0]),
                *what,
                then=self._reseated,
                refused=self._refused,
                failed=self._failed,
            )

    def _reseated(self, done: ReseatedCard) -> None:
        self._said = ()
        if done.papers and self.counter.printing is not None:
            self.counter.printing.print_papers(done.papers)
        said = []
        if done.papers:
            printing = self.tr("Tickets printing: {count}. Hand them out; the old ones do not board any more.")
            said.append(printing.format(count=len(done.papers)))
        if done.without:
            owed = self.tr("Without a seat: {count}, owed {amount}. Scan a ticket: its money or the next train.")
            said.append(owed.format(count=done.without, amount=rupiah(done.owed)))
        title = self.tr("They sit elsewhere now") if done.papers else self.tr("The coach is closed")
        self.banner.say("warning" if done.without else "success", title, " ".join(said))
        self.look()

    def _delay(self, minutes: int, reason: str) -> None:
        if self.train is not None:
            self._say(disruptions.delay, self.train.schedule_id, minutes, reason)

    def _cancel(self, last_order: int | None, reason: str) -> None:
        if self.train is not None:
            self._say(disruptions.cancel, self.train.schedule_id, last_order, reason)

    def say_sales(self) -> None:
        if self.train is not None and self.train.status in ("scheduled", "delayed"):
            late = self.train.delay_minutes - self.card.go_show_minutes
            opens = self.counter.clock.local(self.train.leaves_at + timedelta(minutes=late))
            self.sales_dialog.start(self.train, f"{date_text(opens.date(), year=False)} {time_text(opens)}")

    def _set_sales(self, state: str, reason: str) -> None:
        if self.train is not None:
            self._say(disruptions.set_sales_state, self.train.schedule_id, state, reason)

    def _say(self, act: object, *what: object) -> None:
        """An unanswered word said again is the same word."""
        if self._said[1:] != (act, *what):
            self._said = (new_id(), act, *what)
        self.counter.desk.do(
            self, act, self.counter.database, self._said[0], *what, then=self._done, refused=self._refused,  # type: ignore[arg-type]
            failed=self._failed,
        )  # fmt: skip

    def _done(self, made: MadeCard | int) -> None:
        self._said = ()
        if isinstance(made, int):
            told = self.tr("Buying just now, and may go on: {count}").format(count=made) if made else ""
            self.banner.say("success", self.tr("Said: search and board show it now"), told)
            self.look()
            return
        if made.tickets:
            said = self.tr("Owed are {amount}, to {tickets} ticket(s). Scan a ticket to pay it out.")
            told = said.format(tickets=made.tickets, amount=rupiah(made.amount))
        else:
            told = self.tr("Search, board and gate show it now.")
        self.banner.say("success", self.tr("Said, and everybody at its stations is told"), told)
        self.look()

    def _refused(self, refused: Refused) -> None:
        self._said = ()
        self.banner.say("warning", words.sentence(refused))
        self.look()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- paper

    def print_list(self) -> None:
        """On the roll at once, and as A4 for the station's file."""
        train, printing = self.train, self.counter.printing
        if train is None or not self.affected or printing is None:
            return
        printing.print_affected(train, self.affected)
        self.counter.desk.ask(
            self,
            printing.paper.save_affected,
            train,
            self.affected,
            then=self._saved,
            failed=self._failed,
            key="list",
        )

    def _saved(self, path: object) -> None:
        self.banner.say("success", self.tr("The list is printing, and saved as PDF"), str(path))
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def retranslate(self) -> None:
        self.show_card(self.card)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
