"""kill -9 of the program at each step of a sale: after the restart the screen shows the truth and one key goes on.

One machine for all tests: the program that recovered from one kill sells on to the next.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from uuid import UUID

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from killing import Machine, Window, finish, person

from kai_counter.values.ids import new_id

pytestmark = pytest.mark.usefixtures("quiet")


def held_seats(machine: Machine, sale: str) -> list[str]:
    rows = machine.rows(
        "SELECT c.seat_id FROM seat_claims c JOIN bookings b ON b.id = c.booking_id"
        " WHERE b.sale_id = %s AND c.active AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())"
        " ORDER BY c.seat_id",
        sale,
    )
    return [str(row[0]) for row in rows]


def picked(window: Window) -> list[str]:
    return sorted(window.flow("selected and [str(s) for s in window.workplace.flow.selected]") or [])


def assert_private(machine: Machine) -> None:
    """0600 from the first byte, in a folder of one's own."""
    drafts = machine.drafts()
    assert len(drafts) == 1
    assert stat.S_IMODE(drafts[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(machine.home.drafts.stat().st_mode) == 0o700


def sell_from_seats(window: Window) -> None:
    """From held seats on: one key to the passengers, then as ever; exact cash by one key."""
    window.do("clerk.to_passengers(hands)")
    window.do(f"clerk.type_people(hands, {person()!r})")
    window.press("F12")


# -- seats


def test_before_the_hold_leaves(machine: Machine) -> None:
    """The draft is on disk, the database has heard nothing: Enter holds the same seats."""
    window = machine.ready()
    window.do("clerk.find_train(hands)")
    machine.wire.hold_before('kai."hold"(')
    window.press("F6")
    assert machine.wire.reached.wait(10)
    sale, wanted = window.flow("sale_id"), picked(window)
    assert wanted
    assert_private(machine)
    window = machine.again()
    assert held_seats(machine, sale) == []
    assert (window.flow("sale_id"), window.flow("step")) == (sale, "seats")
    assert window.sees("note")
    window.press("Return")
    window.wait("window.workplace.flow.is_held")
    assert held_seats(machine, sale) == picked(window) == wanted
    sell_from_seats(window)
    finish(machine, window, sale)


def test_the_answer_of_the_hold_is_lost(machine: Machine) -> None:
    """Held in the database, unknown here: the same seats are mine, held once."""
    window = machine.ready()
    window.do("clerk.find_train(hands)")
    machine.wire.hold_answer('kai."hold"(')
    window.press("F6")
    assert machine.wire.reached.wait(10)
    sale, wanted = window.flow("sale_id"), picked(window)
    window = machine.again()
    assert window.flow("sale_id") == sale
    assert window.flow("is_held")
    assert held_seats(machine, sale) == picked(window) == wanted
    sell_from_seats(window)
    finish(machine, window, sale)


def test_after_the_hold(machine: Machine) -> None:
    window = machine.ready()
    window.do("clerk.hold(hands)")
    sale, wanted = window.flow("sale_id"), picked(window)
    window = machine.again()
    assert window.flow("is_held")
    assert held_seats(machine, sale) == picked(window) == wanted
    sell_from_seats(window)
    finish(machine, window, sale)


# -- passengers


def test_while_passengers_are_typed(machine: Machine) -> None:
    """The first is typed, the second half: both stand there again, and the keys go on in the missing field."""
    window = machine.ready()
    window.do("clerk.hold(hands, 2)")
    window.do("clerk.to_passengers(hands)")
    first, second = person("BUDI SANTOSO"), person("SITI RAHAYU")
    window.do(f"hands.type({first[0]!r}); hands.press(clerk.Key.Key_Return); hands.type({first[1]!r})")
    window.do(f"hands.press(clerk.Key.Key_Return); hands.type({second[0]!r})")
    sale = window.flow("sale_id")
    machine.until(lambda: second[0] in machine.drafts()[0].read_text())
    assert_private(machine)
    window = machine.again()
    assert window.flow("step") == "passengers"
    assert len(held_seats(machine, sale)) == 2
    assert window.do("[p.name for p in window.workplace.flow.passengers]") == [first[0], second[0]]
    assert window.do("hands.focus") == "passengers.1.identity"
    window.do(f"hands.type({second[1]!r})")
    window.press("F8")
    window.do("clerk.at_payment(hands)")
    window.press("F12")
    finish(machine, window, sale, tickets=2)


def test_the_hold_ran_out_meanwhile(machine: Machine) -> None:
    """Expired while the machine was off: the same seats are offered, Enter takes them, what was typed stands."""
    window = machine.ready()
    who = person()
    window.do(f"clerk.to_payment(hands, {who!r})")
    sale, wanted = window.flow("sale_id"), held_seats(machine, window.flow("sale_id"))
    machine.kill()
    expire(machine, sale)
    window = machine.come_in()
    assert window.flow("step") == "seats"
    assert held_seats(machine, sale) == []
    window.press("Return")
    window.wait("window.workplace.flow.is_held")
    assert held_seats(machine, sale) == wanted
    window.press("F8")
    window.wait("window.workplace.flow.step == 'passengers'")
    assert window.do("[(p.name, p.identity_number) for p in window.workplace.flow.passengers]") == [list(who)]
    window.press("F8")
    window.do("clerk.at_payment(hands)")
    window.press("F12")
    finish(machine, window, sale)


def test_the_hold_ran_out_and_the_seat_is_gone(machine: Machine) -> None:
    """Another counter took it: it is named, nothing is held, F6 takes the best of the rest."""
    window = machine.ready()
    window.do("clerk.hold(hands)")
    sale, wanted = window.flow("sale_id"), picked(window)
    machine.kill()
    expire(machine, sale)
    take_at_other_counter(machine, wanted[0])
    window = machine.come_in()
    window.press("Return")
    window.wait("not window.workplace.flow.selected and not window.desk.is_busy")
    assert "just taken" in window.says("sell")
    window.press("F6")
    window.wait("window.workplace.flow.is_held")
    assert picked(window) != wanted
    sell_from_seats(window)
    finish(machine, window, sale)


def expire(machine: Machine, sale: str) -> None:
    """Ten minutes pass for this sale."""
    machine.rows(
        "WITH late AS (UPDATE bookings SET expires_at = clock_timestamp() - interval '1 second'"
        " WHERE sale_id = %s AND status = 'pending' RETURNING id)"
        " UPDATE seat_claims SET expires_at = clock_timestamp() - interval '1 second'"
        " WHERE booking_id IN (SELECT id FROM late) AND active RETURNING id",
        sale,
    )


def take_at_other_counter(machine: Machine, seat: str) -> None:
    other = machine.database.signed_in("10002")
    try:
        if not machine.value("SELECT count(*) FROM shifts WHERE state = 'open' AND user_id = "
                             "(SELECT id FROM users WHERE nipp = '10002')"):  # fmt: skip
            other.call("open_shift", shift_id=new_id(), float=0)
        journey = machine.rows(
            "SELECT b.schedule_id, b.from_order, b.to_order FROM seat_claims c"
            " JOIN bookings b ON b.id = c.booking_id WHERE c.seat_id = %s ORDER BY c.created_at DESC LIMIT 1",
            seat,
        )[0]
        other.call("hold", sale_id=new_id(), booking_id=new_id(), revision=1, schedule_id=journey[0],
                   from_order=journey[1], to_order=journey[2], seats=[UUID(seat)])  # fmt: skip
    finally:
        other.close()


# -- payment


def test_at_the_payment(machine: Machine) -> None:
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale, wanted = window.flow("sale_id"), held_seats(machine, window.flow("sale_id"))
    window = machine.again()
    assert window.flow("step") == "payment"
    assert held_seats(machine, sale) == wanted
    window.do("clerk.at_payment(hands)")
    window.press("F12")
    finish(machine, window, sale)


def test_before_the_sale_leaves(machine: Machine) -> None:
    """Cash is on the counter, nothing is sold: the same amount stands in the field, F12 sells it once."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_before('kai."sell"(')
    window.do("clerk.lay_down(hands, '500000')")
    assert machine.wire.reached.wait(10)
    assert '"tendered": 500000' in machine.drafts()[0].read_text()
    window = machine.again()
    assert window.flow("step") == "payment"
    assert machine.value("SELECT state FROM sales WHERE id = %s", sale) == "open"
    window.do("clerk.at_payment(hands)")
    assert window.do("window.workplace.sale.page.cash.field.text()") == "500.000"
    window.press("F12")
    finish(machine, window, sale, tendered=500_000)


def test_the_answer_of_the_sale_is_lost(machine: Machine) -> None:
    """Sold, and nobody here knows: the done page comes up, tickets print once, the change is asked about."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_answer('kai."sell"(')
    window.do("clerk.lay_down(hands, '500000')")
    assert machine.wire.reached.wait(10)
    window = machine.again()
    assert window.flow("step") == "done"
    assert "change" in window.says("done.banner").lower()
    finish(machine, window, sale, tendered=500_000)


# -- paper


def test_after_the_sale_before_signing(machine: Machine) -> None:
    """Sold and answered; the ticket has no signature yet. Nobody's name is on disk any more."""
    machine.kill()
    window = machine.ready()
    who = person()
    window.do(f"clerk.to_payment(hands, {who!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_before('kai."register_key"(')
    window.do("clerk.lay_down(hands, '500000'); clerk.sold(hands)")
    assert machine.wire.reached.wait(10)
    assert who[1] not in machine.drafts()[0].read_text()
    assert machine.papers().total() == len(sold_tickets(machine)) - 1
    window = machine.again()
    assert window.flow("step") == "done"
    assert "change" in window.says("done.banner").lower()
    finish(machine, window, sale, tendered=500_000)


def test_while_printing(machine: Machine) -> None:
    """Half the bytes are out: it is asked whether a complete ticket came out; N prints the next issue."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r}, {person('BUDI')!r})")
    sale = window.flow("sale_id")
    machine.printer_wire.pass_only(1200)
    window.press("F12")
    assert machine.printer_wire.reached.wait(10)
    machine.until(lambda: any('"await_ack"' in path.read_text() for path in journal(machine)))
    window = machine.again()
    window.wait("hands.focus == 'done.next'")
    window.wait("window.workplace.sale.page._asking() is not None")
    machine.assert_true()
    window.press("Return")
    assert "Y = yes" in window.says("done.banner")
    assert window.flow("sale_id") == sale
    window.press("N")
    window.do("clerk.printed(hands)")
    issues = machine.rows(
        "SELECT t.issue_number FROM tickets t JOIN bookings b ON b.id = t.booking_id WHERE b.sale_id = %s"
        " ORDER BY t.issue_number",
        sale,
    )
    assert issues == [(1,), (2,)]
    finish(machine, window, sale, tickets=2)


def test_printed_but_not_reported(machine: Machine) -> None:
    """The paper is out, the database still waits to hear: it hears after the restart, nothing is printed again."""
    window = machine.ready()
    window.do(f"clerk.to_payment(hands, {person()!r})")
    sale = window.flow("sale_id")
    machine.wire.hold_before("confirmed")
    window.press("F12")
    assert machine.wire.reached.wait(10)
    texts = lambda: [path.read_text() for path in journal(machine)]  # noqa: E731
    machine.until(lambda: any('"confirmed"' in text and sale in text for text in texts()))
    before = machine.papers()
    window = machine.again()
    assert window.flow("step") == "done"
    window.do("clerk.printed(hands)")
    assert machine.papers() == before
    finish(machine, window, sale)


def journal(machine: Machine) -> list[Path]:
    return [path for path in machine.home.print_journal.glob("*.json") if not path.name.startswith("device-")]


def sold_tickets(machine: Machine) -> list[tuple[object, ...]]:
    return machine.rows("SELECT id FROM tickets")


# -- whose draft


def test_a_draft_opens_for_its_member_and_a_supervisor_only(machine: Machine) -> None:
    """Another clerk at the same machine sees nothing of it; a supervisor goes on with it."""
    window = machine.ready()
    who = person()
    window.do("clerk.hold(hands); clerk.to_passengers(hands)")
    window.do(f"hands.type({who[0]!r})")
    sale = window.flow("sale_id")
    machine.until(lambda: who[0] in machine.drafts()[0].read_text())
    machine.kill()
    close_shifts(machine)
    window = machine.come_in("10002")
    assert window.flow("is_empty")
    assert who[0] not in window.says("window")
    assert len(machine.drafts()) == 1
    machine.kill()
    close_shifts(machine)
    window = machine.come_in("20001")
    assert window.flow("sale_id") == sale
    window.wait("hands.focus == 'passengers.0.identity'")
    window.do(f"hands.type({who[1]!r})")
    window.press("F8")
    window.do("clerk.at_payment(hands)")
    window.press("F12")
    finish(machine, window, sale)
    machine.kill()
    close_shifts(machine)


def close_shifts(machine: Machine) -> None:
    machine.rows(
        "UPDATE shifts SET state = 'closed', closed_at = clock_timestamp() WHERE state <> 'closed' RETURNING id"
    )
