"""From a verb's JSON answer to the frozen card a screen shows. The only place that knows both spellings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kai_counter.values.cards import (
    HeldSeat,
    HoldCard,
    PriceLine,
    QuoteCard,
    SaleCard,
    SaleTruth,
    ShiftCard,
)
from kai_counter.values.cards_payments import AttemptCard


def moment(text: str) -> datetime:
    """An instant of the database's JSON (ISO 8601 with offset)."""
    return datetime.fromisoformat(text)


def shift_card(answer: Mapping[str, Any]) -> ShiftCard:
    return ShiftCard(UUID(answer["id"]), answer["state"], int(answer["float_amount"]), moment(answer["opened_at"]))


def hold_card(answer: Mapping[str, Any], received: datetime | None = None) -> HoldCard:
    """`received`: this machine's clock when the answer came, from which the countdown's offset is taken."""
    here = received or datetime.now(UTC)
    offset = moment(answer["now"]) - here if answer.get("now") else timedelta()
    return HoldCard(
        sale_id=UUID(answer["sale_id"]),
        booking_id=UUID(answer["booking_id"]),
        booking_number=answer["booking_number"],
        revision=int(answer["revision"]),
        expires_at=moment(answer["expires_at"]),
        hold_seconds=int(answer["hold_seconds"]),
        closes_at=moment(answer["closes_at"]),
        clock_offset=offset,
        seats=tuple(_held_seat(seat) for seat in answer["seats"]),
    )


def _held_seat(seat: Mapping[str, Any]) -> HeldSeat:
    return HeldSeat(
        seat_id=UUID(seat["seat_id"]),
        car_number=int(seat["car_number"]),
        coach_label=seat["coach_label"],
        seat_number=seat["seat_number"],
        class_id=UUID(seat["class_id"]),
        class_code=seat["class_code"],
        class_name=seat["class_name"],
        sub_class=seat["sub_class"],
        fare=int(seat["fare"]),
    )


def price_lines(lines: Sequence[Mapping[str, Any]]) -> tuple[PriceLine, ...]:
    known = {"kind", "passenger", "amount"}
    return tuple(
        PriceLine(
            line["kind"],
            int(line["passenger"]),
            int(line["amount"]),
            {name: value for name, value in line.items() if name not in known},
        )
        for line in lines
    )


def quote_card(answer: Mapping[str, Any]) -> QuoteCard:
    return QuoteCard(
        price_lines(answer["lines"]), int(answer["total"]), int(answer["discount"]), int(answer["final"])
    )


def sale_card(answer: Mapping[str, Any]) -> SaleCard:
    return SaleCard(
        sale_id=UUID(answer["sale_id"]),
        sale_number=answer["sale_number"],
        receipt_number=answer["receipt_number"],
        sold_at=moment(answer["sold_at"]),
        total=int(answer["total"]),
        tendered=int(answer["tendered"]),
        change=int(answer["change"]),
        booking_numbers=tuple(booking["booking_number"] for booking in answer["bookings"]),
        raw=dict(answer),
    )


def sale_truth(answer: Mapping[str, Any]) -> SaleTruth:
    hold, sale = answer.get("hold"), answer.get("sale")
    return SaleTruth(
        answer["state"],
        hold_card(hold) if hold else None,
        sale_card(sale) if sale else None,
        tuple(hold_card({**one, "now": answer["now"]}) for one in answer.get("holds") or ()),
        tuple(map(AttemptCard.of, answer.get("attempts") or ())),
    )
