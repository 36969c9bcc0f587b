"""The shift at this counter: opened with a float, closed with a blind count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.services import shifts
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards import ShiftCard
from kai_counter.values.ids import new_id

MOST = 1_000_000_000


def typed_amount(text: str) -> int | None:
    """`500.000`, `Rp 500000`, `500 000`: whole rupiah, or None when it is no amount."""
    digits = text.casefold().replace("rp", "").replace(".", "").replace(" ", "").replace("\u00a0", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        return None
    return int(digits)


class AmountField(Field):
    """An amount of rupiah, shown with its dots once one leaves it."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, max_length=20, digits=True, parent=parent)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.editingFinished.connect(self._tidy)

    def amount(self) -> int | None:
        """The amount, or None with the sentence under the field."""
        value = typed_amount(self.text())
        if value is None:
            self.set_error(self.tr("Type an amount in rupiah, for example 500.000."))
        elif value > MOST:
            self.set_error(self.tr("That is more than a drawer holds."))
            value = None
        return value

    def _tidy(self) -> None:
        value = typed_amount(self.text())
        if value is not None:
            self.edit.setText(f"{value:,}".replace(",", "."))


class ShiftScreen(QWidget):
    """`changed` after opening or closing; `card` is the open shift or None."""

    changed = Signal()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shift")
        theme.mark(self, page="true")
        self.counter = counter
        self.card: ShiftCard | None = counter.signed_in.shift
        self._shift_id = new_id()
        self._busy = False
        self.frame = QFrame(self)
        self.frame.setFixedWidth(520)
        theme.mark(self.frame, card="plain")
        self.heading = QLabel(self.frame)
        self.words = QLabel(self.frame)
        self.words.setWordWrap(True)
        theme.mark(self.heading, role="title")
        theme.mark(self.words, role="muted")
        self.field = AmountField("shift.amount", self.frame)
        self.submit_button = Button("shift.submit", kind="primary", icon="check", key="Enter", large=True)
        self.field.entered.connect(self.submit)
        self.submit_button.clicked.connect(self.submit)
        inner = QVBoxLayout(self.frame)
        inner.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        inner.setSpacing(theme.M)
        for part in (self.heading, self.words, self.field, self.submit_button):
            inner.addWidget(part)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self.frame, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.retranslate()

    def activate(self) -> None:
        self.field.clear_error()
        self.retranslate()
        self.field.edit.selectAll()
        self.field.setFocus()

    def title(self) -> str:
        return self.tr("Shift")

    def keys(self) -> list[KeyHint]:
        return [KeyHint("Enter", self.tr("Close the shift") if self.card else self.tr("Open the shift"))]

    def submit(self) -> None:
        amount = self.field.amount()
        if amount is None or self._busy:
            self.field.setFocus()
            return
        self._busy = True
        self.submit_button.setEnabled(False)
        if self.card is None:
            self.counter.desk.do(
                self,
                shifts.open_shift,
                self.counter.database,
                self._shift_id,
                amount,
                then=self._opened,
                refused=self._refused,
                failed=self._failed,
            )
        else:
            self.counter.desk.do(
                self,
                shifts.close_shift,
                self.counter.database,
                self.card.id,
                amount,
                then=self._closed,
                refused=self._refused,
                failed=self._failed,
            )

    def _opened(self, card: ShiftCard) -> None:
        self._settle(card)

    def _closed(self, _none: object) -> None:
        self._shift_id = new_id()
        self._settle(None)

    def _settle(self, card: ShiftCard | None) -> None:
        self.card = card
        self._ready()
        self.field.set_text("")
        self.retranslate()
        self.changed.emit()

    def _refused(self, refused: Refused) -> None:
        self._ready()
        self.field.set_error(words.sentence(refused))
        if self.isVisible():
            self.field.setFocus()

    def _failed(self, _fault: BaseException) -> None:
        self._ready()

    def _ready(self) -> None:
        self._busy = False
        self.submit_button.setEnabled(True)

    def retranslate(self) -> None:
        if self.card is None:
            self.heading.setText(self.tr("Open your shift"))
            self.words.setText(
                self.tr("Count the change money in the drawer. Every payment belongs to this shift.")
            )
            self.field.set_label(self.tr("Change money (float)"))
            self.submit_button.set_text(self.tr("Open the shift"))
            if not self.field.text():
                self.field.set_text("500.000")
        else:
            since = time_text(self.counter.clock.local(self.card.opened_at))
            self.heading.setText(self.tr("Shift open since {time}").format(time=since))
            self.words.setText(
                self.tr("Opened with {float}. To close it, count all the cash in the drawer.").format(
                    float=rupiah(self.card.float_amount)
                )
            )
            self.field.set_label(self.tr("Cash counted"))
            self.submit_button.set_text(self.tr("Close the shift"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
