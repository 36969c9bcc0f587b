"""A supervisor's signature for one act, wherever it comes from: typed at this window, or given at another counter.

A page makes one `Signing` over itself and asks; the answer is an approval's id for the act's own call:

    self.signing = Signing(counter, self)
    self.signing.ask("refund", offer_id, amount, reason, about, then=self._signed)

`kind`, `subject_id`, `amount` and `reason` must be those the act itself is sent with: the database compares them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import approvals
from kai_counter.ui import words
from kai_counter.ui.context import Counter
from kai_counter.ui.moments import time_text
from kai_counter.ui.widgets.sign_dialog import SignDialog
from kai_counter.values.cards_signing import MissCard, SignatureCard
from kai_counter.values.ids import new_id
from kai_counter.values.requests import SignInRequest

LOOK_AGAIN = 1_500  # ms: news of an answer may be lost


@dataclass(frozen=True)
class Act:
    """What is to be signed."""

    kind: str
    subject_id: UUID
    amount: int | None
    reason: str
    overrule_code: str = ""


class Signing(QObject):
    """`then(approval_id)` once somebody signed; `left()` when the clerk gave up or a supervisor declined."""

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__(page)
        self.counter = counter
        self.dialog = SignDialog(page)
        self.dialog.signed.connect(self._sign_here)
        self.dialog.left.connect(self._left)
        self._act: Act | None = None
        self._request: UUID | None = None
        self._is_signing = False
        self._then: Callable[[UUID], object] | None = None
        self._on_left: Callable[[], object] | None = None
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self._look)

    @property
    def is_open(self) -> bool:
        return self._act is not None

    def ask(self, kind: str, subject_id: UUID, amount: int | None, reason: str, about: str, *,
            then: Callable[[UUID], object], left: Callable[[], object] | None = None, overrule_code: str = "",
            rings: bool = True) -> None:  # fmt: skip
        """`about` says in a sentence what is signed. `rings=False` where it makes no sense elsewhere."""
        self._act = Act(kind, subject_id, amount, reason, overrule_code)
        self._then, self._on_left = then, left
        self._request, self._is_signing = (new_id() if rings else None), False
        self.dialog.start(about)
        if self._request is not None:
            act = self._act
            self.counter.desk.do(
                self, approvals.ask, self.counter.database, self._request, act.kind, act.subject_id, act.amount,
                act.reason, act.overrule_code, then=self._asked, refused=self._not_asked,
                failed=lambda _fault: None,
            )  # fmt: skip

    def ask_overlap(
        self, sale_id: UUID, about: str, *, then: Callable[[UUID], object], left: Callable[[], object] | None = None
    ) -> None:
        """For a sale, an exchange's too, of a second journey of one person at one time."""
        self.ask("journey_overlap", sale_id, None, "two journeys at one time", about, then=then, left=left)

    # -- from another counter

    def _asked(self, card: SignatureCard) -> None:
        if card.request_id != self._request:
            return
        until = time_text(self.counter.clock.local(card.open_until))
        if card.rung:
            said = self.tr("It rings at %n supervisor(s) on duty until {until}, or one signs here.", "", card.rung)
        else:
            said = self.tr("No supervisor is signed in at this station. It lies open until {until}.")
        self.dialog.ring(said.format(until=until))
        self._timer.start()

    def _not_asked(self, refused: Refused) -> None:
        self._request = None  # signing here goes on without it
        self.dialog.ring(words.sentence(refused))

    def _look(self) -> None:
        request = self._request
        if request is None or not self.is_open:
            self._timer.stop()
            return
        self.counter.desk.ask(
            self, approvals.state, self.counter.database, request, then=self._looked,
            refused=lambda _refused: None, failed=lambda _fault: None, key="signature",
        )  # fmt: skip

    def _looked(self, card: SignatureCard) -> None:
        if card.request_id != self._request or not self.is_open or self._is_signing:
            return
        if card.state == "signed" and card.approval_id is not None:
            self._signed(card.approval_id)
        elif card.state == "declined":
            self._request = None
            note = f": {card.note}" if card.note else ""
            self.dialog.ring(self.tr("{who} declined{note}").format(who=card.answered_by, note=note))
        elif card.state == "expired":
            self._request = None
            self.dialog.ring(self.tr("Nobody answered in time. A supervisor can still sign here."))

    # -- at this window

    def _sign_here(self, nipp: str, password: str) -> None:
        act = self._act
        if act is None or self._is_signing:
            return
        self._is_signing = True
        settings = self.counter.settings
        request = SignInRequest(
            nipp, password, settings.counter_code, settings.counter_secret, "kai-counter approval"
        )
        self.counter.desk.do(
            self, approvals.sign, settings.database_url, request, new_id(), act.kind, act.subject_id, act.amount,
            self.counter.signed_in.staff.id, act.reason, act.overrule_code, self._request,
            then=self._signed, refused=lambda refused: self._refused(refused, nipp), failed=self._failed,
        )  # fmt: skip

    def _refused(self, refused: Refused, nipp: str) -> None:
        self._is_signing = False
        self.dialog.show_error(words.local_sentence(refused, self.counter.clock.local))
        if refused.code == "sign_in_wrong" and nipp.isdigit():
            self.counter.desk.do(
                self, approvals.missed, self.counter.database, nipp, then=self._missed,
                refused=lambda _refused: None, failed=lambda _fault: None,
            )  # fmt: skip

    def _missed(self, card: MissCard) -> None:
        if card.locked_until is not None:
            until = time_text(self.counter.clock.local(card.locked_until))
            self.dialog.password.set_error(words.sentence(Refused("signing_locked", until=until)))

    def _failed(self, _fault: BaseException) -> None:
        self._is_signing = False
        self.dialog.show_error(words.trouble(Unavailable("database"))[0])

    # -- the end

    def _signed(self, approval_id: UUID) -> None:
        then = self._then
        self._close()
        if then is not None:
            then(approval_id)

    def _left(self) -> None:
        request, left = self._request, self._on_left
        self._close()
        if request is not None:
            self.counter.desk.do(
                self, approvals.withdraw, self.counter.database, request,
                refused=lambda _refused: None, failed=lambda _fault: None,
            )  # fmt: skip
        if left is not None:
            left()

    def _close(self) -> None:
        self._timer.stop()
        self._act = self._request = self._then = self._on_left = None
        self._is_signing = False
        self.dialog.accept()
