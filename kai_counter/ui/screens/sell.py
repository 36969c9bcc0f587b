"""The sell page: search above, trains at the left, the seats at the right, the price and the way on below."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from kai_counter.errors import Refused
from kai_counter.services import network
from kai_counter.ui import theme, words
from kai_counter.ui.context import Counter
from kai_counter.ui.flows import several
from kai_counter.ui.flows.sale import SaleFlow
from kai_counter.ui.keys import KeyHint
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.command_line import CommandLine
from kai_counter.ui.widgets.empty import Empty
from kai_counter.ui.widgets.keycap import KeyCap
from kai_counter.ui.widgets.no_trains import NoTrains
from kai_counter.ui.widgets.result_list import ResultList, ResultRow, leaves, train_day
from kai_counter.ui.widgets.sale_bar import SaleBar
from kai_counter.ui.widgets.search_bar import SearchBar
from kai_counter.ui.widgets.seat_panel import SeatPanel
from kai_counter.values.cards import StationCard
from kai_counter.values.command_line import Command
from kai_counter.values.dates import WINDOW_DAYS
from kai_counter.values.requests import SearchRequest

_LIVE = 1000  # ms between two looks at the seats in view
_RESULTS_EVERY = 15  # of those, the list of trains is asked for again


class SellScreen(QWidget):
    """Renders the steps "search" and "seats" of a SaleFlow. Answers that come later never move the focus."""

    def __init__(self, counter: Counter, flow: SaleFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sell")
        theme.mark(self, page="true")
        self.counter, self.flow = counter, flow
        self._stations: tuple[StationCard, ...] = ()
        self._ticks = 0
        self.search = SearchBar(counter.clock.now().date(), self)
        self.results_title, self.results_words = QLabel(self), QLabel(self)
        theme.mark(self.results_title, role="heading")
        theme.mark(self.results_words, role="small")
        self.results = ResultList("sell.results", counter.clock, self)
        self.empty_left, self.empty_right = NoTrains("sell.noTrains", counter, self), Empty("armchair", self)
        self.left, self.right = QStackedWidget(self), QStackedWidget(self)
        self.seats = SeatPanel(flow, self)
        self.bar = SaleBar(flow, counter.clock, self)
        self.command = CommandLine(self)
        self._lay_out()
        self._connect()
        self._live = QTimer(self, interval=_LIVE)
        self._live.timeout.connect(self._look)
        self._obey_rules()
        self._load_stations()
        self.retranslate()
        self._on_results()
        self._on_map()

    def _lay_out(self) -> None:
        self.left.addWidget(self.results)
        self.left.addWidget(self.empty_left)
        self.right.addWidget(self.seats)
        self.right.addWidget(self.empty_right)
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(2, 0, 2, 0)
        head.setSpacing(theme.S)
        head.addWidget(self.results_title)
        head.addWidget(self.results_words)
        head.addStretch(1)
        head.addWidget(KeyCap("Up/Down", self))
        head.addWidget(KeyCap("Enter", self))
        results = QVBoxLayout()
        results.setSpacing(theme.S)
        results.addWidget(self.head)
        results.addWidget(self.left, 1)
        seats = QVBoxLayout()
        seats.setSpacing(theme.M)
        seats.addWidget(self.right, 1)
        seats.addWidget(self.bar)
        halves = QHBoxLayout()
        halves.setSpacing(theme.L)
        halves.addLayout(results, 11)
        halves.addLayout(seats, 14)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        page.setSpacing(theme.M)
        page.addWidget(self.search)
        page.addLayout(halves, 1)

    def _connect(self) -> None:
        flow = self.flow
        self.search.searched.connect(self._search)
        self.search.people.counted.connect(self._count)
        self.search.people.left_over.connect(lambda rest: setattr(flow, "rest", rest))
        self.results.chosen.connect(self._choose)
        self.empty_left.next_day.connect(self._search_next_day)
        self.empty_left.instead.connect(self._search_instead)
        self.seats.entered.connect(self._forward)
        self.bar.forward.connect(self._forward)
        self.bar.again.connect(flow.hold_again)
        self.bar.other.connect(self._let_go)
        self.command.run.connect(self._run_command)
        flow.results_changed.connect(self._on_results)
        flow.map_changed.connect(self._on_map)
        flow.hold_changed.connect(self._on_hold)
        flow.seats_lost.connect(self._on_lost)
        flow.hold_ran_out.connect(self._on_ran_out)
        flow.step_changed.connect(self._on_step)
        flow.trouble.connect(self._on_trouble)

    def _obey_rules(self) -> None:
        rules = self.counter.signed_in.rules
        today = self.counter.clock.now().date()
        window = int(rules.get("booking_window_days", WINDOW_DAYS))
        self.search.date.set_range(today, window)
        self.search.people.limit = int(rules.get("passengers_per_booking", 4))
        self.results.rows.low = int(rules.get("availability_low", 49))
        self.results.rows.warn_minutes = int(rules.get("sale_warning_minutes", 15))
        self.command.set_place(self._stations, self._home(), today, window)

    def _load_stations(self) -> None:
        self.search.origin.set_station(self._home())
        self.counter.desk.ask(
            self, network.stations, self.counter.database, then=self._know_stations, key="stations"
        )

    def _know_stations(self, stations: tuple[StationCard, ...]) -> None:
        self._stations = tuple(station for station in stations if station.is_bookable) or stations
        self.search.set_stations(self._stations)
        self._obey_rules()
        self._show_request()
        if self.flow.step == "search" and self.flow.others:
            self._on_step("search")

    def _home(self) -> StationCard:
        return self.counter.signed_in.counter.station

    # What the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return self.tr("Sell")

    def activate(self) -> None:
        """The focus where the next key belongs. Back from a train of the board, its relation is looked up."""
        journey = self.flow.journey
        if journey is not None and self.flow.search is None:
            ends, day = (journey.origin.code, journey.destination.code), leaves(journey).date()
            self.flow.searching.run(SearchRequest(*ends, day, self.flow.adults))
            self._show_request()
        elif self.flow.search is not None and not self.flow.journeys:  # a sale that was interrupted, or parked
            self.flow.searching.run(replace(self.flow.search, passengers=self.flow.adults))
        if self.flow.step == "seats":
            self.seats.focus_map()
        elif self.flow.journeys:
            self.results.setFocus()
        elif self.flow.others and self.flow.journey is None:
            self.search.date.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.search.destination.setFocus(Qt.FocusReason.TabFocusReason)

    def keys(self) -> list[KeyHint]:
        """Of this page only; the window adds its own."""
        has_train = self.flow.journey is not None
        lapsed = bool(self.flow.holding.lapsed)
        hints = [KeyHint("F3", self.tr("Command"), self.open_command_line)]
        if lapsed:
            hints.append(KeyHint("Enter", self.tr("Hold again"), self.flow.hold_again))
        hints += [
            KeyHint("F5", self.tr("Refresh"), self.refresh),
            KeyHint("F6", self.tr("Best seats"), self.pick_best, has_train),
            KeyHint("Shift+F6", self.tr("Accessible"), self.pick_accessible, has_train),
            KeyHint("F8", self.tr("Passengers"), self._forward, has_train),
            KeyHint("Esc", self.tr("Back"), self._back),
        ]
        return hints

    def retranslate(self) -> None:
        self.empty_right.say(
            self.tr("Choose a train"), self.tr("Its coaches and seats appear here, live.")
        )
        self._on_results()
        self._on_map()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def open_command_line(self) -> None:
        self._obey_rules()
        self.command.open()

    def refresh(self) -> None:
        """F5."""
        self.flow.searching.refresh()
        self.flow.load_map()

    # Live ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._live.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._live.stop()

    def _look(self) -> None:
        self._ticks += 1
        self.flow.load_map()
        if self._ticks % _RESULTS_EVERY == 0:
            self.flow.searching.refresh()
            self.results.viewport().update()
        self._warn()

    def _warn(self) -> None:
        """From 15 minutes before the sale of the train ends (RULES.md, "Sale closes")."""
        journey, now = self.flow.journey, self.counter.clock.now()
        if journey is None:
            return
        left = (journey.closes_at - now).total_seconds()
        if left <= 0:
            self.seats.warn(self.tr("The sale of this train has ended"))
        elif left <= self.results.rows.warn_minutes * 60:
            clock = f"{int(left) // 60:02d}:{int(left) % 60:02d}"
            self.seats.warn(self.tr("Sale ends in {time}").format(time=clock))
        else:
            self.seats.warn("")

    # Searching -----------------------------------------------------------------------------------------

    def _search(self, request: SearchRequest, infants: int) -> None:
        self.flow.travellers.set_counts(request.passengers, infants)
        self.flow.searching.run(request)
        if several.elsewhere(self.flow) is not None:
            if self.flow.step == "seats":
                self.flow.back()
            self.flow.holding.forget_train()
            self._on_map()
            self._say_elsewhere()
        self.bar.refresh()
        self._focus_results()

    def _say_elsewhere(self) -> bool:
        """Trains of one day, seats of another: whoever is quick would sell the wrong one without noticing."""
        other = several.elsewhere(self.flow) if self.flow.step == "search" else None
        if other is not None:
            said = self.tr("Held: {train}. F8 goes on with it, Enter takes the train marked in the list.")
            self.seats.say(said.format(train=train_day(other)), "warning")
        return other is not None

    def _focus_results(self) -> None:
        """The list, or what stands in its place until the answer comes."""
        shown = self.left.currentWidget()
        (shown if shown is not None else self.results).setFocus(Qt.FocusReason.TabFocusReason)

    def _run_command(self, command: Command) -> None:
        if self.flow.step == "seats":
            self.flow.back()
        self.search.origin.set_station(command.origin)
        self.search.destination.set_station(command.destination)
        self.search.date.set_value(command.on)
        self.search.people.set_counts(command.adults, command.infants)
        self._search(
            SearchRequest(command.origin.code, command.destination.code, command.on, command.adults),
            command.infants,
        )
        self.flow.rest = command.rest

    def _search_next_day(self) -> None:
        self.search.date.set_value(self.search.date.value + timedelta(days=1))
        self.search.submit()

    def _search_instead(self, station: StationCard) -> None:
        self.search.destination.set_station(station)
        self.search.submit()

    def _count(self, adults: int, infants: int) -> None:
        self.flow.rest = 0
        self.flow.travellers.set_counts(adults, infants)
        self.search.people.set_counts(self.flow.adults, self.flow.infants)

    def _show_request(self) -> None:
        """Fields follow the flow (a recalled sale, the board); what somebody is typing stays."""
        request = self.flow.search
        self.search.people.set_counts(self.flow.adults, self.flow.infants)
        if self.flow.journey is not None and request is None:
            self.search.origin.set_station(self.flow.journey.origin)
            self.search.destination.set_station(self.flow.journey.destination)
            self.search.date.set_value(leaves(self.flow.journey).date())
        elif request is not None:
            self.search.follow(request, self._stations)

    def _rows(self) -> list[ResultRow]:
        now = self.counter.clock.now()
        earliest = max(now, several.reached(self.flow) or now)
        return [
            ResultRow(journey, offer)
            for journey in self.flow.journeys
            if journey.departs_at > earliest
            for offer in journey.classes
        ]

    def _on_results(self) -> None:
        rows, request = self._rows(), self.flow.search
        self.results.set_rows(rows)
        if self.flow.journey is not None and self.flow.offer is not None and not self.results.hasFocus():
            self.results.mark_key(ResultRow(self.flow.journey, self.flow.offer).key)
        shown, had_focus = self.results if rows else self.empty_left, self._left_has_focus()
        self.left.setCurrentWidget(shown)
        if had_focus:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)
        trains = len({row.journey.schedule_id for row in rows})
        self.results_title.setText(self.tr("%n train(s)", "", trains) if rows else "")
        self.results_words.setText(date_text(request.on) if request and rows else "")
        self.head.setVisible(bool(rows))
        if request is None:
            self.empty_left.ask_where()
        elif self.flow.is_searching:
            self.empty_left.look()
        elif not rows:
            self.empty_left.none_found(request, self._stations)

    def _left_has_focus(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and (focus is self.left or self.left.isAncestorOf(focus))

    def _choose(self, row: ResultRow) -> None:
        if not self.results.rows.can_sell(row):
            self.seats.say(self.results.rows.seats(row)[0], "warning")
            return
        self.seats.say("")
        self.flow.picking.choose(row.journey, row.offer)
        self.seats.focus_map()
        self.bar.refresh()

    # Seats ---------------------------------------------------------------------------------------------

    def _on_map(self) -> None:
        self.right.setCurrentWidget(self.seats if self.flow.journey is not None else self.empty_right)
        self.seats.refresh()
        self._warn()

    def _on_hold(self) -> None:
        self.search.people.set_counts(self.flow.adults, self.flow.infants)
        self.seats.refresh()
        self.bar.refresh()

    def _on_ran_out(self) -> None:
        """The panel below offers the same seats; nothing else is said, nothing moves."""
        self.seats.say("")
        self._on_hold()

    def pick_best(self) -> None:
        self._pick(accessible=False)

    def pick_accessible(self) -> None:
        self._pick(accessible=True)

    def _pick(self, *, accessible: bool) -> None:
        if not self._say_elsewhere():
            self.seats.say("")
            self.seats.follow()
            self.flow.picking.best(accessible)

    def _on_lost(self, lost: list[UUID]) -> None:
        names = ", ".join(name for name in map(self.flow.name_of, lost) if name)
        self.seats.mark_lost(lost)
        sentence = self.tr("{seats} was just taken by another counter. Choose another, or F6 for the best.")
        self.seats.say(sentence.format(seats=names))

    def _let_go(self) -> None:
        self.flow.holding.lapsed = ()
        self.bar.refresh()
        self.seats.focus_map()

    def _forward(self) -> None:
        """Enter or F8: hold again what ran out, else the best seats if none was chosen, else on."""
        if self.flow.holding.lapsed:
            self.flow.hold_again()
        elif self.flow.journey is not None and not self.flow.selected and not self.flow.hold:
            self.pick_best()
        else:
            self.flow.go("passengers")

    def _back(self) -> None:
        """Esc: from the seats to the trains, from the trains to the fields. What is held stays held."""
        if self.flow.holding.lapsed:
            self._let_go()
        elif self.flow.step == "seats":
            self.flow.back()
            if self.flow.journeys:
                self.results.setFocus()
            else:
                self.search.destination.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._left_has_focus():
            self.search.destination.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.flow.others and self.flow.journey is None:
            self.flow.drop_journey()

    def _on_step(self, step: str) -> None:
        if step == "search" and self.flow.is_empty:
            self._begin()
        elif step == "search" and self.flow.others and self.flow.journey is None and self.flow.search is not None:
            self._begin_another(self.flow.search)
        if step in ("search", "seats"):
            self.bar.refresh()
            self._show_request()

    def _begin(self) -> None:
        """The next customer: the fields as they were at the start."""
        self.search.origin.set_station(self._home())
        self.search.destination.set_station(None)
        self._obey_rules()
        self.search.date.set_value(self.counter.clock.now().date())
        self.seats.say("")

    def _begin_another(self, request: SearchRequest) -> None:
        """One more journey in the same sale: where it goes is there already, the day is what is asked."""
        self.search.begin_another(request, self._stations)
        self.seats.say("")

    def _on_trouble(self, trouble: object) -> None:
        if self.flow.step not in ("search", "seats") or not isinstance(trouble, Refused):
            return  # what is out of reach is said by the window's banner
        sentence = words.sentence(trouble)
        if self.flow.journey is None:
            self.empty_left.say(sentence, "")
        else:
            self.seats.say(sentence, "warning")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.flow.journey is not None:
            self.seats.step_coach(step)
        else:
            super().keyPressEvent(event)
