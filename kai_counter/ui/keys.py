"""The one table of keys. The window, the bottom bar and the key sheet (F1) all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of a page, as the bottom bar shows it: the key cap, the word, and what a click on it does.

    `key` is a portable key text ("F8", "Ctrl+K", "Esc"); the bar shows it in the language's own words. A page's
    hint with an `act` also answers the key itself, before the window's own meaning of that key.
    """

    key: str
    text: str
    act: Callable[[], object] | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Binding:
    """A key of the whole window: what it is called in code, its keys, and the heading it stands under on F1."""

    action: str
    keys: tuple[str, ...]
    group: str


# Keys that mean the same wherever one is.
WINDOW_KEYS = (
    Binding("help", ("F1",), "window"),
    Binding("board", ("F2",), "sale"),
    Binding("again", ("Shift+F2",), "sale"),
    Binding("command", ("F3", "Ctrl+K"), "sale"),
    Binding("bookings", ("F4",), "after"),
    Binding("recent", ("Shift+F4",), "after"),
    Binding("park", ("F7",), "sale"),
    Binding("recall", ("Shift+F7",), "sale"),
    Binding("reprint", ("F9",), "after"),
    Binding("shift", ("F10",), "window"),
    Binding("day", ("Shift+F10",), "window"),
    Binding("signatures", ("Ctrl+S",), "window"),
    Binding("unsettled", ("Ctrl+U",), "after"),
    Binding("refunds", ("Shift+F9",), "after"),
    Binding("gate", ("Ctrl+G",), "window"),
    Binding("notices", ("Ctrl+B",), "window"),
    Binding("disruptions", ("Ctrl+J",), "after"),
    Binding("admin", ("Ctrl+Shift+A",), "window"),
    Binding("lock", ("Ctrl+L",), "window"),
    Binding("sign_out", ("Ctrl+Shift+Q",), "window"),
    Binding("theme", ("Ctrl+Shift+T",), "window"),
    Binding("language", ("Ctrl+Shift+L",), "window"),
    Binding("display", ("Ctrl+Shift+D",), "window"),
    Binding("printers", ("Ctrl+Shift+P",), "window"),
)

# The ways to pay at the payment. No key of the window is among them, so that none ever leaves the page, and not F8:
# it means "on" everywhere, and who presses it once too often must not have chosen a card.
WAY_KEYS = {"cash": "F5", "qris": "F6", "card": "F11"}

# Keys whose meaning a page gives; here for the key sheet only.
PAGE_KEYS = (
    Binding("refresh", ("F5",), "sale"),
    Binding("best", ("F6",), "sale"),
    Binding("accessible", ("Shift+F6",), "sale"),
    Binding("next", ("F8",), "sale"),
    Binding("pay", ("F12",), "sale"),
    Binding("document", ("Ctrl+D",), "people"),
    Binding("reduction", ("Ctrl+R",), "people"),
    Binding("assistance", ("Ctrl+H",), "people"),
    Binding("infant", ("Ctrl+I",), "people"),
    Binding("offer", ("F11",), "people"),
    Binding("swap", ("Ctrl+Up/Down",), "people"),
    Binding("person", ("PgUp/PgDn",), "people"),
    Binding("another", ("Ctrl+N",), "sale"),
    Binding("more", ("Ctrl+M",), "sale"),
    Binding("turn", ("Ctrl+Tab",), "sale"),
    Binding("drop", ("Ctrl+Del",), "sale"),
    Binding("contact", ("Ctrl+P",), "people"),
    Binding("round", ("Alt+1…4",), "money"),
    Binding("ways", tuple(WAY_KEYS.values()), "money"),
    Binding("other_way", ("Ctrl+O",), "money"),
    Binding("send_back", ("Ctrl+R",), "money"),
    Binding("promotion", ("Ctrl+E",), "money"),
    Binding("complete", ("Y", "N"), "money"),
    Binding("forward", ("Enter",), "moving"),
    Binding("back", ("Esc",), "moving"),
    Binding("coach", ("Ctrl+Left/Right",), "moving"),
    Binding("seat", ("Arrows",), "moving"),
    Binding("pick", ("Space",), "moving"),
    Binding("train", ("1…9",), "moving"),
    Binding("scroll", ("PgUp/PgDn",), "moving"),
)

# All that is left of the window's where there is neither shift nor sale: gate, auditor, administrator.
PLACE_KEYS = tuple(
    one for one in WINDOW_KEYS if one.action in ("help", "lock", "sign_out", "theme", "language")
)

# The gate's own, for its own sheet.
GATE_KEYS = (
    Binding("torn", ("F3",), "gate"),
    Binding("last_scans", ("F6",), "gate"),
    Binding("manifest", ("F7",), "gate"),
    Binding("gate_trains", ("F8",), "gate"),
    Binding("take_back", ("F9",), "gate"),
    Binding("let_in", ("F10",), "gate"),
    Binding("conflicts", ("F11",), "gate"),
    Binding("scanner", ("F12",), "gate"),
    Binding("mute", ("Ctrl+M",), "gate"),
    Binding("volume", ("Ctrl+Up/Down",), "gate"),
    *PLACE_KEYS,
)


def key_words() -> dict[str, str]:
    """What each action does, in the language in use."""
    translate = QCoreApplication.translate
    return {
        "help": translate("keys", "Keys"),
        "board": translate("keys", "Departures"),
        "again": translate("keys", "Same train again"),
        "command": translate("keys", "Command line"),
        "bookings": translate("keys", "Bookings"),
        "recent": translate("keys", "Latest sales here"),
        "park": translate("keys", "Park this sale"),
        "recall": translate("keys", "Bring a parked sale back"),
        "reprint": translate("keys", "Reprint"),
        "shift": translate("keys", "Shift"),
        "gate": translate("keys", "Gate"),
        "notices": translate("keys", "Notifications"),
        "disruptions": translate("keys", "Disruptions"),
        "admin": translate("keys", "Office (administrators)"),
        "lock": translate("keys", "Lock"),
        "sign_out": translate("keys", "Sign out"),
        "theme": translate("keys", "Light, dark, daylight"),
        "language": translate("keys", "Bahasa Indonesia / English"),
        "display": translate("keys", "Customer display"),
        "printers": translate("keys", "Printer"),
        "person": translate("keys", "Another traveller"),
        "refresh": translate("keys", "Refresh"),
        "best": translate("keys", "Best seats together"),
        "accessible": translate("keys", "Accessible seat and a neighbour"),
        "day": translate("keys", "Station day"),
        "signatures": translate("keys", "Signatures asked for"),
        "unsettled": translate("keys", "Open payments"),
        "refunds": translate("keys", "Money on its way"),
        "next": translate("keys", "Next step"),
        "pay": translate("keys", "Pay"),
        "document": translate("keys", "NIK or passport"),
        "reduction": translate("keys", "Reduction"),
        "assistance": translate("keys", "Assistance needed"),
        "infant": translate("keys", "Infant without a seat"),
        "offer": translate("keys", "Accept what is offered"),
        "swap": translate("keys", "Change seats with another"),
        "contact": translate("keys", "Contact of the booker"),
        "another": translate("keys", "Return or further journey, same people"),
        "more": translate("keys", "More people, in a booking of their own"),
        "turn": translate("keys", "The next journey of this sale"),
        "drop": translate("keys", "Take this journey out of the sale"),
        "round": translate("keys", "Round amounts"),
        "ways": translate("keys", "Cash, QRIS, card"),
        "other_way": translate("keys", "Pay another way, signed"),
        "send_back": translate("keys", "Send a payment back"),
        "promotion": translate("keys", "Promotion code"),
        "complete": translate("keys", "Did the ticket come out whole?"),
        "forward": translate("keys", "Forward; never pays twice"),
        "back": translate("keys", "Back, nothing typed is lost"),
        "coach": translate("keys", "Other coach"),
        "seat": translate("keys", "Move between seats"),
        "pick": translate("keys", "Pick the seat"),
        "train": translate("keys", "Pick a train on the board"),
        "scroll": translate("keys", "Page through a list"),
        "torn": translate("keys", "Torn ticket"),
        "last_scans": translate("keys", "Last scans"),
        "manifest": translate("keys", "Manifest"),
        "gate_trains": translate("keys", "Gate and trains"),
        "take_back": translate("keys", "Take a scan back"),
        "let_in": translate("keys", "Supervisor lets in"),
        "conflicts": translate("keys", "Conflicts"),
        "scanner": translate("keys", "Scanner"),
        "mute": translate("keys", "Mute"),
        "volume": translate("keys", "Volume"),
    }


def group_words() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "sale": translate("keys", "Selling"),
        "people": translate("keys", "Passengers"),
        "money": translate("keys", "Cash and tickets"),
        "moving": translate("keys", "Moving about"),
        "after": translate("keys", "After the sale"),
        "window": translate("keys", "Window"),
        "gate": translate("keys", "Gate"),
    }


def event_key(event: QKeyEvent) -> str:
    """A key event as portable text, so that it can be compared with the table ("Enter" for both Enters)."""
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    text = QKeySequence(modifiers.value | key.value).toString(QKeySequence.SequenceFormat.PortableText)
    return "Enter" if text == "Return" else text


def window_action(key: str) -> str | None:
    for binding in WINDOW_KEYS:
        if key in binding.keys:
            return binding.action
    return None
