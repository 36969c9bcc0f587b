"""The bell of whoever is signed in: what they were told, and how much of it is unread."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.services import notices
from kai_counter.ui.context import Counter
from kai_counter.values.cards_notices import BellCard, NoticeCard

LOOK_AGAIN = 30_000  # ms: news may be lost


class Bell(QObject):
    """`changed(BellCard)` after each look that brought something else, `rang(NoticeCard)` for what is new since."""

    changed = Signal(object)
    rang = Signal(object)

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.card = BellCard()
        self._looked_before = False
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Now; what cannot be read just now is read at the next look."""
        self.counter.desk.ask(
            self,
            notices.listed,
            self.counter.database,
            self.counter.signed_in.staff.id,
            then=self._looked,
            refused=lambda _refused: None,
            failed=lambda _fault: None,
            key="bell",
        )

    def read_all(self) -> None:
        """The list was opened: everything in it counts as read."""
        unread = [notice.notice_id for notice in self.card.notices if not notice.is_read]
        if unread:
            self.counter.desk.do(
                self,
                notices.mark_read,
                self.counter.database,
                unread,
                then=lambda _left: self.look(),
                refused=lambda _refused: None,
                failed=lambda _fault: None,
            )

    def stop(self) -> None:
        self._timer.stop()

    def _looked(self, card: BellCard) -> None:
        known = {notice.notice_id for notice in self.card.notices}
        fresh: list[NoticeCard] = [one for one in card.notices if one.notice_id not in known and not one.is_read]
        before, self.card = self.card, card
        if card != before or not self._looked_before:
            self.changed.emit(card)
        if fresh and self._looked_before:  # what waited at sign-in is counted, not called out
            self.rang.emit(fresh[0])
        self._looked_before = True
