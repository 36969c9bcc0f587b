"""The foot of the sell page: seats, price, countdown and the way on; or, when a hold ran out, the way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Clock
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.flows.several import elsewhere
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.widgets.money import MoneyLabel, rupiah
from kai_counter.ui.widgets.result_list import train_day


class SaleBar(QStackedWidget):
    """`forward` (F8), `again` (hold the same seats once more), `other` (let them go)."""

    forward = Signal()
    again = Signal()
    other = Signal()

    def __init__(self, flow: SaleFlow, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = flow
        self.setFixedHeight(88)
        self.seats, self.price = FitLabel(self), FitLabel(self)  # four seats in two coaches are many words
        theme.mark(self.seats, role="heading")
        theme.mark(self.price, role="muted")
        self.countdown = Countdown("sell.countdown", clock, parent=self)
        self.total_name = QLabel(self)
        theme.mark(self.total_name, role="small")
        self.total = MoneyLabel("sell.total", role="total", parent=self)
        self.next = Button("sell.next", kind="primary", key="F8", large=True, parent=self)
        self.next.clicked.connect(self.forward)
        self.gone, self.gone_words = QLabel(self), QLabel(self)
        self.gone.setObjectName("sell.ranOut")
        theme.mark(self.gone, role="heading")
        theme.mark(self.gone_words, role="muted")
        self.hold_again = Button("sell.holdAgain", kind="primary", key="Enter", large=True, parent=self)
        self.hold_again.clicked.connect(self.again)
        self.let_go = Button("sell.letGo", kind="ghost", parent=self)
        self.let_go.clicked.connect(self.other)
        self.addWidget(self._make_sale())
        self.addWidget(self._make_gone())
        self.retranslate()

    def _make_sale(self) -> QWidget:
        card = QFrame(self)
        theme.mark(card, card="plain")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.seats)
        words.addWidget(self.price)
        words.addStretch(1)
        above = QHBoxLayout()
        above.setSpacing(theme.M)
        above.addWidget(self.total_name)
        above.addStretch(1)
        above.addWidget(self.countdown)
        money = QVBoxLayout()
        money.setSpacing(0)
        money.addStretch(1)
        money.addLayout(above)
        money.addWidget(self.total)
        money.addStretch(1)
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.L, 0, theme.L, 0)
        row.setSpacing(theme.L)
        row.addLayout(words, 1)
        row.addLayout(money)
        row.addWidget(self.next)
        return card

    def _make_gone(self) -> QWidget:
        card = QFrame(self)
        theme.mark(card, card="warning")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self.gone)
        words.addWidget(self.gone_words)
        words.addStretch(1)
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.L, 0, theme.L, 0)
        row.setSpacing(theme.M)
        row.addLayout(words, 1)
        row.addWidget(self.let_go)
        row.addWidget(self.hold_again)
        return card

    def retranslate(self) -> None:
        self.total_name.setText(self.tr("Total"))
        self.next.set_text(self.tr("Passengers"))
        self.countdown.set_prefix(self.tr("held"))
        self.gone.setText(self.tr("The time is up: the seats are free again"))
        self.hold_again.set_text(self.tr("Hold them again"))
        self.let_go.set_text(self.tr("Other seats"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def refresh(self) -> None:
        flow = self.flow
        lapsed = flow.holding.lapsed
        self.setCurrentIndex(1 if lapsed else 0)
        if lapsed:
            self.gone_words.setText(", ".join(name for name in map(flow.name_of, lapsed) if name))
        self._refresh_sale()

    def _refresh_sale(self) -> None:
        flow, hold = self.flow, self.flow.hold
        missing = flow.adults - len(flow.selected)
        self.next.setEnabled(flow.journey is not None and not missing)
        self.countdown.set_end(hold.expires_at if hold else None, hold.hold_seconds if hold else 600)
        self.total.set_amount(sum(seat.fare for seat in hold.seats) if hold else None)
        self.total_name.setVisible(hold is not None)
        other = elsewhere(flow) if hold is not None else None
        theme.mark(self.price, role="warning" if other else "muted")
        if flow.journey is None:
            self.seats.setText(self.tr("No seats yet"))
            self.price.setText(self.tr("Choose a train first"))
            return
        if hold is None:
            text = self.tr("Holding the seats …") if flow.selected else self.tr("Choose %n seat(s)", "", missing)
            self.seats.setText(text)
            self.price.setText(self.tr("F6 takes the best ones together"))
            return
        self.seats.setText(self._seat_words())
        if missing > 0:
            self.price.setText(self.tr("%n more seat(s) to choose", "", missing))
        else:
            self.price.setText("  +  ".join(self._fares()))
        if other is not None:
            self.price.setText(train_day(other))

    def _seat_words(self) -> str:
        """'EKS 3 / 6A, 6B'; how many they are stands before the fare."""
        hold = self.flow.hold
        by_coach: dict[str, list[str]] = {}
        for seat in hold.seats if hold else ():
            by_coach.setdefault(seat.coach_label, []).append(seat.seat_number)
        return "; ".join(f"{coach} / {', '.join(numbers)}" for coach, numbers in by_coach.items())

    def _fares(self) -> list[str]:
        counts: dict[int, int] = {}
        for seat in self.flow.hold.seats if self.flow.hold else ():
            counts[seat.fare] = counts.get(seat.fare, 0) + 1
        parts = [f"{count} × {rupiah(fare)}" for fare, count in counts.items()]
        if self.flow.infants:
            parts.append(self.tr("%n infant(s) free", "", self.flow.infants))
        return parts
