"""The window is tested offscreen, in English sources, in the light palette unless a test says otherwise."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sell_counter import SellCounter, sell_counter

from kai_counter.devices.payments.gateway_simulator import GatewaySimulator
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="module", autouse=True)
def what_stays_is_not_looked_through() -> Iterator[None]:
    """Modules, reports and everything else that outlives the tests: 200 ms at each collection otherwise."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def widgets_die_on_this_thread() -> Iterator[None]:
    """As in the program: a worker's thread that happened to collect a dead window would take the process along."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def gateway() -> Iterator[GatewaySimulator]:
    """A QRIS gateway of software, over HTTP."""
    shop = GatewaySimulator()
    shop.port = shop.serve()  # type: ignore[attr-defined]
    yield shop
    shop.close()


@pytest.fixture
def terminal() -> Iterator[TerminalSimulator]:
    """A card terminal of software, over TCP."""
    machine = TerminalSimulator()
    machine.port = machine.serve()  # type: ignore[attr-defined]
    yield machine
    machine.close()


@pytest.fixture
def counter(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SellCounter]:
    """A counter with the sell page on it."""
    with sell_counter(qtbot, fresh_database, tmp_path) as found:
        yield found


@pytest.fixture
def neighbour(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SellCounter]:
    """The counter beside it, on the same database."""
    with sell_counter(qtbot, fresh_database, tmp_path, "10002") as found:
        yield found
