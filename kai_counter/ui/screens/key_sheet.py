"""The key sheet (F1): every key on one card, from the one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.keys import PAGE_KEYS, WINDOW_KEYS, Binding, event_key, group_words, key_words
from kai_counter.ui.widgets.dialog import Veil
from kai_counter.ui.widgets.keycap import KeyCap, key_text


class KeySheet(Veil):
    """Made anew each time it opens, so that it speaks the language in use. F1, Esc or a click closes it.

    `columns` are groups of keys side by side, `bindings` what stands in them, of those only what `works` for the
    member: a key that answers "not for you" is no help.
    """

    def __init__(
        self,
        parent: QWidget,
        columns: Sequence[Sequence[str]] = (("sale", "after"), ("people", "money"), ("moving", "window")),
        bindings: Sequence[Binding] = (*WINDOW_KEYS, *PAGE_KEYS),
        works: Callable[[str], bool] = lambda _action: True,
    ) -> None:
        super().__init__(parent)
        self._groups, self._bindings = columns, [one for one in bindings if works(one.action)]
        self.setObjectName("keySheet")
        self._card: QFrame | None = None
        self._middle = QVBoxLayout(self)

    def open(self) -> None:
        if self._card is not None:
            self._middle.removeWidget(self._card)
            self._card.deleteLater()
        self._card = self._build()
        self._middle.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        super().open()

    def _build(self) -> QFrame:
        card = QFrame(self)
        theme.mark(card, card="plain")
        title = QLabel(self.tr("Keys"), card)
        theme.mark(title, role="title")
        columns = QHBoxLayout()
        columns.setSpacing(40)
        for groups in self._groups:
            column = QVBoxLayout()
            column.setSpacing(theme.S)
            for group in groups:
                self._add_group(column, group, [b for b in self._bindings if b.group == group], card)
            column.addStretch(1)
            columns.addLayout(column)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(32, 28, 32, 28)
        inner.setSpacing(theme.L)
        inner.addWidget(title)
        inner.addLayout(columns)
        self.setAccessibleName(title.text())
        return card

    def _add_group(self, column: QVBoxLayout, group: str, bindings: list[Binding], card: QFrame) -> None:
        heading = QLabel(group_words()[group], card)
        theme.mark(heading, role="label")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.S)
        grid.setColumnStretch(1, 1)
        words = key_words()
        for row, binding in enumerate(bindings):
            caps = QHBoxLayout()
            caps.setSpacing(4)
            for key in binding.keys:
                caps.addWidget(KeyCap(key, card))
            caps.addStretch(1)
            label = QLabel(words[binding.action], card)
            label.setAccessibleName(
                f"{' / '.join(key_text(key) for key in binding.keys)}: {words[binding.action]}"
            )
            grid.addLayout(caps, row, 0)
            grid.addWidget(label, row, 1)
        column.addLayout(grid)
        column.addSpacing(theme.M)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event_key(event) in ("F1", "Esc", "Enter", "Space"):
            self.close_veil()

    def mousePressEvent(self, event: object) -> None:
        self.close_veil()
