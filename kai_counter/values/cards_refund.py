"""Cards of tickets given back: what is offered, what was given, the money on its way; what may still be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class LimitsCard:
    """What may still be done with a booking and until when; None where it may not be done any more, or never could.

    `rule` is the refund's: passenger (with `fee_percent` kept), delay, railway. Of an exchange
    `exchange_fee_percent` of each fare is the fee (rule reschedule_fee_percent).
    """

    rule: str | None
    refund_until: datetime
    fee_percent: int
    exchange_until: datetime
    exchange_fee_percent: int
    correction_until: datetime
    undo_until: datetime | None
    train_status: str
    delay_minutes: int
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class OfferLine:
    passenger_id: UUID
    seq: int
    name: str
    type: str
    seat: str
    ticket_number: str
    paid: int
    fee: int
    amount: int


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """What goes back on one payment. `method` is cash, reversal, transfer, wallet or exchange."""

    refund_id: UUID
    reference: str
    method: str
    amount: int
    status: str
    account: str
    due_at: datetime | None
    paid_by: str
    machine: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """What of an offer would go back on one payment. `machine` gateway or terminal; empty: a person sends it."""

    paid_by: str
    amount: int
    machine: str = ""


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer (`state` proposed), or the refund it became (confirmed, with its number and money)."""

    offer_id: UUID
    booking_id: UUID
    booking_number: str
    booking_status: str
    train: str
    relation: str
    departs_at: datetime
    state: str
    rule: str
    overrule_code: str
    reason: str
    lines: tuple[OfferLine, ...]
    paid: int
    fee: int
    amount: int
    valid_until: datetime
    needs_approval: bool
    cash_allowed: bool
    paid_by: tuple[str, ...]
    refund_number: str
    confirmed_at: datetime | None
    money: tuple[MoneyPart, ...]
    plan: tuple[PlannedPart, ...]
    approved_by: str
    counter_code: str
    station_name: str
    clerk_name: str
    schedules: tuple[UUID, ...] = ()

    @property
    def has_card_money(self) -> bool:
        """Whether some of it came by card or QRIS and can go back there."""
        return any(method not in ("cash", "exchange") for method in self.paid_by)

    @property
    def is_all_card(self) -> bool:
        return all(method not in ("cash", "exchange") for method in self.paid_by)


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """Where the money goes: `method` cash, reversal, transfer or wallet; the rest for the last two."""

    method: str
    institution: str = ""
    account: str = ""
    account_again: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class PayoutCard:
    """Money on its way: initiated, processing, completed or failed (and why). `account` for supervisors."""

    refund_id: UUID
    reference: str
    status: str
    method: str
    amount: int
    booking_number: str
    made_at: datetime
    due_at: datetime | None
    is_late: bool
    hint: str
    failure: str
    outside_reference: str
    counter_code: str
    clerk_name: str
    paid_by: str
    settled_by: str
    account: tuple[str, str, str] | None
    machine: str = ""
    """gateway or terminal, where one can carry it out; else a person does."""
    attempt_id: UUID | None = None
    asked_at: datetime | None = None

    @property
    def is_unanswered(self) -> bool:
        """The machine was asked; whether money moved is not known. The same question again gives back once."""
        return self.status == "processing" and self.asked_at is not None and not self.failure


@dataclass(frozen=True, slots=True)
class OpenOffer:
    offer_id: UUID
    booking_number: str
    amount: int
    valid_until: datetime
    counter_code: str
    clerk_name: str


@dataclass(frozen=True, slots=True)
class PayoutsCard:
    payouts: tuple[PayoutCard, ...]
    done: tuple[PayoutCard, ...]
    offers: tuple[OpenOffer, ...]


def from_limits(answer: Mapping[str, Any]) -> LimitsCard:
    refund = answer["refund"]
    return LimitsCard(
        refund.get("rule"), _moment(refund["until"]), int(refund["fee_percent"]), _moment(answer["exchange_until"]),
        int(answer["exchange_fee_percent"]), _moment(answer["correction_until"]), _maybe(answer.get("undo_until")),
        answer["train_status"], int(answer["delay_minutes"]), _moment(answer["leaves_at"]),
    )  # fmt: skip


def from_offer(answer: Mapping[str, Any]) -> OfferCard:
    """From the JSON of `refund_quote` and `refund`; times in the counter's zone, as they are printed."""
    zone = ZoneInfo(str(answer.get("timezone") or "Asia/Jakarta"))
    train = answer["schedule"]
    return OfferCard(
        offer_id=UUID(answer["offer_id"]),
        booking_id=UUID(answer["booking_id"]),
        booking_number=answer["booking_number"],
        booking_status=answer["booking_status"],
        train=f"{train['train_name']} ({train['train_number']})",
        relation=f"{train['origin_code']}–{train['destination_code']}",
        departs_at=_moment(train["departs_at"]).astimezone(zone),
        state=answer["state"],
        rule=answer["rule"],
        overrule_code=answer.get("overrule_code") or "",
        reason=answer["reason"],
        lines=tuple(_line(line) for line in answer["lines"]),
        paid=int(answer["paid"]),
        fee=int(answer["fee"]),
        amount=int(answer["amount"]),
        valid_until=_moment(answer["valid_until"]).astimezone(zone),
        needs_approval=bool(answer["needs_approval"]),
        cash_allowed=bool(answer["cash_allowed"]),
        paid_by=tuple(answer.get("paid_by") or ()),
        refund_number=answer.get("refund_number") or "",
        confirmed_at=_moment(answer["confirmed_at"]).astimezone(zone) if answer.get("confirmed_at") else None,
        money=tuple(_part(part) for part in answer["money"]),
        plan=tuple(
            PlannedPart(part["paid_by"], int(part["amount"]), part["machine"] or "")
            for part in answer.get("plan") or ()
        ),
        approved_by=answer.get("approved_by") or "",
        counter_code=answer["counter_code"],
        station_name=answer["station_name"],
        clerk_name=answer["clerk_name"],
        schedules=tuple(UUID(one) for one in answer.get("schedules") or ()),
    )


def from_payout(answer: Mapping[str, Any]) -> PayoutCard:
    account = answer.get("account")
    return PayoutCard(
        UUID(answer["refund_id"]), answer["reference"], answer["status"], answer["method"], int(answer["amount"]),
        answer["booking_number"], _moment(answer["made_at"]), _maybe(answer.get("due_at")), bool(answer["is_late"]),
        answer.get("hint") or "", answer.get("failure") or "", answer.get("outside_reference") or "",
        answer["counter_code"], answer["clerk_name"], answer["paid_by"], answer.get("settled_by") or "",
        (account["institution"], account["number"], account["holder"]) if account else None,
        answer.get("machine") or "", UUID(answer["attempt_id"]) if answer.get("attempt_id") else None,
        _maybe(answer.get("asked_at")),
    )  # fmt: skip


def from_payouts(answer: Mapping[str, Any]) -> PayoutsCard:
    offers = tuple(
        OpenOffer(UUID(one["offer_id"]), one["booking_number"], int(one["amount"]), _moment(one["valid_until"]),
                  one["counter_code"], one["clerk_name"])
        for one in answer["offers"]
    )  # fmt: skip
    return PayoutsCard(
        tuple(map(from_payout, answer["payouts"])), tuple(map(from_payout, answer["done"])), offers
    )


def _line(line: Mapping[str, Any]) -> OfferLine:
    return OfferLine(
        UUID(line["passenger_id"]), int(line["seq"]), line["name"], line["type"], line.get("seat") or "",
        line["ticket_number"], int(line["paid"]), int(line["fee"]), int(line["amount"]),
    )  # fmt: skip


def _part(part: Mapping[str, Any]) -> MoneyPart:
    return MoneyPart(
        UUID(part["refund_id"]), part["reference"], part["method"], int(part["amount"]), part["status"],
        part.get("account") or "", _maybe(part.get("due_at")), part["paid_by"], part.get("machine") or "",
    )  # fmt: skip


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def _maybe(text: Any) -> datetime | None:
    return _moment(text) if text else None
