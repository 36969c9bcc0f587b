"""What paper needs to know of a sale, taken from the answer of `sell` (or `reprint`) and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from kai_counter.values.ticket_code import Signer, TicketBody, human_code, name_hash, sign, split_seat

ZONE_WORDS = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_CLASS_TYPES = {"EKS": "executive", "BIS": "business", "EKO": "economy"}


@dataclass(frozen=True, slots=True)
class PaperStop:
    """Where a journey begins or ends; `time` is the station's own local time."""

    code: str
    name: str
    number: int
    time: datetime

    @property
    def zone(self) -> str:
        """WIB, WITA or WIT."""
        return ZONE_WORDS.get(str(self.time.tzinfo), self.time.strftime("%z"))


@dataclass(frozen=True, slots=True)
class PaperSeat:
    car_number: int
    coach_label: str
    seat_number: str
    class_code: str
    class_name: str
    sub_class: str

    @property
    def class_type(self) -> str:
        return _CLASS_TYPES.get(self.class_code, "sleeper")


@dataclass(frozen=True, slots=True)
class TicketCard:
    """One ticket. `code` is the signed text of the symbol, empty until `signed`; `seat` is None for an infant."""

    ticket_id: UUID
    ticket_number: str
    code_number: int
    issue_number: int
    print_job_id: UUID | None
    booking_number: str
    train_number: str
    train_name: str
    schedule_number: int
    service_date: date
    origin: PaperStop
    destination: PaperStop
    passenger_name: str
    passenger_type: str
    reduction: str | None
    identity_masked: str
    assistance: tuple[str, ...]
    seat: PaperSeat | None
    class_type: str
    price: int
    not_after: datetime
    counter_code: str
    clerk_name: str
    sold_at: datetime
    gate_opens_minutes: int = 120
    gate_closes_minutes: int = 5
    code: str = ""
    copy: int = 0  # of a file: how many papers of it are out already

    @property
    def is_reprint(self) -> bool:
        return self.issue_number > 1

    @property
    def human_code(self) -> str:
        return human_code(self.code_number, self.issue_number)

    @property
    def gate_opens(self) -> datetime:
        return self.origin.time - timedelta(minutes=self.gate_opens_minutes)

    @property
    def gate_closes(self) -> datetime:
        return self.origin.time - timedelta(minutes=self.gate_closes_minutes)

    def body(self, key_no: int) -> TicketBody:
        """What the code will say. Raises ValueError when a field does not fit."""
        row, letter = split_seat(self.seat.seat_number if self.seat else "")
        return TicketBody(
            key_no=key_no,
            ticket_number=self.code_number,
            service_date=self.service_date,
            schedule_number=self.schedule_number,
            origin_number=self.origin.number,
            destination_number=self.destination.number,
            coach=self.seat.car_number if self.seat else 0,
            seat_row=row,
            seat_letter=letter,
            class_type=self.class_type,
            passenger_type=self.passenger_type,
            name_hash=name_hash(self.code_number, self.passenger_name),
            not_after=self.not_after.replace(second=0, microsecond=0),
            issue_number=self.issue_number,
        )

    def signed(self, key: Signer) -> TicketCard:
        """The same ticket with its code. The counter's key signs after the commit, never before."""
        return replace(self, code=sign(self.body(key.key_no), key))


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """`kind` is fare, reduction, infant or promotion; a reduction's amount is negative."""

    kind: str
    passenger_name: str
    detail: str
    amount: int


@dataclass(frozen=True, slots=True)
class ReceiptBooking:
    booking_number: str
    train_number: str
    train_name: str
    origin: PaperStop
    destination: PaperStop
    lines: tuple[ReceiptLine, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One part of a payment; `detail` is what the customer compares with a bank's slip, masked."""

    method: str
    amount: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """The struk of one sale: everything the customer paid for, how, what was tendered, the change.

    `payments` are the parts that were not cash; `copy` counts the papers after the first.
    """

    sale_id: UUID
    sale_number: str
    receipt_number: str
    sold_at: datetime
    counter_code: str
    clerk_name: str
    bookings: tuple[ReceiptBooking, ...]
    total: int
    tendered: int
    change: int
    payments: tuple[PaidLine, ...] = ()
    copy: int = 0

    @property
    def cash(self) -> int:
        """What was laid on the counter."""
        return self.tendered - sum(line.amount for line in self.payments)


@dataclass(frozen=True, slots=True)
class SalePaper:
    tickets: tuple[TicketCard, ...]
    receipt: ReceiptCard


def from_sale(
    answer: Mapping[str, Any],
    *,
    gate_opens_minutes: int = 120,
    gate_closes_minutes: int = 5,
) -> SalePaper:
    """All paper of one sale, from the JSON that `sell` and `sale_status` return."""
    tickets = [
        replace(
            _ticket(ticket, booking, answer),
            gate_opens_minutes=gate_opens_minutes,
            gate_closes_minutes=gate_closes_minutes,
        )
        for booking in answer["bookings"]
        for ticket in booking["tickets"]
    ]
    bookings = [_receipt_booking(booking) for booking in answer["bookings"]]
    return SalePaper(tuple(tickets), _receipt(answer, tuple(bookings)))


def from_reprint(
    answer: Mapping[str, Any],
    *,
    gate_opens_minutes: int = 120,
    gate_closes_minutes: int = 5,
) -> TicketCard:
    """The next issue of one ticket, from `reprint`: a sale of one booking, or ticket and booking side by side."""
    if "bookings" not in answer:
        booking = dict(answer.get("booking") or answer)
        booking.setdefault("schedule", answer.get("schedule"))
        answer = {**answer, "bookings": [{**booking, "tickets": [answer.get("ticket") or answer]}]}
    booking = answer["bookings"][0]
    return replace(
        _ticket(booking["tickets"][0], booking, answer),
        gate_opens_minutes=gate_opens_minutes,
        gate_closes_minutes=gate_closes_minutes,
    )


def _receipt(answer: Mapping[str, Any], bookings: tuple[ReceiptBooking, ...]) -> ReceiptCard:
    zone = bookings[0].origin.time.tzinfo if bookings else None
    return ReceiptCard(
        sale_id=UUID(str(answer["sale_id"])),
        sale_number=str(answer["sale_number"]),
        receipt_number=str(answer["receipt_number"]),
        sold_at=_time(answer["sold_at"]).astimezone(zone),
        counter_code=str(answer.get("counter_code") or ""),
        clerk_name=str(answer.get("clerk_name") or ""),
        bookings=bookings,
        total=int(answer["total"]),
        tendered=int(answer["tendered"]),
        change=int(answer["change"]),
        payments=tuple(_paid(line) for line in answer.get("payments") or () if line["method"] != "cash"),
        copy=int(answer.get("copy") or 0),
    )


def _paid(line: Mapping[str, Any]) -> PaidLine:
    pan, code = str(line.get("masked_pan") or ""), str(line.get("approval_code") or "")
    reference = str(line.get("retrieval_number") or line.get("gateway_reference") or "")
    shown = (reference[-12:],) if line["method"] == "qris" else (pan[-8:], code, reference)
    return PaidLine(str(line["method"]), int(line["amount"]), " ".join(filter(None, shown)))


def _ticket(ticket: Mapping[str, Any], booking: Mapping[str, Any], sale: Mapping[str, Any]) -> TicketCard:
    schedule, passenger = booking["schedule"], ticket["passenger"]
    origin, destination = _stops(schedule)
    seat = _seat(ticket.get("seat"))
    seats = [_seat(other.get("seat")) for other in booking["tickets"]]
    with_seat = seat or next((other for other in seats if other), None)
    job = ticket.get("print_job_id")
    sold_at = sale.get("sold_at") or booking.get("confirmed_at")
    return TicketCard(
        ticket_id=UUID(str(ticket["ticket_id"])),
        ticket_number=str(ticket["ticket_number"]),
        code_number=int(ticket["code_number"]),
        issue_number=int(ticket["issue_number"]),
        print_job_id=UUID(str(job)) if job else None,
        booking_number=str(booking["booking_number"]),
        train_number=str(schedule["train_number"]),
        train_name=str(schedule["train_name"]),
        schedule_number=int(schedule["number"]),
        service_date=date.fromisoformat(str(schedule["service_date"])),
        origin=origin,
        destination=destination,
        passenger_name=str(passenger["name"]),
        passenger_type=str(passenger["type"]),
        reduction=passenger.get("reduction"),
        identity_masked=str(passenger.get("identity_masked") or ""),
        assistance=tuple(passenger.get("assistance") or ()),
        seat=seat,
        class_type=with_seat.class_type if with_seat else "economy",
        price=int(ticket["price"]),
        not_after=_time(ticket["not_after"]),
        counter_code=str(sale.get("counter_code") or ""),
        clerk_name=str(sale.get("clerk_name") or ""),
        sold_at=_time(sold_at).astimezone(origin.time.tzinfo) if sold_at else origin.time,
    )


def _stops(schedule: Mapping[str, Any]) -> tuple[PaperStop, PaperStop]:
    def stop(end: str, time: str) -> PaperStop:
        zone = ZoneInfo(str(schedule.get(f"{end}_timezone") or "Asia/Jakarta"))
        return PaperStop(
            code=str(schedule[f"{end}_code"]),
            name=str(schedule[f"{end}_name"]),
            number=int(schedule[f"{end}_number"]),
            time=_time(schedule[time]).astimezone(zone),
        )

    return stop("origin", "departs_at"), stop("destination", "arrives_at")


def _seat(seat: Mapping[str, Any] | None) -> PaperSeat | None:
    if not seat:
        return None
    return PaperSeat(
        car_number=int(seat["car_number"]),
        coach_label=str(seat["coach_label"]),
        seat_number=str(seat["seat_number"]),
        class_code=str(seat["class_code"]),
        class_name=str(seat["class_name"]),
        sub_class=str(seat.get("sub_class") or ""),
    )


def _receipt_booking(booking: Mapping[str, Any]) -> ReceiptBooking:
    origin, destination = _stops(booking["schedule"])
    tickets = {int(ticket["passenger"]["seq"]): ticket for ticket in booking["tickets"]}
    lines = [_receipt_line(line, tickets) for line in booking.get("lines") or ()]
    return ReceiptBooking(
        booking_number=str(booking["booking_number"]),
        train_number=str(booking["schedule"]["train_number"]),
        train_name=str(booking["schedule"]["train_name"]),
        origin=origin,
        destination=destination,
        lines=tuple(lines),
        amount=int(booking["final_amount"]),
    )


def _receipt_line(line: Mapping[str, Any], tickets: Mapping[int, Mapping[str, Any]]) -> ReceiptLine:
    """A line names its passenger by number; the receipt prints the name and, for a fare, coach and seat."""
    kind, amount = str(line["kind"]), int(line["amount"])
    passenger = line.get("passenger")
    ticket = tickets.get(int(passenger)) if passenger is not None else None
    seat = _seat(ticket.get("seat")) if ticket else None
    if kind in ("reduction", "promotion"):
        amount = -abs(amount)
        detail = str(line.get("reduction") or line.get("code") or "")
    else:
        detail = f"{seat.coach_label} / {seat.seat_number}" if seat and kind == "fare" else ""
    return ReceiptLine(kind, str(ticket["passenger"]["name"]) if ticket else "", detail, amount)


def _time(text: Any) -> datetime:
    """An aware time from JSON. Raises ValueError when the zone is missing."""
    time = datetime.fromisoformat(str(text))
    if time.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    return time
