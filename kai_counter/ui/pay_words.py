"""What the payment page and the desk of open payments say of money from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from kai_counter.errors import Unavailable
from kai_counter.ui import words
from kai_counter.ui.widgets.money import rupiah

if TYPE_CHECKING:
    from kai_counter.ui.flows.paying import Paying
    from kai_counter.values.cards_payments import AttemptCard

translate = QCoreApplication.translate
Said = tuple[str, str, str]
"""Card of the state's frame, headline, words under it."""


def way_of(method: str) -> str:
    return "qris" if method == "qris" else "cash" if method == "cash" else "card"


def said(paying: Paying, way: str, is_set: bool, is_manual: bool) -> Said:
    """The state of this way of paying, for the clerk."""
    card = paying.current
    if card is not None:
        return _of_attempt(paying, card)
    if paying.busy:
        return _on_its_way(paying.busy, way)
    if paying.is_covered:
        return (
            "success",
            translate("PayWords", "The whole price is paid"),
            translate("PayWords", "F12 goes on. Ctrl+R sends the last payment back."),
        )
    ended = next((one for one in reversed(paying.attempts) if way_of(one.method) == way), None)
    if not is_set:
        no_qris = translate("PayWords", "QRIS is not set up here")
        no_card = translate("PayWords", "No card terminal here")
        title = no_qris if way == "qris" else no_card
        return "warning", title, translate("PayWords", "Take cash, or ask your supervisor for another counter.")
    if ended is not None and not ended.is_paid:
        return _ended(ended)
    if way == "qris":
        return "sunken", translate("PayWords", "F12 shows a code for the customer's phone"), ""
    if is_manual:
        return (
            "sunken",
            translate("PayWords", "Charge the card on the terminal, then F12"),
            translate("PayWords", "The slip's numbers are typed here: approval code, RRN, last four digits."),
        )
    return "sunken", translate("PayWords", "F12 sends the amount to the terminal"), ""


def silence(fault: Unavailable, *, is_open: bool) -> tuple[str, str]:
    """Title and words of a banner: gateway or terminal does not answer. With money asked for, nobody knows yet."""
    title, text = words.trouble(fault)
    if is_open and fault.what in ("gateway", "terminal"):
        text = translate(
            "PayWords", "What became of the money is not known. Ask again with F12 before anything else is done."
        )
    return title, text


def _on_its_way(busy: str, way: str) -> Said:
    if busy == "asking" and way == "card":
        return (
            "accent",
            translate("PayWords", "The terminal waits for the card"),
            translate("PayWords", "Insert, tap or swipe it there. The terminal's red key cancels."),
        )
    return "accent", translate("PayWords", "Asking the QRIS service for a code …"), ""


def _of_attempt(paying: Paying, card: AttemptCard) -> Said:
    if card.state == "unknown":
        return (
            "warning",
            translate("PayWords", "Whether it was paid is not known"),
            translate("PayWords", "Nothing is guessed: F12 asks again.")
            + " "
            + translate("PayWords", "With a supervisor's signature (Ctrl+O) the customer pays another way.")
            + " "
            + translate("PayWords", "If this one was paid after all, it is given back by itself."),
        )
    if paying.busy == "cancelling":
        return "accent", translate("PayWords", "Taking it back …"), ""
    if card.provider == "gateway":
        return (
            "accent",
            translate("PayWords", "The customer scans and pays"),
            translate("PayWords", "It is looked at every few seconds; F12 looks now. Then the tickets print."),
        )
    if card.provider == "manual":
        return (
            "accent",
            translate("PayWords", "Type the slip of the terminal"),
            translate("PayWords", "Approved: its three numbers, then F12. Declined or cancelled: Esc."),
        )
    if paying.busy or paying.is_looking:
        return _on_its_way("asking", "card")
    return (
        "warning",
        translate("PayWords", "The terminal has not answered yet"),
        translate("PayWords", "F12 asks it what became of this payment. It never charges twice."),
    )


def _ended(card: AttemptCard) -> Said:
    if card.is_bypassed and card.state == "unknown":
        return (
            "warning",
            translate("PayWords", "{amount} has no answer yet").format(amount=rupiah(card.amount)),
            translate("PayWords", "The customer pays another way. The open payments (Ctrl+U) keep looking at it."),
        )
    if card.state == "declined":
        return (
            "danger",
            translate("PayWords", "Declined: nothing was paid"),
            translate("PayWords", "Try again, or take another way to pay."),
        )
    if card.outcome in ("reversing", "reversed"):
        return (
            "warning",
            translate("PayWords", "{amount} goes back to the customer").format(amount=rupiah(card.amount)),
            translate("PayWords", "It stands on the desk of open payments (Ctrl+U) until it is done."),
        )
    return (
        "sunken",
        translate("PayWords", "Cancelled: nothing was paid"),
        translate("PayWords", "Try again, or take another way to pay."),
    )


def age_words(age: timedelta) -> str:
    """'3 min', '2 h 05 min', '4 days'."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return translate("PayWords", "{minutes} min").format(minutes=minutes)
    if minutes < 48 * 60:
        hours, minutes = divmod(minutes, 60)
        return translate("PayWords", "{hours} h {minutes:02d} min").format(hours=hours, minutes=minutes)
    return translate("PayWords", "{days} days").format(days=minutes // 1440)
