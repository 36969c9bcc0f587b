"""The program that cannot make itself ready: said in words, noted, tried again with one key."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kai_counter import app
from kai_counter.config import Misconfigured, Settings, home_at
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.window import MainWindow


def test_a_start_that_fails_says_what_is_safe_and_tries_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faults: list[Exception] = [ZeroDivisionError("ours"), Misconfigured("Port 70000 is none; use 1 to 65535.")]

    def prepare(*_: Any) -> Settings:
        raise faults.pop(0)

    monkeypatch.setattr(app, "_prepare", prepare)
    load_fonts()
    theme, language = Theme("light"), Language("en")
    theme.apply()
    garbage, desk = MainThreadGarbage(), Desk()
    window = MainWindow(home_at(tmp_path / "home").make(), Settings(language="en"), desk, theme, language)
    qtbot.addWidget(window)
    numbers: list[str] = []
    desk.incident.connect(lambda number, _fault: numbers.append(number))
    with caplog.at_level(logging.CRITICAL):
        preparing = app.Preparing(window, shows_progress=True)
        preparing.start()
        qtbot.waitUntil(lambda: window.splash is not None and not window.splash.again_button.isHidden())
        page = window.splash
        assert page is not None
        assert numbers[0] in page.step.text() and str(window.home.logs) in page.step.text()
        assert "ZeroDivisionError" not in page.words.text() and "doctor" in page.step.text()
        language.set("id")
        qtbot.waitUntil(lambda: page.title.text() == "Loket tidak dapat dijalankan")
        assert "Tidak ada yang hilang" in page.step.text()
        language.set("en")
        qtbot.waitUntil(lambda: page.title.text() == "The counter cannot start")
        grab(window, "start-failed", language="en")
        QTest.keyClick(page, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.words.text().startswith("Port 70000"))
        assert numbers[0] not in page.step.text()
    preparing.devices.close()
    desk.close()
    garbage.stop()
