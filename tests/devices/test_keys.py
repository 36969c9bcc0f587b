"""The counter's key: private, kept, never replaced by accident."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kai_counter.devices import keys


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = keys.create_key(tmp_path / "keys")
    assert keys.create_key(tmp_path / "keys") == key == keys.load_key(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys" / keys.FILE).stat().st_mode) == 0o600
    assert key.seed.hex() not in repr(key)
    assert not key.is_registered


def test_it_signs(tmp_path: Path) -> None:
    key = keys.create_key(tmp_path)
    Ed25519PublicKey.from_public_bytes(key.public).verify(key.sign(b"x"), b"x")


def test_registration_is_kept(tmp_path: Path) -> None:
    until = datetime(2027, 1, 1, tzinfo=UTC)
    key = keys.registered(tmp_path, keys.create_key(tmp_path), 12, until)
    assert keys.load_key(tmp_path) == key
    assert key.key_no == 12
    assert key.is_valid(until - timedelta(seconds=1))
    assert not key.is_valid(until)


def test_open_rights_are_closed(tmp_path: Path) -> None:
    keys.create_key(tmp_path)
    (tmp_path / keys.FILE).chmod(0o644)
    keys.load_key(tmp_path)
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600


def test_a_forgotten_key_is_kept_aside(tmp_path: Path) -> None:
    first = keys.create_key(tmp_path)
    keys.forget_key(tmp_path)
    assert keys.load_key(tmp_path) is None
    assert keys.create_key(tmp_path) != first
    assert len(list(tmp_path.glob("*.old"))) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seed": "AAAA", "key_no": 1}', '{"seed": 1, "key_no": 1}'])
def test_a_file_that_is_no_key_is_said_so(tmp_path: Path, text: str) -> None:
    (tmp_path / keys.FILE).write_text(text)
    with pytest.raises(ValueError):
        keys.load_key(tmp_path)
