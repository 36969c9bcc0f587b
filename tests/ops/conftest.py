"""One prepared home for this folder: the real sample network, one travel date, no sample sales."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from prepared_home import Prepared, ShortTimetable

from kai_counter.config import home_at
from kai_counter.db.server import EmbeddedServer
from kai_counter.ops.prepare import prepare


@pytest.fixture(scope="session")
def prepared() -> Iterator[Prepared]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("KAI_COUNTER_HOME", "KAI_COUNTER_DATABASE_URL", "KAI_COUNTER_COUNTER"):
            patch.delenv(name, raising=False)
        folder = Path(tempfile.mkdtemp(prefix="kai-prepared-"))
        folder.chmod(0o755)
        home = home_at(folder / "home")
        said: list[tuple[str, int, int]] = []
        short = ShortTimetable()
        try:
            settings = prepare(home, lambda step, done, total: said.append((step, done, total)), short)
            yield Prepared(home, settings, EmbeddedServer(home), said, short.asked)
        finally:
            EmbeddedServer(home).erase()
            shutil.rmtree(folder)
