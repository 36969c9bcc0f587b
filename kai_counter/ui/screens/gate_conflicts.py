"""Who was let in without the database and should not have been: looked into by a supervisor, one by one."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import gate as verbs
from kai_counter.ui import gate_words, theme, words
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import time_text
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.values.cards_gate import ConflictCard


class GateConflicts(QWidget):
    def __init__(self, gate: GateScreen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.conflicts")
        self.gate, self.counter = gate, gate.counter
        self.cards: tuple[ConflictCard, ...] | None = None
        self.chosen: ConflictCard | None = None
        self.banner = Banner("gate.conflicts.banner", self)
        self.title, self.empty = QLabel(self), QLabel(self)
        theme.mark(self.title, role="title")
        theme.mark(self.empty, role="muted")
        self.list = RowList("gate.conflict", self, height=58)
        self.list.reached.connect(self._choose)
        self.list.picked.connect(self._to_note)
        self.side = QFrame(self)
        self.side.setFixedWidth(470)
        theme.mark(self.side, card="plain")
        self.heading, self.about = QLabel(self), QLabel(self)
        theme.mark(self.heading, role="heading")
        self.heading.setWordWrap(True)
        self.about.setWordWrap(True)
        self.note = Field("gate.conflict.note", max_length=400)
        self.note.entered.connect(self.settle)
        self.button = Button("gate.conflict.settle", kind="primary", icon="check", key="F8")
        self.button.clicked.connect(self.settle)
        inside = QVBoxLayout(self.side)
        inside.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        inside.setSpacing(theme.S)
        for part in (self.heading, self.about, self.note, self.button):
            inside.addWidget(part)
        inside.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.S)
        for widget in (self.title, self.banner, self.empty):
            left.addWidget(widget)
        left.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        self.retranslate()

    def activate(self) -> None:
        self.banner.hide()
        self.setFocus()
        self.refresh()

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("F8", self.tr("Looked into"), self.settle, self.chosen is not None),
            KeyHint("F5", self.tr("Refresh"), self.refresh),
        ]

    def refresh(self) -> None:
        self.counter.desk.ask(
            self, verbs.conflicts, self.counter.database, then=self._came, failed=self._failed, key="conflicts"
        )

    def _came(self, cards: tuple[ConflictCard, ...]) -> None:
        self.cards = cards
        self.gate.bar.show_conflicts(len(cards))
        self._show()
        if self.chosen is None and not self.note.edit.hasFocus():
            self.list.focus_first()

    def _show(self) -> None:
        clock, cards = self.counter.clock, self.cards or ()
        rows = []
        for card in cards:
            seat = f"{card.ticket.coach_label} / {card.ticket.seat_number}" if card.ticket else ""
            under = " · ".join(part for part in (card.gate, card.member, seat) if part)
            name = gate_words.said(card.conflict, {}).heading
            rows.append(Row(str(card.scan_id), gate_words.sign_of(card.conflict), name, under,
                            time_text(clock.local(card.scanned_at))))  # fmt: skip
        self.list.show_rows(rows)
        kept = self.chosen.scan_id if self.chosen else None
        self.chosen = next((card for card in cards if card.scan_id == kept), None)
        self.empty.setVisible(not cards)
        self.empty.setText(
            self.tr("Reading…") if self.cards is None else self.tr("Nothing to look into: every gate agreed.")
        )
        self._show_chosen()

    def _choose(self, index: int) -> None:
        if self.cards and 0 <= index < len(self.cards):
            self.chosen = self.cards[index]
            self._show_chosen()
            self.gate.turned.emit()

    def _to_note(self, index: int) -> None:
        self._choose(index)
        self.note.edit.setFocus()

    def _show_chosen(self) -> None:
        card = self.chosen
        self.side.setVisible(card is not None)
        if card is None:
            return
        clock, ticket = self.counter.clock, card.ticket
        self.heading.setText(
            self.tr("Let in as “{shown}”, but: {conflict}").format(
                shown=gate_words.said(card.judgement, {}).heading,
                conflict=gate_words.said(card.conflict, {}).heading,
            )
        )
        lines = [
            self.tr("{gate} ({counter}), {time}, by {member}").format(
                gate=card.gate, counter=card.counter_code, time=time_text(clock.local(card.scanned_at)),
                member=card.member,
            )
        ]  # fmt: skip
        if card.other_at is not None:
            lines.append(
                self.tr("Before that: {gate}, {time}").format(
                    gate=card.other_gate, time=time_text(clock.local(card.other_at))
                )
            )
        if ticket is not None:
            seat = f"{ticket.coach_label} / {ticket.seat_number}"
            lines.append(" · ".join(part for part in (ticket.ticket_number, ticket.name, seat) if part))
        if card.train is not None:
            lines.append(f"KA {card.train.train_number} {card.train.train_name}")
        self.about.setText("\n".join(lines))

    def settle(self) -> None:
        card = self.chosen
        if card is None:
            return
        if not self.note.text():
            self.note.complain(self.tr("What was found? One sentence; it is kept with the scan."))
            return
        self.counter.desk.do(
            self, verbs.settle_conflict, self.counter.database, card.scan_id, self.note.text(),
            then=self._settled, refused=self._failed, failed=self._failed,
        )  # fmt: skip

    def _settled(self, _none: object) -> None:
        self.note.set_text("")
        self.chosen = None
        self.banner.say("success", self.tr("Noted. It is off the list."))
        self.setFocus()
        self.refresh()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Refused):
            self.banner.say("danger", words.sentence(fault))
        elif isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Let in without the database, against its word"))
        self.note.set_label(self.tr("What was found"))
        self.button.set_text(self.tr("Looked into"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
