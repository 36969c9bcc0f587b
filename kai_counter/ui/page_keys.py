"""A page answers its own keys from the hints it gives to the bottom bar: one list, nothing said twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

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


def bind(page: QWidget, key: str, act: Callable[[], object]) -> None:
    """A key that means this anywhere on the page, before the field that has the focus."""
    shortcut = QShortcut(QKeySequence(key), page)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)
