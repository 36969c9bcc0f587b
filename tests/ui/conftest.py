"""The window is tested offscreen, in English sources, in the light palette unless a test says otherwise."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def widgets_die_on_this_thread() -> Iterator[None]:
    """As in the program: a worker's thread that happened to collect a dead window would take the process along."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
