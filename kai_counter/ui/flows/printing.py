"""After the sale: sign with the counter's key, print, and tell the database what the printer did.

The outside world comes after the commit: whatever goes wrong here, the sale stands. The journal on disk is the
truth of what this printer did; the database hears of it as soon as it can be reached, and only it may say that a
ticket has a next issue (DECISIONS.md, "Print jobs").
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer import Printer, PrinterSettings, PrinterStatus
from kai_counter.errors import Refused, Unavailable
from kai_counter.services import bookings, prints
from kai_counter.services.exchanges import PaperAnswer
from kai_counter.ui.flows.paper import Paper
from kai_counter.ui.flows.print_report import PrintReport
from kai_counter.ui.flows.print_work import (
    build_and_submit,
    prepare_and_submit,
    receipt_and_submit,
    reprint_and_submit,
)
from kai_counter.ui.flows.tray import Tray
from kai_counter.values.cards import SaleCard
from kai_counter.values.cards_disruption import AffectedBooking, TrainState
from kai_counter.values.cards_gate import ManifestCard
from kai_counter.values.cards_paper import SalePaper, TicketCard
from kai_counter.values.cards_refund import OfferCard
from kai_counter.values.cards_till import ReportCard, SlipCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import QrisCharge

if TYPE_CHECKING:
    from PIL.Image import Image

    from kai_counter.devices.simulator import Simulator
    from kai_counter.ui.context import Counter

VIRTUAL_SPEED = 220  # mm/s of the printer on the screen
AGAIN = 5_000  # ms until the database is asked again
_TOLD_SECONDS = 86_400  # what was printed longer ago was told long ago


class Printing(QObject):
    """One counter's paper. `start` opens the printer; every signal comes on the GUI thread."""

    job_changed = Signal(object)  # PrintJob
    status_changed = Signal(object)  # PrinterStatus
    paper_came_out = Signal(object)  # a PIL image, from the virtual printer
    rows_came_out = Signal(object)
    sale_prepared = Signal(object, object)  # sale id, SalePaper: signed, on its way
    trouble = Signal(object)  # Refused or Unavailable of something asked for here

    _heard = Signal(object)
    _torn = Signal(object)
    _fed = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.journal = Journal(counter.home.print_journal)
        self.paper = self._paper(counter.settings.printer.width)
        self.printer: Printer | None = None
        self.spare: Printer | None = None
        self.simulator: Simulator | None = None
        self.papers: dict[UUID, SalePaper] = {}  # by sale, for the screen; forgotten with the next customer
        self.tray = Tray()
        self._jobs: dict[UUID, PrintJob] = {}
        self._unprepared: dict[UUID, SaleCard] = {}
        self.report = PrintReport(counter, self)
        self.report.again.timeout.connect(self.catch_up)
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._torn.connect(self._on_torn, Qt.ConnectionType.QueuedConnection)
        self._fed.connect(self.rows_came_out, Qt.ConnectionType.QueuedConnection)

    # -- the device --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the printer of the settings; unfinished jobs of the journal go on or ask."""
        wanted = self.counter.settings.printer
        self.printer = self._open(PrinterSettings(wanted.kind, wanted.address), wanted.width)
        for job in self.printer.jobs():
            self._jobs[job.job_id] = job
            if job.updated_at > time.time() - _TOLD_SECONDS:
                self.report.note(job)
        self.report.tell()

    def _open(self, settings: PrinterSettings, width: int, *, adopts: bool = True) -> Printer:
        dial = None
        if settings.kind == "virtual":
            dial = self._virtual(width).dial
        return Printer(
            settings, self.journal, self._heard.emit, next_issue=self._next_issue, dial=dial, adopts=adopts
        )

    def _virtual(self, width: int) -> Simulator:
        from kai_counter.devices.simulator import Simulator

        if self.simulator is None:
            self.simulator = Simulator(
                width=width, speed=VIRTUAL_SPEED, on_paper=self._torn.emit, on_rows=self._fed.emit
            )
        return self.simulator

    def _paper(self, width: int) -> Paper:
        counter = self.counter
        return Paper(counter.home, width, counter.signed_in.rules, counter.settings.training)

    def change_printer(self, settings: PrinterSettings, width: int) -> None:
        """Another device from now on; what was not sent goes there."""
        if self.printer is not None:
            self.printer.close()
        self.paper = self._paper(width)
        if self.simulator is not None:
            self.simulator.close()
            self.simulator = None
        self.printer = self._open(settings, width)
        self.status_changed.emit(self.printer.status())

    def move_rest(self, settings: PrinterSettings) -> list[UUID]:
        """The rest of a stopped series comes out of another printer; nothing that may exist is sent again."""
        if self.printer is None:
            return []
        if self.spare is None or self.spare.settings != settings:
            if self.spare is not None:
                self.spare.close()
            self.spare = self._open(settings, self.counter.settings.printer.width, adopts=False)
        return self.printer.move(self.spare)

    def close(self) -> None:
        self.report.again.stop()
        for device in (self.printer, self.spare):
            if device is not None:
                device.close()
        if self.simulator is not None:
            self.simulator.close()

    # -- what the screens read ---------------------------------------------------------------------------

    @property
    def status(self) -> PrinterStatus:
        return self.printer.status() if self.printer is not None else PrinterStatus("", "unknown")

    def jobs(self) -> list[PrintJob]:
        """Jobs of both printers, oldest first."""
        return sorted(self._jobs.values(), key=lambda job: (job.updated_at, job.order))

    def unfinished(self) -> list[PrintJob]:
        """In the order they will be printed."""
        return sorted((job for job in self._jobs.values() if not job.is_finished), key=lambda job: job.order)

    def current_job(self, ticket_id: UUID) -> PrintJob | None:
        """The newest paper of a ticket."""
        of_ticket = [job for job in self._jobs.values() if job.facts.get("ticket_id") == str(ticket_id)]
        return max(of_ticket, key=lambda job: job.issue_number, default=None)

    # -- printing ----------------------------------------------------------------------------------------

    def print_sale(self, card: SaleCard) -> None:
        """Sign and print every ticket; for the same sale a second time nothing comes out twice."""
        if card.sale_id in self.papers or card.sale_id in self._unprepared:
            return
        self._unprepared[card.sale_id] = card
        self._prepare(card)

    def _prepare(self, card: SaleCard) -> None:
        def ready(prepared: tuple[SalePaper, list[PrintJob]]) -> None:
            paper, _jobs = prepared
            self._unprepared.pop(card.sale_id, None)
            self.papers[card.sale_id] = paper
            self.sale_prepared.emit(card.sale_id, paper)

        self.counter.desk.do(
            self,
            prepare_and_submit,
            self.paper,
            self.counter.database,
            self.printer,
            card,
            then=ready,
            refused=self.trouble.emit,
            failed=lambda _fault: self.report.again.start(),
        )

    def print_receipt(self, booking_id: UUID, job_id: UUID) -> None:
        """The receipt of this booking's sale, its number of copies counted by the database; `job_id` makes a retry
        the same paper."""
        self.counter.desk.do(
            self,
            receipt_and_submit,
            self.paper,
            self.counter.database,
            self.printer,
            (job_id, booking_id),
            refused=self.trouble.emit,
            failed=lambda fault: self.trouble.emit(fault) if isinstance(fault, Unavailable) else None,
        )

    def print_test(self) -> UUID:
        """A test ticket; its id, so that the start page can follow it."""
        job_id, code = new_id(), self.counter.signed_in.counter.code
        title, at = self.status.printer, self.counter.clock.now()
        self._submit(lambda: self.paper.test_job(job_id, code, title, at))
        return job_id

    def reprint(self, ticket_id: UUID, reason: str, approval_id: UUID | None = None, *, job_id: UUID) -> None:
        """The next issue of a ticket from now on; the older paper is void. `job_id` makes a retry safe."""
        self.counter.desk.do(
            self,
            reprint_and_submit,
            self.paper,
            self.counter.database,
            self.printer,
            (job_id, ticket_id, reason, approval_id),
            refused=self.trouble.emit,
            failed=lambda fault: self.trouble.emit(fault) if isinstance(fault, Unavailable) else None,
        )

    def print_code(self, charge: QrisCharge) -> None:
        """The QRIS code on paper, on request: for whom the display is too far."""
        job_id, until = new_id(), self.counter.clock.local(charge.expires_at)
        self._submit(lambda: self.paper.code_job(job_id, charge, until))

    def print_papers(self, papers: tuple[PaperAnswer, ...]) -> None:
        """The next issues after a correction or another seat: the database has numbered them already."""
        for paper in papers:
            self._submit(
                lambda one=paper: self.paper.reprint_job(one.answer, one.print_job_id, self.counter.database)  # type: ignore[misc]
            )

    def print_report(self, card: ReportCard) -> None:
        """An X or a Z; what is not the first paper of a Z says so."""
        job_id, database = new_id(), self.counter.database

        def built() -> PrintJob:
            copy = prints.count_report(database, job_id, card.shift_id, "roll") if card.z_number is not None else 0
            return self.paper.report_job(job_id, replace(card, copy=copy))

        self._submit(built)

    def save_report(self, card: ReportCard) -> None:
        """The same for the station's file."""
        self.counter.desk.do(self, self.paper.save_report, self.counter.database, card, new_id())

    def print_manifest(self, card: ManifestCard, hand_over: bool) -> None:
        """Who is on a train, and at gate close the hand-over to its crew."""
        self._submit(lambda: self.paper.manifest_job(new_id(), card, hand_over))

    def print_slip(self, card: SlipCard) -> None:
        """The slip of a cash movement."""
        self._submit(lambda: self.paper.slip_job(new_id(), card))

    def print_affected(self, train: TrainState, bookings: tuple[AffectedBooking, ...]) -> None:
        """The list of a disrupted train."""
        self._submit(lambda: self.paper.affected_job(new_id(), train, bookings))

    def print_refund(self, card: OfferCard) -> None:
        """The slip of a refund: one to sign and keep, one for the customer."""
        for _copy in range(2):
            self._submit(lambda: self.paper.refund_job(new_id(), card))

    def open_drawer(self, reason: str) -> UUID | None:
        """The pulse's job; `job_changed` tells whether it went out. Each opening is told to the database."""
        if self.printer is None:
            return None
        job_id, by = new_id(), self.counter.signed_in.staff.nipp
        self.counter.desk.do(self, self.printer.kick_drawer, reason, job_id, by)
        return job_id

    def answer(self, job_id: UUID, complete: bool) -> None:
        """A person says whether a complete paper came out."""
        device = self._device_of(job_id)
        if device is not None:
            self.counter.desk.do(self, device.answer, job_id, complete, refused=self._not_answered)

    def _not_answered(self, refused: Refused) -> None:
        if refused.code != "no_question":  # answered already, by a second key
            self.trouble.emit(refused)

    def retry(self) -> None:
        for device in (self.printer, self.spare):
            if device is not None:
                device.retry()
        self.catch_up()

    def _device_of(self, job_id: UUID) -> Printer | None:
        return next((d for d in (self.spare, self.printer) if d is not None and d.job(job_id)), None)

    def _submit(self, build: Callable[[], PrintJob]) -> None:
        printer = self.printer
        if printer is not None:
            self.counter.desk.do(self, build_and_submit, printer, build)

    def _next_issue(self, job: PrintJob) -> PrintJob | None:
        """In the printer's own thread: the given-up ticket's next issue, as only the database may number it."""
        assert job.next_job_id is not None
        database = self.counter.database
        ticket_id = UUID(str(job.facts["ticket_id"]))
        answer = bookings.reprint(database, job.next_job_id, ticket_id, f"printer: {job.reason or 'not complete'}")
        return self.paper.reprint_job(answer, job.next_job_id, database)

    # -- telling the database ----------------------------------------------------------------------------

    @Slot(object)
    def _on_heard(self, news: PrintJob | PrinterStatus) -> None:
        if isinstance(news, PrinterStatus):
            self.status_changed.emit(news)
            return
        self._jobs[news.job_id] = news
        self.report.note(news)
        self.report.tell()
        self.job_changed.emit(news)

    @Slot(object)
    def _on_torn(self, paper: Image) -> None:
        self.tray.add(paper)
        self.paper_came_out.emit(paper)

    def catch_up(self) -> None:
        """The database may be back: prepare what was sold, tell what was printed."""
        self.report.again.stop()
        for card in list(self._unprepared.values()):
            self._prepare(card)
        self.report.tell()

    # -- other papers ------------------------------------------------------------------------------------

    def forget(self, sale_id: UUID) -> None:
        """The next customer: names on paper are kept no longer than the sale is on the screen."""
        self.papers.pop(sale_id, None)

    def picture(self, ticket: TicketCard) -> Image:
        """What a ticket looks like on the roll; in a worker, it takes some milliseconds."""
        return self.paper.picture(ticket)
