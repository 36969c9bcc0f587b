"""Ubah jadwal: the new seats are held, the exchange is priced, then swapped; and smaller changes of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kai_counter.db.database import SEATS_CHANNEL, Database
from kai_counter.errors import Refused
from kai_counter.services import sales, seats
from kai_counter.services.answers import sale_card
from kai_counter.values.cards import ClassOffer, HoldCard, JourneyCard, SaleCard, SaleTruth
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.cards_refund import OfferCard, from_offer
from kai_counter.values.cards_signing import ChangeCard
from kai_counter.values.requests import HoldRequest
from kai_counter.values.seating import best_seats

_TRIES = 4


@dataclass(frozen=True, slots=True)
class ExchangeCard:
    """What an exchange costs: the value carried over is `offer.amount`, what is not given back `offer.fee`."""

    offer: OfferCard
    new_train: str
    new_value: int
    fee: int
    to_pay: int
    sale_id: UUID


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A ticket's next issue, to be signed and printed under this job."""

    print_job_id: UUID
    answer: dict[str, Any]


def hold_best(
    database: Database, sale_id: UUID, booking_id: UUID, journey: JourneyCard, offer: ClassOffer, count: int
) -> HoldCard:
    """The best seats together on the new train, held; seats lost meanwhile are looked for anew.

    `Refused`: no_seats_left{count}, and what `hold` refuses with.
    """
    for turn in range(_TRIES):
        card = seats.seat_map(database, journey.schedule_id, journey.from_order, journey.to_order)
        found = best_seats(card, offer.class_id, count)
        if not found:
            raise Refused("no_seats_left", count=count)
        request = HoldRequest(
            sale_id, booking_id, 1, journey.schedule_id, journey.from_order, journey.to_order, tuple(found)
        )
        try:
            return seats.hold(database, request)
        except Refused as refused:
            if refused.code != "seat_taken" or turn == _TRIES - 1:
                raise
    raise AssertionError("the last try returns or raises")


def quote(
    database: Database, exchange_id: UUID, booking_id: UUID, passengers: tuple[UUID, ...], hold: HoldCard,
    seated: tuple[UUID, ...], reason: str, overrule_code: str = "",
) -> ExchangeCard:  # fmt: skip
    """What it costs; `seated` are those who need a seat, in the order of the held seats. Safe to send twice.

    `Refused`: identify_first, exchange_too_late{until}, hold_expired, already_boarded, offer_open.
    """
    places = {str(who): str(seat.seat_id) for who, seat in zip(seated, hold.seats, strict=True)}
    answer = database.call(
        "exchange_quote", exchange_id=exchange_id, booking_id=booking_id, passengers=list(passengers),
        new_booking_id=hold.booking_id,
        wish={"reason": reason, "overrule_code": overrule_code or None, "seats": places},
    )  # fmt: skip
    return _exchange_card(answer)


def exchange(
    database: Database, exchange_id: UUID, attempt_id: UUID, to_pay: int, tendered: int,
    approval_id: UUID | None = None, attempts: tuple[UUID, ...] = (), overlap_id: UUID | None = None,
) -> SaleCard:  # fmt: skip
    """Swap: the new tickets as a sale, the old ones void. `attempts` came by QRIS or card. Safe to send twice.
    `overlap_id` is a supervisor's signature for two journeys of one person at one time.

    `Refused`: offer_expired, hold_expired, total_changed, tender_too_small, approval_needed, shift_not_open,
    payment_open, payment_unknown, payment_differs, paid_too_much, journey_overlaps.
    """
    payment = {"amount": to_pay, "tendered": tendered, "attempt_id": str(attempt_id),
               "attempts": [str(one) for one in attempts],
               "overlap_approval_id": str(overlap_id) if overlap_id else None}  # fmt: skip
    answer = database.call("exchange", exchange_id=exchange_id, payment=payment, approval_id=approval_id)
    for schedule in answer.get("schedules") or ():
        database.notify(SEATS_CHANNEL, str(schedule))
    return sale_card(answer)


def under_way(database: Database, booking_id: UUID) -> tuple[ExchangeCard, SaleTruth] | None:
    """One's own exchange of this booking whose money is under way or came: after a restart it goes on."""
    answer = database.call("exchange_under_way", booking_id=booking_id)
    if not answer:
        return None
    return _exchange_card(answer), sales.sale_status(database, UUID(answer["exchange"]["new_sale_id"]))


def find_seat(database: Database, booking: BookingCard, person: FoundPassenger, typed: str) -> UUID:
    """The seat somebody typed: `5A` in the same coach, `2/5A` in coach 2. `Refused`: no_such_seat, seat_taken."""
    coach, _, number = typed.upper().replace(" ", "").rpartition("/")
    assert booking.schedule_id is not None
    card = seats.seat_map(database, booking.schedule_id, booking.from_order, booking.to_order)
    for one in card.coaches:
        is_meant = coach in (str(one.car_number), one.label.upper().replace(" ", ""))
        if is_meant or (not coach and one.label == person.coach_label):
            for seat in one.seats:
                if seat.seat_number == number.lstrip("0"):
                    if seat.state != "free":
                        raise Refused("seat_taken")
                    return seat.seat_id
    raise Refused("no_such_seat")


def change_seats(
    database: Database, booking_id: UUID, moves: tuple[tuple[UUID, UUID, UUID], ...]
) -> tuple[PaperAnswer, ...]:
    """Other seats on the same train: (passenger, seat, print job). `Refused`: seat_taken, other_class."""
    asked = [
        {"passenger_id": str(who), "seat_id": str(seat), "print_job_id": str(job)} for who, seat, job in moves
    ]
    answer = database.call("change_seats", booking_id=booking_id, moves=asked)
    for schedule in answer.get("schedules") or ():
        database.notify(SEATS_CHANNEL, str(schedule))
    return _papers(answer)


def correct(
    database: Database, passenger_id: UUID, name: str, number: str, reason: str, job_id: UUID,
    approval_id: UUID | None = None,
) -> tuple[PaperAnswer, ...]:  # fmt: skip
    """A name or number mistyped. `Refused`: approval_needed{letters, digits}, nothing_to_correct, ticket_void."""
    wish = {"name": name, "identity_number": number, "reason": reason, "print_job_id": str(job_id)}
    return _papers(
        database.call("correct_passenger", passenger_id=passenger_id, wish=wish, approval_id=approval_id)
    )


def offer_correction(
    database: Database, correction_id: UUID, passenger_id: UUID, name: str, number: str, reason: str
) -> ChangeCard:
    """Write down what a supervisor is to sign: the signature's subject is `correction_id`. Safe to send twice."""
    wish = {"name": name, "identity_number": number, "reason": reason}
    told = database.call("offer_correction", correction_id=correction_id, passenger_id=passenger_id, wish=wish)
    return ChangeCard(told["old_name"], told["new_name"], told["old_number"], told["new_number"])


def _papers(answer: Mapping[str, Any]) -> tuple[PaperAnswer, ...]:
    return tuple(PaperAnswer(UUID(one["print_job_id"]), dict(one["answer"])) for one in answer["papers"])


def _exchange_card(answer: Mapping[str, Any]) -> ExchangeCard:
    part = answer["exchange"]
    train = part["new_schedule"]
    return ExchangeCard(
        from_offer(answer), f"{train['train_name']} ({train['train_number']})", int(part["new_value"]),
        int(part["fee"]), int(part["to_pay"]), UUID(part["new_sale_id"]),
    )  # fmt: skip
