"""Where the trains would stand: what to do when there are none, by one Enter.

A relation that no train runs without a change is told apart from a day on which none is left: else "the next day"
would be pressed 45 times. Often another station of the same city is meant (Semarang Tawang, not Poncol).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kai_counter.services import network
from kai_counter.ui.context import Counter
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.empty import Empty
from kai_counter.values.cards import StationCard
from kai_counter.values.requests import SearchRequest
from kai_counter.values.station_search import city_of, label


class NoTrains(Empty):
    next_day = Signal()
    instead = Signal(object)  # StationCard: the same city, and a train goes there

    def __init__(self, object_name: str, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__("train-front", parent)
        self.setObjectName(object_name)
        self.counter = counter
        self._request: SearchRequest | None = None
        self._stations: Sequence[StationCard] = ()
        self._reached: dict[str, frozenset[str]] = {}
        self.onward = Button("sell.nextDay", kind="secondary", icon="chevron-right", key="Enter", parent=self)
        self.onward.clicked.connect(self._go_on)
        self.entered.connect(self._go_on)
        self.layout_below.addWidget(self.onward, 0, Qt.AlignmentFlag.AlignHCenter)

    def ask_where(self) -> None:
        self._request = None
        self.onward.set_text(self.tr("The next day"))
        self.onward.hide()
        self.say(
            self.tr("Where to?"),
            self.tr("Type a code, a name or a city and press Enter, or F3 for the command line."),
        )

    def look(self) -> None:
        self._request = None
        self.onward.hide()
        self.say(self.tr("Looking for trains …"), "")

    def none_found(self, request: SearchRequest, stations: Sequence[StationCard]) -> None:
        """Said at once as a matter of the day; where the relation has no train at all, that comes after it."""
        self._request, self._stations = request, stations
        self._say_none()
        if request.origin not in self._reached:
            self.counter.desk.ask(
                self, network.reached_from, self.counter.database, request.origin,
                then=lambda codes: self._know(request.origin, codes), failed=lambda _trouble: None, key="reached",
            )  # fmt: skip

    def _know(self, origin: str, codes: frozenset[str]) -> None:
        self._reached[origin] = codes
        if self._request is not None and self._request.origin == origin:
            self._say_none()

    @property
    def _other(self) -> StationCard | None:
        """Another station of the city that was meant, where a train does go."""
        if self._request is None or not self._is_never:
            return None
        meant = next((one for one in self._stations if one.code == self._request.destination), None)
        reached = self._reached[self._request.origin]
        cities = (one for one in self._stations if meant and city_of(one) == city_of(meant) and one.code in reached)
        return next(cities, None)

    @property
    def _is_never(self) -> bool:
        request = self._request
        return request is not None and request.destination not in self._reached.get(
            request.origin, {request.destination}
        )

    def _say_none(self) -> None:
        request, other = self._request, self._other
        if request is None:
            return
        self.onward.setVisible(not self._is_never or other is not None)
        if not self._is_never:
            self.onward.set_text(self.tr("The next day"))
            words = self.tr("None is left on {day}.").format(day=date_text(request.on))
            self.say(self.tr("No train between these stations"), words)
            return
        if other is not None:
            self.onward.set_text(label(other))
            words = self.tr("Trains of the same city stop at {station}.").format(station=label(other))
        else:
            words = self.tr("No train goes there without a change, on any day.")
        self.say(self.tr("No direct train on this relation"), words)

    def _go_on(self) -> None:
        other = self._other
        if other is not None:
            self.instead.emit(other)
        elif self._request is not None and not self._is_never:
            self.next_day.emit()
