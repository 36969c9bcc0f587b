"""The slip of a refund: what was given up, what was kept by which rule, where the money goes, and who signed."""

from __future__ import annotations

from kai_counter.paper import words
from kai_counter.paper.page import DOTS, Block, Cut, Feed, Line, Page, Run, band, clean, fit, note, rule, spread
from kai_counter.paper.report_page import METHODS
from kai_counter.paper.ticket_page import BRAND
from kai_counter.values.cards_refund import MoneyPart, OfferCard

RULES = {
    "passenger": "Pembatalan penumpang",
    "delay": "Keterlambatan kereta",
    "railway": "Kereta dibatalkan KAI",
    "own_mistake": "Salah jual, dibatalkan",
    "overrule": "Kebijakan pengawas",
    "exchange": "Ubah jadwal",
}
PATHS = {
    "cash": "Tunai",
    "reversal": "Kembali ke",
    "transfer": "Transfer",
    "wallet": "Dompet digital",
    "exchange": "Ke pemesanan baru",
}


def refund_page(card: OfferCard, width: int = 80) -> Page:
    """One signed by the customer and kept, one to take along. It has no symbol: nobody boards with it."""
    dots = DOTS[width]
    header: list[Block] = [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        band(dots, "PENGEMBALIAN / REFUND"),
        Feed(6),
        *(_row(label, text, dots) for label, text in _facts(card) if text),
        rule(dots),
        *_money(card, dots),
    ]
    tail: list[Block] = [rule(dots)]
    due = [part.due_at for part in card.money if part.due_at is not None]
    if due:
        day = max(due).astimezone(card.departs_at.tzinfo)
        text = f"Dana diterima paling lambat {words.moment_text(day)}. / Money arrives by then at the latest."
        tail += note(dots, text)
    tail += [
        *note(dots, "Tiket di atas tidak berlaku lagi. / The tickets above are void."),
        Feed(10),
        spread(dots, Run("Petugas"), Run("Penumpang")),
        Feed(90),
        spread(dots, Run("(............)"), Run("(............)")),
        Feed(24),
        Cut(),
    ]
    return Page(dots, tuple(header), (), tuple(tail))


def _facts(card: OfferCard) -> list[tuple[str, str]]:
    """Who gave what back, where and why; what is not known has no row."""
    at = card.confirmed_at or card.valid_until
    return [
        ("No. bukti", card.refund_number),
        ("Waktu", f"{words.moment_text(at)} {words.zone_text(at)}"),
        ("Loket", f"{card.counter_code} {clean(card.station_name)}"),
        ("Petugas", clean(card.clerk_name)),
        ("Pengawas", clean(card.approved_by)),
        ("Booking", card.booking_number),
        ("Kereta", clean(card.train)),
        ("Relasi", clean(card.relation).replace("–", "-")),
        ("Berangkat", f"{words.moment_text(card.departs_at)} {words.zone_text(card.departs_at)}"),
        ("Aturan", RULES.get(card.rule, card.rule)),
        ("Alasan", clean(card.reason)),
    ]


def _money(card: OfferCard, dots: int) -> list[Block]:
    """Each ticket with what it cost, the fee, and by which ways the rest comes back."""
    blocks: list[Block] = []
    for line in card.lines:
        blocks += [
            _row(clean(line.name), words.money_text(line.paid), dots),
            Line((Run(fit(f"  {line.ticket_number} {clean(line.seat)}", dots // 12), small=True),), spacing=22),
        ]
    blocks.append(rule(dots))
    blocks.append(_row("Dibayar", words.money_text(card.paid), dots))
    if card.fee:
        blocks.append(_row("Biaya", words.money_text(-card.fee), dots))
    amount = words.money_text(card.amount)
    wide = 2 if (len("KEMBALI ") + len(amount)) * 24 <= dots else 1
    return [
        *blocks,
        rule(dots, "═"),
        spread(dots, Run("KEMBALI", wide, 2, bold=True), Run(amount, wide, 2, bold=True)),
        Feed(6),
        *(_row(_path(part), words.money_text(part.amount), dots) for part in card.money),
    ]


def _path(part: MoneyPart) -> str:
    if part.method == "reversal":
        return f"{PATHS['reversal']} {METHODS.get(part.paid_by, part.paid_by)}"
    return f"{PATHS.get(part.method, part.method)} {clean(part.account).replace('…', '*')}".strip()


def _row(label: str, text: str, dots: int) -> Line:
    columns = dots // 12
    label = fit(label, columns - min(len(text), columns // 2) - 1)
    return spread(dots, Run(label), Run(fit(text, columns - len(label) - 1)), spacing=26)
