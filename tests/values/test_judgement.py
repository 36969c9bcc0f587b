# ruff: noqa: E501  (facts stay on the line that names them)
"""The gate's judgement: every result, its order, and that no void ticket ever gets in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from gate_world import KEY, Carried, Key, code, listed, mutated, place, ticket, train
from hypothesis import given, settings
from hypothesis import strategies as st

from kai_counter.values.gate_facts import Boarding, GateRules, key_from
from kai_counter.values.judgement import ADMITTING, LOOK, OVERRIDABLE, RESULTS, WELCOME, judge, judge_number

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
NUMBER = 1000


def judged(
    changes: dict[str, Any] | None = None, of_train: dict[str, Any] | None = None, now: datetime = NOW,
    at: dict[str, Any] | None = None, key: Key = KEY, **body: Any,
) -> Any:  # fmt: skip
    carried = Carried.of(listed(NOW, [ticket(NUMBER, **(changes or {}))], [train(NOW, **(of_train or {}))]))
    return judge(code(NUMBER, NOW, key, **body), carried, place(**(at or {})), now)


def test_welcome_says_where_to_sit() -> None:
    found = judged()
    assert (found.code, found.kind, found.admits) == ("ok", WELCOME, True)
    assert (found.facts["coach_label"], found.facts["train_name"], found.facts["to_code"]) == ("EKS 5", "Argo 70", "SGU")
    assert (found.number, found.issue, found.schedule_number) == (NUMBER, 1, 70)


@pytest.mark.parametrize(
    ("expected", "case"),
    [
        ("superseded", {"changes": {"issue": 2, "reissued_at": NOW.isoformat(), "reissued_by": "GMR-02"}}),
        ("newer_paper", {"issue_number": 2}),
        ("unpaid", {"changes": {"is_paid": False}}),
        ("cancelled", {"changes": {"status": "cancelled"}}),
        ("refunded", {"changes": {"status": "cancelled", "void_reason": "refund"}}),
        ("exchanged", {"changes": {"status": "cancelled", "void_reason": "exchanged"}}),
        ("no_show", {"changes": {"status": "expired", "void_reason": "no_show"}}),
        ("expired", {"changes": {"status": "expired"}}),
        ("cancelled", {"changes": {"status": "a word of a later program"}}),
        ("blocked", {"changes": {"void_reason": "stolen"}}),
        ("train_cancelled", {"of_train": {"status": "cancelled"}}),
        ("train_cut", {"of_train": {"last_order": 2}, "at": {"station_number": 2}}),
        ("ends_early", {"of_train": {"last_order": 2}}),
        ("ends_early", {"of_train": {"last_order": 2}, "changes": {"reduction": "veteran"}}),
        ("check_identity", {"of_train": {"last_order": 2}, "changes": {"name_hash": "00000000"}}),
        ("ok", {"of_train": {"last_order": 2}, "changes": {"to": 2}}),
        ("already_boarded", {"of_train": {"last_order": 2}, "changes": {"status": "used"}}),
        ("wrong_date", {"service_date": NOW.date() + timedelta(days=1)}),
        ("wrong_train", {"at": {"trains": frozenset({71})}}),
        ("wrong_station", {"changes": {"from": 2}}),
        ("wrong_station", {"at": {"station_number": 4, "station_code": "SGU"}}),
        ("wrong_station", {"changes": {"to": 2}, "at": {"station_number": 2}}),
        ("too_early", {"of_train": {"leaves_in": 121}}),
        ("closed", {"of_train": {"leaves_in": 5}}),
        ("closed", {"of_train": {"leaves_in": -60}}),
        ("already_boarded", {"changes": {"status": "used", "boarded_at": NOW.isoformat(), "boarded_gate": "Selatan"}}),
        ("already_boarded", {"changes": {"status": "used"}}),
        ("check_identity", {"changes": {"reduction": "veteran"}}),
        ("check_identity", {"changes": {"type": "senior", "assistance": ["wheelchair"]}}),
        ("check_identity", {"changes": {"name_hash": "00000000"}}),
        ("assistance", {"changes": {"assistance": ["wheelchair"]}}),
        ("ok", {"of_train": {"leaves_in": 5, "delay_minutes": 20}}),
        ("ok", {"at": {"station_number": 2, "rules": GateRules(opens_minutes=180)}}),
    ],
)  # fmt: skip
def test_every_listed_result(expected: str, case: dict[str, Any]) -> None:
    assert judged(**case).code == expected


def test_of_a_train_cut_short_the_gate_says_where_it_ends() -> None:
    found = judged(of_train={"last_order": 3})
    assert found.admits and (found.facts["cut_name"], found.facts["to_name"]) == ("Pwt", "Sgu")


def test_a_superseded_paper_hears_of_the_newer_one() -> None:
    facts = judged({"issue": 3, "reissued_at": NOW.isoformat(), "reissued_by": "GMR-02"}).facts
    assert (facts["reissued_at"], facts["reissued_by"]) == (NOW, "GMR-02")
    assert facts["document"] == "T0000-1000/3"


def test_codes_that_nobody_here_signed() -> None:
    assert judge("HELLO", Carried(None, 0), place(), NOW).code == "unreadable"
    assert judged(key=Key(8)).code == "unknown_key"
    stranger = Key(8)
    stranger.key_no = 7  # another private half under a known number
    found = judged(key=stranger)
    assert (found.code, found.number) == ("invalid_signature", None)


@pytest.mark.parametrize(
    "changes",
    [{"revoked_at": NOW.isoformat()}, {"valid_until": NOW.isoformat()},
     {"valid_from": (NOW + timedelta(hours=2)).isoformat()}],
)  # fmt: skip
def test_a_key_out_of_its_time_vouches_for_nothing(changes: dict[str, Any]) -> None:
    carried = Carried.of(listed(NOW, [ticket(NUMBER)]))
    carried.keys[7] = key_from(KEY.facts(NOW, **changes))
    assert judge(code(NUMBER, NOW), carried, place(), NOW).code == "revoked"


def test_a_code_of_one_day_on_a_train_of_another() -> None:
    assert judged(service_date=NOW.date() - timedelta(days=1)).code == "wrong_date"


def test_wrong_day_is_told_from_wrong_train() -> None:
    tomorrow = train(NOW, 80, 24 * 60, service_date="2026-11-25", train_number="70")
    carried = Carried.of(listed(NOW, [ticket(NUMBER, 80)], [train(NOW), tomorrow]))
    found = judge(code(NUMBER, NOW, schedule_number=80, service_date=tomorrow_date()), carried, only(70), NOW)
    assert found.code == "wrong_date" and found.facts["departs_at"] == NOW + timedelta(days=1)
    other = train(NOW, 81, 30)
    carried = Carried.of(listed(NOW, [ticket(NUMBER, 81)], [train(NOW), other]))
    assert judge(code(NUMBER, NOW, schedule_number=81), carried, only(70), NOW).code == "wrong_train"
    assert judge(code(NUMBER, NOW, schedule_number=99), Carried.of(listed(NOW, [])), place(), NOW).code == "wrong_train"


def only(*numbers: int) -> Any:
    return place(trains=frozenset(numbers))


def tomorrow_date() -> Any:
    return NOW.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("expected", "number", "case"),
    [
        ("ok_unlisted", 2001, {}),
        ("unlisted", 1999, {}),  # older than the list: it would be on it
        ("unlisted", 2001, {"issue_number": 2}),
        ("wrong_train", 2001, {"schedule_number": 71}),
        ("wrong_station", 2001, {"origin_number": 2}),
        ("wrong_date", 2001, {"service_date": NOW.date() - timedelta(days=1)}),
        ("expired", 2001, {"not_after": NOW - timedelta(minutes=1)}),
    ],
)
def test_what_the_list_cannot_know(expected: str, number: int, case: dict[str, Any]) -> None:
    carried = Carried.of(listed(NOW, [ticket(2000)]))
    assert judge(code(number, NOW, **case), carried, place(), NOW).code == expected


def test_unlisted_only_for_a_train_of_today() -> None:
    late = NOW.replace(hour=16, minute=30)  # half past eleven at night in Jakarta
    for leaves_in, expected in ((20, "ok_unlisted"), (40, "unlisted")):
        carried = Carried.of(listed(late, [ticket(2000)], [train(late, leaves_in=leaves_in)]))
        assert judge(code(2001, late), carried, place(), late).code == expected


def test_unlisted_without_any_list() -> None:
    carried = Carried.of(listed(NOW, [ticket(2000)]))
    carried.as_of = None
    assert judge(code(2001, NOW), carried, place(), NOW).code == "unlisted"


def test_an_unlisted_ticket_boards_once_too() -> None:
    carried = Carried.of(listed(NOW, [ticket(2000)]))
    carried.boardings[2001] = Boarding(NOW, "Gerbang Utara")
    found = judge(code(2001, NOW), carried, place(), NOW)
    assert (found.code, found.facts["here"]) == ("already_boarded", True)


def test_a_typed_number_always_asks_for_a_document() -> None:
    carried = Carried.of(listed(NOW, [ticket(NUMBER), ticket(1001, status="cancelled")]))
    found = judge_number(NUMBER, None, carried, place(), NOW)
    assert (found.code, found.kind, found.facts["why"]) == ("check_identity", LOOK, "typed")
    assert judge_number(NUMBER, 2, carried, place(), NOW).code == "newer_paper"
    assert judge_number(1001, 1, carried, place(), NOW).code == "cancelled"
    assert judge_number(5555, 1, carried, place(), NOW).code == "unlisted"
    assert judge_number(NUMBER, 1, carried, only(71), NOW).code == "wrong_train"


# -- the promise

STATUSES = st.sampled_from(["active", "active", "used", "cancelled", "expired", "odd"])
TICKETS = st.fixed_dictionaries({
    "issue": st.integers(1, 3), "status": STATUSES, "is_paid": st.booleans(),
    "void_reason": st.sampled_from(["", "", "refund", "exchange", "no_show", "stolen"]),
    "from": st.integers(1, 3), "to": st.integers(2, 4), "reduction": st.sampled_from(["", "senior"]),
    "assistance": st.lists(st.just("wheelchair"), max_size=1),
})  # fmt: skip
TRAINS = st.fixed_dictionaries({
    "leaves_in": st.integers(-300, 300), "status": st.sampled_from(["scheduled", "delayed", "cancelled"]),
    "delay_minutes": st.integers(0, 90),
})  # fmt: skip
BODIES = st.fixed_dictionaries({
    "issue_number": st.integers(1, 3), "schedule_number": st.sampled_from([70, 70, 71]),
    "service_date": st.sampled_from([NOW.date(), NOW.date(), NOW.date() - timedelta(days=1)]),
    "origin_number": st.integers(1, 3), "destination_number": st.integers(2, 4),
})  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    listed_as=st.one_of(st.none(), TICKETS), of_train=TRAINS, body=BODIES, station=st.integers(1, 4),
    boarded=st.booleans(), key_age=st.integers(-2, 2), revoked=st.booleans(), forged=st.booleans(),
    chosen=st.sampled_from([None, frozenset({70}), frozenset({71})]), is_new=st.booleans(),
)  # fmt: skip
def test_nothing_void_ever_gets_in(
    listed_as: dict[str, Any] | None, of_train: dict[str, Any], body: dict[str, Any], station: int, boarded: bool,
    key_age: int, revoked: bool, forged: bool, chosen: Any, is_new: bool,
) -> None:  # fmt: skip
    """Whatever is the matter with it, an admitting answer means: nothing is the matter with it."""
    tickets = [ticket(NUMBER, **listed_as)] if listed_as else []
    carried = Carried.of(listed(NOW, tickets, [train(NOW, **of_train), train(NOW, 71)]))
    carried.last_number = NUMBER - 1 if is_new else NUMBER
    carried.keys[7] = key_from(KEY.facts(
        NOW, valid_until=(NOW + timedelta(days=key_age)).isoformat(), revoked_at=NOW.isoformat() if revoked else None))
    if boarded:
        carried.boardings[NUMBER] = Boarding(NOW)
    text = code(NUMBER, NOW, **body)
    text = mutated(text, NUMBER) if forged else text
    found = judge(text, carried, place(station_number=station, trains=chosen), NOW)
    assert found.code in RESULTS
    if not found.admits:
        return
    assert not forged and not revoked and key_age > 0 and not boarded
    known = carried.ticket(NUMBER)
    stops = (known.from_order, known.to_order) if known else (body["origin_number"], body["destination_number"])
    assert stops[0] <= station < stops[1]
    own = carried.train(known.schedule_number if known else body["schedule_number"])
    assert own is not None and not own.is_cancelled and own.service_date == body["service_date"]
    assert chosen is None or own.number in chosen
    stop = own.stop_at(station)
    assert stop is not None
    assert timedelta(minutes=5) < own.leaves(stop) - NOW <= timedelta(minutes=120)
    if known is None:
        assert found.code == "ok_unlisted" and is_new and body["issue_number"] == 1
    else:
        assert (known.status, known.is_paid, known.void_reason) == ("active", True, "")
        assert known.issue == body["issue_number"]


def test_mutations_are_never_accepted() -> None:
    """Two thousand here; the hundred thousand are in tests/bench/test_gate.py."""
    carried = Carried.of(listed(NOW, [ticket(NUMBER)]))
    text = code(NUMBER, NOW)
    assert judge(text, carried, place(), NOW).admits
    told = {judge(mutated(text, seed), carried, place(), NOW).code for seed in range(2000)}
    assert told <= {"unreadable", "unknown_key", "invalid_signature"} and "invalid_signature" in told


def test_the_lists_of_results_agree() -> None:
    assert {name for name, kind in RESULTS.items() if kind in (WELCOME, LOOK)} == ADMITTING
    assert not OVERRIDABLE & {"unpaid", "cancelled", "refunded", "exchanged", "expired", "no_show", "train_cancelled", "train_cut",
                              "unreadable", "unknown_key", "invalid_signature"}  # fmt: skip
    assert set(RESULTS) >= OVERRIDABLE
