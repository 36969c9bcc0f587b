"""Signing in: NIPP and password, at this machine's counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.language import Language
from kai_counter.ui.role_words import role_words
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.front import FrontPage


class DemoMember(Protocol):
    """A member of the sample data, shown with the password where a demonstration runs (ops.prepare.demo_staff)."""

    @property
    def nipp(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def password(self) -> str: ...


class SignInScreen(FrontPage):
    """`submitted(nipp, password)`; the answer comes back by `show_refusal`, `show_trouble` or a page change."""

    submitted = Signal(str, str)
    change_counter = Signal()

    def __init__(
        self,
        look: Theme,
        language: Language,
        demo_staff: Sequence[DemoMember] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("signIn", look, language, parent)
        self._counter = ""
        self._caps = False
        self._demo_staff: tuple[DemoMember, ...] = ()
        self.trouble = Banner("signIn.trouble", self)
        self.trouble.acted.connect(self.submit)
        self.nipp = Field("signIn.nipp", max_length=20, digits=True, parent=self)
        self.password = Field("signIn.password", max_length=128, password=True, parent=self)
        self.submit_button = Button(
            "signIn.submit", kind="primary", icon="arrow-right", large=True, parent=self
        )
        self.nipp.entered.connect(lambda: self.password.setFocus() if self.nipp.text() else None)
        self.password.entered.connect(self.submit)
        self.submit_button.clicked.connect(self.submit)
        self.password.edit.installEventFilter(self)
        for part in (self.trouble, self.nipp, self.password, self.submit_button):
            self.form.addWidget(part)
        self._demo_title = QLabel(self)
        self._demo_title.setObjectName("signIn.demo")
        theme.mark(self._demo_title, role="label")
        self.form.addSpacing(theme.S)
        self.form.addWidget(self._demo_title)
        self._demo = QGridLayout()
        self._demo.setSpacing(6)
        self.form.addLayout(self._demo)
        self._rows: list[ChoiceRow] = []
        self.show_demo(demo_staff)

    def show_demo(self, demo_staff: Sequence[DemoMember]) -> None:
        """List the members of the sample data; one click or Enter signs in."""
        for row in self._rows:
            row.deleteLater()
        self._rows = []
        self._demo_staff = tuple(demo_staff)
        for index, member in enumerate(self._demo_staff):
            row = ChoiceRow(f"signIn.demo.{member.nipp}", parent=self, height=50, right_at=2)
            row.clicked.connect(lambda _=False, m=member: self._take(m))
            self._demo.addWidget(row, index // 2, index % 2)
            self._rows.append(row)
        self._demo_title.setVisible(bool(self._demo_staff))
        self.retranslate()

    def activate(self) -> None:
        self.set_busy(False)
        self.password.set_text("")
        (self.password if self.nipp.text() else self.nipp).setFocus()

    def show_counter(self, text: str) -> None:
        """This machine's counter and station, said under the title."""
        self._counter = text
        self.retranslate()

    def submit(self) -> None:
        if not self.submit_button.isEnabled():
            return
        self.trouble.hide()
        if not self.nipp.text():
            self.nipp.set_error(self.tr("Type your NIPP."))
            self.nipp.setFocus()
        elif not self.password.text():
            self.password.set_error(self.tr("Type your password."))
            self.password.setFocus()
        else:
            self.set_busy(True)
            self.submitted.emit(self.nipp.text(), self.password.text())

    def set_busy(self, busy: bool) -> None:
        self.submit_button.setEnabled(not busy)
        self.submit_button.set_text(self.tr("Signing in …") if busy else self.tr("Sign in"))

    def show_refusal(self, refused: Refused) -> None:
        """Each refusal in its own words; wrong NIPP and wrong password are one, so that nobody learns which."""
        self.set_busy(False)
        said = words.sentence(refused)
        if refused.code in ("sign_in_wrong", "password_wrong"):
            self.password.set_text("")
            self.password.set_error(said)
            self.password.setFocus()
        elif refused.code == "member_retired":
            self.password.set_text("")
            self.nipp.set_error(said)
            self.nipp.edit.selectAll()
            self.nipp.setFocus()
        else:
            self.trouble.say("warning", said, action=self.tr("Try again"), dismissible=False)
            self.password.setFocus()

    def show_trouble(self, title: str, said: str) -> None:
        """The database is away: what was typed stays, Retry sends it again."""
        self.set_busy(False)
        self.trouble.say("danger", title, said, action=self.tr("Try again"), dismissible=False)
        self.password.setFocus()

    def _take(self, member: DemoMember) -> None:
        self.nipp.set_text(member.nipp)
        self.password.set_text(member.password)
        self.submit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Caps lock has no portable state in Qt; a letter that came out against Shift gives it away."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            if event.key() == Qt.Key.Key_CapsLock:
                self._caps = not self._caps
            elif len(text) == 1 and text.isalpha():
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._caps = text.isupper() != shift
            self._show_caps()
        return False

    def _show_caps(self) -> None:
        self.password.set_hint(self.tr("Caps Lock is on.") if self._caps else "")

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Good work today"))
        self.words.setText(self._counter or self.tr("Sign in with your NIPP and password."))
        self.picture.place = self._counter
        self.nipp.set_label(self.tr("NIPP"))
        self.nipp.edit.setPlaceholderText(self.tr("e.g. 10001"))
        self.password.set_label(self.tr("Password"))
        self.set_busy(not self.submit_button.isEnabled())
        self._show_caps()
        password = self._demo_staff[0].password if self._demo_staff else ""
        self._demo_title.setText(
            self.tr("Demonstration: pick a member. The password is {password}").format(password=password)
        )
        roles = role_words()
        for member, row in zip(self._demo_staff, self._rows, strict=True):
            role = ", ".join(roles.get(role, role) for role in member.roles)
            row.set_words(member.full_name, role, member.nipp)
