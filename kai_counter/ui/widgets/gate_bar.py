"""What a gate always says of itself: its name and trains, whether the database answers, how old its list is, what
waits to be told, a wrong clock, and whether it can be heard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kai_counter.ui import gate_words, theme
from kai_counter.ui.flows.gating import Gating
from kai_counter.ui.moments import time_text
from kai_counter.ui.sounds import Sounds
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.widgets.pill import Pill
from kai_counter.values.cards_gate import OFFLINE, ONLINE


class GateBar(QFrame):
    """`muted` when its button is pressed."""

    muted = Signal()

    def __init__(self, gating: Gating, sounds: Sounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.bar")
        self.setFixedHeight(46)
        theme.mark(self, card="plain")
        self.gating, self.sounds = gating, sounds
        self.name = FitLabel("", self)
        theme.mark(self.name, role="heading")
        self.trains = FitLabel("", self)
        theme.mark(self.trains, role="muted")
        self.line = Pill("gate.line", icon="database", parent=self)
        self.list = Pill("gate.list", icon="list", parent=self)
        self.pending = Pill("gate.pending", icon="send", parent=self)
        self.conflicts = Pill("gate.conflict", icon="triangle-alert", parent=self)
        self.clock = Pill("gate.clock", icon="clock", parent=self)
        self.scanner = Pill("gate.scanner", icon="scan-line", parent=self)
        self.sound = Button("gate.sound", kind="ghost", icon="volume-2", parent=self)
        self.sound.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sound.clicked.connect(self.muted)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, 0, theme.XS, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.name)
        row.addWidget(self.trains, 1)
        for pill in (self.clock, self.conflicts, self.pending, self.scanner, self.list, self.line):
            row.addWidget(pill)
        row.addWidget(self.sound)
        for pill in (self.clock, self.conflicts, self.pending, self.scanner):
            pill.hide()
        gating.line_changed.connect(self.show_state)
        gating.counts_changed.connect(self.show_state)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self.show_state)
        self._tick.start()
        self.show_state()

    def show_state(self, _news: object = None) -> None:
        """Once a second: an age that stands still is a lie."""
        self._show_where()
        self._show_line()
        self._show_list()
        card = self.gating.card
        waiting = card.pending if card is not None else 0
        self.pending.setVisible(waiting > 0)
        self.pending.set("warning", self.tr("{count} to tell").format(count=waiting))
        wrong = card is not None and card.is_clock_wrong
        self.clock.setVisible(wrong)
        if card is not None and wrong:
            self.clock.set("danger", gate_words.skew_text(card.skew.total_seconds()))
        self._show_scanner()
        self._show_sound()

    def show_conflicts(self, count: int) -> None:
        """For a supervisor: so many were let in against the database's word and not looked into yet."""
        self.conflicts.setVisible(count > 0)
        self.conflicts.set("danger", self.tr("{count} to look into").format(count=count))

    def _show_scanner(self) -> None:
        """Of a keyboard nobody can tell whether it is there; of a port one can."""
        scanning = self.gating.counter.scanning
        is_open = scanning.is_open if scanning is not None else None
        self.scanner.setVisible(is_open is not None)
        if is_open is not None and scanning is not None:
            kind, said = ("success", self.tr("Scanner")) if is_open else ("danger", self.tr("Scanner unplugged"))
            self.scanner.set(kind, said, scanning.hint)

    def _show_where(self) -> None:
        counter = self.gating.counter.signed_in.counter
        self.name.setText(f"{self.gating.name or counter.name} · {counter.station.name}")
        if self.gating.chosen is None:
            self.trains.setText(self.tr("All trains of the next hours"))
            return
        numbers = [f"KA {count.train.train_number}" for count in self.gating.counts]
        self.trains.setText(", ".join(numbers) or self.tr("The chosen trains have left"))

    def _show_line(self) -> None:
        card = self.gating.card
        if card is None:
            self.line.set("neutral", self.tr("Starting"))
            return
        since = time_text(self.gating.counter.clock.local(card.since))
        if card.state == ONLINE:
            self.line.set("success", self.tr("Online"))
        elif card.state == OFFLINE:
            self.line.set("danger", self.tr("Offline since {time}").format(time=since))
        else:
            self.line.set("warning", self.tr("Database silent"))

    def _show_list(self) -> None:
        vouching = self.gating.vouching()
        if vouching is None or vouching.age is None:
            self.list.set("neutral", self.tr("No list yet"))
            return
        age = self.tr("List {age}").format(age=gate_words.age_text(vouching.age.total_seconds()))
        self.list.set("success" if vouching.is_fresh else "warning", age)

    def _show_sound(self) -> None:
        silent = self.sounds.muted or self.sounds.volume <= 0
        text = self.tr("Muted") if silent else f"{self.sounds.volume} %"
        if not self.sounds.player:
            text = self.tr("No sound here")
        self.sound.set_icon("volume-x" if silent or not self.sounds.player else "volume-2")
        if self.sound.text() != text:
            self.sound.set_text(text)
        self.sound.set_kind("danger" if silent else "ghost")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_state()
