"""A railway small enough to know by heart: eight real stations, two evening trains, fares for every relation.

Train 6 runs GMR → PWT → SGU (coach 1 EKS, 50 seats; coach 2 EKO, 80), train 90 GMR → YK → SLO → SGU
(coach 1 EKS, 50), in time overlapping. Both run today and on the next three days; tests sell tomorrow's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import select
from sqlalchemy.orm import Session

from kai_counter.models import (
    Counter,
    Fare,
    Route,
    RouteStation,
    Schedule,
    Seat,
    Station,
    Train,
    TrainClass,
)
from kai_counter.values.ids import new_id
from kai_counter.values.layouts import derive_layout

WIB = ZoneInfo("Asia/Jakarta")
DAYS = 3
STATIONS = {
    "GMR": ("Gambir", "Jakarta", -6.1767, 106.8306),
    "CKR": ("Cikarang", "Bekasi", -6.2554, 107.1451),
    "CN": ("Cirebon", "Cirebon", -6.7054, 108.5554),
    "PWT": ("Purwokerto", "Purwokerto", -7.4193, 109.2220),
    "YK": ("Yogyakarta", "Yogyakarta", -7.7891, 110.3635),
    "SLO": ("Solo Balapan", "Surakarta", -7.5571, 110.8196),
    "SGU": ("Surabaya Gubeng", "Surabaya", -7.2653, 112.7521),
    "SBI": ("Surabaya Pasarturi", "Surabaya", -7.2480, 112.7312),
}
COUNTERS = {"GMR-01": "counter-secret-1", "GMR-02": "counter-secret-2", "SGU-01": "counter-secret-3"}
# train: name, departure, [(station, arrival, departure in minutes)], [(class, name, type, layout, seats)]
TRAINS: dict[str, Any] = {
    "6": ("Argo Semeru", time(18, 40), [("GMR", 0, 0), ("PWT", 240, 246), ("SGU", 640, 640)],
          [("EKS", "Eksekutif", "executive", "EKS_50", 50), ("EKO", "Ekonomi", "economy", "EKO_80", 80)]),
    "90": ("Bangunkarta", time(20, 0), [("GMR", 0, 0), ("YK", 420, 426), ("SLO", 480, 484), ("SGU", 700, 700)],
           [("EKS", "Eksekutif", "executive", "EKS_50", 50)]),
}  # fmt: skip
PER_LEG = {"EKS": 150_000, "EKO": 90_000}
"""An adult pays this for each leg, whatever the day (both tiers are seeded with the same amount)."""
SUB_CLASSES = {"EKS": ("AA", "AC"), "EKO": ("CA", "CC")}


@dataclass(frozen=True)
class TinySeat:
    id: UUID
    car_number: int
    coach_label: str
    seat_number: str
    class_code: str


@dataclass(frozen=True)
class TinyTrain:
    """`schedules[day]` for each open day; `schedule` is tomorrow's. `seats` in hold order."""

    id: UUID
    number: str
    route_id: UUID
    stops: tuple[str, ...]
    classes: dict[str, UUID]
    seats: tuple[TinySeat, ...]
    schedules: dict[date, UUID]
    schedule: UUID

    def seat(self, car_number: int, seat_number: str) -> UUID:
        return next(s.id for s in self.seats if (s.car_number, s.seat_number) == (car_number, seat_number))

    def order(self, station_code: str) -> int:
        """The stop's `station_order`."""
        return self.stops.index(station_code) + 1

    def fare(self, class_code: str, from_order: int, to_order: int) -> int:
        return PER_LEG[class_code] * (to_order - from_order)


@dataclass(frozen=True)
class Network:
    stations: dict[str, UUID]
    counters: dict[str, UUID]
    secrets: dict[str, str]
    train: TinyTrain
    other: TinyTrain
    today: date


def make_network(session: Session) -> None:
    """Write it as the owner; schedules are opened by the database's own function."""
    stations = {
        code: Station(id=new_id(), station_code=code, station_name=name, city=city, province="", latitude=north,
                      longitude=east)
        for code, (name, city, north, east) in STATIONS.items()
    }  # fmt: skip
    session.add_all(stations.values())
    session.flush()
    for number, (name, leaves, stops, classes) in TRAINS.items():
        _make_train(session, stations, number, name, leaves, stops, classes)
    session.flush()


def _make_train(
    session: Session, stations: dict[str, Station], number: str, name: str, leaves: time, stops: Any, classes: Any
) -> None:
    train = Train(id=new_id(), train_number=number, train_name=name, total_capacity=sum(c[4] for c in classes))
    session.add(train)
    session.flush()
    route = Route(
        id=new_id(), route_name=f"{stops[0][0]}-{stops[-1][0]}", origin_station_id=stations[stops[0][0]].id,
        destination_station_id=stations[stops[-1][0]].id, estimated_duration=stops[-1][1], train_id=train.id,
        departure_time=leaves,
    )  # fmt: skip
    session.add(route)
    session.flush()
    session.add_all(
        RouteStation(id=new_id(), route_id=route.id, station_id=stations[code].id, station_order=order,
                     arrival_offset=arrival, departure_offset=departure)
        for order, (code, arrival, departure) in enumerate(stops, 1)
    )  # fmt: skip
    order = 0
    for car, (code, class_name, class_type, layout, capacity) in enumerate(classes, 1):
        sold_as = TrainClass(id=new_id(), train_id=train.id, class_type=class_type, code=code, name=class_name,
                             capacity=capacity, base_price=PER_LEG[code])  # fmt: skip
        session.add(sold_as)
        session.flush()
        for seat in derive_layout(layout, class_name, "2-2", capacity).seats:
            order += 1
            session.add(Seat(
                id=new_id(), train_id=train.id, class_id=sold_as.id, seat_number=seat.number,
                seat_type=seat.seat_type, car_number=car, is_accessible=seat.is_accessible,
                coach_label=f"{code} 1", row_number=seat.row, seat_letter=seat.letter, grid_column=seat.column,
                coach_layout=layout, hold_order=order,
            ))  # fmt: skip
        session.add_all(
            Fare(id=new_id(), train_id=train.id, class_id=sold_as.id, origin_station_id=stations[origin[0]].id,
                 destination_station_id=stations[goal[0]].id, sub_class=sub_class,
                 amount=PER_LEG[code] * (j - i), valid_from=date(2020, 1, 1))
            for i, origin in enumerate(stops) for j, goal in enumerate(stops) if i < j
            for sub_class in SUB_CLASSES[code]
        )  # fmt: skip


def read_network(session: Session) -> Network:
    """The ids, which every clone of the template shares."""
    today = datetime.now(WIB).date()
    trains = {number: _read_train(session, number, today + timedelta(days=1)) for number in TRAINS}
    return Network(
        stations={row[0]: row[1] for row in session.execute(select(Station.station_code, Station.id))},
        counters={row[0]: row[1] for row in session.execute(select(Counter.code, Counter.id))},
        secrets=dict(COUNTERS),
        train=trains["6"],
        other=trains["90"],
        today=today,
    )


def _read_train(session: Session, number: str, tomorrow: date) -> TinyTrain:
    train = session.scalars(select(Train).where(Train.train_number == number)).one()
    codes = {c.id: c.code for c in session.scalars(select(TrainClass).where(TrainClass.train_id == train.id))}
    seats = session.scalars(select(Seat).where(Seat.train_id == train.id).order_by(Seat.hold_order))
    days = session.execute(select(Schedule.departure_date, Schedule.id).where(Schedule.train_id == train.id))
    schedules = {row[0]: row[1] for row in days}
    return TinyTrain(
        id=train.id,
        number=number,
        route_id=session.scalars(select(Route.id).where(Route.train_id == train.id)).one(),
        stops=tuple(stop[0] for stop in TRAINS[number][2]),
        classes={code: class_id for class_id, code in codes.items()},
        seats=tuple(TinySeat(s.id, s.car_number, s.coach_label, s.seat_number, codes[s.class_id]) for s in seats),
        schedules=schedules,
        schedule=schedules[tomorrow],
    )


def raw_booking(owner: psycopg.Connection[Any], network: Network) -> UUID:
    """A pending booking of clerk 10001 with the shift and sale it stands on, written past every verb."""
    user = owner.execute("SELECT id FROM users WHERE nipp = '10001'").fetchone()
    assert user is not None
    shift, sale, booking = new_id(), new_id(), new_id()
    counter = network.counters["GMR-01"]
    owner.execute("INSERT INTO shifts (id, counter_id, user_id, float_amount, state, closed_at)"
                  " VALUES (%s, %s, %s, 0, 'closed', now())", [shift, counter, user[0]])  # fmt: skip
    owner.execute("INSERT INTO sales (id, counter_id, shift_id, user_id) VALUES (%s, %s, %s, %s)",
                  [sale, counter, shift, user[0]])  # fmt: skip
    owner.execute(
        "INSERT INTO bookings (id, booking_number, user_id, schedule_id, sale_id, counter_id, shift_id,"
        " origin_station_id, destination_station_id, from_order, to_order, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, 3, now() + interval '5 min')",
        [booking, booking.hex[-7:].upper(), user[0], network.train.schedule, sale, counter, shift,
         network.stations["GMR"], network.stations["SGU"]],
    )  # fmt: skip
    return booking
