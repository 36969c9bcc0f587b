"""Stations, as a clerk names them: by code, by name, by city."""

from __future__ import annotations

from kai_counter.db.database import Database
from kai_counter.values.cards import StationCard


def stations(database: Database) -> tuple[StationCard, ...]:
    """Every active station; the bookable ones first, then by name. About 600, read once a sign-in."""
    from sqlalchemy import select

    from kai_counter.models import Station

    statement = select(Station).where(Station.is_active).order_by(Station.is_bookable.desc(), Station.station_name)
    return database.read(lambda session: tuple(_card(row) for row in session.scalars(statement)))


def stops_after(database: Database, schedule_id: object, from_order: int) -> tuple[tuple[int, StationCard], ...]:
    """Where a dated train still goes after a stop: (stop order, station), nearest first."""
    from sqlalchemy import select

    from kai_counter.models import RouteStation, Schedule, Station

    statement = (
        select(RouteStation.station_order, Station)
        .join(Schedule, Schedule.route_id == RouteStation.route_id)
        .join(Station, Station.id == RouteStation.station_id)
        .where(Schedule.id == schedule_id, RouteStation.is_stop, RouteStation.station_order > from_order)
        .order_by(RouteStation.station_order)
    )
    return database.read(
        lambda session: tuple((order, _card(station)) for order, station in session.execute(statement))
    )


def _card(row: object) -> StationCard:
    from kai_counter.models import Station

    assert isinstance(row, Station)
    return StationCard(row.id, row.station_code, row.station_name, row.city or "", row.timezone, row.is_bookable)
