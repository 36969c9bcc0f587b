"""Stations, as a clerk names them: by code, by name, by city."""

from __future__ import annotations

from typing import Any

from kai_counter.db.database import Database
from kai_counter.values.cards import StationCard

_STATIONS = """
SELECT id, station_code, station_name, city, timezone, is_bookable FROM stations
WHERE is_active ORDER BY is_bookable DESC, station_name
"""

_STOPS_AFTER = """
SELECT o.station_order, s.id, s.station_code, s.station_name, s.city, s.timezone, s.is_bookable
FROM schedules d JOIN route_stations o ON o.route_id = d.route_id JOIN stations s ON s.id = o.station_id
WHERE d.id = %(schedule)s AND o.is_stop AND o.station_order > %(stop)s ORDER BY o.station_order
"""

_REACHED = """
SELECT DISTINCT x.station_code
FROM stations o JOIN route_stations f ON f.station_id = o.id AND f.is_stop
JOIN route_stations t ON t.route_id = f.route_id AND t.is_stop AND t.station_order > f.station_order
JOIN stations x ON x.id = t.station_id
WHERE o.station_code = %(origin)s
  AND EXISTS (SELECT FROM schedules d WHERE d.route_id = f.route_id AND d.departure_date >= current_date - 1)
"""


def stations(database: Database) -> tuple[StationCard, ...]:
    """Every active station; the bookable ones first, then by name. About 600, read once a sign-in."""
    return database.read(lambda reading: tuple(_card(row) for row in reading.rows(_STATIONS)))


def stops_after(database: Database, schedule_id: object, from_order: int) -> tuple[tuple[int, StationCard], ...]:
    """Where a dated train still goes after a stop: (stop order, station), nearest first."""
    values = {"schedule": schedule_id, "stop": from_order}
    rows = database.read(lambda reading: reading.rows(_STOPS_AFTER, values))
    return tuple((row.station_order, _card(row)) for row in rows)


def reached_from(database: Database, origin: str) -> frozenset[str]:
    """Codes of the stations to which a train goes from here without a change, on any day that is open."""
    rows = database.read(lambda reading: reading.rows(_REACHED, {"origin": origin}))
    return frozenset(row.station_code for row in rows)


def _card(row: Any) -> StationCard:
    return StationCard(row.id, row.station_code, row.station_name, row.city or "", row.timezone, row.is_bookable)
