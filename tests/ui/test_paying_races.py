"""Money and what it waits for, in every order: an answer is held back, comes late, or fails; paid is sold, once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from real_database import FreshDatabase
from sale_desk import SaleDesk
from test_paying import F11, F12, desk, order, show_code, states
from test_payment import SITI, open_for, promote, sold

from kai_counter.devices.payments.gateway_simulator import GatewaySimulator
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import payments, sales
from kai_counter.ui.flows import outside, paying, several
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import WAY_KEYS, WINDOW_KEYS

__all__ = ["desk"]


class Slow:
    """A function whose answer is held back; it may fail instead, as often as `fails` says."""

    def __init__(self, function: Any, fails: int = 0, *, is_late: bool = False) -> None:
        self.function, self.fails, self.is_late = function, fails, is_late
        self.began, self.may_end = threading.Event(), threading.Event()
        self.asked = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.asked += 1
        answer = self.function(*arguments, **named) if self.is_late or not self.fails else None
        self.began.set()
        if self.fails:
            self.fails -= 1
            raise Unavailable("database", "cut by a test")
        assert self.may_end.wait(20)
        return answer


def test_money_under_a_promotion_still_sells(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Restarted with a code out, the promotion cannot be put on again: the price that stands is asked for."""
    promote(fresh_database)
    open_for(desk, SITI)
    desk.flow.apply_promotion("LEBARAN10")
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.discount)
    desk.flow.paying.start("qris", 270_000)
    desk.wait(lambda: desk.flow.charge is not None)
    paid, draft = order(desk), desk.flow.to_draft()
    desk.flow.paying.reset()  # the counter died
    gateway.pay(paid)
    slow = Slow(several.priced)
    monkeypatch.setattr(several, "priced", slow)
    again = SaleFlow.from_draft(desk.counter, draft, parent=desk.flow)
    said: list[Any] = []
    again.trouble.connect(said.append)
    again.settle_after_restart()
    desk.wait(lambda: again.paying.paid)
    assert again.quote is None and again.sale is None
    slow.may_end.set()
    desk.wait(lambda: again.sale is not None)
    assert said == [] and states(fresh_database) == [("qris", "confirmed", "sold")]
    assert fresh_database.value("SELECT final_amount FROM bookings WHERE status = 'confirmed'") == 270_000


def test_the_database_goes_at_each_step_of_a_card(
    desk: SaleDesk, fresh_database: FreshDatabase, terminal: TerminalSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Charged, and neither that nor the sale was heard of: both are found when the database is back, no key needed.
    Then the program starts anew, and even that question gets no answer at first."""
    open_for(desk, SITI)
    flow = desk.flow
    monkeypatch.setattr(payments, "settle", Slow(payments.settle, 1))
    monkeypatch.setattr(sales, "sell", Slow(sales.sell, 1, is_late=True))
    desk.press(F11)
    desk.press(F12)
    desk.wait(lambda: payments.settle.asked and not flow.paying.busy)  # type: ignore[attr-defined]
    assert flow.paying.asked is not None and flow.paying.paid == () and flow.sale is None
    payments.settle.may_end.set()  # type: ignore[attr-defined]
    flow.retry(pays=False)  # as the window does when the database is back
    desk.wait(lambda: flow.may_be_sold)
    assert sold(fresh_database) == 1 and flow.sale is None  # made, and the answer was lost
    flow.holding._expire()
    assert flow.is_held  # the seats are not let go while nobody knows
    draft = flow.to_draft()
    flow.retry(pays=False)
    desk.wait(lambda: flow.sale is not None)
    assert terminal.approved().total() == 1 and sold(fresh_database) == 1
    again = SaleFlow.from_draft(desk.counter, draft, parent=desk.flow)
    monkeypatch.setattr(sales, "sale_status", Slow(sales.sale_status, 1))
    again.settle_after_restart()
    desk.wait(lambda: sales.sale_status.asked and again.asks_truth)  # type: ignore[attr-defined]
    again.hold_again()  # a key that would have let the seats go
    sales.sale_status.may_end.set()  # type: ignore[attr-defined]
    desk.wait(lambda: again.sale is not None)
    assert states(fresh_database) == [("debit_card", "confirmed", "sold")]


def test_money_came_while_the_code_was_taken_back(
    desk: SaleDesk, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look finds it paid, the cancelling never answers: nothing else will say so, and it is sold."""
    cut = Slow(outside.take_back)
    cut.function = lambda *_: cut.may_end.wait(20)

    def never(*arguments: Any) -> Any:
        cut(*arguments)
        raise Unavailable("database", "cut by a test")

    monkeypatch.setattr(outside, "take_back", never)
    show_code(desk)
    desk.flow.paying.cancel()
    gateway.pay(order(desk))
    desk.wait(lambda: desk.flow.paying.paid and len(desk.counter.desk._jobs) == 1)  # nothing else will be told
    assert desk.flow.sale is None
    cut.may_end.set()
    desk.wait(lambda: desk.flow.sale is not None)


def test_paid_and_refused_keeps_its_seats_and_its_page(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading that an answer overtook does not take it back; the seats stay as long as the money waits."""
    screen, flow = show_code(desk), desk.flow
    with fresh_database.owner() as connection:
        connection.execute("UPDATE shifts SET state = 'paused', paused_at = now()")
    slow = Slow(payments.of_sale)
    monkeypatch.setattr(payments, "of_sale", slow)
    flow.paying.read()
    assert slow.began.wait(20)  # it has seen a code that is out
    gateway.pay(order(desk))
    desk.wait(lambda: not screen.banner.isHidden())
    slow.may_end.set()
    desk.wait(lambda: not desk.counter.desk.is_busy)
    assert slow.asked == 2 and flow.paying.paid and flow.paying.current is None
    flow.holding._expire()
    assert flow.is_held and flow.holding.is_paying
    said: list[Refused] = []
    flow.trouble.connect(said.append)
    flow.go("search")  # the command line, F3
    flow.back()
    assert flow.step == "payment" and [one.code for one in said] == ["payment_open"]


def test_seats_lost_under_the_money_are_held_again_and_sold(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator
) -> None:
    """The booking was cancelled meanwhile: one key holds the seats anew, and what is paid sells by itself."""
    screen, flow = show_code(desk), desk.flow
    with fresh_database.owner() as connection:
        gone = "status = 'cancelled', cancelled_at = now(), cancel_reason = 'expired'"
        connection.execute(f"UPDATE bookings SET {gone}")
        connection.execute("SELECT internal.free_seats(array_agg(id), 'expired') FROM bookings")
    gateway.pay(order(desk))
    desk.wait(lambda: not screen.banner.isHidden() and not flow.is_held)
    assert sold(fresh_database) == 0 and flow.paying.paid
    hints = screen.keys()
    pay = next(hint for hint in hints if hint.key == "F12")
    assert pay.enabled  # though it cannot pay yet, it asks for what is missing
    desk.press(F12)
    desk.wait(lambda: flow.sale is not None)
    assert sold(fresh_database) == 1


def test_a_gateway_that_does_not_know_is_asked_by_and_by(
    desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, and then it knows: found without a key, and without a word while it is silent."""
    monkeypatch.setattr(paying, "SELDOM", 100)
    screen = show_code(desk)
    name = order(desk)
    gateway.fail("status", "error", times=3)
    payments.settle(desk.counter.database, desk.flow.paying.attempts[0].attempt_id, "unknown", {"reason": "silent"})
    desk.flow.paying.read()
    desk.wait(lambda: desk.flow.paying.current is not None and desk.flow.paying.current.state == "unknown")
    gateway.pay(name)
    desk.wait(lambda: desk.flow.sale is not None)
    assert screen.banner.isHidden() and sold(fresh_database) == 1


def test_f8_chooses_nothing_at_the_payment(desk: SaleDesk) -> None:
    """It means "on" everywhere: pressed by habit behind the last passenger it changes nothing."""
    screen = open_for(desk, SITI)
    desk.press(Qt.Key.Key_F8, Qt.Key.Key_F8)
    assert screen.methods.way == "cash" and desk.focus.objectName() == "payment.tendered"
    assert not {key for one in WINDOW_KEYS for key in one.keys} & set(WAY_KEYS.values())
