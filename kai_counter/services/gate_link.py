"""Whether a gate's database is asked at all: failures counted, a stuck question left behind with its connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from kai_counter.db.database import Database
from kai_counter.services.gate_asker import Asker, Question
from kai_counter.services.gate_upkeep import ENDED
from kai_counter.values.cards_gate import OFFLINE, ONLINE, SILENT

FAILURES = 3
STUCK_SECONDS = 1.0


class Link:
    """`tell` hears that something about it is new, `hurry` that the upkeep is to look at it. Threads share it."""

    def __init__(
        self,
        connect: Callable[[], Database],
        state: str,
        now: Callable[[], datetime],
        tell: Callable[[], None],
        hurry: Callable[[], None],
    ) -> None:
        self._connect, self._now, self._tell, self._hurry = connect, now, tell, hurry
        self._lock = threading.RLock()
        self.state, self._since = state, now()
        self._failures = 0
        self._trouble = ""
        self._stuck: tuple[Question, float] | None = None
        self.asker = Asker(connect())

    def said(self) -> tuple[str, datetime, str]:
        """State, since when, and what else is the matter."""
        with self._lock:
            return self.state, self._since, self._trouble

    def may_ask(self) -> bool:
        with self._lock:
            if self.state == OFFLINE:
                return False
            if self._stuck is None or not self._stuck[0].is_open:
                self._stuck = None
                return True
            if time.monotonic() - self._stuck[1] < STUCK_SECONDS:
                self._hurry()  # the upkeep finds out what is the matter
                return False  # one overdue answer is enough to wait for
            self.asker.leave()
            self.asker, self._stuck = Asker(self._connect()), None
            return True

    def failed(self, question: Question | None, *, hurry: bool = True) -> None:
        """`question`: the one that is still open."""
        with self._lock:
            self._failures += 1
            if question is not None:
                self._stuck = (question, time.monotonic())
            self._become(OFFLINE if self._failures >= FAILURES else SILENT)
        if hurry:
            self._hurry()

    def worked(self) -> None:
        with self._lock:
            self._failures = 0
            self._become(ONLINE)

    def recovered(self) -> None:
        """The upkeep could do all of its work; a scan that stays without an answer counts for itself."""
        with self._lock:
            if self.state == OFFLINE:
                self._failures = 0
            self._become(ONLINE)

    def troubled(self, trouble: str) -> None:
        with self._lock:
            self._trouble = trouble
        self._tell()

    def leave(self, seconds: float) -> None:
        """Give the connection back; a cut cable is not waited for."""
        self.asker.leave()
        self.asker.join(seconds)

    def _become(self, state: str) -> None:
        if state == self.state:
            return
        self.state, self._since = state, self._now()
        if state == ONLINE and self._trouble not in ENDED:
            self._trouble = ""
        self._tell()
