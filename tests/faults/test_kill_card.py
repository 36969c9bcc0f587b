"""kill -9 between every two steps of a sale by card and by QRIS: charged is sold, once, and never charged twice.

Terminal and gateway are programs of their own and outlive the counter, as in the world.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from killing import Machine, Window, finish, module_database, person, port_of
from real_database import TestServer

from kai_counter.config import Gateway, Terminal, load_settings, save_settings
from kai_counter.devices.payments.gateway_simulator import SERVER_KEY, GatewaySimulator
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.values.ids import new_id


class PayingMachine(Machine):
    """With a card terminal and a gateway."""

    bank: TerminalSimulator
    shop: GatewaySimulator

    def plug_in(self) -> None:
        self.bank, self.shop = TerminalSimulator(), GatewaySimulator()
        settings = dataclasses.replace(
            load_settings(self.home),
            terminal=Terminal("serial", f"127.0.0.1:{self.bank.serve()}"),
            gateway=Gateway(f"http://127.0.0.1:{self.shop.serve()}"),
            gateway_key=SERVER_KEY,
        )
        save_settings(self.home, settings)
        admin = self.database.signed_in("90001")
        admin.call("set_gateway_key", key_id=new_id(), server_key=SERVER_KEY)
        admin.close()

    def close(self) -> None:
        super().close()
        self.bank.close()
        self.shop.close()

    def charged(self) -> int:
        """Money that left customers and was not given back."""
        paid = sum(one.state == "settlement" for one in self.shop.orders.values())
        return self.bank.approved().total() + paid

    def sold(self) -> int:
        return int(self.value("SELECT count(*) FROM sales WHERE state = 'sold'"))


@pytest.fixture(scope="module")
def machine(server: TestServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PayingMachine]:
    with module_database(server, template) as database:
        machine = PayingMachine(tmp_path_factory.mktemp("machine"), database, port_of(server))
        machine.plug_in()
        yield machine
        machine.close()


@pytest.fixture(autouse=True)
def charged_is_sold(machine: PayingMachine) -> Iterator[None]:
    """Every card or code that was charged is a sale, and every sale was charged once."""
    yield
    machine.assert_true()
    assert machine.charged() == machine.sold()
    if machine.window is not None:
        assert machine.window.do("list(noise)") == []


def at_payment(machine: PayingMachine) -> tuple[Window, str]:
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    return window, window.flow("sale_id")


def and_on(machine: PayingMachine, window: Window, sale: str, way: str) -> None:
    """What became of it is found without a key; where nothing was paid, the same keys pay now."""
    assert window.flow("sale_id") == sale
    window.do("clerk.outside_settles(hands)")
    if window.do("window.workplace.flow.sale is None"):
        assert window.flow("step") == "payment"
        if window.do("window.workplace.flow.charge is None"):
            window.do(f"clerk.pay_outside(hands, clerk.Key.Key_{way})")
        if way == "F6":
            pay_on_the_phone(machine, window)
    window.do("clerk.sold(hands)")
    finish(machine, window, sale)


def pay_on_the_phone(machine: PayingMachine, window: Window) -> None:
    window.wait("window.workplace.flow.charge is not None or window.workplace.flow.sale is not None")
    order = window.do("window.workplace.flow.charge and window.workplace.flow.charge.order_id")
    if order is not None:  # else it was paid before, and sold itself
        machine.shop.pay(str(order))


STEPS = ["begin_attempt", "mark_pending", "settle_attempt", "sell"]


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("where", ["before", "answer"])
def test_a_card_is_charged_once(machine: PayingMachine, verb: str, where: str) -> None:
    """Killed before the call left, and before its answer came."""
    window, sale = at_payment(machine)
    hold = machine.wire.hold_before if where == "before" else machine.wire.hold_answer
    hold(f'kai."{verb}"(')
    window.do("clerk.pay_outside(hands, clerk.Key.Key_F11)")
    assert machine.wire.reached.wait(10)
    and_on(machine, machine.again(), sale, "F11")


def test_killed_while_the_terminal_works(machine: PayingMachine) -> None:
    """The card is charged and nobody here is left to hear it."""
    window, sale = at_payment(machine)
    before = machine.bank.approved().total()
    machine.bank.fail("hang")
    window.do("clerk.pay_outside(hands, clerk.Key.Key_F11)")
    machine.until(lambda: machine.bank.approved().total() == before + 1)
    and_on(machine, machine.again(), sale, "F11")
    assert machine.bank.approved().total() == before + 1


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("where", ["before", "answer"])
def test_a_code_is_paid_once(machine: PayingMachine, verb: str, where: str) -> None:
    window, sale = at_payment(machine)
    hold = machine.wire.hold_before if where == "before" else machine.wire.hold_answer
    hold(f'kai."{verb}"(')
    window.do("clerk.pay_outside(hands, clerk.Key.Key_F6)")
    if verb in ("settle_attempt", "sell"):
        pay_on_the_phone(machine, window)
    assert machine.wire.reached.wait(10)
    and_on(machine, machine.again(), sale, "F6")


def test_the_code_is_paid_while_the_counter_is_off(machine: PayingMachine) -> None:
    """Shown, killed, paid: the sale comes up and sells itself."""
    window, sale = at_payment(machine)
    window.do("clerk.pay_outside(hands, clerk.Key.Key_F6)")
    window.wait("window.workplace.flow.charge is not None")
    order = str(window.do("window.workplace.flow.charge.order_id"))
    machine.kill()
    machine.shop.pay(order)
    window = machine.come_in()
    window.do("clerk.sold(hands)")
    finish(machine, window, sale)


def test_the_code_is_still_there_after_a_restart(machine: PayingMachine) -> None:
    """Shown, killed, not yet paid: the same code stands there again, and it is the only one."""
    window, sale = at_payment(machine)
    window.do("clerk.pay_outside(hands, clerk.Key.Key_F6)")
    window.wait("window.workplace.flow.charge is not None")
    text = window.do("window.workplace.flow.charge.qr_text")
    orders = len(machine.shop.orders)
    window = machine.again()
    assert window.flow("sale_id") == sale and window.flow("step") == "payment"
    window.wait("window.workplace.flow.charge is not None")
    assert window.do("window.workplace.flow.charge.qr_text") == text
    assert len(machine.shop.orders) == orders
    pay_on_the_phone(machine, window)
    window.do("clerk.sold(hands)")
    finish(machine, window, sale)
