"""The report of a shift on the screen: the same rows as on its paper, in the window's language."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.day_words import method_text, return_text
from kai_counter.ui.moments import date_text, time_text
from kai_counter.ui.widgets.money import rupiah
from kai_counter.ui.widgets.send_off import send_off
from kai_counter.values.cards_till import ReportCard

Row = tuple[str, str, str]  # label, value, role


class ReportView(QFrame):
    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        theme.mark(self, card="plain")
        self.card: ReportCard | None = None
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        self._column.setSpacing(theme.XS)

    def show_report(self, card: ReportCard) -> None:
        self.card = card
        for line in self._lines:
            self._column.removeWidget(line)
            send_off(line)
        self._lines = []
        for label, value, role in self._rows(card):
            self._add(label, value, role)
        self.setAccessibleName(". ".join(f"{label} {value}" for label, value, _ in self._rows(card)))

    def text(self) -> str:
        return "\n".join(f"{label}: {value}" for label, value, _ in self._rows(self.card)) if self.card else ""

    def _add(self, label: str, value: str, role: str) -> None:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        left, right = QLabel(label, line), QLabel(value, line)
        theme.mark(left, role="strong" if role == "title" else "muted")
        theme.mark(right, role="strong" if role in ("title", "strong") else "body")
        row.addWidget(left)
        row.addStretch(1)
        row.addWidget(right)
        self._column.addWidget(line)
        self._lines.append(line)

    def _rows(self, card: ReportCard) -> list[Row]:
        title = self.tr("Z report {number}").format(number=card.z_number) if card.z_number else self.tr("X report")
        rows: list[Row] = [
            (title, f"{card.counter_code} · {card.clerk_name}", "title"),
            (self.tr("Opened"), f"{date_text(card.opened_at.date())} {time_text(card.opened_at)}", ""),
            (self.tr("Sales"), str(card.sales), ""),
            (self.tr("Tickets"), str(card.tickets), ""),
        ]
        rows += [
            (f"{method_text(m.method)} ({m.count})", "–" if m.amount is None else rupiah(m.amount), "")
            for m in card.methods
            if m is not card.exchanged
        ]
        if card.exchanged is not None:  # part of the sales, and no money
            if card.money_amount is not None:
                rows.append((self.tr("Money taken"), rupiah(card.money_amount), ""))
            label = f"{method_text('exchange')} ({card.exchanged.count})"
            rows.append((label, rupiah(card.exchanged.amount or 0), ""))
        if card.sales_amount is not None:
            rows.append((self.tr("All sales"), rupiah(card.sales_amount), "strong"))
        rows += self._return_rows(card)
        for one in card.card_words:
            is_typed = one.method == "typed"
            how = self.tr("Cards by a typed slip") if is_typed else self.tr("Cards found by asking again")
            rows.append((f"{how} ({one.count})", rupiah(one.amount or 0), ""))
        rows.append((self.tr("Drawer opened"), str(card.drawer_openings), ""))
        if card.unanswered:
            rows.append((self.tr("Payments without an answer"), str(card.unanswered), "strong"))
        return rows + self._cash_rows(card) + self._count_rows(card)

    def _return_rows(self, card: ReportCard) -> list[Row]:
        return [
            (f"{return_text(one)} ({one.count})", "–" if one.amount is None else rupiah(-one.amount), "")
            for one in card.returns
        ]

    def _cash_rows(self, card: ReportCard) -> list[Row]:
        cash = card.cash
        if cash is None:
            return [(self.tr("Change money (float)"), rupiah(card.float_amount), "")]
        rows = [
            (self.tr("Change money (float)"), cash.opening),
            (self.tr("Cash sales, net of change"), cash.sales),
            (self.tr("Cash in"), cash.moved_in),
            (self.tr("Cash out"), -cash.moved_out),
            (self.tr("Dropped to the safe"), -cash.dropped),
            (self.tr("Cash refunds"), -cash.refunded),
        ]
        shown: list[Row] = [(label, rupiah(amount), "") for label, amount in rows]
        return [*shown, (self.tr("Expected in the drawer"), rupiah(cash.expected), "strong")]

    def _count_rows(self, card: ReportCard) -> list[Row]:
        count = card.count
        if count is None:
            return []
        rows: list[Row] = [
            (self.tr("Counted"), "–" if count.counted is None else rupiah(count.counted), "strong"),
            (self.tr("Variance"), "–" if count.variance is None else rupiah(count.variance), "strong"),
        ]
        if count.verified is not None:
            rows.append((self.tr("Verified"), rupiah(count.verified), "strong"))
        if count.reason:
            rows.append((self.tr("Reason"), count.reason, ""))
        if count.approved_by:
            rows.append((self.tr("Signed by"), count.approved_by, ""))
        return rows
