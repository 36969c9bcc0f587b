"""The counter's own signing key: an Ed25519 seed in a file that only its owner may read.

Every counter has its own, so a stolen counter is one revoked row, not a new ticket for everybody (HARDWARE.md). The
public half is registered by the verb `register_key`, which answers the key's number; until then the key signs
nothing.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

FILE = "ticket-key.json"


@dataclass(frozen=True)
class CounterKey:
    """Signs tickets. `key_no` 0 means: not registered yet. `valid_until` None: the database has set no end."""

    seed: bytes = field(repr=False)
    key_no: int = 0
    valid_until: datetime | None = None

    @property
    def public(self) -> bytes:
        """The 32 bytes to register."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def is_registered(self) -> bool:
        return self.key_no > 0

    def is_valid(self, now: datetime) -> bool:
        """Registered and not run out."""
        return self.is_registered and (self.valid_until is None or now < self.valid_until)

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def load_key(folder: Path) -> CounterKey | None:
    """The key of this counter, None when there is none. Raises ValueError for a file that is not one.

    Rights that others were given are taken away again, since the file is ours.
    """
    file = folder / FILE
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
    try:
        seed = b64decode(facts["seed"], validate=True)
        until = facts.get("valid_until")
        key = CounterKey(seed, int(facts["key_no"]), datetime.fromisoformat(until) if until else None)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} is not a counter's key") from error
    if len(seed) != 32:
        raise ValueError(f"{file} is not a counter's key")
    return key


def create_key(folder: Path) -> CounterKey:
    """A new key, on disk before it is returned. An existing one is kept: there is no second truth."""
    existing = load_key(folder)
    if existing is not None:
        return existing
    private = Ed25519PrivateKey.generate()
    key = CounterKey(private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    _write(folder, key)
    return key


def registered(folder: Path, key: CounterKey, key_no: int, valid_until: datetime | None = None) -> CounterKey:
    """The same key with the number that the database gave it, kept on disk."""
    until = valid_until.astimezone(UTC) if valid_until else None
    known = CounterKey(key.seed, key_no, until)
    _write(folder, known)
    return known


def forget_key(folder: Path) -> None:
    """Set a revoked or run-out key aside; `create_key` then makes another."""
    file = folder / FILE
    if file.exists():
        file.replace(file.with_name(f"ticket-key-{datetime.now(UTC):%Y%m%d%H%M%S%f}.old"))


def _write(folder: Path, key: CounterKey) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    facts = {
        "seed": b64encode(key.seed).decode("ascii"),
        "key_no": key.key_no,
        "valid_until": key.valid_until.isoformat() if key.valid_until else None,
    }
    temporary = folder / f".{FILE}.tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(facts, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / FILE)
