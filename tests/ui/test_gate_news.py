"""What is done elsewhere reaches a gate at once: two windows, and a gate that fetches nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_window import GateWindow, World, gate_window, world
from gates import code_of
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import COUNTERS

from kai_counter.services import gate_line
from kai_counter.values.ids import new_id

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def here(fresh_database: Any) -> Iterator[World]:
    with world(fresh_database) as found:
        yield found


def delay_in_the_window(desk: GateWindow, here: World, minutes: str) -> None:
    """A supervisor at another counter: Ctrl+J, the train, F6."""
    desk.sign_in("20001")
    desk.wait(lambda: desk.window.start_page is not None and desk.focus.objectName() == "start.clock")
    desk.press(Key.Key_F8, Key.Key_Return)
    desk.wait(lambda: desk.window.workplace is not None)
    desk.press(Key.Key_J, modifier=CONTROL)
    workplace = desk.window.workplace
    assert workplace is not None
    screen: Any = workplace.page
    desk.wait(lambda: screen.trains.rows)
    while screen.train is None or screen.train.schedule_id != here.train.schedule_id:
        desk.press(Key.Key_Down)
    desk.press(Key.Key_F6)
    desk.type(minutes)
    desk.press(Key.Key_Return)
    desk.type("Lokomotif diganti")
    desk.press(Key.Key_Return)


def test_delay_void_new_paper_and_withdrawn_key_are_known_without_a_fetch_of_the_gates_own(
    qtbot: QtBot, fresh_database: Any, here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_line, "REFRESH_SECONDS", 3600.0)
    with gate_window(qtbot, fresh_database, tmp_path / "gate") as gate:
        gate.to_gate()
        box, news = gate.screen.gating.box, gate.window._news
        assert box is not None and news is not None
        gate.wait(news._listener.listening.is_set)
        first, second, third, _ = (one["code_number"] for one in here.tickets)

        def ticket(number: int) -> Any:
            found = box.ticket(number)
            assert found is not None
            return found

        gate.wait(lambda: box.ticket(first) is not None)
        second_counter = {"counter_code": "GMR-02", "counter_secret": COUNTERS["GMR-02"]}
        with gate_window(qtbot, fresh_database, tmp_path / "counter", **second_counter) as desk:
            delay_in_the_window(desk, here, "25")
            gate.wait(lambda: {train.delay_minutes for train in box.trains()} == {25})

        # Given back and printed anew at the counter that sold them; the gate's own list says so.
        here.owner.execute(
            "UPDATE tickets SET ticket_status = 'cancelled', void_reason = 'refund' WHERE code_number = %s", [first]
        )
        gate.wait(lambda: ticket(first).status == "cancelled")
        paper = here.tickets[1]["ticket_id"]
        here.till.database.call("reprint", job_id=new_id(), ticket_id=paper, reason="smudged", approval_id=None)
        gate.wait(lambda: ticket(second).issue == 2)
        fresh_database.signed_in("90001").call("revoke_key", key_no=here.key.key_no, reason="stolen")
        gate.wait(lambda: getattr(box.key(here.key.key_no), "revoked_at", None) is not None)
        assert (
            gate.scan(code_of(here.tickets[2], here.key)).heading == "Key not valid"
            and ticket(third).status == "active"
        )
