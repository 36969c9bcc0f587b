"""The travel date: typed in any way a clerk types it, stepped with + and −, or picked from a calendar."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.calendar_drop import CalendarDrop
from kai_counter.ui.widgets.field import Field
from kai_counter.values.dates import WINDOW_DAYS, parse_date

_STEPS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Down: -1}


class DateField(Field):
    """`value` is always a day on sale. + − ↑ ↓ step a day, PgUp/PgDn a week; Alt+↓ opens the calendar."""

    chosen = Signal(object)

    def __init__(self, object_name: str, label: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(object_name, label, max_length=40, reserve=False, parent=parent)
        self._name = label
        self.edit.returnPressed.disconnect(self.entered)
        self.today, self.window_days = today, WINDOW_DAYS
        self.value = today
        self._calendar: CalendarDrop | None = None
        self._open = QAction(self)
        self._open.triggered.connect(self.open_calendar)
        self.edit.addAction(self._open, self.edit.ActionPosition.TrailingPosition)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.installEventFilter(self)
        self.retint()
        self._show_value()

    def retint(self) -> None:
        self._open.setIcon(theme.current().icon("calendar", "text_muted", 18))
        self._open.setToolTip(self.tr("Calendar (Alt+↓)"))
        for button in self.edit.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Calendar"))

    def set_range(self, today: date, window_days: int) -> None:
        """The booking window; midnight passes while the counter is open."""
        if self.value < today:
            self.value = today
        self.today, self.window_days = today, window_days
        if not self.edit.isModified():
            self._show_value()

    def set_value(self, day: date) -> None:
        """Without a signal."""
        self.value = min(max(day, self.today), self.today + timedelta(days=self.window_days))
        self._show_value()

    def resolve(self) -> date | None:
        """Take what was typed; None (and words under the field) when it is no day on sale."""
        if not self.edit.isModified():
            return self.value
        try:
            day = parse_date(self.text(), self.today, self.window_days)
        except Refused as refused:
            self.set_error(words.sentence(refused))
            return None
        self._take(day)
        return day

    def open_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = CalendarDrop(self.edit.objectName() + ".calendar", self.edit)
            self._calendar.picked.connect(self._take)
        self._calendar.open_at(self.value, self.today, self.today + timedelta(days=self.window_days))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retint()
            self._show_value()
        elif event.type() == QEvent.Type.StyleChange:
            self.retint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._on_key(event)
            if event.type() == QEvent.Type.FocusIn:
                self.edit.selectAll()
            elif event.type() == QEvent.Type.FocusOut:
                self.resolve()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return True
        untouched = not self.edit.isModified()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(7 if key == Qt.Key.Key_PageUp else -7)
            return True
        if key in _STEPS and (untouched or key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            self._step(_STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.resolve() is not None:
                self.entered.emit()
            return True
        return False

    def _step(self, days: int) -> None:
        if self.resolve() is not None:
            day = self.value + timedelta(days=days)
            self._take(min(max(day, self.today), self.today + timedelta(days=self.window_days)))

    def _take(self, day: date) -> None:
        changed = day != self.value
        self.value = day
        self._show_value()
        if self.edit.hasFocus():
            self.edit.selectAll()
        if changed:
            self.chosen.emit(day)

    def _show_value(self) -> None:
        self.edit.setText(date_text(self.value, year=False))
        self.edit.setModified(False)
        self.edit.setCursorPosition(0)
        self.clear_error()
        self._show_meaning(self._distance(self.value))

    def set_name(self, name: str) -> None:
        """What the field is called; how far off the day is stands beside it."""
        self._name = name
        self._show_value()

    def _show_meaning(self, meaning: str) -> None:
        self.label.setVisible(True)
        self.label.setText(f"{self._name}  ·  {meaning}" if meaning else self._name)
        self.edit.setAccessibleName(self._name.replace("&", ""))
        self.edit.setAccessibleDescription(meaning)

    def _on_typed(self, text: str) -> None:
        """While typing, the day that is meant stands above the field."""
        self.edit.setModified(True)
        try:
            day = parse_date(text, self.today, self.window_days)
        except Refused:
            self._show_meaning("…")
            return
        self._show_meaning(date_text(day, year=False))

    def _distance(self, day: date) -> str:
        days = (day - self.today).days
        if days == 0:
            return self.tr("Today")
        if days == 1:
            return self.tr("Tomorrow")
        return self.tr("In {days} days").format(days=days)
