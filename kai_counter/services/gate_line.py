"""A gate between its database and its own list: who answers a scan, what is made good afterwards (DESIGN.md §7).

The database is asked first and given 250 ms. When it is silent the gate's own verdict stands, is in the journal on
disk before it is shown, and is uploaded; after three failures the database is not asked any more until it has
answered three times in a row, has everything that was done without it, and has given a fresh list. No Qt: `scan` is
called from a worker, the callbacks come from the line's own threads.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kai_counter.db.database import Database
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import gate
from kai_counter.services.gate_asker import FAULTS
from kai_counter.services.gate_link import Link
from kai_counter.services.gate_told import Box, weighed
from kai_counter.services.gate_upkeep import ENDED, refresh, upload
from kai_counter.values.cards_gate import OFFLINE, ONLINE, LateCard, LineCard, ScanCard
from kai_counter.values.gate_facts import GateEntry, GatePlace
from kai_counter.values.ids import new_id
from kai_counter.values.judgement import ADMITTING, Carried, Judgement, judge, judge_number
from kai_counter.values.ticket_code import looks_like_code

PROBES = 3
REPEAT_SECONDS = 2.0
REFRESH_SECONDS = 15.0
WHOLE_SECONDS = 600.0
PROBE_SECONDS = 1.0
ANNUL_SECONDS = 3.0
REMEMBERED = 200  # scans that can be annulled or shown again


class GateLine:
    """One gate at work. `connect` makes a signed-in Database of its own each time; `start` begins the upkeep.

    `greet` is called before the database is asked for anything else than whether it is there: whoever came in
    while it was away signs in now. `is_offline`: begin so, and prove the database first.

    `on_change` hears that `card()` says something new, `on_late` that the database contradicts what was shown.
    """

    def __init__(
        self,
        connect: Callable[[], Database],
        box: Box,
        name: str,
        *,
        schedules: tuple[UUID, ...] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        greet: Callable[[], None] = lambda: None,
        is_offline: bool = False,
        on_change: Callable[[LineCard], None] = lambda card: None,
        on_late: Callable[[LateCard], None] = lambda card: None,
    ) -> None:
        self._connect, self.box, self._name = connect, box, name
        self._schedules, self._clock = schedules, clock
        self.on_change, self.on_late = on_change, on_late
        self._greet = greet
        self._anchor = (clock() + box.clock_offset, time.monotonic())
        self._last: tuple[str, float, ScanCard] | None = None
        self._done: deque[ScanCard] = deque(maxlen=REMEMBERED)
        self._stop, self._hurry = threading.Event(), threading.Event()
        state = OFFLINE if is_offline else ONLINE
        self.link = Link(connect, state, self.now, lambda: self.on_change(self.card()), self.hurry)
        self._upkeep: threading.Thread | None = None

    # -- what the screen asks

    def now(self) -> datetime:
        """The database's time as last heard, carried on by a clock that nobody can set."""
        at, since = self._anchor
        return at + timedelta(seconds=time.monotonic() - since)

    @property
    def place(self) -> GatePlace:
        """Where this gate stands and what it takes. Raises Unavailable("list") before there ever was a list."""
        place = self.box.place
        if place is None:
            raise Unavailable("database", "this gate has no list yet")
        chosen = frozenset(t.number for t in self.box.trains() if t.schedule_id in (self._schedules or ()))
        return replace(place, name=self._name, trains=chosen if self._schedules is not None else None)

    def choose(self, schedules: tuple[UUID, ...] | None, name: str = "") -> None:
        """Take these trains only; None: all that call here. `name`: the gate's, if it gets another one."""
        self._schedules = schedules
        self._name = name or self._name
        self._last = None  # the same code may mean something else now
        self.hurry()

    def hurry(self) -> None:
        """Tell the database what it does not know and fetch a fresh list now, if it can be reached."""
        self._hurry.set()

    def card(self) -> LineCard:
        journal, offset = self.box.journal, self.box.clock_offset
        limit = self.box.place.rules.clock_seconds if self.box.place else 60
        state, since, trouble = self.link.said()
        return LineCard(
            state, since, self.box.as_of, journal.pending_count, len(journal.aside()), -offset,
            abs(offset.total_seconds()) > limit, trouble,
        )  # fmt: skip

    def recent(self) -> tuple[ScanCard, ...]:
        """The last scans, newest first."""
        return tuple(reversed(self._done))

    # -- a scan

    def scan(self, text: str) -> ScanCard:
        """Answer what a scanner read, within the patience. Raises Refused when nobody is signed in any more,
        Unavailable("disk") when the gate would have to answer by itself and cannot write it down."""
        last = self._last
        if last is not None and last[0] == text and time.monotonic() - last[1] <= REPEAT_SECONDS:
            self._last = (text, time.monotonic(), last[2])
            return replace(last[2], is_repeat=True)
        facts = {} if looks_like_code(text) else _stranger(text)
        card = self._answered(lambda carried, now: judge(text, carried, self.place, now), facts)
        self._last = (text, time.monotonic(), card)
        return card

    def typed(self, number: int, issue: int | None = None) -> ScanCard:
        """The same for a number typed from a torn ticket, or chosen from `GateBox.find`."""
        facts = {"typed": True}
        return self._answered(lambda carried, now: judge_number(number, issue, carried, self.place, now), facts)

    def _answered(self, judged: Callable[[Carried, datetime], Judgement], facts: dict[str, Any]) -> ScanCard:
        until = time.monotonic() + self._patience
        verdict = judged(self.box, self.now())
        card = self._asked(verdict, facts, until)
        if card is None:
            return self._kept(self._by_itself(new_id(), verdict, facts))
        if isinstance(card, ScanCard):
            return self._kept(card)
        scan_id, answer = card
        final = weighed(self.box, verdict, answer, judged, self.now())
        if final.admits and not verdict.admits:
            # The list was behind: ask again with what we know now, as a scan of its own.
            again = self._asked(final, {**facts, "after": str(scan_id)}, until)
            if again is None or isinstance(again, ScanCard):
                return self._kept(again or self._by_itself(new_id(), verdict, facts))
            scan_id, answer = again
            final = weighed(self.box, final, answer, judged, self.now())
        return self._kept(self._with_database(scan_id, final, answer, facts))

    def _asked(
        self, verdict: Judgement, facts: dict[str, Any], until: float
    ) -> ScanCard | tuple[UUID, dict[str, Any]] | None:
        """The database's answer; a card when it was silent (and the gate answered); None when it is not asked."""
        if not self.link.may_ask():
            return None
        scan_id, at = new_id(), self.now()
        request = self._request(scan_id, verdict, at, facts)
        question = self.link.asker.ask(lambda database: gate.scan(database, request))
        question.late = lambda answer, fault: self._came_late(scan_id, verdict, answer, fault)
        if not question.wait(max(0.0, until - time.monotonic())):
            self.link.failed(question)
            try:
                return self._by_itself(scan_id, verdict, facts)
            finally:
                question.settle()
        try:
            answer = question.answer()
        except Refused as refusal:
            if refusal.code != "busy":
                raise
            return self._by_itself(scan_id, verdict, facts)
        except FAULTS:
            self.link.failed(None)
            return self._by_itself(scan_id, verdict, facts)
        self.link.worked()
        return scan_id, answer

    def _with_database(
        self, scan_id: UUID, final: Judgement, answer: Mapping[str, Any], facts: dict[str, Any]
    ) -> ScanCard:
        at = self.now()
        if final.admits:
            try:  # so that the list's next moment without a network knows it
                self.box.record(self._entry(scan_id, final, at, facts), uploaded=True)
            except OSError as error:
                self.link.troubled(f"disk: {error.strerror}")  # the database has it
        self.box.learn(answer.get("ticket"), answer.get("train"), answer.get("key"))
        return ScanCard(scan_id, final, at, "database")

    def _by_itself(self, scan_id: UUID, verdict: Judgement, facts: dict[str, Any]) -> ScanCard:
        at = self.now()
        try:
            self.box.record(self._entry(scan_id, verdict, at, facts))
        except OSError as error:
            raise Unavailable("disk", str(error)) from error
        return ScanCard(scan_id, verdict, at, "gate")

    def _kept(self, card: ScanCard) -> ScanCard:
        self._done.append(card)
        return card

    def _entry(self, scan_id: UUID, verdict: Judgement, at: datetime, facts: dict[str, Any]) -> GateEntry:
        return GateEntry(
            scan_id, at, "scan", self._name, verdict.code, verdict.number, verdict.issue, verdict.admits,
            facts={**facts, **_key_no(verdict)},
        )  # fmt: skip

    def _request(
        self, scan_id: UUID, verdict: Judgement, at: datetime, facts: dict[str, Any]
    ) -> gate.ScanRequest:
        told = {**facts, **_key_no(verdict)}
        return gate.ScanRequest(scan_id, verdict.number, verdict.issue, self._name, verdict.code, at, told)

    def _came_late(
        self, scan_id: UUID, verdict: Judgement, answer: dict[str, Any] | None, fault: Exception | None
    ) -> None:
        """An answer after the gate had told by itself. Agreed: nothing is left to upload. Refused where the gate
        had let somebody in: the entry stays, and its upload makes the conflict known."""
        if answer is None:
            if isinstance(fault, Refused) and fault.code in ENDED:
                self.link.troubled(fault.code)
            return
        self.box.learn(answer.get("ticket"), answer.get("train"), answer.get("key"))
        if str(answer["result"]) in ADMITTING or not verdict.admits:
            self.box.journal.uploaded(scan_id)
        self._hurry.set()

    # -- annulling

    def annul(self, scan_id: UUID, reason: str) -> bool:
        """Take back a scan of this gate; True when the database has done so, False when it will be told. Raises
        Refused: nothing_to_annul, annul_too_late, …"""
        card = next((one for one in self._done if one.scan_id == scan_id), None)
        if card is None or not card.judgement.admits:
            raise Refused("nothing_to_annul")
        if self.now() - card.at > timedelta(minutes=self.place.rules.annul_minutes):
            raise Refused("annul_too_late", minutes=self.place.rules.annul_minutes)
        entry = GateEntry(
            new_id(), self.now(), "annul", self._name, number=card.judgement.number, refers_to=scan_id,
            facts={"reason": reason},
        )  # fmt: skip
        self._last = None
        if not self.box.journal.is_pending(scan_id) and self.link.may_ask():
            question = self.link.asker.ask(lambda database: gate.annul(database, entry.id, scan_id, reason))
            if question.wait(ANNUL_SECONDS):
                try:
                    answer = question.answer()
                    self.box.record(entry, uploaded=True)
                    self.box.learn(answer.get("ticket"))
                    return True
                except Unavailable:
                    self.link.failed(None)
            else:
                self.link.failed(question)
                question.settle()
        try:
            self.box.record(entry)
        except OSError as error:
            raise Unavailable("disk", str(error)) from error
        self._hurry.set()
        return False

    # -- upkeep, in a thread of its own with a connection of its own

    def start(self) -> None:
        self._upkeep = threading.Thread(target=self._keep_up, daemon=True, name="gate-upkeep")
        self._upkeep.start()

    def stop(self) -> None:
        """End the upkeep and give the connections back; waits a moment, not for a cut cable. The box stays open."""
        self._stop.set()
        self._hurry.set()
        self.link.leave(2)
        if self._upkeep is not None:
            self._upkeep.join(2)

    def _keep_up(self) -> None:
        database = self._connect()
        probes, whole_at = 0, 0.0
        while not self._stop.is_set():
            self._hurry.clear()
            pause = PROBE_SECONDS
            try:
                # A slow database may have answered a ping; three scans it was too slow for are three failures.
                probes = probes + 1 if database.ping() <= self._patience else 0
                if self.link.state != OFFLINE or probes >= PROBES:
                    self._greet()
                    upload(database, self.box, self.on_late)
                    asked = time.monotonic()
                    is_due = asked >= whole_at
                    # All trains that call here, also those this gate does not take: whoever stands before the
                    # wrong one hears which is theirs, with the cable cut too.
                    moment = refresh(database, self.box, None, self._clock, whole=is_due)
                    whole_at = asked + WHOLE_SECONDS if is_due else whole_at
                    way = timedelta(seconds=(time.monotonic() - asked) / 2)
                    self._anchor = (moment + way, time.monotonic())
                    self.link.recovered()
                    pause = REFRESH_SECONDS
                self.on_change(self.card())
            except Refused as refusal:
                self.link.troubled(refusal.code)
            except FAULTS:
                probes = 0
                self.link.failed(None, hurry=False)
            self._wait(pause)
        database.close()

    @property
    def _patience(self) -> float:
        return (self.box.place.rules.patience_ms if self.box.place else 250) / 1000

    def _wait(self, seconds: float) -> None:
        """Until it is time, or something is to be told at once; never faster than ten times a second."""
        self._stop.wait(0.1)
        self._hurry.wait(seconds)


def _key_no(verdict: Judgement) -> dict[str, Any]:
    return {"key_no": verdict.facts["key_no"]} if "key_no" in verdict.facts else {}


def _stranger(text: str) -> dict[str, Any]:
    """How a foreign code begins and how long it is: enough to know it again. An identity card held to the scanner
    by mistake leaves its number nowhere."""
    return {"text": "".join("#" if sign.isdigit() else sign for sign in text[:4]), "length": len(text)}
