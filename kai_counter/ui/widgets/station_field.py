"""A station by its code, name or city, found as one types; keyboard only if one likes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.drop_list import DropList
from kai_counter.ui.widgets.field import Field
from kai_counter.values.cards import StationCard
from kai_counter.values.station_search import city_of, find_stations, label, station_named


class StationField(Field):
    """`station` is what was chosen, or None while the words are not a station. `chosen` follows a choice.

    Enter takes the marked row (or the station already there) and says `entered`; Tab takes it and goes on.
    """

    chosen = Signal(object)

    def __init__(self, object_name: str, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(object_name, label, max_length=60, reserve=False, parent=parent)
        self.edit.returnPressed.disconnect(self.entered)
        self.station: StationCard | None = None
        self._stations: tuple[StationCard, ...] = ()
        self.is_ready = False
        self._found: tuple[StationCard, ...] = ()
        self._list: DropList | None = None
        self.edit.textEdited.connect(self._on_typed)
        self.edit.installEventFilter(self)

    def set_stations(self, stations: Sequence[StationCard]) -> None:
        """The list may come after the first key: what was typed meanwhile is looked up then."""
        self._stations, self.is_ready = tuple(stations), True
        if self.station is None and self.text():
            if self.edit.hasFocus():
                self._offer(self.text())
            else:
                self.resolve()

    def set_station(self, station: StationCard | None) -> None:
        """Without a signal."""
        self.station = station
        self.edit.setText(label(station) if station else "")
        self.edit.setCursorPosition(0)
        self.clear_error()
        self.set_hint("")
        self.edit.setToolTip(f"{label(station)}, {station.city}" if station else "")
        self._hide()

    def resolve(self, *, complain: bool = True) -> StationCard | None:
        """The station the words mean; says so under the field when they mean none or several."""
        if self.station is None and self.text():
            self._take(station_named(self._stations, self.text()))
        if self.station is None and complain and self.is_ready:
            self._complain()
        self._hide()
        return self.station

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusIn:
                self.edit.selectAll()
            elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
                if self.text():
                    self.resolve()
                self._hide()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key, listed = event.key(), self._list is not None and not self._list.isHidden()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if listed and self._list is not None:
                self._list.move_by(1 if key == Qt.Key.Key_Down else -1)
            elif key == Qt.Key.Key_Down:
                self._offer(self.text() if self.station is None else "")
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            if listed and self._list is not None:
                self._pick(self._list.current)
            if key == Qt.Key.Key_Tab:
                return False
            if self.resolve() is not None:
                self.entered.emit()
            return True
        if key == Qt.Key.Key_Escape and listed:
            self._hide()
            return True
        return False

    def _on_typed(self, text: str) -> None:
        self.station = None
        self._offer(text)

    def _on_text(self, text: str) -> None:
        super()._on_text(text)
        if self.edit.hasFocus() and self.station is not None and text != label(self.station):
            self._on_typed(text)  # a paste is no textEdited

    def _offer(self, typed: str) -> None:
        self._found = find_stations(self._stations, typed) if typed else self._stations[:8]
        if self._list is None:
            self._list = DropList(self.edit.objectName() + ".list", self.edit)
            self._list.picked.connect(self._pick)
        rows = [(one.code, one.name, city_of(one)) for one in self._found]
        self._list.offer(rows if self.edit.hasFocus() else [])

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self._take(self._found[row])

    def _take(self, station: StationCard | None) -> None:
        if station is not None:
            self.set_station(station)
            if self.edit.hasFocus():
                self.edit.selectAll()
            self.chosen.emit(station)

    def _complain(self) -> None:
        found = find_stations(self._stations, self.text(), limit=3)
        if not self.text():
            self.set_error(self.tr("Which station?"))
        elif found:
            self.set_error(self.tr("Which one? {codes}").format(codes=", ".join(one.code for one in found)))
        else:
            self.set_error(self.tr("No such station."))

    def _hide(self) -> None:
        if self._list is not None:
            self._list.hide()
