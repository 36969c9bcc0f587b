"""Money from outside for one sale: what is asked, what came, what is left. The page draws it and calls it.

Nothing here waits: questions go over the desk beside the writes (a terminal takes a minute), and one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, cast
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import payments
from kai_counter.ui.flows import outside
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.ids import new_id

if TYPE_CHECKING:
    from kai_counter.services.drafts import DraftStore
    from kai_counter.ui.context import Counter
    from kai_counter.values.cards import SaleCard
    from kai_counter.values.draft import SaleDraft

_SETTLED_ELSEWHERE = ("attempt_settled", "payment_open", "payment_unknown", "already_sold")
POLL = 2500  # ms between two looks at a code that is shown
SELDOM = 20_000  # and at one whose gateway did not know


def _rank(card: AttemptCard) -> int:
    """What is known only grows: open, unknown, settled."""
    return 0 if card.is_open else 1 if card.state == "unknown" else 2


class Payable(Protocol):
    """What money pays: a sale, or an exchange (which has no draft: the database knows all of it)."""

    counter: Counter
    sale: SaleCard | None

    @property
    def drafts(self) -> DraftStore | None: ...
    @property
    def sale_id(self) -> UUID: ...
    @property
    def is_paying(self) -> bool: ...
    @property
    def may_be_sold(self) -> bool: ...
    @property
    def price(self) -> int | None: ...
    def to_draft(self) -> SaleDraft | None: ...
    def read_hold(self) -> None: ...
    def keep_hold(self, is_paying: bool) -> None: ...
    def sell_what_is_paid(self) -> None: ...


class Paying(QObject):
    """`changed` follows everything; `came` brings money that pays this sale; `trouble` Refused or Unavailable."""

    changed = Signal()
    begun = Signal(object)  # AttemptCard: written down, its answer is waited for
    came = Signal(object)  # AttemptCard
    ended = Signal(object)  # AttemptCard: declined, cancelled, unknown
    trouble = Signal(object)

    def __init__(self, flow: Payable) -> None:
        super().__init__(cast(QObject, flow))
        self.flow, self.counter = flow, flow.counter
        self.attempts: tuple[AttemptCard, ...] = ()
        self.busy = ""  # starting, asking, cancelling, typing: what is on its way
        self.is_looking = False  # beside it: a look at what became of an attempt
        self._by_key = False  # whether a person asked for it, and waits for a word
        self.asked: outside.Asked | None = None
        """What leaves, or left without an answer; in the draft before anybody is asked."""
        self._poll = QTimer(self, interval=POLL)
        self._poll.timeout.connect(self._look)
        self._told_count = 0  # answers so far: a reading that was overtaken by one is read again

    def reset(self) -> None:
        """Another customer. What is on its way answers into the void: the desk of open payments has it."""
        self.attempts, self.busy, self.asked, self.is_looking = (), "", None, False
        self._poll.stop()

    # -- what is

    @property
    def current(self) -> AttemptCard | None:
        """The attempt that has no answer yet, open or unknown."""
        return next((one for one in reversed(self.attempts) if one.is_unanswered), None)

    @property
    def paid(self) -> tuple[AttemptCard, ...]:
        return tuple(one for one in self.attempts if one.is_unsold)

    @property
    def paid_amount(self) -> int:
        return sum(one.amount for one in self.paid)

    @property
    def total(self) -> int | None:
        return self.flow.price

    @property
    def left(self) -> int | None:
        """What is still to be paid; negative when more came than the price."""
        return None if self.total is None else self.total - self.paid_amount

    @property
    def is_covered(self) -> bool:
        """All of the price came from outside; nothing is left to ask for."""
        return bool(self.paid) and self.left == 0

    @property
    def is_engaged(self) -> bool:
        """Money is under way or came already: this sale is not left without a word."""
        return bool(self.busy) or self.current is not None or bool(self.paid)

    @property
    def _minutes(self) -> int:
        return int(self.counter.signed_in.rules.get("qris_expiry_minutes", 15))

    # -- what the clerk does

    def start(self, method: str, amount: int) -> None:
        """Ask for money. Pressed twice it is one attempt; after a lost answer the same one is asked for again."""
        if self.busy or self.current is not None or self.flow.is_paying or self.flow.sale is not None:
            return
        asked = outside.Asked(new_id(), self.flow.sale_id, method, amount)
        if self.asked is not None and (self.asked.method, self.asked.amount) == (method, amount):
            asked = self.asked
        self.asked = asked
        flow, devices = self.flow, self.counter.outside
        if method == "qris":
            self._ask("starting", outside.show_code, flow.drafts, flow.to_draft(), devices, asked, self._minutes)
        else:
            self._ask("asking", outside.ask_card, flow.drafts, flow.to_draft(), devices, asked)

    def check(self) -> None:
        """Look now. Other keys need not wait for it: a card never goes back to what it was before."""
        self._look(by_key=True)

    def _look(self, *, by_key: bool = False) -> None:
        card = self.current
        if card is not None and not self.is_looking and self.busy in ("", "cancelling"):
            now, minutes = self.counter.clock.now(), self._minutes
            self._by_key = by_key
            self._ask("looking", outside.ask_again, self.counter.outside, card, now, minutes)

    def cancel(self) -> None:
        """Take the code back, or say that nothing came out of a terminal without a cable."""
        card = self.current
        if card is None or self.busy or not card.is_open:
            return
        if card.provider == "gateway":
            self._ask("cancelling", outside.take_back, self.counter.outside, card)
        elif card.provider == "manual":
            self._ask("cancelling", payments.settle, card.attempt_id, "cancelled", {"source": "typed"})

    def slip(self, approval_code: str, rrn: str, last_four: str) -> None:
        card = self.current
        if card is not None and not self.busy:
            self._ask("typing", outside.typed_slip, card, approval_code, rrn, last_four)

    def other_way(self, approval_id: UUID) -> None:
        """A supervisor signed: the customer may pay another way while this one is unknown."""
        card = self.current
        if card is not None and not self.busy:
            self._ask("typing", payments.allow_other_way, card.attempt_id, approval_id)

    def send_back(self, card: AttemptCard) -> None:
        """More came than the price, or the customer leaves: this payment becomes a task to give back."""
        if not self.busy:
            self._ask("typing", payments.give_up, card.attempt_id)

    def resume(self, attempts: tuple[AttemptCard, ...]) -> None:
        """After a restart: what the database knows; an open question is asked again at once, and never charges."""
        self._have(attempts)
        card = self.current
        if card is not None and card.provider != "manual":
            self.check()
        self.changed.emit()

    def retry(self) -> None:
        """The database is back: what was asked, and nobody heard the answer of, is looked up. It never charges."""
        if not self.busy and (self.asked is not None or self.current is not None):
            self.read(then=self.resume)

    def _have(self, attempts: tuple[AttemptCard, ...]) -> None:
        self.attempts = attempts
        if self.asked is not None and any(one.attempt_id == self.asked.attempt_id for one in attempts):
            self.asked = None
        self._watch()

    # -- asking

    def _ask(self, what: str, function: Any, *arguments: Any) -> None:
        if what == "looking":
            self.is_looking = True
        else:
            self.busy = what
        sale_id = self.flow.sale_id
        self.keep_holds()
        self.counter.desk.ask(
            self,
            function,
            self.counter.database,
            *arguments,
            then=lambda card: self._told(sale_id, what, card),
            refused=lambda refused: self._failed(sale_id, what, refused),
            failed=lambda fault: self._failed(sale_id, what, fault),
        )
        self.changed.emit()

    def _ready(self, what: str) -> None:
        if what == "looking":
            self.is_looking = False
        else:
            self.busy = ""

    def _told(self, sale_id: UUID, what: str, card: AttemptCard) -> None:
        if sale_id != self.flow.sale_id or card.sale_id != sale_id:
            return
        self._ready(what)
        self._told_count += 1
        before = next((one for one in self.attempts if one.attempt_id == card.attempt_id), None)
        if before is not None and _rank(card) < _rank(before):
            card = before  # asked before something else was answered
        if what in ("starting", "asking"):
            self.asked = None
        if before is None:
            self.attempts = (*self.attempts, card)
        else:
            self.attempts = tuple(card if one is before else one for one in self.attempts)
        self._watch()
        if before is not None and card.qr_text != before.qr_text:
            self.flow.read_hold()
        is_news = before is None or (before.state, before.outcome) != (card.state, card.outcome)
        if before is None and card.is_open:
            self.begun.emit(card)
            self.flow.read_hold()  # its end has moved with the attempt
        if is_news and card.is_unsold:
            self.came.emit(card)
        elif is_news and not card.is_open:
            self.ended.emit(card)
        self.flow.sell_what_is_paid()  # also when the news came while something else was asked
        self.changed.emit()

    def _failed(self, sale_id: UUID, was: str, fault: Any) -> None:
        """Nothing was charged, or nobody knows: what the database knows is read again before anything else."""
        if sale_id != self.flow.sale_id:
            return
        self._ready(was)
        self._watch()
        if isinstance(fault, Unavailable) and fault.what in ("gateway", "terminal"):
            if was in ("starting", "asking"):
                self.asked = None  # cancelled before anybody was asked
            if was == "looking" and self.current is not None and (self.current.is_open or not self._by_key):
                self.changed.emit()
                if fault.what == "terminal" or self._by_key:
                    self.trouble.emit(fault)  # who asked waits for a word
                self.flow.sell_what_is_paid()
                return  # the next look may find it
        if isinstance(fault, Refused) and fault.code in _SETTLED_ELSEWHERE:
            self.asked = None
            self.read()
        if isinstance(fault, Refused) and was in ("starting", "asking"):
            self.asked = None
        self.trouble.emit(fault)
        self.flow.sell_what_is_paid()  # money that came while this was asked
        self.changed.emit()

    def read(self, then: Callable[[tuple[AttemptCard, ...]], None] | None = None) -> None:
        """What the database knows of this sale's money. An answer that came meanwhile knows more than a reading."""
        sale_id, told = self.flow.sale_id, self._told_count

        def found(attempts: tuple[AttemptCard, ...]) -> None:
            if sale_id != self.flow.sale_id or self.flow.sale is not None:
                return
            if told != self._told_count:
                self.read(then)
                return
            (then or self._have)(attempts)
            self.flow.sell_what_is_paid()
            self.changed.emit()

        self.counter.desk.ask(
            self, payments.of_sale, self.counter.database, sale_id, then=found,
            refused=self.trouble.emit, failed=lambda _fault: None, key="read",
        )  # fmt: skip

    def _watch(self) -> None:
        """A code is looked at every few seconds, seldom when its gateway does not know; a terminal tells itself."""
        card = self.current
        self.keep_holds()
        if card is not None and card.provider == "gateway":
            self._poll.start(POLL if card.is_open else SELDOM)
        else:
            self._poll.stop()

    def keep_holds(self) -> None:
        """While money is under way, came, or may have been taken, the end of a hold is the database's to say."""
        self.flow.keep_hold(self.is_engaged or self.flow.is_paying or self.flow.may_be_sold)
