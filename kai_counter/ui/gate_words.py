"""The gate's answers in words: what it is, and what to do next. Every named result has its own (a test walks them).

Short, because they are read from two metres with a queue behind: a heading of a few words, then one sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from kai_counter.ui.context import ZONE_NAMES
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.people_words import assistance_names, reduction_names
from kai_counter.values.judgement import RESULTS
from kai_counter.values.ticket_code import TRAINING_KEYS_FROM

translate = QCoreApplication.translate
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GateWords:
    """`heading` is the answer, `todo` what the member does now."""

    heading: str
    todo: str

    def text(self) -> str:
        return f"{self.heading}. {self.todo}"


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


SIGNS = {
    "ok": "circle-check",
    "ok_unlisted": "badge-check",
    "check_identity": "id-card",
    "assistance": "accessibility",
    "unreadable": "scan-line",
    "invalid_signature": "triangle-alert",
    "unknown_key": "key-round",
    "revoked": "key-round",
    "superseded": "copy",
    "newer_paper": "copy",
    "unpaid": "banknote",
    "train_cancelled": "ban",
    "train_cut": "ban",
    "ends_early": "map-pin",
    "blocked": "ban",
    "wrong_date": "calendar-days",
    "wrong_train": "train-front",
    "wrong_station": "map-pin",
    "too_early": "hourglass",
    "closed": "lock",
    "already_boarded": "users",
}
"""The sign of each answer beside its colour; what is not named is a plain cross."""


def sign_of(code: str) -> str:
    return SIGNS.get(code, "circle-x")


def said(code: str, facts: Facts) -> GateWords:
    """In the language in use. A code of a later program is said by its kind."""
    known = _Facts(_told(facts) | {"code": code})
    found = _texts(code, facts) or _texts("_" + RESULTS.get(code, "refuse"), facts)
    assert found is not None
    return GateWords(found[0].format_map(known), found[1].format_map(known))


def repeated(card_words: GateWords) -> GateWords:
    """The same code within two seconds."""
    return GateWords(
        translate("gate", "Same ticket, one person"),
        translate("gate", "Answered already: {answer}. One person goes through.").format(answer=card_words.heading),
    )


def train_line(facts: Facts) -> str:
    """`KA 6 Argo Semeru · 18.40 WIB`."""
    if not facts.get("train_number"):
        return ""
    name = f"KA {facts['train_number']} {facts.get('train_name') or ''}".strip()
    return " · ".join(part for part in (name, moment_text(facts.get("departs_at"), facts)) if part)


def where_line(facts: Facts) -> str:
    """`jalur 3 · terlambat 10 mnt`, where the railway told it."""
    parts = []
    if facts.get("platform"):
        parts.append(translate("gate", "platform {platform}").format(platform=facts["platform"]))
    if facts.get("delay_minutes"):
        parts.append(translate("gate", "{minutes} min late").format(minutes=facts["delay_minutes"]))
    return " · ".join(parts)


def train_text(facts: Facts) -> str:
    """Both in one line."""
    return " · ".join(part for part in (train_line(facts), where_line(facts)) if part)


def seat_text(facts: Facts) -> str:
    """`EKS 2 / 4A`; an infant has none."""
    coach, seat = facts.get("coach_label") or facts.get("car_number"), facts.get("seat_number")
    if seat:
        return f"{coach} / {seat}" if coach else str(seat)
    return translate("gate", "No seat (infant)") if facts.get("type") == "infant" else ""


def moment_text(moment: datetime | None, facts: Facts) -> str:
    """`18.40 WIB`, by the clock of the ticket's own stop."""
    if not isinstance(moment, datetime):
        return ""
    name = str(facts.get("timezone") or "Asia/Jakarta")
    return f"{time_text(moment.astimezone(ZoneInfo(name)))} {ZONE_NAMES.get(name, '')}".strip()


def age_text(seconds: float) -> str:
    """`12 s`, `4 min`, `17 h`, `2 d`; a list from the future (a clock that was set) is said so."""
    if seconds < -5:
        return translate("gate", "from later")
    if seconds < 120:
        return translate("gate", "{count} s old").format(count=max(0, round(seconds)))
    if seconds < 7200:
        return translate("gate", "{count} min old").format(count=round(seconds / 60))
    if seconds < 172_800:
        return translate("gate", "{count} h old").format(count=round(seconds / 3600))
    return translate("gate", "{count} d old").format(count=round(seconds / 86_400))


def skew_text(seconds: float) -> str:
    """This machine's clock against the database's."""
    minutes = max(1, round(abs(seconds) / 60))
    if seconds > 0:
        return translate("gate", "This clock is {minutes} min fast").format(minutes=minutes)
    return translate("gate", "This clock is {minutes} min slow").format(minutes=minutes)


def _told(facts: Facts) -> dict[str, str]:
    found = {name: str(value) for name, value in facts.items() if value not in (None, "", ())}
    for name in ("as_of", "reissued_at", "boarded_at", "opens_at", "closed_at", "revoked_at"):
        found[name] = moment_text(facts.get(name), facts) or "–"
    day = facts.get("service_date")
    found["day"] = date_text(day) if isinstance(day, date) else "–"
    found["train"] = train_text(facts) or translate("gate", "the train on the paper")
    found["reduction"] = reduction_names().get(str(facts.get("reduction")), str(facts.get("reduction") or "–"))
    helps = facts.get("assistance") or ()
    found["assistance"] = ", ".join(assistance_names().get(str(one), str(one)) for one in helps) or "–"
    return found


def _texts(code: str, facts: Facts) -> tuple[str, str] | None:
    return (_welcomes(facts) | _papers(facts) | _states() | _journeys() | _general()).get(code)


def _welcomes(facts: Facts) -> dict[str, tuple[str, str]]:
    looks = {
        "name": translate("gate", "The name on the paper is not the booking's: compare the identity card."),
        "typed": translate("gate", "Found by hand: compare the identity card with {name}."),
    }
    reduced = translate("gate", "Reduced fare ({reduction}): ask for the proof.")
    plain = translate("gate", "Let them through.")
    compare = translate("gate", "Compare the identity card with the ticket.")
    return {
        "ok": (translate("gate", "Welcome"), compare if facts.get("compares_identity") else plain),
        "ok_unlisted": (
            translate("gate", "Welcome, sold just now"),
            translate("gate", "Sold after this gate's list of {as_of}. It is looked up when the line is back."),
        ),
        "check_identity": (
            translate("gate", "Look at the document"), looks.get(str(facts.get("why")), reduced)
        ),
        "assistance": (
            translate("gate", "Welcome, needs help"), translate("gate", "Call assistance: {assistance}.")
        ),
    }  # fmt: skip


def _papers(facts: Facts) -> dict[str, tuple[str, str]]:
    expired = translate("gate", "The key of its counter has run out. Send them to the counter.")
    withdrawn = translate("gate", "The key of its counter was withdrawn. Keep the paper and call the supervisor.")
    return {
        "unreadable": (
            translate("gate", "Not one of our codes"),
            translate("gate", "Smooth the paper and scan again. F3 finds a torn ticket."),
        ),
        "unknown_key": (
            translate("gate", "Training ticket"),
            translate("gate", "From a training room (LATIHAN): nobody travels with it. Send them to the counter."),
        ) if facts.get("key_no", 0) >= TRAINING_KEYS_FROM else (
            translate("gate", "Counter not known"),
            translate("gate", "This gate does not know key {key_no}. Send them to the counter."),
        ),
        "invalid_signature": (
            translate("gate", "Forged or damaged"),
            translate("gate", "Nobody goes in with it. Keep the paper and call the supervisor."),
        ),
        "revoked": (
            translate("gate", "Key not valid"), expired if facts.get("why") == "key_expired" else withdrawn
        ),
        "superseded": (
            translate("gate", "Older paper"),
            translate("gate", "Reprinted {reissued_at} at {reissued_by}: ask for paper {document}."),
        ),
        "newer_paper": (
            translate("gate", "Newer than this list"),
            translate("gate", "Printed after {as_of}. Scan again when the line is back, or call the supervisor."),
        ),
    }  # fmt: skip


def _states() -> dict[str, tuple[str, str]]:
    counter = translate("gate", "Send them to the counter.")
    return {
        "unpaid": (translate("gate", "Not paid"), counter),
        "cancelled": (translate("gate", "Cancelled"), counter),
        "refunded": (translate("gate", "Money was given back"), counter),
        "exchanged": (translate("gate", "Exchanged"), translate("gate", "Ask for the new ticket.")),
        "no_show": (
            translate("gate", "Came too late"),
            translate("gate", "The gate had closed and the seat was given back. Send them to the counter."),
        ),
        "expired": (
            translate("gate", "Expired"), translate("gate", "It was for {day}. Send them to the counter.")
        ),
        "blocked": (translate("gate", "Blocked"), translate("gate", "Call the supervisor: {void_reason}.")),
        "already_boarded": (
            translate("gate", "Already used"),
            translate("gate", "Went in {boarded_at}, {gate}. Somebody else with a copy? Call the supervisor."),
        ),
        "unlisted": (
            translate("gate", "Not on the list"),
            translate("gate", "The list of {as_of} does not have it. Send them to the counter."),
        ),
    }  # fmt: skip


def _journeys() -> dict[str, tuple[str, str]]:
    return {
        "train_cancelled": (
            translate("gate", "Train does not run"),
            translate("gate", "{train}: cancelled. The counter gives the money back or another train."),
        ),
        "train_cut": (
            translate("gate", "Does not come here"),
            translate("gate", "{train} ends at {cut_name}. The counter gives the money back or another train."),
        ),
        "ends_early": (
            translate("gate", "Ends at {cut_name}"),
            translate(
                "gate", "Not to {to_name}. Who stays goes to the counter first: money back or the next train."
            ),
        ),
        "wrong_date": (translate("gate", "Another day"), translate("gate", "It is for {day}: {train}.")),
        "wrong_train": (translate("gate", "Another train"), translate("gate", "Theirs is {train}.")),
        "wrong_station": (
            translate("gate", "Another station"), translate("gate", "They board at {from_name}: {train}.")
        ),
        "too_early": (
            translate("gate", "Too early"), translate("gate", "The gate opens {opens_at} for {train}.")
        ),
        "closed": (
            translate("gate", "Gate has closed"),
            translate("gate", "{train} closed {closed_at}. Send them to the counter."),
        ),
    }  # fmt: skip


def _general() -> dict[str, tuple[str, str]]:
    return {
        "_welcome": (translate("gate", "Welcome"), translate("gate", "Let them through.")),
        "_look": (translate("gate", "Look first"), translate("gate", "Compare paper and document ({code}).")),
        "_refuse": (translate("gate", "Not valid here"), translate("gate", "Call the supervisor ({code}).")),
    }
