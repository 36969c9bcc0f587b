"""The departures board (F2): this station's next trains, picked by one digit."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.services import journeys as trains
from kai_counter.services import network
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.board_picker import BoardPicker
from kai_counter.ui.widgets.board_row import LOW, BoardRow, minutes_words
from kai_counter.values.cards import ClassOffer, JourneyCard, StationCard
from kai_counter.values.requests import SearchRequest

HOURS = 6
ROWS = 9
EVERY = 30_000  # ms between readings while it is in view
UNSEEN = 2.0  # s in which a change of the list has not reached the fingers yet


@dataclass(frozen=True, slots=True)
class Choice:
    """What the board hands on: a train on a relation, a class, how many."""

    journey: JourneyCard
    offer: ClassOffer
    adults: int = 1
    infants: int = 0


class BoardScreen(QWidget):
    """`chosen(Choice)`; `left`: Esc, to the search. Reads itself every 30 s, on news, and when it comes up."""

    chosen = Signal(object)
    left = Signal()
    keys_changed = Signal()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        theme.mark(self, page="true")
        self.counter = counter
        self.journeys: tuple[JourneyCard, ...] = ()
        self.is_read = False
        self._first = 0
        self._going = False
        self._was: list[UUID] = []  # the trains of the rows before the last change, by number
        self._moved_at = 0.0
        self._typed_ahead = 0  # a digit pressed before the trains were read: picked when they come
        self.heading, self.under, self.empty = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.heading, role="heading")
        theme.mark(self.under, role="muted")
        theme.mark(self.empty, role="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        low = int(counter.signed_in.rules.get("availability_low", LOW))
        self.rows = [BoardRow(number, self) for number in range(1, ROWS + 1)]
        for row in self.rows:
            row.low = low
            row.hide()
            row.clicked.connect(lambda _=False, n=row.number: self.pick(n))
        self.picker = BoardPicker(int(counter.signed_in.rules.get("passengers_per_booking", 4)), self)
        self.picker.hide()
        self.picker.accepted.connect(self._accept)
        self.picker.closed.connect(self.close_picker)
        self.picker.relation_wanted.connect(self._ask_relation)
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.refresh)
        self._minute = QTimer(self, interval=10_000)
        self._minute.timeout.connect(self._show)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(self.heading)
        head.addWidget(self.under)
        head.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(5)
        left.addLayout(head)
        left.addSpacing(theme.XS)
        for row in self.rows:
            left.addWidget(row)
        left.addWidget(self.empty, 1)
        left.addStretch(1)
        both = QHBoxLayout(self)
        both.setContentsMargins(theme.L, 14, theme.L, theme.M)
        both.setSpacing(theme.L)
        both.addLayout(left, 1)
        both.addWidget(self.picker)

    # -- what the window asks of a page

    def activate(self) -> None:
        self.close_picker()
        self.refresh()
        self._show()

    def title(self) -> str:
        return self.tr("Departures")

    def keys(self) -> list[KeyHint]:
        if self.picker.isVisibleTo(self):
            return [
                KeyHint("Up/Down", self.tr("Stop")),
                KeyHint("PgUp/PgDn", self.tr("Class")),
                KeyHint("1…4", self.tr("Passengers")),
                KeyHint("Enter", self.tr("Take the best seats"), self._accept),
                KeyHint("Esc", self.tr("Back"), self.close_picker),
            ]
        hints = [
            KeyHint("1…9", self.tr("Pick a train")),
            KeyHint("Esc", self.tr("Other day or relation"), self.left.emit),
            KeyHint("F5", self.tr("Refresh"), self.refresh),
        ]
        if len(self.journeys) > ROWS:
            hints.append(KeyHint("PgUp/PgDn", self.tr("Later trains")))
        return hints

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()
        self._minute.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._minute.stop()
        super().hideEvent(event)

    # -- reading

    def refresh(self) -> None:
        self.counter.desk.ask(
            self,
            trains.board,
            self.counter.database,
            self.counter.signed_in.counter.station.code,
            HOURS,
            then=self._read,
            failed=lambda _fault: None,
            key="board",
        )

    def seats_changed(self, schedule_id: UUID) -> None:
        if self.isVisible() and any(j.schedule_id == schedule_id for j in self.journeys):
            self.refresh()

    def _read(self, journeys: tuple[JourneyCard, ...]) -> None:
        before = self._shown()
        self.journeys = journeys
        self.is_read = True
        if self._first >= len(journeys):
            self._first = 0
        if before and before != self._shown():
            self._was, self._moved_at = before, time.monotonic()
        self._show()
        self.keys_changed.emit()
        ahead, self._typed_ahead = self._typed_ahead, 0
        if ahead and self.isVisible():
            self.pick(ahead)

    def _shown(self) -> list[UUID]:
        return [one.schedule_id for one in self.journeys[self._first : self._first + ROWS]]

    def _has_just_moved(self, number: int, journey: JourneyCard) -> bool:
        """A train left and the others moved up while the finger was on its way: the digit meant another one."""
        if time.monotonic() - self._moved_at > UNSEEN or number > len(self._was):
            return False
        moved = self._was[number - 1] != journey.schedule_id
        self._was = []  # pressed again it is meant
        return moved

    def _show(self) -> None:
        now = self.counter.clock.now()
        shown = self.journeys[self._first : self._first + ROWS]
        for row, journey in zip(self.rows, shown, strict=False):
            row.show_journey(journey, now)
            row.show()
        for row in self.rows[len(shown) :]:
            row.hide()
        station = self.counter.signed_in.counter.station
        self.heading.setText(self.tr("From {station}").format(station=station.name))
        quiet = bool(shown) and shown[0].departs_at - now > timedelta(hours=HOURS)
        self.under.setText(self._quiet_words(shown[0]) if quiet else self._head_words())
        self.empty.setVisible(not shown)
        self.empty.setText(
            self.tr("No train leaves from here in the next day. Press F3 to search another day.")
            if self.is_read
            else self.tr("Reading the timetable …")
        )

    def _head_words(self) -> str:
        if not self.journeys:
            return ""
        return self.tr("%n train(s) in the next {hours} hours", "", len(self.journeys)).format(hours=HOURS)

    def _quiet_words(self, first: JourneyCard) -> str:
        now = self.counter.clock.now()
        leaves = self.counter.clock.local(first.departs_at)
        wait = minutes_words(int((first.departs_at - now).total_seconds() // 60))
        return self.tr("Quiet now. The next train leaves {day} at {time}, in {wait}.").format(
            day=date_text(leaves.date(), year=False), time=time_text(leaves), wait=wait
        )

    # -- picking

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdigit() and text != "0" and not self.picker.isVisible():
            self.pick(int(text))
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and not self.picker.isVisible():
            step = ROWS if event.key() == Qt.Key.Key_PageDown else -ROWS
            if 0 <= self._first + step < len(self.journeys):
                self._first += step
                self._show()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.picker.isVisible():
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            row = self.focusWidget()
            if isinstance(row, BoardRow):
                self.pick(row.number)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        shown = [row for row in self.rows if row.isVisible()]
        here = self.focusWidget()
        index = shown.index(here) + step if isinstance(here, BoardRow) and here in shown else 0
        if shown:
            shown[max(0, min(index, len(shown) - 1))].setFocus()

    def _why_not(self, journey: JourneyCard) -> str:
        if journey.opens_at is not None and journey.is_not_yet_sold(self.counter.clock.now()):
            said = self.tr("{train} is for go-show only: it is sold from {time} on.")
            opens = time_text(self.counter.clock.local(journey.opens_at))
            return said.format(train=journey.train_name, time=opens)
        return words.sentence(Refused("schedule_cancelled" if journey.status == "cancelled" else "sale_closed"))

    def pick(self, number: int) -> None:
        """Open the small picker for the train with this digit."""
        if not self.is_read:
            self._typed_ahead = number
            return
        index = self._first + number - 1
        if number > ROWS or index >= len(self.journeys):
            return
        journey = self.journeys[index]
        if self._has_just_moved(number, journey):
            said = self.tr("The list has just moved: {number} is {train} now. Press it again to take it.")
            self.under.setText(said.format(number=number, train=journey.train_name))
            return
        if not journey.is_open(self.counter.clock.now()):
            self.under.setText(self._why_not(journey))
            return
        self._going = False
        self.picker.show_train(journey)
        self.picker.show()
        self.picker.destination.edit.selectAll()
        self.picker.destination.setFocus()
        self.keys_changed.emit()
        self.counter.desk.ask(
            self,
            network.stops_after,
            self.counter.database,
            journey.schedule_id,
            journey.from_order,
            then=lambda stops: self.picker.show_stops([station for _, station in stops]),
            failed=lambda _fault: None,
            key="stops",
        )

    def close_picker(self) -> None:
        was = self.picker.isVisibleTo(self)
        self.picker.hide()
        self.setFocus()
        if was:
            self.keys_changed.emit()

    def _ask_relation(self, station: StationCard) -> None:
        journey = self.picker.journey
        if journey is None:
            return
        day = self.counter.clock.local(journey.departs_at).date()
        request = SearchRequest(journey.origin.code, station.code, day, self.picker.adults)
        schedule = journey.schedule_id
        self.counter.desk.ask(
            self,
            trains.search,
            self.counter.database,
            request,
            then=lambda found: self._relation_read(schedule, found),
            failed=self._relation_failed,
            key="relation",
        )

    def _relation_read(self, schedule: UUID, found: tuple[JourneyCard, ...]) -> None:
        same = next((journey for journey in found if journey.schedule_id == schedule), None)
        if same is None:
            self.picker.destination.set_error(words.sentence(Refused("legs_out_of_range")))
            self._going = False
            return
        self.picker.show_relation(same)
        if self._going:
            self._accept()

    def _relation_failed(self, _fault: BaseException) -> None:
        self._going = False

    def _accept(self) -> None:
        """Enter; when the fares of the new destination are still on their way, it goes on as they come."""
        journey, offer = self.picker.journey, self.picker.offer
        if not self.picker.is_priced:
            self._going = True
            return
        self._going = False
        if journey is None or offer is None:
            return
        if offer.fare is None or offer.seats_left < self.picker.adults:
            code = "no_fare" if offer.fare is None else "no_seats_left"
            self.picker.destination.set_error(words.sentence(Refused(code, count=self.picker.adults)))
            return
        self.picker.hide()
        self.chosen.emit(Choice(journey, offer, self.picker.adults))

    def retranslate(self) -> None:
        self.picker.retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
