"""The text of a QRIS code: known vectors, round trips, and nothing accepted that was damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.errors import Refused
from kai_counter.values import qris
from kai_counter.values.money import LARGEST
from kai_counter.values.qris import Merchant, asks_for, build, crc, parse

KAI = Merchant(
    "KERETA API STASIUN", "JAKARTA PUSAT", "ID1020000000001", "COM.GO-JEK.WWW", "936009140000000001",
    "G000000001", "10110",
)  # fmt: skip
# The example of the published EMVCo specification; its CRC is A13A.
EMVCO = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112"
    "233449988770708123456786304"
)

letters = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


def test_known_checksums() -> None:
    assert crc("123456789") == "29B1"  # the check value every catalogue of CRCs gives
    assert crc("") == "FFFF"
    assert crc(EMVCO) == "A13A"


def test_the_code_reads_as_the_format_says() -> None:
    text = build(KAI, 150_000, "KAI-7", "LOKET-01")
    assert text.startswith("00020101021226")
    assert "5204411253033605406150000" in text
    assert "5802ID5918KERETA API STASIUN6013JAKARTA PUSAT610510110" in text
    assert "51440014ID.CO.QRIS.WWW0215ID10200000000010303UBE" in text
    assert "62210505KAI-70708LOKET-01" in text
    assert text[-8:-4] == "6304" and text[-4:] == crc(text[:-4])


@given(
    amount=st.integers(1, LARGEST),
    reference=letters.filter(lambda text: len(text) <= 25),
    terminal=letters.filter(lambda text: len(text) <= 25),
    name=letters.filter(lambda text: len(text) <= 25),
)
def test_what_was_built_is_read_back(amount: int, reference: str, terminal: str, name: str) -> None:
    merchant = Merchant(name, "BANDUNG", KAI.nmid, KAI.acquirer, KAI.pan, KAI.merchant_id)
    read = parse(build(merchant, amount, reference, terminal))
    assert read.merchant == merchant and read.amount == amount and read.is_dynamic
    assert (read.reference, read.terminal) == (reference, terminal)


@given(at=st.integers(0), by=st.integers(1, 94))
def test_one_changed_letter_is_noticed(at: int, by: int) -> None:
    text = build(KAI, 150_000, "KAI-7")
    at %= len(text) - 4
    letter = chr((ord(text[at]) - 32 + by) % 95 + 32)
    with pytest.raises(Refused) as refused:
        parse(text[:at] + letter + text[at + 1 :])
    assert refused.value.code == "qris_unreadable"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse(text + "6304" + crc(text + "6304x"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda body: body.replace("5303360", "5303840"), "currency"),
        (lambda body: body.replace("5802ID", "5802SG"), "country"),
        (lambda body: body.replace("5406150000", "5408150000.5"), "amount"),
        (lambda body: body.replace("5406150000", "5406000000"), "amount"),
        (lambda body: body.replace("000201", "000202"), "format"),
        (lambda body: body.replace("5802ID", "5899ID"), "format"),
        (lambda body: body + "5406999999", "format"),  # the amount twice: a phone and we could read different ones
    ],
)
def test_what_is_well_formed_but_not_ours(change, problem: str) -> None:  # type: ignore[no-untyped-def]
    body = change(build(KAI, 150_000)[:-8]) + "6304"
    with pytest.raises(Refused) as refused:
        parse(body + crc(body))
    assert refused.value.facts["problem"] == problem


def test_decimals_of_nothing_are_whole() -> None:
    body = build(KAI, 150_000)[:-8].replace("5406150000", "5409150000.00") + "6304"
    assert parse(body + crc(body)).amount == 150_000


def test_a_static_code_has_no_amount() -> None:
    body = build(KAI, 150_000)[:-8].replace("010212", "010211").replace("5406150000", "") + "6304"
    read = parse(body + crc(body))
    assert read.amount is None and not read.is_dynamic
    assert not asks_for(body + crc(body), 150_000)


def test_whether_a_code_asks_for_our_sum() -> None:
    text = build(KAI, 150_000)
    assert asks_for(text, 150_000)
    assert not asks_for(text, 15_000)
    assert not asks_for(text[:-1], 150_000)


@pytest.mark.parametrize("amount", [0, -1, LARGEST + 1])
def test_no_code_for_no_money(amount: int) -> None:
    with pytest.raises(ValueError):
        build(KAI, amount)


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(ValueError):
        build(KAI, 1, "x" * 26)
    with pytest.raises(ValueError):
        build(KAI, 1, "nomor é")
    with pytest.raises(TypeError):
        build(KAI, 1.0)  # type: ignore[arg-type]
    assert len(build(KAI, 1)) < qris.LONGEST
