# ruff: noqa: E501  (requests stay on the line that sends them)
"""Scanners at the real window: layouts, Caps Lock, prefixes and ends, no sentinel, a serial port on a pty."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_window import NO, SCAN_CODES, GateWindow, World, gate_window, world
from gates import code_of
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from kai_counter.config import Scanner, load_settings
from kai_counter.devices import serial_scanner
from kai_counter.values.ids import new_id

Key = Qt.Key
GERMAN = str.maketrans("YZ", "ZY")
FRENCH = str.maketrans("AQZWM1234567890", "QAWZ?&é\"'(-è_çà")


@pytest.fixture
def here(fresh_database: Any) -> Iterator[World]:
    with world(fresh_database) as found:
        yield found


@pytest.fixture
def gate(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path) -> Iterator[GateWindow]:
    with gate_window(qtbot, fresh_database, tmp_path) as desk:
        desk.to_gate()
        yield desk


def forms(code: str) -> dict[str, tuple[str, str]]:
    """What a US scanner sends, and what the machine's layout makes of it."""
    return {
        "us": (code, code),
        "indonesian, caps lock": (code, code.lower()),
        "german": (code, code.translate(GERMAN)),
        "french, caps lock": (code, code.translate(FRENCH).lower()),
        "identifier": ("]Q1" + code, "]Q1" + code),
    }


@pytest.mark.parametrize("sentinel", [True, False], ids=["stx", "by pace"])
def test_every_layout_prefix_and_end_reads_the_same_ticket(gate: GateWindow, here: World, sentinel: bool) -> None:
    heard: list[str] = []
    gate.window.scanning.scanned.connect(lambda text, ours: heard.append(text))
    ends = iter(("\r", "\n", "\t", "\r\n", "\r"))
    for number, (name, (sent, shown)) in enumerate(forms(code_of(here.tickets[0], here.key)).items()):
        gate.keys(sent, typed=shown, end=next(ends), sentinel=sentinel, start=100_000 * (number + 1))
        gate.wait(lambda n=number: len(heard) == n + 1)  # type: ignore[misc]
        assert heard[-1] == code_of(here.tickets[0], here.key), name
    assert gate.screen.shown == "work"


def test_a_scan_leaks_into_no_field_and_presses_no_button_and_typing_is_no_scan(gate: GateWindow, here: World) -> None:
    gate.press(Key.Key_F8)  # the page with a field, a list and a button
    name = gate.screen.setup.name.edit
    gate.wait(lambda: gate.focus is name)
    name.setText("Utara")
    gate.keys(code_of(here.tickets[0], here.key))
    gate.wait(lambda: gate.screen.shown == "work" and gate.answer is not None and gate.is_lit)
    assert name.text() == "Utara" and gate.screen.gating.name == "Gerbang Utara"
    gate.press(Key.Key_F3)
    code = gate.seen("gate.search.code")
    assert isinstance(code, QLineEdit)
    gate.window.scanning.use(Scanner("keyboard_plain"))
    at = 5_000_000
    for sign in "rahasia 123":  # by the keyboard, ten keys a second
        at += 100
        gate.key(sign, at)
    gate.wait(lambda: code.text() == "rahasia 123")
    code.clear()
    before = gate.answer
    gate.keys(code_of(here.tickets[1], here.key), sentinel=False, start=6_000_000)
    gate.wait(lambda: gate.answer is not before and gate.screen.shown == "work")
    assert code.text() == "" and gate.answer.heading == "Welcome"


def test_by_pace_a_stalled_window_makes_no_scan_of_typing(gate: GateWindow) -> None:
    """All events at once, as after a stall; their timestamps say that a person typed them."""
    gate.window.scanning.use(Scanner("keyboard_plain"))
    gate.press(Key.Key_F3)
    code = gate.seen("gate.search.code")
    assert isinstance(code, QLineEdit)
    for number, sign in enumerate("ABCDEFGHIJKLMNOP"):
        gate.key(sign, 7_000_000 + number * 80, SCAN_CODES[sign], modifiers=NO)
    gate.wait(lambda: code.text() == "ABCDEFGHIJKLMNOP")
    assert gate.screen.shown == "search"


class Port:
    """A pty under a name that stays, as udev would give it."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.plug()

    def plug(self) -> None:
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(slave))
        os.close(slave)

    def unplug(self) -> None:
        self.name.unlink()
        os.close(self.master)

    def send(self, data: bytes) -> None:
        os.write(self.master, data)


def test_a_serial_scanner_in_pieces_unplugged_and_plugged_in_again(qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_scanner, "REOPEN_SECONDS", 0.1)
    port = Port(tmp_path / f"scanner-{new_id().hex[:6]}")
    with gate_window(qtbot, fresh_database, tmp_path, scanner=Scanner("serial", str(port.name))) as desk:
        desk.to_gate()
        pill = desk.screen.bar.scanner
        desk.wait(lambda: pill.isVisible() and pill.kind == "success")
        frame = code_of(here.tickets[0], here.key).encode() + b"\r\n"
        port.send(frame[:70])
        port.send(frame[70:])
        desk.wait(lambda: desk.answer is not None)
        assert desk.answer.heading == "Welcome"
        port.unplug()
        desk.wait(lambda: pill.kind == "danger")
        assert pill.text() == "Scanner unplugged"
        port.plug()
        desk.wait(lambda: pill.kind == "success")
        before = desk.answer
        port.send(b"]Q1" + code_of(here.tickets[1], here.key).encode() + b"\r")
        desk.wait(lambda: desk.answer is not before)
        assert desk.answer.heading == "Welcome"
    os.close(port.master)


def test_a_port_is_found_by_its_identity_under_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Info:
        def __init__(self, device: str, vid: int | None) -> None:
            self.device, self.vid, self.pid, self.serial_number, self.description = device, vid, 0x0B61, "S1", "Scanner"

    monkeypatch.setattr(serial_scanner, "_comports", lambda: [Info("/dev/ttyS0", None), Info("/dev/ttyACM1", 0x0C2E)])
    assert [port.address for port in serial_scanner.ports()] == ["usb:0C2E:0B61:S1", "/dev/ttyS0"]


def test_the_test_page_shows_what_came_and_says_what_to_change(gate: GateWindow, here: World) -> None:
    gate.press(Key.Key_F12)
    page = gate.screen.pages["scanner"]
    gate.wait(lambda: gate.focus.objectName().startswith("scanner.kind"))
    gate.keys("KAI-TEST-0123456789", sentinel=False, gap=6, end="\r")
    gate.wait(lambda: page.last is not None)
    assert page.facts["text"].text() == "KAI-TEST-0123456789" and page.facts["keys"].text() == "19"
    assert page.facts["gaps"].text().startswith("6 to 6 ms") and "STX" in page.advice.text()
    assert page.facts["codes"].text().startswith(str(SCAN_CODES["K"]))
    gate.keys(code_of(here.tickets[0], here.key), start=9_000_000)
    gate.wait(lambda: page.last.is_ours)
    assert page.facts["frame"].text() == "before: STX, after: CR" and page.advice.text().startswith("Good")
    grab(gate.window, "scanner", "light", "en")
    assert gate.screen.shown == "scanner" and here.scans() == []  # tested, not admitted
    gate.press(Key.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
    gate.wait(lambda: page.banner.isVisible())
    assert (gate.window.home.data / "pdf" / "scanner-setup.pdf").read_bytes().startswith(b"%PDF")
    page.kind.set_values(["serial"])
    page._kind_picked()
    gate.press(Key.Key_F8)
    assert page.address.error
    page.kind.set_values(["keyboard_plain"])
    gate.press(Key.Key_F8)
    assert load_settings(gate.window.home).scanner == Scanner("keyboard_plain")
