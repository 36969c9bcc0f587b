"""The one thread of a printer: which document next, how it goes over, and what it has become.

What is not known is never guessed: a paper that may exist is asked about, or given up for the ticket's next issue.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from kai_counter.devices import protocol
from kai_counter.devices.journal import PrintJob
from kai_counter.devices.print_device import PrintDevice
from kai_counter.devices.print_queue import PrintQueue
from kai_counter.devices.session import NotReady, Outcome
from kai_counter.devices.transport import LinkLost
from kai_counter.errors import Refused, Unavailable
from kai_counter.values.ids import new_id

MOST_REPEATS = 3  # issues in a row that may be given up without asking a person
NextIssue = Callable[[PrintJob], PrintJob | None]


class PrintWorker(threading.Thread):
    """`retry_at` is when what was blocked is tried again; callers who know better set it to 0 and wake it."""

    def __init__(
        self,
        queue: PrintQueue,
        device: PrintDevice,
        next_issue: NextIssue | None,
        tell_status: Callable[[], None],
    ) -> None:
        super().__init__(name=f"printer {queue.title}", daemon=True)
        self.queue, self.device = queue, device
        self.retry_at = 0.0
        self.failures = 0
        self._next_issue, self._tell_status = next_issue, tell_status
        self._is_ending = False

    def end(self, timeout: float) -> None:
        with self.queue.lock:
            self._is_ending = True
            self.queue.lock.notify_all()
        self.join(timeout)

    def run(self) -> None:
        while True:
            with self.queue.lock:
                job = self._choose()
                while not self._is_ending and job is None and not self._is_check_due():
                    self.queue.lock.wait(self._patience())
                    job = self._choose()
                if self._is_ending:
                    return
                self.queue.busy = job.job_id if job else None
            try:
                self._serve(job)
            except OSError:
                self._journal_failed(job)
            with self.queue.lock:
                self.queue.busy = None
            self._tell_status()

    def _serve(self, job: PrintJob | None) -> None:
        if job is None:
            self.device.look()
        elif job.kind == "drawer":
            self._open_drawer(job)
        elif job.wants_next:
            self._replace(job)
        else:
            self._print(job)

    def _journal_failed(self, job: PrintJob | None) -> None:
        """The disk is full or gone: no step without its record. What was sent is asked about, the rest waits."""
        self.device.problem = "journal"
        self._later()
        self.device.was_used()
        with self.queue.lock:
            current = self.queue.get(job.job_id) if job else None
            if current and current.state in ("sending", "await_ack"):
                self.queue.set_here(current, state="suspect", reason="journal")
            elif current and current.state == "preflight":
                self.queue.set_here(current, state="blocked", reason="journal")

    def _choose(self) -> PrintJob | None:
        """A drawer waits for nobody; else the first unfinished job, unless it asks or its time has not come."""
        waiting = self.queue.unfinished()
        drawer = next((job for job in waiting if job.kind == "drawer"), None)
        if drawer or not waiting:
            return drawer
        first = waiting[0]
        is_late = first.state == "blocked" or first.wants_next
        if first.asks or (is_late and time.monotonic() < self.retry_at):
            return None
        return first

    def _is_check_due(self) -> bool:
        return time.monotonic() >= self.device.check_at and not self.queue.is_asking

    def _patience(self) -> float:
        moments = [self.device.check_at] if not self.queue.is_asking else []
        if self.retry_at > time.monotonic():
            moments.append(self.retry_at)
        return max(0.001, min(moments) - time.monotonic()) if moments else 3600.0

    def _later(self) -> None:
        """2, 5, then every 10 seconds."""
        waits = self.device.timing.retries
        self.retry_at = time.monotonic() + waits[min(self.failures, len(waits) - 1)]
        self.failures += 1

    # -- a document ------------------------------------------------------------------------------------------

    def _print(self, job: PrintJob) -> None:
        job = self.queue.set(job, state="preflight", reason="", attempts=job.attempts + 1)
        try:
            session = self.device.session()
        except Unavailable:
            self._block(job, "no_connection")
            return
        try:
            acknowledgement = self.device.prepare(session)
        except (NotReady, LinkLost) as error:
            session.close()
            self._block(job, error.reason if isinstance(error, NotReady) else "link_lost")
            return
        self.device.problem, self.failures = "", 0
        try:
            with self.queue.lock:  # from here on the paper may exist
                is_doomed = job.job_id in self.queue.doomed
                voided = {"state": "voided", "reason": "reprinted"}
                job = self.queue.set(job, **(voided if is_doomed else {"state": "sending"}))
            outcome = None
            if not is_doomed:
                sent = partial(self.queue.set, job, state="await_ack")
                outcome = self.device.send(job, session, acknowledgement, sent)
        finally:
            session.close()
        self.device.was_used()
        if outcome:
            self._settle(job, outcome, acknowledgement)

    def _block(self, job: PrintJob, reason: str) -> None:
        """Nothing was sent: it tries again by itself, unless a later issue has taken its place meanwhile."""
        self.device.problem = reason
        self._later()
        with self.queue.lock:
            if job.job_id in self.queue.doomed:
                self.queue.set(job, state="voided", reason="reprinted")
            else:
                self.queue.set(job, state="blocked", reason=reason)

    def _settle(self, job: PrintJob, outcome: Outcome, acknowledgement: str) -> None:
        job = self.queue.get(job.job_id) or job  # its state is await_ack by now
        if outcome.reached == "c":
            self.queue.set(job, state="confirmed", reached="c")
            return
        if job.job_id in self.queue.doomed:
            self.device.is_dirty = self.device.is_dirty or not outcome.is_cleared
            self.queue.set(job, state="voided", reason="reprinted", reached=outcome.reached)
            return
        if not outcome.is_acknowledged and not outcome.reason:
            trusts = self.device.settings.trust_unacknowledged and not self.device.is_dirty
            self.queue.set(job, state="unconfirmed", is_trusted=trusts or job.kind != "ticket")
            return
        self.device.is_dirty = self.device.is_dirty or not outcome.is_cleared
        self.device.problem = outcome.reason
        is_half = (
            outcome.is_cleared
            and outcome.reached in ("", "h")
            and acknowledgement == "process_id"
            and job.repeats_in_a_row < MOST_REPEATS
        )
        self.queue.set(
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
            self.queue.set(job, state="queued", repeats=False, answer=None, repeats_in_a_row=repeats)
            return
        assert job.next_job_id is not None
        successor = self.queue.get(job.next_job_id) or self._obtain(job)
        if successor is None:
            return
        self.queue.set(job, state="voided")
        self.queue.supersede(successor)

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
            self.queue.set(job, reason=reason)
            return None
        self.failures, self.retry_at = 0, 0.0
        return self.queue.set(
            found,
            state="queued",
            printer=self.device.settings.title,
            order=job.order,
            replaces=job.job_id,
            repeats_in_a_row=job.repeats_in_a_row + 1 if job.repeats else 0,
        )

    # -- the drawer ------------------------------------------------------------------------------------------

    def _open_drawer(self, job: PrintJob) -> None:
        """Sent while out of paper it would fire when the roll is changed, so only to a printer that is online."""
        if time.time() - float(job.facts.get("asked_at", 0)) > self.device.timing.drawer_patience:
            self.queue.set(job, state="voided", reason="too_late")
            return
        job = self.queue.set(job, state="preflight")
        try:
            session = self.device.session()
        except Unavailable:
            self.queue.set(job, state="voided", reason="no_connection")
            return
        try:
            heard = session.ask_status()
            if not heard and not self.device.settings.trust_unacknowledged:
                raise NotReady("no_answer")
            session.check()
            job = self.queue.set(job, state="sending")
            assert job.data is not None
            session.send_job(protocol.START + job.data.header)
            self.queue.set(job, state="confirmed")
        except NotReady as error:
            self.queue.set(job, state="voided", reason=error.reason)
        except LinkLost:
            self.queue.set(job, state="voided", reason="link_lost")
        finally:
            session.close()
