"""Sold: the change to give, the booking code, and each ticket's way through the printer. Enter is the next one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.devices.journal import PrintJob
from kai_counter.devices.printer import PrinterStatus
from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, print_words, theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.printing import Printing
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.cash_panel import notes_text
from kai_counter.ui.widgets.icon import Icon
from kai_counter.ui.widgets.print_rows import PrintRow, asking, scrolled_rows
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.ui.widgets.ticket_preview import TicketPreview
from kai_counter.values.cards import SaleCard
from kai_counter.values.cards_paper import SalePaper, TicketCard, from_sale
from kai_counter.values.cards_payments import paid_lines
from kai_counter.values.ids import new_id
from kai_counter.values.money import format_rupiah


class DoneScreen(QWidget):
    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("done")
        self.setProperty("page", True)
        self.counter, self.flow = counter, flow
        self._shown: UUID | None = None
        self._paper: SalePaper | None = None
        self._printer_said = ""
        self._receipt: UUID | None = None  # asked for and not yet with the printer: asked again it is the same
        self._file: UUID | None = None  # likewise
        self.rows: dict[UUID, PrintRow] = {}
        self._build()
        printing = self.printing
        if printing is not None:
            printing.job_changed.connect(self._job_changed)
            printing.status_changed.connect(self._status_changed)
            printing.sale_prepared.connect(self._prepared)
            printing.trouble.connect(self._say)
        flow.changed.connect(self.refresh)
        self.retranslate()

    @property
    def printing(self) -> Printing | None:
        return self.counter.printing

    # -- building

    def _build(self) -> None:
        self.banner = Banner("done.banner", self)
        self.banner.acted.connect(self._banner_acted)
        self.heading = QLabel(self)
        self.heading.setStyleSheet("font-size: 26px; font-weight: 700;")
        self.code_caption, self.change_caption = QLabel(self), QLabel(self)
        self.code, self.change = QLabel(self), QLabel(self)
        self.code.setObjectName("done.code")
        self.change.setObjectName("done.change")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = QLabel(self)
        self.notes.setObjectName("done.notes")
        theme.mark(self.notes, role="heading")
        self.journey = QLabel(self)
        self.journey.setWordWrap(True)
        theme.mark(self.journey, role="strong")
        self.tickets_title = QLabel(self)
        theme.mark(self.tickets_title, role="heading")
        self.next = Button("done.next", kind="primary", key="Enter", large=True)
        self.receipt = Button("done.receipt", key="Ctrl+R")
        self.pdf = Button("done.pdf", key="Ctrl+S")
        self.reprint = Button("done.reprint", icon="printer", key="F9")
        self.next.clicked.connect(self.next_customer)
        self.receipt.clicked.connect(self._print_receipt)
        self.pdf.clicked.connect(self._save_pdf)
        self.reprint.clicked.connect(self._reprint)
        self.preview = TicketPreview("done.preview", 276)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        row.setSpacing(theme.L)
        row.addWidget(self._left(), 1)
        row.addWidget(self._right())

    def _left(self) -> QWidget:
        side = QWidget(self)
        facts = QFrame(side)
        theme.mark(facts, card="success")
        title = QHBoxLayout()
        title.addWidget(Icon("circle-check", "success", 32))
        title.addWidget(self.heading, 1)
        figures = QGridLayout()
        figures.setHorizontalSpacing(theme.XL * 2)
        figures.setVerticalSpacing(0)
        bottom = Qt.AlignmentFlag.AlignBottom
        for place, (caption, figure) in enumerate(
            ((self.change_caption, self.change), (self.code_caption, self.code))
        ):
            theme.mark(caption, role="muted")
            figures.addWidget(caption, 0, place)
            figures.addWidget(figure, 1, place, bottom)
        figures.addWidget(self.notes, 2, 0, 1, 3)
        figures.setColumnStretch(2, 1)
        card = QVBoxLayout(facts)
        card.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        card.setSpacing(theme.S)
        card.addLayout(title)
        card.addStretch(1)
        card.addLayout(figures)
        card.addStretch(1)
        card.addWidget(self.journey)
        self.paper, self.list = scrolled_rows(side)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for button in (self.reprint, self.receipt, self.pdf):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.next)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.banner)
        column.addWidget(facts, 1)
        column.addWidget(self.tickets_title)
        column.addWidget(self.paper)
        column.addLayout(buttons)
        return side

    def _right(self) -> QWidget:
        frame = QFrame(self)
        theme.mark(frame, card="sunken")
        scroll = QScrollArea(frame)
        scroll.setWidget(self.preview)
        scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(frame)
        column.setContentsMargins(theme.M, theme.M, theme.XS, theme.M)
        column.addWidget(scroll)
        frame.setFixedWidth(332)
        return frame

    # -- what the window asks of a page

    def activate(self) -> None:
        self.refresh()
        self.next.setFocus()

    def title(self) -> str:
        return self.tr("Tickets")

    def keys(self) -> list[KeyHint]:
        asks = self._asking() is not None
        hints = []
        if asks:
            hints += [
                KeyHint("Y", self.tr("Yes, complete"), lambda: self._answer(True)),
                KeyHint("N", self.tr("No"), lambda: self._answer(False)),
            ]
        return [
            KeyHint("Enter", self.tr("Next customer"), self.next_customer),
            *hints,
            KeyHint("F9", self.tr("Reprint"), self._reprint, bool(self.rows)),
            KeyHint("Ctrl+R", self.tr("Receipt"), self._print_receipt),
            KeyHint("Ctrl+S", self.tr("PDF"), self._save_pdf),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Indonesian keyboards answer T for "tidak".
        if event.key() == Qt.Key.Key_T and not event.modifiers() and self._asking():
            self._answer(False)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing

    def refresh(self) -> None:
        sale = self.flow.sale
        if sale is None:
            return
        if sale.sale_id != self._shown:
            self._shown = sale.sale_id
            self.preview.show_picture(None)
            self._paper, self._receipt, self._file = None, None, None
            self._fill_rows(from_sale(sale.raw).tickets)
            if self.printing is not None:
                self.printing.print_sale(sale)
                if self._is_cash(sale):
                    self._kick_drawer()
        self.code.setText(" · ".join(sale.booking_numbers))
        size = {1: 38, 2: 26}.get(len(sale.booking_numbers), 18)  # side by side with the change; all of them whole
        self.code.setWordWrap(len(sale.booking_numbers) > 2)
        self.code.setStyleSheet(f"font-size: {size}px; font-weight: 700; letter-spacing: 2px;")
        exact = self.tr("None: exact") if self._is_cash(sale) else self.tr("None: not paid in cash")
        self.change.setText(format_rupiah(sale.change) if sale.change else exact)
        size = 56 if sale.change else 38  # money to hand over is read from a step away
        self.change.setStyleSheet(f"font-size: {size}px; font-weight: 700;")
        self.notes.setText(notes_text(sale.change))
        self.notes.setVisible(sale.change > 0)
        self._show_jobs()
        self._show_recovery()

    @staticmethod
    def _is_cash(sale: SaleCard) -> bool:
        """The drawer opens for cash only: a part of the price is enough."""
        return any(line.method == "cash" and line.amount for line in paid_lines(sale.raw))

    def _kick_drawer(self) -> None:
        """Once for a fresh cash sale; a sale found again after a restart opens nothing."""
        if self.flow.recovered is None and self.printing is not None:
            self.printing.open_drawer("sale")

    def _fill_rows(self, tickets: tuple[TicketCard, ...]) -> None:
        for row in self.rows.values():
            self.list.removeWidget(row)
            send_off(row)
        self.rows = {}
        for index, ticket in enumerate(tickets):
            seat = self.tr("no seat (infant)")
            if ticket.seat:
                seat = f"{ticket.seat.coach_label} / {ticket.seat.seat_number}"
            detail = f"{seat}  ·  {ticket.ticket_number}"
            row = PrintRow(f"done.ticket.{index}", ticket.passenger_name, detail, self)
            row.answered.connect(self._answer)
            self.rows[ticket.ticket_id] = row
            self.list.insertWidget(index, row)
        self.journey.setText("\n".join(dict.fromkeys(map(_journey_words, tickets))))

    def _prepared(self, sale_id: UUID, paper: SalePaper) -> None:
        if sale_id != self._shown or self.printing is None:
            return
        self._paper = paper
        self._show_jobs()
        if paper.tickets:
            self.counter.desk.ask(
                self,
                self.printing.picture,
                paper.tickets[0],
                then=self.preview.show_picture,
                key="picture",
            )

    def _job_changed(self, job: PrintJob) -> None:
        if job.job_id == self._receipt:
            self._receipt = None  # that paper is the printer's now; the next press asks for a copy
        self._show_jobs()

    def _show_jobs(self) -> None:
        if self.printing is None:
            return
        for ticket_id, row in self.rows.items():
            row.show_job(self.printing.current_job(ticket_id))
        self._fit_paper()

    def _fit_paper(self) -> None:
        """The list takes what its rows need and no more; the rest of the page is the change's."""
        needed = sum(row.sizeHint().height() + theme.S for row in self.rows.values())
        self.paper.setMaximumHeight(max(needed, 40))
        self.paper.setMinimumHeight(min(needed, 4 * 62))

    def _status_changed(self, status: PrinterStatus) -> None:
        """Something is wrong with the printer while this customer's tickets are still to come."""
        waits = any(row.job is None or not row.job.is_finished for row in self.rows.values())
        if status.state == "not_ready" and waits:
            _, text = print_words.status_text(status)
            more = self.tr("The sale is made. Tickets print by themselves as soon as the printer can.")
            self.banner.say("warning", text, more, action=self.tr("Try now"))
            self._printer_said = self.banner.text()
        elif self.banner.text() == self._printer_said:
            self.banner.hide()  # a receipt on its way, or a refusal, is not the printer's to take away

    def _show_recovery(self) -> None:
        """After a power cut: the sale is made, whether the change was handed over only the clerk knows."""
        sale = self.flow.sale
        if self.flow.asks_change and sale is not None:
            title = self.tr("This sale was made before the interruption")
            more = self.tr("Was the change of {amount} given? Check with the customer.")
            self.banner.setProperty("kept", True)
            self.banner.say("warning", title, more.format(amount=format_rupiah(sale.change)))

    def _say(self, trouble: object) -> None:
        if isinstance(trouble, Refused):
            self.banner.say("danger", self.tr("Not printed"), words.sentence(trouble))
        elif isinstance(trouble, Unavailable):
            self.banner.say("warning", *words.trouble(trouble))

    # -- acting

    def _asking(self) -> PrintJob | None:
        return asking(self.rows.values())

    def _answer(self, complete: bool) -> None:
        job = self._asking()
        if job is not None and self.printing is not None:
            self.printing.answer(job.job_id, complete)
            self.next.setFocus()

    def _banner_acted(self) -> None:
        if self.printing is not None:
            self.printing.retry()

    def next_customer(self) -> None:
        """Enter. A question stays answerable on the printer page, but is asked here first."""
        if self._asking() is not None:
            self.banner.say(
                "warning", print_words.question(), self.tr("Y = yes, N = no. The next customer after that.")
            )
            return
        if self.flow.sale is None:
            return
        if self.printing is not None:
            self.printing.forget(self.flow.sale.sale_id)
        self.banner.setProperty("kept", None)
        self.banner.hide()
        self._shown = None
        self.flow.next_customer()

    def _print_receipt(self) -> None:
        if self.printing is not None and self.flow.sale is not None:
            self._receipt = self._receipt or new_id()
            self.printing.print_receipt(UUID(str(self.flow.sale.raw["bookings"][0]["booking_id"])), self._receipt)
            self.banner.say("success", self.tr("The receipt is on its way to the printer"))

    def _save_pdf(self) -> None:
        if self.printing is None or self.flow.sale is None:
            return
        self._file = self._file or new_id()
        booking = UUID(str(self.flow.sale.raw["bookings"][0]["booking_id"]))
        self.counter.desk.ask(
            self,
            self.printing.paper.save_pdf,
            self.counter.database,
            self._file,
            booking,
            then=self._pdf_saved,
            refused=self.printing.trouble.emit,
            failed=lambda _fault: None,
            key="pdf",
        )

    def _pdf_saved(self, path: object) -> None:
        self._file = None  # the next one is one more copy
        self.banner.say("success", self.tr("Saved as PDF"), str(path))
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _reprint(self) -> None:
        """Reprinting has a reason and a page of its own; it is opened on this booking."""
        sale = self.flow.sale
        place: QWidget | None = self.parentWidget()
        while place is not None and not hasattr(place, "scanned"):
            place = place.parentWidget()
        if sale is not None and place is not None:
            cast(Any, place).scanned(sale.booking_numbers[0])  # as if its code had been scanned

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Sold"))
        self.code_caption.setText(self.tr("Booking code"))
        #: Indonesian: Kembalian
        self.change_caption.setText(self.tr("Change to give"))
        self.tickets_title.setText(self.tr("Tickets"))
        self.next.set_text(self.tr("Next customer"))
        self.receipt.set_text(self.tr("Receipt"))
        self.pdf.set_text(self.tr("PDF"))
        self.reprint.set_text(self.tr("Reprint"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _journey_words(ticket: TicketCard) -> str:
    """The same for everybody who travels together, in whatever booking."""
    start = ticket.origin
    return (
        f"{ticket.train_name} ({ticket.train_number})  ·  {start.name} → {ticket.destination.name}"
        f"  ·  {date_text(start.time.date())}  {time_text(start.time)} {start.zone}"
    )
