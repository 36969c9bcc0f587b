"""The right half of the sell page: train, coaches, the seats of one coach, and what just happened to them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.coach_strip import CoachStrip
from kai_counter.ui.widgets.keycap import KeyCap
from kai_counter.ui.widgets.result_list import class_text
from kai_counter.ui.widgets.seat_button import SeatButton, paint_seat
from kai_counter.ui.widgets.seat_map import SeatMap
from kai_counter.values.cards import ClassOffer, CoachCard, HoldCard, JourneyCard, SeatMapCard

_LEGEND = ("free", "mine", "held", "sold", "accessible")


class LegendSeat(QWidget):
    """A seat of the legend, drawn by the hand that draws the map's."""

    def __init__(self, state: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = state
        self.setFixedSize(QSize(26, 26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_accessible = self.state == "accessible"
        paint_seat(
            painter, QRectF(self.rect()), "free" if is_accessible else self.state, is_accessible=is_accessible
        )


class SeatChoice(Protocol):
    """A train whose seats are picked: in a sale, or for an exchange."""

    seat_map: SeatMapCard | None

    @property
    def journey(self) -> JourneyCard | None: ...
    @property
    def offer(self) -> ClassOffer | None: ...
    @property
    def hold(self) -> HoldCard | None: ...
    @property
    def held(self) -> tuple[UUID, ...]: ...
    @property
    def selected(self) -> tuple[UUID, ...]: ...
    @property
    def is_held(self) -> bool: ...
    def toggle(self, seat_id: UUID) -> None: ...


class SeatPanel(QFrame):
    """Draws `flow.seat_map`; a click or Space goes to `flow.toggle`. `entered`: Enter on a seat."""

    entered = Signal()

    def __init__(self, flow: SeatChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, card="plain")
        self.flow = flow
        self._lost: tuple[UUID, ...] = ()
        self._shown_train: object = None
        self._follows = False
        self._followed_from: QWidget | None = None
        self.title, self.class_name, self.warning = QLabel(self), QLabel(self), QLabel(self)
        theme.mark(self.title, role="heading")
        theme.mark(self.class_name, role="muted")
        theme.mark(self.warning, role="warning")
        self.coach_hint = QLabel(self)
        theme.mark(self.coach_hint, role="small")
        self.strip, self.map = CoachStrip(parent=self), SeatMap(parent=self)
        self.notice = QLabel(self)
        self.notice.setObjectName("sell.notice")
        self.notice.setWordWrap(True)
        self._legend_words: dict[str, QLabel] = {}
        self.legend = QStackedWidget(self)
        self.legend.addWidget(self._make_legend())
        self.legend.addWidget(self.notice)
        self.legend.setFixedHeight(34)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self.strip.picked.connect(self.show_coach)
        self.map.picked.connect(self._picked)
        self.map.refused.connect(self._cannot)
        self.map.edge.connect(self._over_the_edge)
        self.map.entered.connect(self.entered)
        self.retranslate()

    # Building ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(self.title)
        head.addWidget(self.class_name)
        head.addWidget(self.warning)
        head.addStretch(1)
        self._cap = KeyCap("Ctrl+Left/Right", self)
        head.addWidget(self._cap)
        head.addWidget(self.coach_hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.S)
        column.setSpacing(theme.S)
        column.addLayout(head)
        column.addWidget(self.strip)
        column.addStretch(1)
        column.addWidget(self.map)
        column.addStretch(1)
        column.addWidget(self.legend)

    def _make_legend(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for state in _LEGEND:
            row.addWidget(LegendSeat(state, box))
            words = QLabel(box)
            theme.mark(words, role="small")
            self._legend_words[state] = words
            row.addWidget(words)
            row.addSpacing(8)
        row.addStretch(1)
        self._hints = QWidget(box)
        hints = QHBoxLayout(self._hints)
        hints.setContentsMargins(0, 0, 0, 0)
        hints.setSpacing(6)
        self._key_words: list[QLabel] = []
        for key in ("Arrows", "Space", "F6"):
            hints.addWidget(KeyCap(key, self._hints))
            words = QLabel(self._hints)
            theme.mark(words, role="small")
            self._key_words.append(words)
            hints.addWidget(words)
        row.addWidget(self._hints)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return box

    def _fit_legend(self) -> None:
        """The keys are a kindness, the states are not: where the words are long, the keys go."""
        states = sum(words.sizeHint().width() + 26 + 20 for words in self._legend_words.values())
        self._hints.setVisible(states + self._hints.sizeHint().width() <= self.legend.width())

    def retranslate(self) -> None:
        for state, text in {
            "free": self.tr("Free"),
            "mine": self.tr("Chosen"),
            "held": self.tr("Held"),
            "sold": self.tr("Sold"),
            "accessible": self.tr("Wheelchair"),
        }.items():
            self._legend_words[state].setText(text)
        for label, text in zip(
            self._key_words, (self.tr("move"), self.tr("choose"), self.tr("best")), strict=True
        ):
            label.setText(text)
        self.coach_hint.setText(self.tr("coach"))
        self._fit_legend()
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= 330)
        self._fit_legend()

    # Showing -------------------------------------------------------------------------------------------

    @property
    def coach(self) -> CoachCard | None:
        coaches = self.flow.seat_map.coaches if self.flow.seat_map else ()
        return next((coach for coach in coaches if coach.car_number == self.strip.current), None)

    def refresh(self) -> None:
        """Everything anew from the flow; buttons that are there keep focus and place."""
        flow, card = self.flow, self.flow.seat_map
        if flow.journey is not None and flow.offer is not None:
            self.title.setText(flow.journey.train_name)
            number = self.tr("KA {number}").format(number=flow.journey.train_number)
            self.class_name.setText(f"{number}  ·  {class_text(flow.offer)}")
        if card is None:
            self._shown_train = None
            self.strip.set_coaches(())
            self.map.set_coach(None)
            return
        self.strip.set_coaches(card.coaches)
        train = (card.schedule_id, card.from_order, card.to_order, flow.offer.class_id if flow.offer else None)
        if train != self._shown_train:
            self._shown_train = train
            self._lost = ()
            self.say("")
            self._first_coach()
        self._draw_coach()
        self._show_held()

    def _first_coach(self) -> None:
        """The coach of a seat that is mine, else the first of the chosen class with a free seat."""
        mine = [seat.car_number for seat in self.flow.hold.seats] if self.flow.hold else []
        offer = self.flow.offer
        self.strip.mark(mine[0] if mine else self.strip.first_of(offer.class_id) if offer else 0)

    def _draw_coach(self) -> None:
        held, wanted = set(self.flow.held), set(self.flow.selected)
        self.map.set_coach(self.coach, mine=held & wanted, asking=wanted - held, lost=self._lost)

    def show_coach(self, car_number: int) -> None:
        self.strip.mark(car_number)
        self._draw_coach()

    def follow(self) -> None:
        """The next seats held are picked by the program: bring them into view when they come.

        The focus comes along when it was in the map and nobody has moved it meanwhile.
        """
        self._follows, self._followed_from = True, self.focusWidget() if self.map.has_focus else None

    def _show_held(self) -> None:
        hold = self.flow.hold
        if not self._follows or hold is None or not self.flow.is_held:
            return
        self._follows = False
        stayed = self.map.has_focus and self.focusWidget() is self._followed_from
        if all(seat.car_number != self.strip.current for seat in hold.seats):
            self.show_coach(hold.seats[0].car_number)
        if stayed:
            self.map.focus_seat(hold.seats[0].seat_id)
        self._followed_from = None

    def step_coach(self, step: int) -> None:
        """Ctrl+← and Ctrl+→; the focus comes along when it was in the map."""
        had_focus = self.map.has_focus
        self.show_coach(self.strip.neighbour(step))
        if had_focus:
            self.map.focus_seat()

    def _over_the_edge(self, step: int) -> None:
        self.show_coach(self.strip.neighbour(step))
        self.map.enter_from(step)

    def focus_map(self) -> None:
        """The focus into the seats: where one is held, else the first free one of the coach in view."""
        hold = self.flow.hold
        if hold is not None and all(seat.car_number != self.strip.current for seat in hold.seats):
            self.show_coach(hold.seats[0].car_number)
        if self.coach is None:
            self.map.setFocus()
        else:
            self.map.focus_seat()

    # Saying --------------------------------------------------------------------------------------------

    def say(self, sentence: str, kind: str = "danger") -> None:
        """In the place of the legend, where the eyes are; an empty sentence brings the legend back."""
        self.notice.setText(sentence)
        self.notice.setAccessibleName(sentence)
        theme.mark(self.notice, role={"danger": "error", "warning": "warning"}.get(kind, "success"))
        self.legend.setCurrentIndex(1 if sentence else 0)

    def warn(self, sentence: str) -> None:
        """Beside the train's name: the sale of this train ends soon."""
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))
        self._cap.setVisible(not sentence)
        self.coach_hint.setVisible(not sentence)

    def mark_lost(self, lost: list[UUID]) -> None:
        self._lost = tuple(lost)
        self._draw_coach()

    def _picked(self, seat_id: UUID) -> None:
        self._lost = ()
        self.say("")
        self.flow.toggle(seat_id)

    def _cannot(self, button: SeatButton) -> None:
        self.say(button.accessibleName(), "warning")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_coach(step)
        else:
            super().keyPressEvent(event)
