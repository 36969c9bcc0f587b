"""A ticket or a receipt printed again from its booking's page: one paper under one id, signed where a rule asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import print_words, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.signing import Signing
from kai_counter.ui.widgets.banner import Banner
from kai_counter.values.cards_bookings import FoundTicket
from kai_counter.values.ids import new_id


class Reprinting(QObject):
    """`printed` once a paper is out; `identity_wanted` where no document was seen yet."""

    printed = Signal()
    identity_wanted = Signal()

    def __init__(self, counter: Counter, banner: Banner, signing: Signing) -> None:
        super().__init__(banner)
        self.counter, self.banner, self.signing = counter, banner, signing
        self._asked: tuple[UUID, UUID] | None = None  # ticket or booking, and the id of the paper asked for
        self._reason = ""
        if counter.printing is not None:
            counter.printing.job_changed.connect(self._job_changed)
            counter.printing.trouble.connect(self._not_printed)

    def forget(self) -> None:
        """Another booking is looked at."""
        self._asked = None

    def ticket(self, ticket: FoundTicket | None, reason: str) -> None:
        printing = self.counter.printing
        if ticket is None or printing is None:
            self.banner.say("warning", self.tr("No printer is set up"), self.tr("Set one up on the printer page."))
            return
        self._reason = reason
        printing.reprint(ticket.ticket_id, reason, job_id=self._job_of(ticket.ticket_id))
        self.banner.say(
            "accent", self.tr("The next issue is being printed"), self.tr("The older paper is void now.")
        )

    def receipt(self, booking_id: UUID) -> None:
        printing = self.counter.printing
        if printing is not None:
            printing.print_receipt(booking_id, self._job_of(booking_id))
            self.banner.say("accent", self.tr("The receipt is on its way to the printer"))

    def _job_of(self, subject: UUID) -> UUID:
        """The same paper, asked for again after a silence."""
        if self._asked is None or self._asked[0] != subject:
            self._asked = (subject, new_id())
        return self._asked[1]

    def _job_changed(self, job: Any) -> None:
        if self._asked is None or job.job_id != self._asked[1]:
            return
        kind = "success" if job.is_finished else "danger" if job.asks else "accent"
        more = self.tr("Answer on the printer page.") if job.asks else ""
        title = self.tr("Receipt: {state}") if job.kind == "receipt" else self.tr("Issue {number}: {state}")
        self.banner.say(kind, title.format(number=job.issue_number, state=print_words.state_text(job)), more)
        if job.is_finished:
            self._asked = None
            self.printed.emit()

    def _not_printed(self, trouble: object) -> None:
        if self._asked is None:
            return
        if isinstance(trouble, Refused):
            asked, self._asked = self._asked, None
            if trouble.code == "approval_needed":
                self._sign(*asked)
                return
            self.banner.say("danger", self.tr("Not printed"), words.sentence(trouble))
            if trouble.code == "identify_first":
                self.identity_wanted.emit()
        elif isinstance(trouble, Unavailable):  # F9 again is the same reprint: its id stays
            self.banner.say("warning", *words.trouble(trouble))

    def _sign(self, ticket: UUID, job_id: UUID) -> None:
        """The third paper, or one of a ticket that was scanned: a supervisor signs for it."""
        printing, reason = self.counter.printing, self._reason
        self.banner.say("warning", self.tr("A supervisor signs for this paper."))

        def signed(approval: UUID) -> None:
            if printing is not None:
                self._asked = (ticket, job_id)
                printing.reprint(ticket, reason, approval, job_id=job_id)

        about = self.tr("To print the ticket again: {reason}.").format(reason=reason)
        self.signing.ask("reprint", ticket, None, reason, about, then=signed)
