"""Is the database there? Told by every call that failed, and asked again by itself until it is back."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import reports, staff
from kai_counter.ui.context import Counter
from kai_counter.values.ids import new_id

PULSE = 30_000  # ms between questions while all is well
RECHECK = 2_000  # ms while it is away: back within 5 s of its return


class Health(QObject):
    """`went` and `returned` at the turns; `clock` brings the offset of this machine's clock now and then."""

    went = Signal(object)  # Unavailable
    returned = Signal()
    session_ended = Signal(object)  # Refused

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.is_away = False
        self._gone_at: datetime | None = None
        self._asking = False
        self._timer = QTimer(self, interval=PULSE)
        self._timer.timeout.connect(self.ask)
        self._timer.start()
        counter.desk.trouble.connect(self._on_trouble)

    def ask(self) -> None:
        """One question at a time: a server that hangs must not fill the readers."""
        if self._asking:
            return
        self._asking = True
        self.counter.desk.ask(
            self,
            _touch,
            self.counter,
            then=self._on_answer,
            refused=self._on_refused,
            failed=self._on_failed,
            key="pulse",
        )

    def stop(self) -> None:
        self._timer.stop()

    def _on_answer(self, offset: timedelta) -> None:
        self._asking = False
        self.counter.clock.offset = offset
        if self.is_away:
            self.is_away = False
            self._timer.setInterval(PULSE)
            self._note_outage()
            self.returned.emit()

    def _note_outage(self) -> None:
        """For the engineer on night call: since when until when this counter was without its database."""
        began, self._gone_at = self._gone_at, None
        if began is None:
            return
        database, ended = self.counter.database, self.counter.clock.now()
        self.counter.desk.do(
            self,
            reports.outage,
            database,
            new_id(),
            "database",
            min(began, ended),
            ended,
            refused=lambda _refused: None,
            failed=lambda _fault: None,
        )

    def _on_refused(self, refused: Refused) -> None:
        self._on_answer(self.counter.clock.offset)
        self.session_ended.emit(refused)

    def _on_failed(self, _fault: BaseException) -> None:
        self._asking = False

    def _on_trouble(self, fault: Unavailable) -> None:
        if fault.what != "database":
            return
        if not self.is_away:
            self.is_away = True
            self._gone_at = self.counter.clock.now()
            self._timer.setInterval(RECHECK)
            self.went.emit(fault)


def _touch(counter: Counter) -> timedelta:
    """In a worker: the server's clock against the middle of the round trip."""
    before = datetime.now().astimezone()
    there = staff.touch(counter.database)
    return there - (before + (datetime.now().astimezone() - before) / 2)
