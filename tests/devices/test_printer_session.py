"""The printer when all is well, and the small print of its session."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
import zxingcpp
from printing import FAST, Bench, Tickets, Watcher

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
import sample

from kai_counter import paper
from kai_counter.devices import protocol
from kai_counter.devices.journal import Journal, PrintJob
from kai_counter.devices.printer import Printer, PrinterSettings
from kai_counter.devices.transport import DeviceTransport
from kai_counter.errors import Refused, Unavailable
from kai_counter.values.ids import new_id


def test_a_ticket_is_confirmed_only_when_it_is_cut(bench: Bench) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert watcher.states(job.job_id) == ["queued", "preflight", "sending", "await_ack", "confirmed"]
    assert simulator.codes == ["A/1"]
    assert simulator.papers[0].is_whole
    assert "A cetakan 1" in simulator.papers[0].text
    assert simulator.unknown == []


def test_each_state_is_on_disk_before_it_is_told(bench: Bench) -> None:
    simulator = bench.simulator()
    seen: list[tuple[str, str]] = []

    def observe(news: object) -> None:
        if isinstance(news, PrintJob):
            facts = json.loads((bench.folder / f"{news.job_id}.json").read_text())
            seen.append((news.state, facts["state"]))

    watcher = Watcher()
    printer = Printer(
        PrinterSettings(name="x", acknowledgement="process_id"),
        Journal(bench.folder),
        lambda news: (observe(news), watcher(news))[1],
        dial=simulator.dial,
        timing=FAST,
    )
    bench.printers.append(printer)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert len(seen) == 5
    assert all(told == written for told, written in seen)


def test_the_journal_is_private_and_forgets_the_bytes_of_what_is_done(bench: Bench) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    file = bench.folder / f"{job.job_id}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(bench.folder.stat().st_mode) == 0o700
    assert json.loads(file.read_text())["data"] is None


def test_a_series_keeps_its_order_and_a_repeated_submit_prints_once(bench: Bench) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    jobs = [bench.tickets.job(name) for name in "ABC"]
    printer.submit(*jobs)
    printer.submit(*jobs)
    watcher.wait_state(jobs[2].job_id, "confirmed")
    assert simulator.codes == ["A/1", "B/1", "C/1"]


@pytest.mark.parametrize(
    ("clone", "found"), [("", "process_id"), ("no_process_id", "gs_r")], ids=["epson", "clone"]
)
def test_the_acknowledgement_is_probed_once_and_remembered(bench: Bench, clone: str, found: str) -> None:
    simulator = bench.simulator(clone=clone)
    printer, watcher = bench.printer(simulator, acknowledgement="auto")
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert printer.status().acknowledgement == found
    assert Journal(bench.folder).acknowledgement("loket") == found
    probes = simulator.received.count(protocol.process_id(protocol.PROBE_MARK))
    second = bench.tickets.job("B")
    printer.submit(second)
    watcher.wait_state(second.job_id, "confirmed")
    assert simulator.received.count(protocol.process_id(protocol.PROBE_MARK)) == probes == 1


def test_a_real_ticket_over_tcp_is_read_by_a_foreign_reader(bench: Bench) -> None:
    simulator = bench.simulator()
    port = simulator.serve()
    watcher = Watcher()
    settings = PrinterSettings("tcp", f"127.0.0.1:{port}", acknowledgement="process_id")
    printer = Printer(settings, Journal(bench.folder), watcher, timing=FAST)
    bench.printers.append(printer)
    cards = [sample.signed("Budi"), sample.signed("王伟 🚂", "1A")]
    jobs = [PrintJob(new_id(), "ticket", paper.ticket_data(card)) for card in cards]
    jobs.append(PrintJob(new_id(), "ticket", paper.ticket_data(cards[0], native_qr=False)))
    printer.submit(*jobs)
    watcher.wait_state(jobs[2].job_id, "confirmed")
    read = [[code.text for code in zxingcpp.read_barcodes(piece.image)] for piece in simulator.papers]
    assert read == [[cards[0].code], [cards[1].code], [cards[0].code]]
    assert simulator.unknown == []
    assert "BUDI" in simulator.papers[0].text


def test_58_mm_over_a_serial_line(bench: Bench) -> None:
    simulator = bench.simulator(width=58)
    watcher = Watcher()
    settings = PrinterSettings("serial", simulator.serve_pty(), acknowledgement="process_id")
    printer = Printer(settings, Journal(bench.folder), watcher, timing=FAST)
    bench.printers.append(printer)
    card = sample.signed()
    jobs = [PrintJob(new_id(), "ticket", paper.ticket_data(card, width=58)) for _ in range(2)]
    printer.submit(*jobs)
    watcher.wait_state(jobs[1].job_id, "confirmed")
    assert [code.text for code in zxingcpp.read_barcodes(simulator.papers[0].image)] == [card.code]


def test_a_device_file_that_answers(bench: Bench) -> None:
    simulator = bench.simulator()
    device = simulator.serve_pty()
    watcher = Watcher()
    settings = PrinterSettings("serial", device, acknowledgement="process_id")
    printer = Printer(settings, Journal(bench.folder), watcher, timing=FAST, dial=lambda _: DeviceTransport(device))
    bench.printers.append(printer)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert simulator.codes == ["A/1"]
    with pytest.raises(Unavailable):
        PrinterSettings("serial", "/dev/usb/lp99").dial()(1.0)
    with pytest.raises(Unavailable):
        PrinterSettings("serial", "/dev/ttyNONE").dial()(1.0)


def test_what_the_simulator_prints_is_what_the_picture_shows(bench: Bench) -> None:
    """Two readers of one layout: the bytes through the printer, and the page drawn directly."""
    from PIL import ImageChops

    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    card = sample.signed("Siti Rahmawati", passenger={"assistance": ["wheelchair"]})
    job = PrintJob(new_id(), "ticket", paper.ticket_data(card))
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    printed, drawn = simulator.papers[0].image, paper.ticket_image(card)
    height = min(printed.height, drawn.height) - 80  # the feed to the knife is the device's own
    box = (0, 0, drawn.width, height)
    assert ImageChops.difference(printed.crop(box), drawn.crop(box)).getbbox() is None


def test_near_end_warns_and_prints(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=500, near_end_mm=480)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    status = watcher.wait_status(lambda status: status.near_end)
    assert status.is_ready


def test_the_status_before_payment(bench: Bench) -> None:
    simulator = bench.simulator(cover_open=True)
    printer, watcher = bench.printer(simulator)
    status = watcher.wait_status(lambda status: status.state == "not_ready")
    assert status.reason == "cover_open"
    simulator.close_cover()
    printer.check()
    assert watcher.wait_status(lambda status: status.state == "ready").is_ready


def test_nobody_at_the_other_end(bench: Bench) -> None:
    simulator = bench.simulator()
    simulator.close()
    printer, watcher = bench.printer(simulator)
    assert watcher.wait_status(lambda status: status.state == "not_ready").reason == "no_connection"
    job = bench.tickets.job("A")
    printer.submit(job)
    assert watcher.wait_state(job.job_id, "blocked").reason == "no_connection"


def test_the_drawer_opens_once_and_only_online(bench: Bench) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    first = printer.kick_drawer("sale S-1")
    watcher.wait_state(first, "confirmed")
    assert simulator.wait_for(lambda device: device.pulses == 1)
    simulator.open_cover()
    second = printer.kick_drawer("sale S-2")
    assert watcher.wait_state(second, "voided").reason == "cover_open"
    simulator.close_cover()
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert simulator.pulses == 1


def test_a_drawer_does_not_wait_for_a_stopped_series(bench: Bench) -> None:
    simulator = bench.simulator(clone="silent")
    printer, watcher = bench.printer(simulator, acknowledgement="none", trust_unacknowledged=False)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_question(job.job_id)
    drawer = printer.kick_drawer("change")
    assert watcher.wait_state(drawer, "voided").reason == "no_answer"


def test_answers_without_a_question_are_refused(bench: Bench) -> None:
    simulator = bench.simulator()
    printer, _ = bench.printer(simulator)
    with pytest.raises(Refused) as refused:
        printer.answer(new_id(), True)
    assert refused.value.code == "no_question"


def test_a_broken_journal_file_is_set_aside(bench: Bench) -> None:
    journal = Journal(bench.folder)
    (bench.folder / f"{new_id()}.json").write_text('{"half": ')
    (bench.folder / f"{new_id()}.tmp").write_text("")
    assert journal.load() == []
    assert len(journal.broken) == 1
    assert list(bench.folder.glob("*.tmp")) == []


def test_a_full_disk_prints_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "write", full)
    with pytest.raises(Unavailable):
        printer.submit(bench.tickets.job("A"))
    monkeypatch.undo()
    job = bench.tickets.job("B")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    assert simulator.codes == ["B/1"]


def test_a_disk_that_fills_after_sending_asks(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    write = Journal.write

    def full_at_the_end(journal: Journal, job: PrintJob) -> None:
        if job.state == "confirmed":
            raise OSError(28, "No space left on device")
        write(journal, job)

    monkeypatch.setattr(Journal, "write", full_at_the_end)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_status(lambda status: status.asking == job.job_id)
    assert simulator.codes == ["A/1"]


def test_a_parser_tells_the_answers_apart_however_they_are_split() -> None:
    stream = b"\x12" + b"\x18\x00\x0c\x0f" + b"\x37\x22abch\x00" + b"\x03" + b"\x37\x25\x00" + b"\x16"
    wanted = [
        protocol.RealTime(0x12),
        protocol.Automatic(b"\x18\x00\x0c\x0f"),
        protocol.Printed(b"abch"),
        protocol.InOrder(0x03),
        protocol.Cleared(),
        protocol.RealTime(0x16),
    ]
    whole = protocol.AnswerParser()
    assert whole.feed(stream) == wanted
    split = protocol.AnswerParser()
    assert [answer for byte in stream for answer in split.feed(bytes((byte,)))] == wanted


def test_a_real_time_answer_inside_an_automatic_status() -> None:
    parser = protocol.AnswerParser()
    assert parser.feed(b"\x10\x00\x12\x00\x0f") == [
        protocol.RealTime(0x12),
        protocol.Automatic(b"\x10\x00\x00\x0f"),
    ]


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (b"\x10\x00\x00\x0f", ""),
        (b"\x10\x00\x03\x0f", ""),
        (b"\x18\x00\x0c\x0f", "paper_end"),
        (b"\x38\x00\x00\x0f", "cover_open"),
        (b"\x18\x08\x00\x0f", "cutter"),
        (b"\x18\x20\x00\x0f", "fault"),
        (b"\x18\x00\x00\x0f", "offline"),
    ],
)
def test_the_words_for_a_condition(status: bytes, trouble: str) -> None:
    assert protocol.Condition().after_automatic(status).trouble == trouble


def test_marks_are_printable_and_differ_by_attempt() -> None:
    job = new_id()
    marks = {protocol.job_mark(job, attempt) for attempt in range(50)}
    assert len(marks) == 50
    assert all(protocol.process_id(mark + b"h") for mark in marks)
    with pytest.raises(ValueError, match="process id"):
        protocol.process_id(b"\x00abc")


def test_tickets_of_the_bench_count_doubles() -> None:
    """The counting itself must be able to fail."""

    class Doubled:
        codes = ("A/1", "A/1")

    tickets = Tickets()
    tickets.job("A")
    with pytest.raises(AssertionError):
        tickets.assert_never_two(Doubled())  # type: ignore[arg-type]


def test_a_job_another_printer_printed_is_not_printed_again(bench: Bench) -> None:
    """A sale reopened after a restart is sent again; meanwhile somebody gave the printer another address."""
    first, second = bench.simulator(), bench.simulator()
    printer, watcher = bench.printer(first)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    printer.close()
    elsewhere = Watcher()
    moved = Printer(
        PrinterSettings(name="other", acknowledgement="process_id"),
        Journal(bench.folder),
        elsewhere,
        dial=second.dial,
        timing=FAST,
    )
    bench.printers.append(moved)
    moved.submit(job)
    other = bench.tickets.job("B")
    moved.submit(other)
    elsewhere.wait_state(other.job_id, "confirmed")
    assert (first.codes, second.codes) == (["A/1"], ["B/1"])
    found = moved.job(job.job_id)
    assert found is not None and found.state == "confirmed"
