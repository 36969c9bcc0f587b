"""Sold seats for the sample, so that a map looks like a real day: made-up people, real rows.

Rows as `sell` leaves them: sale, booking, passengers, claims, payment, tickets, and the bits in the inventory (but
no payment attempt and no print job: nobody was asked and nothing was printed). Which seats is decided by a hash of
train, day and seat, so that two machines show the same sample. The seller is a retired member at a revoked
counter; nobody can sign in as either.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg

from kai_counter.values.ids import new_id

SAMPLE_NIPP = "00000000"
SAMPLE_COUNTER = "CONTOH-01"
DAYS = 3

SELLER = (
    """INSERT INTO users (id, nipp, password_hash, full_name, roles, is_active, is_demo, retired_at)
       VALUES (%(user)s, %(nipp)s, '', 'Penjualan Contoh', '{clerk}', false, true, now())""",
    """INSERT INTO counters (id, code, station_id, name, secret_hash, is_active, revoked_at)
       SELECT %(counter)s, %(code)s, s.id, 'Loket Contoh', sha256(uuid_send(gen_random_uuid())), false, now()
         FROM stations s WHERE s.station_code = 'GMR'""",
    """INSERT INTO shifts (id, counter_id, user_id, state, float_amount, closed_at, note)
       VALUES (%(shift)s, %(counter)s, %(user)s, 'closed', 0, now(), 'sample sales')""",
)

LUCK = "((hashtextextended({}, 7) & 2147483647) / 2147483648.0)"

# A pair is the seats on one side of the aisle in one row: people who travel together. Luck is a number from 0 to 1
# and belongs to the pair. A train of the next 24 hours is 30 to 95 % full and its second coach nearly, one of the
# day after a third of that, and so on (`day` counts them).
PAIRS = """
    CREATE TEMPORARY TABLE pairs ON COMMIT DROP AS
    WITH trips AS (
        SELECT s.id, s.train_id, s.route_id, s.leg_count + 1 AS stops, s.departs_at, d.day,
               (0.30 + 0.65 * luck(t.train_number)) * power(0.35, d.day) AS fill,
               t.train_number || ':' || d.day || ':' AS name
          FROM schedules s JOIN trains t ON t.id = s.train_id
         CROSS JOIN LATERAL (SELECT greatest(0, extract(epoch FROM s.departs_at - now())::int / 86400) AS day) d
         WHERE s.departs_at > now() - interval '2 hours' AND d.day < %(days)s
    ), sides AS (
        SELECT e.train_id, e.car_number, e.class_id, e.row_number, e.grid_column > (w.width + 1) / 2 AS is_right,
               array_agg(e.id ORDER BY e.grid_column) AS seats,
               e.car_number || ':' || e.row_number
                 || (CASE WHEN e.grid_column > (w.width + 1) / 2 THEN 'r' ELSE 'l' END) AS name
          FROM seats e
          JOIN (SELECT coach_layout, max(grid_column) AS width FROM seats GROUP BY 1) w USING (coach_layout)
         WHERE NOT e.is_blocked AND NOT e.is_accessible
         GROUP BY e.train_id, e.car_number, e.class_id, e.row_number, is_right, 7
    ), tried AS (
        SELECT t.id AS schedule_id, t.train_id, t.route_id, t.stops, t.departs_at, t.fill, t.day,
               t.name || p.name AS name, p.car_number, p.class_id, p.seats
          FROM trips t JOIN sides p USING (train_id)
    )
    SELECT schedule_id, train_id, route_id, stops, departs_at, class_id, name,
           CASE WHEN car_number <> 2 AND luck(name || 'one') < 0.25 THEN seats[1:1] ELSE seats END AS seats,
           luck(name || 'way') AS way, 2 + floor(luck(name || 'end') * (stops - 2))::int AS between
      FROM tried
     WHERE luck(name) < CASE WHEN car_number = 2 AND day = 0 THEN 0.97 ELSE fill * 1.1 END
"""

# Half of the pairs go the whole way; others get out earlier, and half of their seats are sold again from there; the
# rest get in later.
PARTIES = """
    CREATE TEMPORARY TABLE parties ON COMMIT DROP AS
    WITH rides AS (
        SELECT p.*, CASE WHEN way < 0.75 OR stops = 2 THEN 1 ELSE between END AS from_order,
               CASE WHEN way >= 0.5 AND way < 0.75 AND stops > 2 THEN between ELSE stops END AS to_order
          FROM pairs p
        UNION ALL
        SELECT p.*, between, stops FROM pairs p
         WHERE way >= 0.5 AND way < 0.75 AND stops > 2 AND luck(name || 'again') < 0.5
    )
    SELECT row_number() OVER (ORDER BY r.departs_at, r.name, r.from_order) AS n, r.schedule_id, r.class_id, r.seats,
           r.from_order, r.to_order, a.station_id AS origin_id, b.station_id AS destination_id, c.sub_class,
           f.amount AS fare, f.amount * cardinality(r.seats) AS total,
           least(now() - interval '1 hour', r.departs_at - interval '2 hours')
             - make_interval(mins => (luck(r.name || 'sold') * 20000)::int) AS sold_at,
           NEW_UUID AS sale_id, NEW_UUID AS booking_id
      FROM rides r
      JOIN route_stations a ON a.route_id = r.route_id AND a.station_order = r.from_order
      JOIN route_stations b ON b.route_id = r.route_id AND b.station_order = r.to_order
      JOIN schedule_classes c ON c.schedule_id = r.schedule_id AND c.class_id = r.class_id
      JOIN (SELECT DISTINCT ON (class_id, sub_class, origin_station_id, destination_station_id) *
              FROM fares WHERE kind = 'regular' AND valid_to IS NULL AND valid_from <= now()::date
             ORDER BY class_id, sub_class, origin_station_id, destination_station_id, valid_from DESC) f
        ON f.class_id = r.class_id AND f.origin_station_id = a.station_id
       AND f.destination_station_id = b.station_id AND f.sub_class = c.sub_class
"""

PEOPLE = """
    CREATE TEMPORARY TABLE people ON COMMIT DROP AS
    SELECT p.n, p.booking_id, p.schedule_id, p.class_id, p.from_order, p.to_order, p.fare, p.sub_class, p.sold_at,
           u.seat_id, u.seq::int, (row_number() OVER (ORDER BY p.n, u.seq))::int AS person,
           NEW_UUID AS passenger_id
      FROM parties p CROSS JOIN LATERAL unnest(p.seats) WITH ORDINALITY u(seat_id, seq)
"""

# The booking number is a permutation of 1, 2, 3 … over the seven characters (31 signs, the last one of 23 letters).
ROWS: tuple[str, ...] = (
    """INSERT INTO sales (id, sale_number, counter_id, shift_id, user_id, state, total, tendered,
                          change_given, receipt_number, sold_at, created_at)
       SELECT sale_id, %(code)s || '-' || lpad(n::text, 7, '0'), %(counter)s, %(shift)s, %(user)s, 'sold', total,
              total, 0, lpad((row_number() OVER (ORDER BY sold_at, n))::text, 7, '0'), sold_at, sold_at
         FROM parties ORDER BY n""",
    """WITH lines AS (
           SELECT p.booking_id, jsonb_agg(jsonb_build_object(
                      'kind', 'fare', 'seat_id', p.seat_id, 'car_number', s.car_number,
                      'coach_label', s.coach_label, 'seat_number', s.seat_number, 'class_id', p.class_id,
                      'class_code', c.code, 'class_name', c.name, 'sub_class', p.sub_class,
                      'fare_kind', 'regular', 'amount', p.fare, 'passenger', p.seq)
                      ORDER BY p.seq) AS lines
             FROM people p JOIN seats s ON s.id = p.seat_id JOIN train_classes c ON c.id = p.class_id
            GROUP BY p.booking_id
       ), trips AS MATERIALIZED (
           SELECT w.schedule_id, w.from_order, w.to_order, jsonb_build_object('sample', true,
                      'not_after', s.departs_at + make_interval(mins => b.arrival_offset + 180),
                      'closes_at', s.departs_at + make_interval(mins => a.departure_offset - 10),
                      'schedule', jsonb_build_object(
                          'schedule_id', s.id, 'number', s.number, 'train_number', t.train_number,
                          'train_name', t.train_name, 'service_date', s.departure_date,
                          'departs_at', s.departs_at + make_interval(mins => a.departure_offset),
                          'arrives_at', s.departs_at + make_interval(mins => b.arrival_offset),
                          'origin_code', o.station_code, 'origin_name', o.station_name, 'origin_number', o.number,
                          'origin_timezone', o.timezone, 'destination_code', d.station_code,
                          'destination_name', d.station_name, 'destination_number', d.number,
                          'destination_timezone', d.timezone)) AS details
             FROM (SELECT DISTINCT schedule_id, from_order, to_order FROM parties) w
             JOIN schedules s ON s.id = w.schedule_id JOIN trains t ON t.id = s.train_id
             JOIN route_stations a ON a.route_id = s.route_id AND a.station_order = w.from_order
             JOIN route_stations b ON b.route_id = s.route_id AND b.station_order = w.to_order
             JOIN stations o ON o.id = a.station_id JOIN stations d ON d.id = b.station_id
       )
       INSERT INTO bookings (id, booking_number, user_id, schedule_id, status, total_amount, final_amount,
                             passenger_count, booking_details, booking_date, sale_id, counter_id, shift_id,
                             origin_station_id, destination_station_id, from_order, to_order, held_at, price_lines,
                             confirmed_at, created_at)
       SELECT p.booking_id,
              (SELECT string_agg(substr('ABCDEFGHJKMNPQRSTUVWXYZ23456789',
                                        1 + ((k.code / w.base) %% w.signs)::int, 1),
                                 ''
                                 ORDER BY w.base = 1, w.base)
                 FROM (VALUES (23::bigint, 31), (713, 31), (22103, 31), (685193, 31), (21240983, 31),
                              (658470473, 31), (1, 23)) AS w(base, signs)),
              %(user)s, p.schedule_id, 'confirmed', p.total, p.total, cardinality(p.seats),
              t.details, p.sold_at, p.sale_id, %(counter)s, %(shift)s, p.origin_id, p.destination_id,
              p.from_order, p.to_order, p.sold_at, l.lines, p.sold_at, p.sold_at
         FROM parties p JOIN lines l USING (booking_id) JOIN trips t USING (schedule_id, from_order, to_order)
        CROSS JOIN LATERAL (SELECT p.n * 12615671129::bigint %% 20412584663 AS code) k
        ORDER BY p.n""",
    """INSERT INTO passengers (id, booking_id, passenger_name, passenger_dob, passenger_type, identity_number,
                               identity_type, gender, seat_id, ticket_price, seq, fare, created_at)
       SELECT passenger_id, booking_id, 'Penumpang Contoh ' || person, date '1968-01-01' + person %% 13000, 'adult',
              '999999' || to_char(date '1968-01-01' + person %% 13000, 'DDMMYY')
                       || lpad((person / 13000)::text, 4, '0'),
              'nik', 'male', seat_id, fare, seq, fare, sold_at
         FROM people ORDER BY person""",
    """INSERT INTO seat_claims (id, booking_id, passenger_id, schedule_id, seat_id, class_id, legs, state,
                                counter_id, created_at)
       SELECT NEW_UUID, booking_id, passenger_id, schedule_id, seat_id, class_id,
              int4range(from_order, to_order), 'sold', %(counter)s, sold_at
         FROM people ORDER BY schedule_id, seat_id""",
    """INSERT INTO payments (id, booking_id, payment_reference, payment_method, payment_status, amount,
                             payment_date, shift_id, counter_id, sale_id, tendered, change_given, created_at)
       SELECT NEW_UUID, booking_id, %(code)s || '-' || lpad(n::text, 7, '0'), 'cash', 'completed', total,
              sold_at, %(shift)s, %(counter)s, sale_id, total, 0, sold_at
         FROM parties ORDER BY n""",
    """INSERT INTO tickets (id, booking_id, passenger_id, ticket_number, created_at)
       SELECT NEW_UUID, p.booking_id, p.passenger_id, b.booking_number || '-' || p.seq, p.sold_at
         FROM people p JOIN bookings b ON b.id = p.booking_id ORDER BY p.person""",
    """UPDATE seat_inventory i SET occupied_legs = i.occupied_legs | c.legs
         FROM (SELECT schedule_id, seat_id,
                      bit_or(((1::bigint << (to_order - from_order)) - 1) << (from_order - 1)) AS legs
                 FROM people GROUP BY schedule_id, seat_id) c
        WHERE i.schedule_id = c.schedule_id AND i.seat_id = c.seat_id""",
    """UPDATE counters SET receipt_sequence = (SELECT count(*) FROM parties) WHERE id = %(counter)s""",
)


def sell_sample(connection: psycopg.Connection[Any]) -> tuple[int, int]:
    """Sells seats of the next days in the caller's transaction; (bookings, passengers), (0, 0) if done before."""
    if connection.execute("SELECT 1 FROM counters WHERE code = %s", [SAMPLE_COUNTER]).fetchone():
        return (0, 0)
    values = {"user": new_id(), "counter": new_id(), "shift": new_id(), "nipp": SAMPLE_NIPP, "code": SAMPLE_COUNTER,
              "days": DAYS}  # fmt: skip
    new_uuid = "uuidv7()" if connection.info.server_version >= 180000 else "internal.uuid7()"
    connection.execute("SET LOCAL work_mem = '64MB'")
    made: dict[str, int] = {}
    for statement in (*SELLER, PAIRS, "ANALYZE pairs", PARTIES, "ANALYZE parties", PEOPLE, "ANALYZE people", *ROWS):
        text = _with_luck(statement).replace("NEW_UUID", new_uuid)
        # The planner takes the parties for a handful and would read all fares of a train for each of them.
        connection.execute(f"SET LOCAL enable_nestloop = {'off' if statement is PARTIES else 'on'}".encode())
        made[statement] = connection.execute(text.encode(), values).rowcount
    return made[PARTIES], made[PEOPLE]


def _with_luck(statement: str) -> str:
    """`luck(text)` spelled out: the owner needs no function of its own for a sample."""
    return re.sub(r"\bluck\(([^()]*)\)", lambda match: LUCK.format(match[1]), statement)
