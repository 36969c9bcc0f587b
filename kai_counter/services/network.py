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


def stations(database: Database) -> tuple[StationCard, ...]:
    """Every active station; the bookable ones first, then by name. About 600, read once a sign-in."""
    return database.read(lambda reading: tuple(_card(row) for row in reading.rows(_STATIONS)))


def stops_after(database: Database, schedule_id: object, from_order: int) -> tuple[tuple[int, StationCard], ...]:
    """Where a dated train still goes after a stop: (stop order, station), nearest first."""
    values = {"schedule": schedule_id, "stop": from_order}
    rows = database.read(lambda reading: reading.rows(_STOPS_AFTER, values))
    return tuple((row.station_order, _card(row)) for row in rows)


def _card(row: Any) -> StationCard:
    return StationCard(row.id, row.station_code, row.station_name, row.city or "", row.timezone, row.is_bookable)
