"""Taking a widget out of a page for good."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def send_off(widget: QWidget) -> None:
    """Out of its page now, deleted with the next turn of the loop.

    Hidden first: a child laid out a moment ago has its showing still queued, and without a parent it would come
    up as a window of its own, flash, and take the keyboard away (chips made anew twice while a date was typed).
    """
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
