"""What the tables themselves refuse, whoever writes: the last line behind every verb."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from real_database import FreshDatabase
from sqlalchemy import CheckConstraint
from sqlalchemy.orm import configure_mappers
from tiny_network import Network, raw_booking

from kai_counter import models
from kai_counter.models import Approval, Base, PaymentAttempt, Schedule, Shift, Ticket
from kai_counter.values.ids import new_id

Owner = psycopg.Connection[Any]


def _claim(
    owner: Owner, network: Network, booking: UUID, seat: UUID, legs: str, state: str = "sold", active: bool = True
) -> None:
    owner.execute(
        "INSERT INTO seat_claims (id, booking_id, schedule_id, seat_id, class_id, legs, state, active, counter_id,"
        " expires_at) VALUES (%s, %s, %s, %s, %s, %s::int4range, %s, %s, %s, now())",
        [new_id(), booking, network.train.schedule, seat, network.train.classes["EKS"], legs, state, active,
         network.counters["GMR-01"]],
    )  # fmt: skip


def test_the_owners_raw_second_claim_is_refused(fresh_database: FreshDatabase, network: Network) -> None:
    seat = network.train.seats[0].id
    with fresh_database.owner() as owner:
        first, second = raw_booking(owner, network), raw_booking(owner, network)
        _claim(owner, network, first, seat, "[1,3)")
        for legs in ("[1,2)", "[2,3)", "[1,3)"):
            with pytest.raises(psycopg.errors.ExclusionViolation) as refused:
                _claim(owner, network, second, seat, legs)
            assert refused.value.sqlstate == "23P01"
            assert refused.value.diag.constraint_name == "ex_seat_claims_one_holder"


def test_a_seat_is_sold_again_on_later_legs(fresh_database: FreshDatabase, network: Network) -> None:
    seat, other = network.train.seats[0].id, network.train.seats[1].id
    with fresh_database.owner() as owner:
        booking = raw_booking(owner, network)
        _claim(owner, network, booking, seat, "[1,2)")
        _claim(owner, network, booking, seat, "[2,3)")
        _claim(owner, network, booking, other, "[1,3)", "released", active=False)
        _claim(owner, network, booking, other, "[1,3)")


@pytest.mark.parametrize(
    ("legs", "state", "active", "constraint"),
    [
        ("empty", "sold", True, "legs_not_empty"),
        ("[1,)", "sold", True, "legs_bounded"),
        ("[1,2)", "sold", False, "active_follows_state"),
        ("[1,2)", "released", True, "active_follows_state"),
        ("[1,2)", "taken", False, "state_known"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(
    fresh_database: FreshDatabase, network: Network, legs: str, state: str, active: bool, constraint: str
) -> None:
    with fresh_database.owner() as owner:
        booking = raw_booking(owner, network)
        with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
            _claim(owner, network, booking, network.train.seats[0].id, legs, state, active)


def test_a_seat_of_another_train_cannot_be_claimed(fresh_database: FreshDatabase, network: Network) -> None:
    with fresh_database.owner() as owner:
        booking = raw_booking(owner, network)
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            _claim(owner, network, booking, network.other.seats[0].id, "[1,2)")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("final_amount = 5", "final_is_total_less_discount"),
        ("total_amount = -5, final_amount = -5", "not_negative"),
        ("to_order = 1", "goes_forward"),
        ("status = 'paid'", "status_known"),
        ("status = 'confirmed'", "confirmed_has_time"),
        ("expires_at = NULL", "pending_expires"),
    ],
)
def test_a_booking_keeps_its_sums_and_states(
    fresh_database: FreshDatabase, network: Network, change: str, constraint: str
) -> None:
    with fresh_database.owner() as owner:
        raw_booking(owner, network)
        with pytest.raises(psycopg.errors.CheckViolation, match=constraint):
            owner.execute(f"UPDATE bookings SET {change}".encode())


def test_one_open_shift_a_counter_and_a_member(fresh_database: FreshDatabase, network: Network) -> None:
    insert = (
        "INSERT INTO shifts (id, counter_id, user_id, float_amount)"
        " SELECT %s, %s, id, 0 FROM users WHERE nipp = %s"
    )
    with fresh_database.owner() as owner:
        owner.execute(insert, [new_id(), network.counters["GMR-01"], "10001"])
        with pytest.raises(psycopg.errors.UniqueViolation, match="one_a_counter"):
            owner.execute(insert, [new_id(), network.counters["GMR-01"], "10002"])
        with pytest.raises(psycopg.errors.UniqueViolation, match="one_a_member"):
            owner.execute(insert, [new_id(), network.counters["GMR-02"], "10001"])


def test_updated_at_moves_by_itself(fresh_database: FreshDatabase) -> None:
    with fresh_database.owner() as owner:
        owner.execute("UPDATE stations SET city = 'X', updated_at = '2001-01-01' WHERE station_code = 'GMR'")
        owner.execute("UPDATE stations SET city = 'X'")
    assert fresh_database.value("SELECT bool_and(updated_at > now() - interval '1 minute') FROM stations")


def test_nobody_approves_their_own_request() -> None:
    names = {str(c.name) for c in Approval.__table__.constraints if isinstance(c, CheckConstraint)}
    assert "ck_approvals_never_ones_own" in names


def test_nouns_know_their_own_rules() -> None:
    configure_mappers()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    approval = Approval(valid_until=now + timedelta(minutes=2), used_at=None)
    assert approval.can_be_used(now)
    assert not approval.can_be_used(now + timedelta(minutes=2))
    approval.used_at = now
    assert not approval.can_be_used(now)
    assert Schedule(status="delayed").runs
    assert not Schedule(status="cancelled").runs
    assert Shift(state="open").is_open
    assert not Shift(state="paused").is_open
    assert PaymentAttempt(state="pending").is_open
    assert not PaymentAttempt(state="unknown").is_open
    assert Ticket(ticket_status="active").is_valid
    assert not Ticket(ticket_status="used").is_valid


def test_every_mapped_table_is_exported_and_every_constraint_named() -> None:
    mapped = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert mapped | {"Base"} == set(models.__all__)
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"
            assert len(str(constraint.name)) <= 63, constraint.name


def test_words_of_a_column_are_a_check_and_never_an_enum() -> None:
    assert not [c for t in Base.metadata.tables.values() for c in t.columns if type(c.type).__name__ == "Enum"]
