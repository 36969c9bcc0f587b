"""The customers of the signed-in window: whose sale is at hand, whose are parked, who comes next.

An unfinished sale is never lost without a word: it is parked, or left by a person who was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from kai_counter.errors import Refused
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.sale_pages import SalePages
from kai_counter.ui.screens.board import Choice

if TYPE_CHECKING:
    from kai_counter.ui.workplace import Workplace


class Customers(QObject):
    """`sale` are the pages of the one at hand; what is asked or told stands in the box and the note of `work`."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.work, self.parked, self.telling, self.box = work, work.parked, work.telling, work.box
        self.last_choice: Choice | None = None
        self._sales: dict[SaleFlow, SalePages] = {}
        self.sale = self.open(SaleFlow(work.counter, work.parked.drafts, work))

    @property
    def flow(self) -> SaleFlow:
        return self.sale.flow

    def open(self, flow: SaleFlow) -> SalePages:
        pages = SalePages(self.work.counter, flow, self.work)
        self._sales[flow] = pages
        self.work.stack.addWidget(pages)
        pages.show_step()
        pages.turned.connect(lambda p=pages: self._turned(p))
        pages.keys_changed.connect(self.work.show_keys)
        flow.changed.connect(self.work.show_keys)
        for news in (flow.paying.begun, flow.paying.came, flow.paying.ended, flow.sold):
            news.connect(self.work.sales_money.moved)  # or the number at the rail would be told with the next look
        return pages

    def _turned(self, pages: SalePages) -> None:
        if pages is not self.sale:
            return
        if pages.from_board and self.flow.is_empty and self.flow.step == "search":
            pages.from_board = False
            if self.work.is_selling:
                self.work.show_section("board")
        self.work.show_head()

    def new_sale(self) -> None:
        """F2: the departures board for the next customer. An unfinished sale is never lost without a word."""
        self._forget_a_look()
        if self.flow.sale is not None:
            self.flow.next_customer()
        elif not self.flow.is_empty and self.work.is_selling and self.flow.paying.is_engaged:
            self.box.setProperty("asks", "leave")
            self.box.ask(
                self.tr("Money for this sale is under way"),
                self.tr("Park it: its payment is looked after meanwhile, its seats are kept."),
                [("park", self.tr("Park it"), "primary"), ("stay", self.tr("Go back"), "secondary")],
            )
            return
        elif not self.flow.is_empty and self.work.is_selling:
            self.box.setProperty("asks", "leave")
            self.box.ask(
                self.tr("This sale is not finished"),
                self.tr("Park it to come back to it later, or leave it: its seats become free again."),
                [
                    ("park", self.tr("Park it"), "primary"),
                    ("leave", self.tr("Leave it"), "danger"),
                    ("stay", self.tr("Go back"), "secondary"),
                ],
            )
            return
        self.work.show_section("board")

    def _forget_a_look(self) -> None:
        """Whoever only looked at a train is asked nothing, and parks nothing."""
        if self.flow.is_only_looking and not self.flow.is_empty:
            self.flow.abandon()

    def same_again(self) -> None:
        """Shift+F2: the train and journey of the last customer, for the next one in the rush."""
        if self.last_choice is None:
            self.telling.say("accent", self.tr("No train was sold yet in this session. Press F2 for the board."))
            return
        self._forget_a_look()
        if self.flow.sale is not None:
            self.flow.next_customer()
        elif not self.flow.is_empty:
            self.new_sale()
            return
        self._start(self.last_choice)

    def board_chosen(self, choice: Choice) -> None:
        self._forget_a_look()
        if not self.flow.is_empty and not self.park():
            return
        self._start(choice)

    def _start(self, choice: Choice) -> None:
        self.last_choice = choice
        self.sale.from_board = True
        self.flow.travellers.set_counts(choice.adults, choice.infants)
        self.work.show_section("sell")
        self.flow.picking.quick(choice.journey, choice.offer)

    def find(self, sale_id: UUID) -> None:
        """A sale that is paid and not sold: at hand, parked, or from its draft on this machine."""
        flows = self.parked.flows
        if self.flow.sale_id == sale_id:
            self.work.show_section("sell")
        elif sale_id in [flow.sale_id for flow in flows]:
            self.recall([flow.sale_id for flow in flows].index(sale_id))
        else:
            self.parked.reopen(sale_id)

    def park(self) -> bool:
        """F7: set this sale aside and begin the next one."""
        try:
            fresh = self.parked.park(self.flow, self.sale.place())
        except Refused as refused:
            self.telling.trouble(refused)
            return False
        self.sale = self.open(fresh)
        self.work.show_section("sell")
        return True

    def recall(self, index: int) -> None:
        """Shift+F7 or a chip: bring a parked sale back; an unfinished one takes its place."""
        before = self.flow
        try:
            flow = self.parked.swap(before, self.sale.place(), index + 1)
        except Refused as refused:
            self.telling.trouble(refused)
            return
        if before not in self.parked.flows:
            self._drop_pages(before)
        self.sale = self._sales.get(flow) or self.open(flow)
        self.sale.show_step()
        self.work.show_section("sell")

    def _drop_pages(self, flow: SaleFlow) -> None:
        pages = self._sales.pop(flow, None)
        if pages is not None:
            self.work.stack.removeWidget(pages)
            pages.deleteLater()

    def restored(self, flows: list[SaleFlow]) -> None:
        """After a restart: the last unfinished sale comes up with the truth about it, older ones are parked."""
        if not flows:
            return
        if not self.flow.is_empty or self.work.board.picker.isVisible():  # the next one is being served already
            self.parked.shelve_restored(flows)
            self.telling.say("accent", self.tr("An interrupted sale is parked: Shift+F7 brings it back."))
            return
        self.parked.shelve_restored(flows[:-1])
        before = self.flow
        self.sale = self.open(flows[-1])
        self._drop_pages(before)
        before.deleteLater()
        self.work.show_section("sell")
        self.telling.say("accent", self.tr("This sale was interrupted. It is shown as the database knows it."))
