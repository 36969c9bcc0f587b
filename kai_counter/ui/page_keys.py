"""A page answers its own keys from the hints it gives to the bottom bar: one list, nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from kai_counter.ui.keys import event_key

if TYPE_CHECKING:
    from kai_counter.ui.keys import KeyHint


def answer(hints: Sequence[KeyHint], event: QKeyEvent) -> bool:
    """Act on a hint of this key; a key held down acts once. True when the page has a meaning for it."""
    pressed = event_key(event).replace("Escape", "Esc")
    for hint in hints:
        if hint.key == pressed and hint.act is not None:
            if hint.enabled and not event.isAutoRepeat():
                hint.act()
            event.accept()
            return True
    return False
