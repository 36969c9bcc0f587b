"""Trains that are late or do not run: what is known of them, who is affected, what a scanned ticket is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StopCard:
    order: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TrainState:
    """A dated train as this station's supervisor sees it. `last_order` is set on a train that was cut short."""

    schedule_id: UUID
    train_number: str
    train_name: str
    service_date: date
    status: str
    delay_minutes: int
    reason: str
    last_order: int | None
    leaves_at: datetime
    origin: str
    destination: str
    until: datetime | None
    stops: tuple[StopCard, ...]
    bookings: int
    passengers: int
    boarded: int
    prepared: int
    owed: int
    settled: int
    paid: int
    sales_state: str = "open"  # go_show, closed
    sales_reason: str = ""

    @property
    def is_disrupted(self) -> bool:
        """Or a coach of it is not there and somebody waits for what they are owed."""
        runs_otherwise = self.status == "cancelled" or self.last_order is not None or self.delay_minutes > 0
        return runs_otherwise or self.prepared > 0

    @property
    def last_stop(self) -> str:
        """Where a train that was cut short ends now."""
        return next((stop.name for stop in self.stops if stop.order == self.last_order), "")


@dataclass(frozen=True, slots=True)
class DisruptionsCard:
    """`cash` lies in the drawers of this station, one's own left out."""

    trains: tuple[TrainState, ...] = ()
    cash: int = 0
    drawers: int = 0
    go_show_minutes: int = 180  # before it leaves a train for go-show only is sold

    @property
    def owed(self) -> int:
        return sum(train.owed for train in self.trains)


@dataclass(frozen=True, slots=True)
class AffectedPerson:
    name: str
    ticket_number: str
    seat: str
    boarded: bool
    amount: int
    state: str  # '', prepared, cash, transfer, wallet, reversal, next_train or elsewhere


@dataclass(frozen=True, slots=True)
class AffectedBooking:
    booking_id: UUID
    booking_number: str
    counter_code: str
    relation: str
    amount: int
    people: tuple[AffectedPerson, ...]


@dataclass(frozen=True, slots=True)
class MadeCard:
    """What one word about a train did."""

    kind: str
    bookings: int
    tickets: int
    amount: int
    holds: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ScannedTicket:
    """A ticket on the desk; `no` is the code of what stands against paying it out, '' for nothing."""

    number: int
    paper: str
    ticket_number: str
    booking_id: UUID
    booking_number: str
    name: str
    train: str
    amount: int
    paid_by: tuple[str, ...]
    reason: str
    no: str
    until: datetime | None
    passenger_id: UUID
    needs_seat: bool
    class_code: str
    origin: str
    destination: str


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def from_disruptions(answer: Mapping[str, Any]) -> DisruptionsCard:
    trains = tuple(map(_train, answer["trains"]))
    return DisruptionsCard(trains, int(answer["cash"]), int(answer["drawers"]), int(answer["go_show_minutes"]))


def _train(row: Mapping[str, Any]) -> TrainState:
    return TrainState(
        schedule_id=UUID(row["schedule_id"]),
        train_number=row["train_number"],
        train_name=row["train_name"],
        service_date=date.fromisoformat(row["service_date"]),
        status=row["status"],
        delay_minutes=int(row["delay_minutes"]),
        reason=row["reason"] or "",
        last_order=row["last_order"],
        leaves_at=datetime.fromisoformat(row["leaves_at"]),
        origin=row["origin"],
        destination=row["destination"],
        until=_moment(row["until"]),
        stops=tuple(StopCard(stop["order"], stop["code"], stop["name"]) for stop in row["stops"]),
        bookings=int(row["bookings"]),
        passengers=int(row["passengers"]),
        boarded=int(row["boarded"]),
        prepared=int(row["prepared"]),
        owed=int(row["owed"]),
        settled=int(row["settled"]),
        paid=int(row["paid"]),
        sales_state=row["sales_state"],
        sales_reason=row["sales_reason"] or "",
    )


def from_affected(answer: Mapping[str, Any]) -> tuple[AffectedBooking, ...]:
    return tuple(
        AffectedBooking(
            UUID(row["booking_id"]),
            row["booking_number"],
            row["counter"],
            f"{row['origin']}–{row['destination']}",
            int(row["amount"]),
            tuple(
                AffectedPerson(
                    one["name"], one["ticket_number"], one["seat"] or "", bool(one["boarded"]), int(one["amount"]),
                    one["state"] or "",
                )
                for one in row["people"]
            ),
        )
        for row in answer["bookings"]
    )  # fmt: skip


def from_made(answer: Mapping[str, Any]) -> MadeCard:
    return MadeCard(
        answer["kind"], int(answer["bookings"]), int(answer["tickets"]), int(answer["amount"]),
        int(answer["holds"] or 0), _moment(answer["until"]),
    )  # fmt: skip


def from_scanned(answer: Mapping[str, Any], paper: str) -> ScannedTicket:
    schedule = answer["schedule"]
    return ScannedTicket(
        number=int(answer["number"]),
        paper=paper,
        ticket_number=answer["ticket_number"],
        booking_id=UUID(answer["booking_id"]),
        booking_number=answer["booking_number"],
        name=answer["name"],
        train=f"{schedule['train_name']} ({schedule['train_number']})",
        amount=int(answer["amount"] or 0),
        paid_by=tuple(answer["paid_by"] or ()),
        reason=answer["reason"] or "",
        no=answer["no"] or "",
        until=_moment(answer["until"]),
        passenger_id=UUID(answer["passenger_id"]),
        needs_seat=answer["type"] != "infant",
        class_code=answer["class_code"] or "",
        origin=schedule["origin_code"],
        destination=schedule["destination_code"],
    )


@dataclass(frozen=True, slots=True)
class SeatMove:
    """One traveller of a coach that is not there; `new` is empty where no seat was found."""

    booking_number: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ReseatPlan:
    """`seal` names exactly this plan: what is done is that or nothing."""

    seal: str
    moves: tuple[SeatMove, ...]

    @property
    def without(self) -> int:
        return sum(not move.new for move in self.moves)


def from_plan(answer: Mapping[str, Any]) -> ReseatPlan:
    return ReseatPlan(
        answer["plan"],
        tuple(
            SeatMove(move["booking_number"], move["name"], move["old"], move["new"] or "")
            for move in answer["moves"]
        ),
    )
