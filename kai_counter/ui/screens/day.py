"""The station's day (supervisors), and the same to read only (auditors): Zs, safe, numbers, what does not agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import days
from kai_counter.ui import page_keys, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.day_words import task_text
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.flows.till import batch_closed
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.calendar_drop import CalendarDrop
from kai_counter.ui.widgets.day_dialog import DayDialog
from kai_counter.ui.widgets.day_tables import DayTables
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.month_view import MonthView
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.values.cards_day import DayCard, MonthCard
from kai_counter.values.ids import new_id
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import BatchTotals

YEARS = 10  # the calendar goes back
ACTS = ("match", "deposit", "handover", "file", "batch", "month")
KEYS = {"match": "F8", "deposit": "1", "handover": "2", "file": "3", "batch": "4", "month": "5"}


class DayScreen(QWidget):
    """PgUp and PgDown are other days (months, where the month is shown). `is_read_only` for the auditor."""

    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day")
        theme.mark(self, page="true")
        self.counter = counter
        self.is_read_only = "supervisor" not in counter.signed_in.staff.roles
        self.day: date = counter.clock.now().date()
        self.card: DayCard | None = None
        self.month_card: MonthCard | None = None
        self._pending: tuple[str, UUID, dict[str, Any]] | None = None  # asked, with the id it keeps when sent again
        self._build()
        self.retranslate()

    # -- building

    def _build(self) -> None:
        self.banner = Banner("day.banner", self)
        self.heading, self.words = QLabel(self), QLabel(self)
        theme.mark(self.heading, role="title")
        theme.mark(self.words, role="muted")
        self.buttons: dict[str, Button] = {}
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        top = QHBoxLayout()
        top.setSpacing(theme.M)
        top.addLayout(self._turning())
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.heading)
        names.addWidget(self.words)
        top.addLayout(names, 1)
        head.addStretch(1)
        for act in ("month",) if self.is_read_only else ACTS:
            kind = "primary" if act == "match" else "secondary"
            button = Button(f"day.{act}", kind=kind, key=KEYS[act], parent=self)
            button.clicked.connect(lambda _=False, a=act: self.act(a))
            self.buttons[act] = button
            head.addWidget(button)
        self.tables = DayTables(self)
        self.tasks_title = QLabel(self)
        theme.mark(self.tasks_title, role="heading")
        self.tasks = RowList("day.tasks", self)
        self.tasks.picked.connect(self._task_picked)
        self.tasks.setMinimumHeight(140)
        self.month = MonthView(self)
        self.month_scroll = QScrollArea(self)
        self.month_scroll.setWidgetResizable(True)
        self.month_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.month_scroll.setWidget(self.month)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._day_page())
        self.stack.addWidget(self.month_scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(self.banner)
        column.addLayout(top)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        self.asking = DayDialog(self)
        self.asking.decided.connect(self._decided)
        self.signing = Signing(self.counter, self)

    def _turning(self) -> QHBoxLayout:
        """Back, another day from the calendar, and on; by the keys of the bar too."""
        self.turns = {
            "before": Button("day.before", icon="chevron-left", parent=self),
            "pick": Button("day.pick", icon="calendar", key="D", parent=self),
            "after": Button("day.after", icon="chevron-right", parent=self),
        }
        row = QHBoxLayout()
        row.setSpacing(theme.XS)
        acts = {"before": partial(self.step, -1), "pick": self.pick_day, "after": partial(self.step, 1)}
        for name, turn in self.turns.items():
            turn.clicked.connect(lambda _=False, a=acts[name]: a())
            row.addWidget(turn)
        self.calendar = CalendarDrop("day.calendar", self.turns["pick"])
        self.calendar.picked.connect(self._go_to)
        return row

    def _day_page(self) -> QWidget:
        page = QWidget(self)
        left = QVBoxLayout()
        left.setSpacing(theme.S)
        left.addWidget(_scrolled(self.tables.left, self), 3)
        left.addWidget(self.tasks_title)
        left.addWidget(self.tasks, 2)
        self.tables.right.setFixedWidth(420)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        side = _scrolled(self.tables.right, self)
        side.setFixedWidth(440)
        row.addWidget(side)
        return page

    # -- what the window asks of a page

    @property
    def is_month(self) -> bool:
        return self.stack.currentIndex() == 1

    def activate(self) -> None:
        self.load()
        if not (self.tasks.focus_first() and not self.is_month):
            self.buttons["month"].setFocus()

    def title(self) -> str:
        return self.tr("Month report") if self.is_month else self.tr("Station day")

    def keys(self) -> list[KeyHint]:
        moves = [
            KeyHint("PgUp", self.tr("Before"), lambda: self.step(-1)),
            KeyHint("PgDown", self.tr("After"), lambda: self.step(1)),
            KeyHint("D", self.tr("Day"), self.pick_day),
            KeyHint("F5", self.tr("Refresh"), self.load),
        ]
        if self.is_month:
            has = self.month_card is not None
            return [
                KeyHint("Esc", self.tr("Back to the day"), self.leave_month),
                *moves,
                KeyHint("6", "PDF", lambda: self.save("pdf"), has),
                KeyHint("7", "CSV", lambda: self.save("csv"), has),
            ]
        names = self._act_names()
        acts = [KeyHint(KEYS[act], names[act], partial(self.act, act)) for act in self.buttons]
        return [*moves, *acts] if self.is_read_only else [*moves, KeyHint("Enter", self.tr("Settle")), *acts]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and not self.is_month:
            self.tasks.walk(step)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """Another day, or month. Not into the future."""
        if self.is_month:
            first = self.day.replace(day=1)
            wanted = (first - timedelta(days=1)) if by < 0 else (first + timedelta(days=32)).replace(day=1)
        else:
            wanted = self.day + timedelta(days=by)
        self._go_to(wanted)

    def pick_day(self) -> None:
        today = self.counter.clock.now().date()
        self.calendar.open_at(self.day, today - timedelta(days=366 * YEARS), today)

    def _go_to(self, day: date) -> None:
        if day <= self.counter.clock.now().date():
            self.day = day
            self.load()
            if self.isAncestorOf(self.focusWidget() or self) and not self.tasks.focus_first():
                self.setFocus()

    def load(self) -> None:
        ask = days.month if self.is_month else days.day
        self._show_head()
        self.counter.desk.ask(
            self,
            ask,
            self.counter.database,
            self.day,
            then=self._show_month if self.is_month else self._show,
            refused=self._refused,
            failed=self._failed,
            key="day",
        )

    # -- acting

    def act(self, act: str) -> None:
        self.banner.hide()
        if act == "match":
            self._do(days.match, self.day, then=self._matched)
        elif act == "month":
            self.stack.setCurrentIndex(1)
            self.setFocus()
            self.keys_changed.emit()
            self.load()
        elif act == "batch" and self._has_cable():
            self._ask_terminal()
        else:
            self._pending = None
            self.asking.start(act)

    def leave_month(self) -> None:
        self.stack.setCurrentIndex(0)
        self.keys_changed.emit()
        self.activate()

    def _task_picked(self, index: int) -> None:
        if self.card is None or self.is_read_only or index >= len(self.card.tasks):
            return
        task = self.card.tasks[index]
        if task.is_open:
            self._pending = ("note", task.task_id, {})
            self.asking.start("note", f"{task_text(task.kind)}: {task.subject}, {rupiah(task.amount)}")

    def _decided(self, kind: str, values: dict[str, Any]) -> None:
        if kind == "note" and self._pending is not None:
            self._do(days.settle, self._pending[1], values["note"], then=self._show)
        elif kind == "file":
            self._do(days.import_file, Path(values["note"]).expanduser(), then=self._imported)
        elif kind == "batch":
            told = BatchTotals(
                values["second"],
                0,
                Rupiah(values["amount"]),
                0,
                Rupiah(values["less"]),
                values["first"],
                is_settled=True,
            )
            self._do_batch(told)
        else:
            if self._pending is None or self._pending[0] != kind or self._pending[2] != values:
                self._pending = (kind, new_id(), values)
            self._send(None)

    def _send(self, approval_id: UUID | None) -> None:
        assert self._pending is not None
        kind, act_id, values = self._pending
        if kind == "deposit":
            self._do(
                days.deposit,
                act_id,
                values["amount"],
                values["first"],
                values["second"],
                approval_id,
                then=self._written,
                refused=self._not_sent,
            )
        else:
            self._do(
                days.hand_over,
                act_id,
                values["amount"],
                values["note"],
                approval_id,
                then=self._written,
                refused=self._not_sent,
            )

    def _not_sent(self, refused: Refused) -> None:
        """The first refusal of every deposit and hand-over: a second person is needed."""
        if self._pending is None:
            return
        kind, act_id, values = self._pending
        if refused.code != "approval_needed":
            self.asking.say(words.sentence(refused))
            return
        amount = rupiah(values["amount"])
        if kind == "deposit":
            about = self.tr("{amount} from the safe to the bank, slip {slip}.").format(
                amount=amount, slip=values["first"]
            )
        else:
            about = self.tr("Takes over the safe with {amount}.").format(amount=amount)
        self.signing.ask("safe", act_id, values["amount"], about[:120], about, then=self._send, rings=False)

    def _has_cable(self) -> bool:
        """Whether this counter's terminal can be asked; else its slip is typed."""
        terminal = self.counter.outside.terminal
        return terminal is not None and not terminal.is_manual

    def _ask_terminal(self) -> None:
        self.banner.say(
            "accent", self.tr("The terminal closes its batch"), self.tr("This takes up to two minutes.")
        )
        self.counter.desk.ask(
            self,
            batch_closed,
            self.counter.database,
            self.counter.outside,
            self.day,
            then=self._written,
            refused=self._refused,
            failed=self._failed,
            key="terminal",
        )

    def _do_batch(self, told: BatchTotals) -> None:
        def send(database: Any) -> None:
            days.record_batch(database, batch_id, day, told, is_typed=True)

        batch_id, day = new_id(), self.day
        self._do(send, then=lambda _none: self._written(None))

    def _do(
        self,
        act: Callable[..., Any],
        *asked: Any,
        then: Callable[[Any], object],
        refused: Callable[[Refused], object] | None = None,
    ) -> None:
        self.counter.desk.do(
            self,
            act,
            self.counter.database,
            *asked,
            then=then,
            refused=refused or self._refused,
            failed=self._failed,
        )

    # -- showing

    def _show(self, card: DayCard) -> None:
        self.card = card
        self.day = card.day
        self.tables.show_day(card)
        rows = [
            Row(
                str(task.task_id),
                "triangle-alert" if task.is_open else "circle-check",
                task_text(task.kind),
                " · ".join(
                    filter(
                        None,
                        (
                            task.subject,
                            date_text(task.day) if task.day != card.day else "",
                            task.note,
                            task.done_by,
                        ),
                    )
                ),
                rupiah(task.amount),
            )
            for task in card.tasks
        ]
        self.tasks.show_rows(rows)
        left = len(card.open_tasks)
        if left:
            self.tasks_title.setText(self.tr("%n difference(s) to look into", "", left))
        elif self.is_read_only:
            self.tasks_title.setText(self.tr("No differences are open."))
        else:
            self.tasks_title.setText(self.tr("No differences are open. F8 compares till, terminals and bank."))
        self._show_head()

    def _show_month(self, card: MonthCard) -> None:
        self.month_card = card
        self.month.show_month(card)
        self._show_head()
        self.keys_changed.emit()

    def _show_head(self) -> None:
        for button in self.buttons.values():
            button.setVisible(not self.is_month)
        self.turns["after"].setEnabled(self.day < self.counter.clock.now().date())
        station = self.counter.signed_in.counter.station.name
        if self.is_month:
            self.heading.setText(f"{station} · {self.day:%m/%Y}")
            self.words.setText(self.tr("By sale date and travel date, tied to the Z reports"))
            return
        self.heading.setText(f"{station} · {date_text(self.day)}")
        if self.card is None or self.card.day != self.day:
            self.words.setText(self.tr("Reading …"))
        elif self.card.open_shifts:
            self.words.setText(self.tr("%n shift(s) still open", "", self.card.open_shifts))
        else:
            self.words.setText(self.tr("All shifts are closed"))

    def _matched(self, card: DayCard) -> None:
        self._show(card)
        left = len(card.open_tasks)
        if left:
            self.banner.say("warning", self.tr("Compared: %n difference(s) to look into", "", left))
        else:
            self.banner.say("success", self.tr("Compared: everything agrees"))

    def _imported(self, counts: tuple[int, int]) -> None:
        text = self.tr("{new} lines taken in, {known} were known.").format(new=counts[0], known=counts[1])
        self.banner.say("success", self.tr("The settlement file is in"), text)
        self._do(days.match, self.day, then=self._show)

    def _written(self, _none: object) -> None:
        self._pending = None
        self.banner.say("success", self.tr("Written down"))
        self.load()

    def _refused(self, refused: Refused) -> None:
        self.banner.say("danger", self.tr("Not done"), words.sentence(refused))

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    # -- the month on paper

    def save(self, kind: str) -> None:
        if self.month_card is None:
            return
        from kai_counter.ui.flows.paper import save_month

        self.counter.desk.ask(
            self,
            save_month,
            self.counter.home,
            self.month_card,
            kind,
            self.counter.settings.training,
            then=lambda path: self.banner.say("success", self.tr("Saved"), str(path)),
            failed=self._failed,
            key="save",
        )

    def _act_names(self) -> dict[str, str]:
        return {
            "match": self.tr("Compare"),
            "deposit": self.tr("To the bank"),
            "handover": self.tr("Hand over"),
            "file": self.tr("Bank file"),
            "batch": self.tr("Card batch"),
            "month": self.tr("Month"),
        }

    def retranslate(self) -> None:
        names = self._act_names()
        for act, button in self.buttons.items():
            button.set_text(names[act])
        said = {"before": self.tr("Before"), "pick": self.tr("Another day"), "after": self.tr("After")}
        for name, turn in self.turns.items():
            turn.setAccessibleName(said[name])
            turn.setToolTip(said[name])
        if self.card is not None:
            self._show(self.card)
        if self.month_card is not None:
            self.month.show_month(self.month_card)
        self._show_head()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _scrolled(inside: QWidget, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area
