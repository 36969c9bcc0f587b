"""What the station's day asks over its page: a deposit, a hand-over, a file, a batch, a note."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog

FIELDS: dict[str, tuple[str, ...]] = {
    "deposit": ("first", "second", "amount"),
    "handover": ("amount", "note"),
    "file": ("note",),
    "batch": ("first", "second", "amount", "less"),
    "note": ("note",),
}
NEEDED = {"deposit": ("first", "second"), "file": ("note",), "batch": ("first", "second"), "note": ("note",)}


class DayDialog(FieldsDialog):
    """`decided(kind, values)`: the fields of FIELDS by name, sums as whole rupiah."""

    decided = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("day.ask", parent, width=540)
        self.kind = ""
        self.amount = AmountField("day.amount", self.card)
        self.less = AmountField("day.less", self.card)
        self.first = Field("day.first", max_length=40, parent=self.card)
        self.second = Field("day.second", max_length=40, parent=self.card)
        self.note = Field("day.note", max_length=200, parent=self.card)
        self._fields: dict[str, Field] = {
            "first": self.first,
            "second": self.second,
            "amount": self.amount,
            "less": self.less,
            "note": self.note,
        }
        for field in self._fields.values():
            self.body.addWidget(field)
            field.entered.connect(self._entered)
        self.chosen.connect(self._chosen)

    def start(self, kind: str, about: str = "") -> None:
        self.kind = kind
        title, words, go = self._words(kind)
        for name, label in self._labels(kind).items():
            field = self._fields[name]
            field.set_label(label)
            field.set_text("")
            field.clear_error()
        for name, field in self._fields.items():
            field.setVisible(name in FIELDS[kind])
        if kind == "batch":
            self.less.set_text("0")
        self.ask(title, about or words, [("go", go, "primary"), ("back", self.tr("Back"), "secondary")])
        self._shown()[0].edit.setFocus()

    def say(self, sentence: str) -> None:
        """A refusal that the typed values may answer: the dialog comes back with them."""
        last = self._shown()[-1]
        self.open_again()
        last.complain(sentence)

    def open_again(self) -> None:
        title, words, go = self._words(self.kind)
        self.ask(title, words, [("go", go, "primary"), ("back", self.tr("Back"), "secondary")])

    def _words(self, kind: str) -> tuple[str, str, str]:
        words = {
            "deposit": (
                self.tr("Cash to the bank"),
                self.tr("As the bank's slip says. A second supervisor signs for it."),
                self.tr("Write down"),
            ),
            "handover": (
                self.tr("Hand over the safe"),
                self.tr("Count it together. Whoever takes it signs with their own password."),
                self.tr("Hand over"),
            ),
            "file": (
                self.tr("Settlement file of the bank"),
                self.tr("A CSV file with order_id, transaction_id, amount and settled_at."),
                self.tr("Take in"),
            ),
            "batch": (
                self.tr("Batch of the card terminal"),
                self.tr("As the terminal's settlement slip says, for this counter."),
                self.tr("Write down"),
            ),
            "note": (self.tr("What was it?"), "", self.tr("Settled")),
        }
        return words[kind]

    def _labels(self, kind: str) -> dict[str, str]:
        labels = {
            "deposit": {
                "amount": self.tr("Amount"),
                "first": self.tr("Number of the bank's slip"),
                "second": self.tr("Bank"),
            },
            "handover": {"amount": self.tr("Counted together"), "note": self.tr("Why it differs (if it does)")},
            "file": {"note": self.tr("File")},
            "batch": {
                "first": self.tr("Terminal (TID)"),
                "second": self.tr("Batch number"),
                "amount": self.tr("Sales"),
                "less": self.tr("Refunds and voids"),
            },
            "note": {"note": self.tr("What you found out")},
        }
        return labels[kind]

    def _shown(self) -> list[Field]:
        return [field for name, field in self._fields.items() if name in FIELDS[self.kind]]

    def _entered(self) -> None:
        shown = self._shown()
        here = next((n for n, field in enumerate(shown) if field.edit.hasFocus()), len(shown) - 1)
        if here + 1 < len(shown):
            shown[here + 1].edit.setFocus()
        else:
            self._choose("go")

    def _choose(self, name: str) -> None:
        if name == "go":
            for needed in NEEDED.get(self.kind, ()):
                if not self._fields[needed].text():
                    self._fields[needed].complain(self.tr("Please fill this in."))
                    return
            for sums in ("amount", "less"):
                field = self._fields[sums]
                if sums in FIELDS[self.kind] and isinstance(field, AmountField) and field.amount() is None:
                    field.edit.setFocus()
                    return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name != "go":
            return
        values: dict[str, object] = {}
        for one in FIELDS[self.kind]:
            field = self._fields[one]
            values[one] = field.amount() if isinstance(field, AmountField) else field.text()
        self.decided.emit(self.kind, values)
