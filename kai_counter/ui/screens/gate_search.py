"""A torn ticket: found by the number under its symbol, its ticket or booking number, the seat, or the whole name.

It looks in the list that the gate carries, so it works with the network away. Nothing vouches for what was typed:
the answer is at best "look at the document".
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.values.gate_facts import GateTicket
from kai_counter.values.ticket_code import looks_like_code, read_human_code

LONGEST = 200


class GateSearch(QWidget):
    def __init__(self, gate: GateScreen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.search")
        self.gate, self.gating = gate, gate.gating
        self.found: tuple[GateTicket, ...] = ()
        self.title, self.hint = QLabel(self), QLabel(self)
        theme.mark(self.title, role="title")
        theme.mark(self.hint, role="muted")
        self.hint.setWordWrap(True)
        self.code = Field("gate.search.code", max_length=LONGEST)
        self.code.entered.connect(self.look)
        self.button = Button("gate.search.find", kind="primary", icon="search")
        self.button.clicked.connect(self.look)
        self.list = RowList("gate.search.row", self)
        self.list.picked.connect(self._picked)
        line = QHBoxLayout()
        line.addWidget(self.code, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        card = QFrame(self)
        card.setFixedWidth(760)
        theme.mark(card, card="plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(self.title)
        column.addLayout(line)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        self.retranslate()

    def activate(self) -> None:
        self.code.set_text("")
        self._show(())
        self.hint.setText(self._quiet())
        self.code.edit.setFocus()

    def keys(self) -> list[KeyHint]:
        return [KeyHint("Enter", self.tr("Find, then choose")), KeyHint("Up/Down", self.tr("Choose"))]

    def look(self) -> None:
        text = self.code.text()
        if not text:
            self.code.set_error(self.tr("Type a number, the booking code, the seat or the whole name."))
            return
        if looks_like_code("".join(text.split()).upper()):
            self.gate.scanned("".join(text.split()).upper())
            return
        self.gating.find(text, self._came)

    def _came(self, found: tuple[GateTicket, ...]) -> None:
        self._show(found)
        if found:
            self.hint.setText(self.tr("Whose is it? Enter judges the ticket; compare it with the identity card."))
            self.list.focus_first()
            return
        human = read_human_code(self.code.text())
        if human is not None:  # not on the list; the database may know it
            self.gate.show_page("work")
            self.gating.typed(human[0], human[1])
            return
        self.code.set_error(self.tr("Nobody on this gate's list. The whole name as on the ticket, or its number?"))

    def _show(self, found: tuple[GateTicket, ...]) -> None:
        self.found = found
        rows = []
        for ticket in found:
            state = {"used": self.tr("went in"), "cancelled": self.tr("void"), "expired": self.tr("ended")}
            train = self.gating.box.train(ticket.schedule_number) if self.gating.box is not None else None
            words = f"{ticket.ticket_number} · KA {train.train_number}" if train else ticket.ticket_number
            seat = f"{ticket.coach_label} / {ticket.seat_number}" if ticket.seat_number else self.tr("Infant")
            right = " · ".join(part for part in (seat, state.get(ticket.status, "")) if part)
            rows.append(Row(str(ticket.number), "ticket", ticket.name, words, right))
        self.list.show_rows(rows)

    def _picked(self, index: int) -> None:
        ticket = self.found[index]
        human = read_human_code(self.code.text())
        issue = human[1] if human is not None and human[0] == ticket.number else None
        self.gate.show_page("work")
        self.gating.typed(ticket.number, issue)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.list.walk(step)
        else:
            super().keyPressEvent(event)

    def _quiet(self) -> str:
        return self.tr("T0001-2345/2 under the symbol, ABCDEFG or ABCDEFG-1, EKS 2 4A, or the whole name.")

    def retranslate(self) -> None:
        self.title.setText(self.tr("A torn ticket"))
        self.code.set_label(self.tr("Number, booking code, seat or whole name"))
        self.button.set_text(self.tr("Find"))
        self.hint.setText(self._quiet())
        self._show(self.found)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
