"""Notes and coins counted from the largest down: digits, Enter, the next; the sum is always there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.field import LineEdit
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.values.cards_till import DENOMINATIONS, MOST_PIECES, counted


class CashCount(QFrame):
    """`pieces` is what was typed; `changed` with each digit; `entered` when Enter leaves the last line."""

    changed = Signal()
    entered = Signal()

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="plain")
        self.edits: dict[int, LineEdit] = {}
        self._sums: dict[int, MoneyLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.XS)
        for row, piece in enumerate(DENOMINATIONS):
            label, edit = QLabel(rupiah(piece), self), LineEdit(5, self)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            theme.mark(label, role="strong")
            edit.setObjectName(f"{object_name}.{piece}")
            edit.setAccessibleName(rupiah(piece))
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            edit.setValidator(QIntValidator(0, MOST_PIECES, edit))
            edit.setFixedWidth(110)
            edit.textChanged.connect(self._show)
            edit.installEventFilter(self)
            times = QLabel("×", self)
            theme.mark(times, role="muted")
            total = MoneyLabel(f"{object_name}.{piece}.sum", role="body", parent=self)
            total.setMinimumWidth(150)
            for column, widget in enumerate((label, times, edit, total)):
                grid.addWidget(widget, row, column)
            self.edits[piece], self._sums[piece] = edit, total
        grid.setColumnStretch(3, 1)
        self._show()

    @property
    def pieces(self) -> dict[int, int]:
        return {piece: int(edit.text()) for piece, edit in self.edits.items() if edit.text().isdigit()}

    @property
    def total(self) -> int:
        return counted(self.pieces)

    @property
    def is_empty(self) -> bool:
        return not any(edit.text() for edit in self.edits.values())

    def clear(self) -> None:
        for edit in self.edits.values():
            edit.clear()

    def focus_first(self) -> None:
        first = self.edits[DENOMINATIONS[0]]
        first.setFocus()
        first.selectAll()

    def _enter(self, row: int) -> None:
        if row + 1 < len(DENOMINATIONS):
            self._go(row + 1)
        else:
            self.entered.emit()

    def _go(self, row: int) -> None:
        if 0 <= row < len(DENOMINATIONS):
            edit = self.edits[DENOMINATIONS[row]]
            edit.setFocus()
            edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes down the list, an empty line too; Up and Down walk along it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            rows = list(self.edits.values())
            if watched in rows and (step or is_enter):
                row = rows.index(watched)
                if not is_enter:
                    self._go(row + step)
                elif not event.isAutoRepeat():
                    self._enter(row)
                return True
        return False

    def _show(self) -> None:
        pieces = self.pieces
        for piece, label in self._sums.items():
            number = pieces.get(piece, 0)
            label.set_amount(piece * number if number else None)
        self.changed.emit()
