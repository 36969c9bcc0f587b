"""Where a supervisor signs at the clerk's window, while the request rings at the other counters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog


class SignDialog(FieldsDialog):
    """`signed(nipp, password)`. Open until `accept`, so that a wrong password is said here; `left`: Esc."""

    signed = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("approval", parent)
        self.ringing = QLabel(self.card)
        self.ringing.setObjectName("approval.ringing")
        self.ringing.setWordWrap(True)
        theme.mark(self.ringing, role="hint")
        self.nipp = Field("approval.nipp", max_length=8, digits=True, parent=self.card)
        self.password = Field("approval.password", max_length=100, password=True, parent=self.card)
        self.body.addWidget(self.ringing)
        self.body.addWidget(self.nipp)
        self.body.addWidget(self.password)
        self.nipp.entered.connect(self.password.edit.setFocus)
        self.password.entered.connect(lambda: self._choose("sign"))

    def start(self, words: str) -> None:
        self.nipp.set_label(self.tr("Supervisor's NIPP"))
        self.password.set_label(self.tr("Password"))
        for field in (self.nipp, self.password):
            field.set_text("")
            field.clear_error()
        self.ring("")
        self.ask(
            self.tr("A supervisor signs"), words,
            [("sign", self.tr("Sign"), "primary"), ("back", self.tr("Back"), "secondary")],
        )  # fmt: skip
        self.nipp.edit.setFocus()

    def ring(self, words: str) -> None:
        """What became of the request at the other counters; never takes the focus."""
        self.ringing.setText(words)
        self.ringing.setVisible(bool(words))

    def show_error(self, sentence: str) -> None:
        self.password.set_text("")
        self.password.complain(sentence)

    def accept(self) -> None:
        self.password.set_text("")
        self.close_veil()

    def _choose(self, name: str) -> None:
        if name != "sign":
            self.accept()
            self.left.emit()
        elif not self.nipp.text():
            self.nipp.edit.setFocus()
        elif not self.password.text():
            self.password.edit.setFocus()
        else:
            self.signed.emit(self.nipp.text(), self.password.text())
