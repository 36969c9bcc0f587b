"""From a sold sale to bytes for a printer: cards, signatures, pages. Runs in workers, knows no widget."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kai_counter.config import Home
from kai_counter.devices.journal import PrintJob
from kai_counter.devices.keys import CounterKey, create_key, forget_key, registered
from kai_counter.errors import Refused, Unavailable, disk_kept
from kai_counter.services import prints
from kai_counter.values.cards_day import MonthCard
from kai_counter.values.cards_disruption import AffectedBooking, TrainState
from kai_counter.values.cards_gate import ManifestCard
from kai_counter.values.cards_paper import ReceiptCard, SalePaper, TicketCard, from_reprint, from_sale
from kai_counter.values.cards_refund import OfferCard
from kai_counter.values.cards_till import ReportCard, SlipCard
from kai_counter.values.ids import new_id
from kai_counter.values.payment import QrisCharge

if TYPE_CHECKING:
    from PIL.Image import Image

    from kai_counter.db.database import Database
    from kai_counter.paper.page import Page
    from kai_counter.values.print_data import PrintData


class Paper:
    """`width` is the roll's in mm; a training room's paper is stamped. Thread-safe: the key is made ready once."""

    def __init__(self, home: Home, width: int, rules: Mapping[str, Any], training: bool = False) -> None:
        self._home, self.width, self._is_training = home, width, training
        self._opens = int(rules.get("gate_opens_minutes", 120))
        self._closes = int(rules.get("gate_closes_minutes", 5))
        self._key: CounterKey | None = None
        self._lock = threading.Lock()

    def key(self, database: Database) -> CounterKey:
        """The counter's key as the database knows it; asked once a sign-in, so that a key revoked overnight, or
        one of another database, signs nothing. Raises Unavailable when it was never registered."""
        with self._lock:
            if self._key is None:
                self._key = _ready_key(self._home.keys, database)
            return self._key

    def signed(self, answer: Mapping[str, Any], database: Database) -> SalePaper:
        """All papers of a sale, each ticket with its code. Signing comes after the commit, never before."""
        sale = from_sale(answer, gate_opens_minutes=self._opens, gate_closes_minutes=self._closes)
        key = self.key(database)
        return replace(sale, tickets=tuple(ticket.signed(key) for ticket in sale.tickets))

    def ticket_jobs(self, sale: SalePaper) -> list[PrintJob]:
        return [self._ticket_job(ticket, str(sale.receipt.sale_id)) for ticket in sale.tickets]

    def reprint_job(self, answer: Mapping[str, Any], job_id: UUID, database: Database) -> PrintJob:
        """The next issue of one ticket, signed anew because its number is in the code."""
        ticket = from_reprint(answer, gate_opens_minutes=self._opens, gate_closes_minutes=self._closes)
        ticket = ticket.signed(self.key(database))
        return self._ticket_job(replace(ticket, print_job_id=job_id), str(answer.get("sale_id") or ""))

    def receipt_job(self, receipt: ReceiptCard, job_id: UUID) -> PrintJob:
        from kai_counter.paper.receipt_page import receipt_page

        facts = {"sale_id": str(receipt.sale_id), "title": receipt.receipt_number}
        data = self._data(receipt_page(receipt, self.width))
        return PrintJob(job_id, "receipt", data, issue_number=receipt.copy + 1, facts=facts)

    def code_job(self, job_id: UUID, charge: QrisCharge, until: datetime) -> PrintJob:
        from kai_counter.paper.qris_page import qris_page

        data = self._data(qris_page(charge, until, self.width))
        return PrintJob(job_id, "report", data, facts={"title": f"QRIS {charge.order_id[-8:]}"})

    def report_job(self, job_id: UUID, card: ReportCard) -> PrintJob:
        from kai_counter.paper.report_page import report_page

        facts = {"title": f"{card.title} {card.counter_code}"}
        return PrintJob(job_id, "report", self._data(report_page(card, self.width)), facts=facts)

    def slip_job(self, job_id: UUID, card: SlipCard) -> PrintJob:
        from kai_counter.paper.report_page import slip_page

        data = self._data(slip_page(card, self.width))
        return PrintJob(job_id, "report", data, facts={"title": card.slip_number})

    def refund_job(self, job_id: UUID, card: OfferCard) -> PrintJob:
        from kai_counter.paper.refund_page import refund_page

        data = self._data(refund_page(card, self.width))
        return PrintJob(job_id, "report", data, facts={"title": card.refund_number})

    def manifest_job(self, job_id: UUID, card: ManifestCard, hand_over: bool) -> PrintJob:
        from kai_counter.paper.manifest_page import manifest_page

        data = self._data(manifest_page(card, self.width, hand_over=hand_over))
        title = f"KA {card.train.train_number} {card.station_code}"
        return PrintJob(job_id, "report", data, facts={"title": title})

    def save_manifest(self, card: ManifestCard, kind: str) -> Path:
        """`kind` is pdf or csv; readable by its owner only. Raises OSError."""
        from kai_counter.paper.manifest_page import manifest_csv, manifest_pdf

        name = f"manifest-{card.train.train_number}-{card.train.service_date}-{card.station_code}.{kind}"
        is_pdf = kind == "pdf"
        data = manifest_pdf(card, training=self._is_training) if is_pdf else manifest_csv(card).encode("utf-8-sig")
        return self._file(name, data)

    def affected_job(self, job_id: UUID, train: TrainState, bookings: tuple[AffectedBooking, ...]) -> PrintJob:
        from kai_counter.paper.affected_page import affected_page

        data = self._data(affected_page(train, bookings, self.width))
        return PrintJob(job_id, "report", data, facts={"title": f"KA {train.train_number}"})

    def save_affected(self, train: TrainState, bookings: tuple[AffectedBooking, ...]) -> Path:
        """The list of a disrupted train as an A4 file, readable by its owner only. Raises OSError."""
        from kai_counter.paper.affected_page import affected_pdf

        name = f"KA-{train.train_number}-{train.service_date:%Y%m%d}.pdf"
        return self._file(name, affected_pdf(train, bookings, training=self._is_training))

    def save_report(self, database: Database, card: ReportCard, job_id: UUID) -> Path:
        """The report as an A4 file, readable by its owner only; a copy of a Z says so. Raises OSError."""
        from kai_counter.paper.report_pdf import report_pdf

        if card.z_number is not None:
            card = replace(card, copy=prints.count_report(database, job_id, card.shift_id, "pdf"))
        number = f"Z{card.z_number:04}" if card.z_number is not None else f"X-{card.made_at:%Y%m%d-%H%M%S}"
        return self._file(f"{card.counter_code}-{number}.pdf", report_pdf(card, training=self._is_training))

    def test_job(self, job_id: UUID, counter_code: str, printer: str, at: datetime) -> PrintJob:
        from kai_counter.paper.receipt_page import test_page

        page = test_page(counter_code, printer, at, self.width)
        return PrintJob(job_id, "test", self._data(page), facts={"title": counter_code})

    def picture(self, ticket: TicketCard) -> Image:
        from kai_counter.paper.picture import page_picture
        from kai_counter.paper.ticket_page import ticket_page

        return page_picture(self._page(ticket_page(ticket, self.width)))

    def save_pdf(self, database: Database, job_id: UUID, booking_id: UUID) -> Path:
        """Tickets and receipt as A4 files, readable by their owner; the tickets' path. The database counts them
        and all but the first say so. Raises OSError, Refused, Unavailable."""
        from kai_counter.paper.pdf import receipt_pdf, tickets_pdf

        answer = prints.papers(database, job_id, booking_id)
        sale = self.signed(answer, database)
        tickets = tuple(replace(ticket, copy=int(answer["ticket_copy"])) for ticket in sale.tickets)
        name = sale.tickets[0].booking_number if sale.tickets else sale.receipt.sale_number
        path = self._file(f"{name}.pdf", tickets_pdf(tickets, training=self._is_training))
        receipt = f"{name}-{sale.receipt.receipt_number.replace('/', '-')}.pdf"
        self._file(receipt, receipt_pdf(sale.receipt, training=self._is_training))
        return path

    def _page(self, page: Page) -> Page:
        from kai_counter.paper.training import stamped

        return stamped(page) if self._is_training else page

    def _data(self, page: Page) -> PrintData:
        """Every paper of the roll goes through here."""
        from kai_counter.paper.escpos import page_data

        return page_data(self._page(page))

    def _file(self, name: str, data: bytes) -> Path:
        return write_file(self._home, name, data, self._is_training)

    def _ticket_job(self, ticket: TicketCard, sale_id: str) -> PrintJob:
        from kai_counter.paper.ticket_page import ticket_page

        assert ticket.print_job_id is not None
        key = self._key
        facts = {
            "ticket_id": str(ticket.ticket_id),
            "sale_id": sale_id or None,
            "title": ticket.ticket_number,
            "passenger": ticket.passenger_name,
            "seat": f"{ticket.seat.coach_label} / {ticket.seat.seat_number}" if ticket.seat else "",
            "qr_code": ticket.code,
            "key_no": key.key_no if key else None,
        }
        data = self._data(ticket_page(ticket, self.width))
        return PrintJob(ticket.print_job_id, "ticket", data, issue_number=ticket.issue_number, facts=facts)


def write_file(home: Home, name: str, data: bytes, training: bool) -> Path:
    """A paper as a file, readable by its owner only; one of a training room says so in its name. Raises OSError."""
    from kai_counter.paper.training import FILE_PREFIX

    folder = home.data / "pdf"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / (FILE_PREFIX + name if training else name)
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


def save_month(home: Home, card: MonthCard, kind: str, training: bool) -> Path:
    """The month report as `pdf` or `csv`. Raises Unavailable("disk")."""
    from kai_counter.paper.month_report import month_csv, month_pdf

    data = month_pdf(card, training=training) if kind == "pdf" else month_csv(card).encode("utf-8-sig")
    with disk_kept():
        return write_file(home, f"{card.station_code}-{card.month:%Y-%m}.{kind}", data, training)


def _ready_key(folder: Path, database: Database) -> CounterKey:
    """Made, registered, and made anew when the database will not have it any more."""
    for is_last in (False, True):
        key = create_key(folder)
        try:
            answer = prints.register_key(database, new_id(), key.public)
        except Unavailable:
            if key.is_valid(datetime.now(UTC)):
                return key
            raise
        except Refused:  # revoked, or another counter's: this machine was set up anew
            if is_last:
                raise
            forget_key(folder)
            continue
        until = datetime.fromisoformat(answer["valid_until"]) if answer.get("valid_until") else None
        known = registered(folder, key, int(answer["key_no"]), until)
        if known.is_valid(datetime.now(UTC)) or is_last:
            return known
        forget_key(folder)
    raise AssertionError("the second round returns or raises")
