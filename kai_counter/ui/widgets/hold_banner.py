"""Behind the seats page: the hold ran out or another counter took a seat, and the one key that goes on."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.widgets.banner import Banner


class HoldBanner(Banner):
    """Hidden while every seat is held. What is being typed below stays and keeps the focus."""

    def __init__(self, object_name: str, flow: SaleFlow, key: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, parent)
        self.flow, self._key = flow, key
        self._lost: tuple[UUID, ...] = ()
        self.action.set_text(self.action_words)
        self.cross.setAccessibleName(self.tr("Close this message"))
        self.acted.connect(self.go_on)
        flow.hold_ran_out.connect(self.refresh)
        flow.hold_changed.connect(self.refresh)
        flow.seats_lost.connect(self._seats_lost)

    @property
    def asks(self) -> bool:
        return bool(self.flow.holding.lapsed or self._lost)

    @property
    def action_words(self) -> str:
        return self.tr("Hold them again") if self.flow.holding.lapsed else self.tr("Choose other seats")

    def go_on(self) -> None:
        """The same seats once more; where they are taken, to the map."""
        if self.flow.holding.lapsed:
            self.flow.hold_again()
        else:
            self._lost = ()
            self.hide()
            self.flow.go("seats")

    def refresh(self) -> None:
        if self.flow.is_held:
            self._lost = ()
        if self.flow.holding.lapsed:
            self._say(self.tr("The time is up: the seats are free again"), self.flow.holding.lapsed)
        elif self._lost:
            self._say(self.tr("Just taken by another counter"), self._lost)
        else:
            self.hide()

    def _seats_lost(self, lost: list[UUID]) -> None:
        self._lost = tuple(lost)
        self.refresh()

    def _say(self, title: str, seats: tuple[UUID, ...]) -> None:
        names = ", ".join(name for name in map(self.flow.name_of, seats) if name)
        self.say("warning", title, names, action=self.action_words, key=self._key, dismissible=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.asks:
            self.refresh()
