"""The gate: its bar of truths, and below it one of its pages. A section of the main window, or the whole screen."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kai_counter.config import save_settings
from kai_counter.errors import Refused
from kai_counter.services import gate as verbs
from kai_counter.services.gate_upkeep import ENDED
from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.gating import Gating
from kai_counter.ui.keys import KeyHint, event_key
from kai_counter.ui.sale_pages import Page, load_page
from kai_counter.ui.screens.gate_setup import GateSetup
from kai_counter.ui.screens.gate_work import GateWork
from kai_counter.ui.sounds import Sounds
from kai_counter.ui.widgets.gate_bar import GateBar
from kai_counter.values.cards_gate import LineCard

LOOKED_INTO_EVERY = 30_000  # ms
LOUDER = 20  # per cent a step
# Loaded when first shown.
_LATER: dict[str, tuple[str, str]] = {
    "search": ("gate_search", "GateSearch"),
    "recent": ("gate_recent", "GateRecent"),
    "manifest": ("manifest", "ManifestScreen"),
    "scanner": ("scanner", "ScannerScreen"),
    "conflicts": ("gate_conflicts", "GateConflicts"),
}


class GateScreen(QWidget):
    """`turned` when another of its pages came up: title and keys are new. `session_ended` brings a Refused."""

    turned = Signal()
    session_ended = Signal(object)

    def __init__(self, counter: Counter, flow: object = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate")
        theme.mark(self, page="true")
        self.counter = counter
        settings = counter.settings
        self.gating = Gating(counter, self)
        self.sounds = Sounds(counter.home.data / "sounds", settings.gate.volume, not settings.sounds, self)
        self.bar = GateBar(self.gating, self.sounds, self)
        self.setup = GateSetup(self.gating, self)
        self.work = GateWork(self.gating, self.sounds, self)
        self.pages: dict[str, QWidget] = {"setup": self.setup, "work": self.work}
        self.stack = QStackedWidget(self)
        for page in self.pages.values():
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        column.setSpacing(theme.S)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.setup.decided.connect(self._decided)
        self.bar.muted.connect(self.mute)
        self.gating.line_changed.connect(self._line_changed)
        self.shown = "work" if self.gating.name else "setup"
        self.stack.setCurrentWidget(self.pages[self.shown])
        if counter.scanning is not None:
            counter.scanning.trust(self.gating.is_signed)
            counter.scanning.state_changed.connect(self.bar.show_state)
        self._look_into = QTimer(self, interval=LOOKED_INTO_EVERY)
        self._look_into.timeout.connect(self.count_conflicts)
        if self.is_supervisor:
            self._look_into.start()
            self.gating.opened.connect(self.count_conflicts)
        self.gating.open()

    @property
    def is_supervisor(self) -> bool:
        return "supervisor" in self.counter.signed_in.staff.roles

    def count_conflicts(self) -> None:
        """What a supervisor is asked to look into, without being asked whether they would like to know."""
        self.gating.desk.ask(
            self, verbs.conflicts, self.counter.database,
            then=lambda cards: self.bar.show_conflicts(len(cards)), refused=lambda _refused: None, key="conflicts",
        )  # fmt: skip

    def close_down(self) -> None:
        self._look_into.stop()
        if self.counter.scanning is not None:
            self.counter.scanning.trust(None)
        self.gating.close()

    # -- what the window asks of a page

    def title(self) -> str:
        return self.tr("Gate")

    def activate(self) -> None:
        page = self.pages[self.shown]
        if hasattr(page, "activate"):
            page.activate()
        else:
            self.setFocus()

    def keys(self) -> list[KeyHint]:
        own = getattr(self.pages[self.shown], "keys", None)
        hints: list[KeyHint] = own() if own is not None else []
        way_back = "work" if self.gating.name else "setup"  # a scan opens the gate before it has its name
        back = partial(self.show_page, way_back)
        if self.shown == "setup":
            hints = [KeyHint("F8", self.tr("Open the gate"), self.setup.decide)]
        if self.shown not in ("work", way_back):
            return [*hints, KeyHint("Esc", self.tr("To the gate"), back), *self._sound_keys()]
        if self.shown == "work":
            hints = self._work_keys()
        return [*hints, *self._sound_keys()]

    def _work_keys(self) -> list[KeyHint]:
        hints = [
            KeyHint("F3", self.tr("Torn ticket"), partial(self.show_page, "search")),
            KeyHint("F6", self.tr("Last scans"), partial(self.show_page, "recent")),
            KeyHint("F7", self.tr("Manifest"), partial(self.show_page, "manifest")),
            KeyHint("F8", self.tr("Gate and trains"), partial(self.show_page, "setup")),
            KeyHint("F12", self.tr("Scanner"), partial(self.show_page, "scanner")),
        ]
        if self.is_supervisor:
            hints.append(KeyHint("F11", self.tr("Conflicts"), partial(self.show_page, "conflicts")))
        return hints

    def _sound_keys(self) -> list[KeyHint]:
        muted = self.sounds.muted
        return [
            KeyHint("Ctrl+M", self.tr("Sound on") if muted else self.tr("Mute"), self.mute),
            KeyHint("Ctrl+Up/Down", self.tr("Volume")),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {"Ctrl+Up": LOUDER, "Ctrl+Down": -LOUDER}.get(event_key(event), 0)
        if step:
            self.louder(step)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    def scanned(self, text: str) -> None:
        """A scan brings the gate back to its answer, whatever page was open."""
        taker = getattr(self.pages[self.shown], "scanned", None)
        if taker is not None and taker(text):
            return
        if self.shown != "work":
            self.show_page("work")
        self.gating.scan(text)

    # -- pages

    def show_page(self, name: str) -> None:
        if name not in self.pages:
            page: Page = load_page(*_LATER[name], self.counter if name == "scanner" else self)
            self.pages[name] = cast(QWidget, page)
            self.stack.addWidget(page)
        self.shown = name
        self.stack.setCurrentWidget(self.pages[name])
        self.activate()
        self.turned.emit()

    def _decided(self, name: str, schedules: tuple[UUID, ...] | None) -> None:
        self.gating.choose(name, schedules)
        self._keep(gate=dataclasses.replace(self.counter.settings.gate, name=name))
        self.work.answer.clear()
        self.bar.show_state()
        self.show_page("work")

    def _line_changed(self, card: LineCard) -> None:
        if card.trouble in ENDED:
            self.session_ended.emit(Refused(card.trouble))

    # -- sound

    def mute(self) -> None:
        self.sounds.muted = not self.sounds.muted
        self._keep(sounds=not self.sounds.muted)
        self._sound_changed()

    def louder(self, step: int) -> None:
        self.sounds.volume = max(0, min(100, self.sounds.volume + step))
        self._keep(gate=dataclasses.replace(self.counter.settings.gate, volume=self.sounds.volume))
        self.sounds.play("welcome")
        self._sound_changed()

    def _sound_changed(self) -> None:
        self.bar.show_state()
        self.turned.emit()

    def _keep(self, **changes: object) -> None:
        """For the next start of this machine."""
        settings = dataclasses.replace(self.counter.settings, **changes)  # type: ignore[arg-type]
        self.counter.settings = settings
        self.counter.desk.do(self, save_settings, self.counter.home, settings)
