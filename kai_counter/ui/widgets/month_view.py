"""A month of the station on the screen: the same tables as on its paper, in the window's language."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kai_counter.ui import theme
from kai_counter.ui.day_words import method_text, reduction_text
from kai_counter.ui.moments import date_text
from kai_counter.ui.widgets.fact_table import FactTable
from kai_counter.ui.widgets.money import figures, rupiah
from kai_counter.values.cards_day import MonthCard


class MonthView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("day.month")
        names = ("sales", "travel", "control", "methods", "reductions", "unpaid", "zs")
        self.tables = {name: FactTable(f"month.{name}", self) for name in names}
        sides = QHBoxLayout(self)
        sides.setContentsMargins(0, 0, theme.S, 0)
        sides.setSpacing(theme.L)
        for stretch, side in ((3, ("sales", "zs")), (2, ("control", "methods", "reductions", "unpaid", "travel"))):
            column = QVBoxLayout()
            column.setSpacing(theme.M)
            for name in side:
                column.addWidget(self.tables[name])
            column.addStretch(1)
            sides.addLayout(column, stretch)

    def show_month(self, card: MonthCard) -> None:
        nothing = self.tr("Nothing in this month.")
        self._show_sales(card, nothing)
        rows = [
            (date_text(day.day, year=False), str(day.bookings), str(day.tickets), rupiah(day.total))
            for day in card.travel_days
        ]
        heads = ("", self.tr("Bookings"), self.tr("Tickets"), self.tr("Amount"))
        self.tables["travel"].show_facts(self.tr("By travel date"), heads, rows, nothing)
        for name, title, told, entries in (
            ("methods", self.tr("By method"), method_text, card.methods),
            ("reductions", self.tr("Reductions"), reduction_text, card.reductions),
        ):
            lines = [(told(one.name), str(one.count), rupiah(one.amount)) for one in entries]
            self.tables[name].show_facts(title, (), lines, nothing)
        unpaid = [(one.reference, date_text(one.since.date()), rupiah(one.amount)) for one in card.unpaid]
        self.tables["unpaid"].show_facts(
            self.tr("Refunds not paid out yet"), (), unpaid, self.tr("Every refund is paid out.")
        )
        self._show_control(card)

    def _show_sales(self, card: MonthCard, nothing: str) -> None:
        rows: list[tuple[str, ...]] = [
            (
                date_text(day.day, year=False),
                str(day.tickets),
                figures(day.cash),
                figures(day.card),
                figures(day.qris),
                figures(-day.refunds),
                figures(day.total),
            )
            for day in card.sale_days
        ]
        if rows:
            sums = [sum(getattr(day, name) for day in card.sale_days) for name in ("cash", "card", "qris")]
            back = sum(day.refunds for day in card.sale_days)
            tickets = sum(day.tickets for day in card.sale_days)
            rows.append(
                ("=" + self.tr("Total"), str(tickets), *map(figures, sums), figures(-back), figures(card.total))
            )
        heads = (
            "",
            self.tr("Tickets"),
            self.tr("Cash"),
            self.tr("Card"),
            "QRIS",
            self.tr("Refunds"),
            self.tr("Sales"),
        )
        self.tables["sales"].show_facts(self.tr("By sale date, Rp"), heads, rows, nothing)

    def _show_control(self, card: MonthCard) -> None:
        control = card.control
        rows = [
            (self.tr("Sales in the Zs of the month"), rupiah(control.zs)),
            (self.tr("… paid in other months"), rupiah(-control.other_months)),
            (self.tr("Not in a Z of the month yet"), rupiah(control.not_in_zs)),
            ("=" + self.tr("Payments of the month"), rupiah(control.payments)),
            (self.tr("Both sides agree") if control.agrees else "!" + self.tr("The sides do NOT agree"), ""),
        ]
        self.tables["control"].show_facts(self.tr("Control totals"), (), rows)
        zs = [
            (
                f"{'' if z.agrees else '!'}{z.counter_code} Z{z.z_number}",
                date_text(z.closed_at.date(), year=False),
                rupiah(z.sales_amount),
            )
            for z in card.zs
        ]
        self.tables["zs"].show_facts(self.tr("Z reports of the month"), (), zs, self.tr("No Z in this month."))
