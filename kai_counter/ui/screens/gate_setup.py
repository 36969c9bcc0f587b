"""Which gate this is and which trains it takes: all that call here in the next hours, or the ones picked."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.flows.gating import Gating
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.row_list import ListRow
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.gate_facts import GateTrain

LONGEST = 40


class GateSetup(QWidget):
    """`decided(name, schedules)`; schedules None means all trains."""

    decided = Signal(str, object)

    def __init__(self, gating: Gating, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.setup")
        self.gating = gating
        self.rows: list[ListRow] = []
        self._shown: tuple[tuple[UUID, tuple[str, str, str]], ...] = ()
        self._build()
        gating.counts_changed.connect(self.show_trains)
        self.retranslate()

    def _build(self) -> None:
        self.title, self.trains_title, self.empty = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.title, role="title")
        theme.mark(self.trains_title, role="heading")
        theme.mark(self.empty, role="muted")
        self.empty.setWordWrap(True)
        self.name = Field("gate.name", max_length=LONGEST)
        self.name.entered.connect(self.decide)
        self.all = ListRow("gate.all", "train-front", self)
        self.all.setCheckable(True)
        self.all.clicked.connect(self._all_picked)
        self.open = Button("gate.open", kind="primary", icon="door-open", key="F8", large=True)
        self.open.clicked.connect(self.decide)
        inside = QWidget(self)
        self.list = QVBoxLayout(inside)
        self.list.setContentsMargins(0, 0, theme.XS, 0)
        self.list.setSpacing(theme.XS)
        self.list.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card = QFrame(self)
        card.setFixedWidth(720)
        theme.mark(card, card="plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.S)
        for widget in (self.title, self.name, self.trains_title, self.all, self.empty):
            column.addWidget(widget)
        column.addWidget(self.area, 1)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)

    def activate(self) -> None:
        self.name.set_text(self.gating.name or self.gating.counter.signed_in.counter.name)
        self.all.setChecked(self.gating.chosen is None)
        self.show_trains()
        self.name.edit.setFocus()
        self.name.edit.selectAll()

    # -- trains

    def show_trains(self, _counts: object = None) -> None:
        """Those the box has; what was picked stays picked."""
        box = self.gating.box
        place = box.place if box is not None else None
        trains: list[GateTrain] = []
        if box is not None and place is not None:
            trains = [train for train in box.trains() if train.stop_at(place.station_number) is not None]
            trains.sort(key=lambda train: train.leaves(train.stop_at(place.station_number) or train.stops[0]))
        wanted = tuple((train.schedule_id, self._row_text(train)) for train in trains)
        self.empty.setVisible(not trains)
        if wanted == self._shown:
            return
        picked = self.picked() if self.rows else tuple(self.gating.chosen or ())
        focused = next((row.objectName() for row in self.rows if row.hasFocus()), "")
        for row in self.rows:
            self.list.removeWidget(row)
            send_off(row)
        self.rows, self._shown = [], wanted
        for index, train in enumerate(trains):
            row = ListRow(f"gate.train.{index}", "circle", self, height=48)
            row.setCheckable(True)
            row.setProperty("schedule", train.schedule_id)
            row.set_words(*self._row_text(train))
            row.setChecked(train.schedule_id in picked)
            row.clicked.connect(self._one_picked)
            self.rows.append(row)
            self.list.insertWidget(index, row)
            row.show()
            if row.objectName() == focused:
                row.setFocus()

    def _row_text(self, train: GateTrain) -> tuple[str, str, str]:
        box = self.gating.box
        assert box is not None and box.place is not None
        stop = train.stop_at(box.place.station_number)
        when = time_text(self.gating.counter.clock.local(train.leaves(stop))) if stop else ""
        last = train.cut_at or (train.stops[-1] if train.stops else None)
        goal = last.name if last else ""
        runs = stop is None or train.leaves_from(stop)
        state = when if runs else self.tr("cancelled") if train.is_cancelled else self.tr("does not come here")
        late = self.tr("{minutes} min late").format(minutes=train.delay_minutes) if train.delay_minutes else ""
        under = " · ".join(part for part in (self.tr("to {station}").format(station=goal), late) if part)
        return f"KA {train.train_number} {train.train_name}", under, state

    def picked(self) -> tuple[UUID, ...]:
        return tuple(row.property("schedule") for row in self.rows if row.isChecked())

    def _all_picked(self) -> None:
        self.all.setChecked(True)
        for row in self.rows:
            row.setChecked(False)

    def _one_picked(self) -> None:
        self.all.setChecked(not self.picked())

    # -- deciding

    def decide(self) -> None:
        name = self.name.text()
        if not name:
            self.name.complain(self.tr("Give this gate a name, as it stands above it: North gate."))
            return
        picked = self.picked()
        self.decided.emit(name, None if self.all.isChecked() or not picked else picked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        rows = [self.all, *self.rows]
        if not step:
            super().keyPressEvent(event)
            return
        here = next((n for n, row in enumerate(rows) if row.hasFocus()), -1 if step > 0 else 0)
        row = rows[(here + step) % len(rows)]
        row.setFocus()
        self.area.ensureWidgetVisible(row)

    def retranslate(self) -> None:
        self.title.setText(self.tr("Which gate is this?"))
        self.name.set_label(self.tr("Name of the gate"))
        self.trains_title.setText(self.tr("Trains it takes"))
        self.all.set_words(self.tr("All trains"), self.tr("Whatever calls here in the next hours"))
        self.empty.setText(self.tr("No train calls here in the next hours, or the list has not come yet."))
        self.open.set_text(self.tr("Open the gate"))
        self._shown = ()
        self.show_trains()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
