"""The code on a ticket: a signed body of 32 bytes that a gate can judge without a network (HARDWARE.md).

`"T1" + Base32(body ‖ Ed25519 signature)`, upper case, no padding: 156 characters, the alphanumeric mode
of QR version 8 at ECC Q. Base32 because a keyboard-wedge scanner must survive Caps Lock and foreign layouts.
One text per code: Base32 that decodes to the same bytes but is written differently is refused.
No identity number is inside; the name is a hash that can only be compared.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kai_counter.errors import Refused

PREFIX = "T1"
LENGTH = 156
BODY_BYTES = 32
SIGNATURE_BYTES = 64
VERSION = 1
EPOCH_DAY = date(2020, 1, 1)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DOMAIN = b"TICKET-v1\0"  # a signature over a ticket is never one over anything else

CLASSES = ("economy", "business", "executive", "sleeper")
TYPES = ("adult", "child", "infant", "senior")
TRAINING_KEYS_FROM = 60_000
"""Keys of training rooms have these numbers (db/migrate.py), so that a gate can say what a paper is: it knows no
such key and believes nothing that stands under one, but whoever stands there is told why. Live keys are some two a
counter in three years, and never come so far."""

_TEXT = re.compile(r"T1[A-Z2-7]{154}")
# u8 version, u16 key, u64 ticket, u16 day, u24 schedule, u16 from, u16 to, u8 coach, u16 seat,
# u8 class and type, 4 bytes name hash, u24 not-after, u8 issue; the two u24 travel as u8 + u16.
_BODY = struct.Struct(">BHQHBHHHBHB4sBHB")
_RANGES = {
    "key_no": (0, 0xFFFF),
    "ticket_number": (1, 0x7FFF_FFFF_FFFF_FFFF),  # a bigint in the database
    "schedule_number": (1, 0xFF_FFFF),
    "origin_number": (1, 0xFFFF),
    "destination_number": (1, 0xFFFF),
    "coach": (0, 0xFF),
    "seat_row": (0, 0x7FF),
    "issue_number": (1, 0xFF),
}


class BadCode(ValueError):
    """Not a ticket code of ours. `code` is unreadable, unknown_key or bad_signature, in the gate's order."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Signer(Protocol):
    """A counter's key: `devices.keys.CounterKey`, or a fake."""

    @property
    def key_no(self) -> int: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class TicketBody:
    """What the code says. Coach 0 and row 0 are "no seat" (an infant). Raises ValueError out of range."""

    key_no: int
    ticket_number: int
    service_date: date
    schedule_number: int
    origin_number: int
    destination_number: int
    coach: int
    seat_row: int
    seat_letter: str
    class_type: str
    passenger_type: str
    name_hash: bytes
    not_after: datetime
    issue_number: int

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise ValueError(f"{name} must be {low} to {high}, not {value!r}")
        if self.class_type not in CLASSES or self.passenger_type not in TYPES:
            raise ValueError(f"unknown class or type: {self.class_type!r}, {self.passenger_type!r}")
        if not re.fullmatch(r"[A-Z]?", self.seat_letter) or bool(self.seat_letter) != bool(self.seat_row):
            raise ValueError(f"a seat is a row and one letter: {self.seat_row!r}, {self.seat_letter!r}")
        if len(self.name_hash) != 4:
            raise ValueError("name_hash has 4 bytes")
        if not 0 <= (self.service_date - EPOCH_DAY).days <= 0xFFFF:
            raise ValueError(f"service_date out of range: {self.service_date}")
        minutes, rest = divmod(self.not_after - EPOCH, timedelta(minutes=1))
        if not 0 <= minutes <= 0xFF_FFFF or rest:
            raise ValueError(f"not_after must be a whole minute in range: {self.not_after}")

    @property
    def is_training(self) -> bool:
        """Says of itself that it came from a training room."""
        return self.key_no >= TRAINING_KEYS_FROM

    @property
    def seat_number(self) -> str:
        """As printed, "10D"; empty for an infant."""
        return f"{self.seat_row}{self.seat_letter}" if self.seat_row else ""


def pack(body: TicketBody) -> bytes:
    """The 32 bytes that are signed."""
    minutes = (body.not_after - EPOCH) // timedelta(minutes=1)
    seat = body.seat_row << 5 | (ord(body.seat_letter) - 64 if body.seat_letter else 0)
    return _BODY.pack(
        VERSION,
        body.key_no,
        body.ticket_number,
        (body.service_date - EPOCH_DAY).days,
        *divmod(body.schedule_number, 0x10000),
        body.origin_number,
        body.destination_number,
        body.coach,
        seat,
        CLASSES.index(body.class_type) << 4 | TYPES.index(body.passenger_type),
        body.name_hash,
        *divmod(minutes, 0x10000),
        body.issue_number,
    )


def unpack(raw: bytes) -> TicketBody:
    """The body of 32 bytes. Raises BadCode("unreadable") for anything `pack` would not have written."""
    if len(raw) != BODY_BYTES or raw[0] != VERSION:
        raise BadCode("unreadable")
    (_, key, ticket, day, high, low, origin, destination, coach, seat, kind, name, late, after, issue) = (
        _BODY.unpack(raw)
    )
    try:
        letter = chr(64 + (seat & 31)) if seat & 31 else ""
        return TicketBody(
            key_no=key,
            ticket_number=ticket,
            service_date=EPOCH_DAY + timedelta(days=day),
            schedule_number=high << 16 | low,
            origin_number=origin,
            destination_number=destination,
            coach=coach,
            seat_row=seat >> 5,
            seat_letter=letter,
            class_type=CLASSES[kind >> 4],
            passenger_type=TYPES[kind & 15],
            name_hash=name,
            not_after=EPOCH + timedelta(minutes=late << 16 | after),
            issue_number=issue,
        )
    except (ValueError, IndexError) as error:
        raise BadCode("unreadable") from error


def sign(body: TicketBody, key: Signer) -> str:
    """The text of the symbol. Raises ValueError when the body names another key than the one that signs."""
    if body.key_no != key.key_no:
        raise ValueError(f"body names key {body.key_no}, signed with {key.key_no}")
    raw = pack(body)
    text = PREFIX + base64.b32encode(raw + key.sign(DOMAIN + raw)).decode("ascii").rstrip("=")
    assert len(text) == LENGTH
    return text


def looks_like_code(text: str) -> bool:
    """Our prefix, length and alphabet: such a scan is always judged, never silently dropped."""
    return _TEXT.fullmatch(text) is not None


def decode(text: str) -> tuple[TicketBody, bytes]:
    """Body and signature, not yet verified. Raises BadCode("unreadable")."""
    if not looks_like_code(text):
        raise BadCode("unreadable")
    payload = text[len(PREFIX) :]
    try:
        raw = base64.b32decode(payload + "=" * (-len(payload) % 8))
    except binascii.Error as error:
        raise BadCode("unreadable") from error
    if base64.b32encode(raw).decode("ascii").rstrip("=") != payload:
        raise BadCode("unreadable")  # the two spare bits of the last character were not zero
    return unpack(raw[:BODY_BYTES]), raw[BODY_BYTES:]


def of_other_room(text: str, training: bool) -> Refused | None:
    """A code of a training room at a live counter (training_paper), or the reverse (live_paper): its numbers are
    somebody else's here. Nothing for a code of this room, and for what is no code."""
    try:
        body, _ = decode(text)
    except BadCode:
        return None
    if body.is_training == training:
        return None
    return Refused("training_paper") if body.is_training else Refused("live_paper")


def verify(text: str, keys: Mapping[int, bytes]) -> TicketBody:
    """The body, signed by one of `keys` (number → 32 public bytes). Raises BadCode.

    The key is looked up before the signature is tried, so that "unknown key" (a counter this gate has not
    heard of) and "bad signature" (a forgery) are told apart.
    """
    body, signature = decode(text)
    public = keys.get(body.key_no)
    if public is None:
        raise BadCode("unknown_key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, DOMAIN + pack(body))
    except InvalidSignature as error:
        raise BadCode("bad_signature") from error
    return body


def name_hash(ticket_number: int, name: str) -> bytes:
    """4 bytes that bind a name to this ticket; case, accents' composition and spacing do not matter."""
    normalised = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return hashlib.sha256(ticket_number.to_bytes(8, "big") + normalised.encode("utf-8")).digest()[:4]


def split_seat(seat_number: str) -> tuple[int, str]:
    """Row and letter of "10D"; (0, "") of "". Raises ValueError."""
    if not seat_number:
        return 0, ""
    match = re.fullmatch(r"([0-9]{1,4})([A-Z])", seat_number)
    if match is None:
        raise ValueError(f"not a seat: {seat_number!r}")
    return int(match[1]), match[2]


def human_code(ticket_number: int, issue_number: int) -> str:
    """For hand entry when the symbol is torn: "T0001-2345/1", the ticket's number and its issue."""
    digits = f"{ticket_number:08d}"
    digits = digits.zfill(-(-len(digits) // 4) * 4)
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return f"T{'-'.join(groups)}/{issue_number}"


def read_human_code(text: str) -> tuple[int, int | None] | None:
    """Ticket number and issue (None when it was left out) as typed by a person, or None. Spaces are free."""
    match = re.fullmatch(r"T([0-9]{1,20})(?:/([0-9]{1,3}))?", re.sub(r"[\s.-]", "", text.upper()), re.ASCII)
    if match is None or not 1 <= int(match[1]) <= _RANGES["ticket_number"][1]:
        return None
    issue = int(match[2]) if match[2] else None
    return int(match[1]), issue
