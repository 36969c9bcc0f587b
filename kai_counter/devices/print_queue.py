"""What a printer has to print: on disk before it is in memory, in memory before it is told.

The lock is the printer's own: callers and its worker change jobs under it, and the worker waits on it for more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from kai_counter.devices.journal import Journal, PrintJob


class PrintQueue:
    """`told` is called with every changed job, after it is on disk. `busy` is the one the worker has in hand."""

    def __init__(self, title: str, journal: Journal, told: Callable[[PrintJob], None]) -> None:
        self.title = title
        self.lock = threading.Condition()
        self.busy: UUID | None = None
        self.doomed: set[UUID] = set()  # superseded by a later issue while the worker had it in hand
        self._journal, self._told = journal, told
        self._jobs: dict[UUID, PrintJob] = {}

    def get(self, job_id: UUID) -> PrintJob | None:
        with self.lock:
            return self._jobs.get(job_id)

    def in_order(self) -> list[PrintJob]:
        """Unfinished and lately finished, in printing order."""
        with self.lock:
            return sorted(self._jobs.values(), key=lambda job: (job.order, job.updated_at))

    def unfinished(self) -> list[PrintJob]:
        return [job for job in self.in_order() if not job.is_finished]

    @property
    def is_asking(self) -> bool:
        with self.lock:
            return any(job.asks for job in self._jobs.values())

    @property
    def leaves_bytes(self) -> bool:
        """Whether a paper broke off and nobody knows that the device has forgotten it."""
        return any(job.state == "suspect" and not job.is_cleared for job in self._jobs.values())

    # -- what changes it -------------------------------------------------------------------------------------

    def set(self, job: PrintJob, **changes: Any) -> PrintJob:
        """On disk, then in memory, then told."""
        with self.lock:
            changed = replace(job, **changes, updated_at=time.time())
            self._journal.write(changed)
            self._jobs[job.job_id] = replace(changed, data=None) if changed.is_finished else changed
            kept = self._jobs[job.job_id]
        self._told(kept)
        return kept

    def set_here(self, job: PrintJob, **changes: Any) -> None:
        """The disk is full: it is known in memory only, and the next start comes to the same."""
        with self.lock:
            self._jobs[job.job_id] = replace(job, **changes)

    def recover(self, adopts: bool) -> None:
        """What the journal holds: queued jobs go on, jobs that were being sent become suspect."""
        for job in self._journal.load():
            if job.printer != self.title and (job.is_finished or not adopts):
                continue
            self._jobs[job.job_id] = job
            if job.is_finished:
                continue
            if job.kind == "drawer":
                self._settle_found(job, state="voided", reason="restarted")
            elif job.state in ("sending", "await_ack"):
                self._settle_found(job, state="suspect", reason="restarted", printer=self.title)
            elif job.state == "preflight":
                self._settle_found(job, state="queued", printer=self.title)

    def _settle_found(self, job: PrintJob, **changes: Any) -> None:
        try:
            self.set(job, **changes)
        except OSError:
            self.set_here(job, **changes)

    def add(self, job: PrintJob) -> None:
        """A job id already known is left alone, also when another printer had it."""
        if job.job_id not in self._jobs and not self._is_elsewhere(job.job_id):
            self.set(job, state="queued", printer=self.title, order=self._next_order())
            self.supersede(job)

    def _is_elsewhere(self, job_id: UUID) -> bool:
        """Whether another printer has, or had, this job; a finished one is shown here as it ended."""
        before = self._journal.job(job_id)
        if before is None:
            return False
        if before.is_finished:
            self._jobs[job_id] = before
        self._told(before)
        return True

    def give_up(self, job_ids: Collection[UUID] | None) -> list[PrintJob]:
        """What has not been sent (all, or these), and papers given up whose next issue is due: no longer here."""
        with self.lock:
            wanted = set(self._jobs) if job_ids is None else set(job_ids)
            moving = [
                job
                for job in self.in_order()
                if job.job_id in wanted
                and job.job_id != self.busy
                and job.kind != "drawer"
                and (job.is_unsent or job.wants_next)
            ]
            for job in moving:
                del self._jobs[job.job_id]
        return moving

    def adopt(self, jobs: list[PrintJob]) -> None:
        """What another printer gave up."""
        for job in jobs:
            state = "queued" if job.is_unsent else job.state
            self.set(job, state=state, printer=self.title, order=self._next_order())
            self.supersede(job)

    def supersede(self, job: PrintJob) -> None:
        """Only a ticket's latest issue may come out: what the database declared void is not printed.

        The paper that the worker has in hand is marked; it is dropped unless its bytes are already on their way.
        """
        ticket = job.facts.get("ticket_id")
        if job.kind != "ticket" or not ticket:
            return
        with self.lock:
            same = [one for one in self._jobs.values() if one.facts.get("ticket_id") == ticket]
            latest = max(one.issue_number for one in same)
            for old in same:
                if old.is_finished or old.issue_number == latest:
                    continue
                if old.job_id == self.busy:
                    self.doomed.add(old.job_id)
                else:
                    self.set(old, state="voided", reason="reprinted")

    def _next_order(self) -> int:
        return max((job.order for job in self._jobs.values()), default=0) + 1
