"""The two kinds of failure a clerk is told about; everything else is our bug.

A refusal carries a code and facts, never prose: `kai_counter.ui.words` turns codes into sentences, and
tests assert codes. (STYLE.md, "Errors".)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Refused(Exception):
    """A rule says no: `Refused("seat_taken", seats=[…])`. Facts are JSON values."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, {self.facts!r})"


class Unavailable(Exception):
    """Something with a cable is out of reach: database, printer, terminal. Retry is always safe.

    `what` is a word of the list database, disk, printer, drawer, scanner, news, gateway, terminal; `hint` is for
    the log.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what} unavailable" + (f": {hint}" if hint else ""))
        self.what = what
        self.hint = hint


@contextmanager
def disk_kept() -> Iterator[None]:
    """A disk that is full, read-only or gone is the environment, not our bug: OSError becomes Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable("disk", str(error)) from error
