"""Codes become sentences here, and only here; in the person's language, saying what to do next.

Each entry is an English source with the refusal's facts in braces; Indonesian stands in the catalogue. A test walks
every code that the database or a service can refuse with. Add yours to the module of its subject.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui.moments import time_text
from kai_counter.ui.words import after_sale, day, door, gate, payments, selling, till

translate = QCoreApplication.translate
SUBJECTS = (door, till, selling, payments, after_sale, gate, day)
_UNKNOWN = "not_done"
MOMENTS = ("until", "closed_at", "opens_at", "closes_at")


class _Facts(dict[str, Any]):
    """A fact that is missing leaves a dash, never a KeyError in front of a customer."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(refused: Refused) -> str:
    """What the clerk reads. An unknown code still gives a sentence, with the code to quote."""
    source = sentences().get(refused.code) or sentences()[_UNKNOWN]
    return source.format_map(_Facts(refused.facts, code=refused.code))


def local_sentence(refused: Refused, local: Callable[[datetime], datetime]) -> str:
    """The same where a fact is a moment of the database's: it is read as the station's time of day."""
    facts = dict(refused.facts)
    for name, value in facts.items():
        if name in MOMENTS and isinstance(value, str):
            with suppress(ValueError):
                facts[name] = time_text(local(datetime.fromisoformat(value)))
    return sentence(Refused(refused.code, **facts))


def trouble(fault: Unavailable) -> tuple[str, str]:
    """Title and words of the banner."""
    return _troubles().get(fault.what, _troubles()["other"])


def _troubles() -> dict[str, tuple[str, str]]:
    return {
        "database": (
            translate("words", "The database is out of reach"),
            translate("words", "What you typed is kept. It is tried again by itself; Retry is always safe."),
        ),
        "printer": (
            translate("words", "The printer does not answer"),
            translate("words", "Check its cable and power. Tickets wait in the queue."),
        ),
        "drawer": (
            translate("words", "The cash drawer does not answer"),
            translate("words", "Open it with its key."),
        ),
        "scanner": (
            translate("words", "The scanner was unplugged"),
            translate("words", "Plug it in again, or type the code."),
        ),
        "gateway": (
            translate("words", "The QRIS service does not answer"),
            translate("words", "Nothing was charged. Try again, or let the customer pay another way."),
        ),
        "terminal": (
            translate("words", "The card terminal does not answer"),
            translate(
                "words", "Nothing was charged. Check its cable and power, or let the customer pay another way."
            ),
        ),
        "disk": (
            translate("words", "This machine's disk is full or cannot be written"),
            translate("words", "No sale can be kept safe. Nothing was sent; free some room and try again."),
        ),
        "other": (
            translate("words", "Something is out of reach"),
            translate("words", "Nothing was lost. Try again."),
        ),
    }


def codes() -> frozenset[str]:
    return frozenset(sentences())


def sentences() -> dict[str, str]:
    """Every code with its sentence in the language in use."""
    found: dict[str, str] = {}
    for subject in SUBJECTS:
        found |= subject.sentences()
    return found
