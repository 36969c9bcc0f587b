"""kill -9 of the printer in the middle of a ticket, as the clerk sees it: the question, Y or N, one valid paper."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter as Count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from killing import Machine, person

from kai_counter.values.ticket_code import decode, looks_like_code

SIMULATE = (
    "import sys; from pathlib import Path; from kai_counter.devices.simulate import simulate;"
    "simulate(port=0, speed=float(sys.argv[1]), out=Path(sys.argv[2]))"
)


class Device:
    """A printer of its own process."""

    def __init__(self, out: Path, speed: float) -> None:
        self.out = out
        self.process = subprocess.Popen(
            [sys.executable, "-c", SIMULATE, str(speed), str(out)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rpartition(":")[2])

    def await_paper(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("paper")

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def papers(self) -> Count[tuple[int, int]]:
        """(ticket, issue) of every whole paper that fell out of it."""
        texts = [path.read_text() for path in self.out.glob("paper-*.txt") if "torn" not in path.name]
        bodies = [decode(line)[0] for text in texts for line in text.split() if looks_like_code(line)]
        return Count((body.ticket_number, body.issue_number) for body in bodies)


@pytest.mark.parametrize("came_out", [False, True], ids=["in the middle, N", "after the cut, Y"])
def test_the_printer_is_killed(machine: Machine, tmp_path: Path, came_out: bool) -> None:
    """Two tickets; the second is never lost, and of the first exactly one paper is valid."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r}, {person('BUDI')!r})")
    sale = window.flow("sale_id")
    theirs = machine.printer_wire.target
    device = Device(tmp_path, 2000.0 if came_out else 40.0)
    machine.printer_wire.target = device.port
    machine.printer_wire.cut()
    if came_out:
        machine.printer_wire.hold_answer("(k")  # the symbol is on its way: not a word comes back any more
    window.press("F12")
    window.do("clerk.sold(hands)")
    if came_out:
        device.await_paper()
    else:
        window.wait("any(j.state == 'await_ack' for j in window.counter.printing.jobs())")
    device.kill()
    machine.printer_wire.target = theirs
    machine.printer_wire.free()
    window.wait("window.workplace.sale.page._asking() is not None")
    assert "complete ticket" in window.says("done")
    window.press("Return")
    assert window.flow("sale_id") == sale  # the question comes before the next customer
    window.press("Y" if came_out else "N")
    window.do("clerk.printed(hands)")
    issues = machine.rows(
        "SELECT t.code_number, t.issue_number, j.state FROM tickets t JOIN bookings b ON b.id = t.booking_id"
        " JOIN print_jobs j ON j.ticket_id = t.id AND j.issue_number = t.issue_number"
        " WHERE b.sale_id = %s ORDER BY t.code_number",
        sale,
    )
    assert [issue for _, issue, _ in issues] == ([1, 1] if came_out else [2, 1])
    assert issues[0][2] == ("confirmed_by_operator" if came_out else "confirmed")
    both = machine.papers() + device.papers()
    assert [both[number, issue] for number, issue, _ in issues] == [1, 1]
    machine.assert_true()
    assert window.do("list(noise)") == []
    window.do("clerk.next_customer(hands)")
