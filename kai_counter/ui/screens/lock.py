"""Nobody at the keyboard: the work is covered, not closed. The same member's password opens it again."""

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


class LockScreen(FrontPage):
    """`unlocking(password)` tries it; `signed_out` lets another member take over."""

    unlocking = Signal(str)
    signed_out = Signal()

    def __init__(
        self, look: Theme, language: Language, member: str, place: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("lock", look, language, parent)
        self._member = member
        self.picture.place = place
        self.password = Field("lock.password", max_length=128, password=True, parent=self)
        self.submit_button = Button("lock.submit", kind="primary", icon="lock-open", large=True, parent=self)
        self.leave_button = Button("lock.signOut", kind="ghost", parent=self)
        self.password.entered.connect(self.submit)
        self.submit_button.clicked.connect(self.submit)
        self.leave_button.clicked.connect(self.signed_out)
        for part in (self.password, self.submit_button, self.leave_button):
            self.form.addWidget(part)
        self.retranslate()

    def activate(self) -> None:
        self.password.set_text("")
        self.password.clear_error()
        self.submit_button.setEnabled(True)
        self.password.setFocus()

    def submit(self) -> None:
        if not self.submit_button.isEnabled():
            return
        if not self.password.text():
            self.password.set_error(self.tr("Type your password."))
            return
        self.submit_button.setEnabled(False)
        self.unlocking.emit(self.password.text())

    def show_refusal(self, refused: Refused) -> None:
        self.submit_button.setEnabled(True)
        wrong = refused.code == "sign_in_wrong"
        self.password.set_text("")
        self.password.set_error(self.tr("That password is not right.") if wrong else words.sentence(refused))
        self.password.setFocus()

    def show_trouble(self, title: str, said: str) -> None:
        self.submit_button.setEnabled(True)
        self.password.set_error(f"{title}. {said}")
        self.password.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Locked"))
        self.words.setText(
            self.tr("{member}, your work is kept. Type your password.").format(member=self._member)
        )
        self.password.set_label(self.tr("Password"))
        self.submit_button.set_text(self.tr("Unlock"))
        self.leave_button.set_text(self.tr("Sign out instead"))
