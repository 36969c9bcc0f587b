"""After a train was picked on the board: where to, which class, how many. Enter takes what stands there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.board_row import seats_words
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards import ClassOffer, JourneyCard, StationCard


class BoardPicker(QFrame):
    """`relation_wanted(StationCard)` when fares of another destination are needed, `accepted()`, `closed()`.

    In the destination field letters search, digits set how many travel, up and down choose the stop, PgUp and PgDn
    the class. A station's name has no digit in it.
    """

    relation_wanted = Signal(object)
    accepted = Signal()
    closed = Signal()

    def __init__(self, most: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board.picker")
        theme.mark(self, card="plain")
        self.setFixedWidth(404)
        self.most = most
        self.journey: JourneyCard | None = None
        self.adults = 1
        self._stops: tuple[StationCard, ...] = ()
        self._offer = 0
        self._wanted: str = ""
        self.heading, self.under = QLabel(self), QLabel(self)
        theme.mark(self.heading, role="heading")
        theme.mark(self.under, role="small")
        self.destination = Field("board.destination", max_length=40, reserve=False, parent=self)
        self.stops = QListWidget(self)
        self.stops.setObjectName("board.stops")
        self.stops.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stops.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.class_label, self.count_label = QLabel(self), QLabel(self)
        for label in (self.class_label, self.count_label):
            theme.mark(label, role="label")
        self._class_rows: list[ChoiceRow] = []
        self._classes = QVBoxLayout()
        self._classes.setSpacing(4)
        self.less = Button("board.less", kind="secondary", icon="minus", parent=self)
        self.more = Button("board.more", kind="secondary", icon="plus", parent=self)
        self.count = QLabel("1", self)
        self.count.setObjectName("board.count")
        theme.mark(self.count, role="number")
        self.go = Button("board.go", kind="primary", key="Enter", icon="arrow-right", large=True, parent=self)
        self._lay_out()
        self.destination.edit.installEventFilter(self)
        self.destination.changed.connect(self._filter)
        self.stops.currentRowChanged.connect(self._stop_changed)
        self.stops.itemClicked.connect(lambda _item: self.destination.setFocus())
        self.less.clicked.connect(lambda: self.set_adults(self.adults - 1))
        self.more.clicked.connect(lambda: self.set_adults(self.adults + 1))
        self.go.clicked.connect(self.accepted)
        self.retranslate()

    def _lay_out(self) -> None:
        counting = QHBoxLayout()
        counting.setSpacing(theme.M)
        for part in (self.less, self.count, self.more):
            counting.addWidget(part)
        counting.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(self.heading)
        column.addWidget(self.under)
        column.addSpacing(theme.XS)
        column.addWidget(self.destination)
        column.addWidget(self.stops, 1)
        column.addWidget(self.class_label)
        column.addLayout(self._classes)
        column.addWidget(self.count_label)
        column.addLayout(counting)
        column.addSpacing(theme.XS)
        column.addWidget(self.go)

    # -- showing

    def show_train(self, journey: JourneyCard) -> None:
        """The train to its last stop, one adult; stops follow when they are known."""
        self.journey = journey
        self._stops = (journey.destination,)
        self._wanted = journey.destination.code
        self.heading.setText(f"{journey.train_name}")
        zone = journey.origin.timezone
        from zoneinfo import ZoneInfo

        leaves = time_text(journey.departs_at.astimezone(ZoneInfo(zone)))
        self.under.setText(f"KA {journey.train_number} · {journey.origin.name} {leaves}")
        self.destination.set_text(journey.destination.name)
        self.destination.clear_error()
        self._fill(self._stops)
        self.set_adults(1)
        self._offer = self._first_open()
        self._show_classes()

    def show_stops(self, stops: Sequence[StationCard]) -> None:
        """The last stop first: it is the default, and most go there."""
        self._stops = tuple(reversed(tuple(stops)))
        if self.destination.edit.text() == (self.journey.destination.name if self.journey else ""):
            self._fill(self._stops)

    def show_relation(self, journey: JourneyCard) -> None:
        """Fares and seats of the destination chosen."""
        before = self.offer
        self.journey = journey
        names = [offer.code + offer.name for offer in journey.classes]
        same = names.index(before.code + before.name) if before and before.code + before.name in names else -1
        self._offer = same if same >= 0 else self._first_open()
        self._show_classes()

    @property
    def station(self) -> StationCard | None:
        item = self.stops.currentItem()
        data = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return data if isinstance(data, StationCard) else None

    @property
    def offer(self) -> ClassOffer | None:
        offers = self.journey.classes if self.journey else ()
        return offers[self._offer] if 0 <= self._offer < len(offers) else None

    @property
    def is_priced(self) -> bool:
        """What stands there is known to the last number (the answer for this destination has come)."""
        return (
            self.journey is not None
            and self.station is not None
            and (self.journey.destination.code == self.station.code)
        )

    def set_adults(self, count: int) -> None:
        self.adults = min(max(count, 1), self.most)
        self.count.setText(str(self.adults))
        self.count.setAccessibleName(f"{self.count_label.text()}: {self.adults}")
        self.less.setEnabled(self.adults > 1)
        self.more.setEnabled(self.adults < self.most)

    def set_class(self, index: int) -> None:
        if self.journey and 0 <= index < len(self.journey.classes):
            self._offer = index
            self._show_classes()

    def _first_open(self) -> int:
        offers = self.journey.classes if self.journey else ()
        return next((n for n, o in enumerate(offers) if o.seats_left > 0 and o.fare is not None), 0)

    def _show_classes(self) -> None:
        offers = self.journey.classes if self.journey else ()
        while len(self._class_rows) < len(offers):
            number = len(self._class_rows)
            row = ChoiceRow(f"board.class.{number + 1}", "armchair", self, height=46)
            row.setCheckable(True)
            row.clicked.connect(lambda _=False, n=number: self.set_class(n))
            self._class_rows.append(row)
            self._classes.addWidget(row)
        for index, row in enumerate(self._class_rows):
            row.setVisible(index < len(offers))
            if index < len(offers):
                offer = offers[index]
                fare = rupiah(offer.fare) if offer.fare is not None else "–"
                sub_class = f" ({offer.sub_class})" if offer.sub_class else ""
                row.set_words(offer.name + sub_class, seats_words(offer.seats_left)[0], fare)
                row.setChecked(index == self._offer)

    # -- the field

    def _fill(self, stops: Sequence[StationCard]) -> None:
        self.stops.blockSignals(True)
        self.stops.clear()
        for station in stops:
            item = QListWidgetItem(f"{station.name}  ({station.code})")
            item.setData(Qt.ItemDataRole.UserRole, station)
            self.stops.addItem(item)
        row = next((n for n, s in enumerate(stops) if s.code == self._wanted), 0)
        self.stops.setCurrentRow(row if stops else -1)
        self.stops.blockSignals(False)
        self._stop_changed(self.stops.currentRow())

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        fits = [s for s in self._stops if s.code.casefold().startswith(wanted)]
        fits += [s for s in self._stops if s not in fits and wanted in f"{s.name} {s.city}".casefold()]
        if not fits:
            self.destination.set_error(self.tr("This train does not stop there."))
        else:
            self._wanted = fits[0].code
        self._fill(fits)

    def _stop_changed(self, _row: int) -> None:
        station = self.station
        if station is None:
            self.go.setEnabled(False)
            return
        self.go.setEnabled(True)
        self._wanted = station.code
        if self.journey is not None and station.code != self.journey.destination.code:
            self.relation_wanted.emit(station)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.destination.edit and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, text = event.key(), event.text()
        row = self.stops.currentRow()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self.go.isEnabled():
                self.accepted.emit()
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key == Qt.Key.Key_Down:
            self.stops.setCurrentRow(min(row + 1, self.stops.count() - 1))
        elif key == Qt.Key.Key_Up:
            self.stops.setCurrentRow(max(row - 1, 0))
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.set_class(self._offer + (1 if key == Qt.Key.Key_PageDown else -1))
        elif text.isascii() and text.isdigit():
            self.set_adults(int(text))
        elif text in ("+", "-"):
            self.set_adults(self.adults + (1 if text == "+" else -1))
        else:
            return False
        return True

    def retranslate(self) -> None:
        self.destination.set_label(self.tr("Destination"))
        self.stops.setAccessibleName(self.tr("Stops of this train"))
        self.class_label.setText(self.tr("Class (PgUp, PgDn)"))
        self.count_label.setText(self.tr("Passengers with a seat (type a digit)"))
        self.less.setAccessibleName(self.tr("One passenger less"))
        self.more.setAccessibleName(self.tr("One passenger more"))
        self.go.set_text(self.tr("Take the best seats"))
        self._show_classes()
