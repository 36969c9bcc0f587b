"""Why the total is what it is: every line the database reckoned, in words, with the sum under them."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.flows.people import PassengerDraft
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.people_words import reduction_names
from kai_counter.ui.widgets.fit_label import FitLabel
from kai_counter.ui.widgets.money import MoneyLabel
from kai_counter.values.cards import HoldCard, PriceLine, QuoteCard
from kai_counter.values.money import format_rupiah


class PriceBreakdown(QWidget):
    """`show_quote` explains; before an answer came the held fares stand there, marked as such."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._shown: tuple[QuoteCard | None, HoldCard | None, tuple[PassengerDraft, ...]] | None = None
        self._rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.M)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(0, 1)
        self.rule = QFrame(self)
        theme.mark(self.rule, card="line")
        self.total_label = QLabel(self)
        theme.mark(self.total_label, role="muted")
        self.total = MoneyLabel(object_name + ".total", role="total")
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        theme.mark(self.state, role="small")
        self.sum = QWidget(self)
        sum_row = QHBoxLayout(self.sum)
        sum_row.setContentsMargins(0, 0, 0, 0)
        sum_row.addWidget(self.total_label, 0, Qt.AlignmentFlag.AlignBottom)
        sum_row.addWidget(self.total, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(self._grid)
        column.addWidget(self.rule)
        column.addWidget(self.sum)
        column.addWidget(self.state)

    def leave_out_sum(self) -> None:
        """Where the total stands large beside it already."""
        self.rule.hide()
        self.sum.hide()

    def show_quote(self, quote: QuoteCard | None, hold: HoldCard | None, people: Sequence[PassengerDraft]) -> None:
        self._shown = (quote, hold, tuple(people))
        by_seq = {person.seq: person for person in people}
        seats = {seat.seat_id: seat for seat in hold.seats} if hold else {}
        lines = quote.lines if quote else _held_lines(hold, people)
        for number, line in enumerate(lines):
            person = by_seq.get(line.passenger)
            seat = seats.get(person.seat_id) if person and person.seat_id else None
            place = f"{seat.class_name} ({seat.sub_class}) · {seat.seat_number}" if seat else ""
            self._show_line(number, *self._words(line, person, place), line)
        self._hide_from(len(lines))
        held = sum(line.amount for line in lines) if hold is not None else None
        self.total.set_amount(quote.final if quote else held)
        self.total_label.setText(self.tr("Total"))
        self.state.setText("" if quote else self.tr("Fares of the held seats; the price is being worked out."))
        self.state.setVisible(quote is None and hold is not None)
        amount = "" if self.total.amount is None else format_rupiah(self.total.amount)
        self.setAccessibleName(self.tr("Total {amount}").format(amount=amount))

    def _words(self, line: PriceLine, person: PassengerDraft | None, place: str) -> tuple[str, str]:
        """What the line is for, and the reason under it."""
        if line.kind == "journey":
            return self._journey_words(line)
        name = str(line.facts["who"]) if "who" in line.facts else " ".join(person.name.split()) if person else ""
        if "who" in line.facts and line.kind == "fare":
            place = " · ".join((f"{line.facts.get('class_name')} ({line.facts.get('sub_class')})",
                                str(line.facts.get("seat_number"))))  # fmt: skip
        who = name or self.tr("Passenger {number}").format(number=line.passenger)
        if line.kind == "reduction":
            code = str(line.facts.get("reduction") or line.facts.get("code") or (person and person.reduction) or "")
            percent = line.facts.get("percent")
            title = reduction_names().get(code, code)
            return f"{title} {percent} %" if percent else title, self.tr("Reduction for {name}").format(name=who)
        if line.kind == "infant":
            return who, self.tr("Infant under 3: free, without a seat")
        if line.kind == "promotion":
            return self._promotion_words(line)
        return who, place

    def _journey_words(self, line: PriceLine) -> tuple[str, str]:
        """The heading of one of several journeys."""
        leaves = line.facts["departs_at"].astimezone(ZoneInfo(line.facts["zone"]))
        relation = f"{line.facts['from']} → {line.facts['to']}"
        return str(line.facts["train"]), f"{relation}  ·  {date_text(leaves.date())}  {time_text(leaves)}"

    def _promotion_words(self, line: PriceLine) -> tuple[str, str]:
        percent, name = line.facts.get("percent"), str(line.facts.get("name") or "")
        title = self.tr("Promotion {code}").format(code=line.facts.get("code", ""))
        if line.facts.get("is_below_minimum"):
            least = format_rupiah(int(line.facts.get("minimum") or 0))
            return title, self.tr("Not reached: the price must be at least {amount}").format(amount=least)
        return f"{title} · {percent} %" if percent else title, name

    def _show_line(self, number: int, title: str, reason: str, line: PriceLine) -> None:
        """Into the labels that are there: a price worked out anew must not flicker under the eyes."""
        while len(self._rows) <= number:
            self._rows.append(_Row(self._grid, len(self._rows), self))
        self._rows[number].show_line(title, reason, line)

    def _hide_from(self, number: int) -> None:
        for row in self._rows[number:]:
            row.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._shown:
            self.show_quote(*self._shown)


class _Row:
    """The labels of one line: what for, how much, and why under them."""

    def __init__(self, grid: QGridLayout, number: int, parent: QWidget) -> None:
        self.name, self.why, self.amount = FitLabel(parent), FitLabel(parent), QLabel(parent)
        theme.mark(self.why, role="small")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.name, 2 * number, 0)
        grid.addWidget(self.amount, 2 * number, 1)
        grid.addWidget(self.why, 2 * number + 1, 0, 1, 2)

    def show_line(self, title: str, reason: str, line: PriceLine) -> None:
        is_less = line.amount < 0 or line.kind in ("reduction", "promotion")
        amount = -line.amount if is_less and line.amount > 0 else line.amount
        theme.mark(self.name, role="muted" if is_less else "strong" if line.kind == "journey" else "")
        theme.mark(self.amount, role="success" if is_less else "")
        self.name.setText(title)
        self.amount.setText("" if line.kind == "journey" else format_rupiah(amount))
        self.why.setText(reason)
        for label in (self.name, self.amount, self.why):
            label.setVisible(bool(label.text()))

    def hide(self) -> None:
        for label in (self.name, self.amount, self.why):
            label.hide()


def _held_lines(hold: HoldCard | None, people: Sequence[PassengerDraft]) -> tuple[PriceLine, ...]:
    """The fares of the held seats, as lines of those who sit there."""
    fares = {seat.seat_id: seat.fare for seat in hold.seats} if hold else {}
    return tuple(
        PriceLine("fare", person.seq, fares[person.seat_id])
        for person in people
        if person.seat_id is not None and person.seat_id in fares
    )
