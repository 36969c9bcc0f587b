# ruff: noqa: E501  (requests stay on the line that sends them)
"""A refund goes back to QRIS or card through the real drivers: at once, once, and what failed stands on the board."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "verbs"))
from desk import given_back, people_of, quote, see_document, signed
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk
from till import Till, as_owner, trains

from kai_counter.devices.payments.ecr import EcrTerminal, Timing
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.midtrans import Midtrans
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.ui.flows.outside import Outside
from kai_counter.ui.flows.refunding import RefundFlow
from kai_counter.ui.screens.refunds import RefundsScreen
from kai_counter.ui.screens.unsettled import UnsettledScreen
from kai_counter.ui.widgets.money_path import MoneyPath
from kai_counter.values.cards_refund import AccountRequest, PayoutCard, from_offer
from kai_counter.values.ids import new_id
from kai_counter.values.payment import card_reference, order_id

Key = Qt.Key
REVERSAL = {"method": "reversal"}
LANGUAGE = os.environ.get("KAI_LOOK_LANGUAGE", "en")


@contextmanager
def at_counter(
    qtbot: QtBot, fresh: FreshDatabase, folder: Path, gateway: GatewaySimulator, terminal: TerminalSimulator, nipp: str = "10001"
) -> Iterator[SaleDesk]:
    fresh.signed_in("90001").call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
    with sale_desk(qtbot, fresh, folder, nipp=nipp) as desk:
        desk.counter.outside = Outside(
            Midtrans(SERVER_KEY, url=f"http://127.0.0.1:{gateway.port}", answer=1.0),  # type: ignore[attr-defined]
            EcrTerminal(f"127.0.0.1:{terminal.port}", timing=Timing(1.0, 0.5, 5.0, 2.0)),  # type: ignore[attr-defined]
        )
        yield desk


@pytest.fixture
def desk(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator, terminal: TerminalSimulator
) -> Iterator[SaleDesk]:
    with at_counter(qtbot, fresh_database, tmp_path, gateway, terminal) as found:
        yield found


def sold(desk: SaleDesk, fresh: FreshDatabase, gateway: GatewaySimulator, method: str = "qris") -> tuple[Till, dict[str, Any]]:
    """Two travellers, paid through the driver as a customer pays."""
    counter, till = desk.counter, Till(desk.counter.database)
    with as_owner(fresh.owner_url) as owner:
        train = trains(owner)[0]
    till.sale_id = new_id()
    asked = till.asked(till.hold(train, train.seats[:2]))
    total, attempt = asked["expected_total"], new_id()
    card = payments.begin(counter.database, attempt, UUID(str(till.sale_id)), method, total, "gateway" if method == "qris" else "terminal")
    if method == "qris":
        assert counter.outside.gateway is not None
        counter.outside.gateway.charge(order_id(attempt), total, datetime.now(UTC) + timedelta(minutes=15))
        gateway.pay(order_id(attempt))
        card = outside.check_code(counter.database, counter.outside, card, counter.clock.now())
    else:
        assert counter.outside.terminal is not None
        answer = counter.outside.terminal.sale(card_reference(attempt), total)
        card = outside.told_by_terminal(counter.database, card, answer, "terminal")
    assert card.state == "confirmed"
    return till, till.sell(asked, method="parts", attempts=[str(attempt)], amount=total, tendered=0)


def on_the_board(desk: SaleDesk, fresh: FreshDatabase, gateway: GatewaySimulator, method: str = "qris", by: str = "10001", people: int = 1) -> RefundsScreen:
    """A refund that nobody has asked a machine for yet (the counter died before it could)."""
    till, sale = sold(desk, fresh, gateway, method)
    with as_owner(fresh.owner_url) as owner:
        supervisor = till.database if by == "20001" else fresh.signed_in("20001")
        given_back(owner, till, supervisor, sale, people_of(sale)[:people], REVERSAL, by=by)
    screen = RefundsScreen(desk.counter)
    desk.show(screen)
    desk.wait(lambda: screen.list.rows)
    return screen


def refund_of(fresh: FreshDatabase) -> Any:
    with fresh.owner() as owner:
        return owner.execute("SELECT refund_status, refund_amount, outside_reference = id::text FROM refunds WHERE refund_amount > 0").fetchone()


def test_it_goes_back_at_once_when_the_refund_is_confirmed(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    till, sale = sold(desk, fresh_database, gateway)
    supervisor = fresh_database.signed_in("20001")
    with as_owner(fresh_database.owner_url) as owner:
        see_document(owner, till.database, sale["bookings"][0]["booking_id"])
        offer = quote(till.database, sale["bookings"][0]["booking_id"], people_of(sale)[:1])
    flow = RefundFlow(desk.counter)
    flow.offer = from_offer(offer)
    back: list[PayoutCard] = []
    flow.paid_back.connect(back.append)
    flow.confirm(AccountRequest("reversal"), UUID(signed(supervisor, offer)))
    desk.wait(lambda: back)
    (order,) = gateway.orders.values()
    assert refund_of(fresh_database) == ("completed", offer["amount"], True)
    assert order.refunds == {str(back[0].refund_id): offer["amount"]}


def test_no_answer_is_asked_again_and_gives_back_once(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    board = on_the_board(desk, fresh_database, gateway)
    assert board.ask_button.isVisible()
    grab(board, "payouts-reversal", language=LANGUAGE)
    gateway.fail("refund", "drop")
    desk.press(Key.Key_F12, Key.Key_F12)
    desk.wait(lambda: board.asking is None and "no answer" in board.facts.text())
    grab(board, "payouts-unanswered", language=LANGUAGE)
    assert refund_of(fresh_database)[0] == "processing"
    open_things = UnsettledScreen(desk.counter)  # it stands there, too, with the one key
    desk.show(open_things)
    desk.wait(lambda: open_things.item is not None and open_things.item.kind == "reversal")
    grab(open_things, "unsettled-refund", language=LANGUAGE)
    desk.press(Key.Key_F12)
    desk.wait(lambda: open_things.item is None)
    (order,) = gateway.orders.values()
    assert refund_of(fresh_database)[0] == "completed" and len(order.refunds) == 1
    assert 0 < order.refunded < order.amount  # a part of what was paid


def test_declined_it_comes_back_to_a_supervisor_with_its_fix(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, gateway: GatewaySimulator, terminal: TerminalSimulator
) -> None:
    with at_counter(qtbot, fresh_database, tmp_path, gateway, terminal, "20001") as desk:
        board = on_the_board(desk, fresh_database, gateway, by="20001")
        (order,) = gateway.orders.values()
        order.refunds["by hand at the gateway"] = order.amount  # nothing is left there to give back
        desk.press(Key.Key_F12)
        desk.wait(lambda: board.fix.isVisible())
        grab(board, "payouts-declined", language=LANGUAGE)
        assert refund_of(fresh_database)[0] == "failed" and board.ask_button.isHidden()
        board.fix.account.edit.setFocus()
        for text in ("99887766", "99887766", "BRI"):
            desk.type(text)
            desk.press(Key.Key_Return)
        desk.type("Siti Aminah")
        desk.press(Key.Key_Return)
        desk.wait(lambda: refund_of(fresh_database)[0] == "initiated")
        desk.wait(lambda: not desk.counter.desk.is_busy)


def test_declined_before_a_clerk_it_stands_with_what_was_said(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    board = on_the_board(desk, fresh_database, gateway)
    (order,) = gateway.orders.values()
    order.refunds["by hand at the gateway"] = order.amount
    desk.press(Key.Key_F12)
    desk.wait(lambda: "Refused" in board.facts.text())
    assert refund_of(fresh_database)[0] == "processing" and board.ask_button.isVisible() and board.fix.isHidden()
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_a_card_is_voided_by_the_terminal(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, terminal: TerminalSimulator) -> None:
    """The whole charge: our own mistake of a moment ago."""
    till, sale = sold(desk, fresh_database, gateway, "debit_card")
    with as_owner(fresh_database.owner_url) as owner:
        owner.execute("UPDATE tickets SET qr_code = NULL")
        done = given_back(owner, till, fresh_database.signed_in("20001"), sale, people_of(sale), REVERSAL, why="own_mistake")
    assert [part["machine"] for part in done["money"]] == ["terminal"]
    screen = RefundsScreen(desk.counter)
    desk.show(screen)
    desk.wait(lambda: screen.list.rows)
    desk.press(Key.Key_F12)
    desk.wait(lambda: screen.empty.isVisible())
    assert [charge.is_void for charge in terminal.charges] == [True] and refund_of(fresh_database)[0] == "completed"


def test_a_part_of_a_card_is_a_persons_work(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator, terminal: TerminalSimulator) -> None:
    board = on_the_board(desk, fresh_database, gateway, "debit_card")
    assert board.ask_button.isHidden()
    desk.press(Key.Key_F12)
    assert [charge.is_void for charge in terminal.charges] == [False] and refund_of(fresh_database)[0] == "processing"


def test_the_form_says_which_way_each_part_goes(desk: SaleDesk, fresh_database: FreshDatabase, gateway: GatewaySimulator) -> None:
    """A part of a card's charge no terminal voids: said before anybody confirms."""
    till, sale = sold(desk, fresh_database, gateway, "debit_card")
    booking = sale["bookings"][0]["booking_id"]
    with as_owner(fresh_database.owner_url) as owner:
        see_document(owner, till.database, booking)
    path = MoneyPath()
    desk.qtbot.addWidget(path)
    for people, said in ((1, "a terminal voids only a whole charge"), (2, "voids only a whole charge")):
        path.offer(("reversal", "transfer"))
        path.show_plan(from_offer(quote(till.database, booking, people_of(sale)[:people])).plan)
        assert said in path.words.text() and "Rp" in path.words.text()
    path.way.set_values(["transfer"])
    path._picked()
    assert "typed twice" in path.words.text()
