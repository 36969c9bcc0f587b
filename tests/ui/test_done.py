"""After the sale: every ticket's way through a real socket to paper, and what the database hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter.devices.simulator import Simulator
from kai_counter.errors import Unavailable
from kai_counter.services import prints
from kai_counter.ui.screens.done import DoneScreen
from kai_counter.values.ticket_code import verify

ENTER = Qt.Key.Key_Return
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")


@pytest.fixture
def printer() -> Simulator:
    return Simulator()


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, printer: Simulator) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path, printer) as found:
        yield found


def sell_to(desk: SaleDesk, *people: tuple[str, str], tendered: int | None = None) -> DoneScreen:
    desk.hold(len(people))
    desk.fill(*people)
    desk.flow.go("payment")
    desk.wait(lambda: desk.flow.quote is not None)
    assert desk.flow.quote is not None
    desk.flow.pay(tendered or desk.flow.quote.final)
    desk.wait(lambda: desk.flow.sale is not None)
    screen = DoneScreen(desk.counter, desk.flow)
    desk.show(screen)
    return screen


def states(fresh: FreshDatabase) -> list[str]:
    with fresh.owner() as connection:
        rows = connection.execute("SELECT state FROM print_jobs WHERE kind = 'ticket' ORDER BY id").fetchall()
    return [row[0] for row in rows]


def test_every_ticket_is_printed_once_signed_and_told(
    desk: SaleDesk, fresh_database: FreshDatabase, printer: Simulator
) -> None:
    screen = sell_to(desk, SITI, BUDI, tendered=1_000_000)
    assert desk.flow.sale is not None
    assert screen.code.text() == desk.flow.sale.booking_numbers[0]
    assert screen.change.text() == "Rp\u00a0400.000"
    desk.wait(lambda: states(fresh_database) == ["confirmed", "confirmed"])
    assert [row.state.text() for row in screen.rows.values()] == ["printed", "printed"]
    assert len(printer.papers) == 2 and all(paper.is_whole for paper in printer.papers)
    with fresh_database.owner() as connection:
        keys = dict(connection.execute("SELECT key_no, public_key FROM counter_keys").fetchall())
        stored = {row[0] for row in connection.execute("SELECT qr_code FROM tickets").fetchall()}
    assert stored == set(printer.codes)
    for code in printer.codes:
        assert verify(code, {number: bytes(key) for number, key in keys.items()}).issue_number == 1
    desk.wait(lambda: not screen.preview.is_empty)
    grab(screen, "done", language="en")
    assert printer.pulses == 1  # the drawer, once


def test_printing_the_same_sale_again_prints_nothing(desk: SaleDesk, printer: Simulator) -> None:
    screen = sell_to(desk, SITI)
    desk.wait(lambda: len(printer.papers) == 1)
    assert desk.counter.printing is not None and desk.flow.sale is not None
    desk.counter.printing.forget(desk.flow.sale.sale_id)
    desk.counter.printing.print_sale(desk.flow.sale)
    desk.wait(lambda: desk.flow.sale and desk.flow.sale.sale_id in desk.counter.printing.papers)
    desk.wait(lambda: all(row.job and row.job.is_finished for row in screen.rows.values()))
    assert len(printer.papers) == 1


def test_enter_is_the_next_customer(desk: SaleDesk, printer: Simulator) -> None:
    sell_to(desk, SITI)
    desk.wait(lambda: len(printer.papers) == 1)
    desk.wait(lambda: desk.counter.printing and not desk.counter.printing.unfinished())
    desk.press(ENTER)
    assert desk.flow.sale is None and desk.flow.step == "search"


def test_an_open_cover_is_said_and_the_ticket_comes_by_itself(desk: SaleDesk, printer: Simulator) -> None:
    printer.open_cover()
    screen = sell_to(desk, SITI)
    row = next(iter(screen.rows.values()))
    desk.wait(lambda: "cover" in row.state.text())
    desk.wait(lambda: "cover" in screen.banner.text())
    grab(screen, "done-cover", language="en")
    assert not printer.papers
    printer.close_cover()
    screen.banner.acted.emit()
    desk.wait(lambda: row.state.text() == "printed")
    assert len(printer.papers) == 1


def test_a_cut_link_asks_and_no_means_the_next_issue(
    desk: SaleDesk, fresh_database: FreshDatabase, printer: Simulator
) -> None:
    """Never two valid tickets: the second paper carries issue 2, and the database knows only that one."""
    sell_to(desk, BUDI)  # so that the printer is known to acknowledge
    desk.wait(lambda: len(printer.papers) == 1)
    desk.press(ENTER)
    printer.cut_link_after(1200)
    screen = sell_to(desk, SITI)
    row = next(iter(screen.rows.values()))
    desk.wait(lambda: row.job is not None and row.job.asks)
    assert not row.ask.isHidden()
    grab(screen, "done-question", language="en")
    desk.press(ENTER)
    assert desk.flow.sale is not None  # the question first
    printer.cut_link_after(None)
    desk.press(Qt.Key.Key_N)
    desk.wait(lambda: row.job is not None and row.job.issue_number == 2 and row.job.is_finished)
    assert "issue 2" in row.state.text()
    assert fresh_database.value("SELECT max(issue_number) FROM tickets") == 2
    desk.wait(lambda: sorted(states(fresh_database)) == ["confirmed", "confirmed", "voided"])


def test_yes_confirms_by_the_operator(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    """A printer that never answers: only a person can say."""
    assert desk.counter.printing is not None and desk.counter.printing.printer is not None
    desk.counter.printing.printer.device.acknowledgement = "none"
    screen = sell_to(desk, SITI)
    row = next(iter(screen.rows.values()))
    desk.wait(lambda: row.job is not None and row.job.asks)
    desk.press(Qt.Key.Key_Y)
    desk.wait(lambda: states(fresh_database) == ["confirmed_by_operator"])
    assert "as you confirmed" in row.state.text()
    assert screen.next.hasFocus()


def test_what_was_printed_is_told_when_the_database_is_back(
    desk: SaleDesk, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = prints.report

    def away(*arguments: object) -> None:
        raise Unavailable("database", "cut by the test")

    monkeypatch.setattr(prints, "report", away)
    screen = sell_to(desk, SITI)
    row = next(iter(screen.rows.values()))
    desk.wait(lambda: row.state.text() == "printed")
    assert states(fresh_database) == ["queued"]
    monkeypatch.setattr(prints, "report", really)
    assert desk.counter.printing is not None
    desk.counter.printing.catch_up()
    desk.wait(lambda: states(fresh_database) == ["confirmed"])


def test_receipt_and_pdf(desk: SaleDesk, printer: Simulator, fresh_database: FreshDatabase) -> None:
    screen = sell_to(desk, SITI)
    desk.wait(lambda: not screen.preview.is_empty)
    desk.press(Qt.Key.Key_R, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: len(printer.papers) == 2)
    desk.press(Qt.Key.Key_R, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: len(printer.papers) == 3)
    assert screen.banner.isVisible() and "receipt" in screen.banner.text()  # the printer's news leaves it standing
    with fresh_database.owner() as connection:
        query = "SELECT issue_number FROM print_jobs WHERE kind = 'receipt' ORDER BY 1"
        assert connection.execute(query).fetchall() == [(1,), (2,)]
    desk.press(Qt.Key.Key_S, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: "PDF" in screen.banner.text())
    files = list((desk.counter.home.data / "pdf").iterdir())
    assert len(files) == 2 and all(file.read_bytes().startswith(b"%PDF") for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    with fresh_database.owner() as connection:  # counted like the printer's, whose copy it is
        query = "SELECT issue_number, facts ->> 'ticket_copy' FROM print_jobs WHERE printer = 'PDF'"
        assert connection.execute(query).fetchall() == [(3, "1")]


def test_after_a_restart_it_asks_for_the_change(desk: SaleDesk) -> None:
    screen = sell_to(desk, SITI, tendered=500_000)
    desk.flow.asks_change = True
    screen.refresh()
    assert "200.000" in screen.banner.text()
