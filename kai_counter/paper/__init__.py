"""What is printed: card → page → ESC/POS bytes, picture or PDF. Pure: nothing here knows a cable or a database.

The doors of the room; imports are late because python-escpos takes a quarter of a second to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from kai_counter.values.cards_paper import ReceiptCard, TicketCard
from kai_counter.values.print_data import PrintData

if TYPE_CHECKING:
    from PIL.Image import Image

    from kai_counter.paper.page import Page

__all__ = [
    "receipt_data",
    "receipt_image",
    "receipt_pdf",
    "receipt_png",
    "test_data",
    "ticket_data",
    "ticket_image",
    "ticket_pdf",
    "ticket_png",
]


def ticket_data(
    card: TicketCard, *, width: int = 80, native_qr: bool = True, training: bool = False
) -> PrintData:
    """The bytes of a signed ticket, under 2 KB with the printer's own QR command."""
    from kai_counter.paper.ticket_page import ticket_page

    return _data(_said(ticket_page(card, width), training), native_qr)


def receipt_data(card: ReceiptCard, *, width: int = 80) -> PrintData:
    from kai_counter.paper.receipt_page import receipt_page

    return _data(receipt_page(card, width), True)


def test_data(
    counter_code: str, printer: str, at: datetime, *, width: int = 80, native_qr: bool = True
) -> PrintData:
    from kai_counter.paper.receipt_page import test_page

    return _data(test_page(counter_code, printer, at, width), native_qr)


def ticket_image(card: TicketCard, *, width: int = 80, training: bool = False) -> Image:
    """The ticket as the roll shows it, one pixel a dot, mode "L"."""
    from kai_counter.paper.picture import page_picture
    from kai_counter.paper.ticket_page import ticket_page

    return page_picture(_said(ticket_page(card, width), training))


def receipt_image(card: ReceiptCard, *, width: int = 80) -> Image:
    from kai_counter.paper.picture import page_picture
    from kai_counter.paper.receipt_page import receipt_page

    return page_picture(receipt_page(card, width))


def ticket_png(card: TicketCard, *, width: int = 80, training: bool = False) -> bytes:
    return _png(ticket_image(card, width=width, training=training))


def receipt_png(card: ReceiptCard, *, width: int = 80) -> bytes:
    return _png(receipt_image(card, width=width))


def ticket_pdf(cards: TicketCard | Sequence[TicketCard], *, training: bool = False) -> bytes:
    """A4, a page a ticket: the way out when no printer works, with the same facts and the same code."""
    from kai_counter.paper.pdf import tickets_pdf

    return tickets_pdf([cards] if isinstance(cards, TicketCard) else list(cards), training=training)


def receipt_pdf(card: ReceiptCard, *, training: bool = False) -> bytes:
    from kai_counter.paper.pdf import receipt_pdf

    return receipt_pdf(card, training=training)


def _said(page: Page, training: bool) -> Page:
    from kai_counter.paper.training import stamped

    return stamped(page) if training else page


def _data(page: Page, native_qr: bool) -> PrintData:
    from kai_counter.paper.escpos import page_data

    return page_data(page, native_qr=native_qr)


def _png(image: Image) -> bytes:
    file = BytesIO()
    image.convert("1").save(file, "PNG", dpi=(203, 203))
    return file.getvalue()
