"""Everything that happened to a booking, line by line: when, what, who and where; and its money in one line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.refund_words import rule_text, way_text
from kai_counter.ui.sign_words import kind_text, written_reason
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_bookings import EventCard, TimelineCard


class Timeline(QFrame):
    """`show_card`; newest last, scrolled to the end."""

    def __init__(self, local: Callable[[datetime], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bookings.timeline")
        theme.mark(self, card="plain")
        self._local = local
        self.card: TimelineCard | None = None
        self.heading, self.money = QLabel(self), QLabel(self)
        self.money.setObjectName("bookings.money")
        self.money.setWordWrap(True)
        theme.mark(self.heading, role="heading")
        theme.mark(self.money, role="muted")
        inside = QWidget(self)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, theme.S, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(1, 1)
        self.list = QScrollArea(self)
        self.list.setWidgetResizable(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        column.addWidget(self.heading)
        column.addWidget(self.money)
        column.addWidget(self.list, 1)

    def show_card(self, card: TimelineCard) -> None:
        self.card = card
        self.heading.setText(self.tr("What happened"))
        parts = [self.tr("paid {amount}").format(amount=rupiah(card.paid))]
        if card.given_back:
            parts.append(self.tr("given back {amount}").format(amount=rupiah(card.given_back)))
        if card.kept:
            parts.append(self.tr("kept {amount}").format(amount=rupiah(card.kept)))
        parts.append(self.tr("valid tickets {amount}").format(amount=rupiah(card.alive)))
        self.money.setText("  ·  ".join(parts))
        self._fill(card)

    def text(self) -> str:
        inside = self.list.widget()
        return "\n".join(label.text() for label in inside.findChildren(QLabel)) if inside is not None else ""

    def _fill(self, card: TimelineCard) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                send_off(widget)
        day = None
        for row, event in enumerate(reversed(card.events)):  # the newest is what one looks for
            at = self._local(event.at)
            when = time_text(at) if at.date() == day else f"{date_text(at.date(), year=False)}  {time_text(at)}"
            day = at.date()
            self._cell(when, row, 0, "small")
            self._cell(self._words(event), row, 1, "body")
            where = "  ·  ".join(part for part in (event.who, event.counter) if part)
            self._cell(where, row, 2, "small")
        self._grid.setRowStretch(len(card.events), 1)

    def _cell(self, text: str, row: int, column: int, role: str) -> None:
        label = QLabel(text, self.list.widget())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(column == 1)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        theme.mark(label, role=role)
        self._grid.addWidget(label, row, column)

    def _words(self, event: EventCard) -> str:
        facts: dict[str, Any] = dict(event.facts)
        amount = rupiah(int(facts["amount"])) if facts.get("amount") is not None else ""
        tickets = int(facts.get("tickets") or 0)
        said = {
            "held": self.tr("Seats held"),
            "sold": self.tr("Sold, receipt {receipt}"),
            "exchanged_in": self.tr("Exchanged from {from}, receipt {receipt}"),
            "paid": self.tr("Paid {amount} by {method}"),
            "paper": self.tr("Ticket {ticket}, issue {issue}: {state} {reason}"),
            "scan": self.tr("Gate {gate}: {ticket} {result}"),
            "identified": self.tr("Identity checked ({document})"),
            "identity_missed": self.tr("Wrong identity shown"),
            "identity_overruled": self.tr("Shown without its document: {reason}"),
            "corrected": self.tr("Passenger corrected"),
            "offered": self.tr("Refund of {amount} offered, not taken"),
            "signed": self.tr("Signed: {kind} — {reason}"),
            "refunded": self.tr("%n ticket(s) given back: {amount}, kept {fee} — {rule}", "", tickets),
            "exchanged_out": self.tr("%n ticket(s) exchanged away", "", tickets),
            "money_back": self.tr("Money back: {amount}, {method} ({reference})"),
        }.get(event.kind, event.kind)
        if event.kind == "corrected" and facts.get("fields") == ["seat_id"]:
            said = self.tr("Another seat")
        if event.kind == "signed":
            facts["reason"] = written_reason(str(facts.get("reason")))
            facts["kind"] = kind_text(str(facts.get("kind")))
        if event.kind == "money_back":
            facts["method"] = way_text(str(facts.get("method")))
        if event.kind == "paid":
            facts["method"] = self._method(str(facts.get("method")))
        if event.kind == "refunded":
            facts["fee"], facts["rule"] = rupiah(int(facts.get("fee") or 0)), rule_text(str(facts.get("rule")))
        if event.kind == "paper":
            facts["state"], facts["reason"] = self._paper(str(facts.get("state"))), self._why(facts.get("reason"))
        if event.kind == "identified":
            facts["document"] = "NIK" if facts.get("document") == "nik" else self.tr("passport")
        facts = {name: "" if value is None else value for name, value in facts.items()}
        return said.format_map(_Known(facts, amount=amount)).strip()

    def _method(self, method: str) -> str:
        return {
            "cash": self.tr("cash"), "qris": "QRIS", "debit_card": self.tr("debit card"),
            "credit_card": self.tr("credit card"), "exchange": self.tr("given-up tickets"),
        }.get(method, method)  # fmt: skip

    def _paper(self, state: str) -> str:
        return {
            "confirmed": self.tr("printed"), "confirmed_by_operator": self.tr("printed"),
            "unconfirmed": self.tr("sent to the printer"), "suspect": self.tr("perhaps not complete"),
            "voided": self.tr("void"),
        }.get(state, self.tr("not printed yet"))  # fmt: skip

    def _why(self, reason: object) -> str:
        """Why it was printed again: a word of the list, or what the clerk typed."""
        said = {
            "lost": self.tr("lost"), "damaged": self.tr("damaged"), "not printed": self.tr("did not come out"),
            "corrected": self.tr("corrected"), "seat changed": self.tr("seat changed"),
        }.get(str(reason), str(reason or ""))  # fmt: skip
        return f"({said})" if said else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.card is not None:
            self.show_card(self.card)


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"
