"""What the tests of this folder share: a prepared home, and the real timetable for one day."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from kai_counter.config import Home, Settings
from kai_counter.db.server import EmbeddedServer
from kai_counter.services import timetable


@dataclass
class ShortTimetable:
    """The real timetable for a few days; counts what it was asked for."""

    asked: list[str] = field(default_factory=list)

    def load_sample(self, owner_url: str, progress: Callable[[str, float], None], /) -> Any:
        self.asked.append("load_sample")
        return timetable.load_sample(owner_url, progress, days=1, sales=False)

    def open_until(self, owner_url: str, /) -> Any:
        self.asked.append("open_until")
        return timetable.open_until(owner_url, 1)

    def expire_past(self, owner_url: str, /) -> Any:
        self.asked.append("expire_past")
        return timetable.expire_past(owner_url)


@dataclass
class Prepared:
    home: Home
    settings: Settings
    server: EmbeddedServer
    said: list[tuple[str, int, int]]
    asked: list[str]

    def ask(self, question: str) -> Any:
        """The first column of the first row, asked as the superuser."""
        with psycopg.connect(self.server.url()) as connection:
            row = connection.execute(question.encode()).fetchone()
        return row and row[0]

    def command(self, *arguments: str) -> tuple[int, str, str]:
        return command(self.home, *arguments)


def command(home: Home, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run kai-counter for this home as a person would; exit code, output, complaints."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KAI_COUNTER_", "DISPLAY", "WAYLAND"))}
    done = subprocess.run(
        [sys.executable, "-m", "kai_counter.cli", *arguments],
        env={**clean, "KAI_COUNTER_HOME": str(home.root), **environment},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr
