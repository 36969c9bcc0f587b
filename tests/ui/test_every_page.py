"""Every page in every language and palette: nothing is cut at 1366×768, every control has a name for assistance."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from tiny_network import WIB
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.devices.payments.gateway_simulator import SHOP
from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import stylesheet
from kai_counter.ui import theme as looks
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.rail import NavButton
from kai_counter.ui.workplace import Workplace
from kai_counter.values.cards_payments import AttemptCard, ReversalCard, UnsettledCard
from kai_counter.values.ids import new_id
from kai_counter.values.qris import build

INTERACTIVE = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSpinBox)
OTHER_FONT = "DejaVu Sans"  # wider than Inter; what a machine without our fonts would show
LOOKS = [
    ("id", "light", ""), ("en", "dark", ""), ("id", "daylight", ""), ("en", "daylight", ""),
    ("id", "light", OTHER_FONT), ("en", "light", OTHER_FONT),
]  # fmt: skip
TRAINING = ("en", "dark", "")  # this look is a training room's: its frame takes room from every page
Key = Qt.Key


def unnamed(page: QWidget) -> list[str]:
    """Visible controls without an object name or without an accessible name."""
    return [
        f"{type(control).__name__} {control.objectName()!r}"
        for kind in INTERACTIVE
        for control in page.findChildren(kind)
        if control.isVisible()
        and not isinstance(control.parentWidget(), QLineEdit)  # Qt's own button of an action inside a line
        and not (control.objectName() and control.accessibleName())
    ]


def cut(page: QWidget) -> list[str]:
    """Labels and buttons narrower than their words, and anything that leaves the window."""
    window = QRect(QPoint(0, 0), page.window().size())
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or _is_scrolled(widget):
            continue
        place = QRect(widget.mapTo(page.window(), QPoint(0, 0)), widget.size())
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit) and not window.contains(place):
            found.append(f"{widget.objectName()} leaves the window: {place}")
        if isinstance(widget, QLabel) and widget.text():
            found += _cut_label(widget)
        if isinstance(widget, NavButton) and widget.is_cut:
            found.append(f"section {widget.text()!r} is cut")
        if isinstance(widget, Button) and widget.sizeHint().width() > widget.width() + 1:
            found.append(f"button {widget.text()!r} {widget.sizeHint().width()} > {widget.width()}")
    return found


def grown(window: QWidget) -> list[str]:
    """A page that wants more than the smallest screen pushes the window over its edge. A training room's frame is
    for 1366×768."""
    is_small = looks.FAMILY != OTHER_FONT and window.findChild(QLabel, "training.band") is None
    width, height = (1280, 720) if is_small else (1366, 768)
    wants = window.minimumSizeHint()
    fits = wants.width() <= width and wants.height() <= height
    return [] if fits else [f"the window cannot be smaller than {wants.width()}×{wants.height()}"]


def _cut_label(label: QLabel) -> list[str]:
    needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().width()
    room = label.height() if label.wordWrap() else label.width()
    return [f"label {label.text()!r} needs {needed} px, has {room}"] if needed > room + 1 else []


def _is_scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


class Walker:
    """Looks at each page once; complaints are gathered so that one run shows all of them."""

    def __init__(self, desk: WindowDesk, language: str, theme: str) -> None:
        self.desk, self.language, self.theme = desk, language, theme
        self.complaints: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        self.desk.qtbot.wait(30)  # deferred layouts
        window = self.desk.window
        grab(window, name, self.theme, self.language)
        found = unnamed(window) + cut(window) + grown(window)
        if found:
            self.complaints[name] = found

    @property
    def work(self) -> Workplace:
        assert self.desk.window.workplace is not None
        return self.desk.window.workplace


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look).rstrip("-").replace(" ", ""))
def walker(
    qtbot: QtBot,
    fresh_database: FreshDatabase,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Walker]:
    language, theme, font = request.param
    if font:
        if font not in QFontDatabase.families():
            pytest.skip(f"{font} is not installed")
        monkeypatch.setattr(looks, "FAMILY", font)
        monkeypatch.setattr(stylesheet, "_TEMPLATE", stylesheet._TEMPLATE.replace('"Inter"', f'"{font}"'))
    is_training = request.param == TRAINING
    settings = settings_for(fresh_database, language=language, theme=theme, training=is_training)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE installation SET is_training = %s", [is_training])
        connection.execute(
            "UPDATE schedules SET departs_at = now() + interval '40 minutes' + number * interval '9 minutes',"
            " arrives_at = now() + interval '12 hours' + number * interval '9 minutes',"
            " delay_minutes = CASE WHEN number % 3 = 0 THEN 25 ELSE 0 END,"
            " status = CASE WHEN number % 4 = 0 THEN 'cancelled' ELSE status END"
        )
    with window_desk(qtbot, tmp_path, settings) as desk:
        yield Walker(desk, language, f"{theme}{'-other-font' if font else ''}")


def attempt(work: Workplace, method: str, state: str, amount: int, **more: Any) -> AttemptCard:
    """A payment as the database would tell it, three quarters of an hour old."""
    now = work.counter.clock.now()
    return AttemptCard(
        new_id(), work.flow.sale_id, method, "gateway" if method == "qris" else "manual", amount, state, now=now,
        created_at=now - timedelta(minutes=45), counter_code="GMR-01", clerk_name="Rina Wijaya",
        booking_number="K7XQ2MR", **more,
    )  # fmt: skip


def _ways_to_pay(walker: Walker) -> None:
    work, paying = walker.work, walker.work.flow.paying
    text = build(SHOP, 300_000, "KAI-1")
    until = work.counter.clock.now() + timedelta(minutes=15)
    states: dict[str, tuple[AttemptCard, ...]] = {
        "qris": (attempt(work, "qris", "pending", 300_000, qr_text=text, expires_at=until),),
        "unknown": (attempt(work, "qris", "unknown", 300_000),),
        "slip": (attempt(work, "debit_card", "pending", 300_000),),
        "declined": (attempt(work, "credit_card", "declined", 300_000),),
        "mixed": (attempt(work, "qris", "confirmed", 150_000), attempt(work, "wallet", "confirmed", 50_000)),
    }
    work.money.stop()  # nobody is asked: the cards are this test's own
    for name, cards in states.items():
        paying.attempts = cards
        paying.changed.emit()
        if name == "declined":
            walker.desk.press(Key.Key_F11)
        walker.look(f"payment-{name}")
    paying.attempts = ()
    paying.changed.emit()
    work.sale.page.activate()


def _open_payments(walker: Walker) -> None:
    work = walker.work
    work.money.stop()
    work.show_section("unsettled")
    walker.desk.wait(lambda: work.money.is_read)
    walker.look("unsettled-empty")
    back = attempt(work, "qris", "late_paid", 1_250_000, outcome="reversing", gateway_reference=str(new_id()))
    work.money._have(
        UnsettledCard(
            (attempt(work, "credit_card", "unknown", 1_250_000),
             attempt(work, "qris", "confirmed", 640_000, can_sell=True)),
            (ReversalCard(new_id(), 1_250_000, "qris", "not_sold", "due", back),),
        )
    )  # fmt: skip
    walker.look("unsettled")
    walker.desk.press(Key.Key_Y, modifier=Qt.KeyboardModifier.ControlModifier)
    walker.look("unsettled-slip")
    walker.desk.press(Key.Key_Escape)


def test_pages_before_the_work(walker: Walker) -> None:
    desk, window = walker.desk, walker.desk.window
    walker.look("sign-in")
    window.sign_in_page.show_refusal(Refused("counter_unknown"))
    window.sign_in_page.show_refusal(Refused("sign_in_wrong"))
    walker.look("sign-in-refused")
    window.show_progress("Membuka tanggal perjalanan 45 hari ke depan…", 3, 8)
    walker.look("splash")
    window.begin(dataclasses.replace(window.settings, counter_code=""))
    walker.look("counter-choice")
    window.begin(dataclasses.replace(window.settings, counter_code="GMR-01"))
    desk.to_start()
    walker.look("start")
    assert walker.complaints == {}


def _after_the_sale(walker: Walker) -> None:
    """The booking's page, masked and known, and every page and dialog over it."""
    desk, work = walker.desk, walker.work
    assert work.flow.sale is not None
    work.show_section("bookings")
    page: Any = work.page
    page.scanned(work.flow.sale.booking_numbers[0])
    desk.wait(lambda: page.view.card is not None and page.identify.isVisible())
    page.identify.shown_by.set_values(["proxy"])
    page.identify._show_proxy()
    walker.look("booking-masked")
    page.undo()
    desk.wait(lambda: page.refund_page.flow.offer is not None or page.refund_page.flow.refusal is not None)
    walker.look("undo")
    page.refund_page.leave()
    page.identify.start()
    page.identify.number.set_text("3174015506900001")
    page.identify.name.set_text("Rina Wijaya")
    page.identify._ask()
    desk.wait(lambda: page.timeline.isVisible())
    walker.look("booking-known")
    page.refund()
    desk.wait(lambda: page.refund_page.flow.offer is not None or page.refund_page.flow.refusal is not None)
    if page.refund_page.flow.offer is not None:
        walker.look("refund")
        page.refund_page.money.account.set_text("12")
        page.refund_page.confirm()
    walker.look("refund-error")
    page.refund_page.leave()
    page.exchange()
    leaves = work.counter.clock.local(work.flow.journey.departs_at)  # today, or after midnight tomorrow
    page.exchange_page.day.set_text(f"{leaves:%d/%m}")
    page.exchange_page.look()
    desk.wait(lambda: page.exchange_page.flow.has_looked)
    walker.look("exchange-trains")
    if page.exchange_page.trains:  # not at every hour of the night
        page.exchange_page.trains[0].click()
        desk.wait(lambda: not page.exchange_page.flow.is_busy)
        walker.look("exchange")
    page.exchange_page.leave()
    for act, dialog in ((page.correct, page.changing.correcting), (page.other_seat, page.changing.seating)):
        act()
        walker.look(dialog.objectName())
        dialog.close_veil()
    page.reprint()
    walker.look("reprint")
    page.dialog.close_veil()
    work.show_section("refunds")
    walker.look("payouts-none")


def test_pages_of_the_work(walker: Walker) -> None:
    desk = walker.desk
    desk.to_board()
    work = walker.work
    walker.look("board")
    number = next(row.number for row in work.board.rows if row.is_open)
    desk.press(Key(Key.Key_0 + number))
    desk.wait(lambda: work.board.picker.stops.count() > 1)
    walker.look("board-picker")
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    work.flow.travellers.set_counts(4, 4)
    work.flow.picking.best()
    desk.wait(lambda: work.flow.is_held)
    walker.look("passengers-4-4")
    desk.press(Key.Key_F8)
    walker.look("passengers-errors")
    work.flow.holding.ran_out.emit()
    work.flow.holding.lapse(work.flow.holding.held)
    walker.look("passengers-ran-out")
    work.flow.holding.lapsed = ()
    work.flow.travellers.set_counts(1, 0)
    work.flow.picking.best()
    desk.wait(lambda: work.flow.is_held)
    desk.press(Key.Key_F7)
    work.customers.same_again()
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    desk.press(Key.Key_F7)
    work.customers.same_again()
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    work.flow.go("seats")
    work.telling.trouble(Refused("journey_overlaps", seq=1))
    work.counter.desk.trouble.emit(Unavailable("database"))
    walker.look("sell-parked-away")
    desk.wait(lambda: not work.banner.isVisible())
    person = work.flow.passengers[0]
    work.flow.travellers.update(0, name="Rina Wijaya", identity_number="3174015506900001")
    assert person.name
    work.flow.go("payment")
    desk.wait(lambda: work.flow.quote is not None)
    walker.look("payment")
    _ways_to_pay(walker)
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.sale is not None and desk.focus.objectName() == "done.next")
    walker.look("done")
    _open_payments(walker)
    _after_the_sale(walker)
    for section in ("bookings", "printers", "shift"):
        work.show_section(section)
        walker.look(section)
    desk.press(Key.Key_F1)
    walker.look("keys")
    desk.press(Key.Key_F1)
    desk.window.lock()
    walker.look("lock")
    assert walker.complaints == {}


def test_pages_of_a_disrupted_day(walker: Walker, fresh_database: FreshDatabase) -> None:
    """A supervisor's console, the bell, a sale of two journeys with a promotion."""
    desk = walker.desk
    today = datetime.now(WIB).date()
    fresh_database.signed_in("90001").call(
        "set_promotion", promotion_id=new_id(), code="LEBARAN10", name="Mudik hemat", discount_type="percentage",
        discount_value=10, minimum=0, maximum=None, valid_from=today, valid_to=today, usage_limit=None,
    )  # fmt: skip
    desk.sign_in("20001")
    desk.wait(lambda: desk.window.start_page is not None)
    desk.press(Key.Key_F8)
    desk.press(Key.Key_Return)
    desk.wait(lambda: desk.window.workplace is not None and desk.window.workplace.board.journeys)
    work = walker.work
    work.show_section("notices")
    desk.wait(lambda: work.page.rows)  # type: ignore[attr-defined]
    walker.look("notices")
    work.show_section("disruptions")
    page: Any = work.page
    desk.wait(lambda: page.trains.rows)
    walker.look("disruptions")
    page.say_delay()
    walker.look("disruptions-delay")
    desk.press(Key.Key_Escape)
    page.say_cancelled()
    desk.wait(lambda: not page.cancel_dialog.isHidden())
    walker.look("disruptions-cancel")
    desk.press(Key.Key_Escape)
    page.say_reseat()
    walker.look("disruptions-seats")
    desk.press(Key.Key_Escape)
    page.say_sales()
    page.sales_dialog.state.chips[1].click()
    walker.look("disruptions-sales")
    desk.press(Key.Key_Escape)
    page.desk.dialog.start(600_000)
    walker.look("disruptions-transfer")
    desk.press(Key.Key_Escape)
    work.show_section("board")
    number = next(row.number for row in work.board.rows if row.is_open)
    desk.press(Key(Key.Key_0 + number))
    desk.wait(lambda: work.board.picker.stops.count() > 1)
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    work.flow.travellers.update(0, name="Rina Wijaya", identity_number="3174015506900001")
    first = work.flow.journey
    offer = work.flow.offer
    assert first is not None and offer is not None
    work.flow.another(same_people=False)
    work.flow.picking.quick(first, offer)
    desk.wait(lambda: work.flow.is_held and work.flow.step == "passengers")
    walker.look("passengers-several")
    work.flow.travellers.update(0, name="Budi Santoso", identity_number="3174011708850002")
    work.flow.go("payment")
    desk.wait(lambda: work.flow.quote is not None)
    desk.press(Key.Key_E, modifier=Qt.KeyboardModifier.ControlModifier)
    walker.look("payment-promotion")
    desk.type("LEBARAN10")
    desk.press(Key.Key_Return)
    desk.wait(lambda: work.flow.quote is not None and work.flow.quote.discount > 0)
    walker.look("payment-several")
    assert walker.complaints == {}
