"""A QRIS code on paper can be scanned, on every roll."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import zxingcpp

from kai_counter.devices.payments.gateway_simulator import SHOP
from kai_counter.paper.escpos import page_data
from kai_counter.paper.picture import page_picture
from kai_counter.paper.qris_page import qris_page
from kai_counter.values.money import Rupiah
from kai_counter.values.payment import QrisCharge
from kai_counter.values.qris import build, parse

UNTIL = datetime(2026, 11, 28, 10, 15, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize("width", [80, 58])
@pytest.mark.parametrize("reference", ["", "KAI-0193590f000070009000", "x" * 25])
def test_the_printed_code_is_read_back(width: int, reference: str) -> None:
    text = build(SHOP, 1_350_000, reference, "GMR-01")
    page = qris_page(QrisCharge("KAI-1", Rupiah(1_350_000), text, UNTIL), UNTIL, width)
    (read,) = zxingcpp.read_barcodes(page_picture(page))
    assert read.text == text and parse(read.text).amount == 1_350_000
    data = page_data(page)
    words = data.header.decode("cp858", "replace")
    assert "Rp 1.350.000" in words and "10.15 WIB" in words and "no receipt" in data.tail.decode("cp858", "replace")
