"""What the printer did, told to the database: it may only say of a ticket what it heard."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.devices.journal import PrintJob
from kai_counter.errors import Refused
from kai_counter.services import prints, shifts

if TYPE_CHECKING:
    from kai_counter.db.database import Database
    from kai_counter.ui.context import Counter

log = logging.getLogger(__name__)

AGAIN = 5_000  # ms until the database is asked again


class PrintReport(QObject):
    """`again` runs out when something could not be told, or not be done, for want of the database."""

    told = Signal()  # everything there was to tell: the database's timelines are true again

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.counter = counter
        self._untold: dict[UUID, tuple[str, dict[str, Any]]] = {}
        self._telling = False
        self.again = QTimer(self, interval=AGAIN)

    @property
    def is_done(self) -> bool:
        return not self._untold and not self._telling

    def note(self, job: PrintJob) -> None:
        if job.kind == "drawer":
            # Only what did open, and only in the name of whoever opened it.
            if job.state == "confirmed" and job.facts.get("by") == self.counter.signed_in.staff.nipp:
                self._untold[job.job_id] = (job.state, {"kind": "drawer", "reason": job.facts.get("reason") or "-"})
            return
        kept = {"qr_code", "key_no", "sale_id"}
        facts = {name: value for name, value in job.facts.items() if name in kept and value is not None}
        facts |= {"kind": job.kind, "printer": job.printer}
        if job.reason:
            facts["reason"] = job.reason
        self._untold[job.job_id] = (job.state, facts)

    def tell(self) -> None:
        """One report at a time, the newest state of each job; what fails is tried again by itself."""
        if self._telling or not self._untold:
            return
        self._telling = True
        job_id = next(iter(self._untold))
        state, facts = self._untold.pop(job_id)

        def told(_answer: object) -> None:
            self._telling = False
            self.tell()
            if self.is_done:
                self.told.emit()

        def refused(refusal: Refused) -> None:
            log.info("report of job %s (%s) refused: %s", job_id, state, refusal.code)
            told(None)

        def failed(_fault: BaseException) -> None:
            self._telling = False
            self._untold.setdefault(job_id, (state, facts))
            self.again.start()

        database = self.counter.database
        self.counter.desk.ask(
            self, _tell_one, database, job_id, state, facts, then=told, refused=refused, failed=failed
        )


def _tell_one(database: Database, job_id: UUID, state: str, facts: dict[str, Any]) -> None:
    if facts["kind"] == "drawer":
        shifts.drawer_opened(database, job_id, facts["reason"])
    else:
        prints.report(database, job_id, state, facts)
