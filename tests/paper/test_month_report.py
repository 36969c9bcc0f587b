"""The month on paper and as a file: the same sums, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from kai_counter.paper.month_report import month_csv, month_pdf
from kai_counter.values.cards_day import (
    ControlCard,
    CountedSum,
    MonthCard,
    MonthZ,
    SaleDay,
    TravelDay,
    UnpaidRefund,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
AT = datetime(2026, 11, 30, 22, tzinfo=JAKARTA)


def card(days: int = 30, *, agrees: bool = True, name: str = "Gambir") -> MonthCard:
    return MonthCard(
        month=date(2026, 11, 1),
        station_code="GMR",
        station_name=name,
        made_at=AT,
        sale_days=tuple(
            SaleDay(date(2026, 11, 1 + n), 2, 3, 100_000, 50_000, 25_000, 0, 175_000, 10_000) for n in range(days)
        ),
        travel_days=tuple(TravelDay(date(2026, 11, 1 + n), 2, 3, 175_000) for n in range(days)),
        methods=(CountedSum("cash", 30, 3_000_000), CountedSum("qris", 30, 750_000)),
        reductions=(CountedSum("senior", 4, 80_000),),
        unpaid=(UnpaidRefund("=HYPERLINK(1)", 70_000, "bank_transfer", "initiated", AT),),
        zs=(MonthZ("GMR-01", 12, AT, 5_250_000, 5_250_000),),
        total=175_000 * days,
        control=ControlCard(175_000 * days, 175_000 * days, 0, 0, agrees),
    )


def test_the_file_has_every_table_with_whole_rupiah() -> None:
    rows = list(csv.reader(StringIO(month_csv(card()))))
    heads = [row[0] for row in rows if len(row) == 1]
    assert len(heads) == 7 and heads[0].startswith("PER TANGGAL JUAL")
    first = (
        rows.index(["Tanggal", "Booking", "Tiket", "Tunai", "Kartu", "QRIS", "Lain", "Jumlah", "Pengembalian"]) + 1
    )
    assert rows[first] == ["2026-11-01", "2", "3", "100000", "50000", "25000", "0", "175000", "10000"]
    assert sum(int(row[7]) for row in rows[first : first + 30]) == card().total
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_what_does_not_agree_is_said() -> None:
    assert "TIDAK COCOK" in month_csv(card(agrees=False)) and "TIDAK COCOK" not in month_csv(card())


def test_any_length_is_a_pdf() -> None:
    for made in (card(0), card(30), card(30, name="ស្ថានីយ៍ <b>")):
        assert month_pdf(made).startswith(b"%PDF-")
