"""What an administrator types: why a key or a login ends, a promotion, a member, a password, words to the staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from kai_counter.errors import Refused
from kai_counter.services.office import ROLES, PromotionRequest
from kai_counter.ui import words
from kai_counter.ui.role_words import role_words
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.fields_dialog import FieldsDialog
from kai_counter.values.dates import parse_date

YEARS = 3660  # days a promotion may be announced ahead


class FormDialog(FieldsDialog):
    """Fields one under the other: Enter goes to the next, in the last it does it. `wrong` says what is missing;
    refused afterwards it comes up again as it was typed."""

    def __init__(self, object_name: str, parent: QWidget, names: Sequence[str], *, width: int = 480) -> None:
        super().__init__(object_name, parent, width=width)
        self.parts: list[Field | ChipRow] = []
        for name in names:
            self.add(Field(f"{object_name}.{name}", max_length=100, parent=self.card))
        self.chosen.connect(self._done)

    def add(self, part: Field | ChipRow) -> None:
        number = len(self.parts)
        self.parts.append(part)
        self.body.addWidget(part)
        part.entered.connect(lambda: self._entered(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is the field's or the row's. Handed on it would find the focus on the next one, and send."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _entered(self, number: int) -> None:
        if number + 1 == len(self.parts):
            self._choose("go")
            return
        self._to(self.parts[number + 1])

    def _to(self, part: Field | ChipRow) -> None:
        if isinstance(part, Field):
            part.edit.setFocus()
        else:
            part.focus_row()

    def begin(self, title: str, said: str, labels: Sequence[str], do: str, kind: str = "primary") -> None:
        for part, label in zip(self.parts, labels, strict=True):
            part.set_label(label)
            if isinstance(part, Field):
                part.set_text("")
                part.clear_error()
            else:
                part.set_values(())
        self.ask(title, said, [("go", do, kind), ("back", self.tr("Back"), "secondary")])
        self._to(self.parts[0])

    def refuse(self, refused: Refused) -> None:
        """What was typed stands again, with what is against it."""
        self.open()
        field = next(part for part in self.parts if isinstance(part, Field))
        field.complain(words.sentence(refused))

    def _choose(self, name: str) -> None:
        if name == "go" and (found := self.wrong()) is not None:
            part, sentence = found
            if isinstance(part, Field):
                part.set_error(sentence)
            else:
                self.words.setText(self.tr("Choose at least one."))
                self.words.show()
            self._to(part)
            return
        super()._choose(name)

    def _done(self, name: str) -> None:
        if name == "go":
            self.tell()

    def wrong(self) -> tuple[Field | ChipRow, str] | None:
        for part in self.parts:
            if isinstance(part, Field) and not part.text():
                return part, self.tr("Something is missing here.")
            if isinstance(part, ChipRow) and not part.values():
                return part, ""
        return None

    def tell(self) -> None:
        raise NotImplementedError


class EndDialog(FormDialog):
    """`decided(reason)`: a key or a login ends, and why."""

    decided = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("office.end", parent, ("reason",))
        (self.reason,) = self.parts

    def start(self, title: str, said: str, do: str) -> None:
        self.begin(title, said, (self.tr("Reason"),), do, "danger")

    def tell(self) -> None:
        assert isinstance(self.reason, Field)
        self.decided.emit(self.reason.text())


class PasswordDialog(FormDialog):
    """`decided(password)`, typed twice."""

    decided = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("office.password", parent, ())
        self.password = Field("office.password.new", password=True, parent=self.card)
        self.again = Field("office.password.again", password=True, parent=self.card)
        self.add(self.password)
        self.add(self.again)

    def start(self, name: str) -> None:
        self.begin(
            self.tr("First password for {name}").format(name=name),
            self.tr("Sessions end now; it is changed at the next sign-in."),
            (self.tr("Password"), self.tr("Password again")), self.tr("Give it"),
        )  # fmt: skip

    def wrong(self) -> tuple[Field | ChipRow, str] | None:
        if self.password.text() != self.again.text():
            return self.again, self.tr("The two differ. Type it once more.")
        return super().wrong()

    def tell(self) -> None:
        self.decided.emit(self.password.text())


class MemberDialog(FormDialog):
    """`decided(nipp, name, roles, stations, password)`."""

    decided = Signal(str, str, object, object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("office.member", parent, (), width=780)
        self.nipp = Field("office.member.nipp", max_length=8, digits=True, reserve=False, parent=self.card)
        self.name = Field("office.member.name", max_length=100, reserve=False, parent=self.card)
        self.roles = ChipRow("office.member.roles", single=False, parent=self.card)
        self.stations = Field("office.member.stations", max_length=200, reserve=False, parent=self.card)
        self.password = Field("office.member.password", password=True, reserve=False, parent=self.card)
        for part in (self.nipp, self.name, self.roles, self.stations, self.password):
            self.add(part)

    def start(self) -> None:
        self.roles.set_options([(role, role_words()[role]) for role in ROLES])
        self.begin(
            self.tr("New member"), "",
            (self.tr("NIPP"), self.tr("Name"), self.tr("Roles"), self.tr("Stations (codes)"),
             self.tr("First password")),
            self.tr("Add"),
        )  # fmt: skip
        self.stations.set_hint(self.tr("Empty: every station"))

    def wrong(self) -> tuple[Field | ChipRow, str] | None:
        if not 5 <= len(self.nipp.text()) <= 8 or not self.nipp.text().isdecimal():
            return self.nipp, self.tr("A NIPP has 5 to 8 digits.")
        missing = self.tr("Something is missing here.")
        if not self.name.text():
            return self.name, missing
        if not self.roles.values():
            return self.roles, missing
        return None if self.password.text() else (self.password, missing)

    def tell(self) -> None:
        stations = tuple(self.stations.text().upper().replace(",", " ").split())
        self.decided.emit(
            self.nipp.text(), self.name.text(), self.roles.values(), stations, self.password.text()
        )


class MessageDialog(FormDialog):
    """`decided(words, roles, station code or "")`."""

    decided = Signal(str, object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("office.message", parent, (), width=780)
        self.message = Field("office.message.words", max_length=300, parent=self.card)
        self.roles = ChipRow("office.message.roles", single=False, parent=self.card)
        self.station = Field("office.message.station", max_length=5, parent=self.card)
        for part in (self.message, self.roles, self.station):
            self.add(part)

    def start(self) -> None:
        self.roles.set_options([(role, role_words()[role]) for role in ROLES])
        self.begin(
            self.tr("A message"), self.tr("It rings the bell of everybody with one of these roles."),
            (self.tr("Message"), self.tr("To"), self.tr("Only at station (code)")), self.tr("Send"),
        )  # fmt: skip
        self.station.set_hint(self.tr("Empty: every station"))

    def wrong(self) -> tuple[Field | ChipRow, str] | None:
        if not self.message.text():
            return self.message, self.tr("Something is missing here.")
        return None if self.roles.values() else (self.roles, "")

    def tell(self) -> None:
        self.decided.emit(self.message.text(), self.roles.values(), self.station.text().upper())


class PromotionDialog(FormDialog):
    """`decided(PromotionRequest)`. The discount is typed as it is said: 15% or 25000."""

    decided = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("office.promotion", parent, (), width=560)
        made = (
            Field(f"office.promotion.{name}", max_length=most, reserve=False, parent=self.card)
            for name, most in (("code", 20), ("name", 100), ("discount", 12), ("maximum", 12), ("first", 20),
                               ("last", 20), ("limit", 8))
        )  # fmt: skip
        self.code, self.name, self.discount, self.maximum, self.first, self.last, self.limit = made
        for part in (self.code, self.name, self.discount, self.maximum, self.first, self.last, self.limit):
            self.add(part)
        self._today = date.min

    def start(self, today: date) -> None:
        self._today = today
        self.begin(
            self.tr("New promotion"), "",
            (self.tr("Code"), self.tr("Name"), self.tr("Discount: 15% or 25000"),
             self.tr("At most Rp (may stay empty)"), self.tr("From"), self.tr("To, that day too"),
             self.tr("How often at most (may stay empty)")),
            self.tr("Announce"),
        )  # fmt: skip
        self.first.set_text(f"{today:%d/%m/%Y}")

    def wrong(self) -> tuple[Field | ChipRow, str] | None:
        for field in (self.code, self.name, self.discount, self.first, self.last):
            if not field.text():
                return field, self.tr("Something is missing here.")
        discount = _number(self.discount.text().removesuffix("%"))
        if not discount or (self.discount.text().endswith("%") and discount > 100):
            return self.discount, self.tr("Type percent or rupiah: 15% or 25000.")
        for field in (self.maximum, self.limit):
            if field.text() and not _number(field.text()):
                return field, self.tr("Digits only, or nothing.")
        for field in (self.first, self.last):
            try:
                parse_date(field.text(), self._today, YEARS)
            except Refused as refused:
                return field, words.sentence(refused)
        return None

    def tell(self) -> None:
        typed = self.discount.text()
        self.decided.emit(PromotionRequest(
            self.code.text().upper(), self.name.text(), typed.endswith("%"), _number(typed.removesuffix("%")),
            _number(self.maximum.text()) or None, parse_date(self.first.text(), self._today, YEARS),
            parse_date(self.last.text(), self._today, YEARS), _number(self.limit.text()) or None,
        ))  # fmt: skip


def _number(text: str) -> int:
    plain = text.strip().replace(".", "").replace(" ", "")
    return int(plain) if plain.isdecimal() else 0
