"""Finding a train: by relation and day, or from this station's departures board.

One statement each: the dated trains, then seats left and fare by class in the same round trip. Seats are
counted on the leg masks (40 trains in 5 ms, DESIGN.md §3); a hold that ran out counts as free.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.db.readers import Reading
from kai_counter.values.cards import ClassOffer, JourneyCard, StationCard
from kai_counter.values.requests import SearchRequest

# Three small joins, kept apart: planned as one, their order took longer to find than the seats to count. Expired
# holds are few, so what they give back is counted by itself and not joined to every seat.
_JOURNEYS = """
WITH wanted AS MATERIALIZED (
  SELECT d.id, d.number, d.departure_date, coalesce(d.delay_minutes, 0) AS delay,
         CASE WHEN b.station_order > d.last_order THEN 'cancelled' ELSE d.status END AS status, d.sales_state,
         d.train_id, a.station_id AS from_id, b.station_id AS to_id,
         a.station_order AS from_order, b.station_order AS to_order,
         d.departs_at + make_interval(mins => a.departure_offset) AS departs,
         d.departs_at + make_interval(mins => b.arrival_offset) AS arrives,
         ((1::bigint << (b.station_order - a.station_order)) - 1) << (a.station_order - 1) AS mask,
         r.destination_station_id AS last_id,
         o.station_code AS o_code, o.station_name AS o_name, o.city AS o_city, o.timezone AS o_zone
  FROM route_stations a
  JOIN route_stations b ON b.route_id = a.route_id AND b.station_order > a.station_order AND b.is_stop
  JOIN schedules d ON d.route_id = a.route_id
  JOIN routes r ON r.id = a.route_id
  JOIN stations o ON o.id = a.station_id
  WHERE o.station_code = %(origin)s AND a.is_stop AND {narrow}
), named AS MATERIALIZED (
  SELECT w.*, t.train_number, t.train_name, x.station_code AS x_code, x.station_name AS x_name, x.city AS x_city,
         x.timezone AS x_zone, last.station_name AS last_name
  FROM wanted w
  JOIN trains t ON t.id = w.train_id
  JOIN stations x ON x.id = w.to_id
  JOIN stations last ON last.id = w.last_id
), seats_left AS MATERIALIZED (
  SELECT i.schedule_id, i.class_id, count(*) AS capacity,
         count(*) FILTER (WHERE i.occupied_legs & w.mask = 0 AND NOT i.blocked) AS left_over
  FROM wanted w JOIN seat_inventory i ON i.schedule_id = w.id
  GROUP BY 1, 2
), expired AS (
  SELECT c.schedule_id, c.seat_id,
         bit_or(((1::bigint << (upper(c.legs) - lower(c.legs))) - 1) << (lower(c.legs) - 1)) AS legs
  FROM seat_claims c JOIN wanted w ON w.id = c.schedule_id
  WHERE c.active AND c.state = 'held' AND c.expires_at <= clock_timestamp()
  GROUP BY 1, 2
), given_back AS MATERIALIZED (
  SELECT i.schedule_id, i.class_id, count(*) AS seats
  FROM expired e
  JOIN wanted w ON w.id = e.schedule_id
  JOIN seat_inventory i ON i.schedule_id = e.schedule_id AND i.seat_id = e.seat_id
  WHERE NOT i.blocked AND i.occupied_legs & w.mask <> 0 AND (i.occupied_legs & ~e.legs) & w.mask = 0
  GROUP BY 1, 2
)
SELECT w.id, w.number, w.train_number, w.train_name, w.departure_date, w.status, w.delay,
       w.from_order, w.to_order, w.departs, w.arrives,
       w.departs + make_interval(mins => w.delay - %(closes_minutes)s) AS closes, w.sales_state,
       CASE WHEN w.sales_state = 'go_show'
            THEN w.departs + make_interval(mins => w.delay - %(go_show_minutes)s) END AS opens,
       w.from_id AS o_id, w.o_code, w.o_name, w.o_city, w.o_zone,
       w.to_id AS x_id, w.x_code, w.x_name, w.x_city, w.x_zone, w.last_name,
       k.id AS class_id, k.code AS class_code, k.name AS class_name, k.class_type, sc.sub_class,
       l.left_over + coalesce(g.seats, 0) AS left_over, l.capacity, f.amount AS fare
FROM named w
JOIN seats_left l ON l.schedule_id = w.id
JOIN train_classes k ON k.id = l.class_id
LEFT JOIN given_back g ON g.schedule_id = l.schedule_id AND g.class_id = l.class_id
LEFT JOIN schedule_classes sc ON sc.schedule_id = w.id AND sc.class_id = k.id
LEFT JOIN LATERAL (
  SELECT min(f.amount) AS amount FROM (
    SELECT DISTINCT ON (f.kind) f.kind, f.amount FROM fares f
    WHERE f.train_id = w.train_id AND f.class_id = k.id AND f.origin_station_id = w.from_id
      AND f.destination_station_id = w.to_id
      AND (f.kind = 'regular' AND f.sub_class = sc.sub_class
           OR f.kind = 'go_show' AND clock_timestamp() >= w.departs - make_interval(hours => %(go_show_hours)s))
      AND f.valid_from <= w.departure_date AND (f.valid_to IS NULL OR f.valid_to >= w.departure_date)
    ORDER BY f.kind, f.valid_from DESC) f
) f ON true
ORDER BY w.departs, w.train_number, w.id, l.capacity DESC, k.name
"""

# A train of yesterday's service day may stop here after midnight: two service days are looked at, and the
# departure at *this* station in its own zone decides.
_ON_DAY = """
  b.station_id = (SELECT id FROM stations WHERE station_code = %(destination)s)
  AND d.departure_date BETWEEN %(day)s::date - 1 AND %(day)s::date
  AND ((d.departs_at + make_interval(mins => a.departure_offset)) AT TIME ZONE o.timezone)::date = %(day)s
  AND d.status <> 'completed'
"""

_FROM_HERE = """
  b.station_order = least(d.last_order, (SELECT max(z.station_order) FROM route_stations z
                                         WHERE z.route_id = a.route_id AND z.is_stop))
  AND d.departure_date BETWEEN (now() AT TIME ZONE o.timezone)::date - 1
                           AND ((now() + make_interval(hours => %(hours)s::int)) AT TIME ZONE o.timezone)::date
  AND d.departs_at + make_interval(mins => a.departure_offset + coalesce(d.delay_minutes, 0)) >= now()
  AND d.departs_at + make_interval(mins => a.departure_offset) < now() + make_interval(hours => %(hours)s::int)
  AND d.status <> 'completed'
"""


def search(database: Database, request: SearchRequest) -> tuple[JourneyCard, ...]:
    """Trains from `origin` to `destination` that leave on day `on` (calendar of the origin station)."""
    values = {"origin": request.origin, "destination": request.destination, "day": request.on}
    return _read(database, _ON_DAY, values)


def board(database: Database, station_code: str, hours: int = 6) -> tuple[JourneyCard, ...]:
    """This station's departures of the next hours, each to its last stop.

    An empty board (a quiet night) answers with the next trains of the coming day instead, so that the
    screen can say when the next one leaves (DECISIONS.md, "Shift demo times never"). Now is the database's.
    """
    found = _read(database, _FROM_HERE, {"origin": station_code, "hours": hours})
    if found:
        return found
    return _read(database, _FROM_HERE, {"origin": station_code, "hours": 24})[:9]


def _read(database: Database, narrow: str, values: Mapping[str, Any]) -> tuple[JourneyCard, ...]:
    station = str(values["origin"])

    def rows(reading: Reading) -> list[Any]:
        rules = _rules(reading, station)
        closes = rules["gate_closes_minutes"] + rules["walking_minutes"]
        return reading.rows(
            _JOURNEYS.format(narrow=narrow),
            {
                **values,
                "closes_minutes": closes,
                "go_show_hours": rules["go_show_hours"],
                "go_show_minutes": rules["go_show_window_minutes"],
            },
        )

    groups = groupby(database.read(rows), key=lambda row: (row.id, row.from_order, row.to_order))
    return tuple(_journey(list(group)) for _, group in groups)


# When the sale closes (RULES.md, "Sale closes") and go-show begins, as `internal.rule` reads them: a value of this
# station before the general one, the latest before those it followed.
_RULES = """
SELECT DISTINCT ON (name) name, (value #>> '{}')::int AS value FROM rules
WHERE name = ANY(%(names)s) AND scope IN ('*', %(station)s)
  AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now())
ORDER BY name, scope = '*', valid_from DESC
"""
_NEEDED = ["gate_closes_minutes", "go_show_hours", "go_show_window_minutes", "walking_minutes"]


def _rules(reading: Reading, station: str) -> dict[str, int]:
    """Raises LookupError where one is missing, like the verbs: a guess would sell what `hold` then refuses."""
    found = {row.name: row.value for row in reading.rows(_RULES, {"names": _NEEDED, "station": station})}
    if missing := set(_NEEDED) - set(found):
        raise LookupError(f"no rule {', '.join(sorted(missing))} for {station}")
    return found


def _journey(rows: list[Any]) -> JourneyCard:
    row = rows[0]
    return JourneyCard(
        schedule_id=UUID(str(row.id)),
        schedule_number=row.number,
        train_number=row.train_number,
        train_name=row.train_name,
        service_date=row.departure_date,
        origin=StationCard(row.o_id, row.o_code, row.o_name, row.o_city or "", row.o_zone),
        destination=StationCard(row.x_id, row.x_code, row.x_name, row.x_city or "", row.x_zone),
        from_order=row.from_order,
        to_order=row.to_order,
        departs_at=row.departs,
        arrives_at=row.arrives,
        closes_at=row.closes,
        status=row.status,
        delay_minutes=row.delay,
        final_station_name=row.last_name,
        sales_state=row.sales_state,
        opens_at=row.opens,
        classes=tuple(
            ClassOffer(
                offer.class_id,
                offer.class_code,
                offer.class_name,
                offer.class_type,
                offer.sub_class or "",
                int(offer.fare) if offer.fare is not None else None,
                offer.left_over,
                offer.capacity,
            )
            for offer in rows
        ),
    )
