"""One seat: a real button, so that focus, tooltip and assistive tools come for nothing.

Its state is told three times over: by glyph, by border and by colour.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from kai_counter.ui import icons, theme
from kai_counter.values.cards import SeatCard

# asking: picked here, the database's answer is on its way; lost: another counter was faster just now
STATES = ("free", "mine", "asking", "held", "sold", "blocked", "lost")
_PICKABLE = ("free", "mine", "asking", "lost")


class SeatButton(QAbstractButton):
    """`state` is one of STATES. A seat that cannot be picked still takes the focus: arrows walk over it."""

    def __init__(self, seat: SeatCard, parent: QWidget) -> None:
        super().__init__(parent)
        self.seat = seat
        self.state = seat.state
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.tell()

    @property
    def is_pickable(self) -> bool:
        return self.state in _PICKABLE

    def set_state(self, seat: SeatCard, state: str) -> None:
        if state != self.state or seat != self.seat:
            self.seat, self.state = seat, state
            self.tell()
            self.update()

    def tell(self) -> None:
        """Into words: 'Kursi 4A, jendela, kosong'."""
        self.setObjectName(f"sell.seat.{self.seat.car_number}.{self.seat.seat_number}")
        parts = [self.tr("Seat {number}").format(number=self.seat.seat_number)]
        parts += [self._place()] if self._place() else []
        if self.seat.is_accessible:
            parts.append(self.tr("wheelchair place"))
        parts.append(self._state_words())
        self.setAccessibleName(", ".join(parts))
        self.setToolTip(", ".join(parts))
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.is_pickable else Qt.CursorShape.ArrowCursor)

    def _place(self) -> str:
        return {
            "window": self.tr("window"),
            "aisle": self.tr("aisle"),
            "middle": self.tr("middle"),
        }.get(self.seat.seat_type, "")

    def _state_words(self) -> str:
        return {
            "free": self.tr("free"),
            "mine": self.tr("held for this customer"),
            "asking": self.tr("being held"),
            "held": self.tr("held by another counter"),
            "sold": self.tr("sold"),
            "blocked": self.tr("blocked"),
            "lost": self.tr("another counter was faster"),
        }[self.state]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Everything is the map's: left to itself a button walks to any neighbour on an arrow."""
        event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_seat(
            painter,
            QRectF(self.rect()),
            self.state,
            self.seat.seat_number if self.width() >= 36 else self.seat.letter,
            is_accessible=self.seat.is_accessible,
            hovered=self.underMouse() and self.is_pickable,
            focused=self.hasFocus(),
        )


def paint_seat(
    painter: QPainter,
    rect: QRectF,
    state: str,
    text: str = "",
    *,
    is_accessible: bool = False,
    hovered: bool = False,
    focused: bool = False,
) -> None:
    """The legend draws with the same hand."""
    look = theme.current()
    box = rect.adjusted(2.5, 2.5, -2.5, -2.5)
    radius = min(8.0, box.width() / 4)
    painter.setPen(_border(state, hovered))
    painter.setBrush(_ground(state, hovered))
    painter.drawRoundedRect(box, radius, radius)
    if state in ("sold", "blocked"):
        _glyph(painter, box, state)
    elif text:
        ink = {"mine": "seat_mine_text", "held": "seat_held_text", "lost": "danger", "asking": "accent_text"}
        painter.setPen(look.color(ink.get(state, "seat_free_text")))
        painter.setFont(look.font("small", "semibold"))
        painter.drawText(box.adjusted(0, 0, 0, -6 if is_accessible else 0), Qt.AlignmentFlag.AlignCenter, text)
    if state in ("mine", "asking"):
        _dot(painter, box, filled=state == "mine")
    if state == "lost":
        painter.setPen(look.color("danger"))
        painter.setFont(look.font("small", "bold"))
        painter.drawText(box.adjusted(0, 1, -5, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, "!")
    if is_accessible:
        token = "seat_mine_text" if state == "mine" else "seat_accessible"
        size = 12.0
        corner = QRectF(box.left() + 1.5, box.bottom() - size - 1.5, size, size)
        if state not in ("sold", "blocked"):
            icons.paint_icon(painter, "accessibility", corner, look.color(token), 2.6)
    if focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.color("focus"), 2.5))
        painter.drawRoundedRect(rect.adjusted(1.25, 1.25, -1.25, -1.25), radius + 1.5, radius + 1.5)


def _border(state: str, hovered: bool) -> QPen:
    look = theme.current()
    if state == "held":
        return QPen(look.color("seat_held_border"), 1.5, Qt.PenStyle.DashLine)
    if state == "lost":
        return QPen(look.color("danger"), 2, Qt.PenStyle.DotLine)
    if state in ("mine", "asking"):
        return QPen(look.color("accent"), 2)
    if state in ("sold", "blocked"):
        return QPen(look.color("seat_sold" if state == "sold" else "seat_blocked_text"), 1)
    return QPen(look.color("accent" if hovered else "seat_free_border"), 2 if hovered else 1.5)


def _ground(state: str, hovered: bool) -> QColor:
    token = {
        "mine": "seat_mine",
        "asking": "accent_soft",
        "held": "seat_held",
        "sold": "seat_sold",
        "blocked": "seat_blocked",
        "lost": "danger_soft",
    }.get(state, "accent_soft" if hovered else "seat_free")
    return theme.current().color(token)


def _glyph(painter: QPainter, box: QRectF, state: str) -> None:
    """A cross for sold, a bar for blocked."""
    look = theme.current()
    ink = look.color("seat_sold_text" if state == "sold" else "seat_blocked_text")
    painter.setPen(QPen(ink, 1.8, c=Qt.PenCapStyle.RoundCap))
    middle, reach = box.center(), min(box.width(), box.height()) * 0.17
    x, y = middle.x(), middle.y()
    if state == "blocked":
        painter.drawLine(int(x - reach * 1.4), int(y), int(x + reach * 1.4), int(y))
        return
    painter.drawLine(int(x - reach), int(y - reach), int(x + reach), int(y + reach))
    painter.drawLine(int(x - reach), int(y + reach), int(x + reach), int(y - reach))


def _dot(painter: QPainter, box: QRectF, *, filled: bool) -> None:
    look = theme.current()
    dot = QRectF(box.right() - 9.5, box.top() + 3, 6.5, 6.5)
    painter.setPen(QPen(look.color("seat_mine_text" if filled else "accent"), 1.5))
    painter.setBrush(look.color("seat_mine_text") if filled else QColor(0, 0, 0, 0))
    painter.drawEllipse(dot)
