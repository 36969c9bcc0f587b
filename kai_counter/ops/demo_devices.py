"""A QRIS gateway and a card terminal of software, for whoever tries the program on one machine.

Each is a process of its own, as real ones would be: it outlives a killed window, and the next window finds it
again, with the orders it remembers. Only where the database is the one inside and no gateway was set up: nothing of
this touches a counter that works for a railway.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from kai_counter.config import Gateway, Home, Settings, Terminal
from kai_counter.values.payment import SIMULATED_KEY

GATEWAY_PORT, TERMINAL_PORT = 8090, 8091
PAYS_AFTER = 20  # seconds until the customer's phone has paid by itself; `kai-counter gateway pay` is quicker
OFF = "KAI_COUNTER_DEMO_DEVICES"
FILE = "demo-devices.json"


class DemoDevices:
    """`settings` says where they will be; `start` brings them up; `close` ends what this home started."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._file = home.data / FILE
        self._ports: dict[str, int] = {}
        self._pids: dict[str, int] = {}
        self._started: list[subprocess.Popen[bytes]] = []

    def settings(self, settings: Settings) -> Settings:
        """These settings with the simulated devices in them, never written down."""
        if not settings.embedded or settings.gateway.url or os.environ.get(OFF) == "off":
            return settings
        known = self._remembered()
        for name, port in (("gateway", GATEWAY_PORT), ("terminal", TERMINAL_PORT)):
            pid = known.get(name, {}).get("pid", 0)
            if pid and _is_ours(pid) and _answers(known[name]["port"]):
                self._ports[name], self._pids[name] = known[name]["port"], pid
            else:
                self._ports[name] = _free(port)
        terminal = settings.terminal
        if terminal.kind == "manual":
            terminal = Terminal("serial", f"127.0.0.1:{self._ports['terminal']}")
        return dataclasses.replace(
            settings,
            gateway=Gateway(f"http://127.0.0.1:{self._ports['gateway']}"),
            gateway_key=SIMULATED_KEY,
            terminal=terminal,
            transient=settings.transient | {"gateway", "terminal"},
        )

    def start(self) -> None:
        """Start those that do not run. Nothing waits: a payment that comes sooner is told that nobody answers."""
        wanted = {
            "gateway": ["gateway", "simulate", "--auto-pay", str(PAYS_AFTER)],
            "terminal": ["terminal", "simulate"],
        }
        for name, words in wanted.items():
            if name in self._ports and name not in self._pids:
                self._pids[name] = self._run(name, [*words, "--port", str(self._ports[name])])
        if self._pids:
            found = {name: {"pid": pid, "port": self._ports[name]} for name, pid in self._pids.items()}
            self._file.write_text(json.dumps(found), encoding="utf-8")

    def close(self) -> None:
        for pid in self._pids.values():
            if _is_ours(pid):
                os.kill(pid, signal.SIGTERM)
        self._pids = {}
        for process in self._started:
            process.wait(5)
        self._file.unlink(missing_ok=True)

    def _run(self, name: str, words: list[str]) -> int:
        log = Path(self._home.logs) / f"{name}-simulator.log"
        with log.open("ab") as out:
            started = subprocess.Popen(
                [sys.executable, "-m", "kai_counter.cli", *words],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        self._started.append(started)
        return started.pid

    def _remembered(self) -> dict[str, Any]:
        return _remembered(self._file)


def gateway_of(home: Home) -> str:
    """Where this home's own gateway of software listens; '' where it has none running."""
    known = _remembered(home.data / FILE).get("gateway", {})
    return f"http://127.0.0.1:{known['port']}" if known.get("pid") and _is_ours(known["pid"]) else ""


def _remembered(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _free(port: int) -> int:
    """This port if nobody has it, else any."""
    for wanted in (port, 0):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    return port


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(0.3)
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _is_ours(pid: int) -> bool:
    """A number may belong to another program by now."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"kai_counter.cli" in line and b"simulate" in line
