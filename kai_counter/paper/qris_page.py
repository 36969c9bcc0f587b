"""A QRIS code on paper, for whom the screen is too far: how much, until when, and that it proves nothing."""

from __future__ import annotations

from datetime import datetime

from kai_counter.paper import words
from kai_counter.paper.page import (
    DOTS,
    QR_DOTS,
    QR_QUIET,
    Block,
    Cut,
    Feed,
    Line,
    Page,
    Run,
    Symbol,
    clean,
    note,
    rule,
    spread,
)
from kai_counter.paper.symbol import matrix
from kai_counter.paper.ticket_page import BRAND
from kai_counter.values.payment import QrisCharge


def qris_page(charge: QrisCharge, until: datetime, width: int = 80) -> Page:
    """`until` is the expiry in the station's own time. The symbol is as large as the roll lets it be."""
    dots = DOTS[width]
    modules = len(matrix(charge.qr_text)) + 2 * QR_QUIET
    header: list[Block] = [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        Line((Run("BAYAR DENGAN QRIS / PAY BY QRIS", small=True),), centre=True),
        Feed(6),
        rule(dots),
        Line((Run(words.money_text(charge.amount), 2, 2, bold=True),), centre=True),
        spread(dots, Run("Berlaku s.d."), Run(f"{words.clock_text(until)} {words.zone_text(until)}")),
    ]
    tail: list[Block] = [
        Line((Run(clean(charge.order_id), small=True),), centre=True),
        rule(dots),
        *note(dots, "Bukan bukti bayar. / This is no receipt."),
        Feed(24),
        Cut(),
    ]
    symbol = Symbol(charge.qr_text, max(2, min(QR_DOTS, dots // modules)))
    return Page(dots, tuple(header), (symbol,), tuple(tail))
