"""Somebody sets this machine's clock in the middle of a hold: the countdown goes by the database's time."""

from __future__ import annotations

import datetime as real
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "ui"))
import clerk
from killing import person
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import settings_for, window_desk

import kai_counter.ui.workplace  # noqa: F401 - and with it every module that looks at the clock
from kai_counter.services import journeys
from kai_counter.ui.rehearsal import Hands

HOUR = real.timedelta(hours=1)


class Jumping(real.datetime):
    """The wall clock as the program reads it."""

    jump = real.timedelta(0)

    @classmethod
    def now(cls, tz: real.tzinfo | None = None) -> Any:
        return real.datetime.now(tz) + cls.jump


@pytest.fixture(autouse=True)
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every module of the program that looks at the wall clock looks at this one."""
    monkeypatch.setattr(Jumping, "jump", real.timedelta(0))
    for name, module in list(sys.modules.items()):
        if name.startswith("kai_counter.") and getattr(module, "datetime", None) is real.datetime:
            monkeypatch.setattr(module, "datetime", Jumping)
    return


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 400 * 24 * HOUR], ids=["an hour on", "an hour back", "a year on"])
def test_the_clock_jumps_in_a_hold(
    qtbot: QtBot,
    fresh_database: FreshDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jump: real.timedelta,
) -> None:
    """Before and after the next look at the database: the hold lives, has its ten minutes, and is sold."""
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        hands = Hands(desk.window)
        clerk.come_in(hands)
        clerk.hold(hands)
        flow = clerk.flow(hands)
        counter = desk.window.counter
        assert counter is not None

        def left() -> float:
            assert flow.hold is not None
            return float((flow.hold.expires_at - counter.clock.now()).total_seconds())

        assert 590 < left() <= 600
        trains = [journey.schedule_id for journey in journeys.board(counter.database, "GMR")]
        monkeypatch.setattr(Jumping, "jump", jump)
        assert 580 < left() <= 600
        hands.press(Qt.Key.Key_F6)  # a hold answered after the jump counts down by the same clock
        hands.wait(lambda: flow.is_held and not desk.window.desk.is_busy, "the seats")
        assert 580 < left() <= 600
        assert not flow.holding.lapsed
        assert [journey.schedule_id for journey in journeys.board(counter.database, "GMR")] == trains
        health = desk.window.workplace.health  # type: ignore[union-attr]
        health.ask()
        hands.wait(lambda: abs(counter.clock.offset + jump) < real.timedelta(seconds=30), "the new offset")
        assert 570 < left() <= 600
        clerk.to_passengers(hands)
        clerk.type_people(hands, person())
        hands.press(Qt.Key.Key_F12)
        clerk.sold(hands)
    there = fresh_database.value("SELECT count(*) FROM sales WHERE state = 'sold'")
    assert there == 1


def test_the_database_ends_a_hold_not_the_machine(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    """Ended in the database while the countdown here runs: the sale is refused, the same seats are offered."""
    with window_desk(qtbot, tmp_path, settings_for(fresh_database)) as desk:
        hands = Hands(desk.window)
        clerk.come_in(hands)
        clerk.to_payment(hands, person())
        flow = clerk.flow(hands)
        wanted = flow.selected
        with fresh_database.owner() as owner:
            owner.execute("UPDATE bookings SET expires_at = clock_timestamp() WHERE status = 'pending'")
            owner.execute("UPDATE seat_claims SET expires_at = clock_timestamp() WHERE active")
        hands.press(Qt.Key.Key_F12)
        hands.wait(lambda: flow.holding.lapsed == wanted, "the seats offered again")
        assert flow.sale is None
        assert "free again" in clerk.words(hands, "payment.banner")
        hands.press(Qt.Key.Key_Return)
        hands.wait(lambda: flow.is_held and flow.quote is not None, "the seats and their price")
        assert flow.selected == wanted
        hands.press(Qt.Key.Key_F12)
        clerk.sold(hands)
