"""What other counters did, as Qt signals. The thread that listens is the database room's; here it only lands."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kai_counter.db.news import Listener

SEATS = "kai_seats"
SIGNATURES = "kai_signatures"
BELL = "kai_bell"
GATE = "kai_gate"


class News(QObject):
    """`seats(schedule_id)` when seats of a dated train changed; `signatures()` when one was asked for or given;
    `bell()` when somebody was told something; `gate(schedule_id)` when a gate's list is wrong now, of this train or
    (None) its keys; `everything()` after the line was lost.

    News is only a hint: an open map re-reads itself each second as well.
    """

    seats = Signal(object)
    signatures = Signal()
    bell = Signal()
    gate = Signal(object)
    everything = Signal()

    _heard = Signal(str, str)
    _reset = Signal()

    def __init__(self, url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard.connect(self._sort, Qt.ConnectionType.QueuedConnection)
        self._reset.connect(self.everything, Qt.ConnectionType.QueuedConnection)
        self._listener = Listener(url, [SEATS, SIGNATURES, BELL, GATE], self._heard.emit, self._reset.emit)

    def start(self) -> None:
        self._listener.start()

    def close(self) -> None:
        self._listener.stop()

    @Slot(str, str)
    def _sort(self, channel: str, payload: str) -> None:
        if channel == GATE and not payload:
            self.gate.emit(None)
        elif channel in (SEATS, GATE):
            try:
                (self.seats if channel == SEATS else self.gate).emit(UUID(payload))
            except ValueError:
                self.everything.emit()
        elif channel == SIGNATURES:
            self.signatures.emit()
        elif channel == BELL:
            self.bell.emit()
