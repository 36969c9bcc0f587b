"""The whole program in a process of its own, to be killed: `run_window` as a person starts it, but offscreen.

This process itself only loads the program's modules (two seconds) and forks for each message on its socket, whose
three descriptors become the program's standard streams; so a test that kills and restarts pays no imports.

Each line of the program's standard input is JSON `{"n": 1, "run": "Python"}`, done on the GUI thread by hands at
the window; the answer is `{"n": 1, "value": …}` or `{"n": 1, "error": …}`. Incidents and stray log lines are kept
in `noise`.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
import socket
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "devices"))

import clerk
from printing import FAST
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from kai_counter.app import run_window
from kai_counter.config import home
from kai_counter.devices import printer as printers
from kai_counter.ui.rehearsal import Hands
from kai_counter.ui.window import MainWindow

noise: list[str] = []


class _Noise(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        if record.levelno >= logging.WARNING and "propagateSizeHints" not in text:
            noise.append(text)


class Ears(QObject):
    """Lines come in a thread and are obeyed on the GUI thread; one may wait inside while the next one comes."""

    heard = Signal(str)

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__()
        self.names = names
        self.heard.connect(self.obey, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        for line in sys.stdin:
            self.heard.emit(line)
        os._exit(3)  # the test is gone

    def obey(self, line: str) -> None:
        asked = json.loads(line)
        try:
            try:
                value = eval(asked["run"], self.names)
            except SyntaxError:
                exec(asked["run"], self.names)
                value = None
            answer = {"n": asked["n"], "value": value}
        except BaseException:  # noqa: BLE001 - whatever it was is the test's to see
            answer = {"n": asked["n"], "error": traceback.format_exc()}
        print(json.dumps(answer, default=str), flush=True)


def main() -> int:
    logging.getLogger().addHandler(_Noise())
    printers.Timing = lambda: FAST  # type: ignore[assignment, misc, return-value]
    app = QApplication(sys.argv[:1])
    keep: list[Ears] = []

    def begin() -> None:
        window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        names: dict[str, Any] = {"window": window, "hands": Hands(window), "noise": noise, "clerk": clerk}
        keep.append(Ears(names))
        print(json.dumps({"n": 0, "value": "ready"}), flush=True)

    QTimer.singleShot(0, app, begin)
    return run_window(home(), gate_only=bool(os.environ.get("KAI_TEST_GATE_ONLY")))


def load() -> None:
    """What the program loads in the course of a sale."""
    import psycopg.types.json  # noqa: F401

    import kai_counter.paper.escpos
    import kai_counter.services.bookings
    import kai_counter.ui.flows.printing
    import kai_counter.ui.screens.bookings
    import kai_counter.ui.screens.done
    import kai_counter.ui.screens.passengers
    import kai_counter.ui.screens.payment
    import kai_counter.ui.screens.printers
    import kai_counter.ui.screens.sell
    import kai_counter.ui.workplace  # noqa: F401
    from kai_counter.models import Base

    Base.registry.configure()


def fork_for_ever(line: socket.socket) -> None:
    """One program for each message; a killed one is nobody's to wait for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, streams, _, _ = socket.recv_fds(line, 65536, 3)
        if not asked:
            return
        child = os.fork()
        if child:
            for stream in streams:
                os.close(stream)
            line.sendall(f"{child}\n".encode())
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        line.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.update(json.loads(asked))
        os._exit(main())


if __name__ == "__main__":
    faulthandler.enable()
    load()
    fork_for_ever(socket.socket(fileno=int(sys.argv[1])))
