"""What staff are told, in words: one sentence a code, from the facts that came with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from kai_counter.ui.moments import date_text
from kai_counter.ui.sign_words import kind_text
from kai_counter.values.cards_notices import NoticeCard
from kai_counter.values.money import format_rupiah

translate = QCoreApplication.translate
ICONS = {"schedule": "train-front", "payment": "banknote", "booking": "ticket", "promotion": "percent"}
SECTIONS = {"schedule": "disruptions", "payment": "unsettled", "booking": "bookings"}
"""Where Enter leads, if whoever reads it may go there."""


def notice_text(notice: NoticeCard) -> tuple[str, str]:
    """Title and sentence. A code that this program does not know still shows what it is about."""
    title, words = _texts().get(notice.code, (translate("notices", "News"), "{about}"))
    return title.format_map(_Facts(notice)), words.format_map(_Facts(notice))


def codes() -> frozenset[str]:
    return frozenset(_texts())


class _Facts(dict[str, Any]):
    """Facts as words; what is missing leaves a dash."""

    def __init__(self, notice: NoticeCard) -> None:
        super().__init__(notice.facts, about=notice.about)

    def __getitem__(self, key: str) -> str:
        value = self.get(key)
        if value is None:
            return "–"
        if key in ("amount", "cash", "limit") and isinstance(value, int | float):
            return format_rupiah(int(value)) if key != "limit" or value > 10_000 else str(int(value))
        if key == "kind":
            return kind_text(str(value))
        if key in ("day", "from", "to") and isinstance(value, str) and value[:4].isdigit():
            return date_text(date.fromisoformat(value[:10]), year=False)
        return str(value)

    def __missing__(self, key: str) -> str:
        return "–"


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "message": (translate("notices", "From {from}"), "{about}"),
        "train_delayed": (
            translate("notices", "{train} is {minutes} minutes late"),
            translate("notices", "{day} · {reason} · {bookings} bookings"),
        ),
        "train_on_time": (
            translate("notices", "{train} is on time again"),
            translate("notices", "{day} · {reason}"),
        ),
        "train_cancelled": (
            translate("notices", "{train} is cancelled"),
            translate("notices", "{day} · {reason} · {bookings} bookings"),
        ),
        "train_cut": (
            translate("notices", "{train} ends at {station}"),
            translate("notices", "{day} · {reason} · {bookings} bookings"),
        ),
        "train_sale_open": (
            translate("notices", "{train} is on sale again"),
            translate("notices", "{day} · {reason}"),
        ),
        "train_sale_go_show": (
            translate("notices", "{train}: go-show only"),
            translate("notices", "{day} · {reason} · sold in the last hours before it leaves"),
        ),
        "train_sale_closed": (
            translate("notices", "{train} is not sold any more"),
            translate("notices", "{day} · {reason}"),
        ),
        "coach_swapped": (
            translate("notices", "{train}: another coach, new seats"),
            translate("notices", "{day} · {bookings} bookings have new tickets"),
        ),
        "identity_locked": (
            translate("notices", "{about}: identity check locked"),
            translate("notices", "Too many wrong documents were shown for this booking."),
        ),
        "signature_asked": (
            translate("notices", "{counter} asks for a signature"),
            translate("notices", "{kind} · {amount}"),
        ),
        "signature_missed": (
            translate("notices", "{counter}: your password was typed wrong"),
            translate("notices", "Somebody tried to sign with your NIPP there."),
        ),
        "drawer_limit": (
            translate("notices", "{counter}: much cash in the drawer"),
            translate("notices", "{clerk} has {cash}. Bring some to the safe."),
        ),
        "payment_unknown": (
            translate("notices", "{counter}: a payment without an answer"),
            translate("notices", "{amount} · Settle it with the bank's answer (Ctrl+U)."),
        ),
        "payment_late_paid": (
            translate("notices", "{counter}: money came after the sale was given up"),
            translate("notices", "{amount} · Give it back or sell again (Ctrl+U)."),
        ),
        "refund_failed": (
            translate("notices", "Refund {about} came back"),
            translate("notices", "{amount} · The account was wrong: ask the customer for another."),
        ),
        "promotion_new": (
            translate("notices", "New promotion {about}"),
            translate("notices", "{name} · {from} – {to}"),
        ),
        "promotion_used_up": (
            translate("notices", "Promotion {about} is used up"),
            translate("notices", "{name} · {limit} uses"),
        ),
    }
