"""QRIS and cards at the counter: a real gateway over HTTP and a real terminal's frames, both of software."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk
from test_payment import SITI, open_for, sold

from kai_counter.devices.payments.ecr import EcrTerminal, Timing
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.manual import ManualTerminal
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.devices.simulator import Simulator
from kai_counter.ui.flows import paying, several
from kai_counter.ui.flows.outside import Outside
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.screens.payment import PaymentScreen
from kai_counter.values.ids import new_id
from kai_counter.values.payment import order_id

ENTER, F12, ESC = Qt.Key.Key_Return, Qt.Key.Key_F12, Qt.Key.Key_Escape
F5, F6, F11 = Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F11


@pytest.fixture
def desk(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator,
    terminal: TerminalSimulator, monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SaleDesk]:  # fmt: skip
    monkeypatch.setattr(paying, "POLL", 100)
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    with sale_desk(qtbot, fresh_database, tmp_path) as found:
        found.counter.outside = Outside(
            Midtrans(SERVER_KEY, url=f"http://127.0.0.1:{gateway.port}", answer=1.0),  # type: ignore[attr-defined]
            EcrTerminal(f"127.0.0.1:{terminal.port}", timing=Timing(1.0, 0.5, 5.0, 2.0)),  # type: ignore[attr-defined]
        )
        yield found


def show_code(desk: SaleDesk) -> PaymentScreen:
    screen = open_for(desk, SITI)
    desk.press(F6)
    desk.press(F12)
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.qr_text)
    return screen


def order(desk: SaleDesk) -> str:
    card = desk.flow.paying.current
    assert card is not None
    return order_id(card.attempt_id)


def states(fresh: FreshDatabase) -> list[Any]:
    with fresh.owner() as connection:
        return connection.execute(
            "SELECT method, state, outcome FROM payment_attempts ORDER BY created_at"
        ).fetchall()


def test_a_code_is_shown_paid_and_sold(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    screen = show_code(desk)
    assert screen.outside["qris"].code.text.startswith("000201")
    grab(screen, "payment-qris", language="en")
    desk.press(F12, ENTER, F12)  # impatience: it looks, it never asks for money again
    assert len(gateway.orders) == 1
    gateway.pay(order(desk))
    desk.wait(lambda: desk.flow.sale is not None)
    sale = desk.flow.sale
    assert sale is not None and (sale.raw["paid_by"], sale.change) == ("qris", 0)
    assert desk.flow.step == "done" and sold(fresh_database) == 1
    assert states(fresh_database) == [("qris", "confirmed", "sold")]


def test_keys_pressed_many_times_ask_once(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    open_for(desk, SITI)
    desk.press(F6)
    desk.press(F12, ENTER, F12, ENTER, F12)
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.qr_text)
    assert len(gateway.orders) == 1
    assert fresh_database.value("SELECT count(*) FROM payment_attempts") == 1


def test_a_code_is_taken_back(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    screen = show_code(desk)
    name = order(desk)
    desk.press(ESC)
    desk.wait(lambda: desk.flow.paying.current is None and not desk.flow.paying.busy)
    assert gateway.orders[name].state == "cancel"
    assert "nothing was paid" in screen.outside["qris"].headline.text()
    desk.press(F5)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert states(fresh_database) == [("qris", "cancelled", None), ("cash", "confirmed", "sold")]


def test_the_payment_won_against_the_cancel(desk: SaleDesk, gateway: GatewaySimulator) -> None:
    show_code(desk)
    desk.flow.paying._poll.stop()
    desk.wait(lambda: not desk.flow.paying.busy)
    gateway.pay(order(desk))
    desk.press(ESC)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None and desk.flow.sale.raw["paid_by"] == "qris"


def test_part_by_card_part_in_cash(
    desk: SaleDesk, fresh_database: FreshDatabase, terminal: TerminalSimulator
) -> None:
    screen = open_for(desk, SITI)
    desk.press(F11)
    desk.type("100000")
    grab(screen, "payment-card-part", language="en")
    desk.press(ENTER)
    desk.wait(lambda: desk.flow.paying.paid)
    assert screen.cash.total.text().endswith("200.000")
    assert "100.000" in screen.methods.paid.text()
    desk.wait(lambda: not desk.flow.paying.busy)
    desk.press(F5)
    grab(screen, "payment-mixed", language="en")
    desk.type("250000")
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    sale = desk.flow.sale
    assert sale is not None and (sale.raw["paid_by"], sale.change) == ("mixed", 50_000)
    assert states(fresh_database) == [("debit_card", "confirmed", "sold"), ("cash", "confirmed", "sold")]
    assert fresh_database.value("SELECT retrieval_number IS NOT NULL FROM payment_attempts WHERE method <> 'cash'")


def test_a_card_declined_is_said_and_cash_goes_on(
    desk: SaleDesk, fresh_database: FreshDatabase, terminal: TerminalSimulator
) -> None:
    terminal.fail("decline")
    screen = open_for(desk, SITI)
    desk.press(F11)
    desk.press(F12)
    desk.wait(lambda: desk.flow.paying.attempts and not desk.flow.paying.busy)
    assert "nothing was paid" in screen.outside["card"].headline.text()
    desk.press(F5)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert states(fresh_database)[0][:2] == ("debit_card", "declined")


def test_the_link_is_lost_and_the_query_finds_it(
    desk: SaleDesk, fresh_database: FreshDatabase, terminal: TerminalSimulator
) -> None:
    """Charged, and the answer never came: unknown, one key asks, the sale is made, the card charged once."""
    terminal.fail("lost")
    screen = open_for(desk, SITI)
    desk.press(F11)
    desk.press(F12)
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.state == "unknown")
    assert "not known" in screen.outside["card"].headline.text()
    grab(screen, "payment-unknown", language="en")
    desk.wait(lambda: not desk.flow.paying.busy)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert states(fresh_database) == [("debit_card", "confirmed", "sold")]


def test_the_slip_of_a_terminal_without_a_cable(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    desk.counter.outside = Outside(None, ManualTerminal())
    screen = open_for(desk, SITI)
    desk.press(F11)
    desk.press(F12)
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.state == "pending")
    assert desk.focus.objectName() == "payment.card.approval"
    desk.type("12345")
    desk.press(ENTER)
    desk.type("250101123456")
    desk.press(ENTER)
    desk.type("4321")
    grab(screen, "payment-slip", language="en")
    desk.press(ENTER)
    desk.wait(lambda: not screen.banner.isHidden())
    assert "six letters or digits" in screen.banner.text()
    desk.field("payment.card.approval").setText("A12345")
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert fresh_database.value("SELECT masked_pan FROM payment_attempts") == "************4321"


def test_the_gateway_is_away(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    """Nothing was charged, the next key is cash."""
    gateway.close()
    screen = open_for(desk, SITI)
    desk.press(F6)
    desk.press(F12)
    desk.wait(lambda: not screen.banner.isHidden())
    assert "Nothing was charged" in screen.banner.text()
    assert states(fresh_database) == [("qris", "cancelled", None)]
    desk.wait(lambda: not desk.flow.paying.busy)
    desk.press(F5)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)


def test_the_gateway_goes_while_a_code_is_shown(desk: SaleDesk, gateway: GatewaySimulator) -> None:
    """Looked at by itself, it is looked at again; who asks by key is answered, and not that nothing was charged."""
    screen = show_code(desk)
    gateway.close()
    desk.wait(lambda: not desk.flow.paying.is_looking)
    assert screen.banner.isHidden()
    desk.press(F12)
    desk.wait(lambda: not screen.banner.isHidden())
    assert "is not known" in screen.banner.text() and "Nothing was charged" not in screen.banner.text()
    assert desk.flow.paying.current is not None and desk.flow.step == "payment"


@pytest.mark.parametrize("fault", ["malformed", "error", "hang", "signature", "drop"])
def test_a_gateway_that_misbehaves(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, fault: str
) -> None:
    """Whatever it answers on the way, paid is sold once."""
    show_code(desk)
    gateway.fail("status", fault, times=2)
    gateway.pay(order(desk))
    desk.wait(lambda: desk.flow.sale is not None)
    assert states(fresh_database) == [("qris", "confirmed", "sold")]
    assert sold(fresh_database) == 1


def test_charged_and_the_sale_refused(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    """The shift was closed on another counter meanwhile: paid, not sold, said so; one key sells it later."""
    screen = show_code(desk)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE shifts SET state = 'paused', paused_at = now()")
    gateway.pay(order(desk))
    desk.wait(lambda: not screen.banner.isHidden())
    assert "Paid, but not sold" in screen.banner.text()
    grab(screen, "payment-paid-not-sold", language="en")
    assert sold(fresh_database) == 0 and desk.flow.paying.left == 0
    panel = screen.outside["qris"]
    assert "whole price is paid" in panel.headline.text() and panel.amount.isHidden()
    with fresh_database.owner() as connection:
        connection.execute("UPDATE shifts SET state = 'open', paused_at = NULL")
    desk.wait(lambda: not desk.flow.paying.busy and screen.can_pay)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert sold(fresh_database) == 1


def test_money_that_comes_before_its_price_still_sells(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paid while the counter was off: after the restart the gateway may answer before the price is there."""
    show_code(desk)
    paid, draft = order(desk), desk.flow.to_draft()
    desk.flow.paying.reset()  # the counter died
    gateway.pay(paid)
    came = threading.Event()
    priced = several.priced

    def slow(*arguments: Any) -> Any:
        assert came.wait(20)
        return priced(*arguments)

    monkeypatch.setattr(several, "priced", slow)
    again = SaleFlow.from_draft(desk.counter, draft, parent=desk.flow)
    again.settle_after_restart()
    desk.wait(lambda: again.paying.paid)
    assert again.quote is None and again.sale is None
    came.set()
    desk.wait(lambda: again.sale is not None)
    assert sold(fresh_database) == 1 and states(fresh_database) == [("qris", "confirmed", "sold")]


def test_leaving_is_not_possible_while_money_is_under_way(desk: SaleDesk) -> None:
    show_code(desk)
    said: list[Any] = []
    desk.flow.trouble.connect(said.append)
    desk.flow.abandon()
    desk.flow.back()
    assert [one.code for one in said] == ["payment_open"]
    assert desk.flow.step == "payment" and desk.flow.paying.current is not None


def test_the_clock_jumps_while_a_code_is_shown(
    desk: SaleDesk, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour ahead by this machine's own clock: the code lives on by the database's."""
    screen = show_code(desk)
    before = screen.outside["qris"].countdown.seconds_left

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz or UTC) + timedelta(hours=1)

    monkeypatch.setattr("kai_counter.ui.context.datetime", Ahead)
    assert abs(screen.outside["qris"].countdown.seconds_left - before) < 60
    gateway.pay(order(desk))
    desk.wait(lambda: desk.flow.sale is not None)


def test_the_code_is_printed_on_request(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator
) -> None:
    fresh_database.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    printer = Simulator()
    url = f"http://127.0.0.1:{gateway.port}"  # type: ignore[attr-defined]
    with sale_desk(qtbot, fresh_database, tmp_path, printer) as desk:
        desk.counter.outside = Outside(Midtrans(SERVER_KEY, url=url, answer=1.0))
        screen = open_for(desk, SITI)
        desk.press(F6)
        hints = screen.keys()
        assert "Ctrl+P" not in [hint.key for hint in hints]  # nothing to print yet
        desk.press(F12)
        desk.wait(lambda: desk.flow.charge is not None)
        desk.press(Qt.Key.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
        desk.wait(lambda: printer.codes)
        assert printer.codes == [gateway.orders[order(desk)].qr_text]


def test_the_drawer_opens_for_cash_only(desk: SaleDesk, gateway: GatewaySimulator) -> None:
    """Nothing was paid in cash: there is no change to give, and the drawer stays shut."""
    from kai_counter.ui.screens.done import DoneScreen

    show_code(desk)
    gateway.pay(order(desk))
    desk.wait(lambda: desk.flow.sale is not None)
    screen = DoneScreen(desk.counter, desk.flow)
    desk.show(screen)
    assert desk.flow.sale is not None and not DoneScreen._is_cash(desk.flow.sale)
    assert "not paid in cash" in screen.change.text()


def test_another_way_by_a_supervisors_signature(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    """The gateway is away while a code is out: unknown, signed, cash; paid after all, it goes back by itself."""
    from real_database import PASSWORD
    from window_desk import settings_for

    from kai_counter.services import payments

    desk.counter.settings = settings_for(fresh_database)
    screen = show_code(desk)
    attempt, name = desk.flow.paying.attempts[0].attempt_id, order(desk)
    desk.flow.paying._poll.stop()
    desk.wait(lambda: not desk.flow.paying.is_looking)
    payments.settle(desk.counter.database, attempt, "unknown", {"reason": "unreachable"})
    desk.flow.paying.read()
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.state == "unknown")
    desk.press(Qt.Key.Key_O, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: screen.signing.is_open)
    desk.type("20001")
    desk.press(ENTER)
    desk.type(PASSWORD)
    desk.press(ENTER)
    desk.wait(lambda: desk.flow.paying.current is None and not desk.flow.paying.busy)
    desk.press(F5)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    gateway.pay(name)
    card = payments.of_sale(desk.counter.database, desk.flow.sale_id)
    assert card == ()  # sold: the desk of open payments has it
    (waiting,) = payments.unsettled(desk.counter.database).attempts
    from kai_counter.ui.flows import outside

    told = outside.ask_again(desk.counter.database, desk.counter.outside, waiting, desk.counter.clock.now())
    assert (told.state, told.outcome) == ("confirmed", "reversing")


def test_the_key_bar_follows_the_way_to_pay(desk: SaleDesk) -> None:
    """F12 must never be called cash while it asks the terminal."""
    screen = open_for(desk, SITI)
    said: list[str] = []

    def look() -> None:
        hints = screen.keys()
        said.append(next(hint.text for hint in hints if hint.key == "F12"))

    screen.keys_changed.connect(look)
    desk.press(Qt.Key.Key_F11)
    assert said and said[-1] == screen.pay_button.text().strip()
