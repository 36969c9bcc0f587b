"""The signed-in window of gate staff: the gate, its keys, and nothing of selling."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Counter
from kai_counter.ui.keys import GATE_KEYS
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.one_page import OnePage
from kai_counter.ui.screens.gate import GateScreen
from kai_counter.ui.screens.key_sheet import KeySheet
from kai_counter.ui.telling import Saying


class GateSaying(Saying):
    """That the database is away is said by the bar; the gate goes on."""

    def incident_text(self, number: str) -> str:
        return self.tr("It is noted under {number}. The gate goes on; scan the ticket again.").format(number=number)


class GatePlace(OnePage):
    takes_repeats = True

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self.gate = GateScreen(counter)
        self.clock = QLabel()
        super().__init__(counter, self.gate, "gatePlace", parent)
        self.clock.setObjectName("gate.time")
        theme.mark(self.clock, role="strong")
        self.foot.addWidget(self.clock)
        self.gate.session_ended.connect(self.session_ended)
        self.box.chosen.connect(self.activate)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        self._tick.start()

    def make_sheet(self) -> KeySheet:
        return KeySheet(self, (("gate",), ("window",)), GATE_KEYS)

    def make_saying(self) -> Saying:
        return GateSaying(self.counter, self.note, self.box, self)

    def scanned(self, text: str) -> None:
        """Whatever lies over the gate gives way to the answer: somebody stands there with a ticket."""
        self.sheet.close_veil()
        self.box.close_veil()
        self.gate.scanned(text)

    def close_down(self) -> None:
        self._tick.stop()
        self.gate.close_down()

    def who_text(self) -> str:
        return f"{self.counter.signed_in.staff.full_name} · {self.counter.signed_in.counter.code}"

    def _show_time(self) -> None:
        now = self.counter.clock.now()
        day = date_text(now.date(), year=False)
        self.clock.setText(f"{day}  {time_text(now)} {self.counter.clock.zone_name}")

    def retranslate(self) -> None:
        super().retranslate()
        self._show_time()
