# ruff: noqa: E501  (requests stay on the line that sends them)
"""Every page of the gate in every language and palette: nothing is cut, everything has a name, answers fill the page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_window import GATE, GateWindow, World, gate_window, world
from gates import at_gate, code_of, leaves_in, scan
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from pytestqt.qtbot import QtBot
from test_every_page import LOOKS, cut, grown, unnamed

from kai_counter.config import Gate
from kai_counter.ui import gate_words, stylesheet
from kai_counter.ui import theme as looks
from kai_counter.values.cards_gate import ScanCard
from kai_counter.values.ids import new_id
from kai_counter.values.judgement import RESULTS, Judgement

Key = Qt.Key


@pytest.fixture
def here(fresh_database: Any) -> Iterator[World]:
    with world(fresh_database) as found:
        yield found


class Walker:
    def __init__(self, desk: GateWindow, language: str, theme: str) -> None:
        self.desk, self.language, self.theme = desk, language, theme
        self.complaints: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        self.desk.qtbot.wait(30)
        window = self.desk.window
        grab(window, name, self.theme, self.language)
        found = unnamed(window) + cut(window) + grown(window)
        if found:
            self.complaints[name] = found


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look).rstrip("-").replace(" ", ""))
def walker(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    language, theme, font = request.param
    if font:
        if font not in QFontDatabase.families():
            pytest.skip(f"{font} is not installed")
        monkeypatch.setattr(looks, "FAMILY", font)
        monkeypatch.setattr(stylesheet, "_TEMPLATE", stylesheet._TEMPLATE.replace('"Inter"', f'"{font}"'))
    with gate_window(qtbot, fresh_database, tmp_path, gate_only=True, language=language, theme=theme, gate=Gate(GATE, 60)) as desk:
        desk.to_gate("20001")
        yield Walker(desk, language, f"{theme}{'-other-font' if font else ''}")


def test_pages_of_the_gate(walker: Walker, here: World, fresh_database: Any) -> None:
    desk = walker.desk
    gate = desk.screen
    desk.wait(lambda: bool(gate.gating.counts))
    walker.look("gate-quiet")
    desk.scan(code_of(here.tickets[0], here.key))
    walker.look("gate-welcome")
    assert gate.gating.line is not None
    card = gate.gating.line.recent()[0]
    longest = card.facts | {"reduction": "disability", "assistance": ("wheelchair", "visually_impaired"), "delay_minutes": 125, "platform": "12", "why": "reduction", "boarded_at": card.at, "gate": "Gerbang Selatan Barat Daya", "as_of": card.at, "opens_at": card.at, "closed_at": card.at, "reissued_at": card.at, "reissued_by": "GMR-02", "document": "T0001-2345/2", "void_reason": "stolen", "key_no": 12}
    for code in RESULTS:
        gate.work.show_card(ScanCard(new_id(), Judgement(code, longest), card.at, "gate"))
        walker.look(f"gate-answer-{code}")
        assert gate.work.answer.answer is not None and gate.work.answer.answer.heading == gate_words.said(code, longest).heading
    gate.work.show_card(dataclasses.replace(card, is_repeat=True))
    walker.look("gate-repeat")
    gate.work.answer.fade()
    scan(at_gate(fresh_database), here.tickets[1])
    scan(at_gate(fresh_database, counter="GMR-02"), here.tickets[1], facts={"offline": True})
    later = leaves_in(here.owner, here.train, 200)
    desk.renew(lambda box: any(one.departs_at == later for train in box.trains() for one in train.stops))
    desk.scan(code_of(here.tickets[2], here.key))
    for key, name, ready in (
        (Key.Key_F8, "setup", lambda page: page.rows),
        (Key.Key_F3, "search", lambda page: True),
        (Key.Key_F6, "recent", lambda page: page.chosen is not None),
        (Key.Key_F7, "manifest", lambda page: page.card is not None),
        (Key.Key_F11, "conflicts", lambda page: page.chosen is not None),
        (Key.Key_F12, "scanner", lambda page: True),
    ):
        desk.press(key)
        desk.wait(lambda n=name, r=ready: gate.shown == n and r(gate.pages[n]))  # type: ignore[misc]
        walker.look(f"gate-{name}")
        desk.press(Key.Key_Escape)
        desk.wait(lambda: gate.shown == "work")
    before = leaves_in(here.owner, here.train, 2)  # the gate has closed: hand-over and no-shows
    desk.renew(lambda box: any(one.departs_at == before for train in box.trains() for one in train.stops))
    desk.press(Key.Key_F7)
    desk.wait(lambda: gate.pages["manifest"].is_closed and gate.pages["manifest"].end.release_button.isVisible())
    desk.press(Key.Key_F9)
    walker.look("gate-manifest-closed")
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_F1)
    walker.look("gate-keys")
    assert walker.complaints == {}
