"""There and back, and a group of more than four: one sale, one total, one payment, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from look import grab
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sale_desk import SaleDesk, sale_desk

from kai_counter.services import journeys
from kai_counter.ui.flows import several
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.sale_pages import SalePages
from kai_counter.ui.screens.passengers import PassengersScreen
from kai_counter.ui.screens.payment import PaymentScreen
from kai_counter.values.requests import SearchRequest

CTRL = Qt.KeyboardModifier.ControlModifier
SITI, BUDI = ("Siti Aminah", "3174015512900001"), ("Budi Santoso", "3174011708850002")


@pytest.fixture
def desk(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> Iterator[SaleDesk]:
    with sale_desk(qtbot, fresh_database, tmp_path) as found:
        yield found


def hold_next(desk: SaleDesk, class_code: str = "EKS") -> None:
    """The best seats of the first train that `flow.search` finds."""
    flow = desk.flow
    assert flow.search is not None
    found = journeys.search(desk.counter.database, flow.search)
    journey, offer = next(
        (one, offer) for one in found for offer in one.classes if offer.code == class_code and offer.seats_left
    )
    flow.picking.quick(journey, offer)
    desk.wait(lambda: flow.step == "passengers" and flow.is_held)


def to_payment(desk: SaleDesk) -> None:
    desk.flow.go("payment")
    desk.wait(lambda: desk.flow.step == "payment" and desk.flow.quote is not None)


def there_and_back(desk: SaleDesk, *people: tuple[str, str]) -> None:
    desk.hold(len(people))
    desk.fill(*people)
    desk.flow.another(same_people=True)
    assert desk.flow.search is not None and desk.flow.search.origin == "SGU" and desk.flow.step == "search"
    # The tiny railway runs one way only: the way back is the same way two days later.
    desk.flow.search = SearchRequest("GMR", "SGU", desk.day + timedelta(days=2), len(people))
    hold_next(desk)


def count(fresh: FreshDatabase, query: str) -> int:
    return int(fresh.value(query))


def test_there_and_back_is_one_sale(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI, BUDI)
    assert [one.name for one in desk.flow.passengers] == ["Siti Aminah", "Budi Santoso"]
    travellers = PassengersScreen(desk.counter, desk.flow)
    desk.show(travellers)
    total = travellers.summary.prices.total
    desk.wait(lambda: desk.flow.quote is not None and total.amount == desk.flow.quote.final)
    assert total.visibleRegion().boundingRect().size() == total.size(), "four lines do not push it out of sight"
    to_payment(desk)
    flow = desk.flow
    assert flow.quote is not None and flow.own_quote is not None and flow.others[0].quote is not None
    assert flow.quote.final == flow.own_quote.final + flow.others[0].quote.final
    screen = PaymentScreen(desk.counter, flow)
    desk.show(screen)
    desk.wait(lambda: screen.can_pay)
    grab(screen, "payment-return", language="en")
    assert "4 ticket" in screen.summary.note.text()
    flow.paying.busy = "starting"  # money is under way: it sells on this page, and Ctrl+Tab does not leave it
    flow.next_journey()
    assert flow.step == "payment"
    flow.paying.busy = ""
    desk.press(Qt.Key.Key_F12)
    desk.wait(lambda: flow.sale is not None)
    assert flow.sale is not None and len(flow.sale.booking_numbers) == 2
    assert count(fresh_database, "SELECT count(*) FROM sales WHERE state = 'sold'") == 1
    assert count(fresh_database, "SELECT count(*) FROM bookings WHERE status = 'confirmed'") == 2
    assert count(fresh_database, "SELECT count(*) FROM tickets WHERE ticket_status = 'active'") == 4
    assert count(fresh_database, "SELECT count(DISTINCT identity_number) FROM passengers") == 2


def test_a_group_of_six_is_two_bookings(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    desk.hold(4)
    desk.fill(*[(f"Anggota {'ABCD'[n]}", f"317401170885000{n + 1}") for n in range(4)])
    desk.flow.rest = 2  # six were asked for
    desk.flow.another(same_people=False)
    assert (desk.flow.adults, desk.flow.rest) == (2, 0)
    hold_next(desk)
    desk.fill(*[(f"Anggota {'EF'[n]}", f"317401170886000{n + 1}") for n in range(2)])
    assert {one.seat_id for one in desk.flow.passengers}.isdisjoint(
        one.seat_id for one in desk.flow.others[0].passengers
    )
    to_payment(desk)
    desk.flow.pay(desk.flow.quote.final if desk.flow.quote else 0)
    desk.wait(lambda: desk.flow.sale is not None)
    assert count(fresh_database, "SELECT count(*) FROM tickets") == 6
    assert count(fresh_database, "SELECT count(*) FROM sales WHERE state = 'sold'") == 1


def test_a_name_is_corrected_on_both(desk: SaleDesk) -> None:
    there_and_back(desk, SITI)
    desk.flow.travellers.update(0, name="Siti Aminah Putri", reduction="disability")
    (other,) = desk.flow.others
    assert (other.passengers[0].name, other.passengers[0].reduction) == ("Siti Aminah Putri", "disability")
    ids = {one.ticket_id for one in (other.passengers[0], desk.flow.passengers[0])}
    assert len(ids) == 2
    to_payment(desk)
    lines = desk.flow.quote.lines if desk.flow.quote else ()
    assert [line.kind for line in lines] == ["journey", "fare", "reduction"] * 2


def test_one_hold_runs_out_and_is_offered_again(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    to_payment(desk)
    flow, outward = desk.flow, desk.flow.others[0].holding
    told: list[Any] = []
    flow.hold_ran_out.connect(lambda: told.append(flow.holding))
    with fresh_database.owner() as owner:
        owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s' WHERE id = %s", [outward.booking_id])
        owner.execute("UPDATE seat_claims SET expires_at = now() WHERE booking_id = %s", [outward.booking_id])
    outward.lapse(outward.held)
    assert told == [outward] and flow.holding is outward and not flow.is_held and len(flow.others) == 1
    flow.hold_again()
    desk.wait(lambda: flow.is_held and flow.quote is not None)
    flow.pay(flow.quote.final if flow.quote else 0)
    desk.wait(lambda: flow.sale is not None)
    assert count(fresh_database, "SELECT count(*) FROM bookings WHERE status = 'confirmed'") == 2


def test_all_or_nothing_when_the_database_says_one_ran_out(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    to_payment(desk)
    flow, outward = desk.flow, desk.flow.others[0].holding
    with fresh_database.owner() as owner:
        owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s' WHERE id = %s", [outward.booking_id])
    flow.pay(flow.quote.final if flow.quote else 0)
    desk.wait(lambda: flow.holding is outward and outward.lapsed)
    assert flow.sale is None and count(fresh_database, "SELECT count(*) FROM payments") == 0
    desk.wait(lambda: not desk.counter.desk.is_busy)


def test_taken_out_again(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    first = desk.flow.others[0].holding
    desk.flow.drop_journey()
    assert desk.flow.holding is first and desk.flow.others == [] and desk.flow.step == "passengers"
    desk.wait(lambda: count(fresh_database, "SELECT count(*) FROM seat_claims WHERE active") == 1)
    desk.flow.another(same_people=True)
    desk.flow.drop_journey()  # before a train was chosen
    assert desk.flow.holding is first
    to_payment(desk)
    desk.flow.pay(300_000)
    desk.wait(lambda: desk.flow.sale is not None)


def test_left_altogether(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    desk.flow.abandon()
    desk.wait(lambda: count(fresh_database, "SELECT count(*) FROM seat_claims WHERE active") == 0)
    assert desk.flow.is_empty


def test_a_restart_finds_both(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    to_payment(desk)
    desk.wait(lambda: not desk.counter.desk.is_busy)
    (draft,) = desk.flow.drafts.for_member("10001")
    assert type(draft).from_json(draft.to_json()) == draft
    again = SaleFlow.from_draft(desk.counter, draft, parent=desk.flow)
    again.settle_after_restart()
    desk.wait(lambda: again.recovered == "held" and again.quote is not None)
    assert again.step == "payment" and len(again.others) == 1 and again.is_held
    assert again.quote == desk.flow.quote
    again.pay(again.quote.final if again.quote else 0)
    desk.wait(lambda: again.sale is not None)
    assert count(fresh_database, "SELECT count(*) FROM tickets") == 2


def test_a_restart_finds_one_run_out(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    there_and_back(desk, SITI)
    to_payment(desk)
    desk.wait(lambda: not desk.counter.desk.is_busy)
    (draft,) = desk.flow.drafts.for_member("10001")
    with fresh_database.owner() as owner:
        booking = draft.others[0].booking_id
        owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s' WHERE id = %s", [booking])
        owner.execute("UPDATE seat_claims SET expires_at = now() WHERE booking_id = %s", [booking])
    again = SaleFlow.from_draft(desk.counter, draft, parent=desk.flow)
    again.settle_after_restart()
    desk.wait(lambda: again.recovered is not None)
    assert not again.is_held and again.holding.lapsed
    again.hold_again()
    desk.wait(lambda: again.is_held)


def test_by_keys(desk: SaleDesk, fresh_database: FreshDatabase) -> None:
    """From the passengers' page: Ctrl+N, the day, the train, and everybody is there already."""
    desk.hold(1)
    desk.fill(SITI)
    pages = SalePages(desk.counter, desk.flow)
    pages.activate = pages.enter  # type: ignore[attr-defined]
    pages.show_step()
    desk.show(pages)
    desk.wait(lambda: desk.flow.own_quote is not None)
    grab(pages, "passengers-several", language="en")
    desk.press(Qt.Key.Key_N, modifier=CTRL)
    assert desk.flow.step == "search"
    desk.wait(lambda: desk.field("sell.origin").text().startswith("Surabaya"))
    assert desk.focus.objectName().startswith("sell.date"), desk.focus.objectName()
    pages.page.search.turn_round()  # type: ignore[attr-defined]  # the tiny railway runs one way only
    desk.type("3")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.flow.journeys)
    grab(pages, "sell-return", language="en")
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.flow.step == "seats" and desk.flow.seat_map is not None)
    desk.press(Qt.Key.Key_Return)  # the best seats
    desk.wait(lambda: desk.flow.is_held)
    desk.press(Qt.Key.Key_Return)
    desk.wait(lambda: desk.flow.step == "passengers")
    grab(pages, "passengers-return", language="en")
    desk.press(Qt.Key.Key_Tab, modifier=CTRL)
    assert desk.flow.number == 1
    desk.press(Qt.Key.Key_F8)
    desk.wait(lambda: desk.flow.step == "payment" and desk.flow.quote is not None)
    desk.press(Qt.Key.Key_F12)
    desk.wait(lambda: desk.flow.sale is not None)
    grab(pages, "done-return", language="en")
    assert count(fresh_database, "SELECT count(*) FROM bookings WHERE status = 'confirmed'") == 2


def test_the_way_back_is_looked_for_at_once(desk: SaleDesk) -> None:
    """Not an empty list that says none is left; and no train that leaves before the people are there."""
    desk.hold(1)
    desk.fill(SITI)
    flow = desk.flow
    assert flow.journey is not None
    there = flow.journey
    flow.another(same_people=True)
    assert flow.is_searching
    desk.wait(lambda: not flow.is_searching)
    assert several.reached(flow) == there.arrives_at
    flow.search = SearchRequest("GMR", "SGU", desk.day, 1)
    assert several.reached(flow) is None
