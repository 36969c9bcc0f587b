"""Whole journeys: the real window, real keys, a real PostgreSQL, real bytes to a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from window_desk import settings_for, window_desk

from kai_counter.config import Printer
from kai_counter.devices.simulator import Simulator
from kai_counter.ui.rehearsal import Hands, check_and_open, rehearse, sign_in
from kai_counter.ui.window import MainWindow
from kai_counter.values.ticket_code import looks_like_code, verify

Key = Qt.Key


@pytest.fixture
def printer() -> Iterator[Simulator]:
    simulator = Simulator()
    yield simulator
    simulator.close()


@pytest.fixture
def window(qtbot: QtBot, fresh_database: FreshDatabase, printer: Simulator, tmp_path: Path) -> Iterator[MainWindow]:
    address = f"127.0.0.1:{printer.serve()}"
    settings = settings_for(fresh_database, printer=Printer(kind="tcp", address=address))
    with window_desk(qtbot, tmp_path, settings) as desk:
        yield desk.window


def test_the_demonstration_sells_two_tickets_that_a_strange_reader_reads(
    window: MainWindow, printer: Simulator, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    summary = rehearse(window, printer, out)
    assert json.loads((out / "summary.json").read_text()) == summary
    assert all((out / name).stat().st_size > 5000 for name in summary["pictures"])
    read = [
        code.text for number in (1, 2) for code in zxingcpp.read_barcodes(Image.open(out / f"ticket-{number}.png"))
    ]
    assert read == summary["tickets"] and len(read) == 2
    with fresh_database.owner() as owner:
        keys = {row[0]: bytes(row[1]) for row in owner.execute("SELECT key_no, public_key FROM counter_keys")}
    for code in read:
        assert verify(code, keys).issue_number == 1
    assert (
        fresh_database.value(
            "SELECT count(*) FROM tickets WHERE qr_code = ANY (%s) AND ticket_status = 'active'", read
        )
        == 2
    )
    assert (
        fresh_database.value("SELECT sum(amount) FROM payments WHERE payment_status = 'completed'")
        == summary["total"]
    )
    assert b"\x10\x04\x01" in (received := (out / "printer.bin").read_bytes()) and b"\x1b@" in received
    assert (out / "ticket.pdf").read_bytes().startswith(b"%PDF")
    assert "password" not in (out / "summary.json").read_text()


def one_adult(hands: Hands, nik: str) -> None:
    """Name and NIK of the one traveller, as typed; the keys between are counted."""
    hands.wait(lambda: hands.focus == "passengers.0.name", "the passenger's form")
    hands.type("SITI RAHAYU")
    hands.press(Key.Key_Return)
    hands.type(nik)


def pay_exactly(hands: Hands) -> None:
    """From the passenger's form to the ticket: F8, F12."""
    hands.press(Key.Key_F8)
    hands.wait(lambda: hands.sees("payment.pay"), "the payment")
    before = hands.pressed
    hands.wait(lambda: hands.see("payment.pay").isEnabled(), "the price")
    hands.press(Key.Key_F12)
    hands.wait(lambda: hands.sees("done.next"), "the sale")
    assert hands.pressed - before <= 2, "exact cash is two keys at most"


def test_one_adult_from_the_board_takes_ten_command_keys(window: MainWindow, printer: Simulator) -> None:
    """Sign-in apart: F2, the train's digit, its last stop, the form, exact cash, the next customer."""
    hands = Hands(window)
    sign_in(hands, "10001", "loket-123")
    check_and_open(hands)
    hands.wait(lambda: hands.sees("board.row.1"), "a train on the board")
    hands.pressed = 0
    hands.press(Key.Key_F2)
    hands.press(Key.Key_1)
    hands.wait(lambda: hands.sees("board.picker"), "where to")
    hands.press(Key.Key_Return)
    one_adult(hands, "3174014507850001")
    pay_exactly(hands)
    hands.press(Key.Key_Return)
    assert hands.pressed <= 10
    printer.wait_for(lambda p: any(map(looks_like_code, p.codes)), 20)


def test_one_adult_on_another_day_takes_twenty_command_keys(window: MainWindow) -> None:
    hands = Hands(window)
    sign_in(hands, "10001", "loket-123")
    check_and_open(hands)
    hands.wait(lambda: hands.sees("board.row.1"), "a train on the board")
    hands.pressed = 0
    hands.press(Key.Key_F3)
    hands.wait(lambda: hands.sees("command.edit"), "the command line")
    hands.type("GMR SGU lusa")
    hands.press(Key.Key_Return)
    workplace = window.workplace
    assert workplace is not None
    hands.wait(lambda: workplace.flow.journeys, "trains")
    hands.press(Key.Key_Return)
    hands.wait(lambda: workplace.flow.seat_map is not None, "the seats")
    hands.press(Key.Key_F6)
    hands.wait(lambda: workplace.flow.is_held, "a seat held")
    hands.press(Key.Key_F8)
    one_adult(hands, "3174014507850002")
    pay_exactly(hands)
    hands.press(Key.Key_Return)
    assert hands.pressed <= 20
