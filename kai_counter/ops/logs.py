"""The program's own log: one rotating file in the home, without people and without secrets in it."""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kai_counter.config import Home

FILE = "kai-counter.log"
MAX_BYTES = 1_000_000
KEPT = 5

# A password or name inside a URL, and long numbers: an identity card has 16 digits, a telephone 10 or more.
_LOGIN = re.compile(r"://[^/@\s]+@")
_LONG_NUMBER = re.compile(r"\d{9,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


class _Discreet(logging.Formatter):
    """Masks on the finished text, so that a traceback is covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """The text without logins, long numbers and mail addresses."""
    text = _LOGIN.sub("://…@", text)
    text = _MAIL.sub("…@…", text)
    return _LONG_NUMBER.sub(lambda found: "…" + found.group()[-3:], text)


def open_log(home: Home, level: int = logging.INFO) -> Path:
    """Let the program log into the home's file, and libraries and Qt their warnings; twice changes nothing.

    The handler sits at the root: escpos calls `logging.basicConfig()` when imported, which would otherwise send
    everything, unmasked, to the terminal as well.
    """
    path = home.logs / FILE
    root = logging.getLogger()
    logging.getLogger("kai_counter").setLevel(level)
    for handler in root.handlers:
        if isinstance(handler, RotatingFileHandler):
            if Path(handler.baseFilename) == path:
                return path
            root.removeHandler(handler)
            handler.close()
    path.touch(mode=0o600, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root.addHandler(handler)
    return path
