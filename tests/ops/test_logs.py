"""The program's log: it rotates, is private, and names nobody."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from kai_counter.config import home_at
from kai_counter.ops import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root, ours = logging.getLogger(), logging.getLogger("kai_counter")
    before, level = list(root.handlers), ours.level
    yield logs.open_log(home_at(tmp_path / "home"))
    ours.setLevel(level)
    for handler in [*root.handlers]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()


def test_it_is_private_and_opened_once(log: Path) -> None:
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    count = len(logging.getLogger().handlers)
    assert logs.open_log(home_at(log.parents[1])) == log
    assert len(logging.getLogger().handlers) == count


def test_logins_identity_numbers_telephones_and_mail_are_masked(log: Path) -> None:
    logger = logging.getLogger("kai_counter.test")
    try:
        raise ValueError("3174012345678901 of rina.w@example.org")
    except ValueError:
        logger.info("postgresql://staff_10001:geheim@db/kai called 081234567890", exc_info=True)
    text = log.read_text(encoding="utf-8")
    assert "ValueError" in text and "/kai" in text
    for secret in ("geheim", "10001", "317401", "081234567", "rina"):
        assert secret not in text


def test_it_rotates(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = next(h for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler))
    monkeypatch.setattr(handler, "maxBytes", 1000)
    for number in range(100):
        logging.getLogger("kai_counter").info("line %d", number)
    kept = list(log.parent.glob("kai-counter.log*"))
    assert 2 <= len(kept) <= logs.KEPT + 1
    assert "line 99" in log.read_text()
