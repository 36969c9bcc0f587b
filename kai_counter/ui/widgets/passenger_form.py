"""One traveller's form: open while it is typed, a single line when somebody else has the turn.

The form writes what is typed into the sale at once (`edited`) and shows what the review says of it. Errors wait
until a field was left, unless no further key could mend them (an emoji, a letter in a NIK).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.ui import theme, words
from kai_counter.ui.flows.people import PassengerDraft
from kai_counter.ui.people_words import assistance_names, country_code, country_name, reduction_names
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.offer import Offer
from kai_counter.ui.widgets.passenger_line import PassengerLine
from kai_counter.values.cards import HeldSeat
from kai_counter.values.nik import read_nik
from kai_counter.values.passenger_review import Review, Trip, parse_birth_date, review
from kai_counter.values.persons import ASSISTANCE, REDUCTIONS, check_name, check_passport, reductions_for, type_on
from kai_counter.values.requests import PassengerEntry

# Said only when the field was left: while typing they are simply not finished.
_PATIENT = {
    "name_missing", "nik_missing", "nik_length", "passport_missing", "passport_form", "birth_missing",
    "birth_unreadable", "nationality_missing", "nationality_unknown",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where the traveller sits and what the seat costs; an infant has an adult instead."""

    seat: HeldSeat | None
    price: int | None = None
    adults: tuple[tuple[int, str], ...] = ()  # (seq, name) an infant may travel with


class PassengerForm(QFrame):
    edited = Signal(dict)  # fields of the draft that changed
    wanted = Signal()  # a click on the closed line
    forward = Signal()  # Enter behind the last field
    offer_taken = Signal(str)  # 'senior' or 'infant'
    swap_wanted = Signal()

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.index = index
        self.setObjectName(f"passengers.{index}")
        theme.mark(self, card="plain")
        self._draft: PassengerDraft | None = None
        self._trip = Trip(date.min, date.min)
        self._place = Place(None)
        self._touched: set[str] = set()
        self._filled: tuple[date | None, str | None] = (None, None)  # what the NIK filled in, not a person
        self._birth_problem = ""
        self._nation_problem = ""
        self._loading = False
        self._others: list[PassengerEntry] = []
        self.review = Review({}, {})
        self.line = PassengerLine(f"passengers.{index}.line", self)
        self.line.swap.clicked.connect(self.swap_wanted)
        self._build()
        self.retranslate()
        self.set_open(False)

    # -- building

    def _name(self, part: str) -> str:
        return f"passengers.{self.index}.{part}"

    def _build(self) -> None:
        self.name = Field(self._name("name"), max_length=80)
        self.document = ChipRow(self._name("document"), required=True)
        self.identity = Field(self._name("identity"), max_length=30)
        self.birth = Field(self._name("birth_date"), max_length=12)
        self.gender = ChipRow(self._name("gender"))
        self.nationality = Field(self._name("nationality"), max_length=40)
        self.adult = ChipRow(self._name("adult"), required=True, inline=True)
        self.reduction = ChipRow(self._name("reduction"), inline=True)
        self.assistance = ChipRow(self._name("assistance"), single=False, inline=True)
        self.offer = Offer(self._name("offer"), self)
        self.offer.taken.connect(self._take_offer)
        self.body = QWidget(self)
        self.birth.setFixedWidth(210)
        self.nationality.setMaximumWidth(320)
        who, when = QHBoxLayout(), QHBoxLayout()
        for row in (who, when):
            row.setSpacing(theme.M)
        who.addWidget(self.name, 5)
        who.addWidget(self.document)
        who.addWidget(self.identity, 4)
        when.addWidget(self.birth)
        when.addWidget(self.gender)
        when.addWidget(self.nationality, 1)
        when.addStretch(1)
        rows = QVBoxLayout(self.body)
        rows.setContentsMargins(0, theme.S, 0, theme.XS)
        rows.setSpacing(theme.S)
        rows.addLayout(who)
        rows.addLayout(when)
        rows.addWidget(self.offer)
        for chips in (self.reduction, self.assistance, self.adult):
            chips.label.setMinimumWidth(132)
            rows.addWidget(chips)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(theme.L, theme.S + 2, theme.L, theme.S + 2)
        column_box.setSpacing(0)
        column_box.addWidget(self.line)
        column_box.addWidget(self.body)
        self._wire()

    def _wire(self) -> None:
        self.name.changed.connect(self._name_typed)
        self.identity.changed.connect(self._identity_typed)
        self.birth.changed.connect(self._birth_typed)
        self.nationality.changed.connect(self._nation_typed)
        self.document.picked.connect(self._document_picked)
        self.gender.picked.connect(lambda: self._edit(gender=self.gender.value() or None))
        self.adult.picked.connect(lambda: self._edit(accompanied_by=int(self.adult.value() or 1)))
        self.reduction.picked.connect(lambda: self._edit(reduction=self.reduction.value() or None))
        self.assistance.picked.connect(lambda: self._edit(assistance=self.assistance.values()))
        for part, field in self._fields().items():
            field.entered.connect(lambda part=part: self._entered(part))
            field.edit.editingFinished.connect(lambda part=part: self._left(part))
        for row in (self.document, self.gender, self.adult, self.reduction, self.assistance):
            row.entered.connect(lambda: self._entered(""))

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "identity": self.identity,
            "birth_date": self.birth,
            "nationality": self.nationality,
        }

    # -- showing

    def show_person(self, draft: PassengerDraft, place: Place, trip: Trip) -> None:
        """Take over a traveller; fields that have the focus keep what is being typed in them."""
        if self._draft is not draft:
            self._forget_person()
        self._draft, self._place, self._trip = draft, place, trip
        self._loading = True
        _fill(self.name, draft.name)
        _fill(self.identity, draft.identity_number)
        if not self._birth_problem:
            _fill(self.birth, f"{draft.birth_date:%d/%m/%Y}" if draft.birth_date else "")
        if not self._nation_problem:
            _fill(self.nationality, country_name(draft.nationality))
        self.document.set_values([draft.identity_type])
        self.gender.set_values([draft.gender or ""])
        self.adult.set_options([(str(seq), name) for seq, name in place.adults])
        self.adult.set_values([str(draft.accompanied_by)])
        self._show_reductions()
        self.assistance.set_values(draft.assistance)
        self._show_kind()
        self._loading = False
        self._show_review()

    def _forget_person(self) -> None:
        """Somebody else sits here now: nothing was typed for them yet, so nothing is missing yet."""
        self._touched.clear()
        self._filled, self._birth_problem, self._nation_problem = (None, None), "", ""

    def _show_kind(self) -> None:
        if self._draft is None:
            return
        passport = self._draft.identity_type == "passport"
        infant = self._draft.is_infant
        self.nationality.setVisible(passport)
        self.adult.setVisible(infant and len(self._place.adults) > 1)
        self.reduction.setVisible(not infant and bool(self.reduction.chips))
        self.assistance.setVisible(not infant)
        self.identity.set_label(self.tr("Passport number") if passport else self.tr("NIK (16 digits)"))

    def _show_reductions(self) -> None:
        if self._draft is None:
            return
        age = self.review.age
        offers = reductions_for(age, self._trip.class_code, self._trip.travel, self._trip.rules)
        names = self._reduction_names()
        self.reduction.set_options([(o.code, f"{names[o.code]} {o.percent} %") for o in offers])
        self.reduction.set_values([self._draft.reduction or ""])

    def set_others(self, others: Sequence[PassengerDraft]) -> None:
        """The rest of the booking, for the check that nobody is named twice."""
        self._others = [other.entry() for other in others]
        self._show_review()

    def set_open(self, is_open: bool) -> None:
        self.body.setVisible(is_open)
        self.line.set_open(is_open)

    @property
    def is_open(self) -> bool:
        return not self.body.isHidden()

    def focus_first(self) -> None:
        """The first field that wants something, else the name."""
        part = next((part for part in self._stops() if part in self.review.errors), "name")
        self.focus_part(part)

    def focus_part(self, part: str) -> None:
        field = self._fields().get(part)
        if field is not None:
            field.edit.setFocus(Qt.FocusReason.TabFocusReason)
            field.edit.selectAll()
        else:
            row = {"gender": self.gender, "reduction": self.reduction, "assistance": self.assistance}.get(part)
            if row is not None:
                row.focus_row()

    def show_errors(self) -> bool:
        """Name everything that is missing; False when something is."""
        self._touched |= {"name", "identity", "birth_date", "nationality"}
        self._show_review()
        return self.review.is_complete and not self._birth_problem and not self._nation_problem

    # -- typing

    def _edit(self, **fields: Any) -> None:
        """Hand on what a person changed; whoever listens writes it into the draft before this goes on."""
        if self._loading or self._draft is None:
            return
        if fields.keys() & {"birth_date", "identity_number"} and not self._draft.is_infant:
            born = fields.get("birth_date", self._draft.birth_date)
            fields["type"] = self._kind_by_age(born)
        self.edited.emit(fields)
        self._show_kind()
        self._show_review()

    def _kind_by_age(self, born: date | None) -> str:
        """adult, child or senior; a small one with a seat of its own travels as a child."""
        kind = type_on(born, self._trip.travel, self._trip.rules) if born else "adult"
        return "child" if kind == "infant" else kind

    def _name_typed(self, text: str) -> None:
        checked = check_name(text)
        self._edit(name=text if checked.problem else checked.text)

    def _identity_typed(self, text: str) -> None:
        if self._loading or self._draft is None:
            return
        fields: dict[str, Any] = {"identity_number": text}
        if self._draft.identity_type == "nik":
            if len(text) == 1 and text.isascii() and text.isalpha() and not self._draft.is_infant:
                # A NIK never begins with a letter, nearly every passport does.
                fields["identity_type"] = "passport"
                self.document.set_values(["passport"])
            else:
                fields |= self._read_from_nik(text)
        if fields.get("identity_type", self._draft.identity_type) == "passport":
            fields["identity_number"] = check_passport(text).text
        self._edit(**fields)

    def _read_from_nik(self, text: str) -> dict[str, Any]:
        """Date of birth and gender, where no person wrote something else into them."""
        draft = self._draft
        reading = read_nik(text, self._trip.today)
        if draft is None or reading.blocking:
            return {}
        fields: dict[str, Any] = {"identity_number": reading.number}
        born, gender = self._filled
        if reading.birth_date and (draft.birth_date is None or draft.birth_date == born):
            fields["birth_date"] = reading.birth_date
            self._birth_problem = ""
            self._quietly(self.birth, f"{reading.birth_date:%d/%m/%Y}")
        if reading.gender and (draft.gender is None or draft.gender == gender):
            fields["gender"] = reading.gender
            self.gender.set_values([reading.gender])
        self._filled = (reading.birth_date, reading.gender)
        return fields

    def _birth_typed(self, text: str) -> None:
        if self._loading:
            return
        self._birth_problem, born = "", None
        if text.strip():
            try:
                born = parse_birth_date(text, self._trip.today)
            except Refused as refused:
                self._birth_problem = refused.code
        self._edit(birth_date=born)

    def _nation_typed(self, text: str) -> None:
        if self._loading:
            return
        code = country_code(text)
        self._nation_problem = "nationality_unknown" if text.strip() and code is None else ""
        self._edit(nationality=code)

    def _document_picked(self) -> None:
        self._touched.discard("identity")
        self._edit(identity_type=self.document.value())
        self.focus_part("identity")

    def toggle_document(self) -> None:
        """Ctrl+D: NIK or passport, from anywhere in the form."""
        if self._draft is not None:
            self.document.set_values(["nik" if self._draft.identity_type == "passport" else "passport"])
            self._document_picked()

    def take_offer(self) -> bool:
        """F11: what the hint proposes, if it proposes something."""
        if self.review.offer is None:
            return False
        self._take_offer()
        return True

    def _take_offer(self) -> None:
        offer = self.review.offer
        if offer == "senior":
            self.reduction.set_values(["senior"])
            self._edit(reduction="senior")
        if offer:
            self.offer_taken.emit(offer)

    def _quietly(self, field: Field, text: str) -> None:
        before, self._loading = self._loading, True
        field.set_text(text)
        self._loading = before

    # -- moving forward

    def _stops(self) -> list[str]:
        """Fields Enter visits, in order; what the NIK filled in is passed over."""
        draft = self._draft
        stops = ["name", "identity"]
        if draft is None:
            return stops
        if draft.identity_type == "passport":
            return [*stops, "birth_date", "nationality"]
        if draft.birth_date is None and (draft.is_infant or self._birth_problem):
            stops.append("birth_date")
        return stops

    def _entered(self, part: str) -> None:
        self._touch(part)
        stops = self._stops()
        if part and part in self.problems():
            self.focus_part(part)
            return
        following = stops[stops.index(part) + 1 :] if part in stops else stops
        if part in stops:
            target = following[0] if following else None
        else:
            target = next((stop for stop in stops if stop in self.problems()), None)
        if target is None:
            target = next((stop for stop in stops if stop in self.problems()), None)
        if target is None:
            self.forward.emit()
        else:
            self.focus_part(target)

    def _left(self, part: str) -> None:
        """Who only passed through has not forgotten it: into a recalled sale the program walks by itself."""
        if self._fields()[part].edit.isModified():
            self._touch(part)

    def _touch(self, part: str) -> None:
        if part:
            self._touched.add(part)
        self._show_review()

    # -- what the review says

    def problems(self) -> dict[str, str]:
        """Every blocking code by field, said or not yet said."""
        found = dict(self.review.errors)
        if self._birth_problem:
            found["birth_date"] = self._birth_problem
        if self._nation_problem:
            found["nationality"] = self._nation_problem
        return found

    def _show_review(self) -> None:
        if self._draft is None:
            return
        before = self.review.age
        self.review = review(self._draft.entry(), self._trip, self._others)
        if before != self.review.age:
            self._show_reductions()
        problems = self.problems()
        for part, field in self._fields().items():
            code = problems.get(part, "")
            if code in _PATIENT and part not in self._touched:
                code = ""
            field.set_hint(self._hint(part))
            field.set_error(words.sentence(Refused(code)) if code else "")
            if not code and part in self.review.warnings:
                field.set_hint(words.sentence(Refused(self.review.warnings[part])))
                theme.mark(field.note, role="warning")
        self._show_offer()
        self.line.show_person(self._draft, self._place, is_complete=not problems, offer=self.review.offer)

    def _hint(self, part: str) -> str:
        if part == "birth_date" and self._draft is not None and self.review.age is not None:
            return self.tr("Age on the day of travel: {age}").format(age=max(self.review.age, 0))
        return ""

    def _show_offer(self) -> None:
        offer = self.review.offer
        if offer == "senior":
            text = self.tr("60 or older on the day of travel: the senior reduction applies.")
            self.offer.say(text, self.tr("Give the reduction"))
        elif offer == "infant":
            text = self.tr("Under 3 on the day of travel: may travel free, without a seat, with an adult.")
            self.offer.say(text, self.tr("Travel without a seat"))
        else:
            self.offer.hide()

    # -- language and look

    def _reduction_names(self) -> dict[str, str]:
        names = reduction_names()
        return {code: names[code] for code in REDUCTIONS}

    def retranslate(self) -> None:
        #: Indonesian: Nama sesuai identitas
        self.name.set_label(self.tr("Name as in the identity document"))
        self.document.set_label(self.tr("Document"))
        self.document.set_options([("nik", self.tr("NIK")), ("passport", self.tr("Passport"))])
        self.birth.set_label(self.tr("Date of birth"))
        self.birth.edit.setPlaceholderText(self.tr("dd/mm/yyyy"))
        self.gender.set_label(self.tr("Gender"))
        self.gender.set_options([("male", self.tr("Male")), ("female", self.tr("Female"))])
        self.nationality.set_label(self.tr("Nationality"))
        self.nationality.edit.setPlaceholderText(self.tr("Country or code, like AU"))
        self.adult.set_label(self.tr("On the lap of"))
        self.reduction.set_label(self.tr("Reduction"))
        self.assistance.set_label(self.tr("Assistance needed"))
        names = assistance_names()
        self.assistance.set_options([(code, names[code]) for code in ASSISTANCE])
        self._show_kind()
        self._show_reductions()
        self._show_review()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.is_open:
            self.wanted.emit()
        super().mousePressEvent(event)


def _fill(field: Field, text: str) -> None:
    if field.edit.text() != text and not field.edit.hasFocus():
        field.set_text(text)
