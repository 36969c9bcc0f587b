"""Pictures of the window for human eyes: `grab` writes PNGs into $KAI_LOOK_DIR, and does nothing without it."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

SIZE = (1366, 768)


def grab(widget: QWidget, name: str, theme: str = "light", language: str = "id") -> Path | None:
    """Render as it is on screen; the file is `<name>-<theme>-<language>.png`."""
    folder = os.environ.get("KAI_LOOK_DIR")
    if not folder:
        return None
    QApplication.sendPostedEvents()
    path = Path(folder) / f"{name}-{theme}-{language}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))
    return path
