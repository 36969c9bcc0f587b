"""A station's month on A4 and as CSV: by sale and travel date, method, reduction, open refunds, control totals."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from kai_counter.paper import words
from kai_counter.paper.page import clean
from kai_counter.paper.pdf import HEIGHT, INK, LEFT, RIGHT, SOFT, WIDTH, banner, canvas_on, write
from kai_counter.values.cards_day import MonthCard

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

LOWEST = 70
TITLE = "LAPORAN BULANAN / MONTH REPORT"
Table = tuple[str, tuple[str, ...], list[tuple[str | int, ...]]]


def tables(card: MonthCard) -> Iterable[Table]:
    """The same facts for paper and file: heading, columns, rows; numbers are whole rupiah or counts."""
    yield (
        "PER TANGGAL JUAL / BY SALE DATE",
        ("Tanggal", "Booking", "Tiket", "Tunai", "Kartu", "QRIS", "Lain", "Jumlah", "Pengembalian"),
        [
            (
                day.day.isoformat(),
                day.bookings,
                day.tickets,
                day.cash,
                day.card,
                day.qris,
                day.other,
                day.total,
                day.refunds,
            )
            for day in card.sale_days
        ],
    )
    yield (
        "PER TANGGAL BERANGKAT / BY TRAVEL DATE",
        ("Tanggal", "Booking", "Tiket", "Jumlah"),
        [(day.day.isoformat(), day.bookings, day.tickets, day.total) for day in card.travel_days],
    )
    yield (
        "CARA BAYAR / BY METHOD",
        ("Cara", "Banyak", "Jumlah"),
        [(words.METHODS.get(one.name, one.name), one.count, one.amount) for one in card.methods],
    )
    yield (
        "REDUKSI / REDUCTIONS",
        ("Reduksi", "Banyak", "Jumlah"),
        [(words.REDUCTIONS.get(one.name, one.name), one.count, one.amount) for one in card.reductions],
    )
    yield (
        "PENGEMBALIAN BELUM DIBAYAR / UNPAID REFUNDS",
        ("Nomor", "Sejak", "Cara", "Jumlah"),
        [(one.reference, one.since.date().isoformat(), one.method, one.amount) for one in card.unpaid],
    )
    yield (
        "LAPORAN Z / Z REPORTS",
        ("Loket", "Z", "Tutup", "Penjualan Z", "Pembayaran"),
        [(z.counter_code, z.z_number, z.closed_at.date().isoformat(), z.sales_amount, z.payments) for z in card.zs],
    )
    control = card.control
    yield (
        "ANGKA KENDALI / CONTROL TOTALS",
        ("Uraian", "Jumlah"),
        [
            ("Penjualan menurut Z / Sales in Zs", control.zs),
            ("Dibayar bulan lain / Paid in other months", -control.other_months),
            ("Belum dalam Z / Not in a Z yet", control.not_in_zs),
            ("Pembayaran bulan ini / Payments of the month", control.payments),
            (
                "Cocok / Agrees" if control.agrees else "TIDAK COCOK / DOES NOT AGREE",
                control.payments - (control.zs - control.other_months + control.not_in_zs),
            ),
        ],
    )


def month_csv(card: MonthCard) -> str:
    """One file, a heading line before each table. A cell that a spreadsheet would take for a formula is quoted."""
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow([TITLE, card.station_code, card.station_name, f"{card.month:%Y-%m}"])
    for heading, columns, rows in tables(card):
        sheet.writerow([])
        sheet.writerow([heading])
        sheet.writerow(columns)
        sheet.writerows([[_safe(cell) for cell in row] for row in rows])
    return out.getvalue()


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t" else cell


def month_pdf(card: MonthCard, *, training: bool = False) -> bytes:
    """As many pages as the days need."""
    file = BytesIO()
    canvas = canvas_on(file, f"{TITLE} {card.station_code} {card.month:%Y-%m}", training)
    y = banner(canvas, TITLE)
    for label, value in (
        ("Stasiun", f"{clean(card.station_name)} ({card.station_code})"),
        ("Bulan", f"{words.MONTHS[card.month.month - 1]} {card.month.year}"),
        ("Dibuat", words.moment_text(card.made_at)),
    ):
        write(canvas, LEFT, y, label, 11, colour=SOFT)
        write(canvas, LEFT + 90, y, value, 11, room=380)
        y -= 16
    for table in tables(card):
        y = _table(canvas, table, y - 10)
    y = _room(canvas, y - 60)
    for x, who in ((LEFT, "Pengawas"), (WIDTH / 2 + 40, "Kepala stasiun")):
        canvas.setStrokeColorRGB(*SOFT)
        canvas.line(x, y, x + 180, y)
        write(canvas, x, y - 13, who, 9, colour=SOFT)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _table(canvas: Canvas, table: Table, y: float) -> float:
    heading, columns, rows = table
    y = _room(canvas, y - 34)
    write(canvas, LEFT, y, heading, 10, bold=True)
    canvas.setStrokeColorRGB(*SOFT)
    canvas.line(LEFT, y - 4, RIGHT, y - 4)
    y = _line(canvas, columns, y - 16, colour=True)
    for row in rows:
        y = _line(canvas, [cell if isinstance(cell, str) else _number(cell) for cell in row], _room(canvas, y))
    if not rows:
        write(canvas, LEFT, y, "–", 9, colour=SOFT)
        y -= 13
    return y


def _line(canvas: Canvas, cells: Sequence[str], y: float, *, colour: bool = False) -> float:
    """The first cell at the left, the others at the right edges of even columns."""
    first = 230.0 if len(cells) < 4 else 80.0
    width = (RIGHT - LEFT - first) / max(1, len(cells) - 1)
    ink = SOFT if colour else INK
    write(canvas, LEFT, y, clean(cells[0]), 9, room=first - 4, colour=ink)
    for place, cell in enumerate(cells[1:], start=1):
        write(canvas, LEFT + first + place * width, y, clean(cell), 9, right=True, room=width - 4, colour=ink)
    return y - 13


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _room(canvas: Canvas, y: float) -> float:
    if y >= LOWEST:
        return y
    canvas.showPage()
    return HEIGHT - 60
