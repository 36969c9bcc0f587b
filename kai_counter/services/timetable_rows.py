"""Writing a network into the database: rows by COPY into staging tables, then one statement a table.

Keys are the natural ones (station code, train number, class name, seat number, relation), so that a second import
of the same folder changes nothing and an import of a newer one changes what differs. Nothing is deleted: a train
that is no longer in the folder stays and stops running.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from kai_counter.values.ids import new_id
from kai_counter.values.layouts import BRANDS
from kai_counter.values.network import Network, Train

STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "new_stations": (
        ("id", "uuid"), ("station_code", "text"), ("station_name", "text"), ("city", "text"), ("province", "text"),
        ("latitude", "numeric"), ("longitude", "numeric"), ("timezone", "text"), ("region", "text"),
        ("station_class", "text"), ("is_bookable", "bool"), ("coordinates_suspect", "bool"), ("source", "text"),
    ),
    "new_trains": (
        ("id", "uuid"), ("train_number", "text"), ("train_name", "text"), ("total_capacity", "int"),
        ("is_derived", "bool"), ("source", "text"),
    ),
    "new_classes": (
        ("id", "uuid"), ("train_number", "text"), ("class_type", "text"), ("code", "text"), ("name", "text"),
        ("capacity", "int"), ("base_price", "numeric"), ("is_derived", "bool"), ("source", "text"),
    ),
    "new_routes": (
        ("id", "uuid"), ("train_number", "text"), ("route_name", "text"), ("origin", "text"),
        ("destination", "text"), ("minutes", "int"), ("departure", "int"),
        ("is_derived", "bool"), ("source", "text"),
    ),
    "new_stops": (
        ("id", "uuid"), ("train_number", "text"), ("station_code", "text"), ("station_order", "int"),
        ("arrival_offset", "int"), ("departure_offset", "int"), ("is_derived", "bool"), ("source", "text"),
    ),
    "new_seats": (
        ("id", "uuid"), ("train_number", "text"), ("class_code", "text"), ("seat_number", "text"),
        ("seat_type", "text"), ("car_number", "int"), ("is_accessible", "bool"), ("coach_label", "text"),
        ("row_number", "int"), ("seat_letter", "text"), ("grid_column", "int"), ("coach_layout", "text"),
        ("hold_order", "int"),
    ),
    "new_fares": (
        ("id", "uuid"), ("train_number", "text"), ("class_code", "text"), ("origin", "text"),
        ("destination", "text"), ("sub_class", "text"), ("kind", "text"), ("amount", "numeric"),
        ("valid_from", "date"), ("is_derived", "bool"), ("source", "text"),
    ),
}  # fmt: skip

TYPES: dict[str, LiteralString] = {
    "uuid": " uuid", "text": " text", "int": " integer", "bool": " boolean", "numeric": " numeric", "date": " date",
}  # fmt: skip

MERGES: tuple[tuple[str, str], ...] = (
    ("stations", """
        INSERT INTO stations (id, station_code, station_name, city, province, latitude, longitude, timezone, region,
                              station_class, is_bookable, coordinates_suspect, source)
        SELECT * FROM new_stations
        ON CONFLICT (station_code) DO UPDATE SET
            station_name = excluded.station_name, city = excluded.city, province = excluded.province,
            latitude = excluded.latitude, longitude = excluded.longitude, timezone = excluded.timezone,
            region = excluded.region, station_class = excluded.station_class, is_bookable = excluded.is_bookable,
            coordinates_suspect = excluded.coordinates_suspect, source = excluded.source
        WHERE (stations.station_name, stations.latitude, stations.longitude, stations.timezone, stations.source)
              IS DISTINCT FROM (excluded.station_name, excluded.latitude, excluded.longitude, excluded.timezone,
                                excluded.source)"""),
    ("trains", """
        INSERT INTO trains (id, train_number, train_name, total_capacity, is_derived, source)
        SELECT * FROM new_trains
        ON CONFLICT (train_number) DO UPDATE SET
            train_name = excluded.train_name, total_capacity = excluded.total_capacity, is_active = true,
            is_derived = excluded.is_derived, source = excluded.source
        WHERE (trains.train_name, trains.total_capacity, trains.is_active, trains.source)
              IS DISTINCT FROM (excluded.train_name, excluded.total_capacity, true, excluded.source)"""),
    ("trains ended", """
        UPDATE trains SET is_active = false
         WHERE is_active AND train_number NOT IN (SELECT train_number FROM new_trains)"""),
    ("classes", """
        INSERT INTO train_classes (id, train_id, class_type, code, name, capacity, base_price, is_derived, source)
        SELECT n.id, t.id, n.class_type, n.code, n.name, n.capacity, n.base_price, n.is_derived, n.source
          FROM new_classes n JOIN trains t USING (train_number) ORDER BY n.id
        ON CONFLICT (train_id, name) DO UPDATE SET
            capacity = excluded.capacity, base_price = excluded.base_price, source = excluded.source
        WHERE (train_classes.capacity, train_classes.base_price, train_classes.source)
              IS DISTINCT FROM (excluded.capacity, excluded.base_price, excluded.source)"""),
    ("routes kept", """
        DELETE FROM new_routes n USING routes r, trains t
         WHERE t.train_number = n.train_number AND r.train_id = t.id AND r.is_active
           AND r.departure_time = make_time(n.departure / 60, n.departure % 60, 0)
           AND (SELECT array_agg((s.station_code, o.arrival_offset, o.departure_offset)::text
                                 ORDER BY o.station_order)
                  FROM route_stations o JOIN stations s ON s.id = o.station_id WHERE o.route_id = r.id)
             = (SELECT array_agg((o.station_code, o.arrival_offset, o.departure_offset)::text
                                 ORDER BY o.station_order)
                  FROM new_stops o WHERE o.train_number = n.train_number)"""),
    ("routes ended", """
        UPDATE routes SET is_active = false FROM new_routes n JOIN trains t USING (train_number)
         WHERE routes.train_id = t.id AND routes.is_active"""),
    ("routes", """
        INSERT INTO routes (id, route_name, origin_station_id, destination_station_id, estimated_duration, train_id,
                            departure_time, is_derived, source)
        SELECT n.id, n.route_name, a.id, b.id, n.minutes, t.id, make_time(n.departure / 60, n.departure % 60, 0),
               n.is_derived, n.source
          FROM new_routes n JOIN trains t USING (train_number)
          JOIN stations a ON a.station_code = n.origin JOIN stations b ON b.station_code = n.destination
         ORDER BY n.id"""),
    ("stops", """
        INSERT INTO route_stations (id, route_id, station_id, station_order, arrival_offset, departure_offset,
                                    is_derived, source)
        SELECT n.id, r.id, s.id, n.station_order, n.arrival_offset, n.departure_offset, n.is_derived, n.source
          FROM new_stops n JOIN new_routes r USING (train_number) JOIN stations s USING (station_code)
         ORDER BY n.id"""),
    ("seats", """
        INSERT INTO seats (id, train_id, class_id, seat_number, seat_type, car_number, is_accessible, coach_label,
                           row_number, seat_letter, grid_column, coach_layout, hold_order)
        SELECT n.id, t.id, c.id, n.seat_number, n.seat_type, n.car_number, n.is_accessible, n.coach_label,
               n.row_number, n.seat_letter, n.grid_column, n.coach_layout, n.hold_order
          FROM new_seats n JOIN trains t USING (train_number)
          JOIN train_classes c ON c.train_id = t.id AND c.code = n.class_code
         WHERE NOT EXISTS (SELECT FROM seats e WHERE e.train_id = t.id AND e.car_number = n.car_number
                                                 AND e.seat_number = n.seat_number)
         ORDER BY n.id"""),
    ("fares", """
        INSERT INTO fares (id, train_id, class_id, origin_station_id, destination_station_id, sub_class, kind,
                           amount, valid_from, is_derived, source)
        SELECT n.id, t.id, c.id, a.id, b.id, n.sub_class, n.kind, n.amount, n.valid_from, n.is_derived, n.source
          FROM new_fares n JOIN trains t USING (train_number)
          JOIN train_classes c ON c.train_id = t.id AND c.code = n.class_code
          JOIN stations a ON a.station_code = n.origin JOIN stations b ON b.station_code = n.destination
         ORDER BY n.id
        ON CONFLICT (train_id, class_id, origin_station_id, destination_station_id, sub_class, kind, valid_from)
        DO UPDATE SET amount = excluded.amount, is_derived = excluded.is_derived, source = excluded.source
        WHERE (fares.amount, fares.source) IS DISTINCT FROM (excluded.amount, excluded.source)"""),
)  # fmt: skip

Row = Sequence[Any]


def write_network(connection: psycopg.Connection[Any], network: Network) -> dict[str, int]:
    """Stages and merges everything in the caller's transaction; rows written or changed by table."""
    rows = {
        "new_stations": _stations(network), "new_trains": _trains(network), "new_classes": _classes(network),
        "new_routes": _routes(network), "new_stops": _stops(network), "new_seats": _seats(network),
        "new_fares": _fares(network),
    }  # fmt: skip
    written: dict[str, int] = {}
    with connection.cursor() as cursor:
        for stage, columns in STAGES.items():
            cursor.execute(_create(stage, columns))
            names = SQL(", ").join(Identifier(name) for name, _ in columns)
            with cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(Identifier(stage), names)) as copy:
                for row in rows[stage]:
                    copy.write_row(row)
            cursor.execute(SQL("ANALYZE {}").format(Identifier(stage)))
        for table, statement in MERGES:
            cursor.execute(statement.encode())
            if table != "routes kept":
                written[table] = cursor.rowcount
        for table in ("stations", "trains", "train_classes", "routes", "route_stations", "seats", "fares"):
            cursor.execute(SQL("ANALYZE public.{}").format(Identifier(table)))
    return written


def _create(stage: str, columns: Sequence[tuple[str, str]]) -> Composed:
    fields = SQL(", ").join(Identifier(name) + SQL(TYPES[kind]) for name, kind in columns)
    return SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(Identifier(stage), fields)


def _stations(network: Network) -> Iterator[Row]:
    for s in network.stations:
        yield (new_id(), s.code, s.name, s.city, s.province, s.latitude, s.longitude, s.timezone, s.region or None,
               s.station_class or None, s.is_bookable, s.coordinates_suspect, s.source)  # fmt: skip


def _capacity(network: Network, train: Train, class_code: str | None = None) -> int:
    return sum(len(network.layouts[layout].seats) for code, layout in train.coaches if class_code in (None, code))


def _trains(network: Network) -> Iterator[Row]:
    for t in network.trains:
        yield (new_id(), t.number, t.name, _capacity(network, t), t.is_derived, t.source)


def _classes(network: Network) -> Iterator[Row]:
    for t in network.trains:
        whole = {f.class_code: f.amount for f in sorted(t.fares, key=lambda f: -f.amount)
                 if f.kind == "regular" and (f.origin, f.destination) == (t.origin, t.destination)}  # fmt: skip
        for c in t.classes:
            name, class_type, _, _ = BRANDS[c.code]
            yield (new_id(), t.number, class_type, c.code, name, _capacity(network, t, c.code),
                   whole.get(c.code, 0), c.is_derived, c.source)  # fmt: skip


def _routes(network: Network) -> Iterator[Row]:
    for t in network.trains:
        derived = any(stop.is_derived for stop in t.stops)
        yield (new_id(), t.number, f"{t.name} {t.origin}-{t.destination}", t.origin, t.destination, t.minutes,
               t.departure, derived, t.source)  # fmt: skip


def _stops(network: Network) -> Iterator[Row]:
    for t in network.trains:
        for order, stop in enumerate(t.stops, 1):
            arrival = stop.time if stop.arrival is None else stop.arrival
            departure = stop.time if stop.departure is None else stop.departure
            yield (new_id(), t.number, stop.station, order, arrival, departure, stop.is_derived, stop.source)


def _seats(network: Network) -> Iterator[Row]:
    """`hold_order` goes through the train coach by coach; accessible seats come last, kept for who needs them."""
    for t in network.trains:
        places, count = [], dict.fromkeys((code for code, _ in t.coaches), 0)
        for car, (code, layout) in enumerate(t.coaches, 1):
            count[code] += 1
            places += [(seat, car, code, layout, f"{code} {count[code]}") for seat in network.layouts[layout].seats]
        places.sort(key=lambda p: (p[0].is_accessible, p[1], p[0].row, p[0].column))
        for order, (seat, car, code, layout, label) in enumerate(places, 1):
            yield (new_id(), t.number, code, seat.number, seat.seat_type, car, seat.is_accessible, label, seat.row,
                   seat.letter, seat.column, layout, order)  # fmt: skip


def _fares(network: Network) -> Iterator[Row]:
    for t in network.trains:
        for f in t.fares:
            yield (new_id(), t.number, f.class_code, f.origin, f.destination, f.sub_class, f.kind, f.amount,
                   f.valid_from, f.is_derived, f.source)  # fmt: skip
