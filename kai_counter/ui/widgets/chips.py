"""A row of chips: small buttons of which one (a choice) or several (marks) are on.

The row is one stop for Tab; the arrows move inside it and Space picks. A chip that is on carries a tick, so that
its state does not hang on a colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.send_off import send_off


class Chip(QPushButton):
    """One chip; `value` is what it stands for."""

    def __init__(self, object_name: str, value: str, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.value = value
        self.setObjectName(object_name)
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.retint)

    def retint(self) -> None:
        self.setIcon(theme.current().icon("check", "accent_text", 16) if self.isChecked() else QIcon())
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter are the row's; left to itself the button would walk to any neighbour."""
        if event.key() in (
            Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter,
        ):  # fmt: skip
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isChecked():
            self.setIcon(theme.current().icon("check", "accent_text", 16))


class ChipRow(QWidget):
    """`single`: at most one is on; with `required` one always is. `picked` only when a person changed it.

    `inline` puts the label to the left; otherwise it stands above, as over a field, and the chips are as tall.
    """

    picked = Signal()
    entered = Signal()

    def __init__(
        self,
        object_name: str,
        label: str = "",
        *,
        single: bool = True,
        required: bool = False,
        inline: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._single, self._required, self._inline = single, required, inline
        self._options: tuple[tuple[str, str], ...] = ()
        self.chips: list[Chip] = []
        self.label = QLabel(label, self)
        theme.mark(self.label, role="label")
        self.label.setVisible(bool(label))
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.S - 2)
        self._row.addStretch(1)
        box = QHBoxLayout(self) if inline else QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.M if inline else 4)
        box.addWidget(self.label)
        box.addLayout(self._row, 1 if inline else 0)
        if not inline:
            box.addStretch(1)

    def set_label(self, label: str) -> None:
        self.label.setText(label)
        self.label.setVisible(bool(label))
        self.setAccessibleName(label)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """(value, text) pairs; what is on stays on where its value is still offered."""
        if tuple(options) == self._options:
            return
        kept, had = self.values(), [chip.value for chip in self.chips]
        self._options = tuple(options)
        if had == [value for value, _ in options]:
            for chip, (_, text) in zip(self.chips, options, strict=True):
                chip.setText(text)
                chip.setAccessibleName(text)
                chip.updateGeometry()
            return
        for chip in self.chips:
            send_off(chip)
        self.chips = []
        for index, (value, text) in enumerate(options):
            chip = Chip(f"{self.objectName()}.{value or 'none'}", value, text, self)
            chip.clicked.connect(lambda _=False, one=chip: self._clicked(one))
            if not self._inline:
                theme.mark(chip, tall=True)
            self.chips.append(chip)
            self._row.insertWidget(index, chip)
        self.set_values(kept)

    def values(self) -> tuple[str, ...]:
        return tuple(chip.value for chip in self.chips if chip.isChecked())

    def value(self) -> str:
        return next(iter(self.values()), "")

    def set_values(self, values: Sequence[str]) -> None:
        """Without telling anybody."""
        for chip in self.chips:
            chip.setChecked(chip.value in values)
        self._rove()

    def focus_row(self) -> None:
        chip = next((chip for chip in self.chips if chip.isChecked()), self.chips[0] if self.chips else None)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focus_row()

    def _rove(self, on: Chip | None = None) -> None:
        """One chip takes Tab: the given one, else the one that is on, else the first."""
        stop = on or next((chip for chip in self.chips if chip.isChecked()), None)
        stop = stop or (self.chips[0] if self.chips else None)
        for chip in self.chips:
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus)

    def _clicked(self, chip: Chip) -> None:
        if self._single:
            if self._required:
                chip.setChecked(True)
            for other in self.chips:
                if other is not chip:
                    other.setChecked(False)
        self._rove(chip)
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((chip for chip in self.chips if chip.hasFocus()), None)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if focused is None or (event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            super().keyPressEvent(event)
        elif step:
            chip = self.chips[(self.chips.index(focused) + step) % len(self.chips)]
            chip.setFocus(Qt.FocusReason.TabFocusReason)
            if self._single and self._required:
                chip.click()
            else:
                self._rove(chip)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
