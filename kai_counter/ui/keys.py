"""The one table of keys. The window's actions, the bottom bar and the key sheet (F1) all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyHint:
    """One key of a page, as the bottom bar shows it: the key cap, the word, and what a click on it does.

    `key` is a portable key text ("F8", "Ctrl+K", "Esc"); the bar shows it in the language's own words.
    """

    key: str
    text: str
    act: Callable[[], object] | None = None
    enabled: bool = True
