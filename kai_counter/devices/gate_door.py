"""Who may open this gate while nobody can be asked: members who signed in here a short while ago.

A gate that is started with the network away has a list from yesterday and nobody to check a password. So each
sign-in at a gate leaves here, in a file of the owner's own, who it was and a slow salted hash (scrypt) of the
password: enough to know the same person again at the same machine for some days, on a disk that leaves the
station worth a slow guess at one password each. It opens nothing but the offline gate; the database asks anew as
soon as it is back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kai_counter.devices.gate_journal import replace_file

FILE = "door.json"
COST, BLOCK, MEMORY = 2**15, 8, 64 * 1024 * 1024  # some 0.1 s and 32 MB a guess
KEPT = 50  # members


class GateDoor:
    """`folder` is the gate box's. Broken or missing files let nobody in, and raise nothing."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def remember(self, nipp: str, password: str, facts: Mapping[str, Any], now: datetime, hours: int) -> None:
        """After a sign-in that the database allowed. Raises OSError."""
        salt = secrets.token_bytes(16)
        members = self._read()
        members[nipp] = {
            "salt": b64encode(salt).decode(), "hash": b64encode(_hash(password, salt)).decode(),
            "until": (now + timedelta(hours=hours)).isoformat(), "facts": dict(facts),
        }  # fmt: skip
        newest = sorted(members, key=lambda one: str(members[one].get("until")))[-KEPT:]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        kept = {one: members[one] for one in newest}
        replace_file(self._file, json.dumps(kept, ensure_ascii=False).encode())

    def opens(self, nipp: str, password: str, now: datetime) -> dict[str, Any] | None:
        """The facts of the member, or None: unknown here, another password, or too long ago."""
        member = self._read().get(nipp)
        try:
            assert member is not None
            salt, wanted = b64decode(member["salt"]), b64decode(member["hash"])
            fits = hmac.compare_digest(_hash(password, salt), wanted)
            facts = dict(member["facts"])
            return facts if fits and now < datetime.fromisoformat(member["until"]) else None
        except (AssertionError, KeyError, TypeError, ValueError):
            return None

    def forget(self, nipp: str) -> None:
        """The database will not have them any more. Raises OSError."""
        members = self._read()
        if members.pop(nipp, None) is not None:
            replace_file(self._file, json.dumps(members, ensure_ascii=False).encode())

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=1, maxmem=MEMORY)
