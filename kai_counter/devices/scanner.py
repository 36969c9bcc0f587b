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
ENDS = ("\r", "\n", "\t", "\x03")
LONGEST = 512
FIRST_GAP_MS = 40
LATER_GAP_MS = 240
SURE_KEYS = 8  # so many keys at the pace of a machine are a scan
FORGOTTEN_MS = 1500
DOUBLED_MS = 10  # between two of the same letter that the system calls a repeat
REPEAT_MS = 2000
AFTER_MS = 100  # so long after its end a scan may send another one (CR, then LF)
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
    """What was scanned: the decoded code, or the raw text where it is none of ours (a booking number, a NIK).
    `keys` are what came, for the page that tests a scanner; `end` what ended it."""

    text: str
    at: int
    is_ours: bool
    is_repeat: bool = False
    keys: tuple[KeyStroke, ...] = field(default=(), compare=False, repr=False)
    end: str = field(default="", compare=False, repr=False)
    is_framed: bool = field(default=False, compare=False)  # by STX


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the filter does: keys of `late` go to the field first, then this one, unless it is swallowed (it may
    come back as a late one); a scan is handed on."""

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

    Between STX and CR every key is swallowed. With `bursts` (for a scanner that could not be programmed) each
    character is held back until the next one shows its pace: eight in a row that came faster than a person types
    are a scan, anything else goes to the field, in order, some forty milliseconds later than it was typed. Nothing
    of a scan ever reaches a field or a button, so nothing has to be taken back.
    """

    bursts: bool = False
    is_signed: Callable[[str], bool] | None = None
    _keys: list[KeyStroke] = field(default_factory=list)
    _is_scan: bool = False
    _is_framed: bool = False  # begun by STX
    _began_at: int = 0
    _ended_at: int = -10_000
    _last: Scan | None = None

    def feed(self, key: KeyStroke) -> Verdict:
        """Judge one key press. Auto-repeat never belongs to a scan, but for a letter twice in one instant."""
        if key.is_repeat and not self._is_doubled(key):
            return Verdict(swallow=True) if self._is_scan else Verdict(late=self._given_up())
        late = self._expire(key.at)
        if STX in key.text:
            late += () if self._is_scan else self._given_up()
            self._keys, self._is_scan, self._is_framed, self._began_at = [], True, True, key.at
            return Verdict(swallow=True, late=late)
        if not self._is_scan:
            return self._outside(key, late)
        if key.text in ENDS:
            return self._end(key.at, key.text)
        if key.text or key.scan_code:
            self._keys.append(key)  # a dead key has no text, but its scan code counts
        if len(self._keys) > LONGEST:
            self.reset()
        return Verdict(swallow=True, late=late)

    def flush(self) -> Verdict:
        """Nothing came for a while (`patience`): a burst that is one of our codes was a scan without an end, the
        rest goes to the field."""
        if self._is_scan and not self._is_framed and self._keys:
            text, codes = self._read()
            if decode_scan(text, codes, self.is_signed)[1]:
                return self._end(self._keys[-1].at, "")
        return Verdict(late=self._given_up())

    @property
    def patience(self) -> int:
        """Milliseconds after the last key until it may be flushed; 0: nothing is kept here."""
        if self._is_scan:
            return FORGOTTEN_MS if self._is_framed and self._keys else LATER_GAP_MS
        return FIRST_GAP_MS if self._keys else 0

    def reset(self) -> None:
        """Forget what was begun (focus left the window, a dialog opened)."""
        self._keys, self._is_scan, self._is_framed = [], False, False

    @property
    def last(self) -> KeyStroke | None:
        """The key kept last."""
        return self._keys[-1] if self._keys else None

    def _is_doubled(self, key: KeyStroke) -> bool:
        """X11 calls it a repeat when a key goes up and down again within one millisecond: a scanner's "AA" does, a
        finger's key begins to repeat after a fifth of a second."""
        last = self.last
        same = last is not None and (key.text, key.scan_code) == (last.text, last.scan_code)
        return same and last is not None and key.at - last.at <= DOUBLED_MS

    def _given_up(self) -> tuple[KeyStroke, ...]:
        late = tuple(self._keys) or self._alone
        self.reset()
        return late

    @property
    def _alone(self) -> tuple[KeyStroke, ...]:
        """STX with nothing after it at the pace of a machine: a person's Ctrl+B, which goes to the window."""
        return (KeyStroke(self._began_at, STX),) if self._is_framed else ()

    def _expire(self, at: int) -> tuple[KeyStroke, ...]:
        """Keys whose scan never comes, or never ends: by the time of the keys themselves."""
        since = self._keys[-1].at if self._keys else self._began_at
        return self._given_up() if self.patience and at - since > self.patience else ()

    def _outside(self, key: KeyStroke, late: tuple[KeyStroke, ...]) -> Verdict:
        if key.text in ENDS and 0 <= key.at - self._ended_at <= AFTER_MS:
            return Verdict(swallow=True, late=late)  # the LF after the CR
        if not self.bursts or not key.text:  # without text: the Shift of an upper-case letter
            return Verdict(late=late)
        if len(key.text) != 1 or not key.text.isprintable():
            return Verdict(late=late + self._given_up())
        self._keys.append(key)
        self._is_scan = len(self._keys) >= SURE_KEYS
        return Verdict(swallow=True, late=late)

    def _read(self) -> tuple[str, list[int] | None]:
        codes = [key.scan_code for key in self._keys]
        return "".join(key.text for key in self._keys), codes if any(codes) else None

    def _end(self, at: int, end: str) -> Verdict:
        text, codes = self._read()
        decoded, is_ours = decode_scan(text, codes, self.is_signed)
        last = self._last
        again = last is not None and last.text == decoded and at - last.at <= REPEAT_MS
        scan = Scan(decoded, at, is_ours, again, tuple(self._keys), end, self._is_framed)
        self.reset()
        self._ended_at = at
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
            if byte not in b"\r\n\t\x03":
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
