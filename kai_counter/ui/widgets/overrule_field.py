"""Why a supervisor overrules a rule: one of the railway's codes, or none. The signature itself comes later."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.sign_words import overrules


class OverruleField(QWidget):
    """`picked` when a person chose; `open` is its key (Ctrl+O)."""

    picked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.list = QLabel(self), QComboBox(self)
        theme.mark(self.label, role="label")
        self.list.setObjectName(name)
        self.list.activated.connect(self.picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.label)
        column.addWidget(self.list)
        self.retranslate()

    @property
    def code(self) -> str:
        return self.list.currentData() or ""

    def reset(self) -> None:
        self.list.setCurrentIndex(0)

    def open(self) -> None:
        self.list.setFocus()
        self.list.showPopup()

    def retranslate(self) -> None:
        self.label.setText(self.tr("A supervisor overrules the rule") + "  ·  Ctrl+O")
        self.list.setAccessibleName(self.tr("A supervisor overrules the rule"))
        chosen = self.code
        self.list.clear()
        self.list.addItem(self.tr("No, by the rule"), "")
        for code, text in overrules().items():
            self.list.addItem(text, code)
        self.list.setCurrentIndex(max(0, self.list.findData(chosen)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
