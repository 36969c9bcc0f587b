"""The shifts of a supervisor's stations: who is open, whose drawer is too full, what is to be verified."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.pill import Pill
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_till import ShiftRow


class StationShifts(QWidget):
    """`wanted(what, ShiftRow)`: report, force or verify."""

    wanted = Signal(str, object)

    def __init__(self, local: Callable[[datetime], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stationShifts")
        self._local = local
        self.title = QLabel(self)
        theme.mark(self.title, role="heading")
        self.rows: list[QFrame] = []
        inner = QWidget(self)
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.S)
        self._list.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.title)
        column.addWidget(scroll, 1)

    def show_rows(self, rows: tuple[ShiftRow, ...]) -> None:
        self.title.setText(self.tr("Shifts of the station"))
        for row in self.rows:
            self._list.removeWidget(row)
            send_off(row)
        self.rows = [self._made(row) for row in rows]
        for index, line in enumerate(self.rows):
            self._list.insertWidget(index, line)

    def _made(self, row: ShiftRow) -> QFrame:
        line = QFrame(self)
        theme.mark(line, card="plain")
        opened = self._local(row.opened_at)
        name = QLabel(f"{row.counter_code} · {row.clerk_name}", line)
        theme.mark(name, role="strong")
        since = self.tr("since {day} {time}").format(day=date_text(opened.date()), time=time_text(opened))
        detail = QLabel(f"{since}  ·  {self._money(row)}", line)
        theme.mark(detail, role="small")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(detail)
        pill = Pill(f"stationShifts.{row.shift_id}.state", *self._state(row), parent=line)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        layout.addLayout(words, 1)
        layout.addWidget(pill)
        for what, text in self._acts(row):
            button = Button(f"stationShifts.{row.shift_id}.{what}", text, kind="secondary", parent=line)
            button.clicked.connect(lambda _=False, w=what: self.wanted.emit(w, row))
            layout.addWidget(button)
        return line

    def _acts(self, row: ShiftRow) -> list[tuple[str, str]]:
        acts = [("report", f"Z {row.z_number}" if row.z_number else "X")]
        if row.state != "closed" and not row.is_own:
            acts.append(("force", self.tr("Close")))
        if row.can_be_verified:
            acts.append(("verify", self.tr("Verify")))
        return acts

    def _money(self, row: ShiftRow) -> str:
        if row.state == "closed":
            if row.counted is None:
                return self.tr("not counted")
            variance = row.counted - (row.system or 0)
            return self.tr("variance {amount}").format(amount=rupiah(variance))
        if row.cash is None:
            return self.tr("your own drawer")
        return self.tr("{amount} in the drawer").format(amount=rupiah(row.cash))

    def _state(self, row: ShiftRow) -> tuple[str, str]:
        if row.is_over_limit:
            return "warning", self.tr("Drawer too full")
        if row.is_abandoned:
            return "danger", self.tr("Left behind")
        words = {
            "open": ("success", self.tr("Open")),
            "paused": ("neutral", self.tr("Paused")),
            "closing": ("warning", self.tr("Closing")),
            "closed": ("neutral", self.tr("Closed") if row.verified is None else self.tr("Verified")),
        }
        return words[row.state]
