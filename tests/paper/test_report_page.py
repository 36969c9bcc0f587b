"""X, Z and slips on the roll and on A4: every sum where it belongs, none where a clerk must not see it."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import sample

from kai_counter.paper import report_page
from kai_counter.paper.escpos import page_data
from kai_counter.paper.page import Line, Page
from kai_counter.paper.picture import page_picture
from kai_counter.paper.report_pdf import report_pdf
from kai_counter.values.cards_till import from_report, from_slip

CASH = (27_375_000, 30_100_000, 2_725_000, 13_075_000, 36_825_000)


def text_of(page: Page) -> str:
    return "\n".join("".join(run.text for run in line.runs) for line in page.blocks if isinstance(line, Line))


def dotted(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


@pytest.mark.parametrize("width", [80, 58])
def test_a_z_says_every_number_and_fits_the_roll(width: int) -> None:
    page = report_page.report_page(from_report(sample.report()), width)
    text = text_of(page)
    for amount in (*CASH, 13_070_000, 9_450_000, 15_000_000):
        assert dotted(amount) in text, amount
    assert "LAPORAN Z No. 12" in text and "-Rp 5.000" in text and "130 x Rp 100.000" in text
    assert all(sum(run.dots for run in line.runs) <= page.dots for line in page.blocks if isinstance(line, Line))
    assert len(page_data(page)) > 500
    look(page, f"z-{width}")


@pytest.mark.parametrize("width", [80, 58])
def test_a_clerks_x_has_no_sum_of_cash(width: int) -> None:
    page = report_page.report_page(from_report(sample.report(closed=False)), width)
    text = text_of(page)
    assert "LAPORAN X" in text and dotted(9_450_000) in text and "Tunai (60)" in text
    assert not [amount for amount in CASH if dotted(amount) in text]
    look(page, f"x-{width}")


def test_a_slip_says_who_what_and_why() -> None:
    page = report_page.slip_page(from_slip(sample.slip(approved_by="Sri Lestari")), 58)
    text = text_of(page)
    for words in ("SETOR BRANKAS", "GMR-01/K000002", "15.000.000", "KTG 0071", "Sri Lestari"):
        assert words in text, words
    assert all(sum(run.dots for run in line.runs) <= page.dots for line in page.blocks if isinstance(line, Line))
    look(page, "slip-58")


def test_a_forced_z_without_a_count() -> None:
    answer = sample.report(is_forced=True, closed_by="Sri Lestari")
    answer["count"] |= {"counted": None, "variance": None, "reason": "tidak kembali", "denominations": None}
    text = text_of(report_page.report_page(from_report(answer)))
    assert "Ditutup paksa" in text and "Sri Lestari" in text and "tidak kembali" in text


def test_three_numbers_after_the_supervisor() -> None:
    answer = sample.report()
    answer["count"] |= {"verified": 13_075_000, "verified_by": "Sri Lestari", "verified_note": "di bawah laci"}
    rows = dict(report_page.count_rows(from_report(answer)))
    assert [rows[n] for n in ("Menurut sistem", "Dihitung", "Diverifikasi")] == [
        "Rp 13.075.000", "Rp 13.070.000", "Rp 13.075.000",
    ]  # fmt: skip


def test_a_name_cannot_speak_to_the_printer() -> None:
    card = from_report(sample.report(clerk_name="Rina\x1bp0\n\x10\x04" + "x" * 90, station_name="\x1d" * 9))
    data = page_data(report_page.report_page(card, 58))
    assert b"\x1bp0" not in data.header and b"\x10\x04" not in data.header


def test_the_a4_report_runs_over_pages() -> None:
    answer = sample.report()
    one = report_pdf(from_report(answer))
    pages = re.search(rb"/Count (\d+)", one)
    assert one.startswith(b"%PDF") and pages is not None and pages[1] in (b"1", b"2")
    answer["movements"] = answer["movements"] * 60
    many = report_pdf(from_report(answer))
    pages = re.search(rb"/Count (\d+)", many)
    assert pages is not None and int(pages[1]) >= 3 and len(many) > len(one)
    assert report_pdf(from_report(sample.report(closed=False))).startswith(b"%PDF")
    if folder := os.environ.get("KAI_LOOK_DIR"):
        (Path(folder) / "z.pdf").write_bytes(one)


def look(page: Page, name: str) -> None:
    if folder := os.environ.get("KAI_LOOK_DIR"):
        page_picture(page).save(Path(folder) / f"{name}.png")


def test_what_went_back_and_what_was_no_money_have_lines_of_their_own() -> None:
    """Sums of the methods and the value carried over make the sales; a further paper of it is a copy."""
    answer = sample.report()
    total = sum(int(row["amount"]) for row in answer["methods"])
    answer["methods"] = [*answer["methods"], {"method": "exchange", "count": 2, "amount": 600_000}]
    answer["sales_amount"] = total + 600_000
    answer["returns"] = [
        {"what": "reversal", "way": "reversal", "method": "qris", "count": 2, "amount": 640_000},
        {"what": "refund", "way": "reversal", "method": "debit_card", "count": 1, "amount": 480_000},
        {"what": "refund", "way": "cash", "method": "cash", "count": 1, "amount": 75_000},
    ]
    answer["back_amount"] = 1_120_000
    answer["card_words"] = [{"how": "query", "count": 1, "amount": 350_000}]
    card = replace(from_report(answer), copy=1)
    assert card.money_amount == total
    sales = dict(report_page.sales_rows(card))
    names = ("Uang diterima", "Nilai tukar tiket (2)", "Penjualan", "Ditanya ulang (1)")
    assert [sales[name] for name in names] == [
        f"Rp {dotted(total)}", "Rp 600.000", f"Rp {dotted(total + 600_000)}", "Rp 350.000",
    ]  # fmt: skip
    assert report_page.return_rows(card) == [
        ("Batal QRIS (2)", "-Rp 640.000"),
        ("Refund debit (1)", "-Rp 480.000"),
        ("Refund tunai (1)", "-Rp 75.000"),
        ("Lewat mesin", "-Rp 1.120.000"),
    ]
    page = report_page.report_page(card, 58)
    assert "SALINAN / COPY 1" in text_of(page) and "GIVEN BACK" in text_of(page)
    assert all(sum(run.dots for run in line.runs) <= page.dots for line in page.blocks if isinstance(line, Line))
    look(page, "z-back-58")
    assert report_pdf(card).startswith(b"%PDF")
