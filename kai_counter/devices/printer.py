"""A printer with its queue: one worker sends, waits for the paper, and asks when it cannot know (HARDWARE.md).

`Printer(settings, journal, observer)` starts at once with what the journal holds: queued jobs go on, jobs that were
being sent become suspect and ask "did a complete ticket come out?". The rest of the program calls `submit`, `jobs`,
`status`, `answer`, `retry`, `move`, `kick_drawer`, `check`, `close` from any thread; `observer` is called from the
worker (and from callers) with every changed PrintJob and PrinterStatus, after it is on disk.

Never two valid tickets: a paper that may exist is never printed again. What replaces it is the ticket's next issue,
which only the database can number (`next_issue`); while that is away the job waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from kai_counter.devices import protocol
from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer_status import PrinterSettings, PrinterStatus
from kai_counter.devices.protocol import Condition
from kai_counter.devices.session import NotReady, Outcome, Session, Timing
from kai_counter.devices.transport import Dial, LinkLost
from kai_counter.errors import Refused, Unavailable, disk_kept
from kai_counter.values.ids import new_id
from kai_counter.values.print_data import PrintData

MOST_REPEATS = 3  # issues in a row that may be given up without asking a person
DRAWER_PULSE = {2: b"\x1bp\x00\x32\x32", 5: b"\x1bp\x01\x32\x32"}
NextIssue = Callable[[PrintJob], PrintJob | None]
__all__ = ["NextIssue", "Observer", "Printer", "PrinterSettings", "PrinterStatus"]


Observer = Callable[[PrintJob | PrinterStatus], None]


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
        self._journal, self._observer, self._next_issue = journal, observer, next_issue
        self._dial = dial or settings.dial()
        self._timing = timing or Timing()
        self._lock = threading.Condition()
        self._jobs: dict[UUID, PrintJob] = {}
        self._busy: UUID | None = None
        self._doomed: set[UUID] = set()  # superseded by a later issue while the worker had it in hand
        self._dirty = False  # the device may still hold bytes of a paper that was given up
        self._condition = Condition()
        self._problem = ""
        self._is_known = False
        self._acknowledgement = settings.acknowledgement
        if self._acknowledgement == "auto":
            self._acknowledgement = journal.acknowledgement(settings.title)
        self._retry_at = 0.0
        self._failures = 0
        self._check_at = 0.0
        self._closing = False
        self._last_status = PrinterStatus(settings.title)
        self._recover(adopts)
        self._worker = threading.Thread(target=self._work, name=f"printer {settings.title}", daemon=True)
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
                if job.job_id in self._jobs or self._is_elsewhere(job.job_id):
                    continue
                self._set(job, state="queued", printer=self.settings.title, order=self._next_order())
                self._supersede(job)
            self._lock.notify_all()

    def _is_elsewhere(self, job_id: UUID) -> bool:
        """Whether another printer has, or had, this job; a finished one is shown here as it ended."""
        before = self._journal.job(job_id)
        if before is None:
            return False
        if before.is_finished:
            self._jobs[job_id] = before
        if self._observer:
            self._observer(before)
        return True

    def jobs(self) -> list[PrintJob]:
        """All jobs of this printer, unfinished and lately finished, in printing order."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: (job.order, job.updated_at))

    def job(self, job_id: UUID) -> PrintJob | None:
        with self._lock:
            return self._jobs.get(job_id)

    def status(self) -> PrinterStatus:
        with self._lock:
            return self._status()

    def answer(self, job_id: UUID, complete: bool) -> None:
        """A person says whether a complete paper came out. Raises Refused("no_question"), Unavailable("disk").

        Yes: confirmed by the operator. No: a ticket's paper is given up for its next issue; any other document is
        simply printed again.
        """
        with self._lock, disk_kept():
            job = self._jobs.get(job_id)
            if job is None or not job.asks:
                raise Refused("no_question", job=str(job_id))
            if complete:
                self._dirty = self._dirty and job.state != "unconfirmed"  # it came after whatever was left
                self._set(job, state="confirmed_by_operator", answer=True)
            elif job.kind == "ticket":
                self._set(job, answer=False, next_job_id=new_id())
            else:
                self._set(job, state="queued", reason="")
            self._failures, self._retry_at = 0, 0.0
            self._lock.notify_all()

    def retry(self) -> None:
        """Do not wait for the next attempt: the paper was changed, the database is back."""
        with self._lock:
            self._retry_at, self._check_at = 0.0, 0.0
            self._lock.notify_all()

    def move(self, other: Printer, job_ids: Iterable[UUID] | None = None) -> list[UUID]:
        """Hand over what has not been sent (all, or these), and papers given up whose next issue is due."""
        with self._lock:
            wanted = set(self._jobs) if job_ids is None else set(job_ids)
            moving = [
                job
                for job in self.jobs()
                if job.job_id in wanted
                and job.job_id != self._busy
                and job.kind != "drawer"
                and (job.is_unsent or job.wants_next)
            ]
            for job in moving:
                del self._jobs[job.job_id]
            self._lock.notify_all()
        other._adopt(moving)
        self._tell_status()
        return [job.job_id for job in moving]

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
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._worker.join(timeout)

    # -- the journal -----------------------------------------------------------------------------------------

    def _recover(self, adopts: bool) -> None:
        for job in self._journal.load():
            if job.printer != self.settings.title and (job.is_finished or not adopts):
                continue
            self._jobs[job.job_id] = job
            if job.is_finished:
                continue
            if job.kind == "drawer":
                self._settle_found(job, state="voided", reason="restarted")
            elif job.state in ("sending", "await_ack"):
                self._settle_found(job, state="suspect", reason="restarted", printer=self.settings.title)
            elif job.state == "preflight":
                self._settle_found(job, state="queued", printer=self.settings.title)
        self._dirty = any(job.state == "suspect" and not job.is_cleared for job in self._jobs.values())

    def _settle_found(self, job: PrintJob, **changes: Any) -> None:
        """Where the disk is full it is known here only; the next start comes to the same."""
        try:
            self._set(job, **changes)
        except OSError:
            self._jobs[job.job_id] = replace(job, **changes)

    def _adopt(self, jobs: list[PrintJob]) -> None:
        with self._lock:
            for job in jobs:
                state = "queued" if job.is_unsent else job.state
                self._set(job, state=state, printer=self.settings.title, order=self._next_order())
                self._supersede(job)
            self._retry_at = 0.0
            self._lock.notify_all()

    def _set(self, job: PrintJob, **changes: Any) -> PrintJob:
        """On disk, then in memory, then told."""
        with self._lock:
            changed = replace(job, **changes, updated_at=time.time())
            self._journal.write(changed)
            self._jobs[job.job_id] = replace(changed, data=None) if changed.is_finished else changed
            told = self._jobs[job.job_id]
        if self._observer:
            self._observer(told)
        self._tell_status()
        return told

    def _supersede(self, job: PrintJob) -> None:
        """Only a ticket's latest issue may come out: what the database declared void is not printed.

        The paper that the worker has in hand is marked; it is dropped unless its bytes are already on their way.
        """
        ticket = job.facts.get("ticket_id")
        if job.kind != "ticket" or not ticket:
            return
        with self._lock:
            same = [one for one in self._jobs.values() if one.facts.get("ticket_id") == ticket]
            latest = max(one.issue_number for one in same)
            for old in same:
                if old.is_finished or old.issue_number == latest:
                    continue
                if old.job_id == self._busy:
                    self._doomed.add(old.job_id)
                else:
                    self._set(old, state="voided", reason="reprinted")

    def _next_order(self) -> int:
        return max((job.order for job in self._jobs.values()), default=0) + 1

    # -- the worker ------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._lock:
                job = self._choose()
                while not self._closing and job is None and not self._is_check_due():
                    self._lock.wait(self._patience())
                    job = self._choose()
                if self._closing:
                    return
                self._busy = job.job_id if job else None
            try:
                self._serve(job)
            except OSError:
                self._journal_failed(job)
            with self._lock:
                self._busy = None
            self._tell_status()

    def _serve(self, job: PrintJob | None) -> None:
        if job is None:
            self._look()
        elif job.kind == "drawer":
            self._open_drawer(job)
        elif job.wants_next:
            self._replace(job)
        else:
            self._print(job)

    def _journal_failed(self, job: PrintJob | None) -> None:
        """The disk is full or gone: no step without its record. What was sent is asked about, the rest waits."""
        self._problem = "journal"
        self._later()
        self._check_at = time.monotonic() + self._timing.idle
        with self._lock:
            current = self._jobs.get(job.job_id) if job else None
            if current and current.state in ("sending", "await_ack"):
                self._jobs[current.job_id] = replace(current, state="suspect", reason="journal")
            elif current and current.state == "preflight":
                self._jobs[current.job_id] = replace(current, state="blocked", reason="journal")

    def _choose(self) -> PrintJob | None:
        """A drawer waits for nobody; else the first unfinished job, unless it asks or its time has not come."""
        waiting = [job for job in self.jobs() if not job.is_finished]
        drawer = next((job for job in waiting if job.kind == "drawer"), None)
        if drawer or not waiting:
            return drawer
        first = waiting[0]
        is_late = first.state == "blocked" or first.wants_next
        if first.asks or (is_late and time.monotonic() < self._retry_at):
            return None
        return first

    def _is_check_due(self) -> bool:
        return time.monotonic() >= self._check_at and not self._is_asking()

    def _patience(self) -> float:
        moments = [self._check_at] if not self._is_asking() else []
        if self._retry_at > time.monotonic():
            moments.append(self._retry_at)
        return max(0.001, min(moments) - time.monotonic()) if moments else 3600.0

    def _is_asking(self) -> bool:
        return any(job.asks for job in self._jobs.values())

    def _later(self) -> None:
        """2, 5, then every 10 seconds."""
        waits = self._timing.retries
        self._retry_at = time.monotonic() + waits[min(self._failures, len(waits) - 1)]
        self._failures += 1

    def _session(self) -> Session:
        return Session(self._dial(self._timing.connect), self._timing, self._hear)

    def _hear(self, condition: Condition) -> None:
        with self._lock:
            self._condition, self._is_known = condition, True
        self._tell_status()

    def _look(self) -> None:
        """Between jobs: is it there, has it paper? Also empties a buffer that an earlier session left."""
        self._check_at = time.monotonic() + self._timing.idle
        try:
            session = self._session()
        except Unavailable:
            self._problem = "no_connection"
            return
        try:
            heard = session.ask_status()
            self._wash(session)
            self._problem = "" if heard or self._acknowledgement in ("", "none") else "no_answer"
            self._is_known = heard
        except LinkLost:
            self._problem = "link_lost"
        finally:
            session.close()

    def _wash(self, session: Session) -> None:
        if self._dirty and session.clear():
            self._dirty = False

    # -- a document ------------------------------------------------------------------------------------------

    def _print(self, job: PrintJob) -> None:
        job = self._set(job, state="preflight", reason="", attempts=job.attempts + 1)
        try:
            session = self._session()
        except Unavailable:
            self._block(job, "no_connection")
            return
        try:
            acknowledgement = self._prepare(session)
        except (NotReady, LinkLost) as error:
            session.close()
            self._block(job, error.reason if isinstance(error, NotReady) else "link_lost")
            return
        self._problem, self._failures = "", 0
        try:
            with self._lock:  # from here on the paper may exist
                is_doomed = job.job_id in self._doomed
                voided = {"state": "voided", "reason": "reprinted"}
                job = self._set(job, **(voided if is_doomed else {"state": "sending"}))
            outcome = None if is_doomed else self._send(job, session, acknowledgement)
        finally:
            session.close()
        self._check_at = time.monotonic() + self._timing.idle
        if outcome:
            self._settle(job, outcome, acknowledgement)

    def _block(self, job: PrintJob, reason: str) -> None:
        """Nothing was sent: it tries again by itself, unless a later issue has taken its place meanwhile."""
        self._problem = reason
        self._later()
        with self._lock:
            if job.job_id in self._doomed:
                self._set(job, state="voided", reason="reprinted")
            else:
                self._set(job, state="blocked", reason=reason)

    def _prepare(self, session: Session) -> str:
        """Preflight; how this device acknowledges. Raises NotReady or LinkLost: not one byte of the job was sent.

        A device that was never heard counts as one that cannot answer, for this job only: it may be wedged.
        """
        session.ask_status()
        self._wash(session)
        session.check()
        session.begin(must_answer=self._acknowledgement in ("process_id", "gs_r"))
        if not self._acknowledgement and session.answers_status:
            self._acknowledgement = session.probe()
            self._journal.remember_acknowledgement(self.settings.title, self._acknowledgement)
        if self._dirty and self._acknowledgement == "gs_r":
            return "none"  # GS r answers carry no id: an earlier paper's could pass for this one's
        return self._acknowledgement or "none"

    def _send(self, job: PrintJob, session: Session, acknowledgement: str) -> Outcome:
        assert job.data is not None
        prefix = protocol.job_mark(job.job_id, job.attempts)
        buffer = job.data.marked(*session.marks(acknowledgement, prefix))
        try:
            stopped = session.send_job(buffer)
            if stopped is not None:
                return stopped
            self._set(job, state="await_ack")
            if acknowledgement == "none":
                return session.without_acknowledgement()
            return session.await_printed()
        except LinkLost:
            return Outcome(session.reached, "link_lost")

    def _settle(self, job: PrintJob, outcome: Outcome, acknowledgement: str) -> None:
        job = self._jobs[job.job_id]
        if outcome.reached == "c":
            self._set(job, state="confirmed", reached="c")
            return
        if job.job_id in self._doomed:
            self._dirty = self._dirty or not outcome.is_cleared
            self._set(job, state="voided", reason="reprinted", reached=outcome.reached)
            return
        if not outcome.is_acknowledged and not outcome.reason:
            trusted = job.kind != "ticket" or (self.settings.trust_unacknowledged and not self._dirty)
            self._set(job, state="unconfirmed", is_trusted=trusted)
            return
        self._dirty = self._dirty or not outcome.is_cleared
        self._problem = outcome.reason
        is_half = (
            outcome.is_cleared
            and outcome.reached in ("", "h")
            and acknowledgement == "process_id"
            and job.repeats_in_a_row < MOST_REPEATS
        )
        self._set(
            job,
            state="suspect",
            reason=outcome.reason,
            reached=outcome.reached,
            is_cleared=outcome.is_cleared,
            repeats=is_half,
            next_job_id=new_id() if is_half and job.kind == "ticket" else None,
        )

    def _replace(self, job: PrintJob) -> None:
        """The given-up paper's successor. A receipt is its own; a ticket's comes from the database."""
        if job.kind != "ticket":
            repeats = job.repeats_in_a_row + 1
            self._set(job, state="queued", repeats=False, answer=None, repeats_in_a_row=repeats)
            return
        assert job.next_job_id is not None
        successor = self._jobs.get(job.next_job_id) or self._obtain(job)
        if successor is None:
            return
        self._set(job, state="voided")
        self._supersede(successor)

    def _obtain(self, job: PrintJob) -> PrintJob | None:
        try:
            found = self._next_issue(job) if self._next_issue else None
            reason = "waiting_for_issue"
        except Refused as refusal:
            found, reason = None, refusal.code
        except Unavailable:
            found, reason = None, "waiting_for_issue"
        if found and (found.job_id != job.next_job_id or found.issue_number <= job.issue_number):
            found, reason = None, "wrong_issue"  # printing it could make two valid papers
        if found is None:
            self._later()
            self._set(job, reason=reason)
            return None
        self._failures, self._retry_at = 0, 0.0
        return self._set(
            found,
            state="queued",
            printer=self.settings.title,
            order=job.order,
            replaces=job.job_id,
            repeats_in_a_row=job.repeats_in_a_row + 1 if job.repeats else 0,
        )

    # -- the drawer ------------------------------------------------------------------------------------------

    def _open_drawer(self, job: PrintJob) -> None:
        """Sent while out of paper it would fire when the roll is changed, so only to a printer that is online."""
        if time.time() - float(job.facts.get("asked_at", 0)) > self._timing.drawer_patience:
            self._set(job, state="voided", reason="too_late")
            return
        job = self._set(job, state="preflight")
        try:
            session = self._session()
        except Unavailable:
            self._set(job, state="voided", reason="no_connection")
            return
        try:
            heard = session.ask_status()
            if not heard and not self.settings.trust_unacknowledged:
                raise NotReady("no_answer")
            session.check()
            job = self._set(job, state="sending")
            assert job.data is not None
            session.send_job(protocol.START + job.data.header)
            self._set(job, state="confirmed")
        except NotReady as error:
            self._set(job, state="voided", reason=error.reason)
        except LinkLost:
            self._set(job, state="voided", reason="link_lost")
        finally:
            session.close()

    # -- status ----------------------------------------------------------------------------------------------

    def _status(self) -> PrinterStatus:
        unfinished = [job for job in self._jobs.values() if not job.is_finished]
        asking = next((job.job_id for job in self.jobs() if job.asks), None)
        condition = self._condition
        trouble = (condition.trouble if self._is_known else "") or self._problem
        waits = next((job.reason for job in unfinished if job.wants_next and job.reason), "")
        state = "ready" if self._is_known or self._acknowledgement == "none" else "unknown"
        if self._busy and self._busy in self._jobs and self._jobs[self._busy].state in ("sending", "await_ack"):
            state = "printing"
        if trouble or waits:
            state = "not_ready"
        if asking:
            state = "asking"
        open_level = self.settings.drawer_open_level
        pin = condition.drawer_pin
        return PrinterStatus(
            printer=self.settings.title,
            state=state,
            reason=trouble or waits,
            near_end=condition.near_end,
            drawer_open=None if pin is None else pin is open_level,
            waiting=len(unfinished),
            asking=asking,
            acknowledgement=self._acknowledgement,
        )

    def _tell_status(self) -> None:
        with self._lock:
            status = self._status()
            if status == self._last_status:
                return
            self._last_status = status
        if self._observer:
            self._observer(status)
