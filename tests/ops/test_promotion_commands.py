"""Promotions from the command line are the same promotions."""

from __future__ import annotations

from datetime import datetime

import pytest
from real_database import FreshDatabase
from tiny_network import WIB

from kai_counter.errors import Refused
from kai_counter.ops import promotions


def test_announced_counted_and_ended(fresh_database: FreshDatabase) -> None:
    url, today = fresh_database.owner_url, datetime.now(WIB).date()
    assert promotions.add(url, "mudik-10", "Mudik", percent=10, valid_from=today, valid_to=today) == "MUDIK10"
    promotions.add(url, "HEMAT", "Hemat", amount=50_000, limit=5, valid_from=today, valid_to=today)
    rows = {row.code: row for row in promotions.listed(url)}
    assert (rows["MUDIK10"].discount, rows["HEMAT"].discount, rows["HEMAT"].limit) == ("10 %", "Rp 50000", 5)
    assert promotions.end(url, "Mudik10") == 0
    assert not next(row for row in promotions.listed(url) if row.code == "MUDIK10").is_active
    with pytest.raises(Refused) as refusal:
        promotions.add(url, "HEMAT", "Hemat", percent=5, valid_from=today, valid_to=today)
    assert refusal.value.code == "promotion_exists"
