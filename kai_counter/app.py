"""The composition root: the one file that knows everyone, and hands each part what it needs."""

from __future__ import annotations

import dataclasses
import logging
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import kai_counter.ui  # noqa: F401  (before the rest: what is imported after PySide alone is read twice)

# isort: split
from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QTimer, Signal, Slot, qInstallMessageHandler
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from kai_counter.config import Home, Misconfigured, Settings, load_settings
from kai_counter.errors import Refused, Unavailable
from kai_counter.ops.demo_devices import DemoDevices
from kai_counter.ui import words
from kai_counter.ui.desk import Desk, MainThreadGarbage
from kai_counter.ui.language import Language
from kai_counter.ui.theme import Theme, load_fonts
from kai_counter.ui.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

log = logging.getLogger(__name__)
DEVICES_AFTER = 1500  # ms from the sign-in window to the simulated payment devices of a demonstration
GIVEN_BACK_EVERY = 3000  # ms between two times of giving free memory back


class Preparing(QObject):
    """Makes the home ready behind the window: its steps come from a worker, its words are said here."""

    stepped = Signal(str, int, int)

    def __init__(self, window: MainWindow, shows_progress: bool) -> None:
        super().__init__(window)
        self.window, self.shows_progress = window, shows_progress
        self.devices = DemoDevices(window.home)
        self.stepped.connect(self._show)
        self._incident = ""
        window.desk.incident.connect(self._noted)

    def start(self) -> None:
        if self.shows_progress:
            self._show("server", 0, 0)
        self.window.desk.do(
            self,
            _prepare,
            self.window.home,
            self.stepped.emit,
            then=self._ready,
            refused=self._failed,
            failed=self._failed,
        )

    @Slot(str, int, int)
    def _show(self, step: str, done: int, total: int) -> None:
        sentence = step_words().get(step)
        if sentence and self.shows_progress:
            self.window.show_progress(sentence, done, total)

    def _ready(self, settings: Settings) -> None:
        from kai_counter.ops.prepare import demo_staff, demo_staff_there

        self.window.begin(self.devices.settings(settings), demo_staff(settings))
        if not settings.embedded:
            self.window.desk.ask(
                self, demo_staff_there, settings, then=self.window.show_demo, failed=lambda _fault: None
            )
        QTimer.singleShot(DEVICES_AFTER, self.devices.start)  # the window is there first

    def _noted(self, number: str, _fault: object) -> None:
        self._incident = number

    def _failed(self, fault: BaseException) -> None:
        is_known = isinstance(fault, Misconfigured | Unavailable | Refused)
        if isinstance(fault, Unavailable | Refused):  # the desk has noted everything else, under its number
            log.error("the home could not be made ready", exc_info=fault)
        page = self.window.show_failure(partial(_reason, fault), "" if is_known else self._incident)
        page.again.connect(self._again, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _again(self) -> None:
        self.shows_progress = True
        self.start()


def _reason(fault: BaseException) -> str:
    """Why the home could not be made ready, in the language in use."""
    if isinstance(fault, Refused):
        return words.sentence(fault)
    if isinstance(fault, Unavailable):
        return f"{words.trouble(fault)[0]}: {fault.hint or fault.what}"
    if isinstance(fault, Misconfigured):
        return str(fault)
    return QCoreApplication.translate("Preparing", "A fault of the program, not of yours.")


def step_words() -> dict[str, str]:
    """What the first start is doing, in the language in use (the steps are those of `ops.prepare`)."""
    translate = QCoreApplication.translate
    return {
        "server": translate("Preparing", "Starting the database…"),
        "migrate": translate("Preparing", "Laying out the tables…"),
        "sample": translate("Preparing", "Reading the timetable…"),
        "read": translate("Preparing", "Reading the timetable…"),
        "write": translate("Preparing", "Writing stations, trains and fares…"),
        "open": translate("Preparing", "Opening the travel dates of the next 45 days…"),
        "sell": translate("Preparing", "Selling some seats, as on a real day…"),
        "dates": translate("Preparing", "Opening today's travel date…"),
        "staff": translate("Preparing", "Letting the demonstration staff in…"),
        "counter": translate("Preparing", "Registering this machine as a counter…"),
    }


def _prepare(home: Home, progress: object) -> Settings:
    """In a worker: PostgreSQL, alembic and the importer are loaded here and not before the window stands."""
    from kai_counter.ops.prepare import prepare
    from kai_counter.services import timetable

    return prepare(home, progress, timetable)  # type: ignore[arg-type]


def application(settings: Settings) -> tuple[QApplication, Theme, Language]:
    """The QApplication of this process in the counter's look and language."""
    qInstallMessageHandler(_to_log)
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("KAI Counter")
    app.setDesktopFileName("kai-counter")
    load_fonts()
    theme = Theme(settings.theme, touch=settings.touch)
    theme.apply(app)
    return app, theme, Language(settings.language)


def _to_log(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own words go to the log, never to a terminal somebody is reading."""
    logging.getLogger("qt").warning("%s: %s", kind.name, text)


def keep_small(app: QApplication) -> None:
    """A counter runs all day beside other programs (150 MB, DESIGN.md §8). One pool of memory does for our eight
    threads, of which one works at a time; glibc would give each its own (two took 4 MB more than one). What a sale
    left free in the middle of it goes back to the machine every few seconds: 4 MB, in under a millisecond. Qt would
    keep 10 MB of drawn pieces of controls, which are drawn anew in no time; our icons are kept by name."""
    QPixmapCache.setCacheLimit(1024)
    if sys.platform == "linux":
        import ctypes

        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):  # another C library has none
            library.mallopt(-8, 1)  # M_ARENA_MAX
            library.mallopt(-3, 128 * 1024)  # M_MMAP_THRESHOLD; unset, it grows with each picture that was freed
            timer = QTimer(app, interval=GIVEN_BACK_EVERY)
            timer.timeout.connect(lambda: library.malloc_trim(0))
            timer.start()


def run_window(home: Home, *, gate_only: bool = False) -> int:
    """Open the window and stay until it closes. A bug in a slot is noted with its number, never a silent exit.

    `gate_only`: the whole screen is this machine's gate.
    """
    settings = load_settings(home)
    app, theme, language = application(settings)
    desk = Desk()
    garbage = MainThreadGarbage()
    keep_small(app)
    window = MainWindow(home, settings, desk, theme, language, gate_only=gate_only)
    sys.excepthook = lambda kind, error, trace: desk.report(error)
    signal.signal(signal.SIGINT, lambda *_: window.close())
    signal.signal(signal.SIGTERM, lambda *_: window.close())
    heartbeat = QTimer(interval=200)  # Python sees a signal only when it runs
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start()
    room = window.screen().availableSize().expandedTo(QSize(1280, 720))  # no page is laid out for less
    window.resize(window.size().boundedTo(room))
    if gate_only:
        window.showFullScreen()
    else:
        window.show()
    preparing = Preparing(window, shows_progress=not settings.counter_code)
    preparing.start()
    code = app.exec()
    desk.close()
    preparing.devices.close()
    garbage.stop()
    return code


def run_demo(home: Home, out: Path) -> int:
    """Sell two tickets in the real window by real key events; leaves pictures, bytes and summary.json in `out`."""
    from kai_counter.devices.simulator import Simulator
    from kai_counter.ops.prepare import demo_staff
    from kai_counter.ui.rehearsal import rehearse

    out.mkdir(parents=True, exist_ok=True)
    settings = _prepare(home, lambda *_: None)
    simulator = Simulator()
    port = simulator.serve()
    printer = dataclasses.replace(settings.printer, kind="tcp", address=f"127.0.0.1:{port}")
    settings = dataclasses.replace(settings, printer=printer)
    _app, theme, language = application(settings)
    desk = Desk()
    window = MainWindow(home, settings, desk, theme, language, demo_staff(settings))
    try:
        summary = rehearse(window, simulator, out)
    finally:
        window.close()
        desk.close()
        simulator.close()
    print(f"Sold {len(summary['tickets'])} tickets, booking {summary['booking_code']}: see {out}/")  # noqa: T201
    return 0
