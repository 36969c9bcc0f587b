"""An exchange paid by QRIS and card at the window: a real gateway and terminal frames, both of software."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from test_refund import LANGUAGE, THEME, identified, looked_at, signs, sold
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.devices.payments.ecr import EcrTerminal, Timing
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.ui.flows import paying
from kai_counter.ui.flows.outside import Outside
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id

Key = Qt.Key


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, language=LANGUAGE, theme=THEME)) as found:
        found.to_board()
        yield found


@pytest.fixture
def machines(
    desk: WindowDesk, fresh_database: FreshDatabase, gateway: Any, terminal: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(paying, "POLL", 100)
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    work = desk.window.workplace
    assert work is not None
    work.counter.outside = Outside(
        Midtrans(SERVER_KEY, url=f"http://127.0.0.1:{gateway.port}", answer=1.0),
        EcrTerminal(f"127.0.0.1:{terminal.port}", timing=Timing(1.0, 0.5, 5.0, 2.0)),
    )


def to_payment(desk: WindowDesk, fresh: FreshDatabase) -> Any:
    """F8, a day, the first train, F8: what it costs is asked for."""
    screen = identified(desk, sold(fresh))
    desk.press(Key.Key_F8)
    page = screen.exchange_page
    desk.type("2")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.trains and desk.focus is page.trains[0])
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.flow.quote is not None and desk.focus is page.confirm_button)
    desk.press(Key.Key_F8)
    return page


def states(fresh: FreshDatabase) -> list[Any]:
    with fresh.owner() as connection:
        query = "SELECT method, state, outcome FROM payment_attempts WHERE method <> 'cash' ORDER BY created_at"
        return connection.execute(query).fetchall()


def order(page: Any) -> str:
    return order_id(page.flow.paying.current.attempt_id)


VOID = "SELECT count(*) FROM tickets WHERE void_reason = 'exchanged'"


def test_by_qris_it_is_exchanged_as_soon_as_it_is_paid(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, gateway: GatewaySimulator,
) -> None:  # fmt: skip
    page = to_payment(desk, fresh_database)
    desk.press(Key.Key_F6, Key.Key_F12, Key.Key_F12)
    desk.wait(lambda: page.flow.paying.current is not None and page.flow.paying.current.qr_text)
    looked_at(desk, "exchange-qris")
    assert len(gateway.orders) == 1 and gateway.orders[order(page)].amount == page.flow.quote.to_pay
    desk.press(Key.Key_F4)  # another page and back: the money stays with its exchange
    gateway.pay(order(page))
    desk.wait(lambda: page.flow.sale is not None)
    assert states(fresh_database) == [("qris", "confirmed", "sold")] and fresh_database.value(VOID) == 1


def test_the_terminal_falls_silent_and_the_query_finds_it(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, terminal: TerminalSimulator,
) -> None:  # fmt: skip
    terminal.fail("lost")
    page = to_payment(desk, fresh_database)
    desk.press(Key.Key_F11, Key.Key_F12)
    desk.wait(lambda: page.flow.paying.current is not None and page.flow.paying.current.state == "unknown")
    desk.wait(lambda: not page.flow.paying.busy)
    desk.press(Key.Key_Escape)
    assert page.is_paying  # nobody leaves money that nobody knows of
    desk.press(Key.Key_F12)
    desk.wait(lambda: page.flow.sale is not None)
    assert states(fresh_database) == [("debit_card", "confirmed", "sold")]
    assert "Rp 0" not in page.banner.text(), "no cash was given: there is no change to speak of"
    looked_at(desk, "exchange-card-done")


def test_paid_and_the_traveller_has_boarded(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, gateway: GatewaySimulator,
) -> None:  # fmt: skip
    """Charged is exchanged, or it goes back: once, by itself, and said."""
    page = to_payment(desk, fresh_database)
    desk.press(Key.Key_F6, Key.Key_F12)
    desk.wait(lambda: page.flow.paying.current is not None and page.flow.paying.current.qr_text)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE tickets SET ticket_status = 'used'")
    gateway.pay(order(page))
    desk.wait(lambda: not page.is_paying and page.flow.quote is None)
    assert states(fresh_database) == [("qris", "confirmed", "reversing")] and fresh_database.value(VOID) == 0
    assert fresh_database.value("SELECT count(*) FROM payment_reversals") == 1
    assert "goes back" in page.banner.text()
    desk.wait(lambda: fresh_database.value("SELECT count(*) FROM seat_claims WHERE active AND state = 'held'") == 0)
    looked_at(desk, "exchange-paid-refused")


def test_after_a_restart_it_goes_on_with_the_money_that_came(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, terminal: TerminalSimulator,
) -> None:  # fmt: skip
    """Half of it was charged when the program ended: the booking's exchange finds train, seats and money."""
    page = to_payment(desk, fresh_database)
    desk.press(Key.Key_F11)
    desk.type("50000")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page.flow.paying.paid and not page.flow.paying.busy)
    before = page.flow.quote.offer.offer_id
    page.flow.booking = page.flow.hold = page.flow.quote = None  # what a new program knows
    page.flow.paying.reset()
    page.left.emit()
    desk.press(Key.Key_U, modifier=Qt.KeyboardModifier.ControlModifier)
    assert desk.window.workplace is not None
    open_desk: Any = desk.window.workplace.page
    desk.wait(lambda: any(item.kind == "unsold" for item in open_desk.items))
    while open_desk.item.kind != "unsold":  # the open exchange may have been told of first, and stays chosen
        desk.press(Key.Key_Down)
    looked_at(desk, "exchange-unsold")
    desk.press(Key.Key_F8)  # opens the booking that is exchanged
    screen: Any = desk.window.workplace.page
    desk.wait(lambda: screen.view.card is not None and screen.objectName() == "bookings")
    card = screen.view.card
    if not card.is_identified:
        screen._read_unmasked()
    desk.wait(lambda: screen.view.card.is_identified)
    screen.exchange()
    page = screen.exchange_page
    desk.wait(lambda: page.is_paying and page.flow.quote is not None)
    assert page.flow.quote.offer.offer_id == before and page.flow.paying.paid_amount == 50_000
    desk.press(Key.Key_F5, Key.Key_F12)
    desk.wait(lambda: page.flow.sale is not None)
    assert states(fresh_database) == [("debit_card", "confirmed", "sold")] and fresh_database.value(VOID) == 1


CLASH = (
    "UPDATE bookings o SET booking_details = o.booking_details || jsonb_build_object('schedule', n.booking_details"
    " -> 'schedule')"
    " FROM bookings n WHERE n.status = 'pending' AND o.status = 'confirmed' AND o.id <> %s"
)


def clashing(desk: WindowDesk, fresh: FreshDatabase) -> Any:
    """At the payment of an exchange for a train on which one of the travellers sits already."""
    sold(fresh, "10002")
    page = to_payment(desk, fresh)
    with fresh.owner() as connection:  # what was sold first is the journey at that time
        assert connection.execute(CLASH, [page.flow.booking.booking_id]).rowcount == 1
    return page


def test_two_journeys_at_one_time_with_a_signature(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, gateway: GatewaySimulator,
) -> None:  # fmt: skip
    page = clashing(desk, fresh_database)
    desk.press(Key.Key_F12)  # cash, exact
    desk.wait(lambda: page.signing.dialog.isVisible())
    looked_at(desk, "exchange-overlap")
    desk.press(Key.Key_Escape)  # nobody there: nothing was paid, the seats stay held, the old tickets too
    desk.wait(lambda: not page.signing.dialog.isVisible() and page.banner.isVisible())
    assert "travels at that time" in page.banner.text() and page.flow.hold is not None and page.is_paying
    desk.press(Key.Key_F12)
    signs(desk, page.signing.dialog)
    desk.wait(lambda: page.flow.sale is not None)
    assert fresh_database.value("SELECT kind FROM approvals WHERE used_at IS NOT NULL") == "journey_overlap"


def test_paid_by_qris_and_nobody_signs_for_two_journeys(
    desk: WindowDesk, fresh_database: FreshDatabase, machines: None, gateway: GatewaySimulator,
) -> None:  # fmt: skip
    page = clashing(desk, fresh_database)
    desk.press(Key.Key_F6, Key.Key_F12)
    desk.wait(lambda: page.flow.paying.current is not None and page.flow.paying.current.qr_text)
    gateway.pay(order(page))
    desk.wait(lambda: page.signing.dialog.isVisible())
    assert states(fresh_database) == [("qris", "confirmed", None)]
    desk.press(Key.Key_Escape)
    desk.wait(lambda: page.flow.quote is None)
    assert states(fresh_database) == [("qris", "confirmed", "reversing")] and "goes back" in page.banner.text()
    assert fresh_database.value(VOID) == 0
