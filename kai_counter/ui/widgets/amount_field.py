"""An amount of rupiah typed by a person: `500.000`, `Rp 500000`, `500 000`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.field import Field

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
