"""The manifest on the roll, on A4 and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from gate_world import ticket, train

from kai_counter.paper.escpos import page_data
from kai_counter.paper.manifest_page import manifest_csv, manifest_page, manifest_pdf
from kai_counter.paper.page import Line
from kai_counter.values.cards_gate import HandOverCard, ManifestCard, manifest_of
from kai_counter.values.gate_facts import ticket_from, train_from

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)


def card(leaves_in: int = 2) -> ManifestCard:
    tickets = [
        ticket(1000, status="used", boarded_at=(NOW - timedelta(minutes=9)).isoformat()),
        ticket(1001, assistance=["wheelchair"]),
        ticket(1002, reduction="veteran", name="=HYPERLINK(1)"),
        ticket(1003, **{"from": 2}),
        ticket(1004, seat="", coach="", car=0, type="infant"),
    ]
    found = train_from(train(NOW, leaves_in=leaves_in))
    return manifest_of(found, [ticket_from(one) for one in tickets], "GMR", NOW, 5)


def text_of(found: ManifestCard, width: int, *, hand_over: bool = False) -> str:
    page = manifest_page(found, width, hand_over=hand_over)
    lines = [block for block in page.blocks if isinstance(block, Line)]
    assert all(sum(run.dots for run in line.runs) <= page.dots for line in lines)
    assert page_data(page).header
    return "\n".join("".join(run.text for run in line.runs) for line in lines)


@pytest.mark.parametrize("width", [80, 58])
def test_the_roll_counts_and_names_who_did_not_come(width: int) -> None:
    text = text_of(card(), width)
    assert "MANIFES" in text and "SERAH TERIMA" not in text and "10.00 WIB" in text
    assert "TIDAK DATANG (3)" in text and "PERLU BANTUAN (1)" in text and "Kursi roda" in text
    assert "1/4" in text and "NAIK" in text
    handed = text_of(card(), width, hand_over=True)
    assert "SERAH TERIMA" in handed and "Kondektur" in handed
    known = HandOverCard("Bambang", "Agus", "Utara", NOW, 1, 4, 1)
    signed = text_of(replace(card(), handed=known), width, hand_over=True)
    assert "(Agus)" in signed and "(Bambang)" in signed


def test_the_csv_has_a_line_a_passenger_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(manifest_csv(card()))))
    assert [row["state"] for row in rows].count("missing") == 3 and len(rows) == 5
    assert next(row["name"] for row in rows if row["reduction"]) == "'=HYPERLINK(1)"
    assert next(row for row in rows if row["state"] == "boarded")["boarded_at"].startswith("2026-11-28T02:51")


def test_the_pdf_takes_as_many_pages_as_it_needs() -> None:
    found = card()
    many = replace(found, lines=found.lines * 120)
    small, large = manifest_pdf(found), manifest_pdf(many)
    assert small.startswith(b"%PDF") and large.count(b"/Type /Page\n") > small.count(b"/Type /Page\n")
