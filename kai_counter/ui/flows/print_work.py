"""What printing does in a worker's thread: ask the database, build the bytes, hand them to the printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from kai_counter.devices.journal import PrintJob
from kai_counter.devices.printer import Printer
from kai_counter.errors import disk_kept
from kai_counter.services import bookings, prints
from kai_counter.ui.flows.paper import Paper
from kai_counter.values.cards import SaleCard
from kai_counter.values.cards_paper import SalePaper, from_sale

if TYPE_CHECKING:
    from kai_counter.db.database import Database


def prepare_and_submit(
    paper: Paper, database: Database, printer: Printer | None, card: SaleCard
) -> tuple[SalePaper, list[PrintJob]]:
    """In the writer's thread. Raises Unavailable while the key is not registered and the database away."""
    with disk_kept():
        sale = paper.signed(card.raw, database)
        jobs = paper.ticket_jobs(sale)
    if printer is not None:
        printer.submit(*jobs)
    return sale, jobs


def build_and_submit(printer: Printer, build: Callable[[], PrintJob]) -> None:
    with disk_kept():
        job = build()
    printer.submit(job)


def receipt_and_submit(
    paper: Paper, database: Database, printer: Printer | None, asked: tuple[UUID, UUID]
) -> None:
    receipt = from_sale(prints.receipt(database, *asked)).receipt
    with disk_kept():
        job = paper.receipt_job(receipt, asked[0])
    if printer is not None:
        printer.submit(job)


def reprint_and_submit(
    paper: Paper,
    database: Database,
    printer: Printer | None,
    asked: tuple[UUID, UUID, str, UUID | None],
) -> None:
    job_id, ticket_id, reason, approval_id = asked
    answer = bookings.reprint(database, job_id, ticket_id, reason, approval_id)
    with disk_kept():
        job = paper.reprint_job(answer, job_id, database)
    if printer is not None:
        printer.submit(job)
