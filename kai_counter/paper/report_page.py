"""The report of a shift (X, Z) and the slip of a cash movement, for the roll. Also what the A4 report says."""

from __future__ import annotations

from kai_counter.paper import words
from kai_counter.paper.page import DOTS, Block, Cut, Feed, Line, Page, Run, band, clean, fit, note, rule, spread
from kai_counter.paper.ticket_page import BRAND
from kai_counter.values.cards_till import ReportCard, SlipCard

METHODS = {
    "cash": "Tunai",
    "qris": "QRIS",
    "debit_card": "Kartu debit",
    "credit_card": "Kartu kredit",
    "wallet": "Dompet digital",
    "bank_transfer": "Transfer bank",
    "exchange": "Nilai tukar tiket",
}
CARD_WORDS = {"typed": "Struk diketik", "query": "Ditanya ulang"}
SHORT = {"debit_card": "debit", "credit_card": "kredit"}  # a narrow roll has 32 columns
MOVES = {
    "in": ("KAS MASUK", "Cash in"),
    "out": ("KAS KELUAR", "Cash out"),
    "drop": ("SETOR BRANKAS", "Drop to safe"),
}
Row = tuple[str, str]


def head_rows(card: ReportCard) -> list[Row]:
    zone = words.zone_text(card.opened_at)
    rows = [
        ("Loket", f"{card.counter_code} {clean(card.station_name)}"),
        ("Petugas", f"{clean(card.clerk_name)} ({card.clerk_nipp})"),
        ("Buka", f"{words.moment_text(card.opened_at)} {zone}"),
    ]
    if card.closed_at is not None:
        rows.append(("Tutup", f"{words.moment_text(card.closed_at)} {zone}"))
    if card.is_forced:
        rows.append(("Ditutup paksa", clean(card.closed_by)))
    return rows


def sales_rows(card: ReportCard) -> list[Row]:
    """Counts, and money where it may be told: a clerk's X has no sum of cash in it."""
    rows = [("Transaksi", str(card.sales)), ("Booking", str(card.bookings)), ("Tiket", str(card.tickets))]
    if card.first_receipt:
        rows.append(("No. struk", f"{card.first_receipt} - {card.last_receipt[-6:]}"))
    sums = [m for m in card.methods if m.count and m is not card.exchanged]
    rows += [(f"{METHODS.get(m.method, m.method)} ({m.count})", _money(m.amount)) for m in sums]
    if card.exchanged is not None:  # part of the sales, and no money
        if card.money_amount is not None:
            rows.append(("Uang diterima", _money(card.money_amount)))
        rows.append((f"{METHODS['exchange']} ({card.exchanged.count})", _money(card.exchanged.amount)))
    if card.sales_amount is not None:
        rows.append(("Penjualan", _money(card.sales_amount)))
    rows += [(f"Reduksi {words.REDUCTIONS.get(r.method, r.method)} ({r.count})", _money(r.amount, minus=True))
             for r in card.reductions]  # fmt: skip
    rows += [(f"{CARD_WORDS[one.method]} ({one.count})", _money(one.amount)) for one in card.card_words]
    for label, number in (
        ("Pembayaran susulan", card.late_payments),
        ("Pembayaran belum jelas", card.unanswered),
    ):
        if number:
            rows.append((label, str(number)))
    rows.append(("Laci dibuka", str(card.drawer_openings)))
    return rows


def return_rows(card: ReportCard) -> list[Row]:
    """What went back, by how it had come; a reversal is of money that bought nothing."""
    rows = []
    for one in card.returns:
        label = "Batal" if one.what == "reversal" else "Refund"
        method = "tunai" if one.way == "cash" else SHORT.get(one.method) or METHODS.get(one.method, one.method)
        rows.append((f"{label} {method} ({one.count})", _money(one.amount, minus=True)))
    if card.back_amount:
        rows.append(("Lewat mesin", _money(card.back_amount, minus=True)))
    return rows


def cash_rows(card: ReportCard) -> list[Row]:
    if card.cash is None:
        return [("Uang awal", _money(card.float_amount))]
    cash = card.cash
    return [
        ("Uang awal", _money(cash.opening)),
        ("Diterima", _money(cash.tendered)),
        ("Kembalian", _money(cash.change, minus=True)),
        ("Kas masuk", _money(cash.moved_in)),
        ("Kas keluar", _money(cash.moved_out, minus=True)),
        ("Setor brankas", _money(cash.dropped, minus=True)),
        ("Pengembalian tunai", _money(cash.refunded, minus=True)),
    ]


def move_rows(card: ReportCard) -> list[Row]:
    return [
        (
            f"{line.slip_number.rpartition('/')[2]} {MOVES[line.kind][0].capitalize()}",
            _money(line.amount, minus=line.kind != "in"),
        )
        for line in card.movements
    ]


def count_rows(card: ReportCard) -> list[Row]:
    """System, counted, verified: three numbers, none of them replaced by another."""
    if card.count is None:
        return []
    count = card.count
    rows = [
        (f"{number} x {words.money_text(piece)}", words.money_text(piece * number))
        for piece, number in count.pieces
    ]
    rows += [
        ("Menurut sistem", _money(count.system)),
        ("Dihitung", _money(count.counted)),
        ("Selisih", _money(count.variance)),
    ]
    if count.verified is not None:
        rows.append(("Diverifikasi", _money(count.verified)))
    for label, text in (
        ("Alasan", count.reason),
        ("Disetujui", count.approved_by),
        ("Diverifikasi oleh", count.verified_by),
        ("Catatan", count.verified_note),
    ):
        if text:
            rows.append((label, clean(text)))
    return rows


def sections(card: ReportCard) -> list[tuple[str, list[Row]]]:
    """Heading and rows, in the order of the paper; empty ones are left out."""
    found = [
        ("PENJUALAN / SALES", sales_rows(card)),
        ("KEMBALI / GIVEN BACK", return_rows(card)),
        ("KAS / CASH", cash_rows(card)),
        ("BUKTI KAS / SLIPS", move_rows(card)),
        ("HITUNGAN / COUNT", count_rows(card)),
    ]
    return [(heading, rows) for heading, rows in found if rows]


def title_text(card: ReportCard) -> str:
    return f"LAPORAN Z No. {card.z_number}" if card.z_number is not None else "LAPORAN X"


def report_page(card: ReportCard, width: int = 80) -> Page:
    """Read by the supervisor beside the cash box, kept with it."""
    dots = DOTS[width]
    header: list[Block] = []
    if card.copy:
        header += [band(dots, words.copy_text(card.copy)), Feed(6)]
    header += [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        band(dots, title_text(card)),
        Feed(6),
        *(_row(row, dots) for row in head_rows(card)),
    ]
    for heading, rows in sections(card):
        header += [rule(dots), Line((Run(heading, bold=True),)), *(_row(row, dots) for row in rows)]
        if rows and heading.startswith("KAS") and card.cash is not None:
            header.append(
                spread(
                    dots,
                    Run("Seharusnya", 1, 2, bold=True),
                    Run(_money(card.cash.expected), 1, 2, bold=True),
                    spacing=50,
                )
            )
    tail: list[Block] = [rule(dots)]
    if card.kind == "Z":
        tail += [Feed(10), spread(dots, Run("Petugas"), Run("Pengawas")), Feed(90),
                 spread(dots, Run("(............)"), Run("(............)"))]  # fmt: skip
    elif card.cash is None:
        tail += note(dots, "Jumlah uang tunai tercetak setelah laci dihitung. / Cash sums follow the blind count.")
    tail += [
        *note(dots, f"Dicetak {words.moment_text(card.made_at)} {words.zone_text(card.made_at)}"),
        Feed(24),
        Cut(),
    ]
    return Page(dots, tuple(header), (), tuple(tail))


def slip_page(card: SlipCard, width: int = 80) -> Page:
    """Goes with the money: into the bag for the safe, or to whoever was paid."""
    dots = DOTS[width]
    title, english = MOVES[card.kind]
    rows = [
        ("No. bukti", card.slip_number),
        ("Waktu", f"{words.moment_text(card.created_at)} {words.zone_text(card.created_at)}"),
        ("Loket", f"{card.counter_code} {clean(card.station_name)}"),
        ("Petugas", clean(card.clerk_name)),
        ("Alasan", clean(card.reason)),
        ("No. kantong", clean(card.reference)),
        ("Disetujui", clean(card.approved_by)),
    ]
    amount = words.money_text(card.amount)
    wide = 2 if (len("JUMLAH ") + len(amount)) * 24 <= dots else 1
    header: list[Block] = [
        Line((Run(BRAND, 2, 2, bold=True),), centre=True),
        band(dots, f"{title} / {english}"),
        Feed(6),
        *(_row(row, dots) for row in rows if row[1]),
        rule(dots, "═"),
        spread(dots, Run("JUMLAH", wide, 2, bold=True), Run(amount, wide, 2, bold=True)),
    ]
    tail: list[Block] = [
        rule(dots),
        Feed(10),
        spread(dots, Run("Menyerahkan"), Run("Menerima")),
        Feed(90),
        spread(dots, Run("(............)"), Run("(............)")),
        Feed(24),
        Cut(),
    ]
    return Page(dots, tuple(header), (), tuple(tail))


def _row(row: Row, dots: int) -> Line:
    """Label left, value right; what is too long for both is cut at the longer one's end."""
    columns = dots // 12
    label = fit(row[0], columns - min(len(row[1]), columns // 2) - 1)
    return spread(dots, Run(label), Run(fit(row[1], columns - len(label) - 1)), spacing=26)


def _money(amount: int | None, *, minus: bool = False) -> str:
    if amount is None:
        return "-"
    return words.money_text(-amount if minus and amount else amount)
