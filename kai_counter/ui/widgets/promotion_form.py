"""A promotion code under the prices: typed, tried at once, and told in words when it does nothing here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import words
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.widgets.field import Field


class PromotionForm(QWidget):
    """Hidden until it is wanted. Enter tries the code, with nothing typed it comes off again; Esc leaves it."""

    left = Signal()

    def __init__(self, object_name: str, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._flow = flow
        self._refused: Refused | None = None
        self._is_asking = False  # a price that comes for another reason must not close what is being typed
        self.field = Field(object_name + ".code", max_length=24, reserve=False, parent=self)
        self.field.entered.connect(self._enter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)
        self.hide()
        flow.promotion_refused.connect(self._say)
        flow.quote_changed.connect(self._priced)
        self.retranslate()

    def open(self) -> None:
        self.field.set_text(self._flow.promotion)
        self.show()
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def _enter(self) -> None:
        """The key is this field's: it must not take the cash as well."""
        self._refused = None
        self._is_asking = True
        self.field.clear_error()
        self._flow.apply_promotion("".join(self.field.text().split()).upper())

    def _priced(self) -> None:
        """The code did something (or came off): the price says so, and the cash is next."""
        if not self._is_asking or self._flow.quote is None:
            return
        self._is_asking = False
        had_focus = self.field.edit.hasFocus()
        self.hide()
        if had_focus:
            self.left.emit()

    def _say(self, refused: Refused) -> None:
        self._refused = refused
        self._is_asking = False
        self.show()
        self.field.set_error(words.sentence(refused))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._refused = None
            self.field.clear_error()
            self.hide()
            self.left.emit()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.field.set_label(self.tr("Promotion code"))
        if self._refused is not None:
            self.field.set_error(words.sentence(self._refused))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
