# ruff: noqa: E501  (statements stay as pgbench and psql would show them)
"""A PostgreSQL of its own for the measurements, with as many clerks, counters and dated trains as asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from kai_counter.config import Home
from kai_counter.db.migrate import migrate
from kai_counter.db.scram import verifier as scram_verifier
from kai_counter.db.server import EmbeddedServer

PASSWORD = "bench-password"
LEGS = 4
FARE = 100_000

# Ids a pgbench script can compute: kind in the first digits, number in the last.
ID = "('{kind:08d}-0000-7000-8000-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def id_of(kind: int, number: str) -> str:
    return ID.format(kind=kind, number=number)


USER, COUNTER, SHIFT, SESSION, STATION, TRAIN, CLASS, ROUTE, SCHEDULE, SEAT, SALE, BOOKING = range(1, 13)
PASSENGER, TICKET, JOB, ATTEMPT, PAYMENT, CLAIM = range(13, 19)


@dataclass(frozen=True)
class World:
    """One server with an owner's connection; `url_of` gives a clerk's login."""

    owner: psycopg.Connection[Any]
    owner_url: str
    programs: Path
    clerks: int

    def url_of(self, clerk: int) -> str:
        parts = psycopg.conninfo.conninfo_to_dict(self.owner_url)
        return f"postgresql://staff_{500000 + clerk}:{PASSWORD}@{parts['host']}:{parts['port']}/{parts['dbname']}"

    def open_schedules(self, first: int, count: int) -> None:
        """`count` dated trains from number `first` on, each of its own date, all seats free."""
        self.owner.execute(
            f"""
            WITH made AS (
              INSERT INTO schedules (id, train_id, route_id, departure_date, departure_time, arrival_time,
                                     departs_at, arrives_at, leg_count)
              SELECT {id_of(SCHEDULE, "n")}, {id_of(TRAIN, "n %% 50")}, {id_of(ROUTE, "n %% 50")},
                     current_date + 1 + n / 50, '12:00', '20:00',
                     (current_date + 1 + n / 50) + time '12:00', (current_date + 1 + n / 50) + time '20:00', {LEGS}
              FROM generate_series(%(first)s::int, %(first)s::int + %(count)s::int - 1) n RETURNING id, train_id
            ), classes AS (
              INSERT INTO schedule_classes (schedule_id, class_id, sub_class)
              SELECT made.id, c.id, 'AA' FROM made JOIN train_classes c USING (train_id)
            )
            INSERT INTO seat_inventory (schedule_id, seat_id, class_id, car_number)
            SELECT made.id, s.id, s.class_id, s.car_number FROM made JOIN seats s USING (train_id)
            """,
            {"first": first, "count": count},
        )

    def settle(self) -> None:
        self.owner.execute("VACUUM ANALYZE")
        self.owner.execute("CHECKPOINT")

    def errors(self) -> dict[str, int]:
        """The promises, counted: claims that overlap, masks that disagree with claims, money that does not add up."""
        one = self.owner.execute(
            """
            SELECT (SELECT count(*) FROM seat_claims a JOIN seat_claims b
                      ON a.schedule_id = b.schedule_id AND a.seat_id = b.seat_id AND a.id < b.id AND a.legs && b.legs
                     WHERE a.active AND b.active),
                   (SELECT count(*) FROM internal.mask_disagreements()),
                   (SELECT count(*) FROM bookings k WHERE status = 'confirmed' AND final_amount <>
                      (SELECT coalesce(sum(amount), 0) FROM payments p WHERE p.booking_id = k.id
                        AND payment_status = 'completed'))
            """
        ).fetchone()
        assert one is not None
        return {"double_sells": one[0], "mask_errors": one[1], "money_errors": one[2]}


@contextmanager
def world(clerks: int = 32, seats: int = 400, seats_of_first: int = 4000) -> Iterator[World]:
    """50 trains of `seats` seats (the first of `seats_of_first`), five stops, every clerk at a counter of their own."""
    root = Path(tempfile.mkdtemp(prefix="kai-bench-"))
    root.chmod(0o711)
    home = Home(root, root / "data", root / "config", root / "logs").make()
    server = EmbeddedServer(home)
    try:
        url = server.start()
        migrate(url)
        with psycopg.connect(url, autocommit=True) as owner:
            _fill(owner, clerks, seats, seats_of_first)
            yield World(owner, url, server.place.programs, clerks)
    finally:
        server.erase()
        shutil.rmtree(root, ignore_errors=True)


def _fill(owner: psycopg.Connection[Any], clerks: int, seats: int, seats_of_first: int) -> None:
    verifier = scram_verifier(PASSWORD)
    owner.execute(
        f"""
        INSERT INTO stations (id, station_code, station_name, city)
        SELECT {id_of(STATION, "n")}, 'Q' || n, 'Stasiun ' || n, 'Kota' FROM generate_series(1, {LEGS + 1}) n;
        INSERT INTO trains (id, train_number, train_name, total_capacity)
        SELECT {id_of(TRAIN, "n")}, 'B' || n, 'Bench ' || n, {seats} FROM generate_series(0, 49) n;
        INSERT INTO train_classes (id, train_id, class_type, code, name, capacity)
        SELECT {id_of(CLASS, "n")}, {id_of(TRAIN, "n")}, 'executive', 'EKS', 'Eksekutif', {seats}
        FROM generate_series(0, 49) n;
        INSERT INTO routes (id, route_name, origin_station_id, destination_station_id, estimated_duration, train_id,
                            departure_time)
        SELECT {id_of(ROUTE, "n")}, 'Q1-Q{LEGS + 1} ' || n, {id_of(STATION, "1")}, {id_of(STATION, str(LEGS + 1))}, 480,
               {id_of(TRAIN, "n")}, '12:00' FROM generate_series(0, 49) n;
        INSERT INTO route_stations (id, route_id, station_id, station_order, arrival_offset, departure_offset)
        SELECT internal.uuid7(), {id_of(ROUTE, "n")}, {id_of(STATION, "s")}, s, (s - 1) * 120, (s - 1) * 120
        FROM generate_series(0, 49) n, generate_series(1, {LEGS + 1}) s;
        INSERT INTO fares (id, train_id, class_id, origin_station_id, destination_station_id, sub_class, amount,
                           valid_from)
        SELECT internal.uuid7(), {id_of(TRAIN, "n")}, {id_of(CLASS, "n")}, {id_of(STATION, "a")}, {id_of(STATION, "b")},
               'AA', {FARE}, current_date - 1
        FROM generate_series(0, 49) n, generate_series(1, {LEGS}) a, generate_series(2, {LEGS + 1}) b WHERE a < b;
        INSERT INTO seats (id, train_id, class_id, seat_number, seat_type, car_number, coach_label, row_number,
                           seat_letter, grid_column, coach_layout, hold_order)
        SELECT {id_of(SEAT, "n * 100000 + s")}, {id_of(TRAIN, "n")}, {id_of(CLASS, "n")},
               (s % 50) / 4 + 1 || chr(65 + s % 4), 'window', s / 50 + 1, 'EKS ' || s / 50 + 1, (s % 50) / 4 + 1,
               chr(65 + s % 4), s % 4 + 1, 'EKS_50', s
        FROM generate_series(0, 49) n, LATERAL
             generate_series(0, CASE WHEN n = 0 THEN {seats_of_first} ELSE {seats} END - 1) s;
        INSERT INTO counters (id, code, station_id, name, secret_hash)
        SELECT {id_of(COUNTER, "n")}, 'Q1-' || n, {id_of(STATION, "1")}, 'Loket ' || n, sha256('s')
        FROM generate_series(0, {clerks - 1}) n;
        """.replace("(s % 50) / 4 + 1 || chr(65 + s % 4)", "((s % 50) / 4 + 1) || chr(65 + s % 4)").replace(
            "'EKS ' || s / 50 + 1", "'EKS ' || (s / 50 + 1)"
        )
    )
    owner.execute(
        f"""
        INSERT INTO users (id, nipp, password_hash, full_name, roles, must_change_password)
        SELECT {id_of(USER, "n")}, (500000 + n)::text, %(verifier)s, 'Petugas ' || n, '{{clerk}}', false
        FROM generate_series(0, %(last)s::int) n
        """,
        {"verifier": verifier, "last": clerks - 1},
    )
    owner.execute(
        f"""
        INSERT INTO shifts (id, counter_id, user_id, float_amount)
        SELECT {id_of(SHIFT, "n")}, {id_of(COUNTER, "n")}, {id_of(USER, "n")}, 500000
        FROM generate_series(0, {clerks - 1}) n;
        INSERT INTO user_sessions (id, user_id, session_token, token_hash, expires_at, counter_id, shift_id)
        SELECT {id_of(SESSION, "n")}, {id_of(USER, "n")}, 'hash', sha256(convert_to('token-' || n, 'UTF8')),
               now() + interval '12 hours', {id_of(COUNTER, "n")}, {id_of(SHIFT, "n")}
        FROM generate_series(0, {clerks - 1}) n;
        """
    )
    for clerk in range(clerks):
        owner.execute(f"CREATE ROLE staff_{500000 + clerk} LOGIN PASSWORD '{verifier}' IN ROLE kai_clerk")
