"""The gate at work: scan, answer, next. A fresh answer takes the whole page, then the counts return."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import gate_words, theme, words
from kai_counter.ui.flows.gating import Gating
from kai_counter.ui.moments import time_text
from kai_counter.ui.sounds import Sounds
from kai_counter.ui.widgets.gate_answer import Answer, GateAnswer
from kai_counter.ui.widgets.gate_side import GateSide
from kai_counter.values.cards_gate import OFFLINE, LateCard, ScanCard


class GateWork(QWidget):
    """Takes no focus of its own: a scanner's keys are swallowed before any widget sees them."""

    def __init__(self, gating: Gating, sounds: Sounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.work")
        self.gating, self.sounds = gating, sounds
        self.answer = GateAnswer("gate.answer", self)
        self.answer.faded.connect(self._faded)
        self.side = GateSide(gating.counter.clock, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        row.addWidget(self.answer, 1)
        row.addWidget(self.side)
        gating.answered.connect(self.show_card)
        gating.counts_changed.connect(self.side.show_counts)
        gating.line_changed.connect(self.show_quiet)
        gating.opened.connect(self.show_quiet)
        gating.came_late.connect(self.show_late)
        gating.refused.connect(self.show_refusal)
        gating.failed.connect(self.show_trouble)
        self.show_quiet()

    # -- answers

    def show_card(self, card: ScanCard) -> None:
        said = gate_words.said(card.code, card.facts)
        kind, sign = card.kind, gate_words.sign_of(card.code)
        if card.is_repeat:
            said, kind, sign = gate_words.repeated(said), "repeat", "user-round"
        self._light(
            Answer(
                kind, sign, said.heading, said.todo,
                seat=gate_words.seat_text(card.facts) if card.kind != "refuse" else "",  # nobody sits down now
                train=gate_words.train_line(card.facts),
                journey=_journey(card),
                person=_person(card),
                foot=self._foot(card),
            )
        )  # fmt: skip
        self.side.show_recent(self.gating.recent()[:6])

    def show_overridden(self, card: ScanCard) -> None:
        """A supervisor's word stands above the gate's."""
        self._light(
            Answer(
                "welcome", "signature", self.tr("Let in by the supervisor"), self.tr("Let them through."),
                seat=gate_words.seat_text(card.facts), train=gate_words.train_line(card.facts),
                journey=_journey(card), person=_person(card),
            )
        )  # fmt: skip

    def show_late(self, card: LateCard) -> None:
        """The gate had let somebody in by itself and the database says otherwise: they are inside already."""
        said = gate_words.said(card.result, {"seat_number": card.ticket.seat_number if card.ticket else ""})
        seat = f"{card.ticket.coach_label} / {card.ticket.seat_number}" if card.ticket else ""
        todo = self.tr("Was let in without the database, which says: {answer}. The supervisor has it in the list.")
        self._light(
            Answer("refuse", "triangle-alert", self.tr("Let in wrongly"), todo.format(answer=said.heading), seat)
        )

    def show_refusal(self, refused: Refused) -> None:
        self._light(Answer("refuse", "circle-x", self.tr("No answer"), words.sentence(refused)))

    def show_trouble(self, fault: Unavailable) -> None:
        """A full disk (the gate may not answer by itself then), or no list yet."""
        title, said = words.trouble(fault)
        if fault.what == "database":
            title, said = self.tr("No list yet"), self.tr("This gate has never had a list. Wait for the database.")
        self._light(Answer("refuse", "circle-alert", title, said))

    def _light(self, answer: Answer) -> None:
        self.side.hide()  # the answer fills the page
        self.answer.show_answer(answer)
        self.sounds.play(answer.kind)

    def _faded(self) -> None:
        self.show_quiet()
        self.side.show()

    def _foot(self, card: ScanCard) -> str:
        number = card.facts.get("ticket_number")
        told = self.tr("this gate says so, the database will hear of it")
        if card.is_final:
            told = self.tr("the database says so")
        ticket = self.tr("Ticket {number}").format(number=number)
        return f"{ticket} · {told}" if number else told

    # -- between two answers

    def show_quiet(self, _news: object = None) -> None:
        """What the ground says: ready, and without a network what this gate can still vouch for."""
        card, vouching = self.gating.card, self.gating.vouching()
        if vouching is not None and vouching.as_of is None and card is not None and card.state == OFFLINE:
            said = self.tr("Offline, and this gate never had a list: it vouches for nobody. Call the supervisor.")
            self.answer.set_quiet(self.tr("No list yet"), said)
            return
        if vouching is None or vouching.as_of is None:
            said = self.tr("A moment: keys, trains and tickets come in.")
            self.answer.set_quiet(self.tr("Fetching the list"), said)
            return
        heading = self.tr("Scan a ticket")
        if card is None or card.state != OFFLINE:
            self.answer.set_quiet(heading, self.tr("The next answer takes this whole page."))
            return
        assert vouching.age is not None
        clock = self.gating.counter.clock
        age, at = gate_words.age_text(vouching.age.total_seconds()), time_text(clock.local(vouching.as_of))
        if vouching.until is None or vouching.is_empty:
            said = self.tr(
                "Offline. The list of {time} is {age}; every train on it has left, so nobody can be vouched for."
            ).format(time=at, age=age)
        else:
            said = self.tr(
                "Offline. Answers come from the list of {time}, {age}: {count} trains, the last leaves {until}. "
                "What other gates did since then is not known here."
            ).format(time=at, age=age, count=vouching.trains, until=time_text(clock.local(vouching.until)))
        self.answer.set_quiet(heading, said)

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is typed on this page: whatever comes fast enough is a scan."""
        if self.gating.counter.scanning is not None:
            self.gating.counter.scanning.at_gate(True)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.gating.counter.scanning is not None:
            self.gating.counter.scanning.at_gate(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.answer.clear()
            self.show_quiet()


def _journey(card: ScanCard) -> str:
    """Platform and delay, where there is one to tell; else from where to where."""
    facts = card.facts
    if gate_words.where_line(facts) or not facts.get("from_name"):
        return gate_words.where_line(facts)
    return f"{facts['from_name']} → {facts.get('to_name') or '–'}"


def _person(card: ScanCard) -> str:
    from kai_counter.ui.people_words import reduction_names

    facts = card.facts
    parts = [str(facts.get("name") or ""), reduction_names().get(str(facts.get("reduction")), "")]
    return " · ".join(part for part in parts if part)
