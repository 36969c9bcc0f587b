"""Small changes of one ticket from its booking's page: a name or number corrected, another seat; each its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kai_counter.errors import Refused
from kai_counter.services import exchanges
from kai_counter.services.exchanges import PaperAnswer
from kai_counter.ui import words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.sign_words import change_text
from kai_counter.ui.widgets.change_dialogs import CorrectDialog, SeatDialog
from kai_counter.values.cards_bookings import BookingCard, FoundPassenger
from kai_counter.values.cards_signing import ChangeCard
from kai_counter.values.ids import new_id

REASON = "mistyped"


class TicketChange(QObject):
    """`done` once it is written and its paper on its way; `refused(sentence)` where no field is to blame."""

    done = Signal()
    refused = Signal(str)
    failed = Signal(object)

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__(page)
        self.counter = counter
        self.correcting, self.seating = CorrectDialog(page), SeatDialog(page)
        self.signing = Signing(counter, page)
        self.correcting.decided.connect(self._correct)
        self.seating.decided.connect(self._move)
        self._booking: BookingCard | None = None
        self._person: FoundPassenger | None = None
        self._job = new_id()

    def correct(self, booking: BookingCard, person: FoundPassenger) -> None:
        self._booking, self._person, self._job = booking, person, new_id()
        self.correcting.start(person)

    def move(self, booking: BookingCard, person: FoundPassenger) -> None:
        self._booking, self._person, self._job = booking, person, new_id()
        self.seating.start(person)

    # -- a name or number

    def _correct(self, name: str, number: str, approval_id: UUID | None = None) -> None:
        person = self._person
        if person is None:
            return

        def said(refused: Refused) -> None:
            if refused.code == "approval_needed":
                self._offer(person, name, number)
            elif self.correcting.isVisible():
                field = self.correcting.number if _is_number(refused) else self.correcting.name
                field.complain(words.sentence(refused))
            else:
                self.refused.emit(words.sentence(refused))

        self._do(
            exchanges.correct, person.passenger_id, name, number, REASON, self._job, approval_id, refused=said,
            then=lambda papers: self._written(papers, self.correcting.close_veil),
        )  # fmt: skip

    def _offer(self, person: FoundPassenger, name: str, number: str) -> None:
        """What is signed is written down first, old and new: the signature is good for nothing else."""
        correction = new_id()

        def offered(change: ChangeCard) -> None:
            self.correcting.close_veil()
            self.signing.ask(
                "correction", correction, None, REASON, change_text(change),
                then=lambda approval: self._correct(name, number, approval),
            )  # fmt: skip

        self._do(
            exchanges.offer_correction, correction, person.passenger_id, name, number, REASON, then=offered,
            refused=lambda refused: self.refused.emit(words.sentence(refused)),
        )  # fmt: skip

    # -- a seat

    def _move(self, typed: str) -> None:
        booking, person = self._booking, self._person
        if booking is None or person is None:
            return

        def said(refused: Refused) -> None:
            self.seating.seat.complain(words.sentence(refused))

        def found(seat: UUID) -> None:
            self._do(
                exchanges.change_seats, booking.booking_id, ((person.passenger_id, seat, self._job),),
                then=lambda papers: self._written(papers, self.seating.close_veil), refused=said,
            )  # fmt: skip

        self.counter.desk.ask(
            self, exchanges.find_seat, self.counter.database, booking, person, typed, then=found, refused=said,
            failed=self.failed.emit, key="seat",
        )  # fmt: skip

    def _do(self, service: Callable[..., Any], *arguments: Any, then: Callable[[Any], object],
            refused: Callable[[Refused], object]) -> None:  # fmt: skip
        self.counter.desk.do(
            self, service, self.counter.database, *arguments, then=then, refused=refused, failed=self.failed.emit
        )

    def _written(self, papers: tuple[PaperAnswer, ...], close: Callable[[], object]) -> None:
        close()
        if self.counter.printing is not None:
            self.counter.printing.print_papers(papers)
        self.done.emit()


def _is_number(refused: Refused) -> bool:
    return refused.code == "identity_repeated" or refused.facts.get("field") == "identity_number"
