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
from kai_counter.ui.customers import Customers
from kai_counter.ui.flows.asked_signatures import AskedSignatures
from kai_counter.ui.flows.bell import Bell
from kai_counter.ui.flows.parked import Parked
from kai_counter.ui.flows.sale import STEPS, SaleFlow
from kai_counter.ui.flows.sales_money import SalesMoney
from kai_counter.ui.health import Health
from kai_counter.ui.keys import KeyHint, event_key, key_words, window_action
from kai_counter.ui.sale_pages import Page, PageStack, SalePages, load_page
from kai_counter.ui.screens.board import BoardScreen
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
        self._section = self._before = "sell"
        self._pages: dict[str, Page] = {}
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
        self.customers = Customers(self)
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
        self.header.recalled.connect(self.customers.recall)
        self.parked.trouble.connect(self.telling.trouble)
        self.parked.restored.connect(self.customers.restored)
        self.board.chosen.connect(self.customers.board_chosen)
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

    def _may_see(self, section: str) -> bool:
        return SECTIONS[section].is_for(self.counter.signed_in.staff.roles)

    # -- where one is

    @property
    def sale(self) -> SalePages:
        return self.customers.sale

    @property
    def flow(self) -> SaleFlow:
        """Of the customer at hand."""
        return self.customers.flow

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
                cast(Any, page).wanted.connect(self.customers.find)
                cast(Any, page).incomplete.wanted.connect(self._go_to)
                cast(Any, page).keys_changed.connect(self.show_keys)
            if section == "printers":
                cast(Any, page).wanted.connect(self.show_section)
            if section == "gate":
                cast(Any, page).turned.connect(self.show_head)
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
        self.show_head()

    def activate(self) -> None:
        """After sign-in or unlocking: the focus where it was, else where the page wants it."""
        focus = self.focusWidget()
        if focus is not None and focus.isVisibleTo(self):
            focus.setFocus()
        else:
            self.show_section(self._section)

    def show_head(self) -> None:
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
            "board": self.customers.new_sale,
            "again": self.customers.same_again,
            "command": self._command_line,
            "recent": self._recent_sales,
            "reprint": partial(self.show_section, "bookings"),
            "park": self.customers.park,
            "lock": self.locking.emit,
            "sign_out": self.sign_out,
            "theme": partial(self.switching.emit, "theme"),
            "language": partial(self.switching.emit, "language"),
            "display": partial(self.switching.emit, "display"),
            "recall": partial(self.customers.recall, 0),
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
            if self.customers.park():
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

    def _count_money(self) -> None:
        """How much is unsettled stands at the section's name."""
        word, count = section_words()["unsettled"], self.money.card.count
        self.rail.set_word("unsettled", f"{word} {count}" if count else word)

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
        self.show_head()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
