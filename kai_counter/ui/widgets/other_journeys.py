"""More journeys in one customer's sale: the keys that add one, turn to the next, and take one out again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.fit_label import FitLabel


class OtherJourneys(QWidget):
    """Under the prices. Its keys answer wherever on the page the focus is."""

    def __init__(self, page: str, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{page}.others")
        self.flow = flow
        self.here = FitLabel(self)
        theme.mark(self.here, role="small")
        self.another = Button(f"{page}.another", kind="ghost", key="Ctrl+N", parent=self)
        self.more = Button(f"{page}.more", kind="ghost", key="Ctrl+M", parent=self)
        self.turn = Button(f"{page}.turn", kind="ghost", key="Ctrl+Tab", parent=self)
        self.drop = Button(f"{page}.drop", kind="ghost", key="Ctrl+Del", parent=self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.here, 0, 0)
        acts: tuple[tuple[Button, Callable[[], None]], ...] = (
            (self.another, partial(flow.another, same_people=True)),
            (self.more, partial(flow.another, same_people=False)),
            (self.turn, flow.next_journey),
            (self.drop, flow.drop_journey),
        )
        for place, (button, act) in enumerate(acts):
            grid.addWidget(button, 1 + place, 0)  # below each other: side by side a wider font cuts their words
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(partial(_pressed, act))
            shortcut = QShortcut(QKeySequence(button.key), self)
            shortcut.activated.connect(act)
        flow.changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        several = bool(self.flow.others)
        for button in (self.another, self.more, self.drop):  # the price stands while it is paid
            button.setEnabled(not self.flow.paying.is_engaged)
        rest = self.flow.rest
        self.more.set_text(self.tr("The other %n", "", rest) if rest else self.tr("More people"))
        self.turn.setEnabled(not self.flow.is_kept_here)
        self.here.setVisible(several)
        self.here.setText(
            self.tr("Journey {number} of {count} in this sale").format(
                number=1 + sum(journey.number < self.flow.number for journey in self.flow.others),
                count=len(self.flow.others) + 1,
            )
        )
        self.turn.setVisible(several)
        self.drop.setVisible(several)

    def retranslate(self) -> None:
        self.another.set_text(self.tr("Return trip"))
        self.turn.set_text(self.tr("Next one"))
        self.drop.set_text(self.tr("Take it out"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _pressed(act: Callable[[], None], _checked: bool = False) -> None:
    act()
