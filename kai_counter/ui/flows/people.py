"""The travellers of one sale as they are being typed; mutable, because a form writes into them key by key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from kai_counter.values.cards import HeldSeat, QuoteCard, SeatMapCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import PassengerEntry


@dataclass
class PassengerDraft:
    """One traveller. The three ids are made here, once, so that a retried sale is the same request."""

    seq: int
    passenger_id: UUID = field(default_factory=new_id)
    ticket_id: UUID = field(default_factory=new_id)
    print_job_id: UUID = field(default_factory=new_id)
    name: str = ""
    type: str = "adult"  # adult, child, infant or senior
    identity_type: str = "nik"
    identity_number: str = ""
    birth_date: date | None = None
    gender: str | None = None
    seat_id: UUID | None = None
    reduction: str | None = None
    assistance: tuple[str, ...] = ()
    accompanied_by: int | None = None  # an infant's adult, by seq
    nationality: str | None = None

    @property
    def is_infant(self) -> bool:
        return self.type == "infant"

    def entry(self) -> PassengerEntry:
        """What services take; blanks around what was typed are nobody's name."""
        return PassengerEntry(
            self.seq,
            self.passenger_id,
            self.ticket_id,
            self.print_job_id,
            " ".join(self.name.split()),
            self.type,
            self.identity_type,
            self.identity_number.strip(),
            self.birth_date,
            self.gender,
            None if self.is_infant else self.seat_id,
            self.reduction,
            self.assistance,
            self.accompanied_by if self.is_infant else None,
            self.nationality,
        )

    @classmethod
    def from_entry(cls, entry: PassengerEntry) -> PassengerDraft:
        return cls(**{name: getattr(entry, name) for name in PassengerEntry.__slots__})


def counted(people: list[PassengerDraft], adults: int, infants: int) -> list[PassengerDraft]:
    """The list for so many seats and so many infants; nobody who fits loses what was typed for them.

    Those with a seat come first, infants after them, each given to the next adult in turn.
    """
    seated = [one for one in people if not one.is_infant][:adults]
    babies = [one for one in people if one.is_infant][:infants]
    seated += [PassengerDraft(0) for _ in range(adults - len(seated))]
    babies += [PassengerDraft(0, type="infant") for _ in range(infants - len(babies))]
    for seq, person in enumerate(seated + babies, start=1):
        person.seq = seq
    for number, baby in enumerate(babies):
        baby.accompanied_by = min(number, adults - 1) + 1
    return seated + babies


def seat_them(people: list[PassengerDraft], seats: tuple[UUID, ...]) -> None:
    """Give every traveller with a seat one of the held seats; whoever has a held one keeps it."""
    seated = [one for one in people if not one.is_infant]
    kept = {one.seat_id for one in seated if one.seat_id in seats}
    left = iter(seat for seat in seats if seat not in kept)
    for person in seated:
        if person.seat_id not in kept:
            person.seat_id = next(left, None)


def better_seated(people: Sequence[PassengerDraft], index: int, accessible: Collection[UUID]) -> int | None:
    """With whom a wheelchair's user should change seats: held seats come in the order of the train, so that the
    accessible one may have gone to the companion. None when all is well, or nobody has such a seat to give."""
    person = people[index]
    if "wheelchair" not in person.assistance or person.seat_id is None or person.seat_id in accessible:
        return None
    others = (n for n, one in enumerate(people) if "wheelchair" not in one.assistance)
    return next((n for n in others if people[n].seat_id in accessible), None)


def accessible_seats(seat_map: SeatMapCard | None) -> set[UUID]:
    coaches = seat_map.coaches if seat_map else ()
    return {seat.seat_id for coach in coaches for seat in coach.seats if seat.is_accessible}


def price_of(quote: QuoteCard | None, seq: int, seat: HeldSeat | None) -> int | None:
    """What one traveller pays: of the quote, else the seat's fare."""
    if quote is None:
        return seat.fare if seat else None
    sign = {"reduction": -1, "promotion": -1}
    return sum(abs(line.amount) * sign.get(line.kind, 1) for line in quote.lines if line.passenger == seq)
