"""The right-hand card of a sale: which train, how long the seats are held, what it costs, and the way on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.flows.several import earliest_hold
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.button import Button
from kai_counter.ui.widgets.countdown import Countdown
from kai_counter.ui.widgets.other_journeys import OtherJourneys
from kai_counter.ui.widgets.price_breakdown import PriceBreakdown
from kai_counter.values.cards import JourneyCard


class SaleSummary(QFrame):
    """`page` names the page in object names; `forward` when its button is pressed."""

    forward = Signal()

    def __init__(self, page: str, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{page}.summary")
        theme.mark(self, card="plain")
        self.counter, self.flow = counter, flow
        self.train = QLabel(self)
        self.train.setWordWrap(True)
        theme.mark(self.train, role="heading")
        self.times = QLabel(self)
        self.times.setWordWrap(True)  # "the next day" beside them, in a wider font
        theme.mark(self.times, role="number")
        self.relation = QLabel(self)
        self.relation.setWordWrap(True)
        theme.mark(self.relation, role="muted")
        self.day = QLabel(self)
        theme.mark(self.day, role="muted")
        self.countdown = Countdown(f"{page}.countdown", counter.clock, parent=self)
        self.prices = PriceBreakdown(f"{page}.prices", self)
        self.note = QLabel(self)  # what the button brings about, where that is not plain
        self.note.setWordWrap(True)
        theme.mark(self.note, role="small")
        self.note.hide()
        self.others = OtherJourneys(page, flow, self)
        self.button = Button(f"{page}.forward", kind="primary", key="F8", large=True, parent=self)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.forward)
        self._lay_out()
        flow.hold_changed.connect(self.refresh)
        flow.quote_changed.connect(self.refresh)
        flow.changed.connect(self._people_changed)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.train, 1)
        head.addWidget(self.countdown)
        rule = QFrame(self)
        theme.mark(rule, card="line")
        inside = QWidget(self)
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, theme.S, 0)
        lines.addWidget(self.prices)
        lines.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addWidget(self.times)
        column.addWidget(self.relation)
        column.addWidget(self.day)
        column.addWidget(rule)
        column.addWidget(scroll, 1)
        column.addWidget(self.prices.sum)  # always in sight: four lines of a return trip pushed it out
        self._forms = QVBoxLayout()
        column.addLayout(self._forms)
        column.addWidget(self.others)
        column.addWidget(self.note)
        column.addWidget(self.button)

    def add_form(self, form: QWidget) -> None:
        """Something typed that changes the price, under the prices."""
        self._forms.addWidget(form)

    def set_note(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _people_changed(self) -> None:
        self.prices.show_quote(self.flow.quote, self.flow.hold, self.flow.passengers)
        self.prices.total_label.setVisible(self.prices.total.amount is not None)  # a word alone asks for a number

    def refresh(self) -> None:
        journey, hold = self.flow.journey, self.flow.hold
        if journey is not None:
            self._show_journey(journey)
        first = earliest_hold(self.flow) if hold is not None else None
        self.countdown.set_end(first.expires_at if first else None, first.hold_seconds if first else 600)
        self._people_changed()

    def _show_journey(self, journey: JourneyCard) -> None:
        departs, arrives = journey_times(journey)
        later = (arrives.date() - departs.date()).days
        words = self.tr("next day") if later == 1 else self.tr("+{days} days").format(days=later)
        plus = f"  ·  {words}" if later else ""
        self.train.setText(f"{journey.train_name} ({journey.train_number})")
        self.times.setText(f"{time_text(departs)}  →  {time_text(arrives)}{plus}")
        self.relation.setText(f"{journey.origin.name} → {journey.destination.name}")
        day = QDate(departs.year, departs.month, departs.day)  # Qt's own long form writes "02 Desember"
        self.day.setText(self.counter.language.locale.toString(day, "dddd, d MMMM yyyy"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()


def journey_times(journey: JourneyCard) -> tuple[datetime, datetime]:
    """Departure and arrival, each on the clock of its own station (WIB, WITA, WIT)."""
    return (
        journey.departs_at.astimezone(ZoneInfo(journey.origin.timezone)),
        journey.arrives_at.astimezone(ZoneInfo(journey.destination.timezone)),
    )
