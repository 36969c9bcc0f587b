"""A clerk's moves after the sale, key by key, for programs that are to be killed; a supervisor signs here."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from kai_counter.ui.rehearsal import Hands

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def page(hands: Hands) -> Any:
    assert hands.window.workplace is not None
    return hands.window.workplace.page


def open_booking(hands: Hands, code: str, nik: str, name: str) -> Any:
    """F4, the code, the document: the booking with its names."""
    hands.press(Key.Key_F4)
    hands.wait(lambda: hands.focus == "bookings.code", "the field for the code")
    hands.type(code)
    hands.press(Key.Key_Return)
    screen = page(hands)
    hands.wait(lambda: screen.view.card is not None and hands.focus == "bookings.identity", "the booking")
    hands.type(nik)
    hands.press(Key.Key_Return)
    if hands.focus == "bookings.name":
        hands.type(name)
        hands.press(Key.Key_Return)
    hands.wait(lambda: screen.view.card is not None and screen.view.card.is_identified, "the names")
    return screen


def sign(hands: Hands, dialog: Any) -> None:
    hands.wait(lambda: dialog.isVisible() and hands.focus == "approval.nipp", "the signature")
    hands.type("20001")
    hands.press(Key.Key_Return)
    hands.type("loket-123")
    hands.press(Key.Key_Return)


def refund(hands: Hands, code: str, nik: str, name: str) -> None:
    """The first traveller's ticket back to QRIS, to the moment the call leaves."""
    screen = open_booking(hands, code, nik, name)
    hands.press(Key.Key_F6)
    form = screen.refund_page
    hands.wait(lambda: form.flow.offer is not None and form.money.way.value() == "reversal", "the offer")
    hands.press(Key.Key_F12)
    sign(hands, form.signing.dialog)


def refunded(hands: Hands) -> None:
    hands.wait(lambda: page(hands).refund_page.flow.done is not None, "the refund")


def ask_again(hands: Hands) -> None:
    """Ctrl+U: what no machine has answered stands there with its one key."""
    hands.press(Key.Key_U, CTRL)
    desk = page(hands)
    hands.wait(lambda: desk.item is not None and desk.item.kind == "reversal", "the open refund")
    hands.press(Key.Key_F12)
    hands.wait(lambda: desk.item is None, "the answer")


def to_exchange(hands: Hands, code: str, nik: str, name: str) -> Any:
    """The booking's exchange: the second day's first train, held and priced; or where it stood before."""
    screen = open_booking(hands, code, nik, name)
    hands.press(Key.Key_F8)
    form = screen.exchange_page
    hands.wait(lambda: not hands.window.desk.is_busy, "what is under way")
    if form.flow.quote is None:
        hands.type("2")
        hands.press(Key.Key_Return)
        hands.wait(lambda: form.trains and form.trains[0].hasFocus(), "trains")
        hands.press(Key.Key_Return)
        hands.wait(lambda: form.flow.quote is not None and form.confirm_button.hasFocus(), "what it costs")
        hands.press(Key.Key_F8)
    return form


def exchange(hands: Hands, code: str, nik: str, name: str) -> None:
    """To the moment the terminal is asked; what came before a restart goes on by itself."""
    form = to_exchange(hands, code, nik, name)
    if form.flow.sale is None and not form.flow.paying.paid and form.flow.paying.current is None:
        hands.press(Key.Key_F11)
        hands.wait(lambda: not form.flow.paying.busy, "the way to pay")
        hands.press(Key.Key_F12)


def exchanged(hands: Hands) -> None:
    hands.wait(lambda: page(hands).exchange_page.flow.sale is not None, "the exchange")
