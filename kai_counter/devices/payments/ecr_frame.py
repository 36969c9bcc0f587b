"""The serial frame of BCA-style card terminals, as bytes: pure, both directions.

    STX · length (two bytes BCD, of what lies between it and ETX) · data · ETX · LRC
    LRC = exclusive or of everything after STX up to and with ETX.
    Each frame is answered by one byte: ACK 06h, or NAK 15h (sent again, three times at most).

Fields are of fixed width, ASCII but for the version byte; numbers with zeros on the left, text with blanks on the
right; amounts have two decimals (Rp 150.000 is `000015000000`). A request is 150 bytes, an answer 200:

| request | | answer | |
|---|---|---|---|
| version (02h) | 1 | version | 1 |
| type | 2 | type | 2 |
| amount | 12 | amount | 12 |
| other amount | 12 | other amount | 12 |
| PAN (blank: the terminal reads it) | 19 | PAN | 19 |
| expiry | 4 | expiry | 4 |
| cancel reason | 2 | response code | 2 |
| invoice (trace) number | 6 | RRN | 12 |
| authorization code | 6 | approval code | 6 |
| instalment, redeem, DCC flags | 1+1+1 | date, time | 8+6 |
| instalment plan, tenor | 3+2 | merchant id, terminal id | 15+8 |
| generic data | 12 | offline flag | 1 |
| reference | 12 | cardholder name | 26 |
| original date | 4 | cashier card | 16 |
| filler | 50 | invoice (trace), batch number | 6+6 |
| | | issuer id | 2 |
| | | instalment, DCC, redeem flags | 1+1+1 |
| | | information amount | 12 |
| | | DCC decimals, currency, rate | 1+3+8 |
| | | coupon flag, filler | 1+8 |

Source: three tills published as open source that drive such terminals and agree on widths, length and LRC (among
them wehaindo's point of sale for Odoo, `weha_smart_pos_aeon_bca_ecr`), and the bank's public interface brochure.
The bank's own specification is confidential and was not used. From those come types 01 (sale), 31 and 32 (QRIS and
its inquiry) and the codes 00, 54, 55, P2, P3, Z3, CE, TO. (unverified), to be asked of the bank before a first use
with a real terminal: types 08 (void), 10 (settlement), 17 (echo), 32 as inquiry of a card sale, 40 (totals; ours),
that the reference of a sale is kept, and 25 as "no such record" (ISO 8583's word).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

STX, ETX, ACK, NAK = 0x02, 0x03, 0x06, 0x15
VERSION = 0x02
SALE, VOID, SETTLE, ECHO, QUERY, TOTALS = "01", "08", "10", "17", "32", "40"
LARGEST = 9_999_999_999  # rupiah in ten digits, before the decimals
LONGEST = 1_024

REQUEST = (
    ("type", 2), ("amount", 12), ("other_amount", 12), ("pan", 19), ("expiry", 4), ("cancel_reason", 2),
    ("invoice", 6), ("auth_code", 6), ("instalment_flag", 1), ("redeem_flag", 1), ("dcc_flag", 1), ("plan", 3),
    ("tenor", 2), ("generic", 12), ("reference", 12), ("original_date", 4), ("filler", 50),
)  # fmt: skip
ANSWER = (
    ("type", 2), ("amount", 12), ("other_amount", 12), ("pan", 19), ("expiry", 4), ("code", 2), ("rrn", 12),
    ("approval", 6), ("date", 8), ("time", 6), ("merchant", 15), ("terminal", 8), ("offline", 1), ("holder", 26),
    ("cashier", 16), ("invoice", 6), ("batch", 6), ("issuer", 2), ("instalment_flag", 1), ("dcc_flag", 1),
    ("redeem_flag", 1), ("information", 12), ("dcc_decimals", 1), ("dcc_currency", 3), ("dcc_rate", 8),
    ("coupon", 1), ("filler", 8),
)  # fmt: skip
NUMBERS = {"amount", "other_amount", "cancel_reason", "invoice", "information"}
Fields = tuple[tuple[str, int], ...]


class Garbled(Exception):
    """A frame that arrived, but not as it was sent."""


def request(kind: str, amount: int = 0, reference: str = "", invoice: str = "") -> bytes:
    """A request as a frame. Raises ValueError for a sum that does not fit."""
    return pack(REQUEST, {"type": kind, "amount": cents(amount), "reference": reference, "invoice": invoice,
                          "dcc_flag": "N"})  # fmt: skip


def pack(fields: Fields, values: Mapping[str, str]) -> bytes:
    """A frame of these fields; what is not given is blank, or zeros where a number stands."""
    text = ""
    for name, width in fields:
        value = values.get(name, "")
        if len(value) > width or not value.isascii():
            raise ValueError(f"{name} does not fit: {value!r}")
        text += value.rjust(width, "0") if name in NUMBERS else value.ljust(width)
    return frame(bytes([VERSION]) + text.encode("ascii"))


def unpack(fields: Fields, data: bytes) -> dict[str, str]:
    """The fields of a frame's data. Raises Garbled when it is not as long as they are together."""
    if len(data) != 1 + sum(width for _, width in fields):
        raise Garbled(f"{len(data)} bytes")
    try:
        text = data[1:].decode("ascii")
    except UnicodeDecodeError as error:
        raise Garbled("not ASCII") from error
    found, at = {}, 0
    for name, width in fields:
        found[name] = text[at : at + width].strip()
        at += width
    return found


def frame(data: bytes) -> bytes:
    length = f"{len(data):04}"
    body = bytes([int(length[:2], 16), int(length[2:], 16)]) + data + bytes([ETX])
    return bytes([STX]) + body + bytes([reduce(xor, body)])


def cents(amount: int) -> str:
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LARGEST:
        raise ValueError(f"a terminal cannot take {amount!r}")
    return f"{amount * 100:012}"


def rupiah(text: str) -> int:
    """Raises Garbled for what is no whole sum."""
    if not (text.isascii() and text.isdigit()) or not text.endswith("00"):
        raise Garbled(f"amount {text!r}")
    return int(text) // 100


@dataclass
class Reader:
    """Finds frames and answer bytes in what comes down a wire, in pieces as it likes."""

    _held: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > LONGEST:
            del self._held[:-LONGEST]

    def clear(self) -> None:
        self._held.clear()

    def next(self) -> int | bytes | None:
        """ACK or NAK, a frame's data, or None until more comes. Raises Garbled once for each bad frame."""
        while self._held:
            first = self._held[0]
            if first in (ACK, NAK):
                del self._held[0]
                return first
            if first == STX:
                return self._frame()
            del self._held[0]  # noise between frames
        return None

    def _frame(self) -> bytes | None:
        if len(self._held) < 3:
            return None
        length = f"{self._held[1]:02x}{self._held[2]:02x}"
        end = 3 + int(length) if length.isdigit() else 0
        if not length.isdigit() or end + 2 > LONGEST:
            self.clear()
            raise Garbled(f"length {length}")
        if len(self._held) < end + 2:
            return None
        whole = bytes(self._held[: end + 2])
        del self._held[: end + 2]
        if whole[end] != ETX or reduce(xor, whole[1 : end + 1]) != whole[end + 1]:
            self.clear()
            raise Garbled("LRC")
        return whole[3:end]
