"""A program with two screens, for test_customer_display.py: says where the customer's display stands."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from kai_counter.config import Settings
from kai_counter.ui.context import Clock
from kai_counter.ui.flows.showing import Showing
from kai_counter.ui.theme import Theme, load_fonts


class Flow(QObject):
    changed = Signal()
    quote_changed = Signal()
    sale = journey = None
    step = "search"


class Place(QWidget):
    moved = Signal()
    is_selling = True

    def __init__(self) -> None:
        super().__init__()
        self.flow = Flow(self)


def main() -> None:
    app = QApplication(sys.argv[:1])
    load_fonts()
    Theme("light").apply(app)
    place = Place()
    place.show()
    place.activateWindow()
    app.processEvents()
    at = SimpleNamespace(name="Loket 1", station=SimpleNamespace(name="Gambir"))
    counter = SimpleNamespace(
        settings=Settings(display=sys.argv[1]), signed_in=SimpleNamespace(counter=at), clock=Clock()
    )
    showing = Showing(counter, place)  # type: ignore[arg-type]
    for _ in range(5):
        app.processEvents()
    display = showing.display
    told = {
        "screen": display.screen().name() if display else None,
        "full": display.isFullScreen() if display else None,
        "size": [display.width(), display.height()] if display else None,
        "active": place.isActiveWindow(),
    }
    print(json.dumps(told))
    showing.close()


main()
