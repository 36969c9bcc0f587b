"""What a gate carries with it, so that it can judge with the cable cut, and what it did meanwhile.

Two files in a folder of their own (home.data/gate), readable by their owner only: `list.json`, replaced whole, and
the journal (devices/gate_journal.py), which is on disk before a light turns green.

Not encrypted, because the key would lie beside it; instead it holds no more of a person than the screen shows: the
name masked ("R**** W********") and as the four bytes that are in the ticket's own code, the type of passenger, the
reduction to be shown, the assistance asked for, coach and seat. No document, no date of birth, no contact, no
price. Tickets of a train that has arrived are forgotten with the next list, scans when they are uploaded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import UUID

from kai_counter.devices.gate_journal import GateJournal, replace_file
from kai_counter.values.gate_facts import (
    Boarding,
    GateEntry,
    GateKey,
    GatePlace,
    GateRules,
    GateTicket,
    GateTrain,
    key_from,
    ticket_from,
    train_from,
)
from kai_counter.values.ticket_code import name_hash, read_human_code

LIST = "list.json"
SAVED_EVERY = timedelta(seconds=60)
KEPT_AFTER_ARRIVAL = timedelta(hours=2)
FRESH = timedelta(seconds=90)
FORM = 1  # of list.json; another one is not read but fetched anew


@dataclass(frozen=True, slots=True)
class Vouching:
    """How old the list is and what may still be believed of it.

    `trains`: dated trains on the list that have not left here. `until`: when the last of them leaves; after that
    every ticket is unlisted. Keys, issues and void tickets are vouched for as of `as_of`, boardings at this gate
    always, boardings at other gates up to `as_of` only. A clock behind the list's own time is never fresh.
    """

    as_of: datetime | None
    age: timedelta | None
    is_fresh: bool
    trains: int
    until: datetime | None

    @property
    def is_empty(self) -> bool:
        return self.trains == 0


class GateBox:
    """The offline store of one gate. Threads may share it; one program at a time has the folder.

    Opening it never raises for what is in the files: a broken list is set aside (`broken`), and every whole line
    of the journal counts.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._file = folder / LIST
        self._lock = RLock()
        self.broken: list[Path] = []
        self.as_of: datetime | None = None
        self.last_number = 0
        self.clock_offset = timedelta()
        self.place: GatePlace | None = None  # station and rules of the last list; None before the first
        self._keys: dict[int, GateKey] = {}
        self._trains: dict[int, GateTrain] = {}
        self._tickets: dict[int, GateTicket] = {}
        self._raw: dict[str, Any] = {"trains": {}, "tickets": {}, "keys": {}}
        self._saved_at: datetime | None = None
        self._is_changed = False
        self._load()
        self.journal = GateJournal(folder)
        for entry in self.journal.pending():
            self._annulled(entry)

    # -- what the judgement asks (values.judgement.Carried)

    def key(self, key_no: int) -> GateKey | None:
        return self._keys.get(key_no)

    def train(self, schedule_number: int) -> GateTrain | None:
        return self._trains.get(schedule_number)

    def trains(self) -> tuple[GateTrain, ...]:
        with self._lock:
            return tuple(self._trains.values())

    def ticket(self, number: int) -> GateTicket | None:
        return self._tickets.get(number)

    def tickets(self) -> tuple[GateTicket, ...]:
        with self._lock:
            return tuple(self._tickets.values())

    def boarding(self, number: int) -> Boarding | None:
        """Through this gate, as its journal says, or through another, as the list says."""
        mine = self.journal.boardings.get(number)
        if mine is not None:
            return mine
        ticket = self._tickets.get(number)
        return ticket.boarding if ticket is not None and ticket.status == "used" else None

    # -- the list

    @property
    def known_trains(self) -> list[UUID]:
        """Whose tickets are here: of these only changes need to be fetched."""
        return [train.schedule_id for train in self.trains()]

    def take(self, answer: Mapping[str, Any], received: datetime) -> None:
        """Take over an answer of `gate_list`: whole when it had no `since`, else what changed. `received` is this
        machine's clock. Raises KeyError or ValueError for what is no such answer, and then nothing was taken."""
        as_of, now = datetime.fromisoformat(answer["as_of"]), datetime.fromisoformat(answer["now"])
        place = _place(answer["place"], answer["rules"])
        keys = {int(key["key_no"]): key_from(key) for key in answer["keys"]}
        trains = {int(train["number"]): train_from(train) for train in answer["trains"]}
        tickets = [ticket_from(ticket) for ticket in answer["tickets"]]
        with self._lock:
            # A whole list is put together aside: who judges meanwhile sees the old one or the new one.
            is_whole = answer.get("since") is None
            known: dict[int, GateTicket] = {} if is_whole else self._tickets
            facts_of: dict[str, Any] = {} if is_whole else self._raw["tickets"]
            for ticket, facts in zip(tickets, answer["tickets"], strict=True):
                known[ticket.number], facts_of[str(ticket.number)] = ticket, facts
            self.place, self._keys, self._trains, self._tickets = place, keys, trains, known
            self._raw |= {"place": answer["place"], "rules": answer["rules"], "tickets": facts_of}
            self._raw["keys"] = {str(key["key_no"]): key for key in answer["keys"]}
            self._raw["trains"] = {str(train["number"]): train for train in answer["trains"]}
            for ticket in tickets:
                self._believe(ticket.number, as_of)
            self.as_of = max(self.as_of or as_of, as_of)
            self.last_number = max(self.last_number, int(answer["last_number"]))
            self.clock_offset = now - received
            self._forget_departed(as_of)
            self._is_changed = True
            if self._saved_at is None or abs(as_of - self._saved_at) >= SAVED_EVERY:
                self.save()

    def learn(
        self,
        ticket: Mapping[str, Any] | None = None,
        train: Mapping[str, Any] | None = None,
        key: Mapping[str, Any] | None = None,
    ) -> None:
        """Facts of one answer of `scan`, newer than the list. Of a train that is not on the list nothing is kept:
        to know the train would be to claim that all its tickets are here."""
        with self._lock:
            if key is not None:
                self._keys[int(key["key_no"])] = key_from(key)
                self._raw["keys"][str(key["key_no"])] = key
            if train is not None and int(train["number"]) in self._trains:
                self._trains[int(train["number"])] = train_from(train)
                self._raw["trains"][str(train["number"])] = train
            if ticket is not None and int(ticket["schedule"]) in self._trains:
                one = ticket_from(ticket)
                self._tickets[one.number], self._raw["tickets"][str(one.number)] = one, ticket
                self._believe(one.number, None)
            self._is_changed = True

    def _believe(self, number: int, as_of: datetime | None) -> None:
        """A boarding here that was uploaded before this was told: from now on the database says who boarded, also
        that it was annulled."""
        mine = self.journal.boardings.get(number)
        if mine and not self.journal.is_pending(mine.scan_id) and (as_of is None or mine.at < as_of):
            self.journal.forget_boarding(number)

    def _forget_departed(self, now: datetime) -> None:
        kept = {number for number, train in self._trains.items() if train.ends_at + KEPT_AFTER_ARRIVAL > now}
        for number in [n for n, ticket in self._tickets.items() if ticket.schedule_number not in kept]:
            del self._tickets[number]
            self._raw["tickets"].pop(str(number), None)
        self.journal.forget_boardings(now - timedelta(days=1))

    def save(self) -> None:
        """Put the list on disk in one step."""
        with self._lock:
            if not self._is_changed or self.as_of is None:
                return
            facts = {
                "form": FORM, "as_of": self.as_of.isoformat(), "last_number": self.last_number,
                "clock_offset": self.clock_offset.total_seconds(), **self._raw,
            }  # fmt: skip
            replace_file(self._file, json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())
            self._saved_at, self._is_changed = self.as_of, False

    def _load(self) -> None:
        try:
            facts = json.loads(self._file.read_bytes())
            if facts["form"] != FORM:
                return
            keys = {int(number): key_from(key) for number, key in facts["keys"].items()}
            trains = {int(number): train_from(train) for number, train in facts["trains"].items()}
            tickets = {int(number): ticket_from(ticket) for number, ticket in facts["tickets"].items()}
            place = _place(facts["place"], facts["rules"])
            as_of, last = datetime.fromisoformat(facts["as_of"]), int(facts["last_number"])
            offset = timedelta(seconds=float(facts["clock_offset"]))
        except FileNotFoundError:
            return
        except (ValueError, TypeError, KeyError, AttributeError):
            self.broken.append(self._file.replace(self._file.with_suffix(".broken")))
            return
        self._keys, self._trains, self._tickets, self.place = keys, trains, tickets, place
        self.as_of, self.last_number, self.clock_offset, self._saved_at = as_of, last, offset, as_of
        self._raw = {name: facts[name] for name in ("keys", "trains", "tickets", "place", "rules")}

    def vouching(self, now: datetime) -> Vouching:
        """What the screen says of the list's age."""
        ahead = []
        for train in self.trains():
            stop = train.stop_at(self.place.station_number) if self.place else None
            if stop is not None and train.leaves_from(stop) and train.leaves(stop) > now:
                ahead.append(train.leaves(stop))
        age = now - self.as_of if self.as_of is not None else None
        is_fresh = age is not None and -FRESH <= age <= FRESH
        return Vouching(self.as_of, age, is_fresh, len(ahead), max(ahead, default=None))

    # -- a torn ticket

    def find(self, text: str, limit: int = 20) -> tuple[GateTicket, ...]:
        """By the number under the symbol, the ticket or booking number, the seat ("EKS 1 2A") or the whole name.

        The name is compared by its hash, since names are not here: 10,000 tickets take some 30 ms.
        """
        asked = " ".join(text.split()).upper()
        plain = asked.replace("-", "").replace(" ", "")
        human = read_human_code(asked)
        if human is not None and (one := self.ticket(human[0])) is not None:
            return (one,)
        if len(plain) >= 7:
            numbered = [t for t in self.tickets() if t.ticket_number.replace("-", "").startswith(plain)]
            if numbered:
                return tuple(numbered[:limit])
        if not asked:
            return ()
        seats = [t for t in self.tickets() if asked in (f"{t.coach_label} {t.seat_number}".upper(), t.seat_number)]
        found = seats or [t for t in self.tickets() if t.name_hash == name_hash(t.number, text)]
        return tuple(found[:limit])

    # -- what was done here

    def record(self, entry: GateEntry, *, uploaded: bool = False) -> None:
        """On disk when this returns (see GateJournal.record). Raises OSError."""
        self.journal.record(entry, uploaded=uploaded)
        self._annulled(entry)

    def tidy(self) -> None:
        """Keep the journal short; now and then, outside a scan. The list goes first: it tells who had boarded."""
        if self.journal.is_long:
            with self._lock:
                self.save()
                self.journal.trim()

    def _annulled(self, entry: GateEntry) -> None:
        """The list said that the ticket was used by the scan which is now taken back."""
        ticket = self._tickets.get(entry.number or 0)
        if entry.kind == "annul" and ticket is not None and ticket.status == "used":
            self._tickets[ticket.number] = replace(ticket, status="active", boarding=None)

    def close(self) -> None:
        """Everything on disk."""
        with self._lock:
            self.save()
            self.journal.close()


def _place(place: Mapping[str, Any], rules: Mapping[str, Any]) -> GatePlace:
    return GatePlace(
        station_number=int(place["station_number"]),
        station_code=place["station_code"],
        station_name=place["station_name"],
        timezone=place["timezone"],
        rules=GateRules.from_json(rules),
    )
