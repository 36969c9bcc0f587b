"""kill -9 of PostgreSQL at each step of a sale: a banner, nothing typed lost, back by itself, sold exactly once."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import other_servers
from killing import Machine, Window, person, port_of
from real_database import TEMPLATE, FreshDatabase, TestServer, make_template

from kai_counter.config import home_at
from kai_counter.db.server import EmbeddedServer
from kai_counter.db.server_process import running_pid

BACK_WITHIN = 20.0  # seconds from the database's return to the window's: 5 on a machine that does nothing else

pytestmark = pytest.mark.usefixtures("quiet")


class Cluster:
    """A PostgreSQL of this file's own, as durable as in a station: killed, it comes back with what it promised."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self.embedded = embedded
        self.server = TestServer(self.embedded.start())
        make_template(self.server)
        self.database = FreshDatabase(self.server, TEMPLATE, [])

    def kill(self) -> None:
        """Every process at once, as when the power goes."""
        pid = running_pid(self.embedded.place.cluster)
        assert pid is not None
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            os.kill(one, signal.SIGKILL)

    def come_back(self) -> float:
        self.embedded.start()
        return time.monotonic()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="kai-tests-away-", dir=other_servers.memory()))
    folder.chmod(0o755)
    embedded = EmbeddedServer(home_at(folder / "home"))
    try:
        yield Cluster(embedded)
    finally:
        embedded.erase()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def machine(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("machine"), cluster.database, port_of(cluster.server))
    yield machine
    machine.close()


@contextmanager
def away(machine: Machine, cluster: Cluster) -> Iterator[Window]:
    """Killed; inside the block it is away and the window says so; behind it the window is back, in time."""
    window = machine.window
    assert window is not None
    cluster.kill()
    machine.wire.free()
    window.do("window.workplace.health.ask()")
    window.wait("hands.sees('banner')")
    assert "out of reach" in window.says("banner")
    try:
        yield window
    finally:
        returned = cluster.come_back()
    window.wait("not hands.sees('banner')")
    assert time.monotonic() - returned < BACK_WITHIN


def finish(machine: Machine, sale: str, tendered: int | None = None) -> None:
    window = machine.window
    assert window is not None
    window.do("clerk.printed(hands)")
    machine.assert_sold_once(sale, tendered=tendered)
    window.do("clerk.next_customer(hands)")


def test_while_seats_are_chosen(machine: Machine, cluster: Cluster) -> None:
    """Seats asked for while it is away are held when it is back, without a key."""
    window = machine.ready()
    window.do("clerk.find_train(hands)")
    sale = window.flow("sale_id")
    machine.wire.hold_before('kai."hold"(')
    window.press("F6")
    assert machine.wire.reached.wait(10)
    wanted = window.flow("selected")
    with away(machine, cluster):
        assert window.flow("selected") == wanted
    window.wait("window.workplace.flow.is_held")
    assert window.flow("selected") == wanted
    window.do("clerk.to_passengers(hands)")
    window.do(f"clerk.type_people(hands, {person()!r})")
    window.press("F12")
    finish(machine, sale)


def test_while_passengers_are_typed(machine: Machine, cluster: Cluster) -> None:
    """Half a name before, the other half while it is away: all of it stands, in the field where it was typed."""
    window = machine.ready()
    name, nik = person()
    window.do("clerk.hold(hands); clerk.to_passengers(hands)")
    sale = window.flow("sale_id")
    window.do(f"hands.type({name[:4]!r})")
    with away(machine, cluster):
        window.do(f"hands.type({name[4:]!r})")
        window.press("Return")
        window.do(f"hands.type({nik!r})")
        window.press("F8")
        assert window.do("[(p.name, p.identity_number) for p in window.workplace.flow.passengers]") == [[name, nik]]
    window.do("clerk.at_payment(hands)")
    window.do("clerk.lay_down(hands, '500000')")
    finish(machine, sale, 500_000)


def test_before_the_payment(machine: Machine, cluster: Cluster) -> None:
    """F12 while it is away: the amount stays in the field; cash goes out again by a person's key only."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    with away(machine, cluster):
        window.do("clerk.lay_down(hands, '500000')")
        window.wait("not window.workplace.flow.is_paying")
        assert window.do("window.workplace.sale.page.cash.field.text()") == "500.000"
        assert "not known yet" in window.says("payment.banner")
        window.press("F12")
    sell_again(window)
    finish(machine, sale, 500_000)


@pytest.mark.parametrize("moment", ["on its way", "waiting for a lock", "committed, not answered"])
def test_during_the_sale(machine: Machine, cluster: Cluster, moment: str) -> None:
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    with lock_on_the_counter(cluster, moment == "waiting for a lock"):
        if moment == "on its way":
            machine.wire.hold_before('kai."sell"(')
        elif moment == "committed, not answered":
            machine.wire.hold_answer('kai."sell"(')
        window.do("clerk.lay_down(hands, '500000')")
        if moment == "waiting for a lock":
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            machine.until(lambda: machine.value(waiting))
        else:
            assert machine.wire.reached.wait(10)
        with away(machine, cluster):
            assert window.do("window.workplace.sale.page.cash.field.text()") == "500.000"
    sell_again(window)
    finish(machine, sale, 500_000)


@contextmanager
def lock_on_the_counter(cluster: Cluster, wanted: bool) -> Iterator[None]:
    """Somebody else has the row that numbers the receipts, so that `sell` stands in the middle of its work."""
    if not wanted:
        yield
        return
    connection = psycopg.connect(cluster.database.owner_url)
    connection.execute("UPDATE counters SET name = name")
    try:
        yield
    finally:
        connection.close()


def sell_again(window: Window) -> None:
    """It says that nobody knows yet; one key asks for the same sale."""
    window.wait("not window.workplace.flow.is_paying")
    assert "not known yet" in window.says("payment.banner")
    window.press("F12")


def test_while_printing(machine: Machine, cluster: Cluster) -> None:
    """The tickets come out without it; it hears of them when it is back."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_before('kai."report_print"(')
    window.press("F12")
    assert machine.wire.reached.wait(10)
    with away(machine, cluster):
        window.wait("not window.counter.printing.unfinished()")
    finish(machine, sale)


def test_a_lost_hold_is_not_sold(machine: Machine, cluster: Cluster) -> None:
    """Away for longer than the hold lived: the same seats are offered, and one key sells nothing by itself."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_before('kai."sell"(')
    window.do("clerk.lay_down(hands, '500000')")
    assert machine.wire.reached.wait(10)
    with psycopg.connect(cluster.database.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE bookings SET expires_at = clock_timestamp() WHERE sale_id = %s", [sale])
        owner.execute(
            "UPDATE seat_claims SET expires_at = clock_timestamp() WHERE active AND booking_id IN"
            " (SELECT id FROM bookings WHERE sale_id = %s)",
            [sale],
        )
    with away(machine, cluster):
        pass
    sell_again(window)
    window.wait("not window.desk.is_busy and window.workplace.flow.holding.lapsed")
    assert "belongs to the customer" in window.says("payment.banner")
    assert machine.value("SELECT state FROM sales WHERE id = %s", sale) == "open"
    window.press("Return")  # holds the same seats again
    window.do("clerk.at_payment(hands)")
    assert machine.value("SELECT state FROM sales WHERE id = %s", sale) == "open"
    window.press("F12")
    finish(machine, sale, 500_000)
