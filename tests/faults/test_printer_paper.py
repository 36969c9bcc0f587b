"""Paper out, cover, knife, link and clones: the right state, the right question, never two valid tickets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "devices"))
sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
import sample
from printing import FAST, Bench, Tickets, Watcher

from kai_counter import paper
from kai_counter.devices.journal import PrintJob
from kai_counter.devices.transport import Transport
from kai_counter.values.ids import new_id
from kai_counter.values.print_data import PrintData


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "journal")
    yield bench
    bench.close()


def wait_issue(watcher: Watcher, number: int, state: str) -> PrintJob:
    """The job of a later issue, once it is in this state ("asks" is the question)."""

    def is_it(job: PrintJob) -> bool:
        return job.issue_number == number and (job.asks if state == "asks" else job.state == state)

    watcher.wait(lambda watcher: any(map(is_it, watcher.jobs)))
    return next(filter(is_it, reversed(watcher.jobs)))


def test_paper_out_before_the_symbol_prints_the_next_issue_by_itself(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=8)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    suspect = watcher.wait_state(job.job_id, "suspect")
    assert (suspect.reason, suspect.reached, suspect.is_cleared) == ("paper_end", "", True)
    assert not suspect.asks
    watcher.wait_state(job.job_id, "voided")
    wait_issue(watcher, 2, "blocked")
    assert printer.status().reason == "paper_end"
    simulator.load_roll(1000)
    wait_issue(watcher, 2, "confirmed")
    assert simulator.codes == ["A/2"]
    bench.tickets.assert_each_once(simulator)


def test_paper_out_after_the_symbol_asks(bench: Bench) -> None:
    """The symbol is out but the cut is not: only a person sees whether the ticket is whole."""
    simulator = bench.simulator(roll_mm=45)
    printer, watcher = bench.printer(simulator)
    job, second = bench.tickets.job("A"), bench.tickets.job("B")
    printer.submit(job, second)
    question = watcher.wait_question(job.job_id)
    assert (question.reason, question.reached, question.is_cleared) == ("paper_end", "q", True)
    status = printer.status()
    assert (status.state, status.asking) == ("asking", job.job_id)
    simulator.load_roll(1000)
    assert printer.job(second.job_id).state == "queued"  # type: ignore[union-attr]
    printer.answer(job.job_id, False)
    watcher.wait_state(second.job_id, "confirmed")
    assert watcher.states(job.job_id)[-1] == "voided"
    assert simulator.codes == ["A/1", "A/2", "B/1"]
    bench.tickets.assert_each_once(simulator)


def test_yes_confirms_and_prints_nothing_more(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=45)
    printer, watcher = bench.printer(simulator)
    job, second = bench.tickets.job("A"), bench.tickets.job("B")
    printer.submit(job, second)
    watcher.wait_question(job.job_id)
    simulator.load_roll(1000)
    printer.answer(job.job_id, True)
    watcher.wait_state(second.job_id, "confirmed")
    assert watcher.states(job.job_id)[-1] == "confirmed_by_operator"
    assert bench.tickets.valid == {"A": 1, "B": 1}
    assert simulator.codes == ["A/1", "B/1"]
    bench.tickets.assert_never_two(simulator)


@pytest.mark.parametrize("roll_mm", [2, 4, 11, 20, 40, 52, 58, 62, 63, 64, 66, 70])
def test_wherever_the_roll_ends_one_valid_ticket_comes_out(bench: Bench, roll_mm: float) -> None:
    simulator = bench.simulator(roll_mm=roll_mm)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    state = watcher.wait_state(job.job_id, "suspect", "confirmed")
    whole = any(piece.is_whole for piece in simulator.papers)
    simulator.load_roll(1000)
    if state.asks:
        printer.answer(job.job_id, whole)
    if state.state != "confirmed" and not (state.asks and whole):
        wait_issue(watcher, 2, "confirmed")
    bench.tickets.assert_each_once(simulator)


def test_paper_out_before_anything_is_sent_blocks_and_goes_on(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=0)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    assert watcher.wait_state(job.job_id, "blocked").reason == "paper_end"
    assert b"A cetakan" not in simulator.received
    simulator.load_roll(1000)
    watcher.wait_state(job.job_id, "confirmed")
    assert bench.tickets.valid == {"A": 1}
    bench.tickets.assert_each_once(simulator)


@pytest.mark.parametrize(("fault", "reason"), [("open_cover", "cover_open"), ("jam", "cutter")])
def test_cover_and_knife_in_the_middle(bench: Bench, fault: str, reason: str) -> None:
    """Fired from the printer's own thread after some rows, so that it always hits the same place."""
    rows = 0

    def after_some_rows(image: object) -> None:
        nonlocal rows
        rows += 1
        if rows == 4:
            getattr(simulator, fault)()

    simulator = bench.simulator(on_rows=after_some_rows)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    assert watcher.wait_state(job.job_id, "suspect").reason in (reason, "offline")
    wait_issue(watcher, 2, "blocked")
    simulator.close_cover()
    simulator.jam(False)
    wait_issue(watcher, 2, "confirmed")
    bench.tickets.assert_each_once(simulator)


def test_the_database_away_the_next_issue_waits(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=8)
    bench.tickets.is_away = True
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait(lambda w: any(j.reason == "waiting_for_issue" for j in w.jobs))
    simulator.load_roll(1000)
    assert printer.status().state == "not_ready"
    assert simulator.codes == []
    bench.tickets.is_away = False
    printer.retry()
    watcher.wait_state(job.job_id, "voided")
    wait_issue(watcher, 2, "confirmed")
    assert bench.tickets.valid == {"A": 2}
    bench.tickets.assert_each_once(simulator)


def test_a_printer_that_always_fails_asks_after_three_issues(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=8)
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    for issue in (2, 3, 4):
        wait_issue(watcher, issue, "blocked")
        simulator.load_roll(8)
    wait_issue(watcher, 4, "asks")
    bench.tickets.assert_never_two(simulator)


def test_a_receipt_is_simply_printed_again(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=8)
    printer, watcher = bench.printer(simulator)
    job = replace(bench.tickets.job("struk"), kind="receipt")
    bench.tickets.valid.clear()
    printer.submit(job)
    watcher.wait_state(job.job_id, "suspect")
    simulator.load_roll(1000)
    watcher.wait_state(job.job_id, "confirmed")
    assert bench.tickets.given == {}


def test_a_reprint_voids_the_paper_that_still_waits_or_asks(bench: Bench) -> None:
    """The clerk reprints by hand while the first paper is in question: the question is settled by that."""
    simulator = bench.simulator(roll_mm=45)
    printer, watcher = bench.printer(simulator)
    asked, queued = (
        replace(job, facts={**job.facts, "ticket_id": name})
        for name, job in ((name, bench.tickets.job(name)) for name in "AB")
    )
    printer.submit(asked, queued)
    watcher.wait_question(asked.job_id)
    for job, name in ((asked, "A"), (queued, "B")):
        later = bench.tickets.next_issue(replace(job, next_job_id=new_id()))
        assert later is not None
        printer.submit(replace(later, facts={**later.facts, "ticket_id": name}))
        assert watcher.wait_state(job.job_id, "voided").reason == "reprinted"  # also if it was just being tried
    simulator.load_roll(1000)
    watcher.wait(lambda w: sum(j.issue_number == 2 and j.state == "confirmed" for j in w.jobs) == 2)
    assert simulator.codes == ["A/1", "A/2", "B/2"]
    bench.tickets.assert_each_once(simulator)


def test_a_reprint_while_the_first_paper_is_in_hand(bench: Bench) -> None:
    """The later issue arrives in the middle of the first one's preflight: not a byte of the first is sent."""
    simulator = bench.simulator()
    printer, watcher = bench.printer(simulator)
    first = bench.tickets.job("A")
    first = replace(first, facts={**first.facts, "ticket_id": "A"})
    later = bench.tickets.next_issue(replace(first, next_job_id=new_id()))
    assert later is not None
    later = replace(later, facts=first.facts)
    dial = printer.device.dial

    def reprinting_dial(timeout: float) -> Transport:
        if watcher.states(first.job_id)[-1:] == ["preflight"]:
            printer.submit(later)
        return dial(timeout)

    printer.device.dial = reprinting_dial
    printer.submit(first)
    watcher.wait_state(later.job_id, "confirmed")
    assert watcher.states(first.job_id) == ["queued", "preflight", "voided"]
    assert simulator.codes == ["A/2"]


# -- the link ------------------------------------------------------------------------------------------------------


def real_ticket(text: str, code: str) -> PrintData:
    """A real boarding pass; the symbol's text is replaced so that papers can be counted."""
    return paper.ticket_data(replace(sample.signed(text), code=code))


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0])
def test_the_link_is_cut_anywhere_in_a_ticket(bench: Bench, share: float) -> None:
    """What arrived before the cut goes on printing, as a real printer does, while nobody hears of it."""
    simulator = bench.simulator()
    bench.tickets = Tickets(real_ticket)
    printer, watcher = bench.printer(simulator)
    watcher.wait_status(lambda status: status.state == "ready")
    job = bench.tickets.job("A")
    preflight = 3 * 3 + 5  # DLE EOT 1, 2, 4 and ESC @, GS a
    assert job.data is not None
    simulator.cut_link_after(preflight + int(share * (len(job.data) + 33)))
    printer.submit(job)
    ended = watcher.wait_state(job.job_id, "suspect", "confirmed", "blocked")
    if ended.state == "suspect":
        assert ended.asks
        assert ended.reason == "link_lost"
        # The clerk looks at the printer once it has come to rest.
        simulator.wait_for(lambda device: not device._buffer, 1.0)
        simulator.wait_for(lambda device: any(piece.is_whole for piece in device.papers), 0.4)
        came_out = any(piece.is_whole for piece in simulator.papers)
        printer.answer(job.job_id, came_out)
        if not came_out:
            wait_issue(watcher, 2, "confirmed")
    elif ended.state == "blocked":
        watcher.wait_state(job.job_id, "confirmed")
    bench.tickets.assert_each_once(simulator)


def test_a_paper_that_comes_late_is_not_valid(bench: Bench) -> None:
    """Paper out and link cut: the old job is still in the printer. It is washed out before the next one."""
    simulator = bench.simulator(roll_mm=8)
    printer, watcher = bench.printer(simulator)
    watcher.wait_status(lambda status: status.state == "ready")
    job = bench.tickets.job("A")
    assert job.data is not None
    simulator.cut_link_after(14 + len(job.data) + 33)
    printer.submit(job)
    question = watcher.wait_question(job.job_id)
    assert not question.is_cleared
    printer.answer(job.job_id, False)
    wait_issue(watcher, 2, "blocked")
    simulator.load_roll(1000)
    wait_issue(watcher, 2, "confirmed")
    assert simulator.codes == ["A/2"]
    bench.tickets.assert_each_once(simulator)


def test_the_rest_of_a_stopped_series_moves_to_another_printer(bench: Bench) -> None:
    """The suspect stays where its paper is; what was not sent keeps its issue on the other printer."""
    first, second = bench.simulator(roll_mm=45), bench.simulator()
    stopped, watcher = bench.printer(first)
    other, watcher2 = bench.printer(second, name="sebelah", adopts=False)
    jobs = [bench.tickets.job(name) for name in "ABC"]
    stopped.submit(*jobs)
    watcher.wait_question(jobs[0].job_id)
    assert stopped.move(other) == [jobs[1].job_id, jobs[2].job_id]
    watcher2.wait_state(jobs[2].job_id, "confirmed")
    assert second.codes == ["B/1", "C/1"]
    stopped.answer(jobs[0].job_id, False)
    wait_issue(watcher, 2, "blocked")
    assert len(stopped.move(other)) == 1
    wait_issue(watcher2, 2, "confirmed")
    first.load_roll(1000)
    bench.tickets.assert_each_once(first, second)


# -- clones --------------------------------------------------------------------------------------------------------


def test_a_silent_clone_always_asks(bench: Bench) -> None:
    simulator = bench.simulator(clone="silent")
    printer, watcher = bench.printer(simulator, acknowledgement="none")
    first, second = bench.tickets.job("A"), bench.tickets.job("B")
    printer.submit(first, second)
    assert watcher.wait_question(first.job_id).state == "unconfirmed"
    printer.answer(first.job_id, True)
    assert watcher.wait_question(second.job_id).state == "unconfirmed"
    assert simulator.wait_for(lambda device: len(device.codes) == 2)
    printer.answer(second.job_id, False)
    printer.answer(wait_issue(watcher, 2, "asks").job_id, True)
    assert simulator.wait_for(lambda device: "B/2" in device.codes)
    bench.tickets.assert_never_two(simulator)


def test_a_silent_clone_that_is_trusted_does_not(bench: Bench) -> None:
    simulator = bench.simulator(clone="silent")
    printer, watcher = bench.printer(simulator, acknowledgement="none", trust_unacknowledged=True)
    jobs = [bench.tickets.job(name) for name in "AB"]
    printer.submit(*jobs)
    watcher.wait_state(jobs[1].job_id, "unconfirmed")
    assert simulator.wait_for(lambda device: len(device.codes) == 2)
    assert printer.status().asking is None


def test_an_unknown_silent_device_is_not_believed(bench: Bench) -> None:
    simulator = bench.simulator(clone="silent")
    printer, watcher = bench.printer(simulator, acknowledgement="auto")
    job = bench.tickets.job("A")
    printer.submit(job)
    assert watcher.wait_question(job.job_id).state == "unconfirmed"


def test_a_device_that_should_answer_and_does_not_gets_nothing(bench: Bench) -> None:
    simulator = bench.simulator(clone="silent")
    printer, watcher = bench.printer(simulator, acknowledgement="process_id")
    job = bench.tickets.job("A")
    printer.submit(job)
    assert watcher.wait_state(job.job_id, "blocked").reason == "no_answer"
    assert simulator.codes == []
    assert b"A cetakan" not in simulator.received


def test_a_clone_without_buffer_clear_asks_when_paper_ends(bench: Bench) -> None:
    """It holds the rest of the ticket; the next issue makes the late paper void."""
    simulator = bench.simulator(clone="no_process_id", roll_mm=8)
    printer, watcher = bench.printer(simulator, acknowledgement="gs_r")
    job = bench.tickets.job("A")
    printer.submit(job)
    question = watcher.wait_question(job.job_id)
    assert not question.is_cleared
    simulator.load_roll(1000)
    printer.answer(job.job_id, False)
    # GS r answers carry no id, and the old paper's are still to come: the next one is asked about, too.
    printer.answer(wait_issue(watcher, 2, "asks").job_id, True)
    assert simulator.wait_for(lambda device: "A/2" in device.codes)
    later = bench.tickets.job("B")
    printer.submit(later)
    watcher.wait_state(later.job_id, "confirmed")
    assert set(simulator.codes) == {"A/1", "A/2", "B/1"}  # the late first paper came out too, and is void
    bench.tickets.assert_never_two(simulator)


def test_an_image_that_never_ended_is_flushed_out(bench: Bench) -> None:
    """A job cut inside an image leaves the printer waiting for dots: it takes commands for pixels."""
    simulator = bench.simulator()
    link = simulator.dial()
    link.send(b"\x1dv0\x00\x48\x00\x60\x00" + b"\x00" * 100, 1.0)
    assert simulator.wait_for(lambda device: len(device.received) == 108)
    link.close()
    printer, watcher = bench.printer(simulator, timing=replace(FAST, cleared=0.2))
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait_state(job.job_id, "confirmed")
    bench.tickets.assert_each_once(simulator)
