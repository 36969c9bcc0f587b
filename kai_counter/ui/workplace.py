"""The signed-in window: rail, header, banner, pages, key bar. It knows the pages; the pages do not know it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kai_counter.errors import Refused, Unavailable
from kai_counter.ui import page_keys, theme
from kai_counter.ui.context import Counter
from kai_counter.ui.flows.asked_signatures import AskedSignatures
from kai_counter.ui.flows.bell import Bell
from kai_counter.ui.flows.parked import Parked
from kai_counter.ui.flows.sale import STEPS, SaleFlow
from kai_counter.ui.flows.sales_money import SalesMoney
from kai_counter.ui.health import Health
from kai_counter.ui.keys import KeyHint, event_key, key_words, window_action
from kai_counter.ui.sale_pages import Page, PageStack, SalePages, load_page
from kai_counter.ui.screens.board import BoardScreen, Choice
from kai_counter.ui.screens.key_sheet import KeySheet
from kai_counter.ui.screens.shift import ShiftScreen
from kai_counter.ui.sections import SECTIONS, section_words
from kai_counter.ui.strip import Strip
from kai_counter.ui.telling import Telling
from kai_counter.ui.widgets.banner import Banner
from kai_counter.ui.widgets.dialog import Dialog
from kai_counter.ui.widgets.header import Header
from kai_counter.ui.widgets.keycap import KeyBar
from kai_counter.ui.widgets.note import Note
from kai_counter.ui.widgets.rail import WIDTH as RAIL
from kai_counter.ui.widgets.rail import Rail
from kai_counter.values.cards_notices import BellCard

FOOT = 48  # px of the key bar


class Workplace(QWidget):
    """`locking` and `leaving` are for the main window; `switching(what)` is theme, language or display.

    `moved` follows every other page, step or customer that comes before the clerk.
    """

    locking = Signal()
    leaving = Signal()
    switching = Signal(str)
    session_ended = Signal(object)
    moved = Signal()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workplace")
        theme.mark(self, page="true")
        self.counter = counter
        self.health = Health(counter, self)
        self.parked = Parked(counter, parent=self)
        self.asked = AskedSignatures(counter, self)
        self.bell = Bell(counter, self)
        self.sales_money = SalesMoney(counter, lambda: (self.flow, *self.parked.flows), self)
        self.money = self.sales_money.open
        self.money.changed.connect(self._count_money)
        self.last_choice: Choice | None = None
        self._section = self._before = "sell"
        self._pages: dict[str, Page] = {}
        self._sales: dict[SaleFlow, SalePages] = {}
        self.rail, self.header, self.keybar = Rail(self), Header(self), KeyBar(self)
        self.banner = Banner("banner", self)
        self.note = Note("note", self, left=RAIL, foot=FOOT)
        self.stack = PageStack(self)
        self.sheet = KeySheet(self, works=lambda action: action not in SECTIONS or self._may_see(action))
        self.box = Dialog("box", self)
        self.telling = Telling(counter, self.banner, self.note, self.box, lambda: self._section, self)
        self._compose()
        self.board = BoardScreen(counter)
        self.shift = ShiftScreen(counter)
        self._add_page("board", cast(Page, self.board))
        self._add_page("shift", cast(Page, self.shift))
        self.sale = self._open_sale(SaleFlow(counter, self.parked.drafts, self))
        self._connect()
        self.strip = Strip(counter, self.header, self.health, self.shift, self.parked, self)
        self.retranslate()
        self.parked.restore()
        self.bell.look()

    # -- building

    def _compose(self) -> None:
        for name, section in SECTIONS.items():
            if section.icon and self._may_see(name):
                self.rail.add(name, section.icon)
        footer = QFrame(self)
        footer.setObjectName("footer")
        footer.setFixedHeight(FOOT)
        foot = QHBoxLayout(footer)
        foot.setContentsMargins(theme.L, 0, theme.L, 0)
        foot.addWidget(self.keybar)
        messages = QVBoxLayout()
        messages.addWidget(self.banner)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(messages)
        messages.setContentsMargins(theme.L, 0, theme.L, 0)
        column.addWidget(self.stack, 1)
        column.addWidget(footer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.rail.picked.connect(self.show_section)
        self.header.recalled.connect(self.recall)
        self.parked.trouble.connect(self.telling.trouble)
        self.parked.restored.connect(self._restored)
        self.board.chosen.connect(self._board_chosen)
        self.board.left.connect(partial(self.show_section, "sell"))
        self.shift.wanted.connect(self.show_section)
        self.shift.till.changed.connect(self.show_keys)
        self.banner.acted.connect(self._retry)
        self.asked.rang.connect(self.telling.rang)
        self.sales_money.came.connect(self.telling.money_came)
        self.bell.changed.connect(self._show_bell)
        self.bell.rang.connect(self.telling.told)
        self.header.bell.clicked.connect(partial(self.show_section, "notices"))
        self.health.went.connect(self.telling.database_went)
        self.health.returned.connect(self._database_returned)
        self.health.session_ended.connect(self.session_ended)
        self.counter.desk.trouble.connect(self._out_of_reach)
        self.box.chosen.connect(self._box_answered)
        self.counter.theme.changed.connect(self._show_who)

    def _add_page(self, section: str, page: Page) -> Page:
        self._pages[section] = page
        self.stack.addWidget(page)
        keys_changed = getattr(page, "keys_changed", None)
        if keys_changed is not None:
            keys_changed.connect(self.show_keys)
        return page

    def _open_sale(self, flow: SaleFlow) -> SalePages:
        pages = SalePages(self.counter, flow, self)
        self._sales[flow] = pages
        self.stack.addWidget(pages)
        pages.show_step()
        pages.turned.connect(lambda p=pages: self._turned(p))
        pages.keys_changed.connect(self.show_keys)
        flow.changed.connect(self.show_keys)
        for news in (flow.paying.begun, flow.paying.came, flow.paying.ended, flow.sold):
            news.connect(self.sales_money.moved)  # or the number at the rail would be told with the next look
        return pages

    def _may_see(self, section: str) -> bool:
        return SECTIONS[section].is_for(self.counter.signed_in.staff.roles)

    # -- where one is

    @property
    def flow(self) -> SaleFlow:
        return self.sale.flow

    @property
    def is_selling(self) -> bool:
        """Whether the customer's own sale is before the clerk, and not something looked up."""
        return self._section == "sell"

    @property
    def page(self) -> Page:
        if self._section == "sell":
            return self.sale.page
        return self._pages[self._section]

    @property
    def takes_repeats(self) -> bool:
        """A page that answers the same code a second time in words (the gate)."""
        return self._section == "gate"

    def show_section(self, section: str) -> None:
        """Bring up a section and give it the focus."""
        if not self._may_see(section):
            self.telling.trouble(Refused("not_allowed"))
            return
        if section == "notices" and section not in self._pages:
            self._add_notices()
        later = SECTIONS[section].page
        if later is not None and section not in self._pages:
            page = self._add_page(section, load_page(*later, self.counter, self.flow))
            if section == "unsettled":
                cast(Any, page).use(self.money)
                cast(Any, page).wanted.connect(self.open_sale)
                cast(Any, page).incomplete.wanted.connect(self._go_to)
                cast(Any, page).keys_changed.connect(self.show_keys)
            if section == "printers":
                cast(Any, page).wanted.connect(self.show_section)
            if section == "gate":
                cast(Any, page).turned.connect(self._show_head)
                cast(Any, page).session_ended.connect(self.session_ended)
        if section == "notices" and self._section != section:
            self._before = self._section
        self._section = section
        self.note.hide()
        self.stack.setCurrentWidget(self.sale if section == "sell" else self._pages[section])
        self.rail.show_section(section)
        if section == "sell":
            self.sale.enter()
        else:
            self.page.activate()
        self._show_head()

    def activate(self) -> None:
        """After sign-in or unlocking: the focus where it was, else where the page wants it."""
        focus = self.focusWidget()
        if focus is not None and focus.isVisibleTo(self):
            focus.setFocus()
        else:
            self.show_section(self._section)

    def _turned(self, pages: SalePages) -> None:
        if pages is not self.sale:
            return
        if pages.from_board and self.flow.is_empty and self.flow.step == "search":
            pages.from_board = False
            if self._section == "sell":
                self.show_section("board")
        self._show_head()

    def _show_head(self) -> None:
        self.header.title.setText(self.page.title())
        selling = self._section == "sell"
        self.header.steps.setVisible(selling)
        if selling:
            self.header.title.setText(self.tr("Sell"))
            self.header.steps.set_current(STEPS.index(self.flow.step))
        self.show_keys()
        self.moved.emit()

    def show_keys(self) -> None:
        page_keys = self.page.keys()
        taken = {hint.key for hint in page_keys}
        names = key_words()
        general = {"F1": "help", "F2": "board", "F4": "bookings"}
        if self._section == "board":
            general["F3"] = "command"
        if self._section == "sell" and not self.flow.is_empty and self.flow.sale is None:
            general["F7"] = "park"
        own = [KeyHint(k, names[a], partial(self.act, a)) for k, a in general.items() if k not in taken]
        self.keybar.show_keys([*own[:1], *page_keys, *own[1:]])

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event):
            super().keyPressEvent(event)

    def press(self, event: QKeyEvent) -> bool:
        """The page's keys first, then the window's. Enter in a field or on a button is theirs: never twice."""
        key = event_key(event)
        if key in ("Enter", "Space") and isinstance(self.focusWidget(), QLineEdit | QAbstractButton):
            return False
        if page_keys.answer(self.page.keys(), event):
            return True
        action = window_action(key)
        if action is None:
            return False
        if not event.isAutoRepeat():
            self.act(action)
        return True

    def act(self, action: str) -> None:
        """One of the window's actions (ui/keys.py)."""
        acts: dict[str, Callable[[], object]] = {
            "help": self.sheet.open,
            "board": self.new_sale,
            "again": self.same_again,
            "command": self._command_line,
            "recent": self._recent_sales,
            "reprint": partial(self.show_section, "bookings"),
            "park": self.park,
            "lock": self.locking.emit,
            "sign_out": self.sign_out,
            "theme": partial(self.switching.emit, "theme"),
            "language": partial(self.switching.emit, "language"),
            "display": partial(self.switching.emit, "display"),
            "recall": partial(self.recall, 0),
        }
        act = acts.get(action)
        if act is not None:
            act()
        else:  # the rest are named like the section they bring up
            self.show_section(action)

    def _recent_sales(self) -> None:
        self.show_section("bookings")
        opener = getattr(self.page, "to_recent", None)
        if opener is not None:
            opener()

    def _command_line(self) -> None:
        self.show_section("sell")
        opener = getattr(self.sale.page, "open_command_line", None)
        if opener is None:
            self.flow.go("search")
            self.sale.page.activate()
            opener = getattr(self.sale.page, "open_command_line", None)
        if opener is not None:
            opener()

    # -- sales

    def new_sale(self) -> None:
        """F2: the departures board for the next customer. An unfinished sale is never lost without a word."""
        self._forget_a_look()
        if self.flow.sale is not None:
            self.flow.next_customer()
        elif not self.flow.is_empty and self._section == "sell" and self.flow.paying.is_engaged:
            self.box.setProperty("asks", "leave")
            self.box.ask(
                self.tr("Money for this sale is under way"),
                self.tr("Park it: its payment is looked after meanwhile, its seats are kept."),
                [("park", self.tr("Park it"), "primary"), ("stay", self.tr("Go back"), "secondary")],
            )
            return
        elif not self.flow.is_empty and self._section == "sell":
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
        self.show_section("board")

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

    def _board_chosen(self, choice: Choice) -> None:
        self._forget_a_look()
        if not self.flow.is_empty and not self.park():
            return
        self._start(choice)

    def _start(self, choice: Choice) -> None:
        self.last_choice = choice
        self.sale.from_board = True
        self.flow.travellers.set_counts(choice.adults, choice.infants)
        self.show_section("sell")
        self.flow.picking.quick(choice.journey, choice.offer)

    def open_sale(self, sale_id: UUID) -> None:
        """A sale that is paid and not sold: at hand, parked, or from its draft on this machine."""
        flows = self.parked.flows
        if self.flow.sale_id == sale_id:
            self.show_section("sell")
        elif sale_id in [flow.sale_id for flow in flows]:
            self.recall([flow.sale_id for flow in flows].index(sale_id))
        else:
            self.parked.reopen(sale_id)

    def _count_money(self) -> None:
        """How much is unsettled stands at the section's name."""
        word, count = section_words()["unsettled"], self.money.card.count
        self.rail.set_word("unsettled", f"{word} {count}" if count else word)

    def park(self) -> bool:
        """F7: set this sale aside and begin the next one."""
        try:
            fresh = self.parked.park(self.flow, self.sale.place())
        except Refused as refused:
            self.telling.trouble(refused)
            return False
        self.sale = self._open_sale(fresh)
        self.show_section("sell")
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
        self.sale = self._sales.get(flow) or self._open_sale(flow)
        self.sale.show_step()
        self.show_section("sell")

    def _drop_pages(self, flow: SaleFlow) -> None:
        pages = self._sales.pop(flow, None)
        if pages is not None:
            self.stack.removeWidget(pages)
            pages.deleteLater()

    def _restored(self, flows: list[SaleFlow]) -> None:
        """After a restart: the last unfinished sale comes up with the truth about it, older ones are parked."""
        if not flows:
            return
        if not self.flow.is_empty or self.board.picker.isVisible():  # the next customer is being served already
            self.parked.shelve_restored(flows)
            self.telling.say("accent", self.tr("An interrupted sale is parked: Shift+F7 brings it back."))
            return
        self.parked.shelve_restored(flows[:-1])
        before = self.flow
        self.sale = self._open_sale(flows[-1])
        self._drop_pages(before)
        before.deleteLater()
        self.show_section("sell")
        self.telling.say("accent", self.tr("This sale was interrupted. It is shown as the database knows it."))

    # -- telling

    def _out_of_reach(self, fault: Unavailable) -> None:
        """A full disk is said wherever it happened; the payment has its own words for it."""
        if fault.what == "disk" and not (self._section == "sell" and self.flow.step == "payment"):
            self.telling.trouble(fault)

    def _database_returned(self) -> None:
        self.telling.database_returned()
        self.board.refresh()
        for flow in (self.flow, *self.parked.flows):
            flow.retry(pays=False)  # cash is sent again by a person's key only

    def _retry(self) -> None:
        self.health.ask()
        self.flow.retry()

    def _box_answered(self, name: str) -> None:
        if name == "look":
            self.flow.settle_after_restart()
        elif name == "park":
            if self.park():
                self.show_section("board")
        elif name == "leave":
            self.flow.abandon()
            self.show_section("board")
        elif name == "out":
            self.leaving.emit()

    def sign_out(self) -> None:
        """Ctrl+Shift+Q. With a sale open it asks; drafts stay on disk for the same member."""
        if self.flow.is_empty and not self.parked.flows:
            self.leaving.emit()
            return
        self.box.ask(
            self.tr("Sign out with an open sale?"),
            self.tr("The sale is kept for you, its seats only until their time is up."),
            [("out", self.tr("Sign out"), "primary"), ("stay", self.tr("Go back"), "secondary")],
        )

    def seats_changed(self, schedule_id: UUID) -> None:
        """News of another counter."""
        if self.flow.journey is not None and self.flow.journey.schedule_id == schedule_id:
            self.flow.load_map()
        self.board.seats_changed(schedule_id)

    # -- the bell and the desk of open things

    def _add_notices(self) -> None:
        page: Any = self._add_page("notices", load_page("notices", "NoticesScreen", self.counter, self.bell))
        page.left.connect(lambda: self.show_section(self._before))
        page.wanted.connect(self._go_to)

    def _go_to(self, section: str, what: str) -> None:
        """Where a notification leads; who may not go there stays."""
        if section not in SECTIONS or not self._may_see(section):
            return
        self.show_section(section)
        if section == "bookings":
            self.scanned(what)

    def _show_bell(self, card: BellCard) -> None:
        self.header.bell.set("accent" if card.unread else "neutral", str(min(card.unread, 999) or ""))
        said = self.tr("%n unread notification(s)", "", card.unread)
        self.header.bell.setAccessibleName(said)
        self.header.bell.setToolTip(said)

    def gate_changed(self, schedule_id: UUID | None) -> None:
        if "gate" in self._pages:
            cast(Any, self._pages["gate"]).gating.told(schedule_id)

    def everything_changed(self) -> None:
        self.bell.look()
        self.flow.load_map()
        self.board.refresh()
        self.gate_changed(None)

    def scanned(self, text: str) -> None:
        """A ticket was scanned: its booking comes up, whatever page is shown (a page may want it for itself)."""
        taker: Any = getattr(self.page, "scanned", None)
        if taker is None:
            self.show_section("bookings")
            taker = getattr(self.page, "scanned", None)
        if taker is not None:
            taker(text)

    def _show_who(self) -> None:
        signed_in = self.counter.signed_in
        self.rail.show_who(signed_in.staff.full_name, signed_in.counter.code)

    def close_down(self) -> None:
        if "gate" in self._pages:
            cast(Any, self._pages["gate"]).close_down()
        self.health.stop()
        self.money.stop()
        self.asked.stop()
        self.bell.stop()
        self.strip.stop()

    def retranslate(self) -> None:
        self.rail.set_words(section_words())
        self._count_money()
        steps = [self.tr("Search"), self.tr("Seats"), self.tr("Passengers"), self.tr("Pay"), self.tr("Print")]
        self.header.steps.set_steps(steps)
        self._show_who()
        self.strip.show_all()
        self._show_bell(self.bell.card)
        self._show_head()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
