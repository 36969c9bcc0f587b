"""A full disk (RLIMIT_FSIZE of a living program): clear words, nothing lost, no sale without its draft."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from killing import Machine, Window, finish, person

pytestmark = pytest.mark.usefixtures("quiet")


@contextmanager
def full_disk(window: Window) -> Iterator[None]:
    """Inside the block the kernel takes not one byte more from this program."""
    limit = "__import__('resource').setrlimit(__import__('resource').RLIMIT_FSIZE, ({}, -1))"
    window.do(limit.format(0))
    yield
    window.do(limit.format(-1))


def test_no_seat_is_asked_for_without_a_draft(machine: Machine) -> None:
    window = machine.ready()
    window.do("clerk.find_train(hands)")
    sale = window.flow("sale_id")
    with full_disk(window):
        window.press("F6")
        window.wait("'disk' in clerk.words(hands, 'workplace')")
        assert machine.rows("SELECT id FROM sales WHERE id = %s", sale) == []
    window.press("F6")
    window.wait("window.workplace.flow.is_held")
    window.do("clerk.to_passengers(hands)")
    window.do(f"clerk.type_people(hands, {person()!r})")
    window.press("F12")
    finish(machine, window, sale)


def test_no_sale_leaves_without_a_draft(machine: Machine) -> None:
    """F12 says that nothing was sent, not that nobody knows; the amount stands, the next F12 sells."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    with full_disk(window):
        kept = machine.drafts()[0].read_text()  # what was typed before may have been saved just now
        window.do("clerk.lay_down(hands, '500000')")
        window.wait("hands.sees('payment.banner')")
        assert "disk" in window.says("payment.banner")
        assert "not known" not in window.says("payment.banner")
        assert machine.value("SELECT state FROM sales WHERE id = %s", sale) == "open"
        assert machine.drafts()[0].read_text() == kept
    window.press("F12")
    finish(machine, window, sale)


def test_tickets_wait_for_room_in_the_journal(machine: Machine) -> None:
    """Sold, and not a byte can be noted of the printing: nothing comes out before there is room."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_answer('kai."sell"(')
    window.press("F12")
    assert machine.wire.reached.wait(10)
    with full_disk(window):
        machine.wire.free()
        window.wait("not window.workplace.flow.is_paying")
        before = machine.papers()
        if not window.do("window.workplace.flow.sale is not None"):
            window.press("F12")
            window.wait("hands.sees('payment.banner')")
        assert machine.papers() == before
    if not window.do("window.workplace.flow.sale is not None"):
        window.press("F12")
    finish(machine, window, sale)


def test_the_sale_was_made_before_the_disk_was_full(machine: Machine) -> None:
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    window.do(
        "window.workplace.flow.sold.connect(lambda card: __import__('resource').setrlimit("
        "__import__('resource').RLIMIT_FSIZE, (0, -1)))"
    )
    before = machine.papers()
    window.press("F12")
    window.do("clerk.sold(hands)")
    window.wait("'disk' in clerk.words(hands, 'workplace')")
    assert machine.papers() == before
    with full_disk(window):
        pass
    finish(machine, window, sale)


def test_the_look_changes_though_it_cannot_be_kept(machine: Machine) -> None:
    window = machine.ready()
    with full_disk(window):
        window.do("window.switch('theme')")
        window.wait("not window.desk.is_busy")
        assert not window.sees("box")
    window.do("window.switch('theme'); window.switch('theme')")
