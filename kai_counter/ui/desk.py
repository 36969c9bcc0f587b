"""The one bridge between the window and everything that may take time.

A screen hands a function over and gets a result, or a fault, back on the GUI thread; no screen knows a thread.
Writes queue on one worker, so that clicks land in click order without a lock; reads run beside it
(STYLE.md, habits 1 and 2).

Why not QRunnable: one that owned its signals object lost up to 98 % of 3,000 results. Here one long-lived QObject
carries every result over a queued signal into a slot. Why callbacks stay on this side, under a number: a worker
that dropped the last reference to a bound method would destroy a widget in the wrong thread.
"""

from __future__ import annotations

import gc
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from kai_counter.errors import Refused, Unavailable

log = logging.getLogger(__name__)

READERS = 3

Then = Callable[[Any], object]
OnRefused = Callable[[Refused], object]
OnFailed = Callable[[Any], object]


@dataclass(slots=True)
class _Job:
    owner: QObject
    then: Then | None
    refused: OnRefused | None
    failed: OnFailed | None
    key: tuple[int, str] | None
    name: str
    future: Future[None] | None = None


class Desk(QObject):
    """Give work with `do` (writes, in order) or `ask` (reads). Callbacks come on the GUI thread.

    They are dropped when `owner` is destroyed. With `key`, only the newest question of that owner is answered.

    A fault goes where it belongs: `Refused` to `refused`, or to the signal `refusal` when none was given;
    `Unavailable` always to the signal `trouble` (banner and status pill) and also to `failed`; anything else is our
    bug: always to `incident` with its number, and also to `failed`, so that a form can be used again.
    """

    refusal = Signal(object)
    trouble = Signal(object)
    incident = Signal(str, object)
    busy = Signal(bool)

    _arrived = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="desk-write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="desk-read")
        self._jobs: dict[int, _Job] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._reading: set[Future[None]] = set()  # those forgotten too: they still hold a connection
        self._number = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def do(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        refused: OnRefused | None = None,
        failed: OnFailed | None = None,
        **kwargs: Any,
    ) -> None:
        """Queue a write. Writes run one after the other in the order they were given."""
        job = _Job(owner, then, refused, failed, None, _name(function))
        self._submit(self._writer, job, function, args, kwargs)

    def ask(
        self,
        owner: QObject,
        function: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        refused: OnRefused | None = None,
        failed: OnFailed | None = None,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Run a read beside the writes; an older question with the same `key` is forgotten."""
        slot = (id(owner), key) if key is not None else None
        if slot is not None:
            self._forget(self._newest.get(slot))
        job = _Job(owner, then, refused, failed, slot, _name(function))
        self._submit(self._readers, job, function, args, kwargs)

    def do_last(self, owner: QObject, function: Callable[..., Any], *args: Any) -> None:
        """A write that ends what others still read from (signing out closes the connections): it waits for the
        reads under way, a few seconds at most. A connection in use then would otherwise never be closed."""
        reads = set(self._reading)

        def last() -> None:
            wait(reads, timeout=5)
            function(*args)

        self.do(owner, last, failed=lambda _fault: None)

    @property
    def is_busy(self) -> bool:
        return bool(self._jobs)

    def close(self) -> None:
        """Finish the write under way (a sale is never cut in half), forget the rest, deliver nothing more."""
        if self._closed:
            return
        self._closed = True
        self._jobs.clear()
        self._newest.clear()
        self._readers.shutdown(wait=False)  # its queue ends by itself: a cancelled one is never done to `wait`
        self._writer.shutdown(wait=True)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        job: _Job,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        if self._closed:
            return
        self._number += 1
        number = self._number
        self._jobs[number] = job
        if job.key is not None:
            self._newest[job.key] = number
        if len(self._jobs) == 1:
            self.busy.emit(True)
        job.future = pool.submit(self._work, number, pool is self._readers, function, args, kwargs)
        if pool is self._readers:
            self._reading.add(job.future)
            job.future.add_done_callback(self._reading.discard)

    def _work(
        self,
        number: int,
        is_read: bool,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        """In the worker: knows the function, its arguments and a number, never a widget."""
        result: Any = None
        fault: BaseException | None = None
        if self._closed and is_read:
            return
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            fault = error
        if not self._closed:
            self._arrived.emit(number, result, fault)

    @Slot(int, object, object)
    def _deliver(self, number: int, result: Any, fault: BaseException | None) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        self._forget(number)
        alive = isValid(job.owner)
        if fault is None:
            if alive and job.then is not None:
                job.then(result)
        elif isinstance(fault, Refused):
            if alive and job.refused is not None:
                job.refused(fault)
            else:
                self.refusal.emit(fault)
        else:
            if isinstance(fault, Unavailable):
                self.trouble.emit(fault)
            else:
                self._report(job.name, fault)
            if alive and job.failed is not None:
                job.failed(fault)

    def report(self, fault: BaseException) -> None:
        """A bug that happened on this side of the bridge, in a slot: noted and shown like one of a worker."""
        self._report("the window", fault)

    def _report(self, name: str, fault: BaseException) -> None:
        number = incident_number()
        log.error("incident %s in %s", number, name, exc_info=fault)
        self.incident.emit(number, fault)

    def _forget(self, number: int | None) -> None:
        job = self._jobs.pop(number, None) if number is not None else None
        if job is None:
            return
        if job.key is not None and self._newest.get(job.key) == number:
            del self._newest[job.key]
        if job.future is not None:
            job.future.cancel()
        if not self._jobs:
            self.busy.emit(False)


class MainThreadGarbage(QObject):
    """Collects cyclic garbage on the GUI thread only.

    Python collects in whichever thread happens to allocate; a worker that collected a dead screen would destroy its
    widgets outside the GUI thread, which Qt does not survive. The young generations are cheap (under 1 ms) and run
    each second; the oldest one is left for moments of rest (`rest`).
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(lambda: gc.collect(1))
        self._timer.start()

    def rest(self) -> None:
        """Call when nobody waits: locked, signed out, a sale just done."""
        gc.collect()

    def stop(self) -> None:
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


def incident_number() -> str:
    """Six characters a clerk can read to somebody on the telephone; no look-alikes."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(6))


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__qualname__", repr(function))
