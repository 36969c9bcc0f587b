"""The screen that faces the customer: their journey, their price, the code to pay, the change. Nothing to press.

It never takes the focus: the clerk's keys stay at the clerk's window.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kai_counter.ui import theme
from kai_counter.ui.context import Counter
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.widgets.front import LinePicture
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.ui.widgets.training_frame import TrainingFrame
from kai_counter.values.cards import JourneyCard
from kai_counter.values.display import IDLE, DisplayCard, ShownPerson

MOST_ROWS = 8  # four with a seat, four infants
MOST_OTHERS = 3
_WHOLE = Qt.AlignmentFlag(0)


class Symbol(QWidget):
    """A QRIS code: dark on white in every theme, with its quiet zone, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("display.symbol")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.text = ""
        self._rows: list[list[bool]] = []

    def show_text(self, text: str) -> None:
        if text != self.text:
            from kai_counter.paper.symbol import matrix

            self.text = text
            self._rows = matrix(text, payment=True) if text else []
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        modules = len(self._rows) + 8
        dot = max(2, min(self.width(), self.height()) // modules)  # whole pixels: a phone reads edges
        side = dot * modules
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.fillRect(QRectF(left, top, side, side), QColor("white"))
        for y, row in enumerate(self._rows, start=4):
            for x, black in enumerate(row, start=4):
                if black:
                    painter.fillRect(left + x * dot, top + y * dot, dot, dot, QColor("black"))


class CustomerDisplay(QWidget):
    """`show_card` replaces everything; an idle card leaves nothing of anybody in the widgets either."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.counter = counter
        self.card = IDLE
        self.setObjectName("display")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(800, 480)
        self.resize(1024, 640)
        theme.mark(self, page="true")
        self._second = QTimer(self, interval=500)
        self._second.timeout.connect(self._count_down)
        self.pages = QStackedWidget(self)
        self.idle = LinePicture(self)
        self.idle.setObjectName("display.idle")
        self.pages.addWidget(self.idle)
        self.pages.addWidget(self._build_sale())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        is_training = counter.settings.training
        row.addWidget(TrainingFrame(self.pages, "display.training") if is_training else self.pages)
        self.retranslate()

    # -- building

    def _build_sale(self) -> QWidget:
        page = QWidget(self)
        self.train, self.when, self.codes = (self._label(name) for name in ("train", "when", "codes"))
        self.others = self._label("others")
        self.others.setWordWrap(True)
        self.relation = self._label("relation")
        self.relation.setWordWrap(True)
        self.people = QGridLayout()
        self.people.setHorizontalSpacing(theme.XL)
        self.people.setVerticalSpacing(theme.S)
        self.people.setColumnStretch(0, 1)
        left = QVBoxLayout()
        left.setSpacing(theme.M)
        for label in (self.train, self.relation, self.when, self.others):
            left.addWidget(label)
        left.addSpacing(theme.L)
        left.addLayout(self.people)
        left.addStretch(1)
        left.addWidget(self.codes)
        self.row = QHBoxLayout(page)
        self.row.addLayout(left, 1)
        self.row.addWidget(self._build_money())
        return page

    def _build_money(self) -> QWidget:
        self.money = QFrame(self)
        theme.mark(self.money, card="plain")
        self.caption, self.total, self.saved = (self._label(name) for name in ("caption", "total", "saved"))
        self.symbol = Symbol(self.money)
        self.hint = self._label("hint")
        self.hint.setWordWrap(True)
        self.given, self.change_caption, self.change = (
            self._label(name) for name in ("given", "change_caption", "change")
        )
        self.thanks = self._label("thanks")
        self.thanks.setWordWrap(True)
        column = QVBoxLayout(self.money)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(theme.S)
        column.addWidget(self.thanks)
        column.addWidget(self.caption)
        column.addWidget(self.total)
        column.addWidget(self.saved)
        column.addWidget(self.symbol, 1)
        column.addWidget(self.hint)
        column.addWidget(self.given)
        column.addSpacing(theme.M)
        column.addWidget(self.change_caption)
        column.addWidget(self.change)
        column.addStretch()
        self.money.setMinimumWidth(320)
        self.money.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return self.money

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(f"display.{name}")
        label.setTextFormat(Qt.TextFormat.PlainText)  # a name is never markup
        return label

    # -- showing

    def show_card(self, card: DisplayCard) -> None:
        self.card = card
        is_idle = card.kind == "idle"
        self.pages.setCurrentIndex(0 if is_idle else 1)
        self._show_journey(card)
        self._show_people(card.people)
        self._show_money(card)
        self._size_texts()

    def _show_journey(self, card: DisplayCard) -> None:
        journey = card.journey
        if journey is None:
            for label in (self.train, self.relation, self.when):
                label.clear()
        else:
            local = self.counter.clock.local
            leaves, comes = local(journey.departs_at), local(journey.arrives_at)
            self.train.setText(f"{journey.train_name} ({journey.train_number})")
            self.relation.setText(f"{journey.origin.name} → {journey.destination.name}")
            self.when.setText(f"{date_text(leaves.date())}   {time_text(leaves)} – {time_text(comes)}")
        self.others.setVisible(bool(card.others))
        self.others.setText("\n".join(self._other(journey) for journey in card.others[:MOST_OTHERS]))
        self.codes.setVisible(bool(card.codes))
        codes = " · ".join(card.codes)
        self.codes.setText(self.tr("Booking code {code}").format(code=codes) if codes else "")

    def _other(self, journey: JourneyCard) -> str:
        """`+ Surabaya Gubeng → Gambir, 30 Nov 10.00`."""
        leaves = self.counter.clock.local(journey.departs_at)
        relation = f"{journey.origin.name} → {journey.destination.name}"
        return f"+ {relation}, {date_text(leaves.date(), year=False)} {time_text(leaves)}"

    def _show_people(self, people: tuple[ShownPerson, ...]) -> None:
        while (item := self.people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                send_off(widget)
        for number, one in enumerate(people[:MOST_ROWS]):
            name = FitLabel(self)
            name.setObjectName(f"display.name.{number}")
            name.setTextFormat(Qt.TextFormat.PlainText)
            seat, identity = (self._label(f"{part}.{number}") for part in ("seat", "identity"))
            name.setText(one.name or self.tr("Passenger {number}").format(number=number + 1))
            seat.setText(one.seat)
            identity.setText(one.identity)
            size = round(22 * self._unit())
            for label in (name, seat):
                label.setStyleSheet(f"font-size: {size}px; font-weight: 600;")
            theme.mark(identity, role="muted")
            self.people.addWidget(name, 2 * number, 0)
            self.people.addWidget(seat, 2 * number, 1, Qt.AlignmentFlag.AlignRight)
            if one.identity:
                self.people.addWidget(identity, 2 * number + 1, 0)
            else:
                send_off(identity)

    def _show_money(self, card: DisplayCard) -> None:
        is_thanks, is_qris = card.kind == "thanks", card.kind == "qris" and card.charge is not None
        self.money.setVisible(card.total is not None)
        self.thanks.setVisible(is_thanks)
        self.total.setText("" if card.total is None else rupiah(card.total))
        self.saved.setVisible(card.discount > 0)
        reduced = self.tr("Reductions {amount}")
        self.saved.setText(reduced.format(amount=rupiah(-card.discount)) if card.discount else "")
        self.symbol.show_text(card.charge.qr_text if card.charge is not None and is_qris else "")
        self.symbol.setVisible(is_qris)
        self.row.setAlignment(self.money, _WHOLE if is_qris else Qt.AlignmentFlag.AlignTop)
        self.hint.setVisible(is_qris or card.kind == "payment")
        self.given.setVisible(is_thanks and card.tendered > 0)
        given = self.tr("Received {amount}")
        self.given.setText(given.format(amount=rupiah(card.tendered)) if card.tendered else "")
        for label in (self.change_caption, self.change):
            label.setVisible(is_thanks and card.tendered > 0)
        self.change.setText(rupiah(card.change) if card.tendered else "")
        self._say_hint()
        if is_qris:
            self._second.start()
        else:
            self._second.stop()

    def _say_hint(self) -> None:
        charge = self.card.charge
        if charge is None:
            self.hint.setText(self.tr("Pay in cash, by card or QRIS."))
            return
        left = max(0, int((charge.expires_at - self.counter.clock.now()).total_seconds()))
        if left == 0:
            self.hint.setText(self.tr("This code has expired. Please wait."))
            return
        text = self.tr("Scan with any bank or wallet app. Valid for {minutes}:{seconds} more.")
        self.hint.setText(text.format(minutes=left // 60, seconds=f"{left % 60:02}"))

    def _count_down(self) -> None:
        self._say_hint()

    def _unit(self) -> float:
        return min(max(480, self.height()) / 640, max(800, self.width()) / 1100)

    def _size_texts(self) -> None:
        """Read from two steps away: sizes follow the height of the screen."""
        unit = self._unit()
        self.row.setContentsMargins(*(round(edge * unit) for edge in (48, 40, 48, 40)))
        self.row.setSpacing(round(48 * unit))
        sizes = {
            self.train: (26, 600), self.relation: (40, 700), self.when: (24, 500), self.codes: (24, 600),
            self.caption: (22, 500), self.total: (54, 700), self.saved: (20, 500), self.hint: (20, 500),
            self.others: (20, 500),
            self.given: (24, 500), self.change_caption: (22, 500), self.change: (60, 700), self.thanks: (30, 700),
        }  # fmt: skip
        for label, (size, weight) in sizes.items():
            label.setStyleSheet(f"font-size: {round(size * unit)}px; font-weight: {weight};")

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.show_card(self.card)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Customer display"))
        station = self.counter.signed_in.counter.station.name
        self.idle.motto = self.tr("Welcome. Please tell us where you would like to go.")
        self.idle.place = f"{station} · {self.counter.signed_in.counter.name}"
        self.caption.setText(self.tr("To pay"))
        self.change_caption.setText(self.tr("Your change"))
        self.thanks.setText(self.tr("Thank you. Have a pleasant journey."))
        self.idle.update()
        self.show_card(self.card)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
