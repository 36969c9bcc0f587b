"""Cash: one key for the exact sum, never sold twice, and what is said when nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from sale_desk import SaleDesk, sale_desk
from tiny_network import WIB
from window_desk import settings_for

from kai_counter.services import sales
from kai_counter.ui.screens.payment import PaymentScreen
from kai_counter.values.ids import new_id

ENTER, F12 = Qt.Key.Key_Return, Qt.Key.Key_F12
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path) as found:
        yield found


def open_for(desk: SaleDesk, *people: tuple[str, str]) -> PaymentScreen:
    desk.hold(len(people))
    desk.fill(*people)
    desk.flow.go("payment")
    screen = PaymentScreen(desk.counter, desk.flow)
    desk.show(screen)
    desk.wait(lambda: screen.can_pay)
    return screen


def sold(fresh: FreshDatabase) -> int:
    return int(fresh.value("SELECT count(*) FROM sales WHERE state = 'sold'"))


@pytest.mark.parametrize("key", [ENTER, F12])
def test_one_key_takes_the_exact_sum(desk: SaleDesk, fresh_database: FreshDatabase, key: Qt.Key) -> None:
    screen = open_for(desk, SITI)
    grab(screen, "payment-exact", language="en")
    desk.press(key)
    desk.wait(lambda: desk.flow.sale is not None)
    sale = desk.flow.sale
    assert sale is not None and (sale.tendered, sale.change) == (sale.total, 0)
    assert desk.flow.step == "done"
    assert sold(fresh_database) == 1


def test_keys_pressed_many_times_sell_once(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    screen = open_for(desk, SITI)
    desk.press(F12, ENTER, F12, ENTER)
    assert not screen.pay_button.isEnabled()
    desk.wait(lambda: desk.flow.sale is not None)
    desk.press(F12, ENTER)
    assert sold(fresh_database) == 1
    assert fresh_database.value("SELECT count(*) FROM payments") == 1


def test_change_is_reckoned_as_it_is_typed(desk: SaleDesk) -> None:
    screen = open_for(desk, SITI, BUDI)
    total = desk.flow.quote.final if desk.flow.quote else 0
    assert total == 600_000
    desk.type("1000000")
    assert desk.field("payment.tendered").text() == "1.000.000"
    assert screen.cash.change.text() == "Rp\u00a0400.000"
    grab(screen, "payment-change", language="en")
    desk.press(ENTER)
    desk.wait(lambda: desk.flow.sale is not None)
    sale = desk.flow.sale
    assert sale is not None and (sale.tendered, sale.change) == (1_000_000, 400_000)


def test_thousands_may_be_left_out(desk: SaleDesk) -> None:
    screen = open_for(desk, SITI)
    desk.type("350")
    assert screen.cash.tendered == 350_000
    assert "350.000" in desk.note("payment.tendered")


def test_too_little_is_not_taken(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    screen = open_for(desk, SITI)
    desk.type("250000")
    assert screen.cash.change.text() == "Rp\u00a050.000"
    assert not screen.pay_button.isEnabled()
    desk.press(ENTER, F12)
    assert not desk.flow.is_paying and sold(fresh_database) == 0


@pytest.mark.parametrize("text", ["-5000", "abc", "1,5", "😀", "9" * 20])
def test_bad_amounts_get_a_sentence(desk: SaleDesk, fresh_database: FreshDatabase, text: str) -> None:
    screen = open_for(desk, SITI)
    desk.paste(text)
    assert desk.note("payment.tendered")
    assert screen.cash.tendered is None
    desk.press(ENTER, F12)
    assert not desk.flow.is_paying and sold(fresh_database) == 0


def test_quick_amounts_by_arrow_and_by_number(desk: SaleDesk) -> None:
    screen = open_for(desk, SITI)
    desk.press(Qt.Key.Key_Down)
    first = screen.cash.tendered
    assert first is not None and first > 300_000
    desk.press(Qt.Key.Key_3, modifier=Qt.KeyboardModifier.AltModifier)
    assert screen.cash.tendered == 500_000
    desk.press(Qt.Key.Key_Up)
    assert screen.cash.tendered == 400_000


def test_database_away_keeps_everything_and_retry_sells_once(
    desk: SaleDesk, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer gets lost after the sale was made: the worst moment."""
    from kai_counter.errors import Unavailable

    screen = open_for(desk, SITI)
    really = sales.sell

    def answer_lost(*arguments: object) -> object:
        really(*arguments)  # type: ignore[arg-type]
        raise Unavailable("database", "cut by the test")

    monkeypatch.setattr(sales, "sell", answer_lost)
    desk.type("500000")
    desk.press(F12)
    desk.wait(lambda: not screen.banner.isHidden())
    monkeypatch.setattr(sales, "sell", really)
    assert "never sold twice" in screen.banner.text()
    assert desk.field("payment.tendered").text() == "500.000"
    assert screen.can_pay
    grab(screen, "payment-away", language="en")
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None and desk.flow.sale.tendered == 500_000
    assert sold(fresh_database) == 1


def test_a_refusal_says_that_nothing_was_sold(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    """The same traveller was sold another train at that hour by somebody else."""
    screen = open_for(desk, SITI)
    with fresh_database.owner() as connection:
        connection.execute("UPDATE shifts SET state = 'closed', closed_at = now()")
    desk.press(F12)
    desk.wait(lambda: not screen.banner.isHidden())
    assert "Not sold" in screen.banner.text() and "shift" in screen.banner.text()
    assert sold(fresh_database) == 0
    grab(screen, "payment-refused", language="en")


def promote(fresh: FreshDatabase, code: str = "LEBARAN10", **changes: object) -> None:
    today = datetime.now(WIB).date()
    asked: dict[str, object] = {
        "promotion_id": new_id(), "code": code, "name": "Mudik hemat", "discount_type": "percentage",
        "discount_value": 10, "minimum": 0, "maximum": None, "valid_from": today, "valid_to": today,
        "usage_limit": None,
    }  # fmt: skip
    fresh.signed_in("90001").call("set_promotion", **(asked | changes))


def test_a_promotion_code_by_keys(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    promote(fresh_database)
    screen = open_for(desk, SITI)
    desk.press(Qt.Key.Key_E, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.type("nosuch")
    desk.press(ENTER)
    desk.wait(lambda: desk.note("payment.promotion.code"))
    assert "NOSUCH" in desk.note("payment.promotion.code") and sold(fresh_database) == 0
    grab(screen, "payment-promotion-refused", language="en")
    desk.wait(lambda: screen.can_pay)
    desk.field("payment.promotion.code").selectAll()
    desk.type("lebaran10")
    desk.press(ENTER)
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.discount)
    assert desk.flow.quote is not None and desk.flow.quote.final == 270_000
    assert screen.promotion.isHidden() and desk.focus.objectName() == "payment.tendered"
    grab(screen, "payment-promotion", language="en")
    desk.press(ENTER)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None and desk.flow.sale.total == 270_000


def test_a_promotion_survives_a_hold_made_anew(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    promote(fresh_database)
    open_for(desk, SITI)
    desk.flow.apply_promotion("LEBARAN10")
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.discount)
    before = desk.flow.booking_id
    with fresh_database.owner() as owner:
        owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s'")
        owner.execute("UPDATE seat_claims SET expires_at = now() - interval '1 s'")
    desk.flow.holding.lapse(desk.flow.holding.held)
    desk.flow.hold_again()
    desk.wait(lambda: desk.flow.quote is not None and desk.flow.quote.discount and desk.flow.booking_id != before)
    desk.flow.pay(300_000)
    desk.wait(lambda: desk.flow.sale is not None)
    assert fresh_database.value("SELECT used_count FROM promotions") == 1


def test_two_journeys_at_one_time_with_a_signature(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    """Refused, with the key that asks a supervisor; signed, the same sale is made."""
    desk.counter.settings = settings_for(fresh_database)  # the supervisor signs over a connection of their own
    screen = open_for(desk, SITI)
    desk.press(F12)
    desk.wait(lambda: desk.flow.sale is not None)
    desk.flow.next_customer()
    screen = open_for(desk, SITI)
    desk.type("500000")
    desk.press(F12)
    desk.wait(lambda: "travels at that time" in screen.banner.text())
    hints = screen.keys()
    assert any(hint.key == "Ctrl+O" for hint in hints)
    grab(screen, "payment-overlap", language="en")
    desk.press(Qt.Key.Key_O, modifier=Qt.KeyboardModifier.ControlModifier)
    dialog = screen.signing.dialog
    desk.wait(lambda: dialog.isVisible() and desk.focus.objectName() == "approval.nipp")
    for text in ("20001", PASSWORD):
        desk.type(text)
        desk.press(ENTER)
    desk.wait(lambda: desk.flow.sale is not None)
    assert desk.flow.sale is not None and desk.flow.sale.change > 0 and sold(fresh_database) == 2
    assert fresh_database.value("SELECT kind FROM approvals WHERE used_at IS NOT NULL") == "journey_overlap"
