"""Unfinished things for the desk of open things (Ctrl+U), each with the one key that settles it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from kai_counter.errors import Refused
from kai_counter.services import incomplete, refunds, seats
from kai_counter.ui.context import Counter
from kai_counter.ui.flows import outside
from kai_counter.ui.open_items import Act, OpenItem
from kai_counter.ui.widgets.money import rupiah
from kai_counter.values.cards_incomplete import IncompleteCard

translate = QCoreApplication.translate
LOOK_AGAIN = 15_000  # ms
ICONS = {
    "unprinted": "printer",
    "suspect": "triangle-alert",
    "hold": "timer",
    "offer": "undo-2",
    "exchange": "train-front",
    "transfer": "send",
    "reversal": "undo-2",
}


class Incomplete(QObject):
    """`changed` after each look; `wanted(section, what)` when a line is settled on another page."""

    changed = Signal()
    wanted = Signal(str, str)
    refused = Signal(object)  # Refused or Unavailable

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter
        self.cards: tuple[IncompleteCard, ...] = ()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        self.look()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        self.counter.desk.ask(
            self, incomplete.listed, self.counter.database, then=self._looked, refused=lambda _refused: None,
            failed=lambda _fault: None, key="incomplete",
        )  # fmt: skip

    def items(self) -> list[OpenItem]:
        """As lines of the desk."""
        return [self._item(card) for card in self.cards]

    def release(self, card: IncompleteCard) -> None:
        self._do(seats.release, card.id, "incomplete", card.schedule_id)

    def withdraw(self, card: IncompleteCard) -> None:
        self._do(refunds.withdraw, card.id)

    def ask_back(self, card: IncompleteCard) -> None:
        """Once more, by the refund's own id: it gives back once, however often it is asked."""
        self.counter.desk.ask(  # beside the writes: a terminal takes its time
            self, outside.pay_back, self.counter.database, self.counter.outside, card.id, card.machine,
            then=lambda _done: self.look(), refused=self._not_done, failed=self.refused.emit,
        )  # fmt: skip

    def _do(self, act: object, *what: UUID | str | None) -> None:
        self.counter.desk.do(
            self, act, self.counter.database, *what, then=lambda _done: self.look(), refused=self._not_done,  # type: ignore[arg-type]
            failed=self.refused.emit,
        )  # fmt: skip

    def _not_done(self, refused: Refused) -> None:
        self.refused.emit(refused)
        self.look()

    def _looked(self, cards: tuple[IncompleteCard, ...]) -> None:
        if cards != self.cards:
            self.cards = cards
            self.changed.emit()

    def _item(self, card: IncompleteCard) -> OpenItem:
        title, said, act = _words(card)
        facts = [
            (translate("Incomplete", "Booking"), card.booking_number),
            (translate("Incomplete", "Counter"), card.counter_code),
        ]
        if card.train:
            facts.append((translate("Incomplete", "Train"), card.train))
        if card.said:
            facts.append((translate("Incomplete", "Said"), card.said))
        return OpenItem(
            card.kind, card.id, ICONS[card.kind], title, said, card.age, tuple(facts), (act,), _Doer(self, card)
        )


@dataclass(frozen=True)
class _Doer:
    """What the desk calls: a line knows its own act."""

    flow: Incomplete
    card: IncompleteCard

    def do(self, name: str) -> None:
        if name == "release":
            self.flow.release(self.card)
        elif name == "withdraw":
            self.flow.withdraw(self.card)
        elif name == "ask_back":
            self.flow.ask_back(self.card)
        else:
            self.flow.wanted.emit(name, self.card.booking_number)


def _words(card: IncompleteCard) -> tuple[str, str, Act]:
    """Title, sentence and the one key."""
    number = card.booking_number
    minutes = max(0, int(card.left.total_seconds()) // 60) if card.left else 0
    open_booking = Act("bookings", "F8", translate("Incomplete", "Open the booking"), kind="primary")
    if card.kind == "unprinted":
        said = translate("Incomplete", "Paid, and the tickets are not printed yet")
        return translate("Incomplete", "{number}: tickets missing").format(number=number), said, open_booking
    if card.kind == "suspect":
        said = translate("Incomplete", "The printer is not sure whether it came out whole")
        act = Act("printers", "F8", translate("Incomplete", "To the printer"), kind="primary")
        return translate("Incomplete", "{number}: paper in doubt").format(number=number), said, act
    if card.kind == "hold":
        said = translate("Incomplete", "The seats are free again in a moment")
        act = Act("release", "F8", translate("Incomplete", "Give the seats back"), kind="primary")
        return translate("Incomplete", "{number}: seats run out").format(number=number), said, act
    amount = rupiah(card.amount or 0)
    if card.kind == "reversal":
        return _reversal(card, amount)
    if card.kind == "exchange":
        said = translate("Incomplete", "Offered, not confirmed; it ends in {minutes} minutes").format(
            minutes=minutes
        )
        return translate("Incomplete", "{number}: exchange").format(number=number), said, open_booking
    if card.kind == "offer":
        said = translate("Incomplete", "Offered, not confirmed; it ends in {minutes} minutes").format(
            minutes=minutes
        )
        act = Act("withdraw", "F8", translate("Incomplete", "Take the offer back"), kind="primary")
        return translate("Incomplete", "{number}: refund {amount}").format(number=number, amount=amount), said, act
    said = translate("Incomplete", "The transfer came back: ask for another account")
    act = Act("refunds", "F8", translate("Incomplete", "To the pay-outs"), kind="primary")
    return translate("Incomplete", "{number}: transfer {amount}").format(number=number, amount=amount), said, act


def _reversal(card: IncompleteCard, amount: str) -> tuple[str, str, Act]:
    """Back to card or QRIS: the machine was not asked yet, or nobody heard what it said."""
    title = translate("Incomplete", "{number}: {amount} back to QRIS")
    if card.machine == "terminal":
        title = translate("Incomplete", "{number}: {amount} back to the card")
    said = translate("Incomplete", "The machine was not asked yet")
    word = translate("Incomplete", "Send it back now")
    if card.was_asked:
        said = translate("Incomplete", "Asked, no answer yet; asking again gives back once")
        word = translate("Incomplete", "Ask again")
    title = title.format(number=card.booking_number, amount=amount)
    return title, said, Act("ask_back", "F12", word, kind="primary")
