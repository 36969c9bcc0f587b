"""What the window says by itself, whatever page is shown: a passing note, the banner, the box. Never the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from kai_counter.errors import Refused, Unavailable
from kai_counter.services import reports
from kai_counter.ui import words
from kai_counter.ui.context import Counter
from kai_counter.ui.notice_words import notice_text
from kai_counter.ui.sign_words import kind_text
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.note import Note
from kai_counter.values.cards_notices import NoticeCard
from kai_counter.values.cards_payments import AttemptCard
from kai_counter.values.cards_signing import SignatureCard


class Saying(QObject):
    """What any signed-in window says: a refusal, trouble, a fault of the program.

    `database_too`: also that the database is away, where nothing else on the page says so.
    """

    def __init__(
        self, counter: Counter, note: Note, box: Dialog, parent: QObject, *, database_too: bool = False
    ) -> None:
        super().__init__(parent)
        self.counter, self.note, self.box = counter, note, box
        self._database_too = database_too
        self._noting = False
        counter.desk.refusal.connect(self.trouble)
        counter.desk.incident.connect(self.incident)

    def say(self, kind: str, title: str, said: str = "") -> None:
        self.note.tell(kind, title, said)

    def trouble(self, fault: object) -> None:
        if isinstance(fault, Refused):
            self.say("warning", words.sentence(fault))
        elif isinstance(fault, Unavailable) and (self._database_too or fault.what != "database"):
            self.say("danger", *words.trouble(fault))

    def incident(self, number: str, fault: BaseException) -> None:
        self._keep(number, fault)
        self.box.setProperty("asks", "incident")
        self.box.ask(self.tr("Something went wrong in the program"), self.incident_text(number), self.ways_out())

    def incident_text(self, number: str) -> str:
        return self.tr("It is noted under {number}. Look whether it was done before you do it again.").format(
            number=number
        )

    def ways_out(self) -> list[tuple[str, str, str]]:
        return [("close", self.tr("Close"), "primary")]

    def _keep(self, number: str, fault: BaseException) -> None:
        """The database keeps it too, for the engineer on night call; that noting fails is not noted."""
        if self._noting:
            return

        def noted(_answer: object) -> None:
            self._noting = False

        self._noting = True
        database = self.counter.database
        self.counter.desk.ask(self, reports.error, database, number, fault, then=noted, refused=noted, failed=noted)


class Telling(Saying):
    """Of a window that sells. `where` names the section one is in: what its own page shows already is not said a
    second time."""

    def __init__(
        self, counter: Counter, banner: Banner, note: Note, box: Dialog, where: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(counter, note, box, parent)
        self.banner = banner
        self._where = where

    def rang(self, card: SignatureCard) -> None:
        """A colleague needs a signature."""
        if self._where() == "signatures":
            return
        title = self.tr("{counter} asks for a signature: {what}").format(
            counter=card.counter_code, what=kind_text(card.kind)
        )
        self.say("accent", title, self.tr("Ctrl+S shows it."))

    def told(self, notice: NoticeCard) -> None:
        """A word in passing; the list has it. What asks for a signature says so itself."""
        if notice.code not in ("signature_asked",) and self._where() != "notices":
            self.say("accent", *notice_text(notice))

    def money_came(self, card: AttemptCard) -> None:
        """Found out beside the sales: the desk of open payments has its keys."""
        if self._where() == "unsettled":
            return
        if card.is_unsold:
            self.say("warning", self.tr("Money came for a sale that is not sold: Ctrl+U."))
        elif card.outcome == "reversing":
            self.say("warning", self.tr("Money came that must be given back: Ctrl+U."))

    def database_went(self, fault: Unavailable) -> None:
        title, said = words.trouble(fault)
        self.banner.say("danger", title, said, action=self.tr("Retry"), dismissible=False)

    def database_returned(self) -> None:
        self.banner.hide()
        self.say("success", self.tr("The database is back."), self.tr("You can go on where you were."))

    def incident_text(self, number: str) -> str:
        return self.tr(
            "It is noted under {number}. Nothing you typed is lost; the sale is looked up by its id."
        ).format(number=number)

    def ways_out(self) -> list[tuple[str, str, str]]:
        return [("look", self.tr("Look up this sale"), "primary"), ("close", self.tr("Close"), "secondary")]
