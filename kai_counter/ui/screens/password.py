"""The first password is the administrator's; the member gives an own one before anything else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kai_counter.errors import Refused
from kai_counter.ui import words
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.front import FrontPage

LEAST = 8


class PasswordScreen(FrontPage):
    """`submitted(password)` when both agree; `cancelled` signs out again."""

    submitted = Signal(str)
    cancelled = Signal()

    def __init__(self, look: Theme, language: Language, nipp: str, parent: QWidget | None = None) -> None:
        super().__init__("password", look, language, parent)
        self._nipp = nipp
        self.first = Field("password.first", max_length=128, password=True, parent=self)
        self.second = Field("password.second", max_length=128, password=True, parent=self)
        self.submit_button = Button("password.submit", kind="primary", icon="check", large=True, parent=self)
        self.cancel_button = Button("password.cancel", kind="ghost", parent=self)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.submit)
        self.submit_button.clicked.connect(self.submit)
        self.cancel_button.clicked.connect(self.cancelled)
        for part in (self.first, self.second, self.submit_button, self.cancel_button):
            self.form.addWidget(part)
        self.retranslate()

    def activate(self) -> None:
        self.submit_button.setEnabled(True)
        self.first.setFocus()

    def submit(self) -> None:
        if not self.submit_button.isEnabled():
            return
        first = self.first.text()
        if len(first) < LEAST or first == self._nipp:
            self.show_refusal(Refused("password_weak", least=LEAST))
        elif first != self.second.text():
            self.second.set_text("")
            self.second.set_error(self.tr("The two are not the same. Type it again."))
            self.second.setFocus()
        else:
            self.submit_button.setEnabled(False)
            self.submitted.emit(first)

    def show_refusal(self, refused: Refused) -> None:
        self.submit_button.setEnabled(True)
        self.second.set_text("")
        self.first.set_error(words.sentence(refused))
        self.first.edit.selectAll()
        self.first.setFocus()

    def show_trouble(self, title: str, said: str) -> None:
        self.submit_button.setEnabled(True)
        self.second.set_error(f"{title}. {said}")
        self.second.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Choose your own password"))
        self.words.setText(
            self.tr("Only you should know it. At least {least} characters.").format(least=LEAST)
        )
        self.first.set_label(self.tr("New password"))
        self.second.set_label(self.tr("Once more"))
        self.submit_button.set_text(self.tr("Save password"))
        self.cancel_button.set_text(self.tr("Back to sign-in"))
