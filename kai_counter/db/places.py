"""Where the files that travel with the program lie: beside the package in a checkout or a frozen program,
under `share/kai-counter` of the environment when installed from a wheel.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


def _shipped(folder: str) -> Path:
    beside = Path(__file__).resolve().parents[2] / folder
    installed = Path(sys.prefix) / "share" / "kai-counter" / folder
    for candidate in (beside, installed):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"{folder}/ was not installed with the program; looked at {beside} and {installed}")


@cache
def migrations() -> Path:
    """The alembic folder; `functions/` inside it holds the verbs."""
    return _shipped("migrations")


@cache
def resources() -> Path:
    """Icons, fonts, the sample timetable, translations, sounds."""
    return _shipped("resources")
