"""Who is on a train: by coach and seat, by stop, who did not come, who needs help. Live, on paper, as PDF and CSV.

Read from the database while it answers, else from what the gate carries (and then it says so: other stations'
boardings are as old as the list). At gate close the same page prints the hand-over to the train's crew; a
supervisor gives back the seats of who did not come.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import gate as verbs
from kai_counter.ui import theme, words
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import time_text
from kai_counter.ui.people_words import assistance_names, reduction_names
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.chips import ChipRow
from kai_counter.ui.widgets.plain_table import fill, plain_table
from kai_counter.ui.widgets.row_list import Row, RowList
from kai_counter.ui.widgets.train_end import TrainEnd
from kai_counter.values.cards_gate import HandOverCard, ManifestCard, ManifestLine, TrainCount
from kai_counter.values.ids import new_id

EVERY = 5_000  # ms: live
_TINTS = {"boarded": "success", "missing": "danger", "no_show": "danger", "expected": "text"}


class ManifestScreen(QWidget):
    def __init__(self, gate: GateScreen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gate.manifest")
        self.gate, self.gating, self.counter = gate, gate.gating, gate.counter
        self.card: ManifestCard | None = None
        self.is_local = False
        self.schedule: UUID | None = None
        self.handover_id = new_id()  # a second press is the same hand-over
        self.banner = Banner("gate.manifest.banner", self)
        self.list = RowList("gate.manifest.train", self)
        self.list.reached.connect(self._choose)
        self.list.picked.connect(self._choose)
        self._build()
        self._again = QTimer(self, interval=EVERY)
        self._again.timeout.connect(self.refresh)
        self.gating.counts_changed.connect(lambda _counts: self._show_trains())
        self.retranslate()

    def _build(self) -> None:
        self.trains_title, self.heading, self.about, self.empty = (QLabel(self) for _ in range(4))
        theme.mark(self.trains_title, role="heading")
        theme.mark(self.heading, role="title")
        theme.mark(self.about, role="muted")
        theme.mark(self.empty, role="muted")
        self.empty.setWordWrap(True)
        self.stops = plain_table("gate.manifest.stops", 5, (0,))
        self.stops.setMaximumHeight(210)
        self.people = plain_table("gate.manifest.people", 7, (2, 6))
        self.filter = ChipRow("gate.manifest.show", required=True, inline=True)
        self.filter.picked.connect(self._show_people)
        self.print_button = Button("gate.manifest.print", icon="printer", key="F9")
        self.print_button.clicked.connect(self.print_it)
        self.end = TrainEnd("gate.manifest", self)
        self.end.handing.connect(self.hand_over)
        self.end.releasing.connect(self.release)
        left = QFrame(self)
        left.setFixedWidth(330)
        theme.mark(left, card="plain")
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.addWidget(self.trains_title)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.print_button)
        right = QVBoxLayout()
        right.setSpacing(theme.S)
        right.addWidget(self.banner)
        right.addLayout(head)
        right.addWidget(self.about)
        right.addWidget(self.stops)
        right.addWidget(self.filter)
        right.addWidget(self.people, 1)
        right.addWidget(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addWidget(left)
        row.addLayout(right, 1)
        self._parts = (self.stops, self.filter, self.people)

    # -- what the window asks of a page

    def activate(self) -> None:
        self.banner.hide()
        self._show_trains()
        self._again.start()
        if not self.list.focus_first():
            self.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self._again.stop()

    def keys(self) -> list[KeyHint]:
        has = self.card is not None
        hints = [
            KeyHint("Up/Down", self.tr("Choose a train")),
            KeyHint("F9", self.tr("Hand over"), self.end.hand)
            if self.is_closed
            else KeyHint("F9", self.tr("Print"), self.print_it, has),
            KeyHint("Ctrl+P", self.tr("PDF"), lambda: self._save("pdf"), has),
            KeyHint("Ctrl+E", self.tr("CSV"), lambda: self._save("csv"), has),
        ]
        if self.gate.is_supervisor:
            hints.append(KeyHint("F10", self.tr("Release no-shows"), self.end.release, self.is_closed))
        return hints

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and not event.modifiers():
            self.list.walk(step)
        else:
            super().keyPressEvent(event)

    # -- trains

    def _show_trains(self) -> None:
        counts = self.gating.counts
        rows = [
            Row(str(count.train.schedule_id), "train-front",
                f"KA {count.train.train_number} {count.train.train_name}", self._time(count),
                f"{count.boarded}/{count.expected}")
            for count in counts
        ]  # fmt: skip
        self.list.show_rows(rows)
        self.empty.setVisible(not rows)
        if self.schedule is None and counts:
            self._choose(0)
        self._show_shape()

    def _time(self, count: TrainCount) -> str:
        return time_text(self.counter.clock.local(count.leaves_at))

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self.gating.counts):
            schedule = self.gating.counts[index].train.schedule_id
            if schedule != self.schedule:
                self.schedule, self.card = schedule, None
                self.handover_id = new_id()
                self.end.taker.set_text("")
            self.refresh()

    # -- reading

    def refresh(self) -> None:
        if self.schedule is None:
            return
        self.gating.manifest(self.schedule, self._came, self._failed)

    def _came(self, found: tuple[ManifestCard, bool]) -> None:
        card, self.is_local = found
        if card.train.schedule_id == self.schedule:
            self.card = card
            self._show_card()
            self.gate.turned.emit()

    @property
    def is_closed(self) -> bool:
        """Has the gate for this train closed here?"""
        card, box = self.card, self.gating.box
        if card is None or box is None or box.place is None:
            return False
        stop = card.train.stop_at(box.place.station_number)
        return stop is not None and (card.train.leaves(stop) - card.read_at).total_seconds() <= (
            box.place.rules.closes_minutes * 60
        )

    # -- showing

    def _show_shape(self) -> None:
        for part in self._parts:
            part.setVisible(self.card is not None)
        self.print_button.setVisible(self.card is not None and not self.is_closed)
        can = self.gate.is_supervisor and self.is_closed and self._absent() > 0
        self.end.show_ways(self.is_closed, can)

    def _absent(self) -> int:
        return sum(line.state == "missing" for line in self.card.lines) if self.card is not None else 0

    def _show_card(self) -> None:
        card = self.card
        self._show_shape()
        if card is None:
            self.heading.setText("")
            return
        self.heading.setText(f"KA {card.train.train_number} {card.train.train_name}")
        said = self.tr("{boarded} of {expected} boarded · read {time}").format(
            boarded=card.boarded, expected=card.expected, time=time_text(self.counter.clock.local(card.read_at))
        )
        if self.is_local:
            said += " · " + self.tr("from this gate's list; what other stations did since is not known here")
        if card.handed is not None:
            said += " · " + self._handed_text(card.handed)
        self.about.setText(said)
        rows = [
            (f"{count.stop.code} {count.stop.name}", str(count.boards), str(count.boarded), str(count.missing),
             str(count.leaves))
            for count in card.stops
        ]  # fmt: skip
        fill(self.stops, rows)
        self._show_people()

    def _handed_text(self, handed: HandOverCard) -> str:
        return self.tr("handed over to {name} {time} with {boarded} of {expected}").format(
            name=handed.given_to, time=time_text(self.counter.clock.local(handed.at)), boarded=handed.boarded,
            expected=handed.expected,
        )  # fmt: skip

    def _show_people(self) -> None:
        card = self.card
        if card is None:
            return
        wanted = self.filter.value()
        stops = {stop.order: stop.code for stop in card.train.stops}
        states = self._states()
        rows, tints = [], []
        for line in card.lines:
            if not _is_wanted(line, wanted):
                continue
            ticket = line.ticket
            marks = [reduction_names().get(ticket.reduction, ticket.reduction)] if ticket.reduction else []
            marks += [assistance_names().get(one, one) for one in ticket.assistance]
            rows.append((
                ticket.coach_label or self.tr("Infants"), ticket.seat_number or "–", ticket.name,
                ticket.ticket_number, f"{stops.get(ticket.from_order, '')}–{stops.get(ticket.to_order, '')}",
                states[line.state], ", ".join(marks),
            ))  # fmt: skip
            tints.append(_TINTS[line.state])
        fill(self.people, rows, tints, 5)

    def _states(self) -> dict[str, str]:
        return {
            "boarded": self.tr("Boarded"),
            "expected": self.tr("Expected"),
            "missing": self.tr("Did not come"),
            "no_show": self.tr("Seat given back"),
        }

    # -- acting

    def print_it(self) -> None:
        if self.card is not None and self._print(self.card, False):
            self.banner.say("success", self.tr("On its way to the printer"))

    def _print(self, card: ManifestCard, hands_over: bool) -> bool:
        if self.counter.printing is None:
            self.banner.say("warning", self.tr("No printer is set up"))
            return False
        self.counter.printing.print_manifest(card, hands_over)
        return True

    def hand_over(self, taker: str) -> None:
        """Kept first, then on paper with both names. With the database away the paper alone goes with the crew."""
        card = self.card
        if card is None:
            return

        def away(fault: BaseException) -> None:
            self._print(card, True)
            self._failed(fault)
            said = self.tr("On paper only: hand over once more when the database is back.")
            self.banner.say("warning", self.tr("The hand-over is not kept"), said)

        self.counter.desk.do(
            self, verbs.hand_over, self.counter.database, self.handover_id, card.train.schedule_id,
            self.gating.name or card.station_code, taker,
            then=partial(self._handed, card), refused=self._failed, failed=away,
        )  # fmt: skip

    def _handed(self, card: ManifestCard, handed: HandOverCard) -> None:
        self.handover_id = new_id()
        self.end.taker.set_text("")
        if self._print(replace(card, handed=handed), True):
            self.banner.say("success", self.tr("Handed over, on its way to the printer"), self._handed_text(handed))
        self.setFocus()
        self.refresh()

    def _save(self, kind: str) -> None:
        if self.card is not None and self.counter.printing is not None:
            self.counter.desk.ask(
                self, self.counter.printing.paper.save_manifest, self.card, kind,
                then=self._saved, failed=self._failed, key="save",
            )  # fmt: skip

    def _saved(self, path: Path) -> None:
        self.banner.say("success", self.tr("Saved"), str(path))

    def release(self, reason: str) -> None:
        """The seats of who did not come, from the next stop on; with a reason, by a supervisor."""
        if self.card is None or not self.gate.is_supervisor or not self.is_closed or not self._absent():
            return
        self.counter.desk.do(
            self, verbs.release_no_shows, self.counter.database, self.card.train.schedule_id, reason,
            then=self._released, refused=self._failed, failed=self._failed,
        )  # fmt: skip

    def _released(self, seats: int) -> None:
        self.banner.say("success", self.tr("%n seat(s) free again from the next stop on", "", seats))
        self.setFocus()
        self.refresh()

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Refused):
            self.banner.say("danger", words.sentence(fault))
        elif isinstance(fault, Unavailable):
            self.banner.say("warning", *words.trouble(fault))

    def retranslate(self) -> None:
        self.trains_title.setText(self.tr("Trains"))
        self.empty.setText(self.tr("No train calls here in the next hours."))
        self.stops.setHorizontalHeaderLabels([
            self.tr("Stop"), self.tr("Boards"), self.tr("Boarded"), self.tr("Did not come"), self.tr("Leaves")
        ])  # fmt: skip
        self.people.setHorizontalHeaderLabels([
            self.tr("Coach"), self.tr("Seat"), self.tr("Name"), self.tr("Ticket"), self.tr("Relation"),
            self.tr("State"), self.tr("Mark"),
        ])  # fmt: skip
        for table, said in ((self.stops, self.tr("By stop")), (self.people, self.tr("Passengers"))):
            table.setAccessibleName(said)
            table.horizontalHeader().setAccessibleName(said)
        self.filter.set_label(self.tr("Show"))
        self.filter.set_options([
            ("all", self.tr("All")), ("missing", self.tr("Did not come")), ("expected", self.tr("Expected")),
            ("help", self.tr("Needs help")),
        ])  # fmt: skip
        if not self.filter.value():
            self.filter.set_values(["all"])
        self.print_button.set_text(self.tr("Print"))
        self._show_trains()
        self._show_card()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _is_wanted(line: ManifestLine, wanted: str) -> bool:
    if wanted == "missing":
        return line.state in ("missing", "no_show")
    if wanted == "expected":
        return line.state == "expected"
    return bool(line.ticket.assistance) if wanted == "help" else True
