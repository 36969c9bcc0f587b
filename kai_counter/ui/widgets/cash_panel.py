"""Cash across the counter: the total, what was laid down, and the change, readable from a step away.

Nothing typed means the exact amount. The panel only reckons; paying is the screen's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.widgets.cash_tile import CashTile
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.money import MoneyLabel
from kai_counter.values.money import change_in_notes, format_rupiah, group, parse_tendered, quick_amounts


class CashPanel(QFrame):
    """`tendered` is what counts as laid down, None while the field says something unreadable or too little."""

    changed = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payment.cash")
        theme.mark(self, card="plain")
        self._total = 0
        self.caption = QLabel(self)
        theme.mark(self.caption, role="muted")
        self.total = MoneyLabel("payment.total", role="huge")
        self.total.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.field = Field("payment.tendered", max_length=20, digits=True)
        size = theme.current().size("total")
        self.field.edit.setStyleSheet(f"font-size: {size}px; font-weight: 600; min-height: {size + 22}px;")
        self.exact = CashTile("payment.exact", "Enter", self)
        self.quick = [CashTile(f"payment.quick.{number}", f"Alt+{number}", self) for number in range(1, 5)]
        self.change_card = QFrame(self)
        self.change_caption = QLabel(self.change_card)
        self.change = QLabel(self.change_card)
        self.change.setObjectName("payment.change")
        self.notes = QLabel(self.change_card)
        self.notes.setObjectName("payment.notes")
        self.notes.setWordWrap(True)
        theme.mark(self.notes, role="heading")
        self.total.setStyleSheet("font-size: 60px; font-weight: 700;")  # read from a step away, by two people
        self._lay_out()
        self.field.changed.connect(self._typed)
        self.field.entered.connect(self.entered)
        self.exact.clicked.connect(lambda: self.put(None))
        for number, button in enumerate(self.quick):
            button.clicked.connect(lambda _=False, n=number: self.put_quick(n))
        self.retranslate()

    def _lay_out(self) -> None:
        amounts = QHBoxLayout()
        amounts.setSpacing(theme.S)
        for tile in (self.exact, *self.quick):
            amounts.addWidget(tile, 1)
        change = QVBoxLayout(self.change_card)
        change.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)  # with a banner over it, 720 px are enough
        change.setSpacing(0)
        change.addStretch(1)
        change.addWidget(self.change_caption)
        change.addWidget(self.change)
        change.addSpacing(theme.S)
        change.addWidget(self.notes)
        change.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.caption)
        column.addWidget(self.total)
        column.addSpacing(theme.S)
        column.addWidget(self.field)
        column.addLayout(amounts)
        column.addWidget(self.change_card, 1)

    # -- reckoning

    def set_total(self, total: int) -> None:
        self._total = total
        self.total.set_amount(total)
        self._show_tiles()
        self._show()

    def _show_tiles(self) -> None:
        """Each tile says what it leaves to give back: the clerk need not try them."""
        self.exact.show_amount(None, self.tr("Exact"), self.tr("no change"))
        offered = quick_amounts(self._total, len(self.quick))
        for tile, amount in zip(self.quick, offered, strict=False):
            words = self.tr("change {amount}").format(amount=group(amount - self._total))
            tile.show_amount(amount, group(amount), words)
        for number, tile in enumerate(self.quick):
            tile.setVisible(number < len(offered))

    @property
    def tendered(self) -> int | None:
        """The exact total when nothing was typed; None when the customer has to lay down more."""
        amount = self._amount()
        return amount if amount is not None and amount >= self._total else None

    @property
    def is_exact(self) -> bool:
        return not self.field.text()

    def put(self, amount: int | None) -> None:
        """Lay this much down; None is the exact total."""
        self.field.set_text("" if amount is None else group(amount))
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def put_quick(self, number: int) -> None:
        if number < len(self.quick) and not self.quick[number].isHidden():
            self.put(self.quick[number].amount)

    def step_quick(self, step: int) -> None:
        """Up and Down walk through exact and the round amounts."""
        amounts = [None, *(tile.amount for tile in self.quick if not tile.isHidden())]
        now = self._amount()
        here = 0 if self.is_exact or now not in amounts else amounts.index(now)
        self.put(amounts[(here + step) % len(amounts)])

    def set_sending(self, is_sending: bool) -> None:
        for widget in (self.field.edit, self.exact, *self.quick):
            widget.setEnabled(not is_sending)

    def _amount(self) -> int | None:
        if not self.field.text():
            return self._total
        try:
            return parse_tendered(self.field.text())
        except Refused:
            return None

    def _typed(self, text: str) -> None:
        """Thousands marks appear as the digits are typed, with the cursor left where it was."""
        digits = text.replace(".", "")
        if digits.isascii() and digits.isdigit() and len(digits) <= 12:
            marked = group(int(digits))
            if marked != text:
                edit = self.field.edit
                behind = len(text) - edit.cursorPosition()
                edit.blockSignals(True)
                edit.setText(marked)
                edit.setCursorPosition(max(0, len(marked) - behind))
                edit.blockSignals(False)
        self._show()
        self.changed.emit()

    # -- showing

    def _show(self) -> None:
        self.field.set_hint("")
        try:
            amount = parse_tendered(self.field.text()) if self.field.text() else self._total
        except Refused as refused:
            self.field.set_error(words.sentence(refused))
            self._mark_tile(-1)
            self._say("sunken", self.tr("Change"), "–")
            return
        self.field.set_error("")
        typed = self.field.text().replace(".", "")
        if typed.isdigit() and int(typed) != amount:
            self.field.set_hint(self.tr("Read as {amount}").format(amount=format_rupiah(amount)))
        self._mark_tile(amount)
        if amount < self._total:
            self._say("warning", self.tr("Still missing"), format_rupiah(self._total - amount))
        elif amount == self._total:
            self._say("sunken", self.tr("Change"), self.tr("Exact: no change"))
        else:
            change = amount - self._total
            self._say("success", self.tr("Change to give"), format_rupiah(change), notes_text(change))

    def _mark_tile(self, amount: int) -> None:
        self.exact.setChecked(amount == self._total)
        for tile in self.quick:
            tile.setChecked(tile.amount == amount)

    def _say(self, card: str, caption: str, amount: str, notes: str = "") -> None:
        theme.mark(self.change_card, card=card)
        size = 60 if amount.startswith("Rp") else 40
        self.change.setStyleSheet(f"font-size: {size}px; font-weight: 700;")
        theme.mark(self.change_caption, role="muted")
        self.change_caption.setText(caption)
        self.change.setText(amount)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.change_card.setAccessibleName(f"{caption} {amount}")

    def retranslate(self) -> None:
        self.caption.setText(self.tr("To pay in cash"))
        #: Indonesian: Uang diterima
        self.field.set_label(self.tr("Cash received (leave empty for the exact amount)"))
        self._show_tiles()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def notes_text(change: int) -> str:
    """'1 × 100.000   2 × 5.000': what the hand takes out of the drawer."""
    return "     ".join(f"{count} × {group(value)}" for value, count in change_in_notes(change))
