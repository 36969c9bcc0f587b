"""What this printer did, on disk: one small file a job, written before each step (HARDWARE.md, "The session").

The journal is the truth of what was printed here, also while the database is away; the database is the truth of
what is valid. A finished job keeps its facts for a week, but not its bytes (they carry names).
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from kai_counter.values.print_data import PrintData

STATES = (
    "queued",
    "preflight",
    "sending",
    "await_ack",
    "confirmed",
    "blocked",
    "suspect",
    "unconfirmed",
    "confirmed_by_operator",
    "voided",
)
FINAL = frozenset(("confirmed", "confirmed_by_operator", "voided"))
KINDS = ("ticket", "receipt", "test", "report", "drawer")
KEPT_SECONDS = 7 * 86400
_UUIDS = ("job_id", "next_job_id", "replaces")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One document on its way. Callers fill the first five; the rest belongs to the session.

    `facts` are JSON values for whoever asks or reports (ticket number, seat, passenger); `issue_number` counts the
    papers of one ticket. `reached` is the last part known to be on paper: "", "h" (header), "q" (symbol), "c"
    (cut). `answer` False, or `repeats`, means that the next issue is wanted; `next_job_id` is its id, fixed before
    it is asked for, so that asking twice is asking once.
    """

    job_id: UUID
    kind: str
    data: PrintData | None
    issue_number: int = 1
    facts: dict[str, Any] = field(default_factory=dict)
    state: str = "queued"
    reason: str = ""
    printer: str = ""
    order: int = 0
    attempts: int = 0
    repeats_in_a_row: int = 0
    reached: str = ""
    is_cleared: bool = False
    is_trusted: bool = False  # no acknowledgement, and nobody needs to be asked
    answer: bool | None = None
    repeats: bool = False
    next_job_id: UUID | None = None
    replaces: UUID | None = None
    updated_at: float = 0.0

    @property
    def is_finished(self) -> bool:
        return self.state in FINAL or (self.state == "unconfirmed" and self.is_trusted)

    @property
    def wants_next(self) -> bool:
        """This paper is given up; the next one is to be obtained and printed."""
        return self.state in ("suspect", "unconfirmed") and (self.repeats or self.answer is False)

    @property
    def asks(self) -> bool:
        """ "Did a complete ticket come out?" waits for a person."""
        return self.state in ("suspect", "unconfirmed") and not self.is_finished and not self.wants_next

    @property
    def is_unsent(self) -> bool:
        """Not one byte of it has left: it may go to another printer as it is."""
        return self.state in ("queued", "blocked")


class Journal:
    """A folder of jobs, private to its owner."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._folder = folder
        self.broken: list[Path] = []

    def write(self, job: PrintJob) -> None:
        """Replace the job's file in one step; after a power cut the old or the new one is there."""
        facts = asdict(replace(job, data=None))
        facts.update({name: str(facts[name]) for name in _UUIDS if facts[name]})
        facts["data"] = None if job.data is None or job.is_finished else job.data.to_json()
        self._replace(self._folder / f"{job.job_id}.json", facts)

    def load(self) -> list[PrintJob]:
        """Every job, oldest first. Files that cannot be read are set aside and listed in `broken`."""
        jobs = []
        for file in self._folder.glob("*.json"):
            if file.name.startswith("device-"):
                continue
            try:
                job = _from_json(json.loads(file.read_text(encoding="utf-8")))
            except (ValueError, TypeError, KeyError):
                self.broken.append(file.rename(file.with_suffix(".broken")))
                continue
            if job.is_finished and job.updated_at < time.time() - KEPT_SECONDS:
                file.unlink()
            else:
                jobs.append(job)
        for left_over in self._folder.glob("*.tmp"):
            left_over.unlink()
        return sorted(jobs, key=lambda job: (job.order, job.updated_at))

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, whichever printer had it; None when it was never written (or forgotten after its time)."""
        try:
            return _from_json(json.loads((self._folder / f"{job_id}.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            return None  # `load` sets it aside

    def acknowledgement(self, printer: str) -> str:
        """What a probe once found this device to be able to: process_id, gs_r, none; empty when never probed."""
        try:
            facts = json.loads(self._device_file(printer).read_text(encoding="utf-8"))
            return str(facts["acknowledgement"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def remember_acknowledgement(self, printer: str, found: str) -> None:
        self._replace(self._device_file(printer), {"printer": printer, "acknowledgement": found})

    def _device_file(self, printer: str) -> Path:
        return self._folder / f"device-{''.join(c if c.isalnum() else '_' for c in printer)}.json"

    def _replace(self, file: Path, facts: dict[str, Any]) -> None:
        temporary = file.with_suffix(".tmp")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(facts, stream, ensure_ascii=False)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
        if hasattr(os, "O_DIRECTORY"):  # the rename itself, where folders can be synced
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _from_json(facts: dict[str, Any]) -> PrintJob:
    data = PrintData.from_json(facts.pop("data")) if facts.get("data") else None
    facts.pop("data", None)
    facts.update({name: UUID(facts[name]) for name in _UUIDS if facts.get(name)})
    job = PrintJob(data=data, **facts)
    if job.state not in STATES or job.kind not in KINDS:
        raise ValueError(f"unknown state or kind: {job.state}, {job.kind}")
    return job
