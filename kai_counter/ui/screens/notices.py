"""What I was told: trains, payments, bookings, promotions. Opening the list is reading it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.bell import Bell
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.notice_words import ICONS, SECTIONS, notice_text
from kai_counter.ui.widgets.choice_row import ChoiceRow
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_notices import BellCard, NoticeCard


class NoticesScreen(QWidget):
    """Up and Down walk, Enter goes where it concerns. What was unread when it came up stays marked as new."""

    wanted = Signal(str, str)  # section, what to look up there
    left = Signal()

    def __init__(self, counter: Counter, bell: Bell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        theme.mark(self, page="true")
        self.counter, self.bell = counter, bell
        self._new: set[UUID] = set()
        self.rows: list[ChoiceRow] = []
        self._shown: tuple[NoticeCard, ...] = ()
        self.empty = Empty("bell", self)
        inside = QWidget(self)
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, theme.S, 0)
        self._list.setSpacing(theme.S)
        self._list.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.addWidget(self.stack)
        bell.changed.connect(self._changed)
        self.retranslate()

    # -- what the window asks of a page

    def activate(self) -> None:
        self._new = {one.notice_id for one in self.bell.card.notices if not one.is_read}
        self._show(self.bell.card)
        self.bell.look()
        self.bell.read_all()
        (self.rows[0] if self.rows else self.empty).setFocus()

    def title(self) -> str:
        return self.tr("Notifications")

    def keys(self) -> list[KeyHint]:
        return [
            KeyHint("Up/Down", self.tr("Choose")),
            KeyHint("Enter", self.tr("Go there")),
            KeyHint("Esc", self.tr("Back"), self.left.emit),
        ]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        here = next((n for n, row in enumerate(self.rows) if row.hasFocus()), None)
        if step and self.rows:
            row = self.rows[(here + step) % len(self.rows) if here is not None else 0]
            row.setFocus()
            self.area.ensureWidgetVisible(row)
        elif not page_keys.answer(self.keys(), event):
            super().keyPressEvent(event)

    # -- showing

    def _changed(self, card: BellCard) -> None:
        if self.isVisible():
            self._new |= {one.notice_id for one in card.notices if not one.is_read}
            self._show(card)
            self.bell.read_all()

    def _show(self, card: BellCard) -> None:
        ids = [one.notice_id for one in card.notices]
        if ids != [one.notice_id for one in self._shown] or len(self.rows) != len(ids):
            here = next((self._shown[n].notice_id for n, row in enumerate(self.rows) if row.hasFocus()), None)
            for row in self.rows:
                self._list.removeWidget(row)
                send_off(row)
            self.rows = [self._row(index, one) for index, one in enumerate(card.notices)]
            if here in ids:
                self.rows[ids.index(here)].setFocus()
        self._shown = card.notices
        for row, one in zip(self.rows, card.notices, strict=True):
            self._word(row, one)
        self.stack.setCurrentWidget(self.area if card.notices else self.empty)

    def _row(self, index: int, one: NoticeCard) -> ChoiceRow:
        row = ChoiceRow(f"notices.row.{index}", ICONS.get(one.kind, "bell"), self, height=62)
        row.clicked.connect(lambda _=False, notice=one: self._go(notice))
        self._list.insertWidget(index, row)
        return row

    def _word(self, row: ChoiceRow, one: NoticeCard) -> None:
        title, said = notice_text(one)
        sent = self.counter.clock.local(one.sent_at) if one.sent_at else None
        when = ""
        if sent is not None:
            today = sent.date() == self.counter.clock.now().date()
            when = time_text(sent) if today else f"{date_text(sent.date(), year=False)} {time_text(sent)}"
        new = one.notice_id in self._new
        row.set_words(title, said, self.tr("new  ·  {when}").format(when=when) if new else when)

    def _go(self, one: NoticeCard) -> None:
        section = "signatures" if one.code == "signature_asked" else SECTIONS.get(one.kind)
        if section is not None:
            self.wanted.emit(section, one.about)

    def retranslate(self) -> None:
        self.empty.say(
            self.tr("Nothing to read"),
            self.tr("Delays, payments without an answer and promotions are told here."),
        )
        self._show(self.bell.card)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
