"""The desk of open payments: each has its age and its keys, a person's word wants a signature."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from sale_desk import SaleDesk, sale_desk
from window_desk import settings_for

from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.errors import Unavailable
from kai_counter.services import payments
from kai_counter.ui.flows.outside import Outside
from kai_counter.ui.screens.unsettled import UnsettledScreen
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator
) -> Iterator[SaleDesk]:
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    with sale_desk(qtbot, fresh_database, tmp_path) as found:
        url = f"http://127.0.0.1:{gateway.port}"  # type: ignore[attr-defined]
        found.counter.outside = Outside(Midtrans(SERVER_KEY, url=url, answer=1.0))
        found.counter.settings = settings_for(fresh_database)  # a signature signs in at this database
        found.hold()
        yield found


def begun(desk: SaleDesk, method: str = "debit_card", state: str = "unknown") -> UUID:
    """An attempt of the sale at hand, left without an answer."""
    attempt = new_id()
    provider = "gateway" if method == "qris" else "manual"
    payments.begin(desk.counter.database, attempt, desk.flow.sale_id, method, 300_000, provider)
    if state != "created":
        payments.settle(desk.counter.database, attempt, state, {"reason": "link_lost"})
    return attempt


def open_desk(desk: SaleDesk, count: int = 1) -> UnsettledScreen:
    screen = UnsettledScreen(desk.counter)
    desk.show(screen)
    desk.wait(lambda: len(screen.items) == count and screen.money.is_read)
    return screen


def sign(desk: SaleDesk, screen: UnsettledScreen) -> None:
    """The supervisor comes over."""
    desk.wait(lambda: screen.signing.is_open)
    desk.type("20001")
    desk.press(Qt.Key.Key_Return)
    desk.type(PASSWORD)
    desk.press(Qt.Key.Key_Return)


def state_of(fresh: FreshDatabase) -> Any:
    with fresh.owner() as connection:
        return connection.execute("SELECT state, outcome FROM payment_attempts WHERE method <> 'cash'").fetchone()


def test_nothing_is_open(desk: SaleDesk) -> None:
    screen = open_desk(desk, 0)
    assert "Nothing is open" in screen.empty.text()
    grab(screen, "unsettled-empty", language="en")


def test_it_was_paid_by_the_slip_and_a_signature(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    begun(desk)
    screen = open_desk(desk)
    grab(screen, "unsettled-unknown", language="en")
    desk.press(Qt.Key.Key_Y, modifier=CTRL)
    desk.type("12")
    for text in ("", "4321"):
        desk.press(Qt.Key.Key_Return)
        desk.type(text)
    desk.press(Qt.Key.Key_Return)
    assert desk.note("unsettled.approval") and not screen.signing.is_open
    screen.approval.set_text("A1B2C3")
    screen.rrn.set_text("250101123456")
    grab(screen, "unsettled-slip", language="en")
    desk.press(Qt.Key.Key_F12)
    sign(desk, screen)
    desk.wait(lambda: screen.items and screen.items[0].kind == "unsold")
    assert state_of(fresh_database) == ("confirmed", None)
    asked: list[Any] = []
    screen.wanted.connect(asked.append)
    grab(screen, "unsettled-unsold", language="en")
    desk.press(Qt.Key.Key_F8)
    assert asked == [desk.flow.sale_id]


def test_it_was_not_paid(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    begun(desk)
    screen = open_desk(desk)
    desk.press(Qt.Key.Key_N, modifier=CTRL)
    desk.press(Qt.Key.Key_F12)
    assert desk.note("unsettled.note")
    desk.type("the batch of the terminal has it not")
    desk.press(Qt.Key.Key_Return)
    sign(desk, screen)
    desk.wait(lambda: not screen.items)
    assert state_of(fresh_database) == ("cancelled", None)


def test_checked_now_it_is_found_paid(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    from datetime import UTC, datetime, timedelta

    attempt = begun(desk, "qris", "created")
    outside = desk.counter.outside
    assert outside.gateway is not None
    outside.gateway.charge(order_id(attempt), 300_000, datetime.now(UTC) + timedelta(minutes=15))
    payments.settle(desk.counter.database, attempt, "unknown", {})
    gateway.pay(order_id(attempt))
    screen = open_desk(desk)
    screen.money.trouble.emit(Unavailable("gateway", "refused"))  # never "nothing was charged": it was
    assert "is not known" in screen.banner.text() and "charged" not in screen.banner.text()
    desk.press(Qt.Key.Key_F12, Qt.Key.Key_F12)
    desk.wait(lambda: screen.items and screen.items[0].kind == "unsold")
    assert state_of(fresh_database) == ("confirmed", None)


def test_money_goes_back_once(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    """The answer to the refund is lost; the same key again gives back once."""
    test_checked_now_it_is_found_paid(desk, fresh_database, gateway)
    screen = desk.screen
    assert isinstance(screen, UnsettledScreen)
    desk.wait(lambda: screen.money.busy is None)
    desk.press(Qt.Key.Key_R, modifier=CTRL)
    desk.wait(lambda: screen.items and screen.items[0].kind == "reversal" and screen.money.busy is None)
    grab(screen, "unsettled-reversal", language="en")
    gateway.fail("refund", "drop")
    desk.press(Qt.Key.Key_F12)
    desk.wait(lambda: "no answer" in screen.items[0].said and screen.money.busy is None)
    desk.press(Qt.Key.Key_F12, Qt.Key.Key_F12)
    desk.wait(lambda: not screen.items)
    assert state_of(fresh_database) == ("confirmed", "reversed")
    (order,) = gateway.orders.values()
    assert order.refunded == 300_000 and len(order.refunds) == 1


def test_late_money_is_found_by_itself(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code ran out, the customer's bank was slow: it is on the desk without a key."""
    from datetime import UTC, datetime, timedelta

    from kai_counter.ui.flows import open_money

    monkeypatch.setattr(open_money, "AGAIN", 100)
    attempt = begun(desk, "qris", "created")
    assert desk.counter.outside.gateway is not None
    desk.counter.outside.gateway.charge(order_id(attempt), 300_000, datetime.now(UTC) + timedelta(minutes=15))
    gateway.expire(order_id(attempt))
    payments.settle(desk.counter.database, attempt, "cancelled", {"transaction_status": "expire"})
    screen = open_desk(desk, 0)
    gateway.pay(order_id(attempt))
    desk.wait(lambda: screen.items and screen.items[0].kind == "unsold")
    assert state_of(fresh_database) == ("late_paid", None)


def test_what_is_typed_stays_while_the_list_is_read_again(desk: SaleDesk) -> None:
    begun(desk)
    screen = open_desk(desk)
    desk.press(Qt.Key.Key_N, modifier=CTRL)
    desk.type("half a sent")
    screen.money.read()
    desk.wait(lambda: not desk.counter.desk.is_busy)
    assert screen.note.text() == "half a sent" and desk.focus.objectName() == "unsettled.note"
    desk.press(Qt.Key.Key_Escape)
    assert screen.note.isHidden()


def test_seats_that_run_out_are_given_back_with_one_key(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("UPDATE bookings SET expires_at = now() + interval '90 s'")
    screen = open_desk(desk, 1)
    assert screen.items[0].kind == "hold"
    grab(screen, "unsettled-hold", language="en")
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: not screen.items)
    assert fresh_database.value("SELECT count(*) FROM seat_claims WHERE active") == 0
    desk.wait(lambda: not desk.counter.desk.is_busy)
