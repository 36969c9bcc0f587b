"""The screen that faces the customer: their own sale, and nothing of anybody else's, ever."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from look import grab
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.config import Printer
from kai_counter.devices.payments.gateway_simulator import SHOP
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.screens.customer_display import CustomerDisplay
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.workplace import Workplace
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.display import IDLE, masked_identity
from kai_counter.values.ids import new_id
from kai_counter.values.qris import build

Key = Qt.Key
LOOKS = [("id", "light"), ("en", "dark"), ("id", "daylight")]


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with fresh_database.owner() as connection:
        connection.execute(
            "UPDATE schedules SET departs_at = now() + interval '2 hours' + number * interval '1 min',"
            " arrives_at = now() + interval '12 hours'"
        )
    with window_desk(qtbot, tmp_path, settings_for(fresh_database, display="window")) as found:
        found.to_board()
        yield found


def work_of(desk: WindowDesk) -> Workplace:
    assert desk.window.workplace is not None
    return desk.window.workplace


def display_of(desk: WindowDesk) -> CustomerDisplay:
    assert desk.window.showing is not None and desk.window.showing.display is not None
    return desk.window.showing.display


def code_shown(flow: SaleFlow, amount: int, text: str, until: datetime) -> None:
    """A QRIS payment under way, as the gateway would have it."""
    flow.paying.attempts = (
        AttemptCard(new_id(), flow.sale_id, "qris", "gateway", amount, "pending", qr_text=text, expires_at=until),
    )


def said(display: CustomerDisplay) -> str:
    """Everything that stands in the widgets, also in hidden ones: what is not there cannot flash up."""
    return "\n".join(label.text() for label in display.findChildren(QLabel)) + display.symbol.text


def begin(desk: WindowDesk, name: str = "Rina Wijaya", nik: str = "3174015506900001") -> None:
    work = work_of(desk)
    number = next(row.number for row in work.board.rows if row.is_open)
    desk.press(Key(Key.Key_0 + number))
    desk.wait(lambda: work.board.picker.stops.count() > 1)
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    work.flow.travellers.update(0, name=name, identity_number=nik)


def pay(desk: WindowDesk) -> None:
    flow = work_of(desk).flow
    flow.go("payment")
    desk.wait(lambda: flow.quote is not None)


def test_a_sale_is_followed_to_its_thanks(desk: WindowDesk) -> None:
    display, work = display_of(desk), work_of(desk)
    assert display.isVisible() and display.pages.currentWidget() is display.idle
    begin(desk)
    assert "Rina Wijaya" in said(display)
    assert "317401**********" in said(display) and "5506900001" not in said(display)
    assert display.relation.text().count("→") == 1
    pay(desk)
    assert work.flow.quote is not None
    total = work.flow.quote.final
    assert display.total.text().replace("\u00a0", " ") == f"Rp {total:,}".replace(",", ".")
    work.flow.pay(total + 50_000)
    desk.wait(lambda: work.flow.sale is not None)
    assert display.change.text().endswith("50.000") and display.thanks.isVisibleTo(display)
    assert "Rina" not in said(display)  # paid: the name is needed no more
    desk.wait(lambda: desk.focus.objectName() == "done.next")
    desk.press(Key.Key_Return)
    desk.wait(lambda: display.card.kind == "idle")
    assert "50.000" not in said(display) and display.pages.currentWidget() is display.idle


@pytest.mark.parametrize("way", ["park", "abandon", "bookings", "lock", "sign-out"])
def test_nothing_stays_when_the_customer_is_not_before_the_clerk(desk: WindowDesk, way: str) -> None:
    display, work = display_of(desk), work_of(desk)
    begin(desk)
    assert "Rina" in said(display)
    if way == "park":
        desk.press(Key.Key_F7)
    elif way == "abandon":
        work.flow.abandon()
    elif way == "bookings":
        desk.press(Key.Key_F4)
    elif way == "lock":
        desk.window.lock()
    else:
        desk.window.sign_out()
        assert not display.isVisible() and desk.window.showing is None
        return
    assert display.card.kind == "idle"
    assert "Rina" not in said(display) and "317401" not in said(display) and "→" not in said(display)
    if way == "lock":
        assert desk.window.lock_page is not None
        desk.window.lock_page.unlocking.emit(PASSWORD)
        desk.wait(lambda: desk.window.lock_page is None)
        assert "Rina" in said(display)


def test_the_next_customer_never_sees_the_last_one(desk: WindowDesk) -> None:
    display, work = display_of(desk), work_of(desk)
    begin(desk)
    desk.press(Key.Key_F7)
    work.show_section("board")
    begin(desk, "Budi Santoso", "3174011708850002")
    assert "Budi" in said(display) and "Rina" not in said(display)
    work.customers.recall(0)
    assert "Rina" in said(display) and "Budi" not in said(display)


def test_the_code_on_the_display_can_be_scanned_and_paid(desk: WindowDesk) -> None:
    display, work = display_of(desk), work_of(desk)
    begin(desk)
    pay(desk)
    text = build(SHOP, 150_000, "KAI-1")
    now = work.counter.clock.now()
    code_shown(work.flow, 150_000, text, now + timedelta(minutes=15))
    work.flow.changed.emit()
    assert display.card.kind == "qris"
    desk.qtbot.wait(30)
    picture = display.grab()
    picture.save(str(desk.window.home.data / "display.png"))
    from PIL import Image

    read = zxingcpp.read_barcodes(Image.open(desk.window.home.data / "display.png").convert("L"))
    assert [code.text for code in read] == [text]
    work.flow.paying.attempts = ()
    work.flow.changed.emit()
    assert display.symbol.text == "" and not display.symbol.isVisibleTo(display)


def test_the_clerk_keeps_the_focus_and_the_key_puts_it_away(desk: WindowDesk) -> None:
    display = display_of(desk)
    begin(desk)
    assert desk.window.isActiveWindow() and not display.isActiveWindow()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    counter = desk.window.counter
    assert counter is not None
    printer = Printer("tcp", "192.0.2.10:9100", 58)
    counter.settings = dataclasses.replace(counter.settings, printer=printer)  # as the printer's page keeps it
    desk.press(Key.Key_D, modifier=both)
    assert desk.window.showing is not None and desk.window.showing.display is None
    assert desk.window.settings.display == "off"
    desk.press(Key.Key_D, modifier=both)
    assert "Rina" in said(display_of(desk))
    assert desk.window.settings.display == "window"
    assert desk.window.settings.printer == printer, "the display's key forgot where the tickets go"
    counter.settings = dataclasses.replace(counter.settings, printer=dataclasses.replace(printer, width=80))
    desk.window.sign_out()
    assert desk.window.settings.printer.width == 80, "and so did the next member's sign-in"


def test_the_other_journeys_of_the_sale_are_named(desk: WindowDesk) -> None:
    display = display_of(desk)
    begin(desk)
    card = display.card
    assert card.journey is not None
    display.show_card(dataclasses.replace(card, others=(card.journey,)))
    assert display.others.isVisibleTo(display) and display.others.text().startswith("+ Gambir → ")
    look_at(desk, display, "display-there-and-back", "light", "en")
    display.show_card(IDLE)
    assert "→" not in said(display)


def test_names_are_never_markup(desk: WindowDesk) -> None:
    begin(desk, "<b>Rina</b>")
    assert "<b>Rina</b>" in said(display_of(desk))
    assert all(label.textFormat() == Qt.TextFormat.PlainText
               for label in display_of(desk).findChildren(QLabel))  # fmt: skip


def test_identities_are_masked() -> None:
    assert masked_identity("3174015506900001") == "317401**********"
    assert masked_identity("B1234567") == "B1******"
    assert masked_identity("X") == "*" and masked_identity("") == ""


@pytest.mark.parametrize(("language", "theme"), LOOKS, ids=["-".join(look) for look in LOOKS])
@pytest.mark.parametrize("size", [(800, 480), (1366, 768)])
def test_it_fits_in_every_language_and_theme(
    desk: WindowDesk, language: str, theme: str, size: tuple[int, int]
) -> None:
    display, work = display_of(desk), work_of(desk)
    desk.window.language.set(language)
    desk.window.theme.set(theme)
    display.resize(*size)
    look_at(desk, display, "display-idle", theme, language)
    begin(desk, "Raden Roro Kusumaningrum Wijayakusuma")
    work.flow.travellers.set_counts(4, 1)
    work.flow.picking.best()
    desk.wait(lambda: work.flow.is_held)
    look_at(desk, display, "display-journey", theme, language)
    pay_text = build(SHOP, 2_720_000, "KAI-1")
    now = work.counter.clock.now()
    work.flow.go("payment")
    desk.wait(lambda: work.flow.quote is not None)
    look_at(desk, display, "display-payment", theme, language)
    code_shown(work.flow, 2_720_000, pay_text, now + timedelta(minutes=15))
    work.flow.changed.emit()
    look_at(desk, display, "display-qris", theme, language)
    assert display.symbol.height() >= 240


def look_at(desk: WindowDesk, display: CustomerDisplay, name: str, theme: str, language: str) -> None:
    desk.qtbot.wait(30)
    grab(display, f"{name}-{display.width()}", theme, language)
    room = QRect(QPoint(0, 0), display.size())
    for label in display.findChildren(QLabel):
        if label.isVisible() and label.text() and not isinstance(label, FitLabel):
            place = QRect(label.mapTo(display, QPoint(0, 0)), label.size())
            assert room.contains(place), f"{label.objectName()} leaves the display: {place}"
            wraps = label.wordWrap()
            needs = label.heightForWidth(label.width()) if wraps else label.sizeHint().width()
            assert needs <= (label.height() if wraps else label.width()) + 1, f"{label.text()} is cut"


@pytest.mark.parametrize(
    ("wanted", "screens", "told"),
    [
        ("auto", 2, {"screen": "two", "full": True, "size": [1024, 768], "active": True}),
        ("auto", 1, {"screen": None, "full": None, "size": None, "active": True}),
        ("off", 2, {"screen": None, "full": None, "size": None, "active": True}),
        ("window", 1, {"screen": "one", "full": False, "size": [1024, 640], "active": True}),
    ],
)
def test_a_second_screen_is_the_customers_by_itself(
    tmp_path: Path, wanted: str, screens: int, told: dict[str, object]
) -> None:
    """In a program of its own: how many screens there are is settled before Qt starts."""
    plain = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    one = {"name": "one", "x": 0, "y": 0, "width": 1366, "height": 768, **plain}
    two = {"name": "two", "x": 1366, "y": 0, "width": 1024, "height": 768, **plain}
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"screens": [one, two][:screens]}))
    script = Path(__file__).with_name("two_screens.py")
    done = subprocess.run(
        [sys.executable, str(script), wanted],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={file}"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == told
