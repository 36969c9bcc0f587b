"""The program in a process of its own, measured from inside: `run_window` as a person starts it, but offscreen.

    python window_probe.py start          prints the clock when the sign-in can be seen, and ends
    python window_probe.py sales COUNT    signs in, sells COUNT tickets by real keys, prints lateness and memory

One line of JSON on standard output. Which database: the home, or KAI_COUNTER_DATABASE_URL (a longer line to it).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import kai_counter.app  # noqa: F401  (first, as when a person starts it)

# isort: split
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kai_counter.app import run_window
from kai_counter.config import home
from kai_counter.ui.rehearsal import Hands
from kai_counter.ui.window import MainWindow

BEAT_MS = 5
PRINTED_MS: list[float] = []  # from the key that pays to the first byte for the printer, one a sale


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


def the_window() -> MainWindow:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))


class Lateness(QObject):
    """A timer that should come every 5 ms; by how much it came later, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, 1000 * (now - self._last) - BEAT_MS))
        self._last = now

    def p99(self) -> float:
        return sorted(self.late)[int(len(self.late) * 0.99)]


def wait_for_sign_in(app: QApplication) -> None:
    """Visible: shown, and painted once by an event loop that is free again."""
    from PySide6.QtWidgets import QWidget

    timer = QTimer(app, interval=2)

    def look() -> None:
        window = the_window()
        field = window.findChild(QWidget, "signIn.nipp")
        if field is not None and field.isVisible():
            timer.stop()
            window.grab()
            say(at=time.time())
            window.close()

    timer.timeout.connect(look)
    timer.start()


def sell(count: int) -> None:
    from kai_counter.ui.rehearsal import check_and_open, sign_in

    window = the_window()
    hands = Hands(window)
    sign_in(hands, "10001", "loket-123")
    check_and_open(hands)
    hands.wait(lambda: hands.sees("board.row.1"), "trains on the board")
    lateness = Lateness()
    lateness.start()
    for number in range(count):
        one_sale(hands, number)
    lateness.stop()
    say(p99=lateness.p99(), worst=max(lateness.late), beats=len(lateness.late), rss=resident(),
        printed=statistics.median(PRINTED_MS))  # fmt: skip
    os._exit(0)  # what is being closed is not measured


def resident() -> int:
    """Bytes; where /proc is, without loading what would be weighed along."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import psutil

    return int(psutil.Process().memory_info().rss)


def typed(hands: Hands, text: str) -> None:
    """Key by key, the event loop between them: nobody types seventeen letters in no time."""
    for character in text:
        hands.type(character)
        QTest.qWait(15)


def one_sale(hands: Hands, number: int) -> None:
    """One adult, tomorrow, exact cash: as a clerk would, by the command line."""
    key = Qt.Key
    assert hands.window.workplace is not None

    def flow():  # type: ignore[no-untyped-def]
        return hands.window.workplace.flow  # type: ignore[union-attr]

    hands.press(key.Key_F3)
    hands.wait(lambda: hands.sees("command.edit"), "the command line")
    typed(hands, "GMR SGU besok 1A")
    hands.press(key.Key_Return)
    hands.wait(lambda: flow().journeys, "trains")
    hands.press(key.Key_Return)
    hands.wait(lambda: flow().seat_map is not None, "the seat map")
    if not flow().is_held:
        hands.press(key.Key_F6)
    hands.wait(lambda: flow().is_held, "a seat")
    hands.press(key.Key_F8)
    hands.wait(lambda: hands.focus == "passengers.0.name", "the passenger")
    typed(hands, "SITI RAHAYU")
    hands.press(key.Key_Return)
    hands.wait(lambda: hands.focus == "passengers.0.identity", "the identity")
    typed(hands, f"317401450785{os.getpid() % 1000 * 10 + number + 1:04d}")
    if flow().step == "passengers":
        hands.press(key.Key_F8)
    hands.wait(lambda: flow().step == "payment" and flow().quote is not None, "the price")
    printing = hands.window.workplace.counter.printing
    assert printing is not None
    began, before = time.perf_counter(), len(PRINTED_MS)

    def printed(job: object) -> None:
        """The first byte for the printer: what comes after is the device's own time."""
        if len(PRINTED_MS) == before and getattr(job, "state", "") in ("sending", "await_ack", "confirmed"):
            PRINTED_MS.append(1000 * (time.perf_counter() - began))

    printing.job_changed.connect(printed)
    hands.press(key.Key_F12)
    hands.wait(lambda: flow().sale is not None, "the sale")
    hands.wait(lambda: len(PRINTED_MS) > before, "the first byte for the printer", 40)
    printing.job_changed.disconnect(printed)
    hands.wait(lambda: hands.focus == "done.next", "the tickets", 40)
    hands.press(key.Key_Return)
    hands.wait(lambda: flow().is_empty, "the next customer")


def told(act: Callable[[], None]) -> None:
    """A slot that fails would leave the window standing for ever."""
    try:
        act()
    finally:  # `sell` ends the process when all went well
        traceback.print_exc()
        os._exit(2)


def main() -> int:
    app = QApplication(sys.argv[:1])
    if sys.argv[1] == "start":
        QTimer.singleShot(0, app, lambda: wait_for_sign_in(app))
    else:
        QTimer.singleShot(0, app, lambda: told(lambda: sell(int(sys.argv[2]))))
    return run_window(home())


if __name__ == "__main__":
    sys.exit(main())
