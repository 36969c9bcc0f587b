"""The command line (F3 or Ctrl+K): one line says the whole journey, and what was understood stands below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.dialog import Veil
from kai_counter.ui.widgets.drop_list import DropList
from kai_counter.ui.widgets.field import LineEdit
from kai_counter.ui.widgets.keycap import KeyCap
from kai_counter.values.cards import StationCard
from kai_counter.values.command_line import LONGEST, Command, parse_command
from kai_counter.values.dates import WINDOW_DAYS
from kai_counter.values.station_search import city_of, find_stations

_RECENT, _WIDTH = 6, 680


class CommandLine(Veil):
    """`run` brings the Command understood. ↑ ↓ walk in what is offered, Tab completes, Enter runs, Esc closes."""

    run = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, alpha=120)
        self.setObjectName("command")
        self.today, self.window_days = date.today(), WINDOW_DAYS
        self._stations: tuple[StationCard, ...] = ()
        self._home: StationCard | None = None
        self._recent: list[str] = []
        self._offered: list[str] = []
        self._is_walking = False
        self._is_eager = False
        self.card = QFrame(self)
        theme.mark(self.card, card="plain")
        self.sign = QLabel(self.card)
        self.edit = LineEdit(LONGEST, self.card)
        self.edit.setObjectName("command.edit")
        self.edit.setFont(theme.current().font("title", "semibold"))
        self.meaning = QLabel(self.card)
        self.meaning.setObjectName("command.meaning")
        self.meaning.setWordWrap(True)
        self.help = QLabel(self.card)
        theme.mark(self.help, role="small")
        self.list = DropList("command.list", self.edit, icon="history")
        self.list.picked.connect(self._pick)
        self.edit.textChanged.connect(self._read)
        self.edit.shortened.connect(
            lambda limit: self._say(words.sentence(Refused("command_too_long", limit=limit)), "error")
        )
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.M)
        line.addWidget(self.sign)
        line.addWidget(self.edit, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.help, 1)
        foot.addWidget(KeyCap("Tab", self.card))
        foot.addWidget(KeyCap("Enter", self.card))
        foot.addWidget(KeyCap("Esc", self.card))
        column = QVBoxLayout(self.card)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addLayout(line)
        column.addWidget(self.meaning)
        column.addLayout(foot)

    def retranslate(self) -> None:
        self.edit.setAccessibleName(self.tr("Command line"))
        self.edit.setPlaceholderText(self.tr("SGU GMR 25/11 2A1I"))
        self.help.setText(self.tr("From, to, day, people, in any order. 2A1I: two with a seat, one infant."))
        self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def set_place(
        self, stations: Sequence[StationCard], home: StationCard | None, today: date, window_days: int
    ) -> None:
        self._stations, self._home = tuple(stations), home
        self.today, self.window_days = today, window_days
        if stations and self._is_eager and not self.isHidden():
            self._enter()
        elif not self.isHidden():
            self._read()

    def open(self) -> None:
        self.edit.clear()
        self.edit.setFont(theme.current().font("title", "semibold"))
        self.sign.setPixmap(theme.current().pixmap("command", "accent_text", 22))
        super().open()
        self._place()
        self.edit.setFocus()
        QTimer.singleShot(0, self, self._read)  # the list needs the card's place

    def close_veil(self) -> None:
        self.list.hide()
        super().close_veil()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        width = min(_WIDTH, self.width() - 2 * theme.XL)
        self.card.setGeometry((self.width() - width) // 2, 72, width, self.card.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            self._is_walking = True
        elif key == Qt.Key.Key_Tab:
            self._pick(self.list.current)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._enter()
        elif key == Qt.Key.Key_Escape:
            self.close_veil()
        else:
            return False
        return True

    def _enter(self) -> None:
        if self._is_walking:
            self._pick(self.list.current)
            return
        self._is_eager = not self._stations
        if self._is_eager:  # typed faster than the stations were read: it runs when they come
            self._say(self.tr("Reading the stations …"), "muted")
            return
        try:
            command = self._understand()
        except Refused as refused:
            self._say(words.sentence(refused), "error")
            return
        text = " ".join(self.edit.text().split())
        self._recent = [text, *(one for one in self._recent if one != text)][:_RECENT]
        self.close_veil()
        self.run.emit(command)

    def _understand(self) -> Command:
        return parse_command(
            self.edit.text(), self._stations, self.today, self._home, window=self.window_days
        )

    def _read(self) -> None:
        """After each key: what was understood, or nothing as long as somebody is still typing."""
        if self.isHidden():
            return
        self._is_walking = self._is_eager = False
        try:
            command = self._understand()
        except Refused as refused:
            quiet = refused.code in ("command_empty", "command_no_destination", "command_word_unknown")
            self._say("" if quiet else words.sentence(refused), "muted")
        else:
            self._say(self._in_words(command), "success")
        self._offer()

    def _in_words(self, command: Command) -> str:
        people = self.tr("%n person(s)", "", command.adults)
        if command.infants:
            people += " · " + self.tr("%n infant(s)", "", command.infants)
        if command.rest:
            people += " · " + self.tr("then Ctrl+M for the other {rest}").format(rest=command.rest)
        return f"{command.origin.name} → {command.destination.name}  ·  {date_text(command.on)}  ·  {people}"

    def _say(self, sentence: str, role: str) -> None:
        self.meaning.setText(sentence or " ")
        theme.mark(self.meaning, role=role)
        self.edit.setAccessibleDescription(sentence)

    def _offer(self) -> None:
        """Stations for the word being typed; on an empty line what was run before."""
        typed = self.edit.text()
        if not typed.strip():
            self._offered = list(self._recent)
            self.list.offer([("", one, "") for one in self._recent])
            self._place_list()
            return
        word = typed.split()[-1] if not typed.endswith(" ") else ""
        found = find_stations(self._stations, word, limit=5) if len(word) > 1 and not word.isdigit() else ()
        if len(found) == 1 and found[0].code.casefold() == word.casefold():
            found = ()
        self._offered = [typed[: len(typed) - len(word)] + one.code + " " for one in found]
        self.list.offer([(one.code, one.name, city_of(one)) for one in found])
        self._place_list()

    def _place_list(self) -> None:
        if not self.list.isHidden():
            corner = self.card.geometry()
            self.list.setParent(self)
            self.list.setGeometry(corner.left(), corner.bottom() + 6, corner.width(), self.list.sizeHint().height())
            self.list.show()
            self.list.raise_()

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._offered) and not self.list.isHidden():
            self.edit.setText(self._offered[row])
            self.edit.setFocus()
