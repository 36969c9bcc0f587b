"""The main window: signing in, then the workplace; locked when nobody is there. It owns what a sign-in opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from kai_counter.config import Home, Settings, save_settings
from kai_counter.errors import Refused
from kai_counter.ui import words
from kai_counter.ui.context import Clock, Counter
from kai_counter.ui.desk import Desk
from kai_counter.ui.flows.gate_entry import AT_THE_GATE, come_in
from kai_counter.ui.flows.membership import as_unavailable, is_member, leave, outside_of
from kai_counter.ui.keys import event_key, window_action
from kai_counter.ui.language import Language
from kai_counter.ui.palettes import PALETTES
from kai_counter.ui.scan_filter import InputWatch
from kai_counter.ui.scanning import Scanning
from kai_counter.ui.screens.counter_choice import CounterChoiceScreen, CounterPlace
from kai_counter.ui.screens.lock import LockScreen
from kai_counter.ui.screens.password import PasswordScreen
from kai_counter.ui.screens.sign_in import DemoMember, SignInScreen
from kai_counter.ui.screens.splash import SplashScreen
from kai_counter.ui.theme import Theme
from kai_counter.ui.widgets.front import FrontPage
from kai_counter.ui.widgets.training_frame import WORD, TrainingFrame
from kai_counter.values.requests import SignInRequest

if TYPE_CHECKING:
    from kai_counter.db.database import Database
    from kai_counter.ui.admin_place import AdminPlace
    from kai_counter.ui.audit_place import AuditPlace
    from kai_counter.ui.flows.printing import Printing
    from kai_counter.ui.flows.showing import Showing
    from kai_counter.ui.gate_place import GatePlace
    from kai_counter.ui.news import News
    from kai_counter.ui.one_page import OnePage
    from kai_counter.ui.screens.start import StartScreen
    from kai_counter.ui.workplace import Workplace
    from kai_counter.values.cards import ShiftCard, SignedInCard

LEAST = QSize(1280, 720)
SELLERS = {"clerk", "supervisor"}
READERS = {"auditor"}
ADMINS = {"admin"}


class MainWindow(QMainWindow):
    """Shows sign-in first; after it builds the `Counter` and the pages. `workplace` is None until then.

    `demo_staff` are shown on the sign-in page; `places` are counters this machine may choose from.
    While the program makes itself ready (first start) call `show_progress`, then `begin(settings)`.
    `gate_only`: this machine is a gate; whoever may work there comes straight to it, and nobody sells.
    """

    def __init__(
        self,
        home: Home,
        settings: Settings,
        desk: Desk,
        theme: Theme,
        language: Language,
        demo_staff: Sequence[DemoMember] = (),
        places: Sequence[CounterPlace] = (),
        *,
        gate_only: bool = False,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(f"{WORD} - KAI Counter" if settings.training else "KAI Counter")
        self.setMinimumSize(LEAST)
        self.resize(1366, 768)
        self.home, self.settings, self.desk = home, settings, desk
        self.theme, self.language = theme, language
        self.gate_only = gate_only
        self._demo_staff, self._places = self._workers(demo_staff), tuple(places)
        self.counter: Counter | None = None
        self.workplace: Workplace | None = None
        self.gate_place: GatePlace | None = None  # gate staff have this instead
        self.audit_place: AuditPlace | None = None  # and auditors this
        self.admin_place: AdminPlace | None = None  # and administrators this
        self.start_page: StartScreen | None = None
        self.lock_page: LockScreen | None = None
        self._news: News | None = None
        self._printing: Printing | None = None
        self.showing: Showing | None = None
        self._early: tuple[str, str] | None = None  # who pressed Enter before the database was ready
        self.stack = QStackedWidget(self)
        self.setCentralWidget(TrainingFrame(self.stack) if settings.training else self.stack)
        self.splash: SplashScreen | None = None
        self.sign_in_page = SignInScreen(theme, language, self._demo_staff)
        self.sign_in_page.submitted.connect(self.sign_in)
        self.sign_in_page.change_counter.connect(self.choose_counter)
        self.sign_in_page.switches.chosen.connect(self._remember)
        self.stack.addWidget(self.sign_in_page)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.watch = InputWatch(app, self)
        self.scanning = Scanning(self.watch, self)
        self.scanning.scanned.connect(self._scanned)
        self.scanning.repeated.connect(self._scanned_again)
        self.watch.idle.connect(self.lock)
        self.begin(settings)

    # -- before signing in

    def begin(self, settings: Settings, demo_staff: Sequence[DemoMember] | None = None) -> None:
        """(Re)start at the door: which counter this is, or who comes."""
        self.settings = settings
        if demo_staff is not None:
            self.show_demo(demo_staff)
        if self.counter is not None:
            return  # quicker than the preparation: signed in already
        is_shown = self.stack.currentWidget() is self.sign_in_page
        self._drop_splash()
        if not settings.is_counter:
            self.choose_counter()
            return
        self.sign_in_page.show_counter(settings.counter_code)
        if not is_shown:  # else somebody may be typing there since before the home was ready
            self._show(self.sign_in_page)
        if self._early is not None and settings.database_url:
            early, self._early = self._early, None
            self.sign_in(*early)

    def show_demo(self, demo_staff: Sequence[DemoMember]) -> None:
        if self._workers(demo_staff) != self._demo_staff:
            self._demo_staff = self._workers(demo_staff)
            self.sign_in_page.show_demo(self._demo_staff)

    def show_progress(self, text: str, done: int = 0, total: int = 0) -> None:
        """The first start lays out the database; `begin` ends it."""
        if self.splash is None:
            self.splash = SplashScreen(self.theme, self.language)
            self.stack.addWidget(self.splash)
        self.stack.setCurrentWidget(self.splash)
        self.splash.show_progress(text, done, total)

    def show_failure(self, reason: Callable[[], str], number: str) -> SplashScreen:
        """What cannot be made ready stays on the screen in words, with a key that tries again."""
        self.show_progress("")
        assert self.splash is not None
        self.splash.show_failure(reason, number, str(self.home.logs))
        return self.splash

    def _drop_splash(self) -> None:
        if self.splash is not None:
            self._drop(self.splash)
            self.splash = None

    def choose_counter(self) -> None:
        page = CounterChoiceScreen(self.theme, self.language, self._places)
        page.switches.chosen.connect(self._remember)
        page.chosen.connect(lambda code, secret: self._counter_chosen(page, code, secret))
        self.stack.addWidget(page)
        self._show(page)

    def _counter_chosen(self, page: CounterChoiceScreen, code: str, secret: str) -> None:
        settings = dataclasses.replace(self.settings, counter_code=code, counter_secret=secret)
        self._save(settings)
        self.sign_in_page.show_counter(code)
        self._show(self.sign_in_page)
        self._drop(page)

    @Slot(str, str)
    def _remember(self, what: str, value: str) -> None:
        self._save(dataclasses.replace(self._known, **{what: value}))  # type: ignore[arg-type]

    @property
    def _known(self) -> Settings:
        """As they are now: a page may have changed some, the printer's address above all."""
        return self.counter.settings if self.counter is not None else self.settings

    def _save(self, settings: Settings) -> None:
        self.settings = settings
        if self.counter is not None:
            self.counter.settings = settings
        self.desk.do(self, save_settings, self.home, settings)

    # -- signing in

    @Slot(str, str)
    def sign_in(self, nipp: str, password: str) -> None:
        if not self.settings.database_url:
            self._early = (nipp, password)
            return
        request = SignInRequest(
            nipp,
            password,
            self.settings.counter_code,
            self.settings.counter_secret,
            f"KAI Counter {version('kai-counter')}",
        )
        self.desk.ask(
            self,
            come_in,
            self.settings,
            request,
            self.home.gate,
            self.gate_only,
            then=self._signed_in,
            refused=self.sign_in_page.show_refusal,
            failed=self._sign_in_failed,
            key="sign-in",
        )

    def _sign_in_failed(self, fault: BaseException) -> None:
        self.sign_in_page.show_trouble(*words.trouble(as_unavailable(fault)))

    def _signed_in(self, answer: tuple[Database, SignedInCard]) -> None:
        database, signed_in = answer
        if not self._wanted & set(signed_in.staff.roles):
            self.desk.do_last(self, leave, database)
            self.sign_in_page.show_refusal(Refused("no_work_here"))
            return
        self.sign_in_page.set_busy(False)
        self.sign_in_page.password.set_text("")
        station = signed_in.counter.station
        self.counter = Counter(
            self.desk,
            database,
            signed_in,
            self.settings,
            self.home,
            self.theme,
            self.language,
            Clock.of_station(station.timezone, signed_in.clock_offset),
            outside=outside_of(self.settings),
        )
        self.sign_in_page.show_counter(f"{signed_in.counter.code} · {station.name}")
        if signed_in.must_change_password:
            self._ask_password(self.counter)
        else:
            self._enter(self.counter)

    def _ask_password(self, counter: Counter) -> None:
        from kai_counter.services import staff

        nipp = counter.signed_in.staff.nipp
        page = PasswordScreen(self.theme, self.language, nipp)

        def changed(_none: object) -> None:
            self._enter(counter)
            self._drop(page)

        def save(password: str) -> None:
            self.desk.do(
                page,
                staff.change_password,
                counter.database,
                nipp,
                password,
                then=changed,
                refused=page.show_refusal,
                failed=lambda fault: page.show_trouble(*words.trouble(as_unavailable(fault))),
            )

        page.submitted.connect(save)
        page.cancelled.connect(self.sign_out)
        page.cancelled.connect(lambda: self._drop(page))
        self.stack.addWidget(page)
        self._show(page)

    @property
    def _wanted(self) -> set[str]:
        """Roles that have work at this window; the others have programs of their own."""
        return AT_THE_GATE if self.gate_only else SELLERS | AT_THE_GATE | READERS | ADMINS

    def _workers(self, staff: Sequence[DemoMember]) -> tuple[DemoMember, ...]:
        return tuple(member for member in staff if self._wanted & set(member.roles))

    @property
    def place(self) -> Workplace | OnePage | None:
        """Where whoever is signed in works."""
        return self.workplace or self.gate_place or self.audit_place or self.admin_place

    def _enter_office(self, counter: Counter) -> None:
        """Who reads, or keeps keys and staff: no printer, no shift, no start page."""
        from kai_counter.ui.admin_place import AdminPlace
        from kai_counter.ui.audit_place import AuditPlace

        place: OnePage
        if ADMINS & set(counter.signed_in.staff.roles):
            place = self.admin_place = AdminPlace(counter)
        else:
            place = self.audit_place = AuditPlace(counter)
        self._take_place(place)
        place.activate()
        self.watch.watch_idle(counter.signed_in.idle_lock_seconds)

    def _enter_gate(self, counter: Counter) -> None:
        """No shift, no start page. It does not lock by itself: a scan is the only touch there is, between two
        trains there is none, and with the network away nobody could unlock it."""
        from kai_counter.ui.flows.printing import Printing
        from kai_counter.ui.gate_place import GatePlace

        self._printing = counter.printing = Printing(counter, self)
        self._printing.start()
        self.gate_place = GatePlace(counter)
        news = self._hear_news(counter)
        news.gate.connect(self.gate_place.gate.gating.told)
        news.everything.connect(self.gate_place.gate.gating.told)
        self._take_place(self.gate_place)
        self.gate_place.activate()

    def _hear_news(self, counter: Counter) -> News:
        from kai_counter.ui.news import News

        self._news = News(counter.database.url, self)
        self._news.start()
        return self._news

    def _take_place(self, place: Workplace | OnePage) -> None:
        place.locking.connect(self.lock)
        place.leaving.connect(self.sign_out)
        place.switching.connect(self.switch)
        place.session_ended.connect(self._session_ended)
        self.stack.addWidget(place)
        self.stack.setCurrentWidget(place)

    def _enter(self, counter: Counter) -> None:
        """Signed in for good: printer, news, start page."""
        counter.scanning = self.scanning
        self.scanning.use(counter.settings.scanner)
        roles = set(counter.signed_in.staff.roles)
        if not self.gate_only and not (SELLERS | AT_THE_GATE) & roles:
            self._enter_office(counter)
            return
        if self.gate_only or not SELLERS & roles:
            self._enter_gate(counter)
            return
        from kai_counter.ui.flows.printing import Printing
        from kai_counter.ui.sale_pages import load_modules
        from kai_counter.ui.screens.start import StartScreen

        self.desk.ask(self, load_modules)
        self._printing = counter.printing = Printing(counter, self)
        self._printing.start()
        self._hear_news(counter)
        self.start_page = StartScreen(counter)
        self.start_page.ready.connect(self._work)
        self.stack.addWidget(self.start_page)
        self._show(self.start_page)
        self.watch.watch_idle(counter.signed_in.idle_lock_seconds)

    def _work(self, shift: ShiftCard | None) -> None:
        from kai_counter.ui.flows.showing import Showing
        from kai_counter.ui.workplace import Workplace

        counter = self.counter
        assert counter is not None and self._news is not None
        counter.signed_in = dataclasses.replace(counter.signed_in, shift=shift)
        self.workplace = Workplace(counter)
        self._news.seats.connect(self.workplace.seats_changed)
        self._news.signatures.connect(self.workplace.asked.look)
        self._news.bell.connect(self.workplace.bell.look)
        self._news.gate.connect(self.workplace.gate_changed)
        self._news.everything.connect(self.workplace.everything_changed)
        self._take_place(self.workplace)
        self.workplace.show_section("board")
        self.showing = Showing(counter, self.workplace)
        if self.start_page is not None:
            self._drop(self.start_page)
            self.start_page = None

    # -- lock and leave

    @Slot()
    def lock(self) -> None:
        """Cover the work; the same member's password opens it again."""
        counter = self.counter
        if counter is None or self.place is None or self.lock_page is not None:
            return
        card = counter.signed_in
        place = f"{card.counter.code} · {card.counter.station.name}"
        page = LockScreen(self.theme, self.language, card.staff.full_name, place)
        page.unlocking.connect(self._unlock)
        page.signed_out.connect(self.sign_out)
        page.switches.chosen.connect(self._remember)
        self.lock_page = page
        if self.showing is not None:
            self.showing.cover(True)
        self.stack.addWidget(page)
        self._show(page)

    def _unlock(self, password: str) -> None:
        page, counter = self.lock_page, self.counter
        if page is None or counter is None:
            return
        url = self.settings.login_url(counter.signed_in.staff.nipp, password)
        self.desk.ask(
            page,
            is_member,
            url,
            (self.home.gate, counter.signed_in.staff.nipp, password) if self.gate_only else None,
            then=self._unlocked,
            refused=page.show_refusal,
            failed=lambda fault: page.show_trouble(*words.trouble(as_unavailable(fault))),
        )

    def _unlocked(self, _none: object) -> None:
        place = self.place
        if place is None or self.lock_page is None:
            return
        self.stack.setCurrentWidget(place)
        self._drop(self.lock_page)
        self.lock_page = None
        place.activate()
        if self.showing is not None:
            self.showing.cover(False)

    def _session_ended(self, refused: Refused) -> None:
        self.sign_out()
        self.sign_in_page.show_refusal(refused)

    @Slot()
    def sign_out(self) -> None:
        """Back to the door. Drafts stay for their member; the session ends in the database."""
        self.watch.watch_idle(0)
        self.settings = self._known
        counter, self.counter = self.counter, None
        self._close_outside()
        self.sign_in_page.nipp.set_text("")
        self._show(self.sign_in_page)
        places = (self.workplace, self.gate_place, self.audit_place, self.admin_place)
        for page in (*places, self.start_page, self.lock_page):
            if page is not None:
                self._drop(page)
        self.workplace = self.gate_place = self.audit_place = self.admin_place = None
        self.start_page = self.lock_page = None
        if counter is not None:
            self.desk.do_last(self, leave, counter.database)

    def _close_outside(self) -> None:
        self.scanning.close()
        if self.showing is not None:
            self.showing.close()
            self.showing = None
        if self.place is not None:
            self.place.close_down()
        if self._news is not None:
            self._news.close()
            self._news = None
        if self._printing is not None:
            self._printing.close()
            self._printing = None

    # -- the rest

    @Slot(str)
    def switch(self, what: str) -> None:
        """The next theme or language, the customer's display on or off; remembered."""
        if what == "display":
            if self.showing is not None:
                self._save(dataclasses.replace(self._known, display=self.showing.toggle()))
                self.showing.place()
        elif what == "theme":
            names = list(PALETTES)
            name = names[(names.index(self.theme.name) + 1) % len(names)]
            self.theme.set(name)
            self._remember("theme", name)
        else:
            code = "en" if self.language.code == "id" else "id"
            self.language.set(code)
            self._remember("language", code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key sent to the window itself (a test, a remote control) means the same as one in a page. Language and
        look have theirs before anybody signed in, too."""
        place = self.place
        if place is not None and self.stack.currentWidget() is place and place.press(event):
            return
        action = window_action(event_key(event))
        if action in ("language", "theme") and not event.isAutoRepeat():
            self.switch(action)
        else:
            super().keyPressEvent(event)

    def _scanned(self, text: str, _is_ours: bool) -> None:
        if self.place is not None and self.stack.currentWidget() is self.place:
            self.place.scanned(text)
        elif self.start_page is not None:
            self.start_page.scanned(text)

    def _scanned_again(self, text: str) -> None:
        """The same code within two seconds: nothing new for a counter, but a gate answers it in words."""
        place = self.place
        if place is not None and self.stack.currentWidget() is place and getattr(place, "takes_repeats", False):
            place.scanned(text)

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        if isinstance(page, FrontPage):
            page.activate()

    def _drop(self, page: QWidget) -> None:
        self.stack.removeWidget(page)
        page.hide()
        page.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Before the window stands, Qt gives the focus to nobody inside a scroll area."""
        super().showEvent(event)
        page = self.stack.currentWidget()
        if isinstance(page, FrontPage) and not event.spontaneous():
            page.activate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends the session; a sale under way stays as a draft."""
        self.watch.close()
        counter, self.counter = self.counter, None
        self._close_outside()
        if counter is not None:
            self.desk.do_last(self, leave, counter.database)
        super().closeEvent(event)
