"""May this ticket go through this gate? One pure function, the same with a network and without (DESIGN.md §7).

Readable → known key → signature → revoked or superseded → status → train and date → station → cut short → window →
only then "already boarded" → name, train ends early, reduction → welcome. The order is for the words: whoever
stands before the wrong train hears which is the right one, not that it is early. What lets somebody in comes after
every reason not to.

A ticket that the list does not know is welcome only where the list cannot know it (`ok_unlisted`): a good key, the
first paper, sold after the list was made, for a train that leaves here today. It is looked up when the scan is
uploaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from kai_counter.values.gate_facts import (
    Boarding,
    GateKey,
    GatePlace,
    GateStop,
    GateTicket,
    GateTrain,
)
from kai_counter.values.ticket_code import BadCode, TicketBody, decode, human_code, verify

WELCOME, LOOK, REFUSE = "welcome", "look", "refuse"

RESULTS: dict[str, str] = {
    "ok": WELCOME,
    "ok_unlisted": WELCOME,
    "check_identity": LOOK,
    "assistance": LOOK,
    "ends_early": LOOK,
    "unreadable": REFUSE,
    "unknown_key": REFUSE,
    "invalid_signature": REFUSE,
    "revoked": REFUSE,
    "superseded": REFUSE,
    "newer_paper": REFUSE,
    "unpaid": REFUSE,
    "cancelled": REFUSE,
    "refunded": REFUSE,
    "exchanged": REFUSE,
    "no_show": REFUSE,
    "expired": REFUSE,
    "blocked": REFUSE,
    "train_cancelled": REFUSE,
    "train_cut": REFUSE,
    "wrong_date": REFUSE,
    "wrong_train": REFUSE,
    "wrong_station": REFUSE,
    "too_early": REFUSE,
    "closed": REFUSE,
    "already_boarded": REFUSE,
    "unlisted": REFUSE,
}
"""Every result with its kind. `welcome` and `look` let somebody in; `look` asks for a glance first."""

ADMITTING = frozenset(code for code, kind in RESULTS.items() if kind != REFUSE)
OVERRIDABLE = frozenset((
    "revoked", "superseded", "newer_paper", "blocked", "wrong_date", "wrong_train", "wrong_station", "too_early",
    "closed", "already_boarded", "unlisted",
))  # fmt: skip
"""What a supervisor may pass over with a reason, if the database knows the ticket and it is paid and not void."""

MAY_BE_STALE = frozenset((
    "unknown_key", "newer_paper", "unpaid", "unlisted", "wrong_train", "wrong_date", "wrong_station", "too_early",
    "closed", "train_cancelled", "train_cut", "blocked", "already_boarded",
))  # fmt: skip
"""Refusals that the database may know better than the list: a key registered, a train delayed a moment ago."""


class Carried(Protocol):
    """What the gate knows at this moment: `devices.gate_box.GateBox`, or a test's own."""

    @property
    def as_of(self) -> datetime | None:
        """When the list was true; None: there is no list."""

    @property
    def last_number(self) -> int:
        """The highest ticket number that existed then: a higher one was sold after it."""

    def key(self, key_no: int) -> GateKey | None: ...
    def train(self, schedule_number: int) -> GateTrain | None: ...
    def trains(self) -> tuple[GateTrain, ...]: ...
    def ticket(self, number: int) -> GateTicket | None: ...
    def boarding(self, number: int) -> Boarding | None: ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer. `facts` are for the words: train, time, seat, when and where it was superseded or used."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    number: int | None = None
    issue: int | None = None
    schedule_number: int | None = None

    @property
    def kind(self) -> str:
        return RESULTS[self.code]

    @property
    def admits(self) -> bool:
        return self.code in ADMITTING


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a paper says of itself; `body` is None when its number was typed from a torn ticket."""

    number: int
    issue: int | None
    body: TicketBody | None


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything a step looks at. `stop` is where the person stands, `first` and `last` what the ticket covers."""

    claim: _Claim
    carried: Carried
    place: GatePlace
    now: datetime
    ticket: GateTicket | None
    train: GateTrain | None

    @property
    def stop(self) -> GateStop | None:
        return self.train.stop_at(self.place.station_number) if self.train else None

    @property
    def journey(self) -> tuple[GateStop | None, GateStop | None]:
        if self.train is None:
            return None, None
        if self.ticket is not None:
            return self.train.stop(self.ticket.from_order), self.train.stop(self.ticket.to_order)
        assert self.claim.body is not None
        body = self.claim.body
        return self.train.stop_at(body.origin_number), self.train.stop_at(body.destination_number)

    @property
    def service_date(self) -> date | None:
        if self.claim.body is not None:
            return self.claim.body.service_date
        return self.train.service_date if self.train else None


Found = tuple[str, dict[str, Any]] | None


def judge(text: str, carried: Carried, place: GatePlace, now: datetime) -> Judgement:
    """Judge what a scanner read. `now` is the best clock there is: the database's while it answers."""
    try:
        body, _ = decode(text)
    except BadCode:
        return Judgement("unreadable")
    key = carried.key(body.key_no)
    if key is None:
        return _about(body, "unknown_key", {"key_no": body.key_no})
    try:
        verify(text, {key.key_no: key.public})
    except BadCode:
        return Judgement("invalid_signature", {"key_no": body.key_no})  # nothing it says is believed
    if not key.vouches(now):
        why = "key_revoked" if key.revoked_at else "key_expired"
        return _about(body, "revoked", {"why": why, "key_no": key.key_no, "revoked_at": key.revoked_at})
    return _judged(_case(_Claim(body.ticket_number, body.issue_number, body), carried, place, now))


def judge_number(number: int, issue: int | None, carried: Carried, place: GatePlace, now: datetime) -> Judgement:
    """Judge a number typed from a torn ticket. Nothing vouches for it but the list, so at best it is
    `check_identity`."""
    case = _case(_Claim(number, issue, None), carried, place, now)
    if case.ticket is None:
        return Judgement("unlisted", {"as_of": carried.as_of}, number, issue)
    found = _judged(case)
    if found.admits:
        return Judgement("check_identity", {**found.facts, "why": "typed"}, number, issue, found.schedule_number)
    return found


def _about(body: TicketBody, code: str, facts: dict[str, Any]) -> Judgement:
    return Judgement(code, facts, body.ticket_number, body.issue_number, body.schedule_number)


def _case(claim: _Claim, carried: Carried, place: GatePlace, now: datetime) -> _Case:
    ticket = carried.ticket(claim.number)
    schedule = ticket.schedule_number if ticket else claim.body.schedule_number if claim.body else 0
    return _Case(claim, carried, place, now, ticket, carried.train(schedule))


def _judged(case: _Case) -> Judgement:
    claim = case.claim
    schedule = case.train.number if case.train else claim.body.schedule_number if claim.body else None
    for step in STEPS:
        found = step(case)
        if found is not None:
            code, facts = found
            return Judgement(code, {**_told(case), **facts}, claim.number, claim.issue, schedule)
    raise AssertionError("the last step always answers")


# -- the steps, in their order; each answers a result with its facts, or None: nothing against it here


def _paper(case: _Case) -> Found:
    """An earlier paper was replaced; a later one than the list knows was printed after it, and only the database
    can say by whom."""
    ticket, issue = case.ticket, case.claim.issue
    if ticket is None or issue is None or issue == ticket.issue:
        return None
    if issue > ticket.issue:
        return "newer_paper", {"as_of": case.carried.as_of, "listed_issue": ticket.issue}
    return "superseded", {
        "issue": issue,
        "newer_issue": ticket.issue,
        "reissued_at": ticket.reissued_at,
        "reissued_by": ticket.reissued_by,
        "document": human_code(ticket.number, ticket.issue),
    }


def _status(case: _Case) -> Found:
    """Void is void: nothing below may let it in. A used ticket is judged later, as already boarded."""
    ticket = case.ticket
    if ticket is None:
        late = case.claim.body is not None and case.now > case.claim.body.not_after
        return ("expired", {}) if late else None
    if not ticket.is_paid:
        return "unpaid", {}
    if ticket.status == "cancelled":
        reasons = {"refund": "refunded", "exchan": "exchanged"}
        return reasons.get(ticket.void_reason[:6].lower(), "cancelled"), {"void_reason": ticket.void_reason}
    if ticket.status == "expired":
        return ("no_show" if ticket.void_reason == "no_show" else "expired"), {}
    if ticket.status not in ("active", "used"):
        return "cancelled", {"void_reason": ticket.status}
    if ticket.void_reason:
        return "blocked", {"void_reason": ticket.void_reason}
    if case.claim.body is not None and case.now > case.claim.body.not_after and not _runs(case):
        return "expired", {}
    return None


def _runs(case: _Case) -> bool:
    """A train hours late still runs when the day on its tickets is over."""
    return case.train is not None and case.now <= case.train.ends_at + timedelta(hours=1)


def _train(case: _Case) -> Found:
    train, place = case.train, case.place
    if train is not None and train.is_cancelled:
        return "train_cancelled", {}
    if train is not None and case.service_date != train.service_date:
        return "wrong_date", {}  # a code that names one day and a train of another
    if train is not None and place.takes(train):
        return None
    mine = [other for other in case.carried.trains() if place.takes(other)]
    same_number = train is not None and any(other.train_number == train.train_number for other in mine)
    days = {other.service_date for other in mine} | {place.day(case.now)}
    if same_number or (case.service_date is not None and case.service_date not in days):
        return "wrong_date", {}
    return "wrong_train", {}


def _station(case: _Case) -> Found:
    """Valid to board at any stop inside the journey, not at its last one."""
    first, last = case.journey
    if case.stop is None or first is None or last is None:
        return "wrong_station", {}
    return None if first.order <= case.stop.order < last.order else ("wrong_station", {})


def _cut(case: _Case) -> Found:
    """A train that was cut short before it gets here takes nobody from here."""
    assert case.train is not None and case.stop is not None
    return None if case.train.leaves_from(case.stop) else ("train_cut", {})


def _window(case: _Case) -> Found:
    train, stop, rules = case.train, case.stop, case.place.rules
    assert train is not None and stop is not None
    opens = train.leaves(stop) - timedelta(minutes=rules.opens_minutes)
    closes = train.leaves(stop) - timedelta(minutes=rules.closes_minutes)
    if case.now < opens:
        return "too_early", {"opens_at": opens}
    return ("closed", {"closed_at": closes}) if case.now >= closes else None


def _boarded(case: _Case) -> Found:
    known = case.carried.boarding(case.claim.number) or (case.ticket.boarding if case.ticket else None)
    if known is None and case.ticket is not None and case.ticket.status == "used":
        return "already_boarded", {"boarded_at": None, "gate": "", "here": False}
    if known is None:
        return None
    here = bool(known.gate) and known.gate == case.place.name
    return "already_boarded", {"boarded_at": known.at, "gate": known.gate, "here": here}


def _unlisted(case: _Case) -> Found:
    if case.ticket is not None:
        return None
    assert case.train is not None and case.stop is not None
    carried, zone = case.carried, ZoneInfo(case.stop.timezone)
    today = case.now.astimezone(zone).date() == case.train.leaves(case.stop).astimezone(zone).date()
    is_newer = carried.as_of is not None and case.claim.number > carried.last_number
    facts = {"as_of": carried.as_of}
    return ("ok_unlisted" if today and is_newer and case.claim.issue == 1 else "unlisted"), facts


def _glance(case: _Case) -> Found:
    """Whose train ends before their stop may go that far and is told; a reduction is shown; whoever asked for help
    gets it. Everybody else from 17 years on shows a document too, but that is the rule and no warning
    (`compares_identity`)."""
    ticket = case.ticket
    assert ticket is not None
    differs = bool(case.claim.body and ticket.name_hash and case.claim.body.name_hash != ticket.name_hash)
    if differs:
        return "check_identity", {"why": "name"}
    if case.train is not None and case.train.last_order is not None and ticket.to_order > case.train.last_order:
        return "ends_early", {}
    if ticket.reduction or ticket.type == "senior":
        return "check_identity", {"why": "reduction"}
    return ("assistance", {}) if ticket.assistance else None


def _welcome(case: _Case) -> Found:
    return "ok", {}


STEPS: tuple[Callable[[_Case], Found], ...] = (
    _paper, _status, _train, _station, _cut, _window, _boarded, _unlisted, _glance, _welcome,
)  # fmt: skip


def _told(case: _Case) -> dict[str, Any]:
    """What the person may be told whatever the answer: the ticket's own train, time, coach and seat."""
    return dict(_facts(case))


def _facts(case: _Case) -> Iterator[tuple[str, Any]]:
    train, ticket, body = case.train, case.ticket, case.claim.body
    first, last = case.journey if train and (ticket or body) else (None, None)
    yield "service_date", case.service_date
    if train is not None:
        board = case.stop if case.stop and first and last and first.order <= case.stop.order < last.order else first
        yield from (("train_number", train.train_number), ("train_name", train.train_name))
        yield from (("platform", train.platform), ("delay_minutes", train.delay_minutes))
        yield "departs_at", train.leaves(board) if board else None
        yield "timezone", board.timezone if board else case.place.timezone
        yield from (("from_code", first.code if first else ""), ("from_name", first.name if first else ""))
        yield from (("to_code", last.code if last else ""), ("to_name", last.name if last else ""))
        yield "cut_name", train.cut_at.name if train.cut_at else ""
    if ticket is not None:
        yield from (("coach_label", ticket.coach_label), ("car_number", ticket.car_number))
        yield from (("seat_number", ticket.seat_number), ("name", ticket.name), ("type", ticket.type))
        yield from (("reduction", ticket.reduction), ("assistance", ticket.assistance))
        yield from (("ticket_number", ticket.ticket_number), ("compares_identity", ticket.compares_identity))
    elif body is not None:
        yield from (("car_number", body.coach), ("seat_number", body.seat_number), ("type", body.passenger_type))
        yield "compares_identity", body.passenger_type in ("adult", "senior")
