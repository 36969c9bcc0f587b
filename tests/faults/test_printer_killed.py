"""kill -9 of the program at each state of a ticket, and of the printer in the middle: one valid ticket."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "devices"))
from printing import FAST, Bench, Watcher

from kai_counter.devices.journal import Journal
from kai_counter.devices.printer import Printer, PrinterSettings

PROGRAM = Path(__file__).with_name("printing_program.py")
SIMULATE = "from kai_counter.devices.simulate import simulate; simulate(port=0, speed=40.0)"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path / "journal")
    yield bench
    bench.close()


def run_and_kill(bench: Bench, port: int, state: str, job_id: object) -> list[str]:
    """Start the program, kill it when it stands at this state; the states that it went through."""
    command = [sys.executable, str(PROGRAM), str(bench.folder), str(port), state, str(job_id)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        seen = []
        for line in program.stdout:
            seen.append(line.strip())
            if seen[-1] == state:
                break
        program.kill()
    return seen


@pytest.mark.parametrize("state", ["queued", "preflight", "sending", "await_ack", "confirmed"])
@pytest.mark.parametrize("says_complete", [True, False], ids=["came out", "did not"])
def test_the_program_is_killed_at_each_state(bench: Bench, state: str, says_complete: bool) -> None:
    """Whatever the clerk answers, at most one valid paper exists; with the true answer exactly one."""
    simulator = bench.simulator()
    job = bench.tickets.job("A")
    assert run_and_kill(bench, simulator.serve(), state, job.job_id)[-1] == state
    was_sent = state in ("await_ack", "confirmed")
    if was_sent:
        assert simulator.wait_for(lambda device: any(paper.is_whole for paper in device.papers))
    printer, watcher = bench.printer(simulator)
    kept = printer.job(job.job_id)
    assert kept is not None
    if state in ("sending", "await_ack"):
        assert kept.asks
        assert kept.reason == "restarted"
        printer.answer(job.job_id, says_complete)
        if not says_complete:
            watcher.wait(lambda w: any(j.issue_number == 2 and j.state == "confirmed" for j in w.jobs))
            assert bench.tickets.valid == {"A": 2}
    elif state == "confirmed":
        assert kept.state == "confirmed"
    else:
        watcher.wait_state(job.job_id, "confirmed")
        assert bench.tickets.valid == {"A": 1}
    bench.tickets.assert_never_two(simulator)
    if says_complete == was_sent:
        bench.tickets.assert_each_once(simulator)


def test_killed_between_the_answer_and_the_next_issue(bench: Bench) -> None:
    """The id of the next issue was fixed beforehand, so asking again after the restart is the same question."""
    simulator = bench.simulator(roll_mm=8)
    bench.tickets.is_away = True
    printer, watcher = bench.printer(simulator)
    job = bench.tickets.job("A")
    printer.submit(job)
    watcher.wait(lambda w: any(j.reason == "waiting_for_issue" for j in w.jobs))
    waiting = printer.job(job.job_id)
    printer.close()
    assert waiting is not None
    bench.tickets.is_away = False
    assert bench.tickets.next_issue(waiting) is not None  # the database numbered it; the program never heard
    simulator.load_roll(1000)
    _, again = bench.printer(simulator)
    again.wait(lambda w: any(j.issue_number == 2 and j.state == "confirmed" for j in w.jobs))
    assert bench.tickets.valid == {"A": 2}
    bench.tickets.assert_each_once(simulator)


def test_the_rest_of_a_series_goes_on_after_a_restart(bench: Bench) -> None:
    simulator = bench.simulator(roll_mm=45)
    printer, watcher = bench.printer(simulator)
    jobs = [bench.tickets.job(name) for name in "ABC"]
    printer.submit(*jobs)
    watcher.wait_question(jobs[0].job_id)
    printer.close()
    simulator.load_roll(1000)
    again, watcher = bench.printer(simulator)
    assert again.status().asking == jobs[0].job_id
    again.answer(jobs[0].job_id, False)
    watcher.wait_state(jobs[2].job_id, "confirmed")
    assert simulator.codes == ["A/1", "A/2", "B/1", "C/1"]
    bench.tickets.assert_each_once(simulator)


def test_the_printer_is_killed_in_the_middle_of_a_ticket(bench: Bench) -> None:
    """kill -9 of a printer of its own process, at 40 mm a second: the link dies and the paper is anyone's guess."""
    device = subprocess.Popen(
        [sys.executable, "-c", SIMULATE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with device:
        assert device.stdout is not None
        port = int(device.stdout.readline().rpartition(":")[2])
        watcher = Watcher()
        settings = PrinterSettings("tcp", f"127.0.0.1:{port}", name="loket", acknowledgement="process_id")
        printer = Printer(
            settings, Journal(bench.folder), watcher, next_issue=bench.tickets.next_issue, timing=FAST
        )
        bench.printers.append(printer)
        job = bench.tickets.job("A")
        printer.submit(job)
        watcher.wait_state(job.job_id, "await_ack")
        device.kill()
        question = watcher.wait_question(job.job_id)
    assert question.reason == "link_lost"
    printer.answer(job.job_id, False)
    watcher.wait(lambda w: any(j.issue_number == 2 and j.state == "blocked" for j in w.jobs))
    assert printer.status().reason == "no_connection"
    spare = bench.simulator()
    other, _ = bench.printer(spare, name="sebelah", adopts=False)
    printer.move(other)
    assert spare.wait_for(lambda device: "A/2" in device.codes)
    bench.tickets.assert_never_two(spare)
