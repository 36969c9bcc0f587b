"""What the header's right half says: database, printer, shift, parked sales, the station's clock."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from kai_counter.ui.context import Counter
from kai_counter.ui.flows.parked import Parked
from kai_counter.ui.health import Health
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.screens.shift import ShiftScreen
from kai_counter.ui.widgets.header import Header


class Strip(QObject):
    """Keeps the header true; one tick a second."""

    def __init__(
        self,
        counter: Counter,
        header: Header,
        health: Health,
        shift: ShiftScreen,
        parked: Parked,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.counter, self.header = counter, header
        self.health, self.shift, self.parked = health, shift, parked
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self.show_time)
        self._tick.start()
        health.went.connect(self.show_state)
        health.returned.connect(self.show_state)
        shift.changed.connect(self.show_state)
        parked.changed.connect(self.show_parked)
        if counter.printing is not None:
            counter.printing.status_changed.connect(self.show_printer)

    def stop(self) -> None:
        self._tick.stop()

    def show_all(self) -> None:
        self.show_state()
        self.show_time()

    def show_state(self, _news: object = None) -> None:
        away = self.health.is_away
        words = self.tr("Database away") if away else self.tr("Database")
        self.header.database.set("danger" if away else "success", words)
        card = self.shift.card
        states = {"open": self.tr("Shift"), "paused": self.tr("Shift paused"), "closing": self.tr("Shift closing")}
        is_open = card is not None and card.state == "open"
        said = states[card.state] if card is not None else self.tr("No shift")
        self.header.shift.set("neutral" if is_open else "warning", said)
        self.show_printer()

    def show_printer(self, _status: object = None) -> None:
        if self.counter.printing is None:
            self.header.printer.set("neutral", self.tr("No printer"))
            return
        status = self.counter.printing.status
        if status.state == "asking":
            self.header.printer.set("danger", self.tr("Printer asks"), status.reason)
        elif status.state == "not_ready":
            self.header.printer.set("danger", self.tr("Printer not ready"), status.reason)
        elif status.near_end:
            self.header.printer.set("warning", self.tr("Paper runs low"))
        else:
            self.header.printer.set("success" if status.is_ready else "neutral", self.tr("Printer"))

    def show_parked(self) -> None:
        """With several there is room for number and time only."""
        now = self.counter.clock.now()
        several = len(self.parked.flows) > 1
        texts = []
        for number, flow in enumerate(self.parked.flows, start=1):
            left = int((flow.hold.expires_at - now).total_seconds()) if flow.hold else 0
            clock = f" {left // 60:02d}:{left % 60:02d}" if left > 0 else ""
            train = flow.journey.train_name if flow.journey else self.tr("Sale")
            texts.append(f"{number} ·{clock}" if several and clock else f"{number} · {train}{clock}")
        self.header.show_parked(texts, self.tr("Parked sale"))

    def show_time(self) -> None:
        now = self.counter.clock.now()
        day = date_text(now.date(), year=False)
        self.header.clock.setText(f"{day}  {time_text(now)} {self.counter.clock.zone_name}")
        if self.parked.flows:
            self.show_parked()
