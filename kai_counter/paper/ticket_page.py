"""The boarding pass. What the gate and the platform ask for is largest: train, time, coach and seat."""

from __future__ import annotations

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
    wrap,
)
from kai_counter.values.cards_paper import PaperStop, TicketCard

BRAND = "KAI COUNTER"


def ticket_page(card: TicketCard, width: int = 80) -> Page:
    """A signed ticket on a roll of 80 or 58 mm. Raises ValueError when it is not signed."""
    if not card.code:
        raise ValueError("a ticket is signed before it is printed")
    dots = DOTS[width]
    header = [
        *_top(card, dots),
        *_train(card, dots),
        *_journey(card, dots),
        rule(dots),
        *_seat(card, dots),
        rule(dots),
        *_passenger(card, dots),
        rule(dots),
        *_booking(card, dots),
        *_gate(card, dots),
    ]
    return Page(dots, tuple(header), (Symbol(card.code),), tuple(_tail(card, dots)))


def _top(card: TicketCard, dots: int) -> list[Block]:
    blocks: list[Block] = []
    name = Run(" BOARDING PASS", height=2, bold=True, invert=True)
    blocks.append(spread(dots, name, Run(f"{BRAND} ", height=2, invert=True), spacing=TIGHT))
    if card.is_reprint:
        blocks += [Feed(6), band(dots, f"CETAK ULANG KE-{card.issue_number - 1}", height=1)]
        blocks += note(dots, "Tiket terdahulu tidak berlaku / Earlier paper is void")
    return [*blocks, Feed(14)]


def _train(card: TicketCard, dots: int) -> list[Block]:
    name = clean(card.train_name).upper()
    wide = 2 if len(name) <= dots // 24 else 1
    lines = wrap(name, dots // (12 * wide), 2)
    blocks: list[Block] = [Line((Run(part, wide, 2, bold=True),), spacing=TIGHT) for part in lines]
    number = Run(f"KA {clean(card.train_number)}", 2, 2, bold=True)
    day = Run(words.day_text(card.origin.time.date()), height=2, bold=True)
    return [*blocks, Feed(6), spread(dots, number, day), Feed(10), rule(dots)]


def _journey(card: TicketCard, dots: int) -> list[Block]:
    start, end = card.origin, card.destination
    minutes = int((end.time - start.time).total_seconds()) // 60
    left = Run(words.clock_text(start.time), 2, 2, bold=True)
    right = Run(words.clock_text(end.time), 2, 2, bold=True)
    cells = (dots - left.dots - right.dots) // 12
    middle = Run(f" {words.duration_text(minutes)} ".center(cells - 2, "─").center(cells), height=2)
    blocks: list[Block] = [
        spread(dots, Run("BERANGKAT departs", small=True), Run("TIBA arrives", small=True), spacing=20),
        Line((left, middle, right), spacing=TIGHT),
        Feed(4),
    ]
    half = dots // 24 - 1
    names = [wrap(clean(f"{stop.name} ({stop.code})"), half, 2) for stop in (start, end)]
    for at in range(max(map(len, names))):
        one, two = (name[at] if at < len(name) else "" for name in names)
        blocks.append(spread(dots, Run(one, bold=True), Run(two, bold=True), spacing=26))
    days = [Run(_day(stop, dots), small=True) for stop in (start, end)]
    return [*blocks, spread(dots, *days, spacing=TIGHT)]


def _day(stop: PaperStop, dots: int) -> str:
    day = words.day_text(stop.time.date())
    return f"{day if dots > 400 else day[:-5]} {stop.zone}"


def _seat(card: TicketCard, dots: int) -> list[Block]:
    if card.seat is None:
        return [
            Feed(4),
            Line((Run("TANPA KURSI", 2, 3, bold=True),), centre=True),
            *note(dots, "Bayi dipangku / Infant on lap, no seat"),
            Feed(6),
        ]
    coach, seat = clean(card.seat.coach_label), f" {clean(card.seat.seat_number)} "
    size = next(size for size in (4, 3, 2, 1) if (len(coach) + len(seat)) * 12 * size < dots or size == 1)
    of_class = f"{clean(card.seat.class_name)} ({card.seat.sub_class})".removesuffix(" ()")
    return [
        spread(dots, Run("KERETA coach", small=True), Run("KURSI seat", small=True), spacing=20),
        Feed(6),
        spread(dots, Run(coach, size, size, bold=True), Run(seat, size, size, bold=True, invert=True)),
        Feed(8),
        Line((Run(fit(of_class, dots // 12)),)),
    ]


def _passenger(card: TicketCard, dots: int) -> list[Block]:
    name = wrap(clean(card.passenger_name).upper(), dots // 12, 2)
    identity = Run(clean(card.identity_masked))
    kind = Run(words.type_text(card.passenger_type, card.reduction), bold=True)
    blocks: list[Block] = [Line((Run("PENUMPANG passenger", small=True),), spacing=20)]
    blocks += [Line((Run(part, height=2, bold=True),), spacing=TIGHT) for part in name]
    if identity.dots + kind.dots + 12 <= dots:
        blocks.append(spread(dots, identity, kind))
    else:
        blocks += [Line((identity,)), Line((kind,))]
    for code in card.assistance:
        indonesian, english = words.ASSISTANCE.get(code, (clean(code), "Assistance"))
        blocks += [Feed(4), band(dots, f"{indonesian.upper()} / {english}", height=1), Feed(6)]
    return blocks


def _booking(card: TicketCard, dots: int) -> list[Block]:
    code = Run(clean(card.booking_number), 2, 2, bold=True)
    price = Run(words.money_text(card.price), height=2, bold=True)
    return [
        spread(dots, Run("KODE BOOKING", small=True), Run("HARGA fare", small=True), spacing=20),
        spread(dots, code, price),
        Feed(8),
    ]


def _gate(card: TicketCard, dots: int) -> list[Block]:
    opens, closes = words.clock_text(card.gate_opens), words.clock_text(card.gate_closes)
    return [
        band(dots, f"GERBANG {opens} - {closes}"),
        Feed(6),
        *note(dots, f"Gate opens {opens}, closes {closes} {card.origin.zone}. Datanglah lebih awal."),
    ]


def _tail(card: TicketCard, dots: int) -> list[Block]:
    printed = f"{card.counter_code} · {clean(card.clerk_name)} · {words.moment_text(card.sold_at)}"
    blocks: list[Block] = [
        Line((Run(card.human_code, height=2, bold=True),), centre=True),
        Line((Run(f"Tiket {clean(card.ticket_number)} · cetakan {card.issue_number}", small=True),), centre=True),
        Feed(6),
        *note(dots, "Tunjukkan kode ini dan identitas asli di gerbang."),
        *note(dots, "Show this code and your original ID at the gate."),
        rule(dots),
        *note(dots, printed.strip(" ·")),
    ]
    return [*blocks, Feed(24), Cut()]
