"""The booker's contact: closed until wanted, never compulsory."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.values.requests import Contact

_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,24}", re.ASCII)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ContactForm(QFrame):
    """`edited` brings a Contact, or None when all three fields are empty; odd entries are named, not refused."""

    edited = Signal(object)
    forward = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passengers.contact")
        theme.mark(self, card="plain")
        self._loading = False
        self.head = Button("passengers.contact.open", kind="ghost", icon="chevron-right", key="Ctrl+P")
        self.head.clicked.connect(self._toggle)
        self.name = Field("passengers.contact.name", max_length=60)
        self.phone = Field("passengers.contact.phone", max_length=26)
        self.email = Field("passengers.contact.email", max_length=100)
        self.body = QWidget(self)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(theme.M, 0, theme.M, 0)
        row.setSpacing(theme.M)
        for field in (self.name, self.phone, self.email):
            row.addWidget(field, 1)
            field.changed.connect(self._typed)
        self.name.entered.connect(self.phone.setFocus)
        self.phone.entered.connect(self.email.setFocus)
        self.email.entered.connect(self.forward)
        top = QHBoxLayout()
        top.addWidget(self.head)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XS, theme.XS, theme.XS, theme.XS)
        column.addLayout(top)
        column.addWidget(self.body)
        self.body.hide()
        self.retranslate()

    def show_contact(self, contact: Contact | None) -> None:
        contact = contact or Contact()
        self._loading = True
        for field, text in ((self.name, contact.name), (self.phone, contact.phone), (self.email, contact.email)):
            if field.text() != text and not field.edit.hasFocus():
                field.set_text(text)
        self._loading = False

    def open_and_focus(self) -> None:
        self._set_open(True)
        self.name.edit.setFocus()

    def _toggle(self) -> None:
        if self.body.isHidden():
            self.open_and_focus()
        else:
            self._set_open(False)

    def _set_open(self, is_open: bool) -> None:
        self.body.setVisible(is_open)
        self.head.set_icon("chevron-down" if is_open else "chevron-right")

    def _typed(self) -> None:
        if self._loading:
            return
        phone, mail = self.phone.text(), self.email.text()
        odd_phone = bool(phone) and len(phone) > 5 and not _PHONE.fullmatch(phone)
        self.phone.set_error(self.tr("This does not look like a telephone number.") if odd_phone else "")
        odd_mail = "@" in mail and "." in mail and not _MAIL.fullmatch(mail)
        self.email.set_error(self.tr("This does not look like an e-mail address.") if odd_mail else "")
        contact = Contact(self.name.text(), phone, mail)
        self.edited.emit(contact if contact != Contact() else None)

    def retranslate(self) -> None:
        #: Indonesian: Kontak pemesan (tidak wajib)
        self.head.set_text(self.tr("Contact of the booker (not required)"))
        self.name.set_label(self.tr("Name"))
        self.phone.set_label(self.tr("Telephone"))
        self.email.set_label(self.tr("E-mail"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
