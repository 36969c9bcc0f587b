"""One departure on the board: digit, time, minutes to go, train, destination, status, seats left by class."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from kai_counter.ui import icons, theme
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.keycap import paint_key
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards import ClassOffer, JourneyCard

HEIGHT = 62
LOW = 49  # RULES.md, "Availability text"; the rule availability_low overrides
SCARCE = 10  # fewer seats than this are said in the warning's colour, here and in the list of the sale
SOON = 15  # minutes before the end of the sale from which the row warns
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def seats_words(left: int, low: int = LOW) -> tuple[str, str]:
    """(words, ink token): Tersedia, Tersisa N, Habis."""
    translate = QCoreApplication.translate
    if left <= 0:
        return translate("board", "Sold out"), "danger"
    if left <= low:
        return translate("board", "{count} left").format(count=left), "warning" if left < SCARCE else "success"
    return translate("board", "Available"), "success"


def minutes_words(minutes: int) -> str:
    translate = QCoreApplication.translate
    if minutes < 1:
        return translate("board", "now")
    if minutes < 60:
        return translate("board", "{minutes} min").format(minutes=minutes)
    return translate("board", "{hours} h {minutes} m").format(hours=minutes // 60, minutes=minutes % 60)


def status_words(journey: JourneyCard, now: datetime) -> tuple[str, str, str]:
    """(words, ink token, icon) of a departure; its sign differs as well as its colour."""
    translate = QCoreApplication.translate
    if journey.status == "cancelled":
        return translate("board", "Cancelled"), "danger", "ban"
    if journey.opens_at is not None and journey.is_not_yet_sold(now):
        opens = time_text(journey.opens_at.astimezone(now.tzinfo))
        return translate("board", "Go-show from {time}").format(time=opens), "text_muted", "hourglass"
    if not journey.is_open(now):
        return translate("board", "Sale closed"), "text_muted", "lock"
    if journey.delay_minutes > 0:
        return (
            translate("board", "{minutes} min late").format(minutes=journey.delay_minutes),
            "warning",
            "clock",
        )
    to_close = (journey.closes_at - now).total_seconds() / 60
    if to_close <= SOON:
        return translate("board", "Closes in {minutes} min").format(minutes=int(to_close)), "warning", "timer"
    return translate("board", "On time"), "success", "circle-check"


class BoardRow(QAbstractButton):
    """Click, or its digit on the board. All it shows is its accessible name too."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.journey: JourneyCard | None = None
        self.now: datetime | None = None
        self.low = LOW
        self.setObjectName(f"board.row.{number}")
        self.setAccessibleName(str(number))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(900, HEIGHT)

    def show_journey(self, journey: JourneyCard, now: datetime) -> None:
        """`now` in the station's zone; the departure is shown in the same zone."""
        self.journey, self.now = journey, now
        departs = journey.departs_at.astimezone(now.tzinfo)
        offers = ", ".join(f"{o.name} {seats_words(o.seats_left, self.low)[0]}" for o in journey.classes)
        parts = [str(self.number), time_text(departs), self.minutes_words(), journey.train_name]
        parts += [journey.destination.name, status_words(journey, now)[0], offers]
        self.setAccessibleName(", ".join(parts))
        self.update()

    def minutes_words(self) -> str:
        if self.journey is None or self.now is None:
            return ""
        seconds = (self.journey.departs_at - self.now).total_seconds() + self.journey.delay_minutes * 60
        return minutes_words(int(seconds // 60))

    @property
    def is_open(self) -> bool:
        return self.journey is not None and self.now is not None and self.journey.is_open(self.now)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(
            QPen(look.color("accent" if self.hasFocus() else "border"), 2 if self.hasFocus() else 1)
        )
        painter.setBrush(look.color("accent_soft" if lit else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        if self.journey is None or self.now is None:
            return
        paint_key(painter, QRectF(16, self.height() / 2 - 13, 28, 26), str(self.number), enabled=self.is_open)
        ink = "text" if self.is_open else "text_muted"
        train = f"KA {self.journey.train_number}"
        arrives = time_text(self.journey.arrives_at.astimezone(self.now.tzinfo))
        arrival = QCoreApplication.translate("board", "arrives {time}").format(time=arrives)
        columns = self._columns()
        self._paint_times(painter, self.journey, self.now, columns[0])
        self._two(painter, columns[0], columns[1] - columns[0], self.journey.train_name, train, ink)
        self._two(painter, columns[1], columns[2] - columns[1], self.journey.destination.name, arrival, ink)
        if not self._is_narrow:
            self._paint_status(painter, columns[2], columns[3] - columns[2])
        self._paint_classes(painter, columns[3])

    @property
    def _is_narrow(self) -> bool:
        """The picker is open beside the board: the status makes room, times stand over the minutes."""
        return self.width() < 1000

    def _columns(self) -> tuple[float, float, float, float]:
        """Left edges of train, destination, status, classes."""
        w = self.width()
        if self._is_narrow:
            rest = w - 152
            return 152, 152 + rest * 0.32, 152 + rest * 0.64, 152 + rest * 0.64
        return w * 0.211, w * 0.403, w * 0.558, w * 0.69

    def _paint_times(self, painter: QPainter, journey: JourneyCard, now: datetime, end: float) -> None:
        look = theme.current()
        departs = time_text(journey.departs_at.astimezone(now.tzinfo))
        narrow = self._is_narrow
        painter.setPen(look.color("text" if self.is_open else "text_muted"))
        painter.setFont(look.font("number", "bold"))
        height = self.height() - 22 if narrow else self.height()
        painter.drawText(QRectF(60, 2 if narrow else 0, 90, height), _LEFT, departs)
        painter.setPen(look.color("text_muted"))
        painter.setFont(look.font("small" if narrow else "strong", "semibold"))
        under = QRectF(60, self.height() / 2 + 4, end - 62, 20)
        beside = QRectF(142, 0, end - 146, self.height())
        painter.drawText(under if narrow else beside, _LEFT, self.minutes_words())

    def _two(self, painter: QPainter, x: float, width: float, upper: str, lower: str, ink: str) -> None:
        look = theme.current()
        half = self.height() / 2
        for text, token, font, y in (
            (upper, ink, look.font("strong", "semibold"), half - 21),
            (lower, "text_muted", look.font("small", "regular"), half + 1),
        ):
            painter.setFont(font)
            painter.setPen(look.color(token))
            fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width - 8))
            painter.drawText(QRectF(x, y, width, 20), _LEFT, fitting)

    def _paint_status(self, painter: QPainter, x: float, width: float) -> None:
        assert self.journey is not None and self.now is not None
        look = theme.current()
        text, token, sign = status_words(self.journey, self.now)
        ink = look.color(token)
        icons.paint_icon(painter, sign, QRectF(x, self.height() / 2 - 8, 16, 16), ink, 2.2)
        painter.setPen(ink)
        painter.setFont(look.font("small", "semibold"))
        room = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width - 26))
        painter.drawText(QRectF(x + 22, 0, width - 22, self.height()), _LEFT, room)

    def _paint_classes(self, painter: QPainter, x: float) -> None:
        assert self.journey is not None
        offers = self.journey.classes[:3]
        if not offers:
            return
        width = (self.width() - 14 - x) / max(len(offers), 2)
        for index, offer in enumerate(offers):
            self._paint_class(painter, offer, x + index * width, width)

    def _paint_class(self, painter: QPainter, offer: ClassOffer, x: float, width: float) -> None:
        look = theme.current()
        words, token = seats_words(offer.seats_left, self.low)
        half = self.height() / 2
        fare = f"{offer.name} {rupiah(offer.fare)}" if offer.fare is not None else offer.name
        painter.setFont(look.font("small", "regular"))
        if self._is_narrow:
            fare = offer.code
        elif painter.fontMetrics().horizontalAdvance(fare) > width - 10 and offer.fare is not None:
            fare = f"{offer.code} {rupiah(offer.fare)}"
        painter.setPen(look.color("text_muted"))
        painter.drawText(QRectF(x, half - 20, width - 8, 19), _LEFT, fare)
        painter.setPen(look.color(token if self.is_open else "text_muted"))
        painter.setFont(look.font("body", "semibold"))
        painter.drawText(QRectF(x, half, width - 8, 20), _LEFT, words)
