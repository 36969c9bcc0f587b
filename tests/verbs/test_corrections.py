# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""A name or a number mistyped: a letter by the clerk, more with a signature for exactly what is written."""

from __future__ import annotations

from typing import Any

import pytest
from desk import booking_of, people_of, see_document
from till import Till, Train, refused

from kai_counter.db.database import Database
from kai_counter.values.ids import new_id


@pytest.fixture
def sale(till: Till, train: Train) -> dict[str, Any]:
    return till.sold(train, train.seats[:2])


def one(owner: Any, query: str, *values: Any) -> Any:
    return owner.execute(query, values or None).fetchone()[0]


def correct(till: Till, who: str, **wish: Any) -> dict[str, Any]:
    asked = {"reason": "mistyped", "print_job_id": str(new_id())} | wish
    return till.database.call("correct_passenger", passenger_id=who, wish=asked, approval_id=asked.pop("approval_id", None))


def offer(till: Till, who: str, **wish: Any) -> dict[str, Any]:
    return till.database.call("offer_correction", correction_id=wish.pop("correction_id", None) or new_id(), passenger_id=who, wish={"reason": "mistyped"} | wish)


def signed(supervisor: Database, offered: dict[str, Any], **changes: Any) -> str:
    approval = new_id()
    asked = {"approval_id": approval, "kind": "correction", "subject_id": offered["correction_id"], "amount": None, "reason": {"requested_by": "10001", "text": "mistyped"}}
    supervisor.call("approve", **(asked | changes))
    return str(approval)


def test_a_signature_is_for_this_name_and_number_alone(till: Till, till2: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    """A clerk who has one signed name writes no other with it, for nobody else, nor after the name has changed."""
    first, second = people_of(sale)
    number = one(owner, "SELECT identity_number FROM passengers WHERE id = %s", second)
    with refused("identify_first"):
        offer(till, second, name="Bagus", identity_number=number)
    see_document(owner, till.database, booking_of(sale))
    offered = offer(till, second, name="Bagus", identity_number=number)
    with refused("id_reused"):
        offer(till, second, name="Somebody Else", identity_number=number, correction_id=offered["correction_id"])
    asked = till.database.call("ask_signature", request_id=new_id(), kind="correction", subject_id=offered["correction_id"], amount=None, reason="mistyped", overrule_code=None)
    (seen,) = supervisor.call("signatures_asked", limit=5)["open"]  # at the other counter, old and new stand side by side
    assert seen["request_id"] == asked["request_id"] and seen["about"]["booking_number"]
    assert seen["about"]["change"] == {"old_name": "Ratna Wulandari", "new_name": "Bagus", "old_number": number, "new_number": number}
    approval = new_id()
    supervisor.call("answer_signature", request_id=asked["request_id"], approval_id=approval, signs=True, note=None)
    turned = number[:-1] + ("1" if number[-1] != "1" else "2")
    for who, wish in [(second, {"name": "Somebody Else", "identity_number": number}), (second, {"name": "Bagus", "identity_number": turned}),
                      (second, {"name": "Bagus", "identity_number": number, "reason": "other"}), (first, {"name": "Bagus", "identity_number": number[::-1]})]:  # fmt: skip
        with refused("approval_needed", kind="correction"):
            correct(till, who, approval_id=str(approval), **wish)
    for subject in (second, booking_of(sale)):  # signed for a person or a booking it is for nothing
        with refused("approval_needed", kind="correction"):
            correct(till, second, name="Bagus", identity_number=number, approval_id=signed(supervisor, offered, subject_id=subject))
    correct(till, second, name="Ratna Wulandar", identity_number=number)  # what was signed starts from another name
    with refused("approval_needed", kind="correction"):
        correct(till, second, name="Bagus", identity_number=number, approval_id=str(approval))
    again = offer(till, second, name="Bagus", identity_number=number)
    paper = signed(supervisor, again)
    see_document(owner, till2.database, booking_of(sale))
    with refused("approval_needed", kind="correction"):  # nor at another's hands
        correct(till2, second, name="Bagus", identity_number=number, approval_id=paper)
    assert correct(till, second, name="Bagus", identity_number=number, approval_id=paper)["papers"]
    with refused("approval_needed", kind="correction"):  # and once
        correct(till, second, name="Bagus Satu Dua", identity_number=number, approval_id=paper)


def test_two_letters_by_the_clerk_more_with_a_signature(till: Till, supervisor: Database, sale: dict[str, Any], owner: Any) -> None:
    first, second = people_of(sale)
    number = one(owner, "SELECT identity_number FROM passengers WHERE id = %s", first)
    with refused("identify_first"):
        correct(till, first, name="Ratna Wulandary", identity_number=number)
    see_document(owner, till.database, booking_of(sale))
    told = correct(till, first, name="Ratna Wulandary", identity_number=number)
    assert told["papers"][0]["answer"]["bookings"][0]["tickets"][0]["passenger"]["name"] == "Ratna Wulandary"
    with refused("approval_needed", kind="correction"):  # letter by letter into somebody else
        correct(till, first, name="Ratna Wulandora", identity_number=number)
    other = one(owner, "SELECT identity_number FROM passengers WHERE id = %s", second)
    with refused("approval_needed", kind="correction"):
        correct(till, second, name="Bagus", identity_number=other)
    offered = offer(till, second, name="Bagus", identity_number=other)
    assert (offered["old_name"], offered["new_name"]) == ("Ratna Wulandari", "Bagus")
    assert correct(till, second, name="Bagus", identity_number=other, approval_id=signed(supervisor, offered))["papers"]
    with refused("nothing_to_correct"):
        correct(till, second, name="Bagus", identity_number=other)
    with refused("identity_repeated"):
        correct(till, second, name="Bagus", identity_number=number)


def test_one_digit_of_the_number_until_two_hours_before(till: Till, sale: dict[str, Any], owner: Any) -> None:
    first, second = people_of(sale)
    see_document(owner, till.database, booking_of(sale))
    number = one(owner, "SELECT identity_number FROM passengers WHERE id = %s", first)
    turned = number[:-1] + ("1" if number[-1] != "1" else "2")
    job = str(new_id())
    for _ in range(2):  # sent twice
        assert correct(till, first, name="Ratna Wulandari", identity_number=turned, print_job_id=job)["papers"]
    with refused("bad_request", field="identity_number"):
        correct(till, second, name="Ratna Wulandari", identity_number="123")
    owner.execute("UPDATE bookings SET booking_details = jsonb_set(booking_details, '{schedule,departs_at}', to_jsonb(now() + interval '119 minutes'))")
    other = one(owner, "SELECT identity_number FROM passengers WHERE id = %s", second)
    with refused("approval_needed", kind="correction"):
        correct(till, second, name="Ratna Wulandary", identity_number=other)


@pytest.mark.parametrize(("one_name", "other", "apart"), [("Siti", "siti ", 0), ("Siti", "Sitti", 1), ("Budi Santoso", "Budi Susanto", 4), ("", "abc", 3)])
def test_letters_apart(owner: Any, one_name: str, other: str, apart: int) -> None:
    assert one(owner, "SELECT internal.letters_apart(%s, %s)", one_name, other) == apart
