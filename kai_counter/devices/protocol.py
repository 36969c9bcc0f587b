"""The bytes between a receipt printer and us: commands, status bytes, conditions (HARDWARE.md, "The session").

What the printer sends is told apart by bits: a real-time answer has (b & 93h) == 12h; an automatic status (ASB)
begins with (b & 93h) == 10h and has three more bytes with (b & 90h) == 0; a GS r answer is a single byte with
(b & 90h) == 0; blocks begin with 37h and end with NUL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

ASK = {1: b"\x10\x04\x01", 2: b"\x10\x04\x02", 4: b"\x10\x04\x04"}  # DLE EOT: printer, why offline, paper
START = b"\x1b@\x1da\x0f"  # ESC @, GS a: reset, then report every change
FLUSH = b"\0" * 8192 + START  # ends an image that a lost job left half received
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget everything received
ASK_IN_ORDER = b"\x1dr\x01"  # GS r 1: answered when everything before it was taken from the buffer
PROBE_MARK = b"prb?"
_LONGEST_BLOCK = 64


def process_id(mark: bytes) -> bytes:
    """GS ( H fn 48: answered with the mark when everything before it has been printed. Four bytes of 20h-7Eh."""
    if len(mark) != 4 or not all(0x20 <= byte <= 0x7E for byte in mark):
        raise ValueError(f"not a process id: {mark!r}")
    return b"\x1d(H\x06\x0000" + mark


def job_mark(job_id: UUID, attempt: int) -> bytes:
    """Three printable bytes that tell this attempt's answers from an earlier one's."""
    number = hash((job_id.int, attempt)) % 94**3
    return bytes(0x21 + number // 94**place % 94 for place in range(3))


@dataclass(frozen=True, slots=True)
class RealTime:
    byte: int


@dataclass(frozen=True, slots=True)
class Automatic:
    bytes: bytes


@dataclass(frozen=True, slots=True)
class InOrder:
    byte: int


@dataclass(frozen=True, slots=True)
class Printed:
    """Everything before this process id has been printed."""

    mark: bytes


@dataclass(frozen=True, slots=True)
class Cleared:
    """The buffer is empty: what was not printed never will be."""


Answer = RealTime | Automatic | InOrder | Printed | Cleared


class AnswerParser:
    """Turns a stream, however it was split, into answers; bytes that fit nothing are dropped."""

    def __init__(self) -> None:
        self._automatic = bytearray()
        self._block = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        found: list[Answer] = []
        for byte in data:
            answer = self._one(byte)
            if answer is not None:
                found.append(answer)
        return found

    def _one(self, byte: int) -> Answer | None:
        if self._block:
            return self._in_block(byte)
        if byte & 0x93 == 0x12:
            return RealTime(byte)
        if byte == 0x37:
            self._block.append(byte)
        elif byte & 0x93 == 0x10:
            self._automatic = bytearray((byte,))
        elif byte & 0x90 == 0:
            if not self._automatic:
                return InOrder(byte)
            self._automatic.append(byte)
            if len(self._automatic) == 4:
                answer = Automatic(bytes(self._automatic))
                self._automatic.clear()
                return answer
        return None

    def _in_block(self, byte: int) -> Answer | None:
        if byte and len(self._block) < _LONGEST_BLOCK:
            self._block.append(byte)
            return None
        block = bytes(self._block)
        self._block.clear()
        if block[1:2] == b"\x22":
            return Printed(block[2:])
        return Cleared() if block[1:2] == b"\x25" else None


@dataclass(frozen=True, slots=True)
class Condition:
    """What the printer last said of itself. `drawer_pin` is the raw pin; its polarity is a setting."""

    offline: bool = False
    cover_open: bool = False
    paper_end: bool = False
    near_end: bool = False
    error: str = ""  # cutter, fault
    drawer_pin: bool | None = None

    @property
    def trouble(self) -> str:
        """Why it cannot print: paper_end, cover_open, cutter, fault, offline; empty when it can."""
        if self.cover_open:
            return "cover_open"
        if self.paper_end:
            return "paper_end"
        return self.error or ("offline" if self.offline else "")

    def after_automatic(self, status: bytes) -> Condition:
        """An ASB of four bytes replaces everything."""
        one, two, three = status[0], status[1], status[2]
        error = "cutter" if two & 0x08 else "fault" if two & 0x20 else ""
        return Condition(
            offline=bool(one & 0x08),
            cover_open=bool(one & 0x20),
            paper_end=bool(three & 0x0C),
            near_end=bool(three & 0x03),
            error=error,
            drawer_pin=bool(one & 0x04),
        )

    def after_real_time(self, asked: int, byte: int) -> Condition:
        """One answer to DLE EOT 1, 2 or 4."""
        if asked == 1:
            return replace(self, offline=bool(byte & 0x08), drawer_pin=bool(byte & 0x04))
        if asked == 2:
            error = "fault" if byte & 0x40 else ""
            return replace(self, cover_open=bool(byte & 0x04), paper_end=bool(byte & 0x20), error=error)
        return replace(self, near_end=bool(byte & 0x0C), paper_end=self.paper_end or bool(byte & 0x60))
