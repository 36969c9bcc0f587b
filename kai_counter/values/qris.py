"""QRIS: the text of a merchant-presented code, built and read by the published format.

EMVCo "QR Code Specification for Payment Systems, Merchant-Presented Mode" 1.1: objects of two digits tag, two
digits length, value; templates nest the same; the last object is the CRC. Bank Indonesia's QRIS fills in the rest:

| tag | what | here |
|---|---|---|
| 00 | format | `01`, always first |
| 01 | point of initiation | `12`: dynamic, one payment (`11` is the sticker on a wall) |
| 26 | acquirer's merchant account | 00 domain, 01 PAN (9360…), 02 merchant id, 03 criterion (UBE: large) |
| 51 | national merchant account | 00 `ID.CO.QRIS.WWW`, 02 NMID (`ID` and 13 digits), 03 criterion |
| 52, 53, 54 | category, currency, amount | 4112 passenger railways, 360 rupiah, whole rupiah |
| 58, 59, 60, 61 | country, name, city, post code | `ID`, at most 25, 15, 10 letters |
| 62 | more | 05 our reference (at most 25), 07 the terminal |
| 63 | CRC-16/CCITT-FALSE over everything before, its own tag and length included | four hex digits, upper case |

Pure: a gateway sends the text it wants shown; this checks that it asks for our amount before a customer sees it,
and the simulated gateway builds its codes with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kai_counter.errors import Refused
from kai_counter.values.money import LARGEST, Rupiah

RUPIAH, COUNTRY, DOMAIN = "360", "ID", "ID.CO.QRIS.WWW"
RAILWAYS = "4112"
LONGEST = 512
_CRC = re.compile(r"[0-9A-Fa-f]{4}")
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,12})(?:\.(?P<cents>[0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who is paid. `pan` and `merchant_id` are the acquirer's, `nmid` is the national number."""

    name: str
    city: str
    nmid: str
    acquirer: str
    pan: str
    merchant_id: str
    post_code: str = ""
    criterion: str = "UBE"
    category: str = RAILWAYS


@dataclass(frozen=True, slots=True)
class Qris:
    """A code as read. `amount` is None on a static one; `objects` are all of it, templates unopened."""

    merchant: Merchant
    amount: Rupiah | None
    reference: str
    terminal: str
    is_dynamic: bool
    objects: tuple[tuple[str, str], ...]


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 1021, start FFFF) over the UTF-8 bytes, as four hex digits."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def build(merchant: Merchant, amount: int, reference: str = "", terminal: str = "") -> str:
    """A dynamic code for this sum. Raises ValueError for what the format cannot carry."""
    if not 0 < Rupiah(amount) <= LARGEST:
        raise ValueError(f"no code for {amount}")
    account = ("00", merchant.acquirer, 32), ("01", merchant.pan, 19), ("02", merchant.merchant_id, 15)
    more = ("05", reference, 25), ("07", terminal, 25)
    objects = (
        ("00", "01", 2), ("01", "12", 2),
        ("26", _joined(*account, ("03", merchant.criterion, 3)), 99),
        ("51", _joined(("00", DOMAIN, 32), ("02", merchant.nmid, 15), ("03", merchant.criterion, 3)), 99),
        ("52", merchant.category, 4), ("53", RUPIAH, 3), ("54", str(int(amount)), 13), ("58", COUNTRY, 2),
        ("59", merchant.name, 25), ("60", merchant.city, 15), ("61", merchant.post_code, 10),
        ("62", _joined(*more), 99),
    )  # fmt: skip
    text = _joined(*objects) + "6304"
    return text + crc(text)


def parse(text: str) -> Qris:
    """Read a code, static or dynamic. Raises Refused("qris_unreadable", problem): length, crc, format, currency,
    country, amount."""
    objects = _objects(text)
    found = dict(objects)
    if found.get("00") != "01" or objects[0][0] != "00" or len(found) != len(objects):
        raise _unreadable("format")
    if found.get("53") != RUPIAH:
        raise _unreadable("currency")
    if found.get("58") != COUNTRY:
        raise _unreadable("country")
    account = next((dict(_split(value)) for tag, value in objects if "26" <= tag <= "50"), {})
    national = dict(_split(found["51"])) if "51" in found else {}
    more = dict(_split(found["62"])) if "62" in found else {}
    merchant = Merchant(
        name=found.get("59", ""), city=found.get("60", ""), post_code=found.get("61", ""),
        nmid=national.get("02", ""), acquirer=account.get("00", ""), pan=account.get("01", ""),
        merchant_id=account.get("02", ""), category=found.get("52", ""),
        criterion=national.get("03", account.get("03", "")),
    )  # fmt: skip
    return Qris(
        merchant, _amount(found["54"]) if "54" in found else None, more.get("05", ""), more.get("07", ""),
        found.get("01") == "12", objects,
    )  # fmt: skip


def asks_for(text: str, amount: int) -> bool:
    """Whether this code makes a phone ask for exactly this sum. What cannot be read asks for nothing."""
    try:
        return parse(text).amount == amount
    except Refused:
        return False


def _objects(text: str) -> tuple[tuple[str, str], ...]:
    """All objects, with the CRC checked first: a code that was cut or retyped says nothing."""
    if not 8 < len(text) <= LONGEST:
        raise _unreadable("length")
    if text[-8:-4] != "6304" or not _CRC.fullmatch(text[-4:]) or crc(text[:-4]) != text[-4:].upper():
        raise _unreadable("crc")
    return _split(text[:-8])


def _split(text: str) -> tuple[tuple[str, str], ...]:
    found, at = [], 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise _unreadable("format")
        end = at + 4 + int(head[2:])
        if end > len(text) or end == at + 4:
            raise _unreadable("format")
        found.append((head[:2], text[at + 4 : end]))
        at = end
    return tuple(found)


def _joined(*objects: tuple[str, str, int]) -> str:
    """`(tag, value, at most)`; what is empty is left out."""
    text = ""
    for tag, value, most in objects:
        if not value:
            continue
        if len(value) > most or not (value.isascii() and value.isprintable()):
            raise ValueError(f"{value!r} does not fit tag {tag}")
        text += f"{tag}{len(value):02}{value}"
    return text


def _amount(text: str) -> Rupiah:
    """`150000`, `150000.00`: half a rupiah is refused."""
    read = _AMOUNT.fullmatch(text)
    if read is None or (read["cents"] or "").strip("0") or not int(read["whole"]):
        raise _unreadable("amount")
    return Rupiah(int(read["whole"]))


def _unreadable(problem: str) -> Refused:
    return Refused("qris_unreadable", problem=problem)
