"""The card terminal over a real serial line: every way an answer can fail to come, and never two charges."""

from __future__ import annotations

import os
import pty
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kai_counter.devices.payments import Terminal, chosen
from kai_counter.devices.payments import ecr_frame as wire
from kai_counter.devices.payments.ecr import EcrTerminal, Timing
from kai_counter.devices.payments.terminal_simulator import TerminalSimulator
from kai_counter.errors import Unavailable

FAST = Timing(connect=1.0, ack=0.4, sale=1.2, query=1.0)
REF, OTHER = "ABCDEF123456", "ABCDEF123457"


@pytest.fixture
def machine() -> Iterator[TerminalSimulator]:
    simulator = TerminalSimulator()
    yield simulator
    assert max(simulator.approved().values(), default=0) <= 1
    simulator.close()


@pytest.fixture
def cable(machine: TerminalSimulator, tmp_path: Path) -> Path:
    machine.serve_pty(tmp_path / "edc")
    return tmp_path / "edc"


@pytest.fixture
def terminal(cable: Path) -> Terminal:
    return EcrTerminal(str(cable), timing=FAST)


def test_a_sale(terminal: Terminal, machine: TerminalSimulator) -> None:
    answer = terminal.sale(REF, 150_000)
    assert answer.is_paid and answer.amount == 150_000 and answer.reference == REF
    assert (answer.approval_code, answer.rrn, answer.trace) == ("A00001", "000000000001", "000001")
    assert answer.masked_pan == "540912******1234" and answer.card == "credit_card" and answer.batch == "000001"
    assert machine.approved() == {REF: 1}
    assert "5409120000001234" not in repr(answer)


def test_over_tcp_too(machine: TerminalSimulator) -> None:
    terminal = EcrTerminal(f"127.0.0.1:{machine.serve()}", timing=FAST)
    assert terminal.sale(REF, 150_000).is_paid


@pytest.mark.parametrize(
    ("fault", "state", "code"), [("decline", "declined", "51"), ("cancel", "cancelled", "P3")]
)
def test_a_clear_no(terminal: Terminal, machine: TerminalSimulator, fault: str, state: str, code: str) -> None:
    machine.fail(fault)
    answer = terminal.sale(REF, 150_000)
    assert (answer.state, answer.response_code, answer.approval_code) == (state, code, "")
    assert terminal.query(REF).state == state


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("silent", "no_ack"), ("garbled", "garbled"), ("hang", "slow"), ("amount", "amount")],
)
def test_charged_but_not_told_is_unknown_and_query_finds_it(
    terminal: Terminal, machine: TerminalSimulator, fault: str, reason: str
) -> None:
    machine.fail(fault)
    answer = terminal.sale(REF, 150_000)
    assert (answer.state, answer.reason) == ("unknown", reason)
    machine._faults.clear()
    assert terminal.query(REF).is_paid


def test_the_banks_line_was_silent(terminal: Terminal, machine: TerminalSimulator) -> None:
    machine.fail("timeout")
    answer = terminal.sale(REF, 150_000)
    assert (answer.state, answer.reason) == ("unknown", "slow")


def test_the_cable_is_out_after_the_charge(terminal: Terminal, machine: TerminalSimulator, cable: Path) -> None:
    machine.fail("lost")
    assert terminal.sale(REF, 150_000).state == "unknown"
    with pytest.raises(Unavailable) as away:
        terminal.query(REF)
    assert away.value.what == "terminal"
    machine.serve_pty(cable)
    assert terminal.query(REF).is_paid


def test_the_cable_is_out_before_the_charge(terminal: Terminal, machine: TerminalSimulator, cable: Path) -> None:
    machine.fail("cut")
    assert terminal.sale(REF, 150_000).state == "unknown"
    machine.serve_pty(cable)
    answer = terminal.query(REF)
    assert (answer.state, answer.reason) == ("declined", "not_found")


def test_no_cable_at_all(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as away:
        EcrTerminal(str(tmp_path / "nothing"), timing=FAST).sale(REF, 150_000)
    assert away.value.what == "terminal"


def test_a_line_with_nobody_at_its_end_is_unavailable_not_unknown() -> None:
    """A cable that is in, a terminal that is off: nothing was asked, the customer pays another way at once."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    heard: list[bytes] = []
    listener = threading.Thread(target=lambda: heard.append(os.read(master, 4096)), daemon=True)
    listener.start()
    try:
        with pytest.raises(Unavailable):
            EcrTerminal(os.ttyname(slave), timing=FAST).sale(REF, 150_000)
        listener.join(2)
        assert wire.SALE.encode() not in heard[0][4:6]  # only the greeting left
    finally:
        os.close(master)
        os.close(slave)


def test_a_refused_frame_is_sent_again(terminal: Terminal, machine: TerminalSimulator) -> None:
    for _ in range(3):
        machine.fail("nak")
    assert terminal.sale(REF, 150_000).is_paid
    assert machine.approved() == {REF: 1}


def test_a_frame_refused_four_times_was_never_taken(terminal: Terminal, machine: TerminalSimulator) -> None:
    for _ in range(4):
        machine.fail("nak")
    with pytest.raises(Unavailable):
        terminal.sale(REF, 150_000)
    assert machine.approved() == {}


def test_a_damaged_answer_is_asked_for_again(terminal: Terminal, machine: TerminalSimulator) -> None:
    machine.fail("bad_lrc")
    assert terminal.sale(REF, 150_000).is_paid


def test_a_slow_customer(terminal: Terminal, machine: TerminalSimulator) -> None:
    machine.fail("slow", seconds=0.6)
    assert terminal.sale(REF, 150_000).is_paid


def test_an_answer_of_before_is_not_todays(terminal: Terminal, machine: TerminalSimulator) -> None:
    """The first sale's late answer must not pay the second, over the same sum: that would sell without money."""
    machine.fail("slow", seconds=1.6)
    assert terminal.sale(REF, 150_000).state == "unknown"
    while machine.answered < 2:  # the greeting's, and now the late one lies in the wire
        time.sleep(0.01)
    machine.fail("decline")
    assert terminal.sale(OTHER, 150_000).state == "declined"
    assert machine.approved() == {REF: 1}
    assert terminal.query(REF).is_paid


def test_an_answer_sent_twice_counts_once(terminal: Terminal, machine: TerminalSimulator) -> None:
    machine.fail("twice")
    first = terminal.sale(REF, 150_000)
    machine.fail("cancel")
    second = terminal.sale(OTHER, 150_000)
    assert first.is_paid and second.state == "cancelled"


def test_a_sale_is_reversed_in_its_batch(terminal: Terminal, machine: TerminalSimulator) -> None:
    sold = terminal.sale(REF, 150_000)
    assert terminal.void(REF, 150_000, sold.trace).is_paid
    assert machine.approved() == {}
    assert terminal.void(OTHER, 150_000).state == "declined"


def test_the_batch_is_told_and_settled(terminal: Terminal) -> None:
    terminal.sale(REF, 150_000)
    terminal.sale(OTHER, 80_000)
    terminal.void(OTHER, 80_000)
    told = terminal.totals()
    assert (told.sales, told.sales_amount, told.refunds, told.refunds_amount) == (2, 230_000, 1, 80_000)
    assert not told.is_settled
    settled = terminal.settle()
    assert settled.is_settled and settled.sales_amount == 230_000
    assert terminal.totals().sales == 0


def test_only_one_question_at_a_time(terminal: Terminal, machine: TerminalSimulator) -> None:
    """Two clicks on Pay, two threads: the second waits, and each reference is charged once."""
    found: dict[str, bool] = {}

    def pay(reference: str) -> None:
        found[reference] = terminal.sale(reference, 10_000).is_paid

    both = [threading.Thread(target=pay, args=(reference,)) for reference in (REF, OTHER)]
    for one in both:
        one.start()
    for one in both:
        one.join(10)
    assert found == {REF: True, OTHER: True}


@pytest.mark.parametrize("amount", [0, -1, 10**10, 1.5, True])
def test_sums_a_terminal_cannot_take(terminal: Terminal, amount: int) -> None:
    with pytest.raises((ValueError, TypeError)):
        terminal.sale(REF, amount)


def test_a_terminal_without_a_cable_charges_nobody() -> None:
    found = chosen.terminal("manual")
    assert found is not None and found.is_manual
    with pytest.raises(Unavailable):
        found.sale(REF, 150_000)
    assert chosen.terminal("none") is None


# -- the frame ---------------------------------------------------------------------------------------------------


def test_a_request_byte_for_byte() -> None:
    """As the published tills send it: 02 0150 02 "01" amount … 03 LRC."""
    frame = wire.request(wire.SALE, 100)
    assert frame[:4] == b"\x02\x01\x50\x02" and len(frame) == 155
    assert frame[4:30] == b"01" + b"000000010000" + b"000000000000"
    assert frame[30:53] == b" " * 23 and frame[53:61] == b"00000000"
    lrc = 0
    for byte in frame[1:-1]:
        lrc ^= byte
    assert frame[-1] == lrc and frame[-2] == 0x03


def test_an_answer_is_two_hundred_bytes() -> None:
    assert sum(width for _, width in wire.ANSWER) + 1 == 200
    assert sum(width for _, width in wire.REQUEST) + 1 == 150


@given(st.integers(0, wire.LARGEST))
def test_sums_come_back(amount: int) -> None:
    assert wire.rupiah(wire.cents(amount)) == amount


@given(st.data())
def test_frames_are_found_however_they_are_cut(data: st.DataObject) -> None:
    frames = [wire.request(wire.SALE, data.draw(st.integers(1, 10**9)), REF) for _ in range(3)]
    stream = b"\x06".join(frames)
    reader, found = wire.Reader(), []
    while stream:
        cut = data.draw(st.integers(1, 40))
        reader.feed(stream[:cut])
        stream = stream[cut:]
        while (said := reader.next()) is not None:
            found.append(said)
    assert [said for said in found if isinstance(said, bytes)] == [frame[3:-2] for frame in frames]
    assert found.count(wire.ACK) == 2


@given(at=st.integers(1, 154), bit=st.integers(0, 7))
def test_one_wrong_bit_is_never_a_frame(at: int, bit: int) -> None:
    damaged = bytearray(wire.request(wire.SALE, 150_000, REF))
    damaged[at] ^= 1 << bit
    reader = wire.Reader()
    reader.feed(bytes(damaged))
    try:
        said = reader.next()
    except wire.Garbled:
        return
    assert not isinstance(said, bytes)


@given(st.binary(max_size=300))
def test_noise_never_breaks_the_reader(noise: bytes) -> None:
    reader = wire.Reader()
    reader.feed(noise)
    for _ in range(400):
        try:
            if reader.next() is None:
                break
        except wire.Garbled:
            continue
