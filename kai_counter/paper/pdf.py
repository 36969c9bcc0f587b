"""A4 tickets and receipts for any office printer: the same facts and the same symbol as the roll."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from kai_counter.paper import symbol, words
from kai_counter.paper.page import clean
from kai_counter.paper.ticket_page import BRAND
from kai_counter.paper.training import ENGLISH, STAMP
from kai_counter.values.cards_paper import ReceiptBooking, ReceiptCard, TicketCard
from kai_counter.values.glyphs import font_file

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.28, 841.89  # A4 in points
LEFT, RIGHT = 48.0, WIDTH - 48.0
MM = 72 / 25.4
MODULE = 0.8 * MM  # larger than on the roll: an office printer's ink spreads
INK, SOFT, PALE = (0.07, 0.11, 0.2), (0.36, 0.41, 0.5), (0.93, 0.95, 0.98)
ACCENT = (0.04, 0.36, 0.82)
WARNING = (0.62, 0.05, 0.36)


def tickets_pdf(cards: Sequence[TicketCard], *, training: bool = False) -> bytes:
    """One page a ticket. Raises ValueError for a ticket that is not signed."""
    file = BytesIO()
    canvas = canvas_on(file, "Boarding pass", training)
    for card in cards:
        if not card.code:
            raise ValueError("a ticket is signed before it is printed")
        _ticket(canvas, card)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def receipt_pdf(card: ReceiptCard, *, training: bool = False) -> bytes:
    """As many pages as the lines need."""
    file = BytesIO()
    canvas = canvas_on(file, f"Struk {card.receipt_number}", training)
    y = _receipt_head(canvas, card)
    for booking in card.bookings:
        y = _receipt_booking(canvas, booking, y)
    if y < 160:
        canvas.showPage()
        y = HEIGHT - 60
    _receipt_total(canvas, card, y)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _ticket(canvas: Canvas, card: TicketCard) -> None:
    y = banner(canvas, "BOARDING PASS")
    if card.copy:
        write(canvas, RIGHT, y, words.copy_text(card.copy), 13, bold=True, right=True, colour=ACCENT)
        y -= 24
    if card.is_reprint:
        write(canvas, LEFT, y, f"Cetak ulang ke-{card.issue_number - 1}", 12, bold=True, colour=ACCENT)
        write(canvas, RIGHT, y, "Tiket terdahulu tidak berlaku / Earlier paper is void", 9, right=True)
        y -= 24
    write(canvas, LEFT, y - 8, clean(card.train_name), 26, bold=True)
    write(canvas, LEFT, y - 30, f"KA {clean(card.train_number)}", 15, bold=True, colour=ACCENT)
    write(canvas, RIGHT, y - 30, words.day_text(card.origin.time.date()), 13, right=True)
    y = _journey(canvas, card, y - 62)
    y = _seat_box(canvas, card, y)
    y = _facts(canvas, card, y)
    _symbol_box(canvas, card, y)


def _journey(canvas: Canvas, card: TicketCard, y: float) -> float:
    start, end = card.origin, card.destination
    minutes = int((end.time - start.time).total_seconds()) // 60
    _label(canvas, LEFT, y, "BERANGKAT", "departs")
    _label(canvas, RIGHT, y, "TIBA", "arrives", right=True)
    write(canvas, LEFT, y - 34, words.clock_text(start.time), 34, bold=True)
    write(canvas, RIGHT, y - 34, words.clock_text(end.time), 34, bold=True, right=True)
    canvas.setStrokeColorRGB(*SOFT)
    canvas.line(LEFT + 110, y - 22, WIDTH / 2 - 34, y - 22)
    canvas.line(WIDTH / 2 + 34, y - 22, RIGHT - 110, y - 22)
    write(canvas, WIDTH / 2, y - 26, words.duration_text(minutes), 12, centre=True, colour=SOFT)
    write(canvas, LEFT, y - 54, f"{clean(start.name)} ({start.code})", 13, bold=True)
    write(canvas, RIGHT, y - 54, f"{clean(end.name)} ({end.code})", 13, bold=True, right=True)
    for x, stop, right in ((LEFT, start, False), (RIGHT, end, True)):
        day = f"{words.day_text(stop.time.date())} {stop.zone}"
        write(canvas, x, y - 70, day, 10, right=right, colour=SOFT)
    return y - 92


def _seat_box(canvas: Canvas, card: TicketCard, y: float) -> float:
    canvas.setFillColorRGB(*PALE)
    canvas.roundRect(LEFT, y - 82, RIGHT - LEFT, 82, 8, stroke=0, fill=1)
    if card.seat is None:
        write(canvas, LEFT + 18, y - 40, "TANPA KURSI", 28, bold=True)
        write(canvas, LEFT + 18, y - 62, "Bayi dipangku / Infant on lap, no seat", 10, colour=SOFT)
        return y - 108
    _label(canvas, LEFT + 18, y - 20, "KERETA", "coach")
    _label(canvas, WIDTH / 2, y - 20, "KURSI", "seat")
    write(canvas, LEFT + 18, y - 62, clean(card.seat.coach_label), 40, bold=True)
    write(canvas, WIDTH / 2, y - 62, clean(card.seat.seat_number), 40, bold=True, colour=ACCENT)
    sub_class = f" ({card.seat.sub_class})" if card.seat.sub_class else ""
    write(canvas, RIGHT - 18, y - 60, f"{clean(card.seat.class_name)}{sub_class}", 13, right=True)
    return y - 108


def _facts(canvas: Canvas, card: TicketCard, y: float) -> float:
    _label(canvas, LEFT, y, "PENUMPANG", "passenger")
    _label(canvas, WIDTH / 2 + 60, y, "KODE BOOKING", "")
    write(canvas, LEFT, y - 20, clean(card.passenger_name), 16, bold=True, room=WIDTH / 2)
    write(canvas, WIDTH / 2 + 60, y - 20, clean(card.booking_number), 18, bold=True)
    kind = words.type_text(card.passenger_type, card.reduction)
    write(canvas, LEFT, y - 38, " · ".join(filter(None, (clean(card.identity_masked), kind))), 11)
    write(canvas, WIDTH / 2 + 60, y - 38, words.money_text(card.price), 12)
    y -= 62
    for code in card.assistance:
        indonesian, english = words.ASSISTANCE.get(code, (clean(code), "Assistance"))
        write(canvas, LEFT, y, f"Bantuan: {indonesian} / {english}", 12, bold=True, colour=ACCENT)
        y -= 18
    opens, closes = words.clock_text(card.gate_opens), words.clock_text(card.gate_closes)
    gate = f"Gerbang {opens} - {closes} {card.origin.zone}"
    write(canvas, LEFT, y, gate, 12, bold=True)
    write(canvas, LEFT, y - 14, f"Gate opens {opens}, closes {closes}", 10, colour=SOFT)
    return y - 34


def _symbol_box(canvas: Canvas, card: TicketCard, y: float) -> None:
    from reportlab.lib.utils import ImageReader

    picture = symbol.picture(card.code, 4, 4)
    side = (picture.width / 4) * MODULE
    canvas.drawImage(ImageReader(picture.convert("RGB")), LEFT, y - side, side, side)
    x = LEFT + side + 18
    write(canvas, x, y - 34, card.human_code, 16, bold=True)
    write(canvas, x, y - 54, f"Tiket {clean(card.ticket_number)} · cetakan {card.issue_number}", 10)
    write(canvas, x, y - 76, "Tunjukkan kode ini dan identitas asli di gerbang.", 10)
    write(canvas, x, y - 90, "Show this code and your original ID at the gate.", 10, colour=SOFT)
    sold = " · ".join(filter(None, (card.counter_code, clean(card.clerk_name), words.moment_text(card.sold_at))))
    write(canvas, x, y - 112, sold, 9, colour=SOFT)


def _receipt_head(canvas: Canvas, card: ReceiptCard) -> float:
    y = banner(canvas, "STRUK PEMBAYARAN / RECEIPT")
    if card.copy:
        write(canvas, RIGHT, y, words.copy_text(card.copy), 13, bold=True, right=True, colour=ACCENT)
    rows = (
        ("No. struk", card.receipt_number),
        ("Penjualan", card.sale_number),
        ("Waktu", words.moment_text(card.sold_at)),
        ("Loket", f"{card.counter_code} {clean(card.clerk_name)}"),
    )
    for label, value in rows:
        write(canvas, LEFT, y, label, 11, colour=SOFT)
        write(canvas, LEFT + 90, y, clean(value), 11, room=380)
        y -= 17
    return y - 10


def _receipt_booking(canvas: Canvas, booking: ReceiptBooking, y: float) -> float:
    if y < 160:
        canvas.showPage()
        y = HEIGHT - 60
    canvas.setStrokeColorRGB(*SOFT)
    canvas.line(LEFT, y + 6, RIGHT, y + 6)
    start, end = booking.origin, booking.destination
    train = f"KA {clean(booking.train_number)} {clean(booking.train_name)}"
    write(canvas, LEFT, y - 12, train, 13, bold=True)
    write(canvas, RIGHT, y - 12, clean(booking.booking_number), 13, bold=True, right=True)
    relation = f"{clean(start.name)} ({start.code}) - {clean(end.name)} ({end.code})"
    write(canvas, LEFT, y - 28, f"{relation}, {words.moment_text(start.time)} {start.zone}", 10, colour=SOFT)
    y -= 48
    for line in booking.lines:
        if y < 80:
            canvas.showPage()
            y = HEIGHT - 60
        detail = words.REDUCTIONS.get(line.detail, clean(line.detail))
        label = words.LINES.get(line.kind, line.kind)
        text = " · ".join(filter(None, (label, clean(line.passenger_name), detail)))
        write(canvas, LEFT, y, text, 11, room=380)
        write(canvas, RIGHT, y, words.money_text(line.amount), 11, right=True)
        y -= 16
    return y - 10


def _receipt_total(canvas: Canvas, card: ReceiptCard, y: float) -> None:
    canvas.setStrokeColorRGB(*INK)
    canvas.line(LEFT, y + 8, RIGHT, y + 8)
    write(canvas, LEFT, y - 18, "TOTAL", 18, bold=True)
    write(canvas, RIGHT, y - 18, words.money_text(card.total), 18, bold=True, right=True)
    rows = [(words.METHODS.get(line.method, line.method), line.amount, line.detail) for line in card.payments]
    if card.cash or not rows:
        rows += [(words.METHODS["cash"], card.cash, ""), ("Kembali / Change", card.change, "")]
    y -= 40
    for label, amount, detail in rows:
        write(canvas, LEFT, y, label, 11)
        write(canvas, LEFT + 160, y, clean(detail), 9, colour=SOFT, room=220)
        write(canvas, RIGHT, y, words.money_text(amount), 11, right=True)
        y -= 17
    write(canvas, LEFT, y - 12, "Struk ini bukan tiket. / This receipt is not a ticket.", 9, colour=SOFT)


def banner(canvas: Canvas, title: str) -> float:
    canvas.setFillColorRGB(*INK)
    canvas.rect(0, HEIGHT - 64, WIDTH, 64, stroke=0, fill=1)
    white = (1.0, 1.0, 1.0)
    write(canvas, LEFT, HEIGHT - 40, title, 18, bold=True, colour=white)
    write(canvas, RIGHT, HEIGHT - 40, BRAND, 13, right=True, colour=white)
    return HEIGHT - 98


def _label(canvas: Canvas, x: float, y: float, first: str, second: str, *, right: bool = False) -> None:
    write(canvas, x, y, f"{first} {second}".strip(), 9, right=right, colour=SOFT)


def write(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    right: bool = False,
    centre: bool = False,
    colour: tuple[float, float, float] = INK,
    room: float = RIGHT - LEFT,
) -> None:
    """One line, made smaller when it would leave its room; a name outside Latin-1 takes the font that has it."""
    font = _font(text, bold)
    while size > 6 and canvas.stringWidth(text, font, size) > room:
        size -= 0.5
    canvas.setFillColorRGB(*colour)
    canvas.setFont(font, size)
    if right:
        canvas.drawRightString(x, y, text)
    elif centre:
        canvas.drawCentredString(x, y, text)
    else:
        canvas.drawString(x, y, text)


def _font(text: str, bold: bool) -> str:
    """The PDF's own Helvetica where it suffices: Inter is an OpenType/CFF font, which reportlab cannot embed."""
    plain = "Helvetica-Bold" if bold else "Helvetica"
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return _wide_font(bold) or plain
    return plain


@lru_cache(maxsize=2)
def _wide_font(bold: bool) -> str | None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    file = font_file("DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf")
    if file is None:
        return None
    pdfmetrics.registerFont(TTFont(file.stem, str(file)))
    return file.stem


def canvas_on(file: BytesIO, title: str, training: bool = False) -> Canvas:
    """`training`: each of its pages is stamped as it ends, so that no page can forget to say so."""
    from reportlab.pdfgen.canvas import Canvas

    class Stamping(Canvas):
        def showPage(self) -> None:
            _stamp(self)
            super().showPage()

    canvas = (Stamping if training else Canvas)(file, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle(f"{STAMP}: {title}" if training else title)
    canvas.setAuthor(BRAND)
    return canvas


def _stamp(canvas: Canvas) -> None:
    """Across the whole page, faint enough that a reader still reads the symbol; and in full at its foot."""
    canvas.saveState()
    canvas.setFillColorRGB(*WARNING)
    canvas.rect(0, 0, WIDTH, 34, stroke=0, fill=1)
    write(canvas, WIDTH / 2, 11, f"{STAMP} / {ENGLISH}", 14, bold=True, centre=True, colour=(1.0, 1.0, 1.0))
    canvas.setFillAlpha(0.13)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(56)
    write(canvas, 0, -45, "LATIHAN", 150, bold=True, centre=True, colour=WARNING, room=HEIGHT)
    canvas.restoreState()
