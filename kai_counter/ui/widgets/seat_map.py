"""The seats of the coach in view, as the coach lies: rows from left to right, letters from window to window.

Arrows move in the grid (past the end: into the next coach), Space picks. Fresh states are written into the
buttons that are there, so the focus stays where it is whatever other counters do.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kai_counter.ui import theme
from kai_counter.ui.widgets.seat_button import SeatButton
from kai_counter.values.cards import CoachCard

_LARGEST, _SMALLEST, _TALL = 46, 26, 36
_SIDE, _TOP, _AISLE = 40, 14, 24  # room for letters and nose, for the wall, for the row numbers
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class SeatMap(QWidget):
    """`picked` brings a seat's id; `edge` −1 or 1 when an arrow leaves the coach; `entered` on Enter."""

    picked = Signal(object)
    refused = Signal(object)  # SeatButton that cannot be picked
    edge = Signal(int)
    entered = Signal()

    def __init__(self, object_name: str = "sell.map", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.coach: CoachCard | None = None
        self._buttons: list[SeatButton] = []  # of the largest coach seen; the first ones are in use
        self._places: dict[tuple[int, int], SeatButton] = {}
        self._by_id: dict[UUID, SeatButton] = {}
        self._here: tuple[int, int] = (1, 1)
        self._shape = self._measure()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.retranslate()

    # What it shows -------------------------------------------------------------------------------------

    def set_coach(
        self,
        coach: CoachCard | None,
        *,
        mine: Collection[UUID] = (),
        asking: Collection[UUID] = (),
        lost: Collection[UUID] = (),
    ) -> None:
        """Show a coach; the same one again only changes states. `mine` is held, `asking` is on its way."""
        other = (
            coach is None
            or self.coach is None
            or [seat.seat_id for seat in coach.seats] != [seat.seat_id for seat in self.coach.seats]
        )
        self.coach = coach
        had_focus = self.hasFocus() or self.has_focus
        if other:
            self._deal()
        for seat in coach.seats if coach else ():
            state = seat.state
            if seat.seat_id in mine:
                state = "mine"
            elif seat.seat_id in asking and state in ("free", "mine"):
                state = "asking"
            elif state == "mine":
                state = "free"  # let go a moment ago; the map was read before that
            elif seat.seat_id in lost:
                state = "lost" if state == "held" else state
            self._by_id[seat.seat_id].set_state(seat, state)
        if other:
            self._show_coach(had_focus)
        if coach is not None:
            self.setAccessibleName(self.tr("Seats of coach {label}").format(label=coach.label))

    def retranslate(self) -> None:
        for button in self._by_id.values():
            button.tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def button(self, seat_id: UUID) -> SeatButton | None:
        return self._by_id.get(seat_id)

    def _deal(self) -> None:
        """Give the coach's seats to the buttons there are: making a hundred anew takes longer than a blink."""
        seats = self.coach.seats if self.coach else ()
        while len(self._buttons) < len(seats):
            button = SeatButton(seats[len(self._buttons)], self)
            button.clicked.connect(lambda _=False, one=button: self._clicked(one))
            self._buttons.append(button)
        used = self._buttons[: len(seats)]
        self._places = {(s.row, s.grid_column): b for s, b in zip(seats, used, strict=True)}
        self._by_id = {s.seat_id: b for s, b in zip(seats, used, strict=True)}
        self._shape = self._measure()

    def _show_coach(self, had_focus: bool) -> None:
        """Lay the coach out; a focus that was in the map stays in it, near where it was."""
        self._lay_out()
        if had_focus:
            self.setFocus()  # while buttons come and go
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._by_id))
        if self._places:
            self._stand(self._first_place(), focus=had_focus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if self._places else Qt.FocusPolicy.StrongFocus)
        self.updateGeometry()
        self.update()

    def _first_place(self) -> tuple[int, int]:
        """The nearest seat that can be picked, else the nearest."""
        free = [place for place, button in self._places.items() if button.seat.state in ("mine", "free")]
        return min(free or self._places, key=self._far)

    def _far(self, place: tuple[int, int]) -> int:
        return abs(place[0] - self._here[0]) * 3 + abs(place[1] - self._here[1])

    # Where the focus is --------------------------------------------------------------------------------

    def focus_seat(self, seat_id: UUID | None = None) -> None:
        """Put the focus on this seat, on one that is mine, or on the first free one."""
        button = self._by_id.get(seat_id) if seat_id else None
        by_place = sorted(self._places.items())
        for state in ("mine", "asking", "free"):
            button = button or next((b for _, b in by_place if b.state == state), None)
        if button is None and by_place:
            button = by_place[0][1]
        if button is not None:
            self._stand((button.seat.row, button.seat.grid_column), focus=True)

    def enter_from(self, step: int) -> None:
        """The focus walked in from the coach before (1) or behind (−1)."""
        if self._places:
            rows = [row for row, _ in self._places]
            self._here = (min(rows) if step > 0 else max(rows), self._here[1])
            self._stand(min(self._places, key=self._far), focus=True)

    @property
    def has_focus(self) -> bool:
        return any(button.hasFocus() for button in self._by_id.values())

    def _stand(self, place: tuple[int, int], *, focus: bool) -> None:
        """One seat takes Tab."""
        self._here = place
        for where, button in self._places.items():
            policy = Qt.FocusPolicy.StrongFocus if where == place else Qt.FocusPolicy.ClickFocus
            if button.focusPolicy() != policy:
                button.setFocusPolicy(policy)
        if focus:
            self._places[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in _ARROWS:
            self._walk(*_ARROWS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._walk(-99 if key == Qt.Key.Key_Home else 99, 0)
        elif key == Qt.Key.Key_Space:
            button = self._places.get(self._here)
            if button is not None and not event.isAutoRepeat():
                self._clicked(button)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            event.ignore()

    def _walk(self, rows: int, columns: int) -> None:
        here_row, here_column = self._here
        if columns:
            fitting = [p for p in self._places if p[0] == here_row and (p[1] - here_column) * columns > 0]
            if fitting:
                self._stand(min(fitting, key=lambda p: abs(p[1] - here_column)), focus=True)
            return
        fitting = [p for p in self._places if (p[0] - here_row) * rows > 0]
        same = [p for p in fitting if p[1] == here_column] or fitting
        if abs(rows) > 1 and same:
            self._stand(max(same, key=lambda p: abs(p[0] - here_row)), focus=True)
        elif same:
            nearest = min(same, key=lambda p: (abs(p[0] - here_row), abs(p[1] - here_column)))
            self._stand(nearest, focus=True)
        elif abs(rows) == 1:
            self.edge.emit(rows)

    def _clicked(self, button: SeatButton) -> None:
        self._stand((button.seat.row, button.seat.grid_column), focus=True)
        if button.is_pickable:
            self.picked.emit(button.seat.seat_id)
        else:
            self.refused.emit(button)

    # How it lies ---------------------------------------------------------------------------------------

    def _measure(self) -> tuple[int, int, int]:
        """Rows, grid columns and the column that is the aisle (0: none)."""
        rows = max((row for row, _ in self._places), default=13)
        columns = max((column for _, column in self._places), default=5)
        used = {column for _, column in self._places}
        aisle = next((c for c in range(1, columns + 1) if c not in used), 0)
        return rows, columns, aisle

    def _step(self, width: int) -> int:
        rows, _, _ = self._shape
        return max(_SMALLEST, min(_LARGEST, (width - 2 * _SIDE) // max(1, rows)))

    def _tall(self, width: int) -> int:
        """Seats may be taller than wide where a coach is long: a finger and an eye find them better."""
        return max(self._step(width), _TALL)

    def _height(self, tall: int) -> int:
        _, columns, aisle = self._shape
        return (columns - (1 if aisle else 0)) * tall + (_AISLE if aisle else 0) + 2 * _TOP

    def _fitting(self) -> int:
        """As tall as there is room: a banner above the page makes seats lower, it does not push the window out."""
        _, columns, aisle = self._shape
        room = self.height() - 2 * _TOP - (_AISLE if aisle else 0)
        lanes = columns - (1 if aisle else 0)
        return max(_SMALLEST, min(self._tall(self.width()), room // max(1, lanes)))

    def sizeHint(self) -> QSize:
        return QSize(660, self._height(self._tall(max(self.width(), 560))))

    def minimumSizeHint(self) -> QSize:
        return QSize(13 * _SMALLEST + 2 * _SIDE, self._height(_SMALLEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.updateGeometry()

    def _place_of(self, row: int, column: int) -> QRect:
        rows, _, aisle = self._shape
        step, tall = self._step(self.width()), self._fitting()
        left = (self.width() - rows * step) // 2
        y = _TOP + (column - 1) * tall
        if aisle and column > aisle:
            y += _AISLE - tall
        return QRect(left + (row - 1) * step, y, step, tall)

    def _lay_out(self) -> None:
        for (row, column), button in self._places.items():
            button.setGeometry(self._place_of(row, column))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._places:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows, _columns, aisle = self._shape
        first, last = self._place_of(1, 1), self._place_of(rows, 1)
        shell = QRectF(first.left() - _SIDE + 4, 1, last.right() - first.left() + 2 * _SIDE - 8, self.height() - 2)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("surface_sunken"))
        painter.drawRoundedRect(shell, 18, 18)
        painter.setFont(look.font("small", "medium"))
        painter.setPen(look.color("text_muted"))
        letters = {place[1]: button.seat.letter for place, button in self._places.items()}
        for column, letter in letters.items():
            cell = self._place_of(1, column)
            margin = QRect(cell.left() - 26, cell.top(), 20, cell.height())
            painter.drawText(margin, Qt.AlignmentFlag.AlignCenter, letter)
        if aisle:
            top = self._place_of(1, aisle).top()
            for row in range(1, rows + 1):
                cell = self._place_of(row, aisle)
                painter.drawText(
                    QRect(QPoint(cell.left(), top), QSize(cell.width(), _AISLE)),
                    Qt.AlignmentFlag.AlignCenter,
                    str(row),
                )
