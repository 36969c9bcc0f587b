"""A dialog with fields of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from kai_counter.ui.widgets.dialog import Dialog


class FieldsDialog(Dialog):
    """Enter in a field is the field's own; a line edit hands it on to its parent too, which must not act twice."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and (self.isHidden() or isinstance(self.focusWidget(), QLineEdit)):
            event.accept()
        else:
            super().keyPressEvent(event)
