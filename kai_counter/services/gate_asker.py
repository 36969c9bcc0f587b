"""Asking the database with a limit to the patience: a thread and a connection that may be left behind.

A cut cable is silent: the call that waits on it comes back after ten seconds. The queue at a gate does not wait
that long, and neither does the next question: a stuck asker is abandoned with its connection, and another one made.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any

from kai_counter.db.database import Database
from kai_counter.db.faults import DatabaseFault
from kai_counter.errors import Refused, Unavailable

Act = Callable[[Database], dict[str, Any]]
FAULTS = (Refused, Unavailable, DatabaseFault)


class Question:
    """One call under way. Either the asker gets its answer in time (`wait`), or it is given up and `late` is called
    with it when it comes; never both."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.late: Callable[[dict[str, Any] | None, Exception | None], None] | None = None
        self._told = threading.Condition()
        self._is_done = False
        self._is_given_up = False
        self._settled = threading.Event()
        self._answer: dict[str, Any] | None = None
        self._fault: Exception | None = None

    def wait(self, seconds: float) -> bool:
        """Whether there is an answer (or a fault) now; if not, the question is given up."""
        with self._told:
            self._told.wait_for(lambda: self._is_done, seconds)
            self._is_given_up = not self._is_done
            return self._is_done

    def answer(self) -> dict[str, Any]:
        """After `wait` said yes. Raises what the call raised."""
        if self._fault is not None:
            raise self._fault
        assert self._answer is not None
        return self._answer

    def settle(self) -> None:
        """What was told instead is written down: a late answer may be looked at."""
        self._settled.set()

    @property
    def is_open(self) -> bool:
        return not self._is_done

    def done(self, answer: dict[str, Any] | None, fault: Exception | None) -> None:
        """Called by the asker's thread."""
        with self._told:
            self._answer, self._fault, self._is_done = answer, fault, True
            self._told.notify_all()
            given_up = self._is_given_up
        if given_up and self._settled.wait(30) and self.late is not None:
            self.late(answer, fault)


class Asker:
    """One thread, one connection. Daemonic: a program that ends does not wait for a cut cable."""

    def __init__(self, database: Database, name: str = "gate-asker") -> None:
        self._database = database
        self._questions: queue.SimpleQueue[Question | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True, name=name)
        self._thread.start()

    def ask(self, act: Act) -> Question:
        question = Question(act)
        self._questions.put(question)
        return question

    def leave(self) -> None:
        """No more questions; the connection is closed when the last one has come back."""
        self._questions.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        with contextlib.suppress(*FAULTS):  # connected and the verbs learnt before the first question
            self._database.call("touch_session")
        while (question := self._questions.get()) is not None:
            try:
                question.done(question.act(self._database), None)
            except FAULTS as fault:
                question.done(None, fault)
        self._database.close()
