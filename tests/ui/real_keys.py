"""The real program on a private X server, its keys from xdotool: what the keyboard's own way into Qt does to them.

Sent straight into widgets, a key never meets the X server's layout, its shortcuts, or a window without a focus:
Ctrl+B was dead and Ctrl+E eaten while every offscreen test was green.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from killing import Window
from real_database import FreshDatabase
from window_desk import settings_for

from kai_counter.config import DATABASE_VARIABLE, HOME_VARIABLE, home_at, save_settings
from kai_counter.db.server import address

MISSING = [name for name in ("Xvfb", "xdotool", "setxkbmap") if shutil.which(name) is None]


class RealProgram(Window):
    """`type` and `press` are a person's (or a scanner's) keys; `do` and `wait` look into the window."""

    def __init__(self, display: str, folder: Path, fresh: FreshDatabase, gate_only: bool, **settings: Any) -> None:
        home = home_at(folder / "home").make()
        save_settings(home, settings_for(fresh, sounds=False, **settings))
        self._environment = {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", HOME_VARIABLE: str(folder / "home"),
            DATABASE_VARIABLE: address(fresh.owner_url), "KAI_TEST_GATE_ONLY": "1" if gate_only else "",
        }  # fmt: skip
        super().__init__(folder / "errors", self._environment)
        self.wait("window.isVisible() and window.windowHandle() is not None")
        self._x("windowfocus", "--sync", self.do("int(window.winId())"))
        self.wait("window.isActiveWindow() and window.sign_in_page.nipp.isVisible()")

    def _x(self, *words: object) -> None:
        environment = {**os.environ, **self._environment}
        subprocess.run(["xdotool", *map(str, words)], env=environment, check=True, timeout=20)

    def press(self, *keys: str, delay: int = 15) -> None:  # type: ignore[override]
        """By X11's names: Return, F8, ctrl+g; numbers from 10 on are codes of keys."""
        self._x("key", "--delay", delay, *keys)

    def type(self, text: str) -> None:
        self._x("type", "--delay", 12, text)

    def sign_in(self, nipp: str, password: str) -> None:
        self.type(nipp)
        self.press("Return")
        self.type(password)
        self.press("Return")

    def layout(self, name: str) -> None:
        environment = {**os.environ, **self._environment}
        subprocess.run(["setxkbmap", name], env=environment, check=True, timeout=10)


@contextmanager
def x_server(size: str = "1366x768") -> Iterator[str]:
    """A display of its own, gone afterwards."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def real_program(
    folder: Path, fresh: FreshDatabase, *, gate_only: bool = False, size: str = "1366x768", **settings: Any
) -> Iterator[RealProgram]:
    with x_server(size) as display:
        program = RealProgram(display, folder, fresh, gate_only, **settings)
        try:
            yield program
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(program.pid, signal.SIGTERM)
            if not program.ended.wait(10):
                program.kill()
