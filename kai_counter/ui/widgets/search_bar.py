"""From, to, day, people: the search of the sell page, one Enter from anywhere in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.date_field import DateField
from kai_counter.ui.widgets.people_field import PeopleField
from kai_counter.ui.widgets.station_field import StationField
from kai_counter.values.cards import StationCard
from kai_counter.values.requests import SearchRequest


class SearchBar(QFrame):
    """`searched` brings a SearchRequest and the infants; a field that is wrong says so and keeps the focus."""

    searched = Signal(object, int)

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, card="plain")
        self.origin = StationField("sell.origin", parent=self)
        self.destination = StationField("sell.destination", parent=self)
        self.turn = Button("sell.turn", kind="ghost", icon="arrow-right-left", parent=self)
        self.turn.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.date = DateField("sell.date", "", today, self)
        self.people = PeopleField("sell.passengers", parent=self)
        self.button = Button("sell.search", kind="primary", icon="search", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.L, theme.M)
        row.setSpacing(theme.M)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignTop
        row.addWidget(self.origin, 5, top)
        row.addWidget(self.turn, 0, bottom)
        row.addWidget(self.destination, 5, top)
        row.addWidget(self.date, 4, top)
        row.addWidget(self.people, 3, top)
        row.addWidget(self.button, 0, bottom)
        for button in (self.turn, self.button):
            row.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
        self._is_waiting = False  # Enter came before the stations did
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.origin.entered.connect(lambda: self._on(self.destination))
        self.destination.entered.connect(self.submit)
        self.date.entered.connect(self.submit)
        self.people.entered.connect(self.submit)
        self.button.clicked.connect(self.submit)
        self.turn.clicked.connect(self.turn_round)

    def retranslate(self) -> None:
        self.origin.set_label(self.tr("From"))
        self.destination.set_label(self.tr("To"))
        self.destination.edit.setPlaceholderText(self.tr("Code, name or city"))
        self.origin.edit.setPlaceholderText(self.tr("Code, name or city"))
        self.date.set_name(self.tr("Date"))
        self.people.set_label(self.tr("Passengers"))
        self.button.set_text(self.tr("Search"))
        self.turn.setAccessibleName(self.tr("Turn the journey round"))
        self.turn.setToolTip(self.tr("Turn the journey round"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def set_stations(self, stations: Sequence[StationCard]) -> None:
        self.origin.set_stations(stations)
        self.destination.set_stations(stations)
        if self._is_waiting:
            self.submit()

    def follow(self, request: SearchRequest, stations: Sequence[StationCard]) -> None:
        """Of the flow; what somebody is typing stays."""
        by_code = {station.code: station for station in stations}
        for field, code in ((self.origin, request.origin), (self.destination, request.destination)):
            if code in by_code and field.station is None and not field.text():
                field.set_station(by_code[code])
        if self.date.value != request.on:
            self.date.set_value(request.on)

    def begin_another(self, request: SearchRequest, stations: Sequence[StationCard]) -> None:
        by_code = {station.code: station for station in stations}
        self.origin.set_station(by_code.get(request.origin))
        self.destination.set_station(by_code.get(request.destination))
        if not self.date.edit.isModified():  # else somebody types already while the stations are read
            self.date.set_value(request.on)
            self.date.edit.selectAll()

    def turn_round(self) -> None:
        """There and back."""
        origin, destination = self.origin.station, self.destination.station
        self.origin.set_station(destination)
        self.destination.set_station(origin)

    def submit(self) -> None:
        """Check from left to right; the first field that is wrong gets the focus."""
        self._is_waiting = not self.destination.is_ready
        if self._is_waiting:
            return
        for field in (self.origin, self.destination):
            if field.resolve() is None:
                self._on(field)
                return
        origin, destination = self.origin.station, self.destination.station
        if origin is None or destination is None:
            return
        if origin.code == destination.code:
            self.destination.set_error(self.tr("That is where the journey begins."))
            self._on(self.destination)
        elif self.date.resolve() is None:
            self._on(self.date)
        elif not self.people.resolve():
            self._on(self.people)
        else:
            request = SearchRequest(origin.code, destination.code, self.date.value, self.people.adults)
            self.searched.emit(request, self.people.infants)

    def _on(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
