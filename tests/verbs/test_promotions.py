# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Promotions: kept with the hold, used by the sale, never more often than promised."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from test_races import together
from till import Till, Train, expire, person, refused
from tiny_network import WIB

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id

TODAY = datetime.now(WIB).date()
"""Of the whole run, which may cross midnight: what must not have begun yet begins later than tomorrow."""


@pytest.fixture
def admin(fresh_database: Any, owner: Any) -> Database:
    return fresh_database.signed_in("90001")


def promote(admin: Database, code: str = "LEBARAN10", **changes: Any) -> dict[str, Any]:
    asked = {
        "promotion_id": new_id(), "code": code, "name": "Mudik", "discount_type": "percentage", "discount_value": 10,
        "minimum": 0, "maximum": None, "valid_from": TODAY, "valid_to": TODAY + timedelta(days=5), "usage_limit": None,
    }  # fmt: skip
    return admin.call("set_promotion", **(asked | changes))


def apply(till: Till, hold: dict[str, Any], code: str, people: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    people = people or [person(n, seat["seat_id"]) for n, seat in enumerate(hold["seats"], 1)]
    return till.database.call("apply_promotion", booking_id=hold["booking_id"], code=code, passengers=people)


def uses(owner: Any, code: str = "LEBARAN10") -> int:
    return int(owner.execute("SELECT used_count FROM promotions WHERE promotion_code = %s", [code]).fetchone()[0])


def test_ten_percent_is_a_line_and_comes_off_each_ticket(till: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin)
    hold = till.hold(train, train.seats[:3])
    quote = apply(till, hold, " lebaran-10 ")
    line = quote["lines"][-1]
    assert (line["kind"], line["code"], line["percent"], line["amount"]) == ("promotion", "LEBARAN10", 10, -quote["discount"])
    assert quote["discount"] == quote["total"] // 10 // 100 * 100 and quote["final"] == quote["total"] - quote["discount"]
    sale = till.sell(till.asked(hold))
    assert sale["total"] == quote["final"]
    assert sum(ticket["price"] for ticket in sale["bookings"][0]["tickets"]) == quote["final"]
    used = owner.execute("SELECT state, discount_applied FROM booking_promotions").fetchall()
    assert used == [("used", quote["discount"])] and uses(owner) == 1


@pytest.mark.parametrize(("changes", "off"), [
    ({"discount_value": 50, "maximum": 30_000}, 30_000),
    ({"discount_type": "fixed_amount", "discount_value": 77_000}, 77_000),
    ({"discount_type": "fixed_amount", "discount_value": 999_000_000}, None),
    ({"discount_value": 100}, None),
])  # fmt: skip
def test_what_comes_off(till: Till, admin: Database, train: Train, changes: dict[str, Any], off: int | None) -> None:
    promote(admin, **changes)
    hold = till.hold(train, train.seats[:2])
    quote = apply(till, hold, "LEBARAN10")
    assert quote["discount"] == (quote["total"] if off is None else off)
    sale = till.sell(till.asked(hold))
    assert sale["total"] == quote["total"] - quote["discount"]


def test_it_counts_after_reductions_and_shares_to_the_rupiah(till: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin, discount_type="fixed_amount", discount_value=100_001)
    hold = till.hold(train, train.seats[:3])
    people = [person(1, train.seats[0]), person(2, train.seats[1], reduction="senior", birth_date="1950-01-02"), person(3, train.seats[2])]
    quote = apply(till, hold, "LEBARAN10", people)
    sale = till.sell(till.asked(hold, people))
    assert sum(ticket["price"] for ticket in sale["bookings"][0]["tickets"]) == sale["total"] == quote["final"]
    assert sum(line["amount"] for line in quote["lines"]) == quote["final"]


def test_each_refusal_has_its_word(till: Till, admin: Database, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:1])
    with refused("promotion_unknown", promotion="NOSUCH"):
        apply(till, hold, "nosuch")
    promote(admin, "LATER", valid_from=TODAY + timedelta(days=3))
    with refused("promotion_not_yet", first_day=(TODAY + timedelta(days=3)).isoformat()):
        apply(till, hold, "LATER")
    promote(admin, "PAST")
    owner.execute("UPDATE promotions SET valid_from = valid_from - 9, valid_to = valid_to - 9 WHERE promotion_code = 'PAST'")
    with refused("promotion_expired"):
        apply(till, hold, "PAST")
    promote(admin, "ENDED")
    assert admin.call("end_promotion", code="ended")["used_count"] == 0
    with refused("promotion_expired"):
        apply(till, hold, "ENDED")
    promote(admin, "LARGE", minimum=50_000_000)
    with refused("promotion_below_minimum", minimum=50_000_000):
        apply(till, hold, "LARGE")
    promote(admin, "ONCE", usage_limit=1)
    apply(till, hold, "ONCE")
    till.sell(till.asked(hold))
    till.sale_id = new_id()
    with refused("promotion_used_up"):
        apply(till, till.hold(train, train.seats[1:2]), "ONCE")
    assert owner.execute("SELECT count(*) FROM booking_promotions").fetchone()[0] == 1  # a refusal keeps nothing


def test_what_the_hold_keeps_stands(till: Till, admin: Database, train: Train, owner: Any) -> None:
    """The promotion ends while the customer looks for their card: the price they were told stands."""
    promote(admin)
    hold = till.hold(train, train.seats[:1])
    quote = apply(till, hold, "LEBARAN10")
    admin.call("end_promotion", code="LEBARAN10")
    more = till.hold(train, train.seats[:2], booking_id=hold["booking_id"], revision=2)
    again = apply(till, more, "LEBARAN10")
    assert again["total"] == 2 * quote["total"] and again["discount"] > quote["discount"]
    assert till.sell(till.asked(more))["total"] == again["final"]


def test_below_the_minimum_after_all_it_is_not_used(till: Till, admin: Database, train: Train, owner: Any) -> None:
    hold = till.hold(train, train.seats[:2])
    fare = sum(line["amount"] for line in hold["price_lines"])
    promote(admin, minimum=fare, usage_limit=1)
    apply(till, hold, "LEBARAN10")
    less = till.hold(train, train.seats[:1], booking_id=hold["booking_id"], revision=2)
    sale = till.sell(till.asked(less))
    line = sale["bookings"][0]["lines"][-1]
    assert line["is_below_minimum"] and line["amount"] == 0
    assert uses(owner) == 0 and owner.execute("SELECT count(*) FROM booking_promotions").fetchone()[0] == 0


def test_taken_off_again(till: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin, usage_limit=1)
    promote(admin, "OTHER")
    hold = till.hold(train, train.seats[:1])
    apply(till, hold, "LEBARAN10")
    assert apply(till, hold, "OTHER")["lines"][-1]["code"] == "OTHER"
    plain = apply(till, hold, "")
    assert plain["discount"] == 0 and [line["kind"] for line in plain["lines"]] == ["fare"]
    assert owner.execute("SELECT count(*) FROM booking_promotions").fetchone()[0] == 0
    apply(till, hold, "LEBARAN10")


def test_a_use_kept_by_a_hold_that_is_over_is_free(till: Till, till2: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin, usage_limit=1)
    first, second = till.hold(train, train.seats[:1]), till2.hold(train, train.seats[1:2])
    apply(till, first, "LEBARAN10")
    with refused("promotion_used_up"):
        apply(till2, second, "LEBARAN10")
    expire(owner, first["booking_id"])
    apply(till2, second, "LEBARAN10")
    with refused("hold_expired"):
        apply(till, first, "LEBARAN10")
    till2.sell(till2.asked(second))
    assert uses(owner) == 1


def test_a_sale_at_the_end_of_its_hold_never_takes_a_use_promised_away(till: Till, till2: Till, admin: Database, train: Train, owner: Any) -> None:
    """As if the clock stood between the two: the hold was over for the other counter, not yet for its own sale."""
    promote(admin, usage_limit=1)
    first, second = till.hold(train, train.seats[:1]), till2.hold(train, train.seats[1:2])
    apply(till, first, "LEBARAN10")
    asked = till.asked(first)
    owner.execute("UPDATE bookings SET expires_at = now() - interval '1 s' WHERE id = %s", [first["booking_id"]])
    apply(till2, second, "LEBARAN10")
    owner.execute("UPDATE bookings SET expires_at = now() + interval '1 h' WHERE id = %s", [first["booking_id"]])
    with refused("promotion_used_up"):
        till.sell(asked)
    expire(owner, first["booking_id"])
    till2.sell(till2.asked(second))
    assert uses(owner) == 1


def test_the_last_use_taken_by_two(till: Till, till2: Till, admin: Database, train: Train, owner: Any) -> None:
    for turn in range(8):
        code = f"LAST{turn}"
        promote(admin, code, usage_limit=1)
        till.sale_id, till2.sale_id = new_id(), new_id()
        first, second = till.hold(train, train.seats[2 * turn : 2 * turn + 1]), till2.hold(train, train.seats[2 * turn + 1 : 2 * turn + 2])
        told = together(lambda: apply(till, first, code), lambda: apply(till2, second, code))  # noqa: B023
        assert sum(answer == "promotion_used_up" for answer in told) == 1, told
        asked = till.asked(first), till2.asked(second)
        sold = together(lambda: till.sell(asked[0]), lambda: till2.sell(asked[1]))  # noqa: B023
        assert sum(sale["bookings"][0]["lines"][-1]["kind"] == "promotion" for sale in sold) == 1
        assert uses(owner, code) == 1


def test_not_while_money_is_asked_for(till: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin)
    hold = till.hold(train, train.seats[:1])
    owner.execute(
        "INSERT INTO payment_attempts (id, sale_id, method, amount, state, shift_id, counter_id, user_id)"
        " SELECT gen_random_uuid(), sale_id, 'qris', 1, 'pending', shift_id, counter_id, user_id FROM bookings"
    )
    with refused("payment_open"):
        apply(till, hold, "LEBARAN10")


def test_another_counters_booking(till: Till, till2: Till, admin: Database, train: Train) -> None:
    promote(admin)
    hold = till.hold(train, train.seats[:1])
    with refused("hold_not_yours"):
        apply(till2, hold, "LEBARAN10")


def test_a_use_comes_back_as_the_rule_says(till: Till, admin: Database, train: Train, owner: Any) -> None:
    promote(admin)
    hold = till.hold(train, train.seats[:1])
    apply(till, hold, "LEBARAN10")
    till.sell(till.asked(hold))
    undo = "SELECT internal.undo_promotion(%s, %s)"
    assert owner.execute(undo, [hold["booking_id"], "cancellation"]).fetchone() == (False,) and uses(owner) == 1
    assert owner.execute(undo, [hold["booking_id"], "own_mistake"]).fetchone() == (True,) and uses(owner) == 0
    assert owner.execute(undo, [hold["booking_id"], "own_mistake"]).fetchone() == (False,) and uses(owner) == 0


def test_a_promotion_is_not_changed_under_its_code(admin: Database) -> None:
    asked = {"promotion_id": new_id()}
    promote(admin, **asked)
    promote(admin, **asked)
    with refused("id_reused"):
        promote(admin, **asked, discount_value=20)
    with refused("promotion_exists"):
        promote(admin)
    for field, bad in (("code", "A"), ("code", "ÄÖÜ"), ("name", ""), ("discount_type", "free"), ("discount_value", 0),
                       ("discount_value", 101), ("maximum", 0), ("usage_limit", 0), ("valid_to", TODAY - timedelta(days=1))):  # fmt: skip
        with refused("bad_request", field=field):
            promote(admin, **({"code": "NEW"} | {field: bad}))
