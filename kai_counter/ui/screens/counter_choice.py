"""Which counter this machine is; asked once, kept in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.front import FrontPage, scroller


@dataclass(frozen=True, slots=True)
class CounterPlace:
    """A counter this machine may become. On a central server the administrator gives code and secret by hand."""

    code: str
    name: str
    station: str
    secret: str = field(repr=False)


class CounterChoiceScreen(FrontPage):
    """`chosen(code, secret)` once; a list where the counters of this machine are known, two fields elsewhere."""

    chosen = Signal(str, str)

    def __init__(
        self,
        look: Theme,
        language: Language,
        places: Sequence[CounterPlace] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("counterChoice", look, language, parent)
        self._places = tuple(places)
        self._rows: list[ChoiceRow] = []
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        for place in self._places:
            row = ChoiceRow(f"counterChoice.{place.code}", "monitor", box)
            row.set_words(place.name, place.station, place.code)
            row.clicked.connect(lambda _=False, p=place: self.chosen.emit(p.code, p.secret))
            column.addWidget(row)
            self._rows.append(row)
        column.addStretch(1)
        if self._places:
            area = scroller(box)
            area.setMinimumHeight(min(6, len(self._places)) * 62)
            self.form.addWidget(area)
        else:
            box.hide()
        self._other = QLabel(self)
        theme.mark(self._other, role="label")
        self.code = Field("counterChoice.code", max_length=20, parent=self)
        self.secret = Field("counterChoice.secret", max_length=128, password=True, parent=self)
        self.submit_button = Button("counterChoice.submit", kind="primary", icon="arrow-right", parent=self)
        self.code.entered.connect(self.secret.setFocus)
        self.secret.entered.connect(self.submit)
        self.submit_button.clicked.connect(self.submit)
        for part in (self._other, self.code, self.secret, self.submit_button):
            part.setVisible(not self._places)
            self.form.addWidget(part)
        self.retranslate()

    def activate(self) -> None:
        (self._rows[0] if self._rows else self.code).setFocus()

    def submit(self) -> None:
        if not self.code.text():
            self.code.set_error(self.tr("Type the counter's code, for example GMR-01."))
            self.code.setFocus()
        elif not self.secret.text():
            self.secret.set_error(self.tr("Type the secret your administrator gave for this machine."))
            self.secret.setFocus()
        else:
            self.chosen.emit(self.code.text().upper(), self.secret.text())

    def retranslate(self) -> None:
        super().retranslate()
        self.title.setText(self.tr("Which counter is this?"))
        self.words.setText(self.tr("Asked once on this machine. Tickets and cash carry this counter's name."))
        self._other.setText(self.tr("Registration by your administrator"))
        self.code.set_label(self.tr("Counter code"))
        self.secret.set_label(self.tr("Counter secret"))
        self.submit_button.set_text(self.tr("Use this counter"))
