"""How many travel: `2`, or `2A1I` with an infant; ↑ ↓ for those with a seat, + − too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kai_counter.errors import Refused
from kai_counter.ui import words
from kai_counter.ui.widgets.field import Field
from kai_counter.values.command_line import SEATED_LIMIT, parse_people

_STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Down: -1}


class PeopleField(Field):
    """`adults` have a seat, `infants` none."""

    counted = Signal(int, int)
    left_over = Signal(int)  # more than one booking takes: so many are for the next

    def __init__(self, object_name: str, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(object_name, label, max_length=30, reserve=False, parent=parent)
        self.edit.returnPressed.disconnect(self.entered)
        self.adults, self.infants, self.limit = 1, 0, SEATED_LIMIT
        self.edit.textEdited.connect(lambda _text: self.edit.setModified(True))
        self.edit.installEventFilter(self)
        self._show_value()

    def set_counts(self, adults: int, infants: int) -> None:
        """Without a signal; what is being typed stays."""
        if (adults, infants) != (self.adults, self.infants):
            self.adults, self.infants = adults, infants
            self._show_value()

    def resolve(self) -> bool:
        """Take what was typed; False (and words under the field) when it is no count of people."""
        if not self.edit.isModified():
            return True
        try:
            adults, infants = parse_people(self.text(), self.limit)
        except Refused as refused:
            self._offer_split(refused)
            self.set_error(words.sentence(refused))
            return False
        self._take(adults, infants)
        return True

    def _offer_split(self, refused: Refused) -> None:
        """More than fit in one booking: as many as do stand in the field, and the next Enter takes them."""
        if refused.code == "people_split":
            self._take(int(refused.facts["limit"]), 0)
            self.left_over.emit(int(refused.facts["rest"]))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusIn:
                self.edit.selectAll()
            elif event.type() == QEvent.Type.FocusOut:
                self.resolve()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_value()

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS and (not self.edit.isModified() or key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            if self.resolve():
                adults = min(max(1, self.adults + _STEPS[key]), self.limit)
                self._take(adults, min(self.infants, adults))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.resolve():
                self.entered.emit()
            return True
        return False

    def _take(self, adults: int, infants: int) -> None:
        changed = (adults, infants) != (self.adults, self.infants)
        self.adults, self.infants = adults, infants
        self._show_value()
        if self.edit.hasFocus():
            self.edit.selectAll()
        if changed:
            self.counted.emit(adults, infants)

    def _show_value(self) -> None:
        #: Indonesian: %n orang / %n bayi
        text = self.tr("%n person(s)", "", self.adults)
        if self.infants:
            text += " · " + self.tr("%n infant(s)", "", self.infants)
        self.edit.setText(text)
        self.edit.setModified(False)
        self.edit.setCursorPosition(0)
        self.clear_error()
