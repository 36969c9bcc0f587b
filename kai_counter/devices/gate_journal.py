"""What this gate did, on disk before a light turns green, until the database has it (DESIGN.md §7).

One line of JSON an event, only ever added to: a scan or an annulment, "uploaded", "set aside". A line that a power
cut tore is left out when it is read again: its light never turned green.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import UUID

from kai_counter.values.gate_facts import Boarding, GateEntry

FILE = "journal.jsonl"
TRIMMED_FROM = 2000  # lines that nobody needs any more


class GateJournal:
    """The journal of one gate; threads may share it. `boardings`: ticket number → who was let in here."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._lock = RLock()
        self._pending: dict[UUID, GateEntry] = {}
        self._aside: dict[UUID, tuple[GateEntry, str]] = {}
        self._lines = 0
        self.boardings: dict[int, Boarding] = {}
        self._load()
        self._stream = self._open()

    def record(self, entry: GateEntry, *, uploaded: bool = False) -> None:
        """On disk when this returns; only then may a light turn green. Raises OSError (disk full, gone): then
        nobody may be let in on the gate's own word."""
        with self._lock:
            self._write({"entry": entry.to_json(), **({"uploaded": True} if uploaded else {})})
            self._count(entry, uploaded)

    def uploaded(self, entry_id: UUID) -> None:
        """The database has it. Losing this line means uploading again, which changes nothing: no need to wait for
        the disk."""
        with self._lock:
            if self._pending.pop(entry_id, None) is not None:
                self._write({"uploaded": str(entry_id)}, sync=False)

    def set_aside(self, entry_id: UUID, code: str) -> None:
        """The database will never take it (`code` says why): kept for a person, no longer in the way."""
        with self._lock:
            entry = self._pending.pop(entry_id, None)
            if entry is not None:
                self._write({"aside": str(entry_id), "code": code})
                self._aside[entry_id] = (entry, code)

    def pending(self) -> tuple[GateEntry, ...]:
        """What the database does not have yet, in the order in which it happened."""
        with self._lock:
            return tuple(self._pending.values())

    def is_pending(self, entry_id: UUID | None) -> bool:
        return entry_id in self._pending

    @property
    def pending_count(self) -> int:
        return len(self._pending)

    def aside(self) -> tuple[tuple[GateEntry, str], ...]:
        with self._lock:
            return tuple(self._aside.values())

    def close(self) -> None:
        with self._lock:
            self._stream.close()

    def forget_boarding(self, number: int) -> None:
        with self._lock:
            self.boardings.pop(number, None)

    def forget_boardings(self, before: datetime) -> None:
        """Of tickets that are on no list any more."""
        with self._lock:
            for number in [
                n for n, b in self.boardings.items() if b.at < before and not self.is_pending(b.scan_id)
            ]:
                del self.boardings[number]

    @property
    def is_long(self) -> bool:
        return self._lines >= TRIMMED_FROM + 2 * (len(self._pending) + len(self._aside) + len(self.boardings))

    def trim(self) -> None:
        """Write the journal anew with what is still needed: the unsent, the set-aside, who boarded here."""
        with self._lock:
            kept: list[dict[str, Any]] = [{"entry": entry.to_json()} for entry in self._pending.values()]
            for entry, code in self._aside.values():
                kept += [{"entry": entry.to_json()}, {"aside": str(entry.id), "code": code}]
            for number, one in self.boardings.items():
                if one.scan_id is not None and one.scan_id not in self._pending:
                    known = GateEntry(one.scan_id, one.at, "scan", one.gate, "ok", number, admits=True)
                    kept.append({"entry": known.to_json(), "uploaded": True})
            self._stream.close()
            replace_file(self._file, b"".join(map(_line, kept)))
            self._lines = len(kept)
            self._stream = self._open()

    def _count(self, entry: GateEntry, uploaded: bool) -> None:
        """The memory's side of a line."""
        if not uploaded:
            self._pending[entry.id] = entry
        if entry.kind == "annul":
            for number in [n for n, boarding in self.boardings.items() if boarding.scan_id == entry.refers_to]:
                del self.boardings[number]
        elif entry.number is not None and entry.admits:
            self.boardings[entry.number] = Boarding(entry.at, entry.gate, entry.id)

    def _open(self) -> Any:
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
        sync_folder(self._file.parent)
        return os.fdopen(handle, "ab", buffering=0)

    def _write(self, facts: Mapping[str, Any], *, sync: bool = True) -> None:
        line = _line(facts)
        if self._stream.write(line) != len(line):
            raise OSError("the journal took only a part of a line")
        if sync:
            os.fsync(self._stream.fileno())
        self._lines += 1

    def _load(self) -> None:
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return
        for line in data.splitlines():
            self._lines += 1
            try:
                self._read(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
        if data and not data.endswith(b"\n"):
            with self._file.open("ab") as stream:
                stream.write(b"\n")

    def _read(self, facts: Mapping[str, Any]) -> None:
        if "entry" in facts:
            self._count(GateEntry.from_json(facts["entry"]), bool(facts.get("uploaded")))
        elif "uploaded" in facts:
            self._pending.pop(UUID(facts["uploaded"]), None)
        elif "aside" in facts and (entry := self._pending.pop(UUID(facts["aside"]), None)):
            self._aside[entry.id] = (entry, facts["code"])


def _line(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"


def replace_file(file: Path, data: bytes) -> None:
    """In one step, readable by its owner only; after a power cut the old or the new one is there."""
    temporary = file.with_name(f".{file.name}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """A new name in it, where folders can be synced."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
