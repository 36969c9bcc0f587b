"""The ways to pay, each with its key, and what was paid already."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.keys import WAY_KEYS
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.keycap import key_text
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_payments import AttemptCard

_ICONS = {"cash": "banknote", "qris": "qr-code", "card": "credit-card"}


class MethodRow(QWidget):
    """`picked` brings cash, qris or card."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("payment.methods")
        self.way = "cash"
        self.rows: dict[str, ChoiceRow] = {}
        ways = QHBoxLayout()
        ways.setSpacing(theme.S)
        for way, icon in _ICONS.items():
            row = ChoiceRow(f"payment.method.{way}", icon, self, height=42)
            row.setCheckable(True)
            row.clicked.connect(lambda _=False, w=way: self.picked.emit(w))
            self.rows[way] = row
            ways.addWidget(row, 1)
        self.paid = QLabel(self)
        self.paid.setObjectName("payment.paid")
        self.paid.setWordWrap(True)
        theme.mark(self.paid, role="success")
        self.paid.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(ways)
        column.addWidget(self.paid)
        self._paid: tuple[AttemptCard, ...] = ()
        self._left: int | None = None
        self.set_way("cash")
        self.retranslate()

    def set_way(self, way: str) -> None:
        self.way = way
        for name, row in self.rows.items():
            row.setChecked(name == way)
            row.update()

    def allow(self, ways: set[str]) -> None:
        """The others stand there, dim: why is said when their key is pressed."""
        for name, row in self.rows.items():
            row.setEnabled(name in ways)

    def show_paid(self, paid: tuple[AttemptCard, ...], left: int | None) -> None:
        """'Paid: QRIS Rp 100.000. Still to pay: Rp 200.000'."""
        self._paid, self._left = paid, left
        self.paid.setVisible(bool(paid))
        if not paid:
            return
        names = method_words()
        parts = ", ".join(f"{names[one.method]} {rupiah(one.amount)}" for one in paid)
        words = self.tr("Paid: {parts}.").format(parts=parts)
        if left is not None and left > 0:
            words += " " + self.tr("Still to pay: {amount}.").format(amount=rupiah(left))
        elif left is not None and left < 0:
            over = self.tr("That is {amount} too much: Ctrl+R sends the last one back.")
            words += " " + over.format(amount=rupiah(-left))
        self.paid.setText(words)
        theme.mark(self.paid, role="warning" if left is not None and left < 0 else "success")

    def retranslate(self) -> None:
        names = way_words()
        for way, row in self.rows.items():
            row.set_words(names[way], "", key_text(WAY_KEYS[way]))
        self.show_paid(self._paid, self._left)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def way_words() -> dict[str, str]:
    """The ways as they stand on the page and in the key bar."""
    translate = QCoreApplication.translate
    return {
        "cash": translate("MethodRow", "Cash"),
        "qris": translate("MethodRow", "QRIS"),
        "card": translate("MethodRow", "Card"),
    }


def method_words() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "cash": translate("MethodRow", "cash"),
        "qris": translate("MethodRow", "QRIS"),
        "debit_card": translate("MethodRow", "debit card"),
        "credit_card": translate("MethodRow", "credit card"),
        "wallet": translate("MethodRow", "e-wallet"),
        "bank_transfer": translate("MethodRow", "bank transfer"),
    }
