"""Telling a scan from typing, and reading it on any keyboard layout. Pure; the window's filter feeds it.

A scanner in keyboard mode types. With the sentinel STX before and CR after a code nothing is left to guess; without
it a burst of keys is told by their own timestamps, never by the wall clock: a stalled window once turned a typed
password into a scan (HARDWARE.md, "Scanners").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kai_counter.values.ticket_code import looks_like_code

STX = "\x02"
ENDS = ("\r", "\n", "\x03")
LONGEST = 512
FIRST_GAP_MS = 40
LATER_GAP_MS = 240
SURE_KEYS = 8  # so many keys at the pace of a machine are a scan
FORGOTTEN_MS = 1500
REPEAT_MS = 2000
# Scan codes of a PC keyboard (set 1, as Windows gives them). Under X11 and Wayland they are 8 higher.
_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
US_KEYS = {first + at: char for first, row in _ROWS for at, char in enumerate(row)}
X11_OFFSET = 8
_YZ = str.maketrans("YZ", "ZY")


@dataclass(frozen=True, slots=True)
class KeyStroke:
    """One pressed key: milliseconds of the event itself, its text, its native scan code (0 when unknown)."""

    at: int
    text: str
    scan_code: int = 0
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned: the decoded code, or the raw text where it is none of ours (a booking number, a NIK)."""

    text: str
    at: int
    is_ours: bool
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the filter does: `swallow` the key, give `late` keys back to the field, hand on the scan."""

    swallow: bool = False
    scan: Scan | None = None
    late: tuple[KeyStroke, ...] = ()


def without_symbology(text: str) -> str:
    """`]Q1` and its like (AIM identifiers), which some scanners put first, are accepted and stripped."""
    return text[3:] if len(text) > 3 and text[0] == "]" and text[1].isalpha() and text[2].isalnum() else text


def from_scan_codes(codes: list[int], *, offset: int = X11_OFFSET) -> str:
    """What a US keyboard would have typed; keys without a letter or digit are left out."""
    return "".join(US_KEYS.get(code - offset, "") for code in codes)


def readings(text: str, codes: list[int] | None = None) -> list[str]:
    """Every way to read a scan, in the measured order: text, upper case, scan codes, Y and Z swapped."""
    plain = without_symbology(text.strip("".join((STX, *ENDS, " "))))
    found = [plain, plain.upper()]
    for offset in (X11_OFFSET, 0) if codes else ():
        by_key = from_scan_codes(codes or [], offset=offset)
        at = by_key.find("T1")  # an identifier's "]Q" reads as "Q" here
        found.append(by_key[at:] if 0 < at <= 2 else by_key)
    found.append(plain.upper().translate(_YZ))
    return list(dict.fromkeys(found))


def decode_scan(
    text: str, codes: list[int] | None = None, is_signed: Callable[[str], bool] | None = None
) -> tuple[str, bool]:
    """The first reading with our prefix and length, preferring a good signature; else the text as it came.

    The flag says whether it has our form: such a scan is judged even when no reading has a good signature.
    """
    ours = [reading for reading in readings(text, codes) if looks_like_code(reading)]
    if is_signed:
        for reading in ours:
            if is_signed(reading):
                return reading, True
    return (ours[0], True) if ours else (readings(text)[0], False)


@dataclass
class ScanDetector:
    """Feed it every key press of the window; it answers what to do with that key.

    Between STX and CR every key is swallowed. With `bursts` (for a scanner that could not be programmed) keys pass
    until eight came faster than a person types; from then on they are swallowed up to the CR, and `take_back` says
    how many characters had reached the field. It is off by default: STX is the only sentinel we promise.
    """

    bursts: bool = False
    is_signed: Callable[[str], bool] | None = None
    take_back: int = 0
    _keys: list[KeyStroke] = field(default_factory=list)
    _is_scan: bool = False
    _patience: int = FORGOTTEN_MS
    _began_at: int = 0
    _last: Scan | None = None

    def feed(self, key: KeyStroke) -> Verdict:
        """Judge one key press. Auto-repeat never belongs to a scan."""
        if key.is_repeat:
            return Verdict(swallow=self._is_scan)
        late = self._expire(key.at)
        if STX in key.text:
            self._begin(key.at)
            return Verdict(swallow=True, late=late)
        if not self._is_scan and not (self.bursts and self._is_burst(key)):
            return Verdict(late=late)
        if key.text in ENDS:
            return self._end(key.at)
        if (key.text or key.scan_code) and (not self._keys or self._keys[-1] is not key):
            self._keys.append(key)  # a dead key has no text, but its scan code counts
        if len(self._keys) > LONGEST:
            self.reset()
        return Verdict(swallow=True, late=late)

    def reset(self) -> None:
        """Forget what was begun (focus left the window, a dialog opened)."""
        self._keys, self._is_scan = [], False

    def _begin(self, at: int) -> None:
        self.reset()
        self._is_scan, self._patience, self._began_at, self.take_back = True, FORGOTTEN_MS, at, 0

    def _expire(self, at: int) -> tuple[KeyStroke, ...]:
        """A scan whose end never comes is given up; what it swallowed goes back to the field."""
        since = self._keys[-1].at if self._keys else self._began_at
        if at - since <= self._patience or not (self._keys or self._is_scan):
            return ()
        late = tuple(self._keys[self.take_back :]) if self._is_scan else ()
        self.reset()
        return late

    def _is_burst(self, key: KeyStroke) -> bool:
        """Whether this key completes a run at a machine's pace; the first slow one starts anew."""
        if not key.text:
            return False  # Shift of an upper-case letter
        if len(key.text) != 1 or not key.text.isprintable():
            self.reset()
            return False
        if self._keys and key.at - self._keys[-1].at > FIRST_GAP_MS:
            self._keys = []
        self._keys.append(key)
        self._patience = LATER_GAP_MS
        if len(self._keys) >= SURE_KEYS:
            self._is_scan, self.take_back = True, len(self._keys) - 1
        return self._is_scan

    def _end(self, at: int) -> Verdict:
        text = "".join(key.text for key in self._keys)
        codes = [key.scan_code for key in self._keys]
        decoded, is_ours = decode_scan(text, codes if any(codes) else None, self.is_signed)
        last = self._last
        again = last is not None and last.text == decoded and at - last.at <= REPEAT_MS
        scan = Scan(decoded, at, is_ours, again)
        self.reset()
        if not decoded:
            return Verdict(swallow=True)
        self._last = scan
        return Verdict(swallow=True, scan=scan)


@dataclass
class LineFramer:
    """Bytes of a serial scanner → scans: split anywhere, ended by CR or LF, at most 512 bytes, 100 ms apart."""

    is_signed: Callable[[str], bool] | None = None
    _buffer: bytearray = field(default_factory=bytearray)
    _at: int = 0
    _last: Scan | None = None

    def feed(self, data: bytes, at: int) -> list[Scan]:
        """Scans completed by these bytes; `at` is in milliseconds. A frame left idle for 100 ms is dropped."""
        if self._buffer and at - self._at > 100:
            self._buffer.clear()
        self._at = at
        found = []
        for byte in data:
            if byte not in b"\r\n\x03":
                self._buffer.append(byte)
                if len(self._buffer) > LONGEST:
                    self._buffer.clear()
            elif self._buffer:
                found.append(self._scan(at))
        return [scan for scan in found if scan.text]

    def _scan(self, at: int) -> Scan:
        text, is_ours = decode_scan(self._buffer.decode("latin-1"), None, self.is_signed)
        self._buffer.clear()
        again = self._last is not None and self._last.text == text and at - self._last.at <= REPEAT_MS
        self._last = Scan(text, at, is_ours, again)
        return self._last
