# ruff: noqa: E501  (rows and statements stay on the line that says them)
"""The shift's page by keys alone: opening by notes, cash beside the sales, relief, the blind count, the Z."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from real_database import PASSWORD, FreshDatabase
from test_every_page import cut, unnamed
from window_desk import WindowDesk, settings_for, window_desk

from kai_counter.db.database import Database
from kai_counter.ui.language import Language
from kai_counter.ui.screens.shift import ShiftScreen
from kai_counter.values.cards_till import MethodSum, ReturnSum
from kai_counter.values.ids import new_id

Key = Qt.Key


@contextmanager
def _at(qtbot: QtBot, fresh: FreshDatabase, folder: Path, **changes: Any) -> Iterator[WindowDesk]:
    with window_desk(qtbot, folder, settings_for(fresh, **changes)) as desk:
        yield desk


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[WindowDesk]:
    with _at(qtbot, fresh_database, tmp_path) as found:
        found.to_board()
        found.press(Key.Key_F10)
        yield found


def page(desk: WindowDesk) -> ShiftScreen:
    assert desk.window.workplace is not None
    return desk.window.workplace.shift


def stage(desk: WindowDesk, name: str) -> None:
    desk.wait(lambda: page(desk).till.stage == name and not page(desk).till.is_busy)


def count(desk: WindowDesk, **pieces: str) -> None:
    """Digits and Enter down the list; then the sure answer."""
    for edit in page(desk).counting.count.edits.values():
        assert desk.focus is edit
        desk.type(pieces.get(edit.objectName().replace("shift.cash.", "n"), ""))
        desk.press(Key.Key_Return)
    desk.press(Key.Key_Return)


def value(fresh: FreshDatabase, query: str) -> Any:
    return fresh.value(query)


def test_a_day_ends_with_a_blind_count_and_a_z(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_F8)
    stage(desk, "count")
    assert "500" not in page(desk).counting.words.text(), "nothing tells what should be there"
    count(desk, n100000="4", n50000="2")
    stage(desk, "done")
    text = page(desk).done.z.text()
    assert "Z report 1" in text and "Counted: Rp\u00a0500.000" in text and "Variance: Rp\u00a00" in text
    desk.wait(
        lambda: (
            value(fresh_database, "SELECT count(*) FROM print_jobs WHERE kind = 'report' AND state = 'confirmed'")
            == 1
        )
    )
    pdf = page(desk).counter.home.data / "pdf" / "GMR-01-Z0001.pdf"
    desk.wait(lambda: pdf.exists() and pdf.stat().st_size > 1000)
    assert pdf.stat().st_mode & 0o077 == 0
    desk.press(Key.Key_Return)
    stage(desk, "none")
    assert desk.focus is page(desk).field.edit


def test_a_difference_wants_its_reason_and_above_the_tolerance_a_signature(
    desk: WindowDesk, fresh_database: FreshDatabase
) -> None:
    desk.press(Key.Key_F8)
    stage(desk, "count")
    count(desk, n100000="4")
    stage(desk, "variance")
    assert page(desk).variance.amount.amount == -100_000
    desk.press(Key.Key_Escape)
    assert page(desk).till.stage == "variance", "the count stands"
    desk.press(Key.Key_Return)
    assert page(desk).variance.reason.error
    desk.type("wrong change given")
    desk.press(Key.Key_Return)
    assert page(desk).approval.isVisible()
    for password, settled in (("not-it", False), (PASSWORD, True)):
        if settled:
            assert desk.focus is page(desk).approval.password.edit
        else:
            desk.type("20001")
            desk.press(Key.Key_Return)
        desk.type(password)
        desk.press(Key.Key_Return)
        if not settled:
            desk.wait(lambda: page(desk).approval.password.error)
    stage(desk, "done")
    assert not page(desk).approval.isVisible() and not page(desk).approval.password.text()
    assert "Signed by: Sri Lestari" in page(desk).done.z.text() and "wrong change given" in page(desk).done.z.text()


def test_cash_in_out_and_drop_print_their_slips(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    for key, amount, reason, bag in ((Key.Key_1, "200000", "notes", ""), (Key.Key_3, "150.000", "full", "BAG 7")):
        desk.press(key)
        desk.type(amount)
        desk.press(Key.Key_Return)
        desk.type(reason)
        desk.press(Key.Key_Return)
        if key == Key.Key_3:
            desk.type(bag)
            desk.press(Key.Key_Return)
        desk.wait(lambda b=amount: page(desk).banner.isVisible() and page(desk)._movement is None)
    rows = value(fresh_database, "SELECT jsonb_agg(jsonb_build_array(kind, amount, reason, reference, slip_number) ORDER BY slip_number)"
                                 " FROM cash_movements WHERE kind <> 'drawer_open'")  # fmt: skip
    assert rows == [
        ["in", 200000, "notes", None, "GMR-01/K000001"],
        ["drop", 150000, "full", "BAG 7", "GMR-01/K000002"],
    ]
    desk.wait(
        lambda: (
            value(fresh_database, "SELECT count(*) FROM print_jobs WHERE kind = 'report' AND state = 'confirmed'")
            == 2
        )
    )
    desk.wait(lambda: value(fresh_database, "SELECT count(*) FROM cash_movements WHERE kind = 'drawer_open'") == 2)


def test_paying_out_much_is_signed_at_the_counter(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_2)
    desk.type("600000")
    desk.press(Key.Key_Return)
    desk.type("repairs")
    desk.press(Key.Key_Return)
    desk.wait(lambda: page(desk).approval.isVisible())
    desk.type("10001")
    desk.press(Key.Key_Return)
    desk.type(PASSWORD)
    desk.press(Key.Key_Return)
    desk.wait(lambda: page(desk).approval.password.error)
    page(desk).approval.nipp.set_text("20001")
    desk.type(PASSWORD)
    desk.press(Key.Key_Return)
    desk.wait(
        lambda: value(fresh_database, "SELECT count(*) FROM cash_movements WHERE approval_id IS NOT NULL") == 1
    )


def test_the_drawer_opens_with_a_reason_only_and_each_time_is_told(
    desk: WindowDesk, fresh_database: FreshDatabase
) -> None:
    desk.press(Key.Key_4, Key.Key_Return)
    assert page(desk).asking.isVisible() and page(desk).asking.reason.error
    desk.type("change a note")
    desk.press(Key.Key_Return)
    desk.wait(
        lambda: value(fresh_database, "SELECT count(*) FROM cash_movements WHERE reason = 'change a note'") == 1
    )
    desk.wait(lambda: page(desk).banner.isVisible())


def test_a_drawer_that_stays_shut_says_so_and_the_key_is_written_down(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    from kai_counter.config import Printer

    with _at(qtbot, fresh_database, tmp_path, printer=Printer("tcp", "127.0.0.1:9", 80)) as desk:
        desk.to_board()
        desk.press(Key.Key_F10, Key.Key_4)
        desk.type("change")
        desk.press(Key.Key_Return)
        desk.wait(lambda: page(desk).banner.isVisible() and "drawer" in page(desk).banner.text())
        query = "SELECT count(*) FROM cash_movements WHERE reason LIKE 'with the key%change'"
        desk.wait(lambda: value(fresh_database, query) == 1)


def test_an_x_shows_no_sum_of_cash_to_its_clerk(desk: WindowDesk) -> None:
    desk.press(Key.Key_5)
    desk.wait(lambda: page(desk).report.isVisible())
    text = page(desk).report.text()
    assert "X report" in text and "Expected" not in text and "Cash sales" not in text


def test_relief_and_back(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_6)
    stage(desk, "paused")
    assert desk.window.workplace is not None and desk.window.workplace.header.shift.text() == "Shift paused"
    relief = fresh_database.signed_in("20001")
    relief.call("open_shift", shift_id=new_id(), float=100)
    desk.press(Key.Key_Return)
    desk.wait(lambda: "Sri Lestari" in page(desk).banner.text())
    shift = value(fresh_database, "SELECT id FROM shifts WHERE state = 'open'")
    relief.call("pause_shift", shift_id=shift)
    desk.press(Key.Key_Return)
    stage(desk, "open")


def test_esc_goes_back_to_selling_until_it_is_counted(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    desk.press(Key.Key_F8)
    stage(desk, "count")
    desk.type("7")
    desk.press(Key.Key_Escape)
    stage(desk, "open")
    assert value(fresh_database, "SELECT count(*) FROM cash_counts") == 0


def test_what_stands_in_the_way_and_where_it_is_settled(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    _sale_unprinted(fresh_database)
    desk.press(Key.Key_F8)
    stage(desk, "blocked")
    assert any("Not printed" in line.text() for line in page(desk).blocked.lines)
    desk.press(Key.Key_P, modifier=Qt.KeyboardModifier.ControlModifier)
    assert desk.window.workplace is not None and desk.window.workplace._section == "printers"
    with fresh_database.owner() as owner:
        owner.execute("UPDATE print_jobs SET state = 'confirmed'")
    desk.press(Key.Key_F10)
    desk.press(Key.Key_Return)
    stage(desk, "count")


def test_closed_by_a_supervisor_meanwhile(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    supervisor = fresh_database.signed_in("20001")
    supervisor.call("force_close", shift_id=value(fresh_database, "SELECT id FROM shifts"), reason="left")
    desk.press(Key.Key_F8)
    stage(desk, "none")
    desk.wait(lambda: page(desk).banner.isVisible())
    assert "closed" in page(desk).banner.text()


def test_restarted_between_the_count_and_the_end(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    clerk = fresh_database.signed_in("10001")
    shift = new_id()
    clerk.call("open_shift", shift_id=shift, float=500_000)
    clerk.call("close_shift", shift_id=shift, counted=495_000, denominations={"5000": 99})
    with _at(qtbot, fresh_database, tmp_path) as desk:
        desk.to_start()
        desk.press(Key.Key_F8, Key.Key_Return)
        desk.wait(lambda: desk.window.workplace is not None)
        desk.press(Key.Key_F10)
        stage(desk, "variance")
        assert page(desk).variance.amount.amount == -5_000
        desk.type("coins")
        desk.press(Key.Key_Return)
        stage(desk, "done")


def test_the_float_by_notes_is_offered_at_the_start(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    with _at(qtbot, fresh_database, tmp_path) as desk:
        desk.to_start()
        desk.press(Key.Key_F6)
        desk.type("3")
        desk.press(*[Key.Key_Return] * 10)
        desk.wait(lambda: desk.window.workplace is not None)
    assert value(fresh_database, "SELECT denominations FROM cash_counts") == {"100000": 3}
    assert value(fresh_database, "SELECT float_amount FROM shifts") == 300_000


def test_the_rule_asks_for_the_count_at_the_start(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, admin: Database
) -> None:
    admin.call(
        "set_rule", rule_id=new_id(), name="count_float_at_open", scope="*", value=True, valid_from=None, source="t"
    )
    with _at(qtbot, fresh_database, tmp_path) as desk:
        desk.to_start()
        desk.press(Key.Key_F8, Key.Key_Return)
        desk.wait(lambda: isinstance(desk.focus, QLineEdit) and desk.focus.objectName() == "count.cash.100000")
        desk.press(*[Key.Key_Return] * 10)
        desk.wait(lambda: desk.window.workplace is not None)
    assert value(fresh_database, "SELECT float_amount FROM shifts") == 0


def test_a_supervisor_without_a_drawer_ends_and_verifies_a_shift(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    clerk = fresh_database.signed_in("10001")
    clerk.call("open_shift", shift_id=new_id(), float=11_000_000)
    with _at(qtbot, fresh_database, tmp_path) as desk:
        desk.sign_in("20001")
        desk.wait(lambda: desk.focus.objectName() == "start.clock")
        desk.press(Key.Key_F7)
        desk.wait(lambda: desk.window.workplace is not None)
        desk.press(Key.Key_F10)
        desk.wait(lambda: page(desk).station.rows)
        _press_button(desk, ".force")
        desk.type("went home")
        desk.press(Key.Key_Return)
        desk.wait(lambda: value(fresh_database, "SELECT state FROM shifts") == "closed")
        desk.wait(lambda: _button(desk, ".verify") is not None)
        _press_button(desk, ".verify")
        desk.type("11000000")
        desk.press(Key.Key_Return, Key.Key_Return)
        desk.wait(lambda: value(fresh_database, "SELECT verified_amount FROM shifts") == 11_000_000)


@pytest.mark.parametrize(("language", "theme"), [("id", "light"), ("en", "dark"), ("id", "daylight")])
def test_every_step_fits_and_is_named(
    qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path, language: str, theme: str
) -> None:
    complaints: dict[str, list[str]] = {}

    def look(desk: WindowDesk, name: str) -> None:
        desk.qtbot.wait(30)  # deferred layouts
        grab(desk.window, f"shift-{name}", theme, language)
        found = unnamed(desk.window) + cut(desk.window)
        if found:
            complaints[name] = found

    with _at(qtbot, fresh_database, tmp_path, language=language, theme=theme) as desk:
        try:
            Language(language)
            desk.to_start()
            desk.press(Key.Key_F6)
            look(desk, "start-count")
            desk.press(Key.Key_Escape)
            desk.press(Key.Key_F8, Key.Key_Return)
            desk.wait(lambda: desk.window.workplace is not None)
            desk.press(Key.Key_F10)
            look(desk, "open")
            desk.press(Key.Key_5)
            desk.wait(lambda: page(desk).report.isVisible())
            look(desk, "x")
            shown = page(desk).report.card
            assert shown is not None
            money = tuple(MethodSum(m, 2, 700_000) for m in ("cash", "debit_card", "exchange", "qris"))
            back = tuple(ReturnSum("reversal", "reversal", m, 1, 250_000) for m in ("debit_card", "qris"))
            full = {"methods": money, "returns": back, "card_words": (MethodSum("query", 1, 350_000),)}
            page(desk).report.show_report(dataclasses.replace(shown, sales_amount=2_800_000, **full))  # type: ignore[arg-type]
            look(desk, "x-full")
            desk.press(Key.Key_3)
            look(desk, "drop")
            desk.press(Key.Key_Escape)
            _sale_unprinted(fresh_database)
            desk.press(Key.Key_F8)
            stage(desk, "blocked")
            look(desk, "blocked")
            with fresh_database.owner() as owner:
                owner.execute("UPDATE print_jobs SET state = 'confirmed'")
            desk.press(Key.Key_Return)
            stage(desk, "count")
            desk.type("4")
            look(desk, "count")
            page(desk).counting.count.clear()
            page(desk).counting.count.focus_first()
            count(desk, n100000="4")
            stage(desk, "variance")
            look(desk, "variance")
            desk.type("salah kembalian")
            desk.press(Key.Key_Return)
            look(desk, "approval")
            desk.type("20001")
            desk.press(Key.Key_Return)
            desk.type(PASSWORD)
            desk.press(Key.Key_Return)
            stage(desk, "done")
            look(desk, "done")
            desk.press(Key.Key_Return)
            look(desk, "none")
        finally:
            Language("en")
    with _at(qtbot, fresh_database, tmp_path / "two", language=language, theme=theme) as desk:
        try:
            desk.sign_in("20001")
            desk.wait(lambda: desk.focus.objectName() == "start.clock")
            desk.press(Key.Key_F8, Key.Key_Return)
            desk.wait(lambda: desk.window.workplace is not None)
            desk.press(Key.Key_F10)
            desk.wait(lambda: len(page(desk).station.rows) == 2)
            look(desk, "station")
        finally:
            Language("en")
    assert complaints == {}


def _sale_unprinted(fresh: FreshDatabase) -> None:
    """A cash sale of nothing whose paper never came out, written by the owner."""
    with fresh.owner() as owner:
        owner.execute(
            """
            WITH s AS (SELECT id, counter_id, user_id FROM shifts WHERE state = 'open' LIMIT 1),
            sale AS (INSERT INTO sales (id, counter_id, shift_id, user_id, state, total, receipt_number, sale_number, sold_at)
                     SELECT gen_random_uuid(), counter_id, id, user_id, 'sold', 0, 'GMR-01/000001', 'GMR-01-1', now() FROM s RETURNING *),
            b AS (INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount, passenger_count,
                      booking_date, sale_id, counter_id, shift_id, origin_station_id, destination_station_id, from_order, to_order,
                      expires_at, held_at, revision, request_hash, price_lines, cancelled_at)
                  SELECT gen_random_uuid(), 'ABCDEFG', user_id, (SELECT id FROM schedules LIMIT 1), 'cancelled', 0, 0, 1, now(), id,
                      counter_id, shift_id, (SELECT id FROM stations LIMIT 1), (SELECT id FROM stations OFFSET 1 LIMIT 1), 1, 2,
                      now(), now(), 1, '', '[]', now() FROM sale RETURNING *),
            p AS (INSERT INTO payments (id, booking_id, payment_method, payment_status, amount, shift_id, counter_id, sale_id)
                  SELECT gen_random_uuid(), id, 'cash', 'completed', 0, shift_id, counter_id, sale_id FROM b)
            INSERT INTO print_jobs (id, sale_id, kind, counter_id, user_id) SELECT gen_random_uuid(), id, 'receipt', counter_id, user_id FROM sale
            """
        )


def _button(desk: WindowDesk, ending: str) -> Any:
    from PySide6.QtWidgets import QPushButton

    return next((b for b in page(desk).station.findChildren(QPushButton) if b.objectName().endswith(ending)), None)


def _press_button(desk: WindowDesk, ending: str) -> None:
    button = _button(desk, ending)
    assert button is not None
    button.setFocus()
    desk.press(Key.Key_Space)


def test_the_card_terminal_closes_its_batch_with_the_shift(desk: WindowDesk, fresh_database: FreshDatabase) -> None:
    """A card sale of this shift stands in the books; the terminal on its cable tells the same, or is asked for by hand."""
    from kai_counter.devices.payments.ecr import EcrTerminal
    from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
    from kai_counter.ui.flows.outside import Outside

    assert desk.window.counter is not None
    machine = TerminalSimulator()
    desk.window.counter.outside = Outside(terminal=EcrTerminal(f"127.0.0.1:{machine.serve()}"))
    assert desk.window.counter.outside.terminal is not None
    assert desk.window.counter.outside.terminal.sale("ABCDEF123456", 150_000).is_paid
    with fresh_database.owner() as connection:
        connection.execute(
            """WITH sale AS (INSERT INTO sales (id, counter_id, shift_id, user_id, state) SELECT gen_random_uuid(), counter_id, id, user_id, 'open' FROM shifts RETURNING *),
            booking AS (INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount, passenger_count, sale_id, counter_id, shift_id,
                origin_station_id, destination_station_id, from_order, to_order, expires_at, held_at, revision, request_hash, price_lines, cancelled_at)
              SELECT gen_random_uuid(), 'CARD001', s.user_id, (SELECT id FROM schedules LIMIT 1), 'cancelled', 150000, 150000, 1, s.id, s.counter_id, s.shift_id,
                (SELECT id FROM stations LIMIT 1), (SELECT id FROM stations OFFSET 1 LIMIT 1), 1, 2, now(), now(), 1, '', '[]', now() FROM sale s RETURNING *)
            INSERT INTO payments (id, booking_id, payment_method, payment_status, amount, shift_id, counter_id, sale_id, payment_date)
            SELECT gen_random_uuid(), b.id, 'debit_card', 'completed', 150000, b.shift_id, b.counter_id, b.sale_id, now() FROM booking b"""
        )
    desk.press(Key.Key_F8)
    stage(desk, "count")
    count(desk, n100000="4", n50000="2")
    stage(desk, "done")
    desk.wait(lambda: value(fresh_database, "SELECT count(*) FROM card_batches") == 1)
    assert value(fresh_database, "SELECT sales_amount FROM card_batches WHERE NOT is_typed") == 150_000
    desk.wait(lambda: "000001" in page(desk).banner.text())
    machine.close()
