"""Scans among keys: sentinel, bursts, layouts, and typing that must never be swallowed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
import itertools

import sample

from kai_counter.devices.scanner import (
    US_KEYS,
    KeyStroke,
    LineFramer,
    Scan,
    ScanDetector,
    Verdict,
    decode_scan,
    readings,
)
from kai_counter.values import ticket_code

CODE = sample.signed().code
CODES = {char: code for code, char in US_KEYS.items()}
# What other layouts type for the keys of a US scanner.
GERMAN = str.maketrans("YZ", "ZY")
FRENCH = str.maketrans("AQZWM1234567890", "QAWZ?&é\"'(-è_çà")


def is_signed(text: str) -> bool:
    try:
        return bool(ticket_code.verify(text, {7: sample.KEY.public}))
    except ticket_code.BadCode:
        return False


def keys(
    text: str, typed: str | None = None, *, start: int = 1000, gap: int = 5, offset: int = 8
) -> list[KeyStroke]:
    typed = text if typed is None else typed
    return [
        KeyStroke(start + at * gap, shown, CODES.get(char, 0) + offset if char in CODES else 0)
        for at, (char, shown) in enumerate(zip(text, typed, strict=True))
    ]


def feed(detector: ScanDetector, strokes: list[KeyStroke]) -> tuple[list[Verdict], list[Scan]]:
    verdicts = [detector.feed(key) for key in strokes]
    return verdicts, [verdict.scan for verdict in verdicts if verdict.scan]


def framed(strokes: list[KeyStroke]) -> list[KeyStroke]:
    return [KeyStroke(strokes[0].at - 1, "\x02"), *strokes, KeyStroke(strokes[-1].at + 1, "\r")]


@pytest.mark.parametrize("caps", [False, True])
@pytest.mark.parametrize("layout", [None, GERMAN, FRENCH], ids=["us", "german", "french"])
@pytest.mark.parametrize("offset", [8, 0], ids=["x11", "windows"])
def test_a_scan_with_sentinel_on_any_layout(caps: bool, layout: dict[int, int] | None, offset: int) -> None:
    typed = CODE.translate(layout) if layout else CODE
    typed = typed.lower() if caps else typed
    detector = ScanDetector(is_signed=is_signed)
    verdicts, scans = feed(detector, framed(keys(CODE, typed, offset=offset)))
    assert [(scan.text, scan.is_ours) for scan in scans] == [(CODE, True)]
    assert all(verdict.swallow for verdict in verdicts)


def test_y_and_z_swapped_without_scan_codes() -> None:
    assert decode_scan(CODE.translate(GERMAN), None, is_signed) == (CODE, True)


def test_a_symbology_identifier_is_stripped() -> None:
    assert decode_scan("]Q1" + CODE, None, is_signed) == (CODE, True)
    detector = ScanDetector(is_signed=is_signed)
    strokes = keys("]Q1" + CODE, "ü" + "Q1" + CODE.translate(FRENCH))
    assert feed(detector, framed(strokes))[1][0].text == CODE


def test_our_form_with_a_bad_signature_is_still_ours() -> None:
    forged = CODE[:-2] + ("AA" if CODE[-2:] != "AA" else "BA")
    assert decode_scan(forged, None, is_signed) == (forged, True)


def test_other_codes_come_as_they_are() -> None:
    assert decode_scan("k7m3q9p", None, is_signed) == ("k7m3q9p", False)


def test_the_same_paper_twice_within_two_seconds_is_a_repeat() -> None:
    detector = ScanDetector(is_signed=is_signed)
    scans = [feed(detector, framed(keys(CODE, start=start)))[1][0] for start in (1000, 2500, 9000)]
    assert [scan.is_repeat for scan in scans] == [False, True, False]


def reached(detector: ScanDetector, strokes: list[KeyStroke]) -> str:
    """What the field got, late ones before the key that gave them up, and the rest when nothing more comes."""
    got = ""
    for key in strokes:
        verdict = detector.feed(key)
        got += "".join(one.text for one in verdict.late) + ("" if verdict.swallow else key.text)
    return got + "".join(one.text for one in detector.flush().late)


@pytest.mark.parametrize("gap", [41, 90, 400])
def test_typing_always_reaches_the_field_in_its_order(gap: int) -> None:
    detector = ScanDetector(bursts=True)
    strokes = [*keys("RAHASIA123RAHASIA", gap=gap), KeyStroke(1000 + 17 * gap + 60, "\r")]
    assert reached(detector, strokes) == "RAHASIA123RAHASIA\r"


@given(st.lists(st.integers(41, 2000), min_size=1, max_size=60))
def test_no_pace_of_a_person_is_a_scan(gaps: list[int]) -> None:
    detector, at, strokes = ScanDetector(bursts=True), 0, []
    for number, gap in enumerate(gaps):
        at += gap
        strokes.append(KeyStroke(at, "ABCDEFGH"[number % 8]))
    assert reached(detector, strokes) == "".join(key.text for key in strokes)


def test_fast_fingers_are_still_typing() -> None:
    """Seven keys rolled off at once, then Enter in the same breath."""
    detector = ScanDetector(bursts=True)
    strokes = [*keys("ABCDEFG", gap=20), KeyStroke(1150, "\r")]
    assert reached(detector, strokes) == "ABCDEFG\r"


@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n"])
def test_of_a_burst_without_sentinel_nothing_reaches_the_field(end: str) -> None:
    detector = ScanDetector(bursts=True, is_signed=is_signed)
    strokes = [key for stroke in keys(CODE) for key in (KeyStroke(stroke.at, "", 50), stroke)]  # Shift before each
    strokes += [KeyStroke(strokes[-1].at + 5 + n, sign) for n, sign in enumerate(end)]
    verdicts, scans = feed(detector, strokes)
    assert [(scan.text, scan.end) for scan in scans] == [(CODE, end[0])]
    told = [verdict for verdict, key in zip(verdicts, strokes, strict=True) if key.text]
    assert all(verdict.swallow and not verdict.late for verdict in told)
    assert detector.flush() == Verdict()
    late = KeyStroke(strokes[-1].at + 500, "\r")
    assert not detector.feed(late).swallow  # a person's Enter


def test_a_burst_without_an_end_is_a_scan_if_it_is_one_of_ours() -> None:
    detector = ScanDetector(bursts=True, is_signed=is_signed)
    assert feed(detector, keys(CODE))[1] == [] and detector.patience == 240
    found = detector.flush().scan
    assert found is not None and found.text == CODE


def test_bursts_are_off_unless_asked_for() -> None:
    verdicts, scans = feed(ScanDetector(), [*keys(CODE), KeyStroke(9999, "\r")])
    assert scans == []
    assert not any(verdict.swallow for verdict in verdicts)


def test_a_burst_that_breaks_off_goes_back_to_the_field() -> None:
    detector = ScanDetector(bursts=True)
    strokes = keys("ABCDEFGHIJ")
    feed(detector, strokes)
    verdict = detector.feed(KeyStroke(strokes[-1].at + 300, "K"))
    assert "".join(key.text for key in verdict.late) == "ABCDEFGHIJ"
    assert "".join(key.text for key in detector.flush().late) == "K"


def test_a_sentinel_without_an_end_is_forgotten() -> None:
    detector = ScanDetector()
    detector.feed(KeyStroke(1000, "\x02"))
    detector.feed(KeyStroke(1010, "A"))
    verdict = detector.feed(KeyStroke(2600, "B"))
    assert [key.text for key in verdict.late] == ["A"]
    assert not verdict.swallow
    detector.feed(KeyStroke(5000, "\x02"))
    assert not detector.feed(KeyStroke(6600, "C")).swallow


def test_a_persons_ctrl_b_goes_to_the_window() -> None:
    """Nothing follows at the pace of a machine: the bell's key, not the beginning of a scan."""
    detector = ScanDetector(is_signed=is_signed)
    assert detector.feed(KeyStroke(1000, "\x02")).swallow
    assert 0 < detector.patience < 500
    assert [key.text for key in detector.flush().late] == ["\x02"]
    assert not detector.flush().late and detector.patience == 0
    detector.feed(KeyStroke(2000, "\x02"))
    verdict = detector.feed(KeyStroke(2500, "x"))
    assert [key.text for key in verdict.late] == ["\x02"] and not verdict.swallow
    assert feed(detector, framed(keys(CODE, start=5000)))[1][0].text == CODE


def test_auto_repeat_is_ignored() -> None:
    detector = ScanDetector(is_signed=is_signed)
    strokes = framed(keys(CODE))
    strokes.insert(20, KeyStroke(strokes[19].at, "X", is_repeat=True))
    assert feed(detector, strokes)[1][0].text == CODE


@pytest.mark.parametrize("bursts", [False, True])
def test_a_letter_twice_in_one_millisecond_is_two_letters(bursts: bool) -> None:
    """X11 tells a quick scanner's doubled letters as repeats of the first (seen with xdotool at 1 ms a key)."""
    detector = ScanDetector(bursts=bursts, is_signed=is_signed)
    strokes = keys(CODE)
    doubled = next(n for n, (a, b) in enumerate(itertools.pairwise(strokes)) if a.text == b.text)
    first, second = strokes[doubled], strokes[doubled + 1]
    strokes[doubled + 1] = KeyStroke(first.at, second.text, second.scan_code, is_repeat=True)
    found = feed(detector, [*strokes, KeyStroke(strokes[-1].at + 1, "\r")] if bursts else framed(strokes))
    assert [scan.text for scan in found[1]] == [CODE]


def test_an_endless_scan_is_given_up() -> None:
    detector = ScanDetector()
    detector.feed(KeyStroke(0, "\x02"))
    for at in range(600):
        detector.feed(KeyStroke(at, "A"))
    assert not detector.feed(KeyStroke(600, "A")).swallow


def test_serial_frames_split_anywhere() -> None:
    raw = ("\x02" + CODE + "\r\n").encode()
    for size in (1, 7, 64, 200):
        framer = LineFramer(is_signed)
        scans = [
            scan for at in range(0, len(raw), size) for scan in framer.feed(raw[at : at + size], 1000 + at // size)
        ]
        assert [scan.text for scan in scans] == [CODE]


def test_a_serial_frame_left_idle_or_too_long_is_dropped() -> None:
    framer = LineFramer()
    assert framer.feed(b"T1AAA", 0) == []
    assert [scan.text for scan in framer.feed(b"K7M3Q9P\r", 101)] == ["K7M3Q9P"]
    assert [scan.text for scan in framer.feed(b"A" * 513 + b"B\r", 200)] == ["B"]


def test_the_order_of_readings() -> None:
    assert readings("ty")[:3] == ["ty", "TY", "TZ"]
    assert readings("qy", [CODES["T"] + 8, CODES["Y"] + 8])[:3] == ["qy", "QY", "TY"]
