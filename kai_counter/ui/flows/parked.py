"""Sales set aside while another customer is served: each keeps its hold, its countdown and its place.

At most three. Their drafts are on disk like any other, so that a restart finds them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kai_counter.errors import Refused
from kai_counter.services.drafts import DraftStore
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.values.draft import SaleDraft

if TYPE_CHECKING:
    from kai_counter.ui.context import Counter

LIMIT = 3


class Parked(QObject):
    """The shelf. The window owns the current sale; `changed` follows every change here, a hold's end too."""

    changed = Signal()
    restored = Signal(list)  # SaleFlow, oldest first; each has been settled with the database
    trouble = Signal(object)

    def __init__(
        self, counter: Counter, drafts: DraftStore | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.counter = counter
        self.drafts = drafts or DraftStore(counter.home.drafts)
        self._flows: list[SaleFlow] = []
        self._awaited: list[SaleFlow] = []

    @property
    def flows(self) -> tuple[SaleFlow, ...]:
        """Oldest first; Shift+F7 and a digit recall them in this order."""
        return tuple(self._flows)

    def park(self, flow: SaleFlow, place: str = "") -> SaleFlow:
        """Set the sale aside; `place` is the object name of the field with the focus. Returns a fresh sale.

        Raises Refused: nothing_to_park, too_many_parked{limit}, payment_running.
        """
        if flow.is_empty or flow.sale is not None:
            raise Refused("nothing_to_park")
        if flow.is_paying:
            raise Refused("payment_running")
        if len(self._flows) >= LIMIT:
            raise Refused("too_many_parked", limit=LIMIT)
        flow.place = place
        flow.save()
        self._shelve(flow)
        return SaleFlow(self.counter, self.drafts, self.parent())

    def recall(self, number: int = 1) -> SaleFlow:
        """Take the sale back (1 is the oldest); `place` says where the focus was. Raises Refused('not_parked')."""
        if not 1 <= number <= len(self._flows):
            raise Refused("not_parked")
        flow = self._flows.pop(number - 1)
        flow.changed.disconnect(self.changed)
        flow.load_map()
        self.changed.emit()
        return flow

    def swap(self, flow: SaleFlow, place: str, number: int = 1) -> SaleFlow:
        """Recall a sale while another is open: the open one takes its place on the shelf, or is let go if empty."""
        wanted = self.recall(number)
        if flow.is_empty or flow.sale is not None:
            flow.deleteLater()
            return wanted
        flow.place = place
        flow.save()
        self._shelve(flow)
        return wanted

    def _shelve(self, flow: SaleFlow) -> None:
        self._flows.append(flow)
        flow.changed.connect(self.changed)
        self.changed.emit()

    def restore(self) -> None:
        """After sign-in: what this member left unfinished comes back, settled with the database (`restored`).

        The window makes the last of them current and shelves the others; a draft of nothing is forgotten.
        """
        staff = self.counter.signed_in.staff
        self.counter.desk.do(
            self,
            self.drafts.for_member,
            staff.nipp,
            staff.roles,
            then=self._found,
            refused=self.trouble.emit,
            failed=self.trouble.emit,
        )

    def reopen(self, sale_id: UUID) -> None:
        """Bring one sale back from its draft on this machine (`restored`), or say that it is not here."""
        staff = self.counter.signed_in.staff

        def found(drafts: tuple[SaleDraft, ...]) -> None:
            mine = tuple(draft for draft in drafts if draft.sale_id == sale_id)
            if mine:
                self._found(mine)
            else:
                self.trouble.emit(Refused("draft_elsewhere"))

        self.counter.desk.do(
            self, self.drafts.for_member, staff.nipp, staff.roles, then=found,
            refused=self.trouble.emit, failed=self.trouble.emit,
        )  # fmt: skip

    def shelve_restored(self, flows: list[SaleFlow]) -> None:
        """Put restored sales on the shelf without a word, oldest first; the limit does not lose any of them."""
        for flow in flows:
            self._shelve(flow)

    def _found(self, drafts: tuple[SaleDraft, ...]) -> None:
        flows = [SaleFlow.from_draft(self.counter, draft, self.drafts, self.parent()) for draft in drafts]
        self._awaited = list(flows)
        for flow in flows:
            flow.settled.connect(lambda _truth, one=flow: self._settled(one, flows))
            flow.trouble.connect(lambda fault, one=flow: self._unsettled(one, flows, fault))
            flow.settle_after_restart()

    def _unsettled(self, flow: SaleFlow, flows: list[SaleFlow], fault: object) -> None:
        """A sale that is not this member's to see stays on disk for its own; an unreachable database is no end."""
        if flow in self._awaited and isinstance(fault, Refused):
            flows.remove(flow)
            flow.deleteLater()
        self._settled(flow, flows)

    def _settled(self, flow: SaleFlow, flows: list[SaleFlow]) -> None:
        if flow in self._awaited:
            self._awaited.remove(flow)
            if not self._awaited:
                self.restored.emit(flows)
