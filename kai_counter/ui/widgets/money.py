"""Amounts of rupiah as labels: whole rupiah, dots as the country writes them, tabular figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from kai_counter.ui import theme


def rupiah(amount: int) -> str:
    """`Rp 1.350.000`; the same in both languages, as printed on every ticket. Blank is a no-break one."""
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp\u00a0{abs(amount):,}".replace(",", ".")


def figures(amount: int) -> str:
    """The same without its Rp: for tables whose heading says it once."""
    return rupiah(amount).replace("Rp\u00a0", "")


class MoneyLabel(QLabel):
    """`role` is number, total, strong or body."""

    def __init__(self, object_name: str, *, role: str = "number", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.mark(self, role=role)
        self.amount: int | None = None

    def set_amount(self, amount: int | None) -> None:
        self.amount = amount
        self.setText("" if amount is None else rupiah(amount))
