# ruff: noqa: E501  (requests stay on the line that sends them)
"""The main window at a gate: signed in as gate staff, real tickets, scans as key events with scan codes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from gates import Key, leaves_in, sold_tickets
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from till import Till, Train, as_owner, trains
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.config import Gate, Settings
from kai_counter.devices.gate_box import GateBox
from kai_counter.devices.scanner import US_KEYS
from kai_counter.ui.screens.gate import GateScreen

GATE = "Gerbang Utara"
SCAN_CODES = {char: code + 8 for code, char in US_KEYS.items()}
NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class GateWindow(WindowDesk):
    """`scan` types like a scanner in keyboard mode: into the window's handle, faster than anybody."""

    clock = itertools.count(1_000_000, 10)

    @property
    def screen(self) -> GateScreen:
        place = self.window.gate_place
        if place is not None:
            return place.gate
        workplace = self.window.workplace
        assert workplace is not None
        found = workplace._pages["gate"]
        assert isinstance(found, GateScreen)
        return found

    @property
    def answer(self) -> Any:
        return self.screen.work.answer.answer

    @property
    def is_lit(self) -> bool:
        return self.screen.work.answer.is_lit

    def to_gate(self, nipp: str = "30001") -> None:
        self.sign_in(nipp)
        self.wait(lambda: self.window.gate_place is not None)
        self.wait(lambda: self.screen.gating.box is not None and self.screen.gating.box.as_of is not None, 20_000)

    def key(self, text: str, at: int, scan_code: int = 0, key: int = 0, modifiers: Qt.KeyboardModifier = NO) -> None:
        handle = self.window.windowHandle()
        code = key or (ord(text.upper()) if text and text.isprintable() and len(text) == 1 else 0)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, modifiers, scan_code, 0, 0, text)
            event.setTimestamp(at)
            QApplication.sendEvent(handle, event)

    def keys(self, text: str, *, typed: str | None = None, gap: int = 4, start: int | None = None, end: str = "\r", sentinel: bool = True) -> None:
        """`typed`: what the layout makes of the US scanner's keys."""
        at = next(self.clock) * 100 if start is None else start
        if sentinel:
            self.key("\x02", at, key=int(Qt.Key.Key_B), modifiers=Qt.KeyboardModifier.ControlModifier)
        for char, shown in zip(text, typed if typed is not None else text, strict=True):
            at += gap
            self.key(shown, at, SCAN_CODES.get(char.upper(), 0))
        ends = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Enter, "\t": Qt.Key.Key_Tab}
        for sign in end:
            at += gap
            self.key(sign, at, key=int(ends[sign]))

    def scan(self, code: str, **options: Any) -> Any:
        """Scan and wait for a new answer."""
        before = self.answer
        self.keys(code, **options)
        self.wait(lambda: self.answer is not before and self.is_lit)
        return self.answer

    def renew(self, holds: Callable[[GateBox], bool]) -> None:
        """A fresh list at once, and what it must say then."""
        gating = self.screen.gating
        gating.choose(gating.name, gating.chosen)
        box = gating.box
        assert box is not None
        self.wait(lambda: holds(box), 20_000)

    def seen(self, name: str) -> QWidget:
        return next(widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible())


@contextmanager
def gate_window(qtbot: QtBot, fresh: FreshDatabase, folder: Path, **options: Any) -> Iterator[GateWindow]:
    arguments = {name: options.pop(name) for name in ("gate_only", "demo_staff") if name in options}
    settings: Settings = settings_for(fresh, **options)
    if not settings.gate.name:
        settings = replace(settings, gate=Gate(GATE, 100), sounds=False)
    with window_desk(qtbot, folder, settings, **arguments) as desk:
        yield GateWindow(desk.qtbot, desk.window)


class World:
    """A train that leaves Gambir in an hour, four tickets on it, the key that signed them."""

    def __init__(self, fresh: FreshDatabase, owner: Any, count: int = 4, minutes: int = 60) -> None:
        self.fresh, self.owner = fresh, owner
        owner.execute("UPDATE rules SET value = to_jsonb(10000) WHERE name = 'gate_patience_ms'")  # a busy machine
        self.train: Train = trains(owner)[0]
        leaves_in(owner, self.train, minutes)
        self.till = Till(fresh.signed_in("10001")).open_shift()
        self.key = Key.registered(self.till.database)
        self.tickets: list[dict[str, Any]] = sold_tickets(self.till, self.train, count)

    def scans(self) -> list[tuple[str, str, bool]]:
        return [tuple(row) for row in self.owner.execute("SELECT judgement, result, boards FROM gate_scans ORDER BY recorded_at").fetchall()]


@contextmanager
def world(fresh: FreshDatabase, **options: Any) -> Iterator[World]:
    with as_owner(fresh.owner_url) as owner:
        yield World(fresh, owner, **options)
