# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Another train for the same people: the new seats are held first, the old ones given up in the same instant, or nothing is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from desk import booking_of, held, late_by, people_of, see_document, signed, swap
from desk import exchange_quote as quote
from test_races import together
from till import Till, Train, expire, infant, occupied, person, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


@pytest.fixture
def sale(till: Till, train: Train) -> dict[str, Any]:
    return till.sold(train, train.seats[:2])


def one(owner: Any, query: str, *values: Any) -> Any:
    return owner.execute(query, values or None).fetchone()[0]


def test_fee_and_difference_are_paid_and_the_seats_change_hands(till: Till, sale: dict[str, Any], train: Train, later_train: Train, owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    new = held(till, later_train, later_train.seats[:1])
    people = people_of(sale)[:1]
    offer = quote(till, sale, people, new)
    old, price = sale["total"] / 2, new["seats"][0]["fare"]
    exchange = offer["exchange"]
    fee = -(-old * 25 // 100000) * 1000
    assert (exchange["fee"], exchange["new_value"], exchange["to_pay"]) == (fee, price, price - min(old, price) + fee)
    assert not offer["needs_approval"] and offer["rule"] == "exchange"
    done = swap(till, offer, tendered=exchange["to_pay"] + 10_000)
    assert done["change"] == 10_000 and done["receipt_number"] == "GMR-01/000002" and done["paid_by"] == "exchange"
    (ticket,) = done["bookings"][0]["tickets"]
    assert ticket["passenger"]["name"] == "Ratna Wulandari" and ticket["issue_number"] == 1
    assert occupied(owner, train, train.seats[0]) == 0 and occupied(owner, train, train.seats[1]) != 0
    assert occupied(owner, later_train, later_train.seats[0]) != 0
    rows = owner.execute("SELECT ticket_status, void_reason FROM tickets WHERE booking_id = %s ORDER BY ticket_number", [booking_of(sale)]).fetchall()
    assert rows == [("cancelled", "exchanged"), ("active", None)]
    assert one(owner, "SELECT fee_amount FROM bookings WHERE id = %s", new["booking_id"]) == fee
    assert {**swap(till, offer, tendered=exchange["to_pay"] + 10_000), "schedules": 0, "exchange": 0} == {**done, "schedules": 0, "exchange": 0}
    with refused("id_reused"):
        swap(till, offer)


def test_nothing_back_when_it_is_cheaper(till: Till, sale: dict[str, Any], train: Train, owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    new = held(till, train, train.seats[5:6], end=2)  # one leg instead of all
    offer = quote(till, sale, people_of(sale)[:1], new)
    old, price = sale["total"] / 2, new["seats"][0]["fare"]
    assert price < old and (offer["amount"], offer["fee"]) == (price, old - price)
    assert offer["exchange"]["to_pay"] == offer["exchange"]["fee"]
    swap(till, offer)
    shift = one(owner, "SELECT id FROM shifts WHERE user_id = (SELECT id FROM users WHERE nipp = '10001')")
    cash = one(owner, "SELECT expected FROM internal.shift_cash(%s)", shift)
    assert cash == 500_000 + sale["total"] + offer["exchange"]["fee"]


def test_all_of_a_booking_with_its_infant(till: Till, train: Train, later_train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    day = datetime.fromisoformat(hold["schedule"]["service_date"]).date()
    people = [person(n, seat["seat_id"]) for n, seat in enumerate(hold["seats"], 1)]
    sale = till.sell(till.asked(hold, [*people, infant(3, day, accompanied_by=1)]))
    see_document(owner, till.database, booking_of(sale))
    new = held(till, later_train, later_train.seats[:2])
    done = swap(till, quote(till, sale, people_of(sale)[:2], new))
    assert [ticket["passenger"]["type"] for ticket in done["bookings"][0]["tickets"]] == ["adult", "adult", "infant"]
    assert one(owner, "SELECT status FROM bookings WHERE id = %s", booking_of(sale)) == "cancelled"
    assert one(owner, "SELECT count(*) FROM passengers p JOIN passengers a ON a.id = p.accompanied_by AND a.booking_id = p.booking_id WHERE p.booking_id = %s", new["booking_id"]) == 1


def test_what_was_exchanged_can_be_given_back_later(till: Till, supervisor: Database, sale: dict[str, Any], later_train: Train, owner: Any) -> None:
    """The fee of the exchange stays with the railway; the carried value comes back by the rule."""
    from desk import CASH, given_back

    see_document(owner, till.database, booking_of(sale))
    new = held(till, later_train, later_train.seats[:1])
    done = swap(till, quote(till, sale, people_of(sale)[:1], new))
    late_by(owner, later_train, 90)
    refund = given_back(owner, till, supervisor, done, people_of(done), CASH)
    assert refund["amount"] == new["seats"][0]["fare"] and refund["booking_status"] == "cancelled"


def test_until_an_hour_before_and_free_when_it_is_our_fault(till: Till, supervisor: Database, sale: dict[str, Any], train: Train, later_train: Train, owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    new = held(till, later_train, later_train.seats[:1])
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '59 minutes')) WHERE id = %s", [booking_of(sale)])
    with refused("exchange_too_late"):
        quote(till, sale, people_of(sale)[:1], new)
    offer = quote(till, sale, people_of(sale)[:1], new, overrule_code="CONNECTION_BROKEN")
    assert offer["needs_approval"] and offer["exchange"]["fee"] == 0
    with refused("approval_needed", kind="exchange"):
        swap(till, offer)
    assert swap(till, offer, signed(supervisor, offer, kind="exchange"))["bookings"]
    late_by(owner, train, 70)
    again = held(till, later_train, later_train.seats[1:2])
    assert quote(till, sale, people_of(sale)[1:], again)["exchange"]["fee"] == 0


def test_the_new_train_sells_out_in_between(till: Till, till2: Till, sale: dict[str, Any], train: Train, later_train: Train, owner: Any) -> None:
    """The hold ran out and somebody else has the seat: the customer keeps what they came with."""
    see_document(owner, till.database, booking_of(sale))
    new = held(till, later_train, later_train.seats[:1])
    offer = quote(till, sale, people_of(sale)[:1], new)
    expire(owner, new["booking_id"])
    till2.sold(later_train, later_train.seats[:1])
    with refused("hold_expired"):
        swap(till, offer)
    assert one(owner, "SELECT count(*) FROM tickets WHERE booking_id = %s AND ticket_status = 'active'", booking_of(sale)) == 2
    assert occupied(owner, train, train.seats[0]) != 0
    fresh = held(till, later_train, later_train.seats[1:2])
    assert swap(till, quote(till, sale, people_of(sale)[:1], fresh))["bookings"]


def test_a_refund_and_an_exchange_of_one_instant(till: Till, till2: Till, supervisor: Database, train: Train, later_train: Train, owner: Any) -> None:
    from desk import quote as refund_quote
    from desk import refund

    for n in range(4):
        sale = till.sold(train, train.seats[2 * n : 2 * n + 1])
        for database in (till.database, till2.database):
            see_document(owner, database, booking_of(sale))
        new = held(till, later_train, later_train.seats[n : n + 1])

        def exchanging(sale: Any = sale, new: Any = new) -> Any:
            return swap(till, quote(till, sale, people_of(sale), new))

        def refunding(sale: Any = sale) -> Any:
            offer = refund_quote(till2.database, booking_of(sale), people_of(sale))
            return refund(till2.database, offer, signed(supervisor, offer, by="10002"))

        told = together(exchanging, refunding)
        assert sum(isinstance(answer, dict) for answer in told) == 1, told
        assert one(owner, "SELECT count(*) FROM refund_lines l JOIN refund_offers o ON o.id = l.offer_id WHERE o.booking_id = %s", booking_of(sale)) == 1
        till.database.call("release", booking_id=new["booking_id"], reason="race") if not isinstance(told[0], dict) else None


def test_attacks(till: Till, till2: Till, sale: dict[str, Any], later_train: Train, owner: Any) -> None:
    new = held(till, later_train, later_train.seats[:1])
    with refused("identify_first"):
        quote(till, sale, people_of(sale)[:1], new)
    see_document(owner, till.database, booking_of(sale))
    see_document(owner, till2.database, booking_of(sale))
    with refused("hold_not_yours"):
        quote(till2, sale, people_of(sale)[:1], new)
    with refused("passenger_incomplete"):
        quote(till, sale, people_of(sale), new)  # two people, one seat
    offer = quote(till, sale, people_of(sale)[:1], new)
    for payment, code in [({"amount": 1000, "tendered": 1000}, "total_changed"), ({"tendered": 0}, "tender_too_small"), ({"amount": -1}, "amount_out_of_range")]:
        with refused(code):
            swap(till, offer, **payment)
    with refused("offer_unknown"):
        swap(till2, offer)
    two = till2.hold(later_train, later_train.seats[3:4])
    till2.hold(later_train, later_train.seats[4:5])
    with refused("exchange_not_alone"):
        quote(till2, sale, people_of(sale)[:1], two)


# -- another seat on the same train


def moves(sale: dict[str, Any], seats: list[Any]) -> list[dict[str, str]]:
    return [{"passenger_id": who, "seat_id": str(seat), "print_job_id": str(new_id())} for who, seat in zip(people_of(sale), seats, strict=False)]


def test_another_seat_is_free_and_voids_the_paper(till: Till, sale: dict[str, Any], train: Train, owner: Any) -> None:
    wanted = moves(sale, train.seats[6:7])
    with refused("identify_first"):
        till.database.call("change_seats", booking_id=booking_of(sale), moves=wanted)
    see_document(owner, till.database, booking_of(sale))
    told = till.database.call("change_seats", booking_id=booking_of(sale), moves=wanted)
    (paper,) = told["papers"]
    (ticket,) = paper["answer"]["bookings"][0]["tickets"]
    assert ticket["issue_number"] == 2 and ticket["seat"]["seat_id"] == str(train.seats[6])
    assert occupied(owner, train, train.seats[0]) == 0 and occupied(owner, train, train.seats[6]) != 0
    assert till.database.call("change_seats", booking_id=booking_of(sale), moves=wanted)["papers"][0]["print_job_id"] == paper["print_job_id"]
    two = moves(sale, [train.seats[1], train.seats[6]])  # swapped among themselves
    till.database.call("change_seats", booking_id=booking_of(sale), moves=two)
    assert {str(row[0]) for row in owner.execute("SELECT seat_id FROM passengers WHERE booking_id = %s", [booking_of(sale)])} == {str(train.seats[1]), str(train.seats[6])}


def test_a_taken_seat_and_another_class_are_refused(till: Till, till2: Till, sale: dict[str, Any], owner: Any) -> None:
    see_document(owner, till.database, booking_of(sale))
    schedule = one(owner, "SELECT schedule_id FROM bookings WHERE id = %s", booking_of(sale))
    seats = [row[0] for row in owner.execute("SELECT s.id FROM seats s JOIN schedules h ON h.train_id = s.train_id WHERE h.id = %s ORDER BY s.car_number, s.hold_order", [schedule])]
    till2.hold(Train(schedule, 2, seats), [seats[7]], 1, 2)
    with refused("seat_taken"):
        till.database.call("change_seats", booking_id=booking_of(sale), moves=moves(sale, [seats[7]]))
    with refused("other_class"):
        till.database.call("change_seats", booking_id=booking_of(sale), moves=moves(sale, [new_id()]))
    with refused("bad_request", field="moves"):
        till.database.call("change_seats", booking_id=booking_of(sale), moves=moves(sale, [seats[8], seats[8]]))


def test_two_journeys_at_one_time_need_a_second_person(till: Till, train: Train, later_train: Train, supervisor: Database, owner: Any) -> None:
    who = {"identity_number": "3273015203902222"}
    first = till.sell(till.asked(till.hold(train, train.seats[:1]), [person(1, train.seats[0], **who)]))
    till.sale_id = new_id()
    till.sell(till.asked(till.hold(later_train, later_train.seats[5:6]), [person(1, later_train.seats[5], **who)]))
    see_document(owner, till.database, booking_of(first))
    offer = quote(till, first, people_of(first), held(till, later_train, later_train.seats[:1]))
    subject = {"offer_id": offer["exchange"]["new_sale_id"], "amount": None, "reason": "two at one time", "overrule_code": None}
    for other in (None, signed(supervisor, subject, "reprint"), signed(supervisor, {**subject, "offer_id": new_id()}, "journey_overlap")):
        with refused("journey_overlaps", seq=1):
            swap(till, offer, overlap_approval_id=other)
    done = swap(till, offer, overlap_approval_id=signed(supervisor, subject, "journey_overlap"))
    assert done["bookings"][0]["tickets"][0]["passenger"]["identity_masked"] and one(owner, "SELECT count(*) FROM approvals WHERE used_at IS NOT NULL") == 1
