"""A clerk's day in the real window, offscreen; set before Qt is loaded."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
