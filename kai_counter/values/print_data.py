"""What a printer is given: one document as bytes, in the three parts whose end is acknowledged (HARDWARE.md)."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintData:
    """`header` (journey, seat, passenger), `code` (the symbol that makes it valid), `tail` (small print, cut).

    The session puts a marker behind each part, so that after a jam it knows whether the symbol was reached.
    """

    header: bytes
    code: bytes
    tail: bytes

    def marked(self, after_header: bytes, after_code: bytes, after_tail: bytes) -> bytes:
        """The one buffer that is sent, with the session's markers in place."""
        return b"".join((self.header, after_header, self.code, after_code, self.tail, after_tail))

    def __len__(self) -> int:
        return len(self.header) + len(self.code) + len(self.tail)

    def to_json(self) -> list[str]:
        return [base64.b64encode(part).decode("ascii") for part in (self.header, self.code, self.tail)]

    @staticmethod
    def from_json(parts: list[str]) -> PrintData:
        """Raises ValueError for anything `to_json` would not have written."""
        header, code, tail = (base64.b64decode(part, validate=True) for part in parts)
        return PrintData(header, code, tail)
