"""All the Qt there is: the bridge to the workers, widgets, flows and screens."""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401  (brings the module changed below)


def _read_no_sources() -> None:
    """PySide reads the source of each module imported after it, to see whether it may ask for snake_case names, and
    Python keeps what was read: 16 MB, and half of the time that the first page of a kind takes to come up. Nobody
    here asks for such names, so each module is told to be of those that use PySide and ask for nothing."""
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: True  # type: ignore[union-attr]


_read_no_sources()
