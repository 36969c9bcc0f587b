"""The last scans of this gate: take one's own back, or let a supervisor pass over a refusal.

The supervisor signs with their own login, for this one act; nobody lets in what they scanned themselves, and what
is void stays out whoever asks (the database sees to both).
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import gate_words, theme, words
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import time_text
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.field import Field
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.values.cards_gate import ScanCard
from kai_counter.values.judgement import OVERRIDABLE

SHOWN = 50


class GateRecent(QWidget):
    def __init__(self, gate: GateScreen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.recent")
        self.gate, self.gating = gate, gate.gating
        self.cards: tuple[ScanCard, ...] = ()
        self.chosen: ScanCard | None = None
        self.banner = Banner("gate.recent.banner", self)
        self.title, self.empty = QLabel(self), QLabel(self)
        theme.mark(self.title, role="title")
        theme.mark(self.empty, role="muted")
        self.list = RowList("gate.recent.row", self)
        self.list.reached.connect(self._choose)
        self.list.picked.connect(self._choose)
        self._build_side()
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
        self.gating.answered.connect(lambda _card: self._refresh())
        self.retranslate()

    def _build_side(self) -> None:
        self.side = QFrame(self)
        self.side.setFixedWidth(470)
        theme.mark(self.side, card="plain")
        self.heading, self.about = QLabel(self), QLabel(self)
        theme.mark(self.heading, role="heading")
        theme.mark(self.about, role="muted")
        self.about.setWordWrap(True)
        self.reason = ChipRow("gate.annul.reason", required=True)
        self.annul = Button("gate.annul", kind="danger", icon="undo-2", key="F9")
        self.annul.clicked.connect(self.take_back)
        self.override_title = QLabel(self)
        theme.mark(self.override_title, role="heading")
        self.nipp = Field("gate.override.nipp", max_length=8, digits=True, reserve=False)
        self.password = Field("gate.override.password", max_length=128, password=True, reserve=False)
        self.why = Field("gate.override.reason", max_length=200)
        self.why.entered.connect(self.let_in)
        self.nipp.entered.connect(self.password.setFocus)
        self.password.entered.connect(self.why.setFocus)
        self.override = Button("gate.override", kind="primary", icon="signature", key="F10")
        self.override.clicked.connect(self.let_in)
        column = QVBoxLayout(self.side)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        for widget in (self.heading, self.about, self.reason, self.annul, self.override_title, self.nipp,
                       self.password, self.why, self.override):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)

    # -- what the window asks of a page

    def activate(self) -> None:
        self.banner.hide()
        self._refresh()
        if not self.list.focus_first():
            self._choose(-1)
            self.setFocus()

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("F9", self.tr("Take back"), self.take_back, self._may_annul()),
            KeyHint("F10", self.tr("Supervisor lets in"), self._to_override, self._may_override()),
        ]

    # -- the list

    def _refresh(self) -> None:
        self.cards = self.gating.recent()[:SHOWN]
        clock = self.gating.counter.clock
        rows = []
        for card in self.cards:
            seat, number = gate_words.seat_text(card.facts), str(card.facts.get("ticket_number") or "")
            under = " · ".join(part for part in (number, str(card.facts.get("name") or ""), seat) if part)
            name = gate_words.said(card.code, card.facts).heading
            if card.scan_id in self.gating.annulled:
                name = self.tr("Taken back")
            rows.append(Row(str(card.scan_id), gate_words.sign_of(card.code), name, under,
                            time_text(clock.local(card.at))))  # fmt: skip
        self.list.show_rows(rows)
        self.empty.setVisible(not rows)

    def _choose(self, index: int) -> None:
        card = self.cards[index] if 0 <= index < len(self.cards) else None
        if card is None or self.chosen is None or card.scan_id != self.chosen.scan_id:
            self.password.set_text("")
            self.why.set_text("")
        self.chosen = card
        self._show_chosen()
        self.gate.turned.emit()

    def _show_chosen(self) -> None:
        card = self.chosen
        self.side.setVisible(card is not None)
        if card is None:
            return
        said = gate_words.said(card.code, card.facts)
        self.heading.setText(said.heading)
        self.about.setText(f"{said.todo} {gate_words.train_text(card.facts)}".strip())
        can, may = self._may_annul(), self._may_override()
        for mine in (self.reason, self.annul):
            mine.setVisible(can)
        for theirs in (self.override_title, self.nipp, self.password, self.why, self.override):
            theirs.setVisible(may)
        if not can and not may:
            self.about.setText(f"{self.about.text()}\n\n{self._why_not(card)}")

    def _why_not(self, card: ScanCard) -> str:
        if card.scan_id in self.gating.annulled:
            return self.tr("This scan was taken back.")
        if card.judgement.admits:
            minutes = self._minutes()
            return self.tr("A scan can be taken back for {minutes} minutes only.").format(minutes=minutes)
        return self.tr("Nobody may let this in: it is void, or not one of our tickets.")

    # -- taking back

    def _minutes(self) -> int:
        box = self.gating.box
        return box.place.rules.annul_minutes if box is not None and box.place is not None else 15

    def _may_annul(self) -> bool:
        card, line = self.chosen, self.gating.line
        if card is None or line is None or not card.judgement.admits or card.scan_id in self.gating.annulled:
            return False
        return line.now() - card.at <= timedelta(minutes=self._minutes())

    def take_back(self) -> None:
        card = self.chosen
        if card is None or not self._may_annul():
            return
        reason = self.reason.value()
        self.annul.setEnabled(False)  # until the answer: once is enough

        def done(at_once: bool) -> None:
            self.annul.setEnabled(True)
            self.gating.annulled.add(card.scan_id)
            self.banner.say(
                "success", self.tr("Taken back"),
                "" if at_once else self.tr("The database is told when it is back; here it counts already."),
            )  # fmt: skip
            self._refresh()
            self._show_chosen()
            self.gate.turned.emit()

        self.gating.annul(card.scan_id, reason, done, self._not_done)

    # -- the supervisor's word

    def _may_override(self) -> bool:
        card = self.chosen
        return card is not None and card.code in OVERRIDABLE and card.scan_id not in self.gating.overridden

    def _to_override(self) -> None:
        if self._may_override():
            self.nipp.edit.setFocus()
            self.nipp.edit.selectAll()

    def let_in(self) -> None:
        card = self.chosen
        if card is None or not self._may_override() or not self.override.isEnabled():
            return
        for field, sentence in (
            (self.nipp, self.tr("The supervisor's own NIPP.")),
            (self.password, self.tr("The supervisor's own password.")),
            (self.why, self.tr("Why may they go in? It is kept with the scan.")),
        ):
            if not field.text():
                field.set_error(sentence)
                field.setFocus()
                return
        self.override.setEnabled(False)
        self.gating.override(
            card, self.nipp.text(), self.password.text(), self.why.text(), self._let_in, self._not_done
        )
        self.password.set_text("")

    def _let_in(self, card: ScanCard) -> None:
        self.override.setEnabled(True)
        self._refresh()
        self.gate.show_page("work")
        self.gate.work.show_overridden(card)

    def _not_done(self, fault: BaseException) -> None:
        self.annul.setEnabled(True)
        self.override.setEnabled(True)
        if isinstance(fault, Refused):
            if fault.code == "sign_in_wrong":
                self.password.set_error(words.sentence(fault))
                self.password.setFocus()
            else:
                self.banner.say("danger", words.sentence(fault))
        elif isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def retranslate(self) -> None:
        self.title.setText(self.tr("Last scans of this gate"))
        self.empty.setText(self.tr("Nothing was scanned here yet."))
        self.reason.set_label(self.tr("Why is it taken back?"))
        self.reason.set_options([
            ("wrong person", self.tr("Wrong person")),
            ("wrong ticket", self.tr("Wrong ticket")),
            ("went back", self.tr("Went out again")),
        ])  # fmt: skip
        if not self.reason.value():
            self.reason.set_values(["wrong person"])
        self.annul.set_text(self.tr("Take this scan back"))
        self.override_title.setText(self.tr("A supervisor lets them in"))
        self.nipp.set_label(self.tr("Supervisor's NIPP"))
        self.password.set_label(self.tr("Supervisor's password"))
        self.why.set_label(self.tr("Reason"))
        self.override.set_text(self.tr("Let in on my word"))
        self._refresh()
        self._show_chosen()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


