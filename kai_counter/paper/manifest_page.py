"""A train's manifest: a summary for the roll that goes with the train's crew at gate close, the whole list on A4
and as CSV. Names are masked as they are at the gate; nobody's document is on it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kai_counter.paper import words
from kai_counter.paper.page import DOTS, Block, Cut, Feed, Line, Page, Run, band, clean, fit, note, rule, spread
from kai_counter.paper.ticket_page import BRAND
from kai_counter.values.cards_gate import ManifestCard, ManifestLine

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

STATES = {
    "boarded": "Naik",
    "expected": "Ditunggu",
    "missing": "Tidak datang",
    "no_show": "Dilepas",
}
TITLE, HAND_OVER = "MANIFES", "SERAH TERIMA MANIFES"
MISSING_AT_MOST = 60  # lines on the roll; the whole list is on A4
COLUMNS = ("train", "date", "coach", "seat", "ticket", "name", "type", "from", "to", "state", "boarded_at",
           "reduction", "assistance")  # fmt: skip
LOWEST = 70.0


def seat_text(line: ManifestLine) -> str:
    ticket = line.ticket
    return f"{ticket.coach_label} / {ticket.seat_number}" if ticket.seat_number else "Bayi"


def helped(card: ManifestCard) -> list[ManifestLine]:
    return [line for line in card.lines if line.ticket.assistance]


def missing(card: ManifestCard) -> list[ManifestLine]:
    return [line for line in card.lines if line.state in ("missing", "no_show")]


def manifest_page(card: ManifestCard, width: int = 80, *, hand_over: bool = False) -> Page:
    """Counts by stop and coach, who did not come, who needs help; with `hand_over` the two signatures."""
    dots, train = DOTS[width], card.train
    blocks: list[Block] = [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        band(dots, HAND_OVER if hand_over else TITLE),
        Feed(6),
        _row(dots, f"KA {train.train_number}", clean(train.train_name)),
        _row(dots, "Tanggal", words.day_text(train.service_date)),
        _row(dots, "Stasiun", card.station_code),
        _row(dots, "Dibaca", _time(card)),
        rule(dots),
        _row(dots, "STASIUN", "naik/harap absen turun"),
    ]
    for count in card.stops:
        figures = f"{count.boarded}/{count.boards}  {count.missing:>3}  {count.leaves:>3}"
        blocks.append(_row(dots, fit(count.stop.code, 6), figures))
    blocks += [rule(dots), Line((Run("KERETA", bold=True),))]
    for coach in card.coaches:
        figures = f"{coach.boarded}/{coach.expected}" + (f" (absen {coach.missing})" if coach.missing else "")
        blocks.append(_row(dots, coach.coach_label or "Bayi", figures))
    whole = f"{card.boarded}/{card.expected}"
    blocks.append(spread(dots, Run("NAIK", 1, 2, bold=True), Run(whole, 1, 2, bold=True)))
    blocks += _people(dots, "PERLU BANTUAN", helped(card), _helps)
    blocks += _people(dots, "TIDAK DATANG", missing(card), lambda line: line.ticket.name)
    tail: list[Block] = [rule(dots)]
    if hand_over:
        by, to = (card.handed.member, card.handed.given_to) if card.handed else ("............", "............")
        half = dots // 24 - 3
        tail += [Feed(10), spread(dots, Run("Petugas gerbang"), Run("Kondektur")), Feed(90),
                 spread(dots, Run(f"({fit(clean(by), half)})"), Run(f"({fit(clean(to), half)})"))]  # fmt: skip
    tail += [*note(dots, f"Keadaan pukul {_time(card)}"), Feed(24), Cut()]
    return Page(dots, tuple(blocks), (), tuple(tail))


def _people(
    dots: int, heading: str, lines: list[ManifestLine], told: Callable[[ManifestLine], str]
) -> list[Block]:
    if not lines:
        return []
    found: list[Block] = [rule(dots), Line((Run(f"{heading} ({len(lines)})", bold=True),))]
    for line in lines[:MISSING_AT_MOST]:
        found.append(_row(dots, seat_text(line), clean(told(line))))
    if len(lines) > MISSING_AT_MOST:
        found.append(_row(dots, "dan", f"{len(lines) - MISSING_AT_MOST} lagi: lihat A4"))
    return found


def _helps(line: ManifestLine) -> str:
    return ", ".join(words.ASSISTANCE.get(one, (one, one))[0] for one in line.ticket.assistance)


def _time(card: ManifestCard) -> str:
    """When it was read, by the station's clock."""
    stop = next((stop for stop in card.train.stops if stop.code == card.station_code), None)
    at = card.read_at.astimezone(ZoneInfo(stop.timezone if stop else "Asia/Jakarta"))
    return f"{words.clock_text(at)} {words.zone_text(at)}"


def _row(dots: int, label: str, value: str) -> Line:
    columns = dots // 12
    label = fit(label, columns // 2)
    return spread(dots, Run(label), Run(fit(value, columns - len(label) - 1)), spacing=26)


def manifest_csv(card: ManifestCard) -> str:
    """For a spreadsheet: a line a passenger. What begins like a formula is no formula there."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(COLUMNS)
    stops = {stop.order: stop.code for stop in card.train.stops}
    for line in card.lines:
        ticket = line.ticket
        at = ticket.boarding.at.isoformat(timespec="seconds") if ticket.boarding else ""
        row = (
            card.train.train_number, card.train.service_date.isoformat(), ticket.coach_label, ticket.seat_number,
            ticket.ticket_number, ticket.name, ticket.type, stops.get(ticket.from_order, ""),
            stops.get(ticket.to_order, ""), line.state, at, ticket.reduction, " ".join(ticket.assistance),
        )  # fmt: skip
        out.writerow([f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in row])
    return file.getvalue()


def manifest_pdf(card: ManifestCard, *, training: bool = False) -> bytes:
    """Counts first, then everybody by coach and seat; as many pages as it takes."""
    from io import BytesIO

    from kai_counter.paper.pdf import LEFT, RIGHT, SOFT, banner, canvas_on, write

    file, train = BytesIO(), card.train
    canvas = canvas_on(file, f"{TITLE} KA {train.train_number} {train.service_date}", training)
    y = banner(canvas, f"{TITLE} KA {train.train_number} {train.train_name}")
    about = f"{words.day_text(train.service_date)} · {card.station_code} · {_time(card)}"
    write(canvas, LEFT, y, about, 11, colour=SOFT)
    write(canvas, RIGHT, y, f"{card.boarded} / {card.expected} naik", 12, bold=True, right=True)
    y -= 24
    for count in card.stops:
        y = _room(canvas, y)
        write(canvas, LEFT, y, f"{count.stop.code} {count.stop.name}", 10, room=200)
        write(canvas, LEFT + 250, y, f"naik {count.boarded}/{count.boards}", 10)
        write(canvas, LEFT + 340, y, f"tidak datang {count.missing}", 10)
        write(canvas, RIGHT, y, f"turun {count.leaves}", 10, right=True)
        y -= 15
    coach = None
    for line in card.lines:
        if line.ticket.car_number != coach:
            coach = line.ticket.car_number
            y = _heading(canvas, line.ticket.coach_label or "Bayi", y - 14)
        y = _passenger(canvas, card, line, _room(canvas, y))
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _heading(canvas: Canvas, text: str, y: float) -> float:
    from kai_counter.paper.pdf import LEFT, RIGHT, SOFT, write

    y = _room(canvas, y, 40)
    write(canvas, LEFT, y, text, 12, bold=True)
    canvas.setStrokeColorRGB(*SOFT)
    canvas.line(LEFT, y - 4, RIGHT, y - 4)
    return y - 18


def _passenger(canvas: Canvas, card: ManifestCard, line: ManifestLine, y: float) -> float:
    from kai_counter.paper.pdf import LEFT, RIGHT, write

    ticket, stops = line.ticket, {stop.order: stop.code for stop in card.train.stops}
    reduced = words.REDUCTIONS.get(ticket.reduction, ticket.reduction)
    more = " ".join(part for part in (reduced, _helps(line)) if part)
    write(canvas, LEFT, y, ticket.seat_number or "-", 10, bold=True, room=36)
    write(canvas, LEFT + 40, y, clean(ticket.name), 10, room=170)
    write(canvas, LEFT + 215, y, ticket.ticket_number, 9, room=75)
    relation = f"{stops.get(ticket.from_order, '')}-{stops.get(ticket.to_order, '')}"
    write(canvas, LEFT + 295, y, relation, 9, room=70)
    write(canvas, LEFT + 370, y, clean(more), 9, room=70)
    write(canvas, RIGHT, y, STATES[line.state], 10, right=True, bold=line.state != "boarded", room=70)
    return y - 14


def _room(canvas: Canvas, y: float, wanted: float = 0) -> float:
    from kai_counter.paper.pdf import HEIGHT

    if y - wanted >= LOWEST:
        return y
    canvas.showPage()
    return HEIGHT - 60
