"""The ticket code: every field survives the way to paper and back, and nothing altered is accepted."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.values import ticket_code as tc


class Key:
    def __init__(self, key_no: int = 7) -> None:
        self.key_no = key_no
        self._private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


KEY = Key()
KEYS = {7: KEY.public}
BODY = tc.TicketBody(
    key_no=7,
    ticket_number=12345,
    service_date=date(2026, 11, 24),
    schedule_number=70_000,
    origin_number=12,
    destination_number=577,
    coach=5,
    seat_row=10,
    seat_letter="D",
    class_type="executive",
    passenger_type="adult",
    name_hash=tc.name_hash(12345, "Budi Santoso"),
    not_after=datetime(2026, 11, 24, 12, 10, tzinfo=UTC),
    issue_number=1,
)

SEATS = st.one_of(st.just((0, "")), st.tuples(st.integers(1, 0x7FF), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))


@st.composite
def bodies(draw: st.DrawFn) -> tc.TicketBody:
    row, letter = draw(SEATS)
    return tc.TicketBody(
        key_no=draw(st.integers(0, 0xFFFF)),
        ticket_number=draw(st.integers(1, 2**63 - 1)),
        service_date=tc.EPOCH_DAY + timedelta(days=draw(st.integers(0, 0xFFFF))),
        schedule_number=draw(st.integers(1, 2**24 - 1)),
        origin_number=draw(st.integers(1, 0xFFFF)),
        destination_number=draw(st.integers(1, 0xFFFF)),
        coach=draw(st.integers(0, 255)),
        seat_row=row,
        seat_letter=letter,
        class_type=draw(st.sampled_from(tc.CLASSES)),
        passenger_type=draw(st.sampled_from(tc.TYPES)),
        name_hash=draw(st.binary(min_size=4, max_size=4)),
        not_after=tc.EPOCH + timedelta(minutes=draw(st.integers(0, 2**24 - 1))),
        issue_number=draw(st.integers(1, 255)),
    )


@given(bodies())
def test_every_body_survives_the_way_to_paper_and_back(body: tc.TicketBody) -> None:
    key = Key(body.key_no)
    text = tc.sign(body, key)
    assert len(text) == 156
    assert tc.looks_like_code(text)
    assert tc.verify(text, {body.key_no: key.public}) == body


def test_the_layout_is_the_documented_one() -> None:
    raw = tc.pack(BODY)
    assert len(raw) == 32
    assert raw.hex() == (
        "01"  # version
        "0007"  # key
        "0000000000003039"  # ticket
        "09d7"  # 2519 days after 2020-01-01
        "011170"  # schedule 70000
        "000c" "0241"  # from, to
        "05"  # coach
        "0144"  # row 10, letter 4
        "20"  # executive, adult
        + BODY.name_hash.hex()
        + "375c3a"  # minutes
        + "01"
    )  # fmt: skip


def test_no_identity_and_no_name_is_inside() -> None:
    assert tc.name_hash(1, "Budi  SANTOSO ") == tc.name_hash(1, "budi santoso")
    assert tc.name_hash(1, "Budi") != tc.name_hash(2, "Budi")


def test_no_mutation_is_accepted() -> None:
    """Changed, dropped, doubled, swapped characters: 4,000 of them, all refused or the very same text."""
    rng = random.Random(20261123)
    text = tc.sign(BODY, KEY)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567018=tb -Ⅷ"
    for _ in range(4000):
        chars = list(text)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(chars))
            match rng.randrange(4):
                case 0:
                    chars[at] = rng.choice(alphabet)
                case 1:
                    del chars[at]
                case 2:
                    chars.insert(at, rng.choice(alphabet))
                case _:
                    other = rng.randrange(len(chars))
                    chars[at], chars[other] = chars[other], chars[at]
        mutated = "".join(chars)
        if mutated == text:
            continue
        with pytest.raises(tc.BadCode):
            tc.verify(mutated, KEYS)


def test_no_flipped_bit_is_accepted() -> None:
    import base64

    raw = base64.b32decode(tc.sign(BODY, KEY)[2:] + "======")
    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        text = "T1" + base64.b32encode(bytes(flipped)).decode().rstrip("=")
        with pytest.raises(tc.BadCode):
            tc.verify(text, KEYS | dict.fromkeys(range(300), KEY.public))


def test_the_spare_bits_of_the_last_character_are_not_a_second_text() -> None:
    text = tc.sign(BODY, KEY)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    at = alphabet.index(text[-1])
    assert at % 4 == 0
    for spare in (1, 2, 3):
        with pytest.raises(tc.BadCode) as refused:
            tc.verify(text[:-1] + alphabet[at + spare], KEYS)
        assert refused.value.code == "unreadable"


def test_the_gate_order_unknown_key_before_signature() -> None:
    text = tc.sign(BODY, KEY)
    with pytest.raises(tc.BadCode) as unknown:
        tc.verify(text, {8: KEY.public})
    assert unknown.value.code == "unknown_key"
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    with pytest.raises(tc.BadCode) as forged:
        tc.verify(text, {7: stranger})
    assert forged.value.code == "bad_signature"


def test_a_key_signs_only_bodies_that_name_it() -> None:
    with pytest.raises(ValueError, match="names key 7"):
        tc.sign(BODY, Key(8))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key_no", -1),
        ("key_no", 0x10000),
        ("ticket_number", 0),
        ("ticket_number", 2**63),
        ("schedule_number", 2**24),
        ("origin_number", 0),
        ("destination_number", 0x10000),
        ("coach", 256),
        ("seat_row", 0x800),
        ("seat_row", 0),
        ("seat_letter", ""),
        ("seat_letter", "d"),
        ("seat_letter", "DD"),
        ("class_type", "first"),
        ("passenger_type", "dog"),
        ("name_hash", b"123"),
        ("service_date", date(2019, 12, 31)),
        ("service_date", date(2200, 1, 1)),
        ("not_after", datetime(2019, 12, 31, tzinfo=UTC)),
        ("not_after", datetime(2060, 1, 1, tzinfo=UTC)),
        ("not_after", datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC)),
        ("issue_number", 0),
        ("issue_number", 256),
        ("coach", True),
    ],
)
def test_a_field_out_of_range_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(ValueError):
        dataclasses.replace(BODY, **{field: value})  # type: ignore[arg-type]


@given(st.integers(1, 2**63 - 1), st.integers(1, 255))
def test_the_human_code_reads_back(number: int, issue: int) -> None:
    assert tc.read_human_code(tc.human_code(number, issue)) == (number, issue)


def test_the_human_code_forgives_a_person() -> None:
    assert tc.human_code(12345, 2) == "T0001-2345/2"
    assert tc.read_human_code(" t0001 2345 ") == (12345, None)
    assert tc.read_human_code("T12345/2") == (12345, 2)
    for wrong in ("", "12345", "T", "T0", "K7M3Q9P", "T١٢٣", "T99999999999999999999"):
        assert tc.read_human_code(wrong) is None


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(tc.BadCode):
        tc.verify(text, KEYS)


def test_seats_split() -> None:
    assert tc.split_seat("10D") == (10, "D")
    assert tc.split_seat("") == (0, "")
    with pytest.raises(ValueError):
        tc.split_seat("D10")
