"""Who may open a gate offline: whom it let in online, with the same password, for so long."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kai_counter.devices.gate_door import FILE, GateDoor

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
FACTS = {"staff": {"nipp": "30001"}}


def test_the_same_member_with_the_same_password_for_three_days(tmp_path: Path) -> None:
    door = GateDoor(tmp_path / "gate")
    assert door.opens("30001", "loket-123", NOW) is None
    door.remember("30001", "loket-123", FACTS, NOW, 72)
    door.remember("30002", "another", {}, NOW, 72)
    door = GateDoor(tmp_path / "gate")
    assert door.opens("30001", "loket-123", NOW + timedelta(hours=71)) == FACTS
    assert door.opens("30001", "loket-124", NOW) is None and door.opens("30002", "loket-123", NOW) is None
    assert door.opens("30001", "loket-123", NOW + timedelta(hours=73)) is None
    door.forget("30001")
    assert door.opens("30001", "loket-123", NOW) is None and door.opens("30002", "another", NOW) == {}


def test_no_password_lies_there_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    GateDoor(tmp_path).remember("30001", "loket-123", FACTS, NOW, 72)
    file = tmp_path / FILE
    assert b"loket-123" not in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_broken_file_lets_nobody_in_and_is_written_anew(tmp_path: Path) -> None:
    for broken in ("", "[]", "{", '{"30001": {"salt": 3}}', '{"30001": null}'):
        (tmp_path / FILE).write_text(broken)
        assert GateDoor(tmp_path).opens("30001", "loket-123", NOW) is None
    GateDoor(tmp_path).remember("30001", "loket-123", FACTS, NOW, 72)
    assert GateDoor(tmp_path).opens("30001", "loket-123", NOW) == FACTS
