"""Where the vendored things (fonts, icons, translations) are: beside the package, or inside the built program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resources() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    for folder in (
        Path(frozen) / "resources" if frozen else None,
        Path(__file__).resolve().parents[2] / "resources",
        Path(__file__).resolve().parents[1] / "resources",
        Path(sys.prefix) / "share" / "kai-counter" / "resources",
    ):
        if folder is not None and folder.is_dir():
            return folder
    raise FileNotFoundError("resources: the folder with fonts and icons is missing from this installation")
