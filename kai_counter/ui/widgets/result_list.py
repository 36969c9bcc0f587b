"""Trains found: one card per train and class, drawn by a delegate (sixty rows cost what six do)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from kai_counter.ui.context import Clock
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.board_row import SCARCE
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.result_card import ResultCard
from kai_counter.values.cards import ClassOffer, JourneyCard

ROW = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One card: a journey and one of its classes."""

    journey: JourneyCard
    offer: ClassOffer

    @property
    def key(self) -> tuple[object, ...]:
        return self.journey.schedule_id, self.journey.from_order, self.journey.to_order, self.offer.class_id


class ResultModel(QAbstractListModel):
    """The rows, and each in words for assistive tools."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.clock = clock
        self.rows: tuple[ResultRow, ...] = ()
        self.low = 49
        self.warn_minutes = 15

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(row)
        return None

    def can_sell(self, row: ResultRow) -> bool:
        return (
            row.journey.is_open(self.clock.now()) and row.offer.seats_left > 0 and row.offer.fare is not None
        )

    def words(self, row: ResultRow) -> str:
        journey, offer = row.journey, row.offer
        times = f"{time_text(leaves(journey))} – {time_text(arrives(journey))}"
        fare = rupiah(offer.fare) if offer.fare is not None else ""
        train = f"{journey.train_name} ({journey.train_number})"
        parts = (times, train, class_text(offer), fare, self.seats(row)[0])
        return ", ".join(part for part in parts if part)

    def seats(self, row: ResultRow) -> tuple[str, str]:
        """Availability in words, and the token of its colour."""
        journey, offer = row.journey, row.offer
        if journey.status == "cancelled":
            return self.tr("Cancelled"), "danger"
        if journey.opens_at is not None and journey.is_not_yet_sold(self.clock.now()):
            opens = time_text(self.clock.local(journey.opens_at))
            return self.tr("Go-show from {time}").format(time=opens), "text_muted"
        if not journey.is_open(self.clock.now()):
            return self.tr("Sale closed"), "danger"
        if offer.seats_left <= 0:
            return self.tr("Sold out"), "danger"
        if offer.fare is None:
            return self.tr("No fare"), "danger"
        if offer.seats_left <= self.low:
            #: Indonesian: Tersisa %n kursi
            text = self.tr("%n seat(s) left", "", offer.seats_left)
            return text, "warning" if offer.seats_left < SCARCE else "success"
        #: Indonesian: Tersedia
        return self.tr("Available"), "success"

    def warning(self, row: ResultRow) -> str:
        """Sale ends soon, or the train is late."""
        left = (row.journey.closes_at - self.clock.now()).total_seconds()
        if 0 < left <= self.warn_minutes * 60 and row.journey.status != "cancelled":
            return self.tr("Sale ends in {minutes} min").format(minutes=int(left // 60) + 1)
        if row.journey.delay_minutes:
            return self.tr("{minutes} min late").format(minutes=row.journey.delay_minutes)
        return ""

    def duration(self, row: ResultRow) -> str:
        return duration_text(row.journey.duration, self.tr("{hours}h {minutes}m"))


class ResultList(QListView):
    """Arrows move, Enter chooses, a digit chooses its card at once. `chosen` brings a ResultRow."""

    chosen = Signal(object)

    def __init__(self, object_name: str, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.rows = ResultModel(clock, self)
        self.setModel(self.rows)
        self.setItemDelegate(ResultCard(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Trains found"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.viewport().update()

    def set_rows(self, rows: Sequence[ResultRow]) -> None:
        """The same trains with other numbers keep the marked card and the place in the list."""
        rows = tuple(rows)
        if rows == self.rows.rows:
            self.viewport().update()
            return
        if [row.key for row in rows] == [row.key for row in self.rows.rows]:
            self.rows.rows = rows
            self.rows.dataChanged.emit(self.rows.index(0), self.rows.index(len(rows) - 1))
            return
        before = self.current_row()
        self.rows.beginResetModel()
        self.rows.rows = rows
        self.rows.endResetModel()
        keys = [row.key for row in rows]
        if before is not None and before.key in keys:
            self.mark(keys.index(before.key))
        elif rows:
            self.mark(next((n for n, row in enumerate(rows) if self.rows.can_sell(row)), 0))

    def current_row(self) -> ResultRow | None:
        index = self.currentIndex().row()
        return self.rows.rows[index] if 0 <= index < len(self.rows.rows) else None

    def mark(self, number: int) -> None:
        """Mark a card (from 0) without choosing it."""
        self.setCurrentIndex(self.rows.index(number))

    def mark_key(self, key: tuple[object, ...]) -> None:
        for number, row in enumerate(self.rows.rows):
            if row.key == key:
                self.mark(number)

    def choose(self, number: int) -> None:
        if 0 <= number < len(self.rows.rows):
            self.mark(number)
            self.chosen.emit(self.rows.rows[number])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose(self.currentIndex().row())
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.choose(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
                     Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):  # fmt: skip
            super().keyPressEvent(event)
        else:
            event.ignore()  # letters are not a search in this list; F keys belong to the page

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.choose(index.row())


def leaves(journey: JourneyCard) -> datetime:
    """On the platform clock of where the journey begins."""
    return journey.departs_at.astimezone(ZoneInfo(journey.origin.timezone))


def train_day(journey: JourneyCard) -> str:
    """'GMR → SGU, Sun, 29 Nov 06:10', where the list beside it is of another day or relation."""
    at = leaves(journey)
    ends = f"{journey.origin.code} → {journey.destination.code}"
    return f"{ends}, {date_text(at.date(), year=False)} {time_text(at)}"


def arrives(journey: JourneyCard) -> datetime:
    """On the platform clock of where it ends (another zone, east of Java)."""
    return journey.arrives_at.astimezone(ZoneInfo(journey.destination.timezone))


def class_text(offer: ClassOffer) -> str:
    """'Eksekutif (AD)'."""
    return f"{offer.name} ({offer.sub_class})" if offer.sub_class else offer.name


def duration_text(duration: timedelta, pattern: str) -> str:
    minutes = int(duration.total_seconds() // 60)
    return pattern.format(hours=minutes // 60, minutes=minutes % 60)
