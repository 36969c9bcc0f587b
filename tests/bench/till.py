# ruff: noqa: E501  (requests and statements stay on the line that sends them)
"""Closing a shift of many sales: from the count to the Z, as the clerk's login sends it."""

from __future__ import annotations

import statistics
import time
from typing import Any

import psycopg

from tests.bench.world import (
    BOOKING,
    COUNTER,
    FARE,
    JOB,
    PASSENGER,
    PAYMENT,
    SALE,
    SCHEDULE,
    SHIFT,
    STATION,
    TICKET,
    USER,
    World,
    id_of,
)

PROMISED_SECONDS = 2.0


def sell_without_verbs(world: World, clerk: int, sales: int, first: int, train: int = 0) -> None:
    """`sales` cash sales of one ticket each for this dated train, in the clerk's shift, printed; rows as `sell` leaves them."""
    world.owner.execute(
        f"""
        WITH numbers AS (SELECT n, %(first)s::int + n AS k FROM generate_series(1, %(sales)s::int) n),
        sold AS (
          INSERT INTO sales (id, sale_number, counter_id, shift_id, user_id, state, total, tendered, change_given,
                             receipt_number, sold_at)
          SELECT {id_of(SALE, "k")}, 'B-' || k, {id_of(COUNTER, "%(clerk)s")}, {id_of(SHIFT, "%(clerk)s")},
                 {id_of(USER, "%(clerk)s")}, 'sold', {FARE}, {FARE + 50_000}, 50000, 'B/' || lpad(k::text, 6, '0'), now()
          FROM numbers
        ), booked AS (
          INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount,
              passenger_count, booking_date, sale_id, counter_id, shift_id, origin_station_id, destination_station_id,
              from_order, to_order, expires_at, held_at, revision, request_hash, price_lines, confirmed_at)
          SELECT {id_of(BOOKING, "k")}, 'B' || k, {id_of(USER, "%(clerk)s")}, {id_of(SCHEDULE, str(train))}, 'confirmed', {FARE},
                 {FARE}, 1, now(), {id_of(SALE, "k")}, {id_of(COUNTER, "%(clerk)s")}, {id_of(SHIFT, "%(clerk)s")},
                 {id_of(STATION, "1")}, {id_of(STATION, "5")}, 1, 5, now(), now(), 1, '', '[]', now() FROM numbers
        ), paid AS (
          INSERT INTO payments (id, booking_id, payment_method, payment_status, amount, tendered, change_given, shift_id,
                                counter_id, sale_id, payment_date)
          SELECT {id_of(PAYMENT, "k")}, {id_of(BOOKING, "k")}, 'cash', 'completed', {FARE}, {FARE + 50_000}, 50000,
                 {id_of(SHIFT, "%(clerk)s")}, {id_of(COUNTER, "%(clerk)s")}, {id_of(SALE, "k")}, now() FROM numbers
        ), travelling AS (
          INSERT INTO passengers (id, booking_id, passenger_name, passenger_type, identity_number, ticket_price,
                                  identity_type, seq, fare, reduction_amount)
          SELECT {id_of(PASSENGER, "k")}, {id_of(BOOKING, "k")}, 'Penumpang', 'adult', lpad(k::text, 16, '0'), {FARE},
                 'nik', 1, {FARE}, 0 FROM numbers
        ), ticketed AS (
          INSERT INTO tickets (id, booking_id, passenger_id, ticket_number)
          SELECT {id_of(TICKET, "k")}, {id_of(BOOKING, "k")}, {id_of(PASSENGER, "k")}, 'B' || k || '-1' FROM numbers
        )
        INSERT INTO print_jobs (id, ticket_id, sale_id, booking_id, kind, issue_number, counter_id, user_id, state)
        SELECT {id_of(JOB, "k")}, {id_of(TICKET, "k")}, {id_of(SALE, "k")}, {id_of(BOOKING, "k")}, 'ticket', 1,
               {id_of(COUNTER, "%(clerk)s")}, {id_of(USER, "%(clerk)s")}, 'confirmed' FROM numbers
        """,
        {"first": first, "sales": sales, "clerk": clerk},
    )


def closing_seconds(world: World, clerk: int, sales: int) -> float:
    """Begin to close, count, close, fetch the Z: all that stands between the clerk and going home."""
    with psycopg.connect(world.url_of(clerk), autocommit=True) as connection:

        def call(verb: str, *values: Any) -> Any:
            places = ", ".join(["%s"] * (len(values) + 2))
            query = f"SELECT kai.{verb}({places})"
            row = connection.execute(query.encode(), [f"token-{clerk}", shift, *values]).fetchone()
            assert row is not None
            return row[0]

        row = world.owner.execute(f"SELECT {id_of(SHIFT, str(clerk))}").fetchone()
        assert row is not None
        shift = row[0]
        began = time.perf_counter()
        assert call("begin_close")["blockers"] == []
        assert call("close_shift", 500_000 + sales * FARE)["needed"] == ["again"]
        closed = call("close_shift", 500_000 + sales * FARE)
        assert (closed["state"], closed["variance"]) == ("closed", 0), closed
        assert call("shift_report")["sales"] == sales
        return time.perf_counter() - began


def measure(world: World, sales: int = 2000, rounds: int = 3) -> tuple[float, list[float]]:
    """Median and all of `rounds` closings, each of a clerk's own; the world needs that many clerks and a schedule 0."""
    world.open_schedules(0, 1)
    for clerk in range(rounds):
        sell_without_verbs(world, clerk, sales, first=clerk * sales)
    world.settle()
    found = [closing_seconds(world, clerk, sales) for clerk in range(rounds)]
    return statistics.median(found), found


def station(world: World) -> dict[str, float]:
    """The station's day and month over what was closed, in the database, ms (asked as the owner of the tables)."""
    found = {}
    for name, query in (
        ("station_day_ms", "SELECT internal.day_card(s, current_date) FROM stations s LIMIT 1"),
        ("day_differences_ms", "SELECT count(*) FROM stations s, internal.day_differences(s, current_date) WHERE s.station_code = 'Q1'"),
    ):
        began = time.perf_counter()
        world.owner.execute(query.encode()).fetchone()
        found[name] = 1000 * (time.perf_counter() - began)
    return found
