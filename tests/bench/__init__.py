"""What the program promises in figures, measured on the machine it runs on: ratios within one run, medians of
interleaved rounds. `kai-counter bench` runs it; no unit test times anything."""

from __future__ import annotations

from pathlib import Path


def run(into: Path | None, what: str = "") -> int:
    """See `suite.run`; loaded late, since it brings SQLAlchemy and the models along."""
    from tests.bench import suite

    return suite.run(into, what)
