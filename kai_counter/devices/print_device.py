"""The device a printer talks to: what is known of it, and how one document goes over."""

from __future__ import annotations

import time
from collections.abc import Callable

from kai_counter.devices import protocol
from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer_status import PrinterSettings
from kai_counter.devices.protocol import Condition
from kai_counter.devices.session import Outcome, Session, Timing
from kai_counter.devices.transport import Dial, LinkLost
from kai_counter.errors import Unavailable


class PrintDevice:
    """`problem` is what went wrong last, `is_known` whether it was heard at all; `heard` follows its every word."""

    def __init__(
        self, settings: PrinterSettings, journal: Journal, dial: Dial, timing: Timing, heard: Callable[[], None]
    ) -> None:
        self.settings, self.dial, self.timing = settings, dial, timing
        self._journal, self._heard = journal, heard
        self.condition = Condition()
        self.problem = ""
        self.is_known = False
        self.is_dirty = False  # it may still hold bytes of a paper that was given up
        self.check_at = 0.0
        self.acknowledgement = settings.acknowledgement
        if self.acknowledgement == "auto":
            self.acknowledgement = journal.acknowledgement(settings.title)

    @property
    def trouble(self) -> str:
        return (self.condition.trouble if self.is_known else "") or self.problem

    @property
    def drawer_open(self) -> bool | None:
        pin = self.condition.drawer_pin
        return None if pin is None else pin is self.settings.drawer_open_level

    def session(self) -> Session:
        """Raises Unavailable: no connection."""
        return Session(self.dial(self.timing.connect), self.timing, self._hear)

    def _hear(self, condition: Condition) -> None:
        self.condition, self.is_known = condition, True
        self._heard()

    def was_used(self) -> None:
        """It need not be looked at for a while."""
        self.check_at = time.monotonic() + self.timing.idle

    def look(self) -> None:
        """Between jobs: is it there, has it paper? Also empties a buffer that an earlier session left."""
        self.was_used()
        try:
            session = self.session()
        except Unavailable:
            self.problem = "no_connection"
            return
        try:
            heard = session.ask_status()
            self._wash(session)
            self.problem = "" if heard or self.acknowledgement in ("", "none") else "no_answer"
            self.is_known = heard
        except LinkLost:
            self.problem = "link_lost"
        finally:
            session.close()

    def _wash(self, session: Session) -> None:
        if self.is_dirty and session.clear():
            self.is_dirty = False

    def prepare(self, session: Session) -> str:
        """Preflight; how this device acknowledges. Raises NotReady or LinkLost: not one byte of the job was sent.

        A device that was never heard counts as one that cannot answer, for this job only: it may be wedged.
        """
        session.ask_status()
        self._wash(session)
        session.check()
        session.begin(must_answer=self.acknowledgement in ("process_id", "gs_r"))
        if not self.acknowledgement and session.answers_status:
            self.acknowledgement = session.probe()
            self._journal.remember_acknowledgement(self.settings.title, self.acknowledgement)
        if self.is_dirty and self.acknowledgement == "gs_r":
            return "none"  # GS r answers carry no id: an earlier paper's could pass for this one's
        return self.acknowledgement or "none"

    def send(
        self, job: PrintJob, session: Session, acknowledgement: str, sent: Callable[[], object]
    ) -> Outcome:
        """The document, then its acknowledgement; `sent` is called between the two."""
        assert job.data is not None
        prefix = protocol.job_mark(job.job_id, job.attempts)
        buffer = job.data.marked(*session.marks(acknowledgement, prefix))
        try:
            stopped = session.send_job(buffer)
            if stopped is not None:
                return stopped
            sent()
            if acknowledgement == "none":
                return session.without_acknowledgement()
            return session.await_printed()
        except LinkLost:
            return Outcome(session.reached, "link_lost")
