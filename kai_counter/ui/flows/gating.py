"""A gate at work behind its screen: the box on disk, the line to the database, the counts.

The line answers within a quarter of a second whatever the network does, but it waits while it does so: scans run on
a bridge of the gate's own, so that a write of the window that hangs on a cut cable never stands before a scan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from kai_counter.devices.gate_box import GateBox, Vouching
from kai_counter.errors import Refused, Unavailable
from kai_counter.services.gate_line import GateLine
from kai_counter.ui.context import Counter
from kai_counter.ui.desk import Desk
from kai_counter.ui.flows import gate_acts as acts
from kai_counter.values.cards_gate import LineCard, ManifestCard, ScanCard, TrainCount
from kai_counter.values.gate_facts import GateTicket
from kai_counter.values.ids import new_id
from kai_counter.values.ticket_code import BadCode, decode, verify

OnFault = Callable[[Any], object]  # Refused or Unavailable
TOLD_AFTER = 300  # ms after news: a whole train that is given back is many voids
COUNTED_AFTER = 400  # ms after the last scan: 10,000 tickets are not counted for each person of a queue


class Gating(QObject):
    """`open` first. Everything is answered on the GUI thread, by a signal or by `then`."""

    opened = Signal()
    answered = Signal(object)  # ScanCard
    line_changed = Signal(object)  # LineCard
    counts_changed = Signal(object)  # tuple[TrainCount, …]
    came_late = Signal(object)  # LateCard: the database contradicts what was shown
    refused = Signal(object)  # Refused
    failed = Signal(object)  # Unavailable

    _changed = Signal(object)
    _late = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.desk = Desk(self)
        self.desk.trouble.connect(self._in_trouble)
        self.desk.incident.connect(counter.desk.incident)
        self.name = counter.settings.gate.name
        self.chosen: tuple[UUID, ...] | None = None
        self.box: GateBox | None = None
        self.line: GateLine | None = None
        self.card: LineCard | None = None
        self.counts: tuple[TrainCount, ...] = ()
        self.annulled: set[UUID] = set()  # scans of this gate that were taken back
        self.overridden: set[UUID] = set()
        self._overrides: dict[UUID, UUID] = {}
        self._is_closed = False
        self._count_soon = QTimer(self, singleShot=True, interval=COUNTED_AFTER)
        self._count_soon.timeout.connect(self.count)
        self._told_soon = QTimer(self, singleShot=True, interval=TOLD_AFTER)
        self._told_soon.timeout.connect(self._hurry)
        self._changed.connect(self._on_changed, Qt.ConnectionType.QueuedConnection)
        self._late.connect(self.came_late, Qt.ConnectionType.QueuedConnection)

    # -- beginning and end

    def open(self) -> None:
        """Read what the gate carries and begin to keep it fresh."""
        counter = self.counter
        self.counter.desk.do(
            self, acts.open_gate, counter, self.name or counter.signed_in.counter.name, self.chosen,
            self._changed.emit, self._late.emit, then=self._opened, failed=self.failed.emit,
        )  # fmt: skip

    def _opened(self, found: tuple[GateBox, GateLine]) -> None:
        if self._is_closed:
            self.counter.desk.do(self.counter.desk, acts.close_gate, *found)
            return
        self.box, self.line = found
        self._on_changed(self.line.card())
        self.opened.emit()

    def close(self) -> None:
        """Everything on disk. Whoever opens the box next comes after this in the window's own queue."""
        self._is_closed = True
        self._count_soon.stop()
        self._told_soon.stop()
        self.desk.close()
        if self.line is not None and self.box is not None:
            desk = self.counter.desk
            desk.do(desk, acts.close_gate, self.box, self.line, failed=lambda _fault: None)
            self.box = self.line = None

    # -- what stands here

    def choose(self, name: str, schedules: tuple[UUID, ...] | None) -> None:
        self.name, self.chosen = name, schedules
        if self.line is not None:
            self.line.choose(schedules, name)
        self.count()

    def told(self, schedule: UUID | None = None) -> None:
        """News: the list is wrong, of this train or (None) in its keys or nobody knows what. It is fetched now, not
        in a quarter of a minute; a burst of news is one fetch."""
        concerns = schedule is None or (self.box is not None and schedule in self.box.known_trains)
        if concerns and not self._is_closed and not self._told_soon.isActive():
            self._told_soon.start()

    def _hurry(self) -> None:
        if self.line is not None:
            self.line.hurry()

    def vouching(self) -> Vouching | None:
        """How old the list is and what may be believed of it."""
        return self.box.vouching(self.line.now()) if self.box is not None and self.line is not None else None

    def is_signed(self, text: str) -> bool:
        """By a key this gate knows: tells the right reading of a scan on a foreign keyboard layout."""
        if self.box is None:
            return False
        try:
            key = self.box.key(decode(text)[0].key_no)
            return key is not None and bool(verify(text, {key.key_no: key.public}))
        except BadCode:
            return False

    def recent(self) -> tuple[ScanCard, ...]:
        return self.line.recent() if self.line is not None else ()

    def count(self) -> None:
        if self.box is not None:
            self.desk.ask(self, acts.counts, self.box, self.chosen, then=self._counted, key="counts")

    def _counted(self, counts: tuple[TrainCount, ...]) -> None:
        self.counts = counts
        self.counts_changed.emit(counts)

    def _on_changed(self, card: LineCard) -> None:
        if self.line is not None:
            self.card = self.line.card()  # the newest, whatever came in between
            self.line_changed.emit(self.card)
            self._count_soon.start()

    def _in_trouble(self, fault: Unavailable) -> None:
        if fault.what == "disk":
            self.counter.desk.trouble.emit(fault)

    def manifest(
        self, schedule: UUID, then: Callable[[tuple[ManifestCard, bool]], object], fault: OnFault
    ) -> None:
        """Who is on this train; the flag says that it is the gate's own list and not the database's word."""
        self.desk.ask(
            self, acts.manifest, self.counter, self.box, self.line, schedule,
            then=then, refused=fault, failed=fault, key="manifest",
        )  # fmt: skip

    # -- scans

    def scan(self, text: str) -> None:
        if self.line is not None:
            self.desk.do(
                self, self.line.scan, text, then=self._answered, refused=self._refused, failed=self._failed
            )

    def typed(self, number: int, issue: int | None = None) -> None:
        """A torn ticket, found by hand."""
        if self.line is not None:
            self.desk.do(
                self, self.line.typed, number, issue,
                then=self._answered, refused=self._refused, failed=self._failed,
            )  # fmt: skip

    def annul(self, scan_id: UUID, reason: str, then: Callable[[bool], object], fault: OnFault) -> None:
        """Take back one's own scan; `then` hears whether the database has done so already."""
        if self.line is None:
            return

        def done(at_once: bool) -> None:
            self.annulled.add(scan_id)
            self.count()
            then(at_once)

        self.desk.do(self, self.line.annul, scan_id, reason, then=done, refused=fault, failed=fault)

    def override(
        self, card: ScanCard, nipp: str, password: str, reason: str,
        then: Callable[[ScanCard], object], fault: OnFault,
    ) -> None:  # fmt: skip
        """A supervisor lets in whom the gate refused, by a login of their own for this one act. The id is the
        scan's own for as long as this gate runs, so that a second press is the same act."""
        override_id = self._overrides.setdefault(card.scan_id, new_id())

        def done(answer: dict[str, Any]) -> None:
            self.overridden.add(card.scan_id)
            if self.box is not None:
                self.box.learn(answer.get("ticket"), answer.get("train"))
            self.count()
            then(card)

        self.desk.ask(
            self, acts.override, self.counter, (nipp, password), override_id, card.scan_id, reason,
            then=done, refused=fault, failed=fault,
        )  # fmt: skip

    def find(self, text: str, then: Callable[[tuple[GateTicket, ...]], object]) -> None:
        if self.box is not None:
            self.desk.ask(self, self.box.find, text, then=then, key="find")

    def _answered(self, card: ScanCard) -> None:
        self._count_soon.start()
        self.answered.emit(card)

    def _refused(self, refused: Refused) -> None:
        self.refused.emit(refused)

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, Unavailable):
            self.failed.emit(fault)
