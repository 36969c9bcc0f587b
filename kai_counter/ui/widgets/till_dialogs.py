"""What the till asks over the page: an amount with its reason, or a reason alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.ui.widgets.amount_field import AmountField
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog


class CashMoveDialog(FieldsDialog):
    """`decided(kind, amount, reason, reference)`. Kinds in, out, drop; `drawer` and `force` want a reason only;
    `verify` an amount and, if there is one, a note."""

    decided = Signal(str, int, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("till", parent, width=520)
        self.kind = ""
        self.amount = AmountField("till.amount", self.card)
        self.reason = Field("till.reason", max_length=120, parent=self.card)
        self.reference = Field("till.reference", max_length=60, parent=self.card)
        for field in (self.amount, self.reason, self.reference):
            self.body.addWidget(field)
        self.amount.entered.connect(self.reason.edit.setFocus)
        self.reason.entered.connect(self._reason_entered)
        self.reference.entered.connect(lambda: self._choose("go"))
        self.chosen.connect(self._chosen)

    def start(self, kind: str, about: str = "") -> None:
        self.kind = kind
        titles = {
            "in": (self.tr("Cash in"), self.tr("Change money brought to the drawer.")),
            "out": (
                self.tr("Cash out"),
                self.tr("Paid from the drawer. Larger amounts want a supervisor's signature."),
            ),
            "drop": (self.tr("Drop to the safe"), self.tr("The slip goes into the bag with the money.")),
            "drawer": (self.tr("Open the drawer"), self.tr("Each opening is written down with its reason.")),
            "force": (
                self.tr("Close the shift of {who}?"),
                self.tr("Its seats on hold go back. The drawer is verified later."),
            ),
            "verify": (
                self.tr("Verify the drawer of {who}"),
                self.tr("What you counted yourself. It is written once."),
            ),
        }
        title, words = titles[kind]
        self.amount.set_label(self.tr("Amount"))
        self.reason.set_label(self.tr("Note (if any)") if kind == "verify" else self.tr("Reason"))
        self.reference.set_label(self.tr("Number on the bag (if any)"))
        for field in (self.amount, self.reason, self.reference):
            field.set_text("")
            field.clear_error()
        self.amount.setVisible(kind not in ("drawer", "force"))
        self.reference.setVisible(kind == "drop")
        done = {"drawer": self.tr("Open"), "force": self.tr("Close the shift"), "verify": self.tr("Verify")}
        go = done.get(kind, self.tr("Write down and print the slip"))
        self.ask(title.format(who=about), words, [("go", go, "primary"), ("back", self.tr("Back"), "secondary")])
        (self.reason if self.amount.isHidden() else self.amount).edit.setFocus()

    def _reason_entered(self) -> None:
        if self.reference.isHidden():
            self._choose("go")
        else:
            self.reference.edit.setFocus()

    def _choose(self, name: str) -> None:
        if name == "go":
            amount = 0 if self.amount.isHidden() else self.amount.amount()
            if amount is None or (amount == 0 and self.kind in ("in", "out", "drop")):
                if amount == 0:
                    self.amount.set_error(self.tr("Type an amount in rupiah, for example 500.000."))
                self.amount.edit.setFocus()
                return
            if not self.reason.text() and self.kind != "verify":
                self.reason.complain(self.tr("Say why."))
                return
        super()._choose(name)

    def _chosen(self, name: str) -> None:
        if name == "go":
            amount = 0 if self.amount.isHidden() else self.amount.amount() or 0
            self.decided.emit(self.kind, amount, self.reason.text(), self.reference.text())
