"""A morning by the keyboard of a real X server: every section by its key, a sale, the gate. Skipped where there is
none (apt install xvfb xdotool x11-xkb-utils)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_window import GATE, World, world
from gates import code_of, status_of
from real_database import COUNTERS, PASSWORD
from real_keys import MISSING, RealProgram, real_program

from kai_counter.config import Gate
from kai_counter.devices.scanner import US_KEYS

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
    pytest.mark.timeout(120),
]
KEYCODES = {char: str(code + 8) for code, char in US_KEYS.items()} | {"]": "35"}
PLACE = "window.workplace"
SECTIONS = {
    "ctrl+shift+p": "printers",
    "F4": "bookings", "shift+F4": "bookings", "F10": "shift", "shift+F10": "day", "ctrl+s": "signatures",
    "ctrl+u": "unsettled", "shift+F9": "refunds", "ctrl+b": "notices", "ctrl+j": "disruptions", "F2": "board",
}  # fmt: skip


@pytest.fixture
def here(fresh_database: Any) -> Iterator[World]:
    with world(fresh_database) as found:
        yield found


def scan(program: RealProgram, code: str, *, sentinel: bool = True, end: str = "Return") -> str:
    """As a scanner in keyboard mode sends it: keys of a US keyboard, whatever layout this one has. The heading."""
    answer = f"{PLACE}._pages['gate'].work.answer"
    before = program.do(f"id({answer}.answer)")
    program.press(*(["ctrl+b"] if sentinel else []), *(KEYCODES[sign] for sign in code), end, delay=1)
    program.wait(f"id({answer}.answer) != {before} and {answer}.is_lit")
    return str(program.do(f"{answer}.answer.heading"))


def sell_for_cash(program: RealProgram) -> None:
    """Tomorrow's first train to Surabaya, one adult, the exact money."""
    program.press("F3")
    program.wait("hands.sees('command.edit')")
    program.type("GMR SGU besok 1A")
    program.press("Return")
    program.wait(f"{PLACE}.flow.journeys")
    program.press("Return")
    program.wait(f"{PLACE}.flow.seat_map is not None")
    program.press("F6")
    program.wait(f"{PLACE}.flow.is_held")
    program.press("F8")
    program.wait("hands.focus == 'passengers.0.name'")
    program.type("Dewi Lestari")
    program.press("Return")
    program.type("3174015512900001")
    program.wait(f"{PLACE}.flow.passengers[0].entry().identity_number == '3174015512900001'")
    if program.do(f"{PLACE}.flow.step") == "passengers":
        program.press("F8")
    program.wait(f"{PLACE}.flow.quote is not None and hands.focus == 'payment.tendered'")
    program.type("900000")
    program.press("F12")
    program.wait(f"{PLACE}.flow.step == 'done'")


def test_a_morning_by_real_keys(fresh_database: Any, here: World, tmp_path: Path) -> None:
    at = {"counter_code": "GMR-02", "counter_secret": COUNTERS["GMR-02"], "gate": Gate(GATE, 100)}
    with real_program(tmp_path, fresh_database, **at) as program:
        program.sign_in("20001", PASSWORD)
        program.wait("hands.focus == 'start.clock'")
        program.press("F8", "Return")
        program.wait(f"{PLACE} is not None and {PLACE}.isVisible()")
        program.wait(f"{PLACE}.board.journeys")
        for key, section in SECTIONS.items():
            program.press(key)
            program.wait(f"{PLACE}._section == {section!r}")
        sell_for_cash(program)
        sold = here.owner.execute("SELECT count(*) FROM sales WHERE state = 'sold'").fetchone()
        assert sold == (2,)  # the other one is the world's

        program.press("ctrl+g")
        program.wait(f"{PLACE}._section == 'gate'")
        box = f"{PLACE}._pages['gate'].gating.box"
        program.wait(f"{box} is not None and {box}.as_of is not None")
        codes = [code_of(one, here.key) for one in here.tickets]
        assert scan(program, codes[0]) == "Welcome"
        assert scan(program, codes[0], end="KP_Enter") == "Same ticket, one person"
        program.press("Caps_Lock")
        program.layout("id")
        assert scan(program, "]Q1" + codes[1], sentinel=False, end="Tab") == "Welcome"
        program.layout("fr")
        assert scan(program, codes[2]) == "Welcome"
        program.press("Caps_Lock")
        program.layout("us")
        program.press("F3")
        program.wait("hands.focus == 'gate.search.code'")
        program.type("ratna")
        assert scan(program, codes[3]) == "Welcome"
        assert program.do(f"{PLACE}._pages['gate'].pages['search'].code.text()") == "ratna"
        assert {status_of(here.owner, one)[0] for one in here.tickets} == {"used"}
        assert program.do("list(noise)") == []
