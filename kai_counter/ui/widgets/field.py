"""A labelled field whose error appears under it, in words, at once."""

from __future__ import annotations

import unicodedata
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.keys import event_key
from kai_counter.ui.reworded import again

# Of Ctrl with a letter a line keeps these. The rest is the page's and the window's: on X11 Qt takes Ctrl+E, Ctrl+K,
# Ctrl+U and Ctrl+D for moving and deleting in the line, and the key the bar shows would quietly eat what was typed.
_EDITING = {f"Ctrl+{letter}" for letter in "ACVXYZ"}


def is_command(key: str) -> bool:
    """Whether this key is never a line's own."""
    return len(key) == len("Ctrl+A") and key.startswith("Ctrl+") and key[-1].isalpha() and key not in _EDITING


class LineEdit(QLineEdit):
    """A line that takes any paste without harm: control and direction marks go, the rest is cut to its length.

    `shortened` says that something was cut away, so that the field can tell the person in words.
    """

    shortened = Signal(int)

    def __init__(self, max_length: int = 60, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(max_length)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and is_command(event_key(cast(QKeyEvent, event))):
            event.ignore()  # so that a page's shortcut of that key comes first
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            self.take(QApplication.clipboard().text())
            event.accept()
            return
        if is_command(event_key(event)):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.isAutoRepeat():
            return  # held down a moment too long in one field, it must not go through the next: that one may pay
        super().keyPressEvent(event)

    def dropMimeData(self, data: QMimeData) -> None:
        self.take(data.text())

    def take(self, text: str) -> None:
        """Insert text as a paste would."""
        room = self.maxLength() - (len(self.text()) - len(self.selectedText()))
        wanted = clean(text[: self.maxLength() * 4])
        self.insert(wanted[: max(room, 0)])
        if len(text) > self.maxLength() * 4 or len(wanted) > room:
            self.shortened.emit(self.maxLength())


def clean(text: str) -> str:
    """Without control characters, direction marks and line breaks (they hide text or turn it round)."""
    return "".join(
        " " if c in "\r\n\t" else c
        for c in text
        if c in "\r\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    ).strip()


class Field(QWidget):
    """Label above, line, and a line of words below (error or hint) that keeps its place, so nothing jumps.

    `edit` is the QLineEdit and carries the object name; `error_code` style state is the property `invalid`.
    """

    changed = Signal(str)
    entered = Signal()

    def __init__(
        self,
        object_name: str,
        label: str = "",
        *,
        max_length: int = 60,
        placeholder: str = "",
        password: bool = False,
        digits: bool = False,
        reserve: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = QLabel(label, self)
        self.edit = LineEdit(max_length, self)
        self.edit.setObjectName(object_name)
        self.edit.setPlaceholderText(placeholder)
        if password:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        if digits:
            self.edit.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.note = QLabel("", self)
        self.note.setObjectName(object_name + ".note")
        self.note.setWordWrap(True)
        self.label.setBuddy(self.edit)
        theme.mark(self.label, role="label")
        theme.mark(self.note, role="error")
        self._hint = ""
        self._error = ""
        self._reserve = reserve
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addWidget(self.edit)
        column.addWidget(self.note)
        self.set_label(label)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_text)
        self.edit.returnPressed.connect(self.entered)
        self.edit.shortened.connect(self._on_shortened)
        self._show()

    def text(self) -> str:
        """What was typed, without blanks at the ends (a password is taken as it is)."""
        text = self.edit.text()
        return text if self.edit.echoMode() != QLineEdit.EchoMode.Normal else clean(text)

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def set_label(self, label: str) -> None:
        self.label.setText(label)
        self.label.setVisible(bool(label))
        if label:
            self.edit.setAccessibleName(label.replace("&", ""))

    def set_hint(self, hint: str) -> None:
        """Quiet words under the field while there is no error."""
        self._hint = hint
        self._show()

    def set_error(self, sentence: str) -> None:
        """Show a sentence under the field; an empty one clears it."""
        self._error = sentence
        self.edit.setAccessibleDescription(sentence)
        self._show()

    def complain(self, sentence: str) -> None:
        """Show it, and let it be typed again."""
        self.set_error(sentence)
        self.edit.setFocus()

    def clear_error(self) -> None:
        self.set_error("")

    @property
    def error(self) -> str:
        return self._error

    def _on_text(self, text: str) -> None:
        if self._error:
            self.clear_error()
        self.changed.emit(text)

    def _on_shortened(self, limit: int) -> None:
        self.set_error(self.tr("Too long: the first {limit} characters were kept.").format(limit=limit))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._error:
            self.set_error(again(self._error))

    def _show(self) -> None:
        words = self._error or self._hint
        self.note.setText(words)
        theme.mark(self.note, role="error" if self._error else "hint")
        theme.mark(self.edit, invalid=bool(self._error))
        if self._reserve:
            self.note.setMinimumHeight(18)
        else:
            self.note.setVisible(bool(words))
