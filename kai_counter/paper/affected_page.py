"""Who a disrupted train leaves behind: a list to walk along the platform with. No document, names masked."""

from __future__ import annotations

from io import BytesIO

from kai_counter.paper import words
from kai_counter.paper.page import DOTS, Block, Cut, Feed, Line, Page, Run, band, clean, fit, rule, spread
from kai_counter.paper.pdf import HEIGHT, LEFT, RIGHT, SOFT, banner, canvas_on, write
from kai_counter.values.cards_disruption import AffectedBooking, TrainState

STATES = {
    "prepared": "belum", "cash": "tunai", "transfer": "transfer", "wallet": "transfer", "reversal": "kartu",
    "next_train": "KA lain", "elsewhere": "kembali",
}  # fmt: skip


def state_text(train: TrainState) -> str:
    if train.status == "cancelled":
        return "DIBATALKAN"
    if train.last_order is not None:
        return f"HANYA SAMPAI {train.last_stop.upper()}"
    return f"TERLAMBAT {train.delay_minutes} MENIT" if train.delay_minutes else "TEPAT WAKTU"


def affected_page(train: TrainState, bookings: tuple[AffectedBooking, ...], width: int = 80) -> Page:
    dots = DOTS[width]
    columns = dots // 12
    people = sum(len(booking.people) for booking in bookings)
    head: list[Block] = [
        band(dots, state_text(train)),
        Feed(6),
        Line((Run(fit(f"KA {clean(train.train_number)} {clean(train.train_name)}", columns), bold=True),)),
        Line((Run(words.moment_text(train.leaves_at)),)),
        Line((Run(fit(clean(train.reason), columns)),)),
        spread(dots, Run("Pemesanan / penumpang"), Run(f"{len(bookings)} / {people}")),
        rule(dots),
    ]
    for booking in bookings:
        relation = clean(booking.relation).replace("–", "-")
        head.append(spread(dots, Run(booking.booking_number, bold=True), Run(relation)))
        for one in booking.people:
            seat = f"{clean(one.seat)} {clean(one.name)}".strip()
            state = STATES.get(one.state, "")
            head.append(spread(dots, Run(fit(f"  {seat}", columns - len(state) - 1)), Run(state), spacing=26))
    return Page(dots, tuple(head), (), (rule(dots), Feed(24), Cut()))


def affected_pdf(train: TrainState, bookings: tuple[AffectedBooking, ...], *, training: bool = False) -> bytes:
    """The same on A4, with a column to tick."""
    file = BytesIO()
    title = f"KA {train.train_number} {train.train_name}: {state_text(train)}"
    canvas = canvas_on(file, title, training)
    y = banner(canvas, title)
    write(canvas, LEFT, y, f"{words.moment_text(train.leaves_at)}   {train.reason}", 11, colour=SOFT)
    y -= 24
    for booking in bookings:
        for one in booking.people:
            if y < 60:
                canvas.showPage()
                y = HEIGHT - 60
            write(canvas, LEFT, y, booking.booking_number, 10, bold=True)
            write(canvas, LEFT + 70, y, booking.relation, 10)
            write(canvas, LEFT + 150, y, one.seat, 10)
            write(canvas, LEFT + 230, y, one.name, 10, room=150)
            write(canvas, LEFT + 390, y, STATES.get(one.state, ""), 10, colour=SOFT)
            canvas.rect(RIGHT - 12, y - 2, 10, 10)
            y -= 16
    canvas.showPage()
    canvas.save()
    return file.getvalue()
