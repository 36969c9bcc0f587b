"""The pages of one customer's sale. They live as long as their flow, so that a recalled sale is as it was left."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

# Loaded when first shown: the sign-in window needs none of them.
_PAGES = {
    "search": ("sell", "SellScreen"),
    "seats": ("sell", "SellScreen"),
    "passengers": ("passengers", "PassengersScreen"),
    "payment": ("payment", "PaymentScreen"),
    "done": ("done", "DoneScreen"),
}


class Page(QWidget):
    """What the window knows of a page (for type checking; pages need not inherit it)."""

    def activate(self) -> None: ...

    def title(self) -> str:
        return ""

    def keys(self) -> list[KeyHint]:
        return []


AFTER_MS, BETWEEN_MS = 300, 100


def load_modules() -> None:
    """Run in a worker while nobody waits (the checks after signing in): reading a page's code takes longer than
    building the page."""
    for module, _ in _PAGES.values():
        import_module(f"kai_counter.ui.screens.{module}")


def load_page(module: str, name: str, *arguments: Any) -> Page:
    return cast(Page, getattr(import_module(f"kai_counter.ui.screens.{module}"), name)(*arguments))


class PageStack(QStackedWidget):
    """As small as the page that is shown: those built ahead must not push the window over the screen."""

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class SalePages(PageStack):
    """`turned` when another page of the sale came up."""

    turned = Signal()
    keys_changed = Signal()

    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.flow = flow
        self.from_board = False  # where this customer's sale began is where the next one's begins
        self._pages: dict[str, Page] = {}
        flow.step_changed.connect(self._turn)
        QTimer.singleShot(AFTER_MS, self, self._prepare)

    @property
    def page(self) -> Page:
        return cast(Page, self.currentWidget())

    def show_step(self) -> None:
        """Bring up the page of the flow's step; the focus is the window's to give."""
        self.setCurrentWidget(self._made(*_PAGES[self.flow.step]))

    def _made(self, module: str, name: str) -> Page:
        if module not in self._pages:
            page = load_page(module, name, self.counter, self.flow)
            self._pages[module] = page
            self.addWidget(page)
            if hasattr(page, "keys_changed"):
                page.keys_changed.connect(self.keys_changed)
        return self._pages[module]

    def _prepare(self) -> None:
        """Build the pages to come one by one, before the first customer: each takes as long as two pictures of a
        film, which is seen in the middle of a sale."""
        for module, name in _PAGES.values():
            if module not in self._pages:
                self._made(module, name)
                QTimer.singleShot(BETWEEN_MS, self, self._prepare)
                return

    def place(self) -> str:
        """Object name of the field with the focus, kept with a parked sale."""
        focus = self.focusWidget()
        return focus.objectName() if focus is not None else ""

    def enter(self) -> None:
        """Give the focus: to the field it was in before the sale was parked, else where the page wants it."""
        self.page.activate()
        field = self.page.findChild(QWidget, self.flow.place) if self.flow.place else None
        if isinstance(field, QWidget) and field.isEnabled() and field.isVisibleTo(self.page):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.flow.place = ""

    def _turn(self, _step: str) -> None:
        before = self.currentWidget()
        self.show_step()
        if self.isVisible() and before is not self.currentWidget():
            self.page.activate()
        self.turned.emit()
