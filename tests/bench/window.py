"""The window from outside: how soon it can be signed in to, how late its event loop is, how much it keeps."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from kai_counter.config import DATABASE_VARIABLE, HOME_VARIABLE, home_at, load_settings, save_settings
from kai_counter.db.server import EmbeddedServer, address
from tests.bench.line import Line

PROBE = Path(__file__).with_name("window_probe.py")
STARTS, SALES, LATENCY = 7, 10, 0.1


class _Sample:
    """The sample network for five days, which is enough for sales of tomorrow."""

    def load_sample(self, owner_url: str, progress: Any, /) -> Any:
        from kai_counter.services import timetable

        return timetable.load_sample(owner_url, progress, days=5, sales=True)

    def open_until(self, owner_url: str, /) -> Any:
        from kai_counter.services import timetable

        return timetable.open_until(owner_url, 5)

    def expire_past(self, owner_url: str, /) -> Any:
        from kai_counter.services import timetable

        return timetable.expire_past(owner_url)


@contextmanager
def prepared() -> Iterator[tuple[Path, str]]:
    """A home of its own as a first start leaves it, its printer a window; and its database's address."""
    from kai_counter.ops.prepare import prepare

    root = Path(tempfile.mkdtemp(prefix="kai-bench-"))
    root.chmod(0o711)
    home = home_at(root).make()
    server = EmbeddedServer(home)
    try:
        prepare(home, lambda *_: None, _Sample())
        settings = load_settings(home)
        save_settings(
            home, dataclasses.replace(settings, printer=dataclasses.replace(settings.printer, kind="virtual"))
        )
        yield root, address(server.start())
    finally:
        server.erase()
        shutil.rmtree(root, ignore_errors=True)


def measure() -> dict[str, float]:
    """start_ms, loop_p99_ms, rss_mb, paid_to_paper_ms, ticket_bytes."""
    with prepared() as (root, url):
        _probe(root, "start")  # warms the file cache
        starts = [_probe(root, "start")["ms"] for _ in range(STARTS)]
        _probe(root, "sales", "1")  # what a sale needs is compiled then, as an installer does: compiling took 40 MB
        sold = _probe(root, "sales", str(SALES))
        port = int(str(conninfo_to_dict(url)["port"]))
        with Line(port, LATENCY) as line:
            far = _probe(root, "sales", "2", url=url.replace(f":{port}", f":{line.port}"))
    return {
        "start_ms": statistics.median(starts),
        "loop_p99_ms": far["p99"],
        "loop_worst_ms": far["worst"],
        "rss_mb": sold["rss"] / 2**20,
        "paid_to_paper_ms": sold["printed"],
        "ticket_bytes": ticket_bytes(),
    }


def _probe(root: Path, *arguments: str, url: str = "") -> dict[str, float]:
    """What the probe said; `ms` is the time from starting the process to what it saw."""
    environment = {**os.environ, HOME_VARIABLE: str(root), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # each start would compile everything anew
    if url:
        environment[DATABASE_VARIABLE] = url
    began = time.time()
    done = subprocess.run(
        [sys.executable, str(PROBE), *arguments], env=environment, capture_output=True, text=True, timeout=90
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"the window did not get there ({done.returncode}):\n{done.stdout}{done.stderr}"[-3000:])
    found: dict[str, float] = json.loads(lines[-1])
    if "at" in found:
        found["ms"] = 1000 * (found["at"] - began)
    return found


def ticket_bytes() -> int:
    """The largest of the tickets that the tests of paper print, with the printer's own QR command."""
    from kai_counter import paper

    place = PROBE.parents[1] / "paper" / "sample.py"
    spec = importlib.util.spec_from_file_location("bench_paper_sample", place)
    assert spec is not None and spec.loader is not None
    sample = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sample)
    return max(
        len(paper.ticket_data(sample.signed(name), width=width))
        for name in ("Budi", "B" * 60)
        for width in (58, 80)
    )
