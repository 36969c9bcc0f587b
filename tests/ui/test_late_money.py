"""Money that comes after its code was given up: sold if it can be, else told where it waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.config import Gateway
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.ui.flows import open_money, paying
from kai_counter.ui.workplace import Workplace
from kai_counter.values.ids import new_id

Key = Qt.Key


@pytest.fixture
def desk(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WindowDesk]:  # fmt: skip
    monkeypatch.setattr(paying, "POLL", 100)
    monkeypatch.setattr(open_money, "AGAIN", 150)
    with fresh_database.owner() as connection:
        connection.execute(
            "UPDATE schedules SET departs_at = now() + interval '2 hours' + number * interval '1 min',"
            " arrives_at = now() + interval '12 hours'"
        )
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    url = f"http://127.0.0.1:{gateway.port}"  # type: ignore[attr-defined]
    settings = settings_for(fresh_database, gateway=Gateway(url), gateway_key=SERVER_KEY)
    with window_desk(qtbot, tmp_path, settings) as found:
        found.to_board()
        yield found


def work_of(desk: WindowDesk) -> Workplace:
    assert desk.window.workplace is not None
    return desk.window.workplace


def code_shown(desk: WindowDesk) -> str:
    """One adult from the board to a code on the screen; its order."""
    work = work_of(desk)
    number = next(row.number for row in work.board.rows if row.is_open)
    desk.press(Key(Key.Key_0 + number))
    desk.wait(lambda: work.board.picker.stops.count() > 1)
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    work.flow.travellers.update(0, name="Rina Wijaya", identity_number="3174015506900001")
    work.flow.go("payment")
    desk.wait(lambda: work.flow.quote is not None)
    desk.press(Key.Key_F6)
    desk.press(Key.Key_F12)
    desk.wait(lambda: work.flow.charge is not None)
    charge: Any = work.flow.charge
    return str(charge.order_id)


def test_late_money_for_the_sale_at_hand_sells_it(desk: WindowDesk, gateway: GatewaySimulator) -> None:
    order, work = code_shown(desk), work_of(desk)
    gateway.expire(order)
    desk.wait(lambda: work.flow.paying.current is None)
    assert work.flow.sale is None
    gateway.pay(order)
    desk.wait(lambda: work.flow.sale is not None)
    assert work.flow.sale is not None and work.flow.sale.raw["paid_by"] == "qris"


def test_late_money_for_a_sale_that_was_left_is_told(
    desk: WindowDesk, gateway: GatewaySimulator, fresh_database: FreshDatabase
) -> None:
    """Nobody stands there any more: it is counted at the section's name, and goes back by two keys."""
    order, work = code_shown(desk), work_of(desk)
    desk.press(Key.Key_Escape)
    desk.wait(lambda: work.flow.paying.current is None and not work.flow.paying.busy)
    work.flow.abandon()
    gateway.orders[order].state = "expire"  # as a bank that took back the code too late
    gateway.pay(order)
    desk.wait(lambda: work.money.card.attempts and work.money.card.attempts[0].state == "late_paid")
    desk.press(Key.Key_U, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.press(Key.Key_R, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: work.money.card.reversals and work.money.busy is None)
    desk.press(Key.Key_F12)
    desk.wait(lambda: not work.money.card.count)
    assert gateway.orders[order].refunded == gateway.orders[order].amount
    assert fresh_database.value("SELECT outcome FROM payment_attempts") == "reversed"


def test_what_another_settles_is_heard_of_and_the_number_follows(
    desk: WindowDesk, gateway: GatewaySimulator, fresh_database: FreshDatabase
) -> None:
    """A supervisor at another counter signs it off: the sale at hand goes on, and nothing lingers at the rail."""
    work = work_of(desk)
    work.money._timer.stop()  # what is told at once does not wait for the next look
    code_shown(desk)
    paying = work.flow.paying
    desk.wait(lambda: work.rail._buttons["unsettled"].text().endswith(" 1"))
    paying._poll.stop()
    desk.wait(lambda: not paying.is_looking)
    attempt = paying.attempts[0].attempt_id
    asked = {"attempt_id": attempt, "evidence": {"reason": "silent"}, "approval_id": None}
    work.counter.database.call("settle_attempt", state="unknown", **asked)
    work.money.read()
    desk.wait(lambda: paying.current is not None and paying.current.state == "unknown")
    fresh_database.signed_in("20001").call("settle_attempt", state="cancelled", **asked)
    paying._poll.stop()
    work.money.read()
    desk.wait(lambda: paying.current is None)
    desk.wait(lambda: work.rail._buttons["unsettled"].text() == "Unsettled")
