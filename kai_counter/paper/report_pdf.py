"""The shift's report on A4, for the station's file: the same rows as on the roll."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from kai_counter.paper import words
from kai_counter.paper.pdf import ACCENT, HEIGHT, LEFT, RIGHT, SOFT, WIDTH, banner, canvas_on, write
from kai_counter.paper.report_page import head_rows, sections, title_text
from kai_counter.values.cards_till import ReportCard

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

LOWEST = 90


def report_pdf(card: ReportCard, *, training: bool = False) -> bytes:
    """As many pages as the slips need."""
    file = BytesIO()
    canvas = canvas_on(file, f"{title_text(card)} {card.counter_code}", training)
    y = banner(canvas, title_text(card))
    if card.copy:
        write(canvas, RIGHT, y, words.copy_text(card.copy), 13, bold=True, right=True, colour=ACCENT)
    for label, value in head_rows(card):
        write(canvas, LEFT, y, label, 11, colour=SOFT)
        write(canvas, LEFT + 110, y, value, 11, room=380)
        y -= 17
    for heading, rows in sections(card):
        y = _heading(canvas, heading, y - 12)
        if heading.startswith("KAS") and card.cash is not None:
            rows = [*rows, ("Seharusnya / Expected", words.money_text(card.cash.expected))]
        for label, value in rows:
            y = _row(canvas, label, value, y)
    _signatures(canvas, card, y)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _heading(canvas: Canvas, heading: str, y: float) -> float:
    y = _room(canvas, y - 20)
    write(canvas, LEFT, y, heading, 11, bold=True)
    canvas.setStrokeColorRGB(*SOFT)
    canvas.line(LEFT, y - 5, RIGHT, y - 5)
    return y - 20


def _row(canvas: Canvas, label: str, value: str, y: float) -> float:
    y = _room(canvas, y)
    bold = label.startswith(("Seharusnya", "Selisih"))
    write(canvas, LEFT, y, label, 10, bold=bold, room=260)
    write(canvas, RIGHT, y, value, 10, bold=bold, right=True, room=260)
    return y - 15


def _room(canvas: Canvas, y: float) -> float:
    if y >= LOWEST:
        return y
    canvas.showPage()
    return HEIGHT - 60


def _signatures(canvas: Canvas, card: ReportCard, y: float) -> None:
    made = f"Dicetak {words.moment_text(card.made_at)} {words.zone_text(card.made_at)}"
    write(canvas, WIDTH / 2, 40, made, 8, centre=True, colour=SOFT)
    if card.kind != "Z":
        return
    y = _room(canvas, y - 70)
    for x, who in ((LEFT, "Petugas"), (WIDTH / 2 + 40, "Pengawas")):
        canvas.setStrokeColorRGB(*SOFT)
        canvas.line(x, y, x + 180, y)
        write(canvas, x, y - 13, who, 9, colour=SOFT)
