"""Paper: facts, bytes, pictures and PDFs of a ticket, and a QR reader that is not ours reads each of them."""

from __future__ import annotations

import re
import sys
import zlib
from base64 import a85decode
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import sample

from kai_counter import paper
from kai_counter.paper import escpos, page, symbol
from kai_counter.values import ticket_code
from kai_counter.values.cards_paper import from_reprint, from_sale

NAMES = st.text(min_size=1, max_size=60)


def read_codes(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def test_the_cards_of_a_sale_carry_its_facts() -> None:
    cards = sample.paper().tickets
    budi, siti, baby = cards
    assert (budi.passenger_name, budi.seat.seat_number if budi.seat else None) == ("Budi Santoso", "10D")
    assert (budi.origin.time.hour, budi.origin.zone) == (8, "WIB")
    assert siti.assistance == ("wheelchair",)
    assert baby.seat is None
    assert baby.class_type == "executive"  # the class of those it travels with
    assert budi.not_after.isoformat() == "2026-11-24T22:10:00+07:00"


def test_a_signed_card_verifies_to_its_own_facts() -> None:
    for card in sample.paper().tickets:
        body = ticket_code.verify(card.signed(sample.KEY).code, {7: sample.KEY.public})
        assert body.ticket_number == card.code_number
        assert body.seat_number == (card.seat.seat_number if card.seat else "")
        assert body.name_hash == ticket_code.name_hash(card.code_number, card.passenger_name)


def test_local_times_are_the_stations_own() -> None:
    answer = sample.sale()
    answer["bookings"][0]["schedule"]["destination_timezone"] = "Asia/Makassar"
    card = from_sale(answer).tickets[0]
    assert (card.destination.time.hour, card.destination.zone) == (17, "WITA")


def test_a_reprint_is_read_in_both_shapes() -> None:
    answer = sample.sale(sample.ticket(1, "Budi Santoso", "10D", issue_number=2))
    booking = answer["bookings"][0]
    beside = {"ticket": booking["tickets"][0], "booking": {k: v for k, v in booking.items() if k != "tickets"}}
    assert from_reprint(answer).issue_number == 2
    assert from_reprint(beside).issue_number == 2


def test_an_unsigned_ticket_is_not_printed() -> None:
    with pytest.raises(ValueError, match="signed"):
        paper.ticket_data(sample.paper().tickets[0])


@pytest.mark.parametrize("width", [80, 58])
def test_a_ticket_is_small_and_begins_and_ends_as_it_must(width: int) -> None:
    data = paper.ticket_data(sample.signed(), width=width)
    assert len(data) < 2048
    assert data.header.startswith(b"\x1b@\x1da\x0f")
    assert data.header.count(b"\x1bt") == 1
    assert b"\x1bt\x13" in data.header  # CP858
    assert b"T1" in data.code
    assert data.tail.endswith(b"\x1dVB\x00")


def test_the_fullest_ticket_is_under_2_kb() -> None:
    card = sample.signed(
        "Raden Mas Panji Wijayakusuma Adiningrat Sastranegara Kusumo",
        issue_number=3,
        passenger={"assistance": ["wheelchair", "hearing_impaired"], "reduction": "tni_polri"},
    )
    assert len(paper.ticket_data(card, training=True)) < 2048


def test_the_symbol_is_version_8() -> None:
    card = sample.signed()
    assert len(symbol.matrix(card.code)) == 49
    assert symbol.picture(card.code, 6, 4).width == 342  # 42.8 mm at 203 dpi


@pytest.mark.parametrize("width", [80, 58])
def test_a_foreign_reader_reads_the_picture(width: int) -> None:
    card = sample.signed()
    image = Image.open(BytesIO(paper.ticket_png(card, width=width)))
    assert read_codes(image) == [card.code]


def test_a_foreign_reader_reads_the_pdf() -> None:
    cards = [card.signed(sample.KEY) for card in sample.paper().tickets]
    pdf = paper.ticket_pdf(cards)
    assert pdf.startswith(b"%PDF-")
    found = [read_codes(image) for image in pdf_images(pdf)]
    assert found == [[card.code] for card in cards]


def pdf_texts(pdf: bytes) -> list[bytes]:
    """What is drawn on each page, in the PDF's own words."""
    drawn = []
    for part in pdf.split(b"endobj"):
        facts, found, data = part.partition(b"stream\n")
        if found and b"/Subtype /Image" not in facts and b"FlateDecode" in facts:
            drawn.append(zlib.decompress(a85decode(data[: data.index(b"~>")])))
    return drawn


def pdf_images(pdf: bytes) -> list[Image.Image]:
    """Every picture inside, by its own dictionary: enough of a PDF reader for what reportlab writes."""
    images = []
    for part in pdf.split(b"endobj"):
        facts, found, data = part.partition(b"stream\n")
        if not found or b"/Subtype /Image" not in facts:
            continue
        size = [re.search(key + rb" (\d+)", facts) for key in (b"/Width", b"/Height")]
        width, height = (int(match[1]) for match in size if match)
        raw = zlib.decompress(a85decode(data[: data.index(b"~>")]))
        images.append(Image.frombytes("RGB", (width, height), raw))
    return images


def test_the_receipt_says_what_was_paid() -> None:
    card = sample.paper().receipt
    data = paper.receipt_data(card)
    text = (data.header + data.tail).decode("cp858")
    for words in ("Rp 1.215.000", "Rp 1.300.000", "Rp 85.000", "-Rp 135.000", "Reduksi Disabilitas", "K7M3Q9P"):
        assert words in text
    assert data.code == b""
    assert paper.receipt_pdf(card).startswith(b"%PDF-")
    assert paper.receipt_png(card, width=58).startswith(b"\x89PNG")


def test_a_receipt_lists_every_part_and_marks_its_copies() -> None:
    parts = [
        {"method": "qris", "amount": 500_000, "gateway_reference": "KAI-0193590f-7000-7000-a000-000000000001"},
        {"method": "debit_card", "amount": 415_000, "masked_pan": "540912******1234", "approval_code": "A1B2C3",
         "retrieval_number": "000000000001"},
        {"method": "cash", "amount": 300_000},
    ]  # fmt: skip
    answer = sample.sale() | {"payments": parts, "paid_by": "several", "copy": 2}
    card = from_sale(answer).receipt
    data = paper.receipt_data(card)
    text = (data.header + data.tail).decode("cp858")
    for words in ("QRIS", "Rp 500.000", "Kartu debit", "A1B2C3", "****1234", "Rp 385.000", "SALINAN / COPY 2"):
        assert words in text
    assert "540912" not in text  # the last four are enough to compare a slip
    assert paper.receipt_pdf(card).startswith(b"%PDF-")
    alone = from_sale(sample.sale() | {"payments": [parts[0] | {"amount": 1_215_000}], "tendered": 1_215_000,
                                       "change": 0, "paid_by": "qris"}).receipt  # fmt: skip
    text = paper.receipt_data(alone).header.decode("cp858")
    assert "Tunai" not in text and "SALINAN" not in text


def test_reprints_and_training_say_so() -> None:
    text = paper.ticket_data(sample.signed(issue_number=3)).header.decode("cp858")
    assert "CETAK ULANG KE-2" in text
    training = paper.ticket_data(sample.signed(), training=True)
    for part in (training.header, training.tail):
        assert b"LATIHAN" in part and b"TRAINING" in part
    assert training.tail.endswith(b"\x1dVB\x00")
    assert "LATIHAN" not in text


def test_every_pdf_of_a_training_room_says_so_on_each_page_and_still_reads() -> None:
    cards = [card.signed(sample.KEY) for card in sample.paper().tickets]
    pdf = paper.ticket_pdf(cards, training=True)
    assert [code for image in pdf_images(pdf) for code in read_codes(image)] == [card.code for card in cards]
    stamps = [text.count(b"(LATIHAN - TIDAK BERLAKU / TRAINING - NOT VALID)") for text in pdf_texts(pdf)]
    assert stamps == [1] * len(cards)
    receipt = sample.paper().receipt
    assert b"LATIHAN" in b"".join(pdf_texts(paper.receipt_pdf(receipt, training=True)))
    assert b"LATIHAN" not in b"".join(pdf_texts(paper.receipt_pdf(receipt)))


def test_a_name_outside_the_code_page_is_drawn() -> None:
    plain = paper.ticket_data(sample.signed("Budi"))
    drawn = paper.ticket_data(sample.signed("Müller Łukasz 王伟"))
    assert b"\x1dv0" not in plain.header
    assert b"\x1dv0" in drawn.header
    assert b"UKASZ" not in drawn.header


def test_images_come_in_bands_of_at_most_96_rows() -> None:
    data = paper.ticket_data(sample.signed(), native_qr=False)
    heights = [
        int.from_bytes(match[1], "little") for match in re.finditer(rb"\x1dv0\x00H\x00(..)", data.code, re.DOTALL)
    ]
    assert sum(heights) == 49 * 6
    assert max(heights) <= 96


@settings(max_examples=40, deadline=None)
@given(NAMES)
def test_no_name_carries_a_command_to_the_printer(name: str) -> None:
    """Real-time commands act even inside data; an ESC in a name would be obeyed."""
    data = paper.ticket_data(sample.signed(name), native_qr=False)
    assert not escpos.has_real_time_command(data.header + data.code + data.tail)
    assert not re.search(r"[\x00-\x1f\x7f]", page.clean(name))


def test_hostile_names_are_cleaned() -> None:
    assert page.clean("Budi\x1b@\x10\x04\x01\nSantoso\u202e") == "Budi@ Santoso"


@given(st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x00, 0xFF]), max_size=60).map(bytes))
def test_defused_image_bytes_hold_no_command(data: bytes) -> None:
    safe = escpos.defused(data)
    assert len(safe) == len(data)
    assert not escpos.has_real_time_command(safe)


def test_the_drawer_pulse() -> None:
    assert escpos.drawer_data(2).startswith(b"\x1bp")


def test_wrapping_keeps_words_whole_and_says_when_it_cut() -> None:
    assert page.wrap("satu dua tiga", 8, 2) == ["satu dua", "tiga"]
    assert page.wrap("satu dua tiga empat lima", 8, 2) == ["satu dua", "tiga e.."]
    assert page.wrap("", 8, 2) == []
