"""A printer with its queue: one worker sends, waits for the paper, and asks when it cannot know (HARDWARE.md).

`Printer(settings, journal, observer)` starts at once with what the journal holds: queued jobs go on, jobs that were
being sent become suspect and ask "did a complete ticket come out?". The rest of the program calls `submit`, `jobs`,
`status`, `answer`, `retry`, `move`, `kick_drawer`, `check`, `close` from any thread; `observer` is called from the
worker (and from callers) with every changed PrintJob and PrinterStatus, after it is on disk.

Never two valid tickets: a paper that may exist is never printed again. What replaces it is the ticket's next issue,
which only the database can number (`next_issue`); while that is away the job waits. What is to be printed is
`print_queue`, the talk with the device `print_device`, who decides what is sent when `print_worker`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from uuid import UUID

from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.print_device import PrintDevice
from kai_counter.devices.print_queue import PrintQueue
from kai_counter.devices.print_worker import NextIssue, PrintWorker
from kai_counter.devices.printer_status import PrinterSettings, PrinterStatus
from kai_counter.devices.session import Timing
from kai_counter.devices.transport import Dial
from kai_counter.errors import Refused, disk_kept
from kai_counter.values.ids import new_id
from kai_counter.values.print_data import PrintData

DRAWER_PULSE = {2: b"\x1bp\x00\x32\x32", 5: b"\x1bp\x01\x32\x32"}
Observer = Callable[[PrintJob | PrinterStatus], None]
__all__ = ["NextIssue", "Observer", "Printer", "PrinterSettings", "PrinterStatus"]


class Printer:
    """One device, one queue, one worker thread."""

    def __init__(
        self,
        settings: PrinterSettings,
        journal: Journal,
        observer: Observer | None = None,
        *,
        next_issue: NextIssue | None = None,
        dial: Dial | None = None,
        timing: Timing | None = None,
        adopts: bool = True,
    ) -> None:
        """`adopts`: unfinished jobs of printers that no longer exist are this one's (a changed address)."""
        self.settings = settings
        self._observer = observer
        self._queue = PrintQueue(settings.title, journal, self._told)
        self._lock = self._queue.lock
        self.device = PrintDevice(settings, journal, dial or settings.dial(), timing or Timing(), self._tell_status)
        self._last_status = PrinterStatus(settings.title)
        self._queue.recover(adopts)
        self.device.is_dirty = self._queue.leaves_bytes
        self._worker = PrintWorker(self._queue, self.device, next_issue, self._tell_status)
        self._worker.start()

    # -- for callers -----------------------------------------------------------------------------------------

    def submit(self, *jobs: PrintJob) -> None:
        """Queue documents in this order; on disk before this returns. A job id already known is left alone, also
        when another printer had it: a sale reopened after the address was changed must not print again.

        A later issue of a ticket (same `facts["ticket_id"]`) voids its earlier papers that wait or ask. Raises
        Unavailable("disk") when the journal cannot be written.
        """
        with self._lock, disk_kept():
            for job in jobs:
                self._queue.add(job)
            self._lock.notify_all()

    def jobs(self) -> list[PrintJob]:
        """All jobs of this printer, unfinished and lately finished, in printing order."""
        return self._queue.in_order()

    def job(self, job_id: UUID) -> PrintJob | None:
        return self._queue.get(job_id)

    def status(self) -> PrinterStatus:
        with self._lock:
            return self._status()

    def answer(self, job_id: UUID, complete: bool) -> None:
        """A person says whether a complete paper came out. Raises Refused("no_question"), Unavailable("disk").

        Yes: confirmed by the operator. No: a ticket's paper is given up for its next issue; any other document is
        simply printed again.
        """
        with self._lock, disk_kept():
            job = self._queue.get(job_id)
            if job is None or not job.asks:
                raise Refused("no_question", job=str(job_id))
            if complete:
                if job.state == "unconfirmed":
                    self.device.is_dirty = False  # it came after whatever was left
                self._queue.set(job, state="confirmed_by_operator", answer=True)
            elif job.kind == "ticket":
                self._queue.set(job, answer=False, next_job_id=new_id())
            else:
                self._queue.set(job, state="queued", reason="")
            self._worker.failures, self._worker.retry_at = 0, 0.0
            self._lock.notify_all()

    def retry(self) -> None:
        """Do not wait for the next attempt: the paper was changed, the database is back."""
        with self._lock:
            self._worker.retry_at = self.device.check_at = 0.0
            self._lock.notify_all()

    def move(self, other: Printer, job_ids: Collection[UUID] | None = None) -> list[UUID]:
        """Hand over what has not been sent (all, or these), and papers given up whose next issue is due."""
        with self._lock:
            moving = self._queue.give_up(job_ids)
            self._lock.notify_all()
        other._adopt(moving)
        self._tell_status()
        return [job.job_id for job in moving]

    def _adopt(self, jobs: list[PrintJob]) -> None:
        with self._lock:
            self._queue.adopt(jobs)
            self._worker.retry_at = 0.0
            self._lock.notify_all()

    def kick_drawer(self, reason: str, job_id: UUID | None = None, by: str = "") -> UUID:
        """Open the drawer once, if the printer says that it is online; never later, never twice. `by` is the member
        in whose name it opens."""
        pulse = PrintData(DRAWER_PULSE[self.settings.drawer_pin], b"", b"")
        facts = {"reason": reason, "asked_at": time.time(), "by": by}
        job = PrintJob(job_id or new_id(), "drawer", pulse, facts=facts)
        self.submit(job)
        return job.job_id

    def check(self) -> None:
        """Look at the device soon, when the queue lets it."""
        self.retry()

    def close(self, timeout: float = 5.0) -> None:
        """End the worker; a document in the middle is waited for so long and else asked about at the next start."""
        self._worker.end(timeout)

    # -- status ----------------------------------------------------------------------------------------------

    def _status(self) -> PrinterStatus:
        unfinished = self._queue.unfinished()
        asking = next((job.job_id for job in unfinished if job.asks), None)
        waits = next((job.reason for job in unfinished if job.wants_next and job.reason), "")
        device, busy = self.device, self._queue.busy
        state = "ready" if device.is_known or device.acknowledgement == "none" else "unknown"
        if any(job.job_id == busy and job.state in ("sending", "await_ack") for job in unfinished):
            state = "printing"
        if device.trouble or waits:
            state = "not_ready"
        if asking:
            state = "asking"
        return PrinterStatus(
            printer=self.settings.title,
            state=state,
            reason=device.trouble or waits,
            near_end=device.condition.near_end,
            drawer_open=device.drawer_open,
            waiting=len(unfinished),
            asking=asking,
            acknowledgement=device.acknowledgement,
        )

    def _told(self, job: PrintJob) -> None:
        if self._observer:
            self._observer(job)
        self._tell_status()

    def _tell_status(self) -> None:
        with self._lock:
            status = self._status()
            if status == self._last_status:
                return
            self._last_status = status
        if self._observer:
            self._observer(status)
