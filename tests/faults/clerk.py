"""A clerk's moves at the window, key by key, for programs that are to be killed (window_program.py)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kai_counter.ui.rehearsal import Hands

Key = Qt.Key


def come_in(hands: Hands, nipp: str = "10001") -> None:
    """Sign in and go to work: what was interrupted comes up by itself, else the board."""
    window = hands.window
    hands.wait(lambda: hands.focus == "signIn.nipp", "the sign-in page")
    hands.type(nipp)
    hands.press(Key.Key_Return)
    hands.type("loket-123")
    hands.press(Key.Key_Return)
    hands.wait(lambda: hands.focus.startswith("start."), "the start page")
    hands.press(Key.Key_F8)
    hands.press(Key.Key_Return)
    hands.wait(lambda: window.workplace is not None and window.workplace.isVisible(), "the workplace")
    hands.wait(lambda: not window.desk.is_busy, "quiet")


def flow(hands: Hands) -> Any:
    assert hands.window.workplace is not None
    return hands.window.workplace.flow


def find_train(hands: Hands, adults: int = 1) -> None:
    """Tomorrow's trains to Surabaya by the command line; the first is chosen, its map shown."""
    hands.press(Key.Key_F3)
    hands.wait(lambda: hands.sees("command.edit"), "the command line")
    hands.type(f"GMR SGU besok {adults}A")
    hands.press(Key.Key_Return)
    hands.wait(lambda: flow(hands).journeys, "trains")
    hands.press(Key.Key_Return)
    hands.wait(lambda: flow(hands).seat_map is not None, "the seat map")


def hold(hands: Hands, adults: int = 1) -> None:
    find_train(hands, adults)
    hands.press(Key.Key_F6)
    hands.wait(lambda: flow(hands).is_held, "the seats")


def to_passengers(hands: Hands) -> None:
    hands.press(Key.Key_F8)
    hands.wait(lambda: hands.focus == "passengers.0.name", "the first passenger")


def type_people(hands: Hands, *people: tuple[str, str]) -> None:
    """Name and NIK; behind the last one the payment comes up."""
    for number, (name, nik) in enumerate(people):
        hands.wait(lambda n=number: hands.focus == f"passengers.{n}.name", f"passenger {number + 1}")  # type: ignore[misc]
        hands.type(name)
        hands.press(Key.Key_Return)
        hands.wait(lambda n=number: hands.focus == f"passengers.{n}.identity", "the identity")  # type: ignore[misc]
        hands.type(nik)
        if number + 1 < len(people):
            hands.press(Key.Key_Return)
    if flow(hands).step == "passengers":
        hands.press(Key.Key_F8)
    at_payment(hands)


def at_payment(hands: Hands) -> None:
    hands.wait(lambda: flow(hands).step == "payment" and flow(hands).quote is not None, "the price")
    hands.wait(lambda: hands.focus == "payment.tendered", "the field for the cash")


def to_payment(hands: Hands, *people: tuple[str, str]) -> None:
    hold(hands, len(people))
    to_passengers(hands)
    type_people(hands, *people)


def lay_down(hands: Hands, amount: str) -> None:
    hands.type(amount)
    hands.press(Key.Key_F12)


def sold(hands: Hands) -> None:
    hands.wait(lambda: flow(hands).step == "done", "the sale")


def printed(hands: Hands) -> None:
    """Every ticket out, and the database told of it."""
    printing = hands.window.counter.printing  # type: ignore[union-attr]
    assert printing is not None
    sold(hands)
    tickets = [UUID(ticket["ticket_id"]) for one in flow(hands).sale.raw["bookings"] for ticket in one["tickets"]]

    def all_out() -> bool:
        rows = [printing.current_job(ticket) for ticket in tickets]
        return all(job is not None and job.is_finished for job in rows)

    hands.wait(all_out, "the tickets")
    hands.wait(lambda: printing.report.is_done, "the report")


def next_customer(hands: Hands) -> None:
    hands.wait(lambda: hands.focus == "done.next", "the button")
    hands.press(Key.Key_Return)
    hands.wait(lambda: flow(hands).is_empty, "the next customer")


def words(hands: Hands, name: str) -> str:
    """What is written on a control and on everything visible in it."""
    place = hands.window if name == "window" else hands.see(name)
    texts = [place, *place.findChildren(QWidget)]
    said = [str(one.text()) for one in texts if one.isVisible() and hasattr(one, "text")]
    return " ".join(text for text in said if text)


def pay_outside(hands: Hands, way: Any) -> None:
    """F6 or F11, and F12: the outside is asked for all of it."""
    hands.press(way)
    hands.wait(lambda: not flow(hands).paying.busy, "the way to pay")
    hands.press(Key.Key_F12)


def outside_settles(hands: Hands) -> None:
    """After a restart: sold, known that nothing was paid, or a code stands there to be paid."""
    paying = flow(hands).paying

    def known() -> bool:
        quiet = paying.current is None and not paying.busy and not paying.is_looking and not flow(hands).is_paying
        done = flow(hands).sale is not None or flow(hands).charge is not None
        return done or (quiet and not hands.window.desk.is_busy)

    hands.wait(known, "what became of the payment")
