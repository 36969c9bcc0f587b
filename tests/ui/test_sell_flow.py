"""The flow of one sale below the screens: paying once, parking, and what a restart finds to be true."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from real_database import FreshDatabase
from sell_counter import SellCounter, sell_counter

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import journeys, sales, seats
from kai_counter.ui.flows.parked import Parked
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.values.ids import new_id
from kai_counter.values.requests import Contact, SearchRequest

NIKS = ("3171014107900001", "3171010107850002")


def begin(counter: SellCounter, flow: SaleFlow | None = None, adults: int = 1) -> SaleFlow:
    """A held sale whose next page is the passengers."""
    flow = flow or counter.flow
    database = counter.counter.database
    found = journeys.search(database, SearchRequest("GMR", "SGU", counter.tomorrow, adults))
    journey = next(one for one in found if one.train_number == "6")
    flow.travellers.set_counts(adults, 0)
    flow.picking.quick(journey, next(offer for offer in journey.classes if offer.code == "EKS"))
    counter.wait(lambda: flow.step == "passengers" and flow.is_held)
    return flow


def fill(flow: SaleFlow) -> None:
    for index, nik in enumerate(NIKS[: flow.adults]):
        person = {"identity_number": nik, "birth_date": date(1990, 7, 1), "gender": "female"}
        flow.travellers.update(index, name=f"Penumpang {'AB'[index]}", **person)


def to_payment(counter: SellCounter, flow: SaleFlow) -> None:
    fill(flow)
    flow.go("payment")
    counter.wait(lambda: flow.quote is not None)


def tally(fresh: FreshDatabase) -> tuple[int, int, int]:
    """Sales sold, payments, active claims."""
    return (
        fresh.value("SELECT count(*) FROM sales WHERE state = 'sold'"),
        fresh.value("SELECT count(*) FROM payments"),
        fresh.value("SELECT count(*) FROM seat_claims WHERE active"),
    )


def drafts(counter: SellCounter) -> tuple[Any, ...]:
    return counter.flow.drafts.for_member("10001")


# Paying ------------------------------------------------------------------------------------------------


def test_pressed_twice_is_one_sale(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    flow = begin(counter)
    to_payment(counter, flow)
    flow.pay(300_000)
    flow.pay(300_000)
    counter.wait(lambda: flow.sale is not None)
    assert flow.step == "done"
    flow.pay(300_000)
    assert tally(fresh_database) == (1, 1, 1)


def test_once_sold_the_draft_names_nobody(counter: SellCounter) -> None:
    flow = begin(counter)
    flow.travellers.set_contact(Contact(phone="081234567890"))
    to_payment(counter, flow)
    counter.wait(lambda: drafts(counter) and drafts(counter)[0].passengers[0].name)
    flow.pay(350_000)
    counter.wait(lambda: flow.sale is not None)
    counter.wait(lambda: not counter.counter.desk.is_busy)
    (draft,) = drafts(counter)
    assert (draft.passengers, draft.contact, draft.tendered) == ((), None, 350_000)
    flow.next_customer()
    counter.wait(lambda: drafts(counter) == ())


def test_too_little_cash_sells_nothing(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    flow = begin(counter)
    to_payment(counter, flow)
    flow.pay(1_000)
    counter.wait(lambda: counter.troubles)
    assert [fault.code for fault in counter.troubles] == ["tender_too_small"]
    assert flow.step == "payment" and flow.sale is None
    assert tally(fresh_database)[0] == 0
    flow.pay(300_000)
    counter.wait(lambda: flow.sale is not None)


def test_a_silence_after_the_commit_is_no_second_sale(
    counter: SellCounter, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = begin(counter)
    to_payment(counter, flow)
    real = sales.sell

    def committed_but_unheard(*arguments: Any) -> Any:
        real(*arguments)
        raise Unavailable("database", "cut after the commit")

    monkeypatch.setattr(sales, "sell", committed_but_unheard)
    flow.pay(500_000)
    counter.wait(lambda: counter.troubles)
    assert flow.sale is None and flow.tendered == 500_000
    monkeypatch.undo()
    flow.retry()
    counter.wait(lambda: flow.sale is not None)
    assert flow.sale is not None and flow.sale.change == 200_000
    assert tally(fresh_database) == (1, 1, 1)


def test_a_full_disk_stops_before_the_call(
    counter: SellCounter, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = begin(counter)
    to_payment(counter, flow)
    counter.wait(lambda: not counter.counter.desk.is_busy)

    def full(*_: Any) -> None:
        raise Unavailable("disk", "full")

    monkeypatch.setattr(flow.drafts, "save", full)
    flow.pay(300_000)
    counter.wait(lambda: counter.troubles)
    assert [fault.what for fault in counter.troubles] == ["disk"]
    assert tally(fresh_database)[0] == 0
    monkeypatch.undo()
    flow.pay(300_000)
    counter.wait(lambda: flow.sale is not None)


def test_a_hold_without_an_answer_is_sent_again(
    counter: SellCounter, fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.search()
    counter.choose()
    seat = counter.seat_id("1.5A")
    real = seats.hold

    def held_but_unheard(*arguments: Any) -> Any:
        real(*arguments)
        raise Unavailable("database", "cut")

    monkeypatch.setattr(seats, "hold", held_but_unheard)
    counter.flow.toggle(seat)
    counter.wait(lambda: counter.flow.holding.is_unsure)
    assert counter.seat("1.5A").state == "asking"
    monkeypatch.undo()
    counter.wait(lambda: counter.flow.is_held)  # by itself, at the next look at the map
    assert fresh_database.value("SELECT count(*) FROM seat_claims WHERE active") == 1


def test_quick_clicks_end_as_the_last_one_meant(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    counter.search("3")
    counter.choose()
    for name in ("5A", "5B", "5C", "5D", "6A", "5D", "6B"):
        counter.flow.toggle(counter.seat_id(f"1.{name}"))
    counter.wait(lambda: counter.flow.is_held)
    assert sorted(counter.held()) == ["5C", "6A", "6B"]
    assert fresh_database.value("SELECT count(*) FROM seat_claims WHERE active") == 3


def test_each_traveller_keeps_a_seat(counter: SellCounter) -> None:
    flow = begin(counter, adults=2)
    seated = {person.seat_id for person in flow.passengers}
    assert seated == set(flow.holding.held)
    flow.travellers.set_counts(2, 1)
    assert [(one.seq, one.type, one.accompanied_by) for one in flow.passengers] == [
        (1, "adult", None),
        (2, "adult", None),
        (3, "infant", 1),
    ]
    flow.travellers.set_counts(2, 3)
    assert counter.troubles[-1].code == "infants_exceed_adults"


# Parking -----------------------------------------------------------------------------------------------


def test_a_parked_sale_keeps_its_hold_and_its_place(counter: SellCounter) -> None:
    flow = begin(counter)
    flow.travellers.update(0, name="Siti")
    parked = Parked(counter.counter, flow.drafts)
    fresh = parked.park(flow, "passengers.0.identity")
    assert parked.flows == (flow,) and fresh.is_empty and flow.hold is not None
    back = parked.recall(1)
    assert back is flow
    assert (back.place, back.step, back.passengers[0].name) == ("passengers.0.identity", "passengers", "Siti")
    assert parked.flows == ()


def test_at_most_three_are_parked(counter: SellCounter) -> None:
    parked = Parked(counter.counter, counter.flow.drafts)
    flow = counter.flow
    for _ in range(3):
        begin(counter, flow)
        flow = parked.park(flow)
    begin(counter, flow)
    with pytest.raises(Refused) as refused:
        parked.park(flow)
    assert (refused.value.code, refused.value.facts) == ("too_many_parked", {"limit": 3})
    assert flow.hold is not None
    wanted = parked.flows[1]
    assert parked.swap(flow, "", 2) is wanted
    assert flow in parked.flows


def test_nothing_is_not_parked(counter: SellCounter) -> None:
    parked = Parked(counter.counter, counter.flow.drafts)
    with pytest.raises(Refused) as refused:
        parked.park(counter.flow)
    assert refused.value.code == "nothing_to_park"
    with pytest.raises(Refused):
        parked.recall(1)


# Restart: the program is gone, the draft and the database remain -----------------------------------------


def restart(counter: SellCounter) -> list[SaleFlow]:
    counter.wait(lambda: not counter.counter.desk.is_busy)
    parked = Parked(counter.counter, counter.flow.drafts)
    with counter.qtbot.waitSignal(parked.restored, timeout=30_000) as restored:
        parked.restore()
    return list(restored.args[0])


def test_a_held_sale_goes_on_where_it_was(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    flow = begin(counter, adults=2)
    to_payment(counter, flow)
    (back,) = restart(counter)
    assert (back.recovered, back.step) == ("held", "payment")
    assert [one.name for one in back.passengers] == ["Penumpang A", "Penumpang B"]
    assert back.holding.held == flow.holding.held
    assert [one.seat_id for one in back.passengers] == [one.seat_id for one in flow.passengers]
    counter.wait(lambda: back.quote is not None)
    back.pay(700_000)
    counter.wait(lambda: back.sale is not None)
    assert tally(fresh_database) == (1, 1, 2)


def test_sold_but_not_heard_of_is_sold(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    flow = begin(counter)
    to_payment(counter, flow)
    assert flow.quote is not None
    draft = dataclasses.replace(flow.to_draft(), tendered=500_000)
    flow.drafts.save(draft)
    sales.sell(counter.counter.database, flow.selling.request(flow.quote, 500_000, None))
    (back,) = restart(counter)
    assert (back.recovered, back.step) == ("sold", "done")
    assert back.sale is not None and back.sale.change == 200_000
    assert back.asks_change, "was the change given?"
    back.pay(500_000)
    counter.wait(lambda: not counter.counter.desk.is_busy)
    assert tally(fresh_database)[0] == 1
    assert drafts(counter)[0].passengers == ()


def test_a_hold_that_ended_meanwhile_is_offered_again(counter: SellCounter, fresh_database: FreshDatabase) -> None:
    flow = begin(counter)
    fill(flow)
    counter.wait(lambda: drafts(counter) and drafts(counter)[0].passengers[0].name)
    wanted = flow.holding.held
    with fresh_database.owner() as connection:
        for table, column in (("bookings", "id"), ("seat_claims", "booking_id")):
            query = f"UPDATE {table} SET expires_at = clock_timestamp() - interval '1 second' WHERE {column} = %s"
            connection.execute(query.encode(), [flow.booking_id])
    (back,) = restart(counter)
    assert (back.recovered, back.step, back.holding.lapsed) == ("expired", "seats", wanted)
    back.hold_again()
    counter.wait(lambda: back.is_held)
    assert back.holding.held == wanted
    assert back.passengers[0].name == "Penumpang A"


def test_a_draft_that_never_reached_the_database(counter: SellCounter) -> None:
    flow = begin(counter)
    never = dataclasses.replace(flow.to_draft(), sale_id=new_id())
    flow.abandon()
    counter.wait(lambda: drafts(counter) == ())
    flow.drafts.save(never)
    (back,) = restart(counter)
    assert back.recovered == "none"
    assert back.step == "seats" and back.holding.lapsed == never.seats


def test_another_member_does_not_see_it(qtbot: QtBot, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with sell_counter(qtbot, fresh_database, tmp_path) as first:
        begin(first)
        first.wait(lambda: drafts(first))
        assert first.flow.drafts.for_member("10002", ("clerk",)) == ()
