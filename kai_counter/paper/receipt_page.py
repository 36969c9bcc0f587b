"""The receipt (struk) of a sale, and the test ticket of the start page."""

from __future__ import annotations

from datetime import datetime

from kai_counter.paper import words
from kai_counter.paper.page import (
    DOTS,
    TIGHT,
    Block,
    Cut,
    Feed,
    Line,
    Page,
    Run,
    Symbol,
    band,
    clean,
    fit,
    note,
    rule,
    spread,
)
from kai_counter.paper.ticket_page import BRAND
from kai_counter.values.cards_paper import ReceiptBooking, ReceiptCard, ReceiptLine

TEST_TEXT = "KAI COUNTER TEST"


def receipt_page(card: ReceiptCard, width: int = 80) -> Page:
    """What was bought, what was tendered, the change. It has no symbol, so nobody boards with it."""
    dots = DOTS[width]
    header: list[Block] = []
    if card.copy:
        header += [band(dots, words.copy_text(card.copy)), Feed(6)]
    header += [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        Line((Run("STRUK PEMBAYARAN / RECEIPT", small=True),), centre=True),
        Feed(6),
        spread(dots, Run("No. struk"), Run(clean(card.receipt_number))),
        spread(dots, Run("Penjualan"), Run(clean(card.sale_number))),
        spread(dots, Run("Waktu"), Run(words.moment_text(card.sold_at))),
        spread(dots, Run("Loket"), Run(fit(f"{card.counter_code} {clean(card.clerk_name)}", dots // 12 - 8))),
    ]
    for booking in card.bookings:
        header += [rule(dots), *_booking(booking, dots)]
    header += [
        rule(dots, "═"),
        spread(dots, Run("TOTAL", 2, 2, bold=True), Run(words.money_text(card.total), 2, 2, bold=True)),
        Feed(6),
        *_payments(card, dots),
    ]
    tail: list[Block] = [
        rule(dots),
        *note(dots, "Struk ini bukan tiket. / This receipt is not a ticket."),
        *note(dots, "Terima kasih. Selamat jalan."),
        Feed(24),
        Cut(),
    ]
    return Page(dots, tuple(header), (), tuple(tail))


def _payments(card: ReceiptCard, dots: int) -> list[Block]:
    """Every part of the payment; cash and its change last, where there was any."""
    blocks: list[Block] = []
    for line in card.payments:
        label = words.METHODS.get(line.method, line.method)
        blocks.append(spread(dots, Run(label), Run(words.money_text(line.amount))))
        if line.detail:
            blocks.append(Line((Run(f"  {fit(clean(line.detail), dots // 12 - 2)}", small=True),), spacing=22))
    if card.cash or not card.payments:
        blocks += [
            spread(dots, Run(words.METHODS["cash"]), Run(words.money_text(card.cash))),
            spread(dots, Run("Kembali / Change", bold=True), Run(words.money_text(card.change), bold=True)),
        ]
    return blocks


def _booking(booking: ReceiptBooking, dots: int) -> list[Block]:
    columns = dots // 12
    train = f"KA {clean(booking.train_number)} {clean(booking.train_name)}"
    start, end = booking.origin, booking.destination
    blocks: list[Block] = [
        spread(dots, Run(fit(train, columns - 9), bold=True), Run(clean(booking.booking_number), bold=True)),
        Line((Run(fit(f"{clean(start.name)} ({start.code}) »", columns)),), spacing=26),
        Line((Run(fit(f"{clean(end.name)} ({end.code})", columns)),), spacing=26),
        Line((Run(f"{words.moment_text(start.time)} {start.zone}"),)),
        Feed(4),
    ]
    return blocks + [block for line in booking.lines for block in _line(line, dots)]


def _line(line: ReceiptLine, dots: int) -> list[Block]:
    amount = Run(words.money_text(line.amount))
    label = words.LINES.get(line.kind, line.kind)
    detail = words.REDUCTIONS.get(line.detail, clean(line.detail))
    room = (dots - amount.dots) // 12 - 1
    if line.kind in ("reduction", "promotion"):
        return [spread(dots, Run(fit(f"  {label} {detail}".rstrip(), room)), amount, spacing=26)]
    text = clean(line.passenger_name) or label
    blocks: list[Block] = [spread(dots, Run(fit(text, room)), amount, spacing=26)]
    if detail:
        blocks.append(Line((Run(f"  {detail}", small=True),), spacing=22))
    return blocks


def test_page(counter_code: str, printer: str, at: datetime, width: int = 80) -> Page:
    """Shows that width, code page, bold, symbol and knife work, without being a ticket."""
    dots = DOTS[width]
    ruler = ("1234567890" * 5)[: dots // 12]
    header: list[Block] = [
        band(dots, "TIKET UJI / TEST"),
        Feed(8),
        Line((Run("Bukan tiket, tidak berlaku."),), centre=True),
        spread(dots, Run("Loket"), Run(clean(counter_code))),
        spread(dots, Run("Printer"), Run(fit(clean(printer), dots // 12 - 9))),
        spread(dots, Run("Waktu"), Run(words.moment_text(at))),
        rule(dots),
        Line((Run(ruler),), spacing=TIGHT),
        Line((Run("áéíóúñç ÄÖÜß ½ € ░▒▓█ ┌─┐ ═"[: dots // 12]),)),
        Line((Run("Tebal", 2, 2, bold=True), Run(" Balik ", 2, 2, invert=True))),
    ]
    return Page(dots, tuple(header), (Symbol(TEST_TEXT),), (*note(dots, TEST_TEXT), Feed(24), Cut()))
