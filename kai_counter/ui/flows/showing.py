"""Which of a sale's facts the customer's display shows, and where that display stands.

Only the sale that is on the clerk's screen, and only while it is: parked, left, locked or signed out, the display
goes idle at once, before anything else of the next customer is drawn. Whatever is looked up on other pages never
reaches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QScreen

from kai_counter.values.display import IDLE, DisplayCard, ShownPerson, masked_identity

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter
    from kai_counter.ui.flows.sale import SaleFlow
    from kai_counter.ui.screens.customer_display import CustomerDisplay
    from kai_counter.ui.workplace import Workplace


def card_of(flow: SaleFlow) -> DisplayCard:
    """This sale as its customer may see it."""
    if flow.sale is not None:
        sale = flow.sale
        return DisplayCard("thanks", flow.journey, (), sale.total, 0, None, sale.tendered, sale.change,
                           sale.booking_numbers)  # fmt: skip
    if flow.journey is None or flow.step == "search":
        return IDLE
    people = tuple(
        ShownPerson(
            " ".join(one.name.split()),
            flow.name_of(one.seat_id) if one.seat_id and not one.is_infant else "",
            masked_identity(one.identity_number),
        )
        for one in flow.passengers
        if one.name.strip() or one.seat_id
    )
    quote = flow.quote
    others = tuple(journey.card for journey in flow.others)
    fares = sum(seat.fare for seat in flow.hold.seats) if flow.hold is not None and not others else None
    total = quote.final if quote else fares  # a part of the sum would look like all of it
    charge = flow.charge if flow.step == "payment" else None
    kind = "qris" if charge is not None else "payment" if flow.step == "payment" else "journey"
    return DisplayCard(kind, flow.journey, people, total, quote.discount if quote else 0, charge,
                       others=others)  # fmt: skip


class Showing(QObject):
    """Holds the display window, and keeps it true. `counter.settings.display` says where: auto, window, off."""

    def __init__(self, counter: Counter, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.counter, self.workplace = counter, workplace
        self.card = IDLE
        self.display: CustomerDisplay | None = None
        self._flow: SaleFlow | None = None
        self._is_covered = False
        workplace.moved.connect(self.follow)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self.place)
        app.screenRemoved.connect(self.place)
        self.place()
        self.follow()

    # -- what is shown

    def follow(self) -> None:
        """Another sale, page or step is on the clerk's screen."""
        flow = self.workplace.flow
        if flow is not self._flow:
            if self._flow is not None:
                self._flow.changed.disconnect(self.refresh)
                self._flow.quote_changed.disconnect(self.refresh)
            self._flow = flow
            flow.changed.connect(self.refresh)
            flow.quote_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        hidden = self._is_covered or self._flow is None or not self.workplace.is_selling
        card = IDLE if hidden or self._flow is None else card_of(self._flow)
        if card != self.card:
            self.card = card
            if self.display is not None:
                self.display.show_card(card)

    def cover(self, is_covered: bool) -> None:
        """Locked: nothing of anybody is shown until the same member is back."""
        self._is_covered = is_covered
        self.refresh()

    # -- where it is shown

    def toggle(self) -> str:
        """By key: show it in a window, or put it away; the new setting, to be remembered."""
        return "off" if self.display is not None else ("auto" if self._second() else "window")

    def place(self, _screen: QScreen | None = None) -> None:
        """On a second screen by itself, else in a window if that was asked for."""
        wanted, second = self.counter.settings.display, self._second()
        if wanted == "off" or (wanted == "auto" and second is None):
            self.close()
            return
        if self.display is None:
            from kai_counter.ui.screens.customer_display import CustomerDisplay

            self.display = CustomerDisplay(self.counter)
            self.display.show_card(self.card)
        clerks = self.workplace.window()
        was_active = clerks.isActiveWindow()
        if second is not None:
            self.display.setGeometry(second.geometry())
            self.display.showFullScreen()
        else:
            self.display.showNormal()
        if was_active:
            clerks.activateWindow()  # some window systems give the keys to whatever came up last

    def _second(self) -> QScreen | None:
        """The first screen that the clerk's window does not stand on."""
        own = self.workplace.window().screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not own), None)

    def close(self) -> None:
        display, self.display = self.display, None
        if display is not None:
            display.close()
            display.deleteLater()
