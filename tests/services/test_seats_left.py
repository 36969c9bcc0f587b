"""What search and map say of the same seats: held, run out, held again for other legs, sold, blocked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from real_database import FreshDatabase
from tiny_network import Network

from kai_counter.db.database import Database
from kai_counter.services import journeys, seats
from kai_counter.values.ids import new_id
from kai_counter.values.requests import HoldRequest, SearchRequest


def _left(database: Database, network: Network, to: str) -> int:
    """Seats of the first class that the search still offers."""
    on = next(day for day, schedule in network.train.schedules.items() if schedule == network.train.schedule)
    found = journeys.search(database, SearchRequest("GMR", to, on))
    (journey,) = [one for one in found if one.schedule_id == network.train.schedule]
    return {offer.code: offer.seats_left for offer in journey.classes}["EKS"]


def _states(database: Database, network: Network, end: int, booking: object = None) -> dict[object, str]:
    card = seats.seat_map(database, network.train.schedule, 1, end, booking)  # type: ignore[arg-type]
    return {seat.seat_id: seat.state for coach in card.coaches for seat in coach.seats}


def test_a_hold_that_ran_out_is_free_in_search_and_map(
    selling_clerk: Database, fresh_database: FreshDatabase, network: Network
) -> None:
    first, second, third = [seat.id for seat in network.train.seats if seat.class_code == "EKS"][:3]
    whole = _left(selling_clerk, network, "SGU")
    booking, gone = new_id(), new_id()
    seats.hold(selling_clerk, HoldRequest(new_id(), booking, 1, network.train.schedule, 1, 3, (first,)))
    seats.hold(selling_clerk, HoldRequest(new_id(), gone, 1, network.train.schedule, 1, 2, (second,)))
    assert _left(selling_clerk, network, "SGU") == whole - 2
    with fresh_database.owner() as owner:
        owner.execute("UPDATE seat_inventory SET blocked = true WHERE schedule_id = %s AND seat_id = %s",
                      [network.train.schedule, third])  # fmt: skip
        owner.execute("UPDATE bookings SET held_at = held_at - interval '1 h', expires_at = now() - interval '1 s'"
                      " WHERE id = %s", [gone])  # fmt: skip
        owner.execute("UPDATE seat_claims SET expires_at = now() - interval '1 s' WHERE booking_id = %s", [gone])
    assert _left(selling_clerk, network, "SGU") == whole - 2  # one held, one blocked, the expired one free again
    assert _left(selling_clerk, network, "PWT") == whole - 2
    states = _states(selling_clerk, network, 3, booking)
    assert (states[first], states[second], states[third]) == ("mine", "free", "blocked")
    assert _states(selling_clerk, network, 3)[first] == "held"


def test_a_seat_sold_for_other_legs_is_free_for_these(selling_clerk: Database, network: Network) -> None:
    seat = next(seat.id for seat in network.train.seats if seat.class_code == "EKS")
    seats.hold(selling_clerk, HoldRequest(new_id(), new_id(), 1, network.train.schedule, 2, 3, (seat,)))
    assert _states(selling_clerk, network, 2)[seat] == "free"
    assert _states(selling_clerk, network, 3)[seat] == "held"


def test_a_missing_rule_is_not_guessed(
    selling_clerk: Database, fresh_database: FreshDatabase, network: Network
) -> None:
    """Else the list would offer what `hold` refuses; and a station's own value comes before the general one."""
    on = next(day for day, schedule in network.train.schedules.items() if schedule == network.train.schedule)
    wanted = SearchRequest("GMR", "SGU", on)
    before = journeys.search(selling_clerk, wanted)[0].closes_at
    with fresh_database.owner() as owner:
        owner.execute(
            "INSERT INTO rules (id, name, scope, value, valid_from, source) SELECT gen_random_uuid(), name, 'GMR',"
            " to_jsonb((value #>> '{}')::int + 30), valid_from, 'test' FROM rules WHERE name = 'walking_minutes'"
        )
        assert before - journeys.search(selling_clerk, wanted)[0].closes_at == timedelta(minutes=30)
        owner.execute("DELETE FROM rules WHERE name = 'gate_closes_minutes'")
    with pytest.raises(LookupError, match="gate_closes_minutes"):
        journeys.search(selling_clerk, wanted)
